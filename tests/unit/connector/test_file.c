/* Connector files: what is read from them, and every error with its place and its hint. */
#include "parts.h"

#include "config.h"

#include "test.h"

#include <dirent.h>
#include <string.h>

static struct arena *arena;

/* A connector without anything that it could do without, behind what a case adds. */
#define REST                                             \
	"connector: x\n"                                 \
	"request: {url: \"https://x.example/{term}\"}\n" \
	"each: hits\n"                                   \
	"item: {id: id, url: url}\n"
#define NAMED "connector: x\neach: hits\nitem: {id: id, url: url}\n"

static struct connector *load(const char *yaml, struct problems *problems)
{
	*problems = problems_new(arena);
	const struct node *root = yaml_parse(arena, STR("x.yaml"), str_dup(arena, str_from(yaml)),
					     problems);
	return root ? connector_load(arena, root, problems) : NULL;
}

/* "3:1: error: what | hint", one a line. */
static struct str told(const struct problems *problems)
{
	struct buf buf = buf_new(arena, 64 * KIB);
	for (size_t i = 0; i < problems->n; i++) {
		const struct problem *p = &problems->at[i];
		buf_fmt(&buf, "%s%u:%u: %s: " STR_FMT, i ? "\n" : "", p->where.line,
			p->where.column, p->weight == PROBLEM_ERROR ? "error" : "warning",
			STR_ARG(p->what));
		if (p->hint.len)
			buf_fmt(&buf, " | " STR_FMT, STR_ARG(p->hint));
	}
	return buf_str(&buf);
}

static const struct connector *good(const char *yaml)
{
	struct problems problems;
	const struct connector *connector = load(yaml, &problems);
	EXPECT_STR(told(&problems), STR(""));
	if (!EXPECT(connector != NULL))
		exit(1);
	return connector;
}

static void the_least(void)
{
	const struct connector *c = good(REST);
	const struct connector_about *about = connector_about(c);
	EXPECT_STR(about->name, STR("x"));
	EXPECT_STR(about->label, STR("x"));
	EXPECT(about->wants_terms && !about->has_login && !about->is_for_watch);
	EXPECT_INT(about->genre, GENRE_ANY);
	EXPECT_INT(c->answer, ANSWER_JSON);
	EXPECT_STR(c->request.method, STR("GET"));
	EXPECT(c->request.is_given && !c->terms.is_given && !c->fail.is_given);
	EXPECT_INT(c->since.by, SINCE_NONE);
	EXPECT_INT(c->pages.by, PAGES_NONE);
	EXPECT_INT(c->pages.max, 1);
	EXPECT_INT(c->n_arrays, 1);
	EXPECT_INT(c->arrays[0].item.parts[PART_ID].n, 1);
	EXPECT_INT(c->arrays[0].item.format, FORMAT_PLAIN);
	EXPECT_INT(c->pace.n_requests + c->pace.n_items, 0);
}

