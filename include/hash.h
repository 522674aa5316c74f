/* hash - SipHash-2-4 (Aumasson and Bernstein, 2012) with a fixed key: stable over restarts and
 * machines, so that its values may be stored. Not a secret. Thread: any. Failure: none. */
#ifndef HASH_H
#define HASH_H

#include "str.h"

uint64_t hash_str(struct str s);
uint64_t hash_more(uint64_t before, struct str s); /* of a sequence of texts, order matters */

#endif
