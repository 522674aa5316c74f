#include "opml.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

static void check_line(struct str text)
{
	assert(utf8_valid(text));
	assert(str_find_char(text, '\n') == text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct opml opml;
	struct err err = { 0 };
	const struct str text = { (const char *)data, size };
	if (!opml_parse(arena, text, &opml, &err)) {
		assert(err.kind == ERR_DATA || err.kind == ERR_LIMIT);
		return 0;
	}
	assert(opml.n <= OPML_FEEDS_MAX);
	for (size_t i = 0; i < opml.n; i++) {
		assert(utf8_valid(opml.at[i].url));
		check_line(opml.at[i].title);
		assert(opml.at[i].folders.n <= OPML_FOLDERS_MAX);
		for (size_t j = 0; j < opml.at[i].folders.n; j++)
			check_line(opml.at[i].folders.at[j]);
	}
	return 0;
}
