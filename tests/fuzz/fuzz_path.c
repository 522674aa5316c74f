/* A path up to the first line end, then a JSON answer: what is found keeps the door's promises. */
#include "path.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

static const struct named names[] = { { STR_INIT("term"), STR_INIT("acme") },
				      { STR_INIT("page"), STR_INIT("") } };

static void check_found(const struct path *path, const struct scope *scope, struct arena *arena)
{
	struct values found = path_find(path, scope, arena);
	const struct json_value *first = path_first(path, scope, arena);
	assert(found.n <= PATH_FOUND_MAX);
	assert((found.n > 0) == (first != NULL));
	for (size_t i = 0; i < found.n; i++)
		assert(!value_is_empty(found.at[i]));
	if (first)
		assert(str_eq(value_text(first), value_text(found.at[0])));
	assert(str_eq(path_text(path, scope, arena), value_text(first)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct problems problems = problems_new(arena);
	struct str text = utf8_clean(arena, (struct str){ (const char *)data, size }), line;
	struct json_value answer = { .kind = JSON_NOTHING };
	struct path path;
	struct err err;
	if (!str_cut(&text, '\n', &line))
		return 0;
	if (!path_read(arena, line, (struct where){ 0 }, &path, &problems)) {
		assert(problems.errors == 1);
		return 0;
	}
	assert(path.n <= PATH_STEPS_MAX && problems.errors == 0);
	if (!text.at || !json_read(arena, text, &answer, &err))
		return 0;
	const struct joined user = { STR("user"), &answer };
	struct scope scope = { .here = &answer, .answer = &answer };
	scope.joined = &user;
	scope.n_joined = 1;
	scope.names = (struct names){ names, COUNT_OF(names) };
	check_found(&path, &scope, arena);
	struct scopes scopes = path_each(&path, &scope, arena);
	assert(scopes.n <= PATH_FOUND_MAX);
	for (size_t i = 0; i < scopes.n && i < 20; i++) {
		assert(scopes.at[i].here->kind != JSON_NOTHING);
		check_found(&path, &scopes.at[i], arena);
	}
	return 0;
}
