/* random_item - texts in twelve scripts, with all that is done to words: case, accents in one
 * character or two, width, what is not seen, signs and letters beside them, addresses. */
#ifndef RANDOM_ITEM_H
#define RANDOM_ITEM_H

#include "arena.h"
#include "item.h"

enum { SCRIPTS = 12, TEXT_MAX = 2000 };

void random_seed(uint64_t more);
uint32_t below(uint32_t n);

/* Which two scripts the next words are of. */
void random_scripts(unsigned one, unsigned two);

const char *random_word(void);
bool one_in(uint32_t n);
struct item random_item(struct arena *arena);

#endif
