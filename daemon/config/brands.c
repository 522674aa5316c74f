#include "inside.h"

#include "arena.h"

#include "poison.h"

const struct node *terms_read(const struct reading *reading, const struct node *node)
{
	if (!node)
		return NULL;
	if (node_is_none(node) || (node->kind == NODE_LIST && node->n == 0)) {
		problem_error(reading->problems, node->where, "at least one term is wanted here");
		problem_hint(reading->problems, "what begins with # is a comment unless quoted");
		return NULL;
	}
	if (node->kind == NODE_LIST)
		return node;
	struct node *list = NEW(reading->arena, struct node, 1);
	*list = (struct node){ .kind = NODE_LIST, .where = node->where, .n = 1, .values = node };
	return list;
}

void brands_read(const struct reading *reading, const struct sections *sections, struct config *out)
{
	static const struct option rows[] = {
		{ "any", OPT_NODE, offsetof(struct brand_decl, any), .must = true,
		  .doc = "terms of which one must be found, such as any: [Acme, \"@acme\"]" },
		{ "none", OPT_NODE, offsetof(struct brand_decl, none),
		  .doc = "Phrases that speak of something else." },
		{ "lookalikes", OPT_BOOL, offsetof(struct brand_decl, has_lookalikes),
		  .doc = "Whether what only looks like a term counts, too." },
		{ 0 },
	};
	const struct node *map = sections->brands;
	if (!map || !node_wants(reading, map, NODE_MAP, "\"brands\" wants a map of names to terms"))
		return;
	if (map->n == 0)
		problem_error(reading->problems, map->where, "there are no brands here");
	out->brands = NEW(reading->arena, struct brand_decl, map->n);
	out->n_brands = map->n;
	for (size_t i = 0; i < map->n; i++) {
		struct brand_decl *brand = &out->brands[i];
		struct option_set set = { rows, brand };
		brand->name = map->keys[i].text;
		brand->where = map->keys[i].where;
		if (!node_wants(reading, &map->values[i], NODE_MAP,
				"a brand is a map, such as {any: [Acme]}"))
			continue;
		options_read_sets(reading, &map->values[i], &set, 1);
		brand->any = terms_read(reading, brand->any);
		brand->none = terms_read(reading, brand->none);
	}
}
