/* Bodies that were made to cost more than they weigh: small pieces again and again, some of which
 * inherit something large. Memory stays in proportion to the body, and so does its growth. What
 * they cost in time is shown by tests/bench/hostile.py. */
#include "feed.h"

#include "buf.h"
#include "test.h"

#include <string.h>

/* What is inherited has a ceiling of its own, five times over while addresses are put together. */
enum { SMALL = 512 * KIB, FIXED = 2 * MIB, TIMES_BODY = 48, INHERITED_MAX = 5 * FEED_BODY_MAX };

#define BASE "http://h.example/"

static const struct shape {
	const char *name;
	const char *head;  /* with a %s in it, a text of LONG bytes stands there */
	const char *piece; /* until the body is full */
	size_t inherited;
} shapes[] = {
	{ "angles", "<rss><item><title>", "<", 0 },
	{ "ampersands", "<rss><item><title>", "&", 0 },
	{ "CDATA that opens", "<rss><item><title>", "<![CDATA[", 0 },
	{ "comments that open", "<rss><item><title>", "<!--", 0 },
	{ "references", "<rss><item><title>", "&nbsp;", 0 },
	{ "tags that open", "<rss><item><description>", "<a></b>", 0 },
	{ "tags that close", "<rss><item><description>", "</a>", 0 },
	{ "quotes that open", "<rss><item><description>", "<a b=\"", 0 },
	{ "empty items", "<rss>", "<item/>", 0 },
	{ "titles", "<rss><item>", "<title>a</title>", 0 },
	{ "authors", "<rss><item>", "<author>a</author>", 0 },
	{ "mark-up in a text", "<feed><entry><content>", "a<b>&lt;</b>", 0 },
	{ "JSON items", "{\"items\":[", "{},", 0 },
	{ "language", "<feed xml:lang=\"%s\">", "<entry><title>a</title></entry>", 100000 },
	{ "author", "<feed><author>%s</author>", "<entry/>", 100000 },
	{ "base", "<feed xml:base=\"" BASE "%s/\">", "<entry><link href=\"a\"/></entry>", 2000 },
	{ "base of bases", "<feed xml:base=\"" BASE "%s/\"><entry>", "<b xml:base=\"a\"/>", 2000 },
	{ "base, too long", "<feed xml:base=\"" BASE "%s/\">", "<entry><link href=\"a\"/></entry>",
	  100000 },
	{ "comments", "<rss xml:base=\"" BASE "%s/\"><item>", "<comments>a</comments>", 2000 },
	{ "one link", "<rss xml:base=\"" BASE "%s/\"><item><description>", "&lt;a href=a>", 2000 },
	{ "links", "<rss xml:base=\"" BASE "%s/\">",
	  "<item><description>&lt;a href=a>&lt;a href=b>&lt;a href=c></description></item>", 2000 },
};

static struct str body_of(struct arena *arena, const struct shape *shape, size_t size)
{
	struct buf body = buf_new(arena, size);
	struct str head = str_from(shape->head), piece = str_from(shape->piece);
	size_t at = str_find(head, STR("%s"));
	buf_add(&body, str_first(head, at));
	for (size_t i = 0; i < shape->inherited; i++)
		buf_char(&body, 'a');
	buf_add(&body, str_skip(head, at + 2));
	while (!body.is_full)
		buf_add(&body, piece);
	return buf_str(&body);
}

/* The memory that a body of this size takes. */
static size_t cost(const struct shape *shape, size_t size)
{
	CLEANUP(arena_free)
	struct arena *outer = arena_new(MIB);
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	const struct feed_input in = { .body = body_of(outer, shape, size) };
	struct feed feed;
	struct err err = { 0 };
	if (!feed_parse(arena, &in, &feed, &err))
		EXPECT(err.kind == ERR_DATA || err.kind == ERR_LIMIT);
	return arena_size(arena);
}

static void costs_in_proportion(void)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		CASE(shapes[i].name);
		size_t fixed = FIXED + (shapes[i].inherited ? INHERITED_MAX : 0);
		size_t small = cost(&shapes[i], SMALL), large = cost(&shapes[i], 2 * SMALL);
		EXPECT(small <= fixed + TIMES_BODY * (size_t)SMALL);
		EXPECT(large <= fixed + 3 * small);
	}
}

/* An element without content at the deepest place needs a place of its own. */
static void goes_as_deep_as_it_may(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf body = buf_new(arena, MIB);
	struct feed feed;
	struct err err = { 0 };
	buf_add(&body, STR("<rss>"));
	for (size_t i = 1; i < FEED_XML_DEPTH; i++)
		buf_add(&body, STR("<item>"));
	buf_add(&body, STR("<title/>"));
	const struct feed_input in = { .body = buf_str(&body) };
	EXPECT(feed_parse(arena, &in, &feed, &err));
	EXPECT_INT(feed.n, FEED_XML_DEPTH - 1);
	buf_add(&body, STR("<item>"));
	const struct feed_input deeper = { .body = buf_str(&body) };
	EXPECT(!feed_parse(arena, &deeper, &feed, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
}

int main(void)
{
	RUN(costs_in_proportion);
	RUN(goes_as_deep_as_it_may);
	return test_end();
}
