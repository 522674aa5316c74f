/* Posts to brands that do not exist, written for this test (tests/data/posts): most complaints
 * are heard, and what is called a complaint is one. The goals are those of the packs as a whole;
 * ./dev bench quality has the figures of real posts. */
#include "score.h"

#include "judge.h"

static const double recall_least = 0.70, precision_least = 0.85;

struct tally {
	size_t wanted, got, both;
};

/* The brand is the handle that is spoken to, or nobody. */
static struct str brand_of(struct str text)
{
	size_t at = str_find_char(text, '@');
	struct str rest = str_skip(text, at);
	return str_first(rest, str_find_char(rest, ' '));
}

static void count(struct tally *tally, struct str want, struct str text)
{
	bool is_wanted = str_eq(want, STR("negative"));
	bool is_got = judge("en", text, brand_of(text)).tone == TONE_NEGATIVE;
	tally->wanted += is_wanted;
	tally->got += is_got;
	tally->both += is_wanted && is_got;
}

static void judge_file(const char *name, int64_t negative)
{
	struct str path = str_fmt(arena, "%s/posts/%s", DATA, name), rest, line;
	struct tally tally = { 0 };
	struct err err;
	CASE(name);
	if (!EXPECT(file_read(arena, path, MIB, &rest, &err)))
		return;
	while (str_cut(&rest, '\n', &line)) {
		struct str text = line, want;
		if (str_cut(&text, '\t', &want) && text.len)
			count(&tally, want, text);
	}
	EXPECT_INT(tally.wanted, negative);
	EXPECT((double)tally.both >= recall_least * (double)tally.wanted);
	EXPECT((double)tally.both >= precision_least * (double)tally.got);
}

static void complaints_are_heard(void)
{
	judge_file("airline.tsv", 72);
	judge_file("services.tsv", 44);
}

int main(void)
{
	arena = arena_new(MIB);
	RUN(load_packs);
	RUN(complaints_are_heard);
	arena_free(&arena);
	return test_end();
}
