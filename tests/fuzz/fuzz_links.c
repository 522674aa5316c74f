/* The first line of the input is a Link: header, the rest a page. */
#include "feed.h"

#include "arena.h"
#include "url.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str rest = { (const char *)data, size }, header = STR("");
	struct feed_links links = { .n = 0 };
	if (size)
		str_cut(&rest, '\n', &header);
	const struct feed_input in = {
		.body = str_fmt(arena, "<html>" STR_FMT, STR_ARG(rest.at ? rest : STR(""))),
		.url = STR("https://fuzz.example/a/b"),
	};
	feed_links_header(arena, header, in.url, &links);
	feed_links_page(arena, &in, &links);
	assert(links.n <= FEED_LINKS_MAX);
	for (size_t i = 0; i < links.n; i++)
		assert(url_is_web(links.at[i]));
	return 0;
}
