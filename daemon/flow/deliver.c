#include "flow_parts.h"

#include "clock.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* From the outbox to a receipt. Each channel has one delivery under way, which keeps the order and
 * lets no failing channel hold up another. A working channel claims a handful of rows at once;
 * their results go to the store together, at the end of the loop's turn. An answer about one row (a
 * mailbox that is full) delays that row; no answer, or "slow down", delays the channel. */

enum { RETRY_FIRST_MS = 3000, DOUBLINGS_MAX = 11 };

static int64_t back_off(int tries)
{
	int by = tries < 1 ? 0 : tries - 1;
	int64_t wait = (int64_t)RETRY_FIRST_MS << (by < DOUBLINGS_MAX ? by : DOUBLINGS_MAX);
	if (wait > HOUR_MS)
		wait = HOUR_MS;
	return wait + clock_random_below(wait / 4 + 1);
}

static void remember(struct flow *flow, const struct out_result *result)
{
	if (flow->n_results == flow->cap_results) {
		flow->cap_results = flow->cap_results ? 2 * flow->cap_results : 64;
		flow->results = realloc(flow->results, flow->cap_results * sizeof(*result));
		if (!flow->results)
			abort();
	}
	flow->results[flow->n_results] = *result;
	struct str *text = &flow->results[flow->n_results++].receipt.text;
	char *copy = malloc(text->len + 1);
	if (!copy)
		abort();
	if (text->len)
		memcpy(copy, text->at, text->len);
	text->at = copy;
}

/* The other rows of the batch wait as long as the channel does. */
static void give_back(struct post *post, int64_t next_ms)
{
	for (; post->next < post->n; post->next++) {
		const struct delivery *row = &post->rows[post->next];
		remember(post->flow, &(struct out_result){
					     .row = row->row,
					     .attempt = row->attempt,
					     .receipt = { .outcome = OUTCOME_LATER },
					     .next_ms = next_ms,
					     .is_untried = true,
				     });
	}
}

static void post_free(struct post *post)
{
	plan_release(&post->plan);
	arena_free(&post->arena);
	free(post);
}

static struct post *post_new(struct flow *flow, struct plan *plan, const struct channel *channel)
{
	struct post *post = calloc(1, sizeof(*post));
	if (!post)
		abort();
	post->flow = flow;
	post->plan = plan_hold(plan);
	post->channel = channel;
	post->arena = arena_new(4 * KIB);
	return post;
}

/* A start or a reload is a human's word: a channel that was off is tried again. */
static bool take_state(struct post *post, struct err *err)
{
	struct channel_state *state = &post->state;
	struct store *store = post->flow->store;
	if (!store_channel_get(store, post->channel->name, post->arena, state, err))
		return false;
	state->channel = post->channel->name;
	state->why = STR("");
	int64_t wait_ms = state->until_ms - clock_wall_ms();
	if (state->state == CHANNEL_THROTTLED && wait_ms <= STORE_WAIT_MAX_MS)
		post->wake_ms = clock_mono_ms() + wait_ms;
	if (state->state != CHANNEL_OFF)
		return true;
	*state = (struct channel_state){ .channel = post->channel->name, .why = STR("") };
	return store_channel_set(store, state, err);
}

/* Posts with a delivery under way live on until it has ended. */
static void let_go(struct flow *flow)
{
	for (size_t i = 0; i < flow->n_posts; i++) {
		struct post *post = flow->posts[i];
		give_back(post, 0);
		post->is_orphan = post->is_sending;
		if (!post->is_orphan) {
			post_free(post);
			continue;
		}
		post->next_orphan = flow->orphan_posts;
		flow->orphan_posts = post;
	}
	free(flow->posts);
	flow->posts = NULL;
	flow->n_posts = 0;
}

void posts_free(struct post **posts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		post_free(posts[i]);
	free(posts);
}

struct post **posts_new(struct flow *flow, struct plan *plan, struct err *err)
{
	size_t n = plan->n_channels;
	struct post **posts = calloc(n + 1, sizeof(struct post *));
	bool is_open = true;
	if (!posts)
		abort();
	for (size_t i = 0; i < n; i++) {
		posts[i] = post_new(flow, plan, &plan->channels[i]);
		is_open = is_open && take_state(posts[i], err);
	}
	if (is_open)
		return posts;
	posts_free(posts, n);
	return NULL;
}

/* All posts are made anew. One with a delivery under way keeps its plan until that has ended; the
 * row stays claimed, so nobody sends it twice. */
void posts_use(struct flow *flow, struct post **posts, size_t n)
{
	let_go(flow);
	flow->posts = posts;
	flow->n_posts = n;
	flow->has_new_rows = true;
}

void posts_close(struct flow *flow)
{
	let_go(flow);
	while (flow->orphan_posts) {
		struct post *post = flow->orphan_posts;
		flow->orphan_posts = post->next_orphan;
		post_free(post);
	}
}

static void save_state(struct post *post)
{
	struct err err = { 0 };
	if (!store_channel_set(post->flow->store, &post->state, &err))
		health_store(post->flow, &err);
}

