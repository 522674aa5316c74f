/* The answers of a service that means ill: the first byte is the status, then a line of a header, a
 * line of the state before, and the body. The same answer comes again and again. */
#include "parts.h"

#include "arena.h"
#include "config.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

enum { PAGES = 4, QUERIES = 2, LOOKUPS = 2, LOGINS = 4 };
#define NOW_MS INT64_C(1795348800000)
#define DAY_MS INT64_C(86400000)

static const char yaml[] =
	"connector: all\nneeds: [secret]\nlogin:\n"
	"  request: {method: POST, url: 'https://a.example/in', json: {p: '{secret}'}}\n"
	"  token: token\n  expires: expires\n  keep: {refresh: refresh, host: host}\n"
	"  again: {method: POST, url: '{host}/again', form: {r: '{refresh}'}}\n"
	"prepare:\n  tag: {url: 'https://a.example/tag', query: {q: '{term}'}, take: id}\n"
	"request:\n  url: 'https://a.example/s'\n  headers: {Authorization: 'Bearer {token}'}\n"
	"  query: {q: '{term}', tag: '{tag}', since: '{since}'}\n"
	"since: {by: time, as: rfc3339, overlap: 1h, first_run: 1d}\n"
	"pages: {by: url, next: next, max: 4}\n"
	"limits: {wait: wait, left: left, usage: X-Fuzz}\nfail: {when: error, message: message}\n"
	"each: hits\nitem: {id: id, url: url, title: title, text: text, time: time}\n";

static struct arena *home;
static struct connector_use use;

static void bind(void)
{
	static const struct param secret = { STR_INIT("secret"), STR_INIT("s3cr3t"), true, { 0 } };
	static const struct str terms[] = { STR_INIT("one"), STR_INIT("two") };
	home = arena_new(64 * KIB);
	struct problems problems = problems_new(home);
	const struct node *file = yaml_parse(home, STR("all.yaml"), str_from(yaml), &problems);
	const struct connector *connector = file ? connector_load(home, file, &problems) : NULL;
	const struct connector_wish wish = { .given = { &secret, 1 }, .terms = { terms, QUERIES } };
	assert(connector);
	bool is_bound = connector_bind(home, connector, &wish, &problems, &use);
	assert(is_bound);
}

static bool is_at_home(struct str url)
{
	return str_starts_nocase(url, STR("https://"));
}

static void check(const struct heard *heard, bool is_fine, const struct err *err)
{
	assert(heard->rest_ms >= 0 && heard->rest_ms <= DAY_MS);
	assert(heard->state.len <= STATE_MAX);
	assert(is_fine || err->kind != ERR_NONE);
	struct str said = str_from(err->text);
	assert(str_find(said, STR("s3cr3t")) == said.len);
	for (size_t i = 0; i < heard->items.n; i++)
		assert(heard->items.at[i].url.len && heard->items.at[i].id.len);
}

/* Each answer that wants another request at once must bring the round nearer to its end. */
static void converse(const struct response *response, struct str state, struct arena *arena)
{
	struct heard heard = { .state = state, .goes_on = true };
	size_t asked = 0;
	for (; heard.goes_on; asked++) {
		struct request request;
		struct err err = { 0 };
		if (!connector_ask(&use, heard.state, NOW_MS, arena, &request, &err))
			return;
		assert(is_at_home(request.url));
		const struct connector_answer answer = { response, heard.state, NOW_MS, NOW_MS };
		bool is_fine = connector_hear(&use, &answer, arena, &heard, &err);
		check(&heard, is_fine, &err);
		assert(asked < LOGINS + QUERIES * PAGES + LOOKUPS);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 200, 200, 401, 403, 400, 429, 404, 503, 302 };
	static const char *const names[] = { "X-Fuzz", "Retry-After", "RateLimit",
					     "X-RateLimit-Remaining" };
	if (!use.connector)
		bind();
	if (size == 0)
		return 0;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str rest = { (const char *)data + 1, size - 1 }, line = STR(""), state = STR("");
	str_cut(&rest, '\n', &line);
	str_cut(&rest, '\n', &state);
	const struct header headers[] = {
		{ str_from(names[data[0] / 16 % COUNT_OF(names)]), line },
		{ STR("X-RateLimit-Reset"), line },
		{ STR("Link"), line },
	};
	const struct response response = {
		.status = statuses[data[0] % COUNT_OF(statuses)],
		.headers = { headers, COUNT_OF(headers) },
		.body = rest.at ? rest : STR(""),
	};
	converse(&response, state, arena);
	return 0;
}
