/* store - what mentiond remembers: the door. Behind it stands SQLite (store/sqlite.c).
 *
 * Every mutation is one whole transaction. What a worker made becomes true in store_commit: the ids
 * of the items (UNIQUE decides what is new), the mentions, the decisions, the rendered rows of the
 * outbox and the source's place, all or nothing. Right of it is at-least-once.
 * Times given to the store are wall milliseconds from the caller's clock.
 * Memory: answers in the arena given. Thread: the loop only; a read-only store any one thread.
 * Failure: CONFIG (no such folder, another mentiond holds the store), SYSTEM (disk full, damaged,
 * too new a schema: the text says so, with the path), AGAIN (lease lost, file locked), DATA (an id
 * that is there already). After a failure nothing of the transaction is saved. */
#ifndef STORE_H
#define STORE_H

#include "channel.h"

struct store;

enum {
	STORE_SCHEMA = 3,
	/* No row waits longer by intention; one that seems to was written before the clock was set
	 * back, and is taken as due. */
	STORE_WAIT_MAX_MS = 2 * 3600 * 1000,
};

/* where: sqlite:PATH, or sqlite::memory: for a store that ends with the process. Creates (0600, in
 * a folder that exists) and migrates unless read-only. One writer a store, any number of readers.
 */
bool store_open(struct str where, bool is_read_only, struct store **out,
		struct err *err) MUST_CHECK;
void store_close(struct store **store);

/* Sources: a lease belongs to one node at a time, with a fencing epoch that only grows. */
struct lease {
	int64_t source; /* row id */
	int64_t epoch;	/* 0: not ours */
};

struct claim {
	struct str name; /* made when new */
	enum side side;
	struct lease lease; /* out: epoch 0 when another node holds the source */
	struct place place; /* out */
};

/* All in one transaction. A lease of the same node is taken back at once, a foreign one after it
 * ran out. Every claim is a new tenure: what still runs under an earlier one of it is fenced. */
struct claims {
	struct str node;
	int64_t now_ms, until_ms;
	struct claim *at;
	size_t n;
	struct arena *arena;
};
bool store_lease_claim(struct store *store, struct claims *claims, struct err *err) MUST_CHECK;

/* Sources that changed sides while they are held; lost leases are skipped. */
struct side_update {
	struct lease lease;
	enum side side;
};
bool store_sides(struct store *store, const struct side_update *updates, size_t n,
		 struct err *err) MUST_CHECK;

/* All leases of the node at once, at the cost of one row. */
bool store_lease_renew(struct store *store, struct str node, int64_t until_ms,
		       struct err *err) MUST_CHECK;

/* One answered request of a source; of the last day they are kept. */
struct request_row {
	const struct request_row *next; /* another one of the same source, or NULL */
	int64_t at_ms;
	int status; /* 0: no answer came */
	int64_t took_ms, bytes;
	int64_t items;	/* in the answer; REQUEST_UNREAD: it was not looked into */
	int64_t n_new;	/* items of them */
	struct str why; /* what failed, in words; empty: nothing did */
};
enum { REQUEST_UNREAD = -1 };

/* The places of sources with nothing new (304, failures), batched in one transaction, with the
 * requests that led there. One whose lease is lost is skipped and marked; the others are saved. */
struct place_update {
	struct lease lease;
	const struct place *place;
	const struct request_row *requests; /* NULL: none */
	const struct spending *spending;    /* NULL: nothing was */
	bool is_fenced;			    /* out */
};
bool store_places(struct store *store, struct place_update *updates, size_t n,
		  struct err *err) MUST_CHECK;

/* What was asked of an API and what it gave in ten minutes of wall time, by its pace's key
 * (pace.h). Amounts may be negative: given back. */
enum { SPENDING_SLOT_MS = 10 * 60 * 1000 };
struct spending {
	uint64_t key;
	int64_t slot; /* since 1970 */
	int64_t requests, items;
};

/* The keys of all items seen at a source, sorted, each with the key_text that its item had last: a
 * worker's view for the cheap dedupe. */
struct seen_view {
	const uint64_t *keys, *texts; /* a text of 0: met before texts were kept */
	size_t n;
};
bool store_seen(struct store *store, struct lease lease, struct arena *arena, struct seen_view *out,
		struct err *err) MUST_CHECK;

/* What is known of an item, from the least to the most; of its two keys the one that knows more
 * counts. So a text that goes back and forth together with its title is edited only twice. */
