/* How it works: the tree of a query is walked, and what holds hands its places up; what turns out
 * not to hold takes them back. A brand's `none` is walked first: its places, and the whole spans
 * of its nears, become a sorted list of excluded stretches, and a leaf then only has the places
 * that lie inside none of them. A near that stands apart from all hits of its brand says what the
 * text is about, and takes all of them. A rule's `none` is a condition like the others. */
#include "matcher.h"

#include "arena.h"
#include "look.h"
#include "near.h"

#include <stdlib.h>

#include "poison.h"

struct spot { /* a place with the words of its author */
	uint32_t part;
	struct span at;
	struct str term;
	const struct leaf *look; /* of what only looks like it, or NULL */
};

struct spots {
	struct spot *at;
	size_t n, cap;
};

struct judge {
	struct search *search;
	struct arena *arena; /* the desk's */
	struct spots excluded, found;
	bool wants_spans; /* of a near the whole span instead of its terms */
};

static bool holds(struct judge *j, const struct term *term, uint32_t scope);

static int by_place(const void *left, const void *right)
{
	const struct spot *a = left, *b = right;
	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	if (a->at.start != b->at.start)
		return a->at.start < b->at.start ? -1 : 1;
	if (a->at.end != b->at.end)
		return a->at.end < b->at.end ? -1 : 1;
	return str_cmp(a->term, b->term);
}

static struct str slice(struct str text, struct span at)
{
	return (struct str){ text.at + at.start, at.end - at.start };
}

static void sort(struct spots *spots)
{
	if (spots->n)
		qsort(spots->at, spots->n, sizeof(*spots->at), by_place);
}

static void add(struct judge *j, struct spot spot)
{
	struct spots *found = &j->found;
	found->at = arena_more(j->arena, found->at, found->n, &found->cap, sizeof(spot));
	found->at[found->n++] = spot;
}

/* The first stretch that ends behind the place's start, if it begins before its end; else NULL.
 * The stretches are sorted and do not touch each other. */
static const struct spot *stretch_at(const struct spots *stretches, uint32_t part, struct span at)
{
	size_t low = 0, high = stretches->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct spot *spot = &stretches->at[middle];
		if (spot->part > part || (spot->part == part && spot->at.end > at.start))
			high = middle;
		else
			low = middle + 1;
	}
	if (low == stretches->n || stretches->at[low].part != part ||
	    stretches->at[low].at.start >= at.end)
		return NULL;
	return &stretches->at[low];
}

static bool is_excluded(const struct spots *excluded, uint32_t part, struct span at)
{
	const struct spot *spot = stretch_at(excluded, part, at);
	return spot && spot->at.start <= at.start && spot->at.end >= at.end;
}

/* The next place of a leaf that counts here; NULL when there are no more. */
static const struct place *next_place(const struct judge *j, const struct term *leaf,
				      uint32_t scope, size_t *i)
{
	const struct search *s = j->search;
	uint32_t fields = fields_of(&s->matcher->leaves.at[leaf->leaf], scope);
	const struct leaf_state *state = &s->desk->leaf_states[leaf->leaf];
	if (*i == 0 && search_is_open(s, leaf->leaf))
		search_leaf(j->search, leaf->leaf);
	if (*i == 0 && state->stamp != s->desk->stamp)
		return NULL;
	if (*i == 0)
		*i = state->first;
	while (*i < s->n_places && s->places[*i].leaf == leaf->leaf) {
		const struct place *place = &s->places[(*i)++];
		if (fields & FIELD_BIT(s->parts[place->part].field) &&
		    !is_excluded(&j->excluded, place->part, place->at))
			return place;
	}
	return NULL;
}

static const struct leaf *look_of(const struct judge *j, const struct term *term)
{
	const struct leaf *leaf = &j->search->matcher->leaves.at[term->leaf];
	return leaf->is_lookalike ? leaf : NULL;
}

static bool leaf_holds(struct judge *j, const struct term *term, uint32_t scope)
{
	const struct place *place;
	size_t i = 0, before = j->found.n;
	const struct leaf *look = look_of(j, term);
	while ((place = next_place(j, term, scope, &i)))
		add(j, (struct spot){ place->part, place->at, term->text, look });
	return j->found.n > before;
}

