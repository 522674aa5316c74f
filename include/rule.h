/* rule - a noun: a condition on a mention and what follows from it. Holds no code.
 *
 * Compiled from the configuration by flow/plan.c; read by alert/decide.c. Sets are lists of
 * indices or names; an empty set means "any". Memory: the plan's arena, immutable. */
#ifndef RULE_H
#define RULE_H

#include "mention.h"
#include "source.h"

enum severity { SEVERITY_INFO, SEVERITY_NOTICE, SEVERITY_HIGH, SEVERITY_CRITICAL };

#define RULE_NO_QUERY UINT32_MAX
#define RULE_ANY (-1)

struct rule_test {
	struct str text;
	bool fires;
	struct where where;
};

struct rule {
	struct str name;
	struct where where;
	const uint32_t *brands; /* indices into the plan's brands; n_brands 0: every brand */
	size_t n_brands;
	uint32_t query; /* its own any/all/none as a match query, or RULE_NO_QUERY */
	uint32_t tones; /* bit set 1 << enum tone; 0: any */
	bool has_below, has_above;
	double below, above; /* score < below, score > above */
	struct strs sources, connectors, places, authors, langs, source_tags, topics;
	int64_t followers, points; /* counts of the item, at least; 0: any */
	int side;		   /* enum side, or RULE_ANY */
	int kind;		   /* enum item_kind, or RULE_ANY */
	/* effects */
	int severity;	    /* enum severity, or RULE_ANY: by sentiment */
	const uint32_t *to; /* indices into the plan's channels */
	size_t n_to;
	struct strs tags;
	int64_t realert_ms;
	bool goes_on; /* `continue: true` */
	const struct rule_test *tests;
	size_t n_tests;
};

struct mute {
	const uint32_t *brands;
	size_t n_brands; /* 0: all */
	int64_t until_ms;
	struct str why;
};

/* What was decided about one mention, and why. */
struct verdict {
	const struct rule *const *rules; /* that took it, in order */
	size_t n_rules;
	enum severity severity;
	const uint32_t *to; /* indices of channels, no two alike */
	size_t n_to;
	struct strs tags;
	struct str silent; /* why nobody is told although a rule took it; empty: they are told */
	int64_t realert_ms;
};

#endif