static void channel_works(struct post *post)
{
	bool was_failing = post->state.state == CHANNEL_FAILING;
	bool was_bad = post->state.failures || post->state.state != CHANNEL_OK;
	post->wake_ms = 0;
	if (!was_bad)
		return;
	post->state = (struct channel_state){ .channel = post->channel->name, .why = STR("") };
	save_state(post);
	if (was_failing)
		health_channel(post->flow, post, false);
}

static void channel_fails(struct post *post, const struct receipt *receipt, int64_t now)
{
	struct channel_state *state = &post->state;
	bool is_off = receipt->outcome == OUTCOME_CHANNEL_OFF;
	snprintf(post->why, sizeof(post->why), STR_FMT, STR_ARG(receipt->text));
	state->why = str_from(post->why);
	state->failures++;
	int64_t wait_ms = receipt->wait_ms ? receipt->wait_ms : back_off(state->failures);
	post->wake_ms = clock_mono_ms() + wait_ms;
	state->until_ms = now + wait_ms;
	if (state->failures == 1)
		state->since_ms = now;
	if (is_off)
		state->state = CHANNEL_OFF;
	else if (state->failures >= FAILING_AFTER)
		state->state = CHANNEL_FAILING;
	else
		state->state = receipt->wait_ms ? CHANNEL_THROTTLED : CHANNEL_OK;
	save_state(post);
	if (is_off || state->failures == FAILING_AFTER)
		health_channel(post->flow, post, true);
}

void deliver_flush(struct flow *flow)
{
	struct err err = { 0 };
	if (flow->n_results == 0 || !health_can_write(flow))
		return;
	bool is_saved = store_out_results(flow->store, flow->results, flow->n_results,
					  clock_wall_ms(), &err);
	health_store(flow, is_saved ? NULL : &err);
	if (!is_saved)
		return; /* kept for the next turn: what was sent must not be sent again */
	for (size_t i = 0; i < flow->n_results; i++)
		free((char *)flow->results[i].receipt.text.at);
	flow->n_results = 0;
}

static void tell_log(const struct delivery *row, const struct receipt *receipt, int64_t next_ms)
{
	if (receipt->outcome == OUTCOME_SENT)
		LOG(delivered, KV("delivery", row->id), KV("channel", row->channel),
		    KV("to", row->recipient), KV_INT("attempt", row->attempt),
		    KV("receipt", receipt->text));
	else if (receipt->outcome == OUTCOME_LATER)
		LOG(delivery_later, KV("delivery", row->id), KV("channel", row->channel),
		    KV_INT("attempt", row->attempt),
		    KV_INT("next_s", (next_ms - clock_wall_ms()) / SECOND_MS),
		    KV("why", receipt->text));
}

static void settle(struct post *post, struct receipt *receipt, bool is_channels_fault)
{
	struct delivery *row = &post->sending;
	int64_t now = clock_wall_ms();
	struct out_result result = { .row = row->row,
				     .attempt = row->attempt,
				     .receipt = *receipt };
	/* That a row is too old says nothing good about a channel that fails. */
	if (receipt->outcome == OUTCOME_LATER && now - row->born_ms > LIFETIME_MS)
		result.receipt.outcome = OUTCOME_DEAD;
	if (is_channels_fault)
		channel_fails(post, receipt, now);
	else
		channel_works(post);
	if (result.receipt.outcome == OUTCOME_LATER)
		result.next_ms = now +
				 (receipt->wait_ms ? receipt->wait_ms : back_off(row->attempt));
	if (is_channels_fault && result.next_ms < post->state.until_ms)
		result.next_ms = post->state.until_ms;
	remember(post->flow, &result);
	tell_log(row, &result.receipt, result.next_ms);
	if (result.receipt.outcome == OUTCOME_DEAD)
		health_dead(post->flow, row, receipt->text);
	if (is_channels_fault)
		give_back(post, post->state.until_ms);
}

static void drop_orphan(struct post *post)
{
	struct post **at = &post->flow->orphan_posts;
	while (*at != post)
		at = &(*at)->next_orphan;
	*at = post->next_orphan;
	post_free(post);
}

static void answered(void *ctx, struct response *response)
{
	struct post *post = ctx;
	struct receipt receipt = { 0 };
	post->channel->kind->read(post->channel, response, post->arena, &receipt);
	bool is_later = receipt.outcome == OUTCOME_LATER;
	post->is_sending = false;
	settle(post, &receipt,
	       receipt.outcome == OUTCOME_CHANNEL_OFF || (is_later && !receipt.is_rows_own));
	if (post->is_orphan)
		drop_orphan(post);
}

static void send_next(struct post *post)
{
	struct request *request = NEW(post->arena, struct request, 1);
	struct err err = { 0 };
	post->sending = post->rows[post->next++];
	if (!post->channel->kind->ask(post->channel, &post->sending, clock_wall_ms(), post->arena,
				      request, &err)) {
		struct receipt receipt = { .outcome = OUTCOME_DEAD, .text = str_from(err.text) };
		settle(post, &receipt, false);
		return;
	}
	post->is_sending = true;
	net_send(post->flow->net, NET_CHANNEL, request, post->arena, answered, post);
}

