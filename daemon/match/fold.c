/* How it works: ASCII goes eight bytes at a time as long as it has no control characters and no
 * two blanks in a row; lower case is four additions on all eight bytes. Any other code point is
 * one look-up in a table of two stages, made by gen_fold.py: stay, drop, or a place in a pool of
 * texts. Hangul syllables are taken apart by arithmetic (Unicode, chapter 3.12).
 *
 * A normaliser at run time (utf8proc, ICU) does the same 7 to 30 times slower, because it must look
 * at context; a key that never composes needs none. Places in the original are not kept while
 * folding: a text with a hit is folded a second time, with the map. */
#include "fold.h"

#include "arena.h"
#include "fold_table.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum {
	BLOCK = 64,
	IDENTITY = 0,
	DROPPED = 1,
	SYLLABLE_FIRST = 0xAC00,
	SYLLABLE_LAST = 0xD7A3,
	VOWELS = 21,
	FINALS = 28,
};

#define REPEAT(byte) (0x0101010101010101 * (uint64_t)(byte))
#define HIGH_BITS REPEAT(0x80)

struct out {
	char *at;
	size_t len;
	uint32_t *from; /* or NULL */
};

/* Eight bytes at once: false when one of them is not ASCII, is a control, or is a second blank. */
static inline bool fold_eight(struct out *out, const char *text, size_t at)
{
	uint64_t word;
	memcpy(&word, text + at, sizeof(word));
	uint64_t printable = (word + REPEAT(0x80 - ' ')) & ~word & HIGH_BITS;
	if (printable != HIGH_BITS)
		return false;
	uint64_t blanks = ~(word + REPEAT(0x7F - ' ')) & HIGH_BITS;
	if ((blanks & (blanks << 8)) ||
	    (text[at] == ' ' && out->len && out->at[out->len - 1] == ' '))
		return false;
	uint64_t upper = ((word + REPEAT(0x80 - 'A')) ^ (word + REPEAT(0x7F - 'Z'))) & HIGH_BITS;
	word |= upper >> 2;
	memcpy(out->at + out->len, &word, sizeof(word));
	if (out->from)
		for (size_t i = 0; i < sizeof(word); i++)
			out->from[out->len + i] = (uint32_t)(at + i);
	out->len += sizeof(word);
	return true;
}

static inline void put(struct out *out, const void *bytes, size_t len, size_t at)
{
	const char *from = bytes;
	if (len && from[0] == ' ' && out->len && out->at[out->len - 1] == ' ') {
		from++;
		len--;
	}
	memcpy(out->at + out->len, from, len);
	if (out->from)
		for (size_t i = 0; i < len; i++)
			out->from[out->len + i] = (uint32_t)at;
	out->len += len;
}

static void put_syllable(struct out *out, uint32_t c, size_t at)
{
	char jamo[12];
	uint32_t n = c - SYLLABLE_FIRST, last = n % FINALS;
	size_t len = utf8_put(0x1100 + n / (VOWELS * FINALS), jamo);
	len += utf8_put(0x1161 + n / FINALS % VOWELS, jamo + len);
	if (last)
		len += utf8_put(0x11A7 + last, jamo + len);
	put(out, jamo, len, at);
}

static inline uint16_t key_value(uint32_t c)
{
	if (c < TABLE_LIMIT)
		return key_blocks[key_index[c / BLOCK] * BLOCK + c % BLOCK];
	return c >= 0xE0000 && c <= 0xE0FFF ? DROPPED : IDENTITY;
}

/* The code point at the front; the two frequent lengths without a call. */
static inline uint32_t next(struct str s, size_t *len)
{
	const unsigned char *c = (const unsigned char *)s.at;
	if (c[0] >= 0xC2 && c[0] <= 0xDF && s.len > 1 && (c[1] & 0xC0) == 0x80) {
		*len = 2;
		return (c[0] & 0x1Fu) << 6 | (c[1] & 0x3Fu);
	}
	return utf8_next(s, len);
}

/* Folds one character, and returns how many bytes of the text it takes. */
static inline size_t fold_one(struct out *out, struct str text, size_t at)
{
	unsigned char first = (unsigned char)text.at[at];
	if (first < 0x80) {
		char c = (char)(first >= 'A' && first <= 'Z' ? first | 0x20 : first);
		put(out, first < ' ' ? " " : &c, 1, at);
		return 1;
	}
	size_t len;
	uint32_t c = next((struct str){ text.at + at, text.len - at }, &len);
	uint16_t value = key_value(c);
	if (c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST) {
		put_syllable(out, c, at);
	} else if (value > DROPPED) {
		put(out, key_pool + value + 1, key_pool[value], at);
	} else if (c == UTF8_BAD) {
		put(out, "\xEF\xBF\xBD", 3, at);
	} else if (value == IDENTITY) {
		put(out, text.at + at, len, at);
	}
	return len;
}

static inline void fold_all(struct out *out, struct str text, char sign)
{
	size_t at = 0;
	if (sign)
		put(out, &sign, 1, 0);
	while (at < text.len) {
		if (text.len - at >= 8 && fold_eight(out, text.at, at))
			at += 8;
		else
			at += fold_one(out, text, at);
	}
}

struct str fold(struct arena *arena, struct str text, char sign)
{
	struct out out = { .at = arena_bytes(arena, text.len * TABLE_GROWTH + 1 + FOLD_PAD) };
	fold_all(&out, text, sign);
	memset(out.at + out.len, 0, FOLD_PAD);
	return (struct str){ out.at, out.len };
}

const uint32_t *fold_map(struct arena *arena, struct str text, char sign, size_t key_len)
{
	struct arena_mark mark;
	uint32_t *from = NEW(arena, uint32_t, key_len + FOLD_PAD);
	mark = arena_mark(arena);
	struct out out = { .at = arena_bytes(arena, key_len + FOLD_PAD), .from = from };
	fold_all(&out, text, sign);
	from[out.len] = (uint32_t)text.len;
	arena_reset(arena, mark);
	return from;
}

size_t fold_end(struct str text, size_t at)
{
	size_t len;
	utf8_next(str_skip(text, at), &len);
	at += len;
	while (at < text.len) {
		uint32_t c = utf8_next(str_skip(text, at), &len);
		if (!(kind_of(c) & KIND_JOINS) || key_value(c) != DROPPED)
			break;
		at += len;
	}
	return at;
}

uint8_t kind_of(uint32_t c)
{
	return c < TABLE_LIMIT ? kind_blocks[kind_index[c / BLOCK] * BLOCK + c % BLOCK] : 0;
}

uint8_t kind_at(struct str text, size_t at)
{
	size_t len;
	if (at >= text.len)
		return 0;
	unsigned char c = (unsigned char)text.at[at];
	return kind_of(c < 0x80 ? c : next(str_skip(text, at), &len));
}

uint8_t kind_before(struct str text, size_t at)
{
	size_t back = 1, len;
	if (at == 0)
		return 0;
	unsigned char c = (unsigned char)text.at[at - 1];
	if (c < 0x80)
		return kind_of(c);
	while (back < 4 && back < at && !utf8_is_start(text, at - back))
		back++;
	return kind_of(next((struct str){ text.at + at - back, back }, &len));
}
