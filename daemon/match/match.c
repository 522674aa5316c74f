/* How it works: reading (terms.c, leaf.c) and compiling (compile.c) make a matcher of the queries.
 * An item is searched (search.c) for all leaves at once, and only the queries with a place are
 * judged (judge.c). The desk's arrays are never cleared: a stamp that grows with every item says
 * which of their values are of this one, also after another matcher has used them. */
#include "match.h"

#include "arena.h"
#include "check.h"
#include "leaf.h"
#include "matcher.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { DESK_BLOCK = 64 * KIB };

static void free_leaves(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->n; i++)
		pattern_free(&leaves->at[i].pattern);
}

/* As many as there are, where they stay. */
static struct leaves copied(struct arena *arena, const struct leaves *leaves)
{
	struct leaves copy = { NEW(arena, struct leaf, leaves->n), leaves->n, leaves->n };
	if (copy.n)
		memcpy(copy.at, leaves->at, copy.n * sizeof(*copy.at));
	return copy;
}

bool match_compile(struct arena *arena, const struct match_input *input, struct problems *problems,
		   struct matcher **out)
{
	size_t errors = problems->errors;
	CLEANUP(arena_free)
	struct arena *scratch = arena_new(DESK_BLOCK);
	struct matcher *m = NEW(arena, struct matcher, 1);
	struct reader reader = reader_new(arena, scratch, input, problems);
	m->queries = NEW(arena, struct plan_query, input->n);
	m->n = input->n;
	for (size_t i = 0; i < input->n; i++) {
		m->queries[i].kind = input->queries[i].kind;
		m->queries[i].tree = read_query(&reader, &input->queries[i]);
	}
	m->leaves = copied(arena, &reader.leaves);
	if (problems->errors == errors && compile_plan(m, arena, scratch, problems)) {
		*out = m;
		return true;
	}
	free_leaves(&m->leaves);
	return false;
}

void match_free(struct matcher **matcher)
{
	if (*matcher)
		free_leaves(&(*matcher)->leaves);
	*matcher = NULL;
}

struct match_desk *match_desk_new(void)
{
	struct match_desk *desk = calloc(1, sizeof(*desk));
	assert(desk);
	desk->arena = arena_new(DESK_BLOCK);
	desk->patterns = pattern_desk_new();
	return desk;
}

void match_desk_free(struct match_desk **desk)
{
	if (!*desk)
		return;
	arena_free(&(*desk)->arena);
	pattern_desk_free(&(*desk)->patterns);
	free((*desk)->leaf_states);
	free((*desk)->query_stamp);
	free(*desk);
	*desk = NULL;
}

static void *resized(void *old, size_t n, size_t size)
{
	free(old);
	old = calloc(n + 1, size);
	assert(old);
	return old;
}

/* Makes the desk large enough for a matcher, which may be another one than last time. All stamps
 * of former items are smaller than the next one. */
static void prepare(struct match_desk *desk, const struct matcher *m, size_t n_parts)
{
	bool is_full = desk->stamp == UINT32_MAX || desk->part_stamp >= UINT32_MAX - n_parts;
	if (m->leaves.n > desk->n_leaves || m->n > desk->n_queries || is_full) {
		desk->n_leaves = m->leaves.n > desk->n_leaves ? m->leaves.n : desk->n_leaves;
		desk->n_queries = m->n > desk->n_queries ? m->n : desk->n_queries;
		desk->leaf_states = resized(desk->leaf_states, desk->n_leaves,
					    sizeof(*desk->leaf_states));
		desk->query_stamp = resized(desk->query_stamp, desk->n_queries,
					    sizeof(*desk->query_stamp));
		desk->stamp = desk->part_stamp = 0;
	}
	desk->stamp++;
}

