/* place - sources: who holds them, and how far they have been read.
 *
 * A source belongs to the node that its row names, as long as that node's own row says. So renewing
 * a hundred thousand leases is one row. The epoch grows with every claim, and a place is saved only
 * under the epoch of the lease it comes with: who was replaced meanwhile saves nothing. */
#include "room.h"

#include "arena.h"

#include "poison.h"

/* The fields of a place and how each is kept, told once: the statements, their values and the
 * reading follow. The columns have the fields' names. */
#define PLACE_FIELDS(FIELD)         \
	FIELD(has_baseline, BOOL)   \
	FIELD(is_gone, BOOL)        \
	FIELD(etag, BYTES)          \
	FIELD(last_modified, BYTES) \
	FIELD(cursor, BYTES)        \
	FIELD(moved_to, BYTES)      \
	FIELD(why, TEXT)            \
	FIELD(moved_seen, INT)      \
	FIELD(failures, INT)        \
	FIELD(status, INT)          \
	FIELD(body_hash, HASH)      \
	FIELD(due_ms, MS)           \
	FIELD(asked_ms, MS)         \
	FIELD(ok_ms, MS)            \
	FIELD(new_ms, MS)           \
	FIELD(failing_since_ms, MS) \
	FIELD(interval_ms, MS)      \
	FIELD(wait_ms, MS)          \
	FIELD(skip_hours, INT)      \
	FIELD(skip_days, INT)       \
	FIELD(rhythm, BYTES)        \
	FIELD(because, INT)

#define COLUMN(name, how) ", " #name
#define SETTING(name, how) ", " #name " = ?"
#define VALUE(name, how) , VALUE_##how(place->name)
#define VALUE_BOOL(x) INT(x)
#define VALUE_INT(x) INT(x)
#define VALUE_MS(x) INT(x)
#define VALUE_HASH(x) INT((int64_t)(x))
#define VALUE_TEXT(x) TEXT(x)
#define VALUE_BYTES(x) BYTES(x)
#define READ(name, how) place->name = READ_##how(rows, column++, arena);
#define READ_BOOL(rows, column, arena) (sql_int(rows, column) != 0)
#define READ_INT(rows, column, arena) ((int)sql_int(rows, column))
#define READ_MS(rows, column, arena) sql_int(rows, column)
#define READ_HASH(rows, column, arena) ((uint64_t)sql_int(rows, column))
#define READ_TEXT sql_text
#define READ_BYTES sql_text

static void place_read(const struct sql_rows *rows, int column, struct arena *arena,
		       struct place *place)
{
	PLACE_FIELDS(READ)
}

bool place_save(struct store *store, const struct lease *lease, const struct place *place,
		int64_t read_ms, struct err *err)
{
	if (!sql_run(store->sql,
		     "UPDATE source SET read_ms = max(read_ms, ?)" PLACE_FIELDS(
			     SETTING) " WHERE id = ? AND epoch = ?",
		     WITH(INT(read_ms) PLACE_FIELDS(VALUE), INT(lease->source), INT(lease->epoch)),
		     err))
		return false;
	return sql_changes(store->sql) == 1 ||
	       err_set(err, ERR_AGAIN, "the lease of this source is lost");
}

static bool update_save(struct store *store, const struct place_update *update, struct err *err)
{
	if (!place_save(store, &update->lease, update->place, 0, err))
		return false;
	for (const struct request_row *row = update->requests; row; row = row->next)
		if (!request_add(store, update->lease.source, row, row->n_new, err))
			return false;
	return !update->spending || spending_add(store, update->spending, err);
}

static bool places_save(struct store *store, struct place_update *updates, size_t n,
			struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		updates[i].is_fenced = false;
		if (update_save(store, &updates[i], err))
			continue;
		if (err->kind != ERR_AGAIN)
			return false;
		updates[i].is_fenced = true;
	}
	return true;
}

bool store_places(struct store *store, struct place_update *updates, size_t n, struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql, places_save(store, updates, n, err), err);
}

/* Makes the source or takes it over; no row comes back when another node holds it. */
static bool claim_one(struct store *store, const struct claims *claims, struct claim *claim,
		      struct err *err)
{
	struct sql_rows rows = sql_ask(
		store->sql,
		"INSERT INTO source (name, side, node, epoch) VALUES (?1, ?2, ?3, 1)"
		" ON CONFLICT (name) DO UPDATE SET side = ?2, node = ?3, epoch = epoch + 1"
		" WHERE node = ?3 OR NOT EXISTS"
		"  (SELECT 1 FROM node WHERE name = source.node AND until_ms > ?4)"
		" RETURNING id, epoch" PLACE_FIELDS(COLUMN),
		WITH(TEXT(claim->name), INT(claim->side), TEXT(claims->node), INT(claims->now_ms)));
	claim->lease = (struct lease){ 0 };
	claim->place = (struct place){ 0 };
	while (sql_next(&rows)) {
		claim->lease = (struct lease){ sql_int(&rows, 0), sql_int(&rows, 1) };
		place_read(&rows, 2, claims->arena, &claim->place);
	}
	return sql_end(&rows, err);
}

static bool renew(struct store *store, struct str node, int64_t until_ms, struct err *err)
{
	return sql_run(store->sql,
		       "INSERT INTO node (name, until_ms) VALUES (?1, ?2)"
		       " ON CONFLICT (name) DO UPDATE SET until_ms = ?2",
		       WITH(TEXT(node), INT(until_ms)), err);
}

static bool claim_all(struct store *store, struct claims *claims, struct err *err)
{
	for (size_t i = 0; i < claims->n; i++)
		if (!claim_one(store, claims, &claims->at[i], err))
			return false;
	return renew(store, claims->node, claims->until_ms, err);
}

bool store_lease_claim(struct store *store, struct claims *claims, struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql, claim_all(store, claims, err), err);
}

bool store_lease_renew(struct store *store, struct str node, int64_t until_ms, struct err *err)
{
	return renew(store, node, until_ms, err);
}

static bool sides_save(struct store *store, const struct side_update *updates, size_t n,
		       struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!sql_run(store->sql, "UPDATE source SET side = ? WHERE id = ? AND epoch = ?",
			     WITH(INT(updates[i].side), INT(updates[i].lease.source),
				  INT(updates[i].lease.epoch)),
			     err))
			return false;
	return true;
}

bool store_sides(struct store *store, const struct side_update *updates, size_t n, struct err *err)
{
	return sql_begin(store->sql, err) &&
	       sql_finish(store->sql, sides_save(store, updates, n, err), err);
}

bool store_sources(struct store *store, struct arena *arena, struct source_row **out, size_t *n,
		   struct err *err)
{
	struct source_row *list = NULL;
	size_t count = 0, cap = 0;
	struct sql_rows rows = sql_ask(
		store->sql,
		"SELECT name, side, seen" PLACE_FIELDS(COLUMN) " FROM source ORDER BY name",
		WITH_NOTHING);
	while (sql_next(&rows)) {
		list = arena_more(arena, list, count, &cap, sizeof(*list));
		struct source_row *row = &list[count++];
		row->name = sql_text(&rows, 0, arena);
		row->side = (enum side)sql_int(&rows, 1);
		row->seen = sql_int(&rows, 2);
		place_read(&rows, 3, arena, &row->place);
	}
	if (!sql_end(&rows, err))
		return false;
	*out = list;
	*n = count;
	return true;
}
