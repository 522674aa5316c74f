/* pack - reads a sentiment pack, and the author's own words, into lexicons.
 * Memory: the lexicons' arena. Thread: the loop. Failure: told as problems. */
#ifndef PACK_H
#define PACK_H

#include "genre.h"
#include "node.h"

/* The language of a pack, empty: of none. */
struct str pack_lang(const struct node *pack);
/* The genre of a pack; GENRE_ANY: of all. One that is unknown is told by pack_load. */
enum genre pack_genre(const struct node *pack);

/* The lexicons that it belongs to. */
struct pack_place {
	struct lexicon *const *lexicons;
	size_t n;
};

/* What the pack says of spelling and negation in its language: before any word is read. */
void pack_language(const struct node *pack, struct lexicon *lexicon, struct problems *problems);
void pack_load(const struct node *pack, const struct pack_place *place, struct problems *problems);
void pack_words(const struct node *words, const struct pack_place *place,
		struct problems *problems);

#endif
