/* duration - a span of time as people write it: 500ms 90s 15m 2h 7d 2y, and plain 0.
 * A century at most, so that it can be doubled and added to a time without a thought.
 * Thread: any. Failure: false, and nothing is written. */
#ifndef DURATION_H
#define DURATION_H

#include "str.h"

#define DURATION_MAX_MS (INT64_C(100) * 365 * 86400 * 1000)

bool duration_parse(struct str text, int64_t *out_ms) MUST_CHECK;
struct str duration_text(struct arena *arena, int64_t ms); /* in the largest unit that fits */

#endif
