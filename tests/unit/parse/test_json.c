#include "json.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

static void reads(void)
{
	struct json_value map;
	struct err err = { 0 };
	EXPECT(json_read(arena,
			 STR("{\"a\": \"x\\u00e9\\n\", \"n\": 12345678901, \"f\": 1.5, \"t\": true,"
			     " \"l\": [1, \"two\", null,], \"m\": {\"k\": \"v\"},} junk"),
			 &map, &err));
	EXPECT_INT(map.kind, JSON_MAP);
	EXPECT_STR(json_member_text(&map, "a"), STR("xé\n"));
	EXPECT_STR(json_member_text(&map, "n"), STR("12345678901"));
	EXPECT(json_member(&map, "f")->number == 1.5);
	EXPECT(json_member(&map, "t")->is_true);
	EXPECT_INT(json_member(&map, "l")->n, 3);
	EXPECT_STR(json_member(&map, "l")->at[1].text, STR("two"));
	EXPECT_STR(json_member_text(json_member(&map, "m"), "k"), STR("v"));
	EXPECT(json_member(&map, "none") == NULL);
	EXPECT_STR(json_member_text(&map, "none"), STR(""));
}

/* Numbers are kept as they were written, and what JavaScript has besides JSON does no harm. */
static void numbers_and_escapes(void)
{
	struct json_value list;
	struct err err = { 0 };
	EXPECT(json_read(
		arena,
		STR("[123456789012345678901234567890, 1.10, 1e999, -5, 007, NaN, -Infinity,"
		    " \"a\\qb \\u00zz \\ud8\", \"\177"
		    "1\", \"x\\\\\"]"),
		&list, &err));
	EXPECT_INT(list.n, 10);
	EXPECT_INT(list.at[0].kind, JSON_NUMERAL);
	EXPECT_STR(list.at[0].text, STR("123456789012345678901234567890"));
	EXPECT_STR(list.at[1].text, STR("1.10"));
	EXPECT_STR(list.at[2].text, STR("1e999"));
	EXPECT(list.at[3].number == -5);
	EXPECT_STR(list.at[4].text, STR("007"));
	EXPECT_INT(list.at[5].kind, JSON_NOTHING);
	EXPECT_INT(list.at[6].kind, JSON_NOTHING);
	EXPECT_STR(list.at[7].text, STR("aqb u00zz ud8"));
	EXPECT_INT(list.at[8].kind, JSON_TEXT);
	EXPECT_STR(list.at[9].text, STR("x\\"));
}

/* Half an emoji, as cut by a program that counts in UTF-16, costs one sign and not the feed. */
static void halves_of_pairs(void)
{
	struct json_value list;
	struct err err = { 0 };
	EXPECT(json_read(
		arena,
		STR("[\"a\\ud83d\", \"\\uDE00b\", \"\\ud83d\\ude00\", \"\\ud83d\\ud83d\\ude00\","
		    " \"\\\\ud83d\", \"\\ud83dx\", \"\\ud83d\\udcZZ\"]"),
		&list, &err));
	EXPECT_INT(list.n, 7);
	EXPECT_STR(list.at[0].text, STR("a\uFFFD"));
	EXPECT_STR(list.at[1].text, STR("\uFFFDb"));
	EXPECT_STR(list.at[2].text, STR("\U0001F600"));
	EXPECT_STR(list.at[3].text, STR("\uFFFD\U0001F600"));
	EXPECT_STR(list.at[4].text, STR("\\ud83d"));
	EXPECT_STR(list.at[5].text, STR("\uFFFDx"));
	EXPECT_STR(list.at[6].text, STR("\uFFFDudcZZ"));
}

/* Numbers go through the parser behind a sign; a text that begins with it stays a text. */
static void no_text_is_a_number(void)
{
	struct json_value list;
	struct err err = { 0 };
	EXPECT(json_read(arena,
			 STR("[\"\\u007Fnan\", \"\\u007f1.5\", \"\x7F\x31\", \"\\\\u007f\", 1.5]"),
			 &list, &err));
	EXPECT_INT(list.n, 5);
	for (size_t i = 0; i < 4; i++)
		EXPECT_INT(list.at[i].kind, JSON_TEXT);
	EXPECT_STR(list.at[0].text, STR(" nan"));
	EXPECT_STR(list.at[3].text, STR("\\u007f"));
	EXPECT_INT(list.at[4].kind, JSON_NUMERAL);
}

static void mends_and_refuses(void)
{
	char deep[200],
		number[] = "[0000000000000000000000000000000000000000000000000000000000000000"
			   "0000000000000000000]";
	memset(deep, '[', sizeof(deep));
	memset(number + 1, '1', sizeof(number) - 3);
	const struct {
		const char *name;
		struct str text;
		enum err_kind want;
	} cases[] = {
		{ "raw line break in a text", STR("{\"a\": \"x\ny\"}"), ERR_NONE },
		{ "whole number beyond 64 bits", STR("[123456789012345678901234567890]"),
		  ERR_NONE },
		{ "NUL in a text", STR("[\"a\\u0000b\"]"), ERR_NONE },
		{ "cut off", STR("{\"a\": [1, 2"), ERR_DATA },
		{ "empty", STR(""), ERR_DATA },
		{ "bad UTF-8", STR("[\"\xFF\"]"), ERR_DATA },
		{ "deep", { deep, sizeof(deep) }, ERR_LIMIT },
		{ "long number", { number, sizeof(number) - 1 }, ERR_LIMIT },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct json_value value;
		struct err err = { 0 };
		CASE(cases[i].name);
		EXPECT(json_read(arena, cases[i].text, &value, &err) ==
		       (cases[i].want == ERR_NONE));
		EXPECT_INT(err.kind, cases[i].want);
	}
}

static void bounds_the_count(void)
{
	enum { LEN = 1 << 20 };
	char *text = arena_bytes(arena, LEN);
	struct json_value value;
	struct err err = { 0 };
	for (size_t i = 0; i < LEN; i++)
		text[i] = i % 2 ? '0' : ',';
	text[0] = '[';
	EXPECT(!json_read(arena, (struct str){ text, LEN }, &value, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(reads);
	RUN(numbers_and_escapes);
	RUN(halves_of_pairs);
	RUN(no_text_is_a_number);
	RUN(mends_and_refuses);
	RUN(bounds_the_count);
	arena_free(&arena);
	return test_end();
}
