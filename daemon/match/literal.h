/* literal - finds all of many texts in one pass.
 *
 * A blank in a literal stands for one blank or one hyphen of the key. Every occurrence is told,
 * overlapping ones too; what it means (word boundaries, fields) is the caller's affair.
 * Memory: the literals borrow the texts they were made of. Thread: build one, scan any. */
#ifndef LITERAL_H
#define LITERAL_H

#include "str.h"

struct literal_hit {
	uint32_t literal;    /* index into what literals_new() was given */
	uint32_t start, end; /* in the key */
};

struct literal_hits {
	struct literal_hit *at;
	size_t n, cap;
};

struct literals;

/* No two alike, none empty; ceilings are the caller's. */
struct literals *literals_new(struct arena *arena, const struct str *texts, size_t n);

/* key: as fold() made it, with its padding. Hits come by place within long and within short
 * literals. */
void literals_scan(const struct literals *literals, struct str key, struct arena *arena,
		   struct literal_hits *out);

#endif
