/* clock - the time and chance, in one replaceable place.
 *
 * Wall time is for display and for what must survive a restart; monotonic time is for waiting.
 * tests/fake/clock.c stands in for this file where a test tells the time itself.
 * Thread: any. Failure: none (no random bytes from the kernel ends the process). */
#ifndef CLOCK_H
#define CLOCK_H

#include <stddef.h>
#include <stdint.h>

int64_t clock_wall_ms(void);
int64_t clock_mono_ms(void);
void clock_random(void *out, size_t len);
int64_t clock_random_below(int64_t bound); /* 0 .. bound-1; bound > 0 */

#endif
