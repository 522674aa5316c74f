/* matcher - the compiled form of all queries, and one item while it is searched.
 * For compile.c, search.c, judge.c and match.c. */
#ifndef MATCHER_H
#define MATCHER_H

#include "literal.h"
#include "part.h"
#include "pattern.h"
#include "terms.h"

/* Groups of numbers: those of i < n are ids[first[i]] up to ids[first[i + 1]]. */
struct groups {
	size_t n;
	const uint32_t *first, *ids;
};

struct plan_query {
	enum query_kind kind;
	struct tree tree;
};

struct matcher {
	struct plan_query *queries;
	size_t n;
	struct leaves leaves;
	uint32_t *leaf_fields; /* bits: where any query wants the leaf */
	uint32_t fields;       /* of all leaves */
	struct groups queries_of_leaf;
	struct literals *literals;
	struct groups leaves_of_literal;
	bool *are_whole_words;	/* by literal: all its leaves are words without `*` */
	struct literals *looks; /* of look keys; NULL: nobody wants look-alikes */
	struct groups leaves_of_look;
	const uint32_t *bare; /* regex leaves without a literal */
	size_t n_bare;
	const uint32_t *always; /* queries that can hold without any hit */
	size_t n_always;
};

/* The fields a leaf looks in under an `in` (0: none). */
uint32_t fields_of(const struct leaf *leaf, uint32_t scope);
/* `in` inside `in`: both. */
uint32_t narrowed(uint32_t scope, const struct term *term);

/* compile.c; scratch: what is not needed afterwards */
bool compile_plan(struct matcher *matcher, struct arena *arena, struct arena *scratch,
		  struct problems *problems);

/* A leaf's hit in one part of the item. */
struct place {
	uint32_t leaf, part;
	struct span at;
};

struct match_desk {
	struct arena *arena; /* reset after each item */
	struct pattern_desk *patterns;
	/* Sized for the matcher at hand. A stamp says whether the rest is of this item or part. */
	size_t n_leaves, n_queries;
	uint32_t stamp, part_stamp;
	struct leaf_state {
		uint32_t stamp, first; /* where its places begin */
		uint32_t tried;	       /* regex leaf in this part; without literal: at all */
	} * leaf_states;
	uint32_t *query_stamp;
};

struct search {
	const struct matcher *matcher;
	struct match_desk *desk;
	struct part *parts;
	size_t n_parts;
	struct place *places; /* sorted by leaf and place once the search is over */
	size_t n_places, cap_places;
	struct arena *arena; /* of the results */
	struct match_fault *faults;
	size_t n_faults, cap_faults;
};

/* search.c: fills parts, places and faults. */
void search_item(struct search *search, const struct item *item);
/* A regex without a literal that has not run on this item so far; and its run. */
bool search_is_open(const struct search *search, uint32_t leaf);
void search_leaf(struct search *search, uint32_t leaf);

/* judge.c: can the query hold, whatever the regexes find that have not run? */
bool judge_can_hold(const struct search *search, uint32_t query);
/* Does it hold? Its hits are in the results' arena. */
bool judge_query(struct search *search, uint32_t query, struct found *out);

#endif
