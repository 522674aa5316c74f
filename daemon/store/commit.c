#include "room.h"

#include <assert.h>

#include "poison.h"

static bool number_next(struct store *store, int64_t *number, struct err *err)
{
	*number = 0;
	if (!sql_get(store->sql, "SELECT seq FROM sqlite_sequence WHERE name = 'mention'",
		     WITH_NOTHING, number, err))
		return false;
	++*number;
	return true;
}

static bool mention_add(struct store *store, const struct commit *commit, int64_t number,
			const struct judgement *said, struct err *err)
{
	bool is_told = said->silent.len == 0 && said->n_rows > 0;
	return sql_run(store->sql,
		       "INSERT INTO mention (number, id, short_id, story, told_ms, source, side,"
		       " brands, rules, severity, tone, score, silent, seen_ms, document)"
		       " VALUES (?, ?, ?, ?, ?, ?6, (SELECT side FROM source WHERE id = ?6),"
		       " ?, ?, ?, ?, ?, ?, ?, ?)",
		       WITH(INT(number), TEXT(said->id), TEXT(said->short_id), TEXT(said->story),
			    INT(is_told ? commit->now_ms : 0), INT(commit->lease.source),
			    TEXT(said->brands), TEXT(said->rules), TEXT(said->severity),
			    TEXT(said->tone), REAL(said->score), TEXT(said->silent),
			    INT(commit->now_ms), TEXT(said->document)),
		       err);
}

static bool judge(struct store *store, struct commit *commit, const struct mention *mention,
		  struct err *err)
{
	struct judgement said = { 0 };
	if (commit->story)
		said.story = commit->story(commit->ctx, mention, commit->arena);
	if (said.story.len > 0 &&
	    !sql_get(store->sql, "SELECT max(told_ms) FROM mention WHERE story = ?",
		     WITH(TEXT(said.story)), &said.told_ms, err))
		return false;
	if (!number_next(store, &said.number, err) ||
	    !commit->judge(commit->ctx, mention, commit->arena, &said, err) ||
	    !mention_add(store, commit, said.number, &said, err))
		return false;
	commit->n_mentions++;
	return outbox_add(store, said.rows, said.n_rows, commit->now_ms, err);
}

/* Items and mentions go side by side, both in the order of the items. */
static bool items_take(struct store *store, struct commit *commit, struct err *err)
{
	size_t n_mentions = commit->mentions ? commit->mentions->n : 0, next = 0;
	for (size_t i = 0; commit->items && i < commit->items->n; i++) {
		const struct item *item = &commit->items->at[i];
		const struct mention *mention = NULL;
		bool is_new;
		if (next < n_mentions && commit->mentions->at[next].item == item)
			mention = &commit->mentions->at[next++];
		if (!seen_remember(store, commit->lease.source, item, commit->now_ms, &is_new, err))
			return false;
		commit->n_new += is_new;
		if (is_new && mention && !judge(store, commit, mention, err))
			return false;
	}
	assert(next == n_mentions);
	return true;
}

static bool again_take(struct store *store, struct commit *commit, struct err *err)
{
	bool is_new;
	for (size_t i = 0; commit->again && i < commit->again->n; i++)
		if (!seen_remember(store, commit->lease.source, &commit->again->at[i],
				   commit->now_ms, &is_new, err))
			return false;
	return true;
}

/* The place first: who lost the lease need not work. */
static bool take(struct store *store, struct commit *commit, struct err *err)
{
	return place_save(store, &commit->lease, commit->place, commit->now_ms, err) &&
	       items_take(store, commit, err) && again_take(store, commit, err) &&
	       (!commit->request || request_add(store, commit->lease.source, commit->request,
						(int64_t)commit->n_new, err)) &&
	       sql_run(store->sql, "UPDATE source SET seen = seen + ? WHERE id = ?",
		       WITH(INT((int64_t)commit->n_new), INT(commit->lease.source)), err);
}

static bool take_all(struct store *store, struct commit *commits, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct commit *commit = &commits[i];
		commit->err.kind = ERR_NONE;
		commit->n_new = commit->n_mentions = 0;
		if (!sql_mark(store->sql, err))
			return false;
		if (sql_release(store->sql, take(store, commit, &commit->err), &commit->err))
			continue;
		commit->n_new = commit->n_mentions = 0;
		if (commit->err.kind == ERR_SYSTEM) {
			*err = commit->err;
			return false;
		}
	}
	return true;
}

bool store_commit(struct store *store, struct commit *commits, size_t n, struct err *err)
{
	if (sql_begin(store->sql, err) &&
	    sql_finish(store->sql, take_all(store, commits, n, err), err))
		return true;
	for (size_t i = 0; i < n; i++) {
		commits[i].err = *err;
		commits[i].n_new = commits[i].n_mentions = 0;
	}
	return false;
}
