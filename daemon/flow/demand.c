#include "demand.h"

#include "arena.h"
#include "hash.h"
#include "interval.h"

#include <stdlib.h>

#include "poison.h"

enum { DAY_MS = 24 * 3600 * 1000 };

/* A source in the net, and with whom it shares a host or limits. */
struct asker {
	const struct source *source;
	uint64_t group;
	struct str host;
	int64_t requests; /* of a round */
};

/* The key of a feed is its kind, a colon, and the identity of its URL. */
static struct str host_in_key(const struct source *source)
{
	struct str rest = source->key, kind;
	str_cut(&rest, ':', &kind);
	size_t path = str_find_char(rest, '/'), query = str_find_char(rest, '?');
	return str_first(rest, path < query ? path : query);
}

static struct asker asker_of(const struct source *source)
{
	const struct pace *pace = source->pace && source->pace->key ? source->pace : NULL;
	struct str host = host_in_key(source);
	return (struct asker){
		.source = source,
		.group = pace ? pace->key : hash_str(host),
		.host = host,
		.requests = source->n_requests ? (int64_t)source->n_requests : 1,
	};
}

static int by_group(const void *left, const void *right)
{
	const struct asker *a = left, *b = right;
	int order = (a->group > b->group) - (a->group < b->group);
	return order ? order : (a->source > b->source) - (a->source < b->source);
}

static int by_wanted(const void *left, const void *right)
{
	const struct demand *a = left, *b = right;
	int order = (a->wanted < b->wanted) - (a->wanted > b->wanted);
	return order ? order : str_cmp(a->host, b->host);
}

/* Requests only: how many items an answer will bring nobody knows. */
static int64_t allowed_by(const struct pace *pace)
{
	int64_t least = INT64_MAX;
	for (size_t i = 0; pace && i < pace->n_requests; i++) {
		const struct rate *rate = &pace->requests[i];
		double own = (double)rate->count * DAY_MS / (double)rate->period_ms;
		least = own < (double)least ? (int64_t)own : least;
	}
	return least;
}

/* How long a source of this group waits between two rounds at least. */
static int64_t wait_of(const struct plan *plan, const struct source *source, int64_t requests)
{
	const struct config *config = &plan->config;
	const struct interval_rules rules = { config->poll.every_ms, config->poll.slowest_ms,
					      config->poll.floor_ms, config->poll.retry_ms };
	int64_t own = interval_own(&rules, source), crowd = requests * own / INTERVAL_TURNS;
	return !source->every_ms && crowd > own ? crowd : own;
}

static struct demand demand_sum(const struct plan *plan, const struct asker *askers, size_t n)
{
	const struct source *first = askers->source;
	struct demand demand = { .host = askers->host,
				 .connector = first->connector,
				 .where = first->where,
				 .sources = n,
				 .allowed = INT64_MAX };
	int64_t requests = 0;
	double wanted = 0;
	for (size_t i = 0; i < n; i++)
		requests += askers[i].requests;
	for (size_t i = 0; i < n; i++) {
		const struct source *source = askers[i].source;
		int64_t allowed = allowed_by(source->pace);
		wanted += (double)askers[i].requests * DAY_MS /
			  (double)wait_of(plan, source, requests);
		demand.allowed = allowed < demand.allowed ? allowed : demand.allowed;
	}
	demand.wanted = (int64_t)(wanted + 0.5);
	return demand;
}

struct demands demand_of(const struct plan *plan, struct arena *arena)
{
	struct asker *askers = NEW(arena, struct asker, plan->n_sources);
	struct demand *list = NEW(arena, struct demand, plan->n_sources);
	size_t n = 0, n_list = 0, same;
	for (size_t i = 0; i < plan->n_sources; i++)
		if (plan->sources[i].kind->every_ms == 0)
			askers[n++] = asker_of(&plan->sources[i]);
	if (n)
		qsort(askers, n, sizeof(*askers), by_group);
	for (size_t i = 0; i < n; i += same) {
		for (same = 1; i + same < n && askers[i + same].group == askers[i].group; same++)
			continue;
		list[n_list++] = demand_sum(plan, &askers[i], same);
	}
	if (n_list)
		qsort(list, n_list, sizeof(*list), by_wanted);
	return (struct demands){ list, n_list };
}

struct str demand_number(struct arena *arena, int64_t number)
{
	struct str rest = STR("");
	for (; number >= 1000; number /= 1000)
		rest = str_fmt(arena, ",%03d" STR_FMT, (int)(number % 1000), STR_ARG(rest));
	return str_fmt(arena, "%d" STR_FMT, (int)number, STR_ARG(rest));
}

void demand_check(const struct plan *plan, struct problems *problems)
{
	const struct demands demands = demand_of(plan, plan->arena);
	for (size_t i = 0; i < demands.n; i++) {
		const struct demand *demand = &demands.at[i];
		if (demand->wanted <= demand->allowed)
			continue;
		int64_t allowed = demand->allowed > 0 ? demand->allowed : 1;
		problem_warn(problems, demand->where,
			     STR_FMT ": " STR_FMT " requests a day wanted, " STR_FMT
				     " allowed: rounds will take %.*f times as long",
			     STR_ARG(demand->connector),
			     STR_ARG(demand_number(plan->arena, demand->wanted)),
			     STR_ARG(demand_number(plan->arena, demand->allowed)),
			     demand->wanted < 10 * allowed,
			     (double)demand->wanted / (double)allowed);
		problem_hint(problems, "ask less often, or for fewer terms");
	}
}
