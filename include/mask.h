/* mask - a text for people without the secrets in it, found by their values.
 *
 * Each value is masked as it stands, percent-encoded, escaped as in JSON, and in Base64 (of either
 * alphabet) as HTTP Basic would send it; values of fewer than 4 bytes are left, for they would mask
 * everything.
 * Memory: the arena; the text itself when nothing was found. Thread: any. Failure: none. */
#ifndef MASK_H
#define MASK_H

#include "item.h"

struct str mask_values(struct arena *arena, struct str text, struct strs values);

#endif
