#include "schedule.h"

#include <assert.h>
#include <stdlib.h>

#include "poison.h"

/* Two things that know nothing of each other: a heap of numbers by their due time, which knows for
 * each number where it stands, so that one can be moved or taken out; and a ring of counters, one a
 * slot of time, which knows for each number in which it is counted. A number is in the ring from
 * when it is booked, and in the heap from when it is set. */

#define NOWHERE SIZE_MAX

enum { SLOTS_MIN = 30, SLOTS_MAX = 50, RING_MIN = 1024, PROBES = 64, JITTER = 25 };

struct schedule {
	size_t n, count;
	int64_t *due;  /* by number */
	size_t *heap;  /* numbers */
	size_t *place; /* by number: where in the heap, or NOWHERE */
	/* the grid */
	int64_t slot_ms, least_ms, ahead_ms;
	uint32_t per_slot;
	double fill;	/* 0 ... 1: how much of the grid is used at most */
	uint32_t *ring; /* how many are booked in a slot */
	size_t mask;
	size_t *booked; /* by number: a slot of the ring, or NOWHERE */
};

static uint32_t rounded_up(double value)
{
	uint32_t below = (uint32_t)value;
	return (double)below < value - 1e-9 ? below + 1 : below;
}

static void grid_make(struct schedule *s, const struct schedule_load *load)
{
	double turns = load->turns > 1 ? load->turns : 1;
	uint32_t slots = turns < SLOTS_MIN   ? SLOTS_MIN
			 : turns > SLOTS_MAX ? SLOTS_MAX
					     : rounded_up(turns);
	size_t size = RING_MIN;
	s->per_slot = rounded_up(turns / slots);
	s->fill = turns / ((double)slots * s->per_slot);
	s->slot_ms = load->least_ms > slots ? load->least_ms / slots : 1;
	s->least_ms = load->least_ms;
	s->ahead_ms = load->ahead_ms;
	while (size < 2 * s->n / s->per_slot)
		size *= 2;
	s->mask = size - 1;
	s->ring = calloc(size, sizeof(*s->ring));
	assert(s->ring);
}

struct schedule *schedule_new(size_t n, const struct schedule_load *load)
{
	struct schedule *s = calloc(1, sizeof(*s));
	size_t room = n ? n : 1;
	assert(s);
	s->n = n;
	s->due = calloc(room, sizeof(*s->due));
	s->heap = calloc(room, sizeof(*s->heap));
	s->place = calloc(room, sizeof(*s->place));
	s->booked = calloc(room, sizeof(*s->booked));
	assert(s->due && s->heap && s->place && s->booked);
	for (size_t i = 0; i < n; i++)
		s->place[i] = s->booked[i] = NOWHERE;
	grid_make(s, load);
	return s;
}

void schedule_free(struct schedule **schedule)
{
	if (!*schedule)
		return;
	free((*schedule)->due);
	free((*schedule)->heap);
	free((*schedule)->place);
	free((*schedule)->booked);
	free((*schedule)->ring);
	free(*schedule);
	*schedule = NULL;
}

static void put(struct schedule *s, size_t at, size_t number)
{
	s->heap[at] = number;
	s->place[number] = at;
}

static void rise(struct schedule *s, size_t at)
{
	size_t number = s->heap[at];
	for (; at > 0 && s->due[s->heap[(at - 1) / 2]] > s->due[number]; at = (at - 1) / 2)
		put(s, at, s->heap[(at - 1) / 2]);
	put(s, at, number);
}

static void sink(struct schedule *s, size_t at)
{
	size_t number = s->heap[at];
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= s->count)
			break;
		if (child + 1 < s->count && s->due[s->heap[child + 1]] < s->due[s->heap[child]])
			child++;
		if (s->due[s->heap[child]] >= s->due[number])
			break;
		put(s, at, s->heap[child]);
		at = child;
	}
	put(s, at, number);
}

/* Slots are counted by the clock on the wall as it was at the start. */
static int64_t slot_of(const struct schedule *s, int64_t due_ms)
{
	int64_t at = due_ms + s->ahead_ms;
	return at / s->slot_ms - (at % s->slot_ms < 0);
}

static size_t ring_place(const struct schedule *s, int64_t slot)
{
	return (size_t)slot & s->mask;
}

static void unbook(struct schedule *s, size_t number)
{
	if (s->booked[number] != NOWHERE)
		s->ring[s->booked[number]]--;
	s->booked[number] = NOWHERE;
}

static void book(struct schedule *s, size_t number, int64_t slot)
{
	unbook(s, number);
	s->booked[number] = ring_place(s, slot);
	s->ring[s->booked[number]]++;
}

/* The first from then on that is not full; when all up to the latest are, the emptiest. */
static int64_t slot_with_room(const struct schedule *s, int64_t first, int64_t latest_ms)
{
	int64_t best = first, last = slot_of(s, latest_ms);
	last = last < first + PROBES ? last : first + PROBES;
	for (int64_t slot = first; slot <= last; slot++) {
		uint32_t taken = s->ring[ring_place(s, slot)];
		best = taken < s->ring[ring_place(s, best)] ? slot : best;
		if (taken < s->per_slot)
			break;
	}
	return best;
}

/* How much a wait may be moved before its slot is sought: nothing where the grid is full of those
 * that wait as long. */
static double jitter(const struct schedule *s, int64_t wait_ms)
{
	double likeness = wait_ms > s->least_ms ? (double)s->least_ms / (double)wait_ms : 1;
	return (double)wait_ms / JITTER * (1 - s->fill * likeness);
}

/* The thousandths of a chance tell how far a wait is moved, what is below how far into a slot. */
int64_t schedule_book(struct schedule *s, size_t number, const struct schedule_wish *wish)
{
	double change = wish->chance * 1000 - (double)(int64_t)(wish->chance * 1000);
	int64_t half = s->slot_ms / 2, latest = wish->from_ms + wish->late_ms - s->slot_ms;
	int64_t from = wish->from_ms + (int64_t)(jitter(s, wish->wait_ms) * wish->chance);
	assert(number < s->n);
	unbook(s, number);
	int64_t slot = slot_with_room(s, slot_of(s, from + s->slot_ms - half - 1), latest);
	book(s, number, slot);
	int64_t begin = slot * s->slot_ms - s->ahead_ms, end = begin + half;
	begin = begin > from ? begin : from;
	return begin + (int64_t)((double)(end - begin) * change);
}

void schedule_set(struct schedule *s, size_t number, int64_t due_ms)
{
	assert(number < s->n);
	s->due[number] = due_ms;
	book(s, number, slot_of(s, due_ms));
	if (s->place[number] == NOWHERE)
		put(s, s->count++, number);
	sink(s, s->place[number]);
	rise(s, s->place[number]);
}

void schedule_drop(struct schedule *s, size_t number)
{
	size_t at = s->place[number];
	unbook(s, number);
	if (at == NOWHERE)
		return;
	s->place[number] = NOWHERE;
	size_t last = s->heap[--s->count];
	if (last == number)
		return;
	put(s, at, last);
	sink(s, at);
	rise(s, s->place[last]);
}

bool schedule_take(struct schedule *s, int64_t now_ms, size_t *number)
{
	if (s->count == 0 || s->due[s->heap[0]] > now_ms)
		return false;
	*number = s->heap[0];
	schedule_drop(s, *number);
	return true;
}

int64_t schedule_next(const struct schedule *s)
{
	return s->count ? s->due[s->heap[0]] : INT64_MAX;
}

size_t schedule_count(const struct schedule *s)
{
	return s->count;
}
