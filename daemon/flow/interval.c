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

static bool is_local(const struct source *source)
{
	return source->kind->every_ms != 0;
}

static int64_t own_interval(const struct interval_case *at)
{
	int64_t own = at->source->every_ms;
	if (is_local(at->source))
		return own ? own : at->source->kind->every_ms;
	return most(own ? own : at->rules->every_ms, at->rules->floor_ms);
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

static int64_t wait_after_failure(const struct interval_case *at, int64_t own)
{
	int status = at->response->err.kind == ERR_NONE ? at->response->status : 0;
	int64_t asked = status == 429 || status == 503
				? interval_retry_after(at->response, at->now_ms)
				: 0;
	if (is_local(at->source))
		return doubled(own, at->failures, 60 * SECOND_MS);
	if (asked)
		return most(own, least(asked, 7 * DAY_MS));
	if (status == 429)
		own = most(own, at->rules->retry_ms);
	if (status == 403 || status == 404)
		own = most(own, 4 * at->rules->retry_ms);
	return doubled(own, at->failures, DAY_MS);
}

static int64_t wait_after_success(const struct interval_case *at, int64_t own)
{
	if (is_local(at->source))
		return own;
	if (!at->has_validators && !at->source->every_ms)
		own = most(own, at->rules->retry_ms);
	own = most(own, least(at->hints.wait_ms, DAY_MS));
	return most(own, least(freshness(at->response), 7 * DAY_MS));
}

/* To the first hour in which the publisher wants visits, not all of them at its full stroke. Who
 * wants none at all has not meant it. */
static int64_t not_in_skipped(const struct interval_case *at, int64_t wait)
{
	enum { WEEK = 7 * 24, EVERY_HOUR = (1 << 24) - 1, EVERY_DAY = (1 << 7) - 1 };
	int hours = at->hints.skip_hours, days = at->hints.skip_days;
	int64_t then = at->now_ms + wait;
	hours = hours == EVERY_HOUR ? 0 : hours;
	days = days == EVERY_DAY ? 0 : days;
	for (int i = 0; i < WEEK && (hours || days); i++) {
		struct civil civil = calendar_civil(then);
		if (!(hours >> civil.hour & 1) && !(days >> civil.weekday & 1))
			break;
		then += HOUR_MS - then % HOUR_MS + (int64_t)(HOUR_MS / 10 * at->chance);
	}
	return then - at->now_ms;
}

int64_t interval_wait(const struct interval_case *at)
{
	int64_t own = own_interval(at);
	int64_t wait = at->failures ? wait_after_failure(at, own) : wait_after_success(at, own);
	/* Never early, and not in step with anybody else: up to a tenth later. */
	return is_local(at->source)
		       ? wait
		       : not_in_skipped(at, wait + (int64_t)((double)wait / 10 * at->chance));
}
