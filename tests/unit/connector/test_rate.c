#include "talk.h"
#include "test.h"

#include "poison.h"

/* 2026-11-22T12:00:00Z; answers without a Date are read by this clock. */
#define NOW_MS INT64_C(1795348800000)

struct line {
	const char *name, *value;
};

static int64_t rest_of(int status, const struct line *lines, size_t n, struct str *why)
{
	static struct arena *arena;
	arena_free(&arena);
	arena = arena_new(4 * KIB);
	struct header *headers = NEW(arena, struct header, n);
	for (size_t i = 0; i < n; i++)
		headers[i] = (struct header){ str_from(lines[i].name), str_from(lines[i].value) };
	const struct response response = { .status = status, .headers = { headers, n } };
	return rate_rest(&response, NOW_MS, why, arena);
}

enum { LINES_MAX = 5 };

static const struct {
	const char *name;
	int status;
	struct line lines[LINES_MAX];
	int64_t rest_s;
	const char *why;
} cases[] = {
	{ "nothing is told", 200, { { "Content-Type", "text/html" } }, 0, "" },
	{ "Retry-After in seconds", 429, { { "Retry-After", "120" } }, 120, "Retry-After: 120" },
	{ "Retry-After with a fraction", 429, { { "retry-after", "2.5" } }, 2, NULL },
	{ "Retry-After as a date, by the server's clock",
	  503,
	  { { "Retry-After", "Sun, 22 Nov 2026 12:10:00 GMT" },
	    { "Date", "Sun, 22 Nov 2026 12:05:00 GMT" } },
	  300,
	  NULL },
	{ "Retry-After in the past",
	  503,
	  { { "Retry-After", "Sun, 22 Nov 2026 11:10:00 GMT" } },
	  0,
	  NULL },
	{ "Retry-After of years is a day", 503, { { "Retry-After", "99999999999" } }, 86400, NULL },
	{ "Retry-After of words", 503, { { "Retry-After", "soon" } }, 0, NULL },
	{ "something is left",
	  200,
	  { { "X-RateLimit-Remaining", "1" }, { "X-RateLimit-Reset", "60" } },
	  0,
	  "" },
	{ "draft of 2019: seconds",
	  200,
	  { { "RateLimit-Limit", "100" },
	    { "RateLimit-Remaining", "0" },
	    { "RateLimit-Reset", "30" } },
	  30,
	  "RateLimit-Remaining: 0" },
	{ "the same with a moment, and a policy",
	  200,
	  { { "RateLimit-Limit", "10" },
	    { "RateLimit-Remaining", "0" },
	    { "RateLimit-Reset", "1795348845" },
	    { "RateLimit-Policy", "10;w=86400" } },
	  45,
	  NULL },
	{ "one header of three",
	  200,
	  { { "RateLimit", "limit=100, remaining=0, reset=31" } },
	  31,
	  "RateLimit: limit=100, remaining=0, reset=31" },
	{ "one header, the reset first",
	  200,
	  { { "RateLimit", "reset=31, limit=100, remaining=0" } },
	  31,
	  NULL },
	{ "one header, something left",
	  200,
	  { { "RateLimit", "limit=100, remaining=7, reset=31" } },
	  0,
	  NULL },
	{ "structured", 200, { { "RateLimit", "\"default\";r=0;t=32" } }, 32, NULL },
	{ "structured, two policies",
	  200,
	  { { "RateLimit", "\"burst\";r=5;t=2, \"daily\";r=0;t=3600" } },
	  3600,
	  NULL },
	{ "structured, until when is not told",
	  200,
	  { { "RateLimit", "\"default\";r=0" } },
	  60,
	  NULL },
	{ "structured, something left",
	  200,
	  { { "RateLimit", "\"default\";r=50;t=30" } },
	  0,
	  NULL },
	{ "a float, and seconds",
	  200,
	  { { "x-ratelimit-remaining", "0.0" },
	    { "x-ratelimit-reset", "412" },
	    { "x-ratelimit-used", "1000" } },
	  412,
	  NULL },
	{ "a float above",
	  200,
	  { { "x-ratelimit-remaining", "997.0" }, { "x-ratelimit-reset", "412" } },
	  0,
	  NULL },
	{ "less than one",
	  200,
	  { { "x-ratelimit-remaining", "0.4" }, { "x-ratelimit-reset", "12" } },
	  12,
	  NULL },
	{ "a moment in seconds",
	  200,
	  { { "X-RateLimit-Remaining", "0" }, { "X-RateLimit-Reset", "1795348890" } },
	  90,
	  NULL },
	{ "a moment in milliseconds",
	  200,
	  { { "X-RateLimit-Remaining", "0" }, { "X-RateLimit-Reset", "1795348890000" } },
	  90,
	  NULL },
	{ "a moment as ISO",
	  200,
	  { { "X-RateLimit-Remaining", "0" },
	    { "X-RateLimit-Reset", "2026-11-22T12:05:00.000000Z" } },
	  300,
	  NULL },
	{ "a moment that is over",
	  200,
	  { { "X-RateLimit-Remaining", "0" }, { "X-RateLimit-Reset", "1795348000" } },
	  0,
	  NULL },
	{ "a moment by the server's clock, which is wrong",
	  200,
	  { { "X-RateLimit-Remaining", "0" },
	    { "X-RateLimit-Reset", "1795352490" },
	    { "Date", "Sun, 22 Nov 2026 13:00:00 GMT" } },
	  90,
	  NULL },
	{ "one word more",
	  429,
	  { { "x-rate-limit-remaining", "0" }, { "x-rate-limit-reset", "1795349700" } },
	  900,
	  NULL },
	{ "lists: this second and this month",
	  200,
	  { { "X-RateLimit-Limit", "1, 15000" },
	    { "X-RateLimit-Remaining", "0, 14523" },
	    { "X-RateLimit-Reset", "1, 1419704" } },
	  1,
	  NULL },
	{ "lists: the month is used up",
	  200,
	  { { "X-RateLimit-Remaining", "1, 0" }, { "X-RateLimit-Reset", "1, 1419704" } },
	  86400,
	  NULL },
	{ "until when is not told", 200, { { "X-RateLimit-Remaining", "0" } }, 60, NULL },
	{ "overdrawn",
	  200,
	  { { "X-RateLimit-Remaining", "-1" }, { "X-RateLimit-Reset", "7" } },
	  7,
	  NULL },
	{ "Reset-After",
	  200,
	  { { "X-RateLimit-Remaining", "0" }, { "X-RateLimit-Reset-After", "4.75" } },
	  4,
	  NULL },
	{ "429 with a reset alone",
	  429,
	  { { "X-RateLimit-Reset", "77" } },
	  77,
	  "X-RateLimit-Reset: 77" },
	{ "429 with Retry-After: a reset far away is of another limit",
	  429,
	  { { "Retry-After", "60" },
	    { "X-RateLimit-Remaining", "4998" },
	    { "X-RateLimit-Reset", "1795352400" } },
	  60,
	  NULL },
	{ "429, lists without a zero: the nearest",
	  429,
	  { { "X-RateLimit-Remaining", "1, 5" }, { "X-RateLimit-Reset", "9, 3600" } },
	  9,
	  NULL },
	{ "no numbers at all",
	  429,
	  { { "X-RateLimit-Remaining", "none" }, { "X-RateLimit-Reset", "never" } },
	  0,
	  NULL },
};

