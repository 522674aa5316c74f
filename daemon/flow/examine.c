#include "plan.h"

#include "arena.h"
#include "language.h"

#include <string.h>

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

/* What all brands are judged by: the fields with their names masked. */
struct feeling_for {
	struct score_field fields[FIELDS];
	struct score_ask ask;
};

static void prepare(const struct plan *plan, struct arena *arena, const struct masks *masks,
		    struct mention *mention, struct feeling_for *out)
{
	out->fields[0] = field_of(arena, FIELD_TITLE, mention->item->title, masks);
	out->fields[1] = field_of(arena, FIELD_TEXT, mention->item->text, masks);
	out->ask = (struct score_ask){
		.fields = out->fields,
		.n = FIELDS,
		.lang = language_of(plan, out->fields, mention),
		.genre = asked_genre(plan, mention->item),
	};
}

/* Toward the brand with these hits, or of the whole text. */
static void feel(const struct plan *plan, struct arena *arena, const struct feeling_for *text,
		 const struct found *toward, struct sentiment *out)
{
	struct score_ask ask = text->ask;
	if (toward) {
		ask.toward = toward->hits;
		ask.n_toward = toward->n;
	}
	score_text(plan->scorer, arena, &ask, out);
}

void plan_examine(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		  const struct item *item, struct mention *out, struct match_faults *faults)
{
	struct match_result result;
	struct feeling_for text;
	size_t n_brands = 0;
	*out = (struct mention){ .item = item };
	match_item(plan->matcher, desk, arena, item, &result);
	const struct found *found = result.found;
	*faults = result.faults;
	while (n_brands < result.n && found[n_brands].query < plan->n_brands)
		n_brands++;
	bool has_rivals = result.n && found[result.n - 1].query == plan->rivals;
	out->n_rules = result.n - n_brands - has_rivals;
	if (out->n_rules)
		out->rules = found + n_brands;
	if (n_brands == 0)
		return;
	struct brand_hit *brands = NEW(arena, struct brand_hit, n_brands);
	struct found *named = NEW(arena, struct found, n_brands + 1);
	memcpy(named, found, n_brands * sizeof(*named));
	if (has_rivals)
		named[n_brands] = found[result.n - 1];
	prepare(plan, arena, &(struct masks){ named, n_brands + has_rivals }, out, &text);
	for (size_t i = 0; i < n_brands; i++) {
		brands[i] = (struct brand_hit){
			.brand = found[i].query,
			.name = plan->brands[found[i].query].name,
			.hits = found[i].hits,
			.n = found[i].n,
		};
		feel(plan, arena, &text, &found[i], &brands[i].sentiment);
	}
	out->sentiment = brands[0].sentiment;
	out->brands = brands;
	out->n_brands = n_brands;
}

void plan_feel(const struct plan *plan, struct arena *arena, struct mention *mention)
{
	struct feeling_for text;
	prepare(plan, arena, &(struct masks){ NULL, 0 }, mention, &text);
	feel(plan, arena, &text, NULL, &mention->sentiment);
}

void plan_toward(const struct plan *plan, struct arena *arena, const struct item *item,
		 struct str target, struct sentiment *out)
{
	struct mention mention = { .item = item };
	struct feeling_for text;
	struct found found = { 0 };
	bool is_there = match_phrase(arena, item->text, target, &found.hits, &found.n);
	prepare(plan, arena, &(struct masks){ &found, is_there }, &mention, &text);
	feel(plan, arena, &text, is_there ? &found : NULL, out);
}
