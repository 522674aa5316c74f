/* Processes that end in the middle, and disks that do. */
#include "fixture.h"

#include "room.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "poison.h"

enum { POSTS = 3, ROUNDS = 12 };

static int64_t integrity(void)
{
	struct sql_rows rows = sql_ask(store->sql, "PRAGMA integrity_check", WITH_NOTHING);
	bool is_ok = sql_next(&rows) && str_eq(sql_text(&rows, 0, arena), STR("ok"));
	return sql_end(&rows, &err) && is_ok;
}

/* Three posts that were never there before. */
static bool commit_three(struct lease lease, struct judge *judge, size_t big)
{
	struct arena_mark mark = arena_mark(arena);
	char *title = arena_bytes(arena, big + 2);
	uint64_t first = (uint64_t)counts().seen + 1;
	struct post posts[POSTS];
	memset(title, 'x', big + 1);
	title[big + 1] = 0;
	for (size_t i = 0; i < POSTS; i++)
		posts[i] = (struct post){ .id = first + i, .title = title, .story = "s" };
	struct commit commit = commit_of(lease, posts, POSTS, judge);
	bool is_good = store_commit(store, &commit, 1, &err);
	arena_reset(arena, mark);
	return is_good;
}

static void expect_whole(int64_t at_least, int64_t at_most)
{
	struct counts now = counts();
	EXPECT(integrity());
	EXPECT_INT(now.mentions % POSTS, 0);
	EXPECT_INT(now.seen, now.mentions);
	EXPECT_INT(now.waiting, now.mentions * 2);
	EXPECT(now.mentions >= at_least && now.mentions <= at_most);
}

static void die(void)
{
	_exit(0);
}

static void leaves_nothing_half_done(void)
{
	struct judge judge = { .channel = "chat", .n_rows = 2 };
	begin();
	EXPECT(commit_three(lease_of("hn"), &judge, 1));
	store_close(&store);
	pid_t child = fork();
	if (child == 0) {
		judge.then = die;
		if (open_it())
			commit_three(lease_of("hn"), &judge, 1);
		_exit(1);
	}
	int status = -1;
	EXPECT(waitpid(child, &status, 0) == child && status == 0);
	MUST(open_it());
	expect_whole(POSTS, POSTS);
	end();
}

/* Tells a byte for each commit that store_commit said is saved. */
static void work_until_killed(int told)
{
	struct judge judge = { .channel = "chat", .n_rows = 2 };
	if (!open_it())
		_exit(1);
	struct lease lease = lease_of("hn");
	while (commit_three(lease, &judge, 2000))
		if (write(told, "c", 1) != 1)
			break;
	_exit(1);
}

static int64_t bytes_left(int fd)
{
	char bytes[4096];
	int64_t all = 0;
	for (ssize_t got; (got = read(fd, bytes, sizeof(bytes))) > 0;)
		all += got;
	return all;
}

static void keeps_what_it_said_when_killed(void)
{
	int64_t told = 0;
	begin();
	store_close(&store);
	for (int round = 0; round < ROUNDS; round++) {
		int ends[2], status;
		EXPECT(pipe(ends) == 0);
		pid_t child = fork();
		if (child == 0)
			work_until_killed(ends[1]);
		close(ends[1]);
		usleep((useconds_t)(10000 + round * 4000));
		kill(child, SIGKILL);
		EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
		told += bytes_left(ends[0]) * POSTS;
		close(ends[0]);
		MUST(open_it());
		expect_whole(told, told + POSTS * (round + 1));
		store_close(&store);
	}
	EXPECT(told > 0);
	end();
}

/* Fills the disk, and goes on when there is room again. */
static void expect_full(struct lease lease, const char *words)
{
	struct judge judge = { .channel = "chat", .n_rows = 2 };
	int64_t saved = 0;
	while (commit_three(lease, &judge, 20000) && saved < 1000)
		saved++;
	EXPECT(saved > 0 && saved < 1000);
	EXPECT_INT(err.kind, ERR_SYSTEM);
	EXPECT(strstr(err.text, path) != NULL);
	if (!EXPECT(strstr(err.text, words) != NULL))
		fprintf(stderr, "    %s\n", err.text);
	expect_whole(saved * POSTS, saved * POSTS);
	CASE("marking what was delivered fails in words too");
	struct source_row *sources = NULL;
	size_t n_sources = 0;
	EXPECT(store_sources(store, arena, &sources, &n_sources, &err));
}

static void says_that_a_file_may_not_grow(void)
{
	struct judge judge = { .channel = "chat", .n_rows = 2 };
	struct rlimit before, small;
	begin();
	struct lease lease = lease_of("hn");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 512 * KIB;
	EXPECT(setrlimit(RLIMIT_FSIZE, &small) == 0);
	expect_full(lease, "File too large");
	EXPECT(setrlimit(RLIMIT_FSIZE, &before) == 0);
	CASE("room again");
	int64_t saved = counts().mentions;
	if (!EXPECT(commit_three(lease, &judge, 20000)))
		fprintf(stderr, "    %s\n", err.text);
	expect_whole(saved + POSTS, saved + POSTS);
	reopen();
	expect_whole(saved + POSTS, saved + POSTS);
	end();
}

static void says_that_the_disk_is_full(void)
{
	struct judge judge = { .channel = "chat", .n_rows = 2 };
	arena = arena_new(64 * KIB);
	folder_new();
	if (mount("none", folder, "tmpfs", 0, "size=1m") != 0) {
		fprintf(stderr, "skipped: no tmpfs can be mounted here\n");
		EXPECT(true);
		folder_remove();
		arena_free(&arena);
		return;
	}
	MUST(open_it());
	struct lease lease = lease_of("hn");
	expect_full(lease, "disk is full");
	CASE("room again");
	int64_t saved = counts().mentions;
	EXPECT(mount("none", folder, "tmpfs", MS_REMOUNT, "size=4m") == 0);
	EXPECT(commit_three(lease, &judge, 20000));
	expect_whole(saved + POSTS, saved + POSTS);
	store_close(&store);
	EXPECT(umount(folder) == 0);
	end();
}

int main(void)
{
	RUN(leaves_nothing_half_done);
	RUN(keeps_what_it_said_when_killed);
	RUN(says_that_a_file_may_not_grow);
	RUN(says_that_the_disk_is_full);
	return test_end();
}
