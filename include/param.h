/* param - a noun: what the author of an entry gives beside the keys that everybody knows.
 *
 * Names and their values as texts; a secret has been read from where it is kept. Memory: the
 * plan's arena. */
#ifndef PARAM_H
#define PARAM_H

#include "problem.h"

struct param {
	struct str name, value;
	bool is_secret; /* nobody may see the value */
	struct where where;
};

struct params {
	const struct param *at;
	size_t n;
};

#endif
