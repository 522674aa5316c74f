/* bench_adapt - what does learning when a source publishes save? The same number of requests in all
 * for each way: the learned interval, one fixed interval for all, and seven days over the items of
 * last week. Over twelve made-up weeks of eight kinds of sources; and, when a file is given with a
 * name and a time in seconds a line, over what is recorded there. The first four weeks do not
 * count. No chance is in it that is not the same in every run. */
#include "adapt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
#define BEGIN INT64_C(1767571200000)	      /* Monday, 5 January 2026 */
#define RECORDED_BEGIN INT64_C(1609718400000) /* Monday, 4 January 2021 */

enum { WEEKS = 12, RECORDED_WEEKS = 104, LEARNING = 4, ITEMS_MAX = 40000, GOAL = 35 };
enum { FEEDS_MAX = 20, NAME_MAX_LEN = 31 };

static const struct adapt_bounds bounds = { 15 * MINUTE, 4 * HOUR };
static uint64_t state = 20260105;

static double chance(void) /* xorshift64*, Vigna 2016 */
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (double)(state * UINT64_C(0x2545F4914F6CDD1D) >> 11) / 9007199254740992.0;
}

/* Items an hour. */
static double office(int day, int hour)
{
	return day < 5 && hour >= 8 && hour < 17 ? 0.33 : 0;
}

static double magazine(int day, int hour)
{
	return (day < 5 ? 1.0 : 0.4) * (hour >= 6 && hour < 22 ? 1.2 : 0.1);
}

static double agency(int day, int hour)
{
	return (day < 5 ? 1.0 : 0.5) * (hour >= 5 && hour < 20 ? 6 : 1);
}

static double evening(int day, int hour)
{
	return (day >= 4 ? 2.0 : 1.0) * (hour >= 18 && hour < 23 ? 0.5 : 0.02);
}

static double any_time(int day, int hour)
{
	(void)day, (void)hour;
	return 0.2;
}

static double daily(int day, int hour)
{
	(void)day;
	return hour == 7 ? -1 : 0; /* one, in its first minutes */
}

static double weekly(int day, int hour)
{
	return day == 1 && hour == 10 ? -1 : 0;
}

static double dead(int day, int hour)
{
	(void)day, (void)hour;
	return 0;
}

struct feed {
	char name[NAME_MAX_LEN + 1];
	int64_t *items;
	size_t n;
};

struct world {
	const char *name;
	int64_t begin;
	int weeks;
	struct feed feeds[FEEDS_MAX];
	size_t n;
};

struct kind {
	const char *name;
	double (*rate)(int day, int hour);
	int burst; /* items that come together */
};

static const struct kind kinds[] = {
	{ "office-hours blog", office, 1 },
	{ "magazine", magazine, 1 },
	{ "bursty news", agency, 4 },
	{ "evening blog", evening, 1 },
	{ "random", any_time, 1 },
	{ "daily digest", daily, 1 },
	{ "weekly", weekly, 1 },
	{ "dead", dead, 1 },
};

