#include "fixture.h"

#include "room.h"

#include <fcntl.h>

#include "poison.h"

/* An item that is met again and again: what is told of it, and what is written for it. */

struct sight_case {
	const char *name;
	struct post post;
	const char *told; /* brands; NULL: nobody is told */
	bool is_edited;
};

static void play(struct lease lease, const struct sight_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct judge judge = { .channel = "chat", .n_rows = 1 };
		struct commit commit = commit_of(lease, &cases[i].post, 1, &judge);
		CASE(cases[i].name);
		MUST(store_commit(store, &commit, 1, &err));
		EXPECT_INT(commit.n_mentions, cases[i].told != NULL);
		EXPECT_INT(commit.n_edited, cases[i].is_edited);
		EXPECT_INT(judge.is_edited, cases[i].is_edited);
		EXPECT_STR(str_from(judge.brands), str_from(cases[i].told));
		reopen();
	}
}

#define SAYS(brands_) .title = "x", .brands = brands_

static void tells_each_brand_once(void)
{
	static const struct sight_case cases[] = {
		{ "new", { .id = 1, .alt = 11, .text = 1, SAYS("acme") }, "acme", false },
		{ "the same", { .id = 1, .alt = 11, .text = 1, SAYS("acme") }, NULL, false },
		{ "edited, as it was",
		  { .id = 1, .alt = 11, .text = 2, SAYS("acme") },
		  NULL,
		  false },
		{ "one brand more",
		  { .id = 1, .alt = 11, .text = 3, SAYS("acme,globex") },
		  "globex",
		  true },
		{ "and two in their place",
		  { .id = 1, .alt = 11, .text = 4, SAYS("a,b") },
		  "a,b",
		  true },
		{ "none", { .id = 1, .alt = 11, .text = 5 }, NULL, false },
		{ "all", { .id = 1, .alt = 11, .text = 6, SAYS("b,acme,a,globex") }, NULL, false },
		{ "by the title it never had",
		  { .id = 1, .alt = 12, .text = 7, SAYS("acme") },
		  NULL,
		  false },
		{ "by the title alone",
		  { .id = 2, .alt = 12, .text = 8, SAYS("acme") },
		  NULL,
		  false },
		{ "by the id learned with it, with news",
		  { .id = 2, .text = 9, SAYS("acme,c") },
		  "c",
		  true },
		{ "a title of old with its text is no edit",
		  { .id = 3, .alt = 11, .text = 6, SAYS("d") },
		  NULL,
		  false },
		{ "another item", { .id = 4, .text = 1, SAYS("acme") }, "acme", false },
		{ "has a memory of its own",
		  { .id = 4, .text = 2, SAYS("acme,globex") },
		  "globex",
		  true },
	};
	begin();
	play(lease_of("hn"), cases, COUNT_OF(cases));
	end();
}

static void names_are_compared_as_wholes(void)
{
	static const struct sight_case cases[] = {
		{ "new", { .id = 1, .text = 1, SAYS("acme cloud") }, "acme cloud", false },
		{ "a part of the name", { .id = 1, .text = 2, SAYS("acme") }, "acme", true },
		{ "its other part", { .id = 1, .text = 3, SAYS("cloud") }, "cloud", true },
	};
	begin();
	play(lease_of("hn"), cases, COUNT_OF(cases));
	end();
}

/* A first poll takes what is there as seen; only what is added later is news. */
static void what_is_old_is_known(void)
{
	static const struct sight_case cases[] = {
		{ "baseline", { .id = 1, .text = 1, SAYS("acme"), .is_old = true }, NULL, false },
		{ "baseline, no match", { .id = 2, .text = 1 }, NULL, false },
		{ "edited as it was", { .id = 1, .text = 2, SAYS("acme") }, NULL, false },
		{ "edited, old all the same",
		  { .id = 1, .text = 3, SAYS("globex"), .is_old = true },
		  NULL,
		  false },
		{ "edited with that", { .id = 1, .text = 4, SAYS("globex") }, NULL, false },
		{ "edited, and it speaks of us",
		  { .id = 2, .text = 2, SAYS("acme") },
		  "acme",
		  true },
	};
	begin();
	play(lease_of("hn"), cases, COUNT_OF(cases));
	end();
}

