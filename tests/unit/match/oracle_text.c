#include "oracle_text.h"

#include "utf8.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

#include "poison.h"

enum { PIECE_MAX = 64 };

pcre2_code *regex(const char *pattern, size_t len)
{
	int error;
	PCRE2_SIZE at;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, len, PCRE2_UTF | PCRE2_UCP, &error,
					 &at, NULL);
	assert(code);
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

bool regex_find(const pcre2_code *code, struct str text, size_t from, struct stretch *out)
{
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
	int n = from > text.len ? -1
				: pcre2_match(code, (PCRE2_SPTR)text.at, text.len, from,
					      PCRE2_NO_UTF_CHECK, data, NULL);
	if (n > 0) {
		const PCRE2_SIZE *place = pcre2_get_ovector_pointer(data);
		*out = (struct stretch){ place[0], place[1] };
	}
	pcre2_match_data_free(data);
	return n > 0;
}

#define NO_SPACE                                                                                 \
	"\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Bopomofo}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}" \
	"\\p{Hangul}\\x{3099}\\x{309A}\\x{30FC}"

uint8_t class_of(uint32_t c)
{
	static const struct {
		const char *pattern;
		uint8_t bit;
	} rows[] = {
		{ "[\\p{L}\\p{N}\\p{M}]", IS_WORD },
		{ "(?=[\\p{L}\\p{N}\\p{M}])[" NO_SPACE "]", IS_NO_SPACE },
		{ "[\\p{Han}\\p{Hiragana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]", IS_ALONE },
		{ "[\\p{M}\\x{1160}-\\x{11FF}]", IS_MARK },
		{ "(?![\\x{3099}\\x{309A}])(?=[\\p{Mn}\\p{Me}])"
		  "[\\p{Inherited}\\p{Latin}\\p{Greek}\\p{Cyrillic}\\p{Arabic}\\p{Hebrew}]",
		  IS_STRIPPED },
	};
	static pcre2_code *codes[COUNT_OF(rows)];
	static uint8_t known[0x110000];
	char bytes[4];
	struct stretch at;
	if (known[c])
		return known[c];
	struct str one = { bytes, utf8_put(c, bytes) };
	bool is_unseen = utf8proc_get_property((utf8proc_int32_t)c)->ignorable;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (is_unseen && rows[i].bit != IS_MARK)
			continue;
		if (!codes[i])
			codes[i] = regex(rows[i].pattern, strlen(rows[i].pattern));
		if (regex_find(codes[i], one, 0, &at))
			known[c] |= rows[i].bit;
	}
	return known[c] |= IS_KNOWN;
}

uint32_t code_at(struct str text, size_t at, size_t *len)
{
	*len = 0;
	return at < text.len ? utf8_next(str_skip(text, at), len) : 0;
}

/* The strips of the manual, for a character that is decomposed and folded; 0: nothing is left. */
static uint32_t strip(uint32_t c)
{
	static const struct {
		const char *from;
		char to;
	} same[] = { { "‘’‚‛′‹›ʼ´", '\'' }, { "“”„‟″«»", '"' }, { "−", '-' } };
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	size_t len;
	for (size_t i = 0; c >= 0x80 && i < COUNT_OF(same); i++)
		for (struct str s = str_from(same[i].from); s.len; s = str_skip(s, len))
			if (utf8_next(s, &len) == c)
				return (unsigned char)same[i].to;
	if (c < 0x20 || c == 0x85 ||
	    (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP))
		return ' ';
	if (category == UTF8PROC_CATEGORY_PD)
		return '-';
	return class_of(c) & IS_STRIPPED ? 0 : c;
}

