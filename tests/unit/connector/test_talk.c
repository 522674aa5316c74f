/* Conversations without a login: pages, since, terms, look-ups, and where they end. */
#include "player.h"

#include "poison.h"

#define ITEM "item: {id: id, url: u, title: t, time: at}\n"
#define ONE(id, at) "{\"id\":" id ",\"u\":\"https://x.example/" id "\",\"t\":\"t\",\"at\":" at "}"
#define HITS(list) "{\"hits\":[" list "]"

/* --- pages --- */

#define PAGED "connector: paged\nlabel: Paged\nrequest:\n  url: https://api.example/s\n"
#define BY_TIME "since: {by: time, as: epoch, overlap: 10m, first_run: 1d}\n"

static void pages_by_number(void)
{
	struct play play = {
		.yaml = PAGED
		"  query: {q: '\"{term}\"', from: \"{since}\", p: \"{page}\"}\n" BY_TIME
		"pages: {by: number, from: 0, last: nbPages, max: 5}\n"
		"each: hits\n" ITEM,
		.terms = { "Acme & Söhne" },
	};
	static const struct step_of steps[] = {
		{ .name = "the first page, a day back",
		  .url = "https://api.example/"
			 "s?q=%22Acme%20%26%20S%C3%B6hne%22&from=1795262400&p=0",
		  .status = 200,
		  .answer = HITS(
			  ONE("2", "1795348000") "," ONE("1", "1795347000")) ",\"nbPages\":2}",
		  .items = 2,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "the last page, with the same since",
		  .later_s = 5,
		  .url = "https://api.example/"
			 "s?q=%22Acme%20%26%20S%C3%B6hne%22&from=1795262400&p=1",
		  .status = 200,
		  .answer = HITS(ONE("0", "1795346000")) ",\"nbPages\":2}",
		  .items = 1,
		  .is_first = true },
		{ .name = "the next round, from the beginning of this one on, and the overlap",
		  .later_s = 595,
		  .url = "https://api.example/"
			 "s?q=%22Acme%20%26%20S%C3%B6hne%22&from=1795348200&p=0",
		  .status = 200,
		  .answer = HITS("") ",\"nbPages\":0}" },
		{ .name = "an empty page ends it, and a round without anything counts",
		  .later_s = 600,
		  .url = "https://api.example/"
			 "s?q=%22Acme%20%26%20S%C3%B6hne%22&from=1795348800&p=0",
		  .status = 200,
		  .answer = HITS("") ",\"nbPages\":9}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* A feed is asked for with the validators of its last answer, at the same address only. */
static void a_feed_is_asked_for_as_feeds_are(void)
{
	struct play play = { .yaml = "connector: recipe\nlabel: Recipe\nanswer: feed\n"
				     "needs: [url]\nrequest: {url: \"{url}\"}\n"
				     "each: entries\nitem: {id: id, url: link, title: title}\n",
			     .params = { "url=https://feeds.example/a" } };
	static const char feed[] =
		"<rss version='2.0'><channel><title>f</title><item><guid>1</guid>"
		"<title>Acme</title><link>https://x.example/1</link></item>"
		"</channel></rss>";
	static const struct step_of steps[] = {
		{ .name = "nothing is known yet",
		  .url = "https://feeds.example/a",
		  .header = "!If-None-Match",
		  .status = 200,
		  .headers = { "ETag: \"one\"", "Last-Modified: Sun, 22 Nov 2026 12:00:00 GMT" },
		  .answer = feed,
		  .items = 1,
		  .is_first = true },
		{ .name = "the tag", .header = "If-None-Match: \"one\"", .status = 304 },
		{ .name = "and the date, also after a failure",
		  .header = "If-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT",
		  .status = 500,
		  .kind = ERR_AGAIN },
		{ .name = "both, until an answer has none",
		  .header = "If-None-Match: \"one\"",
		  .status = 200,
		  .answer = feed,
		  .items = 1 },
		{ .name = "a 304 that nobody asked for",
		  .header = "!If-None-Match",
		  .status = 304,
		  .kind = ERR_AGAIN },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void pages_while_there_are_more(void)
{
	struct play play = {
		.yaml = PAGED
		"  query: {p: \"{page}\"}\n" BY_TIME
		"pages: {by: number, from: 1, more: has_more, max: 3}\neach: hits\n" ITEM,
	};
	static const struct step_of steps[] = {
		{ .name = "more",
		  .url = "https://api.example/s?p=1",
		  .status = 200,
		  .answer = HITS(ONE("9", "1795348000")) ",\"has_more\":true}",
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "no more",
		  .url = "https://api.example/s?p=2",
		  .status = 200,
		  .answer = HITS(ONE("8", "1795347000")) ",\"has_more\":false}",
		  .items = 1,
		  .is_first = true },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void pages_by_totals(void)
{
	struct play total = {
		.yaml = PAGED "  query: {o: \"{page}\"}\npages: {by: offset, total: n, max: 9}\n"
			      "each: hits\n" ITEM,
	};
	static const struct step_of by_offset[] = {
		{ .name = "two of three",
		  .url = "https://api.example/s?o=0",
		  .status = 200,
		  .answer = HITS(ONE("3", "1795348000") "," ONE("2", "1795347000")) ",\"n\":3}",
		  .items = 2,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "three of three",
		  .url = "https://api.example/s?o=2",
		  .status = 200,
		  .answer = HITS(ONE("1", "1795346000")) ",\"n\":\"3\"}",
		  .items = 1,
		  .is_first = true },
	};
	play_all(&total, by_offset, COUNT_OF(by_offset));
	struct play header = {
		.yaml = PAGED "  query: {p: \"{page}\"}\n"
			      "pages: {by: number, from: 1, total_header: X-TotalPages, max: 9}\n"
			      "each: .\n" ITEM,
	};
	static const struct step_of by_header[] = {
		{ .name = "page 1 of 2",
		  .url = "https://api.example/s?p=1",
		  .status = 200,
		  .headers = { "x-totalpages: 2" },
		  .answer = "[" ONE("3", "1795348000") "," ONE("2", "1795347000") "]",
		  .items = 2,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "page 2 of 2",
		  .url = "https://api.example/s?p=2",
		  .status = 200,
		  .headers = { "X-TotalPages: 2" },
		  .answer = "[" ONE("1", "1795346000") "]",
		  .items = 1,
		  .is_first = true },
	};
	play_all(&header, by_header, COUNT_OF(by_header));
}

#define BY_CURSOR                                    \
	PAGED "  query: {c: \"{cursor}\"}\n" BY_TIME \
	      "pages: {by: cursor, next: next, max: 100}\neach: hits\n" ITEM

static void pages_by_cursor(void)
{
	struct play play = { .yaml = BY_CURSOR };
	static const struct step_of steps[] = {
		{ .name = "no cursor, no parameter",
		  .url = "https://api.example/s",
		  .status = 200,
		  .answer = HITS(ONE("3", "1795348000")) ",\"next\":\"a=/b\"}",
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "a cursor is text, and encoded",
		  .url = "https://api.example/s?c=a%3D%2Fb",
		  .status = 200,
		  .answer = HITS(ONE("2", "1795347000")) ",\"next\":25}",
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "a cursor may be a number",
		  .url = "https://api.example/s?c=25",
		  .status = 200,
		  .answer = HITS(ONE("1", "1795346000")) ",\"next\":null}",
		  .items = 1,
		  .is_first = true },
		{ .name = "the next round has no cursor",
		  .url = "https://api.example/s",
		  .later_s = 60,
		  .status = 200,
		  .answer = HITS("") ",\"next\":\"z\"}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void a_cursor_that_repeats_ends_the_round(void)
{
	struct play same = { .yaml = BY_CURSOR };
	static const struct step_of at_once[] = {
		{ .name = "a cursor",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = HITS(ONE("3", "1795348000")) ",\"next\":\"a\"}" },
		{ .name = "the same cursor",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = HITS(ONE("2", "1795347000")) ",\"next\":\"a\"}" },
	};
	play_all(&same, at_once, COUNT_OF(at_once));
	struct play circle = { .yaml = BY_CURSOR };
	static const struct step_of one = {
		.name = "a circle of three", .status = 200, .items = 1, .is_first = true
	};
	if (!play_begin(&circle))
		return;
	size_t asked = 0;
	for (bool goes_on = true; goes_on && asked < 100; asked++) {
		static const char *const answers[] = {
			HITS(ONE("3", "1795348000")) ",\"next\":\"a\"}",
			HITS(ONE("3", "1795348000")) ",\"next\":\"b\"}",
			HITS(ONE("3", "1795348000")) ",\"next\":\"c\"}",
		};
		struct step_of step = one;
		step.answer = answers[asked % 3];
		step.goes_on = goes_on = asked < 6;
		play_step(&circle, &step);
	}
	EXPECT_INT(asked, 7);
	play_end(&circle);
}

static void an_endless_pager_is_cut(void)
{
	struct play play = { .yaml = PAGED "  query: {c: \"{cursor}\"}\n"
					   "pages: {by: cursor, next: next, max: 3}\n"
					   "each: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "1",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = HITS(ONE("3", "1795348000")) ",\"next\":\"a\"}" },
		{ .name = "2",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = HITS(ONE("2", "1795347000")) ",\"next\":\"b\"}" },
		{ .name = "3",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .was_cut = true,
		  .answer = HITS(ONE("1", "1795346000")) ",\"next\":\"c\"}" },
		{ .name = "the next round begins at the front",
		  .url = "https://api.example/s",
		  .later_s = 60,
		  .status = 200,
		  .answer = HITS("") "}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void the_same_page_again_is_the_end(void)
{
	struct play play = { .yaml = PAGED
			     "  query: {p: \"{page}\"}\n"
			     "pages: {by: number, from: 1, max: 9}\neach: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "1",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = HITS(ONE("3", "1795348000")) "}" },
		{ .name = "1 for 2",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = HITS(ONE("3", "1795348000")) "}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void pages_by_the_last_element(void)
{
	struct play play = { .yaml = PAGED "  query: {before: \"{cursor}\"}\n"
					   "pages: {by: last, of: at, max: 2}\neach: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "1",
		  .url = "https://api.example/s",
		  .status = 200,
		  .items = 2,
		  .goes_on = true,
		  .is_first = true,
		  .answer = HITS(ONE("3", "1795348000") "," ONE("2", "1795347000")) "}" },
		{ .name = "2",
		  .url = "https://api.example/s?before=1795347000",
		  .status = 200,
		  .is_first = true,
		  .answer = HITS("") "}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* --- addresses of next pages --- */

static void pages_by_link_header(void)
{
	struct play play = { .yaml = PAGED
			     "  query: {q: \"{term}\"}\n  headers: {X-Key: \"{key}\"}\n"
			     "optional: [key]\npages: {by: link, rel: next, max: 4}\n"
			     "each: .\n" ITEM,
			     .terms = { "a" },
			     .params = { "!key=secret" } };
	static const struct step_of steps[] = {
		{ .name = "among others",
		  .url = "https://api.example/s?q=a",
		  .header = "X-Key: secret",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = "[" ONE("3", "1795348000") "]",
		  .headers = { "Link: <https://api.example/s?q=a&p=9>; rel=\"last\", "
			       "<https://api.example/other/7,8?q=a&p=2>; title=\"a, b; c\"; "
			       "rel=\"x NEXT\"" } },
		{ .name = "relative, in a header of its own",
		  .url = "https://api.example/other/7,8?q=a&p=2",
		  .header = "X-Key: secret",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = "[" ONE("2", "1795347000") "]",
		  .headers = { "link: </s?q=a>; rel=prev", "link: <?p=3>;rel=next" } },
		{ .name = "elsewhere",
		  .url = "https://api.example/other/7,8?p=3",
		  .status = 200,
		  .items = 1,
		  .bad = 1,
		  .is_first = true,
		  .says = "evil.example",
		  .answer = "[" ONE("1", "1795346000") "]",
		  .headers = { "Link: <https://evil.example/s?p=4>; rel=next" } },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void another_place_is_refused(void)
{
	static const char *const next[] = {
		"https://api.example.evil/s",
		"http://api.example/s",
		"https://api.example:8443/s",
		"//evil.example/s",
		"https://api.example@evil.example/s",
		"javascript:alert(1)",
		"file:///etc/passwd",
	};
	for (size_t i = 0; i < COUNT_OF(next); i++) {
		struct play play = { .yaml = PAGED "pages: {by: url, next: next, max: 9}\n"
						   "each: hits\n" ITEM };
		char answer[300];
		snprintf(answer, sizeof(answer), HITS(ONE("1", "1795346000")) ",\"next\":\"%s\"}",
			 next[i]);
		const struct step_of step = { .name = next[i],
					      .status = 200,
					      .items = 1,
					      .bad = 1,
					      .is_first = true,
					      .answer = answer,
					      .says = "another place" };
		play_all(&play, &step, 1);
	}
}

static void pages_by_url_in_the_body(void)
{
	struct play play = { .yaml = PAGED
			     "  query: {access_token: \"{token_}\"}\n"
			     "needs: [token_]\npages: {by: url, next: paging.next, max: 2}\n"
			     "each: hits\n" ITEM,
			     .params = { "!token_=secret" } };
	static const struct step_of steps[] = {
		{ .name = "1",
		  .url = "https://api.example/s?access_token=secret",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = HITS(
			  ONE("3", "1795348000")) ",\"paging\":{\"next\":\"https://api."
						  "example/s?access_token=secret&after=x%3D\"}}" },
		{ .name = "2",
		  .url = "https://api.example/s?access_token=secret&after=x%3D",
		  .status = 200,
		  .is_first = true,
		  .answer = HITS("") "}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* Newer posts stand behind rel=prev; a page without posts must not lose the place. */
static void reads_on_by_id(void)
{
	struct play play = { .yaml = "connector: tag\nrequest:\n"
				     "  url: https://m.example/tag/{term|tag}\n"
				     "  query: {limit: 40, min_id: \"{since}\"}\n"
				     "since: {by: id, first_run: none}\n"
				     "pages: {by: link, rel: prev, max: 5}\neach: .\n" ITEM,
			     .terms = { "Acme Corp" } };
	static const struct step_of steps[] = {
		{ .name = "the newest",
		  .url = "https://m.example/tag/AcmeCorp?limit=40",
		  .status = 200,
		  .items = 2,
		  .goes_on = true,
		  .is_first = true,
		  .answer = "[" ONE("1000", "1795348000") "," ONE("999", "1795347000") "]",
		  .headers = { "Link: <https://m.example/tag/AcmeCorp?min_id=1000>; "
			       "rel=\"prev\"" } },
		{ .name = "nothing newer",
		  .url = "https://m.example/tag/AcmeCorp?min_id=1000",
		  .status = 200,
		  .is_first = true,
		  .answer = "[]" },
		{ .name = "later, still nothing",
		  .later_s = 60,
		  .url = "https://m.example/tag/AcmeCorp?limit=40&min_id=1000",
		  .status = 200,
		  .answer = "[]" },
		{ .name = "the place is kept",
		  .later_s = 60,
		  .url = "https://m.example/tag/AcmeCorp?limit=40&min_id=1000",
		  .status = 200,
		  .items = 1,
		  .answer = "[" ONE("9007199254740993", "1795349000") "]" },
		{ .name = "ids are longer than doubles",
		  .later_s = 60,
		  .url = "https://m.example/tag/AcmeCorp?limit=40&min_id=9007199254740993",
		  .status = 200,
		  .answer = "[]" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

int main(void)
{
	RUN(pages_by_number);
	RUN(a_feed_is_asked_for_as_feeds_are);
	RUN(pages_while_there_are_more);
	RUN(pages_by_totals);
	RUN(pages_by_cursor);
	RUN(a_cursor_that_repeats_ends_the_round);
	RUN(an_endless_pager_is_cut);
	RUN(the_same_page_again_is_the_end);
	RUN(pages_by_the_last_element);
	RUN(pages_by_link_header);
	RUN(another_place_is_refused);
	RUN(pages_by_url_in_the_body);
	RUN(reads_on_by_id);
	return test_end();
}
