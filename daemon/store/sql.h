/* sql - statements on one SQLite database, and nothing of what they mean. Private to store/.
 *
 * A statement's text is a literal: it is prepared once and found again by its address. Texts that
 * are bound are borrowed until the statement has ended; texts that are read are copies.
 *
 *	struct sql_rows rows = sql_ask(sql, "SELECT name FROM source WHERE id = ?", WITH(INT(id)));
 *	while (sql_next(&rows))
 *		name = sql_text(&rows, 0, arena);
 *	return sql_end(&rows, err);
 *
 * Thread: the store's. Failure: as store.h says; the text names the file. */
#ifndef SQL_H
#define SQL_H

#include "err.h"
#include "str.h"

struct sql;

enum sql_mode { SQL_READ, SQL_WRITE };

/* Opens a file that exists, or ":memory:". sql_durable then makes a writer crash-proof. */
bool sql_open(struct str path, enum sql_mode mode, struct sql **out, struct err *err) MUST_CHECK;
bool sql_durable(struct sql *sql, struct err *err) MUST_CHECK;
void sql_close(struct sql **sql);
const char *sql_path(const struct sql *sql);

struct sql_value {
	enum { SQL_INT, SQL_REAL, SQL_TEXT, SQL_BYTES } kind;
	int64_t number;
	double real;
	struct str text;
};
#define INT(x) ((struct sql_value){ .kind = SQL_INT, .number = (x) })
#define REAL(x) ((struct sql_value){ .kind = SQL_REAL, .real = (x) })
#define TEXT(x) ((struct sql_value){ .kind = SQL_TEXT, .text = (x) })
#define BYTES(x) ((struct sql_value){ .kind = SQL_BYTES, .text = (x) }) /* kept as they are */

struct sql_values {
	const struct sql_value *at;
	size_t n;
};
#define VALUES(...) ((const struct sql_value[]){ __VA_ARGS__ })
#define WITH(...) ((struct sql_values){ VALUES(__VA_ARGS__), COUNT_OF(VALUES(__VA_ARGS__)) })
#define WITH_NOTHING ((struct sql_values){ 0 })

/* A statement without an answer. */
bool sql_run(struct sql *sql, const char *text, struct sql_values values,
	     struct err *err) MUST_CHECK;
int64_t sql_changes(const struct sql *sql); /* rows that the last sql_run changed */

/* Several statements, not kept; for schemas and the like. */
bool sql_script(struct sql *sql, const char *text, struct err *err) MUST_CHECK;

/* One number; *out keeps its value when there is no row, or NULL in it. */
bool sql_get(struct sql *sql, const char *text, struct sql_values values, int64_t *out,
	     struct err *err) MUST_CHECK;

/* An answer of rows. sql_end must follow, also after an early stop, and tells whether all of it
 * went well. */
struct sql_rows {
	struct sql *sql;
	void *statement;
	int status;
};
struct sql_rows sql_ask(struct sql *sql, const char *text, struct sql_values values);
bool sql_next(struct sql_rows *rows) MUST_CHECK;
bool sql_end(struct sql_rows *rows, struct err *err) MUST_CHECK;
int64_t sql_int(const struct sql_rows *rows, int column);
double sql_real(const struct sql_rows *rows, int column);
struct str sql_text(const struct sql_rows *rows, int column, struct arena *arena);

/* A transaction; sql_finish commits it, or when not is_good undoes it and gives false, as it does
 * when committing fails. In one transaction, sql_mark and sql_release do the same for a part. */
bool sql_begin(struct sql *sql, struct err *err) MUST_CHECK;
bool sql_finish(struct sql *sql, bool is_good, struct err *err) MUST_CHECK;
bool sql_mark(struct sql *sql, struct err *err) MUST_CHECK;
bool sql_release(struct sql *sql, bool is_good, struct err *err) MUST_CHECK;

#endif
