/* The store beside a model of it in plain arrays: thousands of seeded steps, and after each of
 * them both must say the same. */
#include "fixture.h"

#include <assert.h>

#include "poison.h"

enum { SOURCES = 2, CHANNELS = 2, STEPS = 4000, ROWS_MAX = STEPS, NODE_MS = 60000 };
enum { WINDOW = 16, KEYS = STEPS / 8 + WINDOW };

static struct row {
	int channel, state, attempt;
	int64_t next_ms, born_ms;
} rows[ROWS_MAX];
static size_t n_rows;
static bool is_seen[SOURCES][KEYS];
static struct lease leases[SOURCES];
static struct channel_state channels[CHANNELS];
static int64_t n_seen, n_mentions;
static struct delivery held[ROWS_MAX]; /* claimed, and not yet answered */
static size_t n_held;

static const char *const source_names[] = { "hn", "blog" };
static const char *const channel_names[] = { "chat", "mail" };
enum { WAITING, SENT, DEAD };

static uint64_t chance = 20260101;
static size_t below(size_t n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (size_t)(chance % n);
}

/* Keys move on slowly, so that there are old ones and new ones at any time. */
static size_t step;
static uint64_t key_any(void)
{
	return 1 + step / 8 + below(WINDOW - 1);
}

static bool model_is_new(size_t source, const struct post *post)
{
	bool was_there = is_seen[source][post->id] || is_seen[source][post->alt];
	is_seen[source][post->id] = is_seen[source][post->alt] = true;
	is_seen[source][0] = false;
	return !was_there;
}

static void step_commit(void)
{
	size_t source = below(SOURCES), channel = below(CHANNELS), n = below(5), n_new = 0;
	bool is_stale = below(8) == 0, is_refused = below(8) == 0;
	struct post posts[5] = { 0 };
	struct judge judge = { .channel = channel_names[channel], .n_rows = 1 };
	for (size_t i = 0; i < n; i++)
		posts[i] = (struct post){ key_any(), below(2) ? key_any() : 0, "x", "s" };
	assert(n_rows + n <= ROWS_MAX);
	struct commit commit = commit_of(leases[source], posts, n, &judge);
	commit.lease.epoch -= is_stale;
	if (is_refused)
		judge.fails = ERR_LIMIT, judge.fails_at = "x";
	MUST(store_commit(store, &commit, 1, &err));
	bool is_before[KEYS];
	memcpy(is_before, is_seen[source], sizeof(is_before));
	for (size_t i = 0; i < n && !is_stale; i++)
		n_new += model_is_new(source, &posts[i]);
	bool has_failed = is_stale || (is_refused && n_new > 0);
	EXPECT_INT(commit.err.kind != ERR_NONE, has_failed);
	if (has_failed) {
		memcpy(is_seen[source], is_before, sizeof(is_before));
		return;
	}
	EXPECT_INT(commit.n_new, n_new);
	n_seen += (int64_t)n_new;
	n_mentions += (int64_t)n_new;
	for (size_t i = 0; i < n_new; i++)
		rows[n_rows++] = (struct row){ (int)channel, WAITING, 0, now_ms, now_ms };
}

static bool is_closed(const struct channel_state *channel)
{
	return channel->state == CHANNEL_OFF ||
	       (channel->state == CHANNEL_THROTTLED && channel->until_ms > now_ms);
}

/* The longest due row of a channel, or NULL. */
static struct row *model_due(int channel)
{
	struct row *best = NULL;
	if (is_closed(&channels[channel]))
		return NULL;
	for (struct row *row = rows; row < rows + n_rows; row++)
		if (row->channel == channel && row->state == WAITING && row->next_ms <= now_ms &&
		    (!best || row->next_ms < best->next_ms ||
		     (row->next_ms == best->next_ms && row->born_ms < best->born_ms)))
			best = row;
	return best;
}

