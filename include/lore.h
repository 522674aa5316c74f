/* lore - what a brand's people have taught: a pack for the texts of that brand alone.
 *
 * Words and pairs of words that add to what the other packs say of a text, and the brand's own
 * thresholds for the labels. Written by learn.h, read and changed by people; the format and the
 * formula are in mentiond-sentiment(7).
 * Memory: the plan's arena, immutable. Thread: load the loop, apply any. Failure: load tells
 * problems; applying cannot fail. */
#ifndef LORE_H
#define LORE_H

#include "node.h"
#include "score.h"

enum { LORE_ENTRIES_MAX = 2000 };

struct lore;

/* The brand a pack is for; empty: it is a pack for all texts, and none of ours. */
struct str lore_brand(const struct node *pack);
bool lore_load(struct arena *arena, const struct node *pack, struct problems *problems,
	       struct lore **out) MUST_CHECK;

/* Adds to the sentiment what is known of the brand. The fields and the language are those it was
 * made of; a text in another language than the pack's stays as it is. */
void lore_apply(const struct lore *lore, struct arena *arena, const struct score_field *fields,
		size_t n, struct str lang, struct sentiment *inout);

#endif