enum sight {
	SIGHT_NEW,     /* neither key */
	SIGHT_EDITED,  /* the item, with another text */
	SIGHT_UNKNOWN, /* the item, but not its text */
	SIGHT_SAME,    /* the item with this text */
};
enum sight seen_sight(const struct seen_view *view, const struct item *item);

/* When a story last alerted a channel. */
struct told {
	struct str channel;
	int64_t at_ms;
};

/* One new mention: what the store tells the judge, and what the judge says. */
struct judgement {
	/* told */
	struct str story;  /* as story() named it */
	struct told *told; /* whom this story alerted, no channel twice */
	size_t n_told;
	int64_t number; /* of the mention; no two alike, also not after a purge */
	/* said */
	struct str id, short_id;
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
	const struct request_row *request; /* may be NULL; its n_new is counted here */
	const struct spending *spending;   /* may be NULL: nothing was */
	/* All of this answer, also those that the view knew: an item is forgotten only so many days
	 * after it last stood here. May be NULL. */
	const struct items *items;
	bool is_partial; /* what does not stand in this answer is not gone (226) */
	/* Whose ->item points into items, in the order of the items; at most one an item. All items
	 * but those with SIGHT_SAME were examined: the store remembers of which brands an item ever
	 * spoke. May be NULL. */
	const struct mentions *mentions;
	int64_t now_ms;
	/* Called inside the transaction for each mention that is not old, if its item is new or
	 * was edited so that it speaks of brands it never spoke of: then the mention has these
	 * brands alone and is_edited, and told are those whom the story told of all these brands.
	 * What the judge answers stays valid until store_commit has returned. */
	struct str (*story)(void *ctx, const struct mention *mention, struct arena *arena);
	bool (*judge)(void *ctx, const struct mention *mention, struct arena *arena,
		      struct judgement *inout, struct err *err);
	void *ctx;
	struct arena *arena;
	/* out */
	size_t n_new;		     /* items that were new */
	size_t n_mentions, n_edited; /* all that were judged, and those of them by an edit */
	struct err err; /* kind ERR_NONE: saved; AGAIN: fenced; else what the judge said */
};
/* All in one transaction, one disk flush. A commit that fails leaves nothing behind and says why in
 * its err; the others are saved. False: none is saved at all, because the store itself failed or a
 * judge said SYSTEM. */
bool store_commit(struct store *store, struct commit *commits, size_t n,
		  struct err *err) MUST_CHECK;

/* Rows that belong to no mention (health). alert is its id. */
bool store_enqueue(struct store *store, struct delivery *rows, size_t n, int64_t now_ms,
		   struct err *err) MUST_CHECK;

/* Delivery. Claimed rows carry the attempt counted up and are leased until until_ms; after a
 * restart the node's own leases are taken back at once (store_out_recover). */
bool store_out_recover(struct store *store, struct str node, struct err *err) MUST_CHECK;

/* The rows of one channel that are due, longest due first (with max 1: least tried first); none
 * while it is OFF or throttled. */
struct out_claim {
	struct str node, channel;
	int64_t now_ms, until_ms;
	size_t max;
	struct arena *arena;
	struct delivery *rows; /* out */
	size_t n;	       /* out */
};
bool store_out_claim(struct store *store, struct out_claim *claim, struct err *err) MUST_CHECK;

struct out_result {
	int64_t row;
	int attempt; /* as claimed: a late answer to an older attempt decides nothing, unless SENT
		      */
	struct receipt receipt;
	int64_t next_ms; /* LATER: when */
	bool is_untried; /* given back as it was: no attempt, no receipt; waits until next_ms */
};
bool store_out_results(struct store *store, const struct out_result *results, size_t n,
		       int64_t now_ms, struct err *err) MUST_CHECK;
/* When the next row of the channel is due (wall), or 0 when none waits. */
bool store_out_next(struct store *store, struct str channel, int64_t *due_ms,
		    struct err *err) MUST_CHECK;
/* The names of all channels that rows wait for, in order. */
bool store_out_channels(struct store *store, struct arena *arena, struct strs *out,
			struct err *err) MUST_CHECK;

/* Gives up the rows of a channel that wait, are not leased, and were born before. */
struct out_bury {
	struct str channel, why;
	int64_t born_before_ms, now_ms;
	size_t n; /* out */
};
bool store_out_bury(struct store *store, struct out_bury *bury, struct err *err) MUST_CHECK;

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

