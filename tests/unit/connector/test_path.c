/* Paths: every form, what is empty, what is refused and where. */
#include "path.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

static struct json_value json(const char *text)
{
	struct json_value value = { 0 };
	struct err err = { 0 };
	if (!EXPECT(json_read(arena, str_from(text), &value, &err)))
		fprintf(stderr, "%s\n%s\n", text, err.text);
	return value;
}

static struct path read(const char *text)
{
	struct problems problems = problems_new(arena);
	struct path path = { 0 };
	EXPECT(path_read(arena, str_from(text), (struct where){ 0 }, &path, &problems));
	EXPECT_INT(problems.n, 0);
	return path;
}

static const char answer_text[] =
	"{\"a\": {\"b\": {\"c\": \"deep\"}, \"x\": null}, \"n\": 12345678901234567890,"
	" \"zero\": 0, \"no\": false, \"yes\": true, \"f\": 1.50,"
	" \"none\": null, \"blank\": \"\", \"list\": [], \"map\": {},"
	" \"im:rating\": {\"label\": \"5\"}, \"@type\": \"t\", \"#text\": \"hash\","
	" \"dot.ted\": \"d\", \"br[0]\": \"br\", \"$ref\": \"r\", \"two words\": \"w\","
	" \"l\": [null, \"\", \"one\", \"two\"],"
	" \"refs\": [{\"type\": \"quoted\", \"id\": \"1\"}, {\"type\": \"replied_to\"},"
	"            {\"type\": \"replied_to\", \"id\": \"3\"}, {\"id\": \"4\"}, 7],"
	" \"nums\": [{\"k\": 5, \"v\": \"five\"}, {\"k\": true, \"v\": \"yes\"}],"
	" \"kids\": [{\"data\": {\"id\": \"k1\"}}, {\"data\": null}, {\"data\": {\"id\": \"k3\"}}],"
	" \"deep\": [[1, 2], [3], []],"
	" \"single\": {\"id\": \"s\"}}";

static void texts(void)
{
	static const struct {
		const char *path;
		struct str want;
	} cases[] = {
		{ "a.b.c", STR_INIT("deep") },
		{ "n", STR_INIT("12345678901234567890") },
		{ "f", STR_INIT("1.50") },
		{ "zero", STR_INIT("0") },
		{ "no", STR_INIT("false") },
		{ "yes", STR_INIT("true") },
		{ "none", STR_INIT("") },
		{ "blank", STR_INIT("") },
		{ "list", STR_INIT("") },
		{ "map", STR_INIT("") },
		{ "a", STR_INIT("") },
		{ "a.x", STR_INIT("") },
		{ "a.x.y", STR_INIT("") },
		{ "a.b.c.d", STR_INIT("") },
		{ "gone", STR_INIT("") },
		{ "im:rating.label", STR_INIT("5") },
		{ "@type", STR_INIT("t") },
		{ "#text", STR_INIT("hash") },
		{ "\\$ref", STR_INIT("r") },
		{ "dot\\.ted", STR_INIT("d") },
		{ "br\\[0\\]", STR_INIT("br") },
		{ "two words", STR_INIT("w") },
		{ "l[2]", STR_INIT("one") },
		{ "l[0]", STR_INIT("") },
		{ "l[9]", STR_INIT("") },
		{ "l[]", STR_INIT("one") },
		{ "l", STR_INIT("") },
		{ "refs[type=quoted].id", STR_INIT("1") },
		{ "refs[type=replied_to].id", STR_INIT("3") },
		{ "refs[type=gone].id", STR_INIT("") },
		{ "refs[].id", STR_INIT("1") },
		{ "refs.id", STR_INIT("") },
		{ "nums[k=5].v", STR_INIT("five") },
		{ "nums[k=true].v", STR_INIT("yes") },
		{ "kids[].data.id", STR_INIT("k1") },
		{ "kids[2].data.id", STR_INIT("k3") },
		{ "deep[1][0]", STR_INIT("3") },
		{ "deep[][1]", STR_INIT("2") },
		{ "single[].id", STR_INIT("s") },
		{ "single[0].id", STR_INIT("s") },
		{ "single[1].id", STR_INIT("") },
		{ "single[id=s].id", STR_INIT("s") },
		{ "zero[]", STR_INIT("0") },
		{ "none[]", STR_INIT("") },
		{ "$answer.a.b.c", STR_INIT("deep") },
		{ "$answer.l[2]", STR_INIT("one") },
	};
	struct json_value answer = json(answer_text);
	struct scope scope = { .here = &answer, .answer = &answer };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].path);
		struct path path = read(cases[i].path);
		EXPECT_STR(path_text(&path, &scope, arena), cases[i].want);
	}
}

