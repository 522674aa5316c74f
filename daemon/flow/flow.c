#include "flow_parts.h"

#include "clock.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "poison.h"

/* One turn of the loop: wait for bytes, a finished job or the next due time; take finished jobs
 * into one transaction; send what the outbox holds; ask the sources that are due. Everything that
 * touches the store happens here, in this order, so that what is sent is always durable first. */

enum {
	HOST_GAP_MS = 1000,
	TICK_MS = 5000,
	FLUSH_MS = 100,
	STOP_MS = 10000,
	PURGE_EVERY_MS = 3600 * 1000,
	BURY_EVERY_MS = 60 * 1000,
};

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void wake(void *ctx)
{
	net_wake(ctx);
}

struct net_options flow_net_options(const struct plan *plan, struct str version,
				    struct arena *arena)
{
	const struct config *config = &plan->config;
	struct str contact = config->net.contact;
	struct str *allow = NEW(arena, struct str, config->net.allow_private.n);
	for (size_t i = 0; i < config->net.allow_private.n; i++)
		allow[i] = config->net.allow_private.at[i].text;
	return (struct net_options){
		.agent = contact.len ? str_fmt(arena, "mentiond/" STR_FMT " (+" STR_FMT ")",
					       STR_ARG(version), STR_ARG(contact))
				     : str_fmt(arena, "mentiond/" STR_FMT, STR_ARG(version)),
		.proxy = config->net.proxy,
		.allow = allow,
		.n_allow = config->net.allow_private.n,
		.gap_ms = least(HOST_GAP_MS, config->poll.floor_ms),
	};
}

static size_t worker_count(const struct plan *plan)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t n = plan->config.workers;
	return n >= 0 ? (size_t)n : cores > 0 ? (size_t)cores : 1;
}

/* Leases are this node's; after a restart the same node takes its own back at once. */
static struct str node_name(struct arena *arena)
{
	struct utsname about;
	if (uname(&about) != 0)
		return STR("node");
	return str_dup(arena, str_from(about.nodename));
}

static bool open_parts(struct flow *flow, struct err *err)
{
	const struct plan *plan = flow->plan;
	struct net_options net = flow_net_options(plan, flow->options.version, flow->arena);
	struct str where = flow->options.is_in_memory ? STR("sqlite::memory:") : plan->config.store;
	if (!store_open(where, false, &flow->store, err) ||
	    !store_out_recover(flow->store, flow->node, err) || !net_open(&net, &flow->net, err))
		return false;
	flow->work = work_open(worker_count(plan), wake, flow->net);
	struct post **posts = posts_new(flow, flow->plan, err);
	if (!posts)
		return false;
	posts_use(flow, posts, flow->plan->n_channels);
	return spots_open(flow, flow->plan, err);
}

bool flow_open(const struct flow_options *options, struct flow **out, struct err *err)
{
	struct arena *arena = arena_new(16 * KIB);
	struct flow *flow = NEW(arena, struct flow, 1);
	flow->arena = arena;
	flow->options = *options;
	flow->plan = plan_hold(options->plan);
	flow->node = node_name(arena);
	flow->started_ms = clock_mono_ms();
	flow->purge_ms = flow->started_ms + PURGE_EVERY_MS;
	flow->bury_ms = flow->started_ms + BURY_EVERY_MS; /* the channels get a try first */
	flow->has_new_rows = true;			  /* what the last run left behind */
	if (!open_parts(flow, err)) {
		flow_close(&flow);
		return false;
	}
	*out = flow;
	return true;
}

void flow_close(struct flow **flow)
{
	struct flow *f = *flow;
	if (!f)
		return;
	work_close(&f->work); /* its last wake needs the net */
	if (f->net)
		net_close(&f->net);
	poll_close(f);
	posts_close(f);
	spots_close(f);
	store_close(&f->store);
	for (size_t i = 0; i < f->n_results; i++)
		free((char *)f->results[i].receipt.text.at);
	free(f->results);
	plan_release(&f->plan);
	struct arena *arena = f->arena;
	arena_free(&arena);
	*flow = NULL;
}

struct net *flow_net(struct flow *flow)
{
	return flow->net;
}

int64_t flow_next_poll(const struct flow *flow)
{
	int64_t due = schedule_next(flow->schedule), now = clock_mono_ms();
	if (flow->under_way)
		return 0;
	return due == INT64_MAX ? -1 : due > now ? due - now : 0;
}

void flow_stop(struct flow *flow)
{
	if (flow->is_stopping)
		return;
	flow->is_stopping = true;
	flow->stop_by_ms = clock_mono_ms() + STOP_MS;
	deliver_stop(flow);
	net_wake(flow->net);
}

static int64_t turn_wait(const struct flow *flow)
{
	int64_t now = clock_mono_ms(), wait = flow->tick_ms - now;
	if (flow->is_store_down)
		wait = least(wait, flow->retry_store_ms - now);
	else if (flow->dirty)
		wait = least(wait, FLUSH_MS);
	if (flow->is_stopping)
		wait = least(wait, flow->stop_by_ms - now);
	else if (!flow->is_store_down && flow->has_new_rows)
		wait = 0;
	else if (!flow->is_store_down)
		wait = least(wait, least(schedule_next(flow->schedule), deliver_next(flow)) - now);
	return wait > 0 ? wait : 0;
}

