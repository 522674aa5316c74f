#include "str.h"

#include "test.h"

#include "poison.h"

static void slices_compare(void)
{
	EXPECT(str_eq(STR(""), str_from(NULL)));
	EXPECT(str_eq(STR("a\0b"), STR("a\0b")) && !str_eq(STR("a\0b"), STR("a\0c")));
	EXPECT(str_eq_nocase(STR("ETag"), STR("etag")) && !str_eq_nocase(STR("etag"), STR("eta")));
	EXPECT(!str_eq_nocase(STR("\xC3\x84"), STR("\xC3\xA4")));
	EXPECT(str_cmp(STR("a"), STR("b")) < 0 && str_cmp(STR("ab"), STR("a")) > 0);
	EXPECT(str_cmp(STR("a"), STR("\xFF")) < 0 && str_cmp(STR(""), STR("")) == 0);
	EXPECT(str_starts(STR("https"), STR("http")) && !str_starts(STR("htt"), STR("http")));
	EXPECT(str_starts_nocase(STR("UTM_x"), STR("utm_")));
	EXPECT(str_ends(STR("a.xml"), STR(".xml")) && !str_ends(STR("xml"), STR(".xml")));
}

static void slices_are_cut(void)
{
	EXPECT_STR(str_skip(STR("abc"), 1), STR("bc"));
	EXPECT_STR(str_skip(STR("abc"), 9), STR(""));
	EXPECT_STR(str_first(STR("abc"), 2), STR("ab"));
	EXPECT_STR(str_first(STR("abc"), 9), STR("abc"));
	EXPECT_STR(str_trim(STR(" \t\r\n a b \v\f")), STR("a b"));
	EXPECT_STR(str_trim(STR("   ")), STR(""));
}

static void needles_are_found(void)
{
	EXPECT_INT(str_find(STR("hay needle"), STR("needle")), 4);
	EXPECT_INT(str_find(STR("hay"), STR("needle")), 3);
	EXPECT_INT(str_find(STR(""), STR("")), 0);
	EXPECT_INT(str_find(STR("hay"), STR("")), 0);
	EXPECT_INT(str_find(STR("a]]]>b"), STR("]]>")), 2);
	EXPECT_INT(str_find(STR("-->"), STR("-->")), 0);
	EXPECT_INT(str_find(STR("x--"), STR("-->")), 3);
	EXPECT_INT(str_find(STR("--x-- >"), STR("-->")), 7);
	EXPECT_INT(str_find(STR("hay"), STR("y")), 2);
	EXPECT_INT(str_find_nocase(STR("hay NeeDle"), STR("nEEdLE")), 4);
	EXPECT_INT(str_find_nocase(STR("ab"), STR("abc")), 2);
	EXPECT_INT(str_find_char(STR("a\0b"), 'b'), 2);
	EXPECT_INT(str_find_char(STR(""), 'b'), 0);
}

static void parts_are_eaten_from_the_front(void)
{
	static const struct {
		const char *name;
		struct str in, want;
	} cases[] = {
		{ "three", STR_INIT("a;b;c"), STR_INIT("<a><b><c>") },
		{ "none", STR_INIT("abc"), STR_INIT("<abc>") },
		{ "empty text is one empty part", STR_INIT(""), STR_INIT("<>") },
		{ "the end counts", STR_INIT("a;"), STR_INIT("<a><>") },
		{ "the front counts", STR_INIT(";a"), STR_INIT("<><a>") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str rest = cases[i].in, part, got = STR("");
		CASE(cases[i].name);
		while (str_cut(&rest, ';', &part))
			got = str_fmt(arena, STR_FMT "<" STR_FMT ">", STR_ARG(got), STR_ARG(part));
		EXPECT_STR(got, cases[i].want);
	}
	struct str nothing = { NULL, 0 }, part;
	EXPECT(!str_cut(&nothing, ';', &part));
}

static void numbers_are_whole_and_in_range(void)
{
	static const struct {
		struct str in;
		bool ok;
		int64_t want;
	} cases[] = {
		{ STR_INIT("0"), true, 0 },
		{ STR_INIT("-0"), true, 0 },
		{ STR_INIT("007"), true, 7 },
		{ STR_INIT("9223372036854775807"), true, INT64_MAX },
		{ STR_INIT("-9223372036854775808"), true, INT64_MIN },
		{ STR_INIT("9223372036854775808"), false, 0 },
		{ STR_INIT("-9223372036854775809"), false, 0 },
		{ STR_INIT(""), false, 0 },
		{ STR_INIT("-"), false, 0 },
		{ STR_INIT("+1"), false, 0 },
		{ STR_INIT("1 "), false, 0 },
		{ STR_INIT("1e3"), false, 0 },
		{ STR_INIT("99999999999999999999999999"), false, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t got = 77;
		CASE(cases[i].in.at);
		EXPECT(str_int(cases[i].in, &got) == cases[i].ok);
		EXPECT_INT(got, cases[i].ok ? cases[i].want : 77);
	}
}

static void copies_are_ended_for_libraries(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct str copy = str_dup(arena, str_first(STR("abcdef"), 3));
	EXPECT_STR(copy, STR("abc"));
	EXPECT(copy.at[3] == '\0');
	EXPECT_STR(str_lower(arena, STR("A\xC3\x84z")), STR("a\xC3\x84z"));
	EXPECT_STR(str_fmt(arena, "%s-%d", "x", 5), STR("x-5"));
	EXPECT(str_z(arena, STR(""))[0] == '\0');
}

static void near_words_are_suggested(void)
{
	struct str choices[] = { STR("sentiment"), STR("severity"), STR("sources"), STR("to") };
	static const struct {
		struct str word, want;
	} cases[] = {
		{ STR_INIT("sentimnt"), STR_INIT("sentiment") },
		{ STR_INIT("Sentiment"), STR_INIT("sentiment") },
		{ STR_INIT("source"), STR_INIT("sources") },
		{ STR_INIT("ot"), STR_INIT("to") },
		{ STR_INIT("banana"), STR_INIT("") },
		{ STR_INIT(""), STR_INIT("") },
		{ STR_INIT("a-word-that-is-far-too-long-to-be-a-key-of-ours"), STR_INIT("") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		EXPECT_STR(str_nearest(cases[i].word, choices, COUNT_OF(choices)), cases[i].want);
}

int main(void)
{
	RUN(slices_compare);
	RUN(slices_are_cut);
	RUN(needles_are_found);
	RUN(parts_are_eaten_from_the_front);
	RUN(numbers_are_whole_and_in_range);
	RUN(copies_are_ended_for_libraries);
	RUN(near_words_are_suggested);
	return test_end();
}
