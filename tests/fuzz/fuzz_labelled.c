#include "feed.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

/* Lines of JSON or a table: it comes to its end, a line further with each text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	const struct str body = { (const char *)data, size };
	struct labelled_reader reader = labelled_reader_new(arena, body);
	struct item item;
	struct item_label label;
	struct err err = { 0 };
	size_t line = 0;
	while (labelled_next(arena, &reader, &item, &label, &err)) {
		assert(reader.line > line);
		line = reader.line;
		assert(err.kind != ERR_NONE || label.label.len);
		assert(utf8_valid(item.text) && item.text.len <= FEED_TEXT_MAX);
		assert(utf8_valid(label.label));
		err = (struct err){ 0 };
	}
	return 0;
}
