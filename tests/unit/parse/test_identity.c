#include "identity.h"

#include "test.h"

/* Is an item of a later answer known again? It is when either key was seen before. */

#define ITEM(id_, url_, title_, text_)                                                 \
	{                                                                              \
		.id = STR_INIT(id_), .url = STR_INIT(url_), .title = STR_INIT(title_), \
		.text = STR_INIT(text_), .published_ms = TIME_ABSENT                   \
	}

static const struct {
	const char *name;
	struct item before, after;
	bool is_known;
} pairs[] = {
	{ "the same", ITEM("1", "https://a.example/1", "T", "x"),
	  ITEM("1", "https://a.example/1", "T", "x"), true },
	{ "edited", ITEM("1", "https://a.example/1", "T", "x"),
	  ITEM("1", "https://a.example/1", "T (new)", "y"), true },
	{ "moved, same id", ITEM("1", "https://a.example/1", "T", "x"),
	  ITEM("1", "https://b.example/1", "T", "x"), true },
	{ "new id, http to https", ITEM("http://a.example/1", "http://a.example/1", "T", "x"),
	  ITEM("https://a.example/1", "https://a.example/1", "T", "x"), true },
	{ "new id, tracking parameters", ITEM("1", "https://a.example/1", "T", "x"),
	  ITEM("2", "https://www.a.example/1?utm_source=b", "T", "y"), true },
	{ "new id and new title", ITEM("1", "https://a.example/", "T", "x"),
	  ITEM("2", "https://a.example/", "U", "y"), false },
	{ "another item", ITEM("1", "https://a.example/1", "T", "x"),
	  ITEM("2", "https://a.example/2", "T", "x"), false },
	{ "no id, edited", ITEM("", "https://a.example/1", "T", "x"),
	  ITEM("", "https://a.example/1", "U", "y"), true },
	{ "no id, another link", ITEM("", "https://a.example/1", "T", "x"),
	  ITEM("", "https://a.example/2", "T", "x"), false },
	{ "neither id nor link", ITEM("", "", "T", "x"), ITEM("", "", "T", "x"), true },
	{ "neither id nor link, another text", ITEM("", "", "T", "x"), ITEM("", "", "T", "y"),
	  false },
	{ "texts do not run together", ITEM("", "", "ab", "c"), ITEM("", "", "a", "bc"), false },
	{ "no id, another place on the page", ITEM("", "https://a.example/1#c1", "T", "x"),
	  ITEM("", "https://a.example/1#c2", "T", "x"), false },
	{ "new id, another place on the page", ITEM("1", "https://a.example/1#c1", "By: bob", "x"),
	  ITEM("2", "https://a.example/1#c2", "By: bob", "y"), false },
	{ "new id, another host", ITEM("http://a.example/1", "http://a.example/1", "T", "x"),
	  ITEM("https://b.example/1", "https://b.example/1", "T", "x"), true },
	{ "new id, another host, no title", ITEM("1", "https://a.example/1", "", "x"),
	  ITEM("2", "https://b.example/1", "", "x"), false },
	{ "new id, no title", ITEM("1", "https://a.example/1", "", "x"),
	  ITEM("2", "http://a.example/1", "", "x"), true },
	{ "no id, the front page", ITEM("", "https://a.example/", "T", "x"),
	  ITEM("", "https://a.example/", "U", "x"), false },
	{ "no id, the front page, the same", ITEM("", "https://a.example/", "T", "x"),
	  ITEM("", "http://a.example", "T", "x"), true },
	{ "no id, the front page with a query", ITEM("", "https://a.example/?p=1", "T", "x"),
	  ITEM("", "https://a.example/?p=2", "T", "x"), false },
	{ "new id, the front page", ITEM("1", "https://a.example/", "T", "x"),
	  ITEM("2", "https://a.example/", "T", "y"), false },
	{ "an id is no link", ITEM("https://a.example/1", "", "", ""),
	  ITEM("", "https://a.example/1", "", ""), false },
};

static bool is_known(const struct item *before, const struct item *after)
{
	return (after->key_id && after->key_id == before->key_id) ||
	       (after->key_alt && after->key_alt == before->key_alt);
}

static void knows_again(void)
{
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct item before = pairs[i].before, after = pairs[i].after;
		identity_set(arena, &(struct items){ &before, 1 });
		identity_set(arena, &(struct items){ &after, 1 });
		CASE(pairs[i].name);
		EXPECT_INT(is_known(&before, &after), pairs[i].is_known);
	}
}

/* A publisher who writes one guid on every item; and the answer may have one item less. */
static void one_id_on_every_item(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct item items[] = {
		ITEM("blog", "https://a.example/1", "one", ""),
		ITEM("blog", "https://a.example/2", "two", ""),
		ITEM("blog", "", "three", ""),
		ITEM("other", "https://a.example/4", "four", ""),
	};
	identity_set(arena, &(struct items){ items, COUNT_OF(items) });
	for (size_t i = 0; i < COUNT_OF(items); i++)
		for (size_t j = 0; j < i; j++)
			EXPECT(!is_known(&items[j], &items[i]));
	struct item alone = ITEM("other", "https://b.example/", "moved", "");
	identity_set(arena, &(struct items){ &alone, 1 });
	EXPECT(is_known(&items[3], &alone));
}

