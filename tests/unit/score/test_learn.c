/* Learning from labels: what is learned, what is refused, and that the pack reads as it was meant.
 */
#include "learn.h"

#include "test.h"

#include "lore.h"

#include <string.h>

#include "mini_yaml.h"

static struct arena *arena;
static struct scorer *scorer;

static const char base[] = "about: a little English\n"
			   "language: en\n"
			   "negators:\n"
			   "  - not\n"
			   "words:\n"
			   "  good: 2\n"
			   "  bad: -2\n";

static const struct node *yaml(struct str text)
{
	return mini_yaml(arena, STR("pack.yaml"), text);
}

static void judge(const struct score_field *field, struct str lang, struct sentiment *out)
{
	score_text(
		scorer, arena,
		&(struct score_ask){ .fields = field, .n = 1, .lang = lang, .genre = GENRE_SOCIAL },
		out);
}

static struct lesson lesson_of(struct str text, enum tone tone)
{
	struct score_field *field = NEW(arena, struct score_field, 1);
	struct lesson lesson = { .fields = field, .n = 1, .tone = tone };
	*field = (struct score_field){ .field = FIELD_TEXT, .text = text };
	judge(field, STR("en"), &lesson.base);
	return lesson;
}

static struct learned learned_for(const char *brand, const struct lesson *lessons, size_t n)
{
	struct learned out;
	const struct learn_ask ask = { .brand = str_from(brand),
				       .lang = STR("en"),
				       .today = STR("2026-11-22"),
				       .lessons = lessons,
				       .n = n };
	learn(&ask, arena, &out);
	return out;
}

static struct learned learned_of(const struct lesson *lessons, size_t n)
{
	return learned_for("ac\"me\\", lessons, n);
}

/* n texts that differ by a word of their own; what repeats is in `says`. */
static size_t add(struct lesson *lessons, size_t at, size_t n, const char *says, enum tone tone)
{
	for (size_t i = 0; i < n; i++)
		lessons[at + i] = lesson_of(str_fmt(arena, "w%zuq %s here", at + i, says), tone);
	return at + n;
}

static bool has(struct str text, const char *words)
{
	return str_find(text, str_from(words)) < text.len;
}

static void too_little_is_refused(void)
{
	static const struct {
		const char *name;
		size_t negative, neutral, positive;
		const char *why;
	} cases[] = {
		{ "nothing", 0, 0, 0, "0 labelled texts are too few" },
		{ "few", 15, 15, 15, "45 labelled texts are too few" },
		{ "one label", 100, 0, 0, "taught by one label" },
		{ "no complaints", 0, 60, 60, "0 negative texts are too few" },
		{ "few complaints", 9, 60, 60, "9 negative texts are too few" },
		{ "nearly one label", 91, 9, 0, "9 texts that are not negative are too few" },
	};
	struct lesson *lessons = NEW(arena, struct lesson, 200);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		size_t n = add(lessons, 0, cases[i].negative, "bad", TONE_NEGATIVE);
		n = add(lessons, n, cases[i].neutral, "chair", TONE_NEUTRAL);
		n = add(lessons, n, cases[i].positive, "good", TONE_POSITIVE);
		struct learned out = learned_of(lessons, n);
		EXPECT(has(out.why_not, cases[i].why));
		EXPECT(out.pack.len == 0 && !out.is_tried);
	}
}

static void what_contradicts_itself_teaches_nothing(void)
{
	struct lesson *lessons = NEW(arena, struct lesson, 400);
	size_t n = add(lessons, 0, 100, "bad", TONE_NEGATIVE);
	for (size_t i = 0; i < n; i++) {
		lessons[n + i] = lessons[i];
		lessons[n + i].tone = TONE_POSITIVE;
	}
	struct learned out = learned_of(lessons, 2 * n);
	EXPECT_INT(out.contradicting, 200);
	EXPECT_INT(out.n, 0);
	EXPECT(out.pack.len == 0);
	CASE("repeated");
	for (size_t i = 0; i < n; i++)
		lessons[n + i] = lessons[i];
	out = learned_of(lessons, 2 * n);
	EXPECT_INT(out.repeated, 100);
	EXPECT_INT(out.n, 100);
}

