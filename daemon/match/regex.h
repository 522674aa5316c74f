/* regex - what the author of a regex should know of it. For leaf.c. */
#ifndef REGEX_H
#define REGEX_H

#include "leaf.h"

/* Warnings: it runs on every text; it means something else with a newer PCRE2; it matches what is
 * never searched, because the text of `needs` (its key, or empty) is not there. */
void regex_doubts(struct reader *reader, const struct node *node, const struct leaf *leaf,
		  struct str needs);

#endif
