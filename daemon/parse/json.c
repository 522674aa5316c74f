#include "json.h"

#include "arena.h"
#include "feed.h"

#include <ctype.h>
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* How it works: `mend` goes over the text once, before jansson sees it. It counts what has a
 * ceiling, because jansson's own limits are far higher, and mends what publishers get wrong. Then
 * jansson's tree is copied into the arena and freed. Numbers that jansson would round or refuse
 * are ids more often than not: they go through it as strings with a sign before them that no
 * other string begins with. */

enum { NUMBER_MAX = 64, VALUES_MAX = 400000, PLAIN_DIGITS = 18, NUMBER_SIGN = 0x7F };

struct mend {
	const char *at, *end;
	char *out;
	size_t depth, values;
};

static bool is_number(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* A backslash before a letter that it gives no meaning to says nothing. */
static bool is_escape(const char *at, const char *end)
{
	static const char letters[] = "\"\\/bfnrt";
	if (at + 1 >= end)
		return false;
	if (at[1] != 'u')
		return at[1] && strchr(letters, at[1]);
	for (int i = 2; i < 6; i++)
		if (at + i >= end || !isxdigit((unsigned char)at[i]))
			return false;
	return true;
}

/* The first digits of \uD8xx … \uDFxx: 8 to B begin a pair, C to F end one; 0: no such escape. */
static char surrogate(const char *at, const char *end)
{
	bool is_one = end - at >= 6 && at[0] == '\\' && at[1] == 'u' && is_escape(at, end) &&
		      (at[2] | 32) == 'd' && at[3] >= '8';
	return is_one ? (char)(at[3] >= 'a' ? at[3] - 32 : at[3]) : '\0';
}

/* Half a pair is left where a program cut a text inside an emoji. */
static void mend_surrogate(struct mend *m)
{
	bool is_pair = surrogate(m->at, m->end) < 'C' && surrogate(m->at + 6, m->end) >= 'C';
	size_t len = is_pair ? 12 : 6;
	memmove(m->out, is_pair ? m->at : "\\uFFFD", len);
	m->out += len;
	m->at += len;
}

/* What ends a run of characters that stay as they are in a string. */
static const bool is_special[256] = {
	['\0' ... '\x1F'] = true, ['"'] = true, ['\\'] = true, [NUMBER_SIGN] = true
};

/* \u007F: the sign of a number can be written out, too. */
static bool is_sign(struct str rest)
{
	return str_starts_nocase(rest, STR("\\u007f"));
}

/* At a backslash in a string: one character is meant, or the backslash says nothing. */
static void mend_escape(struct mend *m)
{
	if (!is_escape(m->at, m->end)) {
		m->at++;
	} else if (surrogate(m->at, m->end)) {
		mend_surrogate(m);
	} else if (is_sign((struct str){ m->at, (size_t)(m->end - m->at) })) {
		*m->out++ = ' ';
		m->at += 6;
	} else {
		*m->out++ = *m->at++;
		*m->out++ = *m->at++;
	}
}

/* A string up to its closing quote. */
static void mend_string(struct mend *m)
{
	*m->out++ = *m->at++;
	while (m->at < m->end && *m->at != '"') {
		const char *from = m->at;
		while (m->at < m->end && !is_special[(unsigned char)*m->at])
			m->at++;
		m->out = mempcpy(m->out, from, (size_t)(m->at - from));
		if (m->at == m->end || *m->at == '"')
			break;
		if (*m->at == '\\') {
			mend_escape(m);
		} else {
			*m->out++ = ' ';
			m->at++;
		}
	}
	if (m->at < m->end)
		*m->out++ = *m->at++;
}

/* A number that jansson reads and prints as it stands. */
static bool is_plain(struct str number)
{
	struct str digits = str_skip(number, number.at[0] == '-');
	if (digits.len > 1 && digits.at[0] == '0')
		return false;
	for (size_t i = 0; i < number.len; i++)
		if (number.at[i] != '-' && (number.at[i] < '0' || number.at[i] > '9'))
			return false;
	return number.len <= PLAIN_DIGITS;
}

static bool mend_number(struct mend *m, struct err *err)
{
	struct str number = { m->at, 0 };
	while (m->at < m->end && is_number(*m->at))
		m->at++;
	number.len = (size_t)(m->at - number.at);
	if (number.len > NUMBER_MAX)
		return err_set(err, ERR_LIMIT, "a number of more than %d characters", NUMBER_MAX);
	if (is_plain(number)) {
		m->out = mempcpy(m->out, number.at, number.len);
		return true;
	}
	*m->out++ = '"';
	*m->out++ = NUMBER_SIGN;
	m->out = mempcpy(m->out, number.at, number.len);
	*m->out++ = '"';
	return true;
}

/* What JavaScript and Python write for numbers that are none. */
static bool mend_no_number(struct mend *m)
{
	static const struct str words[] = { STR_INIT("NaN"), STR_INIT("Infinity"),
					    STR_INIT("-Infinity") };
	struct str rest = { m->at, (size_t)(m->end - m->at) };
	if (*m->at != 'N' && *m->at != 'I' && *m->at != '-')
		return false;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (!str_starts(rest, words[i]))
			continue;
		m->at += words[i].len;
		m->out = stpcpy(m->out, "null");
		return true;
	}
	return false;
}

