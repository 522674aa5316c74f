#include "adapt.h"

#include "test.h"

#include <string.h>

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
		EXPECT_INT(wait_at(&nothing, 0, hour), bounds.every_ms);
	}
	CASE("what is known for a short time only: no longer than an eighth of it");
	EXPECT_INT(adapt_wait(&unknown, &bounds, MONDAY), bounds.every_ms);
	EXPECT_INT(adapt_wait(&unknown, &bounds, MONDAY + 8 * HOUR), HOUR);
	EXPECT_INT(adapt_wait(&unknown, &bounds, MONDAY + 16 * HOUR), 2 * HOUR);
	EXPECT(adapt_wait(&unknown, &bounds, MONDAY + 31 * HOUR) < bounds.slowest_ms);
	EXPECT_INT(adapt_wait(&unknown, &bounds, MONDAY + 7 * DAY), bounds.slowest_ms);
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

/* The same waits as before, and a form of a fixed size. */
static void survives_packing(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1024);
	struct adapt office = learned(5, 9, 17, 1), flood = learned(7, 0, 24, 60), out;
	for (int round = 0; round < 100; round++) {
		struct str packed = adapt_pack(&office, arena);
		EXPECT_INT(packed.len, ADAPT_PACKED);
		EXPECT(adapt_unpack(packed, &office));
	}
	struct adapt before = learned(5, 9, 17, 1);
	EXPECT_INT(office.since_ms, before.since_ms);
	EXPECT_INT(office.last_ms, before.last_ms);
	for (int hour = 0; hour < 24; hour++) {
		int64_t was = wait_at(&before, 1, hour), is = wait_at(&office, 1, hour);
		EXPECT(is - was < MINUTE && was - is < MINUTE);
	}
	CASE("what is known for a second only stays so");
	struct adapt new;
	adapt_begin(&new, MONDAY + 1000, MONDAY + 1000);
	EXPECT(adapt_unpack(adapt_pack(&new, arena), &new));
	EXPECT_INT(adapt_wait(&new, &(struct adapt_bounds){ 1000, HOUR }, MONDAY + 2000), 1000);
	CASE("more than the form can hold is its most");
	flood.hours[3] = 1e9f;
	EXPECT(adapt_unpack(adapt_pack(&flood, arena), &out));
	EXPECT(out.hours[3] > 131071 && out.hours[3] <= 131072);
}

static void bears_odd_bytes(void)
{
	char bytes[ADAPT_PACKED + 1];
	struct adapt out;
	memset(bytes, 0xff, sizeof(bytes));
	bytes[0] = 1;
	CASE("any bytes of the right form are times and counters");
	EXPECT(adapt_unpack((struct str){ bytes, ADAPT_PACKED }, &out));
	int64_t wait = adapt_wait(&out, &bounds, MONDAY);
	EXPECT(wait >= bounds.every_ms && wait <= bounds.slowest_ms);
	adapt_learn(&out, MONDAY, MONDAY);
	CASE("another length or form");
	EXPECT(!adapt_unpack((struct str){ bytes, ADAPT_PACKED + 1 }, &out));
	EXPECT(!adapt_unpack((struct str){ bytes, ADAPT_PACKED - 1 }, &out));
	EXPECT(!adapt_unpack(STR(""), &out));
	bytes[0] = 2;
	EXPECT(!adapt_unpack((struct str){ bytes, ADAPT_PACKED }, &out));
	EXPECT_INT(out.since_ms, 0);
}

static void tells_people(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1024);
	struct adapt office = learned(7, 9, 17, 1), flood = learned(7, 0, 24, 2), new, weekly;
	int64_t now = MONDAY + WEEKS * 7 * DAY;
	EXPECT_STR(adapt_words(&office, now, arena),
		   STR("about 8 items a day, mostly 10-17 h UTC"));
	EXPECT_STR(adapt_words(&flood, now, arena), STR("about 48 items a day"));
	adapt_begin(&new, MONDAY, MONDAY);
	EXPECT_STR(adapt_words(&new, MONDAY, arena), STR("nothing has appeared so far"));
	EXPECT_STR(adapt_words(&new, now, arena), STR("hardly anything appears"));
	adapt_begin(&weekly, MONDAY, MONDAY);
	for (int week = 0; week < WEEKS; week++)
		adapt_learn(&weekly, MONDAY + (week * 7 + 1) * DAY, MONDAY + (week * 7 + 1) * DAY);
	EXPECT_STR(adapt_words(&weekly, now, arena), STR("about 1 item a week"));
}

int main(void)
{
	RUN(stays_within_bounds);
	RUN(goes_where_posts_are);
	RUN(forgets);
	RUN(bears_odd_times);
	RUN(survives_packing);
	RUN(bears_odd_bytes);
	RUN(tells_people);
	return test_end();
}
