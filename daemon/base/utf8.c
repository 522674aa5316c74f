#include "utf8.h"

#include "arena.h"

#include <string.h>

#include "poison.h"

/* Length of the sequence a lead byte starts, and the bounds of its second byte (table 3-7). */
static size_t lead(unsigned char c, unsigned char *low, unsigned char *high)
{
	*low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
	*high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
	if (c < 0x80)
		return 1;
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF)
		return 3;
	return c >= 0xF0 && c <= 0xF4 ? 4 : 0;
}

/* Bytes of the maximal subpart at the front; *is_whole when it is a whole sequence. */
static size_t sequence(struct str s, bool *is_whole)
{
	unsigned char low, high;
	size_t want = lead((unsigned char)s.at[0], &low, &high), n = 1;
	while (n < want && n < s.len) {
		unsigned char c = (unsigned char)s.at[n];
		if (c < low || c > high)
			break;
		low = 0x80;
		high = 0xBF;
		n++;
	}
	*is_whole = want == n;
	return n;
}

uint32_t utf8_next_any(struct str s, size_t *len)
{
	static const unsigned char mask[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	bool is_whole;
	*len = s.len != 0;
	if (s.len == 0)
		return UTF8_BAD;
	unsigned char first = (unsigned char)s.at[0];
	if (first < 0x80)
		return first;
	size_t n = sequence(s, &is_whole);
	if (!is_whole)
		return UTF8_BAD;
	uint32_t c = first & mask[n];
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s.at[i] & 0x3F);
	*len = n;
	return c;
}

size_t utf8_put(uint32_t c, char out[4])
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = UTF8_BAD;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
	return n;
}

uint32_t utf8_lower(uint32_t c)
{
	/* Blocks where capital and small letter stand in pairs; the capital is odd in `is_odd`. */
	static const struct {
		uint32_t from, to;
		bool is_odd;
	} pairs[] = {
		{ 0x100, 0x12F, false },   { 0x132, 0x137, false },   { 0x139, 0x148, true },
		{ 0x14A, 0x177, false },   { 0x179, 0x17E, true },    { 0x1A0, 0x1A5, false },
		{ 0x1AF, 0x1B0, true },	   { 0x1CD, 0x1DC, true },    { 0x1DE, 0x1EF, false },
		{ 0x200, 0x21F, false },   { 0x222, 0x233, false },   { 0x460, 0x481, false },
		{ 0x48A, 0x4BF, false },   { 0x4C1, 0x4CE, true },    { 0x4D0, 0x52F, false },
		{ 0x1E00, 0x1E95, false }, { 0x1EA0, 0x1EFF, false },
	};
	static const struct {
		uint32_t capital, small;
	} alone[] = {
		{ 0x130, 'i' },	  { 0x178, 0xFF },  { 0x386, 0x3AC },
		{ 0x38C, 0x3CC }, { 0x38E, 0x3CD }, { 0x38F, 0x3CE },
	};
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3AB) ||
	    (c >= 0x410 && c <= 0x42F))
		return c + 32;
	if (c >= 0x388 && c <= 0x38A)
		return c + 37;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	for (size_t i = 0; i < COUNT_OF(alone); i++)
		if (c == alone[i].capital)
			return alone[i].small;
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (c >= pairs[i].from && c <= pairs[i].to)
			return pairs[i].is_odd ? c + (c & 1) : c | 1;
	return c;
}

/* Where the first bad byte is, or s.len. ASCII goes eight bytes at a time. */
static size_t first_bad(struct str s)
{
	size_t i = 0;
	while (i < s.len) {
		uint64_t word;
		bool is_whole;
		while (s.len - i >= sizeof(word)) {
			memcpy(&word, s.at + i, sizeof(word));
			if (word & 0x8080808080808080)
				break;
			i += sizeof(word);
		}
		if (i == s.len)
			break;
		size_t n = sequence((struct str){ s.at + i, s.len - i }, &is_whole);
		if (!is_whole)
			return i;
		i += n;
	}
	return s.len;
}

bool utf8_valid(struct str s)
{
	return first_bad(s) == s.len;
}

struct str utf8_clean(struct arena *arena, struct str s)
{
	size_t bad = first_bad(s);
	if (bad == s.len)
		return s;
	char *out = arena_bytes(arena, s.len * 3);
	size_t len = 0;
	while (s.len) {
		bool is_whole;
		memcpy(out + len, s.at, bad);
		len += bad;
		s = str_skip(s, bad);
		if (s.len == 0)
			break;
		s = str_skip(s, sequence(s, &is_whole));
		len += utf8_put(UTF8_BAD, out + len);
		bad = first_bad(s);
	}
	return (struct str){ out, len };
}

