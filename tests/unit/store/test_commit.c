#include "fixture.h"

#include "poison.h"

static struct judge judge = { .channel = "chat", .n_rows = 2 };

static struct commit commit_posts(struct lease lease, const struct post *posts, size_t n)
{
	struct commit commit = commit_of(lease, posts, n, &judge);
	MUST(store_commit(store, &commit, 1, &err));
	return commit;
}

static void tells_new_items_by_either_key(void)
{
	static const struct {
		const char *name;
		struct post post;
		bool is_new;
	} cases[] = {
		{ "first", { .id = 1, .alt = 101, .title = "one" }, true },
		{ "both again", { .id = 1, .alt = 101, .title = "one" }, false },
		{ "by id, the alt key is another", { .id = 1, .alt = 102, .title = "one" }, false },
		{ "by the alt key learned just now", { .id = 2, .alt = 102, .title = "x" }, false },
		{ "by the id learned just now", { .id = 2, .title = "x" }, false },
		{ "no alt key", { .id = 3, .title = "three" }, true },
		{ "no alt key again", { .id = 3, .title = "three" }, false },
		{ "an id that was an alt key", { .id = 101, .title = "one" }, false },
		{ "both keys alike", { .id = 4, .alt = 4, .title = "four" }, true },
		{ "both keys alike again", { .id = 4, .alt = 4, .title = "four" }, false },
		{ "only an alt key", { .alt = 5, .title = "five" }, true },
		{ "new, but no mention", { .id = 6 }, true },
		{ "seen, and a mention now", { .id = 6, .title = "six" }, false },
		{ "no key at all is never lost", { .title = "?" }, true },
	};
	int64_t mentions = 0, seen = 0;
	begin();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		struct commit commit = commit_posts(lease_of("hn"), &cases[i].post, 1);
		bool is_mention = cases[i].is_new && cases[i].post.title;
		EXPECT_INT(commit.n_new, cases[i].is_new);
		EXPECT_INT(commit.n_mentions, is_mention);
		mentions += is_mention;
		seen += cases[i].is_new;
		reopen();
		EXPECT_INT(counts().mentions, mentions);
		EXPECT_INT(counts().waiting, mentions * 2);
		EXPECT_INT(counts().seen, seen);
	}
	CASE("another source has its own keys");
	EXPECT_INT(commit_posts(lease_of("blog"), &cases[0].post, 1).n_new, 1);
	end();
}

static void tells_twins_in_one_answer(void)
{
	static const struct post posts[] = {
		{ .id = 1, .alt = 7, .title = "a" },
		{ .id = 2, .alt = 7, .title = "b" },
		{ .id = 3, .title = "c" },
		{ .id = 3, .title = "d" },
	};
	begin();
	struct commit commit = commit_posts(lease_of("hn"), posts, COUNT_OF(posts));
	EXPECT_INT(commit.n_new, 2);
	EXPECT_INT(commit.n_mentions, 2);
	end();
}

static void numbers_never_come_again(void)
{
	begin();
	for (int i = 1; i <= 3; i++) {
		struct post post = { .id = (uint64_t)i, .title = "x" };
		commit_posts(lease_of("hn"), &post, 1);
		EXPECT_INT(judge.number, i);
		now_ms += 1000;
		MUST(store_purge(store, &(struct purge){ 0, now_ms, 0 }, &err));
		EXPECT_INT(counts().mentions, 0);
		reopen();
	}
	end();
}

