#include "schedule.h"

#include <assert.h>
#include <stdlib.h>

#include "poison.h"

#define NOWHERE SIZE_MAX

struct schedule {
	size_t n, count;
	int64_t *due;  /* by number */
	size_t *heap;  /* numbers */
	size_t *place; /* by number: where in the heap, or NOWHERE */
};

struct schedule *schedule_new(size_t n)
{
	struct schedule *s = calloc(1, sizeof(*s));
	size_t room = n ? n : 1;
	assert(s);
	s->n = n;
	s->due = calloc(room, sizeof(*s->due));
	s->heap = calloc(room, sizeof(*s->heap));
	s->place = calloc(room, sizeof(*s->place));
	assert(s->due && s->heap && s->place);
	for (size_t i = 0; i < n; i++)
		s->place[i] = NOWHERE;
	return s;
}

void schedule_free(struct schedule **schedule)
{
	if (!*schedule)
		return;
	free((*schedule)->due);
	free((*schedule)->heap);
	free((*schedule)->place);
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

void schedule_set(struct schedule *s, size_t number, int64_t due_ms)
{
	assert(number < s->n);
	s->due[number] = due_ms;
	if (s->place[number] == NOWHERE)
		put(s, s->count++, number);
	sink(s, s->place[number]);
	rise(s, s->place[number]);
}

void schedule_drop(struct schedule *s, size_t number)
{
	size_t at = s->place[number];
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