static void emptiness(void)
{
	struct json_value map = json(
		"{\"a\": null, \"b\": \"\", \"c\": [], \"d\": {}, \"e\": 0,"
		" \"f\": false, \"g\": \" \", \"h\": [null], \"i\": {\"j\": 1}}");
	for (size_t i = 0; i < map.n; i++) {
		CASE(map.at[i].key.at);
		EXPECT(value_is_empty(&map.at[i]) == (map.at[i].key.at[0] < 'e'));
	}
	EXPECT(value_is_empty(NULL));
	EXPECT_STR(value_text(NULL), STR(""));
}

static void finds_all(void)
{
	static const struct {
		const char *path;
		size_t want;
	} cases[] = {
		{ "l[]", 2 },
		{ "l", 1 },
		{ "refs[]", 5 },
		{ "refs[].id", 3 },
		{ "refs[type=replied_to]", 2 },
		{ "deep[][]", 3 },
		{ "deep[]", 2 },
		{ "gone[]", 0 },
		{ "kids[].data", 2 },
		{ "single[]", 1 },
		{ ".", 1 },
		{ "$term", 1 },
		{ "$empty", 0 },
		{ "$gone", 0 },
		{ "$user.name", 1 },
		{ "$nobody.name", 0 },
		{ "$term.x", 0 },
		{ "$answer", 1 },
		{ "$nobody", 0 },
	};
	struct json_value answer = json(answer_text), user = json("{\"name\": \"Ann\"}");
	const struct joined joined[] = { { STR("user"), &user }, { STR("nobody"), NULL } };
	const struct named named[] = { { STR("term"), STR("acme") }, { STR("empty"), STR("") } };
	struct scope scope = { &answer, NULL, &answer, joined, 2, { named, 2 } };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].path);
		struct path path = read(cases[i].path);
		struct values found = path_find(&path, &scope, arena);
		EXPECT_INT(found.n, cases[i].want);
		const struct json_value *first = path_first(&path, &scope, arena);
		EXPECT(found.n ? str_eq(value_text(first), value_text(found.at[0])) : !first);
	}
	struct path all = read("l[]"), term = read("$term");
	struct values found = path_find(&all, &scope, arena);
	EXPECT_STR(found.at[0]->text, STR("one"));
	EXPECT_STR(found.at[1]->text, STR("two"));
	EXPECT_STR(path_text(&term, &scope, arena), STR("acme"));
	EXPECT_STR(path_first(&term, &scope, arena)->text, STR("acme"));
}

/* ^ is the nearest object around that has the key, whatever it holds. */
static void looks_up(void)
{
	struct json_value answer = json(
		"{\"id\": \"top\", \"only\": \"o\", \"data\": [{\"id\": \"post\", \"page\": null,"
		" \"comments\": {\"data\": [{\"id\": \"c1\"}, {\"id\": \"c2\", \"only\": 1}]}},"
		" {\"comments\": {\"data\": [{\"id\": \"c3\"}]}}]}");
	struct scope scope = { .here = &answer, .answer = &answer };
	struct path each = read("data[].comments.data"), id = read("id"), up = read("^.id"),
		    only = read("^.only"), page = read("^.page"), gone = read("^.gone.x"),
		    root = read("$answer.id");
	struct scopes scopes = path_each(&each, &scope, arena);
	if (!EXPECT(scopes.n == 3))
		return;
	EXPECT_STR(path_text(&id, &scopes.at[0], arena), STR("c1"));
	EXPECT_STR(path_text(&up, &scopes.at[0], arena), STR("post"));
	EXPECT_STR(path_text(&only, &scopes.at[1], arena), STR("o"));
	EXPECT_STR(path_text(&page, &scopes.at[1], arena), STR(""));
	EXPECT_STR(path_text(&gone, &scopes.at[1], arena), STR(""));
	EXPECT_STR(path_text(&id, &scopes.at[2], arena), STR("c3"));
	EXPECT_STR(path_text(&up, &scopes.at[2], arena), STR("top"));
	EXPECT_STR(path_text(&root, &scopes.at[2], arena), STR("top"));
	EXPECT_STR(path_text(&up, &scope, arena), STR(""));
}