static const char whole[] =
	"connector: whole\n"
	"label: The whole\n"
	"docs: https://x.example/docs\n"
	"terms_of_use: be nice\n"
	"needs: [user, password]\n"
	"optional: key\n"
	"watch: true\n"
	"genre: social\n"
	"params: {site: main, empty: \"\"}\n"
	"login:\n"
	"  request:\n"
	"    url: https://x.example/login\n"
	"    basic: \"{user}:{password}\"\n"
	"    form: {grant: password}\n"
	"  again: {url: \"{host}/again\", headers: {Authorization: \"Bearer {refresh}\"}}\n"
	"  token: access\n"
	"  expires: expires_in\n"
	"  keep: {refresh: refreshJwt, host: \"doc.service[id=#pds].url\"}\n"
	"prepare:\n"
	"  tag: {url: \"https://x.example/tag\", query: {user: \"{user}\"}, take: \"data[0].id\"}\n"
	"request:\n"
	"  url: \"{host}/{site}/{tag}\"\n"
	"  headers: {Authorization: \"Bearer {token}\"}\n"
	"  query: {key: \"{key}\", e: \"{empty}\"}\n"
	"  json:\n"
	"    q: \"{{ {terms} }}\"\n"
	"    n: 5\n"
	"    list: [\"{cursor}\", plain]\n"
	"terms: {write: '\"{term}\"', join: \" OR \", max_chars: 480, max_terms: 5}\n"
	"since: {by: time, as: \"%Y-%m-%d\", overlap: 15m, first_run: 7d}\n"
	"pages: {by: cursor, next: meta.next, more: meta.more, max: 3}\n"
	"limits: {requests: [10/m, 300/day], every: 2m, wait: backoff, left: quota,"
	" usage: x-app-usage}\n"
	"budget: {items: [500/day, 10000/month], page: 50, cost: 10000/day, request: 100}\n"
	"fail: {when: \"errors[a=b].code=12\", message: error.text}\n"
	"each: data\n"
	"keep: [im:rating, \"{a}{b}\"]\n"
	"join: {person: {in: users, id: author}, host2: {in: hosts, id: h, key: name}}\n"
	"item:\n"
	"  id: x:{id}\n"
	"  url: [\"https://x.example/{$person.name|or:i}/{id}\", url]\n"
	"  text: \"{a}\\n{b}\"\n"
	"  format: plain-escaped\n"
	"  place: $host2.name\n"
	"  kind: comment\n"
	"  counts: {likes: like_count, replies: [a, b]}\n"
	"also: {each: more, item: {id: id, url: url, kind: parent}}\n"
	"test:\n"
	"  - {body: a.json, params: {site: other}, items: 2, first: {id: x:1, counts.likes: 3}}\n"
	"  - {body: b.json}\n";

static void all_of_it(void)
{
	const struct connector *c = good(whole);
	const struct connector_about *about = connector_about(c);
	EXPECT_INT(about->needs.n, 2);
	EXPECT_STR(about->needs.at[1], STR("password"));
	EXPECT_STR(about->optional.at[0], STR("key"));
	EXPECT_STR(about->params.at[0].name, STR("site"));
	EXPECT_STR(about->params.at[0].value, STR("main"));
	EXPECT_INT(about->genre, GENRE_SOCIAL);
	EXPECT(about->is_for_watch && about->has_login && about->wants_terms);
	EXPECT_INT(about->n_tests, 2);
	EXPECT_STR(c->login.request.method, STR("POST"));
	EXPECT_STR(c->login.again.method, STR("GET"));
	EXPECT(c->login.again.is_given && c->login.has_expires);
	EXPECT_INT(c->login.n_keep, 2);
	EXPECT_STR(c->login.keep[1].name, STR("host"));
	EXPECT_INT(c->login.keep[1].path.n, 4);
	EXPECT_INT(c->n_prepare, 1);
	EXPECT(!c->prepare[0].is_by_term);
	EXPECT_INT(c->prepare[0].take.n, 3);
	EXPECT_STR(c->request.method, STR("POST"));
	EXPECT_INT(c->request.json->n, 3);
	EXPECT_INT(c->request.n_json_strings, 2);
	EXPECT_INT(c->request.query.n, 2);
	EXPECT(c->terms.is_given);
	EXPECT_STR(c->terms.join, STR(" OR "));
	EXPECT_INT(c->terms.max_chars, 480);
	EXPECT_INT(c->terms.max_terms, 5);
	EXPECT_INT(c->since.by, SINCE_TIME);
	EXPECT_INT(c->since.as, AS_FORMAT);
	EXPECT_STR(c->since.format, STR("%Y-%m-%d"));
	EXPECT_INT(c->since.overlap_ms, 900000);
	EXPECT_INT(c->since.first_run_ms, 7 * INT64_C(86400000));
	EXPECT_INT(c->pages.by, PAGES_CURSOR);
	EXPECT_INT(c->pages.max, 3);
	EXPECT(c->pages.has_more && !c->pages.has_last);
}

