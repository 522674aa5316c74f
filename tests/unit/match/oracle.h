/* oracle - what terms mean, told slowly and plainly: the reference for the engine.
 *
 * A text is normalised one character at a time by utf8proc, with the strips of product.md; each
 * term is looked for with PCRE2; borders, addresses and the logic are loops over what they say. It
 * shares no code with the engine but the types of an item.
 * Memory: the arena given. Failure: asserts. */
#ifndef ORACLE_H
#define ORACLE_H

#include "arena.h"
#include "item.h"

enum { ORACLE_KIDS = 8 };

enum oracle_kind { ORACLE_WORD, ORACLE_EXACT, ORACLE_DOMAIN, ORACLE_NEAR, ORACLE_GROUP };

/* A group holds when one of `any`, all of `all` and none of `none` hold. */
struct oracle_list {
	struct oracle_term *at[ORACLE_KIDS];
	size_t n;
};

struct oracle_term {
	enum oracle_kind kind;
	uint32_t fields; /* bits of `in`, or 0 */
	struct str text; /* as written */
	struct oracle_list any, all, none;
	struct oracle_list near;
	uint32_t within;
	bool is_ordered;
	struct oracle_search *search; /* made when first asked */
};

struct oracle_hit {
	enum field field;
	uint32_t part, start, end;
	struct str term;
	bool is_optional; /* a near's inner member, of which an engine may choose another */
};

struct oracle_hits {
	struct oracle_hit *at;
	size_t n, cap;
};

struct oracle *oracle_item(struct arena *arena, const struct item *item);

/* query: a group. Sorted by field, part, place and term; each once. */
bool oracle_holds(struct oracle *oracle, struct oracle_term *query, bool is_brand,
		  struct oracle_hits *out);

void oracle_forget(struct oracle_term *query); /* what it holds of the arena and of PCRE2 */

#endif
