#include "opml.h"

#include "arena.h"
#include "cli.h"
#include "escape.h"
#include "file.h"
#include "hash.h"
#include "json_write.h"
#include "url.h"

#include <string.h>

#include "poison.h"

/* The way in and out for lists of feeds. Import prints what config/ reads: texts in double quotes
 * as JSON writes them, which are YAML, too; each address and each name once. Export groups by the
 * first tag, and tells all tags as categories, so that importing it again gives the same. */

enum { OUT_MAX = 64 * MIB };

/* Texts by their hash; never full, because it is made for twice as many as come. */
struct set {
	uint64_t *at;
	size_t size;
};

static struct set set_new(struct arena *arena, size_t n)
{
	size_t size = 16;
	while (size < 2 * n)
		size *= 2;
	return (struct set){ NEW(arena, uint64_t, size), size };
}

static bool is_new(struct set *set, struct str text)
{
	uint64_t hash = hash_str(text) | 1;
	size_t i = hash / 2 % set->size;
	for (; set->at[i]; i = (i + 1) % set->size)
		if (set->at[i] == hash)
			return false;
	set->at[i] = hash;
	return true;
}

/* Two sources may not have one name; what tells them apart is the address. */
static struct str free_name(struct arena *arena, struct set *names, const struct opml_feed *feed)
{
	if (feed->title.len == 0 || is_new(names, feed->title))
		return feed->title;
	struct str longer = str_fmt(arena, STR_FMT " (" STR_FMT ")", STR_ARG(feed->title),
				    STR_ARG(url_identity(arena, feed->url)));
	return is_new(names, longer) ? longer : STR("");
}

static void put_quoted(struct buf *out, struct str text)
{
	buf_char(out, '"');
	escape_json(out, text);
	buf_char(out, '"');
}

static void put_source(struct buf *out, const struct opml_feed *feed, struct str name)
{
	buf_add(out, STR("  - feed: "));
	put_quoted(out, feed->url);
	if (name.len) {
		buf_add(out, STR("\n    name: "));
		put_quoted(out, name);
	}
	for (size_t i = 0; i < feed->folders.n; i++) {
		buf_add(out, i ? STR(", ") : STR("\n    tags: ["));
		put_quoted(out, feed->folders.at[i]);
	}
	buf_add(out, feed->folders.n ? STR("]\n") : STR("\n"));
}

/* What config/ would refuse. */
static bool is_usable(struct str text)
{
	struct url url;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7F)
			return false;
	return url_is_web(text) && url_parse(text, &url) &&
	       str_find_char(url.user, ':') == url.user.len;
}

static size_t put_sources(struct arena *arena, struct buf *out, const struct opml *opml)
{
	struct set urls = set_new(arena, opml->n), names = set_new(arena, 2 * opml->n);
	size_t n = 0, twice = 0;
	for (size_t i = 0; i < opml->n; i++) {
		const struct opml_feed *feed = &opml->at[i];
		if (!is_usable(feed->url)) {
			cli_error("left out, for a source's address is http or https and has no "
				  "blank and no password: " STR_FMT,
				  STR_ARG(url_shown(arena, feed->url)));
		} else if (!is_new(&urls, url_identity(arena, feed->url))) {
			twice++;
		} else {
			buf_add(out, n++ ? STR("") : STR("sources:\n"));
			put_source(out, feed, free_name(arena, &names, feed));
		}
	}
	if (twice)
		cli_error("feeds left out, for they stood there before: %zu", twice);
	if (opml->dropped)
		cli_error("feeds left out, for %d is the ceiling: %zu", OPML_FEEDS_MAX,
			  opml->dropped);
	return n;
}

static bool print(const struct buf *out)
{
	if (!out->is_full)
		return cli_print(buf_str(out));
	cli_error("more than %d bytes to print", OUT_MAX);
	return false;
}

