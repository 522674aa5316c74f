#include "feed.h"

#include "arena.h"
#include "date.h"
#include "url.h"
#include "utf8.h"

#include "csv.h"
#include "json.h"
#include "poison.h"

/* An item being read from one line. The first complaint stays. */
struct line {
	struct arena *arena;
	struct item item;
	struct str target, label;
	struct err *err;
	bool is_bad;
};

static void complain(struct line *line, const char *key, const char *what)
{
	if (!line->is_bad)
		err_set(line->err, ERR_DATA, "\"%s\" must be %s", key, what);
	line->is_bad = true;
}

static void read_text(struct line *line, const struct json_value *value, void *to)
{
	if (value->kind == JSON_TEXT)
		*(struct str *)to = utf8_first(value->text, FEED_TEXT_MAX);
	else
		complain(line, str_z(line->arena, value->key), "a text");
}

static void read_id(struct line *line, const struct json_value *value, void *to)
{
	if (value->kind == JSON_NUMERAL)
		*(struct str *)to = value->text;
	else
		read_text(line, value, to);
}

/* An address that is none, and below a time that is none, are as if they were not there, as in a
 * feed: the text is worth more than they are. */
static void read_url(struct line *line, const struct json_value *value, void *to)
{
	if (value->kind != JSON_TEXT)
		complain(line, str_z(line->arena, value->key), "an http or https address");
	else if (url_is_web(value->text))
		*(struct str *)to = value->text;
}

/* Epochs are seconds; beyond the year 5138 they must be milliseconds. */
enum { MS_PER_S = 1000 };
static const double epoch_s_max = 1e11, epoch_ms_max = 2.5e14;

static void read_time(struct line *line, const struct json_value *value, void *to)
{
	double number = value->number;
	bool is_ms = number > epoch_s_max || number < -epoch_s_max;
	bool is_epoch = value->kind == JSON_NUMERAL && number < epoch_ms_max &&
			number > -epoch_ms_max;
	if (is_epoch)
		*(int64_t *)to = (int64_t)(is_ms ? number : number * MS_PER_S);
	else if (value->kind == JSON_TEXT)
		(void)!date_parse(value->text, to); /* untouched when it is no time */
	else
		complain(line, str_z(line->arena, value->key),
			 "a time (RFC 3339, or seconds since 1970)");
}

static void read_tags(struct line *line, const struct json_value *value, void *to)
{
	struct strs *tags = to;
	struct str *list = NEW(line->arena, struct str, value->n);
	bool is_list = value->kind == JSON_LIST;
	for (size_t i = 0; i < value->n && is_list; i++) {
		list[i] = value->at[i].text;
		is_list = value->at[i].kind == JSON_TEXT;
	}
	if (is_list)
		*tags = (struct strs){ list, value->n };
	else
		complain(line, "tags", "a list of texts");
}

static void read_counts(struct line *line, const struct json_value *value, void *to)
{
	struct item *item = to;
	struct count *counts = NEW(line->arena, struct count, value->n);
	bool is_map = value->kind == JSON_MAP;
	for (size_t i = 0; i < value->n && is_map; i++) {
		counts[i] = (struct count){ value->at[i].key, value->at[i].number };
		is_map = value->at[i].kind == JSON_NUMERAL;
	}
	if (!is_map) {
		complain(line, "counts", "a map of names to numbers");
		return;
	}
	item->counts = counts;
	item->n_counts = value->n;
}

static void read_kind(struct line *line, const struct json_value *value, void *to)
{
	bool is_comment = str_eq(value->text, STR("comment"));
	if (value->kind == JSON_TEXT && (is_comment || str_eq(value->text, STR("post"))))
		*(enum item_kind *)to = is_comment ? ITEM_COMMENT : ITEM_POST;
	else
		complain(line, "kind", "\"post\" or \"comment\"");
}

/* Who does not ask for labels does not mind what else is called so. */
static void read_label(struct line *line, const struct json_value *value, void *to)
{
	(void)line;
	if (value->kind == JSON_TEXT)
		*(struct str *)to = value->text;
}

