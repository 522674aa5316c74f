#include "arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* A chain of blocks, newest first; each twice as large as the one before, up to a bound. */
struct block {
	struct block *before;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *last;
	struct block
		*spare; /* one that a reset left over: a loop of marks needs it at once again */
	size_t size;	/* without the spare */
};

/* A block may be left half empty, so the bound is no larger than it has to be. */
enum {
	ALIGN = alignof(max_align_t),
	BLOCK_MIN = 256,
	BLOCK_DOUBLE_MAX = MIB,
	BLOCK_SPARE_MAX = 4 * MIB
};

static void no_memory(void)
{
	fputs("mentiond: out of memory\n", stderr);
	abort();
}

static struct block *block_new(struct arena *arena, size_t size)
{
	struct block *block = arena->spare;
	if (block && block->size >= size) {
		arena->spare = NULL;
	} else {
		block = malloc(sizeof(*block) + size);
		if (!block)
			no_memory();
		block->size = size;
	}
	block->before = arena->last;
	block->used = 0;
	arena->last = block;
	arena->size += block->size;
	return block;
}

struct arena *arena_new(size_t first_block)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	if (!arena)
		no_memory();
	block_new(arena, first_block < BLOCK_MIN ? BLOCK_MIN : first_block);
	return arena;
}

static void drop_until(struct arena *arena, const struct block *keep)
{
	while (arena->last != keep) {
		struct block *block = arena->last;
		arena->last = block->before;
		arena->size -= block->size;
		if (block->size <= BLOCK_SPARE_MAX &&
		    (!arena->spare || arena->spare->size < block->size)) {
			free(arena->spare);
			arena->spare = block;
		} else {
			free(block);
		}
	}
}

void arena_free(struct arena **arena)
{
	if (!*arena)
		return;
	drop_until(*arena, NULL);
	free((*arena)->spare);
	free(*arena);
	*arena = NULL;
}

static size_t next_size(const struct arena *arena, size_t wanted)
{
	size_t size = arena->last->size * 2;
	if (size > BLOCK_DOUBLE_MAX)
		size = BLOCK_DOUBLE_MAX;
	return size < wanted ? wanted : size;
}

static char *take(struct arena *arena, size_t size, size_t align)
{
	struct block *block = arena->last;
	size_t at = (block->used + align - 1) & ~(align - 1);
	if (size > SIZE_MAX / 2)
		no_memory();
	if (at > block->size || block->size - at < size) {
		block = block_new(arena, next_size(arena, size));
		at = 0;
	}
	block->used = at + size;
	return block->bytes + at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = take(arena, size, ALIGN);
	return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / 2 / size)
		no_memory();
	return arena_alloc(arena, n * size);
}

char *arena_bytes(struct arena *arena, size_t size)
{
	return take(arena, size, 1);
}

char *arena_grow(struct arena *arena, char *old, size_t old_size, size_t size)
{
	struct block *block = arena->last;
	assert(size >= old_size);
	if (old && old + old_size == block->bytes + block->used &&
	    block->size - block->used >= size - old_size) {
		block->used += size - old_size;
		return old;
	}
	char *bytes = take(arena, size, 1);
	if (old_size)
		memcpy(bytes, old, old_size);
	return bytes;
}

void arena_trim(struct arena *arena, const char *last, size_t old_size, size_t size)
{
	struct block *block = arena->last;
	assert(size <= old_size);
	if (last + old_size == block->bytes + block->used)
		block->used -= old_size - size;
}

void *arena_more(struct arena *arena, void *old, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return old;
	size_t more = *cap ? *cap * 2 : 4;
	void *array = arena_array(arena, more, size);
	if (n)
		memcpy(array, old, n * size);
	*cap = more;
	return array;
}

struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){ arena->last, arena->last->used };
}

void arena_reset(struct arena *arena, struct arena_mark mark)
{
	drop_until(arena, mark.block);
	arena->last->used = mark.used;
}

size_t arena_size(const struct arena *arena)
{
	return arena->size;
}
