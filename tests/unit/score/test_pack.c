/* Packs and the author's own words: what is laid over what, and what is refused, with its place. */
#include "score.h"

#include "test.h"

#include "buf.h"

#include "mini_yaml.h"

static struct arena *arena;

static const char base[] = "about: a little English\n"
			   "language: en\n"
			   "negators:\n"
			   "  - not\n"
			   "degrees:\n"
			   "  very: 1.5\n"
			   "contrasts:\n"
			   "  - but\n"
			   "words:\n"
			   "  good: 2\n"
			   "  bad: {neg: 2}\n"
			   "  hope: {neg: 1, pos: 1.5}\n"
			   "  so what: -1.5\n"
			   "  so what else is: 0\n"
			   "  NOT_enough: -1.2\n"
			   "  solid: {valence: 2, negatable: false, why: praise}\n"
			   "  \"!\": {emphasis: 1}\n"
			   "  \"<url>\": {emphasis: -5}\n";

static const struct node *pack(const char *text)
{
	return mini_yaml(arena, STR("pack.yaml"), str_from(text));
}

static struct str told_by(const struct scorer *scorer, const char *text, const char *lang)
{
	struct score_field field = { .field = FIELD_TEXT, .text = str_from(text) };
	struct buf buf = buf_new(arena, 4096);
	struct sentiment out;
	score_text(scorer, arena,
		   &(struct score_ask){ .fields = &field, .n = 1, .lang = str_from(lang) }, &out);
	buf_add(&buf, tone_name(out.tone));
	for (size_t i = 0; i < out.n; i++)
		buf_fmt(&buf, "; " STR_FMT " %+.2f " STR_FMT, STR_ARG(out.evidence[i].text),
			out.evidence[i].value, STR_ARG(out.evidence[i].why));
	return buf_str(&buf);
}

static struct scorer *loaded(const struct node *const *packs, size_t n, const struct node *words)
{
	struct problems problems = problems_new(arena);
	struct scorer *scorer = NULL;
	if (!EXPECT(score_load(arena, packs, n, words, &problems, &scorer)))
		exit(1);
	return scorer;
}

static void parts_of_an_entry(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "good", "positive; good +2.00 lexicon" },
		{ "not good", "negative; good -1.48 lexicon, negated by \"not\"" },
		{ "very bad", "negative; bad -3.00 lexicon, stronger by \"very\"" },
		{ "hope", "neutral; hope -1.00 lexicon; hope +1.50 lexicon" },
		{ "so what", "negative; so what -1.50 lexicon" },
		{ "so what else is", "unknown" },
		{ "not nearly enough", "negative; enough -1.20 lexicon, with \"not\"" },
		{ "enough", "unknown" },
		{ "not solid", "positive; solid +2.00 praise" },
		{ "bad!", "negative; bad -2.00 lexicon; ! -1.00 style" },
		{ "good http://a.example", "neutral; good +2.00 lexicon; "
					   "http://a.example -2.00 style" },
		{ "! http://a.example", "unknown" },
	};
	const struct node *packs[] = { pack(base) };
	struct scorer *scorer = loaded(packs, 1, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CASE(cases[i].text);
		EXPECT_STR(told_by(scorer, cases[i].text, "en"), str_from(cases[i].want));
	}
}

static void later_wins_and_words_win_over_all(void)
{
	const struct node *packs[] = { pack(base), pack("language: en\nwords:\n  good: 1.5\n"),
				       pack("words:\n  \":)\": 2\n") };
	const struct node *words = pack("bad: 0\n\"on hold\": {neg: 3.8}\nrefund: -2\n");
	struct scorer *scorer = loaded(packs, 3, words);
	EXPECT_STR(told_by(scorer, "good", "en"), STR("positive; good +1.50 lexicon"));
	EXPECT_STR(told_by(scorer, "bad", "en"), STR("unknown"));
	EXPECT_STR(told_by(scorer, "On Hold", "en"), STR("negative; On Hold -3.80 your words"));
	EXPECT_STR(told_by(scorer, "good :) refund", "de"),
		   STR("mixed; :) +2.00 lexicon; refund -2.00 your words"));
}

static void each_language_has_its_own(void)
{
	const struct node *packs[] = { pack(base), pack("language: de\nwords:\n  bad: 1.5\n") };
	struct scorer *scorer = loaded(packs, 2, NULL);
	EXPECT_STR(told_by(scorer, "bad", "en-US"), STR("negative; bad -2.00 lexicon"));
	EXPECT_STR(told_by(scorer, "bad", "de-AT"), STR("positive; bad +1.50 lexicon"));
	EXPECT_STR(told_by(scorer, "bad", "fr"), STR("unknown"));
	EXPECT_STR(told_by(scorer, "bad", ""), STR("negative; bad -2.00 lexicon"));
	EXPECT_STR(told_by(scorer, "bad", "und"), STR("unknown"));
	EXPECT_STR(score_usual(scorer), STR("en"));
}