static const struct key {
	const char *name;
	void (*read)(struct line *line, const struct json_value *value, void *to);
	size_t offset; /* into struct line */
} keys[] = {
	{ "text", read_text, offsetof(struct line, item.text) },
	{ "title", read_text, offsetof(struct line, item.title) },
	{ "author", read_text, offsetof(struct line, item.author) },
	{ "url", read_url, offsetof(struct line, item.url) },
	{ "id", read_id, offsetof(struct line, item.id) },
	{ "published", read_time, offsetof(struct line, item.published_ms) },
	{ "updated", read_time, offsetof(struct line, item.updated_ms) },
	{ "lang", read_text, offsetof(struct line, item.lang) },
	{ "tags", read_tags, offsetof(struct line, item.tags) },
	{ "kind", read_kind, offsetof(struct line, item.kind) },
	{ "source", read_text, offsetof(struct line, item.source) },
	{ "place", read_text, offsetof(struct line, item.place) },
	{ "profile", read_url, offsetof(struct line, item.profile) },
	{ "parent", read_id, offsetof(struct line, item.parent) },
	{ "thread", read_id, offsetof(struct line, item.thread) },
	{ "counts", read_counts, offsetof(struct line, item) },
	{ "target", read_text, offsetof(struct line, target) },
	{ "tone", read_label, offsetof(struct line, label) },
	{ "label", read_label, offsetof(struct line, label) },
};

static struct item empty_item(void)
{
	return (struct item){ .published_ms = TIME_ABSENT, .updated_ms = TIME_ABSENT };
}

static bool read_map(struct line *line, const struct json_value *map)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct json_value *value = json_member(map, keys[i].name);
		if (value && value->kind != JSON_NOTHING)
			keys[i].read(line, value, (char *)line + keys[i].offset);
	}
	return !line->is_bad;
}

static bool read_line(struct line *line, struct str text, bool is_plain_ok)
{
	struct json_value map = { 0 };
	struct arena *arena = line->arena;
	struct err *err = line->err;
	struct err no_json = { 0 };
	if (str_ends(text, STR("\r")))
		text.len--;
	text = utf8_clean(arena, text);
	struct str trimmed = str_trim(
		str_skip(text, str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0));
	bool is_map = str_starts(trimmed, STR("{")) && json_read(arena, trimmed, &map, &no_json) &&
		      map.kind == JSON_MAP;
	bool has_text = is_map && json_member(&map, "text");
	if (!has_text && !is_plain_ok) {
		if (is_map)
			return err_set(err, ERR_DATA, "no \"text\"");
		if (no_json.kind != ERR_NONE)
			return err_set(err, no_json.kind, "%s", no_json.text);
		return err_set(err, ERR_DATA, "no JSON object");
	}
	if (!has_text)
		line->item.text = utf8_first(text, FEED_TEXT_MAX);
	return !has_text || read_map(line, &map);
}

/* -- labelled texts -- */

static void skip_blank_lines(struct labelled_reader *reader)
{
	struct str rest = reader->rest, line;
	while (str_cut(&rest, '\n', &line) && str_trim(line).len == 0) {
		reader->rest = rest;
		reader->next_line++;
	}
}

static bool is_column(struct str name)
{
	return str_eq_nocase(str_trim(name), STR("text"));
}

static size_t lines_between(struct str from, struct str to)
{
	size_t lines = 0;
	for (size_t i = 0; i < from.len - to.len; i++)
		lines += from.at[i] == '\n';
	return lines;
}

/* The first record names the columns, unless none of them is the text. */
static const struct csv_record *read_columns(struct arena *arena, struct labelled_reader *reader)
{
	static const struct csv_record usual = { { STR_INIT("text"), STR_INIT("label") }, 2 };
	struct csv_record *columns = NEW(arena, struct csv_record, 1);
	struct str rest = reader->rest;
	struct err err = { 0 };
	if (!csv_next(arena, &rest, columns, &err))
		return &usual;
	for (size_t i = 0; i < columns->n; i++) {
		if (!is_column(columns->at[i]))
			continue;
		reader->next_line += lines_between(reader->rest, rest);
		reader->rest = rest;
		return columns;
	}
	return &usual;
}

