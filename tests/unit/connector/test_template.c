/* Templates: pieces, lines, filters, functions, encodings by place, and what is refused. */
#include "template.h"

#include "config.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

/* The value of the one key of a YAML text. */
static const struct node *value_in(const char *yaml)
{
	struct problems problems = problems_new(arena);
	const struct node *root = yaml_parse(arena, STR("x.yaml"), str_from(yaml), &problems);
	if (!EXPECT(root && root->kind == NODE_MAP && root->n == 1))
		exit(1);
	return root->values;
}

static struct template read(enum template_kind kind, const char *text)
{
	struct problems problems = problems_new(arena);
	struct node node = { .kind = NODE_TEXT, .text = str_from(text) };
	struct template template = { 0 };
	EXPECT(template_read(arena, kind, &node, &template, &problems));
	if (problems.n)
		fprintf(stderr, "%s: " STR_FMT "\n", text, STR_ARG(problems.at[0].what));
	return template;
}

static struct json_value element(void)
{
	struct json_value value = { 0 };
	struct err err = { 0 };
	EXPECT(json_read(
		arena,
		STR("{\"id\": 7, \"title\": \"Sign & more\", \"none\": null, \"empty\": \"\","
		    " \"uri\": \"at://did:plc:x/app.post/3kabc\", \"no\": false,"
		    " \"user\": {\"name\": \"Ann\"}, \"path\": \"/r/x/1\","
		    " \"link\": \"https://g.example/url?sa=t&url=https%3A%2F%2Fb.example"
		    "%2F%3Fq%3D1&ct=a+b\", \"tags\": [\"One\", \"\", \"Two\"],"
		    " \"sha1\": \"s\", \"Ä\": \"ÄÖ x\", \"a|b\": \"bar\", \"sp ace\": \"s p\"}"),
		&value, &err));
	return value;
}

static const struct named names[] = {
	{ STR_INIT("term"), STR_INIT("Acme & Söhne") },
	{ STR_INIT("host"), STR_INIT("https://pds.example") },
	{ STR_INIT("server"), STR_INIT("müller.example:8080") },
	{ STR_INIT("cursor"), STR_INIT("") },
	{ STR_INIT("key"), STR_INIT("k") },
	{ STR_INIT("secret"), STR_INIT("s") },
	{ STR_INIT("now"), STR_INIT("1700000000") },
	{ STR_INIT("urn"), STR_INIT("List(urn%3Ali:1) x") },
	{ STR_INIT("page"), STR_INIT("2") },
};

static struct scope scope_of(const struct json_value *here)
{
	return (struct scope){ .here = here, .answer = here, .names = { names, COUNT_OF(names) } };
}

static void items(void)
{
	static const struct {
		const char *text;
		struct str want;
	} cases[] = {
		{ "id", STR_INIT("7") },
		{ "user.name", STR_INIT("Ann") },
		{ "none", STR_INIT("") },
		{ "a:{id}", STR_INIT("a:7") },
		{ "{id}", STR_INIT("7") },
		{ "{ id }", STR_INIT("7") },
		{ "{id}{id}", STR_INIT("77") },
		{ "a{{b}}c{id}", STR_INIT("a{b}c7") },
		{ "{{{id}}}", STR_INIT("{7}") },
		{ "https://x.example/{none}", STR_INIT("") },
		{ "a\n{none}b\nc", STR_INIT("a\nc") },
		{ "{none}\n{title}\n{empty}\n{user.name}", STR_INIT("Sign & more\nAnn") },
		{ "{none}\n{empty}", STR_INIT("") },
		{ "{title}\n", STR_INIT("Sign & more") },
		{ "a\n\nb{id}", STR_INIT("a\n\nb7") },
		{ "x{none|or:}y", STR_INIT("xy") },
		{ "x{none|or:i}y", STR_INIT("xiy") },
		{ "x{none|lower|or:i}", STR_INIT("xi") },
		{ "x{no}", STR_INIT("xfalse") },
		{ "{uri|after:/}", STR_INIT("3kabc") },
		{ "{uri|after:app.}", STR_INIT("post/3kabc") },
		{ "{uri|after:?}", STR_INIT("at://did:plc:x/app.post/3kabc") },
		{ "{uri|before:/app}", STR_INIT("at://did:plc:x") },
		{ "{uri|before:?}", STR_INIT("at://did:plc:x/app.post/3kabc") },
		{ "{uri|starts:at:}", STR_INIT("at://did:plc:x/app.post/3kabc") },
		{ "{uri|starts:http}", STR_INIT("") },
		{ "{uri|starts:http|or:none}", STR_INIT("none") },
		{ "{title|tag}", STR_INIT("Signmore") },
		{ "{Ä|tag}", STR_INIT("ÄÖx") },
		{ "{Ä|lower}", STR_INIT("äö x") },
		{ "{link|query:url}", STR_INIT("https://b.example/?q=1") },
		{ "{link|query:ct}", STR_INIT("a b") },
		{ "{link|query:none}", STR_INIT("") },
		{ "{title|query:url}", STR_INIT("") },
		{ "{tags[]}", STR_INIT("One") },
		{ "{tags[]|join:, }", STR_INIT("One, Two") },
		{ "{tags[]|join:\n}", STR_INIT("One\nTwo") },
		{ "{tags[]|lower|join:/|after:/}", STR_INIT("two") },
		{ "{tags[]|join:}", STR_INIT("OneTwo") },
		{ "{tags[]|join:\\|}", STR_INIT("One|Two") },
		{ "{tags[]|join:\\}}", STR_INIT("One}Two") },
		{ "{none|join:,}", STR_INIT("") },
		{ "{a\\|b}", STR_INIT("bar") },
		{ "{$term}", STR_INIT("Acme & Söhne") },
		{ "{$answer.id}", STR_INIT("7") },
		{ "{sha1:id}", STR_INIT("902ba3cda1883801594b6e1b452790cc53948fda") },
		{ "{sha1:id+none}", STR_INIT("") },
	};
	struct json_value here = element();
	struct scope scope = scope_of(&here);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].text);
		struct template template = read(TEMPLATE_ITEM, cases[i].text);
		EXPECT(template.has_holes);
		EXPECT_STR(template_fill(&template, &scope, ENCODE_NONE, arena), cases[i].want);
	}
}

