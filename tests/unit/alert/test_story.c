#include "decide.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	struct item a, b;
	bool is_same;
} stories[] = {
	{ "the same page with tracking",
	  { .url = STR_INIT("https://blog.example/a?utm_source=x"), .title = STR_INIT("one") },
	  { .url = STR_INIT("http://www.blog.example/a/"), .title = STR_INIT("two") },
	  true },
	{ "another page",
	  { .url = STR_INIT("https://blog.example/a"), .title = STR_INIT("one") },
	  { .url = STR_INIT("https://blog.example/b"), .title = STR_INIT("one") },
	  false },
	{ "a query is a page",
	  { .url = STR_INIT("https://blog.example/?p=1") },
	  { .url = STR_INIT("https://blog.example/?p=2") },
	  false },
	{ "all items link to the front page",
	  { .url = STR_INIT("https://blog.example/"), .title = STR_INIT("one") },
	  { .url = STR_INIT("https://blog.example/"), .title = STR_INIT("two") },
	  false },
	{ "no address, the same words",
	  { .title = STR_INIT("one"), .text = STR_INIT("x") },
	  { .title = STR_INIT("one"), .text = STR_INIT("x") },
	  true },
	{ "no address, other words",
	  { .title = STR_INIT("one"), .text = STR_INIT("x") },
	  { .title = STR_INIT("one"), .text = STR_INIT("y") },
	  false },
	{ "two comments under one post",
	  { .url = STR_INIT("https://blog.example/a#c1"), .kind = ITEM_COMMENT },
	  { .url = STR_INIT("https://blog.example/a#c2"), .kind = ITEM_COMMENT },
	  false },
	{ "a section of a post",
	  { .url = STR_INIT("https://blog.example/a#top") },
	  { .url = STR_INIT("https://blog.example/a") },
	  true },
};

static void the_same_page_is_one_story(void)
{
	for (size_t i = 0; i < COUNT_OF(stories); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		CASE(stories[i].name);
		struct str a = story_id(&stories[i].a, arena), b = story_id(&stories[i].b, arena);
		EXPECT_INT(a.len, 16);
		EXPECT(str_eq(a, b) == stories[i].is_same);
	}
}

static void ulids(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const unsigned char none[10] = { 0 };
	static const unsigned char all[10] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
	static const unsigned char some[10] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	/* The time part of the example in the ULID specification. */
	EXPECT_STR(alert_id(1469918176385, none, arena), STR("01ARYZ6S410000000000000000"));
	EXPECT_STR(alert_id(1469918176385, all, arena), STR("01ARYZ6S41ZZZZZZZZZZZZZZZZ"));
	EXPECT_STR(alert_id(0, some, arena), STR("0000000000041061050R3GG28A"));
	EXPECT(str_cmp(alert_id(1000, all, arena), alert_id(1001, none, arena)) < 0);
}

enum { FOUR = 22 * 32 * 32 * 32, SEEN = 1 << 20 };

static size_t place(struct str id)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	size_t at = 0;
	for (size_t i = 0; i < id.len; i++)
		at = at * 32 + (size_t)(strchr(digits, id.at[i]) - digits);
	return at;
}

static void short_ids_are_unique(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	unsigned char *seen = calloc(SEEN, 1);
	size_t twice = 0, digit_first = 0, other_length = 0;
	for (int64_t n = 0; n < FOUR; n++) {
		struct arena_mark mark = arena_mark(arena);
		struct str id = alert_short_id(n, arena);
		other_length += id.len != 4;
		digit_first += id.at[0] <= '9';
		twice += seen[place(id) % SEEN]++;
		arena_reset(arena, mark);
	}
	free(seen);
	EXPECT_INT(twice, 0);
	EXPECT_INT(digit_first, 0);
	EXPECT_INT(other_length, 0);
}

static void short_ids_grow(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const struct {
		const char *name;
		int64_t number;
		size_t len;
	} cases[] = {
		{ "first", 1, 4 },
		{ "last of four", FOUR - 1, 4 },
		{ "first of five", FOUR, 5 },
		{ "last of five", FOUR * 33LL - 1, 5 },
		{ "six", FOUR * 33LL, 6 },
		{ "a thousand million", 1000000000, 7 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_INT(alert_short_id(cases[i].number, arena).len, cases[i].len);
	}
	CASE("stable for ever: stored and told to people");
	EXPECT_STR(alert_short_id(1, arena), STR("s3bd"));
	EXPECT_STR(alert_short_id(2, arena), STR("j6pt"));
}

int main(void)
{
	RUN(the_same_page_is_one_story);
	RUN(ulids);
	RUN(short_ids_are_unique);
	RUN(short_ids_grow);
	return test_end();
}
