/* bench_match - what the matcher's benchmark and the peers share.
 *
 * An engine is made of the first n rules, and then answers for texts which rules are in them. All
 * engines mean the same by a rule, so their tallies must be equal.
 * Memory: what make() takes is the arena's, or freed by done(). Failure: the program ends. */
#ifndef BENCH_MATCH_H
#define BENCH_MATCH_H

#include "str.h"

struct bench_rule {
	struct str term; /* a word or phrase, or the pattern of a regex */
	struct str key;	 /* folded: it is in the key of each text with a match */
	bool is_regex;
};

struct bench_rules {
	const struct bench_rule *at;
	size_t n;
};

struct bench_texts {
	const struct str *at;
	size_t n, first, step; /* from the first on every step-th counts */
	size_t bytes;	       /* of those */
};

/* Of the pairs of text and rule; for a normaliser the bytes it made. */
struct tally {
	size_t n;
	uint64_t sum;
};

void tally_add(struct tally *tally, size_t text, size_t rule);

struct engine {
	const char *name;
	/* *size: bytes that the made form takes. */
	void *(*make)(struct arena *arena, struct bench_rules rules, size_t *size);
	struct tally (*run)(void *state, const struct bench_texts *texts);
	void (*done)(void *state); /* or NULL */
};

extern const struct engine naive_engine, automaton_engine, vectorscan_engine, utf8proc_engine;

/* One PCRE2 pattern with JIT, for naive.c and for the regexes of the peers. */
struct naive;
struct naive *naive_new(struct arena *arena, struct str pattern, bool is_caseless);
bool naive_has(const struct naive *naive, struct str text);
void naive_free(struct naive *naive);

#endif
