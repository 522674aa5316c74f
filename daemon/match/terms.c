/* How it works: a term is a text (a word) or a map. Which form a map is, the table `forms` tells by
 * its keys; each form reads its values into a node of the tree, and the leaves into leaf.c. A named
 * list is read once and its tree is shared; sizes and depths are counted as if it were copied, so
 * that lists of lists cannot grow without bound. Reading goes on after a problem, so that all
 * problems are told in one go. */
#include "terms.h"

#include "arena.h"
#include "leaf.h"

#include "poison.h"

enum { WITHIN_DEFAULT = 5, WITHIN_MAX = 1000 };

enum list_progress { LIST_UNREAD, LIST_READING, LIST_READ };

struct list_state {
	enum list_progress progress;
	const struct term *term;
};

/* The values of a map by key; one row of form.keys each. */
enum { KEYS_MAX = 4 };

struct values {
	const struct node *at[KEYS_MAX];
};

struct form {
	const char *keys[KEYS_MAX]; /* the first names the form; a group may begin with any */
	bool is_group;
	const struct term *(*read)(struct reader *, const struct node *, const struct values *);
};

static const struct term *read_term(struct reader *reader, const struct node *node);
static const struct term *read_list(struct reader *reader, const struct node *node,
				    enum term_kind kind);

static const struct term *new_term(struct reader *reader, struct term term)
{
	uint32_t depth = 1;
	size_t size = 1;
	for (size_t i = 0; i < term.n; i++) {
		const struct term *kid = term.kids[i];
		size += kid->size; /* each at most TERMS_MAX: cannot overflow */
		depth = kid->depth >= depth ? kid->depth + 1 : depth;
	}
	if (size > TERMS_MAX || depth > TERMS_DEPTH) {
		problem_error(reader->problems, term.where,
			      size > TERMS_MAX ? "more than %d terms"
					       : "terms are nested deeper than %d",
			      size > TERMS_MAX ? TERMS_MAX : TERMS_DEPTH);
		return NULL;
	}
	struct term *made = NEW(reader->arena, struct term, 1);
	*made = term;
	made->size = (uint32_t)size;
	made->depth = depth;
	return made;
}

static const struct term *leaf_term(struct reader *reader, const struct node *node, uint32_t leaf)
{
	if (leaf == NO_LEAF)
		return NULL;
	return new_term(reader, (struct term){ .kind = TERM_LEAF,
					       .where = node->where,
					       .text = node->text,
					       .leaf = leaf });
}

static const struct term *parent(struct reader *reader, enum term_kind kind, struct where where,
				 const struct term *const *kids, size_t n)
{
	return new_term(reader,
			(struct term){ .kind = kind, .where = where, .kids = kids, .n = n });
}

static const struct term *read_exact(struct reader *reader, const struct node *map,
				     const struct values *values)
{
	(void)map;
	return leaf_term(reader, values->at[0], leaf_exact(reader, values->at[0]));
}

static const struct term *read_regex(struct reader *reader, const struct node *map,
				     const struct values *values)
{
	(void)map;
	return leaf_term(reader, values->at[0], leaf_regex(reader, values->at[0], values->at[1]));
}

static const struct term *read_domain(struct reader *reader, const struct node *map,
				      const struct values *values)
{
	const struct node *node = values->at[0];
	uint32_t other;
	const struct term *one = leaf_term(reader, node, leaf_domain(reader, node, &other));
	const struct term *two = one ? leaf_term(reader, node, other) : NULL;
	if (!two)
		return one;
	const struct term **both = NEW(reader->arena, const struct term *, 2);
	both[0] = one;
	both[1] = two;
	return parent(reader, TERM_ANY, map->where, both, 2);
}

static bool is_near_part(const struct term *term)
{
	if (term->kind == TERM_LEAF)
		return true;
	if (term->kind != TERM_ANY || term->fields)
		return false;
	for (size_t i = 0; i < term->n; i++)
		if (!is_near_part(term->kids[i]))
			return false;
	return true;
}

