/* utf8 - reading and mending UTF-8 (Unicode 15, table 3-7: well-formed byte sequences).
 * Thread: any. Failure: none. */
#ifndef UTF8_H
#define UTF8_H

#include "str.h"

enum { UTF8_BAD = 0xFFFD };

uint32_t utf8_next_any(struct str s, size_t *len); /* what utf8_next does, whatever is there */

/* The code point at the front of s, and how many bytes it takes in *len (at least 1 unless s is
 * empty). An ill-formed byte reads as UTF8_BAD of one byte. Most bytes are ASCII, and need no call.
 */
static inline uint32_t utf8_next(struct str s, size_t *len)
{
	if (s.len == 0 || (unsigned char)s.at[0] >= 0x80)
		return utf8_next_any(s, len);
	*len = 1;
	return (unsigned char)s.at[0];
}

/* Writes 1-4 bytes and returns how many. What is no scalar value is written as UTF8_BAD. */
size_t utf8_put(uint32_t code_point, char out[4]);

/* The small letter of a capital of the Latin, Greek and Cyrillic scripts; else the same. One to
 * one and without context: what has no small letter of its own stays. */
uint32_t utf8_lower(uint32_t code_point);

bool utf8_valid(struct str s);

/* The text itself when it is valid, else a copy in which every bad sequence is U+FFFD (one per
 * maximal subpart, Unicode chapter 3.9). */
struct str utf8_clean(struct arena *arena, struct str s);

/* At most max bytes from the front, cut where a reader sees a character end: not before a mark, and
 * not inside an emoji of several, a flag, or a Korean syllable of several. */
struct str utf8_first(struct str s, size_t max);

/* Is this byte offset the start of a code point (or the end of s)? */
bool utf8_is_start(struct str s, size_t at);

#endif
