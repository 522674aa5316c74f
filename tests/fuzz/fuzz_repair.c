/* The first line of the input is the Content-Type, the rest a body in some charset. What comes out
 * is UTF-8, and markup whose marks all lie inside the text; a body in UTF-8 stays as it is. */
#include "repair.h"

#include "arena.h"
#include "feed.h"
#include "utf8.h"

#include <assert.h>

#include "charset.h"
#include "fuzz.h"
#include "xml.h"
#include "poison.h"

/* Each byte grows threefold at most when it is read in another charset. A root stands around all,
 * and an element without content needs no place among the open ones. */
enum { GROWTH = 3, SPARE = 16, DEEPEST = FEED_XML_DEPTH + 2 };

struct seen {
	size_t depth, deepest;
};

static void check_value(struct str value)
{
	assert(utf8_valid(value));
	for (size_t i = 0; i < value.len; i++)
		assert((unsigned char)value.at[i] >= ' ' || value.at[i] == '\t' ||
		       value.at[i] == '\n' || value.at[i] == '\r');
}

static void on_start(void *ctx, const struct element *element)
{
	struct seen *seen = ctx;
	seen->depth++;
	seen->deepest = seen->depth > seen->deepest ? seen->depth : seen->deepest;
	assert(element->n <= FEED_XML_ATTRIBUTES);
	for (size_t i = 0; i < element->n; i++)
		check_value(element->attributes[i].value);
}

static void on_text(void *ctx, struct str text)
{
	(void)ctx;
	assert(text.len);
	check_value(text);
}

static void on_end(void *ctx)
{
	struct seen *seen = ctx;
	assert(seen->depth);
	seen->depth--;
}

/* What is UTF-8 already stays as it is, unless its first bytes say that it is something else. */
static void check_again(struct arena *arena, struct str text)
{
	struct str again = charset_utf8(arena, text, STR("text/xml; charset=utf-8"));
	bool has_mark = str_starts(text, STR("\xEF\xBB\xBF")) ||
			str_find_char(str_first(text, 4), '\0') < 4;
	if (text.len >= 4 && !has_mark)
		assert(str_eq(again, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str body = { (const char *)data, size }, type = STR(""), markup;
	struct seen seen = { 0 };
	const struct xml_reader reader = { on_start, on_text, on_end, &seen };
	struct err err = { 0 };
	if (size)
		str_cut(&body, '\n', &type);
	if (!body.at)
		return 0;
	struct str text = charset_utf8(arena, body, type);
	assert(utf8_valid(text));
	assert(text.len <= body.len * GROWTH + SPARE);
	check_again(arena, text);
	if (!repair_xml(arena, text, &markup, &err)) {
		assert(err.kind == ERR_LIMIT);
		return 0;
	}
	if (!xml_read(markup, text, &reader, &err)) {
		assert(err.kind == ERR_LIMIT);
		return 0;
	}
	assert(seen.depth == 0);
	assert(seen.deepest >= 1 && seen.deepest <= DEEPEST);
	return 0;
}
