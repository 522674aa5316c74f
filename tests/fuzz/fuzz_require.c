/* A pattern up to the first line end, then a text: if the pattern matches it, one of the keys that
 * it is said to require is in the text's key. */
#include "require.h"

#include "arena.h"
#include "fold.h"
#include "pattern.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

enum { PATTERN_MAX = 200 };

static bool has_one(struct strs keys, struct str key)
{
	for (size_t i = 0; i < keys.n; i++)
		if (str_find(key, keys.at[i]) < key.len)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	CLEANUP(pattern_free)
	struct pattern *compiled = NULL;
	struct pattern_fault fault;
	struct str text = { (const char *)data, size }, pattern = STR("");
	size_t span[2] = { 0, 0 };
	str_cut(&text, '\n', &pattern);
	if (pattern.len > PATTERN_MAX || !utf8_valid(pattern))
		return 0;
	struct strs keys = require_keys(arena, pattern);
	for (size_t i = 0; i < keys.n; i++)
		assert(keys.at[i].len > 1);
	if (keys.n && text.len && pattern_untried(arena, pattern, &compiled) &&
	    pattern_find(compiled, desk, text, span, &fault) == PATTERN_HIT)
		assert(has_one(keys, fold(arena, text, '\0')));
	return 0;
}
