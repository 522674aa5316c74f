/* aim - where in a text the brand stands toward which the feeling is asked, and what counts there.
 *
 * Memory: the arena given. Thread: each aim one at a time. Failure: none; a ceiling cuts. */
#ifndef AIM_H
#define AIM_H

#include "sentence.h"

enum { AIM_SPOTS = 256 }; /* a brand named more often has been named often enough */

struct spot {
	uint32_t token, clause;
};

struct aim {
	struct spot *spots; /* AIM_SPOTS of them */
	size_t n;
	uint32_t *rivals; /* AIM_SPOTS clauses with another brand */
	size_t n_rivals;
	uint32_t clauses;
	bool has_name;	   /* somebody or something, by a capital */
	bool has_contrast; /* "but" */
};

struct aim aim_new(struct arena *arena);
/* The next sentence of the text. */
void aim_look(struct aim *aim, const struct sentence *sentence);

/* Is there anything to tell apart? Else the text counts as a whole. In a post most names are no
 * rivals; there only a contrast makes them so. */
bool aim_holds(const struct aim *aim, enum genre genre);

struct distance {
	uint32_t words;
	bool is_apart; /* in a clause without the brand */
	double weight; /* of what is said there */
};
struct distance aim_distance(const struct aim *aim, uint32_t token, uint32_t clause);

#endif
