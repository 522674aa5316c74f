/* draft - what a feed says of itself or of one entry, until all of it has been heard.
 *
 * The same thing may be said in several ways; each comes with a rank, 1 is best. The first of the
 * best rank stays. Texts are kept as they came and read only when it is known which one counts.
 * Memory: slices of the input; draft_* results in the arena given. */
#ifndef DRAFT_H
#define DRAFT_H

#include "feed.h"

struct word {
	struct str text;
	int rank; /* 0: not said */
};

struct words {
	struct word word;
	bool is_html;
	struct str base; /* its relative links resolve against this */
};

struct moment {
	int64_t ms;
	int rank;
};

struct texts {
	struct str *at;
	size_t n, cap;
};

struct draft {
	struct words title, summary, content;
	struct word link, id, author, author_url, language, comments;
	struct moment published, updated;
	struct texts categories;
};

/* An empty text says nothing. */
void draft_word(struct word *word, int rank, struct str text);
void draft_words(struct words *words, int rank, const struct words *said);
/* Entries inherit it from their feed, so it has a ceiling. */
void draft_language(struct word *word, int rank, struct str language);
void draft_date(struct moment *moment, int rank, struct str text);
/* A second author of the same rank stands beside the first. */
void draft_author(struct arena *arena, struct draft *draft, int rank, struct str name);
void draft_category(struct arena *arena, struct draft *draft, struct str name);
void draft_keywords(struct arena *arena, struct draft *draft, struct str list);

/* The feed's entries while they come in. */
struct entries {
	struct entry *at;
	size_t n, cap, dropped;
	size_t links_len; /* of all links of all entries */
};
/* Is there no room for one more? Then it is counted as dropped. Asked before entries_add(). */
bool entries_full(struct entries *entries);
void entries_add(struct arena *arena, struct entries *entries, const struct draft *draft);
/* The whole feed: what an entry does not say, its feed says for it. */
bool entries_finish(struct arena *arena, const struct entries *entries, const struct draft *draft,
		    struct feed *out, struct err *err) MUST_CHECK;

#endif
