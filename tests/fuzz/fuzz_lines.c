#include "feed.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

/* The first byte says whether plain lines are welcome. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct items items;
	struct lines_result result;
	struct err err = { 0 };
	if (size == 0)
		return 0;
	const struct str body = { (const char *)data + 1, size - 1 };
	if (!items_parse_lines(arena, body, data[0] & 1, &items, &result, &err))
		return 0;
	assert(items.n <= FEED_ITEMS_MAX);
	assert((result.bad == 0) == (result.first_bad.kind == ERR_NONE));
	for (size_t i = 0; i < items.n; i++) {
		assert(utf8_valid(items.at[i].text));
		assert(items.at[i].text.len <= FEED_TEXT_MAX);
	}
	return 0;
}