static void requests(void)
{
	static const struct {
		const char *text;
		enum encoding encoding;
		struct str want;
	} cases[] = {
		{ "plain", ENCODE_NONE, STR_INIT("plain") },
		{ "", ENCODE_NONE, STR_INIT("") },
		{ "Bearer {key}", ENCODE_NONE, STR_INIT("Bearer k") },
		{ "Bearer {cursor}", ENCODE_NONE, STR_INIT("") },
		{ "{key}:{secret}", ENCODE_NONE, STR_INIT("k:s") },
		{ "query {{ a(q: \"{term}\") }}", ENCODE_NONE,
		  STR_INIT("query { a(q: \"Acme & Söhne\") }") },
		/* echo -n ks1700000000 | sha1sum; echo -n s1700000000 | openssl sha256 -hmac k */
		{ "{sha1:key+secret+now}", ENCODE_NONE,
		  STR_INIT("e5b405233537c8825f2c365d91c7dec6669650de") },
		{ "{hmac_sha256:key,secret}", ENCODE_NONE,
		  STR_INIT("a754f4059b0a4c0a4abf6568ea186538b7f2dc236ba3cdfd92492e37f066fe8d") },
		{ "{hmac_sha256:key,secret+now}", ENCODE_NONE,
		  STR_INIT("fb4c6cb5a6860adb69a8e51cbfd9e86bd1cdd74860aa76aac96211d098e2051b") },
		{ "{hmac_sha256:cursor,secret}", ENCODE_NONE, STR_INIT("") },
		{ "{sha1:key+cursor}", ENCODE_NONE, STR_INIT("") },
		{ "https://{server}/tag/{term}", ENCODE_URL,
		  STR_INIT("https://müller.example:8080/tag/Acme%20%26%20S%C3%B6hne") },
		{ "https://x.example/{term|tag}.json", ENCODE_URL,
		  STR_INIT("https://x.example/AcmeS%C3%B6hne.json") },
		{ "{host}/xrpc/{term}", ENCODE_URL,
		  STR_INIT("https://pds.example/xrpc/Acme%20%26%20S%C3%B6hne") },
		{ "https://x.example/?u={host}", ENCODE_URL,
		  STR_INIT("https://x.example/?u=https%3A%2F%2Fpds.example") },
		{ "https://x.example?u={host}", ENCODE_URL,
		  STR_INIT("https://x.example?u=https%3A%2F%2Fpds.example") },
		{ "https://x.example/a b/ä%20|{=urn}", ENCODE_URL,
		  STR_INIT("https://x.example/a%20b/%C3%A4%20%7CList(urn%3Ali:1)%20x") },
		{ "https://x.example/{cursor}", ENCODE_URL, STR_INIT("") },
		{ "\"{term}\"", ENCODE_QUERY, STR_INIT("%22Acme%20%26%20S%C3%B6hne%22") },
		{ "(story,comment)", ENCODE_QUERY, STR_INIT("(story,comment)") },
		{ "a>{page}&b=c+d%", ENCODE_QUERY, STR_INIT("a%3E2%26b%3Dc%2Bd%25") },
		{ "a\nb", ENCODE_QUERY, STR_INIT("a%0Ab") },
		{ "{=urn}", ENCODE_QUERY, STR_INIT("List(urn%3Ali:1)%20x") },
		{ "{cursor}", ENCODE_QUERY, STR_INIT("") },
		{ "{cursor|or:first one}", ENCODE_QUERY, STR_INIT("first%20one") },
		{ "{$page}", ENCODE_QUERY, STR_INIT("2") },
	};
	struct scope scope = scope_of(NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].text);
		struct template template = read(TEMPLATE_REQUEST, cases[i].text);
		EXPECT_STR(template_fill(&template, &scope, cases[i].encoding, arena),
			   cases[i].want);
	}
}

