#include "cli.h"

#include "arena.h"
#include "flow.h"
#include "host.h"
#include "log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "poison.h"

/* Options and wiring: the only file that knows everybody. */

struct daemon {
	struct cli *cli;
	struct plan *plan;
	struct flow *flow;
	struct control *control;
	int signals;
	bool is_stopping;
};

static void tick(void *ctx, struct flow *flow, bool is_healthy)
{
	(void)ctx;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1 * KIB);
	host_status(flow_summary(flow, arena));
	if (is_healthy)
		host_alive();
}

static struct str shown(struct problems *problems)
{
	struct buf out = buf_new(problems->arena, MIB);
	problems_print(problems, &out, false);
	return buf_str(&out);
}

/* Everything new is made and checked before anything old is let go. */
static bool reload(struct daemon *daemon, struct buf *out)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct problems problems = problems_new(arena);
	struct err err = { 0 };
	host_reloading();
	struct plan *plan = plan_load(daemon->cli->config, daemon->cli->data, &problems);
	buf_add(out, shown(&problems));
	bool is_fine = plan && flow_reload(daemon->flow, plan, &err);
	if (plan && !is_fine)
		buf_fmt(out, "%s\n", err.text);
	if (is_fine) {
		host_log_open((enum log_to)plan->config.log.to,
			      (enum log_level)plan->config.log.level);
		struct plan *old = daemon->plan;
		daemon->plan = plan_hold(plan);
		plan_release(&old);
		LOG(reloaded, KV("config", daemon->cli->config),
		    KV_INT("sources", (int64_t)plan->n_sources));
	} else {
		LOG(reload_refused, KV("config", daemon->cli->config), KV("why", buf_str(out)));
	}
	plan_release(&plan);
	host_ready(flow_summary(daemon->flow, arena));
	return is_fine;
}

static bool eat_option(struct str *rest, struct str option)
{
	struct str word = str_first(*rest, str_find_char(*rest, ' '));
	if (!str_eq(word, option))
		return false;
	*rest = str_trim(str_skip(*rest, word.len));
	return true;
}

static int answer_status(struct daemon *daemon, struct str rest, struct buf *out)
{
	struct status_wanted wanted = { 0 };
	wanted.is_json = eat_option(&rest, STR("--json"));
	wanted.is_all = eat_option(&rest, STR("--all"));
	wanted.source = rest;
	return flow_status(daemon->flow, &wanted, out) ? EXIT_FINE : EXIT_NO;
}

static int answer_again(struct daemon *daemon, struct str id, struct buf *out)
{
	size_t n = 0;
	struct err err = { 0 };
	if (!flow_send_again(daemon->flow, id, &n, &err)) {
		buf_fmt(out, "%s\n", err.text);
		return EXIT_NO;
	}
	buf_fmt(out, "%zu deliveries wait again\n", n);
	return n ? EXIT_FINE : EXIT_NO;
}

static int answer_reload(struct daemon *daemon, struct str rest, struct buf *out)
{
	(void)rest;
	if (!reload(daemon, out))
		return EXIT_CONFIG;
	buf_add(out, STR("reloaded\n"));
	return EXIT_FINE;
}

static int answer_poll(struct daemon *daemon, struct str source, struct buf *out)
{
	return flow_poll(daemon->flow, source, out) ? EXIT_FINE : EXIT_NO;
}

static int answer_explain(struct daemon *daemon, struct str source, struct buf *out)
{
	return flow_explain(daemon->flow, source, out) ? EXIT_FINE : EXIT_NO;
}

/* "ID negative" */
static int answer_tone(struct daemon *daemon, struct str rest, struct buf *out)
{
	struct str id = str_first(rest, str_find_char(rest, ' '));
	struct err err = { 0 };
	enum tone tone;
	if (!cli_label(str_trim(str_skip(rest, id.len)), &tone)) {
		buf_add(out, STR("not understood\n"));
		return EXIT_USAGE;
	}
	if (!flow_correct(daemon->flow, id, tone_name(tone), &err)) {
		buf_fmt(out, "%s\n", err.text);
		return EXIT_NO;
	}
	return EXIT_FINE;
}

static int answer(void *ctx, struct str line, struct buf *out)
{
	static const struct {
		const char *word;
		int (*answer)(struct daemon *daemon, struct str rest, struct buf *out);
	} answers[] = {
		{ "status", answer_status },   { "again", answer_again },
		{ "reload", answer_reload },   { "poll", answer_poll },
		{ "explain", answer_explain }, { "tone", answer_tone },
	};
	struct daemon *daemon = ctx;
	struct str word = str_first(line, str_find_char(line, ' '));
	struct str rest = str_trim(str_skip(line, word.len));
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (str_eq(word, str_from(answers[i].word)))
			return answers[i].answer(daemon, rest, out);
	buf_add(out, STR("not understood\n"));
	return EXIT_USAGE;
}

static void dump_status(struct daemon *daemon)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	LOG(note, KV("status", flow_summary(daemon->flow, arena)));
}

static void on_signal(void *ctx)
{
	struct daemon *daemon = ctx;
	struct signalfd_siginfo info;
	if (read(daemon->signals, &info, sizeof(info)) != sizeof(info))
		return;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct buf out = buf_new(arena, MIB);
	if (info.ssi_signo == SIGHUP) {
		reload(daemon, &out);
	} else if (info.ssi_signo == SIGUSR1) {
		dump_status(daemon);
	} else if (daemon->is_stopping) {
		_exit(EXIT_FINE); /* asked twice: what is under way is leased and told again */
	} else {
		daemon->is_stopping = true;
		host_stopping();
		LOG(stopping, KV_INT("signal", (int64_t)info.ssi_signo));
		flow_stop(daemon->flow);
	}
}

