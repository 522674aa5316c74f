#include "buf.h"

#include "test.h"

#include <string.h>

#include "poison.h"

static void adds_text_characters_and_formats(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf buf = buf_new(arena, 100);
	EXPECT_STR(buf_str(&buf), STR(""));
	buf_add(&buf, STR("one"));
	buf_char(&buf, ' ');
	buf_fmt(&buf, "%d-%s", 2, "three");
	EXPECT_STR(buf_str(&buf), STR("one 2-three"));
	EXPECT(!buf.is_full);
}

static void what_does_not_fit_is_dropped_whole(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf buf = buf_new(arena, 5);
	buf_add(&buf, STR("1234"));
	buf_add(&buf, STR("56"));
	EXPECT_STR(buf_str(&buf), STR("1234"));
	EXPECT(buf.is_full);
	buf_char(&buf, '5');
	EXPECT_STR(buf_str(&buf), STR("1234"));
}

static void grows_to_its_ceiling_exactly(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf buf = buf_new(arena, 10000);
	for (int i = 0; i < 10000; i++)
		buf_char(&buf, 'a');
	EXPECT(!buf.is_full);
	EXPECT_INT(buf.len, 10000);
	EXPECT_INT(buf.cap, 10000);
	buf_char(&buf, 'b');
	EXPECT(buf.is_full);
	EXPECT_INT(buf.len, 10000);
}

static void long_formats_are_whole(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf buf = buf_new(arena, 4 * KIB);
	char text[1000];
	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	buf_fmt(&buf, "%s!", text);
	EXPECT_INT(buf.len, 1000);
	EXPECT(buf.at[999] == '!');
}

int main(void)
{
	RUN(adds_text_characters_and_formats);
	RUN(what_does_not_fit_is_dropped_whole);
	RUN(grows_to_its_ceiling_exactly);
	RUN(long_formats_are_whole);
	return test_end();
}
