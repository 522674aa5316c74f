/* A pack as somebody wrote it: laid over a small one, used as the author's own words, or, when it
 * names a brand, as what was taught of it. What is loaded must judge by the formula. */
#include "score.h"

#include "arena.h"
#include "config.h"
#include "lore.h"

#include <assert.h>

#include "check_sentiment.h"
#include "fuzz.h"
#include "poison.h"

enum { INPUT_MAX = 8 * KIB };

static const char base[] = "language: en\nnegators: [not]\ndegrees: {very: 1.3}\n"
			   "contrasts: [but]\nwords: {good: 1.4, bad: -1.6}\n";

static const struct node *child(const struct node *map, struct str key)
{
	for (size_t i = 0; map->kind == NODE_MAP && i < map->n; i++)
		if (str_eq(map->keys[i].text, key))
			return &map->values[i];
	return NULL;
}

/* Its own words are what it knows best. */
static void judge(struct arena *arena, const struct scorer *scorer, struct str text,
		  const struct lore *lore)
{
	static const char *const langs[] = { "en", "", "und" };
	const struct score_field fields[] = {
		{ .field = FIELD_TITLE, .text = STR_INIT("not very good, but bad! <3 @a") },
		{ .field = FIELD_TEXT, .text = text },
	};
	struct score_ask ask = { .fields = fields, .n = COUNT_OF(fields) };
	struct sentiment got;
	for (size_t i = 0; i < COUNT_OF(langs); i++) {
		ask.lang = str_from(langs[i]);
		ask.genre = (enum genre)(i % GENRES);
		score_text(scorer, arena, &ask, &got);
		check_sentiment(&ask, &got);
		if (lore)
			lore_apply(lore, arena, fields, COUNT_OF(fields), ask.lang, &got);
		assert(got.score >= -1 && got.score <= 1);
	}
	assert(score_word(scorer, text) <= 5 && score_word(scorer, text) >= -5);
}

static void load_pack(struct arena *arena, const struct node *pack, struct str text)
{
	struct problems problems = problems_new(arena);
	const struct node *packs[] = { yaml_parse(arena, STR("base"), str_from(base), &problems),
				       pack };
	const struct node *words = child(pack, STR("words"));
	struct scorer *scorer = NULL;
	if (score_load(arena, packs, COUNT_OF(packs), NULL, &problems, &scorer))
		judge(arena, scorer, text, NULL);
	else
		assert(problems.errors > 0);
	if (words && words->kind == NODE_MAP &&
	    score_load(arena, packs, 1, words, &problems, &scorer))
		judge(arena, scorer, text, NULL);
}

static void load_lore(struct arena *arena, const struct node *pack, struct str text)
{
	struct problems problems = problems_new(arena);
	const struct node *packs[] = { yaml_parse(arena, STR("base"), str_from(base), &problems) };
	struct scorer *scorer = NULL;
	struct lore *lore = NULL;
	bool is_loaded = score_load(arena, packs, COUNT_OF(packs), NULL, &problems, &scorer);
	assert(is_loaded);
	if (lore_load(arena, pack, &problems, &lore))
		judge(arena, scorer, text, lore);
	else
		assert(problems.errors > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct problems problems = problems_new(arena);
	struct str text = { (const char *)data, size < INPUT_MAX ? size : INPUT_MAX };
	const struct node *pack = yaml_parse(arena, STR("pack"), text, &problems);
	if (!pack)
		return 0;
	if (lore_brand(pack).len)
		load_lore(arena, pack, text);
	else
		load_pack(arena, pack, text);
	return 0;
}
