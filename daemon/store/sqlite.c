/* sqlite - the only file that knows SQLite.
 *
 * Statements are prepared once and kept by the address of their text; a few dozen addresses are
 * compared faster than any text is hashed. A failing step is kept in sql_rows until sql_end, so
 * that a loop over rows reads like a loop over rows. After a failure such as a full disk SQLite
 * may have undone the whole transaction by itself: before each ROLLBACK it is asked whether there
 * still is one. Memory mapping stays off, because a failing disk would then be a signal. */
#include "sql.h"

#include "arena.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "poison.h"

enum { STATEMENTS_MAX = 96, BUSY_MS = 1000 };

struct sql {
	struct arena *arena;
	sqlite3 *db;
	const char *path;
	struct {
		const char *text;
		sqlite3_stmt *statement;
	} kept[STATEMENTS_MAX];
	size_t n;
};

/* The policy and the words for a human; first row that fits. */
static const struct {
	int code;
	enum err_kind kind;
	const char *words;
} meanings[] = {
	{ SQLITE_BUSY, ERR_AGAIN, "is in use by another program" },
	{ SQLITE_CONSTRAINT, ERR_DATA, "does not take this" },
	{ SQLITE_TOOBIG, ERR_DATA, "does not take this" },
	{ SQLITE_FULL, ERR_SYSTEM, "cannot grow, the disk is full" },
	{ SQLITE_CORRUPT, ERR_SYSTEM, "is damaged; move it away or bring back a copy" },
	{ SQLITE_NOTADB, ERR_SYSTEM, "is damaged, or no store; move it away or bring back a copy" },
	{ SQLITE_READONLY, ERR_SYSTEM, "may not be written" },
	{ SQLITE_CANTOPEN, ERR_SYSTEM, "cannot be opened" },
	{ SQLITE_IOERR, ERR_SYSTEM, "cannot be read or written" },
	{ SQLITE_OK, ERR_SYSTEM, "failed" },
};

/* SQLite keeps the system's own error of some failures only; of a write that fails while
 * committing, errno still has it. */
static bool fail(struct sql *sql, struct err *err)
{
	int last_errno = errno;
	int code = sqlite3_errcode(sql->db) & 0xff;
	int system_error = sqlite3_system_errno(sql->db);
	size_t i = 0;
	if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN)
		system_error = 0;
	else if (system_error == 0)
		system_error = last_errno;
	while (meanings[i].code != code && meanings[i].code != SQLITE_OK)
		i++;
	err_set(err, meanings[i].kind, "store %s %s (%s%s%s)", sql->path, meanings[i].words,
		sqlite3_errmsg(sql->db), system_error ? ": " : "",
		system_error ? strerror(system_error) : "");
	return false;
}

bool sql_open(struct str path, enum sql_mode mode, struct sql **out, struct err *err)
{
	struct arena *arena = arena_new(KIB * 4);
	CLEANUP(sql_close)
	struct sql *sql = NEW(arena, struct sql, 1);
	int flags = mode == SQL_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	sql->arena = arena;
	sql->path = str_z(arena, path);
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(sql->path, &sql->db, flags, NULL) != SQLITE_OK)
		return fail(sql, err);
	sqlite3_busy_timeout(sql->db, BUSY_MS);
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	/* Only the writer moves the log into the file: two at once can damage it before 3.51.3. */
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode == SQL_READ, NULL);
	*out = sql;
	sql = NULL;
	return true;
}

bool sql_durable(struct sql *sql, struct err *err)
{
	return sql_script(sql,
			  "PRAGMA journal_mode = WAL;"
			  "PRAGMA synchronous = FULL;"
			  "PRAGMA journal_size_limit = 67108864;"
			  "PRAGMA cell_size_check = ON;"
			  "PRAGMA temp_store = MEMORY;"
			  "PRAGMA cache_size = -8000;",
			  err);
}

void sql_close(struct sql **sql)
{
	if (!*sql)
		return;
	struct arena *arena = (*sql)->arena;
	for (size_t i = 0; i < (*sql)->n; i++)
		sqlite3_finalize((*sql)->kept[i].statement);
	sqlite3_close((*sql)->db);
	*sql = NULL;
	arena_free(&arena);
}

const char *sql_path(const struct sql *sql)
{
	return sql->path;
}

static sqlite3_stmt *prepared(struct sql *sql, const char *text)
{
	sqlite3_stmt *statement = NULL;
	for (size_t i = 0; i < sql->n; i++)
		if (sql->kept[i].text == text)
			return sql->kept[i].statement;
	assert(sql->n < STATEMENTS_MAX);
	if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL))
		return NULL;
	sql->kept[sql->n].text = text;
	sql->kept[sql->n++].statement = statement;
	return statement;
}

