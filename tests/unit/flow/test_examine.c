/* From an item to a mention: whose sentiment it is, by the packs and by what was taught. */
#include "plan.h"

#include "test.h"

#include "arena.h"
#include "buf.h"

#include <stdlib.h>
#include <unistd.h>

static struct arena *arena;

static const char brands[] = "brands: {acme: {any: [Acme]}, globex: {any: [Globex]}}\n"
			     "lists: {competitors: [Initech]}\n"
			     "channels: {screen: {stdout: true}}\n"
			     "sources: [{file: /nowhere}]\n"
			     "rules: [{name: r, to: [screen]}]\n";

static struct plan *make_plan(struct str path, struct str more, struct problems *problems)
{
	struct str text = str_fmt(arena, "%s" STR_FMT, brands, STR_ARG(more));
	return plan_text(path, text, STR(DATA_SOURCE), problems);
}

static struct item *item_of(const char *text)
{
	struct item *item = NEW(arena, struct item, 1);
	*item = (struct item){ .text = str_from(text), .lang = STR("en") };
	return item;
}

static struct str tones_of(const struct plan *plan, struct match_desk *desk, const char *text)
{
	struct mention mention;
	struct match_faults faults;
	struct str told = STR("");
	plan_examine(plan, desk, arena, item_of(text), &mention, &faults);
	for (size_t i = 0; i < mention.n_brands; i++)
		told = str_fmt(arena, STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(told),
			       i ? ", " : "", STR_ARG(mention.brands[i].name),
			       STR_ARG(tone_name(mention.brands[i].sentiment.tone)));
	return told;
}

static const struct {
	const char *text, *tones, *acme, *globex; /* as lessons of the one and of the other */
} cases[] = {
	{ "Acme is great but Globex is terrible", "acme positive, globex negative", "positive",
	  "negative" },
	{ "Initech is great, Acme is terrible", "acme negative", "negative", "mixed" },
	{ "It is great, it is terrible", "", "mixed", "mixed" },
};

static struct str lesson_tone(const struct plan *plan, struct match_desk *desk, const char *text,
			      struct str brand)
{
	struct lesson lesson;
	const struct labelled labelled = { item_of(text), brand, brand, TONE_NEGATIVE };
	EXPECT_STR(plan_lesson(plan, desk, arena, &labelled, &lesson), STR("en"));
	EXPECT_INT(lesson.tone, TONE_NEGATIVE);
	return tone_name(lesson.base.tone);
}

static void judges_toward_each(void)
{
	struct problems problems = problems_new(arena);
	struct plan *plan = make_plan(STR("test"), STR(""), &problems);
	struct match_desk *desk = match_desk_new();
	EXPECT(plan != NULL);
	for (size_t i = 0; plan && i < COUNT_OF(cases); i++) {
		CASE(cases[i].text);
		EXPECT_STR(tones_of(plan, desk, cases[i].text), str_from(cases[i].tones));
		EXPECT_STR(lesson_tone(plan, desk, cases[i].text, STR("acme")),
			   str_from(cases[i].acme));
		EXPECT_STR(lesson_tone(plan, desk, cases[i].text, STR("globex")),
			   str_from(cases[i].globex));
	}
	match_desk_free(&desk);
	plan_release(&plan);
}

static void write_pack(struct str path, const char *text)
{
	FILE *file = fopen(str_z(arena, path), "w");
	if (!EXPECT(file != NULL))
		exit(1);
	fputs(text, file);
	fclose(file);
}

/* A pack of one brand says nothing of another; one of no brand is told, with its line. */
static void what_was_taught_holds_for_its_brand(void)
{
	char folder[] = "/tmp/examine-XXXXXX";
	struct problems problems = problems_new(arena);
	struct buf told = buf_new(arena, 4 * KIB);
	if (!EXPECT(mkdtemp(folder) != NULL))
		exit(1);
	struct str acme = str_fmt(arena, "%s/acme.yaml", folder);
	struct str other = str_fmt(arena, "%s/other.yaml", folder);
	write_pack(acme, "brand: acme\nlearned:\n  queue: {valence: -3, why: taught}\n");
	write_pack(other, "brand: nobody\nlearned:\n  queue: 3\n");
	struct plan *plan = make_plan(str_fmt(arena, "%s/mentiond.yaml", folder),
				      STR("sentiment: {packs: [en, ./acme.yaml, ./other.yaml]}\n"),
				      &problems);
	struct match_desk *desk = match_desk_new();
	if (EXPECT(plan != NULL)) {
		EXPECT_STR(tones_of(plan, desk, "the queue at Acme and Globex"),
			   STR("acme negative, globex unknown"));
		EXPECT_STR(lesson_tone(plan, desk, "the queue at Acme", STR("acme")),
			   STR("unknown"));
	}
	problems_print(&problems, &told, false);
	EXPECT(str_find(buf_str(&told), STR("other.yaml:1:")) < told.len);
	EXPECT(str_find(buf_str(&told), STR("brand: nobody")) < told.len);
	EXPECT_INT(problems.n, 1);
	match_desk_free(&desk);
	plan_release(&plan);
	unlink(str_z(arena, acme));
	unlink(str_z(arena, other));
	rmdir(folder);
}

/* It is the title of its thread. */
static void a_comments_title_is_nobodys_words(void)
{
	static const struct {
		const char *title, *text;
		enum item_kind kind;
		const char *told;
	} titles[] = {
		{ "Acme is terrible", "so it is", ITEM_POST, "negative" },
		{ "Acme is terrible", "so it is", ITEM_COMMENT, NULL },
		{ "Acme is terrible", "Acme saved my day", ITEM_COMMENT, "positive" },
	};
	struct problems problems = problems_new(arena);
	struct plan *plan = make_plan(STR("mentiond.yaml"), STR(""), &problems);
	struct match_desk *desk = match_desk_new();
	for (size_t i = 0; EXPECT(plan != NULL) && i < COUNT_OF(titles); i++) {
		struct item *item = item_of(titles[i].text);
		struct mention mention = { 0 };
		struct match_faults faults;
		item->title = str_from(titles[i].title);
		item->kind = titles[i].kind;
		CASE(titles[i].text);
		plan_examine(plan, desk, arena, item, &mention, &faults);
		if (EXPECT(mention.n_brands == (titles[i].told != NULL)) && titles[i].told)
			EXPECT_STR(tone_name(mention.brands[0].sentiment.tone),
				   str_from(titles[i].told));
	}
	match_desk_free(&desk);
	plan_release(&plan);
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(judges_toward_each);
	RUN(what_was_taught_holds_for_its_brand);
	RUN(a_comments_title_is_nobodys_words);
	arena_free(&arena);
	return test_end();
}
