#include "flow_parts.h"

#include "adapt.h"
#include "clock.h"
#include "hash.h"
#include "interval.h"

#include <stdlib.h>

#include "poison.h"

/* When a source is asked: what is learned from its answers, the pure rules of interval.h, and a
 * place of its own in the schedule. */

static struct interval_rules rules_of(const struct spot *spot)
{
	const struct config *config = &spot->plan->config;
	return (struct interval_rules){ config->poll.every_ms, config->poll.slowest_ms,
					config->poll.floor_ms, config->poll.retry_ms };
}

static bool is_local(const struct spot *spot)
{
	return spot->source->kind->every_ms != 0;
}

static int by_time(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

/* The history that the feed itself tells counts at once. Its oldest tenth does not: one post of
 * years ago that stays at the top would make a busy feed look like a quiet one. */
static void begin(const struct job *job, struct adapt *adapt, int64_t now_ms)
{
	const struct items *items = &job->intake.items;
	int64_t *dates = NEW(job->arena, int64_t, items->n);
	size_t n = 0;
	for (size_t i = 0; i < items->n; i++) {
		int64_t at = items->at[i].published_ms;
		if (at != TIME_ABSENT && at <= now_ms)
			dates[n++] = at;
	}
	if (n)
		qsort(dates, n, sizeof(*dates), by_time);
	adapt_begin(adapt, n ? dates[n / 10] : now_ms, now_ms);
	for (size_t i = n / 10; i < n; i++)
		adapt_learn(adapt, dates[i], now_ms);
}

/* What is new was not there at the last look: a date from before, or none, is not what matters
 * here, and half way between the looks is taken. */
static int64_t appeared(const struct item *item, int64_t last_look_ms, int64_t now_ms)
{
	int64_t at = item->published_ms;
	return at > last_look_ms && at <= now_ms ? at : last_look_ms + (now_ms - last_look_ms) / 2;
}

/* The clock was wrong when this was learned. */
static bool is_of_future(const struct adapt *adapt, int64_t now_ms)
{
	return adapt->since_ms > now_ms + HOUR_MS || adapt->last_ms > now_ms + HOUR_MS;
}

struct str rhythm_after(const struct job *job, int64_t now_ms)
{
	const struct spot *spot = job->owner;
	struct adapt adapt;
	if (is_local(spot) || spot->source->kind->hears_all)
		return STR("");
	if (!adapt_unpack(spot->place.rhythm, &adapt) || is_of_future(&adapt, now_ms))
		begin(job, &adapt, now_ms);
	else if (job->fresh.n == 0)
		return spot->place.rhythm;
	else
		for (size_t i = 0; i < job->fresh.n; i++)
			adapt_learn(&adapt, appeared(&job->fresh.at[i], spot->place.ok_ms, now_ms),
				    now_ms);
	return adapt_pack(&adapt, job->arena);
}

static double chance(void)
{
	enum { FINE = 1000 * 1000 };
	return (double)clock_random_below(FINE) / FINE;
}

/* Up to a tenth later than it has to be. Those that were asked together at the start go apart:
 * evenly over an interval, neighbours of the configuration far from each other; these take any
 * place that is free in it. */
static struct schedule_wish wish_of(const struct spot *spot, int64_t wait_ms)
{
	const struct flow *flow = spot->flow;
	const struct interval_rules rules = rules_of(spot);
	struct schedule_wish wish = { clock_mono_ms() + wait_ms, wait_ms, wait_ms / 10, chance() };
	if (!spot->is_in_crowd)
		return wish;
	int64_t own = interval_own(&rules, spot->source);
	double turn = (double)(spot->number * flow->turn_step % flow->n_spots);
	int64_t apart = flow->planned_ms + wait_ms +
			(int64_t)((double)own * turn / (double)flow->n_spots);
	wish.from_ms = wish.from_ms > apart ? wish.from_ms : apart;
	wish.late_ms = own;
	return wish;
}

/* Monotonic. Orphans have no number any more, and will not be asked again. */
static int64_t place_in_schedule(const struct spot *spot, int64_t wait_ms)
{
	if (is_local(spot) || spot->is_orphan)
		return clock_mono_ms() + wait_ms;
	const struct schedule_wish wish = wish_of(spot, wait_ms);
	return schedule_book(spot->flow->schedule, spot->number, &wish);
}

void rhythm_due(const struct spot *spot, struct place *place, const struct response *response)
{
	const struct interval_rules rules = rules_of(spot);
	const struct hints hints = { place->wait_ms, place->skip_hours, place->skip_days };
	struct adapt adapt;
	enum because why;
	int64_t now = clock_wall_ms();
	place->interval_ms = interval_wait(
		&(struct interval_case){
			.rules = &rules,
			.source = spot->source,
			.response = response,
			.failures = place->failures,
			.is_challenged = place->failures && reason_challenge(response),
			.has_validators = place->etag.len || place->last_modified.len ||
					  response_header(response, STR("ETag")).len ||
					  response_header(response, STR("Last-Modified")).len,
			.hints = hints,
			.adapt = adapt_unpack(place->rhythm, &adapt) ? &adapt : NULL,
			.n_host = spot->n_host,
			.now_ms = now,
		},
		&why);
	int64_t due = now + place_in_schedule(spot, place->interval_ms) - clock_mono_ms();
	place->due_ms = is_local(spot) ? due : interval_allowed(&hints, due, chance());
	if (place->due_ms > due) {
		place->interval_ms = place->due_ms - now;
		why = BECAUSE_SKIPPED;
	}
	place->because = (int)why;
}

/* The plan may be newer than the wait: what it says counts at once when it is shorter. */
static void shorten(struct spot *spot)
{
	const struct interval_rules rules = rules_of(spot);
	struct place *place = &spot->place;
	int64_t longest = interval_longest(&rules, spot->source, (enum because)place->because);
	if (place->asked_ms == 0 || place->interval_ms <= longest ||
	    place->due_ms <= place->asked_ms + longest)
		return;
	place->interval_ms = longest;
	place->due_ms = place->asked_ms + longest;
	if (spot->source->every_ms)
		place->because = BECAUSE_EVERY;
	spot_dirty(spot);
}

/* When to ask a source first. What the store says holds, also after a crash, but no wait is longer
 * than it was meant to be: the clock may have been set back. Those of a large plan that are new or
 * late start one after the other, so that no burst leaves the house: *ahead counts them. */
static int64_t first_poll(struct spot *spot, size_t *ahead)
{
	enum { AT_ONCE = 64, STAGGER_MS = 50 };
	struct place *place = &spot->place;
	int64_t now = clock_mono_ms();
	if (spot->flow->options.is_once || is_local(spot) || spot->is_by_hand)
		return now;
	shorten(spot);
	int64_t wait = place->due_ms - clock_wall_ms();
	int64_t meant = place->asked_ms ? place->due_ms - place->asked_ms : place->interval_ms;
	if (wait > 0)
		return now + (wait < meant ? wait : meant);
	size_t turn = (*ahead)++;
	spot->is_in_crowd = true;
	return now + (turn < AT_ONCE ? 0 : (int64_t)(turn - AT_ONCE) * STAGGER_MS);
}

uint64_t host_key(struct str identity)
{
	size_t path = str_find_char(identity, '/'), query = str_find_char(identity, '?');
	return hash_str(str_first(identity, path < query ? path : query));
}

/* The key of a source in the net is its kind, a colon, and the identity of its URL. */
static uint64_t host_in_key(const struct spot *spot)
{
	struct str identity = spot->source->key, kind;
	return is_local(spot) || !str_cut(&identity, ':', &kind) ? 0 : host_key(identity);
}

struct at_host {
	uint64_t host;
	struct spot *spot;
};

static int by_host(const void *left, const void *right)
{
	const struct at_host *a = left, *b = right;
	return (a->host > b->host) - (a->host < b->host);
}

/* Of one round. */
static size_t requests_of(const struct source *source)
{
	return source->n_requests ? source->n_requests : 1;
}

static void count_hosts(struct flow *flow)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct at_host *all = NEW(arena, struct at_host, flow->n_spots);
	size_t n = flow->n_spots, same;
	for (size_t i = 0; i < n; i++)
		all[i] = (struct at_host){ host_in_key(flow->spots[i]), flow->spots[i] };
	if (n)
		qsort(all, n, sizeof(*all), by_host);
	for (size_t i = 0; i < n; i += same) {
		size_t requests = 0;
		for (same = 0; i + same < n && all[i + same].host == all[i].host; same++)
			requests += requests_of(all[i + same].spot->source);
		for (size_t k = i; k < i + same; k++) {
			all[k].spot->n_host = requests;
			if (!all[k].spot->host)
				all[k].spot->host = all[k].host;
		}
	}
}

