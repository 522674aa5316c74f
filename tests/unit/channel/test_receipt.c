#include "channel.h"

#include "test.h"

#include <string.h>

enum { EMAIL, WEBHOOK, SYSLOG, STDOUT };
enum { S = 1000, HOUR = 3600 * S };

static struct receipt read_answer(size_t kind, const struct response *response, struct arena *arena)
{
	struct receipt out = { 0 };
	channel_kinds[kind]->read(NULL, response, arena, &out);
	return out;
}

static bool has(struct str s, const char *what)
{
	return str_find(s, str_from(what)) < s.len;
}

static void http_statuses(void)
{
	static const struct {
		int status;
		enum outcome want;
	} cases[] = {
		{ 200, OUTCOME_SENT },	      { 202, OUTCOME_SENT },
		{ 204, OUTCOME_SENT },	      { 301, OUTCOME_DEAD },
		{ 307, OUTCOME_DEAD },	      { 400, OUTCOME_DEAD },
		{ 401, OUTCOME_CHANNEL_OFF }, { 403, OUTCOME_CHANNEL_OFF },
		{ 404, OUTCOME_CHANNEL_OFF }, { 405, OUTCOME_DEAD },
		{ 408, OUTCOME_LATER },	      { 410, OUTCOME_CHANNEL_OFF },
		{ 413, OUTCOME_DEAD },	      { 422, OUTCOME_DEAD },
		{ 425, OUTCOME_LATER },	      { 429, OUTCOME_LATER },
		{ 500, OUTCOME_LATER },	      { 503, OUTCOME_LATER },
		{ 0, OUTCOME_LATER },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct response response = { .status = cases[i].status };
		CASE(str_z(arena, str_fmt(arena, "%d", cases[i].status)));
		EXPECT_INT(read_answer(WEBHOOK, &response, arena).outcome, cases[i].want);
	}
}

