#include "adapt.h"

#include "arena.h"
#include "calendar.h"

#include <math.h>

#include "poison.h"

/* Rates are items an hour. Of a source that is hardly known little is believed: some items are
 * added to each counter, so that its hours look alike until they have shown otherwise. */

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define FADE_EVERY_MS (24 * HOUR_MS)
#define HISTORY_MS (8 * 7 * 24 * HOUR_MS)

enum { PACKED_FORM = 1, PACKED_TIME = 4, PACKED_ITEMS = 3, ITEM_PARTS = 128, TRUST = 8 };

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
	int64_t first_ms = now_ms - HISTORY_MS;
	*adapt = (struct adapt){
		.since_ms = since_ms < first_ms ? first_ms : since_ms,
		.last_ms = now_ms,
	};
}

/* The counters fade once a day, and an item in between counts for a little more instead: small
 * steps would be lost when they are packed. */
void adapt_learn(struct adapt *adapt, int64_t at_ms, int64_t now_ms)
{
	at_ms = at_ms < now_ms ? at_ms : now_ms;
	if (at_ms < adapt->since_ms)
		return;
	struct civil civil = calendar_civil(at_ms);
	if (now_ms - adapt->last_ms >= FADE_EVERY_MS)
		fade(adapt, now_ms);
	float weight = (float)(faded(hours_between(at_ms, adapt->last_ms)) /
			       faded(hours_between(adapt->last_ms, at_ms)));
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
static double remembered(const struct adapt *adapt, int64_t now_ms)
{
	return HALF_LIFE / M_LN2 * (1 - faded(hours_between(adapt->since_ms, now_ms)));
}

static double items(const struct adapt *adapt, int64_t now_ms)
{
	return total(adapt) * faded(hours_between(adapt->last_ms, now_ms));
}

static double mean_rate(const struct adapt *adapt, int64_t now_ms)
{
	return (items(adapt, now_ms) + PRIOR_ITEMS) / (remembered(adapt, now_ms) + PRIOR_TIME);
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

static int64_t within(int64_t least, int64_t most, int64_t value)
{
	return value > most ? most : value < least ? least : value;
}

static int64_t longest_wait(const struct adapt *adapt, const struct adapt_bounds *bounds,
			    int64_t now_ms)
{
	int64_t watched_ms = adapt->since_ms ? now_ms - adapt->since_ms : 0;
	return within(bounds->every_ms, bounds->slowest_ms, watched_ms / TRUST);
}

int64_t adapt_wait(const struct adapt *adapt, const struct adapt_bounds *bounds, int64_t now_ms)
{
	double rate = mean_rate(adapt, now_ms), sum = total(adapt), left = STRIDE;
	int64_t wait = 0, longest = longest_wait(adapt, bounds, now_ms);
	while (left > 0 && wait < longest) {
		int64_t at = now_ms + wait, step = HOUR_MS - at % HOUR_MS;
		double pace = sqrt(rate * share(adapt, sum, calendar_civil(at)));
		double needs = left / pace * (double)HOUR_MS;
		left -= pace * (double)step / (double)HOUR_MS;
		wait += needs < (double)step ? (int64_t)needs + 1 : step;
	}
	return within(bounds->every_ms, longest, wait);
}

/* The shortest run of hours with four fifths of all items; 24 when there is none to tell. */
static int busy_hours(const struct adapt *adapt, int *first)
{
	double most = 0, sum = 0;
	for (int i = 0; i < ADAPT_HOURS; i++)
		sum += (double)adapt->hours[i];
	for (int n = 1; n < ADAPT_HOURS; n++) {
		for (int from = 0; from < ADAPT_HOURS; from++) {
			double inside = 0;
			for (int i = from; i < from + n; i++)
				inside += (double)adapt->hours[i % ADAPT_HOURS];
			*first = inside > most ? from : *first;
			most = inside > most ? inside : most;
		}
		if (most > 0 && most >= 0.8 * sum)
			return n;
	}
	return ADAPT_HOURS;
}

struct str adapt_words(const struct adapt *adapt, int64_t now_ms, struct arena *arena)
{
	enum { FEW = 4, HALF_A_DAY = 12 };
	const double DAY = 24, WEEK = 7 * DAY;
	double n = items(adapt, now_ms), hours = remembered(adapt, now_ms);
	double rate = n / (hours > DAY ? hours : DAY);
	int first = 0, busy = n < FEW ? ADAPT_HOURS : busy_hours(adapt, &first);
	if (rate * WEEK < 0.5)
		return hours < WEEK ? STR("nothing has appeared so far")
				    : STR("hardly anything appears");
	double per_day = rate * DAY, shown = per_day < 0.95 ? rate * WEEK : per_day;
	struct str when = busy > HALF_A_DAY ? STR("")
					    : str_fmt(arena, ", mostly %d-%d h UTC", first,
						      (first + busy) % ADAPT_HOURS);
	return str_fmt(arena, "about %.0f item%s a %s" STR_FMT, shown, shown < 1.5 ? "" : "s",
		       per_day < 0.95 ? "week" : "day", STR_ARG(when));
}

static char *put(char *at, int64_t value, int n)
{
	for (int i = 0; i < n; i++)
		*at++ = (char)(value >> 8 * i & 0xff);
	return at;
}

static const char *take(const char *at, int64_t *out, int n)
{
	*out = 0;
	for (int i = 0; i < n; i++)
		*out |= (int64_t)(unsigned char)*at++ << 8 * i;
	return at;
}

/* Cut and not rounded, so that what fades reaches zero. */
static char *put_items(char *at, const float *items, int n)
{
	const float most = (float)((1 << 8 * PACKED_ITEMS) - 1);
	for (int i = 0; i < n; i++) {
		float parts = items[i] * ITEM_PARTS;
		at = put(at, (int64_t)(parts < most ? parts : most), PACKED_ITEMS);
	}
	return at;
}

static const char *take_items(const char *at, float *out, int n)
{
	int64_t parts;
	for (int i = 0; i < n; i++) {
		at = take(at, &parts, PACKED_ITEMS);
		out[i] = (float)parts / ITEM_PARTS;
	}
	return at;
}

/* What is known never begins earlier than it did. */
struct str adapt_pack(const struct adapt *adapt, struct arena *arena)
{
	char *bytes = NEW(arena, char, ADAPT_PACKED);
	char *at = put(bytes, PACKED_FORM, 1);
	at = put(at, (adapt->since_ms + MINUTE_MS - 1) / MINUTE_MS, PACKED_TIME);
	at = put(at, adapt->last_ms / MINUTE_MS, PACKED_TIME);
	at = put_items(at, adapt->hours, ADAPT_HOURS);
	put_items(at, adapt->days, ADAPT_DAYS);
	return (struct str){ bytes, ADAPT_PACKED };
}

bool adapt_unpack(struct str packed, struct adapt *out)
{
	*out = (struct adapt){ 0 };
	if (packed.len != ADAPT_PACKED || packed.at[0] != PACKED_FORM)
		return false;
	const char *at = take(packed.at + 1, &out->since_ms, PACKED_TIME);
	at = take(at, &out->last_ms, PACKED_TIME);
	out->since_ms *= MINUTE_MS;
	out->last_ms *= MINUTE_MS;
	at = take_items(at, out->hours, ADAPT_HOURS);
	take_items(at, out->days, ADAPT_DAYS);
	return true;
}
