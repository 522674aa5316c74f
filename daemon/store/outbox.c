/* outbox - the rows that wait for their channels, and what became of them.
 *
 * A row is waiting, sent or dead. Claiming it counts the attempt and puts next_ms at the end of the
 * lease; so a leased row needs no state of its own: when nobody answers for it, it is due again.
 * The attempt is also the fence: an answer to an earlier attempt neither puts off nor buries a row.
 * But that it was sent is true whoever says it. Channels have a row each, made with their first
 * delivery: by them store_out_channels finds those that rows wait for, with one look into the index
 * a channel, however many wait. */
#include "room.h"

#include "arena.h"

#include <assert.h>

#include "poison.h"

const struct str outbox_states[] = {
	[ROW_WAITING] = STR_INIT("waiting"),
	[ROW_SENT] = STR_INIT("sent"),
	[ROW_DEAD] = STR_INIT("dead"),
};

const struct str outbox_outcomes[] = {
	[OUTCOME_SENT] = STR_INIT("sent"),
	[OUTCOME_LATER] = STR_INIT("later"),
	[OUTCOME_DEAD] = STR_INIT("dead"),
	[OUTCOME_CHANNEL_OFF] = STR_INIT("channel-off"),
};

/* What an outcome makes of the row. */
static const int states_after[] = {
	[OUTCOME_SENT] = ROW_SENT,
	[OUTCOME_LATER] = ROW_WAITING,
	[OUTCOME_DEAD] = ROW_DEAD,
	[OUTCOME_CHANNEL_OFF] = ROW_WAITING,
};

static bool add_one(struct store *store, const struct delivery *row, int64_t now_ms,
		    struct err *err)
{
	return sql_run(store->sql,
		       "INSERT INTO outbox (id, alert, channel, recipient, born_ms, next_ms)"
		       " VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
		       WITH(TEXT(row->id), TEXT(row->alert), TEXT(row->channel),
			    TEXT(row->recipient), INT(now_ms)),
		       err) &&
	       sql_run(store->sql,
		       "INSERT INTO rendered (row, note, body) VALUES (last_insert_rowid(), ?, ?)",
		       WITH(BYTES(row->note), BYTES(row->body)), err) &&
	       sql_run(store->sql, "INSERT INTO channel (name) VALUES (?) ON CONFLICT DO NOTHING",
		       WITH(TEXT(row->channel)), err);
}

bool outbox_add(struct store *store, const struct delivery *rows, size_t n, int64_t now_ms,
		struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!add_one(store, &rows[i], now_ms, err))
			return false;
	return true;
}

bool store_enqueue(struct store *store, struct delivery *rows, size_t n, int64_t now_ms,
		   struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql, outbox_add(store, rows, n, now_ms, err), err);
}

bool store_out_recover(struct store *store, struct str node, struct err *err)
{
	return sql_run(store->sql,
		       "UPDATE outbox SET node = '', next_ms = born_ms"
		       " WHERE node <> '' AND node = ? AND state = 0",
		       WITH(TEXT(node)), err);
}

/* A row whose time was written before the clock was set back would wait for years. */
static bool clock_mend(struct store *store, const struct out_claim *claim, struct err *err)
{
	return sql_run(store->sql,
		       "UPDATE outbox SET next_ms = ?2"
		       " WHERE state = 0 AND channel = ?1 AND next_ms > ?2 + ?3",
		       WITH(TEXT(claim->channel), INT(claim->now_ms), INT(STORE_WAIT_MAX_MS)), err);
}

#define DUE                                                                  \
	"SELECT row, id, alert, recipient, body, note, attempt + 1, born_ms" \
	" FROM outbox JOIN rendered USING (row)"                             \
	" WHERE state = 0 AND channel = ?1 AND next_ms <= ?2 AND NOT EXISTS" \
	"  (SELECT 1 FROM channel WHERE name = ?1 AND"                       \
	"   (state = ?4 OR (state = ?5 AND until_ms > ?2 AND until_ms <= ?2 + ?6)))"

static bool rows_due(struct store *store, struct out_claim *claim, struct err *err)
{
	size_t cap = 0;
	/* A channel that is tried with one row gets another one than last time: it may be the row
	 * that is refused, and not the channel that fails. */
	bool is_trial = claim->max == 1;
	struct sql_rows rows = sql_ask(
		store->sql,
		is_trial ? DUE " ORDER BY attempt, next_ms, born_ms, row LIMIT ?3"
			 : DUE " ORDER BY next_ms, born_ms, row LIMIT ?3",
		WITH(TEXT(claim->channel), INT(claim->now_ms), INT((int64_t)claim->max),
		     INT(CHANNEL_OFF), INT(CHANNEL_THROTTLED), INT(STORE_WAIT_MAX_MS)));
	while (sql_next(&rows)) {
		claim->rows = arena_more(claim->arena, claim->rows, claim->n, &cap,
					 sizeof(*claim->rows));
		struct delivery *row = &claim->rows[claim->n++];
		row->row = sql_int(&rows, 0);
		row->id = sql_text(&rows, 1, claim->arena);
		row->alert = sql_text(&rows, 2, claim->arena);
		row->channel = claim->channel;
		row->recipient = sql_text(&rows, 3, claim->arena);
		row->body = sql_text(&rows, 4, claim->arena);
		row->note = sql_text(&rows, 5, claim->arena);
		row->attempt = (int)sql_int(&rows, 6);
		row->born_ms = sql_int(&rows, 7);
	}
	return sql_end(&rows, err);
}

