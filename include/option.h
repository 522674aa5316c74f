/* option - a noun: one row tells a key once: its type, bounds, default and meaning.
 *
 * The parser, `check`, the manual page and their tests read the same row. `offset` is where in the
 * kind's settings the value goes; the C type there is named beside each type. */
#ifndef OPTION_H
#define OPTION_H

#include "node.h"

enum option_type {
	OPT_TEXT,     /* struct str */
	OPT_BOOL,     /* bool: true/false, yes/no, on/off */
	OPT_INT,      /* int64_t within min..max */
	OPT_NUMBER,   /* double */
	OPT_DURATION, /* int64_t ms: 90s 15m 2h 7d 2y, also 500ms and plain 0 */
	OPT_URL,      /* struct str: absolute http or https */
	OPT_CHOICE,   /* int: a value of `choices` */
	OPT_SECRET, /* struct str: {file: PATH}, {env: NAME} or {credential: NAME}; never inline */
	OPT_URL_OR_SECRET, /* struct secret_url: as OPT_URL or as OPT_SECRET */
	OPT_LIST,	   /* struct nodes: scalars; a single scalar is a list of one */
	OPT_NODE,	   /* const struct node *: kept as it is for the room that owns it */
	OPT_PATH,  /* struct str: seen from the folder of the configuration file; "-" stays */
	OPT_LATER, /* nothing: known, but refused with "not yet" unless its value is `def` */
	OPT_REST,  /* struct params: all keys that no other row reads, each a text, or a secret as
		      OPT_SECRET; one whose name sounds like a secret must be one. Its own key is
		      for the manual. */
};

struct choice {
	const char *name;
	int value;
};

struct secret_url {
	struct str url;
	bool is_inline;
	struct where where;
};

struct option {
	const char *key;
	enum option_type type;
	size_t offset;
	const char *def;	      /* NULL: zero; else parsed like a scalar */
	int64_t min, max;	      /* OPT_INT and OPT_DURATION; both 0: any from 0 up */
	const struct choice *choices; /* OPT_CHOICE, ends with a NULL name */
	bool must;		      /* the key must be there */
	const char *doc;	      /* the manual's sentence */
};

#endif
