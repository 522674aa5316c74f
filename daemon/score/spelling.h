/* spelling - what a pack says of its language: letters that are also written otherwise, what is
 * elided, whether two negators negate, and whether every noun has a capital.
 * Memory: the lexicon's. Thread: the loop. Failure: told as problems. */
#ifndef SPELLING_H
#define SPELLING_H

#include "lexicon.h"
#include "node.h"

enum { SPELLING_SECTIONS = 4 };

struct str spelling_section(size_t i);
bool spelling_knows(struct str section);

/* The lexicon must not have words yet. The key is one of the sections. */
void spelling_read(const struct node *key, const struct node *value, struct lexicon *lexicon,
		   struct problems *problems);

#endif
