/* join - side tables of an answer: the entry that an element means by its key.
 *
 * Indexed once an answer, so that a hundred elements and a hundred entries are two hundred steps.
 * A table is a list of objects with a key in each, or one object whose keys are the keys.
 * Memory: the arena; borrows the answer. Thread: any. Failure: none. */
#ifndef JOIN_H
#define JOIN_H

#include "parts.h"

struct slot {
	struct str key;
	const struct json_value *value; /* NULL: free */
};

struct table {
	struct slot *slots;
	size_t n_slots; /* a power of two, or 0 */
};

/* One table each of the array's joins. */
struct table *join_tables(const struct array_map *array, const struct scope *answer,
			  struct arena *arena);
/* The entries of all tables for this element. */
void join_find(const struct array_map *array, const struct table *tables,
	       const struct scope *element, struct joined *out, struct arena *arena);

#endif
