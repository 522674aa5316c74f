/* near - do terms stand close to each other?
 * Memory: the part's arena. Thread: one at a time. Failure: none. */
#ifndef NEAR_H
#define NEAR_H

#include "part.h"
#include "terms.h"

struct near_hit {
	unsigned kid; /* which of the near's terms it is */
	struct span at;
	bool is_member; /* out: it belongs to a match */
};

struct near_spans { /* from the first term of a match to its last */
	struct span *at;
	size_t n, cap;
	size_t steps; /* chains of terms that were made: what it cost */
};

/* hits: all of one part, in order of their start. One match a last hit; the terms of a match do
 * not overlap. Linear in the hits, after they are sorted by their ends. */
void near_find(const struct term *near, struct part *part, struct near_hit *hits, size_t n,
	       struct near_spans *out);

#endif
