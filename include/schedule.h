/* schedule - who is due next: a binary heap of due times, and a grid that keeps them apart; the
 * clock passed in.
 *
 * Time is cut into slots, and whoever is to be asked again gets the first slot from then on that is
 * not full. When all n sources have the same interval T, there are as many slots in it as sources
 * (30 to 50), and each takes ceil(n / slots). Proof that it stays so: let no slot hold more. Those
 * that are asked in slot k want slot k + T or the next one, and only those of slots before k can
 * have taken places there; these got at most slot k + T, so slot k + T + 1 has room for all of
 * them. Due times lie in the first half of a slot. So of 50 sources no more than two are due in any
 * time of T / 50. A source that is slower than the others, or one of few, is moved by up to a 25th
 * of its wait before its slot is sought.
 * Counters of slots are a ring; far away times share them, which only looks fuller than it is.
 * Cost of every call O(log n). Memory: its own. Thread: the loop. Failure: none. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct schedule;

struct schedule_load {
	int64_t least_ms; /* the shortest interval of all */
	double turns;	  /* how many are asked in that time, at most */
	int64_t ahead_ms; /* of the clock by which slots begin: with that of the wall they are the
			     same after a restart */
};

struct schedule *schedule_new(size_t n, const struct schedule_load *load); /* 0 .. n-1, none due */
void schedule_free(struct schedule **schedule);
struct schedule_wish {
	int64_t from_ms; /* not before */
	int64_t wait_ms; /* how long it waits until then */
	int64_t late_ms; /* how much later it may be; a slot that is full is taken rather */
	double chance;	 /* 0 ... 1 */
};

/* When a number may be asked. The place is kept until it is set, dropped or taken. */
int64_t schedule_book(struct schedule *schedule, size_t number, const struct schedule_wish *wish);
void schedule_set(struct schedule *schedule, size_t number, int64_t due_ms);
void schedule_drop(struct schedule *schedule, size_t number);
/* The number that is due first, taken out, when it is due by now. */
bool schedule_take(struct schedule *schedule, int64_t now_ms, size_t *number);
int64_t schedule_next(const struct schedule *schedule); /* INT64_MAX: nothing */
size_t schedule_count(const struct schedule *schedule);

#endif
