#include "utf8.h"

#include "test.h"

#include <string.h>

#include "poison.h"

/* Unicode 15, table 3-7 and the example of table 3-8. */
static const struct {
	const char *name;
	struct str in;
	bool is_valid;
	struct str clean;
} cases[] = {
	{ "ASCII", STR_INIT("plain text of some length"), true,
	  STR_INIT("plain text of some length") },
	{ "all lengths", STR_INIT("a\xC2\x80\xE0\xA0\x80\xF0\x90\x80\x80"), true,
	  STR_INIT("a\xC2\x80\xE0\xA0\x80\xF0\x90\x80\x80") },
	{ "the last scalar value", STR_INIT("\xF4\x8F\xBF\xBF"), true,
	  STR_INIT("\xF4\x8F\xBF\xBF") },
	{ "beyond the last", STR_INIT("\xF4\x90"), false, STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD") },
	{ "overlong slash", STR_INIT("\xC0\xAF"), false, STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD") },
	{ "a surrogate", STR_INIT("\xED\xA0\x80"), false,
	  STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") },
	{ "a cut sequence is one mark", STR_INIT("x\xE2\x82"), false, STR_INIT("x\xEF\xBF\xBD") },
	{ "a cut long sequence is one mark",
	  STR_INIT("\xF1\x80\x80"
		   "A"),
	  false,
	  STR_INIT("\xEF\xBF\xBD"
		   "A") },
	{ "lone bytes behind eight good ones", STR_INIT("12345678\x80\xFF"), false,
	  STR_INIT("12345678\xEF\xBF\xBD\xEF\xBF\xBD") },
	{ "table 3-8", STR_INIT("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"), false,
	  STR_INIT("a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
		   "b\xEF\xBF\xBD"
		   "c\xEF\xBF\xBD\xEF\xBF\xBD"
		   "d") },
	{ "nothing", STR_INIT(""), true, STR_INIT("") },
};

static void bad_sequences_are_mended(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT(utf8_valid(cases[i].in) == cases[i].is_valid);
		struct str clean = utf8_clean(arena, cases[i].in);
		EXPECT_STR(clean, cases[i].clean);
		EXPECT(utf8_valid(clean));
		EXPECT(!cases[i].is_valid || clean.at == cases[i].in.at);
	}
}

static void every_scalar_value_goes_both_ways(void)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 17) {
		char out[4];
		size_t len, n = utf8_put(c, out);
		uint32_t back = utf8_next((struct str){ out, n }, &len);
		bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
		if (back != (is_surrogate ? UTF8_BAD : c) || len != n)
			EXPECT_INT(back, c);
	}
	char out[4];
	EXPECT_INT(utf8_put(0x110000, out), 3);
	EXPECT(memcmp(out, "\xEF\xBF\xBD", 3) == 0);
}

static void reading_always_moves_on(void)
{
	size_t len;
	EXPECT_INT(utf8_next(STR(""), &len), UTF8_BAD);
	EXPECT_INT(len, 0);
	EXPECT_INT(utf8_next(STR("\xE2\x82"), &len), UTF8_BAD);
	EXPECT_INT(len, 1);
	EXPECT_INT(utf8_next(STR("\xE2\x82\xAC!"), &len), 0x20AC);
	EXPECT_INT(len, 3);
}

static void cuts_fall_between_characters(void)
{
	static const struct {
		const char *name;
		struct str in;
		size_t max;
		struct str want;
	} cuts[] = {
		{ "it fits", STR_INIT("abc"), 3, STR_INIT("abc") },
		{ "ASCII", STR_INIT("abc"), 2, STR_INIT("ab") },
		{ "inside a sequence", STR_INIT("a\xE2\x82\xAC"), 3, STR_INIT("a") },
		{ "before a combining mark", STR_INIT("xe\xCC\x81z"), 2, STR_INIT("x") },
		{ "before a skin tone", STR_INIT("x\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD"), 5,
		  STR_INIT("x") },
		{ "behind a joiner", STR_INIT("x\U0001F469\u200D\U0001F467"), 8, STR_INIT("x") },
		{ "inside a flag", STR_INIT("\U0001F1E9\U0001F1EA\U0001F1E9\U0001F1EA"), 12,
		  STR_INIT("\U0001F1E9\U0001F1EA") },
		{ "between flags", STR_INIT("\U0001F1E9\U0001F1EA\U0001F1E9\U0001F1EA"), 8,
		  STR_INIT("\U0001F1E9\U0001F1EA") },
		{ "inside a flag of tags", STR_INIT("x\U0001F3F4\U000E0067\U000E0062\U000E007F"), 9,
		  STR_INIT("x") },
		{ "before a variant", STR_INIT("x\u2764\uFE0F"), 4, STR_INIT("x") },
		{ "inside a syllable of three", STR_INIT("x\u1112\u1161\u11AB"), 7, STR_INIT("x") },
		{ "inside a syllable of two", STR_INIT("x\u1112\u1161"), 4, STR_INIT("x") },
		{ "between two consonants", STR_INIT("x\u1100\u1100\u1161"), 4, STR_INIT("x") },
		{ "between syllables", STR_INIT("\uD55C\uAE00"), 3, STR_INIT("\uD55C") },
		{ "before a vowel sign", STR_INIT("x\u0915\u093F"), 4, STR_INIT("x") },
		{ "before a Tamil one", STR_INIT("x\u0B95\u0BC1"), 4, STR_INIT("x") },
		{ "before a Thai one", STR_INIT("x\u0E01\u0E34"), 4, STR_INIT("x") },
		{ "before an Arabic one", STR_INIT("x\u0628\u064E"), 3, STR_INIT("x") },
		{ "before a Hebrew one", STR_INIT("x\u05D0\u05B0"), 3, STR_INIT("x") },
		{ "before a voiced sign", STR_INIT("x\u304B\u3099"), 4, STR_INIT("x") },
		{ "inside a line end", STR_INIT("x\r\n"), 2, STR_INIT("x") },
		{ "in a heap of marks",
		  STR_INIT("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
			   "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
			   "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
			   "\u0301\u0301\u0301"),
		  71,
		  STR_INIT("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
			   "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
			   "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
			   "\u0301\u0301") },
		{ "to nothing", STR_INIT("abc"), 0, STR_INIT("") },
	};
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		CASE(cuts[i].name);
		EXPECT_STR(utf8_first(cuts[i].in, cuts[i].max), cuts[i].want);
	}
	EXPECT(utf8_is_start(STR("a\xC3\xA9"), 1) && !utf8_is_start(STR("a\xC3\xA9"), 2));
	EXPECT(utf8_is_start(STR("a"), 1));
}

int main(void)
{
	RUN(bad_sequences_are_mended);
	RUN(every_scalar_value_goes_both_ways);
	RUN(reading_always_moves_on);
	RUN(cuts_fall_between_characters);
	return test_end();
}
