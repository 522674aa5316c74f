#include "fixture.h"

#include "clock.h"

#include "poison.h"

static const struct place full = {
	.has_baseline = true,
	.is_gone = true,
	.etag = STR_INIT("W/\"a\0b\xff\xfe\""),
	.last_modified = STR_INIT("Thu, 01 Jan 1970 00:00:00 GMT "),
	.cursor = STR_INIT("page\r\n2"),
	.moved_to = STR_INIT("http://new.example/"),
	.why = STR_INIT("HTTP 503 \xc3\xa9"),
	.moved_seen = 2,
	.failures = 7,
	.status = 503,
	.body_hash = UINT64_C(0xfedcba9876543210),
	.due_ms = INT64_C(1) << 50,
	.asked_ms = 11,
	.ok_ms = 12,
	.new_ms = 13,
	.failing_since_ms = 14,
	.interval_ms = 15,
	.wait_ms = 16,
	.skip_hours = 1 << 23,
	.skip_days = 1 << 6,
};

static void expect_place(struct place got, const struct place *want)
{
	EXPECT_INT(got.has_baseline, want->has_baseline);
	EXPECT_INT(got.is_gone, want->is_gone);
	EXPECT_STR(got.etag, want->etag);
	EXPECT_STR(got.last_modified, want->last_modified);
	EXPECT_STR(got.cursor, want->cursor);
	EXPECT_STR(got.moved_to, want->moved_to);
	EXPECT_STR(got.why, want->why);
	EXPECT_INT(got.moved_seen, want->moved_seen);
	EXPECT_INT(got.failures, want->failures);
	EXPECT_INT(got.status, want->status);
	EXPECT(got.body_hash == want->body_hash);
	EXPECT_INT(got.due_ms, want->due_ms);
	EXPECT_INT(got.asked_ms, want->asked_ms);
	EXPECT_INT(got.ok_ms, want->ok_ms);
	EXPECT_INT(got.new_ms, want->new_ms);
	EXPECT_INT(got.failing_since_ms, want->failing_since_ms);
	EXPECT_INT(got.interval_ms, want->interval_ms);
	EXPECT_INT(got.wait_ms, want->wait_ms);
	EXPECT_INT(got.skip_hours, want->skip_hours);
	EXPECT_INT(got.skip_days, want->skip_days);
}

static void keeps_places_byte_for_byte(void)
{
	begin();
	struct claim claim = claim_as("a", "hn");
	expect_place(claim.place, &(struct place){ 0 });
	struct place_update update = { .lease = claim.lease, .place = &full };
	MUST(store_places(store, &update, 1, &err));
	EXPECT(!update.is_fenced);
	reopen();
	claim = claim_as("a", "hn");
	expect_place(claim.place, &full);
	CASE("as a query");
	struct source_row *sources = NULL;
	size_t n_sources = 0;
	MUST(store_sources(store, arena, &sources, &n_sources, &err));
	EXPECT_INT(n_sources, 1);
	EXPECT_STR(sources[0].name, STR("hn"));
	expect_place(sources[0].place, &full);
	end();
}

static void leases_to_one_node(void)
{
	begin();
	struct claim first = claim_as("a", "hn");
	EXPECT_INT(first.lease.epoch, 1);
	CASE("a stranger waits");
	EXPECT_INT(claim_as("b", "hn").lease.epoch, 0);
	CASE("its own comes back at once, as a new tenure");
	struct claim again = claim_as("a", "hn");
	EXPECT_INT(again.lease.source, first.lease.source);
	EXPECT_INT(again.lease.epoch, 2);
	CASE("renewed");
	MUST(store_lease_renew(store, STR("a"), now_ms + 120000, &err));
	now_ms += 90000;
	EXPECT_INT(claim_as("b", "hn").lease.epoch, 0);
	CASE("run out");
	now_ms += 30000;
	EXPECT_INT(claim_as("b", "hn").lease.epoch, 3);
	EXPECT_INT(claim_as("a", "hn").lease.epoch, 0);
	CASE("side");
	struct claim inner = { .name = STR("intranet"), .side = SIDE_INTERNAL };
	struct claims claims = { STR("b"), now_ms, now_ms + 1, &inner, 1, arena };
	MUST(store_lease_claim(store, &claims, &err));
	struct source_row *sources = NULL;
	size_t n_sources = 0;
	MUST(store_sources(store, arena, &sources, &n_sources, &err));
	EXPECT_INT(n_sources, 2);
	EXPECT_INT(sources[0].side, SIDE_EXTERNAL);
	EXPECT_INT(sources[1].side, SIDE_INTERNAL);
	end();
}

