#include "interval.h"

#include "calendar.h"
#include "date.h"

#include "poison.h"

#define SECOND_MS INT64_C(1000)
#define HOUR_MS (3600 * SECOND_MS)
#define DAY_MS (24 * HOUR_MS)

enum { DOUBLINGS_MAX = 16 };

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Each of its requests is another one, so that the last answer says little of the next; where it is
 * refused, all sources of its pace rest (pace.h). */
static bool is_search(const struct source *source)
{
	return source->kind->hears_all;
}

static bool is_local(const struct source *source)
{
	return source->kind->every_ms != 0;
}

int64_t interval_own(const struct interval_rules *rules, const struct source *source)
{
	int64_t own = source->every_ms;
	if (is_local(source))
		return own ? own : source->kind->every_ms;
	if (!own)
		own = source->usual_ms;
	return most(own ? own : rules->every_ms, rules->floor_ms);
}

/* More than fits is still meant: RFC 9111, 1.2.2. */
static bool seconds_of(struct str value, int64_t *out)
{
	size_t digits = 0;
	while (digits < value.len && value.at[digits] >= '0' && value.at[digits] <= '9')
		digits++;
	if (digits == 0 || digits < value.len)
		return false;
	if (!str_int(value, out))
		*out = INT32_MAX;
	return true;
}

/* Seconds of a Cache-Control directive, or -1. */
static int64_t directive(struct str control, struct str name)
{
	struct str part;
	int64_t seconds;
	while (str_cut(&control, ',', &part)) {
		part = str_trim(part);
		if (!str_starts_nocase(part, name) || part.len <= name.len ||
		    part.at[name.len] != '=')
			continue;
		struct str value = str_skip(part, name.len + 1);
		if (str_starts(value, STR("\"")) && str_ends(value, STR("\"")) && value.len > 1)
			value = (struct str){ value.at + 1, value.len - 2 };
		if (seconds_of(value, &seconds))
			return seconds;
	}
	return -1;
}

/* Of all Cache-Control headers, which are one list: the longest. */
static int64_t max_age_of(const struct response *response)
{
	int64_t longest = -1;
	for (size_t i = 0; i < response->headers.n; i++)
		if (str_eq_nocase(response->headers.at[i].name, STR("Cache-Control")))
			longest = most(longest,
				       directive(response->headers.at[i].value, STR("max-age")));
	return longest;
}

/* How long the answer stays fresh; the server's own clock counts, not ours. */
static int64_t freshness(const struct response *response)
{
	int64_t age = 0, expires, date, max_age = max_age_of(response);
	if (max_age >= 0) {
		if (!str_int(response_header(response, STR("Age")), &age) || age < 0)
			age = 0;
		return most(0, least(max_age, 365 * DAY_MS / SECOND_MS) - age) * SECOND_MS;
	}
	if (date_parse(response_header(response, STR("Expires")), &expires) &&
	    date_parse(response_header(response, STR("Date")), &date))
		return most(0, expires - date);
	return 0;
}

int64_t interval_retry_after(const struct response *response, int64_t now_ms)
{
	struct str value = str_trim(response_header(response, STR("Retry-After")));
	int64_t seconds, then, date = now_ms;
	if (seconds_of(value, &seconds))
		return least(seconds, 365 * DAY_MS / SECOND_MS) * SECOND_MS;
	if (!date_parse(value, &then))
		return 0;
	if (!date_parse(response_header(response, STR("Date")), &date))
		date = now_ms;
	return most(0, then - date);
}

static int64_t doubled(int64_t base, int failures, int64_t ceiling)
{
	int by = failures - 1 < DOUBLINGS_MAX ? failures - 1 : DOUBLINGS_MAX;
	return least(base << (by > 0 ? by : 0), most(base, ceiling));
}

/* A wait, and the reason that made it as long. */
struct wait {
	int64_t ms;
	enum because why;
};

static void at_least(struct wait *wait, int64_t ms, enum because why)
{
	if (ms > wait->ms)
		*wait = (struct wait){ ms, why };
}

static struct wait wait_after_failure(const struct interval_case *at)
{
	const struct interval_rules *rules = at->rules;
	int status = at->response->err.kind == ERR_NONE ? at->response->status : 0;
	int64_t asked = status == 429 || status == 503
				? interval_retry_after(at->response, at->now_ms)
				: 0;
	struct wait wait = { interval_own(rules, at->source), BECAUSE_FAILED };
	if (is_local(at->source)) {
		wait.ms = doubled(wait.ms, at->failures, 60 * SECOND_MS);
		return wait;
	}
	if (asked) {
		at_least(&wait, least(asked, 7 * DAY_MS), BECAUSE_ASKED);
		return wait;
	}
	if (status == 429)
		at_least(&wait, rules->retry_ms, BECAUSE_FAILED);
	if ((status == 403 && !is_search(at->source)) || status == 404 || at->is_challenged)
		at_least(&wait, 4 * rules->retry_ms, BECAUSE_FAILED);
	wait.ms = doubled(wait.ms, at->failures, DAY_MS);
	return wait;
}

