#include "fixture.h"

#include "poison.h"

static void enqueue(const char *id, const char *channel)
{
	struct delivery row = { .id = str_from(id),
				.alert = STR("alert"),
				.channel = str_from(channel),
				.recipient = STR("r@x.example"),
				.body = STR("To: \0\xff\r\n.\r\n"),
				.note = STR("from") };
	MUST(store_enqueue(store, &row, 1, now_ms, &err));
}

static void answer(const struct delivery *row, enum outcome outcome, int64_t next_ms)
{
	struct out_result result = { .row = row->row,
				     .attempt = row->attempt,
				     .receipt = { .outcome = outcome, .text = STR("250 ok") },
				     .next_ms = next_ms };
	MUST(store_out_results(store, &result, 1, now_ms, &err));
}

static struct delivery_row look(const char *id)
{
	struct delivery_filter all = { .has_body = true };
	struct delivery_row *rows = NULL;
	size_t n_rows = 0;
	MUST(store_deliveries(store, &all, arena, &rows, &n_rows, &err));
	for (size_t i = 0; i < n_rows; i++)
		if (str_eq(rows[i].id, str_from(id)))
			return rows[i];
	bool is_there = false;
	EXPECT(is_there);
	return (struct delivery_row){ 0 };
}

static int64_t next_due(const char *channel)
{
	int64_t due = -1;
	EXPECT(store_out_next(store, str_from(channel), &due, &err));
	return due;
}

static void gives_bytes_back(void)
{
	begin();
	enqueue("m1", "mail");
	reopen();
	struct out_claim claim = claim_rows("mail");
	EXPECT_INT(claim.n, 1);
	EXPECT_STR(claim.rows[0].id, STR("m1"));
	EXPECT_STR(claim.rows[0].alert, STR("alert"));
	EXPECT_STR(claim.rows[0].channel, STR("mail"));
	EXPECT_STR(claim.rows[0].recipient, STR("r@x.example"));
	EXPECT_STR(claim.rows[0].body, STR("To: \0\xff\r\n.\r\n"));
	EXPECT_STR(claim.rows[0].note, STR("from"));
	EXPECT_INT(claim.rows[0].attempt, 1);
	EXPECT_INT(claim.rows[0].born_ms, now_ms);
	EXPECT_STR(look("m1").body, STR("To: \0\xff\r\n.\r\n"));
	end();
}

static void leases_until_the_lease_ends(void)
{
	begin();
	EXPECT_INT(next_due("mail"), 0);
	enqueue("m1", "mail");
	EXPECT_INT(next_due("mail"), now_ms);
	EXPECT_INT(claim_rows("mail").n, 1);
	EXPECT_INT(claim_rows("mail").n, 0);
	EXPECT_INT(next_due("mail"), now_ms + 60000);
	CASE("the node comes back");
	reopen();
	MUST(store_out_recover(store, STR("b"), &err));
	EXPECT_INT(claim_rows("mail").n, 0);
	MUST(store_out_recover(store, STR("a"), &err));
	EXPECT_INT(claim_rows("mail").rows[0].attempt, 2);
	CASE("the lease runs out");
	now_ms += 60000;
	struct out_claim third = claim_rows("mail");
	EXPECT_INT(third.n, 1);
	EXPECT_INT(third.rows[0].attempt, 3);
	end();
}

static void claims_the_longest_due_first(void)
{
	static const char *const ids[] = { "m0", "m1", "m2", "m3" };
	begin();
	for (size_t i = 0; i < COUNT_OF(ids); i++, now_ms += i == 2)
		enqueue(ids[i], "chat");
	enqueue("o", "ops");
	struct out_claim claim = claim_rows("chat");
	EXPECT_INT(claim.n, 4);
	for (size_t i = 0; i < claim.n; i++)
		EXPECT_STR(claim.rows[i].id, str_from(ids[i]));
	answer(&claim.rows[1], OUTCOME_LATER, now_ms + 5000);
	answer(&claim.rows[0], OUTCOME_LATER, now_ms + 9000);
	CASE("as many as asked");
	now_ms += 10000;
	struct out_claim one = { STR("a"), STR("chat"), now_ms, now_ms + 1, 1, arena, NULL, 0 };
	MUST(store_out_claim(store, &one, &err));
	EXPECT_INT(one.n, 1);
	EXPECT_STR(one.rows[0].id, STR("m1"));
	end();
}

