#include "plan.h"

#include "arena.h"

#include <stdlib.h>
#include <string.h>

#include "plan_parts.h"
#include "poison.h"

/* How a configuration becomes a plan: config/ gives declarations that know their place; here the
 * rooms that own a part compile it, in this order, because each needs the one before:
 *   channels (nothing) -> queries of brands, rules and `ignore:` into one matcher -> sources (the
 *   matcher's terms) -> packs into a scorer -> topics -> rules (brands, channels, queries).
 * Every step runs even after errors in an earlier one, so that all problems are told in one go. */

enum { PLAN_BLOCK = 64 * KIB };

static struct config_kinds kind_rows(struct arena *arena)
{
	struct config_kinds rows = { 0 };
	while (source_kinds[rows.n_sources])
		rows.n_sources++;
	while (channel_kinds[rows.n_channels])
		rows.n_channels++;
	struct config_kind *sources = NEW(arena, struct config_kind, rows.n_sources);
	struct config_kind *channels = NEW(arena, struct config_kind, rows.n_channels);
	for (size_t i = 0; i < rows.n_sources; i++)
		sources[i] = (struct config_kind){ source_kinds[i]->name, source_kinds[i]->options,
						   source_kinds[i]->settings_size };
	for (size_t i = 0; i < rows.n_channels; i++)
		channels[i] = (struct config_kind){ channel_kinds[i]->name,
						    channel_kinds[i]->options,
						    channel_kinds[i]->settings_size };
	rows.sources = sources;
	rows.channels = channels;
	return rows;
}

static void make_channels(struct plan *plan, bool has_secrets, struct problems *problems)
{
	const struct config *config = &plan->config;
	plan->n_channels = config->n_channels;
	plan->channels = NEW(plan->arena, struct channel, plan->n_channels);
	for (size_t i = 0; i < plan->n_channels; i++) {
		const struct channel_decl *decl = &config->channels[i];
		plan->channels[i] = (struct channel){
			.name = decl->base.name,
			.kind = channel_kinds[decl->base.kind],
			.settings = decl->base.settings,
			.mail = &config->mail,
			.where = decl->base.where,
			.side = (enum side)decl->side,
		};
		if (has_secrets && plan->channels[i].kind->check)
			plan->channels[i].kind->check(&plan->channels[i], problems);
	}
}

/* The competitors are looked for in every text of a brand: what is said of them is not said of it.
 */
static size_t add_rivals(struct plan *plan, struct query *queries, size_t n)
{
	const struct config *config = &plan->config;
	plan->rivals = RULE_NO_QUERY;
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct named_nodes *list = &config->lists[i];
		if (!str_eq(list->name, STR("competitors")) || !list->node)
			continue;
		plan->rivals = (uint32_t)n;
		queries[n++] = (struct query){ .kind = QUERY_RULE,
					       .any = list->node,
					       .where = list->where };
	}
	return n;
}

/* Query i is brand i; the rules' follow in order, then `ignore:`, the competitors last. */
static bool make_matcher(struct plan *plan, struct problems *problems)
{
	const struct config *config = &plan->config;
	size_t most = config->n_brands + config->n_rules + 2, n = 0;
	struct query *queries = NEW(plan->arena, struct query, most);
	struct term_list *lists = NEW(plan->arena, struct term_list, config->n_lists);
	plan->n_brands = config->n_brands;
	plan->brands = NEW(plan->arena, struct brand, plan->n_brands);
	for (size_t i = 0; i < config->n_brands; i++) {
		const struct brand_decl *brand = &config->brands[i];
		plan->brands[i] = (struct brand){ brand->name, brand->where, (uint32_t)n, NULL };
		queries[n++] = (struct query){
			QUERY_BRAND,	       brand->any,  NULL, brand->none,
			brand->has_lookalikes, brand->where
		};
	}
	for (size_t i = 0; i < config->n_rules; i++) {
		const struct rule_decl *rule = &config->rules[i];
		plan->rules[i].query = rule->has_terms ? (uint32_t)n : RULE_NO_QUERY;
		if (rule->has_terms)
			queries[n++] = (struct query){ QUERY_RULE, rule->any, rule->all,
						       rule->none, false,     rule->where };
	}
	plan->decide.ignore_query = config->ignore_any ? (uint32_t)n : RULE_NO_QUERY;
	if (config->ignore_any)
		queries[n++] = (struct query){ QUERY_RULE, config->ignore_any,	     NULL, NULL,
					       false,	   config->ignore_any->where };
	n = add_rivals(plan, queries, n);
	for (size_t i = 0; i < config->n_lists; i++)
		lists[i] = (struct term_list){ config->lists[i].name, config->lists[i].node };
	const struct match_input input = { queries, n, lists, config->n_lists };
	return match_compile(plan->arena, &input, problems, &plan->matcher);
}

