#include "cli.h"

#include "arena.h"
#include "config.h"
#include "flow.h"
#include "log.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "poison.h"

/* No configuration at all: one is written from the terms and rules/watch.yaml (the sources that
 * answer without a key), and the usual way is gone with a store in memory and standard output. */

enum { CONFIG_MAX = 4 * MIB, TEMPLATE_MAX = MIB };

static void add_quoted(struct buf *out, struct str text)
{
	buf_char(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\'')
			buf_char(out, '\'');
		buf_char(out, text.at[i] == '\n' ? ' ' : text.at[i]);
	}
	buf_char(out, '\'');
}

/* {term} in a URL, percent-encoded (RFC 3986, 2.3: all but the unreserved). */
static void add_url(struct buf *out, struct str url, struct str term)
{
	struct str hole = STR("{term}");
	size_t at = str_find(url, hole);
	buf_add(out, str_first(url, at));
	if (at == url.len)
		return;
	for (size_t i = 0; i < term.len; i++) {
		unsigned char c = (unsigned char)term.at[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				(c >= '0' && c <= '9') || strchr("-._~", c);
		buf_fmt(out, is_plain && c ? "%c" : "%%%02X", c);
	}
	buf_add(out, str_skip(url, at + hole.len));
}

static void add_feed(struct buf *out, struct str name, struct str url, struct str term,
		     struct str since)
{
	buf_add(out, STR("  - {feed: '"));
	add_url(out, url, term);
	buf_add(out, STR("', baseline: "));
	add_quoted(out, since);
	if (name.len) {
		buf_add(out, STR(", name: "));
		add_quoted(out, name);
	}
	buf_add(out, STR("}\n"));
}

static struct str since_of(const struct cli *cli)
{
	struct str since = cli_value(cli, "--since");
	return since.at ? since : STR("24h");
}

/* Each service of the list: once, or once a term when its address has a hole for it. */
static void add_services(const struct cli *cli, const struct node *services, struct buf *out)
{
	struct str wanted = cli_value(cli, "--source");
	for (size_t i = 0; i < services->n; i++) {
		struct str name = services->keys[i].text, url = services->values[i].text;
		bool has_hole = str_find(url, STR("{term}")) < url.len;
		if (wanted.at && !str_eq(wanted, name))
			continue;
		for (size_t j = 0; j < (has_hole ? cli->n_args : 1); j++)
			add_feed(out,
				 has_hole ? str_fmt(cli->arena, STR_FMT " \"" STR_FMT "\"",
						    STR_ARG(name), STR_ARG(cli->args[j]))
					  : name,
				 url, cli->args[j], since_of(cli));
	}
}

/* Each term is a brand of its own, so that a mention says which it is; one given twice is one. */
static void add_brand(struct buf *out, const struct str *terms, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (str_eq(terms[i], terms[at]))
			return;
	buf_add(out, STR("  "));
	add_quoted(out, terms[at]);
	buf_add(out, STR(": {any: ["));
	add_quoted(out, terms[at]);
	buf_add(out, STR("]}\n"));
}

static bool write_config(const struct cli *cli, struct buf *out)
{
	struct problems problems = problems_new(cli->arena);
	struct str path = str_fmt(cli->arena, STR_FMT "/watch.yaml", STR_ARG(cli->data));
	const struct node *services = yaml_load(cli->arena, path, &problems);
	struct str feed = cli_value(cli, "--feed");
	if (!services) {
		cli_problems(&problems, true);
		return false;
	}
	buf_add(out, STR("brands:\n"));
	for (size_t i = 0; i < cli->n_args; i++)
		add_brand(out, cli->args, i);
	buf_add(out, STR("sources:\n"));
	size_t before = out->len;
	if (feed.at)
		add_feed(out, STR(""), feed, STR(""), since_of(cli));
	if (!feed.at || cli_has(cli, "--source"))
		add_services(cli, services, out);
	if (out->len == before) {
		cli_error("no such source; " STR_FMT " lists them", STR_ARG(path));
		return false;
	}
	buf_add(out, STR("rules:\n  - {name: watched, to: [screen]}\n"
			 "channels:\n  screen: {stdout: true}\n"
			 "net: {allow_private: [127.0.0.0/8, '::1/128']}\n"));
	return !out->is_full;
}

static struct plan *load(const struct cli *cli)
{
	struct buf config = buf_new(cli->arena, CONFIG_MAX);
	struct problems problems = problems_new(cli->arena);
	if (!write_config(cli, &config))
		return NULL;
	struct plan *plan = plan_text(STR("(watch)"), buf_str(&config), cli->data, &problems);
	cli_problems(&problems, !plan);
	return plan;
}

struct watching {
	struct flow *flow;
	int fd;
};

static void interrupted(void *ctx)
{
	struct watching *watching = ctx;
	struct signalfd_siginfo info;
	if (read(watching->fd, &info, sizeof(info)) == sizeof(info))
		flow_stop(watching->flow);
}

static void say_events(void *ctx, enum log_event event, enum log_level level, struct str line,
		       const struct log_field *fields)
{
	struct watching *watching = ctx;
	struct str source = STR(""), why = STR("");
	for (; fields->key; fields++) {
		if (strcmp(fields->key, "source") == 0)
			source = fields->text;
		if (strcmp(fields->key, "why") == 0)
			why = fields->text;
	}
	if (event == EVENT_poll_failed)
		cli_error(STR_FMT ": " STR_FMT, STR_ARG(source), STR_ARG(why));
	else if (event == EVENT_delivery_later)
		flow_stop(watching->flow); /* the only channel: nobody reads on, as in `| head` */
	else if (level <= LOG_LEVEL_WARNING)
		cli_error(STR_FMT, STR_ARG(line));
}

static int go(const struct cli *cli, struct plan *plan)
{
	struct err err = { 0 };
	struct watching watching = { 0 };
	sigset_t signals;
	const struct flow_options options = {
		.plan = plan,
		.is_once = cli_has(cli, "--once"),
		.is_in_memory = true,
		.version = STR(VERSION),
	};
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	log_open(LOG_LEVEL_INFO, say_events, &watching);
	watching.fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	bool is_fine = flow_open(&options, &watching.flow, &err) &&
		       net_watch(flow_net(watching.flow), watching.fd, interrupted, &watching,
				 &err) &&
		       flow_run(watching.flow, &err);
	if (!is_fine)
		cli_error("%s", err.text);
	log_open(LOG_LEVEL_WARNING, NULL, NULL);
	flow_close(&watching.flow);
	close(watching.fd);
	return is_fine ? EXIT_FINE : EXIT_NO;
}

static int run_watch(struct cli *cli)
{
	int64_t since_ms;
	struct str since = cli_value(cli, "--since");
	if (since.at && !duration_parse(since, &since_ms)) {
		cli_error("--since takes a duration such as 2h or 7d");
		return EXIT_USAGE;
	}
	struct plan *plan = load(cli);
	if (!plan)
		return EXIT_USAGE; /* there is no configuration: all of it came as arguments */
	cli_error("watching %zu source%s; ctrl-C ends it", plan->n_sources,
		  plan->n_sources == 1 ? "" : "s");
	int status = go(cli, plan);
	plan_release(&plan);
	return status;
}

static const struct cli_option options[] = {
	{ "--feed", "URL", "Watch this feed instead of the public services." },
	{ "--source", "NAME", "Only this service of those in watch.yaml in the data folder." },
	{ "--since", "DURATION", "Also show what is younger than this (default 24h)." },
	{ "--once", NULL, "Ask every source once, then end." },
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
