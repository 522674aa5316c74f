/* What a poll costs the schedule: the one that is due first is taken out and put back, a random
 * while later, in schedules of a thousand, a hundred thousand and a million sources. A heap needs
 * log2 n steps: from a thousand to a million twice as many. */
#include "schedule.h"

#include <stdio.h>
#include <time.h>

#include "poison.h"

enum { POLLS = 1000000, INTERVAL_MS = 3600000 };

static double cpu_s(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/* xorshift, so that each run does the same. */
static int64_t wait_ms(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (int64_t)(*state % INTERVAL_MS);
}

int main(void)
{
	static const size_t sizes[] = { 1000, 100000, 1000000 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct schedule *schedule = schedule_new(sizes[i], NULL);
		uint64_t state = 88172645463325252;
		size_t number;
		for (size_t j = 0; j < sizes[i]; j++)
			schedule_set(schedule, j, wait_ms(&state));
		double start = cpu_s();
		for (int poll = 0; poll < POLLS; poll++) {
			int64_t now = schedule_next(schedule);
			if (!schedule_take(schedule, now, &number))
				return 1;
			schedule_set(schedule, number, now + wait_ms(&state));
		}
		printf("schedule of %zu: %.0f ns a poll (goal: under 5000 ns)\n", sizes[i],
		       (cpu_s() - start) / POLLS * 1e9);
		schedule_free(&schedule);
	}
	return 0;
}