struct labelled_reader labelled_reader_new(struct arena *arena, struct str body)
{
	struct str text = utf8_clean(arena, body);
	struct labelled_reader reader = { .next_line = 1 };
	reader.rest = str_skip(text, str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0);
	skip_blank_lines(&reader);
	struct str line = str_first(reader.rest, str_find_char(reader.rest, '\n'));
	if (!str_starts(str_trim(line), STR("{")) && str_find_char(line, ',') < line.len)
		reader.columns = read_columns(arena, &reader);
	return reader;
}

/* Of the keys those that are texts; what else a table holds is no matter. */
static void read_field(struct line *line, struct str column, struct str field)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		bool is_text = keys[i].read == read_text || keys[i].read == read_label;
		if (is_text && field.len && str_eq_nocase(str_trim(column), str_from(keys[i].name)))
			*(struct str *)((char *)line + keys[i].offset) = utf8_first(field,
										    FEED_TEXT_MAX);
	}
}

static bool read_record(struct line *line, struct labelled_reader *reader)
{
	struct csv_record record;
	if (!csv_next(line->arena, &reader->rest, &record, line->err))
		return false;
	for (size_t i = 0; i < record.n && i < reader->columns->n; i++)
		read_field(line, reader->columns->at[i], record.at[i]);
	line->label = str_trim(line->label);
	return line->item.text.len || err_set(line->err, ERR_DATA, "no \"text\"");
}

static bool read_labelled(struct line *line, struct labelled_reader *reader)
{
	struct str text;
	if (reader->columns)
		return read_record(line, reader);
	return str_cut(&reader->rest, '\n', &text) && read_line(line, text, false);
}

bool labelled_next(struct arena *arena, struct labelled_reader *reader, struct item *out,
		   struct item_label *label, struct err *err)
{
	struct line line = { .arena = arena, .item = empty_item(), .err = err };
	skip_blank_lines(reader);
	struct str before = reader->rest;
	if (before.len == 0)
		return false;
	reader->line = reader->next_line;
	if (read_labelled(&line, reader) && line.label.len == 0)
		err_set(err, ERR_DATA, "no \"label\"");
	reader->next_line += lines_between(before, reader->rest);
	*out = line.item;
	*label = (struct item_label){ line.label, line.target };
	return true;
}

bool item_parse_line(struct arena *arena, struct str text, bool is_plain_ok, struct item *out,
		     struct str *target, struct err *err)
{
	struct line line = { .arena = arena, .item = empty_item(), .err = err };
	if (!read_line(&line, text, is_plain_ok))
		return false;
	*out = line.item;
	if (target)
		*target = line.target;
	return true;
}

static void count_bad(struct lines_result *result, size_t number, struct err *why)
{
	err_in(why, "line %zu", number);
	if (result->bad++ == 0)
		result->first_bad = *why;
}

bool items_parse_lines(struct arena *arena, struct str body, bool is_plain_ok, struct items *out,
		       struct lines_result *result, struct err *err)
{
	struct items items = { NULL, 0 };
	struct str line;
	size_t cap = 0, number = 0;
	if (body.len > FEED_BODY_MAX)
		return err_set(err, ERR_LIMIT, "larger than %d bytes", FEED_BODY_MAX);
	*result = (struct lines_result){ 0 };
	while (str_cut(&body, '\n', &line)) {
		struct err why = { 0 };
		number++;
		if (str_trim(line).len == 0)
			continue;
		if (items.n == FEED_ITEMS_MAX)
			err_set(&why, ERR_LIMIT, "more than %d items", FEED_ITEMS_MAX);
		items.at = arena_more(arena, items.at, items.n, &cap, sizeof(*items.at));
		if (items.n < FEED_ITEMS_MAX &&
		    item_parse_line(arena, line, is_plain_ok, &items.at[items.n], NULL, &why))
			items.n++;
		else
			count_bad(result, number, &why);
	}
	*out = items;
	return true;
}