static size_t put_letters(uint32_t c, uint32_t *out)
{
	static const struct {
		uint32_t c;
		const char *letters;
	} plain[] = { { 0xF8, "o" },  { 0x142, "l" }, { 0x131, "i" },
		      { 0x111, "d" }, { 0xE6, "ae" }, { 0x153, "oe" },
		      { 0x127, "h" }, { 0xFE, "th" }, { 0xF0, "d" } };
	for (size_t i = 0; i < COUNT_OF(plain); i++)
		for (size_t j = 0; plain[i].c == c; j++) {
			if (!plain[i].letters[j])
				return j;
			out[j] = (unsigned char)plain[i].letters[j];
		}
	out[0] = c;
	return 1;
}

/* NFKD, full case folding and the strips, of one character and once. */
static size_t normal_once(uint32_t c, uint32_t *out)
{
	utf8proc_int32_t made[PIECE_MAX] = { (utf8proc_int32_t)c };
	utf8proc_ssize_t n_made = 1;
	size_t n = 0;
	bool is_whole = c == 0x2122 || c == 0x2120 || (c >= 0x3131 && c <= 0x318E) ||
			strip(c) == '"' || strip(c) == '\'';
	if (!is_whole)
		n_made = utf8proc_decompose_char(made[0], made, PIECE_MAX,
						 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
							 UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
						 NULL);
	for (utf8proc_ssize_t i = 0; i < n_made; i++) {
		uint32_t kept = strip((uint32_t)made[i]);
		if (kept)
			n += put_letters(kept, out + n);
	}
	return n;
}

/* The same until nothing changes. */
static size_t normal(uint32_t c, uint32_t out[PIECE_MAX])
{
	size_t n = 1;
	out[0] = c;
	for (bool is_new = true; is_new;) {
		uint32_t last[PIECE_MAX];
		size_t n_last = n;
		memcpy(last, out, n * sizeof(*out));
		n = 0;
		for (size_t i = 0; i < n_last; i++)
			n += normal_once(last[i], out + n);
		is_new = n != n_last || memcmp(last, out, n * sizeof(*out)) != 0;
	}
	return n;
}

