#include "plan.h"

#include "arena.h"
#include "language.h"

#include "plan_parts.h"
#include "poison.h"

/* From an item to a mention: match, then judge the feeling with every brand's own name masked. */

/* The spans to mask: a few lists of hits. */
struct masks {
	const struct found *lists;
	size_t n;
};

/* The hits of one field, in order of place. */
static struct score_field field_of(struct arena *arena, enum field field, struct str text,
				   const struct masks *masks)
{
	struct hit *mask = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < masks->n; i++) {
		for (size_t j = 0; j < masks->lists[i].n; j++) {
			struct hit hit = masks->lists[i].hits[j];
			if (hit.field != field)
				continue;
			mask = arena_more(arena, mask, n, &cap, sizeof(*mask));
			size_t at = n++;
			for (; at > 0 && mask[at - 1].start > hit.start; at--)
				mask[at] = mask[at - 1];
			mask[at] = hit;
		}
	}
	return (struct score_field){ field, text, mask, n };
}

enum { FIELDS = 2 };

/* The language whose words are to be read in the text: what the source says, else what is guessed.
 * Where even that fails it is the usual one, unless the text looks foreign. */
static struct str language_of(const struct plan *plan, const struct score_field fields[FIELDS],
			      struct mention *mention)
{
	struct str usual = score_usual(plan->scorer);
	struct language_text texts[FIELDS];
	struct language_guess guess;
	if (mention->item->lang.len)
		return mention->item->lang;
	for (size_t i = 0; i < FIELDS; i++)
		texts[i] = (struct language_text){ fields[i].text, fields[i].mask,
						   fields[i].n_mask };
	language_guess(texts, FIELDS, usual, &guess);
	mention->lang_guess = guess.lang;
	if (guess.lang.len)
		return guess.lang;
	return guess.fits_expected ? usual : STR("und");
}

/* A text as its brands are judged by it: their names masked. */
struct reading {
	struct score_field fields[FIELDS];
	struct str lang;
};

static struct reading *read_text(const struct plan *plan, struct arena *arena,
				 const struct masks *masks, struct mention *mention)
{
	struct reading *reading = NEW(arena, struct reading, 1);
	reading->fields[0] = field_of(arena, FIELD_TITLE, mention->item->title, masks);
	reading->fields[1] = field_of(arena, FIELD_TEXT, mention->item->text, masks);
	reading->lang = language_of(plan, reading->fields, mention);
	return reading;
}

static void feel(const struct plan *plan, struct arena *arena, const struct reading *reading,
		 struct sentiment *out)
{
	score_text(plan->scorer, arena, reading->fields, FIELDS, reading->lang, out);
}

/* By all packs, and by what was taught of this brand. */
static void feel_toward(const struct plan *plan, struct arena *arena, const struct reading *reading,
			struct brand_hit *brand)
{
	const struct lore *lore = plan->brands[brand->brand].lore;
	feel(plan, arena, reading, &brand->sentiment);
	if (lore)
		lore_apply(lore, arena, reading->fields, FIELDS, reading->lang, &brand->sentiment);
}

static size_t count_brands(const struct plan *plan, const struct match_result *result)
{
	size_t n = 0;
	while (n < result->n && result->found[n].query < plan->n_brands)
		n++;
	return n;
}

void plan_examine(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		  const struct item *item, struct mention *out, struct match_faults *faults)
{
	struct match_result result;
	*out = (struct mention){ .item = item };
	match_item(plan->matcher, desk, arena, item, &result);
	const struct found *found = result.found;
	size_t n_brands = count_brands(plan, &result);
	*faults = result.faults;
	out->n_rules = result.n - n_brands;
	if (out->n_rules)
		out->rules = found + n_brands;
	if (n_brands == 0)
		return;
	struct brand_hit *brands = NEW(arena, struct brand_hit, n_brands);
	const struct reading *reading = read_text(plan, arena, &(struct masks){ found, n_brands },
						  out);
	for (size_t i = 0; i < n_brands; i++) {
		brands[i] = (struct brand_hit){
			.brand = found[i].query,
			.name = plan->brands[found[i].query].name,
			.hits = found[i].hits,
			.n = found[i].n,
		};
		feel_toward(plan, arena, reading, &brands[i]);
	}
	out->sentiment = brands[0].sentiment;
	out->brands = brands;
	out->n_brands = n_brands;
	plan_topics_find(plan, desk, arena, reading->lang, out);
}

void plan_feel(const struct plan *plan, struct arena *arena, struct mention *mention)
{
	feel(plan, arena, read_text(plan, arena, &(struct masks){ NULL, 0 }, mention),
	     &mention->sentiment);
}

/* The phrase masked, or nothing where it does not stand. */
static const struct reading *read_aimed(const struct plan *plan, struct arena *arena,
					struct str target, struct mention *mention)
{
	struct found found = { 0 };
	bool is_there = match_phrase(arena, mention->item->text, target, &found.hits, &found.n);
	return read_text(plan, arena, &(struct masks){ &found, is_there }, mention);
}

void plan_toward(const struct plan *plan, struct arena *arena, const struct item *item,
		 struct str target, struct sentiment *out)
{
	struct mention mention = { .item = item };
	feel(plan, arena, read_aimed(plan, arena, target, &mention), out);
}

struct str plan_lesson(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		       const struct labelled *text, struct lesson *out)
{
	struct match_result result = { 0 };
	struct mention mention = { .item = text->item };
	match_item(plan->matcher, desk, arena, text->item, &result);
	size_t n_brands = count_brands(plan, &result);
	const struct masks masks = { result.found, n_brands };
	const struct reading *reading = n_brands ? read_text(plan, arena, &masks, &mention)
						 : read_aimed(plan, arena, text->target, &mention);
	*out = (struct lesson){ .fields = reading->fields, .n = FIELDS, .tone = text->tone };
	feel(plan, arena, reading, &out->base);
	return reading->lang;
}
