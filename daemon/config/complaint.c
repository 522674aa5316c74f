#include "inside.h"

#include <string.h>

#include "poison.h"

/* The first row whose words are found counts. */
static const struct complaint complaints[] = {
	{ "quoted scalar", "unexpected", true, "this quotation is never closed", "" },
	{ "quoted scalar", "escape", false, "unknown escape in double quotes",
	  "in single quotes a backslash is only a backslash" },
	{ "flow sequence", "expected ',' or ']'", true,
	  "this list is never closed, or a comma is missing",
	  "a value with #, :, brackets or braces in it goes in quotes" },
	{ "flow mapping", "expected ',' or '}'", true,
	  "this map is never closed, or a comma is missing",
	  "a value that starts with { goes in quotes" },
	{ "block mapping", "expected key", false, "no key was expected here",
	  "keys of one map begin in the same column; a value that starts with {, [ or a quote and "
	  "goes on behind it goes in quotes as a whole" },
	{ "block collection", "'-' indicator", false, "an entry that starts with - was expected",
	  "entries of one list begin in the same column" },
	{ "", "mapping values are not allowed", false, "no `key:` can stand here",
	  "a value with \": \" in it goes in quotes; keys of one map begin in the same column" },
	{ "", "block sequence entries are not allowed", false, "no list entry can stand here",
	  "`- ` begins a line of its own below the key" },
	{ "simple key", "expected ':'", true, "this key has no \": \" behind it",
	  "write key: value, with a blank behind the colon" },
	{ "scanning an alias", "", true, "a value that starts with * goes in quotes",
	  "write \"*soft\"" },
	{ "scanning an anchor", "", true, "a value that starts with & goes in quotes", "" },
	{ "", "tag handle", true, "tags (!name) are not known here",
	  "a value that starts with ! goes in quotes" },
	{ "scanning a tag", "", true, "tags (!name) are not known here",
	  "a value that starts with ! goes in quotes" },
	{ "block scalar", "", true, "a value that starts with | or > goes in quotes",
	  "alone on its line it begins a text of several lines" },
};

bool complaint_is_about(const char *words, const char *wanted)
{
	return strstr(words ? words : "", wanted) != NULL;
}

const struct complaint *complaint_find(const char *context, const char *problem)
{
	for (size_t i = 0; i < COUNT_OF(complaints); i++)
		if (complaint_is_about(context, complaints[i].context) &&
		    complaint_is_about(problem, complaints[i].problem))
			return &complaints[i];
	return NULL;
}
