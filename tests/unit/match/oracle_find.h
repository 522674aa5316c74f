/* oracle_find - the places of one term in one text, for the oracle. */
#ifndef ORACLE_FIND_H
#define ORACLE_FIND_H

#include "oracle.h"
#include "oracle_text.h"

struct oracle_part {
	enum field field;
	uint32_t index;
	struct oracle_text text;
};

void oracle_add(struct arena *arena, struct oracle_hits *hits, struct oracle_hit hit);

/* term: a word, an exact text or a domain. */
void oracle_find(struct arena *arena, struct oracle_term *term, const struct oracle_part *part,
		 struct oracle_hits *out);

void oracle_search_free(struct oracle_search **search);

#endif
