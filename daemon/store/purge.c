#include "room.h"

#include "poison.h"

/* A call's share: it must not keep the loop for longer than a few polls do. */
enum { KEYS_A_CALL = 20000, ROWS_A_CALL = 500, SOURCES_A_CALL = 5000 };

/* The last key of the share that begins after the one where the last call stopped. */
static bool share_end(struct store *store, struct seen_key *end, struct err *err)
{
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT source, key FROM seen WHERE (source, key) > (?, ?)"
		" ORDER BY source, key LIMIT 1 OFFSET ?",
		WITH(INT(store->purged.source), INT(store->purged.key), INT(KEYS_A_CALL - 1)));
	*end = (struct seen_key){ INT64_MAX, INT64_MAX };
	while (sql_next(&rows))
		*end = (struct seen_key){ sql_int(&rows, 0), sql_int(&rows, 1) };
	return sql_end(&rows, err);
}

/* What was seen within a day of the source's last answer stood in it (see seen.c for the day), and
 * may stand in the next one, be it months later. */
static bool purge_seen(struct store *store, int64_t before_ms, struct err *err)
{
	struct seen_key end;
	if (!share_end(store, &end, err) ||
	    !sql_run(store->sql,
		     "DELETE FROM seen WHERE (source, key) > (?1, ?2) AND (source, key) <= (?3, ?4)"
		     " AND last_ms < ?6 +"
		     "  min(?5, (SELECT read_ms FROM source WHERE id = seen.source))",
		     WITH(INT(store->purged.source), INT(store->purged.key), INT(end.source),
			  INT(end.key), INT(before_ms), INT(-DAY_MS)),
		     err))
		return false;
	store->purged = end.source == INT64_MAX ? (struct seen_key){ 0 } : end;
	return true;
}

/* Their receipts go with them; rows that wait are never forgotten. */
static bool purge_deliveries(struct store *store, int64_t before_ms, struct err *err)
{
	return sql_run(store->sql,
		       "DELETE FROM outbox WHERE row IN (SELECT row FROM outbox"
		       "  WHERE state IN (?3, ?4) AND done_ms < ?1 LIMIT ?2)",
		       WITH(INT(before_ms), INT(ROWS_A_CALL), INT(ROW_SENT), INT(ROW_DEAD)), err);
}

/* Mentions are numbered in the order of time: the oldest are the first. */
static bool purge_mentions(struct store *store, int64_t before_ms, struct err *err)
{
	return sql_run(store->sql,
		       "DELETE FROM mention WHERE seen_ms < ?1"
		       " AND number < (SELECT min(number) FROM mention) + ?2",
		       WITH(INT(before_ms), INT(ROWS_A_CALL)), err);
}

/* A source that is asked loses its old ones then; this is for those that are asked no more. */
static bool purge_requests(struct store *store, int64_t before_ms, struct err *err)
{
	int64_t last = 0, from = store->purged_source;
	if (!sql_get(store->sql, "SELECT max(id) FROM source", WITH_NOTHING, &last, err) ||
	    !sql_run(store->sql,
		     "DELETE FROM request WHERE at_ms < ?3 AND source IN (SELECT id FROM source"
		     "  WHERE id > ?1 AND id <= ?1 + ?2 AND asked_ms < ?3)",
		     WITH(INT(from), INT(SOURCES_A_CALL), INT(before_ms)), err))
		return false;
	store->purged_source = from + SOURCES_A_CALL < last ? from + SOURCES_A_CALL : 0;
	return true;
}

static bool purge_spending(struct store *store, int64_t before_ms, struct err *err)
{
	return sql_run(store->sql, "DELETE FROM spending WHERE slot < ?",
		       WITH(INT(before_ms / SPENDING_SLOT_MS)), err);
}

bool store_purge(struct store *store, const struct purge *before, struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql,
			  purge_seen(store, before->seen_ms, err) &&
				  purge_deliveries(store, before->mentions_ms, err) &&
				  purge_mentions(store, before->mentions_ms, err) &&
				  purge_requests(store, before->requests_ms, err) &&
				  purge_spending(store, before->spent_ms, err),
			  err);
}
