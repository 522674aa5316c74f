/* Every feed in tests/data/feeds against the .want beside it: lines "key: value", of which each
 * must hold. Keys are feed.FIELD, N.FIELD (N-th entry), entries (their count), error (the whole
 * text) and, for the input, url and type. A value may be empty; lists are joined by " | ". */
#include "feed.h"

#include "file.h"
#include "test.h"

#include <dirent.h>
#include <stddef.h>
#include <string.h>

static const char *folder;
static struct arena *arena;

enum kind { TEXT, TIME, LIST, NUMBER };

struct column {
	const char *name;
	enum kind kind;
	size_t offset;
};

static const struct column feed_columns[] = {
	{ "title", TEXT, offsetof(struct feed, title) },
	{ "link", TEXT, offsetof(struct feed, link) },
	{ "language", TEXT, offsetof(struct feed, language) },
	{ "subtitle", TEXT, offsetof(struct feed, subtitle) },
	{ "author", TEXT, offsetof(struct feed, author) },
	{ "id", TEXT, offsetof(struct feed, id) },
	{ "format", TEXT, offsetof(struct feed, format) },
	{ "categories", LIST, offsetof(struct feed, categories) },
	{ "published", TIME, offsetof(struct feed, published_ms) },
	{ "updated", TIME, offsetof(struct feed, updated_ms) },
	{ "ttl_ms", NUMBER, offsetof(struct feed, ttl_ms) },
	{ NULL, TEXT, 0 },
};

static const struct column entry_columns[] = {
	{ "id", TEXT, offsetof(struct entry, id) },
	{ "title", TEXT, offsetof(struct entry, title) },
	{ "link", TEXT, offsetof(struct entry, link) },
	{ "author", TEXT, offsetof(struct entry, author) },
	{ "author_url", TEXT, offsetof(struct entry, author_url) },
	{ "comments", TEXT, offsetof(struct entry, comments) },
	{ "summary", TEXT, offsetof(struct entry, summary) },
	{ "content", TEXT, offsetof(struct entry, content) },
	{ "language", TEXT, offsetof(struct entry, language) },
	{ "categories", LIST, offsetof(struct entry, categories) },
	{ "links", LIST, offsetof(struct entry, links) },
	{ "published", TIME, offsetof(struct entry, published_ms) },
	{ "updated", TIME, offsetof(struct entry, updated_ms) },
	{ NULL, TEXT, 0 },
};

static struct str joined(const struct strs *list)
{
	struct str all = STR("");
	for (size_t i = 0; i < list->n; i++)
		all = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? " | " : "",
			      STR_ARG(list->at[i]));
	return all;
}

static struct str shown(const struct column *field, const void *from)
{
	const void *at = (const char *)from + field->offset;
	int64_t number;
	memcpy(&number, at, sizeof(number));
	switch (field->kind) {
	case TEXT: return *(const struct str *)at;
	case LIST: return joined(at);
	case TIME: return number == TIME_ABSENT ? STR("") : calendar_rfc3339(arena, number);
	case NUMBER: return str_fmt(arena, "%" PRId64, number);
	}
	return STR("");
}

static struct str found(const struct column *columns, const void *from, struct str name)
{
	for (; columns->name; columns++)
		if (str_eq(name, str_from(columns->name)))
			return shown(columns, from);
	return STR("(no such field)");
}

static struct str got(const struct feed *feed, const struct err *err, struct str key)
{
	struct str rest = key, who = STR("");
	int64_t n;
	if (str_eq(key, STR("error")))
		return str_from(err->text);
	if (str_eq(key, STR("entries")))
		return str_fmt(arena, "%zu", feed->n);
	EXPECT(str_cut(&rest, '.', &who));
	if (str_eq(who, STR("feed")))
		return found(feed_columns, feed, rest);
	if (!str_int(who, &n) || n < 0 || (size_t)n >= feed->n)
		return STR("(no such entry)");
	return found(entry_columns, &feed->entries[n], rest);
}

/* The next "key: value" of a .want; "\n" in a value is a line break. */
static bool cut_line(struct str *rest, struct str *key, struct str *value)
{
	struct str line;
	while (str_cut(rest, '\n', &line)) {
		size_t colon = str_find_char(line, ':');
		if (colon == line.len || line.at[0] == '#')
			continue;
		*key = str_first(line, colon);
		*value = str_trim(str_skip(line, colon + 1));
		size_t at = str_find(*value, STR("\\n"));
		while (at < value->len) {
			*value = str_fmt(arena, STR_FMT "\n" STR_FMT, (int)at, value->at,
					 STR_ARG(str_skip(*value, at + 2)));
			at = str_find(*value, STR("\\n"));
		}
		return true;
	}
	return false;
}

