#include "flow_parts.h"

#include "clock.h"
#include "interval.h"
#include "log.h"

#include <stdlib.h>

#include "poison.h"

/* When the sources that ask one API with one credential may ask it.
 *
 * One of them is under way at a time, so that what its answer says of limits holds for the next.
 * The others wait: in a queue for their turn, or, when a limit is reached, in the schedule, one
 * behind the other as far apart as the rate wants. A request, and the most that it may bring, is
 * written to the store before it leaves the house, and what it did not bring is given back with
 * its answer: a crash can make us spend less than we may, and never more. */

enum { ONCE_WAIT_MS = 60 * 1000, KEPT_REST_MS = 10 * 60 * 1000, REFUSALS_MAX = 5 };

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The rate that makes us wait longest, or NULL. */
static const struct rate *reached(struct rateds *rates, int64_t amount, int64_t *wait_ms)
{
	const struct rate *rate = NULL;
	for (size_t i = 0; i < rates->n; i++) {
		int64_t wait = window_wait(&rates->at[i].window, clock_mono_ms(), amount);
		if (wait <= *wait_ms)
			continue;
		*wait_ms = wait;
		rate = &rates->at[i].window.rate;
	}
	return rate;
}

static struct str rate_words(const struct rate *rate, const char *what, struct arena *arena)
{
	return str_fmt(arena, "%lld %s in " STR_FMT, (long long)rate->count, what,
		       STR_ARG(calendar_span(arena, rate->period_ms)));
}

int64_t pace_wait(const struct spot *spot, struct arena *arena, struct str *why)
{
	struct toll *toll = spot->toll;
	if (!toll)
		return 0;
	int64_t rest = toll->rest_ms - clock_mono_ms(), wait = rest > 0 ? rest : 0;
	const struct rate *of_requests = reached(&toll->requests, 1, &wait);
	const struct rate *of_items = reached(&toll->items, toll->page, &wait);
	if (of_items)
		*why = str_fmt(arena, "own limit: " STR_FMT,
			       STR_ARG(rate_words(of_items, "items", arena)));
	else if (of_requests)
		*why = str_fmt(arena, "own limit: " STR_FMT,
			       STR_ARG(rate_words(of_requests, "requests", arena)));
	else
		*why = wait ? toll->rest_why : STR("");
	return wait;
}

/* --- Waiting */

static void queue_up(struct spot *spot)
{
	struct toll *toll = spot->toll;
	spot->next_waiting = NULL;
	spot->is_waiting = true;
	if (toll->waiting)
		toll->last_waiting->next_waiting = spot;
	else
		toll->waiting = spot;
	toll->last_waiting = spot;
}

/* Somebody else has put it into the schedule meanwhile. */
static void leave_queue(struct spot *spot)
{
	struct toll *toll = spot->toll;
	struct spot *before = NULL;
	if (!spot->is_waiting)
		return;
	for (struct spot *at = toll->waiting; at != spot; at = at->next_waiting)
		before = at;
	*(before ? &before->next_waiting : &toll->waiting) = spot->next_waiting;
	if (toll->last_waiting == spot)
		toll->last_waiting = before;
	spot->is_waiting = false;
}

static void wake_next(struct toll *toll)
{
	struct spot *next = toll->waiting;
	if (!next)
		return;
	toll->waiting = next->next_waiting;
	next->is_waiting = false;
	schedule_set(next->flow->schedule, next->number, clock_mono_ms());
}

/* Between two requests at the fastest of its rates: a slower one holds them once more. */
static int64_t spacing(const struct toll *toll)
{
	int64_t least = toll->requests.n ? INT64_MAX : 0;
	for (size_t i = 0; i < toll->requests.n; i++) {
		const struct rate *rate = &toll->requests.at[i].window.rate;
		int64_t own = rate->period_ms / most(rate->count, 1);
		least = own < least ? own : least;
	}
	return least;
}

/* A turn of its own, behind all that are held already. */
static int64_t take_turn(struct toll *toll, int64_t now_ms, int64_t wait_ms)
{
	int64_t last = toll->turn_ms > now_ms ? toll->turn_ms + spacing(toll) : 0;
	toll->turn_ms = most(now_ms + wait_ms, last);
	return toll->turn_ms;
}

/* Asked once, nobody waits for hours: the next time goes on from here. */
static void hold_once(struct spot *spot, int64_t wait_ms)
{
	struct schedule *schedule = spot->flow->schedule;
	if (wait_ms <= ONCE_WAIT_MS) {
		schedule_set(schedule, spot->number, spot->toll->turn_ms);
		return;
	}
	spot->goes_on = false;
	schedule_drop(schedule, spot->number);
	LOG(note, KV("source", spot->source->name), KV_INT("next_s", wait_ms / SECOND_MS),
	    KV("why", STR("a limit is reached; the next run goes on from here")));
}

/* Only a long rest is worth a write: what was spent is in the
 * store anyway. */
static void hold(struct spot *spot, int64_t wait_ms)
{
	struct toll *toll = spot->toll;
	int64_t now = clock_mono_ms();
	spot->is_held = true;
	spot->place.due_ms = clock_wall_ms() + take_turn(toll, now, wait_ms) - now;
	spot->place.because = BECAUSE_PACE;
	if (toll->rest_ms > now + KEPT_REST_MS)
		spot_dirty(spot);
	if (spot->flow->options.is_once)
		hold_once(spot, wait_ms);
	else
		rhythm_set(spot);
}

/* Those that were held have their turn before those that come now. */
static bool is_before_others(const struct spot *spot)
{
	return spot->is_held || spot->toll->turn_ms <= clock_mono_ms();
}

