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
	enum because why;
};

static int64_t wait_ms(const struct example *example, double chance, enum because *why)
{
	const struct source source = { .kind = example->is_local ? &local : &web,
				       .every_ms = example->every_s * 1000 };
	const struct header headers[] = {
		{ str_from(example->header), str_from(example->value) },
		{ str_from(example->header2), str_from(example->value2) },
	};
	const struct response response = { .status = example->status, .headers = { headers, 2 } };
	const struct hints hints = { example->hint_s * 1000, example->skip_hours,
				     example->skip_days };
	const struct interval_case at = {
		.rules = &rules,
		.source = &source,
		.response = &response,
		.failures = example->failures,
		.has_validators = !example->has_no_validators,
		.hints = hints,
		.now_ms = NOW_MS,
	};
	return interval_allowed(&hints, NOW_MS + interval_wait(&at, why), chance) - NOW_MS;
}

static void check(const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum because why = BECAUSE_NEVER_ASKED;
		CASE(examples[i].name);
		EXPECT_INT(wait_ms(&examples[i], 0, &why), examples[i].want_s * 1000);
		EXPECT_INT(why, examples[i].why);
	}
}

static void after_success(void)
{
	static const struct example examples[] = {
		{ "P03 no validators", 200, .has_no_validators = true, .want_s = HOUR,
		  .why = BECAUSE_NO_VALIDATORS },
		{ "P03 by hand", 200, .has_no_validators = true, .every_s = 300, .want_s = 300,
		  .why = BECAUSE_EVERY },
		{ "by hand below the floor", 200, .every_s = 5, .want_s = MINUTE,
		  .why = BECAUSE_EVERY },
		{ "P04 304", 304, .want_s = EVERY, .why = BECAUSE_EVERY },
		{ "P11 max-age", 200, 0, "Cache-Control", "public, max-age=7200", .want_s = 7200,
		  .why = BECAUSE_FRESH },
		{ "P11 max-age on a 304", 304, 0, "Cache-Control", "max-age=7200", .want_s = 7200,
		  .why = BECAUSE_FRESH },
		{ "P11 minus Age", 200, 0, "Cache-Control", "max-age=7200", "Age", "1200",
		  .want_s = 6000, .why = BECAUSE_FRESH },
		{ "P11 Age makes no sense", 200, 0, "Cache-Control", "max-age=7200", "Age", "-7",
		  .want_s = 7200, .why = BECAUSE_FRESH },
		{ "P11 quoted, capitals", 200, 0, "cache-control", "Max-Age=\"7200\"",
		  .want_s = 7200, .why = BECAUSE_FRESH },
		{ "P11 at most seven days", 200, 0, "Cache-Control", "max-age=31536000",
		  .want_s = 7 * DAY, .why = BECAUSE_FRESH },
		{ "P11 beyond numbers", 200, 0, "Cache-Control", "max-age=99999999999999999999",
		  .want_s = 7 * DAY, .why = BECAUSE_FRESH },
		{ "P11 two headers are one list", 200, 0, "Cache-Control", "max-age=7200",
		  "Cache-Control", "public, max-age=-1", .want_s = 7200, .why = BECAUSE_FRESH },
		{ "P11 slower than by hand", 200, 0, "Cache-Control", "max-age=7200",
		  .every_s = 300, .want_s = 7200, .why = BECAUSE_FRESH },
		{ "P12 Expires by the server's clock", 200, 0, "Expires",
		  "Wed, 04 Mar 2020 05:00:00 GMT", "Date", "Wed, 04 Mar 2020 03:00:00 GMT",
		  .want_s = 7200, .why = BECAUSE_FRESH },
		{ "P12 Expires in the past", 200, 0, "Expires", "Wed, 04 Mar 2020 05:00:00 GMT",
		  "Date", now, .want_s = EVERY, .why = BECAUSE_EVERY },
		{ "P12 Expires: 0", 200, 0, "Expires", "0", "Date", now, .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P12 Expires without Date", 200, 0, "Expires", now, .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P13 shorter max-age", 200, 0, "Cache-Control", "max-age=5", .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P13 no-cache", 200, 0, "Cache-Control", "no-cache", .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P13 no-store", 200, 0, "Cache-Control", "no-store", .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P14 ttl", 200, .hint_s = 2 * HOUR, .want_s = 2 * HOUR, .why = BECAUSE_HINT },
		{ "P14 ttl below T", 200, .hint_s = MINUTE, .want_s = EVERY, .why = BECAUSE_EVERY },
		{ "P14 at most a day", 200, .hint_s = 9 * DAY, .want_s = DAY, .why = BECAUSE_HINT },
		{ "a file", 200, .is_local = true, .want_s = 1, .why = BECAUSE_EVERY },
		{ "a file, by hand", 200, .is_local = true, .every_s = 30, .want_s = 30,
		  .why = BECAUSE_EVERY },
		{ "a file has no validators", 200, .is_local = true, .has_no_validators = true,
		  .want_s = 1, .why = BECAUSE_EVERY },
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
		{ "P15 another hour", 200, .skip_hours = ONE, .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P15 this hour", 200, .skip_hours = NOON, .want_s = HOUR, .why = BECAUSE_EVERY },
		{ "P15 two hours", 304, .skip_hours = NOON | ONE, .want_s = 2 * HOUR,
		  .why = BECAUSE_EVERY },
		{ "P15 all hours but this one", 200, .hint_s = HOUR,
		  .skip_hours = ALL_HOURS & ~NOON, .want_s = DAY, .why = BECAUSE_HINT },
		{ "P15 all hours is none", 200, .skip_hours = ALL_HOURS, .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P15 today", 200, .skip_days = WEDNESDAY, .want_s = 12 * HOUR,
		  .why = BECAUSE_EVERY },
		{ "P15 today and tomorrow", 200, .skip_days = WEDNESDAY | THURSDAY,
		  .want_s = 36 * HOUR, .why = BECAUSE_EVERY },
		{ "P15 all days is none", 200, .skip_days = ALL_DAYS, .want_s = EVERY,
		  .why = BECAUSE_EVERY },
		{ "P15 also by hand", 200, .every_s = 300, .skip_hours = NOON, .want_s = HOUR,
		  .why = BECAUSE_EVERY },
		{ "P15 also after failures", 500, 1, .skip_hours = NOON, .want_s = HOUR,
		  .why = BECAUSE_FAILED },
	};
	check(examples, COUNT_OF(examples));
}

static void slow_down(void)
{
	static const struct example examples[] = {
		{ "P16 seconds", 429, 1, "Retry-After", "5400", .want_s = 5400,
		  .why = BECAUSE_ASKED },
		{ "P16 shorter than T", 429, 1, "Retry-After", "5", .want_s = EVERY,
		  .why = BECAUSE_FAILED },
		{ "P16 a date", 429, 1, "Retry-After", "Wed, 04 Mar 2026 14:00:00 GMT", "Date", now,
		  .want_s = 2 * HOUR, .why = BECAUSE_ASKED },
		{ "P16 a date by the server's clock", 429, 1, "Retry-After",
		  "Wed, 04 Mar 2020 05:00:00 GMT", "Date", "Wed, 04 Mar 2020 03:00:00 GMT",
		  .want_s = 2 * HOUR, .why = BECAUSE_ASKED },
		{ "P16 a date without Date", 429, 1, "Retry-After", "Wed, 04 Mar 2026 15:00:00 GMT",
		  .want_s = 3 * HOUR, .why = BECAUSE_ASKED },
		{ "P16 zero", 429, 1, "Retry-After", "0", .want_s = HOUR, .why = BECAUSE_FAILED },
		{ "P16 garbage", 429, 1, "Retry-After", "later", .want_s = HOUR,
		  .why = BECAUSE_FAILED },
		{ "P16 negative", 429, 1, "Retry-After", "-1", .want_s = HOUR,
		  .why = BECAUSE_FAILED },
		{ "P16 at most seven days", 429, 1, "Retry-After", "9999999", .want_s = 7 * DAY,
		  .why = BECAUSE_ASKED },
		{ "P17 first", 429, 1, .want_s = HOUR, .why = BECAUSE_FAILED },
		{ "P17 second", 429, 2, .want_s = 2 * HOUR, .why = BECAUSE_FAILED },
		{ "P17 third", 429, 3, .want_s = 4 * HOUR, .why = BECAUSE_FAILED },
		{ "P17 at most a day", 429, 30, .want_s = DAY, .why = BECAUSE_FAILED },
		{ "P17 a slower T", 429, 1, .every_s = 3 * HOUR, .want_s = 3 * HOUR,
		  .why = BECAUSE_FAILED },
		{ "P18 503", 503, 1, "Retry-After", "5400", .want_s = 5400, .why = BECAUSE_ASKED },
		{ "P18 503 without", 503, 1, .want_s = EVERY, .why = BECAUSE_FAILED },
	};
	check(examples, COUNT_OF(examples));
}

static void after_failure(void)
{
	static const struct example examples[] = {
		{ "P19 first", 500, 1, .want_s = EVERY, .why = BECAUSE_FAILED },
		{ "P19 second", 502, 2, .want_s = 2 * EVERY, .why = BECAUSE_FAILED },
		{ "P19 third", 504, 3, .want_s = 4 * EVERY, .why = BECAUSE_FAILED },
		{ "P19 no answer", 0, 4, .want_s = 8 * EVERY, .why = BECAUSE_FAILED },
		{ "P19 at most a day", 500, 1000, .want_s = DAY, .why = BECAUSE_FAILED },
		{ "P19 a hint is for 429 and 503", 500, 1, "Retry-After", "5400", .want_s = EVERY,
		  .why = BECAUSE_FAILED },
		{ "P19 slower than a day by hand", 500, 5, .every_s = 2 * DAY, .want_s = 2 * DAY,
		  .why = BECAUSE_FAILED },
		{ "P20 403", 403, 1, .want_s = 4 * HOUR, .why = BECAUSE_FAILED },
		{ "P20 404, again", 404, 2, .want_s = 8 * HOUR, .why = BECAUSE_FAILED },
		{ "P20 at most a day", 404, 9, .want_s = DAY, .why = BECAUSE_FAILED },
		{ "a file that is not there", 0, 1, .is_local = true, .want_s = 1,
		  .why = BECAUSE_FAILED },
		{ "a file, at most a minute", 0, 20, .is_local = true, .want_s = MINUTE,
		  .why = BECAUSE_FAILED },
	};
	check(examples, COUNT_OF(examples));
}

/* An office that publishes every hour of its day, for four weeks up to now, which is noon. */
static struct adapt office(void)
{
	struct adapt adapt;
	int64_t midnight = NOW_MS - (int64_t)12 * HOUR * 1000;
	adapt_begin(&adapt, midnight - (int64_t)28 * DAY * 1000, NOW_MS);
	for (int day = -28; day <= 0; day++)
		for (int hour = 8; hour < 12; hour++)
			adapt_learn(&adapt, midnight + ((int64_t)day * DAY + hour * HOUR) * 1000,
				    NOW_MS);
	return adapt;
}

struct learned {
	const char *name;
	int64_t every_s, slowest_s; /* of `poll:` */
	int64_t own_s;		    /* of the source */
	size_t n_host;
	bool knows_nothing, has_no_validators;
	int64_t least_s, most_s;
	enum because why;
};

static int64_t learned_wait(const struct learned *example, int hour, enum because *why)
{
	const struct interval_rules learning = {
		.every_ms = example->every_s * 1000,
		.slowest_ms = example->slowest_s * 1000,
		.floor_ms = MINUTE * 1000,
		.retry_ms = HOUR * 1000,
	};
	const struct source source = { .kind = &web, .every_ms = example->own_s * 1000 };
	const struct adapt adapt = office();
	return interval_wait(
		&(struct interval_case){
			.rules = &learning,
			.source = &source,
			.response = &(struct response){ .status = 200 },
			.has_validators = !example->has_no_validators,
			.adapt = example->knows_nothing ? NULL : &adapt,
			.n_host = example->n_host,
			.now_ms = NOW_MS + (int64_t)(hour - 12) * HOUR * 1000,
		},
		why);
}

static void learns(void)
{
	static const struct learned examples[] = {
		{ "nothing known", EVERY, 4 * HOUR, 0, 1, true, false, EVERY, EVERY,
		  BECAUSE_EVERY },
		{ "between every and slowest", EVERY, 4 * HOUR, 0, 1, false, false, EVERY + 1,
		  4 * HOUR - 1, BECAUSE_LEARNED },
		{ "an interval of its own", EVERY, 4 * HOUR, 300, 1, false, false, 300, 300,
		  BECAUSE_EVERY },
		{ "slowest is every", EVERY, EVERY, 0, 1, false, false, EVERY, EVERY,
		  BECAUSE_EVERY },
		{ "at most slowest", MINUTE, 3 * MINUTE, 0, 1, false, false, 3 * MINUTE, 3 * MINUTE,
		  BECAUSE_LEARNED },
		{ "P03 still", EVERY, 30 * MINUTE, 0, 1, false, true, HOUR, HOUR,
		  BECAUSE_NO_VALIDATORS },
		{ "a host has room for sixty", EVERY, 4 * HOUR, 0, 60, true, false, EVERY, EVERY,
		  BECAUSE_EVERY },
		{ "a crowded host", EVERY, 4 * HOUR, 0, 100, true, false, 25 * MINUTE, 25 * MINUTE,
		  BECAUSE_CROWD },
		{ "more of a crowd than slowest", EVERY, 4 * HOUR, 0, 1200, false, false, 5 * HOUR,
		  5 * HOUR, BECAUSE_CROWD },
		{ "a crowd of fixed intervals", EVERY, 4 * HOUR, 300, 1200, false, false, 300, 300,
		  BECAUSE_EVERY },
		{ "a crowd, nothing is learned", EVERY, EVERY, 0, 1200, false, false, EVERY, EVERY,
		  BECAUSE_EVERY },
	};
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		enum because why = BECAUSE_NEVER_ASKED;
		CASE(examples[i].name);
		int64_t wait = learned_wait(&examples[i], 9, &why);
		EXPECT(wait >= examples[i].least_s * 1000 && wait <= examples[i].most_s * 1000);
		EXPECT_INT(why, examples[i].why);
	}
	CASE("by day more often than by night");
	enum because why;
	EXPECT(2 * learned_wait(&examples[1], 9, &why) < learned_wait(&examples[1], 20, &why));
}

static void in_the_first_tenth(void)
{
	const struct hints hints = { .skip_hours = 1 << 12 };
	int64_t one = NOW_MS + (int64_t)HOUR * 1000;
	EXPECT_INT(interval_allowed(&hints, NOW_MS, 0), one);
	EXPECT_INT(interval_allowed(&hints, NOW_MS, 1), one + 6 * MINUTE * 1000);
	EXPECT_INT(interval_allowed(&hints, one, 1), one);
}

/* A wait was chosen by other rules than those that hold now. */
static void no_longer_than_the_rules(void)
{
	const struct source plain = { .kind = &web }, own = { .kind = &web, .every_ms = 300000 },
			    file = { .kind = &local };
	static const int64_t never = INT64_MAX;
	const struct {
		const struct source *source;
		enum because why;
		int64_t want_ms;
	} examples[] = {
		{ &plain, BECAUSE_EVERY, EVERY * 1000 },
		{ &own, BECAUSE_EVERY, 300000 },
		{ &file, BECAUSE_EVERY, 1000 },
		{ &plain, BECAUSE_LEARNED, 4 * HOUR * 1000 },
		{ &own, BECAUSE_LEARNED, 300000 },
		{ &plain, BECAUSE_NO_VALIDATORS, HOUR * 1000 },
		{ &own, BECAUSE_NO_VALIDATORS, 300000 },
		{ &plain, BECAUSE_CROWD, never },
		{ &own, BECAUSE_CROWD, 300000 },
		{ &own, BECAUSE_ASKED, never },
		{ &own, BECAUSE_FRESH, never },
		{ &own, BECAUSE_FAILED, never },
		{ &own, BECAUSE_HOST, never },
	};
	for (size_t i = 0; i < COUNT_OF(examples); i++)
		EXPECT_INT(interval_longest(&rules, examples[i].source, examples[i].why),
			   examples[i].want_ms);
}

static void tells_why(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1024);
	const struct adapt adapt = office();
	const struct str rhythm = adapt_pack(&adapt, arena);
	const struct source plain = { .kind = &web }, own = { .kind = &web, .every_ms = 300000 };
	const struct {
		struct place place;
		const char *want;
	} examples[] = {
		{ { .because = BECAUSE_NEVER_ASKED }, "" },
		{ { .because = 4711 }, "" },
		{ { .because = -1 }, "" },
		{ { .because = BECAUSE_EVERY, .interval_ms = EVERY * 1000 },
		  "every 15 min, as configured" },
		{ { .because = BECAUSE_LEARNED, .rhythm = rhythm, .asked_ms = NOW_MS },
		  "learned: about 4 items a day, mostly 8-12 h UTC" },
		{ { .because = BECAUSE_LEARNED }, "learned: too little so far" },
		{ { .because = BECAUSE_FRESH, .interval_ms = 2 * HOUR * 1000 },
		  "Cache-Control or Expires: fresh for 2 h" },
		{ { .because = BECAUSE_HINT, .interval_ms = DAY * 1000 },
		  "the feed itself asks for 24 h" },
		{ { .because = BECAUSE_SKIPPED },
		  "skipHours or skipDays: the feed wants no visit before then" },
		{ { .because = BECAUSE_NO_VALIDATORS, .interval_ms = 2 * HOUR * 1000 },
		  "no ETag and no Last-Modified: every 2 h" },
		{ { .because = BECAUSE_ASKED, .interval_ms = 90 * MINUTE * 1000 },
		  "Retry-After: the server asked for 90 min" },
		{ { .because = BECAUSE_FAILED, .failures = 3 },
		  "3 failures in a row: doubled each time" },
		{ { .because = BECAUSE_HOST, .interval_ms = 2 * HOUR * 1000 },
		  "its host asked for rest: 2 h" },
		{ { .because = BECAUSE_CROWD, .interval_ms = 2 * HOUR * 1000 },
		  "its host has many sources: each every 2 h" },
	};
	for (size_t i = 0; i < COUNT_OF(examples); i++)
		EXPECT_STR(interval_why(&examples[i].place, &plain, arena),
			   str_from(examples[i].want));
	EXPECT_STR(interval_why(&examples[3].place, &own, arena),
		   STR("every 15 min, as configured for this source"));
}

int main(void)
{
	RUN(after_success);
	RUN(skipped_hours);
	RUN(slow_down);
	RUN(after_failure);
	RUN(learns);
	RUN(in_the_first_tenth);
	RUN(no_longer_than_the_rules);
	RUN(tells_why);
	return test_end();
}
