/* terms - a query as the author wrote it, read into a tree whose leaves can be searched for.
 *
 * Memory: the plan's arena; the patterns' code is freed by match_free(). Thread: reading the loop;
 * the tree is immutable afterwards. Failure: problems, and NULL for a term that has one. */
#ifndef TERMS_H
#define TERMS_H

#include "match.h"

struct pattern;

enum { TERMS_MAX = 1000000, TERMS_DEPTH = 32, TERM_BYTES = 1000, NEAR_TERMS = 6 };

#define FIELD_BIT(field) (1u << (field))

enum leaf_kind { LEAF_WORD, LEAF_EXACT, LEAF_DOMAIN, LEAF_REGEX };

struct leaf {
	enum leaf_kind kind : 8;
	bool is_open_left, is_open_right; /* `*soft`, `acme*` */
	bool is_token;			  /* a handle or a hashtag: '_' belongs to it */
	bool is_name;			  /* match_words() tells it */
	bool is_ascii;			  /* domain: as it is looked for */
	bool is_lookalike;		  /* what only looks like it; its keys are look keys */
	uint32_t lead;	  /* exact: bytes in front that have no key; domain: where the label is */
	struct str text;  /* exact: the characters; domain: its key; regex: the pattern */
	struct str plain; /* domain: as written; of a look-alike word the key */
	struct strs keys; /* one of them is in the key of a text with a hit; regex: maybe none */
	struct pattern *pattern;
};

struct leaves {
	struct leaf *at;
	size_t n, cap;
};

enum term_kind { TERM_LEAF, TERM_NEAR, TERM_ANY, TERM_ALL, TERM_NONE };

struct term {
	struct where where;
	struct str text; /* leaf and near: as written */
	enum term_kind kind : 8;
	bool is_ordered; /* near */
	uint16_t within; /* near */
	uint32_t fields; /* bits, of `in`; 0: as around it */
	uint32_t leaf;
	uint32_t size, depth; /* of the tree below, itself included */
	const struct term *const *kids;
	size_t n;
};

struct tree { /* of one query; a part it does not have is NULL */
	const struct term *any, *all, *none;
};

struct reader {
	struct arena *arena, *scratch;
	struct problems *problems;
	struct leaves leaves; /* in scratch: they grow */
	const struct term_list *lists;
	size_t n_lists;
	struct list_state *states;
	uint32_t *looks; /* by leaf: its look-alike's leaf + 1, 0 when it has none yet */
	size_t n_looks, cap_looks;
};

/* Reads the lists, also those that nobody uses. */
struct reader reader_new(struct arena *arena, struct arena *scratch,
			 const struct match_input *input, struct problems *problems);
struct tree read_query(struct reader *reader, const struct query *query);

#endif
