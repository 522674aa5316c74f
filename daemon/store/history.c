/* history - what was found and what became of it: the questions of list, show, why and dead.
 *
 * A statement is one text for one way to look (all, by id, in a state), so that each goes by its
 * index; the other conditions of a filter are in every text, and an empty one is true of all. */
#include "room.h"

#include "arena.h"

#include "poison.h"

enum { LIMIT_DEFAULT = 50, PREFIX_MIN = 4 };

static int64_t limit_of(size_t limit)
{
	return limit ? (int64_t)limit : LIMIT_DEFAULT;
}

/* Parameters: 1 and 2 the id from and to, 3 brand, 4 rule, 5 tone, 6 source, 7 since, 8 limit,
 * 9 only corrected ones, 10 topic. */
#define MENTION_SELECT                                                                     \
	"SELECT m.id, m.short_id, m.story, s.name, m.brands, m.rules, m.severity, m.tone," \
	" m.silent, m.document, m.side, m.score, m.seen_ms, ifnull(c.tone, '')"            \
	" FROM mention m JOIN source s ON s.id = m.source"                                 \
	" LEFT JOIN correction c ON c.mention = m.number WHERE "
#define MENTION_FILTER                                                                   \
	"(?3 = '' OR instr(',' || m.brands || ',', ',' || ?3 || ','))"                   \
	" AND (?4 = '' OR instr(',' || m.rules || ',', ',' || ?4 || ','))"               \
	" AND (?5 = '' OR m.tone = ?5) AND (?6 = '' OR s.name = ?6) AND m.seen_ms >= ?7" \
	" AND (?9 = 0 OR c.tone IS NOT NULL)"                                            \
	" AND (?10 = '' OR (json_valid(m.document) AND EXISTS"                           \
	" (SELECT 1 FROM json_each(m.document, '$.topics') WHERE value = ?10)))"         \
	" ORDER BY m.number DESC LIMIT ?8"
static const char mentions_all[] = MENTION_SELECT MENTION_FILTER;
static const char mentions_of_id[] = MENTION_SELECT
	"m.number IN (SELECT number FROM mention WHERE id BETWEEN ?1 AND ?2"
	" UNION ALL SELECT number FROM mention WHERE short_id BETWEEN ?1 AND ?2)"
	" AND " MENTION_FILTER;

static void mention_read(const struct sql_rows *rows, struct arena *arena, struct mention_row *row)
{
	row->id = sql_text(rows, 0, arena);
	row->short_id = sql_text(rows, 1, arena);
	row->story = sql_text(rows, 2, arena);
	row->source = sql_text(rows, 3, arena);
	row->brands = sql_text(rows, 4, arena);
	row->rules = sql_text(rows, 5, arena);
	row->severity = sql_text(rows, 6, arena);
	row->tone = sql_text(rows, 7, arena);
	row->silent = sql_text(rows, 8, arena);
	row->document = sql_text(rows, 9, arena);
	row->side = (enum side)sql_int(rows, 10);
	row->score = sql_real(rows, 11);
	row->seen_ms = sql_int(rows, 12);
	row->corrected = sql_text(rows, 13, arena);
}

static struct sql_rows mentions_ask(struct store *store, const struct mention_filter *filter,
				    struct str id_to)
{
	return sql_ask(store->sql, filter->id.len ? mentions_of_id : mentions_all,
		       WITH(TEXT(filter->id), TEXT(id_to), TEXT(filter->brand), TEXT(filter->rule),
			    TEXT(filter->tone), TEXT(filter->source), INT(filter->since_ms),
			    INT(limit_of(filter->limit)), INT(filter->is_corrected),
			    TEXT(filter->topic)));
}

static bool mentions_read(struct sql_rows *rows, struct arena *arena, struct mention_row **out,
			  size_t *n, struct err *err)
{
	struct mention_row *list = NULL;
	size_t count = 0, cap = 0;
	while (sql_next(rows)) {
		list = arena_more(arena, list, count, &cap, sizeof(*list));
		mention_read(rows, arena, &list[count++]);
	}
	if (!sql_end(rows, err))
		return false;
	*out = list;
	*n = count;
	return true;
}

/* The whole id first: a short id may be the beginning of another one. Ids are letters and digits,
 * so all that a prefix begins ends before '~'. */
bool store_mentions(struct store *store, const struct mention_filter *filter, struct arena *arena,
		    struct mention_row **out, size_t *n, struct err *err)
{
	struct sql_rows rows = mentions_ask(store, filter, filter->id);
	if (!mentions_read(&rows, arena, out, n, err))
		return false;
	if (*n > 0 || filter->id.len < PREFIX_MIN)
		return true;
	rows = mentions_ask(store, filter, str_fmt(arena, STR_FMT "~", STR_ARG(filter->id)));
	return mentions_read(&rows, arena, out, n, err);
}

static bool find_one(struct store *store, struct str id, struct arena *arena,
		     struct mention_row *out, struct err *err)
{
	const struct mention_filter filter = { .id = id, .limit = 2 };
	struct mention_row *rows;
	size_t n;
	if (!store_mentions(store, &filter, arena, &rows, &n, err))
		return false;
	if (id.len == 0 || n != 1)
		return err_set(err, ERR_DATA,
			       n > 1 ? "more than one mention begins with " STR_FMT
				     : "no mention with the id " STR_FMT,
			       STR_ARG(id));
	*out = rows[0];
	return true;
}

