/* str - a slice of bytes somebody else owns.
 *
 * Every text in the house is a slice, passed by value. A slice from outside is UTF-8 once it has
 * been through utf8_clean(). NUL-ended text exists only in the line that hands it to a library.
 * Thread: any. Failure: none, except where a bool says so. */
#ifndef STR_H
#define STR_H

#include "attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
	const char *at;
	size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                       \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).at

struct str str_from(const char *text); /* NULL gives the empty slice */
bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only, as protocols want it */
int str_cmp(struct str a, struct str b);	/* bytes, as memcmp */
bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_trim(struct str s); /* without ASCII white space at both ends */

/* Without the first n bytes; n may exceed len. Inside every loop over a text, so it is no call. */
static inline struct str str_skip(struct str s, size_t n)
{
	if (n > s.len)
		n = s.len;
	return n ? (struct str){ s.at + n, s.len - n } : s;
}

/* At most n bytes. */
static inline struct str str_first(struct str s, size_t n)
{
	return (struct str){ s.at, n < s.len ? n : s.len };
}

/* Where needle begins in s, or s.len. An empty needle is found at 0. */
size_t str_find(struct str s, struct str needle);
size_t str_find_nocase(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);

/* Eats one part up to `by` from the front of *rest. False when *rest was already used up
 * (rest->at == NULL); a text without `by` is one part. */
bool str_cut(struct str *rest, char by, struct str *part);

/* The whole slice as a number; false on anything else in it, or out of range. */
bool str_int(struct str s, int64_t *out) MUST_CHECK;

struct str str_dup(struct arena *arena, struct str s); /* a copy; also NUL-ended, beyond len */
const char *str_z(struct arena *arena, struct str s);  /* a NUL-ended copy for a library */
struct str str_fmt(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str str_lower(struct arena *arena, struct str s); /* ASCII letters only */

/* The choice nearest to `word` by edit distance, for "did you mean"; empty when none is near. */
struct str str_nearest(struct str word, const struct str *choices, size_t n);

#endif
