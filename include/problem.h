/* problem - everything that is wrong with a configuration, told in one go.
 *
 * A problem knows its place: it is printed as
 *	acme.yaml:7:5: error: unknown key "sentimnt"
 *	    7 |     sentimnt: negative
 *	      |     ^ did you mean "sentiment"?
 * Memory: all in the arena given at birth; the path and the line are copied, so the file may go.
 * More than PROBLEMS_SHOWN are only counted. Thread: one at a time. Failure: none. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "buf.h"

struct text_file {
	struct str path; /* as a person would write it */
	struct str text;
};

struct where {
	const struct text_file *file; /* NULL: no file, a place on the command line */
	uint32_t line, column;	      /* from 1; column counts characters */
};

enum problem_weight { PROBLEM_WARNING, PROBLEM_ERROR };

struct problem {
	enum problem_weight weight;
	struct where where;
	struct str what, hint; /* hint may be empty */
	struct str line;       /* the line it stands in, for showing */
};

enum { PROBLEMS_SHOWN = 200 };

struct problems {
	struct arena *arena;
	struct problem *at;
	size_t n, cap, errors, untold;
};

struct problems problems_new(struct arena *arena);
void problem_error(struct problems *problems, struct where where, const char *format, ...)
	PRINTF_LIKE(3, 4);
void problem_warn(struct problems *problems, struct where where, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* Adds a hint to the problem told last. */
void problem_hint(struct problems *problems, const char *format, ...) PRINTF_LIKE(2, 3);
/* "did you mean": the nearest choice as the hint of the problem told last, if one is near. */
void problem_suggest(struct problems *problems, struct str word, const struct str *choices,
		     size_t n);
/* All of them, sorted by file, line and column; colours only when asked. */
void problems_print(const struct problems *problems, struct buf *out, bool has_colour);

#endif
