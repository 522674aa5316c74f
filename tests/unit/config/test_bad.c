/* What is wrong with a configuration, told with its place and a hint. */
#include "fixture.h"

#define BRANDS "brands: {acme: {any: [Acme]}}\n"
#define SOURCES "sources: [{feed: 'https://a.example/'}]\n"
#define RULES "rules: [{name: rest, to: [ops]}]\n"
#define CHANNELS "channels: {ops: {syslog: true}}\n"
#define REST BRANDS SOURCES RULES CHANNELS
#define RULE(text) "rules:\n- " text "\n- {name: rest, to: [ops]}\n" BRANDS SOURCES CHANNELS
#define SOURCE(text) "sources:\n- " text "\n" BRANDS RULES CHANNELS
#define CHANNEL(text) "channels:\n  ops: " text "\n" BRANDS SOURCES RULES

struct bad {
	const char *name, *in, *want;
};

static void check(const struct bad *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CASE(cases[i].name);
		fixture_reset();
		fixture_load(cases[i].in);
		EXPECT_STR(fixture_told(), str_from(cases[i].want));
	}
}

static void sections(void)
{
	static const struct bad cases[] = {
		{ "all is well", REST, "" },
		{ "empty", "", "1:1: error: the file is empty" },
		{ "a list", "- a\n", "1:1: error: a map of sections is wanted here" },
		{ "nothing there", "workers: 1\n",
		  "1:1: error: \"brands\" is missing here | what we listen for, such as brands: "
		  "{acme: {any: [Acme]}}\n"
		  "1:1: error: \"sources\" is missing here | where we listen, such as sources: "
		  "[{feed: \"https://…\"}]\n"
		  "1:1: error: \"rules\" is missing here | what we make of it, such as rules: "
		  "[{name: rest, to: [ops]}]\n"
		  "1:1: error: \"channels\" is missing here | who is told, such as channels: {ops: "
		  "{syslog: true}}" },
		{ "near miss", "sorces: []\n" REST,
		  "1:1: error: unknown key \"sorces\" | did you mean \"sources\"?" },
		{ "far miss", "zzzzzz: 1\n" REST,
		  "1:1: error: unknown key \"zzzzzz\" | known here: brands, sources, rules, "
		  "channels, lists, people, mute, mail, store, poll, net, log, health, sentiment, "
		  "keep, ignore, include, control, workers" },
		{ "twice", "workers: 1\nworkers: 2\n" REST,
		  "2:1: error: the key \"workers\" stands here twice | first in line 1" },
		{ "no brands", "brands: {}\n" SOURCES RULES CHANNELS,
		  "1:9: error: there are no brands here" },
		{ "brands without value", "brands:\n" SOURCES RULES CHANNELS,
		  "1:8: error: \"brands\" wants a map of names to terms" },
		{ "no sources", "sources: []\n" BRANDS RULES CHANNELS,
		  "1:10: error: there are no sources here" },
		{ "no rules", "rules: []\n" BRANDS SOURCES CHANNELS,
		  "1:8: error: there are no rules here\n"
		  "4:12: warning: nobody uses this channel | name it in a rule's to:, or in "
		  "health:" },
		{ "no channels", "channels: {}\n" BRANDS SOURCES "rules: [{name: r}]\n",
		  "1:11: error: there are no channels here\n"
		  "4:9: warning: this rule tells nobody | with to: [CHANNEL] it does; without, "
		  "mentions are only recorded" },
		{ "sources is a map",
		  "sources: {feed: 'https://a.example/'}\n" BRANDS RULES CHANNELS,
		  "1:10: error: \"sources\" wants a list of sources" },
		{ "escalate", "escalate: {high: []}\n" REST,
		  "1:1: error: not yet: \"escalate\" comes with a later version | take it out "
		  "until then" },
		{ "brand without any", "brands: {acme: {none: [b]}}\n" SOURCES RULES CHANNELS,
		  "1:16: error: \"any\" is missing here | terms of which one must be found, such "
		  "as any: [Acme, \"@acme\"]" },
		{ "brand with an empty any", "brands: {acme: {any: []}}\n" SOURCES RULES CHANNELS,
		  "1:22: error: at least one term is wanted here | what begins with # is a comment "
		  "unless quoted" },
		{ "brand is a list", "brands: {acme: [Acme]}\n" SOURCES RULES CHANNELS,
		  "1:16: error: a brand is a map, such as {any: [Acme]}" },
		{ "lookalikes",
		  "brands: {acme: {any: [Acme], lookalikes: maybe}}\n" SOURCES RULES CHANNELS,
		  "1:42: error: \"lookalikes\" wants true or false" },
	};
	check(cases, COUNT_OF(cases));
}

