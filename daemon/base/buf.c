#include "buf.h"

#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "poison.h"

struct buf buf_new(struct arena *arena, size_t max)
{
	return (struct buf){ .arena = arena, .max = max };
}

static bool reserve(struct buf *buf, size_t more)
{
	if (buf->is_full || more > buf->max - buf->len) {
		buf->is_full = true;
		return false;
	}
	if (buf->cap - buf->len >= more)
		return true;
	size_t cap = buf->cap ? buf->cap * 2 : 256;
	if (cap < buf->len + more)
		cap = buf->len + more;
	if (cap > buf->max)
		cap = buf->max;
	buf->at = arena_grow(buf->arena, buf->at, buf->cap, cap);
	buf->cap = cap;
	return true;
}

void buf_add(struct buf *buf, struct str s)
{
	if (s.len == 0 || !reserve(buf, s.len))
		return;
	memcpy(buf->at + buf->len, s.at, s.len);
	buf->len += s.len;
}

void buf_char(struct buf *buf, char c)
{
	if (reserve(buf, 1))
		buf->at[buf->len++] = c;
}

void buf_fmt(struct buf *buf, const char *format, ...)
{
	char small[256];
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(small, sizeof(small), format, args);
	size_t n = len < 0 ? 0 : (size_t)len;
	if (n < sizeof(small)) {
		buf_add(buf, (struct str){ small, n });
	} else {
		char *large = arena_bytes(buf->arena, n + 1);
		vsnprintf(large, n + 1, format, again);
		buf_add(buf, (struct str){ large, n });
	}
	va_end(again);
	va_end(args);
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){ buf->at ? buf->at : "", buf->len };
}
