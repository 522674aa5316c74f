#include "date.h"

#include "arena.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

/* What is read is a time that can be written, and that reads as the same time again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	int64_t ms, again;
	if (!date_parse((struct str){ (const char *)data, size }, &ms))
		return 0;
	struct civil civil = calendar_civil(ms);
	if (civil.year < 1000 || civil.year > 9999)
		return 0;
	assert(date_parse(calendar_rfc3339(arena, ms), &again));
	assert(again / 1000 == (ms - (ms % 1000 + 1000) % 1000) / 1000);
	return 0;
}
