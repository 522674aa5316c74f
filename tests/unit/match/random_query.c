#include "random_query.h"

#include "buf.h"
#include "random_item.h"

#include "poison.h"

enum { DEPTH = 3 };

static struct oracle_term *new_term(struct arena *arena, enum oracle_kind kind)
{
	struct oracle_term *term = NEW(arena, struct oracle_term, 1);
	term->kind = kind;
	return term;
}

static struct oracle_term *random_leaf(struct arena *arena)
{
	struct oracle_term *term = new_term(arena, ORACLE_WORD);
	const char *one = random_word(), *two = random_word();
	switch (below(12)) {
	case 0: term->text = str_fmt(arena, "%s*", one); break;
	case 1: term->text = str_fmt(arena, "*%s", one); break;
	case 2: term->text = str_fmt(arena, "@%s", one); break;
	case 3: term->text = str_fmt(arena, one_in(3) ? "#%s*" : "#%s", one); break;
	case 4:
	case 5: term->text = str_fmt(arena, "%s %s", one, two); break;
	case 6:
		term->kind = ORACLE_EXACT;
		term->text = str_fmt(arena, one_in(3) ? "%s %s" : "%s", one, two);
		break;
	case 7:
		term->kind = ORACLE_DOMAIN;
		term->text = STR("acme.example");
		break;
	case 8: term->text = one_in(2) ? STR("a.c.m.e.") : STR("acme.example"); break;
	default: term->text = str_from(one); break;
	}
	return term;
}

static struct oracle_term *random_near(struct arena *arena)
{
	struct oracle_term *term = new_term(arena, ORACLE_NEAR);
	term->within = below(5);
	term->is_ordered = one_in(2);
	term->near.n = 2 + below(2);
	for (size_t i = 0; i < term->near.n; i++) {
		term->near.at[i] = random_leaf(arena);
		if (!one_in(4))
			continue;
		struct oracle_term *group = new_term(arena, ORACLE_GROUP);
		group->any = (struct oracle_list){ { term->near.at[i], random_leaf(arena) }, 2 };
		term->near.at[i] = group;
	}
	return term;
}

/* A brand's excluded stretches of a near are the engine's choice: none there. */
struct shape {
	size_t depth;
	bool has_near, has_in;
};

static struct oracle_term *random_term(struct arena *arena, struct shape shape);

static struct oracle_list random_list(struct arena *arena, struct shape shape)
{
	struct oracle_list list = { .n = 1 + below(3) };
	for (size_t i = 0; i < list.n; i++)
		list.at[i] = random_term(arena, shape);
	return list;
}

static struct oracle_term *random_group(struct arena *arena, struct shape shape)
{
	static const enum field fields[] = { FIELD_TITLE, FIELD_TEXT, FIELD_AUTHOR, FIELD_URL,
					     FIELD_TAG };
	struct oracle_term *term = new_term(arena, ORACLE_GROUP);
	unsigned parts = 1 + below(7);
	if (shape.has_in && one_in(3)) {
		enum field field = fields[below(COUNT_OF(fields))];
		term->fields = 1u << field;
		if (field == FIELD_TEXT)
			term->fields |= 1u << FIELD_LINK;
		shape.has_in = false;
	}
	shape.depth--;
	if (parts & 1)
		term->any = random_list(arena, shape);
	if (parts & 2)
		term->all = random_list(arena, shape);
	if (parts & 4)
		term->none = random_list(arena, shape);
	return term;
}

static struct oracle_term *random_term(struct arena *arena, struct shape shape)
{
	if (shape.depth && one_in(4))
		return random_group(arena, shape);
	if (shape.has_near && one_in(6))
		return random_near(arena);
	return random_leaf(arena);
}

struct random_query random_query(struct arena *arena)
{
	struct random_query query = { new_term(arena, ORACLE_GROUP), one_in(2) };
	struct shape shape = { DEPTH, true, true };
	unsigned parts = 1 + below(7);
	if (query.is_brand && !(parts & 3))
		parts |= 1;
	if (parts & 1)
		query.group->any = random_list(arena, shape);
	if (parts & 2)
		query.group->all = random_list(arena, shape);
	shape.has_near = !query.is_brand;
	if (parts & 4)
		query.group->none = random_list(arena, shape);
	return query;
}

/* As a configuration says it */

static void put_term(struct buf *out, const struct oracle_term *term, struct buf *lists);

static void put_list(struct buf *out, const char *key, const struct oracle_list *list,
		     struct buf *lists)
{
	if (list->n == 0)
		return;
	buf_fmt(out, "%s: [", key);
	for (size_t i = 0; i < list->n; i++) {
		put_term(out, list->at[i], lists);
		buf_add(out, i + 1 < list->n ? STR(", ") : STR(""));
	}
	buf_add(out, STR("], "));
}

/* A group of nothing but `any` is a named list. */
static void put_named(struct buf *out, const struct oracle_term *term, struct buf *lists)
{
	struct buf body = buf_new(out->arena, 16 * KIB);
	put_list(&body, "", &term->any, lists);
	buf_fmt(out, "{list: at%zu}", lists->len);
	buf_fmt(lists, "at%zu" STR_FMT, lists->len, STR_ARG(buf_str(&body)));
}

static void put_parts(struct buf *out, const struct oracle_term *term, struct buf *lists)
{
	put_list(out, "any", &term->any, lists);
	put_list(out, "all", &term->all, lists);
	put_list(out, "none", &term->none, lists);
}

static void put_group(struct buf *out, const struct oracle_term *term, struct buf *lists)
{
	static const char *const names[] = { "title", "text", "author", "url", "tag" };
	if (!term->fields && !term->all.n && !term->none.n) {
		put_named(out, term, lists);
		return;
	}
	buf_char(out, '{');
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (term->fields & 1u << i)
			buf_fmt(out, "in: %s, ", names[i]);
	put_parts(out, term, lists);
	buf_char(out, '}');
}

static void put_term(struct buf *out, const struct oracle_term *term, struct buf *lists)
{
	if (term->kind == ORACLE_GROUP) {
		put_group(out, term, lists);
	} else if (term->kind == ORACLE_NEAR) {
		buf_char(out, '{');
		put_list(out, "near", &term->near, lists);
		buf_fmt(out, "within: %u, ordered: %s}", term->within,
			term->is_ordered ? "true" : "false");
	} else {
		static const char *const before[] = { "'", "{exact: '", "{domain: '" };
		buf_add(out, str_from(before[term->kind]));
		buf_add(out, term->text);
		buf_add(out, term->kind == ORACLE_WORD ? STR("'") : STR("'}"));
	}
}

struct str query_text(struct arena *arena, const struct random_query *query)
{
	struct buf out = buf_new(arena, 64 * KIB), lists = buf_new(arena, 64 * KIB);
	buf_char(&out, '{');
	put_parts(&out, query->group, &lists);
	buf_fmt(&out, "lists: {" STR_FMT "}}", STR_ARG(buf_str(&lists)));
	return buf_str(&out);
}
