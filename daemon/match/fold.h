/* fold - the search key of a text: what is left when case, diacritics, width, look of quotes and
 * dashes, invisible characters and kinds of white space do not count.
 *
 * The key of a text is the keys of its characters in a row, only that blanks in a row are one
 * blank. So what stands in a text has its key in the key of the text.
 * Memory: the key is in the arena, with FOLD_PAD zero bytes behind it. Thread: any. */
#ifndef FOLD_H
#define FOLD_H

#include "str.h"

enum { FOLD_PAD = 8 };

/* What a code point is, as bits. */
enum {
	KIND_WORD = 1,	   /* letter, number or mark */
	KIND_NO_SPACE = 2, /* of a script that writes no spaces, or Hangul with its particles */
	KIND_JOINS = 4,	   /* continues the character before it */
	KIND_UPPER = 8,
	KIND_LOWER = 16,
	KIND_ALONE = 32, /* a word of its own, as words are counted */
};

/* sign: '#' or '@' to put in front of the key, or '\0'. */
struct str fold(struct arena *arena, struct str text, char sign);

/* For every byte of the key the offset in text of the character that made it, and text.len behind
 * the last. The same text and sign as for fold(). */
const uint32_t *fold_map(struct arena *arena, struct str text, char sign, size_t key_len);

/* Where the character that begins at `at` ends, with the dropped marks that stand on it. */
size_t fold_end(struct str text, size_t at);

uint8_t kind_of(uint32_t code_point);
uint8_t kind_at(struct str text, size_t at);	 /* of the character at a place; 0 at the end */
uint8_t kind_before(struct str text, size_t at); /* of the character before; 0 at the start */

#endif
