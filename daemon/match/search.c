/* How it works: the parts of an item are searched one after the other; each literal that is found
 * asks its leaves whether they really stand there. A regex runs once in a part that has one of its
 * literals. What is found is sorted by leaf, so that judging finds the places of a leaf in a row. A
 * regex without a literal costs as much as all else together: it waits until judging asks for it,
 * and its places are then behind those that are sorted. */
#include "matcher.h"

#include "arena.h"
#include "check.h"
#include "look.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { REGEX_HITS = 1000 }; /* of one regex in one part */

static void add_place(struct search *s, uint32_t leaf, uint32_t part, struct span at)
{
	s->places = arena_more(s->desk->arena, s->places, s->n_places, &s->cap_places,
			       sizeof(*s->places));
	s->places[s->n_places++] = (struct place){ leaf, part, at };
}

/* Told once an item, to every query that hangs on it. */
static void add_fault(struct search *s, uint32_t leaf, const struct pattern_fault *fault)
{
	const struct matcher *m = s->matcher;
	struct str pattern = m->leaves.at[leaf].text;
	const uint32_t *first = m->queries_of_leaf.first;
	for (size_t i = 0; i < s->n_faults; i++)
		if (s->faults[i].term.at == pattern.at)
			return;
	for (uint32_t i = first[leaf]; i < first[leaf + 1]; i++) {
		s->faults = arena_more(s->arena, s->faults, s->n_faults, &s->cap_faults,
				       sizeof(*s->faults));
		s->faults[s->n_faults++] = (struct match_fault){
			.query = m->queries_of_leaf.ids[i],
			.term = pattern,
			.what = str_dup(s->arena, str_from(fault->text)),
		};
	}
}

static void run_regex(struct search *s, uint32_t leaf, uint32_t part)
{
	const struct pattern *pattern = s->matcher->leaves.at[leaf].pattern;
	struct pattern_fault fault = { 0 };
	size_t span[2] = { 0, 0 };
	for (size_t i = 0; i < REGEX_HITS; i++) {
		enum pattern_result result = pattern_find(pattern, s->desk->patterns,
							  s->parts[part].text, span, &fault);
		if (result == PATTERN_FAULT)
			add_fault(s, leaf, &fault);
		if (result != PATTERN_HIT)
			break;
		add_place(s, leaf, part, (struct span){ (uint32_t)span[0], (uint32_t)span[1] });
	}
}

/* The key of a leaf stands here: a word may be a hit, a regex is worth trying. */
static void try_leaf(struct search *s, uint32_t leaf, uint32_t part, struct span key)
{
	const struct matcher *m = s->matcher;
	struct match_desk *desk = s->desk;
	struct span at;
	if (!(m->leaf_fields[leaf] & FIELD_BIT(s->parts[part].field)))
		return;
	if (m->leaves.at[leaf].kind != LEAF_REGEX) {
		if (check_leaf(&m->leaves.at[leaf], &s->parts[part], key, &at))
			add_place(s, leaf, part, at);
	} else if (desk->leaf_states[leaf].tried != desk->part_stamp) {
		desk->leaf_states[leaf].tried = desk->part_stamp;
		run_regex(s, leaf, part);
	}
}

/* What only looks like a term. The map is made for the few parts that have some. */
static void search_looks(struct search *s, uint32_t part)
{
	const struct matcher *m = s->matcher;
	struct literal_hits hits = { 0 };
	struct part look = look_part(&s->parts[part]);
	struct span at;
	literals_scan(m->looks, look.key, s->desk->arena, &hits);
	if (hits.n)
		look_map(&look, &s->parts[part]);
	for (size_t i = 0; i < hits.n; i++) {
		uint32_t literal = hits.at[i].literal;
		struct span key = { hits.at[i].start, hits.at[i].end };
		const uint32_t *first = &m->leaves_of_look.first[literal];
		for (uint32_t j = first[0]; j < first[1]; j++) {
			uint32_t leaf = m->leaves_of_look.ids[j];
			if (m->leaf_fields[leaf] & FIELD_BIT(look.field) &&
			    look_check(&m->leaves.at[leaf], &look, key, &at))
				add_place(s, leaf, part, at);
		}
	}
}

