#include "room.h"

#include "arena.h"

#include "poison.h"

/* What APIs were asked for and gave. Ten minutes a row: a rate of a month is then some thousand
 * rows, and what a restart does not know is less than ten minutes. */

bool spending_add(struct store *store, const struct spending *row, struct err *err)
{
	return sql_run(
		store->sql,
		"INSERT INTO spending (key, slot, requests, items) VALUES (?1, ?2, ?3, ?4)"
		" ON CONFLICT (key, slot) DO UPDATE SET requests = requests + ?3,"
		"  items = items + ?4",
		WITH(INT((int64_t)row->key), INT(row->slot), INT(row->requests), INT(row->items)),
		err);
}

static bool add_all(struct store *store, const struct spending *rows, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!spending_add(store, &rows[i], err))
			return false;
	return true;
}

bool store_spend(struct store *store, const struct spending *rows, size_t n, struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql, add_all(store, rows, n, err), err);
}

bool store_spent(struct store *store, int64_t since_slot, struct arena *arena,
		 struct spending **out, size_t *n, struct err *err)
{
	struct spending *list = NULL;
	size_t count = 0, cap = 0;
	struct sql_rows rows = sql_ask(store->sql,
				       "SELECT key, slot, requests, items FROM spending"
				       " WHERE slot >= ? ORDER BY key, slot",
				       WITH(INT(since_slot)));
	while (sql_next(&rows)) {
		list = arena_more(arena, list, count, &cap, sizeof(*list));
		list[count++] = (struct spending){
			.key = (uint64_t)sql_int(&rows, 0),
			.slot = sql_int(&rows, 1),
			.requests = sql_int(&rows, 2),
			.items = sql_int(&rows, 3),
		};
	}
	if (!sql_end(&rows, err))
		return false;
	*out = list;
	*n = count;
	return true;
}
