#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "poison.h"

static int64_t read_ms(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

/* BOOTTIME also counts while the machine sleeps. */
int64_t clock_mono_ms(void)
{
	return read_ms(CLOCK_BOOTTIME);
}

void clock_random(void *out, size_t len)
{
	char *at = out;
	while (len) {
		ssize_t got = getrandom(at, len, 0);
		if (got < 0) {
			fputs("mentiond: the kernel gives no random bytes\n", stderr);
			abort();
		}
		at += got;
		len -= (size_t)got;
	}
}

int64_t clock_random_below(int64_t bound)
{
	uint64_t number;
	clock_random(&number, sizeof(number));
	return (int64_t)(number % (uint64_t)bound);
}
