/* bench_adapt - what does learning when a source publishes save? Twelve made-up weeks, of which the
 * last eight count, of eight kinds of sources; the same number of requests in all for each way:
 * the learned interval, one fixed interval for all, and seven days over the items of last week.
 * No chance is in it that is not the same in every run. */
#include "adapt.h"

#include <stdio.h>
#include <stdlib.h>

#include "poison.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define BEGIN INT64_C(1767571200000) /* Monday, 5 January 2026 */

enum { WEEKS = 12, LEARNING = 4, ITEMS_MAX = 40000, GOAL = 35 };

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
	const char *name;
	double (*rate)(int day, int hour);
	int burst; /* items that come together */
	int64_t *items;
	size_t n;
};

static struct feed feeds[] = {
	{ "office-hours blog", office, 1, NULL, 0 },
	{ "magazine", magazine, 1, NULL, 0 },
	{ "bursty news", agency, 4, NULL, 0 },
	{ "evening blog", evening, 1, NULL, 0 },
	{ "random", any_time, 1, NULL, 0 },
	{ "daily digest", daily, 1, NULL, 0 },
	{ "weekly", weekly, 1, NULL, 0 },
	{ "dead", dead, 1, NULL, 0 },
};
enum { FEEDS = sizeof(feeds) / sizeof(*feeds) };

static int by_time(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static void publish(struct feed *feed, int64_t from, double rate)
{
	if (rate < 0)
		feed->items[feed->n++] = from + (int64_t)(chance() * 10 * (double)MINUTE);
	for (int minute = 0; rate > 0 && minute < 60; minute++) {
		if (chance() >= rate / 60 / feed->burst)
			continue;
		for (int i = 0; i < feed->burst && feed->n < ITEMS_MAX; i++)
			feed->items[feed->n++] = from + minute * MINUTE + i * MINUTE / 3;
	}
}

static void make(struct feed *feed)
{
	feed->items = calloc(ITEMS_MAX, sizeof(*feed->items));
	if (!feed->items)
		abort();
	for (int hour = 0; hour < WEEKS * 7 * 24; hour++)
		publish(feed, BEGIN + hour * HOUR, feed->rate(hour / 24 % 7, hour % 24));
	qsort(feed->items, feed->n, sizeof(*feed->items), by_time);
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
	while (first > 0 && feed->items[first - 1] > now - 7 * DAY)
		first--;
	int64_t wait = n > first ? 7 * DAY / (int64_t)(n - first) : bounds.slowest_ms;
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

static void watch(struct way *way, const struct feed *feed, struct figures *out)
{
	int64_t now = BEGIN + 7 * MINUTE, counts_from = BEGIN + LEARNING * 7 * DAY;
	size_t n = 0;
	adapt_begin(&way->adapt, BEGIN, BEGIN);
	while (now < BEGIN + WEEKS * 7 * DAY) {
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

static size_t requests_of(struct way *way, struct figures *all)
{
	all->n = all->requests = 0;
	all->sum = 0;
	for (size_t i = 0; i < FEEDS; i++)
		watch(way, &feeds[i], all);
	return all->requests;
}

static void tune(struct way *way, size_t requests, struct figures *all)
{
	double low = 0.01, high = 100;
	for (int i = 0; i < 40; i++) {
		way->scale = (low + high) / 2;
		if (requests_of(way, all) > requests)
			low = way->scale;
		else
			high = way->scale;
	}
}

/* `evenly`: the mean delay if the same requests came at even distances. */
static void print(const char *name, struct figures *figures, int n_feeds)
{
	double minutes = (double)(WEEKS - LEARNING) * 7 * 24 * 60 * n_feeds;
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
static double tell(struct way *way, struct figures *figures)
{
	printf("%s\n", way->name);
	for (size_t i = 0; i < FEEDS; i++) {
		*figures = (struct figures){ .delays = figures->delays };
		watch(way, &feeds[i], figures);
		print(feeds[i].name, figures, 1);
	}
	requests_of(way, figures);
	print("all", figures, FEEDS);
	return figures->sum / (double)figures->n;
}

int main(void)
{
	struct way learned = { .name = "learned", .wait = wait_learned };
	struct way fixed = { .name = "fixed", .wait = wait_fixed };
	struct way counted = { .name = "7 days / items of last week", .wait = wait_weekly };
	struct figures figures = { .delays = calloc(FEEDS * ITEMS_MAX, sizeof(double)) };
	if (!figures.delays)
		abort();
	for (size_t i = 0; i < FEEDS; i++)
		make(&feeds[i]);
	size_t requests = requests_of(&learned, &figures);
	tune(&fixed, requests, &figures);
	tune(&counted, requests, &figures);
	double ours = tell(&learned, &figures), plain = tell(&fixed, &figures);
	double week = tell(&counted, &figures), gain = 100 * (1 - ours / plain);
	printf("mean delay: %.0f %% lower than fixed (goal %d), %.0f %% lower than by last week\n",
	       gain, GOAL, 100 * (1 - ours / week));
	for (size_t i = 0; i < FEEDS; i++)
		free(feeds[i].items);
	free(figures.delays);
	return gain < GOAL;
}
