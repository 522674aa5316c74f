#include "identity.h"

#include "arena.h"
#include "hash.h"
#include "url.h"

#include <stdlib.h>

#include "poison.h"

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

/* 0 means "no key", so no key may be 0. */
static uint64_t some(uint64_t key)
{
	return key ? key : 1;
}

static uint64_t alt_key(struct arena *arena, const struct item *item)
{
	struct arena_mark mark = arena_mark(arena);
	uint64_t key;
	if (item->url.len) {
		key = hash_more(hash_str(STR("link")), url_identity(arena, item->url));
		if (item->id.len)
			key = hash_more(key, item->title);
	} else {
		key = hash_more(hash_more(hash_str(STR("text")), item->title), item->text);
		key = hash_more(key, item->author);
		if (item->published_ms != TIME_ABSENT && !item->id.len)
			key = hash_more(key, str_fmt(arena, "%lld", (long long)item->published_ms));
	}
	arena_reset(arena, mark);
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

void identity_set(struct arena *arena, struct items *items)
{
	uint64_t *ids = NEW(arena, uint64_t, items->n);
	size_t n = 0;
	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->at[i];
		item->key_alt = alt_key(arena, item);
		item->key_text = text_key(item);
		if (item->id.len)
			ids[n++] = item->key_id = some(hash_more(hash_str(STR("id")), item->id));
	}
	qsort(ids, n, sizeof(*ids), by_value);
	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->at[i];
		if (item->key_id && is_repeated(ids, n, item->key_id))
			item->key_id = some(
				hash_more(item->key_id, item->url.len ? item->url : item->title));
	}
}
