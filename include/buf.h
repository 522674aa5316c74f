/* buf - building text, with a ceiling from birth.
 *
 * A buffer lives in an arena and never grows beyond `max`: what would not fit is dropped as a
 * whole piece and is_full stays set, so the caller decides whether a cut text is an error.
 * Thread: the arena's. Failure: is_full. */
#ifndef BUF_H
#define BUF_H

#include "str.h"

struct buf {
	struct arena *arena;
	char *at;
	size_t len, cap, max;
	bool is_full;
};

struct buf buf_new(struct arena *arena, size_t max);
void buf_add(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_fmt(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
struct str buf_str(const struct buf *buf); /* stays valid until the next add */

#endif
