#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "escape.h"
#include "flow.h"

#include "poison.h"

/* Everything `run` would refuse, the warnings, and the tests that stand beside the rules. */

struct check {
	const struct cli *cli;
	const struct plan *plan;
	struct match_desk *desk;
	struct buf *out;
	size_t passed, failed;
};

static void judge_text(const struct check *check, const struct rule_test *test, struct arena *arena,
		       struct verdict *verdict)
{
	const struct item item = {
		.text = test->text,
		.published_ms = TIME_ABSENT,
		.updated_ms = TIME_ABSENT,
	};
	struct mention mention;
	struct match_faults faults = { 0 };
	*verdict = (struct verdict){ 0 };
	plan_examine(check->plan, check->desk, arena, &item, &mention, &faults);
	if (mention.n_brands)
		decide(&(struct decide_case){ &check->plan->decide, &source_nowhere, &mention,
					      clock_wall_ms(), NULL },
		       arena, verdict);
}

static bool has_rule(const struct verdict *verdict, const struct rule *rule)
{
	for (size_t i = 0; i < verdict->n_rules; i++)
		if (verdict->rules[i] == rule)
			return true;
	return false;
}

static void run_test(struct check *check, const struct rule *rule, const struct rule_test *test)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct verdict verdict;
	judge_text(check, test, arena, &verdict);
	if (has_rule(&verdict, rule) == test->fires) {
		check->passed++;
		return;
	}
	check->failed++;
	struct problems problem = problems_new(arena);
	problem_error(&problem, test->where, "rule " STR_FMT " %s on \"" STR_FMT "\"",
		      STR_ARG(rule->name), test->fires ? "does not fire" : "fires",
		      STR_ARG(test->text));
	if (verdict.n_rules)
		problem_hint(&problem, "rule " STR_FMT " took it", STR_ARG(verdict.rules[0]->name));
	else
		problem_hint(&problem, "no brand stands in it; mentiond try shows more");
	problems_print(&problem, check->out, check->cli->has_colour);
}

static int run_check(struct cli *cli)
{
	struct plan *plan = cli_plan(cli, true);
	if (!plan)
		return EXIT_CONFIG;
	struct buf out = buf_new(cli->arena, 4 * MIB);
	struct check check = { .cli = cli, .plan = plan, .desk = match_desk_new(), .out = &out };
	for (size_t i = 0; i < plan->decide.n; i++)
		for (size_t j = 0; j < plan->rules[i].n_tests; j++)
			run_test(&check, &plan->rules[i], &plan->rules[i].tests[j]);
	escape_terminal(&out, cli->config);
	buf_fmt(&out, ": brands: %zu, sources: %zu, rules: %zu, channels: %zu", plan->n_brands,
		plan->n_sources, plan->decide.n, plan->n_channels);
	if (check.passed + check.failed)
		buf_fmt(&out, "; tests: %zu passed, %zu failed", check.passed, check.failed);
	buf_add(&out, check.failed ? STR("\n") : STR("; fine\n"));
	cli_print(buf_str(&out));
	match_desk_free(&check.desk);
	plan_release(&plan);
	return check.failed ? EXIT_NO : EXIT_FINE;
}

const struct command command_check = {
	.name = "check",
	.arguments = "",
	.summary =
		"Read the configuration as run would, tell all errors, run the rules' own tests.",
	.run = run_check,
};