static void search_part(struct search *s, uint32_t part)
{
	const struct matcher *m = s->matcher;
	struct literal_hits hits = { 0 };
	s->desk->part_stamp++;
	literals_scan(m->literals, s->parts[part].key, s->desk->arena, &hits);
	for (size_t i = 0; i < hits.n; i++) {
		uint32_t literal = hits.at[i].literal;
		struct span key = { hits.at[i].start, hits.at[i].end };
		const uint32_t *first = &m->leaves_of_literal.first[literal];
		if (m->are_whole_words[literal] && check_splits_word(s->parts[part].key, key))
			continue;
		for (uint32_t j = first[0]; j < first[1]; j++)
			try_leaf(s, m->leaves_of_literal.ids[j], part, key);
	}
	if (m->looks)
		search_looks(s, part);
}

static void add_part(struct search *s, enum field field, size_t index, struct str text)
{
	if (text.len == 0 || !(s->matcher->fields & FIELD_BIT(field)))
		return;
	s->parts[s->n_parts] = part_new(s->desk->arena, field, index, text);
	search_part(s, (uint32_t)s->n_parts++);
}

static int by_leaf_and_place(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	if (a->leaf != b->leaf)
		return a->leaf < b->leaf ? -1 : 1;
	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	if (a->at.start != b->at.start)
		return a->at.start < b->at.start ? -1 : 1;
	return (a->at.end > b->at.end) - (a->at.end < b->at.end);
}

bool search_is_open(const struct search *s, uint32_t leaf)
{
	const struct leaf *asked = &s->matcher->leaves.at[leaf];
	return asked->kind == LEAF_REGEX && asked->keys.n == 0 &&
	       s->desk->leaf_states[leaf].tried != s->desk->part_stamp;
}

void search_leaf(struct search *s, uint32_t leaf)
{
	size_t before = s->n_places;
	s->desk->leaf_states[leaf].tried = s->desk->part_stamp;
	for (uint32_t i = 0; i < s->n_parts; i++)
		if (s->matcher->leaf_fields[leaf] & FIELD_BIT(s->parts[i].field))
			run_regex(s, leaf, i);
	if (s->n_places == before)
		return;
	s->desk->leaf_states[leaf].stamp = s->desk->stamp;
	s->desk->leaf_states[leaf].first = (uint32_t)before;
}

/* Sorts the places, each once, and notes where each leaf's begin. */
static void index_places(struct search *s)
{
	struct match_desk *desk = s->desk;
	size_t n = 0;
	if (s->n_places)
		qsort(s->places, s->n_places, sizeof(*s->places), by_leaf_and_place);
	for (size_t i = 0; i < s->n_places; i++) {
		const struct place *place = &s->places[i];
		if (n && by_leaf_and_place(place, &s->places[n - 1]) == 0)
			continue;
		struct leaf_state *state = &desk->leaf_states[place->leaf];
		if (state->stamp != desk->stamp) {
			state->stamp = desk->stamp;
			state->first = (uint32_t)n;
		}
		s->places[n++] = *place;
	}
	s->n_places = n;
}

void search_item(struct search *s, const struct item *item)
{
	struct str title = item->kind == ITEM_COMMENT ? STR("") : item->title;
	size_t n = (size_t)(title.len > 0) + (item->text.len > 0) + (item->author.len > 0) +
		   (item->url.len > 0) + item->tags.n + item->links.n;
	s->parts = NEW(s->desk->arena, struct part, n);
	/* In the order of enum field, so that the order of parts is the order of places. */
	add_part(s, FIELD_TITLE, 0, title);
	add_part(s, FIELD_TEXT, 0, item->text);
	add_part(s, FIELD_AUTHOR, 0, item->author);
	add_part(s, FIELD_URL, 0, item->url);
	for (size_t i = 0; i < item->tags.n; i++)
		add_part(s, FIELD_TAG, i, item->tags.at[i]);
	for (size_t i = 0; i < item->links.n; i++)
		add_part(s, FIELD_LINK, i, item->links.at[i]);
	index_places(s);
}
