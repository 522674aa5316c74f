/* What cost.py counts the instructions of: a thousand rules and made-up texts of words, the same on
 * each machine. Prints how many bytes match_item() saw. */
#include "buf.h"
#include "compiled.h"
#include "random.h"

#include <stdio.h>

#include "poison.h"

enum { TEXTS = 1500, RULES = 1000, WORDS = 40 };

/* Mostly Latin letters, some words Cyrillic. */
static void add_word(struct buf *buf, uint32_t least)
{
	static const char often[] = "etaoinsrhldcumfpgwybvkxjqz";
	uint32_t first = random_below(20) ? 0 : 0x430;
	char bytes[4];
	for (uint32_t n = least + random_below(7); n > 0; n--) {
		uint32_t at = random_below(26) * random_below(26) / 26;
		uint32_t c = first ? first + at : (unsigned char)often[at];
		buf_add(buf, (struct str){ bytes, utf8_put(c, bytes) });
	}
}

static struct str words(struct arena *arena, size_t n, uint32_t least)
{
	struct buf buf = buf_new(arena, 4 * KIB);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&buf, random_below(12) ? ' ' : '\n');
		add_word(&buf, least);
	}
	return buf_str(&buf);
}

int main(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(MIB);
	CLEANUP(match_free)
	struct matcher *matcher = NULL;
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	struct node *terms = NEW(arena, struct node, RULES);
	struct node *lists = NEW(arena, struct node, RULES);
	struct query *queries = NEW(arena, struct query, RULES);
	struct problems problems = problems_new(arena);
	size_t bytes = 0, found = 0;
	for (size_t i = 0; i < RULES; i++) {
		terms[i] = (struct node){ .kind = NODE_TEXT, .text = words(arena, 1 + i % 2, 5) };
		lists[i] = (struct node){ .kind = NODE_LIST, .n = 1, .values = &terms[i] };
		queries[i] = (struct query){ .any = &lists[i] };
	}
	if (!match_compile(arena, &(struct match_input){ queries, RULES, NULL, 0 }, &problems,
			   &matcher))
		return 1;
	for (size_t i = 0; i < TEXTS; i++) {
		struct arena_mark mark = arena_mark(arena);
		struct item item = { .text = words(arena, WORDS, 2) };
		struct match_result result;
		match_item(matcher, desk, arena, &item, &result);
		bytes += item.text.len;
		found += result.n;
		arena_reset(arena, mark);
	}
	printf("%zu bytes, %zu found\n", bytes, found);
	return found == 0;
}