static void all_of_its_limits(void)
{
	const struct connector *c = good(whole);
	EXPECT_INT(c->pace.every_ms, 120000);
	EXPECT_INT(c->pace.n_requests, 3);
	EXPECT_INT(c->pace.requests[0].count, 10);
	EXPECT_INT(c->pace.requests[0].period_ms, 60000);
	EXPECT_INT(c->pace.requests[2].count, 100);
	EXPECT_INT(c->pace.requests[2].period_ms, 86400000);
	EXPECT_INT(c->pace.n_items, 2);
	EXPECT_INT(c->pace.items[1].period_ms, 31 * INT64_C(86400000));
	EXPECT_INT(c->pace.page, 50);
	EXPECT(c->limits.has_wait && c->limits.has_left);
	EXPECT_STR(c->limits.usage, STR("x-app-usage"));
	EXPECT(c->fail.is_given && c->fail.has_message);
	EXPECT_STR(c->fail.is, STR("12"));
	EXPECT_INT(c->fail.when.n, 3);
}

static void all_of_its_items(void)
{
	const struct connector *c = good(whole);
	const struct array_map *first = &c->arrays[0], *second = &c->arrays[1];
	EXPECT_INT(c->n_arrays, 2);
	EXPECT_INT(first->keep.n, 2);
	EXPECT_INT(first->n_joins, 2);
	EXPECT_STR(first->joins[0].key, STR("id"));
	EXPECT_STR(first->joins[1].key, STR("name"));
	EXPECT_INT(first->item.parts[PART_URL].n, 2);
	EXPECT_INT(first->item.parts[PART_TEXT].at[0].n, 2);
	EXPECT_INT(first->item.format, FORMAT_ESCAPED);
	EXPECT(first->item.is_comment);
	EXPECT_INT(first->item.n_counts, 2);
	EXPECT_INT(first->item.counts[1].value.n, 2);
	EXPECT(!second->item.is_comment);
	EXPECT_INT(second->item.parts[PART_KIND].n, 1);
	EXPECT_STR(c->tests[0].body, STR("a.json"));
	EXPECT_INT(c->tests[0].items, 2);
	EXPECT_INT(c->tests[0].n_first, 2);
	EXPECT_STR(c->tests[0].params.at[0].value, STR("other"));
	EXPECT_INT(c->tests[1].items, -1);
}

static void rates(void)
{
	static const struct {
		const char *text;
		int64_t count, period_ms;
	} cases[] = {
		{ "10/m", 10, 60000 },
		{ "1/5s", 1, 5000 },
		{ "300/d", 300, 86400000 },
		{ "300/day", 300, 86400000 },
		{ "10000/h", 10000, 3600000 },
		{ "450/15m", 450, 900000 },
		{ "2200/24h", 2200, 86400000 },
		{ "5 / min", 5, 60000 },
		{ "1/second", 1, 1000 },
		{ "7/week", 7, 7 * INT64_C(86400000) },
		{ "9/month", 9, 31 * INT64_C(86400000) },
		{ "2/minute", 2, 60000 },
		{ "2/hour", 2, 3600000 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].text);
		struct str text = str_fmt(arena, REST "limits: {requests: %s}\n", cases[i].text);
		const struct connector *c = good(text.at);
		EXPECT_INT(c->pace.requests[0].count, cases[i].count);
		EXPECT_INT(c->pace.requests[0].period_ms, cases[i].period_ms);
	}
}

