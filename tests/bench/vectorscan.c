/* Vectorscan's matcher of pure literals, over the same key of the text. */
#include "bench_match.h"

#include "arena.h"
#include "catch.h"
#include "fold.h"

#include <stdio.h>
#include <stdlib.h>

#include <hs.h>

#include "poison.h"

struct searcher {
	struct catch *catch;
	hs_database_t *database;
	hs_scratch_t *scratch;
};

static void *make(struct arena *arena, struct bench_rules rules, size_t *size)
{
	struct searcher *s = NEW(arena, struct searcher, 1);
	s->catch = catch_new(arena, rules);
	size_t n = s->catch->n;
	const char **keys = NEW(arena, const char *, n);
	unsigned *flags = NEW(arena, unsigned, n), *ids = NEW(arena, unsigned, n);
	size_t *lengths = NEW(arena, size_t, n);
	hs_compile_error_t *error;
	size_t bytes;
	for (size_t i = 0; i < n; i++) {
		keys[i] = s->catch->wanted[i].key.at;
		lengths[i] = s->catch->wanted[i].key.len;
		ids[i] = (unsigned)i;
	}
	if (hs_compile_lit_multi(keys, flags, ids, lengths, (unsigned)n, HS_MODE_BLOCK, NULL,
				 &s->database, &error) != HS_SUCCESS ||
	    hs_alloc_scratch(s->database, &s->scratch) != HS_SUCCESS ||
	    hs_database_size(s->database, &bytes) != HS_SUCCESS) {
		fputs("Vectorscan does not compile\n", stderr);
		abort();
	}
	*size += bytes;
	return s;
}

static int tell(unsigned id, unsigned long long start, unsigned long long end, unsigned flags,
		void *catch)
{
	(void)start;
	(void)flags;
	catch_hit(catch, id, end);
	return 0;
}

static struct tally run(void *state, const struct bench_texts *texts)
{
	const struct searcher *s = state;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	s->catch->tally = (struct tally){ 0 };
	for (size_t i = 0; i < s->catch->rules.n; i++)
		s->catch->stamps[i] = 0;
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		struct arena_mark mark = arena_mark(arena);
		struct str key = fold(arena, texts->at[i], '\0');
		catch_begin(s->catch, (uint32_t)i, texts->at[i], key);
		hs_scan(s->database, key.at, (unsigned)key.len, 0, s->scratch, tell, s->catch);
		arena_reset(arena, mark);
	}
	return s->catch->tally;
}

static void done(void *state)
{
	struct searcher *s = state;
	hs_free_scratch(s->scratch);
	hs_free_database(s->database);
	catch_done(s->catch);
}

const struct engine vectorscan_engine = { "Vectorscan", make, run, done };
