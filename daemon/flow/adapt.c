#include "adapt.h"

#include "calendar.h"

#include <math.h>

#include "poison.h"

/* Rates are items an hour. Of a source that is hardly known little is believed: some items are
 * added to each counter, so that its hours look alike until they have shown otherwise. */

#define HOUR_MS INT64_C(3600000)

static const double HALF_LIFE = 4 * 7 * 24, STRIDE = 0.5;
static const double PRIOR_HOUR = 0.3, PRIOR_DAY = 1, PRIOR_ITEMS = 0.25, PRIOR_TIME = 12;

static double hours_between(int64_t from_ms, int64_t to_ms)
{
	return to_ms > from_ms ? (double)(to_ms - from_ms) / (double)HOUR_MS : 0;
}

static double faded(double hours)
{
	return exp2(-hours / HALF_LIFE);
}

static void fade(struct adapt *adapt, int64_t now_ms)
{
	float by = (float)faded(hours_between(adapt->last_ms, now_ms));
	for (int i = 0; i < ADAPT_HOURS; i++)
		adapt->hours[i] *= by;
	for (int i = 0; i < ADAPT_DAYS; i++)
		adapt->days[i] *= by;
	adapt->last_ms = now_ms;
}

void adapt_begin(struct adapt *adapt, int64_t since_ms, int64_t now_ms)
{
	*adapt = (struct adapt){ .since_ms = since_ms, .last_ms = now_ms };
}

void adapt_learn(struct adapt *adapt, int64_t at_ms, int64_t now_ms)
{
	if (at_ms < adapt->since_ms)
		return;
	at_ms = at_ms < now_ms ? at_ms : now_ms;
	struct civil civil = calendar_civil(at_ms);
	if (now_ms > adapt->last_ms)
		fade(adapt, now_ms);
	float weight = (float)faded(hours_between(at_ms, now_ms));
	adapt->hours[civil.hour] += weight;
	adapt->days[civil.weekday] += weight;
}

static double total(const struct adapt *adapt)
{
	double sum = 0;
	for (int i = 0; i < ADAPT_DAYS; i++)
		sum += (double)adapt->days[i];
	return sum;
}

/* As many hours as the counters remember: what is long ago has faded from both. */
static double mean_rate(const struct adapt *adapt, int64_t now_ms)
{
	double remembered = HALF_LIFE / M_LN2 * (1 - faded(hours_between(adapt->since_ms, now_ms)));
	double since_last = faded(hours_between(adapt->last_ms, now_ms));
	return (total(adapt) * since_last + PRIOR_ITEMS) / (remembered + PRIOR_TIME);
}

/* How much more than on average is published in this hour; its neighbours speak for it too. */
static double share(const struct adapt *adapt, double sum, struct civil at)
{
	int before = (at.hour + ADAPT_HOURS - 1) % ADAPT_HOURS, after = (at.hour + 1) % ADAPT_HOURS;
	double hour = 0.5 * (double)adapt->hours[at.hour] +
		      0.25 * (double)(adapt->hours[before] + adapt->hours[after]);
	double day = (double)adapt->days[at.weekday];
	return (hour + PRIOR_HOUR) * ADAPT_HOURS / (sum + PRIOR_HOUR * ADAPT_HOURS) *
	       (day + PRIOR_DAY) * ADAPT_DAYS / (sum + PRIOR_DAY * ADAPT_DAYS);
}

int64_t adapt_wait(const struct adapt *adapt, const struct adapt_bounds *bounds, int64_t now_ms)
{
	double rate = mean_rate(adapt, now_ms), sum = total(adapt), left = STRIDE;
	int64_t wait = 0;
	while (left > 0 && wait < bounds->slowest_ms) {
		int64_t at = now_ms + wait, step = HOUR_MS - at % HOUR_MS;
		double pace = sqrt(rate * share(adapt, sum, calendar_civil(at)));
		double needs = left / pace * (double)HOUR_MS;
		left -= pace * (double)step / (double)HOUR_MS;
		wait += needs < (double)step ? (int64_t)needs + 1 : step;
	}
	wait = wait < bounds->every_ms ? bounds->every_ms : wait;
	return wait < bounds->slowest_ms ? wait : bounds->slowest_ms;
}
