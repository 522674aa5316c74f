/* node - a noun: one place in a YAML file, with its children. Holds no code.
 *
 * Scalars stay text: nobody has guessed a type. Memory: the plan's arena, immutable. */
#ifndef NODE_H
#define NODE_H

#include "problem.h"

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	bool is_plain; /* a scalar without quotes */
	struct where where;
	struct str text;	   /* NODE_TEXT */
	size_t n;		   /* children */
	const struct node *keys;   /* NODE_MAP: n scalars, no two alike */
	const struct node *values; /* NODE_MAP and NODE_LIST */
};

struct nodes {
	const struct node *at;
	size_t n;
};

#endif
