/* What goes wrong in an answer: limits in headers and bodies, refusals, failures in good clothes.
 */
#include "player.h"

#include "poison.h"

#define ITEM "item: {id: id, url: u, title: t, time: at}\n"
#define PAGE "{\"hits\":[{\"id\":1,\"u\":\"https://x.example/1\",\"t\":\"t\",\"at\":1795348000}]"
#define SEARCH                                                                     \
	"connector: search\nlabel: Search\noptional: [key]\nrequest:\n"            \
	"  url: https://api.example/s\n  query: {q: \"{term}\", key: \"{key}\"}\n" \
	"since: {by: time, overlap: 10m, first_run: 1d}\n"                         \
	"limits: {wait: backoff, left: quota_remaining, usage: X-App-Usage}\n"     \
	"fail: {when: error_id, message: error_message}\neach: hits\n" ITEM

static void play_each(const struct step_of *steps, size_t n, const char *param)
{
	for (size_t i = 0; i < n; i++) {
		struct play play = { .yaml = SEARCH, .terms = { "acme" }, .params = { param } };
		play_all(&play, &steps[i], 1);
	}
}

static void rests_as_told(void)
{
	static const struct step_of steps[] = {
		{ .name = "a backoff in a good answer",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"backoff\":10}",
		  .rest_s = 10,
		  .why = "backoff: 10" },
		{ .name = "the longest counts",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"backoff\":10}",
		  .rest_s = 30,
		  .why = "RateLimit-Remaining: 0",
		  .headers = { "RateLimit-Remaining: 0", "RateLimit-Reset: 30" } },
		{ .name = "a backoff in a failure",
		  .status = 400,
		  .kind = ERR_AGAIN,
		  .answer = "{\"error_id\":502,\"error_message\":\"too many\",\"backoff\":62}",
		  .rest_s = 62,
		  .says = "bad request (400): too many" },
		{ .name = "the quota is used up",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"quota_remaining\":0}",
		  .rest_s = 3600,
		  .why = "quota_remaining: 0" },
		{ .name = "and overdrawn",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"quota_remaining\":-1}",
		  .rest_s = 3600 },
		{ .name = "some quota is left",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"quota_remaining\":297}" },
		{ .name = "percentages below",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE "}",
		  .headers = { "x-app-usage: {\"call_count\":89,\"total_time\":25}" } },
		{ .name = "a percentage of 90",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE "}",
		  .rest_s = 600,
		  .why = "X-App-Usage: 90 %",
		  .headers = { "X-App-Usage: {\"call_count\":28,\"total_cputime\":90}" } },
		{ .name = "nested, and above all",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE "}",
		  .rest_s = 3600,
		  .headers = { "X-App-Usage: {\"17841\":[{\"type\":\"x\",\"call_count\":101,"
			       "\"estimated_time_to_regain_access\":19}]}" } },
		{ .name = "times are no percentages",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE "}",
		  .headers = { "X-App-Usage: "
			       "{\"acc_id_util_pct\":9.67,\"reset_time_duration\":100}" } },
		{ .name = "a bare percentage",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE "}",
		  .rest_s = 3600,
		  .headers = { "X-App-Usage: 100" } },
		{ .name = "no JSON in the header",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE "}",
		  .headers = { "X-App-Usage: busy" } },
	};
	play_each(steps, COUNT_OF(steps), "!key=s3cr3t");
}