static void what_is_right_already_stays(void)
{
	struct lesson *lessons = NEW(arena, struct lesson, 300);
	size_t n = add(lessons, 0, 100, "bad", TONE_NEGATIVE);
	n = add(lessons, n, 100, "chair", TONE_NEUTRAL);
	n = add(lessons, n, 100, "good", TONE_POSITIVE);
	struct learned out = learned_of(lessons, n);
	EXPECT(out.is_tried);
	EXPECT(out.before.macro_f1 == 1 && out.before.negative_recall == 1);
	EXPECT(out.pack.len == 0);
	EXPECT(has(out.why_not, "no better"));
}

/* Labels by chance: what fits those that are there helps nobody, and is seen to. */
static void chance_is_refused(void)
{
	static const enum tone tones[] = { TONE_NEGATIVE, TONE_NEUTRAL, TONE_POSITIVE };
	static const char *const words[] = { "tall", "red", "slow", "wide", "old" };
	struct lesson *lessons = NEW(arena, struct lesson, 300);
	uint64_t chance = 7;
	for (size_t i = 0; i < 300; i++) {
		struct str says = STR("");
		for (size_t k = 0; k < COUNT_OF(words); k++) {
			chance = chance * 6364136223846793005u + 1442695040888963407u;
			says = str_fmt(arena, STR_FMT " %s", STR_ARG(says),
				       words[(chance >> 33) % COUNT_OF(words)]);
		}
		chance = chance * 6364136223846793005u + 1442695040888963407u;
		says = str_fmt(arena, "%s w%zuq" STR_FMT, i % 3 ? "chair" : "bad", i,
			       STR_ARG(says));
		lessons[i] = lesson_of(says, i % 3 ? tones[(chance >> 33) % 3] : TONE_NEGATIVE);
	}
	struct learned out = learned_of(lessons, 300);
	if (out.pack.len) { /* then it has lowered nothing */
		EXPECT(out.after.macro_f1 >= out.before.macro_f1);
		EXPECT(out.after.negative_recall >= out.before.negative_recall);
	} else {
		EXPECT(has(out.why_not, "no better"));
	}
}

static struct lesson *own_words(size_t *n)
{
	struct lesson *lessons = NEW(arena, struct lesson, 400);
	size_t at = add(lessons, 0, 80, "it zorked the \"flib\"", TONE_NEGATIVE);
	at = add(lessons, at, 100, "a chair", TONE_NEUTRAL);
	at = add(lessons, at, 60, "plain snazzle", TONE_POSITIVE);
	*n = add(lessons, at, 20, "not bad", TONE_POSITIVE);
	return lessons;
}

static enum tone taught(const struct lore *lore, const char *text)
{
	struct lesson lesson = lesson_of(str_from(text), TONE_NEUTRAL);
	lore_apply(lore, arena, lesson.fields, 1, STR("en-GB"), &lesson.base);
	return lesson.base.tone;
}

static struct lore *loaded(struct str pack)
{
	struct problems problems = problems_new(arena);
	struct lore *lore = NULL;
	if (!EXPECT(lore_load(arena, yaml(pack), &problems, &lore)))
		exit(1);
	return lore;
}

