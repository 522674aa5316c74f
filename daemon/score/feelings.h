/* feelings - the different feelings of a lexicon, each once: thousands of terms share some
 * hundreds. Memory: growing ones in `work`; feelings_seal moves them to `home`. Thread: adding one,
 * reading any. Failure: none. */
#ifndef FEELINGS_H
#define FEELINGS_H

#include "str.h"

/* What a term speaks for. */
struct feeling {
	double neg, pos; /* evidence for negative and for positive */
	double emphasis; /* evidence for whatever the text says anyway, or against it */
	struct str why;
};

struct feelings {
	struct arena *home, *work;
	struct feeling *at; /* from 1 */
	size_t n, cap;
	uint32_t *slots, mask; /* a hash table of their numbers; gone once sealed */
};

struct feelings feelings_new(struct arena *home, struct arena *work);
/* The number of the feeling, which is copied. */
uint32_t feelings_add(struct feelings *feelings, const struct feeling *feeling);
void feelings_seal(struct feelings *feelings);

#endif