/* When the story was told with other brands, that is no reason to be silent about this one. */
static void a_story_counts_by_brand(void)
{
	static const struct {
		const char *name;
		struct post post;
		int64_t told; /* which one told it */
	} cases[] = {
		{ "first", { .id = 1, .text = 1, SAYS("acme") }, 0 },
		{ "a copy, new: by the story", { .id = 2, .text = 1, SAYS("acme") }, 1 },
		{ "another brand", { .id = 1, .text = 2, SAYS("globex") }, 0 },
		{ "the copy follows", { .id = 2, .text = 2, SAYS("globex") }, 3 },
		{ "and with one more", { .id = 2, .text = 3, SAYS("a,b") }, 0 },
		{ "of two that were told, the older", { .id = 1, .text = 4, SAYS("a,b") }, 5 },
		{ "of which one was told, none", { .id = 3, .text = 1 }, -1 },
		{ "edited", { .id = 3, .text = 2, SAYS("acme,new") }, 0 },
	};
	int64_t start = now_ms;
	begin();
	struct lease lease = lease_of("hn");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct judge judge = { .channel = "chat", .n_rows = 1, .told_ms = -1 };
		struct post post = cases[i].post;
		CASE(cases[i].name);
		post.story = "s";
		struct commit commit = commit_of(lease, &post, 1, &judge);
		commit.now_ms = start + (int64_t)i + 1;
		MUST(store_commit(store, &commit, 1, &err));
		EXPECT_INT(judge.told_ms,
			   cases[i].told > 0 ? start + cases[i].told : cases[i].told);
	}
	end();
}

/* It stays when no row was written. */
static int64_t sum_of_seen(void)
{
	int64_t sum = 0;
	EXPECT(sql_get(store->sql, "SELECT sum(last_ms) FROM seen", WITH_NOTHING, &sum, &err));
	return sum;
}

static void a_sight_is_good_for_a_day(void)
{
	static const struct post post = { .id = 1, .alt = 2, .text = 1, SAYS("acme") };
	struct judge judge = { 0 };
	begin();
	struct lease lease = lease_of("hn");
	int64_t sums[4], waits[] = { 0, 3600 * 1000, DAY_MS - 3600 * 1000, 1 };
	for (size_t i = 0; i < COUNT_OF(sums); i++) {
		now_ms += waits[i];
		struct commit commit = commit_of(lease, &post, 1, &judge);
		MUST(store_commit(store, &commit, 1, &err));
		sums[i] = sum_of_seen();
	}
	EXPECT_INT(sums[1], sums[0]);
	EXPECT_INT(sums[2], sums[0]);
	EXPECT_INT(sums[3], sums[0] + 2 * (DAY_MS + 1));
	end();
}

static void a_commit_that_fails_learns_nothing(void)
{
	static const struct post first = { .id = 1, .text = 1, SAYS("acme") };
	static const struct post edit = { .id = 1, .text = 2, SAYS("globex") };
	struct judge fine = { 0 }, bad = { .fails = ERR_DATA, .fails_at = "x" };
	begin();
	struct lease lease = lease_of("hn");
	struct commit commit = commit_of(lease, &first, 1, &fine);
	MUST(store_commit(store, &commit, 1, &err));
	commit = commit_of(lease, &edit, 1, &bad);
	MUST(store_commit(store, &commit, 1, &err));
	EXPECT_INT(commit.err.kind, ERR_DATA);
	EXPECT_INT(commit.n_edited, 0);
	commit = commit_of(lease, &edit, 1, &fine);
	MUST(store_commit(store, &commit, 1, &err));
	EXPECT_INT(commit.n_edited, 1);
	EXPECT_STR(str_from(fine.brands), STR("globex"));
	end();
}

