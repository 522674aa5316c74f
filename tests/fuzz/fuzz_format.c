#include "parts.h"

#include "arena.h"
#include "url.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "poison.h"

static void check(enum text_format format, struct str text, struct arena *arena)
{
	struct strs links;
	struct str out = format_text(format, text, arena, &links);
	assert(utf8_valid(out));
	assert(out.len <= text.len + text.len / 5);
	for (size_t i = 0; i < out.len; i++)
		assert(((unsigned char)out.at[i] >= ' ' && out.at[i] != 0x7F) || out.at[i] == '\n');
	assert(str_eq(str_trim(out), out));
	for (size_t i = 0; i < links.n; i++)
		assert(url_is_web(links.at[i]));
	struct str line = format_line(format, text, arena);
	assert(!memchr(line.at, '\n', line.len) && utf8_valid(line));
}

/* Whatever the format, what comes out is clean text, and not longer than it should be. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str text = utf8_clean(arena, (struct str){ (const char *)data, size });
	for (int format = FORMAT_PLAIN; format <= FORMAT_MARKDOWN; format++)
		check((enum text_format)format, text, arena);
	return 0;
}
