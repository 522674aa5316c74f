/* Sources with connectors, as a plan makes them: what they ask for, their names, keys and demand.
 */
#include "demand.h"

#include "test.h"

#include "poison.h"

#define REST "rules: [{name: all, to: [out]}]\nchannels: {out: {stdout: true}}\n"
#define ONE "brands: {acme: {any: [Acme, '@acmehq', {near: [acme, down]}]}}\n"

static struct arena *arena;
static struct problems problems;

/* Its path is that of a file beside the connectors of the stories. */
static struct plan *plan_of(const char *sources)
{
	struct str text = str_fmt(arena, "%s%s%s\n", ONE, REST, sources);
	problems = problems_new(arena);
	return plan_text(STR(STORIES "/test.yaml"), text, STR(DATA_SOURCE), &problems);
}

static void begin(void)
{
	arena_free(&arena);
	arena = arena_new(16 * KIB);
}

static void knows_its_name_and_key(void)
{
	static const struct {
		const char *source, *name, *key;
	} cases[] = {
		{ "{connector: connectors/pages.yaml}", "pages", "connector:api.example/pages?" },
		{ "{connector: connectors/pages.yaml, name: x, terms: [b, a]}", "x",
		  "connector:api.example/pages?&terms=a,b" },
		{ "{connector: mastodon-tag, host: m.example, terms: acme}", "Mastodon: acme",
		  "connector:m.example/mastodon-tag?host=m.example&terms=acme" },
		{ "{connector: connectors/login.yaml, secret: {env: HOME}}", "login",
		  "connector:api.example/login?" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].source);
		begin();
		struct plan *plan = plan_of(
			str_z(arena, str_fmt(arena, "sources: [%s]", cases[i].source)));
		if (!EXPECT(plan))
			continue;
		EXPECT_STR(plan->sources[0].name, str_from(cases[i].name));
		EXPECT_STR(plan->sources[0].key, str_from(cases[i].key));
		plan_release(&plan);
	}
}

static void tells_what_is_wrong(void)
{
	static const struct {
		const char *source, *what, *hint;
	} cases[] = {
		{ "{connector: mastodon-tg}", "no connector is called \"mastodon-tg\"",
		  "did you mean \"mastodon-tag\"?" },
		{ "{connector: connectors/login.yaml}", "login needs \"secret\" (connector login)",
		  "" },
		{ "{connector: connectors/none.yaml}",
		  "connector connectors/none.yaml: No such file or directory",
		  "a path is seen from the file that names it" },
		{ "{connector: connectors/pages.yaml, terms: [a, ' ']}",
		  "a term to ask for is a text that is not empty", "" },
		{ "{connector: connectors/pages.yaml, hots: a}",
		  "connector pages has no parameter \"hots\"", "" },
		{ "{feed: 'https://a.example/', trust: remote}",
		  "\"trust: remote\" is for a connector",
		  "nobody searches a feed for our terms but we ourselves" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].source);
		begin();
		EXPECT(!plan_of(str_z(arena, str_fmt(arena, "sources: [%s]", cases[i].source))));
		EXPECT_INT(problems.n, 1);
		if (problems.n != 1)
			continue;
		EXPECT_STR(problems.at[0].what, str_from(cases[i].what));
		EXPECT_STR(problems.at[0].hint, str_from(cases[i].hint));
	}
}

/* Two terms of the brand, a near's first word among them: two requests every ten minutes. */
static void counts_a_day(void)
{
	begin();
	struct plan *plan = plan_of("sources:\n- connector: connectors/pages.yaml\n"
				    "- {feed: 'https://a.example/', every: 1h}\n");
	struct demands demands = { 0 };
	if (EXPECT(plan))
		demands = demand_of(plan, arena);
	EXPECT_INT(demands.n, 2);
	if (demands.n == 2) {
		EXPECT_STR(demands.at[0].host, STR("api.example"));
		EXPECT_INT(demands.at[0].wanted, 2 * 144);
		EXPECT(demands.at[0].allowed == INT64_MAX);
		EXPECT_STR(demands.at[1].host, STR("a.example"));
		EXPECT_INT(demands.at[1].wanted, 24);
	}
	plan_release(&plan);
}

/* Three an hour are 72 a day; two sources that share them want 2 x 2 x 288. */
static void warns_of_too_much(void)
{
	begin();
	struct plan *plan = plan_of("sources:\n- {connector: connectors/rates.yaml, name: a}\n"
				    "- {connector: connectors/rates.yaml, terms: [b, c]}\n");
	EXPECT(plan);
	EXPECT_INT(problems.n, 1);
	if (problems.n == 1)
		EXPECT_STR(problems.at[0].what,
			   STR("rates: 1,152 requests a day wanted, 72 allowed: rounds will take "
			       "16 times as long"));
	plan_release(&plan);
}

static void shows_thousands(void)
{
	begin();
	EXPECT_STR(demand_number(arena, 0), STR("0"));
	EXPECT_STR(demand_number(arena, 999), STR("999"));
	EXPECT_STR(demand_number(arena, 1000), STR("1,000"));
	EXPECT_STR(demand_number(arena, 1002003), STR("1,002,003"));
}

int main(void)
{
	RUN(knows_its_name_and_key);
	RUN(tells_what_is_wrong);
	RUN(counts_a_day);
	RUN(warns_of_too_much);
	RUN(shows_thousands);
	arena_free(&arena);
	return test_end();
}
