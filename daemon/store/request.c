#include "room.h"

#include "arena.h"

#include "poison.h"

/* What became of the requests of the last day. A row is written in the transaction that saves the
 * source's place anyway; the rows of a source lie side by side, so that the page which takes the
 * new one is mostly the page which loses the old one. */

/* Those of a day ago, and those of a clock that was ahead. Each goes by the key; both in one
 * statement would look at all rows of the source. */
static bool forget(struct store *store, int64_t source, int64_t now_ms, struct err *err)
{
	return sql_run(store->sql, "DELETE FROM request WHERE source = ? AND at_ms < ?",
		       WITH(INT(source), INT(now_ms - DAY_MS)), err) &&
	       sql_run(store->sql, "DELETE FROM request WHERE source = ? AND at_ms > ?",
		       WITH(INT(source), INT(now_ms + DAY_MS)), err);
}

bool request_add(struct store *store, int64_t source, const struct request_row *row, int64_t n_new,
		 struct err *err)
{
	return sql_run(store->sql,
		       "INSERT OR REPLACE INTO request"
		       " (source, at_ms, status, took_ms, bytes, items, n_new, why)"
		       " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		       WITH(INT(source), INT(row->at_ms), INT(row->status), INT(row->took_ms),
			    INT(row->bytes), INT(row->items), INT(n_new), TEXT(row->why)),
		       err) &&
	       forget(store, source, row->at_ms, err);
}

bool store_requests(struct store *store, struct lease lease, int64_t since_ms, struct arena *arena,
		    struct request_row **out, size_t *n, struct err *err)
{
	struct request_row *list = NULL;
	size_t count = 0, cap = 0;
	struct sql_rows rows = sql_ask(store->sql,
				       "SELECT at_ms, status, took_ms, bytes, items, n_new, why"
				       " FROM request WHERE source = ? AND at_ms >= ?"
				       " ORDER BY at_ms DESC LIMIT ?",
				       WITH(INT(lease.source), INT(since_ms), INT(REQUESTS_MAX)));
	while (sql_next(&rows)) {
		list = arena_more(arena, list, count, &cap, sizeof(*list));
		list[count++] = (struct request_row){
			.at_ms = sql_int(&rows, 0),
			.status = (int)sql_int(&rows, 1),
			.took_ms = sql_int(&rows, 2),
			.bytes = sql_int(&rows, 3),
			.items = sql_int(&rows, 4),
			.n_new = sql_int(&rows, 5),
			.why = sql_text(&rows, 6, arena),
		};
	}
	if (!sql_end(&rows, err))
		return false;
	*out = list;
	*n = count;
	return true;
}
