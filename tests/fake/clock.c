#include "clock.h"

#include "calendar.h"
#include "fake.h"

#include <string.h>

#include "poison.h"

static int64_t mono_ms, ahead_ms;
static uint64_t chance;

enum { BOOTED_MS = 1000 * 1000 };

void fake_clock_start(void)
{
	mono_ms = BOOTED_MS;
	ahead_ms = 0;
	chance = 0;
}

void fake_clock_pass(int64_t ms)
{
	mono_ms += ms;
}

void fake_clock_set(int64_t by_ms)
{
	ahead_ms += by_ms;
}

int64_t clock_mono_ms(void)
{
	return mono_ms;
}

/* A story begins on Wednesday, 4 March 2026, at noon UTC. */
int64_t clock_wall_ms(void)
{
	static const struct civil start = { .year = 2026, .month = 3, .day = 4, .hour = 12 };
	return calendar_ms(&start) + mono_ms - BOOTED_MS + ahead_ms;
}

/* No two alike, and the same in each run. */
void clock_random(void *out, size_t len)
{
	chance++;
	memset(out, 0, len);
	memcpy(out, &chance, len < sizeof(chance) ? len : sizeof(chance));
}

/* The least: what must not happen too early is tested where it happens earliest. */
int64_t clock_random_below(int64_t bound)
{
	(void)bound;
	return 0;
}
