/* match - which brands and rules a text speaks of, and with which characters.
 *
 * A query is a boolean expression over terms (product.md, Terms). All queries of a plan are
 * compiled into one immutable matcher; one pass over an item answers all of them.
 *
 * Where a term looks when no `in` says otherwise: a word, phrase, handle, hashtag, exact text or
 * regex in title, text and tags; a domain in title, text, url and links. The author and the url are
 * searched for words only by `in`. In a tag or an author of one word the sign need not be written:
 * "#acme" is the tag "acme", and `{in: author, any: ["@acmehq"]}` the author "acmehq".
 *
 * Word terms stay out of URLs and e-mail addresses, and `acme.example` alone is a written name: it
 * is a hit for both the word and the domain. A near without `within` allows 5 words; its hits are
 * its terms. A domain's hit is the whole host. A prefix's or suffix's hit is the whole word.
 *
 * A brand query's `none` takes away the hits that lie inside an excluded phrase (or inside the span
 * of an excluded near; a near that holds apart from all hits takes all of them); if hits remain the
 * query holds. A rule query's `none` vetoes the item.
 *
 * With has_lookalikes a word, phrase, handle or domain is also hit by what looks like it: letters
 * of other scripts, digits and signs for letters, in a domain also "rn" for "m", and Punycode that
 * shows such. A word must mix scripts, or letters and digits, or be wholly of another script; and
 * it is no look-alike where another term of the query is itself found. hit.lookalike tells it.
 *
 * A regex without a literal runs only when all else that its query wants is there. When a matcher
 * has such regexes and brands (which then are its first queries), the rules are asked only of items
 * in which a brand holds.
 *
 * Memory: the matcher lives in the plan's arena; PCRE2's code is freed by match_free. A match_desk
 * is one thread's working space. Results are in the job's arena, terms borrow from the plan.
 * Thread: compile and free the loop; match_item any, each thread with its own desk.
 * Failure: compile tells problems; at run time a term that hits a limit is a fault of that term,
 * reported in the result, and never "no match" in silence. */
#ifndef MATCH_H
#define MATCH_H

#include "mention.h"
#include "node.h"

enum {
	MATCH_LIMIT = 100000,	       /* PCRE2 match limit; without JIT less in a long text */
	MATCH_HEAP_KIB = 20 * 1024,    /* PCRE2 heap limit */
	MATCH_STACK_MAX = 1024 * 1024, /* JIT stack */
	MATCH_HITS = 1000,	       /* of one query in one item are told, the first ones */
};

enum query_kind { QUERY_BRAND, QUERY_RULE };

struct query {
	enum query_kind kind;
	const struct node *any, *all, *none; /* lists of terms, or NULL; all parts must hold */
	bool has_lookalikes;		     /* what looks like a term counts, too */
	struct where where;
};

struct term_list { /* of the section `lists:` */
	struct str name;
	const struct node *terms;
};

struct matcher;
struct match_desk;

struct match_fault {
	uint32_t query;
	struct str term; /* the pattern */
	struct str what; /* "match limit 100000 reached" */
};

struct match_faults {
	const struct match_fault *at;
	size_t n;
};

struct match_input {
	const struct query *queries;
	size_t n;
	const struct term_list *lists;
	size_t n_lists;
};
bool match_compile(struct arena *arena, const struct match_input *input, struct problems *problems,
		   struct matcher **out) MUST_CHECK;
void match_free(struct matcher **matcher);

struct match_desk *match_desk_new(void);
void match_desk_free(struct match_desk **desk);

/* The queries that hold, in ascending order, each with its hits in order of place. */
struct match_result {
	const struct found *found;
	size_t n;
	struct match_faults faults;
};
void match_item(const struct matcher *matcher, struct match_desk *desk, struct arena *arena,
		const struct item *item, struct match_result *out);

/* The regex terms, for `check`. One runs on a text in whose search key one of the keys is; without
 * keys on every text. */
struct match_regex {
	struct where where;
	struct str text;
	struct strs keys;
	uint32_t leaf;
};
struct match_regexes {
	const struct match_regex *at;
	size_t n;
};
struct match_regexes match_regexes(const struct matcher *matcher, struct arena *arena);
bool match_regex_finds(const struct matcher *matcher, struct match_desk *desk,
		       const struct match_regex *regex, struct str text);

/* What to ask a search service for, of these queries (to: behind the last), each text once: the
 * words, phrases, handles, hashtags, domains and exact texts of `any`; of `acme*` the part without
 * the star, of `*soft` nothing; of a near and of an `all` the first; of a regex the texts that it
 * must contain, where they are words. Nothing of a `none`, and nothing that is looked for in the
 * author only. */
struct strs match_asks(const struct matcher *matcher, uint32_t from, uint32_t to,
		       struct arena *arena);

/* The positive word and phrase terms of a query as plain texts: what to mask before scoring. */
struct strs match_words(const struct matcher *matcher, uint32_t query, struct arena *arena);

/* Does this phrase occur in text as a word term? Hits are in FIELD_TEXT. For `target:`. */
bool match_phrase(struct arena *arena, struct str text, struct str phrase, const struct hit **out,
		  size_t *n);

bool match_has_jit(void);

#endif
