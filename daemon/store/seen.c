#include "room.h"

#include "arena.h"

#include "poison.h"

/* SQLite's integers are signed; with the highest bit turned over they sort as ours do. */
static int64_t key_flip(uint64_t key)
{
	return (int64_t)(key ^ (UINT64_C(1) << 63));
}

/* A sight is good for a day: so an item that stands in a feed for weeks is written once a day and
 * not at every poll. store_purge knows. */
static bool key_remember(struct store *store, const struct sql_values *row, bool *was_there,
			 struct err *err)
{
	if (!sql_run(store->sql,
		     "INSERT INTO seen (source, key, last_ms) VALUES (?1, ?2, ?3)"
		     " ON CONFLICT DO NOTHING",
		     *row, err))
		return false;
	if (sql_changes(store->sql) == 1)
		return true;
	*was_there = true;
	return sql_run(store->sql,
		       "UPDATE seen SET last_ms = ?3"
		       " WHERE source = ?1 AND key = ?2 AND last_ms < ?3 - 24 * 3600 * 1000",
		       *row, err);
}

bool seen_remember(struct store *store, int64_t source, const struct item *item, int64_t now_ms,
		   bool *is_new, struct err *err)
{
	uint64_t keys[] = { item->key_id, item->key_alt == item->key_id ? 0 : item->key_alt };
	bool was_there = false;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct sql_values row = WITH(INT(source), INT(key_flip(keys[i])), INT(now_ms));
		if (keys[i] != 0 && !key_remember(store, &row, &was_there, err))
			return false;
	}
	*is_new = !was_there;
	return true;
}

bool store_seen(struct store *store, struct lease lease, struct arena *arena, struct seen_view *out,
		struct err *err)
{
	uint64_t *keys = NULL;
	size_t n = 0, cap = 0;
	struct sql_rows rows = sql_ask(store->sql,
				       "SELECT key FROM seen WHERE source = ? ORDER BY key",
				       WITH(INT(lease.source)));
	while (sql_next(&rows)) {
		keys = arena_more(arena, keys, n, &cap, sizeof(*keys));
		keys[n++] = (uint64_t)key_flip((uint64_t)sql_int(&rows, 0));
	}
	if (!sql_end(&rows, err))
		return false;
	*out = (struct seen_view){ keys, n };
	return true;
}

bool seen_has(const struct seen_view *view, uint64_t key)
{
	size_t from = 0, to = view->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (view->keys[middle] < key)
			from = middle + 1;
		else
			to = middle;
	}
	return from < view->n && view->keys[from] == key;
}
