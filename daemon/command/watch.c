#include "watch.h"

#include "arena.h"
#include "config.h"
#include "flow.h"
#include "log.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "poison.h"

/* No configuration at all: one is written from the terms and the services that answer without a
 * key, and the usual way is gone with a store in memory and standard output. */

enum { CONFIG_MAX = 4 * MIB };

static struct plan *load(const struct cli *cli)
{
	struct buf config = buf_new(cli->arena, CONFIG_MAX);
	struct problems problems = problems_new(cli->arena);
	if (!watch_config(cli, false, &config))
		return NULL;
	struct plan *plan = plan_text(STR("(watch)"), buf_str(&config), cli->data, &problems);
	cli_problems(&problems, !plan);
	return plan;
}

static int save(const struct cli *cli, struct str path)
{
	struct buf config = buf_new(cli->arena, CONFIG_MAX);
	struct plan *plan = load(cli); /* what a daemon would refuse is not written */
	if (!plan)
		return EXIT_USAGE;
	plan_release(&plan);
	buf_add(&config, STR("# Written by `mentiond watch`: what it watches, as a daemon.\n"));
	if (!watch_config(cli, true, &config))
		return EXIT_USAGE;
	if (!cli_write_new(path, buf_str(&config), cli->arena))
		return EXIT_NO;
	cli_print(str_fmt(cli->arena,
			  "Written. It watches the same as a daemon:\n"
			  "  mentiond check -c " STR_FMT "\n  mentiond run -c " STR_FMT "\n",
			  STR_ARG(path), STR_ARG(path)));
	return EXIT_FINE;
}

struct watching {
	struct flow *flow;
	struct screen *screen;
	int signals, timer;
};

static void interrupted(void *ctx)
{
	struct watching *watching = ctx;
	struct signalfd_siginfo info;
	if (read(watching->signals, &info, sizeof(info)) == sizeof(info))
		flow_stop(watching->flow);
}

static void ticked(void *ctx)
{
	struct watching *watching = ctx;
	uint64_t times;
	if (read(watching->timer, &times, sizeof(times)) == sizeof(times))
		screen_draw(watching->screen);
}

static void open_clocks(struct watching *watching)
{
	static const struct itimerspec second = { .it_interval.tv_sec = 1, .it_value.tv_sec = 1 };
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	watching->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	watching->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	timerfd_settime(watching->timer, 0, &second, NULL);
}

static int go(const struct cli *cli, struct plan *plan)
{
	struct err err = { 0 };
	struct watching watching = { .screen = screen_open(plan, cli->arena) };
	const struct flow_options options = {
		.plan = plan,
		.is_once = cli_has(cli, "--once"),
		.is_in_memory = true,
		.version = STR(VERSION),
	};
	open_clocks(&watching);
	bool is_fine = flow_open(&options, &watching.flow, &err);
	if (is_fine) {
		struct net *net = flow_net(watching.flow);
		screen_use(watching.screen, watching.flow);
		is_fine = net_watch(net, watching.signals, interrupted, &watching, &err) &&
			  net_watch(net, watching.timer, ticked, &watching, &err) &&
			  flow_run(watching.flow, &err);
	}
	screen_close(watching.screen);
	if (!is_fine)
		cli_error("%s", err.text);
	flow_close(&watching.flow);
	close(watching.signals);
	close(watching.timer);
	bool is_deaf = options.is_once && !screen_has_answer(watching.screen);
	return is_fine && !is_deaf ? EXIT_FINE : EXIT_NO;
}

static void greet(const struct cli *cli, const struct plan *plan)
{
	struct buf words = buf_new(cli->arena, 64 * KIB);
	for (size_t i = 0; i < cli->n_args; i++)
		buf_fmt(&words, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(cli->args[i]));
	buf_add(&words, STR(" in "));
	for (size_t i = 0; i < plan->n_sources; i++)
		buf_fmt(&words, "%s" STR_FMT, i ? ", " : "", STR_ARG(plan->sources[i].name));
	if (!cli_has(cli, "--once"))
		buf_add(&words, STR("; ctrl-C ends it"));
	cli_error("watching for " STR_FMT, STR_ARG(buf_str(&words)));
}

static bool are_terms(const struct cli *cli)
{
	enum { TERM_BYTES = 500 };
	for (size_t i = 0; i < cli->n_args; i++) {
		if (str_trim(cli->args[i]).len == 0)
			cli_error("a term is empty: what shall be watched for?");
		else if (cli->args[i].len > TERM_BYTES)
			cli_error("a term has more than %d bytes; no service takes so long a one",
				  TERM_BYTES);
		else
			continue;
		return false;
	}
	return true;
}

static int run_watch(struct cli *cli)
{
	int64_t since_ms;
	struct str since = cli_value(cli, "--since"), path = cli_value(cli, "--save");
	if (since.at && !duration_parse(since, &since_ms)) {
		cli_error("--since takes a duration such as 2h or 7d");
		return EXIT_USAGE;
	}
	if (!are_terms(cli))
		return EXIT_USAGE;
	if (path.at)
		return save(cli, path);
	struct plan *plan = load(cli);
	if (!plan)
		return EXIT_USAGE; /* there is no configuration: all of it came as arguments */
	greet(cli, plan);
	int status = go(cli, plan);
	plan_release(&plan);
	return status;
}

static const struct cli_option options[] = {
	{ "--feed", "URL", "Watch this feed instead of the public services." },
	{ "--source", "NAME", "Only this service of those that `connector list` names." },
	{ "--since", "DURATION", "Also show what is younger than this (default 24h)." },
	{ "--once", NULL, "Ask every source once, then end." },
	{ "--json", NULL, "One JSON document a line for each mention." },
	{ "--save", "FILE",
	  "Do not watch, but write the configuration that does the same as a daemon." },
	{ 0 },
};

const struct command command_watch = {
	.name = "watch",
	.arguments = "TERM…",
	.summary = "Without any configuration: ask public services, and print mentions as they "
		   "come.",
	.options = options,
	.args_min = 1,
	.args_max = 32,
	.run = run_watch,
};