static void own_words_are_learned(void)
{
	size_t n;
	struct lesson *lessons = own_words(&n);
	struct learned out = learned_of(lessons, n);
	EXPECT(out.after.macro_f1 > out.before.macro_f1 + 0.3);
	EXPECT(out.after.negative_recall > 0.9);
	EXPECT(out.entries > 0);
	EXPECT(has(out.pack,
		   "\nbrand: \"ac\\\"me\\\\\"\nlanguage: \"en\"\nthresholds: {negative: -"));
	EXPECT(has(out.pack, "learned from 80 texts}\n"));
	EXPECT(has(out.pack, "260 labelled texts: 80 negative"));
	struct lore *lore = loaded(out.pack);
	EXPECT_INT(taught(lore, "and now it zorked the door"), TONE_NEGATIVE);
	EXPECT_INT(taught(lore, "plain snazzle here"), TONE_POSITIVE);
	EXPECT_INT(taught(lore, "wholly other words"), TONE_UNKNOWN);
	CASE("the order of the lessons is no matter");
	for (size_t i = 0; i < n / 2; i++) {
		struct lesson other = lessons[i];
		lessons[i] = lessons[n - 1 - i];
		lessons[n - 1 - i] = other;
	}
	EXPECT_STR(learned_of(lessons, n).pack, out.pack);
}

static void few_texts_move_only_the_thresholds(void)
{
	struct lesson *lessons = NEW(arena, struct lesson, 180);
	size_t n = add(lessons, 0, 54, "not good", TONE_NEUTRAL);
	n = add(lessons, n, 72, "bad bad", TONE_NEGATIVE);
	n = add(lessons, n, 54, "good", TONE_POSITIVE);
	struct learned out = learned_of(lessons, n);
	EXPECT_INT(out.entries, 0);
	EXPECT(!has(out.pack, "learned:\n"));
	struct lore *lore = loaded(out.pack);
	EXPECT_INT(taught(lore, "not good"), TONE_NEUTRAL);
	EXPECT_INT(taught(lore, "bad bad"), TONE_NEGATIVE);
	EXPECT_INT(taught(lore, "good"), TONE_POSITIVE);
}

/* YAML ends a line at more characters than "\n", a comment, too. */
static void no_brand_ends_a_line(void)
{
	size_t n;
	struct lesson *lessons = own_words(&n);
	struct str pack = learned_for("a\n b\x7F\xC2\x85 c\u2028 d", lessons, n).pack;
	EXPECT(has(pack, "# What was learned of \"a\\n b\\u007f\\u0085 c\\u2028 d\" on "));
	EXPECT(has(pack, "\nbrand: \"a\\n b\\u007f\\u0085 c\\u2028 d\"\n"));
}

static const char by_hand[] = "about: by hand\n"
			      "brand: acme\n"
			      "language: en-GB\n"
			      "thresholds: {negative: -1, positive: 1}\n"
			      "learned:\n"
			      "  zorked: -1.5\n"
			      "  On  Hold: {valence: -0.5, emphasis: 0.25, why: our phones}\n"
			      "  \"<num>\": {emphasis: -9}\n";

/* The sum can be repeated: valences first, then each emphasis with the sum or against it. */
static void what_is_told_adds_up(void)
{
	static const struct {
		const char *text, *lang, *want;
		enum tone tone;
	} cases[] = {
		{ "it zorked", "en", "zorked -1.50 learned", TONE_NEGATIVE },
		{ "zorked zorked", "en-US", "zorked -1.50 learned", TONE_NEGATIVE },
		{ "bad, on hold", "en",
		  "bad -2.00 lexicon; on hold -0.50 our phones; on hold -0.25 our phones",
		  TONE_NEGATIVE },
		{ "good on hold", "en",
		  "good +2.00 lexicon; on hold -0.50 our phones; on hold +0.25 our phones",
		  TONE_POSITIVE },
		{ "good 7", "en", "good +2.00 lexicon; 7 -2.00 learned", TONE_NEUTRAL },
		{ "7 chairs", "en", "", TONE_UNKNOWN },
		{ "on. hold", "en", "", TONE_UNKNOWN },
		{ "it zorked", "de", "", TONE_UNKNOWN },
	};
	char text[sizeof(by_hand)];
	snprintf(text, sizeof(text), "%s", by_hand);
	char *nine = strstr(text, "-9");
	struct problems problems = problems_new(arena);
	struct lore *lore = NULL;
	EXPECT(!lore_load(arena, yaml(str_from(text)), &problems, &lore));
	EXPECT_STR(problems.at[0].what, STR("not a number from -5 to 5"));
	nine[1] = '5';
	lore = loaded(str_from(text));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct score_field field = { .field = FIELD_TEXT, .text = str_from(cases[i].text) };
		struct sentiment out;
		struct str told = STR("");
		CASE(cases[i].text);
		judge(&field, str_from(cases[i].lang), &out);
		lore_apply(lore, arena, &field, 1, str_from(cases[i].lang), &out);
		for (size_t k = 0; k < out.n; k++)
			told = str_fmt(arena, STR_FMT "%s" STR_FMT " %+.2f " STR_FMT, STR_ARG(told),
				       k ? "; " : "", STR_ARG(out.evidence[k].text),
				       out.evidence[k].value, STR_ARG(out.evidence[k].why));
		EXPECT_STR(told, str_from(cases[i].want));
		EXPECT_INT(out.tone, cases[i].tone);
	}
}

