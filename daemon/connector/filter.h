/* filter - what a hole does with a value before it is written: {x|after:/|lower}.
 * Memory: the arena, or a part of the value. Thread: any. Failure: only reading fails. */
#ifndef FILTER_H
#define FILTER_H

#include "template.h"

/* "after:/", its argument without escapes; what is wrong is told at `where`. */
bool filter_read(struct arena *home, struct str text, struct where where, struct filter *out,
		 struct problems *problems) MUST_CHECK;

struct str filter_value(const struct filter *filter, struct str value, struct arena *arena);

#endif
