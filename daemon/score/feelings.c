#include "feelings.h"

#include "arena.h"

#include <string.h>

#include "poison.h"

enum { SLOTS_MIN = 64, PER_UNIT = 1000 };

struct feelings feelings_new(struct arena *home, struct arena *work)
{
	struct feelings new = { .home = home, .work = work, .n = 1, .mask = SLOTS_MIN - 1 };
	new.at = arena_more(work, NULL, 0, &new.cap, sizeof(struct feeling));
	new.slots = NEW(work, uint32_t, SLOTS_MIN);
	return new;
}

static uint32_t hash_feeling(const struct feeling *feeling)
{
	const double values[] = { feeling->neg, feeling->pos, feeling->emphasis };
	uint32_t hash = 2166136261u; /* FNV-1a of the reason */
	for (size_t i = 0; i < feeling->why.len; i++)
		hash = (hash ^ (unsigned char)feeling->why.at[i]) * 16777619u;
	for (size_t i = 0; i < COUNT_OF(values); i++)
		hash = (hash ^ (uint32_t)(int32_t)(values[i] * PER_UNIT)) * 2654435761u;
	return hash ^ hash >> 16;
}

static bool is_same(const struct feeling *a, const struct feeling *b)
{
	return a->neg == b->neg && a->pos == b->pos && a->emphasis == b->emphasis &&
	       str_eq(a->why, b->why);
}

/* The slot that holds this feeling, or the empty one for it. */
static uint32_t *slot_of(const struct feelings *feelings, const struct feeling *feeling)
{
	uint32_t mask = feelings->mask;
	for (uint32_t i = hash_feeling(feeling) & mask;; i = (i + 1) & mask) {
		uint32_t *slot = &feelings->slots[i];
		if (*slot == 0 || is_same(&feelings->at[*slot], feeling))
			return slot;
	}
}

static void grow(struct feelings *feelings)
{
	feelings->mask = feelings->mask * 2 + 1;
	feelings->slots = NEW(feelings->work, uint32_t, (size_t)feelings->mask + 1);
	for (uint32_t i = 1; i < feelings->n; i++)
		*slot_of(feelings, &feelings->at[i]) = i;
}

uint32_t feelings_add(struct feelings *feelings, const struct feeling *feeling)
{
	uint32_t *slot = slot_of(feelings, feeling);
	if (*slot)
		return *slot;
	uint32_t number = *slot = (uint32_t)feelings->n;
	feelings->at = arena_more(feelings->work, feelings->at, feelings->n, &feelings->cap,
				  sizeof(struct feeling));
	feelings->at[feelings->n] = *feeling;
	feelings->at[feelings->n++].why = str_dup(feelings->home, feeling->why);
	if (feelings->n > feelings->mask / 2)
		grow(feelings);
	return number;
}

void feelings_seal(struct feelings *feelings)
{
	struct feeling *sealed = NEW(feelings->home, struct feeling, feelings->n);
	memcpy(sealed, feelings->at, feelings->n * sizeof(*sealed));
	feelings->at = sealed;
	feelings->slots = NULL;
	feelings->work = NULL;
}