static int ascending(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

struct candidates {
	uint32_t *at;
	size_t n, cap;
};

static void add_candidate(struct match_desk *desk, struct candidates *list, uint32_t query)
{
	if (desk->query_stamp[query] == desk->stamp)
		return;
	desk->query_stamp[query] = desk->stamp;
	list->at = arena_more(desk->arena, list->at, list->n, &list->cap, sizeof(query));
	list->at[list->n++] = query;
}

/* Only a query one of whose terms has a place can hold, or one that wants nothing but absence, or
 * one with a regex that has no literal. */
static struct candidates candidates(const struct search *s)
{
	const struct matcher *m = s->matcher;
	const uint32_t *of_leaf = m->queries_of_leaf.first;
	struct candidates list = { 0 };
	for (size_t i = 0; i < s->n_places; i++) {
		uint32_t leaf = s->places[i].leaf;
		const uint32_t *first = &of_leaf[leaf];
		if (i && s->places[i - 1].leaf == leaf)
			continue;
		for (uint32_t j = first[0]; j < first[1]; j++)
			add_candidate(s->desk, &list, m->queries_of_leaf.ids[j]);
	}
	for (size_t i = 0; i < m->n_always; i++)
		add_candidate(s->desk, &list, m->always[i]);
	for (size_t i = 0; i < m->n_bare; i++)
		for (uint32_t j = of_leaf[m->bare[i]]; j < of_leaf[m->bare[i] + 1]; j++)
			add_candidate(s->desk, &list, m->queries_of_leaf.ids[j]);
	if (list.n)
		qsort(list.at, list.n, sizeof(*list.at), ascending);
	return list;
}

/* Where there are brands, a rule alone is of no use: its regexes need not run. */
static bool is_asked(const struct search *s, uint32_t query, const struct match_result *sofar)
{
	const struct matcher *m = s->matcher;
	bool is_rule_alone = m->queries[query].kind == QUERY_RULE && sofar->n == 0 && m->n &&
			     m->queries[0].kind == QUERY_BRAND;
	return m->n_bare == 0 || (!is_rule_alone && judge_can_hold(s, query));
}

void match_item(const struct matcher *matcher, struct match_desk *desk, struct arena *arena,
		const struct item *item, struct match_result *out)
{
	struct arena_mark mark = arena_mark(desk->arena);
	struct search search = { .matcher = matcher, .desk = desk, .arena = arena };
	prepare(desk, matcher, 4 + item->tags.n + item->links.n);
	search_item(&search, item);
	struct candidates list = candidates(&search);
	struct found *found = list.n ? NEW(arena, struct found, list.n) : NULL;
	*out = (struct match_result){ .found = found };
	for (size_t i = 0; i < list.n; i++)
		if (is_asked(&search, list.at[i], out))
			out->n += judge_query(&search, list.at[i], &found[out->n]);
	out->faults = (struct match_faults){ search.faults, search.n_faults };
	arena_reset(desk->arena, mark);
}

struct words {
	const struct leaf *leaves;
	struct arena *arena;
	struct str *at;
	size_t n, cap;
};

/* A near's terms mean the brand only together; alone they are no words of it. */
static void add_words(struct words *words, const struct term *term)
{
	if (!term || term->kind == TERM_NONE || term->kind == TERM_NEAR)
		return;
	for (size_t i = 0; i < term->n; i++)
		add_words(words, term->kids[i]);
	if (term->kind != TERM_LEAF || !words->leaves[term->leaf].is_name)
		return;
	struct str text = words->leaves[term->leaf].text;
	for (size_t i = 0; i < words->n; i++)
		if (str_eq(words->at[i], text))
			return;
	words->at = arena_more(words->arena, words->at, words->n, &words->cap, sizeof(text));
	words->at[words->n++] = text;
}

struct strs match_words(const struct matcher *matcher, uint32_t query, struct arena *arena)
{
	struct words words = { .leaves = matcher->leaves.at, .arena = arena };
	assert(query < matcher->n);
	add_words(&words, matcher->queries[query].tree.any);
	add_words(&words, matcher->queries[query].tree.all);
	return (struct strs){ words.at, words.n };
}

bool match_phrase(struct arena *arena, struct str text, struct str phrase, const struct hit **out,
		  size_t *n)
{
	struct leaf leaf = { 0 };
	struct str key;
	struct literal_hits places = { 0 };
	*out = NULL;
	*n = 0;
	if (!leaf_phrase(arena, str_trim(phrase), &leaf, &key))
		return false;
	struct part part = part_new(arena, FIELD_TEXT, 0, text);
	literals_scan(literals_new(arena, &key, 1), part.key, arena, &places);
	struct hit *hits = NEW(arena, struct hit, places.n);
	for (size_t i = 0; i < places.n && *n < MATCH_HITS; i++) {
		struct span at, stretch = { places.at[i].start, places.at[i].end };
		if (check_leaf(&leaf, &part, stretch, &at))
			hits[(*n)++] = (struct hit){ FIELD_TEXT, 0, at.start, at.end, phrase };
	}
	*out = hits;
	return *n > 0;
}

bool match_has_jit(void)
{
	return pattern_has_jit();
}