bool utf8_is_start(struct str s, size_t at)
{
	return at >= s.len || ((unsigned char)s.at[at] & 0xC0) != 0x80;
}

/* What is longer than this is no character that somebody wants to see whole. */
enum { CLUSTER_MAX = 64, FLAG_LETTER_BYTES = 4 };

/* The blocks of combining marks and joiners that would stand alone after a cut. */
/* The signs of nine Indian scripts stand at the same places of their blocks of 128. */
static bool is_indic_sign(uint32_t c)
{
	uint32_t place = c & 0x7F;
	return c >= 0x900 && c <= 0xD7F &&
	       (place <= 3 || place == 0x3C || (place >= 0x3E && place <= 0x4D) ||
		(place >= 0x55 && place <= 0x57) || place == 0x62 || place == 0x63);
}

/* Does it belong to the character before? A range may hold a few that do not: a text is then cut
 * a little earlier. */
static bool joins(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ 0x300, 0x36F },     { 0x483, 0x489 },	    { 0x591, 0x5C7 },	  /* Hebrew */
		{ 0x610, 0x61A },     { 0x64B, 0x65F },	    { 0x670, 0x670 },	  /* Arabic */
		{ 0x6D6, 0x6ED },     { 0x711, 0x711 },	    { 0x730, 0x74A },	  /* Syriac */
		{ 0xDCA, 0xDDF },     { 0xE31, 0xE31 },	    { 0xE33, 0xE3A },	  /* Thai */
		{ 0xE47, 0xE4E },     { 0xEB1, 0xEB1 },	    { 0xEB3, 0xEBC },	  /* Lao */
		{ 0xEC8, 0xECE },     { 0xF71, 0xF84 },	    { 0xF8D, 0xFBC },	  /* Tibetan */
		{ 0x102B, 0x103E },   { 0x1160, 0x11FF },   { 0xD7B0, 0xD7FF },	  /* Hangul */
		{ 0x17B4, 0x17D3 },   { 0x180B, 0x180F },   { 0x1AB0, 0x1AFF },	  /* Khmer */
		{ 0x1DC0, 0x1DFF },   { 0x200D, 0x200D },   { 0x20D0, 0x20FF },	  /* joiner */
		{ 0x3099, 0x309A },   { 0xFE00, 0xFE0F },   { 0xFE20, 0xFE2F },	  /* variants */
		{ 0x1F3FB, 0x1F3FF }, { 0xE0020, 0xE007F }, { 0xE0100, 0xE01EF }, /* skin, tags */
	};
	for (size_t i = 0; c >= ranges[0][0] && i < COUNT_OF(ranges); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return is_indic_sign(c);
}

/* A consonant that begins a Korean syllable written in its parts. */
static bool is_leading_jamo(uint32_t c)
{
	return c >= 0x1100 && c <= 0x115F;
}

static bool is_flag_letter(uint32_t c)
{
	return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static size_t start_before(struct str s, size_t at)
{
	while (at > 0 && !utf8_is_start(s, at))
		at--;
	return at;
}

static uint32_t code_before(struct str s, size_t at)
{
	size_t len;
	return at ? utf8_next(str_skip(s, start_before(s, at - 1)), &len) : 0;
}

/* Flags are pairs of letters: inside one when an odd number of them stands before the place. */
static bool splits_flag(struct str s, size_t at)
{
	bool is_odd = false;
	for (; is_flag_letter(code_before(s, at)); at -= FLAG_LETTER_BYTES)
		is_odd = !is_odd;
	return is_odd;
}

/* Would a cut here leave a mark alone, or half an emoji? */
static bool splits(struct str s, size_t at)
{
	size_t len;
	uint32_t next = utf8_next(str_skip(s, at), &len), before = code_before(s, at);
	return joins(next) || before == 0x200D || (before == '\r' && next == '\n') ||
	       (is_leading_jamo(before) && is_leading_jamo(next)) ||
	       (is_flag_letter(next) && splits_flag(s, at));
}

struct str utf8_first(struct str s, size_t max)
{
	if (s.len <= max)
		return s;
	size_t last = start_before(s, max), cut = last;
	while (cut > 0 && last - cut < CLUSTER_MAX && splits(s, cut))
		cut = start_before(s, cut - 1);
	return str_first(s, last - cut < CLUSTER_MAX ? cut : last);
}
