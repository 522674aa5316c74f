/* A full configuration and what becomes of it; several files; ceilings. */
#include "fixture.h"

#include "log.h"

static const char full[] =
	"brands:\n"
	"  acme:\n"
	"    any: [Acme, \"@acmehq\", {domain: acme.example}]\n"
	"    none: acme markets\n"
	"    lookalikes: true\n"
	"  globex: {any: Globex}\n"
	"sources:\n"
	"- {feed: 'https://blog.example/feed.xml', limit: 20, name: blog, every: 5m, tags: [a, "
	"b]}\n"
	"- feed: {feed: 'https://intranet.example/', limit: 30}\n"
	"  side: internal\n"
	"  baseline: 24h\n"
	"  lang: de\n"
	"  user: u\n"
	"  password: {env: MENTIOND_TEST_SECRET}\n"
	"  headers: {X-Team: press, X-Key: {env: MENTIOND_TEST_SECRET}}\n"
	"  ca: certs/ca.pem\n"
	"- {file: posts, name: posts, baseline: all}\n"
	"- file: {path: '-'}\n"
	"rules:\n"
	"- name: complaint\n"
	"  brands: acme\n"
	"  sentiment: [negative, mixed]\n"
	"  side: external\n"
	"  kind: post\n"
	"  lang: [de, en]\n"
	"  place: forum\n"
	"  author: [staff, '@x']\n"
	"  sources: [blog]\n"
	"  severity: high\n"
	"  to: [marketing, chat]\n"
	"  tags: [urgent]\n"
	"  realert: 2h\n"
	"  continue: true\n"
	"  tests: [{fires: Acme is down}, {silent: Acme saved my day}]\n"
	"- {name: praise, sentiment: {above: 0.5}, to: ops}\n"
	"- {name: bad, sentiment: {above: -0.9, below: -0.3}, any: [refund], to: ops}\n"
	"- {name: rest, to: [ops]}\n"
	"channels:\n"
	"  marketing: {email: [a@b.example, c@d.example], side: internal}\n"
	"  chat: {webhook: {url: {env: MENTIOND_TEST_URL}, format: slack}}\n"
	"  ops: {syslog: {facility: local3}}\n"
	"  plain: {syslog: true}\n"
	"  one: {email: a@b.example}\n"
	"  print: {stdout: true}\n"
	"  hook: {webhook: https://chat.example/hook, side: external}\n"
	"mail: {server: 'smtp.example:587', user: u, password: {env: MENTIOND_TEST_SECRET},\n"
	"  from: 'Acme <a@b.example>', replies: none, tls: implicit}\n"
	"store: sqlite:state/m.db\n"
	"control: m.sock\n"
	"workers: 2\n"
	"poll: {every: 5m, floor: 30s, retry: 10m}\n"
	"net: {allow_private: [127.0.0.0/8], contact: 'https://acme.example/bot', proxy: none}\n"
	"log: {to: journal, level: debug}\n"
	"health: {to: [ops, plain, one, print, hook]}\n"
	"sentiment: {packs: [en, support], words: {refund: -2}}\n"
	"keep: {seen: 30d, mentions: 1y}\n"
	"lists: {competitors: [Globex, Initech]}\n"
	"people: {staff: ['@anna', '@bert'], vip: []}\n"
	"ignore: {any: [job offer], authors: [newsbot]}\n"
	"mute: [{brands: [acme], until: 2026-12-24, why: planned}, "
	"{until: '2026-12-24T18:00:00+01:00'}]\n";

static bool load_full(void)
{
	fixture_reset();
	bool is_loaded = fixture_load(full);
	EXPECT_STR(fixture_told(), STR(""));
	return EXPECT(is_loaded);
}