static void elements(void)
{
	static const struct {
		const char *name, *path, *answer;
		size_t want;
		struct str first;
	} cases[] = {
		{ "a list", "hits", "{\"hits\": [{\"id\": 1}, {\"id\": 2}]}", 2, STR_INIT("1") },
		{ "each of a list", "hits[]", "{\"hits\": [{\"id\": 1}, {\"id\": 2}]}", 2,
		  STR_INIT("1") },
		{ "the answer", ".", "[{\"id\": 1}, null, {\"id\": 2}]", 2, STR_INIT("1") },
		{ "the answer, one object", ".", "{\"id\": 9}", 1, STR_INIT("9") },
		{ "the answer by brackets", "[]", "[{\"id\": 1}]", 1, STR_INIT("1") },
		{ "wrapped", "data.children[].data",
		  "{\"data\": {\"children\": [{\"data\": {\"id\": 1}}, {\"data\": {\"id\": 2}}, "
		  "{}]}}",
		  2, STR_INIT("1") },
		{ "lists in a list", "a[].b", "{\"a\": [{\"b\": [{\"id\": 1}]}, {\"b\": []}]}", 1,
		  STR_INIT("1") },
		{ "an object for a list of one", "e[]", "{\"e\": {\"id\": 3}}", 1, STR_INIT("3") },
		{ "null", "e", "{\"e\": null}", 0, STR_INIT("") },
		{ "missing", "e", "{}", 0, STR_INIT("") },
		{ "another shape", "e.f", "{\"e\": [1, 2]}", 0, STR_INIT("") },
		{ "by name", "$answer.e", "{\"e\": [{\"id\": 4}]}", 1, STR_INIT("4") },
	};
	struct path id = read("id");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		struct json_value answer = json(cases[i].answer);
		struct scope scope = { .here = &answer, .answer = &answer };
		struct path path = read(cases[i].path);
		struct scopes scopes = path_each(&path, &scope, arena);
		EXPECT_INT(scopes.n, cases[i].want);
		if (scopes.n)
			EXPECT_STR(path_text(&id, &scopes.at[0], arena), cases[i].first);
	}
}

/* Mapping asks for ten values of each of a hundred items: that costs no memory. */
static void costs_no_memory(void)
{
	static const char *const paths[] = { "n",	  "a.b.c",  "l[2]", "refs[type=quoted].id",
					     "refs[].id", "gone.x", "$term" };
	struct json_value answer = json(answer_text);
	const struct named named = { STR("term"), STR("acme") };
	struct scope scope = { &answer, NULL, &answer, NULL, 0, { &named, 1 } };
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		CASE(paths[i]);
		struct path path = read(paths[i]);
		struct arena_mark before = arena_mark(arena);
		path_text(&path, &scope, arena);
		if (path.root != PATH_NAME)
			path_first(&path, &scope, arena);
		struct arena_mark after = arena_mark(arena);
		EXPECT(before.block == after.block && before.used == after.used);
	}
}

