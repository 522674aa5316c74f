/* reading - the words of a text that tell its language, without all that is of none. */
#ifndef READING_H
#define READING_H

#include "language.h"
#include "script.h"

/* make_language.py has the same number: weights were learned from words cut so. */
enum { WORD_LETTERS = 24, WORD_BORDER = '_' };

/* Small letters between two borders; all of one script that has a model. */
struct word {
	uint32_t at[WORD_LETTERS + 2];
	size_t n;
	enum script script;
};

struct reading {
	struct language_text from;
	size_t at;
	size_t run_end; /* of what stands between two blanks */
	bool run_is_spoilt;
	uint32_t letters[SCRIPT_COUNT]; /* of all that counted so far */
};

struct reading reading_of(const struct language_text *text);

/* The next word in Latin or Cyrillic letters; letters of other scripts are only counted. */
bool reading_next(struct reading *reading, struct word *out);

#endif