/* A probe is a write: the places that changed, or nothing but the transaction. */
static void retry_store(struct flow *flow, int64_t now)
{
	struct err err = { 0 };
	if (!flow->is_store_down || now < flow->retry_store_ms)
		return;
	health_store(flow,
		     store_lease_renew(flow->store, flow->node, clock_wall_ms() + LEASE_MS, &err)
			     ? NULL
			     : &err);
}

static void renew(struct flow *flow, int64_t now)
{
	struct err err = { 0 };
	if (now < flow->renew_ms)
		return;
	flow->renew_ms = now + LEASE_MS / 3;
	if (!store_lease_renew(flow->store, flow->node, clock_wall_ms() + LEASE_MS, &err))
		health_store(flow, &err);
}

static void purge(struct flow *flow, int64_t now)
{
	const struct config *config = &flow->plan->config;
	int64_t wall = clock_wall_ms();
	struct err err = { 0 };
	if (now < flow->purge_ms || flow->is_store_down)
		return;
	flow->purge_ms = now + PURGE_EVERY_MS;
	const struct purge before = {
		.seen_ms = wall - config->keep.seen_ms,
		.mentions_ms = wall - config->keep.mentions_ms,
		.requests_ms = wall - DAY_MS,
		.spent_ms = wall - tolls_memory_ms(flow),
	};
	if (!store_purge(flow->store, &before, &err))
		health_store(flow, &err);
}

static void upkeep(struct flow *flow)
{
	int64_t now = clock_mono_ms();
	retry_store(flow, now);
	if (!flow->is_store_down)
		renew(flow, now);
	purge(flow, now);
	if (now >= flow->bury_ms && !flow->is_store_down) {
		deliver_bury(flow);
		flow->bury_ms = now + BURY_EVERY_MS;
	}
	if (flow->dirty && now >= flow->flush_ms && !flow->is_store_down) {
		poll_flush(flow);
		flow->flush_ms = now + FLUSH_MS;
	}
	if (now >= flow->tick_ms) {
		flow->tick_ms = now + TICK_MS;
		if (flow->options.tick)
			flow->options.tick(flow->options.ctx, flow, work_ticks(flow->work));
	}
}

static bool is_over(const struct flow *flow)
{
	bool is_quiet = deliver_is_idle(flow);
	if (flow->is_stopping)
		return (is_quiet && work_pending(flow->work) == 0) ||
		       clock_mono_ms() >= flow->stop_by_ms;
	/* Rows that wait for a later try are durable; --once does not wait for them. */
	return poll_is_over(flow) && is_quiet;
}

bool flow_turn(struct flow *flow, struct err *err)
{
	if (is_over(flow))
		return false;
	poll_due(flow);
	if (!net_wait(flow->net, turn_wait(flow), err))
		return false;
	poll_finished(flow);
	if (!flow->is_stopping)
		deliver_due(flow);
	deliver_flush(flow);
	upkeep(flow);
	if (!flow->options.is_once || !flow->is_store_down)
		return true;
	*err = flow->store_err; /* --once does not wait for a disk */
	return false;
}

bool flow_is_busy(struct flow *flow)
{
	return work_pending(flow->work) > 0;
}

bool flow_run(struct flow *flow, struct err *err)
{
	while (flow_turn(flow, err))
		continue;
	if (err->kind != ERR_NONE)
		return false;
	poll_flush(flow);
	deliver_flush(flow);
	return true;
}

bool flow_reload(struct flow *flow, struct plan *plan, struct err *err)
{
	const struct config *config = &plan->config, *old_config = &flow->plan->config;
	const char *fixed = !str_eq(config->store, old_config->store)	    ? "store"
			    : !str_eq(config->control, old_config->control) ? "control"
			    : config->workers != old_config->workers	    ? "workers"
									    : NULL;
	if (fixed)
		return err_set(err, ERR_CONFIG, "%s: has changed, which needs a restart", fixed);
	struct net_options net = flow_net_options(plan, flow->options.version, plan->arena);
	poll_flush(flow);
	deliver_flush(flow);
	struct post **posts = posts_new(flow, plan, err);
	if (!posts)
		return false;
	if (!net_configure(flow->net, &net, err) || !spots_open(flow, plan, err)) {
		posts_free(posts, plan->n_channels);
		return false;
	}
	posts_use(flow, posts, plan->n_channels);
	struct plan *old = flow->plan;
	flow->plan = plan_hold(plan);
	plan_release(&old);
	flow->bury_ms = 0; /* a channel may be gone */
	return true;
}

bool flow_send_again(struct flow *flow, struct str delivery, size_t *n, struct err *err)
{
	bool is_done = store_revive(flow->store, delivery, clock_wall_ms(), n, err);
	flow->has_new_rows |= is_done && *n > 0;
	return is_done;
}

bool flow_correct(struct flow *flow, struct str id, struct str tone, struct err *err)
{
	const struct correction correction = { id, tone, clock_wall_ms() };
	return store_correct(flow->store, &correction, err);
}