/* Items that differ in one thing alone, whatever it is, are all of them new. */
static void tells_all_of_an_answer_apart(void)
{
	static struct item answers[][3] = {
		{ ITEM("blog", "https://a.example/", "one", ""),
		  ITEM("blog", "https://a.example/", "two", ""),
		  ITEM("blog", "https://a.example/", "three", "") },
		{ ITEM("blog", "https://a.example/1", "one", ""),
		  ITEM("blog", "https://a.example/1", "one", "x"),
		  ITEM("blog", "https://a.example/1", "one", "y") },
		{ ITEM("", "https://a.example/", "one", ""),
		  ITEM("", "https://a.example/", "two", ""),
		  ITEM("", "https://a.example/", "two", "x") },
		{ ITEM("", "https://a.example/1", "one", ""),
		  ITEM("", "https://a.example/1", "two", ""),
		  ITEM("", "https://a.example/1", "two", "x") },
		{ ITEM("x", "", "", "one"), ITEM("x", "", "", "two"), ITEM("x", "", "", "three") },
		{ ITEM("1", "https://a.example/1", "Re: one", "x"),
		  ITEM("2", "https://a.example/1", "Re: one", "y"),
		  ITEM("3", "https://b.example/1", "Re: one", "z") },
	};
	for (size_t k = 0; k < COUNT_OF(answers); k++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct item less[2] = { answers[k][1], answers[k][2] };
		CASE(str_z(arena, str_fmt(arena, "answer %zu", k)));
		identity_set(arena, &(struct items){ answers[k], 3 });
		identity_set(arena, &(struct items){ less, 2 });
		for (size_t i = 0; i < 3; i++)
			for (size_t j = 0; j < i; j++)
				EXPECT(!is_known(&answers[k][j], &answers[k][i]));
		for (size_t i = 0; i < 2; i++)
			EXPECT(is_known(&answers[k][i + 1], &less[i]));
	}
}

/* What matching looks at is the text, and nothing else. */
static void tells_edits(void)
{
	static const struct str tags[] = { STR_INIT("a"), STR_INIT("b") };
	static const struct item base = {
		.id = STR_INIT("1"),
		.url = STR_INIT("https://a.example/1"),
		.title = STR_INIT("T"),
		.text = STR_INIT("x"),
		.author = STR_INIT("bob"),
		.tags = { tags, 1 },
		.links = { tags, 1 },
	};
	struct {
		const char *name;
		struct item item;
		bool is_edit;
	} cases[] = {
		{ "nothing", base, false },	 { "id", base, false },
		{ "address", base, false },	 { "dates", base, false },
		{ "language", base, false },	 { "title", base, true },
		{ "text", base, true },		 { "author", base, true },
		{ "one tag more", base, true },	 { "one link less", base, true },
		{ "title to text", base, true },
	};
	cases[1].item.id = STR("2");
	cases[2].item.url = STR("https://b.example/1");
	cases[3].item.published_ms = cases[3].item.updated_ms = 1000;
	cases[4].item.lang = STR("en");
	cases[5].item.title = STR("t");
	cases[6].item.text = STR("x.");
	cases[7].item.author = STR("eve");
	cases[8].item.tags.n = 2;
	cases[9].item.links.n = 0;
	cases[10].item.title = STR("Tx");
	cases[10].item.text = STR("");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct item before = base;
		CASE(cases[i].name);
		identity_set(arena, &(struct items){ &before, 1 });
		identity_set(arena, &(struct items){ &cases[i].item, 1 });
		EXPECT(before.key_text != 0);
		EXPECT_INT(before.key_text != cases[i].item.key_text, cases[i].is_edit);
	}
}

/* Without id and link the date tells two equal texts apart; an id or link makes it count nothing.
 */
static void dates(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct item a = ITEM("", "", "T", "x"), b = a, c = ITEM("1", "", "T", "x"), d = c;
	a.published_ms = 1000;
	b.published_ms = 2000;
	c.published_ms = 1000;
	d.published_ms = 2000;
	identity_set(arena, &(struct items){ &a, 1 });
	identity_set(arena, &(struct items){ &b, 1 });
	identity_set(arena, &(struct items){ &c, 1 });
	identity_set(arena, &(struct items){ &d, 1 });
	EXPECT(!is_known(&a, &b));
	EXPECT(is_known(&c, &d));
}

static void nothing(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct items none = { NULL, 0 };
	identity_set(arena, &none);
	EXPECT_INT(none.n, 0);
}

int main(void)
{
	RUN(knows_again);
	RUN(one_id_on_every_item);
	RUN(tells_all_of_an_answer_apart);
	RUN(tells_edits);
	RUN(dates);
	RUN(nothing);
	return test_end();
}