static void refuses(void)
{
	static const struct {
		const char *path;
		uint32_t column; /* of a text that begins in column 11 */
		const char *what, *hint;
	} cases[] = {
		{ "", 11, "it is empty", "" },
		{ "a..b", 13, "a key is missing here", "" },
		{ ".a", 11, "a key is missing here", "" },
		{ "a.", 13, "a key is missing here", "" },
		{ "ä.é.[0]", 15, "a key is missing here", "" },
		{ "a[", 13, "the bracket is not closed", "" },
		{ "a[0", 14, "the bracket is not closed", "" },
		{ "a[0]b", 15, "a dot is missing here", "" },
		{ "a]", 12, "] without [", "" },
		{ "a[x]", 13, "brackets hold nothing, a number from 0, or key=value", "" },
		{ "a[-1]", 13, "brackets hold nothing, a number from 0, or key=value", "" },
		{ "a[99999999999999999999]", 13,
		  "brackets hold nothing, a number from 0, or key=value", "" },
		{ "a[=x]", 15, "a condition is written [key=value]", "" },
		{ "a[x=]", 15, "a condition is written [key=value]", "" },
		{ "a[x=y", 16, "the bracket is not closed", "" },
		{ "a\\", 13, "nothing stands behind the last \\", "" },
		{ "^", 12, "behind ^ come a dot and a key", "" },
		{ "^x", 12, "behind ^ come a dot and a key", "" },
		{ "^.", 12, "behind ^ come a dot and a key", "" },
		{ "^.[0]", 12, "behind ^ come a dot and a key", "" },
		{ "$", 12, "behind $ comes a name", "" },
		{ "$.x", 12, "behind $ comes a name", "" },
		{ "uri|after:/", 14, "a filter stands in braces", "write {uri|after:/}" },
		{ "a{b", 12, "a brace in a path is written \\{ or \\}", "" },
		{ "https://x.example/y", 11, "an address is no path",
		  "a text needs a {hole}, else it is a path into the answer" },
	};
	static const struct text_file file = { STR_INIT("x.yaml"), STR_INIT("  title:  …") };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].path);
		struct problems problems = problems_new(arena);
		struct path path;
		struct where where = { &file, 1, 11 };
		EXPECT(!path_read(arena, str_from(cases[i].path), where, &path, &problems));
		if (!EXPECT(problems.n == 1))
			continue;
		EXPECT(str_ends(problems.at[0].what, str_from(cases[i].what)));
		EXPECT(str_starts(problems.at[0].what, STR("bad path \"")));
		EXPECT_STR(problems.at[0].hint, str_from(cases[i].hint));
		EXPECT_INT(problems.at[0].where.column, cases[i].column);
	}
}

static struct str repeated(const char *text, size_t n)
{
	size_t len = strlen(text);
	char *out = arena_bytes(arena, n * len);
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * len, text, len);
	return (struct str){ out, n * len };
}

static void ceilings(void)
{
	struct problems problems = problems_new(arena);
	struct path path;
	struct where nowhere = { 0 };
	CASE("steps");
	EXPECT(path_read(arena, repeated("[]", PATH_STEPS_MAX), nowhere, &path, &problems));
	EXPECT(!path_read(arena, repeated("[]", PATH_STEPS_MAX + 1), nowhere, &path, &problems));
	CASE("values");
	struct str many = repeated("[1],", 20000);
	struct json_value answer = { 0 };
	struct err err = { 0 };
	EXPECT(json_read(arena, str_fmt(arena, "[" STR_FMT "]", STR_ARG(many)), &answer, &err));
	struct scope scope = { .here = &answer, .answer = &answer };
	struct path deep = read("[][]"), flat = read(".");
	EXPECT_INT(path_find(&deep, &scope, arena).n, PATH_FOUND_MAX);
	EXPECT_INT(path_each(&deep, &scope, arena).n, PATH_FOUND_MAX);
	EXPECT_INT(path_each(&flat, &scope, arena).n, PATH_FOUND_MAX);
	CASE("members");
	struct buf map = buf_new(arena, MIB);
	for (size_t i = 0; i <= PATH_MEMBERS_MAX; i++)
		buf_fmt(&map, "%c\"k%zu\": 1", i ? ',' : '{', i);
	buf_char(&map, '}');
	EXPECT(json_read(arena, buf_str(&map), &answer, &err));
	struct path last = read("k9999"), beyond = read("k10000");
	EXPECT_STR(path_text(&last, &scope, arena), STR("1"));
	EXPECT_STR(path_text(&beyond, &scope, arena), STR(""));
	CASE("NUL in a key");
	EXPECT(!path_read(arena, STR("a\0b"), nowhere, &path, &problems));
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(texts);
	RUN(emptiness);
	RUN(finds_all);
	RUN(looks_up);
	RUN(elements);
	RUN(costs_no_memory);
	RUN(refuses);
	RUN(ceilings);
	arena_free(&arena);
	return test_end();
}
