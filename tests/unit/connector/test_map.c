/* From the bytes of an answer to items: what is found, what is left out, and why. */
#include "parts.h"

#include "config.h"
#include "feed.h"

#include "test.h"

#include <string.h>

#include "poison.h"

static struct arena *arena;

static const char request[] = "request: {url: \"https://x.example/{term}\"}\n";

static const struct connector *load(const char *yaml)
{
	struct problems problems = problems_new(arena);
	struct str text = str_fmt(arena,
				  "connector: x\nlabel: Service X\n"
				  "%s%s",
				  strncmp(yaml, "request:", 8) ? request : "", yaml);
	const struct node *root = yaml_parse(arena, STR("x.yaml"), text, &problems);
	const struct connector *c = root ? connector_load(arena, root, &problems) : NULL;
	struct buf told = buf_new(arena, 16 * KIB);
	problems_print(&problems, &told, false);
	EXPECT_STR(buf_str(&told), STR(""));
	if (!EXPECT(c != NULL))
		exit(1);
	return c;
}

static bool map(const char *yaml, struct str body, struct heard *out, struct err *err)
{
	const struct connector *c = load(yaml);
	const struct connector_use use = { .connector = c, .params = connector_about(c)->params };
	return connector_map(&use, body, arena, out, err);
}

static struct heard mapped(const char *yaml, const char *body)
{
	struct heard heard = { .bad = 0 };
	struct err err = { 0 };
	EXPECT(map(yaml, str_from(body), &heard, &err));
	EXPECT_STR(str_from(err.text), STR(""));
	return heard;
}

static struct item one(const char *yaml, const char *body)
{
	struct heard heard = mapped(yaml, body);
	if (!EXPECT(heard.items.n == 1))
		exit(1);
	return heard.items.at[0];
}

#define LEAST "each: hits\nitem: {id: id, url: url}\n"

static void what_is_no_item_is_counted(void)
{
	struct heard heard = mapped(LEAST, "{\"hits\":[null,"
					   "{\"id\":1,\"url\":null},"
					   "{\"id\":2,\"url\":\"\"},"
					   "{\"id\":3,\"url\":\"javascript:alert(1)\"},"
					   "{\"id\":\"\",\"url\":\"https://a.example/\"},"
					   "{\"id\":{},\"url\":\"https://a.example/\"},"
					   "\"word\",[1],"
					   "{\"id\":0,\"url\":\"https://a.example/0\"}]}");
	EXPECT_INT(heard.items.n, 1);
	EXPECT_INT(heard.bad, 7);
	EXPECT_STR(heard.items.at[0].id, STR("0"));
	EXPECT_STR(str_from(heard.first_bad.text), STR("element 1 of hits: it has no web address"));
	EXPECT_INT(heard.first_bad.kind, ERR_DATA);
	EXPECT(heard.items.at[0].key_id && heard.items.at[0].key_alt);
	heard = mapped(LEAST, "{\"hits\":[7]}");
	EXPECT_STR(str_from(heard.first_bad.text), STR("element 1 of hits: it is no object"));
}

static void an_answer_without_elements_has_no_items(void)
{
	static const char *const bodies[] = { "{}",
					      "[]",
					      "{\"hits\":null}",
					      "{\"hits\":[]}",
					      "{\"hits\":{}}",
					      "{\"other\":[{\"id\":1}]}" };
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		CASE(bodies[i]);
		struct heard heard = mapped(LEAST, bodies[i]);
		EXPECT_INT(heard.items.n, 0);
		EXPECT_INT(heard.bad, 0);
	}
}

static void ids_stay_as_they_were_written(void)
{
	struct item item = one(LEAST, "{\"hits\":[{\"id\":9007199254740993,"
				      "\"url\":\"https://a.example/1\"}]}");
	EXPECT_STR(item.id, STR("9007199254740993"));
	item = one(LEAST, "{\"hits\":[{\"id\":123456789012345678901234567890,"
			  "\"url\":\"//a.example/a b\\n\"}]}");
	EXPECT_STR(item.id, STR("123456789012345678901234567890"));
	EXPECT_STR(item.url, STR("https://a.example/a%20b"));
}