static void settings(void)
{
	static const struct bad cases[] = {
		{ "workers", "workers: many\n" REST,
		  "1:10: error: \"workers\" wants a whole number" },
		{ "too many workers", "workers: 257\n" REST,
		  "1:10: error: \"workers\" wants a number from 0 to 256" },
		{ "fewer than none", "workers: -1\n" REST,
		  "1:10: error: \"workers\" wants a number from 0 to 256" },
		{ "workers is a list", "workers: [1]\n" REST,
		  "1:10: error: \"workers\" wants a whole number, not a list" },
		{ "workers without value", "workers:\n" REST,
		  "1:1: error: \"workers\" has no value | what begins with # is a comment unless "
		  "quoted" },
		{ "duration", "poll: {every: 15 min}\n" REST,
		  "1:15: error: \"every\" wants a duration | such as 90s, 15m, 2h, 7d or 2y" },
		{ "duration too long", "poll: {slowest: 101y}\n" REST,
		  "1:17: error: \"slowest\" wants a duration | such as 90s, 15m, 2h, 7d or 2y" },
		{ "a century", "poll: {slowest: 100y}\n" REST, "" },
		{ "duration too short", "poll: {floor: 5ms}\n" REST,
		  "1:15: error: \"floor\" wants at least 100ms" },
		{ "slowest", "poll: {every: 5h}\n" REST, "" },
		{ "slowest, given", "poll: {slowest: 6h}\n" REST, "" },
		{ "floor", "poll: {every: 30s}\n" REST,
		  "1:15: warning: \"every\" is shorter than \"floor\" | nothing is asked more "
		  "often than floor, 1m when not given" },
		{ "one fault is told once", "poll: {every: often, floor: 1h}\n" REST,
		  "1:15: error: \"every\" wants a duration | such as 90s, 15m, 2h, 7d or 2y" },
		{ "poll is a text", "poll: often\n" REST,
		  "1:7: error: a map of keys and values is wanted here" },
		{ "store", "store: mentiond.db\n" REST,
		  "1:8: error: \"store\" wants sqlite:PATH | such as "
		  "sqlite:/var/lib/mentiond/mentiond.db" },
		{ "another store", "store: postgresql://localhost/m\n" REST,
		  "1:8: error: other stores than sqlite:PATH are not yet there | such as "
		  "sqlite:/var/lib/mentiond/mentiond.db" },
		{ "no port", "mail: {server: localhost, from: a@b.example}\n" REST,
		  "1:16: error: \"server\" wants host:port | such as localhost:25 or "
		  "smtp.example.org:587" },
		{ "port 0", "mail: {server: 'localhost:0', from: a@b.example}\n" REST,
		  "1:16: error: \"server\" wants host:port | such as localhost:25 or "
		  "smtp.example.org:587" },
		{ "port 65536", "mail: {server: 'localhost:65536', from: a@b.example}\n" REST,
		  "1:16: error: \"server\" wants host:port | such as localhost:25 or "
		  "smtp.example.org:587" },
		{ "server is a URL", "mail: {server: 'smtp://h:25', from: a@b.example}\n" REST,
		  "1:16: error: \"server\" wants host:port | such as localhost:25 or "
		  "smtp.example.org:587" },
		{ "no from", "mail: {server: 'localhost:25'}\n" REST, "" },
		{ "no server", "mail: {from: a@b.example}\n" REST,
		  "1:7: error: \"server\" is missing here | The mail server as host:port, such as "
		  "localhost:25." },
		{ "no tls, here", "mail: {server: '127.0.0.2:25', tls: none}\n" REST, "" },
		{ "no tls, a name like here",
		  "mail: {server: '127.mail.example:25', tls: none}\n" REST,
		  "1:44: error: \"tls: none\" is for this machine only | starttls (the default "
		  "elsewhere) or implicit" },
		{ "tls choice",
		  "mail: {server: 'h.example:25', from: a@b.example, tls: start}\n" REST,
		  "1:56: error: \"tls\" does not know \"start\" | known are: none, starttls, "
		  "implicit" },
		{ "no tls elsewhere",
		  "mail: {server: 'h.example:25', from: a@b.example, tls: none}\n" REST,
		  "1:56: error: \"tls: none\" is for this machine only | starttls (the default "
		  "elsewhere) or implicit" },
		{ "replies",
		  "mail: {server: 'h.example:25', from: a@b.example, replies: r@b.example}\n" REST,
		  "1:51: error: not yet: \"replies\" comes with a later version | until then only "
		  "\"replies: none\"" },
		{ "user alone", "mail: {server: 'h.example:25', from: a@b.example, user: u}\n" REST,
		  "1:7: error: \"user\" and \"password\" belong together" },
		{ "proxy", "net: {proxy: localhost}\n" REST,
		  "1:14: error: \"proxy\" wants none or a whole URL | such as "
		  "http://proxy.example:3128" },
		{ "log to", "log: {to: file}\n" REST,
		  "1:11: error: \"to\" does not know \"file\" | known are: auto, stderr, syslog, "
		  "journal" },
		{ "log level", "log: {level: warn}\n" REST,
		  "1:14: error: \"level\" does not know \"warn\" | known are: err, warning, "
		  "notice, info, debug" },
		{ "health to nobody", "health: {to: [opps]}\n" REST,
		  "1:15: error: no channel is named \"opps\" | did you mean \"ops\"?" },
		{ "keep", "keep: {seen: 5m}\n" REST, "1:14: error: \"seen\" wants at least 1h" },
		{ "mute without until", "mute: [{brands: [acme]}]\n" REST,
		  "1:8: error: \"until\" is missing here | a day (its first moment in UTC) or a "
		  "time: until: 2026-12-24" },
		{ "mute a stranger", "mute: [{brands: [akme], until: 2026-12-24}]\n" REST,
		  "1:18: error: no brand is named \"akme\" | did you mean \"acme\"?" },
		{ "30 February", "mute: [{until: 2026-02-30}]\n" REST,
		  "1:16: error: \"until\" wants a day or a time | such as 2026-12-24 or "
		  "2026-12-24T18:00:00+01:00" },
		{ "until in words", "mute: [{until: Christmas}]\n" REST,
		  "1:16: error: \"until\" wants a day or a time | such as 2026-12-24 or "
		  "2026-12-24T18:00:00+01:00" },
		{ "people", "people: {staff: {a: b}}\n" REST,
		  "1:17: error: \"people\" wants a text or a list of texts, not a map" },
		{ "lists", "lists: {competitors: []}\n" REST,
		  "1:22: error: at least one term is wanted here | what begins with # is a comment "
		  "unless quoted" },
		{ "comment instead of a tag", "people:\n  staff:\n  - #anna\n" REST,
		  "3:4: error: \"people\" wants a list of texts | what begins with # is a comment "
		  "unless quoted" },
	};
	check(cases, COUNT_OF(cases));
}

