/* pack - reads a sentiment pack, and the author's own words, into lexicons.
 * Memory: the lexicons' arena. Thread: the loop. Failure: told as problems. */
#ifndef PACK_H
#define PACK_H

#include "lexicon.h"
#include "node.h"

/* The language of a pack, empty: of none. */
struct str pack_lang(const struct node *pack);
size_t pack_terms(const struct node *pack);

/* What the pack says of spelling and negation in its language: before any word is read. */
void pack_language(const struct node *pack, struct lexicon *lexicon, struct problems *problems);
void pack_load(const struct node *pack, struct lexicon *const *lexicons, size_t n,
	       struct problems *problems);
void pack_words(const struct node *words, struct lexicon *const *lexicons, size_t n,
		struct problems *problems);

#endif
