#include "feed.h"

#include "test.h"

/* Which feeds a page names; wanted addresses are separated by blanks. */

static struct str joined(struct arena *arena, const struct feed_links *links)
{
	struct str all = STR("");
	for (size_t i = 0; i < links->n; i++)
		all = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? " " : "",
			      STR_ARG(links->at[i]));
	return all;
}

#define RSS "<link rel=alternate type=application/rss+xml href="

static const struct {
	const char *name;
	struct str page, want;
} pages[] = {
	{ "relative", STR_INIT(RSS "feed.xml>"), STR_INIT("https://a.example/b/feed.xml") },
	{ "host-relative", STR_INIT(RSS "'/feed.xml'/>"), STR_INIT("https://a.example/feed.xml") },
	{ "absolute", STR_INIT(RSS "\"https://c.example/x?a=1&amp;b=2\">"),
	  STR_INIT("https://c.example/x?a=1&b=2") },
	{ "without ';' it is no reference", STR_INIT(RSS "/x?a=1&copy=2>"),
	  STR_INIT("https://a.example/x?a=1&copy=2") },
	{ "base", STR_INIT("<base href='//c.example/d/'>" RSS "feed>"),
	  STR_INIT("https://c.example/d/feed") },
	{ "the first base counts", STR_INIT("<base href=/x/><base href=/y/>" RSS "feed>"),
	  STR_INIT("https://a.example/x/feed") },
	{ "a base behind the link", STR_INIT(RSS "feed><base href=/x/>"),
	  STR_INIT("https://a.example/x/feed") },
	{ "base without href", STR_INIT("<base target=_top>" RSS "feed>"),
	  STR_INIT("https://a.example/b/feed") },
	{ "several, each once",
	  STR_INIT(RSS "/1>" RSS "/1>"
		       "<LINK TYPE='Application/Atom+XML; charset=utf-8' HREF=/2 REL="
		       "'home ALTERNATE'>"),
	  STR_INIT("https://a.example/1 https://a.example/2") },
	{ "JSON Feed", STR_INIT("<link rel=alternate type=application/feed+json href=/f>"),
	  STR_INIT("https://a.example/f") },
	{ "an API is no feed",
	  STR_INIT("<link rel=alternate type=application/json href=/wp-json/>"
		   "<link rel=alternate type='text/xml+oembed' href=/oembed>"),
	  STR_INIT("") },
	{ "a translation is no feed", STR_INIT("<link rel=alternate hreflang=de href=/de/>"),
	  STR_INIT("") },
	{ "rel=self is no feed of the page",
	  STR_INIT("<link rel=self type=application/rss+xml href=/f>"), STR_INIT("") },
	{ "in the body", STR_INIT("</head><body><p>" RSS "/f>"), STR_INIT("https://a.example/f") },
	{ "in a comment", STR_INIT("<!-- " RSS "/f> -->"), STR_INIT("") },
	{ "in a template", STR_INIT("<template>" RSS "/f></template>"), STR_INIT("") },
	{ "in texts without mark-up",
	  STR_INIT("<title>" RSS "/1></title><textarea>" RSS "/2></textarea>"), STR_INIT("") },
	{ "in an attribute", STR_INIT("<meta content='" RSS "/1>'>" RSS "/2>"),
	  STR_INIT("https://a.example/2") },
	{ "in a script", STR_INIT("<script>'" RSS "/f>'</script>"), STR_INIT("") },
	{ "behind a script", STR_INIT("<script>if (a</b/.c) '</'</SCRIPT>" RSS "/f>"),
	  STR_INIT("https://a.example/f") },
	{ "no address", STR_INIT(RSS "''>" RSS ">"), STR_INIT("") },
	{ "not the web", STR_INIT(RSS "javascript:alert(1)>" RSS "file:///etc/passwd>"),
	  STR_INIT("") },
	{ "the first of two equal attributes", STR_INIT(RSS "/1 href=/2>"),
	  STR_INIT("https://a.example/1") },
	{ "blanks round '='",
	  STR_INIT("<link rel = alternate type\n=\n'application/rss+xml' href= ' /f '>"),
	  STR_INIT("https://a.example/f") },
	{ "cut off in a value", STR_INIT(RSS "'/f"), STR_INIT("https://a.example/f") },
	{ "cut off in a name", STR_INIT("<link rel"), STR_INIT("") },
	{ "cut off behind '<'", STR_INIT("<"), STR_INIT("") },
};