static int run_import(struct cli *cli)
{
	struct str text;
	struct opml opml;
	struct err err = { 0 };
	struct buf out = buf_new(cli->arena, OUT_MAX);
	if (!file_read_or_stdin(cli->arena, cli->args[0], OPML_BYTES_MAX, &text, &err)) {
		cli_error("%s", err.text);
		return EXIT_NO;
	}
	if (!opml_parse(cli->arena, text, &opml, &err)) {
		cli_error(STR_FMT ": %s", STR_ARG(cli->args[0]), err.text);
		return EXIT_NO;
	}
	if (put_sources(cli->arena, &out, &opml) == 0) {
		cli_error(STR_FMT ": there are no feeds in it", STR_ARG(cli->args[0]));
		return EXIT_NO;
	}
	return print(&out) ? EXIT_FINE : EXIT_NO;
}

/* The address a source's kind would ask, if it is one that other readers can ask, too. */
static struct str address_of(struct arena *arena, const struct source *source)
{
	const struct place place = { 0 };
	struct request request = { 0 };
	struct err err = { 0 };
	bool is_feed = strcmp(source->kind->name, "feed") == 0 &&
		       source->kind->ask(source, &place, 0, arena, &request, &err);
	return is_feed ? request.url : STR("");
}

static void put_attribute(struct buf *out, const char *name, struct str value)
{
	buf_fmt(out, " %s=\"", name);
	escape_html(out, value);
	buf_char(out, '"');
}

/* Commas and slashes have a meaning in a category. */
static void put_category(struct buf *out, const struct source *source)
{
	struct buf list = buf_new(out->arena, MIB);
	for (size_t i = 0; i < source->tags.n; i++) {
		struct str tag = source->tags.at[i];
		bool is_plain = str_find_char(tag, ',') == tag.len &&
				str_find_char(tag, '/') == tag.len;
		if (is_plain && list.len)
			buf_char(&list, ',');
		if (is_plain)
			buf_add(&list, tag);
	}
	if (list.len)
		put_attribute(out, "category", buf_str(&list));
}

static bool is_in(const struct source *source, struct str folder)
{
	return source->tags.n ? str_eq(source->tags.at[0], folder) : folder.len == 0;
}

/* The feeds of one folder, from the first of it on; the empty folder is none. */
static void put_folder(struct buf *out, const struct plan *plan, size_t first, struct str folder)
{
	const char *indent = folder.len ? "      " : "    ";
	if (folder.len) {
		buf_add(out, STR("    <outline"));
		put_attribute(out, "text", folder);
		buf_add(out, STR(">\n"));
	}
	for (size_t i = first; i < plan->n_sources; i++) {
		const struct source *source = &plan->sources[i];
		struct str url = is_in(source, folder) ? address_of(out->arena, source) : STR("");
		if (url.len == 0)
			continue;
		buf_fmt(out, "%s<outline type=\"rss\"", indent);
		put_attribute(out, "text", source->name);
		put_attribute(out, "xmlUrl", url);
		put_category(out, source);
		buf_add(out, STR("/>\n"));
	}
	if (folder.len)
		buf_add(out, STR("    </outline>\n"));
}

static void put_opml(struct buf *out, const struct plan *plan)
{
	struct set folders = set_new(plan->arena, plan->n_sources + 1);
	buf_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
			 "  <head><title>Sources of mentiond</title></head>\n  <body>\n"));
	for (size_t i = 0; i < plan->n_sources; i++) {
		const struct source *source = &plan->sources[i];
		struct str folder = source->tags.n ? source->tags.at[0] : STR("");
		if (address_of(out->arena, source).len && is_new(&folders, folder))
			put_folder(out, plan, i, folder);
	}
	buf_add(out, STR("  </body>\n</opml>\n"));
}

static int run_export(struct cli *cli)
{
	struct plan *plan = cli_plan(cli, false);
	if (!plan)
		return EXIT_CONFIG;
	struct buf out = buf_new(cli->arena, OUT_MAX);
	put_opml(&out, plan);
	bool is_printed = print(&out);
	plan_release(&plan);
	return is_printed ? EXIT_FINE : EXIT_NO;
}

const struct command command_import = {
	.name = "import",
	.arguments = "FILE.opml|-",
	.summary = "The sources: of a configuration, from the OPML of another reader.",
	.args_min = 1,
	.args_max = 1,
	.run = run_import,
};

const struct command command_export = {
	.name = "export",
	.arguments = "",
	.summary = "The feeds of the configuration as OPML 2.0.",
	.run = run_export,
};
