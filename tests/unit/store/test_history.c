#include "fixture.h"

#include "poison.h"

static struct judge judge = { .channel = "chat", .n_rows = 1 };

/* Three mentions, a minute apart; ids end in 1, 2, 3, and short ids are s1, s2, s3. */
static void begin_with_three(void)
{
	static const char *const sources[] = { "hn", "blog", "hn" };
	begin();
	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		struct post post = { .id = i + 1, .title = "{\"text\":\"x\"}", .story = "s" };
		struct commit commit = commit_of(lease_of(sources[i]), &post, 1, &judge);
		now_ms += 60000;
		commit.now_ms = now_ms;
		MUST(store_commit(store, &commit, 1, &err));
	}
	reopen();
}

static void finds_mentions(void)
{
	const struct {
		const char *name;
		struct mention_filter filter;
		const char *want; /* short ids, newest first */
	} cases[] = {
		{ "all", { .limit = 0 }, "s3 s2 s1 " },
		{ "limit", { .limit = 2 }, "s3 s2 " },
		{ "since", { .since_ms = now_ms + 120000 }, "s3 s2 " },
		{ "source", { .source = STR("hn") }, "s3 s1 " },
		{ "no such source", { .source = STR("h") }, "" },
		{ "brand", { .brand = STR("globex") }, "s3 s2 s1 " },
		{ "part of a brand", { .brand = STR("acm") }, "" },
		{ "rule", { .rule = STR("complaint"), .source = STR("blog") }, "s2 " },
		{ "no such rule", { .rule = STR("praise") }, "" },
		{ "tone", { .tone = STR("negative"), .limit = 1 }, "s3 " },
		{ "no such tone", { .tone = STR("positive") }, "" },
		{ "id", { .id = STR("01TEST00000000000000000002") }, "s2 " },
		{ "id, small letters", { .id = STR("01test00000000000000000002") }, "s2 " },
		{ "short id", { .id = STR("s2") }, "s2 " },
		{ "short id, large letters", { .id = STR("S2") }, "s2 " },
		{ "prefix", { .id = STR("01TE") }, "s3 s2 s1 " },
		{ "prefix too short", { .id = STR("01T") }, "" },
		{ "prefix that is no prefix", { .id = STR("1TEST") }, "" },
		{ "wildcards are letters", { .id = STR("01T%") }, "" },
		{ "quotes are letters", { .id = STR("' OR 1=1 --") }, "" },
	};
	begin_with_three();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct mention_row *rows = NULL;
		size_t n_rows = 0;
		struct buf got = buf_new(arena, 1000);
		CASE(cases[i].name);
		MUST(store_mentions(store, &cases[i].filter, arena, &rows, &n_rows, &err));
		for (size_t k = 0; k < n_rows; k++)
			buf_fmt(&got, STR_FMT " ", STR_ARG(rows[k].short_id));
		EXPECT_STR(buf_str(&got), str_from(cases[i].want));
	}
	end();
}

static void gives_whole_mentions(void)
{
	struct mention_filter filter = { .limit = 1 };
	struct mention_row *rows = NULL;
	size_t n_rows = 0;
	begin_with_three();
	MUST(store_mentions(store, &filter, arena, &rows, &n_rows, &err));
	EXPECT_INT(n_rows, 1);
	EXPECT_STR(rows[0].id, STR("01TEST00000000000000000003"));
	EXPECT_STR(rows[0].story, STR("s"));
	EXPECT_STR(rows[0].source, STR("hn"));
	EXPECT_STR(rows[0].brands, STR("acme,globex"));
	EXPECT_STR(rows[0].rules, STR("complaint"));
	EXPECT_STR(rows[0].severity, STR("high"));
	EXPECT_STR(rows[0].tone, STR("negative"));
	EXPECT_STR(rows[0].silent, STR(""));
	EXPECT_STR(rows[0].document, STR("{\"text\":\"x\"}"));
	EXPECT(rows[0].score == -0.5);
	EXPECT_INT(rows[0].side, SIDE_EXTERNAL);
	EXPECT_INT(rows[0].seen_ms, now_ms);
	end();
}

static void prefers_the_whole_short_id(void)
{
	struct mention_filter filter = { .id = STR("s1") };
	struct mention_row *rows = NULL;
	size_t n_rows = 0;
	begin();
	for (size_t i = 1; i <= 12; i++) {
		struct post post = { .id = i, .title = "x" };
		struct commit commit = commit_of(lease_of("hn"), &post, 1, &judge);
		MUST(store_commit(store, &commit, 1, &err));
	}
	MUST(store_mentions(store, &filter, arena, &rows, &n_rows, &err));
	EXPECT_INT(n_rows, 1);
	EXPECT_STR(rows[0].short_id, STR("s1"));
	end();
}

static void correct(const char *id, const char *tone)
{
	const struct correction correction = { str_from(id), str_from(tone), now_ms };
	MUST(store_correct(store, &correction, &err));
}

static void keeps_corrections(void)
{
	struct mention_filter filter = { .is_corrected = true };
	struct mention_row *rows = NULL;
	size_t n_rows = 0;
	begin_with_three();
	correct("s2", "positive");
	correct("01TEST00000000000000000003", "neutral");
	correct("S2", "negative");
	reopen();
	MUST(store_mentions(store, &filter, arena, &rows, &n_rows, &err));
	EXPECT_INT(n_rows, 2);
	EXPECT_STR(rows[0].corrected, STR("neutral"));
	EXPECT_STR(rows[1].corrected, STR("negative"));
	EXPECT_STR(rows[1].tone, STR("negative")); /* as it was told */
	filter.brand = STR("initech");
	MUST(store_mentions(store, &filter, arena, &rows, &n_rows, &err));
	EXPECT_INT(n_rows, 0);
	static const char *const none[] = { "", "s9", "01TE" };
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		const struct correction correction = { str_from(none[i]), STR("neutral"), 0 };
		struct err why = { 0 };
		CASE(none[i]);
		EXPECT(!store_correct(store, &correction, &why));
		EXPECT_INT(why.kind, ERR_DATA);
	}
	CASE("they go with their mention");
	const struct purge purge = { .mentions_ms = now_ms + 1 };
	MUST(store_purge(store, &purge, &err));
	filter.brand = STR("");
	MUST(store_mentions(store, &filter, arena, &rows, &n_rows, &err));
	EXPECT_INT(n_rows, 0);
	end();
}

