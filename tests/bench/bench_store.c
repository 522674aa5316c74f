/* What the store does in a second, on the disk that TMPDIR (or /tmp) lies on. */
#include "clock.h"
#include "store.h"

#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

enum { SOURCES = 1000, MANY = 100000, GROUP = 64, ROUNDS = 100, POSTS = 3, KNOWN = 50 };

static struct arena *arena;
static struct store *store;
static struct err err;
static const struct place place = { .etag = STR_INIT("\"5f3a-61\""), .status = 304 };

static void must(bool is_good)
{
	if (is_good)
		return;
	fprintf(stderr, "%s\n", err.text);
	exit(1);
}

static void say(const char *what, int64_t n, int64_t began_ms)
{
	int64_t took_ms = clock_mono_ms() - began_ms;
	printf("%-44s %8lld in %6lld ms, %9lld/s\n", what, (long long)n, (long long)took_ms,
	       (long long)(n * 1000 / (took_ms ? took_ms : 1)));
}

static bool judge(void *ctx, const struct mention *mention, struct arena *memory,
		  struct judgement *said, struct err *why)
{
	(void)ctx, (void)why;
	said->id = str_fmt(memory, "01BENCH%019d", (int)said->number);
	said->short_id = str_fmt(memory, "b%d", (int)said->number);
	said->document = mention->item->title;
	said->rows = NEW(memory, struct delivery, 1);
	said->rows[0] = (struct delivery){ .id = said->id,
					   .alert = said->id,
					   .channel = STR("mail"),
					   .body = mention->item->title };
	said->n_rows = 1;
	return true;
}

/* Three new items, one of them a mention with one delivery of 16 KiB. */
static struct commit commit_next(struct lease lease)
{
	static char body[16 * KIB];
	static uint64_t key;
	struct items *items = NEW(arena, struct items, 1);
	struct mentions *mentions = NEW(arena, struct mentions, 1);
	static const struct brand_hit acme = { .name = STR_INIT("acme") };
	memset(body, 'x', sizeof(body));
	items->at = NEW(arena, struct item, POSTS);
	items->n = POSTS;
	for (size_t i = 0; i < POSTS; i++) {
		items->at[i].key_id = ++key * UINT64_C(0x9e3779b97f4a7c15);
		items->at[i].title = (struct str){ body, sizeof(body) };
	}
	mentions->at = NEW(arena, struct mention, 1);
	mentions->at[0] = (struct mention){ .item = items->at, .brands = &acme, .n_brands = 1 };
	mentions->n = 1;
	return (struct commit){ .lease = lease,
				.place = &place,
				.items = items,
				.mentions = mentions,
				.now_ms = clock_wall_ms(),
				.judge = judge,
				.arena = arena };
}

static void bench_commits(struct lease lease, size_t group, const char *what)
{
	struct commit commits[GROUP];
	int64_t began = clock_mono_ms();
	for (int round = 0; round < ROUNDS; round++) {
		struct arena_mark mark = arena_mark(arena);
		for (size_t i = 0; i < group; i++)
			commits[i] = commit_next(lease);
		must(store_commit(store, commits, group, &err));
		arena_reset(arena, mark);
	}
	say(what, (int64_t)group * ROUNDS, began);
}

/* What most polls bring: items that were all there the last time. */
static void bench_known(struct lease lease)
{
	struct items items = { NEW(arena, struct item, KNOWN), KNOWN };
	struct commit commits[GROUP];
	struct seen_view view;
	for (size_t i = 0; i < KNOWN; i++)
		items.at[i] = (struct item){ .key_id = (i + 1) * UINT64_C(0xd1342543de82ef95),
					     .key_alt = (i + 1) * UINT64_C(0xaf251af3b0f025b5),
					     .key_text = i + 1 };
	for (size_t i = 0; i < GROUP; i++)
		commits[i] = (struct commit){ .lease = lease,
					      .place = &place,
					      .items = &items,
					      .now_ms = clock_wall_ms(),
					      .arena = arena };
	must(store_commit(store, commits, 1, &err));
	int64_t began = clock_mono_ms();
	for (int round = 0; round < ROUNDS; round++) {
		struct arena_mark mark = arena_mark(arena);
		for (size_t i = 0; i < GROUP; i++)
			must(store_seen(store, lease, arena, &view, &err));
		must(store_commit(store, commits, GROUP, &err));
		arena_reset(arena, mark);
	}
	say("polls of 50 known items, 64 a transaction", INT64_C(1) * GROUP * ROUNDS, began);
}

static struct claim *bench_claims(size_t n, const char *what)
{
	struct claim *at = NEW(arena, struct claim, n);
	for (size_t i = 0; i < n; i++)
		at[i].name = str_fmt(arena, "https://blog%zu.example/feed.xml", i);
	struct claims claims = { STR("a"), clock_wall_ms(), clock_wall_ms() + 60000, at, n, arena };
	int64_t began = clock_mono_ms();
	must(store_lease_claim(store, &claims, &err));
	say(what, (int64_t)n, began);
	return at;
}

static void bench_places(const struct claim *claims)
{
	struct place_update updates[SOURCES];
	int64_t began;
	for (size_t i = 0; i < SOURCES; i++)
		updates[i] = (struct place_update){ .lease = claims[i].lease, .place = &place };
	began = clock_mono_ms();
	for (int round = 0; round < ROUNDS; round++)
		must(store_places(store, updates, SOURCES, &err));
	say("place updates, 1,000 a transaction", INT64_C(1) * SOURCES * ROUNDS, began);
}

static void bench_deliveries(void)
{
	struct out_claim claim = { .node = STR("a"), .channel = STR("mail"), .max = 16 };
	struct out_result results[16];
	int64_t began = clock_mono_ms(), n = 0;
	do {
		struct arena_mark mark = arena_mark(arena);
		claim.now_ms = clock_wall_ms();
		claim.until_ms = claim.now_ms + 60000;
		claim.arena = arena;
		must(store_out_claim(store, &claim, &err));
		for (size_t i = 0; i < claim.n; i++)
			results[i] = (struct out_result){ .row = claim.rows[i].row,
							  .attempt = claim.rows[i].attempt };
		must(store_out_results(store, results, claim.n, claim.now_ms, &err));
		n += (int64_t)claim.n;
		arena_reset(arena, mark);
	} while (claim.n > 0);
	say("deliveries claimed and sent, 16 at a time", n, began);
}

int main(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-lock" };
	const char *base = getenv("TMPDIR");
	char folder[256], path[300];
	snprintf(folder, sizeof(folder), "%s/bench-store-XXXXXX", base ? base : "/tmp");
	if (!mkdtemp(folder))
		return 1;
	arena = arena_new(MIB);
	snprintf(path, sizeof(path), "sqlite:%s/m.db", folder);
	must(store_open(str_from(path), false, &store, &err));
	struct claim *claims = bench_claims(SOURCES, "leases, in one transaction");
	bench_commits(claims[0].lease, 1, "commits, one a transaction");
	bench_commits(claims[0].lease, GROUP, "commits, 64 a transaction");
	bench_deliveries();
	bench_known(claims[1].lease);
	bench_places(claims);
	bench_claims(MANY, "leases, in one transaction");
	store_close(&store);
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(path, sizeof(path), "%s/m.db%s", folder, ends[i]);
		unlink(path);
	}
	rmdir(folder);
	arena_free(&arena);
	return 0;
}
