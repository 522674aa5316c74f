/* How it works: lessons become sets of grams (numbers into a table) and are sorted by the hash of
 * their words, which makes everything behind independent of their order. A try trains a lore on a
 * part of them; its thresholds come from sums of texts that it was not trained on (an inner split),
 * because on its own texts any lexicon looks good. A few plans are tried on the five outer splits,
 * thresholds alone and, when there are enough texts, words too, held down weakly and strongly; the
 * best one that lowers nothing is trained again on all. */
#include "learn.h"

#include "arena.h"
#include "fit.h"
#include "gram.h"
#include "hash.h"
#include "learn_pack.h"
#include "lore_parts.h"
#include "thresholds.h"

#include <math.h>
#include <stdlib.h>

#include "poison.h"

enum { FOLDS = 5, FIRST_TERMS = 1024, GRAMS_MAX = 1000 }; /* of a text, the first ones */

static const double value_max = 5;
static const double gain_f1 = 0.005, gain_recall = 0.02;

/* Plans, by the ridge of their words: none, weak, strong. */
static const double ridges[] = { 0, 4, 16 };

struct study {
	const struct learn_ask *ask;
	struct arena *arena, *scratch;
	const struct lesson **lessons; /* sorted, no two alike */
	uint64_t *keys;
	struct fit_text *texts;
	size_t n;
	struct str *terms; /* of the grams */
	size_t n_grams;
};

/* -- lessons -- */

struct sorted {
	uint64_t key;
	const struct lesson *lesson;
};

static uint64_t key_of(const struct lesson *lesson)
{
	struct gram_reader reader = gram_reader_new(lesson->fields, lesson->n);
	struct gram gram;
	uint64_t key = 0;
	while (gram_next(&reader, &gram))
		key = hash_more(key, gram.text);
	return key;
}

static int by_key(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->lesson->tone > b->lesson->tone) - (a->lesson->tone < b->lesson->tone);
}

/* The same words with one label are one lesson, with several labels none. */
static void take_lessons(struct study *study, struct learned *out)
{
	const struct learn_ask *ask = study->ask;
	size_t n = ask->n < LEARN_TEXTS_MAX ? ask->n : LEARN_TEXTS_MAX;
	struct sorted *sorted = NEW(study->scratch, struct sorted, n);
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct sorted){ key_of(&ask->lessons[i]), &ask->lessons[i] };
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_key);
	study->lessons = NEW(study->scratch, const struct lesson *, n);
	study->keys = NEW(study->scratch, uint64_t, n);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && sorted[end].key == sorted[i].key;)
			end++;
		if (sorted[end - 1].lesson->tone != sorted[i].lesson->tone) {
			out->contradicting += end - i;
			continue;
		}
		out->repeated += end - i - 1;
		out->of_tone[sorted[i].lesson->tone]++;
		study->keys[study->n] = sorted[i].key;
		study->lessons[study->n++] = sorted[i].lesson;
	}
	out->n = study->n;
}

/* -- grams -- */

struct gram_table {
	struct str *terms; /* from 1 */
	uint32_t *slots, mask;
	size_t n, cap;
};

static uint32_t *slot_of(const struct gram_table *table, struct str term)
{
	for (uint32_t i = (uint32_t)hash_str(term) & table->mask;; i = (i + 1) & table->mask)
		if (table->slots[i] == 0 || str_eq(table->terms[table->slots[i]], term))
			return &table->slots[i];
}

static struct gram_table table_new(struct arena *arena, size_t slots)
{
	size_t size = 1024;
	while (size < 2 * slots)
		size *= 2;
	return (struct gram_table){ .terms = NEW(arena, struct str, FIRST_TERMS),
				    .slots = NEW(arena, uint32_t, size),
				    .mask = (uint32_t)size - 1,
				    .n = 1,
				    .cap = FIRST_TERMS };
}

static size_t count_grams(const struct lesson *lesson)
{
	struct gram_reader reader = gram_reader_new(lesson->fields, lesson->n);
	struct gram gram;
	size_t n = 0;
	while (n < GRAMS_MAX && gram_next(&reader, &gram))
		n++;
	return n;
}