static bool is_upper(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

static bool is_lower(uint32_t c)
{
	return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LL;
}

/* Behind a character and the stripped marks on it. */
static uint32_t end_of(struct str text, size_t at)
{
	uint32_t piece[PIECE_MAX];
	size_t len;
	code_at(text, at, &len);
	for (at += len; at < text.len; at += len) {
		uint32_t c = code_at(text, at, &len);
		if (!(class_of(c) & IS_MARK) || normal(c, piece) > 0)
			break;
	}
	return (uint32_t)at;
}

static void add(struct oracle_text *t, uint32_t c, size_t from, size_t until)
{
	char bytes[4];
	size_t len = utf8_put(c, bytes);
	t->c[t->n] = c;
	t->from[t->n] = (uint32_t)from;
	t->until[t->n] = (uint32_t)until;
	t->at[t->n++] = (uint32_t)t->utf8.len;
	memcpy((char *)(uintptr_t)t->utf8.at + t->utf8.len, bytes, len);
	t->utf8.len += len;
}

static void normalise(struct oracle_text *t)
{
	uint32_t piece[PIECE_MAX];
	if (t->sign)
		add(t, (unsigned char)t->sign, 0, 0);
	for (size_t at = 0, len; at < t->original.len; at += len) {
		size_t n = normal(code_at(t->original, at, &len), piece);
		for (size_t i = 0; i < n; i++)
			if (piece[i] != ' ' || t->n == 0 || t->c[t->n - 1] != ' ')
				add(t, piece[i], at, end_of(t->original, at));
	}
	t->at[t->n] = (uint32_t)t->utf8.len;
}

/* "#AcmeSucks", "#ACMESucks": a capital behind another character, or before a small letter. */
static bool is_step(const struct oracle_text *t, size_t i)
{
	size_t first = i, len;
	if (i == 0 || t->from[i] == t->from[i - 1] ||
	    !is_upper(code_at(t->original, t->from[i], &len)))
		return false;
	while (first > 0 && (class_of(t->c[first - 1]) & IS_WORD || t->c[first - 1] == '_'))
		first--;
	if (first == 0 || t->c[first - 1] != '#')
		return false;
	size_t before = i - 1; /* of a character with marks the character */
	while (before && class_of(code_at(t->original, t->from[before], &len)) & IS_MARK)
		before--;
	size_t after = i + 1;
	while (after < t->n && t->from[after] == t->from[i])
		after++;
	return !is_upper(code_at(t->original, t->from[before], &len)) ||
	       (after < t->n && is_lower(code_at(t->original, t->from[after], &len)));
}

static size_t char_of(const struct oracle_text *t, size_t at)
{
	size_t i = 0;
	while (t->at[i] < at)
		i++;
	return i;
}

#define LABEL "(?:(?![" NO_SPACE "])[\\p{L}\\p{N}\\p{M}])"
#define REST "(?:(?![" NO_SPACE "])[^\\x00- <>\"|\\\\^`{}\\x{3000}-\\x{303F}])*"

static void find_guards(struct oracle_text *t)
{
	static const char pattern[] = "[a-z0-9]+://" REST "|(?:" LABEL "|[.-])+\\.[a-z]{2,}/" REST
				      "|(?<![\\p{L}\\p{N}\\p{M}])www\\.(?=" LABEL ")" REST
				      "|(?:" LABEL "|[._%+-])+@(?:" LABEL "|[.-])*" LABEL
				      "\\.[a-z]{2,}(?!" LABEL "|[.-]+" LABEL ")";
	static pcre2_code *code;
	struct stretch at;
	if (!code)
		code = regex(pattern, strlen(pattern));
	if (str_find_char(t->utf8, '/') == t->utf8.len &&
	    str_find_char(t->utf8, '@') == t->utf8.len &&
	    str_find(t->utf8, STR("www.")) == t->utf8.len)
		return; /* each form of an address has one of them */
	for (size_t from = 0; t->n_guards < GUARDS_MAX && regex_find(code, t->utf8, from, &at);
	     from = at.end)
		t->guards[t->n_guards++] = (struct stretch){ char_of(t, at.start),
							     char_of(t, at.end) };
}

#define ALONE "[\\p{Han}\\p{Hiragana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]"
#define KANA "[\\p{Katakana}\\x{30FC}]"
#define LETTER "(?!" ALONE "|" KANA ")[\\p{L}\\p{N}]"
#define EXTEND "(?:\\p{M}|(?!\\x{200B})\\p{Cf})"

/* As UAX #29 counts them, but that '_' separates. */
static void find_words(struct oracle_text *t)
{
	static const char pattern[] = "(?!\\p{M})" ALONE "(?:" EXTEND "|[\\x{1160}-\\x{11FF}])*"
				      "|" KANA "(?:" KANA "|" EXTEND ")*"
				      "|" LETTER "(?:" LETTER "|" EXTEND
				      "|(?<=[0-9])['.,;](?=[0-9])"
				      "|(?:(?<![0-9])|(?!.[0-9]))['’.:·](?=" LETTER "))*";
	static pcre2_code *code;
	struct stretch at;
	if (!code)
		code = regex(pattern, strlen(pattern));
	for (size_t from = 0; regex_find(code, t->original, from, &at); from = at.end)
		t->words[t->n_words++] = (uint32_t)at.start;
}

struct oracle_text oracle_text(struct arena *arena, struct str text, char sign)
{
	size_t most = 2 * text.len + 8;
	struct oracle_text t = { .original = text, .sign = sign };
	t.c = NEW(arena, uint32_t, most);
	t.from = NEW(arena, uint32_t, most);
	t.until = NEW(arena, uint32_t, most);
	t.at = NEW(arena, uint32_t, most);
	t.is_step = NEW(arena, bool, most);
	t.words = NEW(arena, uint32_t, text.len + 1);
	t.utf8 = (struct str){ arena_bytes(arena, 4 * most), 0 };
	normalise(&t);
	for (size_t i = 0; i < t.n; i++)
		t.is_step[i] = is_step(&t, i);
	find_guards(&t);
	find_words(&t);
	return t;
}
