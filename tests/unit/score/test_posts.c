/* Posts to airlines that do not exist, written for this test (tests/data/posts): most complaints
 * are heard, and what is called a complaint is one. The goals are those of the packs as a whole;
 * ./dev bench quality has the figures of real posts. */
#include "score.h"

#include "judge.h"

static const double recall_least = 0.70, precision_least = 0.85;

struct tally {
	size_t wanted, got, both;
};

static void count(struct tally *tally, struct str want, struct str text)
{
	struct str brand = str_find(text, STR("@skyloft")) < text.len	 ? STR("@skyloft")
			   : str_find(text, STR("@aerolind")) < text.len ? STR("@aerolind")
									 : STR("@pelicair");
	bool is_wanted = str_eq(want, STR("negative"));
	bool is_got = judge("en", text, brand).tone == TONE_NEGATIVE;
	tally->wanted += is_wanted;
	tally->got += is_got;
	tally->both += is_wanted && is_got;
}

static void complaints_are_heard(void)
{
	struct str path = str_fmt(arena, "%s/posts/airline.tsv", DATA), rest, line;
	struct tally tally = { 0 };
	struct err err;
	if (!EXPECT(file_read(arena, path, MIB, &rest, &err)))
		return;
	while (str_cut(&rest, '\n', &line)) {
		struct str text = line, want;
		if (str_cut(&text, '\t', &want) && text.len)
			count(&tally, want, text);
	}
	EXPECT_INT(tally.wanted, 72);
	EXPECT((double)tally.both >= recall_least * (double)tally.wanted);
	EXPECT((double)tally.both >= precision_least * (double)tally.got);
}

int main(void)
{
	arena = arena_new(MIB);
	RUN(load_packs);
	RUN(complaints_are_heard);
	arena_free(&arena);
	return test_end();
}