static void retry_after(void)
{
	static const char date[] = "Sun, 22 Nov 2026 10:00:00 GMT";
	static const struct {
		const char *name, *retry, *date;
		int64_t want_ms;
	} cases[] = {
		{ "seconds", "120", "", 120 * S },
		{ "at least a second", "0", "", S },
		{ "at most an hour", "86400", "", HOUR },
		{ "a very large number", "9223372036854775807", "", HOUR },
		{ "negative", "-5", "", S },
		{ "a fraction", "64.57", "", 64 * S },
		{ "a date", "Sun, 22 Nov 2026 10:02:30 GMT", date, 150 * S },
		{ "a date in the past", "Sun, 22 Nov 2026 09:00:00 GMT", date, S },
		{ "a date far away", "Tue, 24 Nov 2026 10:00:00 GMT", date, HOUR },
		{ "a date, but no clock", "Sun, 22 Nov 2026 10:02:30 GMT", "", 0 },
		{ "no such month", "Sun, 22 Nox 2026 10:02:30 GMT", date, 0 },
		{ "half a month", "Sun, 22 ovD 2026 10:02:30 GMT", date, 0 },
		{ "words", "soon", date, 0 },
		{ "nothing", "", date, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		const struct header headers[] = { { STR("Date"), str_from(cases[i].date) },
						  { STR("retry-after"),
						    str_from(cases[i].retry) } };
		struct response response = { .status = 429, .headers = { headers, 2 } };
		CASE(cases[i].name);
		EXPECT_INT(read_answer(WEBHOOK, &response, arena).wait_ms, cases[i].want_ms);
	}
}

static void what_is_said(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	const struct header location[] = {
		{ STR("Location"), STR("https://hooks.example/services/T0/SECRET?key=x") }
	};
	struct response response = { .status = 400, .body = STR("invalid_payload\r\n\x1b[2J") };
	EXPECT_STR(read_answer(WEBHOOK, &response, arena).text,
		   STR("HTTP 400: invalid_payload [2J"));
	response = (struct response){ .status = 204 };
	EXPECT_STR(read_answer(WEBHOOK, &response, arena).text, STR("HTTP 204"));
	response = (struct response){ .status = 308, .headers = { location, 1 } };
	struct str text = read_answer(WEBHOOK, &response, arena).text;
	EXPECT(has(text, "moved to https://hooks.example,") && !has(text, "SECRET"));
	response = (struct response){ .err = { ERR_REFUSED, "certificate has expired" } };
	EXPECT_INT(read_answer(WEBHOOK, &response, arena).outcome, OUTCOME_LATER);
	EXPECT_STR(read_answer(WEBHOOK, &response, arena).text, STR("certificate has expired"));
}

static const struct {
	const char *name;
	int status;
	enum err_kind err;
	const char *lines[3];
	enum outcome want;
	int64_t wait_ms;
	const char *text;
} smtp_cases[] = {
	{ "queued",
	  250,
	  ERR_NONE,
	  { "354 go on", "250 2.0.0 Ok: queued as ABC1", "221 2.0.0 Bye" },
	  OUTCOME_SENT,
	  0,
	  "250 2.0.0 Ok: queued as ABC1" },
	{ "greylisted",
	  451,
	  ERR_NONE,
	  { "220 hi", "250 ok", "451 4.7.1 try again later" },
	  OUTCOME_LATER,
	  300 * S,
	  "451 4.7.1 try again later" },
	{ "busy", 450, ERR_NONE, { "450 busy" }, OUTCOME_LATER, 300 * S, "450 busy" },
	{ "going down", 421, ERR_NONE, { "421 bye" }, OUTCOME_LATER, 0, "421 bye" },
	{ "no such user",
	  550,
	  ERR_NONE,
	  { "250 ok", "550 5.1.1 unknown" },
	  OUTCOME_DEAD,
	  0,
	  "550 5.1.1 unknown" },
	{ "policy", 554, ERR_NONE, { "554 5.7.1 no" }, OUTCOME_DEAD, 0, "554 5.7.1 no" },
	{ "wrong password", 535, ERR_NONE, { "535 5.7.8 bad" }, OUTCOME_LATER, 0, "535 5.7.8 bad" },
	{ "AUTH wanted",
	  530,
	  ERR_NONE,
	  { "530 5.7.0 first AUTH" },
	  OUTCOME_LATER,
	  0,
	  "530 5.7.0 first AUTH" },
	{ "no lines", 250, ERR_NONE, { NULL }, OUTCOME_SENT, 0, "SMTP 250" },
	{ "line with a control",
	  550,
	  ERR_NONE,
	  { "550 \x1b[31mno" },
	  OUTCOME_DEAD,
	  0,
	  "550 [31mno" },
	{ "nobody there", 0, ERR_AGAIN, { NULL }, OUTCOME_LATER, 0, "why" },
	{ "TLS refused", 220, ERR_REFUSED, { "220 hi" }, OUTCOME_LATER, 0, "why" },
	{ "nothing at all", 0, ERR_NONE, { NULL }, OUTCOME_LATER, 0, "no answer" },
};

static void smtp_replies(void)
{
	for (size_t i = 0; i < COUNT_OF(smtp_cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct header lines[3];
		struct response response = { .status = smtp_cases[i].status };
		for (size_t j = 0; j < 3 && smtp_cases[i].lines[j]; j++)
			lines[response.headers.n++] = (struct header){
				STR(""), str_from(smtp_cases[i].lines[j])
			};
		response.headers.at = lines;
		if (smtp_cases[i].err != ERR_NONE)
			err_set(&response.err, smtp_cases[i].err, "why");
		CASE(smtp_cases[i].name);
		struct receipt got = read_answer(EMAIL, &response, arena);
		EXPECT_INT(got.outcome, smtp_cases[i].want);
		EXPECT_INT(got.wait_ms, smtp_cases[i].wait_ms);
		EXPECT_STR(got.text, str_from(smtp_cases[i].text));
	}
}

static void local_writes(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct response good = { .status = 200 }, full = { .status = 0 }, large = { .status = 0 };
	err_set(&full.err, ERR_AGAIN, "the socket is full");
	err_set(&large.err, ERR_LIMIT, "too long");
	EXPECT_INT(read_answer(SYSLOG, &good, arena).outcome, OUTCOME_SENT);
	EXPECT_INT(read_answer(SYSLOG, &full, arena).outcome, OUTCOME_LATER);
	EXPECT_STR(read_answer(SYSLOG, &full, arena).text, STR("the socket is full"));
	EXPECT_INT(read_answer(SYSLOG, &large, arena).outcome, OUTCOME_DEAD);
	EXPECT_INT(read_answer(STDOUT, &good, arena).outcome, OUTCOME_SENT);
}

int main(void)
{
	RUN(http_statuses);
	RUN(retry_after);
	RUN(what_is_said);
	RUN(smtp_replies);
	RUN(local_writes);
	return test_end();
}