static struct schedule_load load_of(const struct flow *flow)
{
	struct schedule_load load = { .least_ms = INT64_MAX,
				      .ahead_ms = clock_wall_ms() - clock_mono_ms() };
	double per_ms = 0;
	for (size_t i = 0; i < flow->n_spots; i++) {
		const struct spot *spot = flow->spots[i];
		const struct interval_rules rules = rules_of(spot);
		int64_t own = interval_own(&rules, spot->source);
		if (is_local(spot))
			continue;
		load.least_ms = own < load.least_ms ? own : load.least_ms;
		per_ms += 1 / (double)own;
	}
	load.turns = per_ms > 0 ? per_ms * (double)load.least_ms : 0;
	load.least_ms = per_ms > 0 ? load.least_ms : SECOND_MS;
	return load;
}

/* A step near the golden ratio that visits every number below n once. */
static size_t step_through(size_t n)
{
	size_t step = (size_t)((double)n * 0.6180339887) + 1;
	for (;; step++) {
		size_t a = n, b = step;
		while (b) {
			size_t rest = a % b;
			a = b;
			b = rest;
		}
		if (a <= 1)
			return step;
	}
}

/* Somebody who waits for a poll by hand gets it, whoever else asks for this source. */
static bool is_to_be_asked(const struct spot *spot)
{
	return spot->is_by_hand || (!spot->has_ended && !spot->place.is_gone && !spot->leader);
}

