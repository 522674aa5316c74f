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

int main(void)
{
	RUN(agrees_with_a_table);
	RUN(takes_all_in_order);
	RUN(empty);
	return test_end();
}
