/* pace - a noun: how often an API may be asked, and how much it may give. Holds no code.
 *
 * A rate is a ceiling for any stretch of time of that length, not for days of some calendar: what
 * holds for every 24 hours holds for the day of every time zone.
 * Sources that ask the same host with the same credential have the same key and share the rates. */
#ifndef PACE_H
#define PACE_H

#include "str.h"

struct rate {
	int64_t count, period_ms;
};

enum { RATES_MAX = 4 };

struct pace {
	uint64_t key;	 /* 0: nothing is shared, nothing is counted */
	struct str name; /* the host, for people */
	struct rate requests[RATES_MAX], items[RATES_MAX];
	size_t n_requests, n_items;
	int64_t page;	  /* at most so many items come with one answer; with n_items */
	int64_t every_ms; /* how often to begin a round; 0: as `poll:` says */
};

#endif