/* A gram that reads differently when it is written down cannot stand in a pack. */
static bool is_writable(struct str term)
{
	char bytes[GRAM_BYTES];
	struct str again;
	return gram_written(term, bytes, &again) && str_eq(again, term);
}

static void read_grams(struct study *study, struct gram_table *table, size_t at)
{
	const struct lesson *lesson = study->lessons[at];
	struct gram_reader reader = gram_reader_new(lesson->fields, lesson->n);
	struct gram gram;
	uint32_t *grams = NEW(study->scratch, uint32_t, count_grams(lesson));
	struct fit_text *text = &study->texts[at];
	*text = (struct fit_text){ grams, 0, lore_sum(&lesson->base), lesson->tone };
	for (size_t i = 0; i < GRAMS_MAX && gram_next(&reader, &gram); i++) {
		uint32_t *slot = slot_of(table, gram.text);
		if (*slot == 0) {
			table->terms = arena_more(study->scratch, table->terms, table->n,
						  &table->cap, sizeof(gram.text));
			table->terms[table->n] = str_dup(study->scratch, gram.text);
			*slot = (uint32_t)table->n++;
		}
		size_t known = 0;
		while (known < text->n && grams[known] != *slot)
			known++;
		if (known == text->n)
			grams[text->n++] = *slot;
	}
}

static void take_grams(struct study *study)
{
	size_t sum = 1;
	for (size_t i = 0; i < study->n; i++)
		sum += count_grams(study->lessons[i]);
	struct gram_table table = table_new(study->scratch, sum);
	study->texts = NEW(study->scratch, struct fit_text, study->n);
	for (size_t i = 0; i < study->n; i++)
		read_grams(study, &table, i);
	study->terms = table.terms;
	study->n_grams = table.n;
}

/* -- training -- */

/* Which lessons: those of the fold, or all others. */
struct part {
	const uint32_t *at; /* indices */
	size_t n;
};

static struct part part_of(const struct study *study, struct part all, unsigned divisor,
			   size_t fold, bool is_inside)
{
	uint32_t *at = NEW(study->scratch, uint32_t, all.n);
	struct part part = { at, 0 };
	for (size_t i = 0; i < all.n; i++)
		if ((study->keys[all.at[i]] / divisor % FOLDS == fold) == is_inside)
			at[part.n++] = all.at[i];
	return part;
}

struct candidate {
	uint32_t gram;
	double weight, valence, emphasis;
	size_t seen;
};

static int by_weight(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return (a->gram > b->gram) - (a->gram < b->gram);
}

static double rounded(double value)
{
	return fmin(fmax(round(value * 10) / 10, -value_max), value_max);
}

/* A word of two texts is chance; of many texts three are. */
static size_t seen_least(size_t n)
{
	return n < 1000 ? 2 : 3;
}

static void keep_best(const struct study *study, struct lore *lore, struct candidate *list,
		      size_t n)
{
	if (n)
		qsort(list, n, sizeof(*list), by_weight);
	for (size_t i = 0; i < n && lore->n < LEARN_ENTRIES_MAX; i++) {
		struct lore_entry entry = { .term = study->terms[list[i].gram],
					    .valence = list[i].valence,
					    .emphasis = list[i].emphasis };
		if (!is_writable(entry.term))
			continue;
		entry.why = str_fmt(study->arena, "learned from %zu texts", list[i].seen);
		(void)!lore_add(lore, &entry);
	}
}

