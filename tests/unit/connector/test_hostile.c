/* Answers that were written to harm: what they may cost has a ceiling. */
#include "connector.h"

#include "config.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

enum { LARGE = MIB, ELEMENTS = 400, ARENA_MOST = 512 * MIB };

static struct str repeated(const char *text, size_t n)
{
	size_t len = strlen(text);
	char *out = arena_bytes(arena, n * len);
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * len, text, len);
	return (struct str){ out, n * len };
}

static bool map(const char *yaml, struct str body, struct heard *out)
{
	static const struct str term = STR_INIT("acme");
	struct problems problems = problems_new(arena);
	struct connector_use use;
	struct err err = { 0 };
	const struct connector_wish wish = { .terms = { &term, 1 } };
	const struct node *root = yaml_parse(arena, STR("x.yaml"), str_from(yaml), &problems);
	const struct connector *connector = root ? connector_load(arena, root, &problems) : NULL;
	if (!EXPECT(connector && connector_bind(arena, connector, &wish, &problems, &use)))
		exit(1);
	*out = (struct heard){ 0 };
	return connector_map(&use, body, arena, out, &err);
}

#define REQUEST "connector: x\nrequest: {url: \"https://x.example/{term}\"}\n"

/* The title of a thread stands once in the answer, and in each of its posts. */
static void one_text_for_many(void)
{
	struct heard heard;
	struct str posts = repeated("{\"id\": 1, \"url\": \"https://x.example/1\"},", ELEMENTS);
	struct str body = str_fmt(arena, "{\"title\": \"" STR_FMT "\", \"posts\": [" STR_FMT "]}",
				  STR_ARG(repeated("x", LARGE)), STR_ARG(posts));
	EXPECT(map(REQUEST "each: posts\n"
			   "item: {id: id, url: url, text: \"{^.title}\\n{id}\"}\n",
		   body, &heard));
	EXPECT(heard.items.n > 10 && heard.items.n < ELEMENTS);
	EXPECT_INT(heard.items.n + heard.bad, ELEMENTS);
	EXPECT_INT(heard.first_bad.kind, ERR_LIMIT);
	EXPECT(arena_size(arena) < ARENA_MOST);
}

/* Of more elements than one answer may hold the first ones come. */
static void elements_without_end(void)
{
	struct heard heard;
	struct str posts = repeated("{\"id\": 1, \"url\": \"https://x.example/1\"},", 12000);
	EXPECT(map(REQUEST "each: .\nitem: {id: id, url: url}\n",
		   str_fmt(arena, "[" STR_FMT "]", STR_ARG(posts)), &heard));
	EXPECT_INT(heard.items.n, 5000);
	EXPECT_INT(heard.items.n + heard.bad, 10000);
	EXPECT_INT(heard.first_bad.kind, ERR_LIMIT);
}

/* Lists where maps should be, and the other way round, at every step of a path. */
static void other_shapes(void)
{
	static const char *const bodies[] = {
		"null",
		"0",
		"\"text\"",
		"[]",
		"{}",
		"{\"data\": 7}",
		"{\"data\": {\"data\": {\"data\": {}}}}",
		"{\"data\": [null, 1, \"x\", [], {}, [[{}]], {\"user\": []}, {\"user\": {\"name\": "
		"{}}}]}",
		"{\"data\": [{\"id\": {}, \"url\": [1], \"user\": 5, \"tags\": {\"a\": 1}}], "
		"\"users\": 5}",
		"{\"data\": [{\"id\": 1, \"url\": \"javascript:alert(1)\"}]}",
	};
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct heard heard;
		CASE(bodies[i]);
		map(REQUEST "each: data\n"
			    "join: {who: {in: users, id: user}}\n"
			    "item: {id: id, url: url, author: [user.name, $who.name, "
			    "\"{tags[]|join:,}\"]}\n",
		    str_from(bodies[i]), &heard);
		EXPECT_INT(heard.items.n, 0);
	}
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(one_text_for_many);
	RUN(elements_without_end);
	RUN(other_shapes);
	arena_free(&arena);
	return test_end();
}