#define ALL                                                                              \
	"params: {host: a.example}\n"                                                    \
	"each: hits\n"                                                                   \
	"join: {user: {in: users, id: author_id}}\n"                                     \
	"item:\n"                                                                        \
	"  id: x:{id}\n"                                                                 \
	"  url: https://{$host}/{$user.name|or:i}/{id}\n"                                \
	"  title: [title, story]\n"                                                      \
	"  text: \"{text}\\n{more}\"\n"                                                  \
	"  format: html\n"                                                               \
	"  author: [$user.label, $user.name, author_id]\n"                               \
	"  profile: https://{$host}/{$user.name}\n"                                      \
	"  followers: $user.followers\n"                                                 \
	"  time: at\n  seen: seen\n  lang: lang\n  place: forum\n  link: about\n"        \
	"  parent: refs[type=reply].id\n  thread: thread\n  rating: stars\n  kind: to\n" \
	"  counts: {likes: likes, views: views, odd: odd}\n"

static void every_part_is_read(void)
{
	struct item item = one(
		ALL,
		"{\"users\":[{\"id\":7,\"name\":\"ann\",\"label\":\"Ann &amp; Co\","
		"\"followers\":12}],"
		"\"hits\":[{\"id\":1,\"author_id\":\"7\",\"title\":null,\"story\":\"A &amp; "
		"B\\n\","
		"\"text\":\"<p>Hi <a href=\\\"https://l.example/\\\">you</a></p>\",\"more\":\"\","
		"\"at\":1789041600,\"seen\":\"2026-09-10T11:00:00Z\",\"lang\":\"English\","
		"\"forum\":\"r/x\",\"about\":\"https://about.example/\",\"thread\":\"t1\","
		"\"refs\":[{\"type\":\"quote\",\"id\":5},{\"type\":\"reply\",\"id\":6}],"
		"\"stars\":\"4.5\",\"to\":{\"id\":6},\"likes\":3,\"views\":\"40\","
		"\"odd\":\"many\"}]}");
	EXPECT_STR(item.id, STR("x:1"));
	EXPECT_STR(item.url, STR("https://a.example/ann/1"));
	EXPECT_STR(item.title, STR("A & B"));
	EXPECT_STR(item.text, STR("Hi you"));
	EXPECT_STR(item.author, STR("Ann & Co"));
	EXPECT_STR(item.profile, STR("https://a.example/ann"));
	EXPECT_STR(item.lang, STR("en"));
	EXPECT_STR(item.place, STR("r/x"));
	EXPECT_STR(item.parent, STR("6"));
	EXPECT_STR(item.thread, STR("t1"));
	EXPECT_INT(item.links.n, 2);
	EXPECT_STR(item.links.at[0], STR("https://about.example/"));
	EXPECT_STR(item.links.at[1], STR("https://l.example/"));
	EXPECT_INT(item.kind, ITEM_COMMENT);
	EXPECT_STR(calendar_rfc3339(arena, item.published_ms), STR("2026-09-10T11:00:00Z"));
	EXPECT_INT(item.n_counts, 4);
	EXPECT_STR(item.counts[0].name, STR("likes"));
	EXPECT(item.counts[0].value == 3 && item.counts[1].value == 40);
	EXPECT_STR(item.counts[2].name, STR("followers"));
	EXPECT_STR(item.counts[3].name, STR("rating"));
	EXPECT(item.counts[2].value == 12 && item.counts[3].value == 4.5);
}

static void what_is_missing_is_empty(void)
{
	struct item item = one(ALL, "{\"users\":[{\"id\":8,\"name\":\"bob\"}],"
				    "\"hits\":[{\"id\":1,\"author_id\":null,\"text\":\"\","
				    "\"to\":false,\"at\":0,\"lang\":\"und\",\"likes\":null}]}");
	EXPECT_STR(item.url, STR("https://a.example/i/1"));
	EXPECT_STR(item.author, STR(""));
	EXPECT_STR(item.profile, STR(""));
	EXPECT_STR(item.text, STR(""));
	EXPECT_STR(item.lang, STR(""));
	EXPECT_INT(item.kind, ITEM_POST);
	EXPECT_INT(item.n_counts, 0);
	EXPECT_INT(item.links.n, 0);
	EXPECT(item.published_ms == TIME_ABSENT && item.updated_ms == TIME_ABSENT);
	item = one(ALL, "{\"hits\":[{\"id\":1,\"author_id\":9,\"seen\":1789041600}]}");
	EXPECT_STR(item.author, STR("9"));
	EXPECT_INT(item.published_ms, INT64_C(1789041600000));
}