static void entries(void)
{
	static const struct bad cases[] = {
		{ "the language of a source", SOURCE("{feed: 'https://a.example/', lang: english}"),
		  "2:38: error: \"english\" is no language tag | such as en, en-GB, de or zh" },
		{ "no kind", SOURCE("{name: a}"),
		  "2:3: error: no kind of source is named here | one key must be of: feed, file, "
		  "connector" },
		{ "two kinds", SOURCE("{feed: 'https://a.example/', file: b}"),
		  "2:3: error: a source of two kinds: \"feed\" and \"file\" | make two entries of "
		  "it" },
		{ "near a kind", SOURCE("{fed: 'https://a.example/'}"),
		  "2:3: error: no kind of source is named here | one key must be of: feed, file, "
		  "connector\n"
		  "2:4: error: unknown key \"fed\" | did you mean \"feed\"?" },
		{ "a secret inline", SOURCE("{connector: x, api_key: geheim}"),
		  "2:18: error: \"api_key\": a secret is never written inline | write {file: "
		  "PATH}, {env: NAME} or {credential: NAME} instead" },
		{ "a list", SOURCE("{connector: x, host: [a]}"),
		  "2:18: error: \"host\" is neither a text nor a secret's place | what it takes: "
		  "mentiond connector show NAME" },
		{ "a list for a secret", SOURCE("{connector: x, token: [a]}"),
		  "2:18: error: \"token\" wants a secret's place | write {file: PATH}, {env: NAME} "
		  "or {credential: NAME} instead" },
		{ "no value", SOURCE("{connector: x, host: }"),
		  "2:18: error: \"host\" has no value | what begins with # is a comment unless "
		  "quoted" },
		{ "trust", SOURCE("{feed: 'https://a.example/', trust: 1}"),
		  "2:39: error: \"trust\" does not know \"1\" | known are: local, remote" },
		{ "a text", SOURCE("https://a.example/"),
		  "2:3: error: a source is a map, such as {feed: URL}" },
		{ "no URL", SOURCE("{feed: a.example}"),
		  "2:10: error: \"feed\" wants a whole URL | it begins with http:// or https://" },
		{ "ftp", SOURCE("{feed: 'ftp://a.example/'}"),
		  "2:10: error: \"feed\" wants a whole URL | it begins with http:// or https://" },
		{ "feed without value", SOURCE("{feed: }"),
		  "2:3: error: \"feed\" has no value | what begins with # is a comment unless "
		  "quoted" },
		{ "limit beside", SOURCE("{feed: 'https://a.example/', limit: 5001}"),
		  "2:39: error: \"limit\" wants a number from 1 to 5000" },
		{ "unknown beside", SOURCE("{feed: 'https://a.example/', limt: 5}"),
		  "2:32: error: unknown key \"limt\" | did you mean \"limit\"?" },
		{ "unknown in the kind's map",
		  SOURCE("{feed: {feed: 'https://a.example/', side: internal}}"),
		  "2:39: error: unknown key \"side\" | known here: feed, limit" },
		{ "missing in the kind's map", SOURCE("{feed: {limit: 5}}"),
		  "2:10: error: \"feed\" is missing here | address" },
		{ "side", SOURCE("{feed: 'https://a.example/', side: inside}"),
		  "2:38: error: \"side\" does not know \"inside\" | known are: external, "
		  "internal" },
		{ "baseline", SOURCE("{feed: 'https://a.example/', baseline: some}"),
		  "2:42: error: \"baseline\" wants silent, all or a duration | 24h alerts what is "
		  "younger than a day" },
		{ "every", SOURCE("{feed: 'https://a.example/', every: 0}"),
		  "2:39: error: \"every\" wants at least 100ms" },
		{ "password without user",
		  SOURCE("{feed: 'https://a.example/', password: {env: HOME}}"),
		  "2:3: error: a \"password\" without a \"user\"" },
		{ "header name", SOURCE("{feed: 'https://a.example/', headers: {'a b': c}}"),
		  "2:42: error: this is no name of a header field" },
		{ "header of two lines",
		  SOURCE("{feed: 'https://a.example/', headers: {a: \"c\\nd\"}}"),
		  "2:45: error: a header field is one line" },
		{ "two of one name",
		  "sources:\n- {feed: 'https://a.example/', name: a}\n- {feed: "
		  "'https://b.example/', name: a}\n" BRANDS RULES CHANNELS,
		  "3:3: error: another source is named \"a\" | it stands in main.yaml:2:3" },
		{ "channel without kind", CHANNEL("{}"),
		  "2:3: error: no kind of channel is named here | one key must be of: email, "
		  "syslog, webhook, stdout" },
		{ "channel of two kinds", CHANNEL("{syslog: true, stdout: true}"),
		  "2:3: error: a channel of two kinds: \"syslog\" and \"stdout\" | make two "
		  "entries of it" },
		{ "channel is a text", CHANNEL("syslog"),
		  "2:8: error: a channel is a map, such as {syslog: true}" },
		{ "facility", CHANNEL("{syslog: {facility: local9}}"),
		  "2:28: error: \"facility\" does not know \"local9\" | did you mean \"local0\"? "
		  "known are: local0, local3" },
		{ "syslog: false", CHANNEL("{syslog: false}"),
		  "2:17: error: \"syslog\" wants true or a map | a channel that is not wanted is "
		  "left out" },
		{ "stdout: 1", CHANNEL("{stdout: 1}"),
		  "2:17: error: \"stdout\" wants true | a channel that is not wanted is left out" },
		{ "webhook: true", CHANNEL("{webhook: true}"),
		  "2:3: error: \"url\" is missing here | where" },
		{ "row beside a channel's kind", CHANNEL("{syslog: true, facility: local3}"),
		  "2:23: error: unknown key \"facility\" | known here: email, syslog, webhook, "
		  "stdout, side" },
		{ "digest", CHANNEL("{syslog: true, digest: {every: day}}"),
		  "2:23: error: not yet: \"digest\" comes with a later version | take it out until "
		  "then" },
		{ "quiet, rate, fallback",
		  CHANNEL("{syslog: true, quiet: 1, rate: 20/h, fallback: ops}"),
		  "2:23: error: not yet: \"quiet\" comes with a later version | take it out until "
		  "then\n"
		  "2:33: error: not yet: \"rate\" comes with a later version | take it out until "
		  "then\n"
		  "2:45: error: not yet: \"fallback\" comes with a later version | take it out "
		  "until then" },
		{ "group_wait", CHANNEL("{syslog: true, group_wait: 30s}"),
		  "2:23: error: not yet: \"group_wait\" comes with a later version | until then "
		  "only \"group_wait: 0s\"" },
		{ "group_wait: 0s", CHANNEL("{syslog: true, group_wait: 0s}"), "" },
		{ "nobody uses it",
		  "channels: {ops: {syslog: true}, b: {stdout: true}}\n" BRANDS SOURCES RULES,
		  "1:33: warning: nobody uses this channel | name it in a rule's to:, or in "
		  "health:" },
	};
	check(cases, COUNT_OF(cases));
}

