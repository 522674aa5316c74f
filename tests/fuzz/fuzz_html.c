#include "html.h"

#include "arena.h"
#include "url.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str html = utf8_clean(arena, (struct str){ (const char *)data, size });
	struct strs links;
	struct str text = html_text(arena, html, STR("https://fuzz.example/a/b"), &links);
	assert(utf8_valid(text));
	assert(text.len <= html.len + html.len / 5);
	for (size_t i = 0; i < text.len; i++)
		assert(((unsigned char)text.at[i] >= ' ' && text.at[i] != 0x7F) ||
		       text.at[i] == '\n');
	assert(str_eq(str_trim(text), text));
	for (size_t i = 0; i < links.n; i++)
		assert(url_is_web(links.at[i]));
	struct str folded = text_fold(arena, text);
	assert(str_eq(text_fold(arena, folded), folded));
	return 0;
}