static void the_view_tells_what_is_known(void)
{
	static const struct post posts[] = {
		{ .id = 1, .alt = 11, .text = 100 },
		{ .id = 2, .text = UINT64_MAX },
		{ .id = 3 },
	};
	static const struct {
		const char *name;
		struct item item;
		enum sight sight;
	} cases[] = {
		{ "neither key", { .key_id = 9, .key_alt = 8, .key_text = 100 }, SIGHT_NEW },
		{ "no key", { .key_text = 100 }, SIGHT_NEW },
		{ "both, as it was", { .key_id = 1, .key_alt = 11, .key_text = 100 }, SIGHT_SAME },
		{ "by the id", { .key_id = 1, .key_alt = 8, .key_text = 100 }, SIGHT_SAME },
		{ "by the other", { .key_id = 9, .key_alt = 11, .key_text = 100 }, SIGHT_SAME },
		{ "edited", { .key_id = 1, .key_alt = 11, .key_text = 101 }, SIGHT_EDITED },
		{ "edited, another title", { .key_id = 1, .key_text = 101 }, SIGHT_EDITED },
		{ "one of two knows it",
		  { .key_id = 1, .key_alt = 2, .key_text = UINT64_MAX },
		  SIGHT_SAME },
		{ "from before texts", { .key_id = 3, .key_text = 5 }, SIGHT_UNKNOWN },
		{ "one of two knows no text",
		  { .key_id = 1, .key_alt = 3, .key_text = 5 },
		  SIGHT_UNKNOWN },
		{ "without a text", { .key_id = 1 }, SIGHT_SAME },
	};
	struct seen_view view;
	struct judge judge = { 0 };
	begin();
	struct lease lease = lease_of("hn");
	struct commit commit = commit_of(lease, posts, COUNT_OF(posts), &judge);
	MUST(store_commit(store, &commit, 1, &err));
	MUST(store_seen(store, lease, arena, &view, &err));
	EXPECT_INT(view.n, 4);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_INT(seen_sight(&view, &cases[i].item), cases[i].sight);
	}
	end();
}

/* A store of schema 2 knows its items, but no texts: none of them is news, edited or not. */
static void an_upgrade_tells_nothing(void)
{
	static const struct sight_case cases[] = {
		{ "met again", { .id = 1, .alt = 11, .text = 1, SAYS("acme") }, NULL, false },
		{ "edited as it was",
		  { .id = 1, .alt = 11, .text = 2, SAYS("acme") },
		  NULL,
		  false },
		{ "edited, with news",
		  { .id = 1, .alt = 11, .text = 3, SAYS("acme,globex") },
		  "globex",
		  true },
		{ "a title of before the upgrade",
		  { .id = 1, .alt = 12, .text = 4, SAYS("initech") },
		  NULL,
		  false },
		{ "is known from then on",
		  { .id = 1, .alt = 12, .text = 5, SAYS("initech") },
		  NULL,
		  false },
		{ "new", { .id = 2, .text = 1, SAYS("acme") }, "acme", false },
	};
	struct sql *sql;
	arena = arena_new(64 * KIB);
	folder_new();
	close(open(path, O_CREAT | O_WRONLY, 0600));
	MUST(sql_open(str_from(path), SQL_WRITE, &sql, &err));
	MUST(schema_migrate(sql, schema_steps, 2, &err));
	MUST(sql_script(
		sql,
		"INSERT INTO source (id, name, side, node, epoch) VALUES (1, 'hn', 0, 'a', 1);"
		/* Keys are kept with the highest bit turned over. */
		"INSERT INTO seen (source, key, last_ms) VALUES"
		" (1, 1 + -9223372036854775807 - 1, 0), (1, 11 + -9223372036854775807 - 1, 0),"
		" (1, 12 + -9223372036854775807 - 1, 0)",
		&err));
	sql_close(&sql);
	MUST(open_it());
	play(lease_of("hn"), cases, COUNT_OF(cases));
	end();
}

int main(void)
{
	RUN(tells_each_brand_once);
	RUN(names_are_compared_as_wholes);
	RUN(what_is_old_is_known);
	RUN(a_story_counts_by_brand);
	RUN(a_sight_is_good_for_a_day);
	RUN(a_commit_that_fails_learns_nothing);
	RUN(the_view_tells_what_is_known);
	RUN(an_upgrade_tells_nothing);
	return test_end();
}
