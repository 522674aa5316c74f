#include "plan.h"

#include "arena.h"
#include "language.h"

#include <string.h>

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

static enum genre asked_genre(const struct plan *plan, const struct item *item)
{
	const struct source *source = item->genre == GENRE_ANY && item->source.len
					      ? plan_source(plan, item->source)
					      : NULL;
	return source ? source->genre : item->genre;
}

/* A text as its brands are judged by it: their names masked. */
struct reading {
	struct score_field fields[FIELDS];
	struct score_ask ask;
};

static const struct reading *read_text(const struct plan *plan, struct arena *arena,
				       const struct masks *masks, struct mention *mention)
{
	struct reading *reading = NEW(arena, struct reading, 1);
	bool is_comment = mention->item->kind == ITEM_COMMENT;
	struct str title = is_comment ? STR("") : mention->item->title;
	reading->fields[0] = field_of(arena, FIELD_TITLE, title, masks);
	reading->fields[1] = field_of(arena, FIELD_TEXT, mention->item->text, masks);
	reading->ask = (struct score_ask){
		.fields = reading->fields,
		.n = FIELDS,
		.lang = language_of(plan, reading->fields, mention),
		.genre = asked_genre(plan, mention->item),
	};
	return reading;
}

/* By all packs: toward the brand with these hits, or of the whole text. */
static void feel(const struct plan *plan, struct arena *arena, const struct reading *reading,
		 const struct found *toward, struct sentiment *out)
{
	struct score_ask ask = reading->ask;
	if (toward) {
		ask.toward = toward->hits;
		ask.n_toward = toward->n;
	}
	score_text(plan->scorer, arena, &ask, out);
}

/* And by what was taught of this brand. */
static void add_lore(const struct plan *plan, struct arena *arena, const struct reading *reading,
		     struct brand_hit *brand)
{
	const struct lore *lore = plan->brands[brand->brand].lore;
	if (lore)
		lore_apply(lore, arena, reading->fields, FIELDS, reading->ask.lang,
			   &brand->sentiment);
}

/* The brands stand first, the competitors last, the rules between them. */
struct named {
	const struct found *brands;
	size_t n;
	bool has_rivals;
};

static struct named named_in(const struct plan *plan, const struct match_result *result)
{
	struct named named = { .brands = result->found };
	while (named.n < result->n && result->found[named.n].query < plan->n_brands)
		named.n++;
	named.has_rivals = result->n && result->found[result->n - 1].query == plan->rivals;
	return named;
}

/* With the names of the brands masked, and those of the competitors. */
static const struct reading *read_named(const struct plan *plan, struct arena *arena,
					const struct match_result *result, struct mention *mention)
{
	const struct named named = named_in(plan, result);
	struct found *lists = NEW(arena, struct found, named.n + 1);
	memcpy(lists, named.brands, named.n * sizeof(*lists));
	if (named.has_rivals)
		lists[named.n] = result->found[result->n - 1];
	return read_text(plan, arena, &(struct masks){ lists, named.n + named.has_rivals },
			 mention);
}

void plan_examine(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		  const struct item *item, struct mention *out, struct match_faults *faults)
{
	struct match_result result;
	*out = (struct mention){ .item = item };
	match_item(plan->matcher, desk, arena, item, &result);
	const struct found *found = result.found;
	*faults = result.faults;
	const struct named named = named_in(plan, &result);
	const size_t n_brands = named.n;
	out->n_rules = result.n - n_brands - named.has_rivals;
	if (out->n_rules)
		out->rules = found + n_brands;
	if (n_brands == 0)
		return;
	struct brand_hit *brands = NEW(arena, struct brand_hit, n_brands);
	const struct reading *reading = read_named(plan, arena, &result, out);
	for (size_t i = 0; i < n_brands; i++) {
		brands[i] = (struct brand_hit){
			.brand = found[i].query,
			.name = plan->brands[found[i].query].name,
			.hits = found[i].hits,
			.n = found[i].n,
		};
		feel(plan, arena, reading, &found[i], &brands[i].sentiment);
		add_lore(plan, arena, reading, &brands[i]);
	}
	out->sentiment = brands[0].sentiment;
	out->brands = brands;
	out->n_brands = n_brands;
	plan_topics_find(plan, desk, arena, reading->ask.lang, out);
}