static void rules(void)
{
	static const struct bad cases[] = {
		{ "the name of a language", RULE("{name: a, lang: German, to: [ops]}"),
		  "2:19: error: \"German\" is no language tag | such as en, en-GB, de or zh" },
		{ "languages", RULE("{name: a, lang: [de, zh-Hant-TW, es-419, yue], to: [ops]}"),
		  "" },
		{ "a locale", RULE("{name: a, lang: [de, en_GB], to: [ops]}"),
		  "2:24: error: \"en_GB\" is no language tag | such as en, en-GB, de or zh" },
		{ "near miss", RULE("{name: a, sentimnt: negative, to: [ops]}"),
		  "2:13: error: unknown key \"sentimnt\" | did you mean \"sentiment\"?" },
		{ "to nobody", RULE("{name: a, sentiment: negative, to: [op]}"),
		  "2:39: error: no channel is named \"op\" | did you mean \"ops\"?" },
		{ "tells nobody", RULE("{name: a, sentiment: negative}"),
		  "2:3: warning: this rule tells nobody | with to: [CHANNEL] it does; without, "
		  "mentions are only recorded" },
		{ "no name", RULE("{sentiment: negative, to: [ops]}"),
		  "2:3: error: \"name\" is missing here | every rule has a name: name: rest" },
		{ "two of one name", RULE("{name: rest, sentiment: negative, to: [ops]}"),
		  "3:3: error: another rule is named \"rest\" | it stands in main.yaml:2:3" },
		{ "brand", RULE("{name: a, brands: [akme], to: [ops]}"),
		  "2:22: error: no brand is named \"akme\" | did you mean \"acme\"?" },
		{ "tone", RULE("{name: a, sentiment: negativ, to: [ops]}"),
		  "2:24: error: \"sentiment\" does not know \"negativ\" | did you mean "
		  "\"negative\"? known are: negative, neutral, positive, mixed, unknown" },
		{ "tones", RULE("{name: a, sentiment: [negative, bad], to: [ops]}"),
		  "2:35: error: \"sentiment\" does not know \"bad\" | known are: negative, "
		  "neutral, positive, mixed, unknown" },
		{ "bound", RULE("{name: a, sentiment: {below: low}, to: [ops]}"),
		  "2:32: error: \"below\" wants a number such as 0.5 or -0.3" },
		{ "bound out of range", RULE("{name: a, sentiment: {below: -2}, to: [ops]}"),
		  "2:24: error: a score is between -1 and 1" },
		{ "no bound", RULE("{name: a, sentiment: {}, to: [ops]}"),
		  "2:24: error: \"sentiment\" wants \"below\" or \"above\"" },
		{ "bounds apart",
		  RULE("{name: a, sentiment: {below: -0.3, above: 0.5}, to: [ops]}"),
		  "2:24: error: no score is below one and above the other" },
		{ "severity", RULE("{name: a, sentiment: negative, severity: hihg, to: [ops]}"),
		  "2:44: error: \"severity\" does not know \"hihg\" | did you mean \"high\"? known "
		  "are: info, notice, high, critical" },
		{ "kind", RULE("{name: a, kind: reply, to: [ops]}"),
		  "2:19: error: \"kind\" does not know \"reply\" | known are: post, comment" },
		{ "author",
		  "people: {staff: [a]}\n" RULE("{name: a, author: {list: staf}, to: [ops]}"),
		  "3:28: error: no list of people is named \"staf\" | did you mean \"staff\"?" },
		{ "author map", RULE("{name: a, author: {name: b}, to: [ops]}"),
		  "2:21: error: \"author\" wants names, or {list: NAME}" },
		{ "test", RULE("{name: a, any: [b], to: [ops], tests: [{fire: b}]}"),
		  "2:42: error: a test is fires: TEXT or silent: TEXT" },
		{ "tests", RULE("{name: a, any: [b], to: [ops], tests: {fires: b}}"),
		  "2:41: error: \"tests\" wants a list of tests" },
		{ "continue", RULE("{name: a, any: [b], to: [ops], continue: 1}"),
		  "2:44: error: \"continue\" wants true or false" },
		{ "counts", RULE("{name: a, followers: 1, points: {at_most: 3}, to: [ops]}"),
		  "2:24: error: a map of keys and values is wanted here\n"
		  "2:35: error: \"at_least\" is missing here | such as {at_least: 1000}\n"
		  "2:36: error: unknown key \"at_most\" | did you mean \"at_least\"?" },
		{ "windows",
		  RULE("{name: a, count: {}, spike: {}, share: {}, thread: {}, silence: 24h, to: "
		       "[ops]}"),
		  "2:13: error: not yet: \"count\" comes with a later version | take it out until "
		  "then\n"
		  "2:24: error: not yet: \"spike\" comes with a later version | take it out until "
		  "then\n"
		  "2:35: error: not yet: \"share\" comes with a later version | take it out until "
		  "then\n"
		  "2:46: error: not yet: \"thread\" comes with a later version | take it out until "
		  "then\n"
		  "2:58: error: not yet: \"silence\" comes with a later version | take it out "
		  "until then" },
		{ "empty any", RULE("{name: a, any: [], to: [ops]}"),
		  "2:18: error: at least one term is wanted here | what begins with # is a comment "
		  "unless quoted" },
		{ "source, all named",
		  "sources: [{feed: 'https://a.example/', name: blog}]\nrules: [{name: a, sources: "
		  "[blgo], to: [ops]}, {name: rest, to: [ops]}]\n" BRANDS CHANNELS,
		  "2:29: error: no source is named \"blgo\" | did you mean \"blog\"?" },
		{ "source, some not named", RULE("{name: a, sources: [a.example], to: [ops]}"),
		  "" },
	};
	check(cases, COUNT_OF(cases));
}

