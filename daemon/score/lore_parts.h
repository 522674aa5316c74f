/* lore_parts - a brand's pack in the making, for lore.c and for those who learn one. */
#ifndef LORE_PARTS_H
#define LORE_PARTS_H

#include "lore.h"

struct lore_entry {
	struct str term; /* a gram */
	double valence;	 /* added to the sum */
	double emphasis; /* added to whatever the sum says, or taken from it */
	struct str why;
};

struct lore {
	struct str brand, lang; /* lang empty: of any */
	struct score_limits limits;
	struct lore_entry *entries; /* from 1 */
	size_t n, max;
	uint32_t *slots, mask;
};

struct lore *lore_new(struct arena *arena, size_t max);
/* False: it has as many as it can hold. The last word on a term wins. */
bool lore_add(struct lore *lore, const struct lore_entry *entry);
/* The sum of the evidence that lore_apply would leave. */
double lore_sum(const struct sentiment *sentiment);

#endif