static void remembers_when_a_story_was_told(void)
{
	static const struct {
		const char *name;
		struct judge judge;
		struct post post;
		int64_t told;
	} cases[] = {
		{ "first",
		  { .channel = "chat", .n_rows = 1 },
		  { .id = 1, .title = "x", .story = "s" },
		  0 },
		{ "told",
		  { .channel = "chat", .n_rows = 1, .silent = "told 1 h ago" },
		  { .id = 2, .title = "x", .story = "s" },
		  1 },
		{ "silent did not count",
		  { .channel = NULL },
		  { .id = 3, .title = "x", .story = "s" },
		  1 },
		{ "nor did no rows",
		  { .channel = "chat", .n_rows = 1 },
		  { .id = 4, .title = "x", .story = "s" },
		  1 },
		{ "told again",
		  { .channel = "chat", .n_rows = 1 },
		  { .id = 5, .title = "x", .story = "s" },
		  4 },
		{ "another story",
		  { .channel = "chat", .n_rows = 1 },
		  { .id = 6, .title = "x", .story = "t" },
		  0 },
		{ "no story",
		  { .channel = "chat", .n_rows = 1 },
		  { .id = 7, .title = "x", .story = "" },
		  0 },
	};
	int64_t start = now_ms;
	begin();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		struct judge speaks = cases[i].judge;
		struct commit commit = commit_of(lease_of("hn"), &cases[i].post, 1, &speaks);
		commit.now_ms = start + (int64_t)i + 1;
		MUST(store_commit(store, &commit, 1, &err));
		EXPECT_INT(speaks.told_ms, cases[i].told ? start + cases[i].told : 0);
		reopen();
	}
	end();
}

static void one_bad_commit_spoils_no_other(void)
{
	static const struct post posts[] = { { .id = 1, .title = "a" }, { .id = 2, .title = "b" } };
	struct judge bad = { .channel = "chat", .n_rows = 1, .fails = ERR_DATA, .fails_at = "b" };
	struct seen_view view;
	begin();
	struct lease stale = lease_of("hn"), hn = lease_of("hn"), blog = lease_of("blog");
	struct commit commits[] = {
		commit_of(blog, &posts[0], 1, &judge),
		commit_of(stale, posts, 2, &judge),
		commit_of(hn, posts, 2, &bad),
		commit_of(blog, &posts[1], 1, &judge),
	};
	MUST(store_commit(store, commits, COUNT_OF(commits), &err));
	EXPECT_INT(commits[0].err.kind, ERR_NONE);
	EXPECT_INT(commits[1].err.kind, ERR_AGAIN);
	EXPECT_INT(commits[2].err.kind, ERR_DATA);
	EXPECT(strstr(commits[2].err.text, "judge fails") != NULL);
	EXPECT_INT(commits[2].n_new, 0);
	EXPECT_INT(commits[2].n_mentions, 0);
	EXPECT_INT(commits[3].err.kind, ERR_NONE);
	EXPECT_INT(commits[3].n_mentions, 1);
	reopen();
	EXPECT_INT(counts().mentions, 2);
	EXPECT_INT(counts().waiting, 4);
	EXPECT_INT(counts().seen, 2);
	MUST(store_seen(store, hn, arena, &view, &err));
	EXPECT_INT(view.n, 0);
	CASE("and can be done again");
	bad.fails = ERR_NONE;
	MUST(store_commit(store, &commits[2], 1, &err));
	EXPECT_INT(commits[2].n_mentions, 2);
	end();
}

static void system_errors_undo_all(void)
{
	static const struct post post = { .id = 1, .title = "a" };
	struct judge bad = { .fails = ERR_SYSTEM, .fails_at = "a" };
	begin();
	struct commit commits[] = {
		commit_of(lease_of("blog"), &post, 1, &judge),
		commit_of(lease_of("hn"), &post, 1, &bad),
	};
	EXPECT(!store_commit(store, commits, COUNT_OF(commits), &err));
	EXPECT_INT(err.kind, ERR_SYSTEM);
	EXPECT_INT(commits[0].err.kind, ERR_SYSTEM);
	EXPECT_INT(commits[0].n_new, 0);
	EXPECT_INT(counts().mentions, 0);
	MUST(store_commit(store, commits, 1, &err));
	EXPECT_INT(counts().mentions, 1);
	end();
}

static void refuses_an_id_twice(void)
{
	struct delivery row = { .id = STR("msg_x_1"), .alert = STR("x"), .channel = STR("ops") };
	begin();
	MUST(store_enqueue(store, &row, 1, now_ms, &err));
	EXPECT(!store_enqueue(store, &row, 1, now_ms, &err));
	EXPECT_INT(err.kind, ERR_DATA);
	EXPECT_INT(counts().waiting, 1);
	end();
}