/* The same words as a block of text. */
static void words_may_be_lines(void)
{
	const struct node *packs[] = { pack("language: en\n"
					    "negators:\n"
					    "  - not\n"
					    "words: |\n"
					    "  # What is said of a call.\n"
					    "  on hold: -3\n"
					    "\n"
					    "  :): 2\n"
					    "  #fail: -2.5\n"
					    "  \"<num> hours\": -1\n"
					    "  NOT_enough: -1.2\n"
					    "  twice: 1\n"
					    "  twice: 2\n"
					    "  damn: -2, not negatable\n"
					    "clauses:\n"
					    "  - while\n") };
	struct scorer *scorer = loaded(packs, 1, NULL);
	EXPECT_STR(told_by(scorer, "On hold for 3 hours #fail", "en"),
		   STR("negative; On hold -3.00 lexicon; 3 hours -1.00 lexicon; "
		       "#fail -2.50 lexicon"));
	EXPECT_STR(told_by(scorer, "not twice, not damn", "en"),
		   STR("negative; twice -1.48 lexicon, negated by \"not\"; "
		       "damn -2.00 lexicon"));
	EXPECT_STR(told_by(scorer, "Not enough. Twice :)", "en"),
		   STR("positive; enough -1.20 lexicon, with \"Not\"; Twice +2.00 lexicon; "
		       ":) +2.00 lexicon"));
}

static const char romance[] = "language: xr\n"
			      "letters:\n"
			      "  é: e\n"
			      "  œ: oe\n"
			      "  ´: \"\"\n"
			      "elisions:\n"
			      "  - l\n"
			      "  - qu\n"
			      "concord: true\n"
			      "negators:\n"
			      "  - jamais\n"
			      "  - pas\n"
			      "contrasts:\n"
			      "  - mais\n"
			      "verbs:\n"
			      "  - aime\n"
			      "words:\n"
			      "  aime: 2\n"
			      "  bon: 2\n"
			      "  coeur: 2\n"
			      "  l'enfer: -2\n"
			      "  méchant: -2\n";

static const char relieving[] = "language: en\n"
				"negators:\n"
				"  - never\n"
				"  - no\n"
				"reliefs:\n"
				"  - no\n"
				"  - solved\n"
				"retractions:\n"
				"  - not\n"
				"  - said nobody\n"
				"contrasts:\n"
				"  - but\n"
				"words:\n"
				"  bad: -2\n"
				"  good: 2\n";

/* What is bad is taken away, and what is good is taken back. */
static void takes_away_and_takes_back(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "no bad", "positive; bad +1.80 lexicon, relieved by \"no\"" },
		{ "no big bad", "positive; bad +1.80 lexicon, relieved by \"no\"" },
		{ "no such big bad", "neutral; bad +0.40 lexicon, negated by \"no\"" },
		{ "no - bad", "negative; bad -2.00 lexicon" },
		{ "no good", "negative; good -1.48 lexicon, negated by \"no\"" },
		{ "no but bad", "negative; bad -2.00 lexicon" },
		{ "never bad", "neutral; bad +0.40 lexicon, negated by \"never\"" },
		{ "solved my big bad", "positive; bad +1.80 lexicon, relieved by \"solved\"" },
		{ "solved my very big bad", "negative; bad -2.00 lexicon" },
		{ "solved good", "positive; good +2.00 lexicon" },
		{ "never solved bad", "negative; bad -2.00 lexicon" },
		{ "bad is now solved", "positive; bad +1.80 lexicon, relieved by \"solved\"" },
		{ "bad is as of now solved", "negative; bad -2.00 lexicon" },
		{ "bad, solved", "negative; bad -2.00 lexicon" },
		{ "bad things no", "negative; bad -2.00 lexicon" },
		{ "good, NOT!", "negative; good +2.00 lexicon; NOT -3.48 takes back the praise" },
		{ "good... not", "negative; good +2.00 lexicon; not -3.48 takes back the praise" },
		{ "good. bad. not", "mixed; good +2.00 lexicon; bad -2.00 lexicon" },
		{ "good not", "positive; good +2.00 lexicon" },
		{ "good, not?", "positive; good +2.00 lexicon" },
		{ "good, not so", "positive; good +2.00 lexicon" },
		{ "bad, not", "negative; bad -2.00 lexicon" },
		{ "not", "unknown" },
		{ "good said nobody",
		  "negative; good +2.00 lexicon; said nobody -3.48 takes back the praise" },
	};
	const struct node *packs[] = { pack(relieving) };
	struct scorer *scorer = loaded(packs, 1, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CASE(cases[i].text);
		EXPECT_STR(told_by(scorer, cases[i].text, "en"), str_from(cases[i].want));
	}
}

