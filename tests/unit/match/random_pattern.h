/* random_pattern - regular expressions of pieces that mean something, and texts made from them,
 * many of which they match. The pieces that require.c does not read are among them. */
#ifndef RANDOM_PATTERN_H
#define RANDOM_PATTERN_H

#include "arena.h"
#include "buf.h"
#include "random.h"

enum { PIECE_SAMPLES = 4, BRANCH_PIECES = 4 };

struct piece {
	const char *pattern;
	const char *samples[PIECE_SAMPLES];
};

struct opening {
	const char *pattern;
	bool is_look; /* what is inside need not stand here */
};

struct repeat {
	const char *pattern;
	uint32_t least, most;
};

struct made {
	const struct piece *piece;     /* or a group: */
	const struct opening *opening; /* of made `kids` */
	struct made *kids;
	size_t n;
	const struct repeat *repeat; /* or NULL */
	bool is_last;		     /* of its branch */
};

static const struct piece pieces[] = {
	{ "a", { "a", "A" } },
	{ "b", { "b", "B" } },
	{ "ab", { "ab", "aB", "a\u00ADb" } },
	{ "A", { "A", "a" } },
	{ "é", { "é", "É", "e\u0301" } },
	{ "ß", { "ß", "ẞ" } },
	{ "ss", { "ss", "ſS" } },
	{ "k", { "k", "K", "\u212A" } },
	{ "-", { "-" } },
	{ " ", { " " } },
	{ "  ", { "  " } },
	{ "\t", { "\t" } },
	{ "[ab]", { "a", "b", "B" } },
	{ "[^a]", { "b", "é", "\n" } },
	{ "[a-c]", { "a", "c" } },
	{ "[a\\-c]", { "a", "-", "c" } },
	{ "[aéß]", { "a", "É", "ẞ" } },
	{ "[]a]", { "]", "a" } },
	{ "[^]a]", { "b", "[" } },
	{ "[a\\]b]", { "]", "a" } },
	{ "[\\w.]", { ".", "x" } },
	{ "\\w", { "a", "é", "_" } },
	{ "\\d", { "1", "٣" } },
	{ ".", { "x", "東", "-" } },
	{ "\\b", { "" } },
	{ "\\.", { "." } },
	{ "\\s", { " ", "\n", "\u2003" } },
	{ "\\S", { "x" } },
	{ "\\h", { " ", "\u3000" } },
	{ "\\R", { "\n", "\r\n" } },
	{ "\\X", { "e\u0301", "x" } },
	{ "#", { "#" } },
	{ "^", { "" } },
	{ "$", { "" } },
	{ "\\A", { "" } },
	{ "\\K", { "" } },
	{ "\\p{L}", { "a", "д" } },
	{ "\\pL", { "a", "λ" } },
	{ "\\P{Lu}", { "a", "1" } },
	{ "İ", { "İ", "i" } },
	{ "ﬁ", { "ﬁ" } },
	{ "λ", { "λ", "Λ" } },
	{ "σ", { "σ", "ς", "Σ" } },
	{ "\u3099", { "\u3099" } },
	{ "\u309B", { "\u309B" } },
	{ "\u037A", { "\u037A" } },
	{ "각", { "각" } },
	{ "東", { "東" } },
	{ "(?i)", { "" } },
	{ "(?-i)", { "" } },
	{ "(?s)", { "" } },
};

/* Each of these must end the reading, or at least mislead nobody. */
static const struct piece odd_pieces[] = {
	{ "\\Qa|b\\E", { "a|b" } },
	{ "\\Qab\\E*", { "a", "abb" } },
	{ "\\E", { "" } },
	{ "\\x61", { "a" } },
	{ "\\x{e9}", { "é" } },
	{ "\\141", { "a" } },
	{ "\\o{141}", { "a" } },
	{ "\\N{U+61}", { "a" } },
	{ "\\N", { "a" } },
	{ "\\ca", { "\x01" } },
	{ "\\1", { "a", "" } },
	{ "\\g{-1}", { "a", "" } },
	{ "\\k<n>", { "a", "" } },
	{ "(?#ab)", { "" } },
	{ "(?x) a b #c\n", { "ab" } },
	{ "(?xx)[a b]", { "a" } },
	{ "(?^)", { "" } },
	{ "(?1)", { "a", "" } },
	{ "(?R)?", { "" } },
	{ "(?&n)", { "a" } },
	{ "(?P>n)", { "a" } },
	{ "(?P=n)", { "a" } },
	{ "(?(1)a|b)", { "a", "b" } },
	{ "(?(?=a)ab|c)", { "ab", "c" } },
	{ "(?(DEFINE)(?<d>ab))", { "" } },
	{ "(?|(a)|(b))", { "a", "b" } },
	{ "(*ACCEPT)", { "" } },
	{ "(*pla:a)", { "" } },
	{ "(*COMMIT)", { "" } },
	{ "(?*a)", { "" } },
	{ "(?<*a)", { "" } },
	{ "(?<*a)([b>]a)", { "ba", ">a" } },
	{ "(?C1)", { "" } },
	{ "(?'m'a)", { "a" } },
	{ "(?P<p>ab)", { "ab" } },
	{ "[[:alpha:]]", { "a" } },
	{ "[[:^digit:]a]", { "a" } },
	{ "[[:<:]]", { "" } },
	{ "[\\Qa]\\E]", { "a", "]" } },
	{ "[\\x61\\x62]", { "a", "b" } },
	{ "[\\d-z]", { "-", "z" } },
	{ "a{,2}", { "a{,2}", "aa", "" } },
	{ "a{ 1 }", { "a{ 1 }", "a" } },
	{ "a{2}{2}", { "aaaa" } },
	{ "a{x}", { "a{x}" } },
	{ "{", { "{" } },
	{ "}", { "}" } },
	{ "]", { "]" } },
};

