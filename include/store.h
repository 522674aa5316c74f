/* store - what mentiond remembers: the door. Behind it stands SQLite (store/sqlite.c).
 *
 * Every mutation is one whole transaction. What a worker made becomes true in store_commit: the ids
 * of the items (UNIQUE decides what is new), the mentions, the decisions, the rendered rows of the
 * outbox and the source's place, all or nothing. Right of it is at-least-once.
 * Times given to the store are wall milliseconds from the caller's clock.
 * Memory: answers in the arena given. Thread: the loop only; a read-only store any one thread.
 * Failure: SYSTEM (disk full, corrupt, too new a schema: the text says so), AGAIN (lease lost). */
#ifndef STORE_H
#define STORE_H

#include "channel.h"

struct store;

enum { STORE_SCHEMA = 1 };

/* where: sqlite:PATH. Creates and migrates unless read-only. The owner is this node's name. */
bool store_open(struct str where, bool is_read_only, struct store **out,
		struct err *err) MUST_CHECK;
void store_close(struct store **store);

/* Sources: a lease belongs to one node at a time, with a fencing epoch that only grows. */
struct lease {
	int64_t source; /* row id */
	int64_t epoch;
};
/* Claims the source by name (made when new); returns its place. An own lease is taken back at
 * once, a foreign one after it ran out. */
bool store_lease_claim(struct store *store, struct str name, struct str node, int64_t now_ms,
		       int64_t until_ms, struct arena *arena, struct lease *lease,
		       struct place *place, struct err *err) MUST_CHECK;
/* Many at once, in one transaction: names[i] to leases[i] and places[i]. */
bool store_lease_claim_all(struct store *store, const struct str *names, size_t n, struct str node,
			   int64_t now_ms, int64_t until_ms, struct arena *arena,
			   struct lease *leases, struct place *places, struct err *err) MUST_CHECK;
bool store_lease_renew(struct store *store, struct str node, int64_t until_ms,
		       struct err *err) MUST_CHECK;

/* The places of sources with nothing new (304, failures), batched in one transaction. */
struct place_update {
	struct lease lease;
	const struct place *place;
};
bool store_places(struct store *store, const struct place_update *updates, size_t n,
		  struct err *err) MUST_CHECK;

/* The keys of all items seen at a source, sorted: a worker's view for the cheap dedupe. */
struct seen_view {
	const uint64_t *keys;
	size_t n;
};
bool store_seen(struct store *store, struct lease lease, struct arena *arena, struct seen_view *out,
		struct err *err) MUST_CHECK;
bool seen_has(const struct seen_view *view, uint64_t key);

/* What the judge says of one new mention. */
struct judgement {
	struct str id, short_id; /* made by the store before judging, see judge */
	struct str story;
	struct str brands; /* names, comma-separated: for queries */
	struct str severity, tone;
	double score;
	struct str rules;      /* names, comma-separated */
	struct str silent;     /* why nobody is told; empty: they are */
	struct str document;   /* the mention as JSON: what show, list and why print */
	struct delivery *rows; /* rendered; id, alert, channel, recipient, body, note are set */
	size_t n_rows;
};

struct commit {
	struct lease lease;
	const struct place *place;
	const struct items
		*items; /* all unseen items, in order; those seen meanwhile are skipped */
	const struct mentions *mentions; /* whose ->item points into items */
	int64_t now_ms;
	size_t n_new;	   /* out: items that were new */
	size_t n_mentions; /* out */
	struct err err;	   /* out: this commit alone failed (fenced); the others stand */
	/* Called inside the transaction for each mention whose item is new. `told_ms` is when this
	 * story last alerted (0: never); the judge sets out->story first through story(). */
	struct str (*story)(void *ctx, const struct mention *mention, struct arena *arena);
	bool (*judge)(void *ctx, const struct mention *mention, int64_t story_told_ms,
		      struct arena *arena, struct judgement *inout, struct err *err);
	void *ctx;
	struct arena *arena;
};
bool store_commit(struct store *store, struct commit *commit, struct err *err) MUST_CHECK;