static void reach(void)
{
	static const struct bad cases[] = {
		{ "nobody takes it",
		  "rules: [{name: a, sentiment: negative, to: [ops]}]\n" BRANDS SOURCES CHANNELS,
		  "1:9: error: a mention that no rule takes: acme, sentiment unknown, a post from "
		  "an external source | add a last rule without conditions: - {name: rest, to: "
		  "[CHANNEL]}" },
		{ "terms take a part",
		  "rules: [{name: a, any: [b], to: [ops]}]\n" BRANDS SOURCES CHANNELS,
		  "1:9: error: a mention that no rule takes: acme, sentiment unknown, a post from "
		  "an external source | add a last rule without conditions: - {name: rest, to: "
		  "[CHANNEL]}" },
		{ "tones take all",
		  "rules: [{name: a, sentiment: [negative, mixed], to: [ops]}, {name: b, "
		  "sentiment: [positive, neutral, unknown], to: [ops]}]\n" BRANDS SOURCES CHANNELS,
		  "" },
		{ "brands take all",
		  "rules: [{name: a, brands: [acme], to: [ops]}, {name: b, brands: [b], to: "
		  "[ops]}]\nbrands: {acme: {any: [Acme]}, b: {any: [B]}}\n" SOURCES CHANNELS,
		  "" },
		{ "one brand is left",
		  "rules: [{name: a, brands: [acme], to: [ops]}]\nbrands: {acme: {any: [Acme]}, b: "
		  "{any: [B]}}\n" SOURCES CHANNELS,
		  "1:9: error: a mention that no rule takes: b, sentiment unknown, a post from an "
		  "external source | add a last rule without conditions: - {name: rest, to: "
		  "[CHANNEL]}" },
		{ "internal is left",
		  "rules: [{name: a, side: external, to: [ops]}]\nsources: [{file: a}, {file: b, "
		  "side: internal}]\n" BRANDS CHANNELS,
		  "1:9: error: a mention that no rule takes: acme, sentiment unknown, a post from "
		  "an internal source | add a last rule without conditions: - {name: rest, to: "
		  "[CHANNEL]}" },
		{ "no internal source",
		  "rules: [{name: b, side: internal, to: [ops]}, {name: a, side: external, to: "
		  "[ops]}]\n" BRANDS SOURCES CHANNELS,
		  "1:9: warning: no source is internal" },
		{ "never reached",
		  "rules:\n- {name: a, to: [ops]}\n- {name: b, any: [c], to: [ops]}\n" BRANDS
			  SOURCES CHANNELS,
		  "3:3: error: this rule can never be reached | earlier rules take all it could: "
		  "move it up, or give them continue: true" },
		{ "reached by continue",
		  "rules:\n- {name: a, to: [ops], continue: true}\n- {name: b, any: [c], to: "
		  "[ops]}\n" BRANDS SOURCES CHANNELS,
		  "" },
		{ "never reached by tone",
		  "rules:\n- {name: a, sentiment: negative, to: [ops]}\n- {name: b, sentiment: "
		  "negative, to: [ops]}\n- {name: c, to: [ops]}\n" BRANDS SOURCES CHANNELS,
		  "3:3: error: this rule can never be reached | earlier rules take all it could: "
		  "move it up, or give them continue: true" },
		{ "a broken rule hides nothing",
		  "rules:\n- {name: a, sentimnt: negative, to: [ops]}\n- {name: c, to: "
		  "[ops]}\n" BRANDS SOURCES CHANNELS,
		  "2:13: error: unknown key \"sentimnt\" | did you mean \"sentiment\"?" },
		{ "internal to external",
		  "rules: [{name: a, to: [web]}]\nsources: [{file: b, side: internal}]\nchannels: "
		  "{web: {stdout: true, side: external}}\n" BRANDS,
		  "1:24: error: internal texts would reach the external channel \"web\" | give the "
		  "rule side: external" },
		{ "internal kept inside",
		  "rules: [{name: a, side: external, to: [web]}, {name: b, to: [ops]}]\nsources: "
		  "[{file: c}, {file: b, side: internal}]\nchannels: {web: {stdout: true, side: "
		  "external}, ops: {syslog: true}}\n" BRANDS,
		  "" },
		{ "only an external source is meant",
		  "rules: [{name: a, sources: [c], to: [web]}, {name: b, to: [ops]}]\nsources: "
		  "[{file: c, name: c}, {file: b, name: d, side: internal}]\nchannels: {web: "
		  "{stdout: true, side: external}, ops: {syslog: true}}\n" BRANDS,
		  "" },
	};
	check(cases, COUNT_OF(cases));
}

