#include "schedule.h"

#include "hash.h"
#include "test.h"

/* The heap against a plain table of due times. */

enum { N = 40, ROUNDS = 200000, NEVER = -1 };

static const struct schedule_load load = { 1000, N, 0 };
static uint64_t chance;

static int64_t below(int64_t bound)
{
	chance = hash_more(chance, STR("next"));
	return (int64_t)(chance % (uint64_t)bound);
}

static int64_t first_due(const int64_t *due)
{
	int64_t first = INT64_MAX;
	for (size_t i = 0; i < N; i++)
		if (due[i] != NEVER && due[i] < first)
			first = due[i];
	return first;
}

static size_t count(const int64_t *due)
{
	size_t n = 0;
	for (size_t i = 0; i < N; i++)
		n += due[i] != NEVER;
	return n;
}

/* True: both took one of those that are due first, or both none. */
static bool take_one(struct schedule *schedule, int64_t *due, int64_t now)
{
	size_t number = SIZE_MAX;
	int64_t first = first_due(due);
	if (!schedule_take(schedule, now, &number))
		return first > now;
	bool is_right = number < N && due[number] == first && first <= now;
	due[number % N] = NEVER;
	return is_right;
}

static void agrees_with_a_table(void)
{
	struct schedule *schedule = schedule_new(N, &load);
	int64_t due[N];
	bool agrees = true;
	for (size_t i = 0; i < N; i++)
		due[i] = NEVER;
	for (int round = 0; round < ROUNDS && agrees; round++) {
		size_t number = (size_t)below(N);
		switch (below(4)) {
		case 0:
			schedule_drop(schedule, number);
			due[number] = NEVER;
			break;
		case 1: agrees = take_one(schedule, due, below(1000)); break;
		default: due[number] = below(1000); schedule_set(schedule, number, due[number]);
		}
		agrees = agrees && schedule_next(schedule) == first_due(due) &&
			 schedule_count(schedule) == count(due);
	}
	EXPECT(agrees);
	schedule_free(&schedule);
	EXPECT(schedule == NULL);
}

static void takes_all_in_order(void)
{
	struct schedule *schedule = schedule_new(1000, &load);
	int64_t before = 0;
	size_t number, n = 0;
	int64_t due[1000];
	for (size_t i = 0; i < 1000; i++)
		schedule_set(schedule, i, due[i] = below(100000));
	while (schedule_take(schedule, INT64_MAX, &number)) {
		EXPECT(due[number] >= before);
		before = due[number];
		n++;
	}
	EXPECT_INT(n, 1000);
	schedule_free(&schedule);
}

static void empty(void)
{
	struct schedule *schedule = schedule_new(0, &load);
	size_t number;
	EXPECT_INT(schedule_next(schedule), INT64_MAX);
	EXPECT(!schedule_take(schedule, INT64_MAX, &number));
	schedule_free(&schedule);
	schedule_free(&schedule);
}

/* polling.md, P09 and P10: sources that all have one interval, asked a little later than due. */
enum { SOURCES_MAX = 1000 };

struct play {
	struct schedule *schedule;
	size_t n;
	int64_t every, now, latency;
	int64_t asked[SOURCES_MAX]; /* last; 0: never */
	int64_t *times;		    /* of all requests */
	size_t n_times, cap;
	int64_t least, most, sum, gaps; /* from one request to the next */
};

static double some_chance(void)
{
	return (double)below(1000000) / 1000000;
}

static struct play *play_new(size_t n, int64_t every, int64_t latency, size_t requests)
{
	struct play *play = calloc(1, sizeof(*play));
	const struct schedule_load of_all = { every, (double)n, 777 };
	if (!play || !(play->times = calloc(requests, sizeof(*play->times))))
		abort();
	play->schedule = schedule_new(n, &of_all);
	play->n = n;
	play->every = every;
	play->latency = latency;
	play->now = every;
	play->cap = requests;
	play->least = INT64_MAX;
	return play;
}

static void play_free(struct play *play)
{
	schedule_free(&play->schedule);
	free(play->times);
	free(play);
}

static void note_gap(struct play *play, int64_t gap)
{
	play->least = gap < play->least ? gap : play->least;
	play->most = gap > play->most ? gap : play->most;
	play->sum += gap;
	play->gaps++;
}

static int64_t asked_again(struct play *play, size_t number, int64_t from, int64_t late)
{
	const struct schedule_wish wish = { from, play->every, late, some_chance() };
	return schedule_book(play->schedule, number, &wish);
}

/* Until there are so many requests. A source that was just asked waits for `every` again. */
static void play_on(struct play *play)
{
	size_t number;
	while (play->n_times < play->cap) {
		int64_t next = schedule_next(play->schedule);
		play->now = next > play->now ? next : play->now;
		if (!schedule_take(play->schedule, play->now, &number))
			return;
		int64_t at = play->now + below(play->latency);
		play->times[play->n_times++] = at;
		if (play->asked[number])
			note_gap(play, at - play->asked[number]);
		play->asked[number] = at;
		schedule_set(play->schedule, number,
			     asked_again(play, number, at + play->every, play->every / 10));
	}
}