/* The term that stands for the brand: one of its own, or one that speaks of it. */
static struct str term_of(const struct plan *plan, const struct match_result *spoken,
			  struct strs terms, uint32_t brand, struct arena *arena)
{
	struct strs own = match_asks(plan->matcher, brand, brand + 1, arena);
	for (size_t i = 0; i < terms.n; i++) {
		for (size_t k = 0; k < own.n; k++)
			if (str_eq_nocase(own.at[k], terms.at[i]))
				return terms.at[i];
		for (size_t k = 0; k < spoken[i].n; k++)
			if (spoken[i].found[k].query == brand)
				return terms.at[i];
	}
	return STR("");
}

const struct trust_list *plan_trust(const struct plan *plan, struct match_desk *desk,
				    struct arena *arena, struct strs terms)
{
	struct trust_list *list = NEW(arena, struct trust_list, 1);
	struct brand_hit *brands = NEW(arena, struct brand_hit, plan->n_brands);
	struct match_result *spoken = NEW(arena, struct match_result, terms.n);
	for (size_t i = 0; i < terms.n; i++)
		match_item(plan->matcher, desk, arena, &(struct item){ .text = terms.at[i] },
			   &spoken[i]);
	for (uint32_t i = 0; i < plan->n_brands; i++) {
		struct str term = term_of(plan, spoken, terms, i, arena);
		if (term.len)
			brands[list->n++] = (struct brand_hit){ .brand = i,
								.name = plan->brands[i].name,
								.by_service = term };
	}
	list->at = brands;
	return list;
}

void plan_believe(const struct plan *plan, struct arena *arena, const struct trust_list *trusted,
		  struct mention *mention)
{
	if (trusted->n == 0)
		return;
	struct brand_hit *brands = NEW(arena, struct brand_hit, trusted->n);
	plan_feel(plan, arena, mention);
	for (size_t i = 0; i < trusted->n; i++) {
		brands[i] = trusted->at[i];
		brands[i].sentiment = mention->sentiment;
	}
	mention->brands = brands;
	mention->n_brands = trusted->n;
}

void plan_feel(const struct plan *plan, struct arena *arena, struct mention *mention)
{
	const struct reading *reading = read_text(plan, arena, &(struct masks){ NULL, 0 }, mention);
	feel(plan, arena, reading, NULL, &mention->sentiment);
}

/* Toward a phrase, which is masked; of the whole text where it does not stand. */
static const struct reading *feel_phrase(const struct plan *plan, struct arena *arena,
					 struct str phrase, struct mention *mention)
{
	struct found found = { 0 };
	bool is_there = match_phrase(arena, mention->item->text, phrase, &found.hits, &found.n);
	const struct reading *reading = read_text(plan, arena, &(struct masks){ &found, is_there },
						  mention);
	feel(plan, arena, reading, is_there ? &found : NULL, &mention->sentiment);
	return reading;
}

void plan_toward(const struct plan *plan, struct arena *arena, const struct item *item,
		 struct str target, struct sentiment *out)
{
	struct mention mention = { .item = item };
	feel_phrase(plan, arena, target, &mention);
	*out = mention.sentiment;
}

static const struct found *find_brand(const struct plan *plan, const struct named *named,
				      struct str brand)
{
	for (size_t i = 0; i < named->n; i++)
		if (str_eq(plan->brands[named->brands[i].query].name, brand))
			return &named->brands[i];
	return NULL;
}

struct str plan_lesson(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		       const struct labelled *text, struct lesson *out)
{
	struct match_result result = { 0 };
	struct mention mention = { .item = text->item };
	const struct reading *reading;
	match_item(plan->matcher, desk, arena, text->item, &result);
	const struct named named = named_in(plan, &result);
	if (named.n) {
		reading = read_named(plan, arena, &result, &mention);
		feel(plan, arena, reading, find_brand(plan, &named, text->brand),
		     &mention.sentiment);
	} else {
		reading = feel_phrase(plan, arena, text->target, &mention);
	}
	*out = (struct lesson){ .fields = reading->fields,
				.n = FIELDS,
				.base = mention.sentiment,
				.tone = text->tone };
	return reading->ask.lang;
}
