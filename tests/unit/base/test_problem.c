#include "problem.h"

#include "test.h"

#include "poison.h"

static const struct text_file acme = {
	STR_INIT("acme.yaml"),
	STR_INIT("brands:\n  acme: [Acme]\r\nrules:\n\tsentimnt: x\n\xC3\xA9\xC3\xA9: 1\n"),
};

static struct str printed(const struct problems *problems, bool has_colour)
{
	struct buf buf = buf_new(problems->arena, 64 * KIB);
	problems_print(problems, &buf, has_colour);
	return buf_str(&buf);
}

static void a_problem_shows_its_place_and_a_hint(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	struct str known[] = { STR("severity"), STR("sentiment") };
	problem_error(&problems, (struct where){ &acme, 4, 2 }, "unknown key \"%s\"", "sentimnt");
	problem_suggest(&problems, STR("sentimnt"), known, COUNT_OF(known));
	EXPECT_INT(problems.errors, 1);
	EXPECT_STR(printed(&problems, false), STR("acme.yaml:4:2: error: unknown key \"sentimnt\"\n"
						  "    4 |  sentimnt: x\n"
						  "      |  ^ did you mean \"sentiment\"?\n"));
}

static void columns_count_characters(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	problem_warn(&problems, (struct where){ &acme, 5, 3 }, "odd");
	EXPECT_INT(problems.errors, 0);
	EXPECT_STR(printed(&problems, false), STR("acme.yaml:5:3: warning: odd\n"
						  "    5 | \xC3\xA9\xC3\xA9: 1\n"
						  "      |   ^\n"));
}

static void problems_come_in_the_order_of_the_file(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	problem_error(&problems, (struct where){ &acme, 3, 1 }, "third");
	problem_error(&problems, (struct where){ &acme, 1, 9 }, "second");
	problem_error(&problems, (struct where){ &acme, 1, 1 }, "first");
	struct str text = printed(&problems, false);
	EXPECT(str_find(text, STR("first")) < str_find(text, STR("second")));
	EXPECT(str_find(text, STR("second")) < str_find(text, STR("third")));
	EXPECT_INT(problems.n, 3);
}

static void outside_text_stays_text(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	problem_error(&problems, (struct where){ 0 }, "bad \033[31m name");
	problem_hint(&problems, "look %s", "there");
	EXPECT_STR(printed(&problems, false), STR("error: bad \\x1B[31m name; look there\n"));
	EXPECT(str_find(printed(&problems, true), STR("\033[31merror: \033[0m")) == 0);
}

static void a_place_beyond_the_file_is_harmless(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	EXPECT_STR(printed(&problems, false), STR(""));
	problem_hint(&problems, "nothing to hint at");
	problem_error(&problems, (struct where){ &acme, 99, 99 }, "far away");
	EXPECT(str_starts(printed(&problems, false), STR("acme.yaml:99:99: error: far away\n")));
}

int main(void)
{
	RUN(a_problem_shows_its_place_and_a_hint);
	RUN(columns_count_characters);
	RUN(problems_come_in_the_order_of_the_file);
	RUN(outside_text_stays_text);
	RUN(a_place_beyond_the_file_is_harmless);
	return test_end();
}