/* What a pack says of its language: spelling, negators behind the verb, and doubled ones. */
static void speaks_as_its_language_does(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "méchant", "negative; méchant -2.00 lexicon" },
		{ "MECHANT", "negative; MECHANT -2.00 lexicon" },
		{ "un cœur", "positive; cœur +2.00 lexicon" },
		{ "enfer", "negative; enfer -2.00 lexicon" },
		{ "qu’enfer", "negative; qu’enfer -2.00 lexicon" },
		{ "d'enfer", "unknown" },
		{ "boon", "unknown" },
		{ "bonnnn", "positive; bonnnn +2.40 lexicon, stretched" },
		{ "aime pas", "negative; aime -1.48 lexicon, negated by \"pas\"" },
		{ "aime vraiment beaucoup pas",
		  "negative; aime -1.48 lexicon, negated by \"pas\"" },
		{ "aime un deux trois pas", "positive; aime +2.00 lexicon" },
		{ "aime pas, mais", "negative; aime -1.11 lexicon, negated by \"pas\", before "
				    "\"mais\"" },
		{ "aime, pas lui", "positive; aime +2.00 lexicon" },
		{ "aime mais pas", "positive; aime +1.50 lexicon, before \"mais\"" },
		{ "aime. pas", "positive; aime +2.00 lexicon" },
		{ "bon pas", "positive; bon +2.00 lexicon" },
		{ "aime pas bon",
		  "neutral; aime -1.48 lexicon, negated by \"pas\"; bon +2.00 lexicon" },
		{ "pas bon", "negative; bon -1.48 lexicon, negated by \"pas\"" },
		{ "pas jamais bon", "negative; bon -1.48 lexicon, negated by \"jamais\"" },
	};
	const struct node *packs[] = { pack(base), pack("words:\n  \"!\": {emphasis: 1}\n"),
				       pack(romance) };
	struct scorer *scorer = loaded(packs, 3, pack("dégût: -2\n"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CASE(cases[i].text);
		EXPECT_STR(told_by(scorer, cases[i].text, "xr"), str_from(cases[i].want));
	}
	EXPECT_STR(told_by(scorer, "degût", "xr"), STR("negative; degût -2.00 your words"));
	EXPECT_STR(told_by(scorer, "degût", "en"), STR("unknown"));
}

static void packs_may_go_after_loading(void)
{
	struct arena *kept = arena_new(4096), *read = arena_new(4096), *outer = arena;
	struct problems problems = problems_new(kept);
	struct scorer *scorer = NULL;
	arena = read;
	const struct node *packs[] = { pack(base), pack(romance) };
	EXPECT(score_load(kept, packs, 2, NULL, &problems, &scorer));
	arena = outer;
	arena_free(&read);
	EXPECT_STR(told_by(scorer, "solid", "en"), STR("positive; solid +2.00 praise"));
	EXPECT_STR(told_by(scorer, "qu'enfer", "xr"), STR("negative; qu'enfer -2.00 lexicon"));
	EXPECT_STR(score_usual(scorer), STR("en"));
	arena_free(&kept);
}

static void nothing_at_all_is_fine(void)
{
	struct scorer *scorer = loaded(NULL, 0, NULL);
	EXPECT_STR(told_by(scorer, "good and bad", ""), STR("unknown"));
	EXPECT(score_word(scorer, STR("good")) == 0);
	EXPECT_STR(score_usual(scorer), STR(""));
}

