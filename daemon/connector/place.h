/* place - where in its file a part of a value stands.
 * Memory: none. Thread: the loop. Failure: none. */
#ifndef PLACE_H
#define PLACE_H

#include "node.h"

/* Behind a text of one line that begins there. */
struct where where_behind(struct where where, struct str text);

/* A byte of a scalar; where escapes or line breaks hide which it is, the beginning of the scalar.
 */
struct where place_in(const struct node *text, size_t at);

/* False, and told: it is a list or a map, perhaps because of a brace that nobody quoted. */
bool place_has_text(const struct node *node, struct problems *problems);

#endif
