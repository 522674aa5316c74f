/* toll - what the sources that share a pace have spent, for this room only.
 *
 * Memory: the flow's, from the first plan that has the pace until the flow ends: what was spent
 * counts also for a source that leaves the plan and comes back. Thread: the loop. */
#ifndef TOLL_H
#define TOLL_H

#include "window.h"

struct flow;
struct plan;
struct spot;
struct err;

struct rated {
	struct window window;
	bool is_new;	/* the store has not been asked what was spent of it */
	bool is_wanted; /* by the plan */
};

struct rateds {
	struct rated *at;
	size_t n;
};

struct toll {
	uint64_t key;
	struct str name; /* malloc'ed */
	struct rateds requests, items;
	int64_t page;			     /* items that one answer may bring */
	bool is_busy;			     /* one of its sources is under way */
	struct spot *waiting, *last_waiting; /* for their turn */
	int64_t turn_ms;		     /* monotonic: when the last one that is held may ask */
	int64_t rest_ms;		     /* monotonic: no request before */
	struct str rest_why;		     /* malloc'ed */
	int refusals;			     /* in a row: 401 and 403 */
};

/* The tolls of a plan's sources, with what the store says was spent. */
bool tolls_open(struct flow *flow, const struct plan *plan, struct err *err);
void tolls_close(struct flow *flow);
/* How far back what was spent matters to any of them; a month at least. */
int64_t tolls_memory_ms(const struct flow *flow);
struct toll *toll_find(const struct flow *flow, uint64_t key); /* NULL: there is none */
bool toll_is_durable(const struct toll *toll);		       /* the store counts, too */

#endif
