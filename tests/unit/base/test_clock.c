#include "clock.h"

#include "test.h"

#include <string.h>

#include "poison.h"

static void time_goes_forward(void)
{
	int64_t before = clock_mono_ms();
	EXPECT(clock_mono_ms() >= before);
	EXPECT(clock_wall_ms() > 1700000000000);
}

static void chance_stays_below_its_bound(void)
{
	for (int64_t bound = 1; bound < 1000; bound += 7) {
		int64_t chance = clock_random_below(bound);
		EXPECT(chance >= 0 && chance < bound);
	}
}

static void random_bytes_differ(void)
{
	unsigned char a[32] = { 0 }, b[32] = { 0 };
	clock_random(a, sizeof(a));
	clock_random(b, sizeof(b));
	EXPECT(memcmp(a, b, sizeof(a)) != 0);
}

int main(void)
{
	RUN(time_goes_forward);
	RUN(chance_stays_below_its_bound);
	RUN(random_bytes_differ);
	return test_end();
}
