/* What is left of a rate: never too much, and too little only by a 32nd of the period. */
#include "window.h"

#include "test.h"

#include "poison.h"

static struct window window;

static void begin(int64_t count, int64_t period_ms)
{
	window_free(&window);
	window.rate = (struct rate){ count, period_ms };
}

static void counts_what_is_spent(void)
{
	begin(3, 3200);
	EXPECT_INT(window_left(&window, 0), 3);
	EXPECT_INT(window_wait(&window, 0, 1), 0);
	window_spend(&window, 0, 1);
	window_spend(&window, 1000, 2);
	EXPECT_INT(window_left(&window, 1000), 0);
	EXPECT_INT(window_wait(&window, 1000, 1), 2200);
	EXPECT_INT(window_wait(&window, 1000, 2), 3200);
	EXPECT_INT(window_left(&window, 3199), 0);
	EXPECT_INT(window_left(&window, 3200), 1);
	EXPECT_INT(window_left(&window, 4200), 3);
}

/* 99 and 1 are kept as one, which lasts as long as the later. */
static void keeps_what_is_near_as_one(void)
{
	begin(100, 3200);
	window_spend(&window, 0, 99);
	window_spend(&window, 99, 1);
	EXPECT_INT(window.n, 1);
	EXPECT_INT(window_wait(&window, 99, 1), 3200);
	window_spend(&window, 100, 1);
	EXPECT_INT(window.n, 2);
}

static void takes_back(void)
{
	begin(10, 3200);
	window_spend(&window, 0, 4);
	window_spend(&window, 1000, 4);
	window_give_back(&window, 50, 1);
	EXPECT_INT(window_left(&window, 1000), 3);
	window_give_back(&window, 1000, 9);
	EXPECT_INT(window_left(&window, 1000), 7);
	window_give_back(&window, -1, 9);
	EXPECT_INT(window_left(&window, 1000), 7);
}

/* More than the rate: not before all of it is free. */
static void waits_for_all_of_it(void)
{
	begin(3, 1000);
	EXPECT_INT(window_wait(&window, 0, 5), 0);
	window_spend(&window, 0, 1);
	EXPECT_INT(window_wait(&window, 400, 5), 600);
}

/* Against a list of all spendings: whatever is let through never exceeds the rate in any window. */
static void never_overdraws(void)
{
	enum { COUNT = 7, PERIOD = 1000, STEPS = 20000 };
	static int64_t times[STEPS];
	size_t n = 0, first = 0, most = 0;
	uint32_t chance = 1;
	begin(COUNT, PERIOD);
	for (int64_t now = 0; now < STEPS; now += 1 + chance % 90) {
		chance = chance * 1664525 + 1013904223;
		if (window_wait(&window, now, 1) == 0) {
			window_spend(&window, now, 1);
			times[n++] = now;
		}
		while (first < n && times[first] <= now - PERIOD)
			first++;
		most = n - first > most ? n - first : most;
		EXPECT(window.n <= 34);
	}
	EXPECT_INT(most, COUNT);
	EXPECT(n > STEPS / PERIOD * COUNT * 8 / 10);
}

int main(void)
{
	RUN(counts_what_is_spent);
	RUN(keeps_what_is_near_as_one);
	RUN(takes_back);
	RUN(waits_for_all_of_it);
	RUN(never_overdraws);
	window_free(&window);
	return test_end();
}