static uint16_t read_within(struct reader *reader, const struct node *node)
{
	int64_t within = WITHIN_DEFAULT;
	if (node && (node->kind != NODE_TEXT || !str_int(node->text, &within) || within < 0 ||
		     within > WITHIN_MAX))
		problem_error(reader->problems, node->where,
			      "`within` is a number of words, 0 to %d", WITHIN_MAX);
	return (uint16_t)within; /* when it is none, that was told */
}

static bool read_ordered(struct reader *reader, const struct node *node)
{
	bool is_ordered = node && node->kind == NODE_TEXT && str_eq(node->text, STR("true"));
	if (node && !is_ordered && !(node->kind == NODE_TEXT && str_eq(node->text, STR("false"))))
		problem_error(reader->problems, node->where, "`ordered` is true or false");
	return is_ordered;
}

static const struct term *read_near(struct reader *reader, const struct node *map,
				    const struct values *values)
{
	const struct node *node = values->at[0];
	uint16_t within = read_within(reader, values->at[1]);
	bool is_ordered = read_ordered(reader, values->at[2]);
	if (node->kind != NODE_LIST || node->n < 2 || node->n > NEAR_TERMS) {
		problem_error(reader->problems, node->where, "`near` is a list of 2 to %d terms",
			      NEAR_TERMS);
		return NULL;
	}
	const struct term **kids = NEW(reader->arena, const struct term *, node->n);
	for (size_t i = 0; i < node->n; i++) {
		kids[i] = read_term(reader, &node->values[i]);
		if (!kids[i])
			return NULL;
		if (is_near_part(kids[i]))
			continue;
		problem_error(reader->problems, node->values[i].where,
			      "a part of `near` is one term, or {any: [...]} of terms");
		return NULL;
	}
	return new_term(reader, (struct term){ .kind = TERM_NEAR,
					       .where = map->where,
					       .within = within,
					       .is_ordered = is_ordered,
					       .kids = kids,
					       .n = node->n });
}

/* A list is read once and then shared; one that is being read contains itself. */
static const struct term *named_list(struct reader *reader, size_t i, struct where where)
{
	const struct term_list *list = &reader->lists[i];
	struct list_state *state = &reader->states[i];
	if (state->progress == LIST_READING) {
		problem_error(reader->problems, where, "list \"" STR_FMT "\" contains itself",
			      STR_ARG(list->name));
		return NULL;
	}
	if (state->progress == LIST_UNREAD) {
		state->progress = LIST_READING;
		state->term = read_list(reader, list->terms, TERM_ANY);
		state->progress = LIST_READ;
	}
	return state->term;
}

static const struct term *read_named(struct reader *reader, const struct node *map,
				     const struct values *values)
{
	const struct node *node = values->at[0];
	(void)map;
	if (node->kind != NODE_TEXT) {
		problem_error(reader->problems, node->where, "`list` wants the name of a list");
		return NULL;
	}
	struct str *names = NEW(reader->arena, struct str, reader->n_lists);
	for (size_t i = 0; i < reader->n_lists; i++) {
		names[i] = reader->lists[i].name;
		if (str_eq(names[i], node->text))
			return named_list(reader, i, node->where);
	}
	problem_error(reader->problems, node->where, "there is no list \"" STR_FMT "\"",
		      STR_ARG(node->text));
	problem_suggest(reader->problems, node->text, names, reader->n_lists);
	return NULL;
}

static const struct str field_names[] = {
	[FIELD_TITLE] = STR_INIT("title"),   [FIELD_TEXT] = STR_INIT("text"),
	[FIELD_AUTHOR] = STR_INIT("author"), [FIELD_URL] = STR_INIT("url"),
	[FIELD_TAG] = STR_INIT("tag"),
};

static uint32_t read_field(struct reader *reader, const struct node *node)
{
	if (node->kind == NODE_TEXT)
		for (unsigned i = 0; i < COUNT_OF(field_names); i++)
			if (str_eq(node->text, field_names[i]))
				return FIELD_BIT(i);
	problem_error(reader->problems, node->where,
		      "`in` names a field: title, text, author, url or tag");
	if (node->kind == NODE_TEXT)
		problem_suggest(reader->problems, node->text, field_names, COUNT_OF(field_names));
	return 0;
}

