/* demand - how often a plan will ask each host in a day.
 *
 * A ceiling: rounds as often as they can begin, one request for each query of a round. Further
 * pages, logins and failures come on top, and what a limit forbids is not asked.
 * Memory: the arena given. Thread: the loop. Failure: none. */
#ifndef DEMAND_H
#define DEMAND_H

#include "plan.h"

struct demand {
	struct str host;
	struct str connector; /* of the first of its sources; empty: a feed */
	struct where where;   /* of that source */
	size_t sources;
	int64_t wanted;	 /* requests a day */
	int64_t allowed; /* by the limit that is reached first; INT64_MAX: there is none */
};

/* Sources that share limits are one; the most wanted first. Local files ask nobody. */
struct demands {
	const struct demand *at;
	size_t n;
};
struct demands demand_of(const struct plan *plan, struct arena *arena);

/* "1,440" */
struct str demand_number(struct arena *arena, int64_t number);

/* Warns where more is wanted than allowed. */
void demand_check(const struct plan *plan, struct problems *problems);

#endif