static const struct {
	enum template_kind kind;
	const char *yaml;
	uint32_t line, column;
	const char *what, *hint;
} refusals[] = {
	{ TEMPLATE_ITEM, "k: a{b", 1, 5, "the hole is not closed",
	  "a brace that is no hole is written {{ or }}" },
	{ TEMPLATE_ITEM, "k: 'a}b'", 1, 6, "a } without its {",
	  "a brace that is no hole is written {{ or }}" },
	{ TEMPLATE_ITEM, "k: a{b{c}}", 1, 5, "a hole in a hole",
	  "a brace that is no hole is written {{ or }}" },
	{ TEMPLATE_ITEM, "k: ä{}", 1, 6, "the hole is empty", "" },
	{ TEMPLATE_ITEM, "k: \"{ }\"", 1, 6, "the hole is empty", "" },
	{ TEMPLATE_ITEM, "k: x{a..b}", 1, 8, "bad path \"a..b\": a key is missing here", "" },
	{ TEMPLATE_ITEM, "k: a..b", 1, 6, "bad path \"a..b\": a key is missing here", "" },
	{ TEMPLATE_ITEM, "k: 'a..b'", 1, 7, "bad path \"a..b\": a key is missing here", "" },
	{ TEMPLATE_ITEM, "k: ''", 1, 5, "bad path \"\": it is empty", "" },
	{ TEMPLATE_ITEM, "k: x{a|lwer}", 1, 8, "unknown filter \"lwer\"",
	  "did you mean \"lower\"?" },
	{ TEMPLATE_ITEM, "k: x{a|lower:x}", 1, 8, "the filter lower stands alone, without \":\"",
	  "" },
	{ TEMPLATE_ITEM, "k: x{a|after}", 1, 8, "the filter after needs a text: |after:…", "" },
	{ TEMPLATE_ITEM, "k: x{a|after:}", 1, 8, "the filter after needs a text: |after:…", "" },
	{ TEMPLATE_ITEM, "k: x{a|or}", 1, 8, "the filter or needs a text: |or:…", "" },
	{ TEMPLATE_ITEM, "k: x{a|}", 1, 8, "unknown filter \"\"",
	  "known are: after, before, starts, or, tag, query, lower, join" },
	{ TEMPLATE_ITEM, "k: x{hmac_sha256:a}", 1, 18, "hmac_sha256 needs a key and a value",
	  "{hmac_sha256:key,value+value}" },
	{ TEMPLATE_ITEM, "k: {a}", 1, 4, "not a text",
	  "a value that starts with { goes in quotes" },
	{ TEMPLATE_ITEM, "k: [a]", 1, 4, "not a text",
	  "a value that starts with [ goes in quotes" },
	{ TEMPLATE_ITEM, "k:\n  a: b", 2, 3, "not a text", "" },
	{ TEMPLATE_REQUEST, "k: x{user.name}", 1, 6, "\"user.name\" is no name",
	  "in a request a hole holds the name of a value; a brace is written {{ or }}" },
	{ TEMPLATE_REQUEST, "k: x{sha256:key}", 1, 6, "unknown function \"sha256\"",
	  "did you mean \"sha1\"?" },
	{ TEMPLATE_REQUEST, "k: |\n  a\n  {x\n", 1, 4, "the hole is not closed",
	  "a brace that is no hole is written {{ or }}" },
	{ TEMPLATE_REQUEST, "k: x{sha1:a+b+}", 1, 15, "\"\" is no name",
	  "in a request a hole holds the name of a value; a brace is written {{ or }}" },
	{ TEMPLATE_REQUEST, "k: x{sha1:a+b+c+d+e+f+g+h+i}", 1, 11, "more than 8 values", "" },
	{ TEMPLATE_REQUEST, "k: x{a|or:|or:|or:|or:|or:|or:|or:|or:|or:}", 1, 6,
	  "more than 8 filters", "" },
};

