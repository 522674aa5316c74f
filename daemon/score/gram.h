/* gram - the words of a text one by one and two by two, as they are learned.
 *
 * A gram is a word, a class ("<url>"), a run of marks, or two words or classes side by side with a
 * blank between: "on hold". It is cut by the tokens that scoring reads, brands masked.
 * Memory: none; a gram's text lies in its reader. Thread: any. Failure: none. */
#ifndef GRAM_H
#define GRAM_H

#include "score.h"

#include "token.h"

enum { GRAM_BYTES = 2 * TOKEN_BYTES + 1 };

struct gram {
	enum field field;
	uint32_t start, end; /* bytes of the field */
	struct str text;     /* until the next one is read */
};

struct gram_reader {
	const struct score_field *fields;
	size_t n, at; /* fields, and the one that is read */
	struct token_reader tokens;
	struct token now;
	bool is_in_field, has_pair; /* now and the one before are a pair, not told yet */
	uint32_t pair_start;
	char pair[GRAM_BYTES];
	size_t pair_len;
};

struct gram_reader gram_reader_new(const struct score_field *fields, size_t n);
bool gram_next(struct gram_reader *reader, struct gram *out);

/* A gram as somebody writes it: the same as gram_next would give it, in `bytes`. False: it is none.
 */
bool gram_written(struct str term, char bytes[GRAM_BYTES], struct str *out);

#endif
