/* A byte that chooses, a template up to the first NUL, then a JSON answer: a text comes out that
 * fits where it is written. */
#include "template.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "poison.h"

static const struct named names[] = {
	{ STR_INIT("term"), STR_INIT("Acme & Söhne") },
	{ STR_INIT("host"), STR_INIT("https://x.example") },
	{ STR_INIT("key"), STR_INIT("k\r\n\"") },
	{ STR_INIT("page"), STR_INIT("") },
};

/* No byte that would end a parameter, or a line, or be no part of a URL. */
static void check_query(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		assert(text.at[i] > ' ' && text.at[i] < 0x7F && !strchr("\"<>\\^`{|}", text.at[i]));
}

static void check_name(void *ctx, struct str name, struct where where)
{
	(void)where;
	assert(name.len > 0);
	++*(size_t *)ctx;
}

static void check_filled(const struct template *template, const struct scope *scope,
			 enum encoding encoding, struct arena *arena)
{
	struct str text = template_fill(template, scope, encoding, arena);
	assert(utf8_valid(text));
	if (encoding == ENCODE_QUERY)
		check_query(text);
	if (encoding != ENCODE_NONE)
		assert(text.len <= FILLED_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct problems problems = problems_new(arena);
	struct str text = { (const char *)data, size };
	struct node node = { .kind = NODE_TEXT };
	struct json_value answer = { .kind = JSON_NOTHING };
	struct template template;
	struct err err;
	size_t n_names = 0;
	if (text.len == 0)
		return 0;
	enum template_kind kind = text.at[0] & 1 ? TEMPLATE_ITEM : TEMPLATE_REQUEST;
	text = utf8_clean(arena, str_skip(text, 1));
	str_cut(&text, '\0', &node.text);
	if (!template_read(arena, kind, &node, &template, &problems)) {
		assert(problems.errors == 1);
		return 0;
	}
	assert(template.n > 0 && problems.errors == 0);
	template_names(&template, check_name, &n_names);
	assert(n_names == 0 || template.has_holes);
	if (text.at && !json_read(arena, text, &answer, &err))
		answer.kind = JSON_NOTHING;
	struct scope scope = { .here = &answer, .answer = &answer };
	scope.names = (struct names){ names, COUNT_OF(names) };
	check_filled(&template, &scope, ENCODE_NONE, arena);
	check_filled(&template, &scope, ENCODE_URL, arena);
	check_filled(&template, &scope, ENCODE_QUERY, arena);
	return 0;
}
