/* schedule - who is due next: a binary heap of due times, the clock passed in.
 * Cost of every call O(log n). Memory: its own. Thread: the loop. Failure: none. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct schedule;

struct schedule *schedule_new(size_t n); /* for the numbers 0 .. n-1, none of them due */
void schedule_free(struct schedule **schedule);
void schedule_set(struct schedule *schedule, size_t number, int64_t due_ms);
void schedule_drop(struct schedule *schedule, size_t number);
/* The number that is due first, taken out, when it is due by now. */
bool schedule_take(struct schedule *schedule, int64_t now_ms, size_t *number);
int64_t schedule_next(const struct schedule *schedule); /* INT64_MAX: nothing */
size_t schedule_count(const struct schedule *schedule);

#endif
