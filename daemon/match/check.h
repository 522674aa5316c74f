/* check - does a term really stand where its key was found?
 * Memory and thread: the part's. Failure: none. */
#ifndef CHECK_H
#define CHECK_H

#include "part.h"
#include "terms.h"

/* key: where the leaf's key stands in the part's key. *out: the hit in the original. */
bool check_leaf(const struct leaf *leaf, struct part *part, struct span key, struct span *out);

/* Does it begin or end inside a word? Of ASCII words only: it is asked first, and must be cheap. */
bool check_splits_word(struct str key, struct span at);

/* For check.c alone: the whole host around a label, if it is the domain or below it. */
bool check_host(const struct leaf *leaf, struct part *part, struct span label, struct span *out);

/* Is this written host the domain itself or below it, letter by letter? */
bool host_is_below(struct arena *arena, struct str written, struct str domain);

#endif