static void tries_a_failing_channel_with_another_row(void)
{
	begin();
	enqueue("poison", "chat");
	struct out_claim first = claim_rows("chat");
	answer(&first.rows[0], OUTCOME_LATER, now_ms + 1000);
	now_ms += 2000;
	enqueue("m1", "chat");
	struct out_claim one = { STR("a"), STR("chat"), now_ms, now_ms + 1, 1, arena, NULL, 0 };
	MUST(store_out_claim(store, &one, &err));
	EXPECT_STR(one.rows[0].id, STR("m1"));
	end();
}

static void takes_back_what_was_not_tried(void)
{
	begin();
	enqueue("m1", "chat");
	struct out_claim claim = claim_rows("chat");
	struct out_result back = { .row = claim.rows[0].row,
				   .attempt = claim.rows[0].attempt,
				   .next_ms = now_ms + 5000,
				   .is_untried = true };
	MUST(store_out_results(store, &back, 1, now_ms, &err));
	EXPECT_INT(claim_rows("chat").n, 0);
	now_ms += 5000;
	claim = claim_rows("chat");
	EXPECT_INT(claim.n, 1);
	EXPECT_INT(claim.rows[0].attempt, 1);
	struct receipt_row *receipts;
	size_t n = 1;
	MUST(store_receipts(store, STR("m1"), arena, &receipts, &n, &err));
	EXPECT_INT(n, 0);
	end();
}

