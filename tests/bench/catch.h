/* catch - what the literal peers do where one of their texts stands: word boundaries, regexes, and
 * each rule once a text. So they are compared by how they search, and by nothing else. */
#ifndef CATCH_H
#define CATCH_H

#include "bench_match.h"

/* One text to search for; a phrase with a hyphen in place of its blank is another one. */
struct wanted {
	struct str key;
	uint32_t rule;
};

struct catch
{
	struct bench_rules rules;
	struct wanted *wanted;
	size_t n;
	struct naive **regexes; /* by rule */
	uint32_t *stamps;	/* by rule: the text it was last seen in, plus one */
	struct str text, key;
	uint32_t number;
	struct tally tally;
};

struct catch *catch_new(struct arena *arena, struct bench_rules rules);
void catch_done(struct catch *catch);
void catch_begin(struct catch *catch, uint32_t number, struct str text, struct str key);
void catch_hit(struct catch *catch, uint32_t wanted, size_t end);

#endif
