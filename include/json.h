/* json - a JSON text as a tree in an arena (read by jansson).
 *
 * Depth, number and count of values have ceilings; control characters that some publishers leave
 * in strings are read as blanks, and a comma too many before a bracket or a backslash before a
 * letter that needs none is overlooked. NaN is nothing.
 * Memory: the arena. Thread: any. Failure: DATA (no JSON, with line), LIMIT. */
#ifndef JSON_H
#define JSON_H

#include "err.h"
#include "str.h"

enum json_kind { JSON_NOTHING, JSON_BOOL, JSON_NUMERAL, JSON_TEXT, JSON_LIST, JSON_MAP };

struct json_value {
	enum json_kind kind;
	struct str key;	 /* in a map */
	struct str text; /* of a text or number, as it was written */
	double number;	 /* finite */
	bool is_true;
	const struct json_value *at; /* children of a list or map */
	size_t n;
};

bool json_read(struct arena *arena, struct str text, struct json_value *out,
	       struct err *err) MUST_CHECK;

/* The member of a map, or NULL. */
const struct json_value *json_member(const struct json_value *map, const char *key);
/* The text of a member that is one; a number as it was written; else empty. */
struct str json_member_text(const struct json_value *map, const char *key);

#endif
