#include "fold.h"
#include "literal.h"
#include "random.h"
#include "test.h"

#include <string.h>

#include "poison.h"

enum { LITERALS = 60, FEW = 20, MANY = 21000, ROUNDS = 1500, MANY_ROUNDS = 15 };

static bool stands(struct str literal, struct str key, size_t at)
{
	if (key.len - at < literal.len)
		return false;
	for (size_t i = 0; i < literal.len; i++)
		if (key.at[at + i] != literal.at[i] &&
		    (literal.at[i] != ' ' || key.at[at + i] != '-'))
			return false;
	return true;
}

static uint64_t mix(uint32_t literal, size_t at)
{
	uint64_t x = ((uint64_t)literal << 32 | at) * 0x9E3779B97F4A7C15;
	return x ^ x >> 29;
}

/* Pieces of the text and other texts, no two alike, none empty. */
static size_t choose(struct arena *arena, struct str key, size_t most, struct str *out)
{
	size_t n = 0;
	for (size_t i = 0; i < most; i++) {
		char bytes[64];
		struct str piece = str_first(str_skip(key, random_below((uint32_t)key.len)),
					     1 + random_below(9));
		if (i % 3 == 0)
			piece = fold(arena, random_text(bytes, 1 + random_below(6)), '\0');
		bool is_new = piece.len > 0;
		for (size_t j = 0; j < n; j++)
			is_new &= !str_eq(out[j], piece);
		if (is_new)
			out[n++] = str_dup(arena, piece);
	}
	return n;
}

/* The naive way: look at every place. */
static size_t search(struct str literal, uint32_t number, struct str key, uint64_t *sum)
{
	size_t n = 0;
	for (size_t at = 0; at < key.len; at++)
		if (stands(literal, key, at)) {
			*sum ^= mix(number, at);
			n++;
		}
	return n;
}

/* How many hits there are, when the engine and the loop agree. */
static size_t compare(struct arena *arena, struct str key, const struct str *literals, size_t n)
{
	struct literal_hits hits = { 0 };
	uint64_t want = 0, got = 0;
	size_t wanted = 0;
	for (uint32_t i = 0; i < n; i++)
		wanted += search(literals[i], i, key, &want);
	literals_scan(literals_new(arena, literals, n), key, arena, &hits);
	for (size_t i = 0; i < hits.n; i++)
		got ^= mix(hits.at[i].literal, hits.at[i].start);
	if (wanted != hits.n || want != got)
		EXPECT_INT(hits.n, wanted);
	return hits.n;
}

static struct str random_key(struct arena *arena)
{
	char bytes[1000];
	return fold(arena, random_text(bytes, 1 + random_below(200)), '\0');
}

static void finds_what_a_loop_finds(void)
{
	size_t total = 0;
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		struct str literals[LITERALS], key = random_key(arena);
		size_t most = round % 3 ? LITERALS : FEW;
		size_t n = key.len ? choose(arena, key, most, literals) : 0;
		total += compare(arena, key, literals, n);
	}
	EXPECT(total > 80000);
}

/* Long literals of a crowd are searched for in another way than those of a few. */
static void finds_all_among_many(void)
{
	size_t total = 0;
	for (int round = 0; round < MANY_ROUNDS; round++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(MIB);
		struct str *literals = NEW(arena, struct str, MANY), key = random_key(arena);
		size_t n = key.len ? choose(arena, key, LITERALS, literals) : 0;
		for (; n < MANY; n++)
			literals[n] = str_fmt(arena, "q%zu%s", n, n % 2 ? " bq" : "");
		total += compare(arena, key, literals, n);
	}
	EXPECT(total > 100);
}

static void has_none(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct literal_hits hits = { 0 };
	literals_scan(literals_new(arena, NULL, 0), fold(arena, STR("text"), '\0'), arena, &hits);
	EXPECT_INT(hits.n, 0);
}

int main(void)
{
	RUN(finds_what_a_loop_finds);
	RUN(finds_all_among_many);
	RUN(has_none);
	return test_end();
}
