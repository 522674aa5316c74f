#include "cli.h"

#include "arena.h"
#include "calendar.h"
#include "clock.h"
#include "escape.h"

#include "poison.h"

/* status and reload: what only the running daemon can answer. */

static int no_daemon(const struct plan *plan)
{
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
	struct str line = str_fmt(cli->arena, "status%s " STR_FMT,
				  cli_has(cli, "--json") ? " --json" : "", STR_ARG(source));
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

static const struct cli_option status_options[] = {
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
