/* csv - records of comma-separated values (RFC 4180).
 *
 * Fields between commas, perhaps in quotes, within which a quote is doubled and commas and ends of
 * lines are text; records end at LF or CRLF. Lines without anything are no records.
 * Memory: slices of the input, of fields with doubled quotes in the arena. Thread: any. Failure: a
 * record that breaks the rules is told, and the next one begins on the line behind it. */
#ifndef CSV_H
#define CSV_H

#include "err.h"
#include "str.h"

enum { CSV_FIELDS_MAX = 64 };

struct csv_record {
	struct str at[CSV_FIELDS_MAX];
	size_t n;
};

/* Eats a record from the front of *rest. False: there is none left, or it is bad (then err says
 * why). */
bool csv_next(struct arena *arena, struct str *rest, struct csv_record *out,
	      struct err *err) MUST_CHECK;

#endif
