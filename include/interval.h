/* interval - when to ask a source again: pure, the clock and chance passed in.
 *
 * A server's hints only ever slow a source down (polling.md, P03, P11-P20). RFC 9111, 4.2.1
 * (freshness), RFC 9110, 10.2.3 (Retry-After). Thread: any. Failure: none. */
#ifndef INTERVAL_H
#define INTERVAL_H

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
	BECAUSE_COUNT,
};

struct interval_case {
	const struct interval_rules *rules;
	const struct source *source;
	const struct response *response;
	int failures; /* in a row, this one included; 0: it went well */
	bool has_validators;
	bool is_challenged; /* a page that wants proof that we are no machine, whatever its status
			     */
	struct hints hints;
	int64_t now_ms; /* wall */
	double chance;	/* 0 … 1 */
};

/* How long to wait, in ms; at least the source's own interval. */
int64_t interval_wait(const struct interval_case *at);

/* The Retry-After of an answer in ms from now, or 0. */
int64_t interval_retry_after(const struct response *response, int64_t now_ms);

#endif
