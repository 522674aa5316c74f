#include "reader.h"

#include "arena.h"
#include "place.h"

#include "poison.h"

/* What is made of an answer: where its elements stand, and what becomes an item's what. */

static void read_counts(const struct reader *r, const struct row *row, const struct node *value,
			void *out)
{
	struct item_map *item = out;
	if (!reader_wants(r, value, NODE_MAP, "not a map of names and paths"))
		return;
	if (value->n > NAMES_MAX) {
		problem_error(r->problems, value->where, "more than %d counts", NAMES_MAX);
		return;
	}
	struct count_of *counts = NEW(r->home, struct count_of, value->n);
	for (size_t i = 0; i < value->n; i++) {
		counts[i].name = value->keys[i].text;
		read_choice(r, row, &value->values[i], &counts[i].value);
	}
	item->counts = counts;
	item->n_counts = value->n;
}

/* What is the same for all elements is a word, else a path decides: there is something, or not. */
static void read_kind(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	struct item_map *item = out;
	item->is_comment = value->kind == NODE_TEXT && str_eq(value->text, STR("comment"));
	if (!item->is_comment && (value->kind != NODE_TEXT || !str_eq(value->text, STR("post"))))
		read_choice(r, row, value, &item->parts[PART_KIND]);
}

#define PART_ROW(name, part)                                                                       \
	{                                                                                          \
		.key = name, .read = read_choice, .offset = offsetof(struct item_map, parts[part]) \
	}

static void read_item(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	static const struct word formats[] = { { "plain", FORMAT_PLAIN },
					       { "plain-escaped", FORMAT_ESCAPED },
					       { "html", FORMAT_HTML },
					       { "markdown", FORMAT_MARKDOWN },
					       { NULL, 0 } };
	static const struct row rows[] = {
		{ .key = "id",
		  .read = read_choice,
		  .offset = offsetof(struct item_map, parts[PART_ID]),
		  .must = true },
		{ .key = "url",
		  .read = read_choice,
		  .offset = offsetof(struct item_map, parts[PART_URL]),
		  .must = true },
		PART_ROW("title", PART_TITLE),
		PART_ROW("text", PART_TEXT),
		{ .key = "format",
		  .read = read_word,
		  .offset = offsetof(struct item_map, format),
		  .words = formats },
		PART_ROW("author", PART_AUTHOR),
		PART_ROW("profile", PART_PROFILE),
		PART_ROW("followers", PART_FOLLOWERS),
		PART_ROW("time", PART_TIME),
		PART_ROW("seen", PART_SEEN),
		PART_ROW("lang", PART_LANG),
		PART_ROW("place", PART_PLACE),
		PART_ROW("link", PART_LINK),
		PART_ROW("parent", PART_PARENT),
		PART_ROW("thread", PART_THREAD),
		PART_ROW("rating", PART_RATING),
		{ .key = "counts", .read = read_counts },
		{ .key = "kind", .read = read_kind },
	};
	struct row_set set = { rows, COUNT_OF(rows), out };
	(void)row;
	rows_read(r, value, &set, 1);
}

static void read_join(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	static const struct row rows[] = {
		{ .key = "in",
		  .read = read_path,
		  .offset = offsetof(struct join, in),
		  .must = true },
		{ .key = "id",
		  .read = read_path,
		  .offset = offsetof(struct join, id),
		  .must = true },
		{ .key = "key", .read = read_text, .offset = offsetof(struct join, key) },
	};
	struct array_map *array = out;
	(void)row;
	if (!reader_wants(r, value, NODE_MAP, "not a map of tables"))
		return;
	if (value->n > NAMES_MAX) {
		problem_error(r->problems, value->where, "more than %d tables", NAMES_MAX);
		return;
	}
	struct join *joins = NEW(r->home, struct join, value->n);
	for (size_t i = 0; i < value->n; i++) {
		if (!reader_name(r, &value->keys[i]))
			continue;
		struct join *join = &joins[array->n_joins++];
		struct row_set set = { rows, COUNT_OF(rows), join };
		join->name = value->keys[i].text;
		join->where = value->keys[i].where;
		join->key = STR("id");
		rows_read(r, &value->values[i], &set, 1);
	}
	array->joins = joins;
}

static const struct row rows[] = {
	{ .key = "each",
	  .read = read_path,
	  .offset = offsetof(struct array_map, each),
	  .must = true },
	{ .key = "join", .read = read_join },
	{ .key = "keep", .read = read_choice, .offset = offsetof(struct array_map, keep) },
	{ .key = "item",
	  .read = read_item,
	  .offset = offsetof(struct array_map, item),
	  .must = true },
};

const struct row_set array_rows = { .rows = rows, .n = COUNT_OF(rows) };
