/* waits - what a feed says of how often it wants to be asked.
 * Memory: none. Thread: any. Failure: none; what is no number or name in its range says nothing. */
#ifndef WAITS_H
#define WAITS_H

#include "elements.h"
#include "feed.h"

struct waits {
	int64_t ttl_ms, period_ms, frequency;
	int skip_hours, skip_days;
};

/* The text of an element of a role from ROLE_TTL to ROLE_SKIP_DAY. */
void waits_say(struct waits *waits, enum role role, struct str text);
/* All of it, as the feed's hints. */
void waits_tell(const struct waits *waits, struct feed *feed);

#endif