void rhythm_plan(struct flow *flow)
{
	const struct schedule_load load = load_of(flow);
	schedule_free(&flow->schedule);
	flow->schedule = schedule_new(flow->n_spots, &load);
	flow->planned_ms = clock_mono_ms();
	flow->turn_step = step_through(flow->n_spots);
	count_hosts(flow);
	for (size_t i = 0; i < flow->n_spots; i++)
		flow->spots[i]->number = i;
	twins_open(flow);
	size_t ahead = 0;
	for (size_t i = 0; i < flow->n_spots; i++) {
		struct spot *spot = flow->spots[i];
		if (!spot->is_asked && is_to_be_asked(spot))
			schedule_set(flow->schedule, i, first_poll(spot, &ahead));
	}
}

void rhythm_set(struct spot *spot)
{
	struct schedule *schedule = spot->flow->schedule;
	int64_t wait = spot->is_by_hand ? 0 : spot->place.due_ms - clock_wall_ms();
	bool is_done = spot->flow->options.is_once && !spot->is_by_hand && !spot->goes_on;
	if (is_done || !is_to_be_asked(spot))
		schedule_drop(schedule, spot->number); /* a place may be booked */
	else
		schedule_set(schedule, spot->number, clock_mono_ms() + (wait > 0 ? wait : 0));
}

/* A place of its own for each: not all of them in the moment when the time is over. */
void rhythm_hold(struct spot *spot, int64_t wait_ms)
{
	struct place *place = &spot->place;
	int64_t now = clock_mono_ms();
	if (place->due_ms >= clock_wall_ms() + wait_ms)
		return;
	int64_t due = place_in_schedule(spot, wait_ms);
	place->due_ms = clock_wall_ms() + due - now;
	place->interval_ms = wait_ms > place->interval_ms ? wait_ms : place->interval_ms;
	place->because = BECAUSE_HOST;
	spot_dirty(spot);
}

/* Each wait was chosen with some chance in it, so twice the base may be less than twice the last
 * one; a blink more makes up for how long the answers took. */
void rhythm_stretch(struct place *place, int64_t wait_before)
{
	enum { BLINK_MS = 10 };
	int64_t wait = place->due_ms - place->asked_ms, wanted = 2 * wait_before + BLINK_MS;
	if (place->failures > 1 && wait > wait_before && wait < wanted && wanted <= DAY_MS)
		place->due_ms += wanted - wait;
}
