#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "demand.h"
#include "escape.h"
#include "flow.h"

#include <time.h>

#include "poison.h"

enum { RUNS_MAX = 2000, RUNS_STEP = 20 };

/* As long as texts are on average, with a little of everything. */
static const struct str sample = STR_INIT(
	"We have been on three billing tools in as many years. In September 2025 we moved the "
	"whole "
	"team, and last week our order no. 4711-B-2025 (1,249.50 EUR) was lost. "
	"Support@example.org "
	"has been silent for 2 days now; see https://news.example/item?id=41999001. Tja, "
	"sch\u00F6n!");

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

/* What a run of it costs on the sample, by the processor's time. */
static double cost_us(const struct check *check, const struct match_regex *regex)
{
	clock_t start = clock(), now = start;
	size_t runs = 0;
	for (; runs < RUNS_MAX && now - start < CLOCKS_PER_SEC / 500; now = clock())
		for (size_t end = runs + RUNS_STEP; runs < end; runs++)
			match_regex_finds(check->plan->matcher, check->desk, regex, sample);
	return (double)(now - start) * 1e6 / CLOCKS_PER_SEC / (double)runs;
}

static void list_regex(const struct check *check, const struct match_regex *regex)
{
	struct buf *out = check->out;
	if (regex->where.file)
		escape_terminal(out, regex->where.file->path);
	buf_fmt(out, ":%u:%u: regex ", regex->where.line, regex->where.column);
	escape_terminal(out, regex->text);
	buf_add(out, STR(": literal "));
	for (size_t i = 0; i < regex->keys.n; i++) {
		buf_add(out, i ? STR(" or \"") : STR("\""));
		escape_terminal(out, regex->keys.at[i]);
		buf_char(out, '"');
	}
	double us = regex->keys.n ? 0 : cost_us(check, regex);
	if (regex->keys.n == 0)
		buf_fmt(out, "none: runs on every text, about %.1f µs", us > 0.1 ? us : 0.1);
	buf_char(out, '\n');
}

/* How often each host will be asked; of feeds alone nobody needs to be told. */
static void list_demands(const struct check *check)
{
	enum { SHOWN = 20, COLUMNS = 32 };
	struct buf *out = check->out;
	const struct demands demands = demand_of(check->plan, out->arena);
	int64_t rest = 0;
	bool has_connector = false;
	for (size_t i = 0; i < demands.n; i++)
		has_connector |= demands.at[i].connector.len > 0;
	if (!has_connector)
		return;
	buf_add(out, STR("requests a day, at most\n"));
	for (size_t i = 0; i < demands.n; i++) {
		const struct demand *demand = &demands.at[i];
		rest += i < SHOWN ? 0 : demand->wanted;
		if (i >= SHOWN)
			continue;
		buf_add(out, STR("  "));
		escape_cell(out, demand->host, COLUMNS);
		struct str wanted = demand_number(out->arena, demand->wanted);
		buf_fmt(out, "%*.*s", 10, (int)wanted.len, wanted.at);
		if (demand->allowed < INT64_MAX)
			buf_fmt(out, " of " STR_FMT " allowed",
				STR_ARG(demand_number(out->arena, demand->allowed)));
		buf_fmt(out, demand->sources > 1 ? ", %zu sources\n" : "\n", demand->sources);
	}
	if (demands.n > SHOWN)
		buf_fmt(out, "  %zu other hosts: " STR_FMT "\n", demands.n - SHOWN,
			STR_ARG(demand_number(out->arena, rest)));
}

static int run_check(struct cli *cli)
{
	struct problems problems = problems_new(cli->arena);
	struct plan *plan = plan_load(cli->config, cli->data, &problems);
	cli_problems(&problems, true);
	if (!plan)
		return EXIT_CONFIG;
	struct buf out = buf_new(cli->arena, 4 * MIB);
	struct check check = { .cli = cli, .plan = plan, .desk = match_desk_new(), .out = &out };
	for (size_t i = 0; i < plan->decide.n; i++)
		for (size_t j = 0; j < plan->rules[i].n_tests; j++)
			run_test(&check, &plan->rules[i], &plan->rules[i].tests[j]);
	struct match_regexes regexes = match_regexes(plan->matcher, cli->arena);
	for (size_t i = 0; i < regexes.n; i++)
		list_regex(&check, &regexes.at[i]);
	list_demands(&check);
	escape_terminal(&out, cli->config);
	buf_fmt(&out, ": brands: %zu, sources: %zu, rules: %zu, channels: %zu", plan->n_brands,
		plan->n_sources, plan->decide.n, plan->n_channels);
	if (check.passed + check.failed)
		buf_fmt(&out, "; tests: %zu passed, %zu failed", check.passed, check.failed);
	size_t warnings = problems.n + problems.untold;
	if (warnings)
		buf_fmt(&out, "; %zu warning%s", warnings, warnings == 1 ? "" : "s");
	buf_add(&out, check.failed || warnings ? STR("\n") : STR("; fine\n"));
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
