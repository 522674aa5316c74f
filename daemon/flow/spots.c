#include "flow_parts.h"

#include "clock.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* The sources at run time. A reload keeps the spot of every source whose key stays (its place, its
 * lease and a poll under way with it), opens new ones, and lets the others go: a spot with a poll
 * under way is an orphan until that has ended. */

static void spot_free(struct spot *spot)
{
	asked_forget(spot);
	job_free(&spot->job);
	plan_release(&spot->plan);
	text_keep(&spot->account, STR(""));
	place_keep(&spot->place, &(struct place){ 0 });
	free(spot);
}

void orphan_free(struct flow *flow, struct spot *spot)
{
	struct spot **at = &flow->orphans;
	while (*at != spot)
		at = &(*at)->next_orphan;
	*at = spot->next_orphan;
	spot_free(spot);
}

static int by_key(const void *left, const void *right)
{
	const struct spot *const *a = left, *const *b = right;
	return str_cmp((*a)->source->key, (*b)->source->key);
}

static int key_to_spot(const void *key, const void *spot)
{
	const struct spot *const *at = spot;
	return str_cmp(*(const struct str *)key, (*at)->source->key);
}

static struct spot *spot_new(struct flow *flow, struct plan *plan, const struct source *source)
{
	struct spot *spot = calloc(1, sizeof(*spot));
	if (!spot)
		abort();
	spot->flow = flow;
	spot->plan = plan_hold(plan);
	spot->source = source;
	return spot;
}

/* Leases and places of the spots that have none yet. */
static bool claim(struct flow *flow, struct spot **fresh, size_t n, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct claim *claims = NEW(arena, struct claim, n);
	int64_t now = clock_wall_ms();
	for (size_t i = 0; i < n; i++)
		claims[i] = (struct claim){ .name = fresh[i]->source->key,
					    .side = fresh[i]->source->side };
	struct claims all = { flow->node, now, now + LEASE_MS, claims, n, arena };
	if (n && !store_lease_claim(flow->store, &all, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (claims[i].lease.epoch == 0)
			return err_set(err, ERR_CONFIG,
				       "another node watches " STR_FMT " with this store",
				       STR_ARG(fresh[i]->source->name));
		fresh[i]->lease = claims[i].lease;
		place_keep(&fresh[i]->place, &claims[i].place);
	}
	return true;
}

/* What a reload says of the sides of sources that stay. */
static bool change_sides(struct flow *flow, const struct plan *plan, struct spot *const *spots,
			 struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct side_update *updates = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < plan->n_sources; i++) {
		enum side side = plan->sources[i].side;
		if (spots[i]->source->side == side)
			continue;
		updates = arena_more(arena, updates, n, &cap, sizeof(*updates));
		updates[n++] = (struct side_update){ spots[i]->lease, side };
	}
	return n == 0 || store_sides(flow->store, updates, n, err);
}

/* All spots there are, sorted: those of the plan, and the orphans, which a source that comes back
 * while its last poll is under way finds again. */
static struct spot **all_spots(const struct flow *flow, struct arena *arena, size_t *n)
{
	size_t count = flow->n_spots, at = count;
	for (const struct spot *spot = flow->orphans; spot; spot = spot->next_orphan)
		count++;
	struct spot **all = NEW(arena, struct spot *, count);
	for (size_t i = 0; i < flow->n_spots; i++)
		all[i] = flow->spots[i];
	for (struct spot *spot = flow->orphans; spot; spot = spot->next_orphan)
		all[at++] = spot;
	if (count)
		qsort(all, count, sizeof(struct spot *), by_key);
	*n = count;
	return all;
}

/* Those that are in the plan no longer: at once, or when their poll under way has ended. */
static void let_go(struct flow *flow, struct spot **all, size_t n)
{
	flow->orphans = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!all[i]->is_orphan)
			continue;
		all[i]->next_orphan = flow->orphans;
		flow->orphans = all[i];
		if (!all[i]->is_asked && !all[i]->is_dirty)
			orphan_free(flow, all[i]);
	}
}

/* A request that waits its turn is given back by net, and held when it comes. */
void spots_hold(struct flow *flow, const struct spot *from, const struct response *response,
		int64_t wait_ms)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	uint64_t host = host_key(url_identity(arena, response->url));
	int64_t rest_ms = clock_mono_ms() + wait_ms;
	net_hold(flow->net, response->url, wait_ms);
	for (size_t i = 0; i < flow->n_spots && !flow->options.is_once; i++) {
		struct spot *spot = flow->spots[i];
		if (spot->host != host)
			continue;
		spot->rest_ms = rest_ms > spot->rest_ms ? rest_ms : spot->rest_ms;
		if (spot == from || spot->is_asked || spot->place.is_gone)
			continue;
		rhythm_hold(spot, wait_ms);
		hand_ended(spot, STR("not asked: its host wants no request now"));
		rhythm_set(spot);
	}
}

/* Nothing of the flow changes before all leases are ours. */
bool spots_open(struct flow *flow, struct plan *plan, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	size_t n_old, n = plan->n_sources, n_fresh = 0;
	struct spot **old = all_spots(flow, arena, &n_old);
	struct spot **spots = calloc(n + 1, sizeof(struct spot *));
	struct spot **fresh = NEW(arena, struct spot *, n);
	if (!spots)
		abort();
	for (size_t i = 0; i < n; i++) {
		const struct source *source = &plan->sources[i];
		struct spot **known = n_old ? bsearch(&source->key, old, n_old,
						      sizeof(struct spot *), key_to_spot)
					    : NULL;
		spots[i] = known ? *known : spot_new(flow, plan, source);
		if (!known)
			fresh[n_fresh++] = spots[i];
	}
	if (!claim(flow, fresh, n_fresh, err) || !change_sides(flow, plan, spots, err) ||
	    !tolls_open(flow, plan, err)) {
		for (size_t i = 0; i < n_fresh; i++)
			spot_free(fresh[i]);
		free(spots);
		return false;
	}
	for (size_t i = 0; i < n_old; i++)
		old[i]->is_orphan = true;
	for (size_t i = 0; i < n; i++) {
		spots[i]->is_orphan = false;
		plan_release(&spots[i]->plan);
		spots[i]->plan = plan_hold(plan);
		spots[i]->source = &plan->sources[i];
	}
	let_go(flow, old, n_old);
	free(flow->spots);
	flow->spots = spots;
	flow->n_spots = n;
	pace_plan(flow);
	rhythm_plan(flow);
	return true;
}

void spots_close(struct flow *flow)
{
	for (size_t i = 0; i < flow->n_spots; i++)
		spot_free(flow->spots[i]);
	while (flow->orphans)
		orphan_free(flow, flow->orphans);
	free(flow->spots);
	twins_close(flow);
	tolls_close(flow);
	schedule_free(&flow->schedule);
	flow->spots = NULL;
	flow->n_spots = 0;
}
