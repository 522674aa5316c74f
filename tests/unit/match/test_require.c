#include "buf.h"
#include "fold.h"
#include "pattern.h"
#include "random_pattern.h"
#include "require.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "poison.h"

/* keys with '|' between; "": none */
static const struct {
	const char *pattern, *want;
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
	{ "(?<*a)([b>]c)def", "" },
	{ "(?<a_1>acme)", "acme" },
	{ "acme(?(1)a|b)", "" },
	{ "(?R)?acme", "" },
	{ "acme\\101", "" },
	{ "acme\\o{101}", "" },
	{ "acme\\N{U+41}", "" },
	{ "acme(?C1)", "" },
	{ "(?|(acme)|(acme))", "" },
	{ "\\Kacme", "acme" },
	{ "(?i)ac(?-i)me", "acme" },
	{ "acm{2,}e", "acm" },
	{ "acme{1,2}+", "acme" },
	{ "(?i:Stra(?:ß|ss)e)", "strasse" },
	{ "[Aa]cme|acme[ ,]cloud", "acme" },
	{ "a*", "" },
};

static void literals(void)
{
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

static bool has_one(struct strs keys, struct str key)
{
	for (size_t i = 0; i < keys.n; i++)
		if (str_find(key, keys.at[i]) < key.len)
			return true;
	return false;
}

static size_t n_patterns, n_useful, n_matches, n_unsound;

/* Whatever PCRE2 matches has one of the keys. */
static void try_text(struct arena *arena, const struct pattern *compiled, struct pattern_desk *desk,
		     struct strs keys, struct str text)
{
	size_t span[2] = { 0, 0 };
	struct pattern_fault fault;
	if (pattern_find(compiled, desk, text, span, &fault) != PATTERN_HIT)
		return;
	struct str key = fold(arena, text, '\0');
	n_matches++;
	if (has_one(keys, key))
		return;
	n_unsound++;
	EXPECT_STR(key, keys.at[0]);
}

/* A text of the pattern between other things, then one of chance. */
static void try_pattern(struct pattern_desk *desk)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct buf pattern = buf_new(arena, KIB);
	CLEANUP(pattern_free)
	struct pattern *compiled = NULL;
	char bytes[200];
	size_t n;
	const struct made *made = random_pieces(arena, 2, &n);
	add_pattern(&pattern, made, n);
	n_patterns++;
	struct strs keys = require_keys(arena, buf_str(&pattern));
	if (keys.n == 0 || !pattern_untried(arena, buf_str(&pattern), &compiled))
		return;
	n_useful++;
	test_case = str_z(arena, buf_str(&pattern));
	for (int i = 0; i < 12; i++) {
		struct buf text = buf_new(arena, KIB);
		buf_add(&text, random_text(bytes, random_below(i < 8 ? 4 : 40)));
		if (i < 8)
			add_sample(&text, made, n);
		buf_add(&text, random_text(bytes, random_below(4)));
		try_text(arena, compiled, desk, keys, buf_str(&text));
	}
}

static unsigned long rounds = 80000;

static void is_sound(void)
{
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	for (unsigned long i = 0; i < rounds; i++)
		try_pattern(desk);
	printf("%zu patterns, %zu with a literal, %zu matches, %zu unsound\n", n_patterns, n_useful,
	       n_matches, n_unsound);
	EXPECT_INT(n_unsound, 0);
	EXPECT(n_useful > n_patterns / 10 && n_matches > n_useful);
}

/* What PCRE2 takes as the same letter in another case is the same letter in a key. */
static void folds_all_pairs(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(MIB);
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	CLEANUP(pattern_free)
	struct pattern *can_have_case = NULL;
	struct buf all = buf_new(arena, MIB);
	struct pattern_fault fault;
	size_t pairs = 0;
	EXPECT(pattern_untried(arena, STR("^[\\p{L&}\\p{Lm}\\p{Nl}\\p{So}\\p{M}]"),
			       &can_have_case));
	for (uint32_t c = 1; c < 0x110000; c++) {
		char bytes[4];
		struct str one = { bytes, utf8_put(c, bytes) };
		if (pattern_find(can_have_case, desk, one, (size_t[2]){ 0, 0 }, &fault) ==
		    PATTERN_HIT)
			buf_add(&all, one);
	}
	struct str rest = buf_str(&all);
	for (size_t len; rest.len; rest = str_skip(rest, len)) {
		struct arena_mark mark = arena_mark(arena);
		struct pattern *pattern = NULL;
		size_t span[2] = { 0, 0 };
		utf8_next(rest, &len);
		struct str one = str_first(rest, len), key = fold(arena, one, '\0');
		EXPECT(pattern_untried(arena, str_fmt(arena, "(?i)" STR_FMT, STR_ARG(one)),
				       &pattern));
		while (pattern_find(pattern, desk, buf_str(&all), span, &fault) == PATTERN_HIT) {
			struct str other = { all.at + span[0], span[1] - span[0] };
			pairs += !str_eq(one, other);
			EXPECT_STR(fold(arena, other, '\0'), key);
		}
		pattern_free(&pattern);
		arena_reset(arena, mark);
	}
	printf("%zu pairs\n", pairs);
	EXPECT(pairs > 2 * 1400);
}

/* With a number: that many patterns, for a long run by hand. */
int main(int argc, char **argv)
{
	if (argc > 1)
		rounds = strtoul(argv[1], NULL, 10);
	RUN(literals);
	RUN(is_sound);
	RUN(folds_all_pairs);
	return test_end();
}
