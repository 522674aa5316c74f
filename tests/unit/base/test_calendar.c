#include "calendar.h"

#include "test.h"

#include "poison.h"

static const struct {
	const char *name;
	int64_t ms;
	struct str rfc3339, rfc5322;
} cases[] = {
	{ "the epoch", 0, STR_INIT("1970-01-01T00:00:00Z"),
	  STR_INIT("Thu, 01 Jan 1970 00:00:00 +0000") },
	{ "a second before", -1000, STR_INIT("1969-12-31T23:59:59Z"),
	  STR_INIT("Wed, 31 Dec 1969 23:59:59 +0000") },
	{ "milliseconds before round down", -1, STR_INIT("1969-12-31T23:59:59Z"),
	  STR_INIT("Wed, 31 Dec 1969 23:59:59 +0000") },
	{ "a leap day", 951782400000, STR_INIT("2000-02-29T00:00:00Z"),
	  STR_INIT("Tue, 29 Feb 2000 00:00:00 +0000") },
	{ "no leap day in 2100", 4107542400000, STR_INIT("2100-03-01T00:00:00Z"),
	  STR_INIT("Mon, 01 Mar 2100 00:00:00 +0000") },
	{ "beyond 32 bits", 4294967296000, STR_INIT("2106-02-07T06:28:16Z"),
	  STR_INIT("Sun, 07 Feb 2106 06:28:16 +0000") },
	{ "RFC 822's own example", 1055217600000, STR_INIT("2003-06-10T04:00:00Z"),
	  STR_INIT("Tue, 10 Jun 2003 04:00:00 +0000") },
};

static void times_are_written(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(calendar_rfc3339(arena, cases[i].ms), cases[i].rfc3339);
		EXPECT_STR(calendar_rfc5322(arena, cases[i].ms), cases[i].rfc5322);
	}
	EXPECT_STR(calendar_plain(arena, 1055217600000), STR("2003-06-10 04:00 UTC"));
}

static void civil_and_back_is_the_same_second(void)
{
	for (int64_t s = -70000000000; s < 70000000000; s += 86399 * 997 + 13) {
		struct civil civil = calendar_civil(s * 1000);
		EXPECT_INT(calendar_ms(&civil), s * 1000);
		EXPECT(civil.month >= 1 && civil.month <= 12);
		EXPECT(civil.day >= 1 && civil.day <= 31);
		EXPECT(civil.weekday >= 0 && civil.weekday <= 6);
	}
}

static void days_follow_each_other(void)
{
	EXPECT_INT(calendar_days(1970, 1, 1), 0);
	EXPECT_INT(calendar_days(2000, 3, 1) - calendar_days(2000, 2, 28), 2);
	EXPECT_INT(calendar_days(1900, 3, 1) - calendar_days(1900, 2, 28), 1);
	EXPECT_INT(calendar_days(-1, 1, 1) - calendar_days(-2, 1, 1), 365);
}

static void spans_are_told_in_words(void)
{
	static const struct {
		int64_t ms;
		struct str want;
	} spans[] = {
		{ -5, STR_INIT("0 s") },
		{ 119000, STR_INIT("119 s") },
		{ 120000, STR_INIT("2 min") },
		{ 7200000, STR_INIT("2 h") },
		{ 7800000, STR_INIT("2 h 10 min") },
		{ 2 * 86400000, STR_INIT("2 days") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(spans); i++)
		EXPECT_STR(calendar_span(arena, spans[i].ms), spans[i].want);
}

int main(void)
{
	RUN(times_are_written);
	RUN(civil_and_back_is_the_same_second);
	RUN(days_follow_each_other);
	RUN(spans_are_told_in_words);
	return test_end();
}