/* Each is told where it stands in the file. */
static void refuses(void)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		CASE(refusals[i].yaml);
		struct problems problems = problems_new(arena);
		struct template template;
		EXPECT(!template_read(arena, refusals[i].kind, value_in(refusals[i].yaml),
				      &template, &problems));
		if (!EXPECT(problems.n == 1))
			continue;
		EXPECT_STR(problems.at[0].what, str_from(refusals[i].what));
		EXPECT_STR(problems.at[0].hint, str_from(refusals[i].hint));
		EXPECT_INT(problems.at[0].where.line, refusals[i].line);
		EXPECT_INT(problems.at[0].where.column, refusals[i].column);
	}
}

static void add_name(void *ctx, struct str name, struct where where)
{
	buf_fmt(ctx, "%u:" STR_FMT " ", where.column, STR_ARG(name));
}

static void tells_names(void)
{
	struct buf told = buf_new(arena, 1024);
	struct problems problems = problems_new(arena);
	struct template template;
	EXPECT(template_read(arena, TEMPLATE_REQUEST,
			     value_in("k: x{term}{{}}{sha1:key + now}{since|or:}"), &template,
			     &problems));
	template_names(&template, add_name, &told);
	EXPECT_STR(buf_str(&told), STR("6:term 21:key 27:now 32:since "));
	told.len = 0;
	EXPECT(template_read(arena, TEMPLATE_ITEM, value_in("k: x{a}{$user.name}{$host}"),
			     &template, &problems));
	template_names(&template, add_name, &told);
	EXPECT_STR(buf_str(&told), STR("9:user 21:host "));
}

/* A value that is written as it stands is the answer's own text. */
static void costs_no_memory(void)
{
	static const char *const texts[] = { "title", "{title}", "{uri|after:/}", "none" };
	struct json_value here = element();
	struct scope scope = scope_of(&here);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		CASE(texts[i]);
		struct template template = read(TEMPLATE_ITEM, texts[i]);
		struct arena_mark before = arena_mark(arena);
		template_fill(&template, &scope, ENCODE_NONE, arena);
		struct arena_mark after = arena_mark(arena);
		EXPECT(before.block == after.block && before.used == after.used);
	}
}

/* A line that does not fit is dropped; those behind it may fit again. */
static void ceilings(void)
{
	char *large = arena_bytes(arena, FILLED_MAX);
	memset(large, 'x', FILLED_MAX);
	const struct named named = { STR("large"), { large, FILLED_MAX } };
	struct scope scope = { .names = { &named, 1 } };
	struct template template = read(TEMPLATE_REQUEST, "a\n-{large}\nb");
	EXPECT_STR(template_fill(&template, &scope, ENCODE_NONE, arena), STR("a\nb"));
	template = read(TEMPLATE_REQUEST, "{large}");
	EXPECT_INT(template_fill(&template, &scope, ENCODE_NONE, arena).len, FILLED_MAX);
	EXPECT_INT(template_fill(&template, &scope, ENCODE_QUERY, arena).len, FILLED_MAX);
	template = read(TEMPLATE_REQUEST, "{large}{large}");
	EXPECT_STR(template_fill(&template, &scope, ENCODE_NONE, arena), STR(""));
	template = read(TEMPLATE_REQUEST, "{sha1:large}");
	EXPECT_STR(template_fill(&template, &scope, ENCODE_NONE, arena), STR(""));
	CASE("bytes that are no text");
	const struct named odd = { STR("large"), STR("a\xFF\0\r\nb") };
	scope.names.at = &odd;
	template = read(TEMPLATE_REQUEST, "/{large}");
	EXPECT_STR(template_fill(&template, &scope, ENCODE_URL, arena), STR("/a%FF%00%0D%0Ab"));
	template = read(TEMPLATE_REQUEST, "{=large|lower}");
	EXPECT_STR(template_fill(&template, &scope, ENCODE_QUERY, arena),
		   STR("a%EF%BF%BD%00%0D%0Ab"));
	template = read(TEMPLATE_REQUEST, "{large|tag}");
	EXPECT_STR(template_fill(&template, &scope, ENCODE_NONE, arena), STR("ab"));
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(items);
	RUN(requests);
	RUN(refuses);
	RUN(tells_names);
	RUN(costs_no_memory);
	RUN(ceilings);
	arena_free(&arena);
	return test_end();
}
