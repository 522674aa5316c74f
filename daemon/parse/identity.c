/* identity - two keys an item, and what each may not be.
 *
 * A key that is too weak loses items: a second one with the same key is never told. One that is too
 * strong tells items again. So each key begins as weak as it may be (an id alone; a page and a
 * title), and only where several items of one answer share it, it is joined with more of each item
 * until it tells them apart. The answer after this one may hold fewer of them and so need less:
 * then the other key, which seldom is shared by the same items, still knows them. */
#include "identity.h"

#include "arena.h"
#include "hash.h"
#include "url.h"

#include <stdlib.h>

#include "poison.h"

/* 0 means "no key", so no key may be 0. */
static uint64_t some(uint64_t key)
{
	return key ? key : 1;
}

/* What a link tells besides the host: empty when it leads to a front page, as all links of some
 * feeds do. Comments under one post often differ in the fragment alone. */
static struct str page_of(struct arena *arena, struct str link)
{
	struct url url;
	struct str page = url_identity(arena, link);
	while (page.len && page.at[0] != '/' && page.at[0] != '?')
		page = str_skip(page, 1);
	if (!url_parse(link, &url) || url.fragment.len == 0)
		return page;
	return str_fmt(arena, STR_FMT "#" STR_FMT, STR_ARG(page), STR_ARG(url.fragment));
}

/* The publisher's id; without one the link is as good, if it leads to a page. */
static uint64_t id_key(struct arena *arena, const struct item *item, struct str page)
{
	struct url url;
	if (item->id.len)
		return some(hash_more(hash_str(STR("id")), item->id));
	if (page.len == 0)
		return 0;
	uint64_t key = hash_more(hash_str(STR("link")), url_identity(arena, item->url));
	if (url_parse(item->url, &url) && url.fragment.len)
		key = hash_more(key, url.fragment);
	return some(key);
}

/* Page and title survive new ids, and a move to https or to another host; what has no page is known
 * by all that it says. Only when there is nothing else the date tells two equal texts apart. */
static uint64_t alt_key(struct arena *arena, const struct item *item, struct str page)
{
	uint64_t key;
	if (page.len && item->title.len)
		return some(hash_more(hash_more(hash_str(STR("page")), page), item->title));
	if (page.len)
		return some(hash_more(
			hash_more(hash_str(STR("untitled")), url_identity(arena, item->url)),
			page));
	key = hash_more(hash_more(hash_str(STR("text")), item->title), item->text);
	key = hash_more(key, item->author);
	if (item->published_ms != TIME_ABSENT && !item->id.len)
		key = hash_more(key, str_fmt(arena, "%lld", (long long)item->published_ms));
	return some(key);
}

static uint64_t strs_key(uint64_t key, const char *what, struct strs list)
{
	key = hash_more(key, str_from(what));
	for (size_t i = 0; i < list.n; i++)
		key = hash_more(key, list.at[i]);
	return key;
}

static uint64_t text_key(const struct item *item)
{
	uint64_t key = hash_more(hash_str(item->title), item->text);
	key = hash_more(key, item->author);
	return some(strs_key(strs_key(key, "tags", item->tags), "links", item->links));
}

static int by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
	return (a > b) - (a < b);
}

static bool is_repeated(const uint64_t *sorted, size_t n, uint64_t key)
{
	const uint64_t *at = bsearch(&key, sorted, n, sizeof(key), by_value);
	return at && ((at > sorted && at[-1] == key) || (at + 1 < sorted + n && at[1] == key));
}

static struct str link_or_title(const struct item *item)
{
	return item->url.len ? item->url : item->title;
}

static struct str title_of(const struct item *item)
{
	return item->title;
}

static struct str text_of(const struct item *item)
{
	return item->text;
}

/* Joins the keys that stand on several items with more of each item. */
static void tell_apart(const struct items *items, uint64_t *keys, uint64_t *sorted,
		       struct str (*more)(const struct item *item))
{
	size_t n = 0;
	for (size_t i = 0; i < items->n; i++)
		if (keys[i])
			sorted[n++] = keys[i];
	qsort(sorted, n, sizeof(*sorted), by_value);
	for (size_t i = 0; i < items->n; i++)
		if (keys[i] && is_repeated(sorted, n, keys[i]))
			keys[i] = some(hash_more(keys[i], more(&items->at[i])));
}

void identity_set(struct arena *arena, struct items *items)
{
	uint64_t *ids = NEW(arena, uint64_t, items->n), *alts = NEW(arena, uint64_t, items->n);
	uint64_t *sorted = NEW(arena, uint64_t, items->n);
	for (size_t i = 0; i < items->n; i++) {
		struct arena_mark mark = arena_mark(arena);
		struct str page = page_of(arena, items->at[i].url);
		ids[i] = id_key(arena, &items->at[i], page);
		alts[i] = alt_key(arena, &items->at[i], page);
		arena_reset(arena, mark);
	}
	tell_apart(items, ids, sorted, link_or_title);
	tell_apart(items, ids, sorted, title_of);
	tell_apart(items, ids, sorted, text_of);
	tell_apart(items, alts, sorted, text_of);
	for (size_t i = 0; i < items->n; i++) {
		items->at[i].key_id = ids[i];
		items->at[i].key_alt = alts[i];
		items->at[i].key_text = text_key(&items->at[i]);
	}
}
