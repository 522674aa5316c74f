/* seen - what the store remembers of every item it has met: that, and of what it spoke.
 *
 * An item has two keys and so two rows, and either may meet it again without the other, because
 * publishers change ids as well as titles. Each row holds all: the text of the last sight, and the
 * brands of all texts so far. A brand stays in the set when an edit takes it out of the text, so
 * that a text which goes back and forth is told once.
 *
 * Most items of an answer were there the last time. For them it must stay cheap: one question for
 * both rows, and a write only once a day. store_purge knows of the day. */
#include "room.h"

#include "arena.h"
#include "hash.h"

#include <string.h>

#include "poison.h"

/* SQLite's integers are signed; with the highest bit turned over they sort as ours do. */
static int64_t key_flip(uint64_t key)
{
	return (int64_t)(key ^ (UINT64_C(1) << 63));
}

/* What one row tells of an item; an item without a text is never edited. */
static enum sight sight_of(uint64_t known, const struct item *item)
{
	if (known == item->key_text || item->key_text == 0)
		return SIGHT_SAME;
	return known ? SIGHT_EDITED : SIGHT_UNKNOWN;
}

enum { BRAND_BYTES = 8 };

static void brand_hash(struct str name, char *out)
{
	uint64_t hash = hash_str(name);
	for (size_t i = 0; i < BRAND_BYTES; i++)
		out[i] = (char)(hash >> (8 * i));
}

static bool set_has(struct str set, const char *hash)
{
	for (; set.len >= BRAND_BYTES; set = str_skip(set, BRAND_BYTES))
		if (memcmp(set.at, hash, BRAND_BYTES) == 0)
			return true;
	return false;
}

/* Both sets in one. */
static struct str set_join(struct str set, struct str more, struct arena *arena)
{
	if (set.len == 0 || more.len == 0)
		return set.len ? set : more;
	char *out = arena_bytes(arena, set.len + more.len);
	struct str joined = { out, set.len };
	memcpy(out, set.at, set.len);
	for (; more.len >= BRAND_BYTES; more = str_skip(more, BRAND_BYTES)) {
		if (set_has(set, more.at))
			continue;
		memcpy(out + joined.len, more.at, BRAND_BYTES);
		joined.len += BRAND_BYTES;
	}
	return joined;
}

bool memory_has(const struct memory *memory, struct str brand)
{
	char hash[BRAND_BYTES];
	brand_hash(brand, hash);
	return set_has(memory->brands, hash);
}

void memory_add(struct memory *memory, const struct mention *mention, struct arena *arena)
{
	char *hashes = arena_bytes(arena, mention->n_brands * BRAND_BYTES);
	for (size_t i = 0; i < mention->n_brands; i++)
		brand_hash(mention->brands[i].name, hashes + i * BRAND_BYTES);
	struct str more = { hashes, mention->n_brands * BRAND_BYTES };
	memory->brands = set_join(memory->brands, more, arena);
}

static void join(struct memory *memory, const struct seen_row *row, struct arena *arena)
{
	enum sight sight = sight_of(row->text, memory->item);
	if (sight > memory->sight)
		memory->sight = sight;
	memory->brands = set_join(memory->brands, row->brands, arena);
}

/* Two questions by the whole key of the tree: one with `key IN (?, ?)` takes twice as long. */
static bool row_recall(struct store *store, struct memory *memory, uint64_t key,
		       struct arena *arena, struct err *err)
{
	struct sql_rows rows = sql_ask(store->sql,
				       "SELECT text, last_ms, brands FROM seen"
				       " WHERE source = ? AND key = ?",
				       WITH(INT(memory->source), INT(key_flip(key))));
	while (memory->n < SEEN_ROWS && sql_next(&rows)) {
		struct seen_row *row = &memory->rows[memory->n++];
		row->key = key;
		row->text = (uint64_t)sql_int(&rows, 0);
		row->last_ms = sql_int(&rows, 1);
		row->brands = sql_text(&rows, 2, arena);
		join(memory, row, arena);
	}
	return sql_end(&rows, err);
}

bool seen_recall(struct store *store, struct memory *memory, struct arena *arena, struct err *err)
{
	const struct item *item = memory->item;
	memory->sight = SIGHT_NEW;
	memory->n = 0;
	memory->brands = STR("");
	return (item->key_id == 0 || row_recall(store, memory, item->key_id, arena, err)) &&
	       (item->key_alt == 0 || item->key_alt == item->key_id ||
		row_recall(store, memory, item->key_alt, arena, err));
}

static const struct seen_row *row_of(const struct memory *memory, uint64_t key)
{
	for (size_t i = 0; i < memory->n; i++)
		if (memory->rows[i].key == key)
			return &memory->rows[i];
	return NULL;
}

static bool is_as(const struct seen_row *row, const struct memory *memory, int64_t now_ms)
{
	return row && row->last_ms >= now_ms - DAY_MS && row->text == memory->item->key_text &&
	       str_eq(row->brands, memory->brands);
}

static bool row_keep(struct store *store, const struct memory *memory, uint64_t key, int64_t now_ms,
		     struct err *err)
{
	if (key == 0 || is_as(row_of(memory, key), memory, now_ms))
		return true;
	return sql_run(store->sql,
		       "INSERT INTO seen (source, key, last_ms, text, brands)"
		       " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE"
		       " SET last_ms = max(last_ms, ?3), text = ?4, brands = ?5",
		       WITH(INT(memory->source), INT(key_flip(key)), INT(now_ms),
			    INT((int64_t)memory->item->key_text), BYTES(memory->brands)),
		       err);
}

bool seen_keep(struct store *store, const struct memory *memory, int64_t now_ms, struct err *err)
{
	const struct item *item = memory->item;
	return row_keep(store, memory, item->key_id, now_ms, err) &&
	       (item->key_alt == item->key_id ||
		row_keep(store, memory, item->key_alt, now_ms, err));
}

bool store_seen(struct store *store, struct lease lease, struct arena *arena, struct seen_view *out,
		struct err *err)
{
	uint64_t *keys = NULL, *texts = NULL;
	size_t n = 0, cap_keys = 0, cap_texts = 0;
	struct sql_rows rows = sql_ask(store->sql,
				       "SELECT key, text FROM seen WHERE source = ? ORDER BY key",
				       WITH(INT(lease.source)));
	while (sql_next(&rows)) {
		keys = arena_more(arena, keys, n, &cap_keys, sizeof(*keys));
		texts = arena_more(arena, texts, n, &cap_texts, sizeof(*texts));
		keys[n] = (uint64_t)key_flip((uint64_t)sql_int(&rows, 0));
		texts[n++] = (uint64_t)sql_int(&rows, 1);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = (struct seen_view){ keys, texts, n };
	return true;
}

static enum sight sight_by(const struct seen_view *view, const struct item *item, uint64_t key)
{
	size_t from = 0, to = view->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (view->keys[middle] < key)
			from = middle + 1;
		else
			to = middle;
	}
	if (key == 0 || from == view->n || view->keys[from] != key)
		return SIGHT_NEW;
	return sight_of(view->texts[from], item);
}

enum sight seen_sight(const struct seen_view *view, const struct item *item)
{
	enum sight by_id = sight_by(view, item, item->key_id);
	enum sight by_alt = sight_by(view, item, item->key_alt);
	return by_id > by_alt ? by_id : by_alt;
}
