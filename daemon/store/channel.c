#include "room.h"

#include "poison.h"

bool store_channel_get(struct store *store, struct str channel, struct arena *arena,
		       struct channel_state *out, struct err *err)
{
	struct channel_state state = { .channel = channel };
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT state, since_ms, until_ms, failures, why FROM channel"
		" WHERE name = ?",
		WITH(TEXT(channel)));
	while (sql_next(&rows)) {
		state.state = (unsigned)sql_int(&rows, 0);
		state.since_ms = sql_int(&rows, 1);
		state.until_ms = sql_int(&rows, 2);
		state.failures = (int)sql_int(&rows, 3);
		state.why = sql_text(&rows, 4, arena);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = state;
	return true;
}

bool store_channel_set(struct store *store, const struct channel_state *state, struct err *err)
{
	return sql_run(store->sql,
		       "INSERT OR REPLACE INTO channel"
		       " (name, state, since_ms, until_ms, failures, why)"
		       " VALUES (?, ?, ?, ?, ?, ?)",
		       WITH(TEXT(state->channel), INT(state->state), INT(state->since_ms),
			    INT(state->until_ms), INT(state->failures), TEXT(state->why)),
		       err);
}