static void arrays_lie_in_arrays(void)
{
	struct heard heard = mapped(
		"each: threads[].comments\n"
		"item:\n  id: id\n  url: https://a.example/{^.slug}/{id}\n"
		"  thread: ^.slug\n  kind: comment\n"
		"also:\n  - each: threads\n    keep: tags\n"
		"    item: {id: slug, url: \"https://a.example/{slug}\"}\n",
		"{\"threads\":["
		"{\"slug\":\"a\",\"tags\":[1],\"comments\":[{\"id\":1},{\"id\":2}]},"
		"{\"slug\":\"b\",\"tags\":[],\"comments\":[]},"
		"{\"slug\":\"c\",\"comments\":[{\"id\":3}]}]}");
	if (!EXPECT(heard.items.n == 4))
		return;
	EXPECT_STR(heard.items.at[1].url, STR("https://a.example/a/2"));
	EXPECT_STR(heard.items.at[2].thread, STR("c"));
	EXPECT_INT(heard.items.at[2].kind, ITEM_COMMENT);
	EXPECT_STR(heard.items.at[3].id, STR("a"));
	EXPECT_INT(heard.items.at[3].kind, ITEM_POST);
	EXPECT_INT(heard.bad, 0);
}

#define JOINED                                            \
	"each: hits\njoin: {user: {in: users, id: by}}\n" \
	"item: {id: id, url: \"https://a.example/{id}\", author: $user.name}\n"

static void side_tables_are_lists_or_objects(void)
{
	struct item item = one(JOINED, "{\"hits\":[{\"id\":1,\"by\":7}],\"users\":"
				       "{\"6\":{\"name\":\"bob\"},\"7\":{\"name\":\"ann\"}}}");
	EXPECT_STR(item.author, STR("ann"));
	item = one(JOINED,
		   "{\"hits\":[{\"id\":1,\"by\":7}],\"users\":{\"id\":7,\"name\":\"ann\"}}");
	EXPECT_STR(item.author, STR("ann"));
	item = one(JOINED, "{\"hits\":[{\"id\":1,\"by\":7}],\"users\":[null,3,{\"id\":7}]}");
	EXPECT_STR(item.author, STR(""));
}

static void a_large_side_table_is_searched_by_key(void)
{
	enum { MANY = 3000 };
	struct buf body = buf_new(arena, MIB);
	buf_add(&body, STR("{\"hits\":["));
	for (int i = 0; i < MANY; i++)
		buf_fmt(&body, "%s{\"id\":%d,\"by\":\"u%d\"}", i ? "," : "", i, MANY - 1 - i);
	buf_add(&body, STR("],\"users\":["));
	for (int i = 0; i < MANY; i++)
		buf_fmt(&body, "%s{\"id\":\"u%d\",\"name\":\"n%d\"}", i ? "," : "", i, i);
	buf_add(&body, STR("]}"));
	struct heard heard;
	struct err err;
	EXPECT(map(JOINED, buf_str(&body), &heard, &err));
	EXPECT_INT(heard.items.n, MANY);
	EXPECT_STR(heard.items.at[0].author, STR("n2999"));
	EXPECT_STR(heard.items.at[MANY - 1].author, STR("n0"));
}

static void items_have_a_ceiling(void)
{
	struct buf body = buf_new(arena, 4 * MIB);
	struct heard heard;
	struct err err;
	buf_add(&body, STR("["));
	for (int i = 0; i <= FEED_ITEMS_MAX; i++)
		buf_fmt(&body, "%s{\"id\":%d,\"url\":\"https://a.example/%d\"}", i ? "," : "", i,
			i);
	buf_add(&body, STR("]"));
	EXPECT(map("each: .\nitem: {id: id, url: url}\n", buf_str(&body), &heard, &err));
	EXPECT_INT(heard.items.n, FEED_ITEMS_MAX);
	EXPECT_INT(heard.bad, 1);
	EXPECT_INT(heard.first_bad.kind, ERR_LIMIT);
}

