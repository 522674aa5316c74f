/* From a source's entry to queries, and from terms and places to requests. */
#include "player.h"

#include "poison.h"

#define ITEM "item: {id: id, url: u, title: t, time: at}\n"
#define HIT(id, at)                                                                                \
	"{\"hits\":[{\"id\":" id ",\"u\":\"https://x.example/" id "\",\"t\":\"t\",\"at\":" at "}]" \
	"}"
#define NOTHING "{\"hits\":[]}"
#define SEARCH "connector: search\nlabel: Search\nrequest:\n  url: https://api.example/s\n"

/* --- what an entry gives --- */

#define GIVEN                                                                                   \
	"connector: given\nlabel: Given\ndocs: https://docs.example/\nneeds: [token]\n"         \
	"optional: [key]\nparams: {host: one.example, site: \"\"}\nrequest:\n"                  \
	"  url: https://{host}/{site|or:all}\n  headers: {Authorization: \"Bearer {token}\"}\n" \
	"  query: {key: \"{key}\"}\neach: hits\n" ITEM

static struct str problem_of(struct arena *arena, struct play *play)
{
	struct problems problems = problems_new(arena);
	const struct node *node = yaml_parse(arena, STR("x.yaml"), str_from(play->yaml), &problems);
	struct connector *connector = connector_load(arena, node, &problems);
	play->home = arena;
	struct connector_wish wish = { .given = play_params(play), .terms = play_terms(play) };
	if (!connector || connector_bind(arena, connector, &wish, &problems, &play->use) ||
	    problems.n == 0)
		return STR("");
	return str_fmt(arena, STR_FMT " | " STR_FMT, STR_ARG(problems.at[0].what),
		       STR_ARG(problems.at[0].hint));
}

