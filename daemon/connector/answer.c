#include "parts.h"

#include "arena.h"
#include "feed.h"
#include "utf8.h"

#include "poison.h"

/* A feed is told as JSON, so that one mapping serves both: what it does not say is not there. */

enum { FEED_KEYS = 5, ENTRY_KEYS = 14 };

static struct json_value text_value(struct str text)
{
	return (struct json_value){ JSON_TEXT, .text = text };
}

/* Room for so many keys was made before. */
static void tell(struct json_value *map, struct json_value *room, const char *key,
		 struct json_value value)
{
	if (value_is_empty(&value))
		return;
	value.key = str_from(key);
	room[map->n++] = value;
	map->at = room;
}

static struct json_value time_value(struct arena *arena, int64_t ms)
{
	return text_value(ms == TIME_ABSENT ? STR("") : calendar_rfc3339(arena, ms));
}

static struct json_value list_value(struct arena *arena, struct strs texts)
{
	struct json_value *list = NEW(arena, struct json_value, texts.n);
	for (size_t i = 0; i < texts.n; i++)
		list[i] = text_value(texts.at[i]);
	return (struct json_value){ JSON_LIST, .at = list, .n = texts.n };
}

static struct json_value entry_value(struct arena *arena, const struct entry *entry)
{
	struct json_value *room = NEW(arena, struct json_value, ENTRY_KEYS);
	struct json_value map = { .kind = JSON_MAP };
	tell(&map, room, "id", text_value(entry->id));
	tell(&map, room, "title", text_value(entry->title));
	tell(&map, room, "link", text_value(entry->link));
	tell(&map, room, "author", text_value(entry->author));
	tell(&map, room, "author_url", text_value(entry->author_url));
	tell(&map, room, "published", time_value(arena, entry->published_ms));
	tell(&map, room, "updated", time_value(arena, entry->updated_ms));
	tell(&map, room, "summary", text_value(entry->summary));
	tell(&map, room, "content", text_value(entry->content));
	tell(&map, room, "html", text_value(entry->html));
	tell(&map, room, "language", text_value(entry->language));
	tell(&map, room, "comments", text_value(entry->comments));
	tell(&map, room, "categories", list_value(arena, entry->categories));
	tell(&map, room, "links", list_value(arena, entry->links));
	return map;
}

static struct json_value feed_value(struct arena *arena, const struct feed *feed)
{
	struct json_value *entries = NEW(arena, struct json_value, feed->n);
	struct json_value *room = NEW(arena, struct json_value, FEED_KEYS);
	struct json_value map = { .kind = JSON_MAP };
	for (size_t i = 0; i < feed->n; i++)
		entries[i] = entry_value(arena, &feed->entries[i]);
	tell(&map, room, "title", text_value(feed->title));
	tell(&map, room, "link", text_value(feed->link));
	tell(&map, room, "author", text_value(feed->author));
	tell(&map, room, "language", text_value(feed->language));
	tell(&map, room, "entries", (struct json_value){ JSON_LIST, .at = entries, .n = feed->n });
	return map;
}

static bool read_feed(const struct response *response, struct arena *arena, struct json_value *out,
		      struct err *err)
{
	struct feed feed;
	const struct feed_input in = {
		.body = response->body,
		.url = response->url,
		.content_type = response_header(response, STR("Content-Type")),
	};
	if (!feed_parse(arena, &in, &feed, err))
		return false;
	*out = feed_value(arena, &feed);
	return true;
}

/* What came in place of JSON: servers in trouble answer with a page, or with a sentence. */
static bool is_something_else(struct str body, struct err *err)
{
	enum { SHOWN = 80 };
	struct str text = str_trim(body);
	char first = text.len ? text.at[0] : '\0';
	if (text.len == 0)
		return !err_set(err, ERR_DATA, "an empty answer instead of JSON");
	if (first == '<')
		return !err_set(err, ERR_DATA, "a page (HTML or XML) instead of JSON");
	bool is_word = (first >= 'A' && first <= 'Z') ||
		       (first >= 'a' && first <= 'z' && !str_starts(text, STR("null")) &&
			!str_starts(text, STR("true")) && !str_starts(text, STR("false")));
	return is_word && !err_set(err, ERR_DATA, "text instead of JSON: " STR_FMT,
				   STR_ARG(utf8_first(text, SHOWN)));
}

static bool read_json(const struct response *response, struct arena *arena, struct json_value *out,
		      struct err *err)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");
	struct str body = response->body;
	if (body.len > FEED_BODY_MAX)
		return err_set(err, ERR_LIMIT, "the answer is larger than %d bytes", FEED_BODY_MAX);
	body = utf8_clean(arena, str_skip(body, str_starts(body, mark) ? mark.len : 0));
	if (is_something_else(body, err) || !json_read(arena, body, out, err))
		return false;
	if (out->kind != JSON_MAP && out->kind != JSON_LIST)
		return err_set(err, ERR_DATA, "JSON, but neither an object nor a list");
	return true;
}

bool answer_read(const struct connector *connector, const struct response *response,
		 struct arena *arena, struct json_value *out, struct err *err)
{
	return connector->answer == ANSWER_FEED ? read_feed(response, arena, out, err)
						: read_json(response, arena, out, err);
}