static void ends_as_the_answer_says(void)
{
	static const struct {
		const char *name;
		enum outcome outcome;
		const char *state, *outcome_name;
		int64_t due;
	} cases[] = {
		{ "sent", OUTCOME_SENT, "sent", "sent", 0 },
		{ "later", OUTCOME_LATER, "waiting", "later", 7000 },
		{ "dead", OUTCOME_DEAD, "dead", "dead", 0 },
		{ "off", OUTCOME_CHANNEL_OFF, "waiting", "channel-off", 1 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct receipt_row *receipts = NULL;
		size_t n_receipts = 0;
		CASE(cases[i].name);
		begin();
		enqueue("m1", "chat");
		struct out_claim claim = claim_rows("chat");
		now_ms++;
		answer(&claim.rows[0], cases[i].outcome, now_ms + 7000);
		reopen();
		struct delivery_row row = look("m1");
		bool is_done = cases[i].due == 0;
		EXPECT_STR(row.state, str_from(cases[i].state));
		EXPECT_STR(row.last, STR("250 ok"));
		EXPECT_INT(row.attempts, 1);
		EXPECT_INT(row.done_ms, is_done ? now_ms : 0);
		EXPECT_INT(next_due("chat"), is_done ? 0 : now_ms + cases[i].due / 1000 * 1000);
		EXPECT_INT(counts().waiting, !is_done);
		EXPECT_INT(counts().dead, cases[i].outcome == OUTCOME_DEAD);
		MUST(store_receipts(store, STR("m1"), arena, &receipts, &n_receipts, &err));
		EXPECT_INT(n_receipts, 1);
		EXPECT_STR(receipts[0].outcome, str_from(cases[i].outcome_name));
		EXPECT_STR(receipts[0].text, STR("250 ok"));
		EXPECT_INT(receipts[0].at_ms, now_ms);
		EXPECT_INT(receipts[0].attempt, 1);
		end();
	}
}

static void late_answers_decide_nothing_but_sent(void)
{
	begin();
	enqueue("m1", "chat");
	struct delivery old = claim_rows("chat").rows[0];
	now_ms += 60000;
	struct delivery fresh = claim_rows("chat").rows[0];
	answer(&old, OUTCOME_DEAD, 0);
	EXPECT_STR(look("m1").state, STR("waiting"));
	EXPECT_INT(look("m1").next_ms, now_ms + 60000);
	answer(&fresh, OUTCOME_DEAD, 0);
	EXPECT_STR(look("m1").state, STR("dead"));
	answer(&fresh, OUTCOME_LATER, now_ms);
	EXPECT_STR(look("m1").state, STR("dead"));
	answer(&old, OUTCOME_SENT, 0);
	EXPECT_STR(look("m1").state, STR("sent"));
	answer(&fresh, OUTCOME_DEAD, 0);
	EXPECT_STR(look("m1").state, STR("sent"));
	CASE("a row that is not there harms no other");
	answer(&(struct delivery){ .row = 99, .attempt = 1 }, OUTCOME_SENT, 0);
	end();
}

static void channels_open_and_close(void)
{
	struct channel_state state, off = { .channel = STR("chat"),
					    .state = CHANNEL_OFF,
					    .since_ms = 5,
					    .until_ms = 6,
					    .why = STR("HTTP 410"),
					    .failures = 3 };
	begin();
	MUST(store_channel_get(store, STR("chat"), arena, &state, &err));
	EXPECT_INT(state.state, CHANNEL_OK);
	enqueue("m1", "chat");
	now_ms += 1000;
	enqueue("m2", "ops");
	MUST(store_channel_set(store, &off, &err));
	reopen();
	MUST(store_channel_get(store, STR("chat"), arena, &state, &err));
	EXPECT_INT(state.state, CHANNEL_OFF);
	EXPECT_STR(state.why, STR("HTTP 410"));
	EXPECT_INT(state.failures, 3);
	EXPECT_INT(state.since_ms, 5);
	EXPECT_INT(state.until_ms, 6);
	CASE("off");
	EXPECT_INT(claim_rows("chat").n, 0);
	EXPECT_INT(next_due("ops"), now_ms);
	CASE("throttled");
	off.state = CHANNEL_THROTTLED;
	off.until_ms = now_ms + 3000;
	MUST(store_channel_set(store, &off, &err));
	EXPECT_INT(claim_rows("chat").n, 0);
	EXPECT_INT(claim_rows("ops").n, 1);
	EXPECT_INT(next_due("ops"), now_ms + 60000);
	now_ms += 3000;
	EXPECT_INT(claim_rows("chat").n, 1);
	CASE("failing still tries");
	enqueue("m3", "chat");
	off.state = CHANNEL_FAILING;
	MUST(store_channel_set(store, &off, &err));
	EXPECT_INT(claim_rows("chat").n, 1);
	end();
}

static void revives_the_dead(void)
{
	size_t n = 99;
	begin();
	enqueue("m1", "chat");
	enqueue("m2", "chat");
	enqueue("m3", "chat");
	struct out_claim claim = claim_rows("chat");
	for (size_t i = 0; i < claim.n; i++)
		answer(&claim.rows[i], i ? OUTCOME_DEAD : OUTCOME_SENT, 0);
	EXPECT_INT(counts().dead, 2);
	now_ms += 100;
	MUST(store_revive(store, STR("m1"), now_ms, &n, &err));
	EXPECT_INT(n, 0);
	MUST(store_revive(store, STR("m2"), now_ms, &n, &err));
	EXPECT_INT(n, 1);
	MUST(store_revive(store, STR(""), now_ms, &n, &err));
	EXPECT_INT(n, 1);
	claim = claim_rows("chat");
	EXPECT_INT(claim.n, 2);
	EXPECT_INT(claim.rows[0].attempt, 2);
	EXPECT_INT(claim.rows[0].born_ms, now_ms);
	end();
}

static void buries_what_nobody_takes(void)
{
	struct strs waiting;
	struct out_bury bury = { .channel = STR("mail"), .why = STR("gone") };
	begin();
	enqueue("m1", "mail");
	enqueue("m2", "mail");
	now_ms += 1000;
	enqueue("m3", "mail");
	enqueue("c1", "chat");
	MUST(store_out_channels(store, arena, &waiting, &err));
	EXPECT_INT(waiting.n, 2);
	EXPECT_STR(waiting.at[1], STR("mail"));
	now_ms += 1;
	bury.born_before_ms = bury.now_ms = now_ms - 1;
	MUST(store_out_bury(store, &bury, &err));
	EXPECT_INT(bury.n, 2);
	EXPECT_STR(look("m1").state, STR("dead"));
	EXPECT_STR(look("m1").last, STR("gone"));
	EXPECT_STR(look("m3").state, STR("waiting"));
	claim_rows("mail"); /* what is under way is not buried */
	bury.born_before_ms = INT64_MAX;
	MUST(store_out_bury(store, &bury, &err));
	EXPECT_INT(bury.n, 0);
	EXPECT_INT(counts().waiting, 2);
	end();
}

static void a_clock_set_back_delays_nothing(void)
{
	begin();
	enqueue("m1", "chat");
	answer(&claim_rows("chat").rows[0], OUTCOME_LATER, now_ms + 60000);
	now_ms -= INT64_C(365) * 24 * 3600 * 1000;
	EXPECT_INT(claim_rows("chat").n, 1);
	end();
}

int main(void)
{
	RUN(gives_bytes_back);
	RUN(leases_until_the_lease_ends);
	RUN(claims_the_longest_due_first);
	RUN(tries_a_failing_channel_with_another_row);
	RUN(takes_back_what_was_not_tried);
	RUN(ends_as_the_answer_says);
	RUN(late_answers_decide_nothing_but_sent);
	RUN(channels_open_and_close);
	RUN(revives_the_dead);
	RUN(buries_what_nobody_takes);
	RUN(a_clock_set_back_delays_nothing);
	return test_end();
}
