#include "interval.h"

#include "test.h"

/* polling.md, P03 and P11 to P20, with their figures. All in seconds. */

enum { MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR, EVERY = 900 };

static const struct source_kind web = { .name = "feed" },
				local = { .name = "file", .every_ms = 1000 };
static const struct interval_rules rules = {
	.every_ms = EVERY * 1000,
	.slowest_ms = 4 * HOUR * 1000,
	.floor_ms = MINUTE * 1000,
	.retry_ms = HOUR * 1000,
};

static const char now[] = "Wed, 04 Mar 2026 12:00:00 GMT";
#define NOW_MS INT64_C(1772625600000)

struct example {
	const char *name;
	int status, failures;
	const char *header, *value;   /* the hint */
	const char *header2, *value2; /* Date or Age */
	int64_t want_s;
	int64_t every_s, hint_s; /* 0: not given */
	int skip_hours, skip_days;
	bool has_no_validators, is_local;
};

static int64_t wait_ms(const struct example *example, double chance)
{
	const struct source source = { .kind = example->is_local ? &local : &web,
				       .every_ms = example->every_s * 1000 };
	const struct header headers[] = {
		{ str_from(example->header), str_from(example->value) },
		{ str_from(example->header2), str_from(example->value2) },
	};
	const struct response response = { .status = example->status, .headers = { headers, 2 } };
	return interval_wait(&(struct interval_case){
		.rules = &rules,
		.source = &source,
		.response = &response,
		.failures = example->failures,
		.has_validators = !example->has_no_validators,
		.hints = { example->hint_s * 1000, example->skip_hours, example->skip_days },
		.now_ms = NOW_MS,
		.chance = chance,
	});
}

static void check(const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t want_ms = examples[i].want_s * 1000;
		CASE(examples[i].name);
		EXPECT_INT(wait_ms(&examples[i], 0), want_ms);
		/* P10: never early, and up to a tenth later; our own disk needs no manners. */
		int64_t latest = wait_ms(&examples[i], 0.999);
		if (examples[i].is_local)
			EXPECT_INT(latest, want_ms);
		else
			EXPECT(latest > want_ms && latest <= want_ms + want_ms / 10);
	}
}

static void after_success(void)
{
	static const struct example examples[] = {
		{ "P03 no validators", 200, .has_no_validators = true, .want_s = HOUR },
		{ "P03 by hand", 200, .has_no_validators = true, .every_s = 300, .want_s = 300 },
		{ "by hand below the floor", 200, .every_s = 5, .want_s = MINUTE },
		{ "P04 304", 304, .want_s = EVERY },
		{ "P11 max-age", 200, 0, "Cache-Control", "public, max-age=7200", .want_s = 7200 },
		{ "P11 max-age on a 304", 304, 0, "Cache-Control", "max-age=7200", .want_s = 7200 },
		{ "P11 minus Age", 200, 0, "Cache-Control", "max-age=7200", "Age", "1200",
		  .want_s = 6000 },
		{ "P11 Age makes no sense", 200, 0, "Cache-Control", "max-age=7200", "Age", "-7",
		  .want_s = 7200 },
		{ "P11 quoted, capitals", 200, 0, "cache-control", "Max-Age=\"7200\"",
		  .want_s = 7200 },
		{ "P11 at most seven days", 200, 0, "Cache-Control", "max-age=31536000",
		  .want_s = 7 * DAY },
		{ "P11 beyond numbers", 200, 0, "Cache-Control", "max-age=99999999999999999999",
		  .want_s = 7 * DAY },
		{ "P11 two headers are one list", 200, 0, "Cache-Control", "max-age=7200",
		  "Cache-Control", "public, max-age=-1", .want_s = 7200 },
		{ "P11 slower than by hand", 200, 0, "Cache-Control", "max-age=7200",
		  .every_s = 300, .want_s = 7200 },
		{ "P12 Expires by the server's clock", 200, 0, "Expires",
		  "Wed, 04 Mar 2020 05:00:00 GMT", "Date", "Wed, 04 Mar 2020 03:00:00 GMT",
		  .want_s = 7200 },
		{ "P12 Expires in the past", 200, 0, "Expires", "Wed, 04 Mar 2020 05:00:00 GMT",
		  "Date", now, .want_s = EVERY },
		{ "P12 Expires: 0", 200, 0, "Expires", "0", "Date", now, .want_s = EVERY },
		{ "P12 Expires without Date", 200, 0, "Expires", now, .want_s = EVERY },
		{ "P13 shorter max-age", 200, 0, "Cache-Control", "max-age=5", .want_s = EVERY },
		{ "P13 no-cache", 200, 0, "Cache-Control", "no-cache", .want_s = EVERY },
		{ "P13 no-store", 200, 0, "Cache-Control", "no-store", .want_s = EVERY },
		{ "P14 ttl", 200, .hint_s = 2 * HOUR, .want_s = 2 * HOUR },
		{ "P14 ttl below T", 200, .hint_s = MINUTE, .want_s = EVERY },
		{ "P14 at most a day", 200, .hint_s = 9 * DAY, .want_s = DAY },
		{ "a file", 200, .is_local = true, .want_s = 1 },
		{ "a file, by hand", 200, .is_local = true, .every_s = 30, .want_s = 30 },
		{ "a file has no validators", 200, .is_local = true, .has_no_validators = true,
		  .want_s = 1 },
	};
	check(examples, COUNT_OF(examples));
}

