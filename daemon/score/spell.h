/* spell - the one way in which a language's words are known, however people type them.
 * Memory: the arena given. Thread: making one, asking any. Failure: none. */
#ifndef SPELL_H
#define SPELL_H

#include "token.h"

enum { LETTERS = 0x370, LETTER_BYTES = 2, ELISIONS_MAX = 32 };

struct spell;

struct spell *spell_new(struct arena *arena);
/* For both see lexicon.h. */
void spell_letter(struct spell *spell, uint32_t letter, struct str as);
void spell_elision(struct spell *spell, struct str front);

/* The word as it is known, written to `out`, or a part of itself. */
struct str spell_word(const struct spell *spell, struct str text, char out[TOKEN_BYTES]);

#endif