/* The places of one of a near's terms, which may be an {any: [...]}. */
struct near_places {
	struct near_place {
		uint32_t part;
		struct near_hit hit;
		struct str term;
		const struct leaf *look;
	} * at;
	size_t n, cap;
	size_t seen; /* terms that have a place */
};

static bool collect(struct judge *j, const struct term *term, uint32_t scope, unsigned kid,
		    struct near_places *all)
{
	const struct place *place;
	size_t i = 0, before = all->n;
	while (term->kind == TERM_LEAF && (place = next_place(j, term, scope, &i))) {
		all->at = arena_more(j->arena, all->at, all->n, &all->cap, sizeof(*all->at));
		all->at[all->n++] = (struct near_place){
			place->part, { .kid = kid, .at = place->at }, term->text, look_of(j, term)
		};
	}
	for (size_t k = 0; k < term->n; k++)
		collect(j, term->kids[k], scope, kid, all);
	return all->n > before;
}

static int by_part_and_start(const void *left, const void *right)
{
	const struct near_place *a = left, *b = right;
	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	if (a->hit.at.start != b->hit.at.start)
		return a->hit.at.start < b->hit.at.start ? -1 : 1;
	return (a->hit.kid > b->hit.kid) - (a->hit.kid < b->hit.kid);
}

/* The near's hits of one part: places[0] up to places[n]. */
static void near_in_part(struct judge *j, const struct term *near, const struct near_place *places,
			 size_t n)
{
	struct near_hit *hits = NEW(j->arena, struct near_hit, n);
	struct near_spans spans = { 0 };
	for (size_t i = 0; i < n; i++)
		hits[i] = places[i].hit;
	near_find(near, &j->search->parts[places[0].part], hits, n, &spans);
	for (size_t i = 0; j->wants_spans && i < spans.n; i++)
		add(j, (struct spot){ places[0].part, spans.at[i], near->text });
	for (size_t i = 0; !j->wants_spans && i < n; i++)
		if (hits[i].is_member)
			add(j, (struct spot){ places[i].part, hits[i].at, places[i].term,
					      places[i].look });
}

static bool near_holds(struct judge *j, const struct term *term, uint32_t scope)
{
	struct near_places all = { 0 };
	size_t before = j->found.n;
	for (unsigned kid = 0; kid < term->n; kid++)
		if (!collect(j, term->kids[kid], scope, kid, &all))
			return false;
	qsort(all.at, all.n, sizeof(*all.at), by_part_and_start);
	for (size_t i = 0, end; i < all.n; i = end) {
		for (end = i + 1; end < all.n && all.at[end].part == all.at[i].part;)
			end++;
		near_in_part(j, term, all.at + i, end - i);
	}
	return j->found.n > before;
}

static bool holds(struct judge *j, const struct term *term, uint32_t scope)
{
	size_t before = j->found.n, held = 0;
	scope = narrowed(scope, term);
	if (term->kind == TERM_LEAF)
		return leaf_holds(j, term, scope);
	if (term->kind == TERM_NEAR)
		return near_holds(j, term, scope);
	for (size_t i = 0; i < term->n; i++)
		held += holds(j, term->kids[i], scope);
	bool is_held = term->kind == TERM_ANY	? held > 0
		       : term->kind == TERM_ALL ? held == term->n
						: held == 0;
	if (!is_held || term->kind == TERM_NONE)
		j->found.n = before;
	return is_held;
}

/* Sorted, and those that touch or overlap as one. */
static struct spots merged(struct spots spots)
{
	size_t n = 0;
	sort(&spots);
	for (size_t i = 0; i < spots.n; i++) {
		struct spot *last = n ? &spots.at[n - 1] : NULL;
		const struct spot *spot = &spots.at[i];
		if (last && last->part == spot->part && spot->at.start <= last->at.end) {
			if (spot->at.end > last->at.end)
				last->at.end = spot->at.end;
		} else {
			spots.at[n++] = *spot;
		}
	}
	spots.n = n;
	return spots;
}

static void exclude(struct judge *j, const struct term *none)
{
	j->wants_spans = true;
	for (size_t i = 0; i < none->n; i++)
		holds(j, none->kids[i], 0);
	j->wants_spans = false;
	j->excluded = merged(j->found);
	j->found = (struct spots){ 0 };
}

static bool touches(const struct spots *spans, const struct spots *hits)
{
	for (size_t i = 0; i < hits->n; i++)
		if (stretch_at(spans, hits->at[i].part, hits->at[i].at))
			return true;
	return false;
}

