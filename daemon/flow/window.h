/* window - how much of a rate is spent: a rolling sum, the clock passed in.
 *
 * Spendings within a 32nd of the period are kept as one that counts as long as its last: so a
 * window is a few dozen numbers, and is too strict by that 32nd at most, never too lax.
 * Memory: its own, window_free. Thread: one. Failure: none. */
#ifndef WINDOW_H
#define WINDOW_H

#include "pace.h"

struct spell {
	int64_t from_ms, to_ms; /* of its first and its last spending */
	int64_t amount;
};

struct window {
	struct rate rate;
	struct spell *spells; /* in order of time */
	size_t n, cap;
};

/* Times come in order. */
void window_spend(struct window *window, int64_t now_ms, int64_t amount);
/* What was spent at that time came back. */
void window_give_back(struct window *window, int64_t then_ms, int64_t amount);
int64_t window_left(struct window *window, int64_t now_ms);
/* How long until so much fits into it, or, when it is more than the rate, until it is empty. */
int64_t window_wait(struct window *window, int64_t now_ms, int64_t amount);
void window_free(struct window *window);

#endif