static void step_claim(void)
{
	size_t channel = below(CHANNELS);
	struct out_claim claim = claim_rows(channel_names[channel]);
	for (size_t i = 0; i < claim.n; i++) {
		struct row *row = model_due((int)channel);
		if (!EXPECT(row != NULL))
			return;
		row->attempt++;
		row->next_ms = now_ms + NODE_MS;
		EXPECT_INT(claim.rows[i].row, row - rows + 1);
		EXPECT_INT(claim.rows[i].attempt, row->attempt);
		EXPECT_INT(claim.rows[i].born_ms, row->born_ms);
		assert(n_held < ROWS_MAX);
		held[n_held++] = claim.rows[i];
	}
	EXPECT(claim.n == 10 || !model_due((int)channel));
}

static void step_answer(void)
{
	if (n_held == 0)
		return;
	struct delivery *delivery = &held[below(n_held)];
	enum outcome outcome = (enum outcome)below(4);
	struct row *row = &rows[delivery->row - 1];
	struct out_result result = { delivery->row,
				     delivery->attempt,
				     { .outcome = outcome },
				     now_ms + (int64_t)below(5000) };
	MUST(store_out_results(store, &result, 1, now_ms, &err));
	if (outcome == OUTCOME_SENT)
		row->state = SENT;
	else if (row->state == WAITING && row->attempt == delivery->attempt) {
		row->state = outcome == OUTCOME_DEAD ? DEAD : WAITING;
		row->next_ms = outcome == OUTCOME_LATER ? result.next_ms : now_ms;
	}
	*delivery = held[--n_held];
}

static void step_revive(void)
{
	size_t n, want = 0;
	MUST(store_revive(store, STR(""), now_ms, &n, &err));
	for (struct row *row = rows; row < rows + n_rows; row++)
		if (row->state == DEAD) {
			row->state = WAITING;
			row->next_ms = row->born_ms = now_ms;
			want++;
		}
	EXPECT_INT(n, want);
}

static void step_lease(void)
{
	size_t source = below(SOURCES);
	int64_t before = leases[source].epoch;
	leases[source] = lease_of(source_names[source]);
	EXPECT_INT(leases[source].epoch, before + 1);
}

static void step_channel(void)
{
	struct channel_state *channel = &channels[below(CHANNELS)];
	channel->state = (unsigned)(below(2) ? below(4) : 0);
	channel->until_ms = now_ms + (int64_t)below(3000);
	MUST(store_channel_set(store, channel, &err));
}

static void step_time(void)
{
	now_ms += (int64_t)below(40000);
}

static void compare(void)
{
	struct counts got = counts();
	int64_t waiting = 0, dead = 0, next[CHANNELS] = { 0 }, due = 0;
	for (struct row *row = rows; row < rows + n_rows; row++) {
		int64_t *first = &next[row->channel];
		waiting += row->state == WAITING;
		dead += row->state == DEAD;
		if (row->state == WAITING && (*first == 0 || row->next_ms < *first))
			*first = row->next_ms;
	}
	for (size_t i = 0; i < CHANNELS; i++) {
		MUST(store_out_next(store, channels[i].channel, &due, &err));
		EXPECT_INT(due, next[i]);
	}
	EXPECT_INT(got.waiting, waiting);
	EXPECT_INT(got.dead, dead);
	EXPECT_INT(got.seen, n_seen);
	EXPECT_INT(got.mentions, n_mentions);
}

static void agrees_with_the_model(void)
{
	static void (*const steps[])(void) = {
		step_commit, step_commit, step_claim, step_claim, step_answer,	step_answer,
		step_answer, step_answer, step_time,  step_lease, step_channel, step_channel
	};
	begin();
	for (size_t i = 0; i < SOURCES; i++)
		leases[i] = lease_of(source_names[i]);
	for (size_t i = 0; i < CHANNELS; i++)
		channels[i].channel = str_from(channel_names[i]);
	for (step = 0; step < STEPS && test_bad == 0; step++) {
		struct arena_mark mark = arena_mark(arena);
		steps[below(COUNT_OF(steps))]();
		if (step % 100 == 99)
			step_revive();
		if (step % 50 == 49)
			reopen();
		compare();
		arena_reset(arena, mark);
	}
	fprintf(stderr, "%d steps, %zu rows\n", STEPS, n_rows);
	EXPECT(n_rows > STEPS / 20);
	end();
}

int main(void)
{
	RUN(agrees_with_the_model);
	return test_end();
}
