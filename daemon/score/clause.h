/* clause - in which clause of a text a place stands, and who is named there.
 * Memory: none. Thread: each sentence one at a time. Failure: none. */
#ifndef CLAUSE_H
#define CLAUSE_H

#include "sentence.h"

/* Into places[n] of the sentence, which knows its word already; the token is the one read there. */
void clause_look(const struct lexicon *lexicon, struct sentence *sentence,
		 const struct token *token);

/* Is the brand that is asked about named before this place, or from it on, with no sign and no
 * other brand between? */
bool clause_has_subject(const struct sentence *sentence, size_t at);
bool clause_has_object(const struct sentence *sentence, size_t at);

#endif