static void comes_again_after_429(void)
{
	static const struct step_of steps[] = {
		{ .name = "Retry-After",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .answer = "",
		  .headers = { "Retry-After: 17" },
		  .rest_s = 17,
		  .says = "too many requests (429)" },
		{ .name = "IETF",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .answer = "{}",
		  .headers = { "RateLimit: \"default\";r=0;t=42" },
		  .rest_s = 42 },
		{ .name = "x-rate-limit",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .answer = "{\"title\":\"Too Many Requests\"}",
		  .says = "Too Many Requests",
		  .headers = { "x-rate-limit-remaining: 0", "x-rate-limit-reset: 1795349700" },
		  .rest_s = 899 },
		{ .name = "X-RateLimit with ISO",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .answer = "{}",
		  .headers = { "X-RateLimit-Remaining: 0",
			       "X-RateLimit-Reset: 2026-11-22T12:05:00.5Z" },
		  .rest_s = 300 },
		{ .name = "a float",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .answer = "{}",
		  .headers = { "x-ratelimit-remaining: 0.0", "x-ratelimit-reset: 120" },
		  .rest_s = 120 },
		{ .name = "nothing is told",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .answer = "slow down",
		  .rest_s = 300,
		  .says = "too many requests (429): slow down" },
		{ .name = "503", .status = 503, .kind = ERR_AGAIN, .answer = "", .rest_s = 60 },
		{ .name = "503 with a date",
		  .status = 503,
		  .kind = ERR_AGAIN,
		  .answer = "",
		  .headers = { "Retry-After: Sun, 22 Nov 2026 12:10:00 GMT",
			       "Date: Sun, 22 Nov 2026 12:00:00 GMT" },
		  .rest_s = 600 },
		{ .name = "403 that is a limit",
		  .status = 403,
		  .kind = ERR_AGAIN,
		  .answer = "{\"message\":\"secondary rate limit\"}",
		  .headers = { "Retry-After: 60", "X-RateLimit-Remaining: 12" },
		  .rest_s = 60,
		  .says = "secondary rate limit" },
		{ .name = "500", .status = 500, .kind = ERR_AGAIN, .answer = "" },
		{ .name = "a redirect",
		  .status = 302,
		  .kind = ERR_AGAIN,
		  .answer = "<html>",
		  .headers = { "Location: https://login.example/?key=s3cr3t" },
		  .says = "a redirect that leads nowhere (302): https://login.example/?key=***" },
	};
	play_each(steps, COUNT_OF(steps), "!key=s3cr3t");
}

static void tells_what_a_human_must_do(void)
{
	static const struct step_of open[] = {
		{ .name = "a key would help",
		  .status = 403,
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .answer = "{\"error\":\"Forbidden\"}",
		  .says = "Search refuses the request (403): Forbidden; add key" },
		{ .name = "401",
		  .status = 401,
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .answer = "",
		  .says = "Search refuses the request (401); add key" },
		{ .name = "a page says it",
		  .status = 403,
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .answer = "<!DOCTYPE html><html><head><TITLE>Just a\n moment&hellip;</TITLE>",
		  .says = "(403): Just a moment" },
	};
	play_each(open, COUNT_OF(open), NULL);
	static const struct step_of with_key[] = {
		{ .name = "an old token by its words, and no login",
		  .status = 400,
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .answer = "{\"error\":{\"message\":\"access token s3cr3t: session expired\"}}",
		  .says = "(400): access token ***: session expired" },
		{ .name = "a secret in a URL of the words",
		  .status = 500,
		  .kind = ERR_AGAIN,
		  .answer =
			  "{\"errors\":[{\"message\":\"https://x/?key=s3cr3t&a\\u001b[1m\\nb\"}]}",
		  .says = "https://x/?key=***&a" },
	};
	play_each(with_key, COUNT_OF(with_key), "!key=s3cr3t");
}

