#include "fold.h"
#include "random.h"
#include "test.h"

#include <string.h>

#ifdef HAVE_UTF8PROC
#include <utf8proc.h>
#endif

#include "poison.h"

static void keys(void)
{
	static const struct {
		const char *name, *in, *want;
	} cases[] = {
		{ "case", "AbZ09", "abz09" },
		{ "long ASCII", "The QUICK Brown Fox {[Jumps]}", "the quick brown fox {[jumps]}" },
		{ "blanks", " a \t\r\n b\u00A0\u2003c  d", " a b c d" },
		{ "blanks across a dropped one", "a \u200B b", "a b" },
		{ "sharp s", "ẞß", "ssss" },
		{ "letters without decomposition", "ŁØĐÆŒĦÞÐ", "lodaeoehthd" },
		{ "marks", "éÅñ ё й ά", "ean е и α" },
		{ "marks that stay", "हिन्दी ガ", "हिन्दी カ\u3099" },
		{ "quotes and dashes", "‘’“”«»–—−‑", "''\"\"\"\"----" },
		{ "signs behind names", "Acme™", "acme™" },
		{ "syllables", "각", "\u1100\u1161\u11A8" },
		{ "single Korean letters", "ㅠㅋ", "ㅠㅋ" },
		{ "a voice mark of its own", "a\u309Bb", "a \u3099b" },
		{ "a voice mark behind a blank", "a \u309Bb", "a \u3099b" },
		{ "tags", "a\U000E0041b", "ab" },
		{ "bad bytes", "a\xFF\xC3", "a\uFFFD\uFFFD" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		CASE(cases[i].name);
		EXPECT_STR(fold(arena, str_from(cases[i].in), '\0'), str_from(cases[i].want));
	}
}

/* One by one or in one go: the same key, but for blanks that meet. The map only goes forward, and
 * to the start of characters. */
static void maps(void)
{
	for (int round = 0; round < 3000; round++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		char bytes[400], single[8000];
		struct str text = random_text(bytes, random_below(90));
		char sign = round % 3 ? '\0' : '#';
		struct str key = fold(arena, text, sign);
		const uint32_t *from = fold_map(arena, text, sign, key.len);
		size_t n = 0;
		if (sign)
			single[n++] = sign;
		for (size_t at = 0, len; at < text.len; at += len) {
			utf8_next(str_skip(text, at), &len);
			struct str one = fold(arena, str_first(str_skip(text, at), len), '\0');
			if (one.len && one.at[0] == ' ' && n && single[n - 1] == ' ')
				one = str_skip(one, 1);
			memcpy(single + n, one.at, one.len);
			n += one.len;
		}
		EXPECT_STR(key, ((struct str){ single, n }));
		EXPECT(utf8_valid(key));
		EXPECT_INT(from[key.len], text.len);
		for (size_t i = 0; i < key.len; i++)
			if (from[i] > from[i + 1] || !utf8_is_start(text, from[i]))
				EXPECT_INT(i, -1); /* goes back, or into a character */
	}
}

static void kinds(void)
{
	EXPECT_INT(kind_of('a'), KIND_WORD | KIND_LOWER);
	EXPECT_INT(kind_of('A'), KIND_WORD | KIND_UPPER);
	EXPECT_INT(kind_of('_'), 0);
	EXPECT_INT(kind_of(0x1F525), 0);
	EXPECT_INT(kind_of(0x2122), 0);
	EXPECT_INT(kind_of(0x301), KIND_WORD | KIND_JOINS);
	EXPECT_INT(kind_of(0x6771), KIND_WORD | KIND_NO_SPACE | KIND_ALONE);
	EXPECT_INT(kind_of(0x10FFFF), 0);
	EXPECT_INT(kind_before(STR("東"), 3), kind_of(0x6771));
	EXPECT_INT(kind_before(STR("東"), 0), 0);
	EXPECT_INT(kind_at(STR("東"), 3), 0);
}

#ifdef HAVE_UTF8PROC
static struct str oracle(struct arena *arena, struct str text)
{
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t n = utf8proc_map(
		(const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.len, &made,
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	struct str copy = str_dup(arena, (struct str){ (char *)made, n < 0 ? 0 : (size_t)n });
	free(made);
	return copy;
}

/* Signs and single Korean letters that stay, quotes that Unicode takes apart, and letters that are
 * younger than the Unicode of our table. */
static bool is_ours(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	bool is_letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
	return c == 0x2122 || c == 0x2120 || c == 0xB4 || c == 0x2033 || c == 0x2036 ||
	       (c >= 0x3131 && c <= 0x318E) || (c >= 0xFFA0 && c <= 0xFFDC) ||
	       (is_letter && kind_of(c) == 0);
}

/* The key of what utf8proc makes of a code point is the key of the code point, and utf8proc finds
 * nothing more to fold in a key. */
static void agrees_with_utf8proc(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct arena_mark mark = arena_mark(arena);
	for (uint32_t c = 1; c < 0x110000; c++) {
		char bytes[4];
		struct str text = { bytes, utf8_put(c, bytes) };
		if (utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_CN ||
		    (c >= 0xD800 && c <= 0xDFFF) || is_ours(c))
			continue;
		struct str key = fold(arena, text, '\0'), other = oracle(arena, text);
		if (!str_eq(key, fold(arena, other, '\0')) || !str_eq(key, oracle(arena, key))) {
			fprintf(stderr, "U+%04X\n", c);
			EXPECT_STR(key, other);
		}
		arena_reset(arena, mark);
	}
	EXPECT(test_bad == 0);
}
#endif

int main(void)
{
	RUN(keys);
	RUN(maps);
	RUN(kinds);
#ifdef HAVE_UTF8PROC
	RUN(agrees_with_utf8proc);
#endif
	return test_end();
}