static int bind(sqlite3_stmt *statement, int at, const struct sql_value *value)
{
	/* A NULL address would bind NULL; an empty text is a text. */
	const char *bytes = value->text.len ? value->text.at : "";
	switch (value->kind) {
	case SQL_INT: return sqlite3_bind_int64(statement, at, value->number);
	case SQL_REAL: return sqlite3_bind_double(statement, at, value->real);
	case SQL_TEXT:
		return sqlite3_bind_text64(statement, at, bytes, value->text.len, SQLITE_STATIC,
					   SQLITE_UTF8);
	case SQL_BYTES:
		return sqlite3_bind_blob64(statement, at, bytes, value->text.len, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

struct sql_rows sql_ask(struct sql *sql, const char *text, struct sql_values values)
{
	sqlite3_stmt *statement = prepared(sql, text);
	struct sql_rows rows = { sql, statement, statement ? SQLITE_ROW : SQLITE_ERROR };
	assert(!statement || !sqlite3_stmt_busy(statement));
	for (size_t i = 0; statement && i < values.n; i++)
		if (rows.status == SQLITE_ROW &&
		    bind(statement, (int)i + 1, &values.at[i]) != SQLITE_OK)
			rows.status = SQLITE_ERROR;
	return rows;
}

bool sql_next(struct sql_rows *rows)
{
	if (rows->status != SQLITE_ROW)
		return false;
	errno = 0;
	rows->status = sqlite3_step(rows->statement);
	return rows->status == SQLITE_ROW;
}

bool sql_end(struct sql_rows *rows, struct err *err)
{
	bool is_good = rows->status == SQLITE_ROW || rows->status == SQLITE_DONE;
	if (!is_good)
		fail(rows->sql, err);
	if (rows->statement) {
		sqlite3_reset(rows->statement);
		sqlite3_clear_bindings(rows->statement);
	}
	return is_good;
}

int64_t sql_int(const struct sql_rows *rows, int column)
{
	return sqlite3_column_int64(rows->statement, column);
}

double sql_real(const struct sql_rows *rows, int column)
{
	return sqlite3_column_double(rows->statement, column);
}

struct str sql_text(const struct sql_rows *rows, int column, struct arena *arena)
{
	const char *bytes = sqlite3_column_blob(rows->statement, column);
	int len = sqlite3_column_bytes(rows->statement, column);
	return bytes ? str_dup(arena, (struct str){ bytes, (size_t)len }) : STR("");
}

bool sql_run(struct sql *sql, const char *text, struct sql_values values, struct err *err)
{
	struct sql_rows rows = sql_ask(sql, text, values);
	while (sql_next(&rows))
		continue;
	return sql_end(&rows, err);
}

int64_t sql_changes(const struct sql *sql)
{
	return sqlite3_changes64(sql->db);
}

bool sql_script(struct sql *sql, const char *text, struct err *err)
{
	return sqlite3_exec(sql->db, text, NULL, NULL, NULL) == SQLITE_OK || fail(sql, err);
}

bool sql_get(struct sql *sql, const char *text, struct sql_values values, int64_t *out,
	     struct err *err)
{
	struct sql_rows rows = sql_ask(sql, text, values);
	if (sql_next(&rows) && sqlite3_column_type(rows.statement, 0) != SQLITE_NULL)
		*out = sql_int(&rows, 0);
	return sql_end(&rows, err);
}

bool sql_begin(struct sql *sql, struct err *err)
{
	return sql_run(sql, "BEGIN IMMEDIATE", WITH_NOTHING, err);
}

/* After a full disk SQLite may have undone all of it already. */
static bool undo(struct sql *sql, const char *text)
{
	if (!sqlite3_get_autocommit(sql->db))
		sqlite3_exec(sql->db, text, NULL, NULL, NULL);
	return false;
}

bool sql_finish(struct sql *sql, bool is_good, struct err *err)
{
	if (is_good && sql_run(sql, "COMMIT", WITH_NOTHING, err))
		return true;
	return undo(sql, "ROLLBACK");
}

bool sql_mark(struct sql *sql, struct err *err)
{
	return sql_run(sql, "SAVEPOINT part", WITH_NOTHING, err);
}

bool sql_release(struct sql *sql, bool is_good, struct err *err)
{
	if (is_good && sql_run(sql, "RELEASE part", WITH_NOTHING, err))
		return true;
	return undo(sql, "ROLLBACK TO part; RELEASE part");
}
