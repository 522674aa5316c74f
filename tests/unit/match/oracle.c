#include "oracle.h"

#include "oracle_find.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { PARTS_MAX = 16 };

struct oracle {
	struct arena *arena;
	struct oracle_part parts[PARTS_MAX];
	size_t n_parts;
};

#define BIT(field) (1u << (field))

static uint32_t fields_of(const struct oracle_term *term, uint32_t scope)
{
	uint32_t usual = BIT(FIELD_TITLE) | BIT(FIELD_TEXT);
	if (term->kind == ORACLE_DOMAIN)
		return scope ? scope : usual | BIT(FIELD_URL) | BIT(FIELD_LINK);
	return scope ? scope & ~BIT(FIELD_LINK) : usual | BIT(FIELD_TAG);
}

static void find_leaf(struct oracle *o, struct oracle_term *term, uint32_t scope,
		      struct oracle_hits *out)
{
	for (size_t i = 0; i < o->n_parts; i++) {
		const struct oracle_part *part = &o->parts[i];
		if (fields_of(term, scope) & BIT(part->field))
			oracle_find(o->arena, term, part, out);
	}
}

static bool is_same(const struct oracle_hit *a, const struct oracle_hit *b)
{
	return a->field == b->field && a->part == b->part && a->start == b->start &&
	       a->end == b->end;
}

/* Is every byte of the hit excluded? */
static bool is_covered(const struct oracle_hits *excluded, const struct oracle_hit *hit)
{
	for (uint32_t at = hit->start; at < hit->end; at++) {
		size_t i = 0;
		while (i < excluded->n &&
		       !(excluded->at[i].field == hit->field && excluded->at[i].part == hit->part &&
			 excluded->at[i].start <= at && excluded->at[i].end > at))
			i++;
		if (i == excluded->n)
			return false;
	}
	return true;
}

static void take_away(struct oracle_hits *hits, size_t from, const struct oracle_hits *excluded)
{
	size_t n = from;
	for (size_t i = from; i < hits->n; i++)
		if (!is_covered(excluded, &hits->at[i]))
			hits->at[n++] = hits->at[i];
	hits->n = n;
}

/* All ways to choose one hit a term. */
struct choice {
	struct oracle *o;
	const struct oracle_term *near;
	struct oracle_hits kids[ORACLE_KIDS];
	const struct oracle_hit *chosen[ORACLE_KIDS]; /* in the order of the text */
	unsigned used;
	size_t n;
	struct oracle_hits *out;
	bool is_found;
};

static uint32_t words_before(const struct oracle *o, const struct oracle_hit *hit, uint32_t at)
{
	for (size_t i = 0; i < o->n_parts; i++) {
		const struct oracle_text *t = &o->parts[i].text;
		uint32_t n = 0;
		if (o->parts[i].field != hit->field || o->parts[i].index != hit->part)
			continue;
		for (size_t j = 0; j < t->n_words; j++)
			n += t->words[j] < at;
		return n;
	}
	return 0;
}

static bool follows(const struct choice *choice, const struct oracle_hit *hit)
{
	const struct oracle_hit *last = choice->n ? choice->chosen[choice->n - 1] : NULL;
	return !last ||
	       (last->field == hit->field && last->part == hit->part && hit->start >= last->end &&
		words_before(choice->o, hit, hit->start) -
				words_before(choice->o, hit, last->end) <=
			choice->near->within);
}

static void choose(struct choice *choice)
{
	if (choice->n == choice->near->near.n) {
		choice->is_found = true;
		for (size_t i = 0; i < choice->n; i++) {
			struct oracle_hit hit = *choice->chosen[i];
			hit.is_optional = i + 1 < choice->n;
			oracle_add(choice->o->arena, choice->out, hit);
		}
		return;
	}
	for (size_t kid = 0; kid < choice->near->near.n; kid++) {
		const struct oracle_hits *hits = &choice->kids[kid];
		if (choice->used & 1u << kid || (choice->near->is_ordered && kid != choice->n))
			continue;
		for (size_t i = 0; i < hits->n; i++) {
			if (!follows(choice, &hits->at[i]))
				continue;
			choice->used |= 1u << kid;
			choice->chosen[choice->n++] = &hits->at[i];
			choose(choice);
			choice->n--;
			choice->used &= ~(1u << kid);
		}
	}
}

static bool holds(struct oracle *o, struct oracle_term *term, uint32_t scope,
		  const struct oracle_hits *excluded, struct oracle_hits *out);