static void a_good_status_may_be_a_failure(void)
{
	static const struct step_of steps[] = {
		{ .name = "by the file's words",
		  .status = 200,
		  .kind = ERR_AGAIN,
		  .answer = "{\"error_id\":404,\"error_message\":\"no such site\",\"hits\":[]}",
		  .says = "Search says: no such site" },
		{ .name = "without words",
		  .status = 200,
		  .kind = ERR_AGAIN,
		  .answer = "{\"error_id\":\"x\"}",
		  .says = "Search says: it failed" },
		{ .name = "no content is a page without elements",
		  .status = 204,
		  .answer = "",
		  .is_first = true },
		{ .name = "null is none",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"error_id\":null}" },
		{ .name = "false is none",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"error_id\":false}" },
		{ .name = "a page",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = "\n<html><head><title>Log in</title></head>",
		  .says = "not JSON: a page (title \"Log in\")" },
		{ .name = "a page without a title",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = "<html>",
		  .says = "not JSON: a page" },
		{ .name = "words",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = "Your query was too short, s3cr3t.\n",
		  .says = "not JSON: Your query was too short, ***." },
		{ .name = "nothing",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = " \n",
		  .says = "an empty answer" },
		{ .name = "half of it",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = PAGE,
		  .says = "not JSON" },
		{ .name = "a number",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = "17",
		  .says = "not JSON: 17" },
		{ .name = "no line",
		  .status = 0,
		  .kind = ERR_AGAIN,
		  .answer = "",
		  .says = "no connection" },
	};
	play_each(steps, COUNT_OF(steps), "!key=s3cr3t");
}

static void a_value_means_failure(void)
{
	static const char *const yaml =
		"connector: x\nrequest:\n  url: https://api.example/s\n"
		"fail: {when: status=error, message: message}\neach: hits\n" ITEM;
	static const struct step_of steps[] = {
		{ .name = "that value",
		  .status = 200,
		  .kind = ERR_AGAIN,
		  .says = "x says: no",
		  .answer = "{\"status\":\"error\",\"message\":\"no\"}" },
		{ .name = "another",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = PAGE ",\"status\":\"ok\"}" },
	};
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct play play = { .yaml = yaml };
		play_all(&play, &steps[i], 1);
	}
}

/* One term that a service does not like must not hold the others up. */
static void a_query_that_fails_is_left_for_the_next_round(void)
{
	struct play play = { .yaml = SEARCH, .terms = { "one", "two", "three" } };
	static const struct step_of steps[] = {
		{ .name = "one",
		  .url = "https://api.example/s?q=one",
		  .status = 200,
		  .answer = PAGE "}",
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "two fails",
		  .url = "https://api.example/s?q=two",
		  .status = 404,
		  .answer = "",
		  .kind = ERR_AGAIN,
		  .says = "not found (404)" },
		{ .name = "three, when we come again",
		  .later_s = 60,
		  .url = "https://api.example/s?q=three",
		  .status = 200,
		  .answer = PAGE "}",
		  .items = 1,
		  .is_first = true },
		{ .name = "one",
		  .later_s = 60,
		  .url = "https://api.example/s?q=one",
		  .status = 200,
		  .answer = PAGE "}",
		  .items = 1,
		  .goes_on = true },
		{ .name = "two was never read",
		  .url = "https://api.example/s?q=two",
		  .status = 200,
		  .answer = PAGE "}",
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "a limit holds all of them up",
		  .url = "https://api.example/s?q=three",
		  .status = 429,
		  .answer = "",
		  .kind = ERR_AGAIN,
		  .rest_s = 300 },
		{ .name = "three, after it",
		  .later_s = 300,
		  .url = "https://api.example/s?q=three",
		  .status = 200,
		  .answer = PAGE "}",
		  .items = 1 },
		{ .name = "a new round: one",
		  .later_s = 60,
		  .url = "https://api.example/s?q=one",
		  .status = 502,
		  .answer = "",
		  .kind = ERR_AGAIN },
		{ .name = "the service failed, not one",
		  .later_s = 60,
		  .url = "https://api.example/s?q=one",
		  .status = 200,
		  .answer = PAGE "}",
		  .items = 1,
		  .goes_on = true },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

int main(void)
{
	RUN(rests_as_told);
	RUN(comes_again_after_429);
	RUN(tells_what_a_human_must_do);
	RUN(a_good_status_may_be_a_failure);
	RUN(a_value_means_failure);
	RUN(a_query_that_fails_is_left_for_the_next_round);
	return test_end();
}
