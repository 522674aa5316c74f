/* Answers after which a conversation could stand still, or turn in a circle, for ever. */
#include "player.h"

#include "arena.h"

#include "poison.h"

#define ITEM "item: {id: id, url: u, title: t, time: at}\n"
#define HIT(id) "{\"id\":" id ",\"u\":\"https://x.example/" id "\",\"t\":\"t\",\"at\":1795348000}"
#define SEARCH "connector: search\nlabel: Search\nrequest:\n  url: https://api.example/s\n"
#define CURSOR                                               \
	SEARCH "  query: {q: \"{term}\", c: \"{cursor}\"}\n" \
	       "pages: {by: cursor, next: next, max: 9}\neach: hits\n" ITEM
#define URLS                                \
	SEARCH "  query: {q: \"{term}\"}\n" \
	       "pages: {by: url, next: next, max: 9}\neach: hits\n" ITEM

static struct str many(struct arena *arena, const char *text, size_t n)
{
	struct str all = STR("");
	for (size_t i = 0; i < n; i++)
		all = str_fmt(arena, STR_FMT "%s", STR_ARG(all), text);
	return all;
}

/* The page that it leads to could never be asked for. */
static void a_next_page_that_cannot_be_asked_for(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct {
		const char *name, *yaml;
		struct str next;
	} cases[] = {
		{ "a cursor that is too long for a URL", CURSOR, many(arena, "%", 7000) },
		{ "a blank in a URL", URLS, STR("https://api.example/s?a b") },
		{ "a line break in a URL", URLS, STR("https://api.example/s?a\\r\\nX-Y: z") },
		{ "a line break in a header",
		  SEARCH "  query: {q: \"{term}\"}\n  headers: {X-C: \"{cursor}\"}\n"
			 "pages: {by: cursor, next: next, max: 9}\neach: hits\n" ITEM,
		  STR("a\\r\\nX-Y: z") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct play play = { .yaml = cases[i].yaml, .terms = { "acme", "other" } };
		struct str answer = str_fmt(arena,
					    "{\"hits\":[" HIT("1") "],\"next\":\"" STR_FMT "\"}",
					    STR_ARG(cases[i].next));
		const struct step_of steps[] = {
			{ .name = cases[i].name,
			  .url = "https://api.example/s?q=acme",
			  .status = 200,
			  .items = 1,
			  .bad = 1,
			  .says = "the next page is not asked for",
			  .goes_on = true,
			  .is_first = true,
			  .answer = str_z(arena, answer) },
			{ .name = "the next query",
			  .url = "https://api.example/s?q=other",
			  .status = 200,
			  .items = 1,
			  .is_first = true,
			  .answer = "{\"hits\":[" HIT("2") "]}" },
		};
		play_all(&play, steps, COUNT_OF(steps));
	}
}

int main(void)
{
	RUN(a_next_page_that_cannot_be_asked_for);
	return test_end();
}
