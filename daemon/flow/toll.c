#include "toll.h"

#include "clock.h"

#include <stdlib.h>

#include "flow_parts.h"
#include "poison.h"

/* Counting goes by the monotonic clock, so that a clock that is set spends nothing; what the store
 * remembers of ten minutes counts as spent at their end. Of rates shorter than an hour it knows
 * nothing.
 */

static bool is_durable(const struct rated *rated)
{
	return rated->window.rate.period_ms >= HOUR_MS;
}

bool toll_is_durable(const struct toll *toll)
{
	bool is_one = false;
	for (size_t i = 0; i < toll->requests.n; i++)
		is_one |= is_durable(&toll->requests.at[i]);
	for (size_t i = 0; i < toll->items.n; i++)
		is_one |= is_durable(&toll->items.at[i]);
	return is_one;
}

static int by_key(const void *left, const void *right)
{
	const struct toll *const *a = left, *const *b = right;
	return ((*a)->key > (*b)->key) - ((*a)->key < (*b)->key);
}

struct toll *toll_find(const struct flow *flow, uint64_t key)
{
	const struct toll wanted = { .key = key }, *at = &wanted;
	struct toll **found = flow->n_tolls ? bsearch(&at, flow->tolls, flow->n_tolls,
						      sizeof(struct toll *), by_key)
					    : NULL;
	return found ? *found : NULL;
}

static struct toll *toll_new(const struct pace *pace)
{
	struct toll *toll = calloc(1, sizeof(*toll));
	if (!toll)
		abort();
	toll->key = pace->key;
	text_keep(&toll->name, pace->name);
	return toll;
}

static int by_pace(const void *left, const void *right)
{
	const struct pace *const *a = left, *const *b = right;
	return ((*a)->key > (*b)->key) - ((*a)->key < (*b)->key);
}

static const struct pace **paces_of(const struct plan *plan, struct arena *arena, size_t *n)
{
	const struct pace **paces = NEW(arena, const struct pace *, plan->n_sources);
	*n = 0;
	for (size_t i = 0; i < plan->n_sources; i++)
		if (plan->sources[i].pace && plan->sources[i].pace->key)
			paces[(*n)++] = plan->sources[i].pace;
	if (*n)
		qsort(paces, *n, sizeof(struct pace *), by_pace);
	return paces;
}

/* A toll for each key that has none yet. */
static void add_tolls(struct flow *flow, const struct pace *const *paces, size_t n)
{
	size_t known = flow->n_tolls;
	struct toll **more = realloc(flow->tolls, (known + n + 1) * sizeof(struct toll *));
	if (!more)
		abort();
	flow->tolls = more;
	for (size_t i = 0; i < n; i++) {
		size_t all = flow->n_tolls;
		flow->n_tolls = known; /* the sorted ones */
		bool is_known = (i && paces[i]->key == paces[i - 1]->key) ||
				toll_find(flow, paces[i]->key);
		flow->n_tolls = all;
		if (!is_known)
			flow->tolls[flow->n_tolls++] = toll_new(paces[i]);
	}
	if (flow->n_tolls)
		qsort(flow->tolls, flow->n_tolls, sizeof(struct toll *), by_key);
}

static void want(struct rateds *rates, struct rate rate)
{
	for (size_t i = 0; i < rates->n; i++) {
		struct rated *known = &rates->at[i];
		if (known->window.rate.count != rate.count ||
		    known->window.rate.period_ms != rate.period_ms)
			continue;
		known->is_wanted = true;
		return;
	}
	struct rated *more = realloc(rates->at, (rates->n + 1) * sizeof(*more));
	if (!more)
		abort();
	rates->at = more;
	more[rates->n++] = (struct rated){ { .rate = rate }, true, true };
}

