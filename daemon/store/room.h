/* room - what the files of store/ share among themselves. */
#ifndef ROOM_H
#define ROOM_H

#include "store.h"

#include "sql.h"

struct seen_key {
	int64_t source, key;
};

struct store {
	struct sql *sql;
	int lock;		/* held while writing: the file PATH-lock; -1: none */
	struct seen_key purged; /* the last one that store_purge looked at */
	int64_t purged_source;	/* the last one whose requests it looked at */
};

enum { DAY_MS = 24 * 3600 * 1000 };

/* schema.c: the steps from nothing to STORE_SCHEMA, and how far a file is. */
extern const char *const schema_steps[STORE_SCHEMA];
bool schema_version(struct sql *sql, int64_t *version, struct err *err) MUST_CHECK;
bool schema_migrate(struct sql *sql, const char *const *steps, int n, struct err *err) MUST_CHECK;

/* place.c: AGAIN when the lease is lost. read_ms: when all items were read, or 0. */
bool place_save(struct store *store, const struct lease *lease, const struct place *place,
		int64_t read_ms, struct err *err) MUST_CHECK;

/* request.c: one more, and those a day older go */
bool request_add(struct store *store, int64_t source, const struct request_row *row, int64_t n_new,
		 struct err *err) MUST_CHECK;

/* spending.c */
bool spending_add(struct store *store, const struct spending *row, struct err *err) MUST_CHECK;

/* seen.c: what the store remembers of an item: one row for each of its keys. */
enum { SEEN_ROWS = 2 };
struct seen_row {
	uint64_t key, text;
	int64_t last_ms;
	struct str brands;
};
struct memory {
	int64_t source;
	const struct item *item;
	enum sight sight;
	struct seen_row rows[SEEN_ROWS];
	size_t n;
	struct str brands; /* that it ever spoke of: a set of hashes; of all rows together */
};
/* source and item are given, the rest is out. */
bool seen_recall(struct store *store, struct memory *memory, struct arena *arena,
		 struct err *err) MUST_CHECK;
bool memory_has(const struct memory *memory, struct str brand);
void memory_add(struct memory *memory, const struct mention *mention, struct arena *arena);
/* The item as it is now, and the brands of the memory. */
bool seen_keep(struct store *store, const struct memory *memory, int64_t now_ms,
	       struct err *err) MUST_CHECK;

/* outbox.c */
bool outbox_add(struct store *store, const struct delivery *rows, size_t n, int64_t now_ms,
		struct err *err) MUST_CHECK;
enum { ROW_WAITING, ROW_SENT, ROW_DEAD, ROW_STATES };
enum { ROW_OUTCOMES = OUTCOME_CHANNEL_OFF + 1 };
extern const struct str outbox_states[ROW_STATES], outbox_outcomes[ROW_OUTCOMES];

#endif
