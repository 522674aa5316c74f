/* path - where in an answer a value stands, and what is found there (mentiond-connectors(7)).
 *
 *	a.b.c  a[0]  a[]  a[type=replied_to]  ^.x  $name.x  $answer.x  .      "\." is a dot in a key
 *
 * Compiled once; a path that cannot be read is told with its place. Evaluation never fails: what is
 * not there is empty. Empty is missing, null, "", [] and {}; 0 and false are values. Where brackets
 * meet a value that is no list, it is a list of one; a key never looks into the entries of a list.
 * Memory: a path in `home`, with its texts; what is found borrows the answer. Thread: any. */
#ifndef PATH_H
#define PATH_H

#include "json.h"
#include "param.h"

struct arena;

enum {
	PATH_STEPS_MAX = 32,
	PATH_FOUND_MAX = 10000,	  /* values that one path may find */
	PATH_MEMBERS_MAX = 10000, /* of a map, among which a key is looked for */
};

enum path_root {
	PATH_HERE, /* the element, or the answer where there is none */
	PATH_UP,   /* ^: the nearest enclosing object that has the first key */
	PATH_NAME, /* $name: a joined entry, or a name of the scope */
};

enum step_kind { STEP_KEY, STEP_INDEX, STEP_EACH, STEP_WHERE };

struct step {
	enum step_kind kind;
	struct str key;	  /* KEY, WHERE */
	struct str value; /* WHERE */
	size_t index;	  /* INDEX */
};

struct path {
	enum path_root root;
	struct str name; /* PATH_NAME */
	const struct step *steps;
	size_t n;
	struct where where;
};

/* Names with their texts: parameters, secrets, {term}, {page}, what a login kept, … */
struct named {
	struct str name, value;
};

struct names {
	const struct named *at;
	size_t n;
};

/* The entry of a side table that belongs to the element; value NULL: there is none. */
struct joined {
	struct str name;
	const struct json_value *value;
};

/* Where a path is read from. */
struct scope {
	const struct json_value *here;
	const struct scope *up; /* the scope of the object around it; NULL: the answer itself */
	const struct json_value *answer;
	const struct joined *joined;
	size_t n_joined;
	struct names names;
};

bool path_read(struct arena *home, struct str text, struct where where, struct path *out,
	       struct problems *problems) MUST_CHECK;

/* All that is found and not empty, in order; [] and [type=…] may find several, at most
 * PATH_FOUND_MAX. A name of the scope is found as a text. */
struct values {
	const struct json_value *const *at;
	size_t n;
};
struct values path_find(const struct path *path, const struct scope *scope, struct arena *arena);

/* The first that is not empty, or NULL. */
const struct json_value *path_first(const struct path *path, const struct scope *scope,
				    struct arena *arena);
/* The first that is not empty as a text: numbers as written, true and false by these words; empty
 * for lists and maps. */
struct str path_text(const struct path *path, const struct scope *scope, struct arena *arena);

bool value_is_empty(const struct json_value *value);
struct str value_text(const struct json_value *value);

/* The scopes of the elements, each with the objects around it: the entries of the lists that are
 * found, without nulls, and what is found and is no list. They borrow what `scope` points to. */
struct scopes {
	const struct scope *at;
	size_t n;
};
struct scopes path_each(const struct path *path, const struct scope *scope, struct arena *arena);

/* The value of a name in the scope, or empty: of several alike the last that is not empty, so that
 * a parameter may be called as something that this connector does not have. */
struct str names_get(struct names names, struct str name);

#endif
