/* interval - when to ask a source again, and why then: pure, the clock and chance passed in.
 *
 * A source without an interval of its own is asked when it is likely to have something (adapt.h).
 * The budget of a host: its N sources wait for at least N / INTERVAL_TURNS of `every` each, so that
 * they ask it no more than so many times in that time together, 240 times an hour by default; with
 * more sources that counts more than `slowest`. A server's hints only ever slow a source down
 * (polling.md, P03, P11-P20). RFC 9111, 4.2.1 (freshness), RFC 9110, 10.2.3 (Retry-After).
 * A source whose kind knows how often to look (usual_ms) is asked so often: only the crowd at its
 * host slows it down, and what its answers say of limits (pace.h).
 * Thread: any. Failure: none. */
#ifndef INTERVAL_H
#define INTERVAL_H

#include "adapt.h"
#include "source.h"

struct interval_rules { /* the `poll:` section */
	int64_t every_ms, slowest_ms, floor_ms, retry_ms;
};

/* Why a wait is as long as it is. Kept in the store: new ones come at the end. */
enum because {
	BECAUSE_NEVER_ASKED,
	BECAUSE_EVERY,	       /* the configuration says so */
	BECAUSE_LEARNED,       /* from when it published */
	BECAUSE_FRESH,	       /* Cache-Control or Expires: the answer holds that long */
	BECAUSE_HINT,	       /* ttl or sy:updatePeriod in the feed */
	BECAUSE_SKIPPED,       /* skipHours or skipDays in the feed */
	BECAUSE_NO_VALIDATORS, /* neither ETag nor Last-Modified */
	BECAUSE_ASKED,	       /* Retry-After */
	BECAUSE_FAILED,	       /* doubled at each failure */
	BECAUSE_HOST,	       /* another source of its host was told to wait */
	BECAUSE_CROWD,	       /* its host has many sources */
	BECAUSE_PACE,	       /* a limit of its connector, or a rest that the API asked for */
	BECAUSE_COUNT,
};

enum { INTERVAL_TURNS = 60 };

struct interval_case {
	const struct interval_rules *rules;
	const struct source *source;
	const struct response *response;
	int failures; /* in a row, this one included; 0: it went well */
	bool has_validators;
	bool is_challenged; /* a page that wants proof that we are no machine, whatever its status
			     */
	struct hints hints;
	const struct adapt *adapt; /* when it published; NULL: nothing is known */
	size_t n_host;		   /* sources of its host, this one included; of one that asks
				      several times a look each request */
	int64_t now_ms;		   /* wall */
};

/* How long to wait at least, in ms. */
int64_t interval_wait(const struct interval_case *at, enum because *why);

/* The first moment from then on in which the publisher wants visits: then, or within the first
 * tenth of an hour that is not skipped. `chance` is 0 ... 1. */
int64_t interval_allowed(const struct hints *hints, int64_t then_ms, double chance);

/* The interval of a source when nothing speaks for a longer one. */
int64_t interval_own(const struct interval_rules *rules, const struct source *source);

/* No wait for this reason is longer by these rules, which may be newer than the wait; INT64_MAX
 * when the reason is not ours. */
int64_t interval_longest(const struct interval_rules *rules, const struct source *source,
			 enum because why);

/* Why the wait of this place is what it is, in one line for people: "Retry-After: the server asked
 * for 2 h". Empty when there is nothing to tell. Memory: the arena's. */
struct str interval_why(const struct place *place, const struct source *source,
			struct arena *arena);

/* The Retry-After of an answer in ms from now, or 0. */
int64_t interval_retry_after(const struct response *response, int64_t now_ms);

#endif
