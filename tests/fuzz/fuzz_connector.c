/* A connector file up to the first NUL, then the body of an answer. The file is loaded and bound;
 * the body is mapped, and then answers everything that the conversation asks. */
#include "connector.h"

#include "arena.h"
#include "config.h"
#include "utf8.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

enum { FILE_MAX = 64 * KIB, STEPS = 12, NAMES = 200 };

static const int64_t now_ms = INT64_C(1772366400000);

static void check_items(const struct items *items)
{
	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->at[i];
		assert(item->id.len && item->url.len && item->key_id);
		assert(utf8_valid(item->title) && utf8_valid(item->text));
		assert(utf8_valid(item->author) && utf8_valid(item->url));
	}
}

static void converse(const struct connector_use *use, struct str body, struct arena *arena)
{
	struct header headers[] = { { STR("Link"), STR("<https://x.example/2>; rel=\"next\"") },
				    { STR("Retry-After"), STR("7") } };
	struct str state = STR("");
	bool goes_on = true;
	for (size_t i = 0; i < STEPS && goes_on; i++) {
		struct request request = { 0 };
		struct heard heard = { 0 };
		struct err err = { 0 };
		if (!connector_ask(use, state, now_ms, arena, &request, &err)) {
			assert(err.kind != ERR_NONE);
			return;
		}
		assert(request.url.len && utf8_valid(request.url));
		struct response response = { .status = i % 5 == 4 ? 401 : 200,
					     .url = request.url,
					     .headers = { headers, COUNT_OF(headers) },
					     .body = body };
		struct connector_answer answer = { &response, state, now_ms };
		if (!connector_hear(use, &answer, arena, &heard, &err))
			assert(err.kind != ERR_NONE);
		assert(heard.rest_ms >= 0);
		check_items(&heard.items);
		state = heard.state;
		goes_on = heard.goes_on;
	}
}

/* Whatever it needs is given. */
static struct params given_to(const struct connector_about *about, struct arena *arena)
{
	struct param *given = NEW(arena, struct param, NAMES);
	size_t n = 0;
	for (size_t i = 0; i < about->needs.n && n < NAMES; i++)
		given[n++] = (struct param){ about->needs.at[i], STR("x.example"), true, { 0 } };
	return (struct params){ given, n };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct problems problems = problems_new(arena);
	struct str body = utf8_clean(arena, (struct str){ (const char *)data, size }), file;
	static const struct str terms[] = { STR_INIT("acme"), STR_INIT("Ä \"b\"") };
	struct connector_use use;
	struct heard heard = { 0 };
	struct err err = { 0 };
	if (!str_cut(&body, '\0', &file) || file.len > FILE_MAX)
		return 0;
	const struct node *root = yaml_parse(arena, STR("x.yaml"), file, &problems);
	const struct connector *connector = root ? connector_load(arena, root, &problems) : NULL;
	assert((connector == NULL) == (problems.errors > 0));
	if (!connector)
		return 0;
	const struct connector_wish wish = { .given = given_to(connector_about(connector), arena),
					     .terms = { terms, COUNT_OF(terms) } };
	if (!connector_bind(arena, connector, &wish, &problems, &use))
		return 0;
	if (connector_map(&use, body.at ? body : STR("{}"), arena, &heard, &err))
		check_items(&heard.items);
	converse(&use, body.at ? body : STR("{}"), arena);
	return 0;
}