/* Adds up what was spent; the rows since a slot in order of key and slot. */
bool store_spend(struct store *store, const struct spending *rows, size_t n,
		 struct err *err) MUST_CHECK;
bool store_spent(struct store *store, int64_t since_slot, struct arena *arena,
		 struct spending **out, size_t *n, struct err *err) MUST_CHECK;

/* Queries: newest first. */
struct mention_row {
	struct str id, short_id, story, source, brands, rules, severity, tone, silent, document;
	struct str corrected; /* the tone it should have had, by people; empty: nobody said so */
	enum side side;
	double score;
	int64_t seen_ms;
};
struct mention_filter {
	struct str id; /* long or short, any case; when none is that, a prefix of at least 4 */
	struct str brand, tone, source, rule, topic;
	int64_t since_ms;
	bool is_corrected; /* only those */
	size_t limit;	   /* 0: 50 */
};
bool store_mentions(struct store *store, const struct mention_filter *filter, struct arena *arena,
		    struct mention_row **out, size_t *n, struct err *err) MUST_CHECK;

/* People say what the tone of a mention should have been; the last word counts. DATA when the id is
 * that of no mention, or of several. */
struct correction {
	struct str id, tone; /* id as in a filter */
	int64_t now_ms;
};
bool store_correct(struct store *store, const struct correction *correction,
		   struct err *err) MUST_CHECK;

struct delivery_row {
	struct str id, alert, short_id, channel, recipient;
	struct str state; /* waiting sent dead */
	struct str last;  /* what the other side said last */
	struct str body;  /* only when asked for */
	int attempts;
	int64_t born_ms, next_ms, done_ms;
};
struct delivery_filter {
	struct str alert; /* its id */
	struct str state;
	bool has_body;
	size_t limit; /* 0: 50 */
};
bool store_deliveries(struct store *store, const struct delivery_filter *filter,
		      struct arena *arena, struct delivery_row **out, size_t *n,
		      struct err *err) MUST_CHECK;

/* What became of each attempt, oldest first. */
struct receipt_row {
	int64_t at_ms;
	int attempt;
	struct str outcome, text; /* sent later dead channel-off */
};
bool store_receipts(struct store *store, struct str delivery, struct arena *arena,
		    struct receipt_row **out, size_t *n, struct err *err) MUST_CHECK;

/* Makes dead rows wait again (all, or one id); their lifetime begins anew. */
bool store_revive(struct store *store, struct str delivery, int64_t now_ms, size_t *n,
		  struct err *err) MUST_CHECK;

struct source_row {
	struct str name;
	enum side side;
	struct place place;
	int64_t seen; /* items that were new, ever */
};
bool store_sources(struct store *store, struct arena *arena, struct source_row **out, size_t *n,
		   struct err *err) MUST_CHECK;

/* The requests of a source since then, newest first, at most REQUESTS_MAX. */
enum { REQUESTS_MAX = 100000 };
bool store_requests(struct store *store, struct lease lease, int64_t since_ms, struct arena *arena,
		    struct request_row **out, size_t *n, struct err *err) MUST_CHECK;

/* Counts what waits and what died only: cheap enough for every few seconds. */
struct out_counts {
	int64_t waiting, dead;
	int64_t oldest_waiting_ms; /* 0: none waits */
};
bool store_out_counts(struct store *store, struct out_counts *out, struct err *err) MUST_CHECK;

/* Looks at every source. Mentions are counted by their numbers: a few too many while the clock was
 * set back and older ones than their neighbours were forgotten among them. */
struct store_counts {
	int64_t seen; /* items that were new, ever */
	int64_t mentions;
};
bool store_counts(struct store *store, struct store_counts *out, struct err *err) MUST_CHECK;

/* Forgets seen items last met before seen_ms, and mentions and ended deliveries before mentions_ms;
 * also the requests of sources that were not asked since requests_ms, and what was spent before
 * spent_ms.
 * A bounded piece of the work a call, going round the sources. What stood in the last answer that a
 * source gave is never forgotten, however long ago that was: it may stand in the next. */
struct purge {
	int64_t seen_ms, mentions_ms, requests_ms, spent_ms;
};
bool store_purge(struct store *store, const struct purge *before, struct err *err) MUST_CHECK;

#endif