/* It is Wednesday noon. Landing in an hour that is not wanted moves to the start of the next one.
 */
static void skipped_hours(void)
{
	enum { NOON = 1 << 12, ONE = 1 << 13, WEDNESDAY = 1 << 3, THURSDAY = 1 << 4 };
	enum { ALL_HOURS = (1 << 24) - 1, ALL_DAYS = (1 << 7) - 1 };
	static const struct example examples[] = {
		{ "P15 another hour", 200, .skip_hours = ONE, .want_s = EVERY },
		{ "P15 this hour", 200, .skip_hours = NOON, .want_s = HOUR },
		{ "P15 two hours", 304, .skip_hours = NOON | ONE, .want_s = 2 * HOUR },
		{ "P15 all hours but this one", 200, .hint_s = HOUR,
		  .skip_hours = ALL_HOURS & ~NOON, .want_s = DAY },
		{ "P15 all hours is none", 200, .skip_hours = ALL_HOURS, .want_s = EVERY },
		{ "P15 today", 200, .skip_days = WEDNESDAY, .want_s = 12 * HOUR },
		{ "P15 today and tomorrow", 200, .skip_days = WEDNESDAY | THURSDAY,
		  .want_s = 36 * HOUR },
		{ "P15 all days is none", 200, .skip_days = ALL_DAYS, .want_s = EVERY },
		{ "P15 also by hand", 200, .every_s = 300, .skip_hours = NOON, .want_s = HOUR },
		{ "P15 also after failures", 500, 1, .skip_hours = NOON, .want_s = HOUR },
	};
	check(examples, COUNT_OF(examples));
}

static void slow_down(void)
{
	static const struct example examples[] = {
		{ "P16 seconds", 429, 1, "Retry-After", "5400", .want_s = 5400 },
		{ "P16 shorter than T", 429, 1, "Retry-After", "5", .want_s = EVERY },
		{ "P16 a date", 429, 1, "Retry-After", "Wed, 04 Mar 2026 14:00:00 GMT", "Date", now,
		  .want_s = 2 * HOUR },
		{ "P16 a date by the server's clock", 429, 1, "Retry-After",
		  "Wed, 04 Mar 2020 05:00:00 GMT", "Date", "Wed, 04 Mar 2020 03:00:00 GMT",
		  .want_s = 2 * HOUR },
		{ "P16 a date without Date", 429, 1, "Retry-After", "Wed, 04 Mar 2026 15:00:00 GMT",
		  .want_s = 3 * HOUR },
		{ "P16 zero", 429, 1, "Retry-After", "0", .want_s = HOUR },
		{ "P16 garbage", 429, 1, "Retry-After", "later", .want_s = HOUR },
		{ "P16 negative", 429, 1, "Retry-After", "-1", .want_s = HOUR },
		{ "P16 at most seven days", 429, 1, "Retry-After", "9999999", .want_s = 7 * DAY },
		{ "P17 first", 429, 1, .want_s = HOUR },
		{ "P17 second", 429, 2, .want_s = 2 * HOUR },
		{ "P17 third", 429, 3, .want_s = 4 * HOUR },
		{ "P17 at most a day", 429, 30, .want_s = DAY },
		{ "P17 a slower T", 429, 1, .every_s = 3 * HOUR, .want_s = 3 * HOUR },
		{ "P18 503", 503, 1, "Retry-After", "5400", .want_s = 5400 },
		{ "P18 503 without", 503, 1, .want_s = EVERY },
	};
	check(examples, COUNT_OF(examples));
}

static void after_failure(void)
{
	static const struct example examples[] = {
		{ "P19 first", 500, 1, .want_s = EVERY },
		{ "P19 second", 502, 2, .want_s = 2 * EVERY },
		{ "P19 third", 504, 3, .want_s = 4 * EVERY },
		{ "P19 no answer", 0, 4, .want_s = 8 * EVERY },
		{ "P19 at most a day", 500, 1000, .want_s = DAY },
		{ "P19 a hint is for 429 and 503", 500, 1, "Retry-After", "5400", .want_s = EVERY },
		{ "P19 slower than a day by hand", 500, 5, .every_s = 2 * DAY, .want_s = 2 * DAY },
		{ "P20 403", 403, 1, .want_s = 4 * HOUR },
		{ "P20 404, again", 404, 2, .want_s = 8 * HOUR },
		{ "P20 at most a day", 404, 9, .want_s = DAY },
		{ "a file that is not there", 0, 1, .is_local = true, .want_s = 1 },
		{ "a file, at most a minute", 0, 20, .is_local = true, .want_s = MINUTE },
	};
	check(examples, COUNT_OF(examples));
}

int main(void)
{
	RUN(after_success);
	RUN(skipped_hours);
	RUN(slow_down);
	RUN(after_failure);
	return test_end();
}
