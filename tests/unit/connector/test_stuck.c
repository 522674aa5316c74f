/* Answers after which a conversation could stand still, or turn in a circle, for ever. */
#include "player.h"

#include "arena.h"
#include "talk.h"

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

/* Ids and look-ups come to stand in requests, and are kept for each term. */
static void ids_that_are_none(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	static const char *const yaml = SEARCH
		"  query: {q: \"{term}\"}\n  headers: {S: \"{since}\"}\n"
		"since: {by: id, newest: newest}\neach: hits\n" ITEM;
	const struct str ids[] = { many(arena, "9", 300), STR("9\\r\\nX-Y: z") };
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		struct play play = { .yaml = yaml, .terms = { "acme" } };
		struct str answer = str_fmt(arena,
					    "{\"newest\":\"" STR_FMT "\",\"hits\":[" HIT("7") "]}",
					    STR_ARG(ids[i]));
		const struct step_of steps[] = {
			{ .name = "an id that is none",
			  .status = 200,
			  .items = 1,
			  .is_first = true,
			  .answer = str_z(arena, answer) },
			{ .name = "is not kept",
			  .header = "!S:",
			  .status = 200,
			  .answer = "{\"newest\":\"7\",\"hits\":[]}" },
			{ .name = "another one is",
			  .header = "S: 7",
			  .status = 200,
			  .answer = "{\"hits\":[]}" },
		};
		play_all(&play, steps, COUNT_OF(steps));
	}
}