static int block_signals(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGUSR1);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool open_all(struct daemon *daemon, struct err *err)
{
	const struct flow_options options = {
		.plan = daemon->plan,
		.is_once = cli_has(daemon->cli, "--once"),
		.version = STR(VERSION),
		.tick = tick,
		.ctx = daemon,
	};
	if (!flow_open(&options, &daemon->flow, err))
		return false;
	struct net *net = flow_net(daemon->flow);
	if (!net_watch(net, daemon->signals, on_signal, daemon, err))
		return false;
	return options.is_once || control_open(daemon->plan->config.control, net, answer, daemon,
					       &daemon->control, err);
}

static int go(struct daemon *daemon)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1 * KIB);
	struct err err = { 0 };
	bool is_open = open_all(daemon, &err);
	if (is_open) {
		LOG(started, KV_Z("version", VERSION), KV("config", daemon->cli->config),
		    KV_INT("sources", (int64_t)daemon->plan->n_sources),
		    KV_INT("rules", (int64_t)daemon->plan->decide.n),
		    KV_Z("jit", match_has_jit() ? "on" : "off"));
		host_ready(flow_summary(daemon->flow, arena));
	}
	bool is_fine = is_open && flow_run(daemon->flow, &err);
	if (!is_fine) {
		LOG(fatal, KV_Z("why", err.text));
		if (!host_log_is_on_stderr())
			cli_error("%s", err.text);
	}
	control_close(&daemon->control);
	flow_close(&daemon->flow);
	if (is_fine)
		return EXIT_FINE;
	return err.kind == ERR_CONFIG ? EXIT_CONFIG : EXIT_NO;
}

static int run_run(struct cli *cli)
{
	struct daemon daemon = { .cli = cli };
	daemon.plan = cli_plan(cli, true);
	if (!daemon.plan)
		return EXIT_CONFIG;
	prctl(PR_SET_DUMPABLE, 0); /* secrets are in memory from here on */
	daemon.signals = block_signals();
	const struct config *config = &daemon.plan->config;
	host_log_open((enum log_to)config->log.to, (enum log_level)config->log.level);
	int status = go(&daemon);
	close(daemon.signals);
	plan_release(&daemon.plan);
	return status;
}

static const struct cli_option run_options[] = {
	{ "--once", NULL, "Poll every source once, deliver, end." },
	{ 0 },
};

const struct command command_run = {
	.name = "run",
	.arguments = "",
	.summary = "The daemon, in the foreground.",
	.options = run_options,
	.run = run_run,
};

static const struct command *const commands[] = {
	&command_run,	 &command_watch,  &command_check,     &command_try,	  &command_parse,
	&command_status, &command_reload, &command_poll,      &command_list,	  &command_show,
	&command_why,	 &command_dead,	  &command_send_test, &command_init,	  &command_import,
	&command_export, &command_tone,	  &command_learn,     &command_connector, NULL,
};

static const struct command *find_command(struct str name)
{
	for (size_t i = 0; commands[i]; i++)
		if (str_eq(str_from(commands[i]->name), name))
			return commands[i];
	return NULL;
}

static int unknown(struct str name)
{
	if (str_starts(name, STR("-"))) {
		cli_error(STR_FMT ": options stand behind the command; mentiond --help lists the "
				  "commands",
			  STR_ARG(str_first(name, 64)));
		return EXIT_USAGE;
	}
	struct str names[COUNT_OF(commands) - 1];
	for (size_t i = 0; i < COUNT_OF(names); i++)
		names[i] = str_from(commands[i]->name);
	struct str near = str_nearest(name, names, COUNT_OF(names));
	if (near.len)
		cli_error("no command " STR_FMT "; did you mean " STR_FMT "?",
			  STR_ARG(str_first(name, 64)), STR_ARG(near));
	else
		cli_error("no command " STR_FMT "; mentiond --help lists them",
			  STR_ARG(str_first(name, 64)));
	return EXIT_USAGE;
}

/* A descriptor that is closed would be given to the store or a socket, and what is printed would go
 * there. */
static void fill_standard_descriptors(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* An answer that nobody could read is none: a full disk must not look like an empty list. */
static int written(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	cli_error("standard output cannot be written; what was to be printed is incomplete");
	return status == EXIT_FINE ? EXIT_NO : status;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str word = argc > 1 ? str_from(argv[1]) : STR("");
	fill_standard_descriptors();
	if (argc < 2) {
		cli_usage(commands);
		return EXIT_USAGE;
	}
	if (str_eq(word, STR("--help")) || str_eq(word, STR("-h")) || str_eq(word, STR("help"))) {
		cli_usage(commands);
		return written(EXIT_FINE);
	}
	if (str_eq(word, STR("--version")) || str_eq(word, STR("-V")))
		return written(cli_print(STR("mentiond " VERSION "\n")) ? EXIT_FINE : EXIT_NO);
	const struct command *command = find_command(word);
	if (!command)
		return unknown(word);
	return written(cli_run(command, arena, argc - 2, (const char *const *)argv + 2));
}
