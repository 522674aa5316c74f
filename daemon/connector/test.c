#include "parts.h"

#include "arena.h"
#include "html.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* The tests inside a file: how many items a saved answer holds, and what the first says. */

enum { SHOWN = 120 };

/* What the test gives stands behind the defaults: the last of a name counts. */
static struct params params_of(const struct connector *connector, const struct file_test *test,
			       struct arena *arena)
{
	struct params defaults = connector->about.params, given = test->params;
	struct param *all = NEW(arena, struct param, given.n + defaults.n);
	if (defaults.n)
		memcpy(all, defaults.at, defaults.n * sizeof(*all));
	if (given.n)
		memcpy(all + defaults.n, given.at, given.n * sizeof(*all));
	return (struct params){ all, given.n + defaults.n };
}

static struct str number_text(struct arena *arena, double value)
{
	return str_fmt(arena, "%.15g", value);
}

/* Both as numbers, if both are. */
static bool is_same_number(struct arena *arena, struct str a, struct str b)
{
	char *end_a, *end_b;
	double x = strtod(str_z(arena, a), &end_a), y = strtod(str_z(arena, b), &end_b);
	return a.len && b.len && *end_a == '\0' && *end_b == '\0' && x == y;
}

static const struct text_field {
	struct str name;
	size_t offset;
} text_fields[] = {
	{ STR_INIT("id"), offsetof(struct item, id) },
	{ STR_INIT("url"), offsetof(struct item, url) },
	{ STR_INIT("title"), offsetof(struct item, title) },
	{ STR_INIT("text"), offsetof(struct item, text) },
	{ STR_INIT("author"), offsetof(struct item, author) },
	{ STR_INIT("profile"), offsetof(struct item, profile) },
	{ STR_INIT("lang"), offsetof(struct item, lang) },
	{ STR_INIT("place"), offsetof(struct item, place) },
	{ STR_INIT("parent"), offsetof(struct item, parent) },
	{ STR_INIT("thread"), offsetof(struct item, thread) },
};

static struct str count_text(const struct item *item, struct str name, struct arena *arena)
{
	for (size_t i = 0; i < item->n_counts; i++)
		if (str_eq(item->counts[i].name, name))
			return number_text(arena, item->counts[i].value);
	return STR("");
}

/* A field of an item as a text. */
static struct str field_text(const struct item *item, struct str field, struct arena *arena)
{
	static const struct str counts = STR_INIT("counts.");
	for (size_t i = 0; i < COUNT_OF(text_fields); i++)
		if (str_eq(field, text_fields[i].name))
			return *(const struct str *)((const char *)item + text_fields[i].offset);
	if (str_eq(field, STR("link")))
		return item->links.n ? item->links.at[0] : STR("");
	if (str_eq(field, STR("kind")))
		return item->kind == ITEM_COMMENT ? STR("comment") : STR("post");
	bool is_time = str_eq(field, STR("time")) || str_eq(field, STR("seen"));
	if (is_time && item->published_ms != TIME_ABSENT)
		return calendar_rfc3339(arena, item->published_ms);
	if (is_time)
		return STR("");
	return count_text(item, str_starts(field, counts) ? str_skip(field, counts.len) : field,
			  arena);
}

/* White space says nothing, a time may be written in any way, and may be seen later. */
static bool is_as_told(const struct item *item, const struct param *want, struct str got,
		       struct arena *arena)
{
	if (str_eq(text_fold(arena, got), text_fold(arena, want->value)))
		return true;
	if (str_eq(want->name, STR("time")))
		return time_of(want->value) / 1000 == item->published_ms / 1000;
	if (str_eq(want->name, STR("seen")))
		return item->published_ms <= time_of(want->value);
	return is_same_number(arena, got, want->value);
}

static struct str wrong_in(const struct file_test *test, const struct heard *heard,
			   struct arena *arena)
{
	struct str bad = STR("");
	size_t n = heard->items.n;
	if (heard->bad)
		bad = str_fmt(arena, "; %zu left out: %s", heard->bad, heard->first_bad.text);
	if (test->items >= 0 && (size_t)test->items != n)
		return str_fmt(arena, "%zu %s, not %lld" STR_FMT, n, n == 1 ? "item" : "items",
			       (long long)test->items, STR_ARG(bad));
	if (n == 0 && test->n_first)
		return str_fmt(arena, "no items" STR_FMT, STR_ARG(bad));
	for (size_t i = 0; i < test->n_first; i++) {
		const struct param *want = &test->first[i];
		struct str got = field_text(heard->items.at, want->name, arena);
		if (!is_as_told(heard->items.at, want, got, arena))
			return str_fmt(arena, STR_FMT " is \"" STR_FMT "\", not \"" STR_FMT "\"",
				       STR_ARG(want->name), STR_ARG(str_first(got, SHOWN)),
				       STR_ARG(want->value));
	}
	return STR("");
}

/* The answer is a failure; is it the one that was meant? */
static struct str wrong_in_failure(const struct file_test *test, const char *words,
				   struct arena *arena)
{
	if (test->fails.len && str_find_nocase(str_from(words), test->fails) < strlen(words))
		return STR("");
	if (test->fails.len)
		return str_fmt(arena, "it fails with \"%s\", not with \"" STR_FMT "\"", words,
			       STR_ARG(test->fails));
	return str_dup(arena, str_from(words));
}

static struct connector_test_result run(const struct connector *connector,
					const struct file_test *test, struct arena *arena,
					connector_read_file *read, void *ctx)
{
	const struct connector_use use = { .connector = connector,
					   .params = params_of(connector, test, arena) };
	struct connector_test_result result = { .where = test->where, .body = test->body };
	struct heard heard = { .bad = 0 };
	struct err err = { 0 };
	struct str body;
	if (!read(ctx, test->body, arena, &body, &err)) {
		result.wrong = str_dup(arena, str_from(err.text));
	} else if (!connector_map(&use, body, arena, &heard, &err)) {
		result.wrong = wrong_in_failure(test, err.text, arena);
	} else {
		result.items = heard.items;
		result.wrong = test->fails.len ? STR("it is no failure")
					       : wrong_in(test, &heard, arena);
	}
	return result;
}

struct connector_test_result *connector_test(const struct connector *connector, struct arena *arena,
					     connector_read_file *read, void *ctx)
{
	size_t n = connector->about.n_tests;
	struct connector_test_result *results = NEW(arena, struct connector_test_result, n);
	for (size_t i = 0; i < n; i++)
		results[i] = run(connector, &connector->tests[i], arena, read, ctx);
	return results;
}
