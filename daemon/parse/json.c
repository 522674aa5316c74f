#include "json.h"

#include "arena.h"
#include "feed.h"

#include <jansson.h>
#include <string.h>

#include "poison.h"

/* How it works: `mend` goes over the text once, before jansson sees it. It counts what has a
 * ceiling, because jansson's own limits are far higher, and mends what publishers get wrong. Then
 * jansson's tree is copied into the arena and freed. */

enum { NUMBER_MAX = 64, VALUES_MAX = 400000 };

struct mend {
	char *at, *out;
	const char *end;
	size_t depth, values;
};

static bool is_number(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* The first digits of \uD8xx … \uDFxx: 8 to B begin a pair, C to F end one; 0: no such escape. */
static char surrogate(const char *at, const char *end)
{
	bool is_one = end - at >= 6 && at[0] == '\\' && at[1] == 'u' && (at[2] | 32) == 'd' &&
		      at[3] >= '8';
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

/* A string up to its closing quote. */
static void mend_string(struct mend *m)
{
	*m->out++ = *m->at++;
	while (m->at < m->end && *m->at != '"') {
		if (surrogate(m->at, m->end)) {
			mend_surrogate(m);
			continue;
		}
		if (*m->at == '\\' && m->at + 1 < m->end)
			*m->out++ = *m->at++;
		*m->out++ = (unsigned char)*m->at < ' ' ? ' ' : *m->at;
		m->at++;
	}
	if (m->at < m->end)
		*m->out++ = *m->at++;
}

static bool mend_number(struct mend *m, struct err *err)
{
	const char *start = m->at;
	while (m->at < m->end && is_number(*m->at))
		*m->out++ = *m->at++;
	if (m->at - start > NUMBER_MAX)
		return err_set(err, ERR_LIMIT, "a number of more than %d characters", NUMBER_MAX);
	return true;
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

static bool mend(struct arena *arena, struct str text, struct str *out, struct err *err)
{
	struct str copy = str_dup(arena, text);
	struct mend m = { .at = (char *)copy.at, .out = (char *)copy.at };
	m.end = copy.at + copy.len;
	while (m.at < m.end)
		if (!mend_piece(&m, err))
			return false;
	*out = (struct str){ copy.at, (size_t)(m.out - copy.at) };
	return true;
}

static struct json_value scalar(struct arena *arena, const json_t *from)
{
	struct json_value value = { JSON_NOTHING, .text = STR("") };
	switch (json_typeof(from)) {
	case JSON_STRING:
		value.kind = JSON_TEXT;
		value.text = str_dup(
			arena, (struct str){ json_string_value(from), json_string_length(from) });
		break;
	case JSON_INTEGER:
		value.kind = JSON_NUMERAL;
		value.number = (double)json_integer_value(from);
		value.text = str_fmt(arena, "%lld", (long long)json_integer_value(from));
		break;
	case JSON_REAL:
		value.kind = JSON_NUMERAL;
		value.number = json_real_value(from);
		value.text = str_fmt(arena, "%.17g", value.number);
		break;
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
	/* A whole number beyond 64 bits is still a number. */
	if (!tree && json_error_code(&error) == json_error_numeric_overflow)
		tree = json_loadb(text.at, text.len, flags | JSON_DECODE_INT_AS_REAL, &error);
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
