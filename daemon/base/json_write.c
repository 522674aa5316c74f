#include "json_write.h"

#include "calendar.h"
#include "escape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "poison.h"

struct json json_new(struct buf *buf)
{
	return (struct json){ .buf = buf };
}

static void value(struct json *json)
{
	if (json->needs_comma)
		buf_char(json->buf, ',');
	json->needs_comma = true;
}

void json_open(struct json *json, char bracket)
{
	value(json);
	buf_char(json->buf, bracket);
	json->needs_comma = false;
}

void json_close(struct json *json, char bracket)
{
	buf_char(json->buf, bracket);
	json->needs_comma = true;
}

/* The opening quote, with the comma before it. */
static void open_text(struct json *json)
{
	buf_add(json->buf, json->needs_comma ? STR(",\"") : STR("\""));
	json->needs_comma = true;
}

void json_key(struct json *json, const char *key)
{
	open_text(json);
	escape_json(json->buf, str_from(key));
	buf_add(json->buf, STR("\":"));
	json->needs_comma = false;
}

void json_text(struct json *json, struct str s)
{
	open_text(json);
	escape_json(json->buf, s);
	buf_char(json->buf, '"');
}

enum { DIGITS_MAX = 20, DECIMALS = 3, PER_UNIT = 1000 };

/* At least so many digits; printf would be half of what a short document costs. */
static void put_digits(struct buf *buf, uint64_t number, size_t least)
{
	char digits[DIGITS_MAX];
	size_t at = sizeof(digits);
	for (; number || at + least > sizeof(digits); number /= 10)
		digits[--at] = (char)('0' + number % 10);
	buf_add(buf, (struct str){ digits + at, sizeof(digits) - at });
}

void json_int(struct json *json, int64_t number)
{
	value(json);
	if (number < 0)
		buf_char(json->buf, '-');
	put_digits(json->buf, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 1);
}

static void put_thousandths(struct buf *buf, int64_t number)
{
	uint64_t size = (uint64_t)(number < 0 ? -number : number), rest = size % PER_UNIT;
	size_t decimals = DECIMALS;
	if (number < 0)
		buf_char(buf, '-');
	put_digits(buf, size / PER_UNIT, 1);
	if (rest == 0)
		return;
	for (; rest % 10 == 0; rest /= 10)
		decimals--;
	buf_char(buf, '.');
	put_digits(buf, rest, decimals);
}

static void put_rounded(struct buf *buf, double number)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "%.3f", number);
	while (len > 1 && text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	struct str shown = { text, (size_t)len };
	buf_add(buf, str_eq(shown, STR("-0")) ? STR("0") : shown);
}

/* Most numbers have no more decimals than are written. */
void json_number(struct json *json, double number)
{
	static const double most = 1e12;
	value(json);
	if (!isfinite(number))
		number = 0;
	bool is_small = fabs(number) < most;
	int64_t thousandths = is_small ? llround(number * PER_UNIT) : 0;
	if (is_small && (double)thousandths / PER_UNIT == number)
		put_thousandths(json->buf, thousandths);
	else
		put_rounded(json->buf, number);
}

void json_bool(struct json *json, bool is_true)
{
	value(json);
	buf_add(json->buf, is_true ? STR("true") : STR("false"));
}

void json_null(struct json *json)
{
	value(json);
	buf_add(json->buf, STR("null"));
}

void json_put(struct json *json, const char *key, struct str s)
{
	json_key(json, key);
	json_text(json, s);
}

void json_put_some(struct json *json, const char *key, struct str s)
{
	if (s.len)
		json_put(json, key, s);
}

void json_put_texts(struct json *json, const char *key, struct strs list)
{
	json_key(json, key);
	json_open(json, '[');
	for (size_t i = 0; i < list.n; i++)
		json_text(json, list.at[i]);
	json_close(json, ']');
}

void json_put_int(struct json *json, const char *key, int64_t number)
{
	json_key(json, key);
	json_int(json, number);
}

void json_put_time(struct json *json, const char *key, int64_t ms)
{
	if (ms != TIME_ABSENT)
		json_put(json, key, calendar_rfc3339(json->buf->arena, ms));
}
