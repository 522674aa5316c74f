/* Who may start, and when.
 *
 * A host (name:port) has a queue and at most per_host transfers under way; hosts that could go on
 * stand in the row of ready ones and are served in turn, so a host with a thousand feeds delays
 * nobody. After a transfer a host may rest for a while (the gap): rests are all of one length, so
 * the row of resting hosts is in the order of their ends. Hosts are known by a hash alone; two that
 * collide would merely take turns. A host nobody waits for is forgotten.
 * A host that asked to be left alone is held: nobody waits there until the time is over, for that
 * may be days, and a request that waits for days is not what its owner wants any more.
 * Over all hosts `running` transfers go at once. One without a byte after half a second is moved,
 * in account only, to the slow ones, of which there may be many: hangers occupy no place. */
#include "transfer.h"

#include "hash.h"

#include <assert.h>

#include "poison.h"

enum { BUCKETS = 4096 };

struct host {
	uint64_t key;
	struct host *next_in_bucket;
	struct host *next; /* in the row of ready or resting ones, or of unused structs */
	struct transfers queue;
	size_t running;
	bool is_in_row;
	int64_t rests_until_ms;
	int64_t held_until_ms;
	struct host *next_held;
};

struct row {
	struct host *head, *tail;
};

struct throttle {
	struct arena *arena;
	struct throttle_limits limits;
	struct host *buckets[BUCKETS];
	struct host *unused;
	struct host *held; /* in no order */
	struct row ready, resting;
	struct transfer *running; /* not the slow ones; in no order */
	size_t n_running, n_slow;
};

void transfers_put(struct transfers *queue, struct transfer *transfer)
{
	transfer->next = NULL;
	if (queue->tail)
		queue->tail->next = transfer;
	else
		queue->head = transfer;
	queue->tail = transfer;
}

void transfers_put_first(struct transfers *queue, struct transfer *transfer)
{
	transfer->next = queue->head;
	queue->head = transfer;
	if (!queue->tail)
		queue->tail = transfer;
}

struct transfer *transfers_take(struct transfers *queue)
{
	struct transfer *transfer = queue->head;
	if (!transfer)
		return NULL;
	queue->head = transfer->next;
	if (!queue->head)
		queue->tail = NULL;
	transfer->next = NULL;
	return transfer;
}

static void row_put(struct row *row, struct host *host)
{
	host->is_in_row = true;
	host->next = NULL;
	if (row->tail)
		row->tail->next = host;
	else
		row->head = host;
	row->tail = host;
}

static struct host *row_take(struct row *row)
{
	struct host *host = row->head;
	row->head = host->next;
	if (!row->head)
		row->tail = NULL;
	host->is_in_row = false;
	return host;
}

struct throttle *throttle_new(struct arena *arena)
{
	struct throttle *throttle = NEW(arena, struct throttle, 1);
	throttle->arena = arena;
	return throttle;
}

void throttle_set(struct throttle *throttle, struct throttle_limits limits)
{
	throttle->limits = limits;
}

static struct host **host_slot(struct throttle *throttle, uint64_t key)
{
	struct host **slot = &throttle->buckets[key % BUCKETS];
	while (*slot && (*slot)->key != key)
		slot = &(*slot)->next_in_bucket;
	return slot;
}

static uint64_t key_of(const struct target *target)
{
	return hash_more(hash_str(target->host), target->port);
}

static struct host *host_get(struct throttle *throttle, const struct target *target)
{
	uint64_t key = key_of(target);
	struct host **slot = host_slot(throttle, key);
	if (*slot)
		return *slot;
	struct host *host = throttle->unused;
	if (host)
		throttle->unused = host->next;
	else
		host = NEW(throttle->arena, struct host, 1);
	*host = (struct host){ .key = key };
	*slot = host;
	return host;
}

/* The host stands where it belongs: among the ready, among the resting, nowhere, or forgotten. */
static void host_settle(struct throttle *throttle, struct host *host, int64_t now_ms)
{
	if (host->is_in_row)
		return;
	if (host->rests_until_ms > now_ms) {
		row_put(&throttle->resting, host);
	} else if (host->queue.head && host->running < throttle->limits.per_host) {
		row_put(&throttle->ready, host);
	} else if (!host->queue.head && host->running == 0 && !host->held_until_ms) {
		*host_slot(throttle, host->key) = host->next_in_bucket;
		host->next = throttle->unused;
		throttle->unused = host;
	}
}

static void forget_held(struct throttle *throttle, int64_t now_ms)
{
	struct host **at = &throttle->held;
	while (*at) {
		struct host *host = *at;
		if (host->held_until_ms > now_ms) {
			at = &host->next_held;
			continue;
		}
		*at = host->next_held;
		host->held_until_ms = 0;
		host_settle(throttle, host, now_ms);
	}
}

