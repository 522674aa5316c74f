/* inside - what the files of this room tell each other. */
#ifndef INSIDE_H
#define INSIDE_H

#include "config.h"
#include "param.h"

#define WHERE_FMT STR_FMT ":%u:%u"
#define WHERE_ARG(w) STR_ARG((w).file->path), (w).line, (w).column

/* shown.c: the text as it may be printed, with everything that sounds like a secret masked. */
struct str shown_text(struct arena *arena, struct str text);
bool shown_is_secret_name(struct str name);
bool shown_is_secret_param(struct str name); /* also "key" and "…_key": of a connector */

/* options.c: several sets of rows read from one map; an earlier set wins a key. */
struct option_set {
	const struct option *rows; /* may be NULL */
	void *settings;
};

struct reading {
	struct arena *arena;
	struct problems *problems;
	bool is_partial; /* a file is missing: what is not there may stand in it */
	bool skips_secrets;
};

/* rest.c: the keys that no row reads, for a row of OPT_REST among the sets. */
struct rest {
	struct params *out; /* NULL: there is no such row */
	struct param *at;
};
struct rest rest_new(const struct reading *reading, const struct node *map,
		     const struct option_set *sets, size_t n);
void rest_add(const struct reading *reading, struct rest *rest, const struct node *key,
	      const struct node *value);

bool options_read_sets(const struct reading *reading, const struct node *map,
		       const struct option_set *sets, size_t n);
/* One value into the place of its row; `key` is where the key stands. */
bool option_read(const struct reading *reading, const struct option *row, struct where key,
		 const struct node *value, void *settings);
bool node_is_none(const struct node *node); /* a key without a value */
bool node_is_bool(const struct node *node, bool *out);
const struct node *node_get(const struct node *map, const char *key); /* NULL: not there */
/* False, with a problem, unless the value is of that kind. */
bool node_wants(const struct reading *reading, const struct node *node, enum node_kind kind,
		const char *what);

/* yaml.c: yaml_load, but after errors that are no syntax errors there is a tree, too. */
const struct node *tree_load(struct arena *arena, struct str path, struct where from,
			     struct problems *problems);

/* complaint.c: libyaml's words for what went wrong, and ours; NULL: none of ours. */
struct complaint {
	const char *context, *problem;
	bool is_at_context; /* there is the place to tell */
	const char *what, *hint;
};
const struct complaint *complaint_find(const char *context, const char *problem);
bool complaint_is_about(const char *words, const char *wanted); /* words may be NULL */

/* secret.c */
bool secret_is_place(const struct node *value); /* {file: …}, whatever stands in it */
bool secret_read(const struct reading *reading, const char *name, struct where key,
		 const struct node *value, struct str *out);

/* include.c: the file and all it includes as one map; NULL when nothing can be made of it.
 * *is_whole: every file was there and could be read. */
const struct node *include_all(const struct reading *reading, struct str path, bool *is_whole);

/* The sections of the file, as they stand there; NULL: not there. */
struct sections {
	const struct node *brands, *sources, *rules, *channels, *lists, *people, *mute;
	const struct node *mail, *store, *poll, *net, *log, *health, *sentiment, *keep, *ignore;
	const struct node *include;
};

/* settings.c, entries.c, rules.c: what the sections declare. */
void settings_read(const struct reading *reading, const struct sections *sections,
		   struct config *out);
void brands_read(const struct reading *reading, const struct sections *sections,
		 struct config *out);
void mutes_read(const struct reading *reading, const struct sections *sections, struct config *out);
void sources_read(const struct reading *reading, const struct sections *sections,
		  const struct config_kinds *kinds, struct config *out);
void channels_read(const struct reading *reading, const struct sections *sections,
		   const struct config_kinds *kinds, struct config *out);
void rules_read(const struct reading *reading, const struct sections *sections, struct config *out);
/* any, all, none: always a list of at least one term, or NULL. */
const struct node *terms_read(const struct reading *reading, const struct node *node);

/* names.c and reach.c: what one declaration cannot know alone. */
void names_check(const struct reading *reading, const struct config *config);
void reach_check(const struct reading *reading, const struct config *config);
void languages_check(const struct reading *reading, const struct node *map); /* its lang: */
bool nodes_have(struct nodes nodes, struct str text);

#endif