/* A link stands in the text: whoever looks for a domain there means both. */
static uint32_t read_fields(struct reader *reader, const struct node *node)
{
	uint32_t fields = 0;
	if (node->kind != NODE_LIST || node->n == 0)
		fields = read_field(reader, node);
	for (size_t i = 0; node->kind == NODE_LIST && i < node->n; i++)
		fields |= read_field(reader, &node->values[i]);
	return fields & FIELD_BIT(FIELD_TEXT) ? fields | FIELD_BIT(FIELD_LINK) : fields;
}

static const struct term *read_group(struct reader *reader, const struct node *map,
				     const struct values *values)
{
	static const enum term_kind kinds[] = { TERM_ANY, TERM_ALL, TERM_NONE };
	const struct term **kids = NEW(reader->arena, const struct term *, COUNT_OF(kinds));
	const struct node *in = values->at[COUNT_OF(kinds)];
	size_t n = 0, wanted = 0;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (!values->at[i])
			continue;
		wanted++;
		kids[n] = read_list(reader, values->at[i], kinds[i]);
		n += kids[n] != NULL;
	}
	uint32_t fields = in ? read_fields(reader, in) : 0;
	if (wanted == 0)
		problem_error(reader->problems, map->where, "`in` wants terms: any, all or none");
	if (n < wanted || wanted == 0)
		return NULL;
	if (n == 1 && !in)
		return kids[0];
	return new_term(reader, (struct term){ .kind = TERM_ALL,
					       .where = map->where,
					       .fields = fields,
					       .kids = kids,
					       .n = n });
}

static const struct form forms[] = {
	{ { "exact" }, false, read_exact },
	{ { "regex", "needs" }, false, read_regex },
	{ { "near", "within", "ordered" }, false, read_near },
	{ { "domain" }, false, read_domain },
	{ { "list" }, false, read_named },
	{ { "any", "all", "none", "in" }, true, read_group },
};

static size_t key_of(const struct form *form, struct str key)
{
	size_t i = 0;
	while (i < KEYS_MAX && !(form->keys[i] && str_eq(key, str_from(form->keys[i]))))
		i++;
	return i;
}

static const struct form *form_of(struct str key, bool is_leading)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		size_t place = key_of(&forms[i], key);
		if (place < KEYS_MAX && (place == 0 || forms[i].is_group || !is_leading))
			return &forms[i];
	}
	return NULL;
}

