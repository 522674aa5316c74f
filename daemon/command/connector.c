#include "cli.h"

#include "arena.h"
#include "catalog.h"
#include "config.h"
#include "connector.h"
#include "escape.h"
#include "feed.h"
#include "file.h"

#include "poison.h"

/* `connector`: what connector files there are, what they say of themselves, and whether their own
 * tests pass. Each is read in an arena of its own; one that cannot be read is a row of the list
 * like the others. */

enum { OUT_MAX = 64 * MIB, NAME_COLUMNS = 24, LABEL_COLUMNS = 24, NEEDS_COLUMNS = 26 };

struct shelved {
	struct str path, data;
	const struct connector *connector; /* NULL: it cannot be read */
	const struct connector_test_result *results;
	size_t n_tests, n_failed;
};

static const struct connector *load(struct arena *arena, struct str name, struct str data,
				    struct problems *problems, struct str *path)
{
	const struct where here = { NULL, 0, 0 };
	if (!catalog_find(arena, name, data, here, problems, path))
		return NULL;
	const struct node *file = yaml_load(arena, *path, problems);
	return file ? connector_load(arena, file, problems) : NULL;
}

const struct connector *cli_connector(const struct cli *cli, struct arena *arena, struct str name,
				      struct str *path)
{
	struct problems problems = problems_new(arena);
	const struct connector *connector = load(arena, name, cli->data, &problems, path);
	cli_problems(&problems, true);
	return connector;
}

/* What a test names stands beside the connector's file, or, for the copy of a shipped one that
 * somebody has changed, beside the shipped one. */
static bool read_beside(void *ctx, struct str name, struct arena *arena, struct str *out,
			struct err *err)
{
	const struct shelved *one = ctx;
	struct str beside = file_beside(arena, one->path, name);
	struct str shipped = str_fmt(arena, STR_FMT "/connectors/" STR_FMT, STR_ARG(one->data),
				     STR_ARG(name));
	struct err other = { 0 };
	return file_read(arena, beside, FEED_BODY_MAX, out, err) ||
	       file_read(arena, shipped, FEED_BODY_MAX, out, &other);
}

static void run_tests(struct shelved *one, struct arena *arena)
{
	one->results = connector_test(one->connector, arena, read_beside, one);
	one->n_tests = connector_about(one->connector)->n_tests;
	for (size_t i = 0; i < one->n_tests; i++)
		one->n_failed += one->results[i].wrong.len > 0;
}

/* --- list --- */

static struct str join(struct arena *arena, struct strs list)
{
	struct buf out = buf_new(arena, 4 * KIB);
	for (size_t i = 0; i < list.n; i++) {
		buf_add(&out, i ? STR(", ") : STR(""));
		buf_add(&out, list.at[i]);
	}
	return buf_str(&out);
}

static struct str needs_words(const struct connector_about *about, struct arena *arena)
{
	if (about->needs.n)
		return str_fmt(arena, "needs " STR_FMT, STR_ARG(join(arena, about->needs)));
	if (about->optional.n)
		return str_fmt(arena, "may have " STR_FMT, STR_ARG(join(arena, about->optional)));
	return STR("no key");
}

static struct str tests_words(const struct shelved *one, struct arena *arena)
{
	if (!one->connector)
		return STR("cannot be read");
	if (one->n_tests == 0)
		return STR("no tests");
	if (one->n_failed)
		return str_fmt(arena, "%zu of %zu tests fail", one->n_failed, one->n_tests);
	return str_fmt(arena, "%zu %s", one->n_tests,
		       one->n_tests == 1 ? "test passes" : "tests pass");
}

static void list_row(struct buf *out, struct str name, const struct shelved *one)
{
	const struct connector_about *about = one->connector ? connector_about(one->connector)
							     : NULL;
	escape_cell(out, name, NAME_COLUMNS - 1);
	buf_char(out, ' ');
	escape_cell(out, about ? about->label : STR("-"), LABEL_COLUMNS - 1);
	buf_char(out, ' ');
	escape_cell(out, about ? needs_words(about, out->arena) : STR("-"), NEEDS_COLUMNS - 1);
	buf_char(out, ' ');
	buf_add(out, tests_words(one, out->arena));
	buf_char(out, '\n');
}

static void put_about(struct json *json, const struct connector_about *about)
{
	json_put_some(json, "label", about->label);
	json_put_some(json, "docs", about->docs);
	json_put_some(json, "terms_of_use", about->terms_of_use);
	json_put_texts(json, "needs", about->needs);
	json_put_texts(json, "optional", about->optional);
	json_key(json, "watch");
	json_bool(json, about->is_for_watch);
}

