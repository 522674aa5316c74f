/* judge - what the tests of sentiment share: the shipped packs, a text judged, the verdict told. */
#ifndef JUDGE_H
#define JUDGE_H

#include "score.h"

#include "test.h"

#include "buf.h"
#include "file.h"

#include "formula.h"
#include "mini_yaml.h"

static struct arena *arena;
static const struct scorer *scorer;

enum { HITS_MAX = 8 };

struct judged_case {
	const char *lang, *brand, *text;
	enum tone tone;
	const char *evidence;
};

static inline const struct node *load(const char *name)
{
	struct str path = str_fmt(arena, "%s/%s.yaml", PACKS, name), text;
	struct err err;
	if (!file_read(arena, path, 1024 * 1024, &text, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return mini_yaml(arena, path, text);
}

static inline void load_named(const char *const *names, size_t n)
{
	const struct node **packs = NEW(arena, const struct node *, n);
	struct problems problems = problems_new(arena);
	struct scorer *loaded = NULL;
	struct buf told = buf_new(arena, 4096);
	for (size_t i = 0; i < n; i++)
		packs[i] = load(names[i]);
	EXPECT(score_load(arena, packs, n, NULL, &problems, &loaded));
	problems_print(&problems, &told, false);
	EXPECT_STR(buf_str(&told), STR(""));
	scorer = loaded;
}

static inline void load_packs(void)
{
	static const char *const english[] = { "emoji",	 "en",	     "news",
					       "social", "software", "support" };
	load_named(english, COUNT_OF(english));
}

static inline void load_packs_of_abroad(void)
{
	static const char *const abroad[] = { "emoji", "de", "es", "fr", "it", "pt" };
	load_named(abroad, COUNT_OF(abroad));
}

static inline struct sentiment judge(const char *lang, struct str text, struct str brand)
{
	struct hit hits[HITS_MAX];
	struct score_field field = { .field = FIELD_TEXT, .text = text, .mask = hits };
	struct sentiment out;
	for (size_t at = 0; brand.len && field.n_mask < HITS_MAX; at += brand.len) {
		at += str_find(str_skip(text, at), brand);
		if (at >= text.len)
			break;
		hits[field.n_mask++] = (struct hit){ .start = (uint32_t)at,
						     .end = (uint32_t)(at + brand.len) };
	}
	score_text(scorer, arena,
		   &(struct score_ask){ .fields = &field, .n = 1, .lang = str_from(lang) }, &out);
	return out;
}

static inline struct str told(const struct sentiment *sentiment)
{
	struct buf buf = buf_new(arena, 4096);
	for (size_t i = 0; i < sentiment->n; i++) {
		const struct evidence *evidence = &sentiment->evidence[i];
		buf_fmt(&buf, "%s" STR_FMT " %+.2f " STR_FMT, i ? "; " : "",
			STR_ARG(evidence->text), evidence->value, STR_ARG(evidence->why));
	}
	return buf_str(&buf);
}

static inline void expect_repeatable(const struct sentiment *got)
{
	EXPECT(fabs(got->score - formula_score(got)) <= 0.0051);
	EXPECT_STR(tone_name(got->tone), tone_name(formula_tone(got)));
}

static inline void expect_case(const struct judged_case *it)
{
	CASE(it->text);
	struct sentiment got = judge(it->lang, str_from(it->text), str_from(it->brand));
	EXPECT_STR(tone_name(got.tone), tone_name(it->tone));
	EXPECT_STR(told(&got), str_from(it->evidence));
	expect_repeatable(&got);
}

#endif
