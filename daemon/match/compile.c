/* How it works: each query's tree is walked once, with the fields that `in` leaves, so that every
 * leaf knows its fields and its queries. Then leaves with the same key share one literal. A leaf of
 * a named list is one leaf for all queries that use the list. */
#include "matcher.h"

#include "arena.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { PAIRS_MAX = 4 * TERMS_MAX };

struct pair {
	uint32_t key, id;
};

struct pairs {
	struct arena *arena;
	struct pair *at;
	size_t n, cap;
};

struct walk {
	struct matcher *matcher;
	struct pairs pairs; /* leaf, query */
	struct problems *problems;
	uint32_t query;
};

static void add_pair(struct pairs *pairs, uint32_t key, uint32_t id)
{
	pairs->at = arena_more(pairs->arena, pairs->at, pairs->n, &pairs->cap, sizeof(*pairs->at));
	pairs->at[pairs->n++] = (struct pair){ key, id };
}

/* Pairs become groups by their keys, which are below n. */
static struct groups grouped(const struct pairs *pairs, size_t n, struct arena *arena)
{
	uint32_t *first = NEW(arena, uint32_t, n + 1), *ids = NEW(arena, uint32_t, pairs->n);
	uint32_t sum = 0;
	for (size_t i = 0; i < pairs->n; i++)
		first[pairs->at[i].key]++;
	for (size_t i = 0; i <= n; i++)
		first[i] = sum += first[i];
	for (size_t i = pairs->n; i-- > 0;)
		ids[--first[pairs->at[i].key]] = pairs->at[i].id;
	return (struct groups){ n, first, ids };
}

uint32_t fields_of(const struct leaf *leaf, uint32_t scope)
{
	uint32_t text = FIELD_BIT(FIELD_TITLE) | FIELD_BIT(FIELD_TEXT);
	uint32_t link = FIELD_BIT(FIELD_LINK);
	if (leaf->kind == LEAF_DOMAIN)
		return scope ? scope : text | FIELD_BIT(FIELD_URL) | link;
	return scope ? scope & ~link : text | FIELD_BIT(FIELD_TAG);
}

uint32_t narrowed(uint32_t scope, const struct term *term)
{
	if (!term->fields)
		return scope;
	return scope ? scope & term->fields : term->fields;
}

static void walk_term(struct walk *walk, const struct term *term, uint32_t scope)
{
	uint32_t inner = narrowed(scope, term);
	if (scope && !inner) {
		problem_error(walk->problems, term->where,
			      "this `in` leaves no field of the `in` around it");
		return;
	}
	if (term->kind == TERM_LEAF) {
		walk->matcher->leaf_fields[term->leaf] |= fields_of(
			&walk->matcher->leaves.at[term->leaf], inner);
		add_pair(&walk->pairs, term->leaf, walk->query);
	}
	for (size_t i = 0; i < term->n; i++)
		walk_term(walk, term->kids[i], inner);
}

static size_t tree_size(const struct tree *tree)
{
	return (tree->any ? tree->any->size : 0) + (tree->all ? tree->all->size : 0) +
	       (tree->none ? tree->none->size : 0);
}

/* Does it hold where nothing at all is found? */
static bool holds_bare(const struct term *term)
{
	size_t held = 0;
	for (size_t i = 0; i < term->n; i++)
		held += holds_bare(term->kids[i]);
	switch (term->kind) {
	case TERM_ANY: return held > 0;
	case TERM_ALL: return held == term->n;
	case TERM_NONE: return held == 0;
	case TERM_LEAF:
	case TERM_NEAR: break;
	}
	return false;
}

static bool query_holds_bare(const struct plan_query *query)
{
	const struct tree *tree = &query->tree;
	return query->kind == QUERY_RULE && (!tree->any || holds_bare(tree->any)) &&
	       (!tree->all || holds_bare(tree->all)) && (!tree->none || holds_bare(tree->none));
}

static const uint32_t *copied(struct arena *arena, const uint32_t *ids, size_t n)
{
	uint32_t *copy = NEW(arena, uint32_t, n);
	if (n)
		memcpy(copy, ids, n * sizeof(*ids));
	return copy;
}

