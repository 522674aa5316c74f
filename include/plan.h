/* plan - one loaded configuration, compiled and immutable.
 *
 * The rooms compile what they own (match the terms, score the packs, the kinds their options);
 * errors keep their place. A plan is counted: a reload swaps the flow's plan, and jobs under way
 * keep the old one until they end.
 * Memory: its own arena. Thread: load, hold and release the loop; reading any.
 * Failure: problems. */
#ifndef PLAN_H
#define PLAN_H

#include "config.h"
#include "decide.h"
#include "learn.h"
#include "lore.h"
#include "match.h"
#include "score.h"

struct brand {
	struct str name;
	struct where where;
	uint32_t query;
	const struct lore *lore; /* taught by its people; NULL: nothing */
};

struct topic_set;

struct plan {
	struct arena *arena;
	struct config config;
	struct brand *brands;
	size_t n_brands;
	struct source *sources;
	size_t n_sources;
	struct channel *channels;
	size_t n_channels;
	struct rule *rules;
	struct decide_rules decide;
	uint32_t *health_to;
	size_t n_health_to;
	struct matcher *matcher; /* brand queries first: query i is brand i */
	uint32_t rivals;	 /* the query of the list "competitors", or RULE_NO_QUERY */
	struct scorer *scorer;
	struct strs pack_names;	  /* that it is made of, as a configuration would list them */
	struct topic_set *topics; /* one a language */
	size_t n_topics;
	struct strs topic_names; /* of all languages, no two alike */
	int holders;
};

/* path: the configuration file; data: the folder of the shipped rules. NULL after errors. */
struct plan *plan_load(struct str path, struct str data, struct problems *problems) MUST_CHECK;
/* The same without its secrets, which only the daemon can read: for whoever asks and sends not. */
struct plan *plan_outline(struct str path, struct str data, struct problems *problems) MUST_CHECK;
/* The same from a text; path is what errors call it. */
struct plan *plan_text(struct str path, struct str text, struct str data,
		       struct problems *problems) MUST_CHECK;
/* Without any configuration: no brands, no rules, the shipped packs. */
struct plan *plan_bare(struct str data, struct problems *problems) MUST_CHECK;
struct plan *plan_hold(struct plan *plan);
void plan_release(struct plan **plan);

/* Match and score one item, and find its topics: what a worker does. No mention when out->n_brands
 * is 0; then sentiment and language are not judged (plan_feel does). */
void plan_examine(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		  const struct item *item, struct mention *out, struct match_faults *faults);
/* The brands that these terms stand for: whose terms they are, or of which they speak themselves.
 */
struct trust_list {
	const struct brand_hit *at;
	size_t n;
};
const struct trust_list *plan_trust(const struct plan *plan, struct match_desk *desk,
				    struct arena *arena, struct strs terms);
/* A text in which no brand was found speaks of these, because a service that was asked for their
 * terms says so. */
void plan_believe(const struct plan *plan, struct arena *arena, const struct trust_list *trusted,
		  struct mention *mention);
/* The sentiment and the language of a text that speaks of no brand, into its mention. */
void plan_feel(const struct plan *plan, struct arena *arena, struct mention *mention);
/* The sentiment toward a phrase of the text; of the whole text when the phrase is not there. */
void plan_toward(const struct plan *plan, struct arena *arena, const struct item *item,
		 struct str target, struct sentiment *out);

/* A text with the label that people gave it, as a lesson: judged toward the brand as any text is,
 * but without what was taught before. A text that names no brand is aimed at the phrase, or taken
 * as it is. Gives its language. */
struct labelled {
	const struct item *item;
	struct str brand;  /* that is taught */
	struct str target; /* may be empty */
	enum tone tone;
};
struct str plan_lesson(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		       const struct labelled *text, struct lesson *out);

const struct source *plan_source(const struct plan *plan, struct str name);
const struct channel *plan_channel(const struct plan *plan, struct str name);

#endif
