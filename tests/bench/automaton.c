/* Aho and Corasick's automaton as a dense table: one load a byte. Bytes that no rule has share a
 * column, which keeps the table small and is the only thing that is not from the textbook. */
#include "bench_match.h"

#include "arena.h"
#include "catch.h"
#include "fold.h"

#include "poison.h"

enum { BYTES = 256, NO_WANTED = UINT32_MAX };

struct automaton {
	struct catch *catch;
	uint8_t column[BYTES];
	uint32_t columns, n_states;
	uint32_t *next;		  /* [state * columns + column] */
	uint32_t *hit;		  /* first of the wanted that end here */
	uint32_t *same;		  /* by wanted: another one with the same text */
	uint32_t *fail, *shorter; /* shorter: the nearest state behind fail with a hit, or 0 */
};

static void number_columns(struct automaton *a)
{
	a->columns = 1;
	for (size_t i = 0; i < a->catch->n; i++) {
		struct str key = a->catch->wanted[i].key;
		for (size_t at = 0; at < key.len; at++) {
			uint8_t *column = &a->column[(unsigned char)key.at[at]];
			if (*column == 0)
				*column = (uint8_t)a->columns++;
		}
	}
}

static void add(struct automaton *a, uint32_t wanted)
{
	struct str key = a->catch->wanted[wanted].key;
	uint32_t state = 0;
	for (size_t at = 0; at < key.len; at++) {
		size_t place = (size_t)state * a->columns + a->column[(unsigned char)key.at[at]];
		if (a->next[place] == 0)
			a->next[place] = ++a->n_states;
		state = a->next[place];
	}
	a->same[wanted] = a->hit[state];
	a->hit[state] = wanted;
}

/* States by their depth, so that where a state fails to is ready before it. */
static void link_states(struct automaton *a, uint32_t *queue)
{
	size_t end = 1;
	for (size_t i = 0; i < end; i++) {
		uint32_t state = queue[i], fail = a->fail[state];
		for (uint32_t c = 0; c < a->columns; c++) {
			uint32_t *next = &a->next[(size_t)state * a->columns + c];
			uint32_t other = state ? a->next[(size_t)fail * a->columns + c] : 0;
			if (*next == 0) {
				*next = other;
				continue;
			}
			a->fail[*next] = other;
			a->shorter[*next] = a->hit[other] != NO_WANTED ? other : a->shorter[other];
			queue[end++] = *next;
		}
	}
}

static void *make(struct arena *arena, struct bench_rules rules, size_t *size)
{
	struct automaton *a = NEW(arena, struct automaton, 1);
	size_t most = 1;
	a->catch = catch_new(arena, rules);
	number_columns(a);
	for (size_t i = 0; i < a->catch->n; i++)
		most += a->catch->wanted[i].key.len;
	a->next = NEW(arena, uint32_t, most * a->columns);
	a->hit = NEW(arena, uint32_t, most);
	a->fail = NEW(arena, uint32_t, most);
	a->shorter = NEW(arena, uint32_t, most);
	a->same = NEW(arena, uint32_t, a->catch->n);
	for (size_t i = 0; i < most; i++)
		a->hit[i] = NO_WANTED;
	for (uint32_t i = 0; i < a->catch->n; i++)
		add(a, i);
	link_states(a, NEW(arena, uint32_t, most));
	*size += ((size_t)a->n_states + 1) * (a->columns + 2) * sizeof(uint32_t);
	return a;
}

static void tell(const struct automaton *a, uint32_t state, size_t end)
{
	for (; state; state = a->shorter[state])
		for (uint32_t i = a->hit[state]; i != NO_WANTED; i = a->same[i])
			catch_hit(a->catch, i, end);
}

static void scan(const struct automaton *a, struct str key)
{
	uint32_t state = 0;
	for (size_t at = 0; at < key.len; at++) {
		state = a->next[(size_t)state * a->columns + a->column[(unsigned char)key.at[at]]];
		if (a->hit[state] != NO_WANTED || a->shorter[state])
			tell(a, state, at + 1);
	}
}

static struct tally run(void *state, const struct bench_texts *texts)
{
	const struct automaton *a = state;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	a->catch->tally = (struct tally){ 0 };
	for (size_t i = 0; i < a->catch->rules.n; i++)
		a->catch->stamps[i] = 0;
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		struct arena_mark mark = arena_mark(arena);
		struct str key = fold(arena, texts->at[i], '\0');
		catch_begin(a->catch, (uint32_t)i, texts->at[i], key);
		scan(a, key);
		arena_reset(arena, mark);
	}
	return a->catch->tally;
}

static void done(void *state)
{
	catch_done(((struct automaton *)state)->catch);
}

const struct engine automaton_engine = { "Aho-Corasick", make, run, done };