static int by_time(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

/* The most requests in any such window from the given request on. */
static size_t crowd(struct play *play, size_t from, int64_t window)
{
	size_t most = 0, first = from;
	qsort(play->times + from, play->n_times - from, sizeof(*play->times), by_time);
	for (size_t i = from; i < play->n_times; i++) {
		while (play->times[i] - play->times[first] >= window)
			first++;
		most = i - first + 1 > most ? i - first + 1 : most;
	}
	return most;
}

/* Evenly over an interval, and neighbours far from each other, as rhythm.c has it; a slow start
 * takes up to a fifth of the interval. */
static void start_apart(struct play *play, size_t step)
{
	for (size_t i = 0; i < play->n; i++) {
		int64_t from = play->now + play->every +
			       play->every * (int64_t)(i * step % play->n) / (int64_t)play->n;
		int64_t answered = play->now + play->every / 5 * (int64_t)i / (int64_t)play->n;
		from = from > answered + play->every ? from : answered + play->every;
		schedule_set(play->schedule, i, asked_again(play, i, from, play->every));
	}
}

static void keeps_apart(void)
{
	static const struct {
		const char *name;
		size_t n, step;
		int64_t every, latency;
		size_t most; /* in any window of a fiftieth */
	} examples[] = {
		{ "fifty, a quarter of an hour", 50, 31, 900000, 1000, 2 },
		{ "fifty, five seconds", 50, 31, 5000, 20, 2 },
		{ "fifty-one", 51, 32, 900000, 1000, 4 },
		{ "a hundred", 100, 63, 900000, 1000, 4 },
		{ "a thousand", 1000, 619, 900000, 1000, 40 },
		{ "thirty-seven", 37, 23, 900000, 1000, 2 },
	};
	enum { INTERVALS = 200 };
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		size_t n = examples[i].n;
		CASE(examples[i].name);
		struct play *play = play_new(n, examples[i].every, examples[i].latency,
					     n * INTERVALS);
		start_apart(play, examples[i].step);
		play_on(play);
		EXPECT(crowd(play, 0, examples[i].every / 50) <= examples[i].most);
		EXPECT(play->least >= examples[i].every);
		EXPECT(play->most <= examples[i].every * 11 / 10 + examples[i].latency);
		EXPECT(play->most - play->least > examples[i].every / 100);
		EXPECT(play->sum / play->gaps < examples[i].every * 21 / 20);
		play_free(play);
	}
}

/* All at once, such as after a host has asked all of them to wait: they find apart by themselves.
 */
static void finds_apart(void)
{
	enum { SOURCES = 50, INTERVALS = 100, EVERY = 900000, LATENCY = 1000 };
	struct play *play = play_new(SOURCES, EVERY, LATENCY, SOURCES * INTERVALS);
	for (size_t i = 0; i < SOURCES; i++)
		schedule_set(play->schedule, i, play->now);
	play_on(play);
	EXPECT(crowd(play, (size_t)SOURCES * INTERVALS / 4, EVERY / 50) <= 2);
	EXPECT(play->least >= EVERY && play->most <= EVERY * 11 / 10 + LATENCY);
	play_free(play);
}

/* A new schedule at another time of the monotonic clock, with the due times of the old one. */
static void stays_apart_after_a_restart(void)
{
	enum { SOURCES = 50, INTERVALS = 20, EVERY = 900000, BOOT = 123456789 };
	struct play *play = play_new(SOURCES, EVERY, 1000, SOURCES * INTERVALS);
	start_apart(play, 31);
	play_on(play);
	struct play *next = play_new(SOURCES, EVERY, 1000, SOURCES * INTERVALS);
	const struct schedule_load moved = { EVERY, SOURCES, 777 + BOOT };
	schedule_free(&next->schedule);
	next->schedule = schedule_new(SOURCES, &moved);
	next->now = play->now - BOOT;
	size_t number;
	for (int64_t due; (due = schedule_next(play->schedule)) != INT64_MAX;)
		if (schedule_take(play->schedule, due, &number))
			schedule_set(next->schedule, number, due - BOOT);
	play_on(next);
	EXPECT(crowd(next, 0, EVERY / 50) <= 2);
	play_free(play);
	play_free(next);
}

/* One alone is moved most, by a tenth at most, and the mean stays well below. */
static void moves_one_alone(void)
{
	enum { EVERY = 900000, LATENCY = 10 };
	struct play *play = play_new(1, EVERY, LATENCY, 1000);
	schedule_set(play->schedule, 0, play->now);
	play_on(play);
	EXPECT(play->least >= EVERY && play->most <= EVERY * 11 / 10 + LATENCY);
	EXPECT(play->most - play->least > EVERY / 50);
	EXPECT(play->sum / play->gaps < EVERY * 21 / 20);
	CASE("the least chance adds little");
	for (int64_t from = EVERY; from < 3 * (int64_t)EVERY; from += 997) {
		const struct schedule_wish wish = { from, EVERY, EVERY / 10, 0 };
		int64_t due = schedule_book(play->schedule, 0, &wish);
		EXPECT(due >= from && due <= from + EVERY / 50);
	}
	play_free(play);
}

/* Intervals of all lengths, and more sources than slots: never early, at most a tenth late. */
static void mixed(void)
{
	const struct schedule_load of_all = { 60000, 100, 0 };
	struct schedule *schedule = schedule_new(1000, &of_all);
	bool is_fine = true;
	for (int i = 0; i < 100000; i++) {
		int64_t wait = 60000 + below(7 * 86400000LL), from = below(86400000) + wait;
		const struct schedule_wish wish = { from, wait, wait / 10, some_chance() };
		int64_t due = schedule_book(schedule, (size_t)below(1000), &wish);
		is_fine = is_fine && due >= from && due <= from + wait / 10;
	}
	EXPECT(is_fine);
	schedule_free(&schedule);
}

int main(void)
{
	RUN(agrees_with_a_table);
	RUN(takes_all_in_order);
	RUN(empty);
	RUN(keeps_apart);
	RUN(finds_apart);
	RUN(stays_apart_after_a_restart);
	RUN(moves_one_alone);
	RUN(mixed);
	return test_end();
}
