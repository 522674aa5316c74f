#include "talk.h"

#include "arena.h"
#include "ascii.h"
#include "buf.h"
#include "date.h"
#include "escape.h"
#include "utf8.h"

#include "poison.h"

/* Nobody agrees how a limit is told, so all ways are read, and the longest rest counts:
 *	Retry-After	seconds or a date (RFC 9110, 10.2.3)
 *	RateLimit	"default";r=0;t=30 (draft-ietf-httpapi-ratelimit-headers-10), or
 *			limit=100, remaining=0, reset=30 (the same, 07)
 *	*-Remaining and *-Reset, with RateLimit, X-RateLimit or X-Rate-Limit before
 * Remaining may be a float, and both may be lists, one entry a window: then they go in pairs. A
 * reset is a moment or a span; which, its size tells. Moments are the server's, so they are read
 * against its own Date. */

enum { EPOCH_LEAST = 1000000000, SHOWN_MAX = 80 };
static const double epoch_ms_least = 1e11;
static const int64_t unknown_ms = TALK_MINUTE_MS; /* a limit is reached, until when is not told */

struct reading {
	const struct response *response;
	struct arena *arena;
	int64_t now_ms; /* by the server's clock */
	struct rest rest;
};

void rest_at_least(struct rest *rest, int64_t ms, struct str why)
{
	if (ms > TALK_DAY_MS)
		ms = TALK_DAY_MS;
	if (ms > rest->ms)
		*rest = (struct rest){ ms, why };
}

bool rate_number(struct str text, double *out)
{
	double value = 0, unit = 1;
	text = str_trim(text);
	bool is_negative = str_starts(text, STR("-"));
	text = str_skip(text, is_negative);
	if (text.len == 0 || !ascii_is_digit(text.at[0]))
		return false;
	for (; text.len && ascii_is_digit(text.at[0]); text = str_skip(text, 1))
		value = value * 10 + (text.at[0] - '0');
	if (str_starts(text, STR(".")))
		for (text = str_skip(text, 1); text.len && ascii_is_digit(text.at[0]);
		     text = str_skip(text, 1))
			value += (text.at[0] - '0') * (unit /= 10);
	*out = is_negative ? -value : value;
	return true;
}

static struct str said(struct arena *arena, struct str name, struct str value)
{
	struct buf buf = buf_new(arena, KIB);
	escape_line(&buf, name);
	buf_add(&buf, STR(": "));
	escape_line(&buf, utf8_first(utf8_clean(arena, value), SHOWN_MAX));
	return buf_str(&buf);
}

/* From now until a reset; 0: it is over, or nothing was understood. */
static int64_t until(const struct reading *reading, struct str reset)
{
	double value;
	int64_t then_ms;
	reset = str_trim(reset);
	bool is_date = str_find_char(reset, '-') < reset.len ||
		       str_find_char(reset, ':') < reset.len;
	if (is_date)
		return date_parse(reset, &then_ms) && then_ms > reading->now_ms
			       ? then_ms - reading->now_ms
			       : 0;
	if (!rate_number(reset, &value))
		return 0;
	if (value >= epoch_ms_least)
		value -= (double)reading->now_ms;
	else if (value > EPOCH_LEAST)
		value = value * 1000 - (double)reading->now_ms;
	else
		value *= 1000;
	return value <= 0 ? 0 : value >= TALK_DAY_MS ? TALK_DAY_MS : (int64_t)value;
}

/* The entry of that number in a list; of a shorter list its last. A date has commas of its own. */
static struct str entry(struct str list, size_t number)
{
	struct str part = list, rest = list;
	if (str_find_char(list, ':') < list.len)
		return list;
	for (size_t i = 0; i <= number && str_cut(&rest, ',', &part); i++)
		continue;
	return part;
}

static void read_retry_after(struct reading *reading)
{
	struct str value = response_header(reading->response, STR("Retry-After"));
	int64_t then_ms, wait_ms = 0;
	double seconds;
	if (value.len == 0)
		return;
	if (rate_number(value, &seconds) && seconds > 0)
		wait_ms = seconds >= 86400 ? TALK_DAY_MS : (int64_t)(seconds * 1000);
	else if (date_parse(value, &then_ms))
		wait_ms = then_ms - reading->now_ms;
	rest_at_least(&reading->rest, wait_ms, said(reading->arena, STR("Retry-After"), value));
}