static bool claim(struct post *post)
{
	struct flow *flow = post->flow;
	struct err err = { 0 };
	int64_t now = clock_wall_ms();
	arena_free(&post->arena);
	post->arena = arena_new(16 * KIB);
	post->n = post->next = 0;
	/* A mail may take its 15 minutes; nobody else takes the row meanwhile. */
	struct out_claim claim = {
		.node = flow->node,
		.channel = post->channel->name,
		.now_ms = now,
		.until_ms = now + HOUR_MS,
		.max = post->state.failures ? 1 : CLAIM_MAX,
		.arena = post->arena,
	};
	if (!store_out_claim(flow->store, &claim, &err)) {
		health_store(flow, &err);
		return false;
	}
	post->rows = claim.rows;
	post->n = claim.n;
	post->idle_until_ms = 0;
	return post->n > 0;
}

/* Nothing is due: how long until it is worth to look again. */
static int64_t idle_wait(const struct post *post)
{
	int64_t due = 0;
	struct err err = { 0 };
	if (!store_out_next(post->flow->store, post->channel->name, &due, &err))
		health_store(post->flow, &err);
	int64_t wait = due ? due - clock_wall_ms() : HOUR_MS;
	return wait < SECOND_MS ? SECOND_MS : wait < HOUR_MS ? wait : HOUR_MS;
}

static bool may_send(const struct post *post)
{
	return !post->is_sending && post->state.state != CHANNEL_OFF;
}

int64_t deliver_next(const struct flow *flow)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < flow->n_posts; i++) {
		const struct post *post = flow->posts[i];
		if (!may_send(post))
			continue;
		int64_t wake = post->next < post->n ? 0 : post->idle_until_ms;
		wake = post->wake_ms > wake ? post->wake_ms : wake;
		next = wake < next ? wake : next;
	}
	return next;
}

/* Is there a row to send now? */
static bool has_row(struct post *post, int64_t now)
{
	struct flow *flow = post->flow;
	if (post->next < post->n)
		return true;
	if (!flow->has_new_rows && post->idle_until_ms > now)
		return false;
	/* What is still only in memory must reach the store before rows are read. */
	deliver_flush(flow);
	if (!flow->is_store_down && claim(post))
		return true;
	if (!flow->is_store_down)
		post->idle_until_ms = now + idle_wait(post);
	return false;
}

void deliver_due(struct flow *flow)
{
	int64_t now = clock_mono_ms();
	for (size_t i = 0; i < flow->n_posts && !flow->is_store_down; i++) {
		struct post *post = flow->posts[i];
		if (may_send(post) && post->wake_ms <= now && has_row(post, now))
			send_next(post);
	}
	/* When the store failed on the way, the rows are still to be looked at. */
	flow->has_new_rows &= flow->is_store_down;
}

/* Claimed rows that have not left are free again for the next daemon. */
void deliver_stop(struct flow *flow)
{
	for (size_t i = 0; i < flow->n_posts; i++)
		give_back(flow->posts[i], clock_wall_ms());
}

bool deliver_is_idle(const struct flow *flow)
{
	for (size_t i = 0; i < flow->n_posts; i++)
		if (flow->posts[i]->is_sending || flow->posts[i]->next < flow->posts[i]->n)
			return false;
	return flow->n_results == 0 && (flow->is_stopping || !flow->has_new_rows);
}

static const struct post *post_of(const struct flow *flow, struct str channel)
{
	for (size_t i = 0; i < flow->n_posts; i++)
		if (str_eq(flow->posts[i]->channel->name, channel))
			return flow->posts[i];
	return NULL;
}

/* Why rows of this channel are given up without one more try, and how old they must be. */
static bool is_hopeless(const struct post *post, struct out_bury *bury)
{
	bury->born_before_ms = INT64_MAX;
	bury->why = STR("the configuration has no such channel any more");
	if (!post)
		return true;
	bury->born_before_ms = bury->now_ms - LIFETIME_MS;
	bury->why = STR("the channel has failed for longer than a delivery lives");
	return post->state.state == CHANNEL_OFF || post->state.state == CHANNEL_FAILING;
}

void deliver_bury(struct flow *flow)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct strs channels;
	struct err err = { 0 };
	bool is_fine = store_out_channels(flow->store, arena, &channels, &err);
	for (size_t i = 0; is_fine && i < channels.n; i++) {
		struct out_bury bury = { .channel = channels.at[i], .now_ms = clock_wall_ms() };
		if (!is_hopeless(post_of(flow, bury.channel), &bury))
			continue;
		is_fine = store_out_bury(flow->store, &bury, &err);
		if (is_fine && bury.n)
			health_buried(flow, bury.channel, bury.n, bury.why);
	}
	if (!is_fine)
		health_store(flow, &err);
}