static void compile(struct plan *plan, struct str data, bool has_secrets, struct problems *problems)
{
	plan->rules = NEW(plan->arena, struct rule, plan->config.n_rules);
	make_channels(plan, has_secrets, problems);
	bool has_matcher = make_matcher(plan, problems);
	if (!has_matcher)
		plan->matcher = NULL;
	plan_sources(plan, data, problems);
	bool has_scorer = plan_scorer(plan, data, problems);
	plan_topics(plan, data, problems);
	plan_rules(plan);
	plan_check(plan, problems);
	if (has_matcher && has_scorer)
		plan_warn(plan, problems);
}

/* After errors elsewhere: a bad pattern is told in the same go. */
static void compile_terms(struct plan *plan, struct problems *problems)
{
	plan->rules = NEW(plan->arena, struct rule, plan->config.n_rules);
	if (!make_matcher(plan, problems))
		plan->matcher = NULL;
}

static struct plan *plan_new(void)
{
	struct arena *arena = arena_new(PLAN_BLOCK);
	struct plan *plan = NEW(arena, struct plan, 1);
	plan->arena = arena;
	plan->holders = 1;
	return plan;
}

static struct plan *finished(struct plan *plan, const struct problems *problems, size_t before)
{
	if (problems->errors > before)
		plan_release(&plan);
	return plan;
}

static struct plan *load(struct str path, struct str data, bool has_secrets,
			 struct problems *problems)
{
	struct plan *plan = plan_new();
	struct config_kinds kinds = kind_rows(plan->arena);
	size_t before = problems->errors;
	kinds.skips_secrets = !has_secrets;
	if (config_load(plan->arena, path, &kinds, &plan->config, problems))
		compile(plan, data, has_secrets, problems);
	else
		compile_terms(plan, problems);
	return finished(plan, problems, before);
}

struct plan *plan_load(struct str path, struct str data, struct problems *problems)
{
	return load(path, data, true, problems);
}

struct plan *plan_outline(struct str path, struct str data, struct problems *problems)
{
	return load(path, data, false, problems);
}

struct plan *plan_text(struct str path, struct str text, struct str data, struct problems *problems)
{
	struct plan *plan = plan_new();
	const struct config_kinds kinds = kind_rows(plan->arena);
	const struct text_file file = { path, text };
	size_t before = problems->errors;
	if (config_parse(plan->arena, &file, &kinds, &plan->config, problems))
		compile(plan, data, true, problems);
	return finished(plan, problems, before);
}

struct plan *plan_bare(struct str data, struct problems *problems)
{
	struct plan *plan = plan_new();
	size_t before = problems->errors;
	compile(plan, data, true, problems);
	return finished(plan, problems, before);
}

struct plan *plan_hold(struct plan *plan)
{
	plan->holders++;
	return plan;
}

void plan_release(struct plan **plan)
{
	if (!*plan)
		return;
	if (--(*plan)->holders == 0) {
		if ((*plan)->matcher)
			match_free(&(*plan)->matcher);
		plan_topics_free(*plan);
		struct arena *arena = (*plan)->arena;
		arena_free(&arena);
	}
	*plan = NULL;
}