static void fences_old_tenures(void)
{
	begin();
	struct claim old = claim_as("a", "hn"), other = claim_as("a", "blog");
	struct claim fresh = claim_as("a", "hn");
	struct place_update updates[] = {
		{ .lease = old.lease, .place = &full },
		{ .lease = other.lease, .place = &full },
		{ .lease = { 99, 1 }, .place = &full },
	};
	MUST(store_places(store, updates, COUNT_OF(updates), &err));
	EXPECT(updates[0].is_fenced && !updates[1].is_fenced && updates[2].is_fenced);
	expect_place(claim_as("a", "hn").place, &(struct place){ 0 });
	expect_place(claim_as("a", "blog").place, &full);
	EXPECT_INT(fresh.lease.epoch, 2);
	end();
}

static void sees_keys_in_order(void)
{
	static const uint64_t keys[] = { 1, 5, UINT64_C(1) << 63, UINT64_MAX, 2, UINT64_MAX / 2 };
	struct post posts[COUNT_OF(keys)] = { 0 };
	struct seen_view view;
	begin();
	struct lease lease = lease_of("hn"), other = lease_of("blog");
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		posts[i].id = keys[i];
	struct commit commit = commit_of(lease, posts, COUNT_OF(posts), NULL);
	MUST(store_commit(store, &commit, 1, &err));
	reopen();
	MUST(store_seen(store, lease, arena, &view, &err));
	EXPECT_INT(view.n, COUNT_OF(keys));
	for (size_t i = 0; i + 1 < view.n; i++)
		EXPECT(view.keys[i] < view.keys[i + 1]);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		EXPECT(sees(&view, keys[i]));
	EXPECT(!sees(&view, 0) && !sees(&view, 3) && !sees(&view, UINT64_MAX - 1));
	MUST(store_seen(store, other, arena, &view, &err));
	EXPECT_INT(view.n, 0);
	EXPECT(!sees(&view, 1));
	end();
}

static void is_quick_with_a_thousand(void)
{
	enum { N = 1000 };
	struct place_update updates[N];
	struct claim claims[N] = { 0 };
	begin();
	for (size_t i = 0; i < N; i++)
		claims[i].name = str_fmt(arena, "source %zu", i);
	struct claims all = { STR("a"), now_ms, now_ms + 1, claims, N, arena };
	MUST(store_lease_claim(store, &all, &err));
	for (size_t i = 0; i < N; i++)
		updates[i] = (struct place_update){ .lease = claims[i].lease, .place = &full };
	MUST(store_places(store, updates, N, &err));
	int64_t began = clock_mono_ms();
	MUST(store_places(store, updates, N, &err));
	int64_t took = clock_mono_ms() - began;
	fprintf(stderr, "1,000 places in %d ms\n", (int)took);
	EXPECT(took < 300); /* 30 on an idle machine; sanitizers and neighbours need room */
	end();
}

int main(void)
{
	RUN(keeps_places_byte_for_byte);
	RUN(leases_to_one_node);
	RUN(fences_old_tenures);
	RUN(sees_keys_in_order);
	RUN(is_quick_with_a_thousand);
	return test_end();
}
