/* part - one text of an item while it is searched: a title, a text, one tag, one link.
 *
 * Memory: the desk's arena, until the item is done. Thread: one at a time. Failure: none. */
#ifndef PART_H
#define PART_H

#include "item.h"

struct span {
	uint32_t start, end;
};

struct part {
	struct arena *arena;
	enum field field;
	uint32_t index;
	char sign; /* '#' or '@' that the key has in front, and the text has not; or '\0' */
	struct str text, key;
	bool is_plain; /* known after the first part_from(): text and key differ in case alone */
	const uint32_t *from;  /* else the map */
	const uint32_t *until; /* of a look key: where in the text its characters end; or NULL */
	const struct span *guards;
	size_t n_guards;
	bool has_guards;
	const uint32_t *words; /* where words begin; made by near.c when it asks */
	size_t n_words;
};

/* A tag gets its '#' and an author his '@', when they are one word and lack it. */
struct part part_new(struct arena *arena, enum field field, size_t index, struct str text);

/* Where in the text the character is that made this byte of the key; at the key's end its end. */
size_t part_from(struct part *part, size_t key_at);

/* A place of the key as a place in the original, cut at whole characters. */
struct span part_span(struct part *part, struct span key);

/* Does this stand inside a URL or an e-mail address? What covers the whole of one does not. */
bool part_is_guarded(struct part *part, struct span key);

#endif
