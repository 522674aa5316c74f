#include "feed.h"

#include "arena.h"
#include "identity.h"
#include "source_kinds.h"

#include <string.h>

#include "poison.h"

/* A feed file, NDJSON items, a watched folder of either, or standard input. What a file is shows
 * in its first byte: XML starts with <, and a JSON document that is no JSON Feed is items by line.
 */

struct file_settings {
	struct str path;
};

static const struct option options[] = {
	{ "file", OPT_PATH, offsetof(struct file_settings, path), .must = true,
	  .doc = "A feed file, a file of items (one JSON object a line), a folder of such files, "
		 "or - for standard input." },
	{ 0 },
};

enum { LOOK_EVERY_MS = 1000 };

static struct str title(const void *settings, struct arena *arena)
{
	(void)arena;
	struct str path = ((const struct file_settings *)settings)->path;
	if (str_eq(path, STR("-")))
		return STR("stdin");
	while (path.len > 1 && str_ends(path, STR("/")))
		path.len--;
	const char *slash = path.len > 1 ? memrchr(path.at, '/', path.len) : NULL;
	return slash ? str_skip(path, (size_t)(slash - path.at) + 1) : path;
}

static struct str key(const void *settings, struct arena *arena)
{
	return str_fmt(arena, "file:" STR_FMT,
		       STR_ARG(((const struct file_settings *)settings)->path));
}

static bool ask(const struct source *source, const struct place *place, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	(void)now_ms, (void)arena, (void)err;
	*out = (struct request){
		.kind = REQUEST_READ,
		.url = ((const struct file_settings *)source->settings)->path,
		.since = place->cursor,
	};
	return true;
}

static bool is_feed(struct str body)
{
	struct str front = str_first(body, 64 * KIB);
	if (str_starts(front, STR("\xEF\xBB\xBF")))
		front = str_skip(front, 3);
	front = str_trim(front);
	if (str_starts(front, STR("{")))
		return str_find(front, STR("jsonfeed.org/version")) < front.len;
	return str_starts(front, STR("<")) || str_starts(front, STR("\xFE\xFF")) ||
	       str_starts(front, STR("\xFF\xFE"));
}

/* A last line without its newline may be half written: the file is read again when it grows. */
static struct str whole_lines(struct str body)
{
	const char *last = memrchr(body.at, '\n', body.len);
	struct str tail = last ? str_skip(body, (size_t)(last - body.at) + 1) : body;
	return str_ends(str_trim(tail), STR("}")) || tail.len == 0
		       ? body
		       : str_first(body, body.len - tail.len);
}

static bool read_lines(const struct source *source, struct str body, struct arena *arena,
		       struct intake *out, struct err *err)
{
	struct lines_result lines = { 0 };
	if (!items_parse_lines(arena, whole_lines(body), false, &out->items, &lines, err))
		return false;
	for (size_t i = 0; i < out->items.n; i++) {
		out->items.at[i].genre = source->genre;
		if (out->items.at[i].lang.len == 0)
			out->items.at[i].lang = source->lang;
	}
	out->bad = lines.bad;
	out->first_bad = lines.first_bad;
	identity_set(arena, &out->items);
	return true;
}

static bool read_part(const struct source *source, const struct part *part, struct arena *arena,
		      struct intake *out, struct err *err)
{
	if (str_trim(part->body).len == 0)
		return true;
	if (!is_feed(part->body))
		return read_lines(source, part->body, arena, out, err);
	const struct feed_input in = { .body = part->body };
	return feed_read(source, &in, arena, out, err);
}

static void append(struct arena *arena, struct items *all, size_t *cap, const struct items *more)
{
	for (size_t i = 0; i < more->n; i++) {
		all->at = arena_more(arena, all->at, all->n, cap, sizeof(*all->at));
		all->at[all->n++] = more->at[i];
	}
}

static void note_bad(struct intake *out, size_t n, const struct err *first, struct str name)
{
	if (n && out->bad == 0) {
		out->first_bad = *first;
		err_in(&out->first_bad, STR_FMT, STR_ARG(name));
	}
	out->bad += n;
}

/* One broken file of a folder is told and the others are read. */
static bool read_folder(const struct source *source, const struct response *response,
			struct arena *arena, struct intake *out, struct err *err)
{
	size_t cap = 0;
	for (size_t i = 0; i < response->n_parts; i++) {
		struct intake one = { 0 };
		const struct part *part = &response->parts[i];
		if (!read_part(source, part, arena, &one, err)) {
			one.bad = 1;
			one.first_bad = *err;
		}
		note_bad(out, one.bad, &one.first_bad, part->name);
		append(arena, &out->items, &cap, &one.items);
	}
	for (size_t i = 0; i < response->headers.n; i++) {
		struct err why = { 0 };
		err_set(&why, ERR_REFUSED, STR_FMT, STR_ARG(response->headers.at[i].value));
		note_bad(out, 1, &why, STR("skipped"));
	}
	return true;
}

static bool read_answer(const struct source *source, const struct answer *answer,
			struct arena *arena, struct intake *out, struct err *err)
{
	const struct response *response = answer->response;
	if (response->body.len == 0)
		return read_folder(source, response, arena, out, err);
	return read_part(source, &(struct part){ .body = response->body }, arena, out, err);
}

const struct source_kind source_file = {
	.name = "file",
	.options = options,
	.settings_size = sizeof(struct file_settings),
	.title = title,
	.key = key,
	.ask = ask,
	.read = read_answer,
	.every_ms = LOOK_EVERY_MS,
};
