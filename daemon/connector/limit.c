#include "talk.h"

#include "arena.h"

#include "poison.h"

/* Limits that stand in the answer: seconds to wait and what is left in its body, and percentages
 * in a header of JSON, of which services nest some in lists and maps. */

enum { USAGE_HIGH = 90, USAGE_FULL = 100 };

/* What the author of the file called it. */
static struct str name_of(const struct path *path)
{
	return path->n ? path->steps[path->n - 1].key : path->name;
}

static bool number_at(const struct path *path, const struct scope *scope, struct arena *arena,
		      double *out, struct str *text)
{
	*text = path_text(path, scope, arena);
	return text->len && rate_number(*text, out);
}

static void read_body(const struct talk *talk, const struct json_value *answer, struct rest *rest)
{
	const struct limits *limits = &talk->connector->limits;
	const struct scope scope = { .here = answer, .answer = answer };
	struct arena *arena = talk->arena;
	struct str text;
	double number;
	if (limits->has_wait && number_at(&limits->wait, &scope, arena, &number, &text) &&
	    number > 0)
		rest_at_least(
			rest, number >= 86400 ? TALK_DAY_MS : (int64_t)(number * 1000),
			str_fmt(arena, STR_FMT ": %.0f", STR_ARG(name_of(&limits->wait)), number));
	if (limits->has_left && number_at(&limits->left, &scope, arena, &number, &text) &&
	    number < 1)
		rest_at_least(
			rest, TALK_HOUR_MS,
			str_fmt(arena, STR_FMT ": %.0f", STR_ARG(name_of(&limits->left)), number));
}

/* Beside the percentages stand times until they fall; they are no percentages. */
static bool is_time(struct str key)
{
	static const struct str words[] = { STR_INIT("reset"), STR_INIT("regain"),
					    STR_INIT("duration"), STR_INIT("estimated") };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_find_nocase(key, words[i]) < key.len)
			return true;
	return false;
}

/* json_read bounds the depth. */
static double highest(const struct json_value *value)
{
	double most = value->kind == JSON_NUMERAL && !is_time(value->key) ? value->number : 0;
	for (size_t i = 0; i < value->n; i++) {
		double one = highest(&value->at[i]);
		most = one > most ? one : most;
	}
	return most;
}

static void read_usage(const struct talk *talk, const struct response *response, struct rest *rest)
{
	struct str name = talk->connector->limits.usage;
	struct str text = response_header(response, name);
	struct json_value usage;
	struct err err = { 0 };
	if (name.len == 0 || text.len == 0 || text.len > 64 * KIB ||
	    !json_read(talk->arena, text, &usage, &err))
		return;
	double most = highest(&usage);
	if (most >= USAGE_HIGH)
		rest_at_least(rest, most >= USAGE_FULL ? TALK_HOUR_MS : 10 * TALK_MINUTE_MS,
			      str_fmt(talk->arena, STR_FMT ": %.0f %%", STR_ARG(name),
				      most < 1e6 ? most : 1e6));
}

struct rest limit_rest(const struct talk *talk, const struct response *response,
		       const struct json_value *answer)
{
	struct rest rest = { 0, STR("") };
	if (answer)
		read_body(talk, answer, &rest);
	read_usage(talk, response, &rest);
	return rest;
}