static void list_json(struct json *json, struct str name, const struct shelved *one)
{
	json_open(json, '{');
	json_put(json, "name", name);
	json_put_some(json, "file", one->path);
	if (one->connector)
		put_about(json, connector_about(one->connector));
	json_put_int(json, "tests", (int64_t)one->n_tests);
	json_put_int(json, "failed", (int64_t)one->n_failed);
	json_key(json, "is_readable");
	json_bool(json, one->connector != NULL);
	json_close(json, '}');
}

static int list(struct cli *cli)
{
	int status = EXIT_FINE;
	bool is_json = cli_has(cli, "--json");
	struct buf out = buf_new(cli->arena, OUT_MAX);
	struct json json = json_new(&out);
	struct strs names = catalog_names(cli->arena, cli->data);
	if (is_json)
		json_open(&json, '[');
	for (size_t i = 0; i < names.n; i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(256 * KIB);
		struct problems problems = problems_new(arena);
		struct shelved one = { .path = STR(""), .data = cli->data };
		one.connector = load(arena, names.at[i], cli->data, &problems, &one.path);
		if (one.connector)
			run_tests(&one, arena);
		if (!one.connector || one.n_failed)
			status = EXIT_NO;
		if (is_json)
			list_json(&json, names.at[i], &one);
		else
			list_row(&out, names.at[i], &one);
	}
	if (is_json) {
		json_close(&json, ']');
		buf_char(&out, '\n');
	}
	return cli_print(buf_str(&out)) ? status : EXIT_NO;
}

/* --- show --- */

static void show_line(struct buf *out, const char *label, struct str text)
{
	if (text.len == 0)
		return;
	buf_fmt(out, "  %-10s ", label);
	escape_terminal(out, text);
	buf_char(out, '\n');
}

static struct str params_words(const struct params *params, struct arena *arena)
{
	struct buf out = buf_new(arena, 4 * KIB);
	for (size_t i = 0; i < params->n; i++)
		buf_fmt(&out, "%s" STR_FMT " = " STR_FMT, i ? ", " : "",
			STR_ARG(params->at[i].name), STR_ARG(params->at[i].value));
	return buf_str(&out);
}

static void add_rates(struct buf *out, const struct rate *rates, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++) {
		struct str span = calendar_span(out->arena, rates[i].period_ms);
		buf_fmt(out, "%s%lld %s in " STR_FMT, out->len ? ", " : "",
			(long long)rates[i].count, what, STR_ARG(span));
	}
}

static struct str pace_words(const struct pace *pace, struct arena *arena)
{
	struct buf out = buf_new(arena, 4 * KIB);
	if (pace->every_ms)
		buf_fmt(&out, "a round every " STR_FMT,
			STR_ARG(calendar_span(arena, pace->every_ms)));
	add_rates(&out, pace->requests, pace->n_requests, "requests");
	add_rates(&out, pace->items, pace->n_items, "items");
	return out.len ? buf_str(&out) : STR("as `poll:` says");
}

static int show(struct cli *cli)
{
	struct str path, text;
	struct err err = { 0 };
	struct buf out = buf_new(cli->arena, OUT_MAX);
	const struct connector *connector = cli_connector(cli, cli->arena, cli->args[1], &path);
	if (!connector)
		return EXIT_CONFIG;
	const struct connector_about *about = connector_about(connector);
	struct shelved one = { .path = path, .data = cli->data, .connector = connector };
	run_tests(&one, cli->arena);
	if (!file_read(cli->arena, path, CONFIG_BYTES_MAX, &text, &err)) {
		cli_error("%s", err.text);
		return EXIT_NO;
	}
	escape_terminal(&out, about->name);
	buf_char(&out, '\n');
	show_line(&out, "label", about->label);
	show_line(&out, "file", path);
	show_line(&out, "docs", about->docs);
	show_line(&out, "needs", about->needs.n ? join(cli->arena, about->needs) : STR("nothing"));
	show_line(&out, "optional", join(cli->arena, about->optional));
	show_line(&out, "parameters", params_words(&about->params, cli->arena));
	show_line(&out, "asks for",
		  about->wants_terms ? STR("the terms of the brands, or its own `terms:`")
				     : STR("all that is new"));
	show_line(&out, "pacing", pace_words(connector_pace(connector), cli->arena));
	show_line(&out, "terms", about->terms_of_use);
	show_line(&out, "tests", tests_words(&one, cli->arena));
	buf_char(&out, '\n');
	for (struct str line; str_cut(&text, '\n', &line) && (line.len || text.at);) {
		escape_terminal(&out, line);
		buf_char(&out, '\n');
	}
	return cli_print(buf_str(&out)) ? EXIT_FINE : EXIT_NO;
}

/* --- test --- */

static void test_row(struct buf *out, const struct connector_test_result *result, bool has_items)
{
	buf_add(out, result->wrong.len ? STR("FAIL ") : STR("pass "));
	escape_terminal(out, result->body);
	if (result->wrong.len) {
		buf_fmt(out, ", line %u: ", result->where.line);
		escape_terminal(out, result->wrong);
	} else {
		buf_fmt(out, ", %zu %s", result->items.n, result->items.n == 1 ? "item" : "items");
	}
	buf_char(out, '\n');
	for (size_t i = 0; has_items && i < result->items.n; i++)
		cli_item_row(out, &result->items.at[i]);
}

