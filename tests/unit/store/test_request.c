#include "fixture.h"

#include "poison.h"

static const int64_t hour = 3600 * 1000;

static size_t requests_of(struct lease lease, struct request_row **rows)
{
	size_t n = 0;
	EXPECT(store_requests(store, lease, 0, arena, rows, &n, &err));
	return n;
}

static void save(struct lease lease, const struct request_row *rows)
{
	const struct place place = { .status = 304, .asked_ms = now_ms };
	struct place_update update = { .lease = lease, .place = &place, .requests = rows };
	MUST(store_places(store, &update, 1, &err));
}

static void keeps_requests_with_the_place(void)
{
	struct request_row *rows = NULL;
	begin();
	struct lease lease = lease_of("hn"), other = lease_of("blog");
	const struct request_row first = { .at_ms = now_ms,
					   .status = 0,
					   .took_ms = 30001,
					   .items = REQUEST_UNREAD,
					   .why = STR("timed out after 30 s \x1b[31m") };
	const struct request_row second = { &first,	      now_ms + 1, 200, 12,
					    INT64_C(1) << 40, 50,	  3,   STR("") };
	save(lease, &second);
	reopen();
	CASE("the newest first");
	EXPECT_INT(requests_of(lease, &rows), 2);
	EXPECT_INT(rows[0].at_ms, now_ms + 1);
	EXPECT_INT(rows[0].status, 200);
	EXPECT_INT(rows[0].took_ms, 12);
	EXPECT_INT(rows[0].bytes, INT64_C(1) << 40);
	EXPECT_INT(rows[0].items, 50);
	EXPECT_INT(rows[0].n_new, 3);
	EXPECT_STR(rows[0].why, STR(""));
	EXPECT_INT(rows[1].status, 0);
	EXPECT_INT(rows[1].items, REQUEST_UNREAD);
	EXPECT_STR(rows[1].why, first.why);
	CASE("since");
	size_t n;
	MUST(store_requests(store, lease, now_ms + 1, arena, &rows, &n, &err));
	EXPECT_INT(n, 1);
	EXPECT_INT(requests_of(other, &rows), 0);
	CASE("the same millisecond again");
	save(lease, &first);
	EXPECT_INT(requests_of(lease, &rows), 2);
	end();
}

static void forgets_them_after_a_day(void)
{
	struct request_row *rows = NULL;
	begin();
	struct lease lease = lease_of("hn"), other = lease_of("blog");
	int64_t began = now_ms;
	for (; now_ms <= began + 30 * hour; now_ms += hour) {
		const struct request_row row = { .at_ms = now_ms, .status = 304 };
		save(lease, &row);
		if (now_ms == began)
			save(other, &row);
	}
	now_ms -= hour;
	EXPECT_INT(requests_of(lease, &rows), 25);
	EXPECT_INT(rows[24].at_ms, now_ms - 24 * hour);
	CASE("asked no more");
	EXPECT_INT(requests_of(other, &rows), 1);
	MUST(store_purge(store, &(struct purge){ .requests_ms = now_ms - 24 * hour }, &err));
	EXPECT_INT(requests_of(other, &rows), 0);
	EXPECT_INT(requests_of(lease, &rows), 25);
	CASE("the clock was ten years ahead");
	const struct request_row early = { .at_ms = now_ms + 87600 * hour, .status = 304 };
	save(other, &early);
	EXPECT_INT(requests_of(other, &rows), 1);
	const struct request_row right = { .at_ms = now_ms, .status = 304 };
	save(other, &right);
	EXPECT_INT(requests_of(other, &rows), 1);
	EXPECT_INT(rows[0].at_ms, now_ms);
	end();
}

static void counts_what_was_new(void)
{
	const struct post posts[] = { { .id = 1 }, { .id = 2 }, { .id = 1 } };
	struct request_row *rows = NULL;
	begin();
	struct lease old = lease_of("hn"), lease = lease_of("hn");
	const struct request_row row = { .at_ms = now_ms, .status = 200, .items = 3 };
	struct commit commit = commit_of(lease, posts, COUNT_OF(posts), NULL);
	commit.request = &row;
	MUST(store_commit(store, &commit, 1, &err));
	EXPECT_INT(requests_of(lease, &rows), 1);
	EXPECT_INT(rows[0].items, 3);
	EXPECT_INT(rows[0].n_new, 2);
	CASE("who lost the lease tells nothing");
	const struct request_row late = { .at_ms = now_ms + 1, .status = 200 };
	save(old, &late);
	EXPECT_INT(requests_of(lease, &rows), 1);
	end();
}

static void changes_sides(void)
{
	struct source_row *sources = NULL;
	size_t n = 0;
	begin();
	struct lease old = lease_of("hn"), lease = lease_of("hn");
	const struct side_update late = { old, SIDE_INTERNAL }, good = { lease, SIDE_INTERNAL };
	MUST(store_sides(store, &late, 1, &err));
	MUST(store_sources(store, arena, &sources, &n, &err));
	EXPECT_INT(sources[0].side, SIDE_EXTERNAL);
	MUST(store_sides(store, &good, 1, &err));
	MUST(store_sources(store, arena, &sources, &n, &err));
	EXPECT_INT(sources[0].side, SIDE_INTERNAL);
	CASE("the lease stays good");
	const struct place place = { .status = 200 };
	struct place_update update = { .lease = lease, .place = &place };
	MUST(store_places(store, &update, 1, &err));
	EXPECT(!update.is_fenced);
	end();
}

int main(void)
{
	RUN(keeps_requests_with_the_place);
	RUN(forgets_them_after_a_day);
	RUN(counts_what_was_new);
	RUN(changes_sides);
	return test_end();
}
