#include "window.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { PARTS = 32 };

static void forget(struct window *window, int64_t now_ms)
{
	size_t old = 0;
	while (old < window->n && window->spells[old].to_ms <= now_ms - window->rate.period_ms)
		old++;
	if (old == 0)
		return;
	window->n -= old;
	memmove(window->spells, window->spells + old, window->n * sizeof(*window->spells));
}

static struct spell *add(struct window *window)
{
	if (window->n == window->cap) {
		size_t cap = window->cap ? 2 * window->cap : 2;
		struct spell *more = realloc(window->spells, cap * sizeof(*more));
		if (!more)
			abort();
		window->spells = more;
		window->cap = cap;
	}
	return &window->spells[window->n++];
}

void window_spend(struct window *window, int64_t now_ms, int64_t amount)
{
	forget(window, now_ms);
	struct spell *last = window->n ? &window->spells[window->n - 1] : NULL;
	if (amount == 0)
		return;
	if (!last || now_ms - last->from_ms >= window->rate.period_ms / PARTS) {
		*add(window) = (struct spell){ now_ms, now_ms, amount };
		return;
	}
	last->amount += amount;
	last->to_ms = now_ms;
}

void window_give_back(struct window *window, int64_t then_ms, int64_t amount)
{
	size_t at = window->n;
	while (at > 0 && window->spells[at - 1].from_ms > then_ms)
		at--;
	if (at == 0)
		return; /* so long ago that it counts no more */
	struct spell *spell = &window->spells[at - 1];
	spell->amount -= amount < spell->amount ? amount : spell->amount;
}

int64_t window_left(struct window *window, int64_t now_ms)
{
	int64_t left = window->rate.count;
	forget(window, now_ms);
	for (size_t i = 0; i < window->n; i++)
		left -= window->spells[i].amount;
	return left > 0 ? left : 0;
}

int64_t window_wait(struct window *window, int64_t now_ms, int64_t amount)
{
	int64_t wanted = amount < window->rate.count ? amount : window->rate.count, spent = 0;
	size_t i = 0;
	forget(window, now_ms);
	for (size_t k = 0; k < window->n; k++)
		spent += window->spells[k].amount;
	while (i < window->n && spent + wanted > window->rate.count)
		spent -= window->spells[i++].amount;
	return i ? window->spells[i - 1].to_ms + window->rate.period_ms - now_ms : 0;
}

void window_free(struct window *window)
{
	free(window->spells);
	*window = (struct window){ 0 };
}
