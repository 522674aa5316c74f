#include "opml.h"

#include "buf.h"

#include "test.h"

/* A list as lines "title|url|folder,folder". */
static struct str shown(struct arena *arena, const struct opml *opml)
{
	struct str all = STR("");
	for (size_t i = 0; i < opml->n; i++) {
		const struct opml_feed *feed = &opml->at[i];
		all = str_fmt(arena, STR_FMT STR_FMT "|" STR_FMT "|", STR_ARG(all),
			      STR_ARG(feed->title), STR_ARG(feed->url));
		for (size_t j = 0; j < feed->folders.n; j++)
			all = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), j ? "," : "",
				      STR_ARG(feed->folders.at[j]));
		all = str_fmt(arena, STR_FMT "\n", STR_ARG(all));
	}
	return all;
}

#define FEED(title, url) "<outline text='" title "' xmlUrl='" url "'/>"

static void reads_lists(void)
{
	static const struct {
		const char *name;
		struct str body, want;
	} cases[] = {
		{ "a feed", STR_INIT(FEED("A", "https://a.example/")),
		  STR_INIT("A|https://a.example/|\n") },
		{ "the page of a feed",
		  STR_INIT("<outline type='RSS' text='x' htmlUrl='u'/>"
			   "<outline type='link' text='y' url='v'/>"),
		  STR_INIT("x|u|\n") },
		{ "title before text", STR_INIT("<outline text='t' title='T' xmlUrl='u'/>"),
		  STR_INIT("T|u|\n") },
		{ "names of attributes in any case", STR_INIT("<OUTLINE TEXT='t' XMLURL='u'/>"),
		  STR_INIT("t|u|\n") },
		{ "folders",
		  STR_INIT("<outline text='a'><outline text='b'>" FEED("x", "u") "</outline>" FEED(
			  "y", "v") "</outline>" FEED("z", "w")),
		  STR_INIT("x|u|a,b\ny|v|a\nz|w|\n") },
		{ "a feed is no folder",
		  STR_INIT("<outline text='a' xmlUrl='u'>" FEED("x", "v") "</outline>"),
		  STR_INIT("a|u|\nx|v|\n") },
		{ "categories",
		  STR_INIT("<outline text='f'><outline text='x' xmlUrl='u' "
			   "category='/f/b,c, d ,'/></outline>"),
		  STR_INIT("x|u|f,b,c,d\n") },
		{ "folder without a name", STR_INIT("<outline>" FEED("x", "u") "</outline>"),
		  STR_INIT("x|u|\n") },
		{ "an empty address is a folder",
		  STR_INIT("<outline text='a' xmlUrl=''>" FEED("x", "u") "</outline>"),
		  STR_INIT("x|u|a\n") },
		{ "feed: addresses",
		  STR_INIT(FEED("x", "feed://a.example/1") FEED("y", "feed:https://a.example/2")),
		  STR_INIT("x|http://a.example/1|\ny|https://a.example/2|\n") },
		{ "references", STR_INIT(FEED("A &amp; B&eacute;", "u?a=1&amp;b=2&c")),
		  STR_INIT("A & B\xC3\xA9|u?a=1&b=2&c|\n") },
		{ "a title of several lines", STR_INIT(FEED(" a\n\tb&#10;c ", "u")),
		  STR_INIT("a b c|u|\n") },
		{ "tags that do not pair",
		  STR_INIT("<outline text='a'>" FEED("x", "u") "</body></opml>"),
		  STR_INIT("x|u|a\n") },
		{ "nothing", STR_INIT("<outline text='a'/>"), STR_INIT("") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct opml opml;
		struct err err = { 0 };
		struct str text = str_fmt(arena, "<?xml version='1.0'?><opml><body>" STR_FMT,
					  STR_ARG(cases[i].body));
		CASE(cases[i].name);
		if (EXPECT(opml_parse(arena, text, &opml, &err)))
			EXPECT_STR(shown(arena, &opml), cases[i].want);
	}
}

static void refuses_what_is_no_list(void)
{
	static const struct {
		const char *name;
		struct str text;
	} cases[] = {
		{ "empty", STR_INIT("") },
		{ "text", STR_INIT("hello") },
		{ "a feed", STR_INIT("<rss><channel/></rss>") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct opml opml;
		struct err err = { 0 };
		CASE(cases[i].name);
		EXPECT(!opml_parse(arena, cases[i].text, &opml, &err));
		EXPECT_INT(err.kind, ERR_DATA);
	}
}

static struct str repeated(struct arena *arena, struct str piece, int n)
{
	struct buf text = buf_new(arena, 16 * MIB);
	buf_add(&text, STR("<opml>"));
	for (int i = 0; i < n; i++)
		buf_add(&text, piece);
	return buf_str(&text);
}

static void keeps_the_ceilings(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct opml opml;
	struct err err = { 0 };
	EXPECT(!opml_parse(arena, repeated(arena, STR("<outline text='a'>"), 1000), &opml, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
	EXPECT(opml_parse(arena, repeated(arena, STR(FEED("x", "u")), OPML_FEEDS_MAX + 3), &opml,
			  &err));
	EXPECT_INT(opml.n, OPML_FEEDS_MAX);
	EXPECT_INT(opml.dropped, 3);
}

int main(void)
{
	RUN(reads_lists);
	RUN(refuses_what_is_no_list);
	RUN(keeps_the_ceilings);
	return test_end();
}
