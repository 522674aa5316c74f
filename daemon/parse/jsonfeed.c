#include "formats.h"

#include "arena.h"
#include "url.h"

#include "draft.h"
#include "json.h"
#include "poison.h"

/* JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */

struct reader {
	struct arena *arena;
	struct str base;
};

static void say_text(struct words *words, int rank, const struct json_value *map, const char *key,
		     bool is_html)
{
	const struct words said = { .word.text = json_member_text(map, key), .is_html = is_html };
	draft_words(words, rank, &said);
}

static void say_url(const struct reader *r, struct word *word, int rank,
		    const struct json_value *map, const char *key)
{
	struct str url = json_member_text(map, key);
	if (url.len)
		draft_word(word, rank, url_resolve(r->arena, r->base, url));
}

/* An author is an object with a name, or just the name. */
static void say_author(const struct reader *r, struct draft *draft, int rank,
		       const struct json_value *author)
{
	if (author->kind == JSON_TEXT) {
		draft_author(r->arena, draft, rank, author->text);
		return;
	}
	draft_author(r->arena, draft, rank, json_member_text(author, "name"));
	say_url(r, &draft->author_url, rank, author, "url");
}

static void say_authors(const struct reader *r, struct draft *draft, const struct json_value *map)
{
	const struct json_value *authors = json_member(map, "authors");
	const struct json_value *author = json_member(map, "author");
	if (authors && authors->kind == JSON_LIST)
		for (size_t i = 0; i < authors->n; i++)
			say_author(r, draft, 1, &authors->at[i]);
	else if (authors)
		say_author(r, draft, 1, authors);
	if (author && author->kind == JSON_LIST)
		for (size_t i = 0; i < author->n; i++)
			say_author(r, draft, 2, &author->at[i]);
	else if (author)
		say_author(r, draft, 2, author);
}

static void say_entry(const struct reader *r, struct draft *draft, const struct json_value *item)
{
	const struct json_value *tags = json_member(item, "tags");
	draft_word(&draft->id, 1, json_member_text(item, "id"));
	say_text(&draft->title, 1, item, "title", false);
	say_text(&draft->summary, 1, item, "summary", false);
	say_text(&draft->content, 1, item, "content_html", true);
	say_text(&draft->content, 2, item, "content_text", false);
	draft->content.base = r->base;
	say_url(r, &draft->link, 1, item, "url");
	say_url(r, &draft->link, 2, item, "external_url");
	if (url_is_web(draft->id.text))
		draft_word(&draft->link, 3, draft->id.text);
	draft_date(&draft->published, 1, json_member_text(item, "date_published"));
	draft_date(&draft->updated, 1, json_member_text(item, "date_modified"));
	draft_language(&draft->language, 1, json_member_text(item, "language"));
	say_authors(r, draft, item);
	for (size_t i = 0; tags && tags->kind == JSON_LIST && i < tags->n; i++)
		draft_category(r->arena, draft, tags->at[i].text);
	if (tags && tags->kind == JSON_TEXT)
		draft_keywords(r->arena, draft, tags->text);
}

static void say_feed(const struct reader *r, struct draft *draft, const struct json_value *map)
{
	say_text(&draft->title, 1, map, "title", false);
	say_text(&draft->summary, 1, map, "description", false);
	say_url(r, &draft->link, 1, map, "home_page_url");
	say_url(r, &draft->id, 1, map, "feed_url");
	draft_language(&draft->language, 1, json_member_text(map, "language"));
	say_authors(r, draft, map);
}

bool feed_read_json(struct arena *arena, struct str text, struct str url, struct feed *out,
		    struct err *err)
{
	struct json_value map;
	struct feed feed = { 0 };
	struct entries entries = { 0 };
	struct draft draft = { 0 };
	struct reader r = { arena, url };
	if (!json_read(arena, text, &map, err))
		return false;
	const struct json_value *items = json_member(&map, "items");
	struct str version = json_member_text(&map, "version");
	if (map.kind != JSON_MAP || (!items && version.len == 0))
		return err_set(err, ERR_DATA, "JSON, but no JSON Feed: it has no \"items\"");
	if (items && items->kind != JSON_LIST && items->kind != JSON_NOTHING)
		return err_set(err, ERR_DATA, "JSON, but no JSON Feed: \"items\" is no list");
	say_feed(&r, &draft, &map);
	for (size_t i = 0; items && i < items->n; i++) {
		struct draft entry = { 0 };
		if (items->at[i].kind != JSON_MAP || entries_full(&entries))
			continue;
		say_entry(&r, &entry, &items->at[i]);
		entries_add(arena, &entries, &entry);
	}
	if (!entries_finish(arena, &entries, &draft, &feed, err))
		return false;
	feed.format = str_ends(version, STR("1.1")) ? STR("json11") : STR("json10");
	*out = feed;
	return true;
}
