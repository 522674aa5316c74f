/* script - the writing system of a letter, and what it says of the language (Unicode 15, Blocks).
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "str.h"

/* The first two have a model of n-grams; each of the others is of one language, or nearly. */
enum script {
	SCRIPT_LATIN,
	SCRIPT_CYRILLIC,
	SCRIPT_MODELS, /* how many have a model */
	SCRIPT_HAN = SCRIPT_MODELS,
	SCRIPT_KANA,
	SCRIPT_ARABIC,
	SCRIPT_PERSIAN, /* letters of the Arabic script that Arabic lacks */
	SCRIPT_URDU,	/* and that Persian lacks, too */
	SCRIPT_HANGUL,
	SCRIPT_GREEK,
	SCRIPT_HEBREW,
	SCRIPT_ARMENIAN,
	SCRIPT_GEORGIAN,
	SCRIPT_DEVANAGARI,
	SCRIPT_BENGALI,
	SCRIPT_GURMUKHI,
	SCRIPT_GUJARATI,
	SCRIPT_TAMIL,
	SCRIPT_TELUGU,
	SCRIPT_KANNADA,
	SCRIPT_MALAYALAM,
	SCRIPT_SINHALA,
	SCRIPT_THAI,
	SCRIPT_LAO,
	SCRIPT_BURMESE,
	SCRIPT_KHMER,
	SCRIPT_COUNT,
	SCRIPT_NONE = SCRIPT_COUNT, /* no letter, or of a script we do not know */
};

enum script script_of(uint32_t code_point);

/* What the letters counted by script weigh, and the language they alone tell. Latin and Cyrillic
 * tell none; it is empty, too, when two scripts are mixed or the letters are few. */
struct script_verdict {
	enum script script; /* the one that prevails; SCRIPT_NONE: none does */
	struct str lang;
};
struct script_verdict script_judge(const uint32_t letters[SCRIPT_COUNT]);

#endif
