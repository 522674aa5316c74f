/* How it works: DATA/topics.yaml has terms for each language and topic. Each language becomes one
 * matcher with a query a topic, beside the plan's matcher and not in it: only mentions are asked,
 * and only in their own language, so that what is no mention costs nothing. The queries are those
 * of brands: `none` takes away what is found inside it ("no outage"). */
#include "plan.h"

#include "arena.h"

#include "plan_parts.h"
#include "poison.h"

struct topic_set {
	struct str lang;
	struct matcher *matcher;
	struct str *names; /* of its queries */
};

static bool is_map(const struct node *node, const char *what, struct problems *problems)
{
	if (node->kind != NODE_MAP)
		problem_error(problems, node->where, "%s is a map", what);
	return node->kind == NODE_MAP;
}

static struct query query_of(const struct node *topic, struct problems *problems)
{
	static const struct str keys[] = { STR_INIT("any"), STR_INIT("none") };
	struct query query = { .kind = QUERY_BRAND, .where = topic->where };
	for (size_t i = 0; is_map(topic, "a topic", problems) && i < topic->n; i++) {
		struct str key = topic->keys[i].text;
		if (str_eq(key, keys[0])) {
			query.any = &topic->values[i];
		} else if (str_eq(key, keys[1])) {
			query.none = &topic->values[i];
		} else {
			problem_error(problems, topic->keys[i].where, "unknown key \"" STR_FMT "\"",
				      STR_ARG(key));
			problem_suggest(problems, key, keys, COUNT_OF(keys));
		}
	}
	return query;
}

static bool has_name(struct strs names, struct str name)
{
	for (size_t i = 0; i < names.n; i++)
		if (str_eq(names.at[i], name))
			return true;
	return false;
}

static void add_names(struct plan *plan, const struct node *topics)
{
	struct strs old = plan->topic_names;
	struct str *names = NEW(plan->arena, struct str, old.n + topics->n);
	size_t n = old.n;
	for (size_t i = 0; i < old.n; i++)
		names[i] = old.at[i];
	for (size_t i = 0; i < topics->n; i++)
		if (!has_name(old, topics->keys[i].text))
			names[n++] = topics->keys[i].text;
	plan->topic_names = (struct strs){ names, n };
}

static void add_language(struct plan *plan, struct str lang, const struct node *topics,
			 struct problems *problems)
{
	struct topic_set *set = &plan->topics[plan->n_topics];
	struct query *queries = NEW(plan->arena, struct query, topics->n);
	*set = (struct topic_set){ lang, NULL, NEW(plan->arena, struct str, topics->n) };
	for (size_t i = 0; i < topics->n; i++) {
		queries[i] = query_of(&topics->values[i], problems);
		set->names[i] = topics->keys[i].text;
	}
	const struct match_input input = { .queries = queries, .n = topics->n };
	if (match_compile(plan->arena, &input, problems, &set->matcher)) {
		plan->n_topics++;
		add_names(plan, topics);
	}
}

void plan_topics(struct plan *plan, struct str data, struct problems *problems)
{
	struct str path = str_fmt(plan->arena, STR_FMT "/topics.yaml", STR_ARG(data));
	const struct node *root = yaml_load(plan->arena, path, problems);
	if (!root || !is_map(root, "a list of topics", problems))
		return;
	plan->topics = NEW(plan->arena, struct topic_set, root->n);
	for (size_t i = 0; i < root->n; i++)
		if (is_map(&root->values[i], "a language", problems))
			add_language(plan, root->keys[i].text, &root->values[i], problems);
}

void plan_topics_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_topics; i++)
		match_free(&plan->topics[i].matcher);
	plan->n_topics = 0;
}

/* A text whose language nobody can tell is mostly a short one: a breach must not be missed for
 * that, so the words of all languages count there. */
static bool is_read(const struct topic_set *set, struct str lang)
{
	struct str main = str_first(lang, str_find_char(lang, '-'));
	return str_eq_nocase(set->lang, main) || str_eq_nocase(main, STR("und"));
}

static bool touches(const struct hit *a, const struct hit *b)
{
	return a->field == b->field && a->part == b->part && a->start < b->end && b->start < a->end;
}

/* Nothing in the brand's own name is a topic: "Boycott Records". */
static bool is_in_name(const struct mention *mention, const struct hit *hit)
{
	for (size_t i = 0; i < mention->n_brands; i++)
		for (size_t j = 0; j < mention->brands[i].n; j++)
			if (touches(&mention->brands[i].hits[j], hit))
				return true;
	return false;
}

static struct topic_hit topic_of(struct arena *arena, const struct mention *mention,
				 const struct found *found, struct str name)
{
	struct hit *hits = NEW(arena, struct hit, found->n);
	struct topic_hit topic = { name, hits, 0 };
	for (size_t i = 0; i < found->n; i++)
		if (!is_in_name(mention, &found->hits[i]))
			hits[topic.n++] = found->hits[i];
	return topic;
}

static bool is_known(const struct mention *mention, struct str name)
{
	for (size_t i = 0; i < mention->n_topics; i++)
		if (str_eq(mention->topics[i].name, name))
			return true;
	return false;
}

void plan_topics_find(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		      struct str lang, struct mention *mention)
{
	struct topic_hit *topics = NULL;
	size_t cap = 0;
	for (size_t i = 0; i < plan->n_topics; i++) {
		const struct topic_set *set = &plan->topics[i];
		struct match_result result = { 0 };
		if (is_read(set, lang))
			match_item(set->matcher, desk, arena, mention->item, &result);
		for (size_t j = 0; j < result.n; j++) {
			struct str name = set->names[result.found[j].query];
			if (is_known(mention, name))
				continue;
			topics = arena_more(arena, topics, mention->n_topics, &cap,
					    sizeof(*topics));
			topics[mention->n_topics] = topic_of(arena, mention, &result.found[j],
							     name);
			mention->topics = topics;
			mention->n_topics += topics[mention->n_topics].n > 0;
		}
	}
}
