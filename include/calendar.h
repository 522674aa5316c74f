/* calendar - between milliseconds since 1970 (UTC) and the written forms of a time.
 *
 * Days from civil and back after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 * A time that is not known is TIME_ABSENT. Thread: any. Failure: none. */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "str.h"

#define TIME_ABSENT INT64_MIN

struct civil {
	int64_t year;
	int month, day, hour, minute, second, weekday; /* month 1-12, weekday 0 = Sunday */
};

int64_t calendar_days(int64_t year, int month, int day);
struct civil calendar_civil(int64_t ms);
int64_t calendar_ms(const struct civil *civil); /* weekday is not read */

struct str calendar_rfc3339(struct arena *arena, int64_t ms); /* 2026-01-02T03:04:05Z */
struct str calendar_rfc5322(struct arena *arena, int64_t ms); /* Fri, 02 Jan 2026 03:04:05 +0000 */
struct str calendar_plain(struct arena *arena, int64_t ms);   /* 2026-01-02 03:04 UTC */
struct str calendar_span(struct arena *arena,
			 int64_t ms); /* a duration in words: 6 min, 2 h 10 min */

#endif