static void reads_brands_and_sources(void)
{
	if (!load_full())
		return;
	EXPECT_INT(config.n_brands, 2);
	EXPECT_STR(config.brands[0].name, STR("acme"));
	EXPECT_INT(config.brands[0].any->n, 3);
	EXPECT_STR(config.brands[0].none->values[0].text, STR("acme markets"));
	EXPECT(config.brands[0].has_lookalikes && !config.brands[1].has_lookalikes);
	EXPECT_STR(config.brands[1].any->values[0].text, STR("Globex"));
	EXPECT(config.brands[1].none == NULL);

	EXPECT_INT(config.n_sources, 4);
	const struct source_decl *s = config.sources;
	const struct feed_settings *feed = s[0].base.settings;
	EXPECT_STR(s[0].base.name, STR("blog"));
	EXPECT_STR(feed->url, STR("https://blog.example/feed.xml"));
	EXPECT_INT(feed->limit, 20);
	EXPECT_INT(s[0].every_ms, 300000);
	EXPECT_INT(s[0].tags.n, 2);
	EXPECT_INT(s[0].side, SIDE_EXTERNAL);
	EXPECT(!s[0].has_baseline);
	feed = s[1].base.settings;
	EXPECT_INT(feed->limit, 30);
	EXPECT_INT(s[1].side, SIDE_INTERNAL);
	EXPECT_INT(s[1].baseline_ms, 86400000);
	EXPECT_STR(s[1].password, STR("geheim"));
	EXPECT_STR(s[1].header_list.at[0].value, STR("press"));
	EXPECT_STR(s[1].header_list.at[1].value, STR("geheim"));
	EXPECT_STR(s[1].ca, fixture_path("certs/ca.pem"));
	const struct file_settings *file = s[2].base.settings;
	EXPECT_INT(s[2].base.kind, KIND_FILE);
	EXPECT_STR(file->path, fixture_path("posts"));
	EXPECT_STR(s[2].baseline, STR("all"));
	file = s[3].base.settings;
	EXPECT_STR(file->path, STR("-"));
}

static void reads_rules(void)
{
	if (!load_full())
		return;
	const struct rule_decl *r = config.rules;
	EXPECT_INT(config.n_rules, 4);
	EXPECT_STR(r[0].name, STR("complaint"));
	EXPECT_INT(r[0].where.line, 20);
	EXPECT_INT(r[0].tones, 1U << TONE_NEGATIVE | 1U << TONE_MIXED);
	EXPECT_INT(r[0].side, SIDE_EXTERNAL);
	EXPECT_INT(r[0].kind, ITEM_POST);
	EXPECT_INT(r[0].langs.n, 2);
	EXPECT_INT(r[0].places.n, 1);
	EXPECT_INT(r[0].authors.n, 3);
	EXPECT_STR(r[0].authors.at[1].text, STR("@bert"));
	EXPECT_STR(r[0].authors.at[2].text, STR("@x"));
	EXPECT_INT(r[0].severity, SEVERITY_HIGH);
	EXPECT_INT(r[0].to.n, 2);
	EXPECT_INT(r[0].realert_ms, 7200000);
	EXPECT(r[0].goes_on && !r[0].has_terms);
	EXPECT_INT(r[0].n_tests, 2);
	EXPECT(r[0].tests[0].fires && !r[0].tests[1].fires);
	EXPECT_STR(r[0].tests[1].text, STR("Acme saved my day"));
	EXPECT(r[1].has_above && !r[1].has_below && r[1].above > 0.49 && r[1].above < 0.51);
	EXPECT(r[2].has_above && r[2].has_below && r[2].below < -0.29 && r[2].has_terms);
	EXPECT_INT(r[3].side, RULE_ANY);
	EXPECT_INT(r[3].kind, RULE_ANY);
	EXPECT_INT(r[3].severity, RULE_ANY);
	EXPECT_INT(r[3].realert_ms, 86400000);
}

static void reads_channels(void)
{
	if (!load_full())
		return;
	const struct channel_decl *c = config.channels;
	const struct email_settings *email = c[0].base.settings;
	const struct webhook_settings *webhook = c[1].base.settings;
	const struct syslog_settings *syslog = c[2].base.settings;
	EXPECT_INT(config.n_channels, 7);
	EXPECT_INT(email->to.n, 2);
	EXPECT_STR(webhook->url.url, STR("https://chat.example/secret"));
	EXPECT(!webhook->url.is_inline);
	EXPECT_INT(webhook->format, 1);
	EXPECT_INT(syslog->facility, 19);
	EXPECT_STR(syslog->ident, STR("mentiond"));
	syslog = c[3].base.settings;
	EXPECT_INT(syslog->facility, 16);
	email = c[4].base.settings;
	EXPECT_STR(email->to.at[0].text, STR("a@b.example"));
	EXPECT_INT(c[5].base.kind, KIND_STDOUT);
	EXPECT_INT(c[5].side, SIDE_INTERNAL);
	webhook = c[6].base.settings;
	EXPECT(webhook->url.is_inline);
	EXPECT_INT(webhook->url.where.line, 45);
	EXPECT_INT(c[6].side, SIDE_EXTERNAL);
}