/* Rows that belong to no mention (health). alert is its id. */
bool store_enqueue(struct store *store, struct delivery *rows, size_t n, int64_t now_ms,
		   struct err *err) MUST_CHECK;

/* Delivery. Claimed rows carry the attempt counted up and are leased until until_ms; after a
 * restart the node's own leases are taken back at once (store_out_recover). */
bool store_out_recover(struct store *store, struct str node, struct err *err) MUST_CHECK;
bool store_out_claim(struct store *store, struct str node, struct str channel, int64_t now_ms,
		     int64_t until_ms, size_t max, struct arena *arena, struct delivery **out,
		     size_t *n, struct err *err) MUST_CHECK;

struct out_result {
	int64_t row;
	struct receipt receipt;
	int64_t next_ms; /* LATER: when */
};
bool store_out_results(struct store *store, const struct out_result *results, size_t n,
		       int64_t now_ms, struct err *err) MUST_CHECK;
/* When the next row of any channel is due (wall), or 0 when none waits. */
bool store_out_next(struct store *store, int64_t *due_ms, struct err *err) MUST_CHECK;

/* Per channel: ok, throttled until, failing since, off. */
struct channel_state {
	struct str channel;
	enum { CHANNEL_OK, CHANNEL_THROTTLED, CHANNEL_FAILING, CHANNEL_OFF } state;
	int64_t since_ms, until_ms;
	struct str why;
	int failures;
};
bool store_channel_get(struct store *store, struct str channel, struct arena *arena,
		       struct channel_state *out, struct err *err) MUST_CHECK;
bool store_channel_set(struct store *store, const struct channel_state *state,
		       struct err *err) MUST_CHECK;

/* Spends `amount` of a budget with a ceiling per period; false in *ok when it would overdraw. */
bool store_budget_take(struct store *store, struct str budget, int64_t period_start_ms,
		       int64_t amount, int64_t ceiling, bool *ok, struct err *err) MUST_CHECK;

/* Queries. */
struct mention_row {
	struct str id, short_id, story, source, brands, rules, severity, tone, silent, document;
	double score;
	int64_t seen_ms;
};
struct mention_filter {
	struct str id; /* long, short, or a prefix of at least 4 */
	struct str brand, tone, source, rule;
	int64_t since_ms;
	size_t limit; /* 0: 50 */
};
bool store_mentions(struct store *store, const struct mention_filter *filter, struct arena *arena,
		    struct mention_row **out, size_t *n, struct err *err) MUST_CHECK;

struct delivery_row {
	struct str id, alert, short_id, channel, recipient, state,
		last;	 /* state: waiting sent dead */
	struct str body; /* only when asked for */
	int attempts;
	int64_t born_ms, next_ms, done_ms;
};
/* Of one alert, or with state "dead" / "waiting" of all; newest first. */
bool store_deliveries(struct store *store, struct str alert, struct str state, size_t limit,
		      struct arena *arena, struct delivery_row **out, size_t *n,
		      struct err *err) MUST_CHECK;
struct receipt_row {
	int64_t at_ms;
	int attempt;
	struct str outcome, text;
};
bool store_receipts(struct store *store, struct str delivery, struct arena *arena,
		    struct receipt_row **out, size_t *n, struct err *err) MUST_CHECK;
/* Makes dead rows wait again (all, or one id). */
bool store_revive(struct store *store, struct str delivery, int64_t now_ms, size_t *n,
		  struct err *err) MUST_CHECK;

struct source_row {
	struct str name;
	struct place place;
	int64_t seen;
};
bool store_sources(struct store *store, struct arena *arena, struct source_row **out, size_t *n,
		   struct err *err) MUST_CHECK;
struct store_counts {
	int64_t seen, mentions, waiting, dead, oldest_waiting_ms;
};
bool store_counts(struct store *store, struct store_counts *out, struct err *err) MUST_CHECK;

/* Forgets seen items last met before seen_ms and mentions before mentions_ms; bounded work. */
bool store_purge(struct store *store, int64_t seen_before_ms, int64_t mentions_before_ms,
		 struct err *err) MUST_CHECK;

#endif