static void learn_words(const struct study *study, struct part part, double ridge,
			struct lore *lore)
{
	struct arena *scratch = study->scratch;
	struct fit_text *texts = NEW(scratch, struct fit_text, part.n);
	struct fit_weight *weights = NEW(scratch, struct fit_weight, study->n_grams);
	size_t *seen = NEW(scratch, size_t, study->n_grams), n = 0;
	for (size_t i = 0; i < part.n; i++) {
		texts[i] = study->texts[part.at[i]];
		for (size_t j = 0; j < texts[i].n; j++)
			seen[texts[i].grams[j]]++;
	}
	fit(scratch, texts, part.n, study->n_grams, ridge, weights);
	struct candidate *list = NEW(scratch, struct candidate, study->n_grams);
	for (uint32_t i = 1; i < study->n_grams; i++) {
		double valence = rounded((weights[i].pos - weights[i].neg) / 2);
		double emphasis = rounded((weights[i].pos + weights[i].neg) / 2);
		double size = fabs(weights[i].pos) + fabs(weights[i].neg);
		if (seen[i] >= seen_least(part.n) && (valence != 0 || emphasis != 0))
			list[n++] = (struct candidate){ i, size * sqrt((double)seen[i]), valence,
							emphasis, seen[i] };
	}
	keep_best(study, lore, list, n);
}

static struct sentiment judged(const struct study *study, const struct lore *lore, size_t i)
{
	const struct lesson *lesson = study->lessons[i];
	struct sentiment sentiment = lesson->base;
	lore_apply(lore, study->scratch, lesson->fields, lesson->n, STR(""), &sentiment);
	return sentiment;
}

static void count_sums(const struct study *study, const struct lore *lore, struct part part,
		       struct sums *sums)
{
	for (size_t i = 0; i < part.n; i++) {
		struct arena_mark mark = arena_mark(study->scratch);
		struct sentiment sentiment = judged(study, lore, part.at[i]);
		sums_add(sums, study->lessons[part.at[i]]->tone, lore_sum(&sentiment),
			 sentiment.n > 0);
		arena_reset(study->scratch, mark);
	}
}

/* The negative texts that are found without any lore; of words a little more is asked, because on
 * texts that are new they find a little less. */
static size_t hits_of(const struct study *study, struct part part, bool has_words)
{
	size_t hits = 0, neg = 0;
	for (size_t i = 0; i < part.n; i++) {
		const struct lesson *lesson = study->lessons[part.at[i]];
		hits += lesson->tone == TONE_NEGATIVE && lesson->base.tone == TONE_NEGATIVE;
		neg += lesson->tone == TONE_NEGATIVE;
	}
	return has_words ? hits + (neg + 49) / 50 : hits;
}

static struct lore *train(const struct study *study, struct part part, double ridge)
{
	bool has_words = ridge > 0;
	struct lore *lore = lore_new(study->scratch, LEARN_ENTRIES_MAX);
	struct sums sums = { 0 };
	for (size_t fold = 0; has_words && fold < FOLDS; fold++) {
		struct lore *inner = lore_new(study->scratch, LEARN_ENTRIES_MAX);
		learn_words(study, part_of(study, part, FOLDS, fold, false), ridge, inner);
		count_sums(study, inner, part_of(study, part, FOLDS, fold, true), &sums);
	}
	if (has_words)
		learn_words(study, part, ridge, lore);
	else
		count_sums(study, lore, part, &sums);
	thresholds_choose(&sums, hits_of(study, part, has_words), &lore->limits);
	return lore;
}

/* -- trying -- */

struct confusion {
	size_t n[TONE_MIXED + 1][TONE_MIXED + 1]; /* wanted, got */
};

static enum tone plain(enum tone tone)
{
	return tone == TONE_NEGATIVE || tone == TONE_POSITIVE ? tone : TONE_NEUTRAL;
}

