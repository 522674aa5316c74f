#include "parts.h"

#include "date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { NUMBER_MAX = 32 };

/* "1.7575056E9": so Java's libraries write a number of seconds. */
static bool scientific(struct str text, int64_t *out_ms)
{
	char number[NUMBER_MAX + 1], plain[NUMBER_MAX + 1], *end;
	bool is_one = text.len <= NUMBER_MAX && text.len && text.at[0] >= '1' &&
		      text.at[0] <= '9' &&
		      (str_find_char(text, 'e') < text.len || str_find_char(text, 'E') < text.len);
	if (!is_one)
		return false;
	memcpy(number, text.at, text.len);
	number[text.len] = '\0';
	double value = strtod(number, &end);
	if (*end || value > (double)INT64_MAX)
		return false;
	snprintf(plain, sizeof(plain), "%.3f", value);
	return date_parse(str_from(plain), out_ms);
}

int64_t time_of(struct str text)
{
	int64_t ms;
	text = str_trim(text);
	return date_parse(text, &ms) || scientific(text, &ms) ? ms : TIME_ABSENT;
}