static void all_at_once(void)
{
	fixture_reset();
	fixture_load("workers: x\npoll: {every: 1}\nrules: [{name: a, to: [nobody], any: [b]}]\n"
		     "brands: {acme: {}}\nsources: [{feed: x}]\nchannels: {ops: {syslog: x}}\n");
	EXPECT_STR(
		fixture_told(),
		STR("1:10: error: \"workers\" wants a whole number\n"
		    "2:15: error: \"every\" wants a duration | such as 90s, 15m, 2h, 7d or 2y\n"
		    "3:9: error: a mention that no rule takes: acme, sentiment unknown, a post "
		    "from an external source | add a last rule without conditions: - {name: rest, "
		    "to: [CHANNEL]}\n"
		    "3:24: error: no channel is named \"nobody\"\n"
		    "4:16: error: \"any\" is missing here | terms of which one must be found, such "
		    "as any: [Acme, \"@acme\"]\n"
		    "5:18: error: \"feed\" wants a whole URL | it begins with http:// or https://\n"
		    "6:12: warning: nobody uses this channel | name it in a rule's to:, or in "
		    "health:\n"
		    "6:26: error: \"syslog\" does not know \"x\" | known are: local0, local3"));
}

static void body(void)
{
	RUN(sections);
	RUN(settings);
	RUN(entries);
	RUN(rules);
	RUN(reach);
	RUN(all_at_once);
}

int main(void)
{
	return fixture_run(body);
}