static void reads_settings(void)
{
	if (!load_full())
		return;
	EXPECT_STR(config.mail.server, STR("smtp.example:587"));
	EXPECT_INT(config.mail.tls, TLS_IMPLICIT);
	EXPECT_STR(config.mail.password, STR("geheim"));
	EXPECT_STR(config.store, str_fmt(arena, "sqlite:%s/state/m.db", folder));
	EXPECT_STR(config.control, fixture_path("m.sock"));
	EXPECT_INT(config.workers, 2);
	EXPECT_INT(config.poll.floor_ms, 30000);
	EXPECT_INT(config.net.allow_private.n, 1);
	EXPECT_STR(config.net.proxy, STR(""));
	EXPECT_INT(config.log.to, LOG_TO_JOURNAL);
	EXPECT_INT(config.log.level, LOG_LEVEL_DEBUG);
	EXPECT_INT(config.health_to.n, 5);
	EXPECT(config.sentiment.has_packs);
	EXPECT_INT(config.sentiment.packs.n, 2);
	EXPECT_INT(config.sentiment.words->n, 1);
	EXPECT_INT(config.keep.seen_ms, 30LL * 86400000);
	EXPECT_INT(config.lists[0].node->n, 2);
	EXPECT_INT(config.n_people, 2);
	EXPECT_INT(config.ignore_any->n, 1);
	EXPECT_INT(config.ignore_authors.n, 1);
	EXPECT_INT(config.mutes[0].until_ms, 1798070400000);
	EXPECT_INT(config.mutes[1].until_ms, 1798070400000 + 17 * 3600000);
}

#define LEAST                                                                      \
	"brands: {acme: {any: [Acme]}}\nsources: [{feed: 'https://a.example/'}]\n" \
	"rules: [{name: rest, to: [ops]}]\nchannels: {ops: {syslog: true}}\n"

static void has_defaults(void)
{
	fixture_reset();
	if (!EXPECT(fixture_load(LEAST)))
		return;
	EXPECT_INT(config.workers, -1);
	EXPECT_INT(config.mail.tls, -1);
	EXPECT_STR(config.store, STR("sqlite:/var/lib/mentiond/mentiond.db"));
	EXPECT_STR(config.control, STR("/run/mentiond/control.sock"));
	EXPECT_INT(config.poll.every_ms, 15 * 60000);
	EXPECT_INT(config.poll.slowest_ms, 4 * 3600000);
	EXPECT_INT(config.poll.floor_ms, 60000);
	EXPECT_INT(config.poll.retry_ms, 3600000);
	EXPECT_INT(config.keep.seen_ms, 90LL * 86400000);
	EXPECT_INT(config.keep.mentions_ms, 730LL * 86400000);
	EXPECT_INT(config.log.to, LOG_TO_AUTO);
	EXPECT_INT(config.log.level, LOG_LEVEL_INFO);
	EXPECT(!config.sentiment.has_packs && !config.ignore_any);
	const struct feed_settings *feed = config.sources[0].base.settings;
	EXPECT_INT(feed->limit, 5000);
}

