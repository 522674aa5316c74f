/* A JSON text: the tree that is read from it, and the JSON Feed. */
#include "json.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>
#include <math.h>

#include "check_feed.h"
#include "formats.h"
#include "fuzz.h"
#include "poison.h"

static bool is_scalar(const struct json_value *value)
{
	return value->kind != JSON_MAP && value->kind != JSON_LIST;
}

static void check_value(const struct json_value *value, size_t depth)
{
	assert(depth <= FEED_JSON_DEPTH);
	assert(utf8_valid(value->key));
	assert(utf8_valid(value->text));
	assert(value->n == 0 || !is_scalar(value));
	if (value->kind == JSON_NUMERAL)
		assert(isfinite(value->number) && value->text.len);
	for (size_t i = 0; i < value->n; i++)
		check_value(&value->at[i], depth + !is_scalar(&value->at[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str text = utf8_clean(arena, (struct str){ (const char *)data, size });
	struct json_value value;
	struct feed feed;
	struct err err = { 0 };
	if (!json_read(arena, text, &value, &err)) {
		assert(err.kind == ERR_DATA || err.kind == ERR_LIMIT);
		return 0;
	}
	check_value(&value, !is_scalar(&value));
	if (feed_read_json(arena, text, STR("https://fuzz.example/a/b"), &feed, &err))
		check_feed(&feed);
	else
		assert(err.kind == ERR_DATA);
	return 0;
}
