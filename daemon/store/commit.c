#include "room.h"

#include "arena.h"

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

/* Whom the story alerted of this brand, or, without one, of anything. */
static bool told_ask(struct store *store, struct str story, struct str brand,
		     struct judgement *said, struct arena *arena, struct err *err)
{
	size_t cap = 0;
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT o.channel, max(m.told_ms) FROM mention m JOIN outbox o ON o.alert = m.id"
		" WHERE m.story = ?1 AND m.told_ms > 0"
		" AND (?2 = '' OR instr(',' || m.brands || ',', ',' || ?2 || ','))"
		" GROUP BY o.channel",
		WITH(TEXT(story), TEXT(brand)));
	said->told = NULL;
	said->n_told = 0;
	while (sql_next(&rows)) {
		said->told = arena_more(arena, said->told, said->n_told, &cap, sizeof(*said->told));
		said->told[said->n_told++] = (struct told){ sql_text(&rows, 0, arena),
							    sql_int(&rows, 1) };
	}
	return sql_end(&rows, err);
}

/* Those that stand in both, with the earlier time. */
static void told_both(struct judgement *said, const struct judgement *other)
{
	size_t n = 0;
	for (size_t i = 0; i < said->n_told; i++)
		for (size_t k = 0; k < other->n_told; k++) {
			const struct told *a = &said->told[i], *b = &other->told[k];
			if (str_eq(a->channel, b->channel))
				said->told[n++] = a->at_ms < b->at_ms ? *a : *b;
		}
	said->n_told = n;
}

/* Of an edit those were told who were told of all its brands. */
static bool told_get(struct store *store, const struct commit *commit,
		     const struct mention *mention, struct judgement *said, struct err *err)
{
	struct arena *arena = commit->arena;
	if (!mention->is_edited)
		return told_ask(store, said->story, STR(""), said, arena, err);
	for (size_t i = 0; i < mention->n_brands; i++) {
		struct judgement of_brand = { 0 };
		if (!told_ask(store, said->story, mention->brands[i].name, &of_brand, arena, err))
			return false;
		if (i > 0)
			told_both(&of_brand, said);
		said->told = of_brand.told;
		said->n_told = of_brand.n_told;
	}
	return true;
}

static bool judge(struct store *store, struct commit *commit, const struct mention *mention,
		  struct err *err)
{
	struct judgement said = { 0 };
	if (commit->story)
		said.story = commit->story(commit->ctx, mention, commit->arena);
	if (said.story.len > 0 && !told_get(store, commit, mention, &said, err))
		return false;
	if (!number_next(store, &said.number, err) ||
	    !commit->judge(commit->ctx, mention, commit->arena, &said, err) ||
	    !mention_add(store, commit, said.number, &said, err))
		return false;
	commit->n_mentions++;
	commit->n_edited += mention->is_edited;
	return outbox_add(store, said.rows, said.n_rows, commit->now_ms, err);
}

/* The brands that this item never spoke of before. */
static struct mention news_of(const struct mention *mention, const struct memory *memory,
			      struct arena *arena)
{
	struct brand_hit *brands = NEW(arena, struct brand_hit, mention->n_brands);
	struct mention news = *mention;
	news.brands = brands;
	news.n_brands = 0;
	for (size_t i = 0; i < mention->n_brands; i++)
		if (!memory_has(memory, mention->brands[i].name))
			brands[news.n_brands++] = mention->brands[i];
	if (news.n_brands)
		news.sentiment = brands[0].sentiment;
	news.is_edited = memory->sight == SIGHT_EDITED;
	return news;
}

static bool item_take(struct store *store, struct commit *commit, const struct item *item,
		      const struct mention *mention, struct err *err)
{
	struct memory memory = { .source = commit->lease.source, .item = item };
	if (!seen_recall(store, &memory, commit->arena, err))
		return false;
	commit->n_new += memory.sight == SIGHT_NEW;
	if (mention && memory.sight != SIGHT_SAME) {
		struct mention news = news_of(mention, &memory, commit->arena);
		bool is_news = !mention->is_old && memory.sight != SIGHT_UNKNOWN;
		if (is_news && news.n_brands && !judge(store, commit, &news, err))
			return false;
		memory_add(&memory, mention, commit->arena);
	}
	return seen_keep(store, &memory, commit->now_ms, err);
}

/* Items and mentions go side by side, both in the order of the items. */
static bool items_take(struct store *store, struct commit *commit, struct err *err)
{
	size_t n_mentions = commit->mentions ? commit->mentions->n : 0, next = 0;
	for (size_t i = 0; commit->items && i < commit->items->n; i++) {
		const struct item *item = &commit->items->at[i];
		const struct mention *mention = NULL;
		if (next < n_mentions && commit->mentions->at[next].item == item)
			mention = &commit->mentions->at[next++];
		if (!item_take(store, commit, item, mention, err))
			return false;
	}
	assert(next == n_mentions);
	return true;
}

/* The place first: who lost the lease need not work. */
static bool take(struct store *store, struct commit *commit, struct err *err)
{
	int64_t read_ms = commit->is_partial ? 0 : commit->now_ms;
	return place_save(store, &commit->lease, commit->place, read_ms, err) &&
	       items_take(store, commit, err) &&
	       (!commit->request || request_add(store, commit->lease.source, commit->request,
						(int64_t)commit->n_new, err)) &&
	       (!commit->spending || spending_add(store, commit->spending, err)) &&
	       sql_run(store->sql, "UPDATE source SET seen = seen + ? WHERE id = ?",
		       WITH(INT((int64_t)commit->n_new), INT(commit->lease.source)), err);
}

static void counts_clear(struct commit *commit)
{
	commit->n_new = commit->n_mentions = commit->n_edited = 0;
}

static bool take_all(struct store *store, struct commit *commits, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct commit *commit = &commits[i];
		commit->err.kind = ERR_NONE;
		counts_clear(commit);
		if (!sql_mark(store->sql, err))
			return false;
		if (sql_release(store->sql, take(store, commit, &commit->err), &commit->err))
			continue;
		counts_clear(commit);
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
		counts_clear(&commits[i]);
	}
	return false;
}