static void test_json(struct json *json, const struct connector_test_result *result)
{
	json_open(json, '{');
	json_put(json, "body", result->body);
	json_put_int(json, "line", result->where.line);
	json_key(json, "passed");
	json_bool(json, result->wrong.len == 0);
	json_put_some(json, "wrong", result->wrong);
	json_key(json, "items");
	json_open(json, '[');
	for (size_t i = 0; i < result->items.n; i++)
		cli_item_json(json, &result->items.at[i], KEYS_OF_LINE);
	json_close(json, ']');
	json_close(json, '}');
}

static void tests_json(struct buf *out, const struct shelved *one)
{
	struct json json = json_new(out);
	json_open(&json, '{');
	json_put(&json, "connector", connector_about(one->connector)->name);
	json_put(&json, "file", one->path);
	json_key(&json, "tests");
	json_open(&json, '[');
	for (size_t i = 0; i < one->n_tests; i++)
		test_json(&json, &one->results[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	buf_char(out, '\n');
}

/* The items of a single connector are shown, of many only how they fared. */
static int test_one(const struct cli *cli, struct str name, bool is_alone)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(256 * KIB);
	struct buf out = buf_new(arena, OUT_MAX);
	struct shelved one = { .path = STR(""), .data = cli->data };
	one.connector = cli_connector(cli, arena, name, &one.path);
	if (!one.connector)
		return EXIT_CONFIG;
	run_tests(&one, arena);
	if (cli_has(cli, "--json"))
		tests_json(&out, &one);
	for (size_t i = 0; i < one.n_tests && !cli_has(cli, "--json"); i++)
		test_row(&out, &one.results[i], is_alone);
	if (!cli_has(cli, "--json")) {
		escape_terminal(&out, connector_about(one.connector)->name);
		buf_add(&out, STR(": "));
		buf_add(&out, tests_words(&one, arena));
		buf_char(&out, '\n');
	}
	return cli_print(buf_str(&out)) && !one.n_failed ? EXIT_FINE : EXIT_NO;
}

static int test(struct cli *cli)
{
	struct strs names = { cli->args + 1, cli->n_args - 1 };
	int status = EXIT_FINE;
	if (names.n == 0)
		names = catalog_names(cli->arena, cli->data);
	for (size_t i = 0; i < names.n; i++) {
		int one = test_one(cli, names.at[i], names.n == 1);
		status = one > status ? one : status;
	}
	return status;
}

static const struct verb {
	struct str name;
	const char *arguments;
	size_t args_min, args_max;
	int (*run)(struct cli *cli);
} verbs[] = {
	{ STR_INIT("list"), "", 0, 0, list },
	{ STR_INIT("run"), "NAME|FILE", 1, 1, cli_connector_run },
	{ STR_INIT("show"), "NAME|FILE", 1, 1, show },
	{ STR_INIT("test"), "[NAME|FILE ...]", 0, SIZE_MAX, test },
};

static int run(struct cli *cli)
{
	struct str names[COUNT_OF(verbs)];
	for (size_t i = 0; i < COUNT_OF(verbs); i++) {
		const struct verb *verb = &verbs[i];
		size_t n = cli->n_args - 1;
		names[i] = verb->name;
		if (!str_eq(verb->name, cli->args[0]))
			continue;
		if (n >= verb->args_min && n <= verb->args_max)
			return verb->run(cli);
		cli_error("usage: mentiond connector " STR_FMT " %s", STR_ARG(verb->name),
			  verb->arguments);
		return EXIT_USAGE;
	}
	struct str near = str_nearest(cli->args[0], names, COUNT_OF(names));
	cli_error("connector: list, run, show or test, not \"" STR_FMT "\"%s" STR_FMT "%s",
		  STR_ARG(cli->args[0]), near.len ? "; did you mean \"" : "", STR_ARG(near),
		  near.len ? "\"?" : "");
	return EXIT_USAGE;
}

static const struct cli_option options[] = {
	{ "--json", NULL, "list, run and test: JSON, one document." },
	{ "--term", "TERM", "run: ask for this; may be given several times.", .is_list = true },
	{ "--param", "NAME=VALUE",
	  "run: what an entry would give; VALUE may be @FILE or env:NAME, as secrets should be.",
	  .is_list = true },
	{ 0 },
};

const struct command command_connector = {
	.name = "connector",
	.arguments = "list | show NAME | test [NAME|FILE ...] | run NAME [--term TERM]",
	.summary = "The search APIs that mentiond can ask, and the tests inside their files.",
	.options = options,
	.args_min = 1,
	.args_max = SIZE_MAX,
	.run = run,
};
