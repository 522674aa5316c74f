#include "match.h"

#include "arena.h"
#include "matcher.h"

#include <assert.h>

#include "poison.h"

/* What to ask a search service for, so that all comes which a query may find. */

struct wishes {
	const struct leaf *leaves;
	struct arena *arena;
	struct str *at;
	size_t n, cap;
};

enum { LEAST = 3 }; /* bytes of a regex's literal */

static void add(struct wishes *wishes, struct str text)
{
	for (size_t i = 0; i < wishes->n; i++)
		if (str_eq_nocase(wishes->at[i], text))
			return;
	if (text.len == 0)
		return;
	wishes->at = arena_more(wishes->arena, wishes->at, wishes->n, &wishes->cap, sizeof(text));
	wishes->at[wishes->n++] = text;
}

/* A piece of a word finds nothing at a service that looks for words. */
static bool is_word(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		if (!is_letter && !(c >= '0' && c <= '9') && c != ' ' && c < 0x80)
			return false;
	}
	return text.len >= LEAST;
}

/* Of a word that may begin in any way there is nothing to ask for. */
static void add_leaf(struct wishes *wishes, const struct leaf *leaf)
{
	switch (leaf->kind) {
	case LEAF_WORD:
		if (!leaf->is_open_left)
			add(wishes, leaf->text);
		break;
	case LEAF_EXACT: add(wishes, str_trim(leaf->text)); break;
	case LEAF_DOMAIN: add(wishes, leaf->plain); break;
	case LEAF_REGEX:
		for (size_t i = 0; i < leaf->keys.n; i++)
			if (is_word(str_trim(leaf->keys.at[i])))
				add(wishes, str_trim(leaf->keys.at[i]));
		break;
	}
}

/* Where several must stand together the first is enough to ask for. */
static void add_term(struct wishes *wishes, const struct term *term)
{
	bool is_together = term && (term->kind == TERM_NEAR || term->kind == TERM_ALL);
	if (!term || term->kind == TERM_NONE || term->fields == FIELD_BIT(FIELD_AUTHOR))
		return;
	if (term->kind == TERM_LEAF)
		add_leaf(wishes, &wishes->leaves[term->leaf]);
	for (size_t i = 0; i < term->n && !(is_together && i > 0); i++)
		add_term(wishes, term->kids[i]);
}

struct strs match_asks(const struct matcher *matcher, uint32_t from, uint32_t to,
		       struct arena *arena)
{
	struct wishes wishes = { .leaves = matcher->leaves.at, .arena = arena };
	assert(to <= matcher->n);
	for (uint32_t i = from; i < to; i++)
		add_term(&wishes, matcher->queries[i].tree.any);
	return (struct strs){ wishes.at, wishes.n };
}