static void check(struct str body, struct str want)
{
	struct feed_input in = { .body = body };
	struct feed feed = { 0 };
	struct err err = { 0 };
	struct str rest = want, key, value;
	bool has_error = false;
	while (cut_line(&rest, &key, &value)) {
		if (str_eq(key, STR("url")))
			in.url = value;
		if (str_eq(key, STR("type")))
			in.content_type = value;
		has_error = has_error || str_eq(key, STR("error"));
	}
	EXPECT(feed_parse(arena, &in, &feed, &err) == !has_error);
	for (rest = want; cut_line(&rest, &key, &value);) {
		if (str_eq(key, STR("url")) || str_eq(key, STR("type")))
			continue;
		if (!str_eq(got(&feed, &err, key), value))
			fprintf(stderr, "key " STR_FMT ":\n", STR_ARG(key));
		EXPECT_STR(got(&feed, &err, key), value);
	}
}

static bool read_beside(struct str name, const char *extension, struct str *out)
{
	struct err err;
	struct str path = str_fmt(arena, "%s/" STR_FMT "%s", folder, STR_ARG(name), extension);
	return file_read(arena, path, FEED_BODY_MAX, out, &err);
}

static void close_folder(DIR **open)
{
	if (*open)
		closedir(*open);
}

static void all_feeds_as_wanted(void)
{
	CLEANUP(close_folder)
	DIR *open = opendir(folder);
	const struct dirent *file;
	while (open && (file = readdir(open))) {
		struct str name = str_from(file->d_name), body, want;
		if (!str_ends(name, STR(".want")))
			continue;
		name = str_dup(arena, str_first(name, name.len - 5));
		CASE(name.at);
		if (EXPECT(read_beside(name, ".want", &want)) &&
		    EXPECT(read_beside(name, ".xml", &body) || read_beside(name, ".json", &body)))
			check(body, want);
	}
}

static void refuses_what_is_too_large(void)
{
	const size_t len = 20 * MIB;
	char *bytes = arena_bytes(arena, len);
	const struct feed_input in = { .body = { memset(bytes, '<', len), len } };
	struct feed feed;
	struct err err = { 0 };
	size_t before = arena_size(arena);
	EXPECT(!feed_parse(arena, &in, &feed, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
	EXPECT_INT(arena_size(arena), before);
}

static void counts_what_it_drops(void)
{
	enum { ITEM = 7, ITEMS = FEED_ITEMS_MAX + 3 };
	char *text = arena_bytes(arena, 5 + ITEM * ITEMS);
	struct feed feed;
	struct err err = { 0 };
	memcpy(text, "<rss>", 5);
	for (size_t i = 0; i < ITEMS; i++)
		memcpy(text + 5 + i * ITEM, "<item/>", ITEM);
	const struct feed_input in = { .body = { text, 5 + ITEM * ITEMS } };
	EXPECT(feed_parse(arena, &in, &feed, &err));
	EXPECT_INT(feed.n, FEED_ITEMS_MAX);
	EXPECT_INT(feed.dropped, 3);
}

static void cuts_a_long_text(void)
{
	const size_t len = 3 * MIB;
	char *text = arena_bytes(arena, len);
	struct feed feed;
	struct err err = { 0 };
	for (size_t i = 0; i + 1 < len; i += 2)
		memcpy(text + i, "\u00E9", 2);
	memcpy(text, "<rss><item><description> ", 25);
	text[25] = ' ';
	const struct feed_input in = { .body = { text, len } };
	EXPECT(feed_parse(arena, &in, &feed, &err));
	EXPECT_INT(feed.n, 1);
	EXPECT_INT(feed.entries[0].summary.len, FEED_TEXT_MAX);
}

int main(int argc, char **argv)
{
	folder = argc > 1 ? argv[1] : ".";
	arena = arena_new(MIB);
	RUN(all_feeds_as_wanted);
	RUN(refuses_what_is_too_large);
	RUN(counts_what_it_drops);
	RUN(cuts_a_long_text);
	arena_free(&arena);
	return test_end();
}