static const struct bad {
	const char *name, *yaml, *want;
} bads[] = {
	{ "a list", "[a]", "1:1: error: a connector is a map: connector, request, each, item" },
	{ "nothing of it", "label: y\n",
	  "1:1: error: \"connector\" is missing\n1:1: error: \"request\" is missing\n"
	  "1:1: error: \"each\" is missing\n1:1: error: \"item\" is missing" },
	{ "unknown key", REST "labl: y\n",
	  "5:1: error: unknown key \"labl\" | did you mean \"label\"?" },
	{ "unknown key inside",
	  "connector: x\nrequest: {url: \"https://x.example\", qery: {}}\neach: hits\n"
	  "item: {id: id, url: url}\n",
	  "2:37: error: unknown key \"qery\" | did you mean \"query\"?" },
	{ "no id",
	  "connector: x\nrequest: {url: \"https://x.example\"}\neach: hits\nitem: {url: url}\n",
	  "4:7: error: \"id\" is missing" },
	{ "no url", NAMED "request: {method: GET}\n", "4:10: error: \"url\" is missing" },
	{ "a name with blanks",
	  "connector: a b\nrequest: {url: \"https://x.example\"}\neach: hits\n"
	  "item: {id: id, url: url}\n",
	  "1:12: error: \"a b\" is no name | a name has letters, digits, _ and -" },
	{ "bad path", REST "keep: a..b\n", "5:9: error: bad path \"a..b\": a key is missing here" },
	{ "bad path in a hole", REST "also: {each: a, item: {id: \"x{a..b}\", url: url}}\n",
	  "5:33: error: bad path \"a..b\": a key is missing here" },
	{ "a path with braces",
	  "connector: x\nrequest: {url: \"https://x.example\"}\neach: \"{hits}\"\n"
	  "item: {id: id, url: url}\n",
	  "3:7: error: \"each\" wants a path, without braces" },
	{ "a hole without quotes", NAMED "request: {url: {host}}\n",
	  "4:16: error: not a text | a value that starts with { goes in quotes" },
	{ "an item's hole without quotes",
	  "connector: x\nrequest: {url: \"https://x.example\"}\n"
	  "each: hits\nitem:\n  id: {id}\n  url: url\n",
	  "5:7: error: not a text | a value that starts with { goes in quotes" },
	{ "a hole without quotes in JSON",
	  NAMED "request: {url: \"https://x.example\", json: {q: {term}}}\n",
	  "4:47: error: a key without a value | a value that starts with { goes in quotes" },
	{ "unknown name", NAMED "request: {url: \"https://x.example/{trm}\"}\n",
	  "4:36: error: unknown name \"trm\" | did you mean \"term\"?" },
	{ "unknown name of a parameter",
	  REST "params: {site: a}\nalso: {each: a, item: {id: id, url: \"{$sit}/{$site}\"}}\n",
	  "6:39: error: unknown name \"sit\" | did you mean \"site\"?" },
	{ "a name far from all", NAMED "request: {url: \"https://x.example/{abcdefgh}\"}\n",
	  "4:36: error: unknown name \"abcdefgh\" | names come from needs, optional, params, login "
	  "and prepare" },
	{ "since without since", NAMED "request: {url: \"https://x.example/{since}\"}\n",
	  "4:36: error: nothing fills {since} | `since:` says what it is" },
	{ "page without pages", NAMED "request: {url: \"https://x.example/{page}\"}\n",
	  "4:36: error: nothing fills {page} | `pages: {by: number}` or {by: offset} counts them" },
	{ "cursor without pages", NAMED "request: {url: \"https://x.example/{cursor}\"}\n",
	  "4:36: error: nothing fills {cursor} | `pages: {by: cursor, next: PATH}` says where it "
	  "stands" },
	{ "token without login", NAMED "request: {url: \"https://x.example/{token}\"}\n",
	  "4:36: error: nothing fills {token} | `login:` gets one; a fixed one is named in "
	  "`needs:`" },
	{ "terms without terms", NAMED "request: {url: \"https://x.example/{terms}\"}\n",
	  "4:36: error: nothing fills {terms} | `terms:` says how they are written; {term} asks "
	  "for one" },
	{ "term with terms",
	  NAMED
	  "request: {url: \"https://x.example/{terms}/{term}\"}\nterms: {write: \"{term}\"}\n",
	  "4:44: error: nothing fills {term} | with `terms:` several are asked for at once: "
	  "{terms}" },
	{ "terms for nobody",
	  NAMED "request: {url: \"https://x.example/\"}\nterms: {write: \"{term}\"}\n",
	  "4:16: error: the request does not use {terms} | what `terms:` writes goes into the "
	  "request as {terms}" },
	{ "pages for nobody", REST "pages: {by: number, max: 3}\n",
	  "2:16: error: the request does not use {page} | pages are counted, but every request "
	  "would ask for the same one" },
	{ "a cursor for nobody", REST "pages: {by: cursor, next: c}\n",
	  "2:16: error: the request does not use {cursor} | a cursor is read, but every request "
	  "would ask for the same page" },
	{ "term in a login",
	  REST "login: {request: {url: \"https://x.example/{term}\"}, token: t}\n",
	  "5:44: error: {term} is not known here" },
	{ "answer in a request", NAMED "request: {url: \"https://x.example/{answer}\"}\n",
	  "4:36: error: {answer} is not known here" },
	{ "unused parameter", REST "params: {site: a}\n",
	  "5:10: error: nothing uses \"site\" | its hole is written {site}" },
	{ "unused need", REST "needs: [key]\n",
	  "5:9: error: nothing uses \"key\" | its hole is written {key}" },
	{ "unused table", REST "join: {user: {in: users, id: author}}\n",
	  "5:8: error: nothing uses \"user\" | in an item it is written $user.KEY" },
	{ "unused look-up", REST "prepare: {tag: {url: \"https://x.example\", take: id}}\n",
	  "5:11: error: nothing uses \"tag\" | its hole is written {tag}" },
	{ "taken name", REST "params: {term: a}\n",
	  "5:10: error: the name \"term\" has a meaning already | take another one" },
	{ "name twice",
	  NAMED "request: {url: \"https://x.example/{a}\"}\nneeds: [a]\nparams: {a: b}\n",
	  "6:10: error: the name \"a\" is given twice" },
	{ "bad rate", REST "limits: {requests: 10}\n",
	  "5:20: error: \"10\" is no rate | a number, a / and a span of time: 10/m, 1/5s, "
	  "300/day" },
	{ "no requests", REST "limits: {requests: 0/m}\n",
	  "5:20: error: \"0/m\" is no rate | a number, a / and a span of time: 10/m, 1/5s, "
	  "300/day" },
	{ "too many rates", REST "limits: {requests: [1/s, 2/s, 3/s, 4/s, 5/s]}\n",
	  "5:41: error: more than 4 rates" },
	{ "bad duration", REST "limits: {every: 2 min}\n",
	  "5:17: error: \"every\" wants a duration | such as 90s, 15m, 2h or 7d" },
	{ "bad word", REST "answer: jsn\n",
	  "5:9: error: \"answer\" does not know \"jsn\" | did you mean \"json\"? known are: json, "
	  "feed" },
	{ "bad method", NAMED "request: {url: \"https://x.example\", method: PUT}\n",
	  "4:45: error: \"method\" does not know \"PUT\" | known are: GET, POST" },
	{ "GET with a body",
	  NAMED "request: {url: \"https://x.example\", method: GET, form: {a: b}}\n",
	  "4:10: error: a GET request has no body | write method: POST, or move it to `query`" },
	{ "two bodies", NAMED "request: {url: \"https://x.example\", form: {a: b}, json: {a: b}}\n",
	  "4:10: error: one request has one body: form, json or body" },
	{ "bad header", NAMED "request: {url: \"https://x.example\", headers: {\"a b\": c}}\n",
	  "4:47: error: \"a b\" is no name of a header" },
	{ "bad since", REST "since: {by: time, as: rfc}\n",
	  "5:23: error: \"as\" does not know \"rfc\" | epoch, rfc3339, or a format such as "
	  "%Y-%m-%d" },
	{ "bad format", REST "since: {by: time, as: \"%Q\"}\n",
	  "5:23: error: unknown letter behind % in a format | the format is that of strftime(3): "
	  "%Y-%m-%d" },
	{ "since by time with newest", REST "since: {by: time, newest: a}\n",
	  "5:8: error: `newest` and `of` belong to by: id, not to by: time" },
	{ "since by id with as", REST "since: {by: id, as: \"%Y\"}\n",
	  "5:8: error: `as` belongs to by: time, not to by: id" },
	{ "pages without by", REST "pages: {max: 3}\n", "5:8: error: \"by\" is missing" },
	{ "too many pages", REST "pages: {by: none, max: 101}\n",
	  "5:24: error: \"max\" wants a number from 1 to 100" },
	{ "cursor without next",
	  NAMED "request: {url: \"https://x.example/{cursor}\"}\npages: {by: cursor}\n",
	  "5:8: error: by: cursor wants `next`, a path" },
	{ "another way's key", REST "pages: {by: link, next: a}\n",
	  "5:19: error: `next` does not belong to by: link" },
	{ "page without items", REST "budget: {page: 3}\n",
	  "5:9: error: `page` belongs to a budget of `items`" },
	{ "cost without price", REST "budget: {cost: 10/day}\n",
	  "5:9: error: `cost` wants `request`, what one costs, and the other way round" },
	{ "too dear", REST "budget: {cost: 10/day, request: 11}\n",
	  "5:16: error: one request costs more than there is" },
	{ "fail without value", REST "fail: {when: a=}\n",
	  "5:14: error: no value stands behind =" },
	{ "bad docs", REST "docs: x.example\n",
	  "5:7: error: \"docs\" wants an address that begins with https://" },
	{ "bad truth", REST "watch: perhaps\n", "5:8: error: \"watch\" wants true or false" },
	{ "empty label", REST "label: \"\"\n", "5:8: error: \"label\" wants a text" },
	{ "unknown field of a test", REST "test: {body: a.json, first: {titel: x}}\n",
	  "5:30: error: an item has no field \"titel\" | did you mean \"title\"?" },
	{ "unknown parameter of a test", REST "test: {body: a.json, params: {site: x}}\n",
	  "5:31: error: no parameter is called \"site\"" },
	{ "test without body", REST "test: [{items: 1}]\n", "5:8: error: \"body\" is missing" },
	{ "no choice", REST "keep: []\n", "5:7: error: \"keep\" has no path" },
};

