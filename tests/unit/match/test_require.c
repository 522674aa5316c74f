#include "buf.h"
#include "fold.h"
#include "pattern.h"
#include "random.h"
#include "require.h"
#include "test.h"

#include <string.h>
#include <time.h>

#include "poison.h"

static void literals(void)
{
	static const struct {
		const char *pattern, *want; /* keys with '|' between; "": none */
	} cases[] = {
		{ "Acme", "acme" },
		{ "\\bAC-?ME\\b", "ac-me|acme" },
		{ "(?i)straße", "strasse" },
		{ "foo|barbaz", "foo|barbaz" },
		{ "foo|b?", "" },
		{ "(?:foo|ba[rz])qux", "fooqux|barqux|bazqux" },
		{ "colou?r", "colour|color" },
		{ "ab+cd", "ab" },
		{ "x(?=acme)y\\w+foobar", "foobar" },
		{ "(?<!no )acme(?! markets)", "acme" },
		{ "(?<name>acme)", "acme" },
		{ "acme{2}", "acme" },
		{ "acme{,3}", "" },
		{ "acme{ 3}", "" },
		{ "\\d{4}", "" },
		{ ".*", "" },
		{ "(a)\\1bcd", "" },
		{ "\\Qacme\\E", "" },
		{ "(?x) a c m e", "" },
		{ "(*UTF)acme", "" },
		{ "[[:alpha:]]acme", "" },
		{ "[^a]acme", "acme" },
		{ "[]a]bcd", "]bcd|abcd" },
		{ "\\x41cme", "" },
		{ "\\p{Lu}cme", "cme" },
		{ "a\\.c", "a.c" },
		{ "(acme)?", "" },
		{ "(acme)+", "acme" },
		{ "(?#acme)acme", "" },
		{ "acme(?1)", "" },
		{ "a*", "" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		struct buf got = buf_new(arena, KIB);
		CASE(cases[i].pattern);
		struct strs keys = require_keys(arena, str_from(cases[i].pattern));
		for (size_t k = 0; k < keys.n; k++) {
			if (k)
				buf_char(&got, '|');
			buf_add(&got, keys.at[k]);
		}
		EXPECT_STR(buf_str(&got), str_from(cases[i].want));
	}
}

static void add_any(struct buf *out, const char *const *choices, uint32_t n)
{
	buf_add(out, str_from(choices[random_below(n)]));
}

/* A pattern of pieces that mean something, now and then nested. */
static void random_pattern(struct buf *out, unsigned depth)
{
	static const char *const pieces[] = { "a",     "b",	"ab",  "A", "é",    "ß",
					      "ss",    "k",	"-",   " ", "[ab]", "[^a]",
					      "[a-c]", "[aéß]", "\\w", ".", "\\b",  "\\.",
					      "\\s",   "#",	"{",   "^", "$",    "\\p{L}",
					      "İ",     "[]a]",	"ﬁ",   "λ" };
	static const char *const opens[] = { "(",    "(?:",   "(?i:", "(?=",  "(?!",
					     "(?<=", "(?<n>", "(?>",  "(?i)(" };
	static const char *const counts[] = {
		"?", "*", "+", "{2}", "{1,2}", "{0,1}", "+?", "{,2}"
	};
	for (uint32_t i = 1 + random_below(4); i > 0; i--) {
		if (depth && random_below(4) == 0) {
			add_any(out, opens, COUNT_OF(opens));
			random_pattern(out, depth - 1);
			buf_char(out, ')');
		} else {
			add_any(out, pieces, COUNT_OF(pieces));
		}
		if (random_below(4) == 0)
			add_any(out, counts, COUNT_OF(counts));
		if (random_below(6) == 0)
			buf_char(out, '|');
	}
}

static bool has_one(struct strs keys, struct str key)
{
	for (size_t i = 0; i < keys.n; i++)
		if (str_find(key, keys.at[i]) < key.len)
			return true;
	return false;
}

/* Whatever PCRE2 matches has one of the keys. Patterns are the unit; the clock bounds the time. */
static void is_sound(void)
{
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	size_t useful = 0, matches = 0;
	clock_t end = clock() + 2 * CLOCKS_PER_SEC;
	for (int round = 0; round < 150000 && clock() < end; round++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		struct buf text = buf_new(arena, 200);
		struct pattern *pattern = NULL;
		random_pattern(&text, 2);
		struct strs keys = require_keys(arena, buf_str(&text));
		if (keys.n == 0 || !pattern_untried(arena, buf_str(&text), &pattern))
			continue;
		useful++;
		for (int i = 0; i < 60; i++) {
			char bytes[200];
			size_t span[2] = { 0, 0 };
			struct pattern_fault fault;
			struct str subject = random_text(bytes, 1 + random_below(40));
			if (pattern_find(pattern, desk, subject, span, &fault) != PATTERN_HIT)
				continue;
			matches++;
			struct str key = fold(arena, subject, '\0');
			if (!has_one(keys, key)) {
				test_case = str_z(arena, buf_str(&text));
				EXPECT_STR(key, keys.at[0]);
			}
		}
		pattern_free(&pattern);
	}
	printf("%zu patterns with a literal, %zu matches\n", useful, matches);
	EXPECT(useful > 100 && matches > 1000);
}

int main(void)
{
	RUN(literals);
	RUN(is_sound);
	return test_end();
}