bool pace_lets(struct spot *spot)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct toll *toll = spot->toll;
	struct str why = STR("other sources are before it");
	if (!toll)
		return true;
	leave_queue(spot);
	if (toll->is_busy) {
		queue_up(spot);
		return false;
	}
	int64_t wait = pace_wait(spot, arena, &why);
	if (wait == 0 && is_before_others(spot)) {
		spot->is_held = false;
		return true;
	}
	hold(spot, wait);
	hand_ended(spot, str_fmt(arena, "not asked: " STR_FMT, STR_ARG(why)));
	wake_next(toll);
	return false;
}

/* --- Spending */

static void spend(struct rateds *rates, int64_t now_ms, int64_t amount)
{
	for (size_t i = 0; i < rates->n; i++)
		window_spend(&rates->at[i].window, now_ms, amount);
}

static void give_back(struct rateds *rates, int64_t then_ms, int64_t amount)
{
	for (size_t i = 0; i < rates->n; i++)
		window_give_back(&rates->at[i].window, then_ms, amount);
}

void pace_spend(struct job *job)
{
	struct spot *spot = job->owner;
	struct toll *toll = spot->toll;
	spot->paid = toll;
	if (!toll)
		return;
	toll->is_busy = true;
	job->paid_ms = clock_mono_ms();
	job->spending = (struct spending){ toll->key, clock_wall_ms() / SPENDING_SLOT_MS, 1,
					   toll->page };
	spend(&toll->requests, job->paid_ms, 1);
	spend(&toll->items, job->paid_ms, toll->page);
}

bool pace_pay(struct flow *flow, const struct job *jobs, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct spending *rows = NULL;
	size_t n = 0, cap = 0;
	for (const struct job *job = jobs; job; job = job->next) {
		const struct spot *spot = job->owner;
		if (!spot->paid || !toll_is_durable(spot->paid))
			continue;
		rows = arena_more(arena, rows, n, &cap, sizeof(*rows));
		rows[n++] = job->spending;
	}
	return n == 0 || store_spend(flow->store, rows, n, err);
}

struct spending pace_settle(struct job *job, int64_t items)
{
	const struct spot *spot = job->owner;
	struct toll *toll = spot->paid;
	struct spending rest = job->spending;
	job->spending.key = 0;
	if (rest.key == 0 || toll->items.n == 0)
		return (struct spending){ 0 };
	rest.requests = 0;
	rest.items = items - rest.items;
	if (rest.items > 0)
		spend(&toll->items, clock_mono_ms(), rest.items);
	else
		give_back(&toll->items, job->paid_ms, -rest.items);
	return rest;
}

/* The store hears of it with the next request: until then it knows of more than was spent. */
void pace_unsent(struct job *job)
{
	const struct spot *spot = job->owner;
	struct spending all = job->spending;
	if (all.key == 0)
		return;
	give_back(&spot->paid->requests, job->paid_ms, all.requests);
	give_back(&spot->paid->items, job->paid_ms, all.items);
	job->spending.key = 0;
}

void pace_ended(struct spot *spot)
{
	struct toll *toll = spot->paid ? spot->paid : spot->toll;
	if (!toll)
		return;
	if (spot->paid)
		toll->is_busy = false;
	spot->paid = NULL;
	if (!toll->is_busy)
		wake_next(toll);
}

/* --- Rests */

void pace_rest(struct spot *from, int64_t rest_ms, struct str why)
{
	struct flow *flow = from->flow;
	struct toll *toll = from->toll;
	int64_t until = clock_mono_ms() + rest_ms, wall = clock_wall_ms();
	if (!toll || rest_ms <= 0 || until <= toll->rest_ms)
		return;
	toll->rest_ms = until;
	text_keep(&toll->rest_why, why);
	LOG(pace_rests, KV("host", toll->name), KV_INT("rest_s", rest_ms / SECOND_MS),
	    KV("why", why));
	for (size_t i = 0; i < flow->n_spots && !flow->options.is_once; i++) {
		struct spot *spot = flow->spots[i];
		if (spot->toll == toll && !spot->is_asked && !spot->is_waiting &&
		    !spot->place.is_gone && spot->place.due_ms < wall + rest_ms)
			hold(spot, rest_ms);
	}
}

bool pace_defers(struct spot *spot)
{
	int64_t rest = spot->toll ? spot->toll->rest_ms - clock_mono_ms() : 0;
	bool is_done = spot->flow->options.is_once && !spot->goes_on;
	if (rest <= 0 || is_done || spot->place.is_gone ||
	    spot->place.due_ms >= clock_wall_ms() + rest)
		return false;
	hold(spot, rest);
	return true;
}

int64_t pace_refused(const struct spot *spot)
{
	int by = spot->toll ? spot->toll->refusals : 0;
	int64_t rest = HOUR_MS << (by < REFUSALS_MAX ? by : REFUSALS_MAX);
	if (spot->toll)
		spot->toll->refusals++;
	return rest < DAY_MS ? rest : DAY_MS;
}

void pace_plan(struct flow *flow)
{
	for (size_t i = 0; i < flow->n_tolls; i++) {
		flow->tolls[i]->waiting = NULL;
		flow->tolls[i]->turn_ms = 0;
	}
	for (size_t i = 0; i < flow->n_spots; i++) {
		struct spot *spot = flow->spots[i];
		const struct pace *pace = spot->source->pace;
		spot->toll = pace ? toll_find(flow, pace->key) : NULL;
		spot->is_held = spot->is_waiting = false;
	}
}
