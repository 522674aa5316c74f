#include "room.h"

#include <stdio.h>

#include "poison.h"

/* A step is never changed once it has been released: a change of the schema is one step more.
 * Where a number stands for a name (side, state, outcome), it is the value of the enum. */
const char *const schema_steps[STORE_SCHEMA] = {
	/* A source is leased by the node that holds it, as long as that node's row says. Bytes of
	 * others are BLOB, so that nothing between here and the disk takes them for text. */
	"CREATE TABLE node (name TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) STRICT;"
	"CREATE TABLE source ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" side INTEGER NOT NULL,"
	" node TEXT NOT NULL,"
	" epoch INTEGER NOT NULL,"
	" seen INTEGER NOT NULL DEFAULT 0,"
	" read_ms INTEGER NOT NULL DEFAULT 0,"
	" has_baseline INTEGER NOT NULL DEFAULT 0,"
	" is_gone INTEGER NOT NULL DEFAULT 0,"
	" etag BLOB NOT NULL DEFAULT x'',"
	" last_modified BLOB NOT NULL DEFAULT x'',"
	" cursor BLOB NOT NULL DEFAULT x'',"
	" moved_to BLOB NOT NULL DEFAULT x'',"
	" why TEXT NOT NULL DEFAULT '',"
	" moved_seen INTEGER NOT NULL DEFAULT 0,"
	" failures INTEGER NOT NULL DEFAULT 0,"
	" status INTEGER NOT NULL DEFAULT 0,"
	" body_hash INTEGER NOT NULL DEFAULT 0,"
	" due_ms INTEGER NOT NULL DEFAULT 0,"
	" asked_ms INTEGER NOT NULL DEFAULT 0,"
	" ok_ms INTEGER NOT NULL DEFAULT 0,"
	" new_ms INTEGER NOT NULL DEFAULT 0,"
	" failing_since_ms INTEGER NOT NULL DEFAULT 0,"
	" interval_ms INTEGER NOT NULL DEFAULT 0"
	") STRICT;"

	/* Every item met, not only mentions. A row is small and there are millions: the key of the
	 * tree is all there is beside the day of the last sight. */
	"CREATE TABLE seen ("
	" source INTEGER NOT NULL,"
	" key INTEGER NOT NULL,"
	" last_ms INTEGER NOT NULL,"
	" PRIMARY KEY (source, key)"
	") STRICT, WITHOUT ROWID;"

	/* AUTOINCREMENT: short ids are made from the number, so it must not come again. */
	"CREATE TABLE mention ("
	" number INTEGER PRIMARY KEY AUTOINCREMENT,"
	" id TEXT NOT NULL UNIQUE COLLATE NOCASE,"
	" short_id TEXT NOT NULL COLLATE NOCASE,"
	" story TEXT NOT NULL,"
	" told_ms INTEGER NOT NULL,"
	" source INTEGER NOT NULL REFERENCES source,"
	" side INTEGER NOT NULL,"
	" brands TEXT NOT NULL,"
	" rules TEXT NOT NULL,"
	" severity TEXT NOT NULL,"
	" tone TEXT NOT NULL,"
	" score REAL NOT NULL,"
	" silent TEXT NOT NULL,"
	" seen_ms INTEGER NOT NULL,"
	" document TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX mention_short ON mention (short_id);"
	"CREATE INDEX mention_story ON mention (story, told_ms);"

	/* While a row is leased, next_ms is the end of the lease: then it is due again by itself.
	 */
	"CREATE TABLE outbox ("
	" row INTEGER PRIMARY KEY AUTOINCREMENT,"
	" id TEXT NOT NULL UNIQUE,"
	" alert TEXT NOT NULL,"
	" channel TEXT NOT NULL,"
	" recipient TEXT NOT NULL,"
	" state INTEGER NOT NULL DEFAULT 0,"
	" node TEXT NOT NULL DEFAULT '',"
	" attempt INTEGER NOT NULL DEFAULT 0,"
	" born_ms INTEGER NOT NULL,"
	" next_ms INTEGER NOT NULL,"
	" done_ms INTEGER NOT NULL DEFAULT 0,"
	" last TEXT NOT NULL DEFAULT ''"
	") STRICT;"
	"CREATE INDEX outbox_due ON outbox (channel, next_ms, born_ms) WHERE state = 0;"
	"CREATE INDEX outbox_state ON outbox (state, done_ms);"
	"CREATE INDEX outbox_alert ON outbox (alert);"
	"CREATE INDEX outbox_node ON outbox (node) WHERE node <> '';"
	/* Apart, because a change of the row would write the whole mail again. */
	"CREATE TABLE rendered ("
	" row INTEGER PRIMARY KEY REFERENCES outbox ON DELETE CASCADE,"
	" note BLOB NOT NULL,"
	" body BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE receipt ("
	" number INTEGER PRIMARY KEY,"
	" row INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE,"
	" attempt INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" outcome INTEGER NOT NULL,"
	" text TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX receipt_row ON receipt (row);"

	"CREATE TABLE channel ("
	" name TEXT PRIMARY KEY,"
	" state INTEGER NOT NULL DEFAULT 0,"
	" since_ms INTEGER NOT NULL DEFAULT 0,"
	" until_ms INTEGER NOT NULL DEFAULT 0,"
	" failures INTEGER NOT NULL DEFAULT 0,"
	" why TEXT NOT NULL DEFAULT ''"
	") STRICT;"
	"CREATE TABLE budget ("
	" name TEXT PRIMARY KEY,"
	" period_ms INTEGER NOT NULL,"
	" spent INTEGER NOT NULL"
	") STRICT;",
	/* What a feed says about when to come. */
	"ALTER TABLE source ADD COLUMN wait_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE source ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE source ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;",
	/* When a source publishes, why it is asked then, what became of its requests; and of each
	 * item the text that it had when it was met last (a hash; 0: from before this step), and
	 * the brands that it ever spoke of (eight bytes of hash each; most speak of none). */
	"ALTER TABLE source ADD COLUMN rhythm BLOB NOT NULL DEFAULT x'';"
	"ALTER TABLE source ADD COLUMN because INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE seen ADD COLUMN text INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE seen ADD COLUMN brands BLOB NOT NULL DEFAULT x'';"
	"CREATE TABLE request ("
	" source INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" status INTEGER NOT NULL,"
	" took_ms INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" items INTEGER NOT NULL,"
	" n_new INTEGER NOT NULL,"
	" why TEXT NOT NULL,"
	" PRIMARY KEY (source, at_ms)"
	") STRICT, WITHOUT ROWID;"
	/* What people say of a tone, beside the mention whose row stays as it was told. */
	"CREATE TABLE correction ("
	" mention INTEGER PRIMARY KEY REFERENCES mention ON DELETE CASCADE,"
	" tone TEXT NOT NULL,"
	" at_ms INTEGER NOT NULL"
	") STRICT;"
	/* What was asked of an API and what it gave, ten minutes a row. */
	"DROP TABLE budget;"
	"CREATE TABLE spending ("
	" key INTEGER NOT NULL,"
	" slot INTEGER NOT NULL,"
	" requests INTEGER NOT NULL,"
	" items INTEGER NOT NULL,"
	" PRIMARY KEY (key, slot)"
	") STRICT, WITHOUT ROWID;",
};

