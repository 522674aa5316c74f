#include "adapt.h"

#include "test.h"

/* Bounds hold always; where posts are expected the wait is shorter. */

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define MONDAY INT64_C(1767571200000) /* 5 January 2026, midnight */

enum { WEEKS = 6 };

static const struct adapt_bounds bounds = { 15 * MINUTE, 4 * HOUR };

/* After six weeks of a post in each of these hours of these days. */
static struct adapt learned(int days, int from_hour, int to_hour, int each)
{
	struct adapt adapt;
	adapt_begin(&adapt, MONDAY, MONDAY);
	for (int day = 0; day < WEEKS * 7; day++)
		for (int hour = from_hour; day % 7 < days && hour < to_hour; hour++)
			for (int i = 0; i < each; i++) {
				int64_t at = MONDAY + day * DAY + hour * HOUR + i * MINUTE;
				adapt_learn(&adapt, at, at + MINUTE);
			}
	return adapt;
}

static int64_t wait_at(const struct adapt *adapt, int day, int hour)
{
	return adapt_wait(adapt, &bounds, MONDAY + (WEEKS * 7 + day) * DAY + hour * HOUR);
}

static void stays_within_bounds(void)
{
	struct adapt nothing = { 0 }, unknown, dead, flood = learned(7, 0, 24, 60);
	adapt_begin(&unknown, MONDAY, MONDAY);
	adapt_begin(&dead, MONDAY - 300 * DAY, MONDAY);
	for (int hour = 0; hour < 24; hour++) {
		EXPECT_INT(wait_at(&flood, 0, hour), bounds.every_ms);
		EXPECT_INT(wait_at(&dead, 0, hour), bounds.slowest_ms);
		EXPECT_INT(wait_at(&nothing, 0, hour), bounds.slowest_ms);
	}
	int64_t wait = adapt_wait(&unknown, &bounds, MONDAY);
	EXPECT(wait > bounds.every_ms && wait < bounds.slowest_ms);
	const struct adapt_bounds fixed = { HOUR, HOUR };
	EXPECT_INT(adapt_wait(&flood, &fixed, MONDAY), HOUR);
	EXPECT_INT(adapt_wait(&dead, &fixed, MONDAY), HOUR);
}

static void goes_where_posts_are(void)
{
	struct adapt office = learned(5, 9, 17, 1);
	CASE("office hours");
	EXPECT(wait_at(&office, 1, 12) < HOUR);
	EXPECT(wait_at(&office, 1, 20) > 2 * wait_at(&office, 1, 12));
	CASE("the weekend");
	EXPECT(wait_at(&office, 5, 12) > 2 * wait_at(&office, 1, 12));
	CASE("shortly before they begin, no wait goes far into them");
	EXPECT(wait_at(&office, 1, 7) < 3 * HOUR);
	CASE("a daily digest");
	struct adapt digest = learned(7, 7, 8, 1);
	EXPECT(wait_at(&digest, 0, 7) < HOUR);
	EXPECT_INT(wait_at(&digest, 0, 12), bounds.slowest_ms);
}

static void forgets(void)
{
	struct adapt busy = learned(7, 0, 24, 2);
	CASE("a feed that died");
	EXPECT(wait_at(&busy, 0, 12) < HOUR);
	EXPECT(wait_at(&busy, 90, 12) > wait_at(&busy, 0, 12));
	EXPECT_INT(wait_at(&busy, 720, 12), bounds.slowest_ms);
	CASE("another hour than before");
	struct adapt moved = learned(7, 8, 9, 1);
	for (int day = WEEKS * 7; day < 2 * WEEKS * 7; day++)
		adapt_learn(&moved, MONDAY + day * DAY + 20 * HOUR, MONDAY + day * DAY + 20 * HOUR);
	EXPECT(wait_at(&moved, WEEKS * 7, 20) < wait_at(&moved, WEEKS * 7, 8));
}

static void bears_odd_times(void)
{
	struct adapt adapt;
	adapt_begin(&adapt, MONDAY, MONDAY);
	CASE("before the world, in the future, a clock set back");
	adapt_learn(&adapt, INT64_MIN, MONDAY);
	adapt_learn(&adapt, INT64_MAX, MONDAY);
	adapt_learn(&adapt, -DAY, MONDAY);
	adapt_learn(&adapt, MONDAY + 999 * DAY, MONDAY + HOUR);
	adapt_learn(&adapt, MONDAY, MONDAY - 30 * DAY);
	for (int day = -60; day < 60; day++) {
		int64_t wait = adapt_wait(&adapt, &bounds, MONDAY + day * DAY);
		EXPECT(wait >= bounds.every_ms && wait <= bounds.slowest_ms);
	}
}

int main(void)
{
	RUN(stays_within_bounds);
	RUN(goes_where_posts_are);
	RUN(forgets);
	RUN(bears_odd_times);
	return test_end();
}