static void tells_what_is_wrong_with_an_entry(void)
{
	static const char *const terms_512 =
		"connector: t\nrequest:\n  url: https://api.example/\n  query: {q: \"{terms}\"}\n"
		"terms: {write: '\"{term}\"', join: \" OR \", max_chars: 10}\neach: hits\n" ITEM;
	const struct {
		const char *name;
		struct play play;
		const char *says;
	} cases[] = {
		{ "a need",
		  { .yaml = GIVEN },
		  "Given needs \"token\" (connector given) | where to "
		  "get it: https://docs.example/" },
		{ "an empty need", { .yaml = GIVEN, .params = { "token=" } }, "needs \"token\"" },
		{ "unknown",
		  { .yaml = GIVEN, .params = { "token=x", "hots=y" } },
		  "has no parameter \"hots\" | did you mean \"host\"?" },
		{ "an address for a server",
		  { .yaml = GIVEN, .params = { "token=x", "host=https://a.example:80/" } },
		  "\"host\" wants the name of a server, not an address | write host: "
		  "a.example:80" },
		{ "half an address",
		  { .yaml = GIVEN, .params = { "token=x", "host=a.example/" } },
		  "wants the name of a server" },
		{ "fine", { .yaml = GIVEN, .params = { "token=x", "key=y" } }, "" },
		{ "no terms", { .yaml = terms_512 }, "asks for terms, and there are none" },
		{ "blank terms", { .yaml = terms_512, .terms = { " ", "\"" } }, "there are none" },
		{ "ten characters fit", { .yaml = terms_512, .terms = { "größerer" } }, "" },
		{ "eleven do not",
		  { .yaml = terms_512, .terms = { "ok", "größereres" } },
		  "takes 12 characters in a request of connector t, which has room for 10" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		struct play play = cases[i].play;
		CASE(cases[i].name);
		struct str said = problem_of(arena, &play);
		if (!EXPECT(*cases[i].says ? play_has(said, cases[i].says) : said.len == 0))
			fprintf(stderr, "    said \"" STR_FMT "\"\n", STR_ARG(said));
	}
}

static uint64_t key_of(const char *one, const char *two)
{
	struct play play = { .yaml = GIVEN, .params = { one, two } };
	uint64_t key = 0;
	if (play_begin(&play))
		key = play.use.pace.key;
	play_end(&play);
	return key;
}

static void paces_by_host_and_credential(void)
{
	struct play play = { .yaml = GIVEN "limits: {requests: 10/m, every: 5m}\n",
			     .params = { "!token=s3cr3t", "host=Two.Example" } };
	if (play_begin(&play)) {
		EXPECT_STR(play.use.host, STR("two.example"));
		EXPECT_STR(play.use.pace.name, STR("two.example"));
		EXPECT(play.use.pace.key != 0);
		EXPECT_INT(play.use.pace.n_requests, 1);
		EXPECT_INT(play.use.pace.every_ms, 300000);
		EXPECT_INT(play.use.n_queries, 1);
		EXPECT_INT(play.use.secrets.n, 1);
	}
	play_end(&play);
	EXPECT(key_of("!token=a", NULL) == key_of("!token=a", NULL));
	EXPECT(key_of("!token=a", NULL) != key_of("!token=b", NULL));
	EXPECT(key_of("!token=a", NULL) != key_of("!token=a", "host=two.example"));
	EXPECT(key_of("!token=a", NULL) == key_of("!token=a", "site=x"));
}

/* --- terms --- */

#define JOINED(limits)                               \
	SEARCH "  query: {q: \"({terms}) -is:x\"}\n" \
	       "terms: {write: '\"{term}\"', join: \" OR \", " limits "}\neach: hits\n" ITEM

static void joins_as_many_terms_as_fit(void)
{
	/* "größe" with its quotes is 7 characters and 9 bytes, " OR " is 4. */
	static const struct {
		const char *name, *yaml;
		size_t n;
		const char *first, *second;
	} cases[] = {
		{ "all of them", JOINED("max_chars: 512"), 1, "\"größe\" OR \"acme\" OR \"b\"",
		  NULL },
		{ "exactly", JOINED("max_chars: 24"), 1, "\"größe\" OR \"acme\" OR \"b\"", NULL },
		{ "one too many", JOINED("max_chars: 23"), 2, "\"größe\" OR \"acme\"", "\"b\"" },
		{ "two fit exactly", JOINED("max_chars: 17"), 2, "\"größe\" OR \"acme\"", "\"b\"" },
		{ "one fits", JOINED("max_chars: 16"), 2, "\"größe\"", "\"acme\" OR \"b\"" },
		{ "by number", JOINED("max_terms: 2"), 2, "\"größe\" OR \"acme\"", "\"b\"" },
		{ "by both", JOINED("max_chars: 16, max_terms: 1"), 3, "\"größe\"", "\"acme\"" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct play play = { .yaml = cases[i].yaml,
				     .terms = { "größe", "ac\"me", "acme", "b", "größe" } };
		CASE(cases[i].name);
		play.terms[1] = " acme\"";
		if (play_begin(&play) && EXPECT(play.use.n_queries == cases[i].n)) {
			EXPECT_STR(play.use.queries[0].terms, str_from(cases[i].first));
			if (cases[i].second)
				EXPECT_STR(play.use.queries[1].terms, str_from(cases[i].second));
		}
		play_end(&play);
	}
}

/* A new term among read ones begins where they are, and is no reason to be silent. */
static void keeps_how_far_with_each_term(void)
{
	struct play play = { .yaml = SEARCH
			     "  query: {q: \"{terms}\", from: \"{since}\"}\n"
			     "terms: {write: \"{term}\", join: \",\", max_terms: 2}\n"
			     "since: {by: time, as: epoch, overlap: 0s, first_run: 1h}\n"
			     "each: hits\n" ITEM,
			     .terms = { "a", "b", "c" } };
	static const struct step_of before[] = {
		{ .name = "a and b",
		  .url = "https://api.example/s?q=a%2Cb&from=1795345200",
		  .status = 200,
		  .answer = HIT("1", "1795348000"),
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "c, of the same round",
		  .later_s = 9,
		  .url = "https://api.example/s?q=c&from=1795345200",
		  .status = 200,
		  .answer = NOTHING,
		  .is_first = true },
	};
	static const struct step_of after[] = {
		{ .name = "a and d",
		  .later_s = 100,
		  .status = 200,
		  .answer = HIT("2", "1795348850"),
		  .url = "https://api.example/s?q=a%2Cd&from=1795348800",
		  .items = 1,
		  .goes_on = true },
		{ .name = "e is new",
		  .url = "https://api.example/s?q=e&from=1795345309",
		  .status = 200,
		  .answer = NOTHING,
		  .is_first = true },
	};
	if (play_begin(&play)) {
		play_step(&play, &before[0]);
		play_step(&play, &before[1]);
		play.terms[1] = "d";
		play.terms[2] = "e";
		play_bind(&play);
		play_step(&play, &after[0]);
		play_step(&play, &after[1]);
		EXPECT(!strstr(play.state, "\"b\"") && strstr(play.state, "\"d\""));
	}
	play_end(&play);
}

static void begins_anew_when_the_terms_changed_in_a_round(void)
{
	struct play play = { .yaml = SEARCH
			     "  query: {q: \"{term}\", c: \"{cursor}\"}\n"
			     "pages: {by: cursor, next: next, max: 9}\neach: hits\n" ITEM,
			     .terms = { "a", "b" } };
	static const struct step_of steps[] = {
		{ .name = "a, and a next page",
		  .url = "https://api.example/s?q=a",
		  .status = 200,
		  .answer = "{\"hits\":[{\"id\":1,\"u\":\"https://x.example/1\",\"t\":\"t\"}],"
			    "\"next\":\"of a\"}",
		  .items = 1,
		  .goes_on = true,
		  .is_first = true },
		{ .name = "no cursor of a for x",
		  .url = "https://api.example/s?q=x",
		  .status = 200,
		  .answer = NOTHING,
		  .goes_on = true,
		  .is_first = true },
	};
	if (play_begin(&play)) {
		play_step(&play, &steps[0]);
		play.terms[0] = "x";
		play_bind(&play);
		play_step(&play, &steps[1]);
	}
	play_end(&play);
}

/* --- bodies and look-ups --- */

static void posts_graphql(void)
{
	struct play play = {
		.yaml = "connector: g\nneeds: [token]\nrequest:\n  url: "
			"https://api.example/graphql\n"
			"  headers: {Authorization: \"bearer {token}\"}\n"
			"  json:\n    query: \"query($q: String!) {{ search(query: $q) {{ n }} "
			"}}\"\n"
			"    variables: {q: 'a \"{term}\"', n: 50, on: true, none: null, "
			"text: \"50\", after: \"{cursor}\", list: [1, \"{term}\"]}\n"
			"pages: {by: cursor, next: page.end, more: page.more, max: 3}\n"
			"each: hits\n" ITEM,
		.terms = { "Äcme\\" },
		.params = { "!token=s3cr3t" },
	};
	static const struct step_of steps[] = {
		{ .name = "the first page",
		  .header = "Content-Type: application/json",
		  .body = "{\"query\":\"query($q: String!) { search(query: $q) { n } }\","
			  "\"variables\":{\"q\":\"a \\\"Äcme\\\\\\\"\",\"n\":50,\"on\":true,"
			  "\"none\":null,\"text\":\"50\",\"list\":[1,\"Äcme\\\\\"]}}",
		  .status = 200,
		  .goes_on = true,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":8,\"u\":\"https://x.example/8\",\"t\":\"t\"}],"
			    "\"page\":{\"end\":\"E\",\"more\":true}}" },
		{ .name = "the cursor is there now",
		  .body = "{\"query\":\"query($q: String!) { search(query: $q) { n } }\","
			  "\"variables\":{\"q\":\"a \\\"Äcme\\\\\\\"\",\"n\":50,\"on\":true,"
			  "\"none\":null,\"text\":\"50\",\"after\":\"E\",\"list\":[1,\"Äcme\\\\\"]}"
			  "}",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":7,\"u\":\"https://x.example/7\",\"t\":\"t\"}],"
			    "\"page\":{\"end\":\"F\",\"more\":false}}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void looks_up_once_a_term(void)
{
	struct play play = {
		.yaml = "connector: tags\nneeds: [user]\nprepare:\n"
			"  page_id:\n    url: https://api.example/me\n    take: id\n"
			"  tag_id:\n    url: https://api.example/tag\n"
			"    query: {user: \"{user}\", q: \"{term|tag}\"}\n    take: data[0].id\n"
			"request:\n  url: https://api.example/{tag_id}/media\n"
			"  query: {user: \"{page_id}\"}\neach: hits\n" ITEM,
		.terms = { "Acme Inc", "none", "b" },
		.params = { "user=7" },
	};
	static const struct step_of steps[] = {
		{ .name = "for all terms",
		  .url = "https://api.example/me",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"id\":9007199254740993}" },
		{ .name = "for the first",
		  .url = "https://api.example/tag?user=7&q=AcmeInc",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"data\":[{\"id\":\"17\"}]}" },
		{ .name = "the query",
		  .status = 200,
		  .goes_on = true,
		  .answer = HIT("1", "1795348000"),
		  .url = "https://api.example/17/media?user=9007199254740993",
		  .items = 1,
		  .is_first = true },
		{ .name = "for one that nobody knows",
		  .status = 200,
		  .answer = "{\"data\":[]}",
		  .url = "https://api.example/tag?user=7&q=none",
		  .kind = ERR_DATA,
		  .says = "the look-up \"tag_id\" finds nothing for none" },
		{ .name = "it holds nobody up",
		  .url = "https://api.example/tag?user=7&q=b",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"data\":[{\"id\":\"18\"}]}" },
		{ .name = "the last query",
		  .status = 200,
		  .answer = NOTHING,
		  .is_first = true,
		  .url = "https://api.example/18/media?user=9007199254740993" },
		{ .name = "known",
		  .later_s = 60,
		  .status = 200,
		  .answer = NOTHING,
		  .goes_on = true,
		  .url = "https://api.example/17/media?user=9007199254740993" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

int main(void)
{
	RUN(tells_what_is_wrong_with_an_entry);
	RUN(paces_by_host_and_credential);
	RUN(joins_as_many_terms_as_fit);
	RUN(keeps_how_far_with_each_term);
	RUN(begins_anew_when_the_terms_changed_in_a_round);
	RUN(posts_graphql);
	RUN(looks_up_once_a_term);
	return test_end();
}
