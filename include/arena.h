/* arena - memory that has one lifetime.
 *
 * Each thing lives as long as a job, a plan or the process; its arena says which. Pieces are never
 * freed one by one: whoever made the arena frees it, or resets it to a mark. Out of memory ends
 * the process, so every size from outside has a ceiling before it is asked for here.
 * Thread: one at a time; handing over the arena hands over all in it. Failure: none. */
#ifndef ARENA_H
#define ARENA_H

#include "attr.h"

#include <stddef.h>

struct arena;

struct arena_mark {
	void *block;
	size_t used;
};

struct arena *arena_new(size_t first_block);
void arena_free(struct arena **arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* n zeroed things of a type; n * size is checked. */
void *arena_array(struct arena *arena, size_t n, size_t size);
#define NEW(arena, type, n) ((type *)arena_array((arena), (n), sizeof(type)))

/* Unzeroed bytes; grow enlarges in place when `old` was the last piece, else copies. */
char *arena_bytes(struct arena *arena, size_t size);
char *arena_grow(struct arena *arena, char *old, size_t old_size, size_t size);

/* Gives the end of the last piece back; of any other piece nothing. */
void arena_trim(struct arena *arena, const char *last, size_t old_size, size_t size);

/* Makes room for one more element: doubles the array when n has reached *cap. */
void *arena_more(struct arena *arena, void *old, size_t n, size_t *cap, size_t size);

struct arena_mark arena_mark(struct arena *arena);
void arena_reset(struct arena *arena, struct arena_mark mark);
size_t arena_size(const struct arena *arena); /* bytes taken from the system */

#endif
