/* The first line of the input is the Content-Type, the rest the body. */
#include "feed.h"

#include "arena.h"
#include "url.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

static void check_text(struct str text)
{
	assert(text.len <= FEED_TEXT_MAX || text.len <= FEED_BODY_MAX);
	assert(utf8_valid(text));
}

static void check_entry(const struct entry *entry)
{
	check_text(entry->id);
	check_text(entry->title);
	check_text(entry->link);
	check_text(entry->author);
	check_text(entry->summary);
	check_text(entry->content);
	check_text(entry->language);
	for (size_t i = 0; i < entry->categories.n; i++)
		check_text(entry->categories.at[i]);
	for (size_t i = 0; i < entry->links.n; i++)
		assert(url_is_web(entry->links.at[i]));
}

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
	assert(feed.n <= FEED_ITEMS_MAX);
	for (size_t i = 0; i < feed.n; i++)
		check_entry(&feed.entries[i]);
	return 0;
}
