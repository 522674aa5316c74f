/* oracle_text - a text as the oracle sees it: one array entry a character, nothing clever. */
#ifndef ORACLE_TEXT_H
#define ORACLE_TEXT_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include "arena.h"
#include "str.h"

#include <pcre2.h>

enum { IS_WORD = 1, IS_NO_SPACE = 2, IS_ALONE = 4, IS_MARK = 8, IS_STRIPPED = 16, IS_KNOWN = 32 };
enum { GUARDS_MAX = 64 };

struct stretch {
	size_t start, end;
};

struct oracle_text {
	struct str original;
	char sign;   /* '#' or '@' that a tag or an author lacks, or '\0' */
	uint32_t *c; /* the normalised characters, and where they come from */
	uint32_t *from, *until;
	size_t n;
	struct str utf8;
	uint32_t *at;  /* where each begins in utf8 */
	bool *is_step; /* a word begins here inside a hashtag */
	struct stretch guards[GUARDS_MAX];
	size_t n_guards;
	uint32_t *words; /* where words begin in the original */
	size_t n_words;
};

struct oracle_text oracle_text(struct arena *arena, struct str text, char sign);
uint8_t class_of(uint32_t c);
uint32_t code_at(struct str text, size_t at, size_t *len);

pcre2_code *regex(const char *pattern, size_t len);
/* The first match from `from` on. */
bool regex_find(const pcre2_code *code, struct str text, size_t from, struct stretch *out);

#endif
