/* config - one file of configuration and its includes, as declarations that know their place.
 *
 * config knows keys, types and bounds, and no kind of source or channel: their rows of options are
 * handed in. Terms stay nodes for match/ to compile. Everything wrong is told in one go.
 * Memory: the arena given. Thread: the loop. Failure: problems; false when there are errors. Then
 * brands, lists, ignore_any and rules hold what could be read, so that whoever owns the terms can
 * tell what is wrong with those in the same go; nothing else is to be looked at. */
#ifndef CONFIG_H
#define CONFIG_H

#include "channel.h"
#include "duration.h"

enum {
	CONFIG_BYTES_MAX = 64 * 1024 * 1024,
	CONFIG_DEPTH_MAX = 32,
	CONFIG_ALIAS_NODES_MAX = 10000,
	CONFIG_NODES_MAX = 2000000, /* keys and values of one file */
};

struct brand_decl {
	struct str name;
	struct where where;
	const struct node *any, *none;
	bool has_lookalikes;
};

/* How a kind's rows are read. In an entry of `sources:` or of `channels:` exactly one key is the
 * name of a kind (`feed: …`, `email: …`); what stands behind it is
 *   a map        every row of the kind is read from that map;
 *   plain `true` the kind as it is, every row at its default (unless the first row is an OPT_BOOL);
 *   else         it is the value of the kind's FIRST row, whatever that row's key is. In an entry
 * of `sources:` the kind's further rows may then stand beside the key in the entry's map, where a
 * row of the kind goes before a common key of the same name. Rows not given hold their defaults; a
 * `must` row that is not given is an error. A kind may have no rows at all: then only `true` fits.
 */
struct kind_decl {	 /* one entry of `sources:` or `channels:` */
	struct str name; /* empty: not given */
	struct where where;
	size_t kind;	/* index into the rows handed in */
	void *settings; /* filled by the kind's options */
};

struct source_decl {
	struct kind_decl base;
	int side;
	bool has_baseline;
	struct str baseline; /* silent, all, or a duration */
	int64_t baseline_ms;
	int64_t every_ms;
	struct nodes tags;
	int genre; /* enum genre */
	int trust; /* enum trust */
	struct str lang, user, password, ca;
	const struct node *headers; /* map of texts and secrets; resolved in header_list */
	struct headers header_list;
};

struct channel_decl {
	struct kind_decl base;
	int side;
};

struct rule_decl {
	struct str name;
	struct where where;
	struct nodes brands, sources, connectors, places, authors, langs, topics, to, tags,
		source_tags;
	const struct node *any, *all, *none;
	bool has_terms;
	uint32_t tones;
	bool has_below, has_above;
	double below, above;
	int side, kind, severity;  /* RULE_ANY: not given */
	int64_t followers, points; /* at least; 0: any */
	int64_t realert_ms;
	bool goes_on;
	bool is_broken; /* something in it was told as an error */
	struct rule_test *tests;
	size_t n_tests;
};

struct mute_decl {
	struct nodes brands;
	int64_t until_ms;
	struct str why;
	struct where where;
};

struct named_nodes {
	struct str name;
	struct where where;
	const struct node *node;
};

struct config {
	struct str path;
	struct brand_decl *brands;
	size_t n_brands;
	struct source_decl *sources;
	size_t n_sources;
	struct rule_decl *rules;
	size_t n_rules;
	struct channel_decl *channels;
	size_t n_channels;
	struct mute_decl *mutes;
	size_t n_mutes;
	struct named_nodes *lists, *people;
	size_t n_lists, n_people;
	const struct node *ignore_any; /* may be NULL */
	struct nodes ignore_authors;
	struct mail_settings mail;
	struct where mail_where;
	struct str store, control;
	int64_t workers; /* -1: number of cores */
	struct {
		int64_t every_ms, slowest_ms, floor_ms, retry_ms;
	} poll;
	struct {
		struct nodes allow_private;
		struct str contact, proxy;
	} net;
	struct {
		int to, level;
	} log;
	struct nodes health_to;
	struct {
		struct nodes packs;
		const struct node *words;
		bool has_packs;
	} sentiment;
	struct {
		int64_t seen_ms, mentions_ms;
	} keep;
};

enum log_to { LOG_TO_AUTO, LOG_TO_STDERR, LOG_TO_SYSLOG, LOG_TO_JOURNAL };

struct config_kind {
	const char *name;
	const struct option *options;
	size_t size;
};

struct config_kinds {
	const struct config_kind *sources, *channels;
	size_t n_sources, n_channels;
	bool skips_secrets; /* the place of a secret is read, the secret is not */
};

bool config_load(struct arena *arena, struct str path, const struct config_kinds *kinds,
		 struct config *out, struct problems *problems) MUST_CHECK;
/* The same from a text without includes; file->path is what errors call it. */
bool config_parse(struct arena *arena, const struct text_file *file,
		  const struct config_kinds *kinds, struct config *out,
		  struct problems *problems) MUST_CHECK;

/* A YAML file as a tree, strict (no tags, no duplicate keys, ceilings); NULL after an error. */
const struct node *yaml_load(struct arena *arena, struct str path, struct problems *problems);
const struct node *yaml_parse(struct arena *arena, struct str path, struct str text,
			      struct problems *problems);

/* A map read by its rows; unknown keys are errors with a suggestion. */
bool options_read(struct arena *arena, const struct node *map, const struct option *rows,
		  void *settings, struct problems *problems);
/* The same without a map: every default in place. */
void options_defaults(struct arena *arena, const struct option *rows, void *settings);

#endif