static bool walk_queries(struct walk *walk, struct arena *arena)
{
	struct matcher *m = walk->matcher;
	uint32_t *always = NEW(walk->pairs.arena, uint32_t, m->n);
	size_t sum = 0;
	for (uint32_t i = 0; i < m->n; i++) {
		const struct tree *tree = &m->queries[i].tree;
		const struct term *roots[] = { tree->any, tree->all, tree->none };
		walk->query = i;
		sum += tree_size(tree);
		if (sum > PAIRS_MAX) {
			problem_error(walk->problems,
				      roots[0] ? roots[0]->where : (struct where){ 0 },
				      "more than %d terms in all brands and rules", PAIRS_MAX);
			return false;
		}
		for (size_t j = 0; j < COUNT_OF(roots); j++)
			if (roots[j])
				walk_term(walk, roots[j], 0);
		if (query_holds_bare(&m->queries[i]))
			always[m->n_always++] = i;
	}
	m->always = copied(arena, always, m->n_always);
	return walk->problems->errors == 0;
}

struct keyed {
	struct str key;
	uint32_t leaf;
};

static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = str_cmp(a->key, b->key);
	return order ? order : (a->leaf > b->leaf) - (a->leaf < b->leaf);
}

static size_t count_keys(const struct leaves *leaves)
{
	size_t n = 0;
	for (size_t i = 0; i < leaves->n; i++)
		n += leaves->at[i].keys.n;
	return n;
}

/* By literal: are all its leaves words without `*`? */
static bool *whole_words(const struct matcher *m, struct arena *arena)
{
	const struct groups *groups = &m->leaves_of_literal;
	bool *are_whole = NEW(arena, bool, groups->n);
	for (size_t i = 0; i < groups->n; i++) {
		are_whole[i] = true;
		for (uint32_t j = groups->first[i]; j < groups->first[i + 1]; j++) {
			const struct leaf *leaf = &m->leaves.at[groups->ids[j]];
			are_whole[i] &= leaf->kind == LEAF_WORD && !leaf->is_open_left &&
					!leaf->is_open_right;
		}
	}
	return are_whole;
}

/* Leaves with the same key share a literal. Leaves that no query uses have none. */
static struct literals *literals_of(const struct matcher *m, bool is_lookalike, struct arena *arena,
				    struct arena *scratch, struct groups *leaves)
{
	size_t most = count_keys(&m->leaves), n = 0, n_texts = 0;
	struct keyed *keyed = NEW(scratch, struct keyed, most);
	struct str *texts = NEW(scratch, struct str, most);
	struct pairs pairs = { .arena = scratch };
	for (uint32_t i = 0; i < m->leaves.n; i++) {
		const struct leaf *leaf = &m->leaves.at[i];
		bool is_wanted = m->leaf_fields[i] && leaf->is_lookalike == is_lookalike;
		for (size_t j = 0; is_wanted && j < leaf->keys.n; j++)
			keyed[n++] = (struct keyed){ leaf->keys.at[j], i };
	}
	if (n)
		qsort(keyed, n, sizeof(*keyed), by_key);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !str_eq(keyed[i].key, keyed[i - 1].key))
			texts[n_texts++] = keyed[i].key;
		add_pair(&pairs, (uint32_t)n_texts - 1, keyed[i].leaf);
	}
	*leaves = grouped(&pairs, n_texts, arena);
	return literals_new(arena, texts, n_texts);
}

static void make_literals(struct matcher *m, struct arena *arena, struct arena *scratch)
{
	uint32_t *bare = NEW(scratch, uint32_t, m->leaves.n);
	bool has_looks = false;
	for (uint32_t i = 0; i < m->leaves.n; i++) {
		m->fields |= m->leaf_fields[i];
		if (m->leaf_fields[i] && m->leaves.at[i].keys.n == 0)
			bare[m->n_bare++] = i;
		has_looks |= m->leaves.at[i].is_lookalike;
	}
	m->bare = copied(arena, bare, m->n_bare);
	m->literals = literals_of(m, false, arena, scratch, &m->leaves_of_literal);
	m->are_whole_words = whole_words(m, arena);
	if (has_looks)
		m->looks = literals_of(m, true, arena, scratch, &m->leaves_of_look);
}

bool compile_plan(struct matcher *m, struct arena *arena, struct arena *scratch,
		  struct problems *problems)
{
	struct walk walk = { .matcher = m, .pairs = { .arena = scratch }, .problems = problems };
	m->leaf_fields = NEW(arena, uint32_t, m->leaves.n);
	if (!walk_queries(&walk, arena))
		return false;
	m->queries_of_leaf = grouped(&walk.pairs, m->leaves.n, arena);
	make_literals(m, arena, scratch);
	return true;
}
