/* lines - a block of text in a pack, a term and its value a line, and where in the file they stand.
 * Memory: slices of the block. Thread: the loop. Failure: none, but where a bool says so. */
#ifndef LINES_H
#define LINES_H

#include "node.h"

/* The line that was read last; to be counted up from line to line. */
struct lines_place {
	const struct text_file *file;
	uint32_t line, indent;
};

/* Before the first line of the block. */
struct lines_place lines_place_of(const struct node *block);
struct where lines_where(const struct lines_place *place, struct str line, size_t at);

/* Parts "on hold: -3" at its last colon with a blank behind. A term needs no quotes; one that has
 * them, as it would in a map, is meant without. */
bool lines_split(struct str line, struct str *term, struct str *value) MUST_CHECK;

#endif
