/* language - which language a text without a tag is probably written in.
 *
 * A vote of the most frequent words of a few languages: enough to keep one language's lexicon away
 * from another language's text. Memory: the plan's arena, immutable. Thread: voting any. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "token.h"

enum { LANGUAGES = 10, VOTERS_MAX = 256 /* words of a text that are asked */ };

struct voters; /* the words, and whose they are */

struct ballot {
	uint32_t votes[LANGUAGES];
	uint32_t words, foreign; /* foreign: in another script than Latin */
};

struct voters *voters_new(struct arena *arena);
void language_vote(const struct voters *voters, struct token_reader reader, struct ballot *ballot);

/* The language with most votes; `usual` unless another has more than it. Empty: another script. */
struct str language_winner(const struct ballot *ballot, struct str usual);

#endif
