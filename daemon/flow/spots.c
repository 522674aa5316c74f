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

/* When to ask a source first. What the store says holds, also after a crash, but no wait is longer
 * than it was meant to be: the clock may have been set back. Those of a large plan that are new or
 * late start one after the other, so that no burst leaves the house: *ahead counts them. */
static int64_t first_poll(const struct flow *flow, const struct spot *spot, size_t *ahead)
{
	enum { AT_ONCE = 64, STAGGER_MS = 50 };
	const struct place *place = &spot->place;
	int64_t now = clock_mono_ms(), wait = place->due_ms - clock_wall_ms();
	if (flow->options.is_once || spot->source->kind->every_ms)
		return now;
	if (wait > 0)
		return now + (wait < place->interval_ms ? wait : place->interval_ms);
	size_t turn = (*ahead)++;
	return now + (turn < AT_ONCE ? 0 : (int64_t)(turn - AT_ONCE) * STAGGER_MS);
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

static void plan_polls(struct flow *flow)
{
	schedule_free(&flow->schedule);
	flow->schedule = schedule_new(flow->n_spots);
	size_t ahead = 0;
	for (size_t i = 0; i < flow->n_spots; i++) {
		struct spot *spot = flow->spots[i];
		spot->number = i;
		if (!spot->is_asked && !spot->has_ended && !spot->place.is_gone)
			schedule_set(flow->schedule, i, first_poll(flow, spot, &ahead));
	}
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

const struct spot *spots_at(const struct flow *flow, const struct spot *but, struct str url)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct str key = str_fmt(arena, "%s:" STR_FMT, but->source->kind->name,
				 STR_ARG(url_identity(arena, url)));
	for (size_t i = 0; i < flow->n_spots; i++)
		if (flow->spots[i] != but && str_eq(flow->spots[i]->source->key, key))
			return flow->spots[i];
	return NULL;
}

void spots_hold(struct flow *flow, const struct spot *from, int64_t wait_ms)
{
	int64_t due = clock_wall_ms() + wait_ms;
	size_t ahead = 0;
	for (size_t i = 0; i < flow->n_spots && !flow->options.is_once; i++) {
		struct spot *spot = flow->spots[i];
		struct place *place = &spot->place;
		if (spot->host != from->host || spot == from || spot->is_asked || place->is_gone ||
		    place->due_ms >= due)
			continue;
		place->due_ms = due;
		place->interval_ms = wait_ms > place->interval_ms ? wait_ms : place->interval_ms;
		spot_dirty(spot);
		schedule_set(flow->schedule, i, first_poll(flow, spot, &ahead));
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
	if (!claim(flow, fresh, n_fresh, err)) {
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
	plan_polls(flow);
	return true;
}

void spots_close(struct flow *flow)
{
	for (size_t i = 0; i < flow->n_spots; i++)
		spot_free(flow->spots[i]);
	while (flow->orphans)
		orphan_free(flow, flow->orphans);
	free(flow->spots);
	schedule_free(&flow->schedule);
	flow->spots = NULL;
	flow->n_spots = 0;
}
