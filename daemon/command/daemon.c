#include "cli.h"

#include "arena.h"
#include "calendar.h"
#include "clock.h"
#include "escape.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "poison.h"

/* status, reload and poll: what only the running daemon can answer. */

static int no_daemon(const struct plan *plan)
{
	if (errno == EACCES)
		cli_error(STR_FMT ": %s; only root and the user and group of the daemon may ask it",
			  STR_ARG(plan->config.control), strerror(errno));
	else
		cli_error("no daemon answers at " STR_FMT, STR_ARG(plan->config.control));
	return EXIT_NO;
}

/* Without a daemon the store still knows how far each source was read. */
static void print_places(const struct cli *cli, struct plan *plan)
{
	struct err err = { 0 };
	struct store *store;
	struct source_row *rows;
	size_t n = 0;
	if (!store_open(plan->config.store, true, &store, &err))
		return;
	struct buf out = buf_new(cli->arena, 16 * MIB);
	if (store_sources(store, cli->arena, &rows, &n, &err) && n) {
		buf_add(&out, STR("as the store has it:\n"));
		for (size_t i = 0; i < n; i++) {
			buf_add(&out, STR("  "));
			escape_terminal(&out, rows[i].name);
			if (rows[i].place.ok_ms)
				buf_fmt(&out, ", read " STR_FMT " ago",
					STR_ARG(calendar_span(cli->arena,
							      clock_wall_ms() -
								      rows[i].place.ok_ms)));
			buf_fmt(&out, ", %lld items known\n", (long long)rows[i].seen);
		}
		cli_print(buf_str(&out));
	}
	store_close(&store);
}

static int run_status(struct cli *cli)
{
	struct plan *plan = cli_outline(cli);
	struct str source = cli->n_args ? cli->args[0] : STR("");
	int status = EXIT_NO;
	if (!plan)
		return EXIT_CONFIG;
	struct str line = str_fmt(cli->arena, "status%s%s " STR_FMT,
				  cli_has(cli, "--json") ? " --json" : "",
				  cli_has(cli, "--all") ? " --all" : "", STR_ARG(source));
	if (!cli_control(cli, plan->config.control, line, &status)) {
		no_daemon(plan);
		if (!cli_has(cli, "--json"))
			print_places(cli, plan);
	}
	plan_release(&plan);
	return status;
}

static int run_reload(struct cli *cli)
{
	struct problems problems = problems_new(cli->arena);
	struct plan *plan = plan_outline(cli->config, cli->data, &problems);
	int status = EXIT_CONFIG;
	cli_problems(&problems, true);
	if (!plan) {
		cli_error("nothing was reloaded; the daemon goes on with what it has");
		return EXIT_CONFIG;
	}
	if (!cli_control(cli, plan->config.control, STR("reload"), &status))
		status = no_daemon(plan);
	plan_release(&plan);
	return status;
}

enum { EXPLAIN_MS = 20000, LOOK_MS = 100 };

/* The daemon answers at once; what the poll met is asked for until it is known. */
static int explain(const struct cli *cli, const struct plan *plan)
{
	struct str line = str_fmt(cli->arena, "explain " STR_FMT, STR_ARG(cli->args[0]));
	int64_t end_ms = clock_mono_ms() + EXPLAIN_MS;
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	int status = EXIT_NO;
	while (status != EXIT_FINE && clock_mono_ms() < end_ms) {
		nanosleep(&pause, NULL);
		if (!cli_control(cli, plan->config.control, line, &status))
			return no_daemon(plan);
	}
	if (status != EXIT_FINE)
		cli_error("no answer after %d s; mentiond status tells more later",
			  EXPLAIN_MS / 1000);
	return status;
}

static int run_poll(struct cli *cli)
{
	struct plan *plan = cli_plan(cli, false);
	struct str line = str_fmt(cli->arena, "poll " STR_FMT, STR_ARG(cli->args[0]));
	int status = EXIT_NO;
	if (!plan)
		return EXIT_CONFIG;
	if (!cli_control(cli, plan->config.control, line, &status))
		status = no_daemon(plan);
	else if (status == EXIT_FINE && cli_has(cli, "--explain"))
		status = explain(cli, plan);
	plan_release(&plan);
	return status;
}

static const struct cli_option poll_options[] = {
	{ "--explain", NULL, "Wait for the answer, and show what was asked, said and new." },
	{ 0 },
};

const struct command command_poll = {
	.name = "poll",
	.arguments = "SOURCE",
	.summary = "Make the running daemon ask a source now; at most once in 30 s.",
	.options = poll_options,
	.args_min = 1,
	.args_max = 1,
	.run = run_poll,
};

static const struct cli_option status_options[] = {
	{ "--all", NULL, "Every source, also where there are many; every request of a source." },
	{ "--json", NULL, "One JSON object." },
	{ 0 },
};

const struct command command_status = {
	.name = "status",
	.arguments = "[SOURCE]",
	.summary = "What the running daemon watches, what fails, and why.",
	.options = status_options,
	.args_max = 1,
	.run = run_status,
};

const struct command command_reload = {
	.name = "reload",
	.arguments = "",
	.summary =
		"Make the running daemon read its configuration again; a bad one changes nothing.",
	.run = run_reload,
};