/* Between `every` and `slowest`, where the sources of its host leave room for it. */
static struct wait wait_by_rhythm(const struct interval_case *at)
{
	int64_t own = interval_own(at->rules, at->source);
	struct wait wait = { own, BECAUSE_EVERY };
	const struct adapt_bounds bounds = { own, at->rules->slowest_ms };
	if (at->source->every_ms || is_local(at->source) || bounds.slowest_ms <= own)
		return wait;
	if (at->adapt && !is_search(at->source))
		wait = (struct wait){ adapt_wait(at->adapt, &bounds, at->now_ms), BECAUSE_LEARNED };
	at_least(&wait, (int64_t)at->n_host * own / INTERVAL_TURNS, BECAUSE_CROWD);
	return wait;
}

static struct wait wait_after_success(const struct interval_case *at)
{
	struct wait wait = wait_by_rhythm(at);
	if (is_local(at->source) || is_search(at->source))
		return wait;
	if (!at->has_validators && !at->source->every_ms)
		at_least(&wait, at->rules->retry_ms, BECAUSE_NO_VALIDATORS);
	at_least(&wait, least(at->hints.wait_ms, DAY_MS), BECAUSE_HINT);
	at_least(&wait, least(freshness(at->response), 7 * DAY_MS), BECAUSE_FRESH);
	return wait;
}

int64_t interval_wait(const struct interval_case *at, enum because *why)
{
	struct wait wait = at->failures ? wait_after_failure(at) : wait_after_success(at);
	*why = wait.why;
	return wait.ms;
}

/* Not all of them come at its full stroke. Who wants no visits at all has not meant it. */
int64_t interval_allowed(const struct hints *hints, int64_t then_ms, double chance)
{
	enum { WEEK = 7 * 24, EVERY_HOUR = (1 << 24) - 1, EVERY_DAY = (1 << 7) - 1 };
	int hours = hints->skip_hours == EVERY_HOUR ? 0 : hints->skip_hours;
	int days = hints->skip_days == EVERY_DAY ? 0 : hints->skip_days;
	for (int i = 0; i < WEEK && (hours || days); i++) {
		struct civil civil = calendar_civil(then_ms);
		if (!(hours >> civil.hour & 1) && !(days >> civil.weekday & 1))
			break;
		then_ms += HOUR_MS - then_ms % HOUR_MS + (int64_t)((double)HOUR_MS / 10 * chance);
	}
	return then_ms;
}

int64_t interval_longest(const struct interval_rules *rules, const struct source *source,
			 enum because why)
{
	int64_t own = interval_own(rules, source);
	bool is_fixed = source->every_ms || is_local(source) || is_search(source);
	switch (why) {
	case BECAUSE_NO_VALIDATORS: return source->every_ms ? own : most(own, rules->retry_ms);
	case BECAUSE_LEARNED: return is_fixed ? own : most(own, rules->slowest_ms);
	case BECAUSE_CROWD: return source->every_ms || rules->slowest_ms <= own ? own : INT64_MAX;
	case BECAUSE_EVERY: return own;
	default: return INT64_MAX;
	}
}

/* The words of a reason; a span stands for the %, where there is one. */
static const struct {
	const char *before, *after;
	bool has_span;
} reasons[BECAUSE_COUNT] = {
	[BECAUSE_NEVER_ASKED] = { "", "", false },
	[BECAUSE_EVERY] = { "every ", ", as configured", true },
	[BECAUSE_LEARNED] = { "learned: ", "", false },
	[BECAUSE_FRESH] = { "Cache-Control or Expires: fresh for ", "", true },
	[BECAUSE_HINT] = { "the feed itself asks for ", "", true },
	[BECAUSE_SKIPPED] = { "skipHours or skipDays: the feed wants no visit before then", "",
			      false },
	[BECAUSE_NO_VALIDATORS] = { "no ETag and no Last-Modified: every ", "", true },
	[BECAUSE_ASKED] = { "Retry-After: the server asked for ", "", true },
	[BECAUSE_FAILED] = { "", "", false },
	[BECAUSE_HOST] = { "its host asked for rest: ", "", true },
	[BECAUSE_CROWD] = { "its host has many sources: each every ", "", true },
	[BECAUSE_PACE] = { "a limit of its connector", "", false },
};

static struct str learned_words(const struct place *place, struct arena *arena)
{
	struct adapt adapt;
	if (!adapt_unpack(place->rhythm, &adapt))
		return STR("too little so far");
	return adapt_words(&adapt, place->asked_ms, arena);
}

struct str interval_why(const struct place *place, const struct source *source, struct arena *arena)
{
	int why = place->because > 0 && place->because < BECAUSE_COUNT ? place->because : 0;
	if (why == BECAUSE_FAILED)
		return str_fmt(arena, "%d failure%s in a row: doubled each time", place->failures,
			       place->failures == 1 ? "" : "s");
	struct str words = reasons[why].has_span    ? calendar_span(arena, place->interval_ms)
			   : why == BECAUSE_LEARNED ? learned_words(place, arena)
						    : STR("");
	const char *whose = source->every_ms   ? " for this source"
			    : source->usual_ms ? " by its connector"
					       : "";
	return str_fmt(arena, "%s" STR_FMT "%s%s", reasons[why].before, STR_ARG(words),
		       reasons[why].after, why == BECAUSE_EVERY ? whose : "");
}
