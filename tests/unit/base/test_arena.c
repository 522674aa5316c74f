#include "arena.h"

#include "test.h"

#include <stdalign.h>
#include <string.h>

#include "poison.h"

static void memory_is_zeroed_and_aligned(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(0);
	arena_bytes(arena, 3);
	for (size_t size = 1; size < 5000; size += 117) {
		unsigned char *memory = arena_alloc(arena, size);
		EXPECT((uintptr_t)memory % alignof(max_align_t) == 0);
		EXPECT(memory[0] == 0 && memory[size - 1] == 0);
		memset(memory, 0xFF, size);
	}
}

static void reset_gives_back_and_zeroes_again(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct arena_mark mark = arena_mark(arena);
	size_t before = arena_size(arena);
	char *first = arena_alloc(arena, 100);
	memset(first, 'x', 100);
	arena_alloc(arena, 3 * MIB);
	EXPECT(arena_size(arena) > 3 * MIB);
	arena_reset(arena, mark);
	EXPECT_INT(arena_size(arena), before);
	char *again = arena_alloc(arena, 100);
	EXPECT(again == first);
	EXPECT(again[0] == '\0' && again[99] == '\0');
}

static void the_last_piece_grows_in_place(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	char *piece = arena_bytes(arena, 10);
	memcpy(piece, "0123456789", 10);
	EXPECT(arena_grow(arena, piece, 10, 100) == piece);
	arena_bytes(arena, 1);
	char *moved = arena_grow(arena, piece, 100, 200);
	EXPECT(moved != piece);
	EXPECT(memcmp(moved, "0123456789", 10) == 0);
	EXPECT(arena_grow(arena, NULL, 0, 5) != NULL);
}

static void arrays_double_and_keep_their_elements(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	int *numbers = NULL;
	size_t cap = 0;
	for (size_t n = 0; n < 1000; n++) {
		numbers = arena_more(arena, numbers, n, &cap, sizeof(*numbers));
		numbers[n] = (int)n;
	}
	EXPECT_INT(numbers[0], 0);
	EXPECT_INT(numbers[999], 999);
	EXPECT_INT(cap, 1024);
}

static void freeing_leaves_null_and_takes_null(void)
{
	struct arena *arena = arena_new(1);
	arena_free(&arena);
	EXPECT(arena == NULL);
	arena_free(&arena);
	EXPECT(arena == NULL);
}

static void trims_only_the_last_piece(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	char *first = arena_bytes(arena, 100), *second = arena_bytes(arena, 100);
	arena_trim(arena, first, 100, 10);
	EXPECT(arena_bytes(arena, 1) == second + 100);
	char *third = arena_bytes(arena, 50);
	arena_trim(arena, third, 50, 20);
	EXPECT(arena_bytes(arena, 1) == third + 20);
}

int main(void)
{
	RUN(memory_is_zeroed_and_aligned);
	RUN(reset_gives_back_and_zeroes_again);
	RUN(the_last_piece_grows_in_place);
	RUN(arrays_double_and_keep_their_elements);
	RUN(freeing_leaves_null_and_takes_null);
	RUN(trims_only_the_last_piece);
	return test_end();
}
