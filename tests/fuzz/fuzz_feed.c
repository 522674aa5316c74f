/* The first line of the input is the Content-Type, the rest the body. */
#include "feed.h"

#include "arena.h"

#include <assert.h>

#include "check_feed.h"
#include "fuzz.h"
#include "poison.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str rest = { (const char *)data, size }, type = STR("");
	struct feed feed;
	struct err err = { 0 };
	if (size)
		str_cut(&rest, '\n', &type);
	const struct feed_input in = { .body = rest.at ? rest : STR(""),
				       .url = STR("https://fuzz.example/a/b"),
				       .content_type = type };
	if (!feed_parse(arena, &in, &feed, &err)) {
		assert(err.kind == ERR_DATA || err.kind == ERR_LIMIT);
		return 0;
	}
	check_feed(&feed);
	return 0;
}
