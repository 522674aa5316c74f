#include "cli.h"

#include "calendar.h"
#include "escape.h"
#include "utf8.h"

#include "poison.h"

enum { TITLE_COLUMNS = 72, TITLE_BYTES = 4 * KIB };

static void put_field(struct buf *out, const char *name, struct str text)
{
	if (text.len == 0)
		return;
	buf_fmt(out, "%22s", name);
	escape_terminal(out, text);
	buf_char(out, '\n');
}

void cli_row(struct buf *out, const struct cli_row *row)
{
	struct str when = row->ms == TIME_ABSENT ? STR("-") : calendar_plain(out->arena, row->ms);
	struct str title = utf8_first(row->title, TITLE_BYTES);
	buf_fmt(out, "%-22.*s", (int)when.len, when.at);
	if (escape_columns(title) > TITLE_COLUMNS)
		escape_cell(out, title, TITLE_COLUMNS);
	else
		escape_terminal(out, title);
	buf_char(out, '\n');
	put_field(out, "by ", row->author);
	put_field(out, "", row->link);
}

void cli_item_row(struct buf *out, const struct item *item)
{
	cli_row(out, &(struct cli_row){
			     .ms = item->published_ms,
			     .title = item->title.len ? item->title : item->text,
			     .author = item->author,
			     .link = item->url,
		     });
}

static void put_counts(struct json *json, const struct item *item)
{
	if (item->n_counts == 0)
		return;
	json_key(json, "counts");
	json_open(json, '{');
	for (size_t i = 0; i < item->n_counts; i++) {
		json_key(json, str_z(json->buf->arena, item->counts[i].name));
		json_number(json, item->counts[i].value);
	}
	json_close(json, '}');
}

void cli_item_json(struct json *json, const struct item *item, enum cli_keys keys)
{
	bool is_line = keys == KEYS_OF_LINE;
	json_open(json, '{');
	json_put_some(json, "id", item->id);
	json_put_some(json, "title", item->title);
	json_put_some(json, is_line ? "url" : "link", item->url);
	json_put_some(json, "author", item->author);
	json_put_some(json, "profile", item->profile);
	json_put_time(json, "published", item->published_ms);
	json_put_some(json, is_line ? "text" : "content", item->text);
	if (item->tags.n)
		json_put_texts(json, is_line ? "tags" : "categories", item->tags);
	if (item->links.n)
		json_put_texts(json, "links", item->links);
	json_put_some(json, is_line ? "lang" : "language", item->lang);
	json_put_some(json, "place", item->place);
	json_put_some(json, "parent", item->parent);
	json_put_some(json, "thread", item->thread);
	json_put(json, "kind", item->kind == ITEM_COMMENT ? STR("comment") : STR("post"));
	put_counts(json, item);
	json_close(json, '}');
}