static const struct opening openings[] = {
	{ "(", false },	  { "(?:", false },   { "(?i:", false },   { "(?=", true },
	{ "(?!", true },  { "(?<=", true },   { "(?<!", true },	   { "(?<n>", false },
	{ "(?>", false }, { "(?i)(", false }, { "(?s-i:", false }, { "(?x:", false },
	{ "(?<*", true },
};

static const struct repeat repeats[] = {
	{ "?", 0, 1 },	   { "*", 0, 3 },     { "+", 1, 3 },	 { "{2}", 2, 2 },
	{ "{1,2}", 1, 2 }, { "{0,1}", 0, 1 }, { "{0}", 0, 0 },	 { "{1,}", 1, 4 },
	{ "+?", 1, 3 },	   { "*+", 0, 3 },    { "??", 0, 1 },	 { "{2,3}?", 2, 3 },
	{ "{,2}", 0, 2 },  { "{1}+", 1, 1 },  { "{0,2}", 0, 2 }, { "{00}", 0, 0 },
};

static inline const struct piece *random_piece(void)
{
	if (random_below(30) == 0)
		return &odd_pieces[random_below(COUNT_OF(odd_pieces))];
	return &pieces[random_below(COUNT_OF(pieces))];
}

static inline struct made *random_pieces(struct arena *arena, unsigned depth, size_t *n)
{
	*n = 1 + random_below(BRANCH_PIECES + 2 * depth);
	struct made *made = NEW(arena, struct made, *n);
	for (size_t i = 0; i < *n; i++) {
		struct made *one = &made[i];
		if (depth && random_below(4) == 0) {
			one->opening = &openings[random_below(COUNT_OF(openings))];
			one->kids = random_pieces(arena, depth - 1, &one->n);
		} else {
			one->piece = random_piece();
		}
		if (random_below(4) == 0)
			one->repeat = &repeats[random_below(COUNT_OF(repeats))];
		one->is_last = random_below(7) == 0;
	}
	return made;
}

static inline void add_pattern(struct buf *out, const struct made *made, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_add(out, str_from(made[i].piece ? made[i].piece->pattern
						    : made[i].opening->pattern));
		if (made[i].opening) {
			add_pattern(out, made[i].kids, made[i].n);
			buf_char(out, ')');
		}
		if (made[i].repeat)
			buf_add(out, str_from(made[i].repeat->pattern));
		if (made[i].is_last)
			buf_char(out, '|');
	}
}

static inline void add_sample(struct buf *out, const struct made *made, size_t n);

static inline void add_one(struct buf *out, const struct made *made)
{
	uint32_t times = 1;
	if (made->repeat)
		times = made->repeat->least +
			random_below(made->repeat->most - made->repeat->least + 1);
	if (made->opening && made->opening->is_look && random_below(2))
		times = 0;
	for (; times > 0; times--) {
		size_t n = 0;
		while (made->piece && n < PIECE_SAMPLES && made->piece->samples[n])
			n++;
		if (made->piece)
			buf_add(out, str_from(made->piece->samples[random_below((uint32_t)n)]));
		else
			add_sample(out, made->kids, made->n);
	}
}

/* One of its branches. */
static inline void add_sample(struct buf *out, const struct made *made, size_t n)
{
	uint32_t branches = 1;
	for (size_t i = 0; i < n; i++)
		branches += made[i].is_last;
	uint32_t wanted = random_below(branches), branch = 0;
	for (size_t i = 0; i < n; branch += made[i++].is_last)
		if (branch == wanted)
			add_one(out, &made[i]);
}

#endif