/* Is the next visible character a closing bracket? Then the comma before it says nothing. */
static bool is_closing(const struct mend *m)
{
	const char *at = m->at + 1;
	while (at < m->end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
		at++;
	return at < m->end && (*at == ']' || *at == '}');
}

static bool mend_piece(struct mend *m, struct err *err)
{
	char c = *m->at;
	if (c == '"') {
		mend_string(m);
		return true;
	}
	if (mend_no_number(m))
		return true;
	if (c == '-' || (c >= '0' && c <= '9'))
		return mend_number(m, err);
	m->values += c == ',' || c == '[' || c == '{';
	m->depth += c == '[' || c == '{';
	m->depth -= m->depth > 0 && (c == ']' || c == '}');
	if (m->depth > FEED_JSON_DEPTH)
		return err_set(err, ERR_LIMIT, "JSON deeper than %d", FEED_JSON_DEPTH);
	if (m->values > VALUES_MAX)
		return err_set(err, ERR_LIMIT, "more than %d values in JSON", VALUES_MAX);
	if (c != ',' || !is_closing(m))
		*m->out++ = c;
	m->at++;
	return true;
}

static bool mend(struct arena *arena, struct str text, struct str *mended, struct err *err)
{
	/* "[1.5,1.5]" grows most: three bytes for four. */
	char *out = arena_bytes(arena, 2 * text.len + 8);
	struct mend m = { .at = text.at, .end = text.at + text.len, .out = out };
	while (m.at < m.end)
		if (!mend_piece(&m, err))
			return false;
	*mended = (struct str){ out, (size_t)(m.out - out) };
	return true;
}

/* What no double holds is the largest of them. */
static struct json_value numeral(struct str text)
{
	double number = strtod(text.at, NULL);
	if (isinf(number))
		number = copysign(DBL_MAX, number);
	return (struct json_value){ JSON_NUMERAL, .text = text, .number = number };
}

/* Most numbers are short and whole; printf would cost more than all else that is done to them. */
static struct json_value integer(struct arena *arena, long long value)
{
	char digits[PLAIN_DIGITS + 2], *end = digits + sizeof(digits), *at = end;
	unsigned long long rest = value < 0 ? -(unsigned long long)value
					    : (unsigned long long)value;
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	return (struct json_value){ JSON_NUMERAL,
				    .text = str_dup(arena, (struct str){ at, (size_t)(end - at) }),
				    .number = (double)value };
}

static struct json_value scalar(struct arena *arena, const json_t *from)
{
	struct json_value value = { JSON_NOTHING, .text = STR("") };
	switch (json_typeof(from)) {
	case JSON_STRING: {
		const struct str text = { json_string_value(from), json_string_length(from) };
		if (text.len > 1 && text.at[0] == NUMBER_SIGN)
			return numeral(str_fmt(arena, STR_FMT, STR_ARG(str_skip(text, 1))));
		value.kind = JSON_TEXT;
		value.text = str_dup(arena, text);
		break;
	}
	case JSON_INTEGER: return integer(arena, json_integer_value(from));
	case JSON_TRUE:
	case JSON_FALSE:
		value.kind = JSON_BOOL;
		value.is_true = json_is_true(from);
		break;
	default: break;
	}
	return value;
}

/* The depth is bounded by `mend`. */
static struct json_value copied(struct arena *arena, json_t *from)
{
	bool is_map = json_is_object(from);
	if (!is_map && !json_is_array(from))
		return scalar(arena, from);
	size_t n = is_map ? json_object_size(from) : json_array_size(from), i = 0;
	struct json_value *children = NEW(arena, struct json_value, n);
	void *place = is_map ? json_object_iter(from) : NULL;
	for (; i < n; i++) {
		children[i] = copied(arena, is_map ? json_object_iter_value(place)
						   : json_array_get(from, i));
		if (!is_map)
			continue;
		children[i].key = str_dup(arena, str_from(json_object_iter_key(place)));
		place = json_object_iter_next(from, place);
	}
	return (struct json_value){ is_map ? JSON_MAP : JSON_LIST, .at = children, .n = n };
}

static void free_tree(json_t **tree)
{
	json_decref(*tree);
}

bool json_read(struct arena *arena, struct str text, struct json_value *out, struct err *err)
{
	json_error_t error;
	size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK;
	if (!mend(arena, text, &text, err))
		return false;
	CLEANUP(free_tree)
	json_t *tree = json_loadb(text.at, text.len, flags, &error);
	if (!tree)
		return err_set(err, ERR_DATA, "no JSON: line %d: %s", error.line, error.text);
	*out = copied(arena, tree);
	return true;
}

const struct json_value *json_member(const struct json_value *map, const char *key)
{
	struct str name = str_from(key);
	for (size_t i = 0; map && map->kind == JSON_MAP && i < map->n; i++)
		if (str_eq(map->at[i].key, name))
			return &map->at[i];
	return NULL;
}

struct str json_member_text(const struct json_value *map, const char *key)
{
	const struct json_value *value = json_member(map, key);
	bool is_text = value && (value->kind == JSON_TEXT || value->kind == JSON_NUMERAL);
	return is_text ? value->text : STR("");
}
