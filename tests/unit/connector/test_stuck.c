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

#define DOWN(status_, kind_)                                                                     \
	{                                                                                        \
		.name = "fails", .later_s = 7200, .status = status_, .kind = kind_, .answer = "" \
	}

/* One term that breaks the service keeps no other from being asked. */
static void one_query_that_always_fails(void)
{
	struct play play = { .yaml = CURSOR, .terms = { "acme", "other" } };
	static const struct step_of steps[] = {
		DOWN(500, ERR_AGAIN),
		DOWN(502, ERR_AGAIN),
		{ .name = "no connection is nobody's fault", .status = 0, .kind = ERR_AGAIN },
		{ .name = "once too often",
		  .url = "https://api.example/s?q=acme",
		  .status = 500,
		  .kind = ERR_AGAIN,
		  .answer = "" },
		{ .name = "the other",
		  .url = "https://api.example/s?q=other",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[" HIT("2") "]}" },
		{ .name = "in the next round it is asked again, and was never read",
		  .url = "https://api.example/s?q=acme",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .goes_on = true,
		  .answer = "{\"hits\":[" HIT("1") "]}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* Some services give the first page to everybody, and no other. */
static void further_pages_that_are_refused(void)
{
	struct play play = { .yaml = CURSOR, .terms = { "acme" } };
	static const struct step_of steps[] = {
		{ .name = "the first page",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .goes_on = true,
		  .answer = "{\"hits\":[" HIT("1") "],\"next\":\"two\"}" },
		{ .name = "refused",
		  .url = "https://api.example/s?q=acme&c=two",
		  .status = 403,
		  .kind = ERR_REFUSED,
		  .answer = "",
		  .rest_s = 3600 },
		{ .name = "twice",
		  .later_s = 3600,
		  .url = "https://api.example/s?q=acme&c=two",
		  .status = 403,
		  .kind = ERR_REFUSED,
		  .answer = "",
		  .rest_s = 3600 },
		{ .name = "thrice",
		  .later_s = 3600,
		  .status = 403,
		  .kind = ERR_REFUSED,
		  .answer = "",
		  .rest_s = 3600 },
		{ .name = "a new round, in which what comes is told",
		  .later_s = 3600,
		  .url = "https://api.example/s?q=acme",
		  .status = 200,
		  .items = 1,
		  .answer = "{\"hits\":[" HIT("2") "]}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

int main(void)
{
	RUN(a_next_page_that_cannot_be_asked_for);
	RUN(one_query_that_always_fails);
	RUN(further_pages_that_are_refused);
	return test_end();
}
