#include "learn_pack.h"

#include "arena.h"
#include "buf.h"
#include "escape.h"

#include <stdlib.h>

#include "poison.h"

/* YAML knows the escapes of JSON; a quoted text cannot end a comment's line either. */
static void add_quoted(struct buf *out, struct str text)
{
	buf_char(out, '"');
	escape_json(out, text);
	buf_char(out, '"');
}

static void add_head(struct buf *out, const struct learn_ask *ask, const struct learned *learned)
{
	const struct learn_figures *before = &learned->before, *after = &learned->after;
	const size_t *of = learned->of_tone;
	buf_add(out, STR("# What was learned of "));
	add_quoted(out, ask->brand);
	buf_fmt(out,
		" on " STR_FMT " from %zu labelled texts: %zu negative,\n"
		"# %zu neutral, %zu positive. Written by mentiond learn; read it, change it, or\n"
		"# throw it away. Each fifth of the texts was judged by what the others teach:\n"
		"#\n"
		"#                       before  after\n"
		"#   macro-F1            %.3f   %.3f\n"
		"#   negative recall     %.3f   %.3f\n"
		"#   negative precision  %.3f   %.3f\n"
		"\n",
		STR_ARG(ask->today), learned->n, of[TONE_NEGATIVE], of[TONE_NEUTRAL],
		of[TONE_POSITIVE], before->macro_f1, after->macro_f1, before->negative_recall,
		after->negative_recall, before->negative_precision, after->negative_precision);
	buf_fmt(out, "about: Learned from %zu labelled texts\nbrand: ", learned->n);
	add_quoted(out, ask->brand);
	if (ask->lang.len) {
		buf_add(out, STR("\nlanguage: "));
		add_quoted(out, ask->lang);
	}
	buf_char(out, '\n');
}

static int by_term(const void *left, const void *right)
{
	const struct lore_entry *const *a = left, *const *b = right;
	return str_cmp((*a)->term, (*b)->term);
}

static void add_entry(struct buf *out, const struct lore_entry *entry)
{
	buf_add(out, STR("  "));
	add_quoted(out, entry->term);
	buf_add(out, STR(": {"));
	if (entry->valence != 0)
		buf_fmt(out, "valence: %.1f, ", entry->valence);
	if (entry->emphasis != 0)
		buf_fmt(out, "emphasis: %.1f, ", entry->emphasis);
	buf_fmt(out, "why: " STR_FMT "}\n", STR_ARG(entry->why));
}

struct str learn_pack(const struct learn_ask *ask, const struct learned *learned,
		      const struct lore *lore, struct arena *arena)
{
	struct buf out = buf_new(arena, MIB);
	const struct lore_entry **sorted = NEW(arena, const struct lore_entry *, lore->n);
	for (size_t i = 0; i < lore->n; i++)
		sorted[i] = &lore->entries[i + 1];
	if (lore->n)
		qsort(sorted, lore->n, sizeof(*sorted), by_term);
	add_head(&out, ask, learned);
	buf_fmt(&out, "thresholds: {negative: %.1f, positive: %.1f}\n", lore->limits.negative,
		lore->limits.positive);
	if (lore->n)
		buf_add(&out, STR("learned:\n"));
	for (size_t i = 0; i < lore->n; i++)
		add_entry(&out, sorted[i]);
	return buf_str(&out);
}
