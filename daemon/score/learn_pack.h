/* learn_pack - a learned pack as the text that people read. Memory: the arena. Thread: any. */
#ifndef LEARN_PACK_H
#define LEARN_PACK_H

#include "learn.h"

#include "lore_parts.h"

struct str learn_pack(const struct learn_ask *ask, const struct learned *learned,
		      const struct lore *lore, struct arena *arena);

#endif