struct transfers throttle_hold(struct throttle *throttle, const struct target *target,
			       int64_t until_ms, int64_t now_ms)
{
	forget_held(throttle, now_ms);
	struct host *host = host_get(throttle, target);
	struct transfers waiting = host->queue;
	host->queue = (struct transfers){ 0 };
	if (!host->held_until_ms) {
		host->next_held = throttle->held;
		throttle->held = host;
	}
	if (host->held_until_ms < until_ms)
		host->held_until_ms = until_ms;
	return waiting;
}

int64_t throttle_held(struct throttle *throttle, const struct target *target, int64_t now_ms)
{
	const struct host *host = *host_slot(throttle, key_of(target));
	return host && host->held_until_ms > now_ms ? host->held_until_ms : 0;
}

void throttle_put(struct throttle *throttle, struct transfer *transfer, bool is_first)
{
	struct host *host = host_get(throttle, &transfer->now);
	transfer->host = host;
	if (is_first)
		transfers_put_first(&host->queue, transfer);
	else
		transfers_put(&host->queue, transfer);
	/* A host that rests stands in its row, so no time is needed here. */
	host_settle(throttle, host, INT64_MAX);
}

static void running_add(struct throttle *throttle, struct transfer *transfer)
{
	transfer->next_running = throttle->running;
	throttle->running = transfer;
	throttle->n_running++;
}

static void running_remove(struct throttle *throttle, const struct transfer *transfer)
{
	struct transfer **at = &throttle->running;
	while (*at && *at != transfer)
		at = &(*at)->next_running;
	assert(*at);
	*at = transfer->next_running;
	throttle->n_running--;
}

static bool is_hanging(const struct transfer *transfer, int64_t now_ms)
{
	return !transfer->has_byte && now_ms - transfer->started_ms >= SLOW_AFTER_MS;
}

static void move_slow(struct throttle *throttle, int64_t now_ms)
{
	struct transfer *next;
	for (struct transfer *t = throttle->running; t; t = next) {
		next = t->next_running;
		if (throttle->n_slow >= throttle->limits.slow || !is_hanging(t, now_ms))
			continue;
		running_remove(throttle, t);
		t->is_slow = true;
		throttle->n_slow++;
	}
}

static void wake_rested(struct throttle *throttle, int64_t now_ms)
{
	while (throttle->resting.head && throttle->resting.head->rests_until_ms <= now_ms)
		host_settle(throttle, row_take(&throttle->resting), now_ms);
}

/* A host stays in the row when those who waited for it were taken away. */
static struct host *take_ready(struct throttle *throttle, int64_t now_ms)
{
	while (throttle->ready.head) {
		struct host *host = row_take(&throttle->ready);
		if (host->queue.head)
			return host;
		host_settle(throttle, host, now_ms);
	}
	return NULL;
}

struct transfer *throttle_next(struct throttle *throttle, int64_t now_ms)
{
	move_slow(throttle, now_ms);
	wake_rested(throttle, now_ms);
	if (throttle->n_running >= throttle->limits.running)
		return NULL;
	struct host *host = take_ready(throttle, now_ms);
	if (!host)
		return NULL;
	struct transfer *transfer = transfers_take(&host->queue);
	host->running++;
	transfer->started_ms = now_ms;
	transfer->is_slow = false;
	transfer->is_followed = host->queue.head;
	running_add(throttle, transfer);
	host_settle(throttle, host, now_ms);
	return transfer;
}

void throttle_leave(struct throttle *throttle, struct transfer *transfer, int64_t now_ms,
		    bool has_rest)
{
	struct host *host = transfer->host;
	if (transfer->is_slow)
		throttle->n_slow--;
	else
		running_remove(throttle, transfer);
	host->running--;
	transfer->host = NULL;
	if (has_rest)
		host->rests_until_ms = now_ms + throttle->limits.gap_ms;
	host_settle(throttle, host, now_ms);
}

int64_t throttle_due(const struct throttle *throttle, int64_t now_ms)
{
	int64_t due = INT64_MAX;
	if (throttle->resting.head)
		due = throttle->resting.head->rests_until_ms;
	if (throttle->n_running < throttle->limits.running || !throttle->ready.head ||
	    throttle->n_slow >= throttle->limits.slow)
		return due;
	for (const struct transfer *t = throttle->running; t; t = t->next_running) {
		int64_t hangs_ms = t->started_ms + SLOW_AFTER_MS;
		if (!t->has_byte && hangs_ms < due)
			due = hangs_ms > now_ms ? hangs_ms : now_ms;
	}
	return due;
}