static void a_look_up_that_leads_nowhere(void)
{
	static const char *const yaml =
		"connector: search\nrequest: {url: \"{host}/s\"}\n"
		"prepare: {host: {url: \"https://api.example/h\", take: host}}\n"
		"each: hits\n" ITEM;
	struct play play = { .yaml = yaml };
	static const struct step_of steps[] = {
		{ .name = "no host",
		  .url = "https://api.example/h",
		  .status = 200,
		  .kind = ERR_DATA,
		  .says = "finds nothing",
		  .answer = "{\"host\":\"to be announced\"}" },
		{ .name = "a host",
		  .url = "https://api.example/h",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"host\":\"https://new.example\"}" },
		{ .name = "asked",
		  .url = "https://new.example/s",
		  .status = 200,
		  .is_first = true,
		  .answer = "{\"hits\":[]}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* Of the signs no tag is left. */
static void a_term_that_leaves_nothing_to_ask_for(void)
{
	struct play play = { .yaml = "connector: tags\nrequest: {url: "
				     "\"https://api.example/t/{term|tag}\"}\neach: hits\n" ITEM,
			     .terms = { "?!", "C++" } };
	static const struct step_of step = { .name = "the other term",
					     .url = "https://api.example/t/C",
					     .status = 200,
					     .is_first = true,
					     .answer = "{\"hits\":[]}" };
	play_all(&play, &step, 1);
}

static void a_look_up_that_breaks_a_line(void)
{
	static const char *const yaml =
		"connector: search\nrequest:\n  url: https://api.example/s\n"
		"  headers: {X-Id: \"{who}\"}\n"
		"prepare: {who: {url: \"https://api.example/w/{term}\", take: id}}\n"
		"each: hits\n" ITEM;
	struct play play = { .yaml = yaml, .terms = { "acme" } };
	static const struct step_of steps[] = {
		{ .name = "found nothing that may stand in a request",
		  .url = "https://api.example/w/acme",
		  .status = 200,
		  .kind = ERR_DATA,
		  .says = "finds nothing",
		  .answer = "{\"id\":\"1\\r\\nX-Y: z\"}" },
		{ .name = "asked again",
		  .url = "https://api.example/w/acme",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"id\":\"1\"}" },
		{ .name = "used",
		  .header = "X-Id: 1",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[" HIT("7") "]}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* Two thousand terms in one file without limits: requests that can be sent, a place that is read
 * again as it was written, and no memory that grows with the square. */
static void as_many_terms_as_there_may_be(void)
{
	enum { TERMS = 2000, ANSWERS_MOST = 64 * MIB };
	CLEANUP(arena_free)
	struct arena *home = arena_new(64 * KIB);
	struct str *terms = NEW(home, struct str, TERMS);
	for (size_t i = 0; i < TERMS; i++)
		terms[i] = str_fmt(home, "größe %zu", i);
	struct problems problems = problems_new(home);
	static const char *const yaml = SEARCH
		"  query: {q: \"{terms}\"}\nterms: {write: \"{term}\"}\n"
		"each: hits\n" ITEM;
	const struct node *node = yaml_parse(home, STR("x.yaml"), str_from(yaml), &problems);
	const struct connector *connector = connector_load(home, node, &problems);
	const struct connector_wish wish = { .terms = { terms, TERMS } };
	struct connector_use use;
	if (!EXPECT(connector && connector_bind(home, connector, &wish, &problems, &use)))
		return;
	struct str state = STR("");
	size_t asked = 0;
	for (bool goes_on = true; goes_on && asked < TERMS; asked++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		const struct response response = { .status = 200, .body = STR("{\"hits\":[]}") };
		struct request request;
		struct heard heard = { 0 };
		struct err err = { 0 };
		if (!EXPECT(connector_ask(&use, state, PLAY_NOW_MS, arena, &request, &err)))
			return;
		const struct connector_answer answer = { &response, state, PLAY_NOW_MS,
							 PLAY_NOW_MS };
		EXPECT(connector_hear(&use, &answer, arena, &heard, &err));
		EXPECT(arena_size(arena) < ANSWERS_MOST);
		goes_on = heard.goes_on;
		state = str_dup(home, heard.state);
	}
	struct state kept;
	EXPECT_INT(asked, use.n_queries);
	EXPECT(state_read(state, home, &kept));
	EXPECT_INT(kept.n_since, TERMS);
	EXPECT(!kept.round.is_open);
}

/* To begin anew at once would be a circle. */
static void a_state_that_does_not_fit(void)
{
	struct play play = { .yaml = CURSOR, .terms = { "acme" } };
	static const struct step_of step = {
		.name = "no room for the round",
		.status = 200,
		.kind = ERR_LIMIT,
		.says = "than fits",
		.answer = "{\"hits\":[" HIT("1") "],\"next\":\"two\"}",
	};
	if (play_begin(&play)) {
		struct str much = { arena_bytes(play.home, STATE_MAX), STATE_MAX - 50 };
		memset((char *)much.at, 'x', much.len);
		struct str state = str_fmt(play.home, "{\"since\":{\"old\":\"" STR_FMT "\"}}",
					   STR_ARG(much));
		free(play.state);
		play.state = strndup(state.at, state.len);
		play_step(&play, &step);
		EXPECT_INT(strlen(play.state), state.len);
	}
	play_end(&play);
}

/* A header holds any bytes; a state with them must be read again. */
static void headers_that_are_no_utf8(void)
{
	struct play play = { .yaml = SEARCH "pages: {by: link, max: 3}\neach: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "a link",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .goes_on = true,
		  .answer = "{\"hits\":[" HIT("1") "]}",
		  .headers = { "Link: </s?c=\xFF\xFE>; rel=next" } },
		{ .name = "its page",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[" HIT("2") "]}" },
		{ .name = "the next round is not the first",
		  .status = 200,
		  .answer = "{\"hits\":[]}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void validators_that_are_no_utf8(void)
{
	struct play play = { .yaml = "connector: feed\nanswer: feed\nrequest: {url: "
				     "\"https://api.example/f\"}\neach: entries\n"
				     "item: {id: id, url: link}\n" };
	static const struct step_of steps[] = {
		{ .name = "a validator",
		  .status = 200,
		  .is_first = true,
		  .answer = "<rss version=\"2.0\"><channel><title>t</title></channel></rss>",
		  .headers = { "ETag: \"\xFF\x01\"" } },
		{ .name = "the next round is not the first",
		  .header = "!If-None-Match:",
		  .status = 200,
		  .answer = "<rss version=\"2.0\"><channel><title>t</title></channel></rss>" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

int main(void)
{
	RUN(a_next_page_that_cannot_be_asked_for);
	RUN(one_query_that_always_fails);
	RUN(further_pages_that_are_refused);
	RUN(ids_that_are_none);
	RUN(a_look_up_that_breaks_a_line);
	RUN(a_look_up_that_leads_nowhere);
	RUN(a_term_that_leaves_nothing_to_ask_for);
	RUN(as_many_terms_as_there_may_be);
	RUN(a_state_that_does_not_fit);
	RUN(headers_that_are_no_utf8);
	RUN(validators_that_are_no_utf8);
	return test_end();
}
