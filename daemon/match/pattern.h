/* pattern - a regular expression of a rule author: PCRE2, with UTF and UCP, under limits.
 *
 * pcre2_match() only: with memory that may not become executable PCRE2 has no JIT, and that
 * function alone then falls back to the interpreter by itself.
 * Memory: pattern_free() and pattern_desk_free(); the pattern may be shared by threads, a desk
 * may not. */
#ifndef PATTERN_H
#define PATTERN_H

#include "str.h"

struct pattern;
struct pattern_desk;

struct pattern_fault {
	char text[200];
	size_t at; /* byte of the pattern; SIZE_MAX: the whole */
};

/* Refuses what does not compile, can match nothing at all, or needs too many steps on texts like
 * "aaaa…". */
bool pattern_new(struct arena *arena, struct str text, struct pattern **out,
		 struct pattern_fault *fault) MUST_CHECK;
/* Any pattern that compiles, for tests. */
bool pattern_untried(struct arena *arena, struct str text, struct pattern **out) MUST_CHECK;
void pattern_free(struct pattern **pattern);

struct pattern_desk *pattern_desk_new(void);
void pattern_desk_free(struct pattern_desk **desk);

enum pattern_result { PATTERN_NONE, PATTERN_HIT, PATTERN_FAULT };

/* The first match at or after *end, which is not empty, in *start and *end. A fault is a limit
 * that was hit; its text is in *fault. */
enum pattern_result pattern_find(const struct pattern *pattern, struct pattern_desk *desk,
				 struct str text, size_t span[2], struct pattern_fault *fault);

bool pattern_has_jit(void);

#endif