static void tell_key(struct reader *reader, const struct node *key, const struct form *form)
{
	struct str names[COUNT_OF(forms) * KEYS_MAX];
	size_t n = 0;
	if (form && form_of(key->text, false)) {
		problem_error(reader->problems, key->where,
			      "`" STR_FMT "` does not go together with `%s`", STR_ARG(key->text),
			      form->keys[0]);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		for (size_t j = 0; j < KEYS_MAX && forms[i].keys[j]; j++)
			names[n++] = str_from(forms[i].keys[j]);
	form = form_of(key->text, false);
	if (form) {
		problem_error(reader->problems, key->where, "`" STR_FMT "` is a part of `%s`",
			      STR_ARG(key->text), form->keys[0]);
		return;
	}
	problem_error(reader->problems, key->where, "unknown key \"" STR_FMT "\" in a term",
		      STR_ARG(key->text));
	problem_suggest(reader->problems, key->text, names, n);
}

static const struct term *read_map(struct reader *reader, const struct node *map)
{
	const struct form *form = NULL;
	struct values values = { 0 };
	size_t unknown = 0;
	for (size_t i = 0; i < map->n && !form; i++)
		form = form_of(map->keys[i].text, true);
	for (size_t i = 0; i < map->n; i++) {
		size_t place = form ? key_of(form, map->keys[i].text) : KEYS_MAX;
		if (place < KEYS_MAX) {
			values.at[place] = &map->values[i];
			continue;
		}
		tell_key(reader, &map->keys[i], form);
		unknown++;
	}
	if (map->n == 0)
		problem_error(reader->problems, map->where, "empty term");
	return form && unknown == 0 ? form->read(reader, map, &values) : NULL;
}

static const struct term *read_term(struct reader *reader, const struct node *node)
{
	if (node->kind == NODE_TEXT)
		return leaf_term(reader, node, leaf_word(reader, node));
	if (node->kind == NODE_MAP)
		return read_map(reader, node);
	problem_error(reader->problems, node->where, "a term is a text or a map, not a list");
	return NULL;
}

static const struct term *read_list(struct reader *reader, const struct node *node,
				    enum term_kind kind)
{
	if (node->kind != NODE_LIST || node->n == 0) {
		problem_error(reader->problems, node->where, "a list of terms is wanted here");
		if (node->kind == NODE_TEXT)
			problem_hint(reader->problems, "write [" STR_FMT "]",
				     STR_ARG(str_first(node->text, 60)));
		return NULL;
	}
	const struct term **kids = NEW(reader->arena, const struct term *, node->n);
	size_t n = 0;
	for (size_t i = 0; i < node->n; i++) {
		kids[n] = read_term(reader, &node->values[i]);
		n += kids[n] != NULL;
	}
	return n == node->n ? parent(reader, kind, node->where, kids, n) : NULL;
}

struct reader reader_new(struct arena *arena, struct arena *scratch,
			 const struct match_input *input, struct problems *problems)
{
	struct reader reader = {
		.arena = arena,
		.scratch = scratch,
		.problems = problems,
		.lists = input->lists,
		.n_lists = input->n_lists,
		.states = NEW(scratch, struct list_state, input->n_lists),
	};
	for (size_t i = 0; i < input->n_lists; i++)
		named_list(&reader, i, input->lists[i].terms->where);
	return reader;
}

/* The leaf, or what looks like it. */
static const struct term *leaf_with_look(struct reader *reader, const struct term *term)
{
	while (reader->n_looks < reader->leaves.n) {
		reader->looks = arena_more(reader->arena, reader->looks, reader->n_looks,
					   &reader->cap_looks, sizeof(*reader->looks));
		reader->looks[reader->n_looks++] = 0;
	}
	if (reader->looks[term->leaf] == 0)
		reader->looks[term->leaf] = leaf_look(reader, term->leaf) + 1;
	uint32_t leaf = reader->looks[term->leaf] - 1;
	if (leaf == NO_LEAF)
		return term;
	const struct term **both = NEW(reader->arena, const struct term *, 2);
	struct term look = *term;
	look.leaf = leaf;
	both[0] = term;
	both[1] = new_term(reader, look);
	return parent(reader, TERM_ANY, term->where, both, 2);
}

/* A copy of the tree, because named lists are shared with those who want no look-alikes. */
static const struct term *with_looks(struct reader *reader, const struct term *term)
{
	if (!term)
		return NULL;
	if (term->kind == TERM_LEAF)
		return leaf_with_look(reader, term);
	struct term copy = *term;
	const struct term **kids = NEW(reader->arena, const struct term *, term->n);
	for (size_t i = 0; i < term->n; i++) {
		kids[i] = with_looks(reader, term->kids[i]);
		if (!kids[i])
			return NULL;
	}
	copy.kids = kids;
	return new_term(reader, copy);
}

/* One term alone needs no list around it. */
static const struct term *read_root(struct reader *reader, const struct node *node,
				    enum term_kind kind)
{
	if (node->kind == NODE_LIST && node->n == 1)
		return read_term(reader, &node->values[0]);
	return read_list(reader, node, kind);
}

struct tree read_query(struct reader *reader, const struct query *query)
{
	struct tree tree = { 0 };
	if (query->any)
		tree.any = read_root(reader, query->any, TERM_ANY);
	if (query->all)
		tree.all = read_root(reader, query->all, TERM_ALL);
	if (query->none)
		tree.none = read_list(reader, query->none, TERM_NONE);
	/* After other errors it was told where the terms should stand, or stand wrongly. */
	bool is_empty = !query->any && !query->all && (query->kind == QUERY_BRAND || !query->none);
	if (is_empty && reader->problems->errors == 0)
		problem_error(reader->problems, query->where,
			      "nothing to look for: give terms in `any` or `all`");
	if (query->has_lookalikes) {
		tree.any = with_looks(reader, tree.any);
		tree.all = with_looks(reader, tree.all);
		tree.none = with_looks(reader, tree.none);
	}
	return tree;
}