static void every_error(void)
{
	for (size_t i = 0; i < COUNT_OF(bads); i++) {
		struct problems problems;
		CASE(bads[i].name);
		EXPECT(load(bads[i].yaml, &problems) == NULL);
		EXPECT_STR(told(&problems), str_from(bads[i].want));
	}
}

/* A parameter may be called as something that this connector has no use for. */
static void names_that_are_free(void)
{
	good(NAMED "request: {url: \"https://x.example/{page}/{token}\"}\nneeds: [page, token]\n");
	good(NAMED "request: {url: \"https://x.example/{a}/{b}\"}\n"
		   "prepare:\n"
		   "  a: {url: \"https://x.example/{term}\", take: id}\n"
		   "  b: {url: \"https://x.example/{a}\", take: id}\n");
}

static size_t load_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *file;
	size_t n = 0;
	while (folder && (file = readdir(folder))) {
		struct problems problems = problems_new(arena);
		if (!str_ends(str_from(file->d_name), STR(".yaml")))
			continue;
		CASE(str_dup(arena, str_from(file->d_name)).at);
		struct str name = str_fmt(arena, "%s/%s", path, file->d_name);
		const struct node *root = yaml_load(arena, name, &problems);
		EXPECT(root && connector_load(arena, root, &problems));
		EXPECT_STR(told(&problems), STR(""));
		n++;
	}
	if (folder)
		closedir(folder);
	return n;
}

static void shipped_files(void)
{
	EXPECT(load_folder(RULES "/connectors") > 0);
}

static void drafts_of_the_design(void)
{
	size_t n = load_folder(DRAFTS);
	if (n == 0)
		printf("skipped: no corpus\n");
	EXPECT(n == 0 || n > 10);
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(the_least);
	RUN(all_of_it);
	RUN(all_of_its_limits);
	RUN(all_of_its_items);
	RUN(rates);
	RUN(every_error);
	RUN(names_that_are_free);
	RUN(shipped_files);
	RUN(drafts_of_the_design);
	arena_free(&arena);
	return test_end();
}