static void what_is_no_answer_is_told(void)
{
	static const struct {
		const char *name;
		struct str body, want;
	} cases[] = {
		{ "a page", STR_INIT(" <!DOCTYPE html><title>Busy</title>"),
		  STR_INIT("a page (HTML or XML) instead of JSON") },
		{ "words", STR_INIT("Rate limit exceeded\n"),
		  STR_INIT("text instead of JSON: Rate limit exceeded") },
		{ "nothing", STR_INIT(" \n"), STR_INIT("an empty answer instead of JSON") },
		{ "a number", STR_INIT("42"), STR_INIT("JSON, but neither an object nor a list") },
		{ "null", STR_INIT("null"), STR_INIT("JSON, but neither an object nor a list") },
		{ "cut off", STR_INIT("{\"hits\":[{\"id\":1"),
		  STR_INIT("no JSON: line 1: ']' expected near end of file") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct heard heard;
		struct err err = { 0 };
		CASE(cases[i].name);
		EXPECT(!map(LEAST, cases[i].body, &heard, &err));
		EXPECT_INT(err.kind, ERR_DATA);
		if (i + 1 < COUNT_OF(cases))
			EXPECT_STR(str_from(err.text), cases[i].want);
		else
			EXPECT(str_starts(str_from(err.text), STR("no JSON: line 1")));
	}
}

static void a_failure_inside_a_good_answer_is_told(void)
{
	static const char yaml[] = "fail: {when: error, message: error.message}\n" LEAST;
	struct heard heard;
	struct err err = { 0 };
	EXPECT(!map(yaml, STR("{\"error\":{\"message\":\"Too &amp; many\"}}"), &heard, &err));
	EXPECT_STR(str_from(err.text), STR("Service X says: Too & many"));
	EXPECT(!map(yaml, STR("{\"error\":{\"code\":4}}"), &heard, &err));
	EXPECT_STR(str_from(err.text), STR("Service X says: it failed"));
	EXPECT_INT(mapped(yaml, "{\"error\":false,\"hits\":[]}").items.n, 0);
}

static void bytes_that_are_no_text_are_mended(void)
{
	struct heard heard;
	struct err err;
	EXPECT(map(
		"each: hits\nitem: {id: id, url: url, text: text}\n",
		STR("\xEF\xBB\xBF{\"hits\":[{\"id\":\"a\\u0000b\",\"url\":\"https://a.example/\","
		    "\"text\":\"one\x1B\xFF two\\u0007\\r\\n\\r\\nthree\"}]}"),
		&heard, &err));
	EXPECT_STR(heard.items.at[0].id, STR("a b"));
	EXPECT_STR(heard.items.at[0].text, STR("one \xEF\xBF\xBD two\n\nthree"));
}

static void a_feed_is_told_as_json(void)
{
	struct item item = one(
		"answer: feed\neach: entries\nitem:\n  id: id\n  url: link\n  title: title\n"
		"  text: html\n  format: html\n  author: author\n  time: published\n"
		"  place: categories[1]\n",
		"<rss version=\"2.0\"><channel><title>F</title><item><guid>g1</guid>"
		"<link>https://a.example/1</link><title>T &amp;amp; U</title>"
		"<description>&lt;p&gt;Hi &lt;a href=\"https://l.example/\"&gt;you&lt;/a&gt;"
		"</description><category>a</category><category>b</category>"
		"<pubDate>Thu, 10 Sep 2026 12:00:00 GMT</pubDate></item></channel></rss>");
	EXPECT_STR(item.id, STR("g1"));
	EXPECT_STR(item.title, STR("T & U"));
	EXPECT_STR(item.text, STR("Hi you"));
	EXPECT_INT(item.links.n, 1);
	EXPECT_STR(item.place, STR("b"));
	EXPECT_INT(item.published_ms, INT64_C(1789041600000));
	struct heard heard;
	struct err err;
	EXPECT(!map("answer: feed\neach: entries\nitem: {id: id, url: link}\n", STR("{}"), &heard,
		    &err));
}

static void ids_are_compared_by_length_first(void)
{
	const struct connector *c = load(
		"request: {url: \"https://x.example/{term}/{since}/{cursor}\"}\n"
		"since: {by: id}\npages: {by: last, of: id}\n" LEAST);
	static const char body[] =
		"{\"hits\":[{\"id\":\"99\"},{\"id\":\"1000\"},{\"id\":\"998\"}]}";
	struct json_value answer;
	struct mapped out;
	struct err err;
	EXPECT(json_read(arena, str_from(body), &answer, &err));
	const struct scope scope = { .here = &answer, .answer = &answer };
	map_answer(c, &scope, arena, &out);
	EXPECT_STR(out.newest_of, STR("1000"));
	EXPECT_STR(out.last_of, STR("998"));
	EXPECT_INT(out.elements, 3);
	EXPECT_INT(out.bad, 3);
}

static void languages_become_tags(void)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "en", "en" },
		{ "pt_BR", "pt-BR" },
		{ "English", "en" },
		{ "SPANISH", "es" },
		{ " zh-Hant-TW ", "zh-Hant-TW" },
		{ "und", "" },
		{ "qme", "" },
		{ "zxx", "" },
		{ "Klingon", "" },
		{ "e", "" },
		{ "en-", "" },
		{ "<script>", "" },
		{ "fil", "fil" },
		{ "", "" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].in);
		EXPECT_STR(lang_tag(str_from(cases[i].in), arena), str_from(cases[i].want));
	}
}

