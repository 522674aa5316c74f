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

void json_key(struct json *json, const char *key)
{
	json_text(json, str_from(key));
	buf_char(json->buf, ':');
	json->needs_comma = false;
}

void json_text(struct json *json, struct str s)
{
	value(json);
	buf_char(json->buf, '"');
	escape_json(json->buf, s);
	buf_char(json->buf, '"');
}

void json_int(struct json *json, int64_t number)
{
	value(json);
	buf_fmt(json->buf, "%lld", (long long)number);
}

void json_number(struct json *json, double number)
{
	char text[64];
	value(json);
	if (!isfinite(number))
		number = 0;
	int len = snprintf(text, sizeof(text), "%.3f", number);
	while (len > 1 && text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	struct str shown = { text, (size_t)len };
	buf_add(json->buf, str_eq(shown, STR("-0")) ? STR("0") : shown);
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