static bool near_holds(struct oracle *o, struct oracle_term *term, uint32_t scope,
		       const struct oracle_hits *excluded, struct oracle_hits *out)
{
	struct choice choice = { .o = o, .near = term, .out = out };
	for (size_t i = 0; i < term->near.n; i++)
		holds(o, term->near.at[i], scope, excluded, &choice.kids[i]);
	choose(&choice);
	return choice.is_found;
}

static size_t count(struct oracle *o, const struct oracle_list *list, uint32_t scope,
		    const struct oracle_hits *excluded, struct oracle_hits *out)
{
	size_t held = 0;
	for (size_t i = 0; i < list->n; i++)
		held += holds(o, list->at[i], scope, excluded, out);
	return held;
}

static bool holds(struct oracle *o, struct oracle_term *term, uint32_t scope,
		  const struct oracle_hits *excluded, struct oracle_hits *out)
{
	size_t before = out->n;
	struct oracle_hits no_hits = { 0 };
	if (term->fields)
		scope = scope ? scope & term->fields : term->fields;
	if (term->kind == ORACLE_NEAR)
		return near_holds(o, term, scope, excluded, out);
	if (term->kind != ORACLE_GROUP) {
		find_leaf(o, term, scope, out);
		take_away(out, before, excluded);
		return out->n > before;
	}
	/* Each is counted, so that the hits of all are there. */
	bool has_any = !term->any.n || count(o, &term->any, scope, excluded, out) > 0;
	bool has_all = count(o, &term->all, scope, excluded, out) == term->all.n;
	bool has_none = count(o, &term->none, scope, excluded, &no_hits) == 0;
	bool is_held = has_any && has_all && has_none;
	if (!is_held)
		out->n = before;
	return is_held;
}

static void add_part(struct oracle *o, enum field field, size_t index, struct str text)
{
	static const char signs[FIELD_COUNT] = { [FIELD_TAG] = '#', [FIELD_AUTHOR] = '@' };
	bool has_sign = text.len && text.at[0] == signs[field];
	char sign = has_sign || str_find_char(text, ' ') < text.len ? '\0' : signs[field];
	if (text.len == 0)
		return;
	assert(o->n_parts < PARTS_MAX);
	o->parts[o->n_parts++] = (struct oracle_part){ field, (uint32_t)index,
						       oracle_text(o->arena, text, sign) };
}

static int by_place(const void *left, const void *right)
{
	const struct oracle_hit *a = left, *b = right;
	const uint32_t one[] = { a->field, a->part, a->start, a->end };
	const uint32_t two[] = { b->field, b->part, b->start, b->end };
	for (size_t i = 0; i < COUNT_OF(one); i++)
		if (one[i] != two[i])
			return one[i] < two[i] ? -1 : 1;
	int order = str_cmp(a->term, b->term);
	return order ? order : a->is_optional - b->is_optional;
}

static void sort(struct oracle_hits *hits)
{
	size_t n = 0;
	if (hits->n)
		qsort(hits->at, hits->n, sizeof(*hits->at), by_place);
	for (size_t i = 0; i < hits->n; i++)
		if (i == 0 || !is_same(&hits->at[n - 1], &hits->at[i]) ||
		    !str_eq(hits->at[n - 1].term, hits->at[i].term))
			hits->at[n++] = hits->at[i];
	hits->n = n;
}

struct oracle *oracle_item(struct arena *arena, const struct item *item)
{
	struct oracle *o = NEW(arena, struct oracle, 1);
	o->arena = arena;
	add_part(o, FIELD_TITLE, 0, item->title);
	add_part(o, FIELD_TEXT, 0, item->text);
	add_part(o, FIELD_AUTHOR, 0, item->author);
	add_part(o, FIELD_URL, 0, item->url);
	for (size_t i = 0; i < item->tags.n; i++)
		add_part(o, FIELD_TAG, i, item->tags.at[i]);
	for (size_t i = 0; i < item->links.n; i++)
		add_part(o, FIELD_LINK, i, item->links.at[i]);
	return o;
}

bool oracle_holds(struct oracle *o, struct oracle_term *query, bool is_brand,
		  struct oracle_hits *out)
{
	struct oracle_hits excluded = { 0 };
	struct oracle_term positive = *query;
	if (is_brand) {
		count(o, &query->none, 0, &(struct oracle_hits){ 0 }, &excluded);
		positive.none.n = 0;
	}
	bool is_held = holds(o, &positive, 0, &excluded, out);
	sort(out);
	return is_held && (!is_brand || out->n > 0);
}

static void forget_list(const struct oracle_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		oracle_forget(list->at[i]);
}

void oracle_forget(struct oracle_term *term)
{
	oracle_search_free(&term->search);
	forget_list(&term->any);
	forget_list(&term->all);
	forget_list(&term->none);
	forget_list(&term->near);
}