static const struct {
	const char *name, *main, *one, *two; /* NULL: no such file */
	const char *want;
} includes[] = {
	{ "in its place", "include: one.yaml\nrules: [{name: rest, to: [ops]}]\n",
	  "brands: {acme: {any: [Acme]}}\nrules: [{name: a, any: [b], to: [ops]}]\n"
	  "sources: [{file: a}]\nchannels: {ops: {syslog: true}}\n",
	  NULL, "" },
	{ "behind", "rules: [{name: rest, to: [ops]}]\ninclude: [one.yaml]\n",
	  "brands: {acme: {any: [Acme]}}\nrules: [{name: a, any: [b], to: [ops]}]\n"
	  "sources: [{file: a}]\nchannels: {ops: {syslog: true}}\n",
	  NULL,
	  "one.yaml:2:9: error: this rule can never be reached | earlier rules take all it could: "
	  "move it up, or give them continue: true" },
	{ "glob, each once, and oneself", "include: ['*.yaml', one.yaml, main.yaml]\n" LEAST,
	  "sources: [{file: a}]\ninclude: [two.yaml, '*.yaml']\n", "sources: [{file: b}]\n", "" },
	{ "glob of nothing", "include: conf.d/*.yaml\n" LEAST, NULL, NULL,
	  "1:10: warning: no file is found here" },
	{ "missing", "include: [one.yaml]\nworkers: x\n", NULL, NULL,
	  "1:11: error: cannot read one.yaml: No such file or directory\n"
	  "2:10: error: \"workers\" wants a whole number" },
	{ "a scalar twice", "include: one.yaml\nworkers: 2\n" LEAST, "workers: 1\n", NULL,
	  "2:1: error: \"workers\" is set a second time | first in one.yaml:1:1" },
	{ "a map's key twice", "poll: {every: 5m}\ninclude: one.yaml\n" LEAST,
	  "poll: {floor: 2m, every: 6m}\n", NULL,
	  "one.yaml:1:19: error: \"every\" is set a second time | first in main.yaml:1:8" },
	{ "maps join", "poll: {every: 5m}\ninclude: one.yaml\n" LEAST, "poll: {floor: 2m}\n", NULL,
	  "" },
	{ "a brand twice", LEAST "include: one.yaml\n", "brands: {acme: {any: [Acme]}}\n", NULL,
	  "one.yaml:1:10: error: \"acme\" is set a second time | first in main.yaml:1:10" },
	{ "a list and a map", LEAST "include: one.yaml\n", "brands: [a]\n", NULL,
	  "one.yaml:1:1: error: \"brands\" is set a second time | first in main.yaml:1:1" },
	{ "no map", LEAST "include: one.yaml\n", "- a\n", NULL,
	  "one.yaml:1:1: error: a map of sections is wanted here" },
	{ "broken, and an error here", LEAST "include: one.yaml\nworkers: x\n", "a: b: c\n", NULL,
	  "6:10: error: \"workers\" wants a whole number\n"
	  "one.yaml:1:5: error: no `key:` can stand here | a value with \": \" in it goes in "
	  "quotes; keys of one map begin in the same column" },
	{ "include is a map", "include: {a: b}\n" LEAST, NULL, NULL,
	  "1:10: error: \"include\" wants a text or a list of texts, not a map" },
	{ "names of other files", LEAST "include: one.yaml\n", "health: {to: [ops, nobody]}\n",
	  NULL, "one.yaml:1:20: error: no channel is named \"nobody\"" },
};

static void includes_files(void)
{
	for (size_t i = 0; i < COUNT_OF(includes); i++) {
		CASE(includes[i].name);
		fixture_reset();
		if (includes[i].one)
			fixture_write("one.yaml", str_from(includes[i].one), 0644);
		if (includes[i].two)
			fixture_write("two.yaml", str_from(includes[i].two), 0644);
		fixture_load(includes[i].main);
		EXPECT_STR(fixture_told(), str_from(includes[i].want));
		fixture_remove("one.yaml");
		fixture_remove("two.yaml");
	}
}

static void is_not_there(void)
{
	fixture_reset();
	fixture_remove("main.yaml");
	EXPECT(!config_load(arena, STR("/nowhere/m.yaml"), &kinds_here, &config, &problems));
	EXPECT_STR(fixture_told(),
		   STR("error: cannot read /nowhere/m.yaml: No such file or directory; `mentiond "
		       "init` writes one to start from"));
}

/* The owner of the terms can look at them although something else is wrong. */
static void hands_out_terms_after_errors(void)
{
	fixture_reset();
	EXPECT(!fixture_load("workers: x\n" LEAST));
	EXPECT_INT(config.n_brands, 1);
	EXPECT_STR(config.brands[0].any->values[0].text, STR("Acme"));
	EXPECT_INT(config.n_rules, 1);
}

/* `text` many times, between head and tail. */
static struct str repeated(const char *head, const char *text, size_t n, const char *tail)
{
	struct buf out = buf_new(arena, 128 * MIB);
	buf_fmt(&out, "%s", head);
	for (size_t i = 0; i < n; i++)
		buf_add(&out, str_from(text));
	buf_fmt(&out, "%s", tail);
	return buf_str(&out);
}