/* Kept in the head of the file, so that another program's database is not taken for ours. */
enum { APPLICATION = 0x4d454e54 };

bool schema_version(struct sql *sql, int64_t *version, struct err *err)
{
	int64_t application = 0, tables = 0;
	if (!sql_get(sql, "PRAGMA user_version", WITH_NOTHING, version, err) ||
	    !sql_get(sql, "PRAGMA application_id", WITH_NOTHING, &application, err) ||
	    !sql_get(sql, "SELECT count(*) FROM sqlite_schema", WITH_NOTHING, &tables, err))
		return false;
	if (application != APPLICATION && (*version > 0 || tables > 0))
		return err_set(err, ERR_CONFIG, "store %s is the database of another program",
			       sql_path(sql));
	return true;
}

static bool migrate(struct sql *sql, const char *const *steps, int n, struct err *err)
{
	int64_t version;
	char mark[96];
	if (!schema_version(sql, &version, err))
		return false;
	if (version == n)
		return true;
	for (; version < n; version++)
		if (!sql_script(sql, steps[version], err))
			return err_in(err, "to schema %d", (int)version + 1);
	snprintf(mark, sizeof(mark), "PRAGMA user_version = %d; PRAGMA application_id = %d", n,
		 APPLICATION);
	return sql_script(sql, mark, err);
}

bool schema_migrate(struct sql *sql, const char *const *steps, int n, struct err *err)
{
	return sql_begin(sql, err) && sql_finish(sql, migrate(sql, steps, n, err), err);
}
