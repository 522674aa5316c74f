/* adapt - how long to wait for a source, learned from when it published: pure, the clock passed in.
 *
 * Sia, Cho and Cho ("Efficient monitoring algorithm for fast news alerts", IEEE TKDE 19, 2007) find
 * that posts follow a pattern of the day and the week that is stable for months, and that for a
 * given number of requests the delay is least when they go where posts are expected. Where a source
 * has the rate r, an interval w delays its posts by r w / 2 in sum and costs 1 / w requests; for
 * all sources and hours together the best w goes with 1 / sqrt(r). So: 24 counters of the hour
 * (UTC) and 7 of the weekday, which fade with a half-life of four weeks, give r(t) as rate times
 * the hour's share times the weekday's. A wait is walked along the coming hours until sqrt(r) has
 * summed up to the stride: quiet hours count little, busy ones much. What is known for a short time
 * only is not trusted with long waits: none is longer than an eighth of it.
 * Memory: the caller's, or the arena's. Thread: any. Failure: none, but where a bool says so. */
#ifndef ADAPT_H
#define ADAPT_H

#include "str.h"

enum { ADAPT_HOURS = 24, ADAPT_DAYS = 7 };

struct adapt {					    /* all zero: nothing is known */
	float hours[ADAPT_HOURS], days[ADAPT_DAYS]; /* items, fading */
	int64_t since_ms, last_ms;		    /* watched since; faded up to then */
};

struct adapt_bounds {
	int64_t every_ms, slowest_ms; /* no wait is shorter, none longer */
};

/* Once before anything else: what was published from then on is known; 8 weeks of it count. */
void adapt_begin(struct adapt *adapt, int64_t since_ms, int64_t now_ms);
/* An item that was published then; in the future counts as now, and before the start not at all. */
void adapt_learn(struct adapt *adapt, int64_t at_ms, int64_t now_ms);
/* How long to wait, in ms. */
int64_t adapt_wait(const struct adapt *adapt, const struct adapt_bounds *bounds, int64_t now_ms);
/* "about 3 items a day, mostly 8-17 h UTC" */
struct str adapt_words(const struct adapt *adapt, int64_t now_ms, struct arena *arena);

/* To be kept: a byte for the form (1), both times as 4 bytes of whole minutes, the hours and the
 * days as 3 bytes each of 1/128 items; the low byte first. False: not of this form, and nothing is
 * known. */
enum { ADAPT_PACKED = 1 + 2 * 4 + 3 * (ADAPT_HOURS + ADAPT_DAYS) };
struct str adapt_pack(const struct adapt *adapt, struct arena *arena);
bool adapt_unpack(struct str packed, struct adapt *out) MUST_CHECK;

#endif