static void reads_every_dialect(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t n = 0;
		struct str why = STR("");
		CASE(cases[i].name);
		while (n < LINES_MAX && cases[i].lines[n].name)
			n++;
		int64_t rest_ms = rest_of(cases[i].status, cases[i].lines, n, &why);
		EXPECT_INT(rest_ms / 1000, cases[i].rest_s);
		if (cases[i].why)
			EXPECT_STR(why, str_from(cases[i].why));
	}
}

static void shows_what_is_told_in_one_line(void)
{
	struct str why;
	char value[400];
	for (size_t i = 0; i < sizeof(value) - 1; i++)
		value[i] = i < 2 ? '9' : '\n';
	value[sizeof(value) - 1] = '\0';
	struct line line = { "Retry-After", value };
	rest_of(429, &line, 1, &why);
	EXPECT(why.len < 100);
	EXPECT(str_find_char(why, '\n') == why.len);
}

static void reads_numbers_as_headers_write_them(void)
{
	static const struct {
		const char *text;
		bool ok;
		double want;
	} numbers[] = {
		{ "0", true, 0 },     { " 12 ", true, 12 }, { "997.0", true, 997 },
		{ "0.5", true, 0.5 }, { "-1", true, -1 },   { "10;w=60", true, 10 },
		{ "1s", true, 1 },    { "", false, 0 },	    { "x", false, 0 },
		{ "-", false, 0 },    { ".5", false, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		double got = 0;
		CASE(numbers[i].text);
		EXPECT(rate_number(str_from(numbers[i].text), &got) == numbers[i].ok);
		EXPECT(got == numbers[i].want);
	}
}

int main(void)
{
	RUN(reads_every_dialect);
	RUN(shows_what_is_told_in_one_line);
	RUN(reads_numbers_as_headers_write_them);
	return test_end();
}
