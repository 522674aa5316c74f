/* What is told of a sentiment: the strongest on both sides, in the same words everywhere. */
#include "words.h"

#include "test.h"

#include "arena.h"
#include "sample.h"

static struct arena *arena;

static struct str told_most(const struct sentiment *sentiment, size_t most)
{
	struct buf out = buf_new(arena, 8 * KIB);
	words_evidence(&out, sentiment, STR(""), most, &words_plain);
	return buf_str(&out);
}

enum { PIECES = 4 };

static const struct {
	const char *name;
	enum tone tone;
	double score;
	struct {
		const char *text;
		double value;
		const char *why;
	} pieces[PIECES];
	const char *want;
} cases[] = {
	{ "nothing", TONE_UNKNOWN, 0, { { 0 } }, "unknown: no evidence" },
	{ "one",
	  TONE_NEGATIVE,
	  -0.46,
	  { { "down", -1.6, "lexicon" } },
	  "negative -0.46: \"down\" -1.6" },
	{ "for and against, each by strength",
	  TONE_NEGATIVE,
	  -0.78,
	  { { "hours", -1.5, "lexicon" },
	    { "thanks", 1.9, "lexicon" },
	    { "on hold", -3.8, "lexicon" },
	    { "works", -0.44, "lexicon, negated by \"never\"" } },
	  "negative -0.78: \"on hold\" -3.8, \"hours\" -1.5, \"never\" negates \"works\" -0.44; "
	  "against: "
	  "\"thanks\" +1.9" },
	{ "praise",
	  TONE_POSITIVE,
	  0.5,
	  { { "good", 2.4, "lexicon" }, { "slow", -0.6, "lexicon" } },
	  "positive 0.50: \"good\" +2.4; against: \"slow\" -0.6" },
	{ "what acts on it",
	  TONE_POSITIVE,
	  0.6,
	  { { "good", 1.82, "lexicon, stronger by \"very\", after \"but\"" },
	    { "enough", -1, "lexicon, with \"not\", before \"but\"" },
	    { "sound", 1.4, "praise of our hardware" },
	    { "refund", -1, "your words, negated by \"no longer\", in capitals" } },
	  "positive 0.60: \"good\" +1.82 (stronger by \"very\", after \"but\"), \"sound\" +1.4 "
	  "(praise of "
	  "our hardware); against: \"not\" negates \"enough\" -1.0 (before \"but\"), \"no longer\" "
	  "negates \"refund\" -1.0 (your words, in capitals)" },
	{ "the same in the title and in the text",
	  TONE_NEGATIVE,
	  -0.9,
	  { { "Awful", -2.4, "lexicon" },
	    { "!", -0.3, "style" },
	    { "awful", -2.4, "lexicon" },
	    { "awful", -2.4, "lexicon, after \"but\"" } },
	  "negative -0.90: \"Awful\" -2.4 (2 times), \"awful\" -2.4 (after \"but\"), \"!\" -0.3 "
	  "(style)" },
	{ "the two sides are equal",
	  TONE_MIXED,
	  0,
	  { { "great", 2.4, "lexicon" }, { "awful", -2.4, "lexicon" } },
	  "mixed 0.00: \"great\" +2.4; against: \"awful\" -2.4" },
	{ "a quotation mark in the negator",
	  TONE_NEGATIVE,
	  -0.5,
	  { { "good", -1, "lexicon, negated by \"no \"longer\", in capitals" } },
	  "negative -0.50: \"no \"longer\" negates \"good\" -1.0 (in capitals)" },
	{ "a reason that is cut off",
	  TONE_NEGATIVE,
	  -0.5,
	  { { "good", -1, "lexicon, negated by \"no lon" } },
	  "negative -0.50: \"no lon\" negates \"good\" -1.0" },
};

static struct sentiment sentiment_of(size_t i, struct evidence evidence[PIECES])
{
	size_t n = 0;
	for (; n < PIECES && cases[i].pieces[n].text; n++)
		evidence[n] = (struct evidence){ .text = str_from(cases[i].pieces[n].text),
						 .value = cases[i].pieces[n].value,
						 .why = str_from(cases[i].pieces[n].why) };
	return (struct sentiment){ cases[i].tone, cases[i].score, evidence, n };
}

static void tells_both_sides(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct evidence evidence[PIECES];
		CASE(cases[i].name);
		const struct sentiment sentiment = sentiment_of(i, evidence);
		EXPECT_STR(told_most(&sentiment, WORDS_EVIDENCE), str_from(cases[i].want));
	}
}

/* What is left out is summed up: the values shown add up to those of all. */
static void nothing_is_lost(void)
{
	enum { MANY = 100 };
	struct evidence many[MANY];
	const struct sentiment sentiment = { TONE_POSITIVE, 1, many, MANY };
	for (size_t i = 0; i < MANY; i++)
		many[i] = (struct evidence){ .text = str_fmt(arena, "w%zu", i),
					     .value = i % 2 ? -1 - (double)i / 100 : 2,
					     .why = STR("lexicon") };
	EXPECT_STR(told_most(&sentiment, 2), STR("positive 1.00: \"w0\" +2.0, \"w2\" +2.0, and 48 "
						 "more +96.0; against: \"w99\" -1.99, "
						 "\"w97\" -1.97, and 48 more -71.04"));
	CASE("no more than there are");
	many[0].value = 3;
	EXPECT_STR(told_most(&(struct sentiment){ TONE_POSITIVE, 0.7, many, 1 }, SIZE_MAX),
		   STR("positive 0.70: \"w0\" +3.0"));
}

/* Of several brands it says whose it is; in mails it is isolated and escaped. */
static void says_toward_whom(void)
{
	struct sample s;
	sample_init(&s);
	const struct brand_hit two[] = {
		{ .name = STR("acme"), .sentiment = { TONE_POSITIVE, 0.5, s.evidence, 0 } },
		{ .name = STR("globex"), .sentiment = { TONE_NEGATIVE, -0.4, s.evidence, 1 } },
	};
	const struct str both[] = { STR("acme"), STR("globex") };
	EXPECT_STR(words_reasons_line(&s.alert, KIB, arena),
		   STR("negative -0.62: \"ate my invoice\" -1.6, \"silent\" -1.2"));
	s.mention.brands = two;
	s.mention.n_brands = 2;
	s.mention.sentiment = two[0].sentiment;
	s.alert.brands = (struct strs){ both, 2 };
	EXPECT_STR(words_toward(&s.alert), STR("globex"));
	EXPECT_STR(words_reasons_line(&s.alert, KIB, arena),
		   STR("negative -0.40 toward globex: \"ate my invoice\" -1.6"));
	CASE("cut");
	EXPECT_STR(words_reasons_line(&s.alert, 30, arena),
		   STR("negative -0.40 toward\xE2\x80\xA6"));
	CASE("no evidence");
	s.alert.brands.n = 1;
	EXPECT_STR(words_toward(&s.alert), STR("acme"));
	EXPECT_STR(words_reasons_line(&s.alert, KIB, arena), STR(""));
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(tells_both_sides);
	RUN(nothing_is_lost);
	RUN(says_toward_whom);
	arena_free(&arena);
	return test_end();
}
