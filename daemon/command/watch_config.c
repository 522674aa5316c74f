#include "watch.h"

#include "arena.h"
#include "catalog.h"
#include "config.h"
#include "connector.h"
#include "terminal.h"

#include <unistd.h>

#include "poison.h"

/* One configuration under construction. */
struct draft {
	const struct cli *cli;
	struct buf *out;
	struct str since;
	bool is_for_daemon, is_refused;
	size_t sources;
};

static void add_quoted(struct buf *out, struct str text)
{
	buf_char(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\'')
			buf_char(out, '\'');
		buf_char(out, (unsigned char)text.at[i] < ' ' ? ' ' : text.at[i]);
	}
	buf_char(out, '\'');
}

static void add_source(struct draft *draft, const char *kind, struct str value)
{
	buf_fmt(draft->out, "  - {%s: ", kind);
	add_quoted(draft->out, value);
	buf_add(draft->out, STR(", baseline: "));
	add_quoted(draft->out, draft->since);
	buf_add(draft->out, STR("}\n"));
	draft->sources++;
}

static void tell_needs(struct draft *draft, struct str name, struct strs needs)
{
	struct buf list = buf_new(draft->cli->arena, KIB);
	for (size_t i = 0; i < needs.n; i++)
		buf_fmt(&list, "%s" STR_FMT, i ? ", " : "", STR_ARG(needs.at[i]));
	cli_error(STR_FMT " needs " STR_FMT ", and watch has none: name it as a source in a "
			  "configuration; mentiond-connectors(7) shows how",
		  STR_ARG(name), STR_ARG(buf_str(&list)));
	draft->is_refused = true;
}

/* Read for its words about itself only; whoever uses the file is told what is wrong with it. */
static bool is_chosen(struct draft *draft, struct str name)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct problems problems = problems_new(arena);
	struct str wanted = cli_value(draft->cli, "--source"), path;
	const struct where here = { NULL, 0, 0 };
	if (wanted.at && !str_eq(wanted, name))
		return false;
	const struct node *file = NULL;
	if (catalog_find(arena, name, draft->cli->data, here, &problems, &path))
		file = yaml_load(arena, path, &problems);
	const struct connector *connector = file ? connector_load(arena, file, &problems) : NULL;
	if (!connector || !wanted.at)
		return connector ? connector_about(connector)->is_for_watch : wanted.at != NULL;
	struct strs needs = connector_about(connector)->needs;
	if (needs.n)
		tell_needs(draft, name, needs);
	return true;
}

static void add_services(struct draft *draft)
{
	struct strs names = catalog_names(draft->cli->arena, draft->cli->data);
	for (size_t i = 0; i < names.n; i++)
		if (is_chosen(draft, names.at[i]))
			add_source(draft, "connector", names.at[i]);
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

static void add_screen(const struct draft *draft)
{
	struct buf *out = draft->out;
	bool is_json = cli_has(draft->cli, "--json");
	bool has_status = !draft->is_for_daemon && terminal_is_able(STDOUT_FILENO);
	buf_add(out, STR("rules:\n  - {name: watched, to: [screen]}\nchannels:\n"));
	if (draft->is_for_daemon)
		buf_add(out,
			STR("  # marketing: {email: [you@example.org]} would tell you by mail; "
			    "see mentiond.yaml(5)\n"));
	buf_fmt(out, "  screen: {stdout: {format: %s%s}}\n", is_json ? "json" : "text",
		has_status ? ", clear_line: true" : "");
}

/* The store stands beside the configuration: no folder of the system is needed to try it. */
static void add_store(const struct draft *draft)
{
	struct str path = cli_value(draft->cli, "--save");
	if (str_ends(path, STR(".yaml")))
		path.len -= sizeof(".yaml") - 1;
	struct arena *arena = draft->cli->arena;
	buf_add(draft->out, STR("store: "));
	add_quoted(draft->out, str_fmt(arena, "sqlite:" STR_FMT ".db", STR_ARG(path)));
	buf_add(draft->out, STR("\ncontrol: "));
	add_quoted(draft->out, str_fmt(arena, STR_FMT ".sock", STR_ARG(path)));
	buf_add(draft->out,
		STR("\n# A source may be on this machine; without this line none may.\n"));
}

bool watch_config(const struct cli *cli, bool is_for_daemon, struct buf *out)
{
	struct str feed = cli_value(cli, "--feed"), since = cli_value(cli, "--since");
	struct draft draft = { .cli = cli,
			       .out = out,
			       .since = since.at ? since : STR("24h"),
			       .is_for_daemon = is_for_daemon };
	buf_add(out, STR("brands:\n"));
	for (size_t i = 0; i < cli->n_args; i++)
		add_brand(out, cli->args, i);
	buf_add(out, STR("sources:\n"));
	if (feed.at)
		add_source(&draft, "feed", feed);
	if (!feed.at || cli_has(cli, "--source"))
		add_services(&draft);
	if (draft.sources == 0) {
		cli_error("no such source; `mentiond connector list` tells their names");
		return false;
	}
	if (draft.is_refused)
		return false;
	add_screen(&draft);
	if (is_for_daemon)
		add_store(&draft);
	buf_add(out, STR("net: {allow_private: [127.0.0.0/8, '::1/128']}\n"));
	return !out->is_full;
}