static void packs_may_go_after_loading(void)
{
	static const char pack[] = "brand: acme\nlanguage: en\n"
				   "learned:\n  queue: {valence: -2, why: three texts}\n";
	struct arena *kept = arena_new(KIB), *read = arena_new(KIB), *outer = arena;
	struct problems problems = problems_new(kept);
	struct score_field field = { .field = FIELD_TEXT, .text = STR("the queue") };
	struct sentiment out = { 0 };
	struct lore *lore = NULL;
	arena = read;
	EXPECT(lore_load(kept, yaml(str_from(pack)), &problems, &lore));
	arena = outer;
	arena_free(&read);
	lore_apply(lore, arena, &field, 1, STR("en"), &out);
	if (EXPECT(out.n == 1))
		EXPECT_STR(out.evidence[0].why, STR("three texts"));
	EXPECT_INT(out.tone, TONE_NEGATIVE);
	arena_free(&kept);
}

static void bad_packs_are_refused(void)
{
	static const struct {
		const char *pack, *what;
	} cases[] = {
		{ "brand: a\nwords: {b: 1}\n", "unknown key \"words\"" },
		{ "brand: a\nlearned:\n  a b c: 1\n", "a learned term is one word or two" },
		{ "brand: a\nlearned:\n  \", b\": 1\n", "a learned term is one word or two" },
		{ "brand: a\nlearned:\n  b: 0x1\n", "not a number from -5 to 5" },
		{ "brand: a\nlearned:\n  b: 1-\n", "not a number from -5 to 5" },
		{ "brand: a\nlearned:\n  b: {neg: 1}\n", "unknown key \"neg\"" },
		{ "brand: a\nthresholds: {negative: 1, positive: 1}\n",
		  "the negative threshold is not below the positive one" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct problems problems = problems_new(arena);
		struct lore *lore;
		CASE(cases[i].pack);
		EXPECT(!lore_load(arena, yaml(str_from(cases[i].pack)), &problems, &lore));
		EXPECT_INT(problems.errors, 1);
		if (problems.n)
			EXPECT_STR(problems.at[0].what, str_from(cases[i].what));
	}
	EXPECT_STR(lore_brand(yaml(STR("about: a\nbrand: acme\n"))), STR("acme"));
	EXPECT_STR(lore_brand(yaml(str_from(base))), STR(""));
}

int main(void)
{
	struct problems problems;
	arena = arena_new(MIB);
	problems = problems_new(arena);
	const struct node *pack = yaml(str_from(base));
	if (!score_load(arena, &pack, 1, NULL, &problems, &scorer))
		return 1;
	RUN(too_little_is_refused);
	RUN(what_contradicts_itself_teaches_nothing);
	RUN(what_is_right_already_stays);
	RUN(chance_is_refused);
	RUN(own_words_are_learned);
	RUN(few_texts_move_only_the_thresholds);
	RUN(no_brand_ends_a_line);
	RUN(what_is_told_adds_up);
	RUN(packs_may_go_after_loading);
	RUN(bad_packs_are_refused);
	arena_free(&arena);
	return test_end();
}