/* "Wile E. Coyote ordered it from Acme": no hit stands inside the near of wile and coyote, and yet
 * the author who excludes it does not mean this text. */
static bool keeps_company(struct judge *j, const struct tree *tree)
{
	bool is_found = false;
	for (size_t i = 0; i < tree->none->n && !is_found; i++) {
		const struct term *near = tree->none->kids[i];
		j->wants_spans = true;
		bool is_there = near->kind == TERM_NEAR && holds(j, near, 0);
		j->wants_spans = false;
		struct spots spans = merged(j->found);
		j->found = (struct spots){ 0 };
		if (is_there && tree->any && holds(j, tree->any, 0))
			is_found = !touches(&spans, &j->found);
		j->found = (struct spots){ 0 };
	}
	return is_found;
}

/* Where a term itself is found, nothing else is said to look like another: a brand's own "acm3" is
 * no forgery of "acme". */
static void drop_own(struct judge *j)
{
	struct spots *found = &j->found, own = { .cap = found->n };
	size_t n = 0;
	own.at = NEW(j->arena, struct spot, found->n);
	for (size_t i = 0; i < found->n; i++)
		if (!found->at[i].look)
			own.at[own.n++] = found->at[i];
	if (own.n == found->n)
		return;
	own = merged(own);
	for (size_t i = 0; i < found->n; i++) {
		const struct spot *spot = &found->at[i];
		if (!spot->look || !stretch_at(&own, spot->part, spot->at))
			found->at[n++] = *spot;
	}
	found->n = n;
}

/* The same term at the same place; of all that it may look like one is enough. */
static bool is_told(const struct spot *spot, const struct spot *before)
{
	bool is_same_place = spot->part == before->part && spot->at.start == before->at.start &&
			     spot->at.end == before->at.end;
	return is_same_place && ((spot->look && before->look) || str_eq(spot->term, before->term));
}

static void tell(struct judge *j, struct found *out)
{
	struct search *s = j->search;
	struct spots *found = &j->found;
	drop_own(j);
	sort(found);
	struct hit *hits = NEW(s->arena, struct hit, found->n < MATCH_HITS ? found->n : MATCH_HITS);
	out->hits = hits;
	for (size_t i = 0; i < found->n && out->n < MATCH_HITS; i++) {
		const struct spot *spot = &found->at[i];
		const struct part *part = &s->parts[spot->part];
		if (i && is_told(spot, spot - 1))
			continue;
		struct hit *hit = &hits[out->n++];
		*hit = (struct hit){ part->field, part->index, spot->at.start, spot->at.end,
				     spot->term };
		if (spot->look)
			hit->lookalike = look_tell(s->arena, spot->look,
						   slice(part->text, spot->at));
	}
}

static bool can_hold(const struct search *s, const struct term *term)
{
	bool wants_all = term->kind == TERM_ALL || term->kind == TERM_NEAR;
	if (term->kind == TERM_NONE)
		return true;
	if (term->kind == TERM_LEAF)
		return s->desk->leaf_states[term->leaf].stamp == s->desk->stamp ||
		       search_is_open(s, term->leaf);
	for (size_t i = 0; i < term->n; i++)
		if (can_hold(s, term->kids[i]) != wants_all)
			return !wants_all;
	return wants_all;
}

bool judge_can_hold(const struct search *search, uint32_t query)
{
	const struct tree *tree = &search->matcher->queries[query].tree;
	return (!tree->any || can_hold(search, tree->any)) &&
	       (!tree->all || can_hold(search, tree->all));
}

bool judge_query(struct search *search, uint32_t query, struct found *out)
{
	const struct plan_query *plan = &search->matcher->queries[query];
	const struct tree *tree = &plan->tree;
	struct judge j = { .search = search, .arena = search->desk->arena };
	bool is_brand = plan->kind == QUERY_BRAND;
	if (is_brand && tree->none && keeps_company(&j, tree))
		return false;
	if (is_brand && tree->none)
		exclude(&j, tree->none);
	if ((tree->any && !holds(&j, tree->any, 0)) || (tree->all && !holds(&j, tree->all, 0)) ||
	    (!is_brand && tree->none && !holds(&j, tree->none, 0)) || (is_brand && !j.found.n))
		return false;
	*out = (struct found){ .query = query };
	tell(&j, out);
	return true;
}
