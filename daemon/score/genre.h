/* genre - how a text is written, for a source that does not say: a post or a piece of news.
 * Memory: none. Thread: any. Failure: none. */
#ifndef GENRE_H
#define GENRE_H

#include "lexicon.h"

/* The genre of these names, GENRES when there is none such. */
enum genre genre_of(struct str name);

/* Software is never guessed. The readers stand at the beginning of each field. */
enum genre genre_guess(const struct token_reader *readers, size_t n);

#endif
