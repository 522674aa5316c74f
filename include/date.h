/* date - the dates people write into feeds (feeds.md, "Dates").
 *
 * RFC 822/2822/5322 with named zones and their usual mistakes, RFC 3339, W3CDTF partials, ISO 8601
 * basic, week and ordinal dates, asctime, 1-digit hours, 24:00; seconds, milli-, micro- or
 * nanoseconds since 1970, told apart by their digits; a missing zone is UTC.
 * Thread: any. Failure: false, out untouched. */
#ifndef DATE_H
#define DATE_H

#include "calendar.h"

bool date_parse(struct str text, int64_t *out_ms) MUST_CHECK;

#endif
