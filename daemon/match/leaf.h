/* leaf - one term that is searched for, from what the author wrote. For terms.c and match.c.
 * Failure: a problem, and UINT32_MAX. */
#ifndef LEAF_H
#define LEAF_H

#include "terms.h"

#define NO_LEAF UINT32_MAX

/* Is there text of a size that can be a term? Tells the problem when not. */
bool is_term_text(struct reader *reader, const struct node *node);

uint32_t leaf_word(struct reader *reader, const struct node *node);
uint32_t leaf_exact(struct reader *reader, const struct node *node);
/* needs: the author's literal, or NULL */
uint32_t leaf_regex(struct reader *reader, const struct node *node, const struct node *needs);
/* The domain as written, and in *other its form of the other kind (Unicode or xn--), or NO_LEAF. */
uint32_t leaf_domain(struct reader *reader, const struct node *node, uint32_t *other);

/* The leaf of what looks like this one, or NO_LEAF: only words of three characters or more, handles
 * and domains have one. */
uint32_t leaf_look(struct reader *reader, uint32_t leaf);

/* A word or phrase whose wildcards are gone, and its key; false: nothing visible is in it. */
bool leaf_phrase(struct arena *arena, struct str text, struct leaf *leaf, struct str *key);

#endif
