#include "cli.h"

#include "arena.h"
#include "connector.h"
#include "escape.h"
#include "feed.h"
#include "file.h"

#include "poison.h"

/* How it works: each file is read, parsed and printed in an arena of its own, so that a thousand
 * files need no more memory than the largest. A file that is no feed is told on standard error and
 * the next one is tried. */

enum { OUT_MAX = 64 * MIB };

struct parsing {
	const struct cli *cli;
	const struct connector *connector; /* NULL: the files are feeds */
};

static void put_entry(struct json *json, const struct entry *entry)
{
	json_open(json, '{');
	json_put_some(json, "id", entry->id);
	json_put_some(json, "title", entry->title);
	json_put_some(json, "link", entry->link);
	json_put_some(json, "author", entry->author);
	json_put_time(json, "published", entry->published_ms);
	json_put_time(json, "updated", entry->updated_ms);
	json_put_some(json, "summary", entry->summary);
	json_put_some(json, "content", entry->content);
	if (entry->categories.n)
		json_put_texts(json, "categories", entry->categories);
	json_put_some(json, "language", entry->language);
	json_close(json, '}');
}

/* The document of mentiond(8), one line. */
static void put_document(struct buf *out, const struct feed *feed)
{
	struct json json = json_new(out);
	json_open(&json, '{');
	json_key(&json, "feed");
	json_open(&json, '{');
	json_put_some(&json, "title", feed->title);
	json_put_some(&json, "link", feed->link);
	json_put_some(&json, "language", feed->language);
	json_put_some(&json, "subtitle", feed->subtitle);
	json_put_some(&json, "author", feed->author);
	json_put_some(&json, "id", feed->id);
	json_put_time(&json, "published", feed->published_ms);
	json_put_time(&json, "updated", feed->updated_ms);
	if (feed->categories.n)
		json_put_texts(&json, "categories", feed->categories);
	json_put(&json, "format", feed->format);
	json_close(&json, '}');
	json_key(&json, "entries");
	json_open(&json, '[');
	for (size_t i = 0; i < feed->n; i++)
		put_entry(&json, &feed->entries[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	buf_char(out, '\n');
}

/* When, what, and below it by whom and where. */
static void put_table(struct buf *out, struct str name, const struct feed *feed)
{
	escape_terminal(out, feed->title.len ? feed->title : name);
	buf_fmt(out, "  (" STR_FMT ", %zu %s)\n", STR_ARG(feed->format), feed->n,
		feed->n == 1 ? "entry" : "entries");
	for (size_t i = 0; i < feed->n; i++) {
		const struct entry *entry = &feed->entries[i];
		struct str text = entry->title.len     ? entry->title
				  : entry->summary.len ? entry->summary
						       : entry->content;
		int64_t ms = entry->published_ms != TIME_ABSENT ? entry->published_ms
								: entry->updated_ms;
		cli_row(out, &(struct cli_row){ ms, text, entry->author, entry->link });
	}
	if (feed->dropped)
		buf_fmt(out, "%zu more entries, beyond the ceiling of %d\n", feed->dropped,
			FEED_ITEMS_MAX);
}

/* Of a connector's answer: what it does not say of itself, its connector does. */
static void put_answer(struct buf *out, const struct connector_about *about,
		       const struct heard *heard)
{
	struct json json = json_new(out);
	struct str format = str_fmt(out->arena, "connector " STR_FMT, STR_ARG(about->name));
	json_open(&json, '{');
	json_key(&json, "feed");
	json_open(&json, '{');
	json_put_some(&json, "title", about->label);
	json_put(&json, "format", format);
	json_close(&json, '}');
	json_key(&json, "entries");
	json_open(&json, '[');
	for (size_t i = 0; i < heard->items.n; i++)
		cli_item_json(&json, &heard->items.at[i], KEYS_OF_ENTRY);
	json_close(&json, ']');
	json_close(&json, '}');
	buf_char(out, '\n');
}

static void put_answer_table(struct buf *out, const struct connector_about *about,
			     const struct heard *heard)
{
	escape_terminal(out, about->label);
	buf_fmt(out, "  (connector " STR_FMT ", %zu %s)\n", STR_ARG(about->name), heard->items.n,
		heard->items.n == 1 ? "entry" : "entries");
	for (size_t i = 0; i < heard->items.n; i++)
		cli_item_row(out, &heard->items.at[i]);
	if (heard->note.len) {
		escape_terminal(out, heard->note);
		buf_char(out, '\n');
	}
	if (heard->bad) {
		buf_fmt(out, "%zu left out: ", heard->bad);
		escape_terminal(out, str_from(heard->first_bad.text));
		buf_char(out, '\n');
	}
}

static bool print_answer(const struct cli *cli, const struct connector *connector, struct str body,
			 struct buf *out, struct err *err)
{
	const struct connector_about *about = connector_about(connector);
	const struct connector_use use = { .connector = connector, .params = about->params };
	struct heard heard;
	if (!connector_map(&use, body, out->arena, &heard, err))
		return false;
	if (cli_has(cli, "--json"))
		put_answer(out, about, &heard);
	else
		put_answer_table(out, about, &heard);
	return true;
}

static bool print_feed(const struct cli *cli, struct str path, struct str body, struct buf *out,
		       struct err *err)
{
	const struct feed_input in = { .body = body,
				       .url = cli_value(cli, "--url"),
				       .content_type = cli_value(cli, "--type") };
	struct feed feed;
	if (!feed_parse(out->arena, &in, &feed, err))
		return false;
	if (cli_has(cli, "--json"))
		put_document(out, &feed);
	else
		put_table(out, path, &feed);
	return true;
}

static bool parse_file(const struct parsing *parsing, struct arena *arena, struct str path,
		       struct err *err)
{
	const struct cli *cli = parsing->cli;
	struct buf out = buf_new(arena, OUT_MAX);
	struct str body;
	if (!file_read_or_stdin(arena, path, FEED_BODY_MAX, &body, err))
		return false;
	bool is_read = parsing->connector ? print_answer(cli, parsing->connector, body, &out, err)
					  : print_feed(cli, path, body, &out, err);
	if (!is_read)
		return err_in(err, STR_FMT,
			      STR_ARG(str_eq(path, STR("-")) ? STR("standard input") : path));
	if (out.is_full)
		return err_set(err, ERR_LIMIT, STR_FMT ": more than %d bytes to print",
			       STR_ARG(path), OUT_MAX);
	return cli_print(buf_str(&out));
}

static int run(struct cli *cli)
{
	int status = EXIT_FINE;
	struct parsing parsing = { .cli = cli };
	struct str path, name = cli_value(cli, "--connector");
	if (name.at)
		parsing.connector = cli_connector(cli, cli->arena, name, &path);
	if (name.at && !parsing.connector)
		return EXIT_CONFIG;
	for (size_t i = 0; i < cli->n_args; i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(256 * KIB);
		struct err err = { 0 };
		if (parse_file(&parsing, arena, cli->args[i], &err))
			continue;
		status = EXIT_NO;
		if (err.kind != ERR_NONE)
			cli_error("%s", err.text);
	}
	return status;
}

static const struct cli_option options[] = {
	{ "--url", "URL", "The feed's address; its relative links are seen from there." },
	{ "--type", "TYPE", "The Content-Type its server sends." },
	{ "--connector", "NAME|FILE", "The files are answers of this connector's service." },
	{ "--json", NULL, "One JSON document a line for each FILE." },
	{ 0 },
};

const struct command command_parse = {
	.name = "parse",
	.arguments = "FILE|- ...",
	.summary = "The entries in a feed or in the answer of an API, as mentiond reads them.",
	.options = options,
	.args_min = 1,
	.args_max = SIZE_MAX,
	.run = run,
};
