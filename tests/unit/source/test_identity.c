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
	RUN(dates);
	RUN(nothing);
	return test_end();
}
