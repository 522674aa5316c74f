/* visits - how often a feed wants to be read.
 *
 * RSS `ttl` in minutes, its `skipHours` and `skipDays`, and the syndication module's period and
 * how often in it (purl.org/rss/1.0/modules/syndication). Thread: any. Failure: none. */
#ifndef VISITS_H
#define VISITS_H

#include "elements.h"

struct visits {
	int64_t period_ms, frequency, ttl_ms;
	int skip_hours, skip_days; /* bit 0: midnight GMT, Sunday */
};

/* What is no such role or no number says nothing. */
void visits_say(struct visits *visits, enum role role, struct str text);
int64_t visits_wait_ms(const struct visits *visits); /* 0: not said */

#endif