static double ratio(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static struct learn_figures figures_of(const struct confusion *confusion)
{
	struct learn_figures figures = { 0 };
	int n = 0;
	for (int tone = TONE_NEGATIVE; tone <= TONE_POSITIVE; tone++) {
		size_t wanted = 0, got = 0, both = confusion->n[tone][tone];
		for (int other = TONE_NEGATIVE; other <= TONE_POSITIVE; other++) {
			wanted += confusion->n[tone][other];
			got += confusion->n[other][tone];
		}
		if (tone == TONE_NEGATIVE)
			figures.negative_precision = ratio(both, got);
		if (tone == TONE_NEGATIVE)
			figures.negative_recall = ratio(both, wanted);
		figures.macro_f1 += wanted ? ratio(2 * both, wanted + got) : 0;
		n += wanted > 0;
	}
	figures.macro_f1 /= n ? n : 1;
	return figures;
}

static struct part all_of(const struct study *study)
{
	uint32_t *at = NEW(study->scratch, uint32_t, study->n);
	for (size_t i = 0; i < study->n; i++)
		at[i] = (uint32_t)i;
	return (struct part){ at, study->n };
}

static struct learn_figures figures_before(const struct study *study)
{
	struct confusion confusion = { 0 };
	for (size_t i = 0; i < study->n; i++)
		confusion.n[study->lessons[i]->tone][plain(study->lessons[i]->base.tone)]++;
	return figures_of(&confusion);
}

static struct learn_figures try(const struct study *study, double ridge)
{
	struct confusion confusion = { 0 };
	for (size_t fold = 0; fold < FOLDS; fold++) {
		struct arena_mark mark = arena_mark(study->scratch);
		struct part all = all_of(study);
		struct lore *lore = train(study, part_of(study, all, 1, fold, false), ridge);
		struct part held = part_of(study, all, 1, fold, true);
		for (size_t i = 0; i < held.n; i++) {
			enum tone tone = judged(study, lore, held.at[i]).tone;
			confusion.n[study->lessons[held.at[i]]->tone][plain(tone)]++;
		}
		arena_reset(study->scratch, mark);
	}
	return figures_of(&confusion);
}

static bool is_better(const struct learn_figures *a, const struct learn_figures *b)
{
	bool is_lower = a->macro_f1 < b->macro_f1 || a->negative_recall < b->negative_recall;
	return !is_lower && (a->macro_f1 >= b->macro_f1 + gain_f1 ||
			     a->negative_recall >= b->negative_recall + gain_recall);
}

static struct str refusal(const struct study *study, const struct learned *out)
{
	struct arena *arena = study->arena;
	size_t negative = out->of_tone[TONE_NEGATIVE];
	if (study->n < LEARN_TEXTS_MIN)
		return str_fmt(arena, "%zu labelled texts are too few, %d are needed", study->n,
			       LEARN_TEXTS_MIN);
	if (negative < LEARN_LABEL_MIN)
		return str_fmt(arena,
			       "%zu negative texts are too few to tell whether complaints are "
			       "still heard, %d are needed",
			       negative, LEARN_LABEL_MIN);
	if (study->n - negative < LEARN_LABEL_MIN)
		return str_fmt(arena,
			       "%zu texts that are not negative are too few: what is taught by one "
			       "label knows no other, %d are needed",
			       study->n - negative, LEARN_LABEL_MIN);
	return STR("");
}

static void choose(struct study *study, struct learned *out)
{
	size_t n = study->n < LEARN_ENTRIES_FROM ? 1 : COUNT_OF(ridges), best = 0;
	bool is_any = false;
	out->before = figures_before(study);
	for (size_t i = 0; i < n; i++) {
		struct learn_figures figures = try(study, ridges[i]);
		bool is_fine = is_better(&figures, &out->before);
		if (i && (is_fine < is_any ||
			  (is_fine == is_any && figures.macro_f1 < out->after.macro_f1)))
			continue;
		is_any = is_fine;
		best = i;
		out->after = figures;
	}
	out->is_tried = true;
	if (!is_any) {
		out->why_not = STR("on texts that were held out it would be no better");
		return;
	}
	struct lore *lore = train(study, all_of(study), ridges[best]);
	out->limits = lore->limits;
	out->entries = lore->n;
	out->pack = learn_pack(study->ask, out, lore, study->arena);
}

void learn(const struct learn_ask *ask, struct arena *arena, struct learned *out)
{
	CLEANUP(arena_free)
	struct arena *scratch = arena_new(MIB);
	struct study study = { .ask = ask, .arena = arena, .scratch = scratch };
	*out = (struct learned){ 0 };
	take_lessons(&study, out);
	out->why_not = refusal(&study, out);
	if (out->why_not.len)
		return;
	take_grams(&study);
	choose(&study, out);
}
