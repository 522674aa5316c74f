#include "connector.h"

#include "config.h"
#include "file.h"
#include "test.h"

#include <glob.h>
#include <string.h>

#include "poison.h"

/* The files that are shipped: each can be read, its own tests pass, and what it asks first is what
 * the service's documentation wants. */

static struct arena *arena;

static const struct connector *load(const char *path)
{
	struct problems problems = problems_new(arena);
	const struct node *file = yaml_load(arena, str_from(path), &problems);
	const struct connector *connector = file ? connector_load(arena, file, &problems) : NULL;
	struct buf out = buf_new(arena, 64 * KIB);
	problems_print(&problems, &out, false);
	EXPECT_STR(buf_str(&out), STR(""));
	return connector;
}

static bool read_beside(void *ctx, struct str name, struct arena *to, struct str *out,
			struct err *err)
{
	return file_read(to, file_beside(to, str_from(ctx), name), 16 * MIB, out, err);
}

static void check_file(char *path)
{
	CASE(path);
	const struct connector *connector = load(path);
	if (!EXPECT(connector != NULL))
		return;
	const struct connector_about *about = connector_about(connector);
	struct str name = str_fmt(arena, "/" STR_FMT ".yaml", STR_ARG(about->name));
	EXPECT(str_ends(str_from(path), name));
	EXPECT(about->docs.len > 0);
	EXPECT(about->n_tests > 0);
	struct connector_test_result *results = connector_test(connector, arena, read_beside, path);
	for (size_t i = 0; i < about->n_tests; i++)
		EXPECT_STR(results[i].wrong, STR(""));
}

static size_t check_folder(const char *pattern)
{
	glob_t found;
	struct arena_mark mark = arena_mark(arena);
	if (!EXPECT(glob(pattern, 0, NULL, &found) == 0))
		return 0;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		check_file(found.gl_pathv[i]);
		arena_reset(arena, mark);
	}
	size_t n = found.gl_pathc;
	globfree(&found);
	return n;
}

static void their_own_tests_pass(void)
{
	EXPECT_INT(check_folder(RULES "/connectors/*.yaml"), 35);
	EXPECT(check_folder(RULES "/examples/connectors/*.yaml") > 0);
}

static bool read_given(void *ctx, struct str name, struct arena *to, struct str *out,
		       struct err *err)
{
	(void)ctx;
	(void)to;
	(void)err;
	*out = str_eq(name, STR("good")) ? STR("{\"all\":[]}") : STR("{\"error\":\"Sorry, no\"}");
	return true;
}

static void a_test_may_want_a_failure(void)
{
	static const char text[] = "connector: acme\n"
				   "request: {url: https://acme.example/}\n"
				   "fail: {when: error, message: error}\n"
				   "each: all\n"
				   "item: {id: id, url: url}\n"
				   "test:\n"
				   "  - {body: bad, fails: sorry}\n"
				   "  - {body: bad, fails: another}\n"
				   "  - {body: bad, items: 0}\n"
				   "  - {body: good, fails: sorry}\n"
				   "  - {body: good, items: 0}\n";
	static const char *const wrong[] = {
		"", "it fails with \"acme says: Sorry, no\", not with \"another\"",
		"acme says: Sorry, no", "it is no failure", ""
	};
	struct problems problems = problems_new(arena);
	const struct node *file = yaml_parse(arena, STR("acme.yaml"), str_from(text), &problems);
	const struct connector *connector = connector_load(arena, file, &problems);
	if (!EXPECT(connector && connector_about(connector)->n_tests == COUNT_OF(wrong)))
		return;
	struct connector_test_result *results = connector_test(connector, arena, read_given, NULL);
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		EXPECT_STR(results[i].wrong, str_from(wrong[i]));
}

int main(void)
{
	arena = arena_new(1 * MIB);
	RUN(their_own_tests_pass);
	RUN(a_test_may_want_a_failure);
	arena_free(&arena);
	return test_end();
}