static void keeps_ceilings(void)
{
	static const struct {
		const char *name, *head, *text, *tail;
		size_t n;
		const char *want;
	} cases[] = {
		{ "10,000 aliases", "a: &a b\nc: [", "*a,", "]\n", 10000, "" },
		{ "10,001 aliases", "a: &a b\nc: [", "*a,", "]\n", 10001,
		  "2:30005: error: aliases stand for more than 10000 values | write the values "
		  "out, or use a named list (lists:)" },
		{ "10,000 aliases of three nodes", "a: &a [b, c]\nd: [", "*a,", "]\n", 10000,
		  "2:10004: error: aliases stand for more than 10000 values | write the values "
		  "out, or use a named list (lists:)" },
		{ "lists in lists", "", "[", "", 33, "1:33: error: nested deeper than 32 levels" },
		{ "a million lists", "", "[", "", 1000000,
		  "1:33: error: nested deeper than 32 levels" },
		{ "32 levels", "", "[", "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", 32, "" },
		{ "maps in maps", "", "{a: ", "", 33,
		  "1:129: error: nested deeper than 32 levels" },
		{ "10,001 anchors", "[", "&a b,", "]\n", 10001,
		  "1:50002: error: more than 10000 anchors" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		fixture_reset();
		struct str text = repeated(cases[i].head, cases[i].text, cases[i].n, cases[i].tail);
		size_t before = arena_size(arena);
		yaml_parse(arena, fixture_path("main.yaml"), text, &problems);
		EXPECT_STR(fixture_told(), str_from(cases[i].want));
		EXPECT(arena_size(arena) - before < 32 * MIB);
	}
}

/* Nine anchors, each a list of nine of the one before: 9^9 nodes when written out. */
static void stops_alias_bombs(void)
{
	fixture_reset();
	struct buf text = buf_new(arena, KIB);
	buf_add(&text, STR("a0: &a0 [x]\n"));
	for (int i = 1; i < 10; i++)
		buf_fmt(&text, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i,
			i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	EXPECT(!yaml_parse(arena, STR("m.yaml"), buf_str(&text), &problems));
	EXPECT_STR(problems.at[0].what, STR("aliases stand for more than 10000 values"));
	EXPECT(arena_size(arena) < MIB);
}

static void refuses_large_files(void)
{
	fixture_reset();
	struct str text = { arena_bytes(arena, CONFIG_BYTES_MAX + 1), CONFIG_BYTES_MAX + 1 };
	EXPECT(!yaml_parse(arena, STR("m.yaml"), text, &problems));
	EXPECT_STR(problems.at[0].what, STR("m.yaml: larger than 67108864 bytes"));
	fixture_reset();
	text = repeated("[", "a,", CONFIG_NODES_MAX, "]\n");
	EXPECT(!yaml_parse(arena, STR("m.yaml"), text, &problems));
	EXPECT_STR(problems.at[0].what, STR("more than 2000000 values in one file"));
}

static const struct param *given(const char *name)
{
	const struct connector_settings *own = config.sources[0].base.settings;
	for (size_t i = 0; i < own->params.n; i++)
		if (str_eq(own->params.at[i].name, str_from(name)))
			return &own->params.at[i];
	return NULL;
}

/* All keys that nobody knows are the connector's; those in a secret's place are secrets. */
static void gives_the_rest_of_the_keys(void)
{
	fixture_reset();
	fixture_write("s", STR("geheim\n"), 0600);
	EXPECT(fixture_load("brands: {acme: {any: [Acme]}}\nrules: [{name: rest, to: [ops]}]\n"
			    "channels: {ops: {syslog: true}}\nsources:\n"
			    "- {connector: mastodon-tag, host: m.example, handle: {file: s}, "
			    "every: 5m, limit: 40, terms: acme, trust: remote}\n"));
	const struct connector_settings *own = config.sources[0].base.settings;
	EXPECT_STR(fixture_told(), STR(""));
	EXPECT_STR(own->name, STR("mastodon-tag"));
	EXPECT_INT(own->terms.n, 1);
	EXPECT_INT(own->params.n, 3);
	EXPECT_INT(config.sources[0].every_ms, 300000);
	EXPECT_INT(config.sources[0].trust, TRUST_REMOTE);
	if (!EXPECT(given("host") && given("handle") && given("limit")))
		return;
	EXPECT_STR(given("host")->value, STR("m.example"));
	EXPECT(!given("host")->is_secret);
	EXPECT_STR(given("handle")->value, STR("geheim"));
	EXPECT(given("handle")->is_secret);
	EXPECT_STR(given("limit")->value, STR("40"));
	EXPECT_INT(given("limit")->where.line, 5);
	fixture_remove("s");
}

static void body(void)
{
	setenv("MENTIOND_TEST_SECRET", "geheim", 1);
	setenv("MENTIOND_TEST_URL", "https://chat.example/secret", 1);
	RUN(reads_brands_and_sources);
	RUN(reads_rules);
	RUN(reads_channels);
	RUN(reads_settings);
	RUN(has_defaults);
	RUN(includes_files);
	RUN(is_not_there);
	RUN(hands_out_terms_after_errors);
	RUN(gives_the_rest_of_the_keys);
	RUN(keeps_ceilings);
	RUN(stops_alias_bombs);
	RUN(refuses_large_files);
}

int main(void)
{
	return fixture_run(body);
}
