#include "filter.h"

#include "arena.h"
#include "ascii.h"
#include "buf.h"
#include "url.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

static struct str after(struct str value, struct str mark, struct arena *arena)
{
	(void)arena;
	for (size_t i = value.len; i >= mark.len; i--)
		if (str_ends(str_first(value, i), mark))
			return str_skip(value, i);
	return value;
}

static struct str before(struct str value, struct str mark, struct arena *arena)
{
	(void)arena;
	return str_first(value, str_find(value, mark));
}

static struct str starts(struct str value, struct str prefix, struct arena *arena)
{
	(void)arena;
	return str_starts(value, prefix) ? value : STR("");
}

static struct str or_else(struct str value, struct str other, struct arena *arena)
{
	(void)arena;
	return value.len ? value : other;
}

/* Signs beyond ASCII that are neither letters nor digits: Latin-1, punctuation and symbols,
 * ideographic and wide punctuation, private use, emoji. */
static bool is_sign(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x80, 0xA9 },	      { 0xAB, 0xB4 },	  { 0xB6, 0xB9 },     { 0xBB, 0xBF },
		{ 0xD7, 0xD7 },	      { 0xF7, 0xF7 },	  { 0x2000, 0x206F }, { 0x20A0, 0x20CF },
		{ 0x2190, 0x2BFF },   { 0x2E00, 0x2E7F }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 },
		{ 0xE000, 0xF8FF },   { 0xFE00, 0xFE6F }, { 0xFF00, 0xFF0F }, { 0xFF1A, 0xFF20 },
		{ 0xFF3B, 0xFF40 },   { 0xFF5B, 0xFF65 }, { 0xFFE0, 0xFFFF }, { 0x1F000, 0x1FBFF },
		{ 0xE0000, 0xE01EF },
	};
	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static bool is_tag_letter(uint32_t c)
{
	bool is_ascii = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
	return c < 0x80 ? is_ascii : !is_sign(c);
}

static struct str tag(struct str value, struct str none, struct arena *arena)
{
	char *out = arena_bytes(arena, value.len + 1);
	size_t len, n = 0;
	(void)none;
	for (; value.len; value = str_skip(value, len)) {
		if (!is_tag_letter(utf8_next(value, &len)))
			continue;
		memcpy(out + n, value.at, len);
		n += len;
	}
	return (struct str){ out, n };
}

static struct str lower(struct str value, struct str none, struct arena *arena)
{
	struct buf out = buf_new(arena, 4 * value.len);
	size_t len;
	(void)none;
	for (; value.len; value = str_skip(value, len)) {
		char small[4];
		buf_add(&out,
			(struct str){ small, utf8_put(utf8_lower(utf8_next(value, &len)), small) });
	}
	return buf_str(&out);
}

static struct str decoded(struct str text, struct arena *arena)
{
	char *out = arena_bytes(arena, text.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++) {
		bool is_escape = text.at[i] == '%' && i + 2 < text.len &&
				 ascii_hex(text.at[i + 1]) >= 0 && ascii_hex(text.at[i + 2]) >= 0;
		out[n] = text.at[i] == '+' ? ' ' : text.at[i];
		if (is_escape) {
			out[n] = (char)(ascii_hex(text.at[i + 1]) << 4 | ascii_hex(text.at[i + 2]));
			i += 2;
		}
		n++;
	}
	return utf8_clean(arena, (struct str){ out, n });
}

static struct str query(struct str value, struct str name, struct arena *arena)
{
	struct url url;
	struct str part, key;
	if (!url_parse(value, &url) || !url.has_query)
		return STR("");
	while (str_cut(&url.query, '&', &part))
		if (str_cut(&part, '=', &key) && str_eq(decoded(key, arena), name))
			return part.at ? decoded(part, arena) : STR("");
	return STR("");
}

enum wish { NO_ARGUMENT, SOME_ARGUMENT, ANY_ARGUMENT };

/* `join` works on all that a path finds, before the others see one value. */
static const struct {
	struct str name;
	enum wish argument;
	struct str (*apply)(struct str value, struct str argument, struct arena *arena);
} filters[] = {
	[FILTER_AFTER] = { STR_INIT("after"), SOME_ARGUMENT, after },
	[FILTER_BEFORE] = { STR_INIT("before"), SOME_ARGUMENT, before },
	[FILTER_STARTS] = { STR_INIT("starts"), SOME_ARGUMENT, starts },
	[FILTER_OR] = { STR_INIT("or"), ANY_ARGUMENT, or_else },
	[FILTER_TAG] = { STR_INIT("tag"), NO_ARGUMENT, tag },
	[FILTER_QUERY] = { STR_INIT("query"), SOME_ARGUMENT, query },
	[FILTER_LOWER] = { STR_INIT("lower"), NO_ARGUMENT, lower },
	[FILTER_JOIN] = { STR_INIT("join"), ANY_ARGUMENT, or_else },
};

static struct str unescaped(struct arena *home, struct str text)
{
	char *bare = arena_bytes(home, text.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		i += text.at[i] == '\\' && i + 1 < text.len;
		bare[len++] = text.at[i];
	}
	return (struct str){ bare, len };
}

static size_t filter_named(struct arena *home, struct str name, struct where where,
			   struct problems *problems)
{
	struct str known[COUNT_OF(filters)], all = STR("");
	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		known[i] = filters[i].name;
		if (str_eq(name, known[i]))
			return i;
	}
	for (size_t i = 0; i < COUNT_OF(filters); i++)
		all = str_fmt(home, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? ", " : "",
			      STR_ARG(known[i]));
	problem_error(problems, where, "unknown filter \"" STR_FMT "\"", STR_ARG(name));
	problem_hint(problems, "known are: " STR_FMT, STR_ARG(all));
	problem_suggest(problems, name, known, COUNT_OF(filters));
	return COUNT_OF(filters);
}

bool filter_read(struct arena *home, struct str text, struct where where, struct filter *out,
		 struct problems *problems)
{
	struct str name, argument = text;
	str_cut(&argument, ':', &name);
	size_t i = filter_named(home, str_trim(name), where, problems);
	if (i == COUNT_OF(filters))
		return false;
	if (filters[i].argument == NO_ARGUMENT && argument.at) {
		problem_error(problems, where, "the filter " STR_FMT " stands alone, without \":\"",
			      STR_ARG(filters[i].name));
		return false;
	}
	if (filters[i].argument != NO_ARGUMENT &&
	    (!argument.at || (filters[i].argument == SOME_ARGUMENT && argument.len == 0))) {
		problem_error(problems, where,
			      "the filter " STR_FMT " needs a text: |" STR_FMT ":…",
			      STR_ARG(filters[i].name), STR_ARG(filters[i].name));
		return false;
	}
	out->kind = (enum filter_kind)i;
	out->argument = argument.at ? unescaped(home, argument) : STR("");
	return true;
}

struct str filter_value(const struct filter *filter, struct str value, struct arena *arena)
{
	if (value.len == 0 && filter->kind != FILTER_OR)
		return value;
	return filters[filter->kind].apply(value, filter->argument, arena);
}
