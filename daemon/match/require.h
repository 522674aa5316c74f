/* require - what must stand in a text before a regular expression can match it.
 * Memory: the arena. Thread: any. Failure: none. */
#ifndef REQUIRE_H
#define REQUIRE_H

#include "item.h"

/* Keys of which at least one is in the key of every text the pattern matches. None: the pattern
 * says too little, or something in it is not understood here. */
struct strs require_keys(struct arena *arena, struct str pattern);
/* The same as the pattern has them, not folded: examples of what it may match. */
struct strs require_texts(struct arena *arena, struct str pattern);

#endif