static void reads_pages(void)
{
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct feed_links links = { .n = 0 };
		const struct feed_input in = {
			.body = str_fmt(arena, "<!DOCTYPE html><head>" STR_FMT,
					STR_ARG(pages[i].page)),
			.url = STR("https://a.example/b/c"),
		};
		feed_links_page(arena, &in, &links);
		CASE(pages[i].name);
		EXPECT_STR(joined(arena, &links), pages[i].want);
	}
}

static void reads_only_pages(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct feed_links links = { .n = 0 };
	const struct feed_input in = { .body = STR("<feed><link rel='alternate' href='/f' "
						   "type='application/atom+xml'/></feed>") };
	feed_links_page(arena, &in, &links);
	EXPECT_INT(links.n, 0);
}

static void keeps_the_ceiling(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct feed_links links = { .n = 0 };
	struct str body = STR("<html>");
	for (int i = 0; i < FEED_LINKS_MAX + 4; i++)
		body = str_fmt(arena, STR_FMT RSS "https://a.example/%d>", STR_ARG(body), i);
	feed_links_page(arena, &(struct feed_input){ .body = body }, &links);
	EXPECT_INT(links.n, FEED_LINKS_MAX);
	feed_links_header(arena,
			  STR("<https://a.example/x>; rel=alternate; type=application/rss+xml"),
			  STR(""), &links);
	EXPECT_INT(links.n, FEED_LINKS_MAX);
}

#define ATOM "; rel=\"alternate\"; type=\"application/atom+xml\""

static void reads_headers(void)
{
	static const struct {
		const char *name;
		struct str header, want;
	} cases[] = {
		{ "relative", STR_INIT("</feed>" ATOM), STR_INIT("https://a.example/feed") },
		{ "behind others",
		  STR_INIT(
			  "<https://a.example/>; rel=\"canonical\", <feed>;type=application/rss+xml"
			  ";rel=alternate"),
		  STR_INIT("https://a.example/b/feed") },
		{ "two", STR_INIT("</1>" ATOM " , </2>" ATOM),
		  STR_INIT("https://a.example/1 https://a.example/2") },
		{ "',' and ';' in an address", STR_INIT("</a,b;c>" ATOM),
		  STR_INIT("https://a.example/a,b;c") },
		{ "',' and '\"' in a title", STR_INIT("</f>; title=\"a, \\\"<b>\\\"\"" ATOM),
		  STR_INIT("https://a.example/f") },
		{ "several relations",
		  STR_INIT("</f>; rel=\"home alternate\"; type=application/rss+xml"),
		  STR_INIT("https://a.example/f") },
		{ "the first rel counts",
		  STR_INIT("</f>; rel=next; rel=alternate; type=application/rss+xml"),
		  STR_INIT("") },
		{ "blanks round '='", STR_INIT("</f> ; rel = alternate ; type = text/rss"),
		  STR_INIT("https://a.example/f") },
		{ "of another page", STR_INIT("</f>; anchor=\"/x\"" ATOM), STR_INIT("") },
		{ "no type", STR_INIT("</f>; rel=alternate"), STR_INIT("") },
		{ "cut off in the address", STR_INIT("</f; rel=alternate"), STR_INIT("") },
		{ "cut off in a quote", STR_INIT("</f>" ATOM "; title=\"a\\"),
		  STR_INIT("https://a.example/f") },
		{ "empty", STR_INIT(""), STR_INIT("") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct feed_links links = { .n = 0 };
		feed_links_header(arena, cases[i].header, STR("https://a.example/b/c"), &links);
		CASE(cases[i].name);
		EXPECT_STR(joined(arena, &links), cases[i].want);
	}
}

int main(void)
{
	RUN(reads_pages);
	RUN(reads_only_pages);
	RUN(keeps_the_ceiling);
	RUN(reads_headers);
	return test_end();
}
