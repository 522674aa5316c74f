/* language - which language a text is written in, guessed from the text alone.
 *
 * The script decides first (kana, Hangul, Greek, Hebrew, Thai …). Among the languages of the Latin
 * and the Cyrillic script the n-grams of letters decide, after Cavnar and Trenkle (N-Gram-Based
 * Text Categorization, 1994), here with weights learned by logistic regression; language.model has
 * them and make_language.py says from which texts. What stands in a text but is of no language is
 * no evidence: links, addresses, handles, hashtags, numbers, emoji, and the brands' names.
 *
 * A guess is rather not made than wrong: short, mixed and unlisted texts are of unknown language.
 *
 * Memory: nothing is allocated; what is told is constant. Thread: any. Failure: none.
 * Cost: only the first LANGUAGE_BYTES of a text are looked at. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "mention.h"

enum { LANGUAGE_BYTES = 1024 };

struct language_text {
	struct str text;
	const struct hit *mask; /* spans that are no evidence, in order */
	size_t n_mask;
};

struct language_guess {
	struct str lang;    /* BCP 47, or empty: unknown */
	bool fits_expected; /* nothing in the text speaks against the language that was expected */
};

/* The language of a few texts that belong together, such as title and text. `expected`, which may
 * be empty, never turns the guess; a text without any evidence fits every language. */
void language_guess(const struct language_text *texts, size_t n, struct str expected,
		    struct language_guess *out);

/* The name of a language for people, "German" for "de" and "de-AT"; the tag itself if we know
 * none. */
struct str language_name(struct str tag);

#endif