/* A feed of one old item, polled now and then: P44 of the polling page. */
static void forgets_days_after_the_last_sight(void)
{
	static const struct post old = { .id = 1, .alt = 2, .title = "old" };
	static const struct post fresh = { .id = 3, .title = "new" };
	enum { KEEP = 90 };
	const int64_t day = 24 * 3600 * 1000;
	begin();
	struct lease lease = lease_of("hn");
	commit_posts(lease, &old, 1);
	CASE("it stood in the last answer, a year ago");
	now_ms += 365 * day;
	MUST(store_purge(store, &(struct purge){ now_ms - KEEP * day, 0, 0 }, &err));
	EXPECT_INT(commit_posts(lease, &old, 1).n_new, 0);
	CASE("seen again beside a new one");
	now_ms += 80 * day;
	EXPECT_INT(commit_posts(lease, (const struct post[]){ old, fresh }, 2).n_new, 1);
	CASE("gone, and back after three weeks");
	commit_posts(lease, &fresh, 1);
	now_ms += 21 * day;
	commit_posts(lease, &fresh, 1);
	MUST(store_purge(store, &(struct purge){ now_ms - KEEP * day, 0, 0 }, &err));
	EXPECT_INT(commit_posts(lease, &old, 1).n_new, 0);
	CASE("gone for longer than it is kept");
	for (int i = 0; i < 10; i++) {
		now_ms += 10 * day;
		commit_posts(lease, &fresh, 1);
		MUST(store_purge(store, &(struct purge){ now_ms - KEEP * day, 0, 0 }, &err));
	}
	EXPECT_INT(commit_posts(lease, &fresh, 1).n_new, 0);
	EXPECT_INT(commit_posts(lease, &old, 1).n_new, 1);
	end();
}

/* RFC 3229: a server may send for months only what is new, and then all of it at once. */
static void keeps_what_a_part_lacks(void)
{
	static const struct post old = { .id = 1, .alt = 2, .title = "old" };
	const int64_t month = INT64_C(30) * 24 * 3600 * 1000;
	begin();
	struct lease lease = lease_of("hn");
	commit_posts(lease, &old, 1);
	for (uint64_t i = 0; i < 12; i++) {
		const struct post fresh = { .id = 10 + i, .title = "new" };
		struct commit part = commit_of(lease, &fresh, 1, &(struct judge){ 0 });
		now_ms += month;
		part.now_ms = now_ms;
		part.is_partial = true;
		MUST(store_commit(store, &part, 1, &err));
		EXPECT_INT(part.n_new, 1);
		MUST(store_purge(store, &(struct purge){ now_ms - 3 * month, 0, 0 }, &err));
	}
	EXPECT_INT(commit_posts(lease, &old, 1).n_new, 0);
	end();
}

static void purges_in_shares(void)
{
	enum { N = 25000 };
	struct post *posts;
	struct seen_view view;
	begin();
	posts = NEW(arena, struct post, N);
	struct lease lease = lease_of("hn");
	for (size_t i = 0; i < N; i++)
		posts[i].id = i + 1;
	commit_posts(lease, posts, N);
	now_ms += INT64_C(10) * 24 * 3600 * 1000;
	commit_posts(lease, posts, 1);
	MUST(store_purge(store, &(struct purge){ now_ms, 0, 0 }, &err));
	MUST(store_seen(store, lease, arena, &view, &err));
	EXPECT_INT(view.n, N - 20000 + 1);
	EXPECT(sees(&view, 1));
	MUST(store_purge(store, &(struct purge){ now_ms, 0, 0 }, &err));
	MUST(store_seen(store, lease, arena, &view, &err));
	EXPECT_INT(view.n, 1);
	end();
}

int main(void)
{
	RUN(tells_new_items_by_either_key);
	RUN(tells_twins_in_one_answer);
	RUN(numbers_never_come_again);
	RUN(remembers_when_a_story_was_told);
	RUN(one_bad_commit_spoils_no_other);
	RUN(system_errors_undo_all);
	RUN(refuses_an_id_twice);
	RUN(forgets_days_after_the_last_sight);
	RUN(keeps_what_a_part_lacks);
	RUN(purges_in_shares);
	return test_end();
}