static void answer(const struct delivery *row, enum outcome outcome, const char *text)
{
	struct out_result result = { .row = row->row,
				     .attempt = row->attempt,
				     .receipt = { .outcome = outcome, .text = str_from(text) },
				     .next_ms = now_ms };
	MUST(store_out_results(store, &result, 1, now_ms, &err));
}

static size_t count_of(struct delivery_filter filter)
{
	struct delivery_row *rows = NULL;
	size_t n_rows = 0;
	MUST(store_deliveries(store, &filter, arena, &rows, &n_rows, &err));
	for (size_t i = 0; i + 1 < n_rows; i++)
		EXPECT(str_cmp(rows[i].id, rows[i + 1].id) > 0);
	for (size_t i = 0; i < n_rows; i++)
		EXPECT_INT(rows[i].body.len > 0, filter.has_body);
	return n_rows;
}

static void finds_deliveries(void)
{
	const struct str alert = STR("01TEST00000000000000000002");
	struct delivery_row *rows = NULL;
	size_t n_rows = 0;
	begin_with_three();
	struct out_claim claim = claim_rows("chat");
	answer(&claim.rows[0], OUTCOME_SENT, "ok");
	answer(&claim.rows[1], OUTCOME_DEAD, "HTTP 400");
	EXPECT_INT(count_of((struct delivery_filter){ 0 }), 3);
	EXPECT_INT(count_of((struct delivery_filter){ .limit = 2, .has_body = true }), 2);
	EXPECT_INT(count_of((struct delivery_filter){ .state = STR("sent") }), 1);
	EXPECT_INT(count_of((struct delivery_filter){ .state = STR("dead") }), 1);
	EXPECT_INT(count_of((struct delivery_filter){ .state = STR("waiting") }), 1);
	EXPECT_INT(count_of((struct delivery_filter){ .alert = alert }), 1);
	EXPECT_INT(count_of((struct delivery_filter){ .alert = alert, .state = STR("dead") }), 1);
	EXPECT_INT(count_of((struct delivery_filter){ .alert = alert, .state = STR("sent") }), 0);
	MUST(store_deliveries(store, &(struct delivery_filter){ .alert = alert }, arena, &rows,
			      &n_rows, &err));
	EXPECT_STR(rows[0].short_id, STR("s2"));
	EXPECT_STR(rows[0].last, STR("HTTP 400"));
	EXPECT(!store_deliveries(store, &(struct delivery_filter){ .state = STR("lost") }, arena,
				 &rows, &n_rows, &err));
	EXPECT_INT(err.kind, ERR_CONFIG);
	end();
}

static void tells_every_attempt(void)
{
	struct receipt_row *receipts = NULL;
	size_t n_receipts = 0;
	begin_with_three();
	for (int i = 0; i < 3; i++) {
		struct out_claim claim = claim_rows("chat");
		for (size_t k = 0; k < claim.n; k++)
			if (str_ends(claim.rows[k].alert, STR("1")))
				answer(&claim.rows[k], i < 2 ? OUTCOME_LATER : OUTCOME_SENT,
				       i < 2 ? "451" : "250");
	}
	MUST(store_receipts(store, STR("msg_01TEST00000000000000000001_0"), arena, &receipts,
			    &n_receipts, &err));
	EXPECT_INT(n_receipts, 3);
	for (int i = 0; i < 3 && n_receipts == 3; i++) {
		EXPECT_INT(receipts[i].attempt, i + 1);
		EXPECT_STR(receipts[i].text, i < 2 ? STR("451") : STR("250"));
	}
	MUST(store_receipts(store, STR("nobody"), arena, &receipts, &n_receipts, &err));
	EXPECT_INT(n_receipts, 0);
	end();
}

static void forgets_what_has_ended(void)
{
	struct receipt_row *receipts = NULL;
	size_t n_receipts = 0;
	begin_with_three();
	EXPECT_INT(counts().oldest_waiting_ms, now_ms - 120000);
	struct out_claim claim = claim_rows("chat");
	answer(&claim.rows[0], OUTCOME_SENT, "ok");
	MUST(store_purge(store, &(struct purge){ 0, now_ms, 0 }, &err));
	EXPECT_INT(counts().mentions, 1);
	EXPECT_INT(count_of((struct delivery_filter){ 0 }), 3);
	MUST(store_purge(store, &(struct purge){ 0, now_ms + 1, 0 }, &err));
	EXPECT_INT(counts().mentions, 0);
	EXPECT_INT(count_of((struct delivery_filter){ 0 }), 2);
	EXPECT_INT(counts().waiting, 2);
	MUST(store_receipts(store, claim.rows[0].id, arena, &receipts, &n_receipts, &err));
	EXPECT_INT(n_receipts, 0);
	end();
}

int main(void)
{
	RUN(finds_mentions);
	RUN(gives_whole_mentions);
	RUN(keeps_corrections);
	RUN(prefers_the_whole_short_id);
	RUN(finds_deliveries);
	RUN(tells_every_attempt);
	RUN(forgets_what_has_ended);
	return test_end();
}
