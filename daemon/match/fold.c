/* How it works: ASCII goes eight bytes at a time: lower case, blanks and where that must stop (at
 * other characters, and at two blanks in a row) are a few additions on all eight bytes. Any other
 * code point is one look-up in a table of two stages, made by gen_fold.py: stay, drop, or a place
 * in a pool of texts. Hangul syllables are taken apart by arithmetic (Unicode, chapter 3.12).
 *
 * A normaliser at run time (utf8proc, ICU) does the same 7 to 30 times slower, because it must look
 * at context; a key that never composes needs none. Places in the original are not kept while
 * folding: a text with a hit is folded a second time, with the map. */
#include "fold.h"

#include "arena.h"
#include "fold_table.h"
#include "utf8.h"

#include <endian.h>
#include <string.h>

#include "poison.h"

enum {
	BLOCK = 64,
	IDENTITY = 0,
	DROPPED = 1,
	SYLLABLE_FIRST = 0xAC00,
	SYLLABLE_LAST = 0xD7A3,
	SYLLABLE_BYTES = 12,
	VOWELS = 21,
	FINALS = 28,
};

/* The compiler makes of its operators what the processor has for sixteen bytes at once. */
typedef int8_t block __attribute__((vector_size(16)));

#define REPEAT(byte) (0x0101010101010101 * (uint64_t)(byte))
#define HIGH_BITS REPEAT(0x80)

/* Never by its address in a function that is called: it would have to be in memory all the time. */
struct out {
	struct arena *arena;
	char *at;
	size_t len, cap;
	uint32_t *from; /* or NULL */
};

/* Is the next byte behind a blank? Then a blank is one too many. */
static inline bool is_behind_blank(const struct out *out)
{
	return out->len && out->at[out->len - 1] == ' ';
}

/* The next eight bytes of the text, the first one lowest, and in *stops where to stop in them: at
 * the end of the text and at the first byte that is not ASCII. */
static inline uint64_t load_eight(struct str text, size_t at, uint64_t *stops)
{
	uint64_t word = 0;
	size_t left = text.len - at;
	*stops = 0;
	if (left >= sizeof(word)) {
		memcpy(&word, text.at + at, sizeof(word));
	} else {
		memcpy(&word, text.at + at, left);
		*stops = HIGH_BITS << 8 * left;
	}
	word = le64toh(word);
	*stops |= word & HIGH_BITS;
	return word;
}

static inline uint64_t lower_eight(uint64_t word)
{
	uint64_t upper = (word + REPEAT(0x80 - 'A')) ^ (word + REPEAT(0x7F - 'Z'));
	return word | (upper & HIGH_BITS) >> 2;
}

/* Sixteen bytes that are nothing but ASCII without two blanks in a row; false: they are not. There
 * is a byte before them. */
static ALWAYS_INLINE bool fold_block(const char *text, char *to)
{
	block bytes, before;
	uint64_t stops[2];
	memcpy(&bytes, text, sizeof(bytes));
	memcpy(&before, text - 1, sizeof(before));
	block blanks = bytes <= ' ', stop = (bytes < 0) | (blanks & (before <= ' '));
	memcpy(stops, &stop, sizeof(stops));
	if (stops[0] | stops[1])
		return false;
	bytes |= (bytes >= 'A') & (bytes <= 'Z') & 0x20;
	bytes = (bytes & ~blanks) | (blanks & ' ');
	memcpy(to, &bytes, sizeof(bytes));
	return true;
}

/* Folds ASCII, up to another character or to a second blank in a row, and returns where that is.
 * Always eight bytes are stored; what comes next overwrites those that do not count. */
static ALWAYS_INLINE size_t fold_ascii(struct out *out, struct str text, size_t start)
{
	char *to = out->at + out->len;
	uint64_t stops, behind = is_behind_blank(out) ? 0x80 : 0;
	size_t at = start;
	for (;; at += sizeof(stops), to += sizeof(stops)) {
		uint64_t word = load_eight(text, at, &stops);
		uint64_t visible = word + REPEAT(0x80 - ' '), controls = ~visible & HIGH_BITS;
		uint64_t blanks = ~(word + REPEAT(0x7F - ' ')) & HIGH_BITS;
		if (controls) {
			uint64_t whole = (controls >> 7) * 0xFF;
			word = (word & ~whole) | (REPEAT(' ') & whole);
		}
		stops |= blanks & (blanks << 8 | behind);
		word = htole64(lower_eight(word));
		memcpy(to, &word, sizeof(word));
		if (stops)
			break;
		for (; text.len - at >= 8 + sizeof(block) && fold_block(text.at + at + 8, to + 8);
		     to += sizeof(block))
			at += sizeof(block);
		behind = (unsigned char)text.at[at + 7] <= ' ' ? 0x80 : 0;
	}
	at += (size_t)__builtin_ctzll(stops) / 8;
	for (size_t i = start; out->from && i < at; i++)
		out->from[out->len + i - start] = (uint32_t)i;
	out->len += at - start;
	return at;
}