struct dialect {
	struct str remaining, reset, reset_after;
};

static struct str reset_of(const struct reading *reading, const struct dialect *dialect)
{
	struct str reset = response_header(reading->response, dialect->reset);
	return reset.len ? reset : response_header(reading->response, dialect->reset_after);
}

static void read_pair(struct reading *reading, const struct dialect *dialect)
{
	struct str remaining = response_header(reading->response, dialect->remaining);
	struct str reset = reset_of(reading, dialect), rest = remaining, part;
	double left;
	for (size_t i = 0; remaining.len && str_cut(&rest, ',', &part); i++) {
		if (!rate_number(part, &left) || left >= 1)
			continue;
		int64_t wait_ms = reset.len ? until(reading, entry(reset, i)) : unknown_ms;
		rest_at_least(&reading->rest, wait_ms,
			      said(reading->arena, dialect->remaining, remaining));
	}
}

/* 429 without more words: the nearest reset is the best that is known. */
static void read_reset(struct reading *reading, const struct dialect *dialect)
{
	struct str reset = reset_of(reading, dialect), rest = reset, part;
	int64_t least_ms = 0;
	if (str_find_char(reset, ':') < reset.len)
		least_ms = until(reading, reset);
	else
		while (reset.len && str_cut(&rest, ',', &part)) {
			int64_t wait_ms = until(reading, part);
			if (wait_ms && (least_ms == 0 || wait_ms < least_ms))
				least_ms = wait_ms;
		}
	rest_at_least(&reading->rest, least_ms, said(reading->arena, dialect->reset, reset));
}

static void read_pairs(struct reading *reading)
{
	static const struct dialect dialects[] = {
		{ STR_INIT("RateLimit-Remaining"), STR_INIT("RateLimit-Reset"),
		  STR_INIT("RateLimit-Reset-After") },
		{ STR_INIT("X-RateLimit-Remaining"), STR_INIT("X-RateLimit-Reset"),
		  STR_INIT("X-RateLimit-Reset-After") },
		{ STR_INIT("X-Rate-Limit-Remaining"), STR_INIT("X-Rate-Limit-Reset"),
		  STR_INIT("X-Rate-Limit-Reset-After") },
	};
	for (size_t i = 0; i < COUNT_OF(dialects); i++)
		read_pair(reading, &dialects[i]);
	for (size_t i = 0; i < COUNT_OF(dialects); i++)
		if (reading->response->status == 429 && reading->rest.ms == 0)
			read_reset(reading, &dialects[i]);
}

/* What one item of the RateLimit header says; the parts of the older form are one item in all. */
struct told {
	double left;
	bool has_left, is_item;
	struct str reset;
};

static void hear_parameter(struct told *told, struct str parameter)
{
	struct str name, value = parameter;
	str_cut(&value, '=', &name);
	name = str_trim(name);
	if (str_eq_nocase(name, STR("r")) || str_eq_nocase(name, STR("remaining"))) {
		told->has_left = rate_number(value, &told->left);
		told->is_item = name.len == 1;
	}
	if (str_eq_nocase(name, STR("t")) || str_eq_nocase(name, STR("reset")))
		told->reset = value;
}

static void read_structured(struct reading *reading)
{
	struct str value = response_header(reading->response, STR("RateLimit"));
	struct str rest = value, part, parameter;
	struct told told = { 0 };
	while (value.len && str_cut(&rest, ',', &part)) {
		while (str_cut(&part, ';', &parameter))
			hear_parameter(&told, parameter);
		if (!told.has_left || (!told.is_item && !told.reset.at && rest.at))
			continue;
		int64_t wait_ms = told.reset.at ? until(reading, told.reset) : unknown_ms;
		if (told.left < 1)
			rest_at_least(&reading->rest, wait_ms,
				      said(reading->arena, STR("RateLimit"), value));
		told = (struct told){ 0 };
	}
}

int64_t rate_rest(const struct response *response, int64_t now_ms, struct str *why,
		  struct arena *arena)
{
	struct reading reading = { response, arena, now_ms, { 0, STR("") } };
	int64_t date_ms;
	if (date_parse(response_header(response, STR("Date")), &date_ms))
		reading.now_ms = date_ms;
	read_retry_after(&reading);
	read_structured(&reading);
	read_pairs(&reading);
	*why = reading.rest.why;
	return reading.rest.ms;
}