static int by_time(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static struct feed *feed_new(struct world *world, const char *name)
{
	struct feed *feed = &world->feeds[world->n++];
	snprintf(feed->name, sizeof(feed->name), "%s", name);
	feed->items = calloc(ITEMS_MAX, sizeof(*feed->items));
	if (!feed->items)
		abort();
	return feed;
}

static void world_free(struct world *world)
{
	for (size_t i = 0; i < world->n; i++)
		free(world->feeds[i].items);
}

static void publish(struct feed *feed, const struct kind *kind, int64_t from, double rate)
{
	if (rate < 0)
		feed->items[feed->n++] = from + (int64_t)(chance() * 10 * (double)MINUTE);
	for (int minute = 0; rate > 0 && minute < 60; minute++) {
		if (chance() >= rate / 60 / kind->burst)
			continue;
		for (int i = 0; i < kind->burst && feed->n < ITEMS_MAX; i++)
			feed->items[feed->n++] = from + minute * MINUTE + i * MINUTE / 3;
	}
}

static void make(struct world *world, const struct kind *kind)
{
	struct feed *feed = feed_new(world, kind->name);
	for (int hour = 0; hour < WEEKS * 7 * 24; hour++)
		publish(feed, kind, BEGIN + hour * HOUR, kind->rate(hour / 24 % 7, hour % 24));
	qsort(feed->items, feed->n, sizeof(*feed->items), by_time);
}

static struct feed *feed_of(struct world *world, const char *name)
{
	for (size_t i = 0; i < world->n; i++)
		if (strcmp(world->feeds[i].name, name) == 0)
			return &world->feeds[i];
	return world->n < FEEDS_MAX ? feed_new(world, name) : NULL;
}

/* The lines of a feed stand together and in order. */
static bool read_recorded(struct world *world, const char *path)
{
	char name[NAME_MAX_LEN + 1];
	long long seconds;
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	while (fscanf(file, "%31s %lld", name, &seconds) == 2) {
		struct feed *feed = feed_of(world, name);
		if (feed && feed->n < ITEMS_MAX)
			feed->items[feed->n++] = seconds * 1000;
	}
	fclose(file);
	return world->n > 0;
}

/* How long a way waits; `scale` makes it ask as often as the others. */
struct way {
	const char *name;
	int64_t (*wait)(const struct way *way, const struct feed *feed, size_t n, int64_t now);
	double scale;
	struct adapt adapt;
};

static int64_t wait_fixed(const struct way *way, const struct feed *feed, size_t n, int64_t now)
{
	(void)feed, (void)n, (void)now;
	return (int64_t)(way->scale * (double)HOUR);
}

static int64_t wait_weekly(const struct way *way, const struct feed *feed, size_t n, int64_t now)
{
	size_t first = n;
	while (first > 0 && feed->items[first - 1] > now - WEEK)
		first--;
	int64_t wait = n > first ? WEEK / (int64_t)(n - first) : bounds.slowest_ms;
	wait = wait < bounds.every_ms ? bounds.every_ms : wait;
	wait = wait > bounds.slowest_ms ? bounds.slowest_ms : wait;
	return (int64_t)(way->scale * (double)wait);
}

static int64_t wait_learned(const struct way *way, const struct feed *feed, size_t n, int64_t now)
{
	(void)feed, (void)n;
	return adapt_wait(&way->adapt, &bounds, now);
}

struct figures {
	double *delays; /* minutes */
	size_t n, requests;
	double sum;
};

static void watch(struct way *way, const struct world *world, const struct feed *feed,
		  struct figures *out)
{
	int64_t now = world->begin + 7 * MINUTE, counts_from = world->begin + LEARNING * WEEK;
	size_t n = 0;
	adapt_begin(&way->adapt, world->begin, world->begin);
	while (now < world->begin + world->weeks * WEEK) {
		for (; n < feed->n && feed->items[n] <= now; n++) {
			double delay = (double)(now - feed->items[n]) / (double)MINUTE;
			adapt_learn(&way->adapt, feed->items[n], now);
			if (now < counts_from)
				continue;
			out->delays[out->n++] = delay;
			out->sum += delay;
		}
		out->requests += now >= counts_from;
		now += way->wait(way, feed, n, now);
	}
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static size_t requests_of(struct way *way, const struct world *world, struct figures *all)
{
	all->n = all->requests = 0;
	all->sum = 0;
	for (size_t i = 0; i < world->n; i++)
		watch(way, world, &world->feeds[i], all);
	return all->requests;
}

static void tune(struct way *way, const struct world *world, size_t requests, struct figures *all)
{
	double low = 0.01, high = 100;
	for (int i = 0; i < 40; i++) {
		way->scale = (low + high) / 2;
		if (requests_of(way, world, all) > requests)
			low = way->scale;
		else
			high = way->scale;
	}
}

/* `evenly`: the mean delay if the same requests came at even distances. */
static void print(const char *name, struct figures *figures, double minutes)
{
	if (figures->n)
		qsort(figures->delays, figures->n, sizeof(double), by_size);
	printf("  %-18s %6zu requests %6zu items  mean %5.1f min  95 %% %5.1f min"
	       "  (evenly: %5.1f min)\n",
	       name, figures->requests, figures->n,
	       figures->n ? figures->sum / (double)figures->n : 0,
	       figures->n ? figures->delays[figures->n * 95 / 100] : 0,
	       minutes / (double)figures->requests / 2);
}

/* The mean delay over all items. */
static double tell(struct way *way, const struct world *world, struct figures *figures)
{
	double minutes = (double)((world->weeks - LEARNING) * WEEK) / (double)MINUTE;
	printf("%s\n", way->name);
	for (size_t i = 0; i < world->n; i++) {
		*figures = (struct figures){ .delays = figures->delays };
		watch(way, world, &world->feeds[i], figures);
		print(world->feeds[i].name, figures, minutes);
	}
	requests_of(way, world, figures);
	print("all", figures, minutes * (double)world->n);
	return figures->n ? figures->sum / (double)figures->n : 0;
}

static bool compare(const struct world *world)
{
	struct way learned = { .name = "learned", .wait = wait_learned };
	struct way fixed = { .name = "fixed", .wait = wait_fixed };
	struct way counted = { .name = "7 days / items of last week", .wait = wait_weekly };
	struct figures figures = { .delays = calloc(FEEDS_MAX * ITEMS_MAX, sizeof(double)) };
	if (!figures.delays)
		abort();
	size_t requests = requests_of(&learned, world, &figures);
	tune(&fixed, world, requests, &figures);
	tune(&counted, world, requests, &figures);
	printf("-- %s: %d weeks\n", world->name, world->weeks - LEARNING);
	double ours = tell(&learned, world, &figures), plain = tell(&fixed, world, &figures);
	double week = tell(&counted, world, &figures), gain = 100 * (1 - ours / plain);
	printf("%s: mean delay %.0f %% lower than fixed (goal %d), %.0f %% lower than by last "
	       "week\n",
	       world->name, gain, GOAL, 100 * (1 - ours / week));
	free(figures.delays);
	return gain >= GOAL;
}

int main(int argc, char **argv)
{
	static struct world made_up = { .name = "made-up", .begin = BEGIN, .weeks = WEEKS };
	static struct world recorded = { .name = "recorded",
					 .begin = RECORDED_BEGIN,
					 .weeks = RECORDED_WEEKS };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		make(&made_up, &kinds[i]);
	bool is_fine = compare(&made_up);
	if (argc > 1 && read_recorded(&recorded, argv[1]))
		is_fine = compare(&recorded) && is_fine;
	else
		printf("recorded: skipped, because nothing is recorded here\n");
	world_free(&made_up);
	world_free(&recorded);
	return !is_fine;
}