static void refuses(void)
{
	static const struct {
		const char *pack;
		uint32_t line;
		const char *what, *hint;
	} cases[] = {
		{ "wrods:\n  a: 1\n", 1, "unknown key \"wrods\"", "did you mean \"words\"?" },
		{ "words:\n  a: {valance: 1}\n", 2, "unknown key \"valance\"",
		  "did you mean \"valence\"?" },
		{ "words:\n  a: 6\n", 2, "the value 6 is not between -5 and 5", "" },
		{ "words:\n  a: {neg: -1}\n", 2, "the value -1 is not between 0 and 5", "" },
		{ "words:\n  a: bad\n", 2, "not a number", "a value is written like -2 or 1.5" },
		{ "words:\n  a: 1e3\n", 2, "not a number", "a value is written like -2 or 1.5" },
		{ "words:\n  a: 1\n  \"\": 1\n", 3, "a term needs at least one word", "" },
		{ "words:\n  a b c d e: 1\n", 2, "a term has at most 4 words", "" },
		{ "words:\n  a: {emphasis: 1}\n", 2,
		  "only signs and classes have `emphasis`, not words", "" },
		{ "words:\n  a: {negatable: maybe}\n", 2, "not true or false", "" },
		{ "words: 3\n", 1, "`words` is a map of terms", "" },
		{ "words: |\n  a: 1\n  b: 6\n", 3, "the value 6 is not between -5 and 5", "" },
		{ "words: |\n  a: 1\n\n  b c\n", 4, "a line is a term and its value",
		  "like this: on hold: -3" },
		{ "words: |\n  a: 6, not negatable\n", 2, "the value 6 is not between -5 and 5",
		  "" },
		{ "words: |\n  a: {neg: 1}\n", 2, "not a number",
		  "a value is written like -2 or 1.5" },
		{ "words: |\n  a b c d e: 1\n", 2, "a term has at most 4 words", "" },
		{ "negators: 3\n", 1, "not a list of terms", "" },
		{ "degrees:\n  very: 4\n", 2, "the value 4 is not between 0 and 3", "" },
		{ "language:\n  a: b\n", 1, "not a text", "" },
		{ "letters:\n  é: e\n", 1, "only a pack with a `language` can have `letters`", "" },
		{ "concord: true\n", 1, "only a pack with a `language` can have `concord`", "" },
		{ "language: xx\nletters:\n  e: i\n", 3, "not one letter with an accent", "" },
		{ "language: xx\nletters:\n  éé: e\n", 3, "not one letter with an accent", "" },
		{ "language: xx\nletters:\n  Ж: j\n", 3, "not one letter with an accent", "" },
		{ "language: xx\nletters:\n  ß: sss\n", 3, "not one or two plain letters", "" },
		{ "language: xx\nletters: e\n", 2, "`letters` is a map of letters", "" },
		{ "language: xx\nelisions: l\n", 2, "not a list of at most 32 beginnings of words",
		  "" },
		{ "language: xx\nelisions:\n  - l\n  - \"\"\n", 4, "not the beginning of a word",
		  "" },
		{ "language: xx\nconcord: maybe\n", 2, "not true or false", "" },
		{ "capitals: true\n", 1, "only a pack with a `language` can have `capitals`", "" },
		{ "language: xx\ncapitals: maybe\n", 2, "not true or false", "" },
		{ "verbs: 3\n", 1, "not a list of terms", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct node *packs[] = { pack(cases[i].pack) };
		struct problems problems = problems_new(arena);
		struct scorer *scorer = NULL;
		CASE(cases[i].pack);
		EXPECT(!score_load(arena, packs, 1, NULL, &problems, &scorer));
		EXPECT_INT(problems.n, 1);
		if (problems.n == 0)
			continue;
		EXPECT_INT(problems.at[0].where.line, cases[i].line);
		EXPECT_STR(problems.at[0].what, str_from(cases[i].what));
		EXPECT_STR(problems.at[0].hint, str_from(cases[i].hint));
	}
}

static void a_line_has_a_column(void)
{
	const struct node *packs[] = { pack("words: |\n    größer als: 1\n    schön wäre: x\n") };
	struct problems problems = problems_new(arena);
	struct scorer *scorer = NULL;
	EXPECT(!score_load(arena, packs, 1, NULL, &problems, &scorer));
	EXPECT_INT(problems.n, 1);
	EXPECT_INT(problems.at[0].where.line, 3);
	EXPECT_INT(problems.at[0].where.column, 17);
}

static void tells_all_problems_in_one_go(void)
{
	const struct node *packs[] = { pack("words:\n  a: 9\n  b: {c: 1}\n  d: 1\n  e: x\n") };
	const struct node *words = pack("refund: minus two\n");
	struct problems problems = problems_new(arena);
	struct scorer *scorer = NULL;
	EXPECT(!score_load(arena, packs, 1, words, &problems, &scorer));
	EXPECT_INT(problems.errors, 4);
	EXPECT(scorer == NULL);
}

int main(void)
{
	arena = arena_new(1024 * 1024);
	RUN(parts_of_an_entry);
	RUN(later_wins_and_words_win_over_all);
	RUN(words_may_be_lines);
	RUN(each_language_has_its_own);
	RUN(takes_away_and_takes_back);
	RUN(speaks_as_its_language_does);
	RUN(packs_may_go_after_loading);
	RUN(nothing_at_all_is_fine);
	RUN(refuses);
	RUN(a_line_has_a_column);
	RUN(tells_all_problems_in_one_go);
	arena_free(&arena);
	return test_end();
}
