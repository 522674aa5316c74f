/* compiled - a matcher of one query, written as in a configuration; NULL after its problems were
 * printed. */
#ifndef COMPILED_H
#define COMPILED_H

#include "flow_terms.h"
#include "match.h"

static inline struct matcher *compiled_query(struct arena *arena, struct str text,
					     struct query query)
{
	const struct node *map = flow_terms(arena, text);
	const struct node *lists = flow_value(map, "lists");
	struct term_list *named = NEW(arena, struct term_list, lists ? lists->n : 0);
	for (size_t i = 0; lists && i < lists->n; i++)
		named[i] = (struct term_list){ lists->keys[i].text, &lists->values[i] };
	query.any = flow_value(map, "any");
	query.all = flow_value(map, "all");
	query.none = flow_value(map, "none");
	query.where = map->where;
	struct problems problems = problems_new(arena);
	struct matcher *matcher = NULL;
	if (!match_compile(arena, &(struct match_input){ &query, 1, named, lists ? lists->n : 0 },
			   &problems, &matcher)) {
		struct buf told = buf_new(arena, MIB);
		problems_print(&problems, &told, false);
		fprintf(stderr, STR_FMT "\n", STR_ARG(buf_str(&told)));
	}
	return matcher;
}

static inline struct matcher *compiled(struct arena *arena, struct str text, enum query_kind kind)
{
	return compiled_query(arena, text, (struct query){ .kind = kind });
}

static inline struct matcher *compiled_looks(struct arena *arena, struct str text)
{
	return compiled_query(arena, text,
			      (struct query){ .kind = QUERY_BRAND, .has_lookalikes = true });
}

#endif