/* A character that becomes longer asks for more room than the text took. */
static ALWAYS_INLINE void make_room(struct out *out, size_t more, size_t text_left)
{
	size_t wanted = out->len + more + text_left + FOLD_PAD;
	if (wanted <= out->cap)
		return;
	out->at = arena_grow(out->arena, out->at, out->cap, 2 * wanted);
	out->cap = 2 * wanted;
}

/* Eight bytes at once, where so many can be read, are faster than as few as are wanted. */
static ALWAYS_INLINE void put(struct out *out, struct str bytes, size_t readable, size_t at)
{
	char *to = out->at + out->len;
	if (bytes.len <= FOLD_PAD && readable >= FOLD_PAD)
		memcpy(to, bytes.at, FOLD_PAD);
	else
		memcpy(to, bytes.at, bytes.len);
	if (out->from)
		for (size_t i = 0; i < bytes.len; i++)
			out->from[out->len + i] = (uint32_t)at;
	out->len += bytes.len;
}

static ALWAYS_INLINE void put_syllable(struct out *out, uint32_t c, size_t at)
{
	char jamo[SYLLABLE_BYTES];
	uint32_t n = c - SYLLABLE_FIRST, last = n % FINALS;
	size_t len = utf8_put(0x1100 + n / (VOWELS * FINALS), jamo);
	len += utf8_put(0x1161 + n / FINALS % VOWELS, jamo + len);
	if (last)
		len += utf8_put(0x11A7 + last, jamo + len);
	put(out, (struct str){ jamo, len }, sizeof(jamo), at);
}

static inline uint16_t key_value(uint32_t c)
{
	if (c < TABLE_LIMIT)
		return key_blocks[key_index[c / BLOCK] * BLOCK + c % BLOCK];
	return c >= 0xE0000 && c <= 0xE0FFF ? DROPPED : IDENTITY;
}

/* The code point at the front; the frequent lengths without a call. */
static inline uint32_t next(struct str s, size_t *len)
{
	const unsigned char *c = (const unsigned char *)s.at;
	if (c[0] >= 0xC2 && c[0] <= 0xDF && s.len > 1 && (c[1] & 0xC0) == 0x80) {
		*len = 2;
		return (c[0] & 0x1Fu) << 6 | (c[1] & 0x3Fu);
	}
	if (c[0] >= 0xE1 && c[0] <= 0xEC && s.len > 2 && (c[1] & 0xC0) == 0x80 &&
	    (c[2] & 0xC0) == 0x80) {
		*len = 3;
		return (c[0] & 0xFu) << 12 | (c[1] & 0x3Fu) << 6 | (c[2] & 0x3Fu);
	}
	return utf8_next(s, len);
}

/* Folds one character beyond ASCII, and returns how many bytes of the text it takes. */
static ALWAYS_INLINE size_t fold_one(struct out *out, struct str text, size_t at)
{
	size_t len, left = text.len - at;
	uint32_t c = next((struct str){ text.at + at, left }, &len);
	uint16_t value = key_value(c);
	if (value > DROPPED) {
		struct str entry = { (const char *)&key_pool[value + 1], key_pool[value] };
		if (entry.at[0] == ' ' && is_behind_blank(out))
			entry = (struct str){ entry.at + 1, entry.len - 1 };
		make_room(out, entry.len, left);
		put(out, entry, FOLD_PAD, at);
	} else if (c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST) {
		make_room(out, SYLLABLE_BYTES, left);
		put_syllable(out, c, at);
	} else if (c == UTF8_BAD) {
		make_room(out, 3, left);
		put(out, STR("\xEF\xBF\xBD"), 0, at);
	} else if (value == IDENTITY) {
		put(out, (struct str){ text.at + at, len }, left, at);
	}
	return len;
}

static ALWAYS_INLINE void fold_all(struct out *out, struct str text, char sign)
{
	size_t at = 0;
	if (sign)
		put(out, (struct str){ &sign, 1 }, 0, 0);
	while (at < text.len) {
		at = fold_ascii(out, text, at);
		if (at < text.len && (unsigned char)text.at[at] < 0x80)
			at++; /* a blank too many */
		while (at < text.len && (unsigned char)text.at[at] >= 0x80)
			at += fold_one(out, text, at);
	}
}

struct str fold(struct arena *arena, struct str text, char sign)
{
	struct out out = { .arena = arena, .cap = text.len + 1 + FOLD_PAD };
	out.at = arena_bytes(arena, out.cap);
	fold_all(&out, text, sign);
	memset(out.at + out.len, 0, FOLD_PAD);
	arena_trim(arena, out.at, out.cap, out.len + FOLD_PAD);
	return (struct str){ out.at, out.len };
}

const uint32_t *fold_map(struct arena *arena, struct str text, char sign, size_t key_len)
{
	struct arena_mark mark;
	uint32_t *from = NEW(arena, uint32_t, key_len + FOLD_PAD);
	mark = arena_mark(arena);
	struct out out = { .at = arena_bytes(arena, key_len + FOLD_PAD),
			   .cap = SIZE_MAX, /* that is all it will be */
			   .from = from };
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
