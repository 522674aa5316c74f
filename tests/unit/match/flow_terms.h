/* flow_terms - terms written as YAML flow text ("[Acme, {exact: C++}]") become nodes.
 * Only what the tests write: no escapes, no comments. */
#ifndef FLOW_TERMS_H
#define FLOW_TERMS_H

#include "arena.h"
#include "node.h"
#include "test.h"

enum { FLOW_MAX = 64 };

struct flow {
	struct arena *arena;
	struct text_file file;
	struct str rest;
};

static struct where flow_where(const struct flow *flow)
{
	return (struct where){ &flow->file, 1,
			       (uint32_t)(flow->file.text.len - flow->rest.len) + 1 };
}

static void flow_blanks(struct flow *flow)
{
	while (flow->rest.len && (flow->rest.at[0] == ' ' || flow->rest.at[0] == ','))
		flow->rest = str_skip(flow->rest, 1);
}

static struct node flow_text(struct flow *flow)
{
	struct node node = { .kind = NODE_TEXT, .where = flow_where(flow) };
	char quote = flow->rest.len ? flow->rest.at[0] : '\0';
	size_t end = 0;
	if (quote == '"' || quote == '\'') {
		flow->rest = str_skip(flow->rest, 1);
		end = str_find_char(flow->rest, quote);
		node.text = str_first(flow->rest, end);
		flow->rest = str_skip(flow->rest, end + 1);
		return node;
	}
	for (const char *c = flow->rest.at; end < flow->rest.len && c[end] != ',' &&
					    c[end] != ']' && c[end] != '}' &&
					    !(c[end] == ':' && c[end + 1] == ' ');)
		end++;
	node.is_plain = true;
	node.text = str_trim(str_first(flow->rest, end));
	flow->rest = str_skip(flow->rest, end);
	return node;
}

static struct node flow_node(struct flow *flow)
{
	flow_blanks(flow);
	struct node node = { .where = flow_where(flow) };
	char open = flow->rest.len ? flow->rest.at[0] : '\0';
	if (open != '[' && open != '{')
		return flow_text(flow);
	struct node *keys = NEW(flow->arena, struct node, FLOW_MAX);
	struct node *values = NEW(flow->arena, struct node, FLOW_MAX);
	node.kind = open == '[' ? NODE_LIST : NODE_MAP;
	flow->rest = str_skip(flow->rest, 1);
	for (flow_blanks(flow); flow->rest.len && flow->rest.at[0] != ']' &&
				flow->rest.at[0] != '}' && node.n < FLOW_MAX;
	     flow_blanks(flow)) {
		if (open == '{') {
			keys[node.n] = flow_text(flow);
			flow->rest = str_skip(flow->rest, 1); /* ':' */
		}
		values[node.n++] = flow_node(flow);
	}
	flow->rest = str_skip(flow->rest, 1);
	node.keys = keys;
	node.values = values;
	return node;
}

static const struct node *flow_terms(struct arena *arena, struct str text)
{
	struct flow *flow = NEW(arena, struct flow, 1);
	struct node *node = NEW(arena, struct node, 1);
	*flow = (struct flow){ arena, { STR("terms.yaml"), text }, text };
	*node = flow_node(flow);
	return node;
}

static inline const struct node *flow_value(const struct node *map, const char *key)
{
	for (size_t i = 0; i < map->n; i++)
		if (str_eq(map->keys[i].text, str_from(key)))
			return &map->values[i];
	return NULL;
}

#endif