/* Different connectors that share a key are held to the rates of all of them. */
static void want_all(struct flow *flow, const struct pace *pace)
{
	struct toll *toll = toll_find(flow, pace->key);
	for (size_t i = 0; i < pace->n_requests; i++)
		want(&toll->requests, pace->requests[i]);
	for (size_t i = 0; i < pace->n_items; i++)
		want(&toll->items, pace->items[i]);
	if (pace->n_items && pace->page > toll->page)
		toll->page = pace->page;
}

static void want_none(struct rateds *rates)
{
	for (size_t i = 0; i < rates->n; i++)
		rates->at[i].is_wanted = false;
}

static void drop_unwanted(struct rateds *rates)
{
	size_t n = 0;
	for (size_t i = 0; i < rates->n; i++) {
		if (rates->at[i].is_wanted)
			rates->at[n++] = rates->at[i];
		else
			window_free(&rates->at[i].window);
	}
	rates->n = n;
}

static int64_t longest(const struct rateds *rates, int64_t least_ms)
{
	for (size_t i = 0; i < rates->n; i++)
		if (rates->at[i].window.rate.period_ms > least_ms)
			least_ms = rates->at[i].window.rate.period_ms;
	return least_ms;
}

int64_t tolls_memory_ms(const struct flow *flow)
{
	int64_t most = SPENT_MS;
	for (size_t i = 0; i < flow->n_tolls; i++)
		most = longest(&flow->tolls[i]->items, longest(&flow->tolls[i]->requests, most));
	return most + SPENDING_SLOT_MS;
}

static void remember(struct rateds *rates, int64_t then_ms, int64_t amount)
{
	for (size_t i = 0; i < rates->n; i++)
		if (rates->at[i].is_new && is_durable(&rates->at[i]) && amount > 0)
			window_spend(&rates->at[i].window, then_ms, amount);
}

static bool recall(struct flow *flow, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct spending *rows;
	size_t n;
	int64_t wall = clock_wall_ms(), mono = clock_mono_ms();
	int64_t since = (wall - tolls_memory_ms(flow)) / SPENDING_SLOT_MS;
	if (!store_spent(flow->store, since, arena, &rows, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct toll *toll = toll_find(flow, rows[i].key);
		int64_t ago = wall - (rows[i].slot + 1) * SPENDING_SLOT_MS;
		if (!toll)
			continue;
		remember(&toll->requests, mono - (ago > 0 ? ago : 0), rows[i].requests);
		remember(&toll->items, mono - (ago > 0 ? ago : 0), rows[i].items);
	}
	return true;
}

static void recalled(struct rateds *rates)
{
	for (size_t i = 0; i < rates->n; i++)
		rates->at[i].is_new = false;
}

bool tolls_open(struct flow *flow, const struct plan *plan, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	size_t n;
	const struct pace **paces = paces_of(plan, arena, &n);
	add_tolls(flow, paces, n);
	for (size_t i = 0; i < flow->n_tolls; i++) {
		struct toll *toll = flow->tolls[i];
		want_none(&toll->requests);
		want_none(&toll->items);
		toll->page = 0;
	}
	for (size_t i = 0; i < n; i++)
		want_all(flow, paces[i]);
	if (n && !recall(flow, err))
		return false;
	for (size_t i = 0; i < flow->n_tolls; i++) {
		struct toll *toll = flow->tolls[i];
		drop_unwanted(&toll->requests);
		drop_unwanted(&toll->items);
		recalled(&toll->requests);
		recalled(&toll->items);
	}
	return true;
}

static void rates_free(struct rateds *rates)
{
	for (size_t i = 0; i < rates->n; i++)
		window_free(&rates->at[i].window);
	free(rates->at);
}

void tolls_close(struct flow *flow)
{
	for (size_t i = 0; i < flow->n_tolls; i++) {
		struct toll *toll = flow->tolls[i];
		rates_free(&toll->requests);
		rates_free(&toll->items);
		text_keep(&toll->name, STR(""));
		text_keep(&toll->rest_why, STR(""));
		free(toll);
	}
	free(flow->tolls);
	flow->tolls = NULL;
	flow->n_tolls = 0;
}
