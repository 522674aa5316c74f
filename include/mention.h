/* mention - a noun: an item that speaks of at least one of our brands, and why we think so.
 *
 * Spans are bytes into the item's field; `part` is the index in tags or links, else 0.
 * Memory: the job's arena; brand and term texts belong to the plan. */
#ifndef MENTION_H
#define MENTION_H

#include "item.h"

struct hit {
	enum field field;
	uint32_t part, start, end;
	struct str term;      /* as the rule author wrote it */
	struct str lookalike; /* empty: it is the term; else "Аcme (Cyrillic А)", which only looks
				 so */
};

enum tone { TONE_UNKNOWN, TONE_NEGATIVE, TONE_NEUTRAL, TONE_POSITIVE, TONE_MIXED };

struct evidence {
	enum field field; /* FIELD_TITLE or FIELD_TEXT */
	uint32_t start, end;
	struct str text; /* the words that count */
	double value;	 /* negative pulls toward negative */
	struct str why;	 /* "lexicon", "lexicon, negated by \"not\"", … */
};

struct sentiment {
	enum tone tone;
	double score; /* -1 … 1 */
	const struct evidence *evidence;
	size_t n;
};

/* What one brand or one rule's terms found in one item. */
struct found {
	uint32_t query; /* index into what match_compile() was given */
	const struct hit *hits;
	size_t n;
};

struct brand_hit {
	uint32_t brand; /* index into the plan's brands */
	struct str name;
	const struct hit *hits;
	size_t n;
	struct sentiment sentiment; /* toward this brand */
	struct str by_service;	    /* the term by which a service found it; else hits tell it */
};

/* A grave subject (breach, recall, outage …) and the words that tell it. */
struct topic_hit {
	struct str name;
	const struct hit *hits;
	size_t n;
};

struct mention {
	const struct item *item;
	const struct brand_hit *brands;
	size_t n_brands;	   /* 0: the item speaks of none; then it is no mention */
	const struct found *rules; /* rule term queries that matched, for deciding and evidence */
	size_t n_rules;
	const struct topic_hit *topics; /* beside the sentiment, and whatever it is */
	size_t n_topics;
	struct sentiment sentiment; /* the first brand's, or of the whole text without a brand */
	bool is_old; /* from before we looked: remembered, so that it is no news later; not told */
	bool is_edited;	       /* the item was known; its new text speaks of these brands as well */
	struct str lang_guess; /* BCP 47, of a text whose source does not say; empty: unknown */
};

struct mentions {
	struct mention *at;
	size_t n;
};

#endif