static bool claim_rows(struct store *store, struct out_claim *claim, struct err *err)
{
	if (!clock_mend(store, claim, err) || !rows_due(store, claim, err))
		return false;
	for (size_t i = 0; i < claim->n; i++)
		if (!sql_run(store->sql,
			     "UPDATE outbox SET attempt = ?, node = ?, next_ms = ? WHERE row = ?",
			     WITH(INT(claim->rows[i].attempt), TEXT(claim->node),
				  INT(claim->until_ms), INT(claim->rows[i].row)),
			     err))
			return false;
	return true;
}

bool store_out_claim(struct store *store, struct out_claim *claim, struct err *err)
{
	claim->rows = NULL;
	claim->n = 0;
	if (sql_begin(store->sql, err) &&
	    sql_finish(store->sql, claim_rows(store, claim, err), err))
		return true;
	claim->n = 0;
	return false;
}

static bool result_save(struct store *store, const struct out_result *result, int64_t now_ms,
			struct err *err)
{
	enum outcome outcome = result->receipt.outcome;
	int state = states_after[outcome];
	assert(result->attempt > 0);
	if (result->is_untried)
		return sql_run(store->sql,
			       "UPDATE outbox SET attempt = attempt - 1, node = '', next_ms = ?3"
			       " WHERE row = ?1 AND state = 0 AND attempt = ?2",
			       WITH(INT(result->row), INT(result->attempt), INT(result->next_ms)),
			       err);
	if (!sql_run(store->sql,
		     "INSERT INTO receipt (row, attempt, at_ms, outcome, text)"
		     " SELECT row, ?2, ?3, ?4, ?5 FROM outbox WHERE row = ?1",
		     WITH(INT(result->row), INT(result->attempt), INT(now_ms), INT(outcome),
			  TEXT(result->receipt.text)),
		     err))
		return false;
	return sql_run(store->sql,
		       "UPDATE outbox SET state = ?3, node = '', next_ms = ?4, done_ms = ?5,"
		       " last = ?6 WHERE row = ?1 AND"
		       " (state = 0 AND attempt = ?2 OR state <> ?7 AND ?3 = ?7)",
		       WITH(INT(result->row), INT(result->attempt), INT(state),
			    INT(outcome == OUTCOME_LATER ? result->next_ms : now_ms),
			    INT(state == ROW_WAITING ? 0 : now_ms), TEXT(result->receipt.text),
			    INT(ROW_SENT)),
		       err);
}

static bool results_save(struct store *store, const struct out_result *results, size_t n,
			 int64_t now_ms, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!result_save(store, &results[i], now_ms, err))
			return false;
	return true;
}

bool store_out_results(struct store *store, const struct out_result *results, size_t n,
		       int64_t now_ms, struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql, results_save(store, results, n, now_ms, err), err);
}

bool store_out_next(struct store *store, struct str channel, int64_t *due_ms, struct err *err)
{
	int64_t due = 0;
	if (!sql_get(store->sql, "SELECT min(next_ms) FROM outbox WHERE state = 0 AND channel = ?",
		     WITH(TEXT(channel)), &due, err))
		return false;
	*due_ms = due;
	return true;
}

bool store_out_channels(struct store *store, struct arena *arena, struct strs *out, struct err *err)
{
	struct str *names = NULL;
	size_t n = 0, cap = 0;
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT name FROM channel WHERE EXISTS"
		" (SELECT 1 FROM outbox WHERE outbox.state = 0 AND outbox.channel = channel.name)"
		" ORDER BY name",
		WITH_NOTHING);
	while (sql_next(&rows)) {
		names = arena_more(arena, names, n, &cap, sizeof(*names));
		names[n++] = sql_text(&rows, 0, arena);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = (struct strs){ names, n };
	return true;
}

static bool bury(struct store *store, const struct out_bury *bury, struct err *err)
{
	return sql_run(store->sql,
		       "INSERT INTO receipt (row, attempt, at_ms, outcome, text)"
		       " SELECT row, attempt, ?1, ?2, ?3 FROM outbox"
		       " WHERE state = 0 AND node = '' AND channel = ?4 AND born_ms < ?5",
		       WITH(INT(bury->now_ms), INT(OUTCOME_DEAD), TEXT(bury->why),
			    TEXT(bury->channel), INT(bury->born_before_ms)),
		       err) &&
	       sql_run(store->sql,
		       "UPDATE outbox SET state = ?2, done_ms = ?1, last = ?3"
		       " WHERE state = 0 AND node = '' AND channel = ?4 AND born_ms < ?5",
		       WITH(INT(bury->now_ms), INT(ROW_DEAD), TEXT(bury->why), TEXT(bury->channel),
			    INT(bury->born_before_ms)),
		       err);
}

bool store_out_bury(struct store *store, struct out_bury *what, struct err *err)
{
	if (!sql_begin(store->sql, err))
		return false;
	bool is_buried = bury(store, what, err);
	what->n = is_buried ? (size_t)sql_changes(store->sql) : 0;
	return sql_finish(store->sql, is_buried, err);
}

bool store_revive(struct store *store, struct str delivery, int64_t now_ms, size_t *n,
		  struct err *err)
{
	if (!sql_run(store->sql,
		     "UPDATE outbox SET state = 0, node = '', born_ms = ?3, next_ms = ?3,"
		     " done_ms = 0 WHERE state = ?1 AND (?2 = '' OR id = ?2)",
		     WITH(INT(ROW_DEAD), TEXT(delivery), INT(now_ms)), err))
		return false;
	*n = (size_t)sql_changes(store->sql);
	return true;
}