bool store_correct(struct store *store, const struct correction *correction, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct mention_row row;
	return find_one(store, correction->id, arena, &row, err) &&
	       sql_run(store->sql,
		       "INSERT OR REPLACE INTO correction (mention, tone, at_ms)"
		       " SELECT number, ?, ? FROM mention WHERE id = ?",
		       WITH(TEXT(correction->tone), INT(correction->now_ms), TEXT(row.id)), err);
}

/* Parameters: 1 with the body, 2 alert, 3 state or -1, 4 limit. */
#define DELIVERY_SELECT                                                                       \
	"SELECT o.id, o.alert, m.short_id, o.channel, o.recipient, o.last,"                   \
	" iif(?1, (SELECT body FROM rendered WHERE row = o.row), NULL), o.state, o.attempt, " \
	"o.born_ms, o.next_ms, o.done_ms"                                                     \
	" FROM outbox o LEFT JOIN mention m ON m.id = o.alert "
#define DELIVERY_ORDER " ORDER BY o.row DESC LIMIT ?4"
static const char deliveries_of_alert[] = DELIVERY_SELECT
	"WHERE o.alert = ?2 AND (?3 < 0 OR o.state = ?3)" DELIVERY_ORDER;
static const char deliveries_in_state[] = DELIVERY_SELECT "WHERE o.state = ?3" DELIVERY_ORDER;
static const char deliveries_all[] = DELIVERY_SELECT DELIVERY_ORDER;

static void delivery_read(const struct sql_rows *rows, struct arena *arena,
			  struct delivery_row *row)
{
	row->id = sql_text(rows, 0, arena);
	row->alert = sql_text(rows, 1, arena);
	row->short_id = sql_text(rows, 2, arena);
	row->channel = sql_text(rows, 3, arena);
	row->recipient = sql_text(rows, 4, arena);
	row->last = sql_text(rows, 5, arena);
	row->body = sql_text(rows, 6, arena);
	row->state = outbox_states[(uint64_t)sql_int(rows, 7) % ROW_STATES];
	row->attempts = (int)sql_int(rows, 8);
	row->born_ms = sql_int(rows, 9);
	row->next_ms = sql_int(rows, 10);
	row->done_ms = sql_int(rows, 11);
}

static bool state_number(struct str name, int *state, struct err *err)
{
	for (*state = ROW_STATES - 1; *state >= 0; --*state)
		if (str_eq(name, outbox_states[*state]))
			return true;
	return name.len == 0 ||
	       err_set(err, ERR_CONFIG, "no delivery is \"" STR_FMT "\": waiting, sent or dead",
		       STR_ARG(name));
}

bool store_deliveries(struct store *store, const struct delivery_filter *filter,
		      struct arena *arena, struct delivery_row **out, size_t *n, struct err *err)
{
	struct delivery_row *list = NULL;
	size_t count = 0, cap = 0;
	int state;
	if (!state_number(filter->state, &state, err))
		return false;
	struct sql_rows rows = sql_ask(store->sql,
				       filter->alert.len ? deliveries_of_alert
				       : state >= 0	 ? deliveries_in_state
							 : deliveries_all,
				       WITH(INT(filter->has_body), TEXT(filter->alert), INT(state),
					    INT(limit_of(filter->limit))));
	while (sql_next(&rows)) {
		list = arena_more(arena, list, count, &cap, sizeof(*list));
		delivery_read(&rows, arena, &list[count++]);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = list;
	*n = count;
	return true;
}

bool store_receipts(struct store *store, struct str delivery, struct arena *arena,
		    struct receipt_row **out, size_t *n, struct err *err)
{
	struct receipt_row *list = NULL;
	size_t count = 0, cap = 0;
	struct sql_rows rows = sql_ask(store->sql,
				       "SELECT at_ms, attempt, outcome, text FROM receipt"
				       " WHERE row = (SELECT row FROM outbox WHERE id = ?)"
				       " ORDER BY number",
				       WITH(TEXT(delivery)));
	while (sql_next(&rows)) {
		list = arena_more(arena, list, count, &cap, sizeof(*list));
		struct receipt_row *row = &list[count++];
		row->at_ms = sql_int(&rows, 0);
		row->attempt = (int)sql_int(&rows, 1);
		row->outcome = outbox_outcomes[(uint64_t)sql_int(&rows, 2) % ROW_OUTCOMES];
		row->text = sql_text(&rows, 3, arena);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = list;
	*n = count;
	return true;
}

bool store_out_counts(struct store *store, struct out_counts *out, struct err *err)
{
	struct out_counts counts = { 0 };
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT (SELECT count(*) FROM outbox WHERE state = 0),"
		" (SELECT count(*) FROM outbox WHERE state = ?),"
		" (SELECT min(born_ms) FROM outbox INDEXED BY outbox_due WHERE state = 0)",
		WITH(INT(ROW_DEAD)));
	while (sql_next(&rows)) {
		counts.waiting = sql_int(&rows, 0);
		counts.dead = sql_int(&rows, 1);
		counts.oldest_waiting_ms = sql_int(&rows, 2);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = counts;
	return true;
}

/* Both ends of the numbers are found without a look at what lies between. Numbers leave no gaps: a
 * transaction that is undone gives its numbers back, and the oldest are forgotten first. */
bool store_counts(struct store *store, struct store_counts *out, struct err *err)
{
	struct store_counts counts = { 0 };
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT (SELECT sum(seen) FROM source),"
		" (SELECT max(number) FROM mention) - (SELECT min(number) FROM mention) + 1",
		WITH_NOTHING);
	while (sql_next(&rows)) {
		counts.seen = sql_int(&rows, 0);
		counts.mentions = sql_int(&rows, 1);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = counts;
	return true;
}