/* --- the tests inside a file --- */

static bool read_body(void *ctx, struct str name, struct arena *to, struct str *out,
		      struct err *err)
{
	(void)to;
	if (!str_eq(name, STR("a.json")))
		return err_set(err, ERR_CONFIG, "there is no such file");
	*out = str_from(ctx);
	return true;
}

static struct str wrong(const char *test)
{
	static char body[] =
		"{\"hits\":[{\"id\":1,\"url\":\"https://a.example/1\",\"t\":1789041600,"
		"\"text\":\"a b\",\"n\":3},{\"id\":2}]}";
	const char *yaml = (const char *)str_z(
		arena, str_fmt(arena,
			       "each: hits\nitem: {id: id, url: url, time: t, text: text, "
			       "counts: {n: n}}\ntest:\n  - %s\n",
			       test));
	return connector_test(load(yaml), arena, read_body, body)[0].wrong;
}

static void a_test_tells_what_is_wrong(void)
{
	EXPECT_STR(wrong("{body: a.json, items: 1, first: {id: 1, time: 2026-09-10T12:00:00Z, "
			 "text: \"a\\n b\", counts.n: 3.0, kind: post, author: \"\"}}"),
		   STR(""));
	EXPECT_STR(wrong("{body: a.json, first: {time: 1789041600}}"), STR(""));
	EXPECT_STR(wrong("{body: a.json, items: 2}"),
		   STR("1 item, not 2; 1 left out: element 2 of hits: it has no web address"));
	EXPECT_STR(wrong("{body: a.json, first: {text: b}}"), STR("text is \"a b\", not \"b\""));
	EXPECT_STR(wrong("{body: b.json}"), STR("there is no such file"));
}

static void what_is_looked_for_in_vain_is_told(void)
{
	static const char *const yaml = "each: hits\n"
					"item: {id: id, url: url, title: titel, author: by.name}\n";
	const struct {
		const char *body, *says;
	} cases[] = {
		{ "{\"found\": 1, \"items\": [{\"id\": 1}]}",
		  "nothing stands at `each`; the answer has found, items" },
		{ "[{\"id\": 1}]",
		  "nothing stands at `each`; the answer has a list: each is . then" },
		{ "{\"hits\": [{\"id\": 1, \"url\": \"https://x.example/\", \"title\": \"t\"}]}",
		  "empty in all of them: title, author" },
		{ "{\"hits\": [{\"id\": 1, \"url\": \"https://x.example/1\", \"titel\": \"t\"},"
		  "{\"id\": 2, \"url\": \"https://x.example/2\", \"by\": {\"name\": \"ann\"}}]}",
		  "" },
		{ "{\"hits\": [{\"id\": 1}]}", "" }, /* first_bad says it */
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		EXPECT_STR(mapped(yaml, cases[i].body).note, str_from(cases[i].says));
}

int main(void)
{
	arena = arena_new(MIB);
	RUN(what_is_no_item_is_counted);
	RUN(an_answer_without_elements_has_no_items);
	RUN(ids_stay_as_they_were_written);
	RUN(every_part_is_read);
	RUN(what_is_missing_is_empty);
	RUN(arrays_lie_in_arrays);
	RUN(side_tables_are_lists_or_objects);
	RUN(a_large_side_table_is_searched_by_key);
	RUN(items_have_a_ceiling);
	RUN(what_is_no_answer_is_told);
	RUN(what_is_looked_for_in_vain_is_told);
	RUN(a_failure_inside_a_good_answer_is_told);
	RUN(bytes_that_are_no_text_are_mended);
	RUN(a_feed_is_told_as_json);
	RUN(ids_are_compared_by_length_first);
	RUN(languages_become_tags);
	RUN(a_test_tells_what_is_wrong);
	arena_free(&arena);
	return test_end();
}
