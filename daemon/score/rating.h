/* rating - what somebody gives in figures: "10/10", "1 star".
 * Memory: none. Thread: any. Failure: none. */
#ifndef RATING_H
#define RATING_H

#include "str.h"

struct rating {
	struct str known; /* the class: "<high>" or "<low>" */
	size_t n;	  /* bytes of the text */
};

/* Does a rating begin with the text, a good or a bad one? */
bool rating_read(struct str text, struct rating *out);

#endif
