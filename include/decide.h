/* decide - from a mention to what is done about it. Pure: the clock and the past are passed in.
 * Memory: the arena given. Thread: any. Failure: none. */
#ifndef DECIDE_H
#define DECIDE_H

#include "alert.h"

struct decide_rules {
	const struct rule *rules;
	size_t n;
	const struct mute *mutes;
	size_t n_mutes;
	struct strs ignored_authors; /* `ignore: authors:` and people.blocked */
	uint32_t ignore_query;	     /* `ignore: any:` or RULE_NO_QUERY */
};

/* What is decided about: a mention, where it comes from, and the past. */
struct decide_case {
	const struct decide_rules *rules;
	const struct source *source;
	const struct mention *mention;
	int64_t now_ms;
	const int64_t *told_ms; /* when the story last alerted each channel, by its number; 0:
				   never. NULL: none of them. */
};

/* First match wins; `continue: true` goes on. n_rules == 0: no rule takes it. Whom the story has
 * alerted within `realert` is left out; when that is everybody, nobody is, and it is silent. */
void decide(const struct decide_case *at, struct arena *arena, struct verdict *out);

/* The story of an item: the same page, whoever linked it, is one story. 16 hex digits. */
struct str story_id(const struct item *item, struct arena *arena);

/* A ULID (26 characters of Crockford's base 32: 48 bits of ms, 80 of chance), and the short id
 * people see, from the mention's number: no two alike, not guessable as a count at a glance. */
struct str alert_id(int64_t now_ms, const unsigned char chance[10], struct arena *arena);
struct str alert_short_id(int64_t number, struct arena *arena);

struct str severity_name(enum severity severity);

#endif
