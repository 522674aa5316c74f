#include "plan_parts.h"

#include "arena.h"
#include "catalog.h"
#include "connector.h"
#include "hash.h"

#include <stdlib.h>

#include "poison.h"

const struct source *plan_source(const struct plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->n_sources; i++)
		if (str_eq(plan->sources[i].name, name))
			return &plan->sources[i];
	return NULL;
}

static int by_text(const void *left, const void *right)
{
	return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

/* What stands behind the kind in a key. A query may hold a secret: a few digits stand for it. */
static struct str long_name(struct arena *arena, struct str key)
{
	struct str name = str_skip(key, str_find_char(key, ':') + 1);
	size_t query = str_find_char(name, '?');
	if (query == name.len)
		return name;
	return str_fmt(arena, STR_FMT "?%04x", STR_ARG(str_first(name, query)),
		       (unsigned int)(hash_str(name) & 0xFFFF));
}

/* A name that the author did not give must be unique and stay the same when another source is
 * added: the host, and for several feeds of one host what stands behind the host, too. */
static void name_sources(struct plan *plan, const struct str *titles)
{
	struct str *wanted = NEW(plan->arena, struct str, plan->n_sources);
	for (size_t i = 0; i < plan->n_sources; i++)
		wanted[i] = plan->sources[i].name.len ? plan->sources[i].name : titles[i];
	if (plan->n_sources)
		qsort(wanted, plan->n_sources, sizeof(*wanted), by_text);
	for (size_t i = 0; i < plan->n_sources; i++) {
		struct source *source = &plan->sources[i];
		if (source->name.len)
			continue;
		const struct str *at = bsearch(&titles[i], wanted, plan->n_sources, sizeof(*wanted),
					       by_text);
		bool is_shared = (at > wanted && str_eq(at[-1], *at)) ||
				 (at + 1 < wanted + plan->n_sources && str_eq(at[1], *at));
		source->name = is_shared ? long_name(plan->arena, source->key) : titles[i];
	}
}

static int by_key(const void *left, const void *right)
{
	const struct source *const *a = left, *const *b = right;
	int order = str_cmp((*a)->key, (*b)->key);
	return order ? order : (*a > *b) - (*a < *b);
}

/* The same feed twice would be asked twice, and its items told twice. */
static void refuse_twins(struct plan *plan, struct problems *problems)
{
	const struct source **sorted = NEW(plan->arena, const struct source *, plan->n_sources);
	for (size_t i = 0; i < plan->n_sources; i++)
		sorted[i] = &plan->sources[i];
	if (plan->n_sources)
		qsort(sorted, plan->n_sources, sizeof(struct source *), by_key);
	for (size_t i = 1; i < plan->n_sources; i++)
		if (str_eq(sorted[i]->key, sorted[i - 1]->key))
			problem_error(problems, sorted[i]->where,
				      "the same source stands in line %u already",
				      sorted[i - 1]->where.line);
}

static void set_baseline(struct source *source, const struct source_decl *decl)
{
	source->baseline = BASELINE_SILENT;
	if (!decl->has_baseline || str_eq(decl->baseline, STR("silent")))
		return;
	source->baseline = str_eq(decl->baseline, STR("all")) ? BASELINE_ALL : BASELINE_YOUNGER;
	source->baseline_ms = decl->baseline_ms;
}

/* --- Connectors */

/* Those of this plan so far: ten thousand sources may use one. */
struct shelf {
	struct plan *plan;
	struct str data;
	struct problems *problems;
	struct shelved {
		struct str name, path;
		const struct text_file *from;	   /* where a path is seen from */
		const struct connector *connector; /* NULL: it has errors, which were told */
	} * at;
	size_t n, cap;
};

static const struct connector *load(struct shelf *shelf, struct str path)
{
	const struct node *file = yaml_load(shelf->plan->arena, path, shelf->problems);
	return file ? connector_load(shelf->plan->arena, file, shelf->problems) : NULL;
}

static const struct connector *get_connector(void *ctx, struct str name, struct where where)
{
	struct shelf *shelf = ctx;
	struct shelved fresh = { .name = name, .from = where.file };
	for (size_t i = 0; i < shelf->n; i++)
		if (str_eq(shelf->at[i].name, name) && shelf->at[i].from == where.file)
			return shelf->at[i].connector;
	if (catalog_find(shelf->plan->arena, name, shelf->data, where, shelf->problems,
			 &fresh.path))
		fresh.connector = load(shelf, fresh.path);
	shelf->at = arena_more(shelf->plan->arena, shelf->at, shelf->n, &shelf->cap,
			       sizeof(*shelf->at));
	shelf->at[shelf->n++] = fresh;
	return fresh.connector;
}

static void check_trust(const struct source *source, struct problems *problems)
{
	if (source->trust == TRUST_LOCAL || source->kind->make)
		return;
	problem_error(problems, source->where, "\"trust: remote\" is for a connector");
	problem_hint(problems, "nobody searches a %s for our terms but we ourselves",
		     source->kind->name);
}

/* --- All of them */

static struct source source_of(const struct plan *plan, const struct source_decl *decl)
{
	struct source source = {
		.name = decl->base.name,
		.kind = source_kinds[decl->base.kind],
		.settings = decl->base.settings,
		.where = decl->base.where,
		.side = (enum side)decl->side,
		.every_ms = decl->every_ms,
		.lang = decl->lang,
		.genre = (enum genre)decl->genre,
		.tags = plan_texts(plan->arena, decl->tags),
		.headers = decl->header_list,
		.user = decl->user,
		.password = decl->password,
		.ca = decl->ca,
		.trust = (enum trust)decl->trust,
	};
	set_baseline(&source, decl);
	return source;
}

void plan_sources(struct plan *plan, struct str data, struct problems *problems)
{
	const struct config *config = &plan->config;
	struct shelf shelf = { .plan = plan, .data = data, .problems = problems };
	struct strs terms = { 0 };
	if (plan->matcher)
		terms = match_asks(plan->matcher, 0, (uint32_t)plan->n_brands, plan->arena);
	plan->n_sources = config->n_sources;
	plan->sources = NEW(plan->arena, struct source, plan->n_sources);
	struct str *titles = NEW(plan->arena, struct str, plan->n_sources);
	for (size_t i = 0; i < plan->n_sources; i++) {
		struct source *source = &plan->sources[i];
		void *settings = config->sources[i].base.settings;
		*source = source_of(plan, &config->sources[i]);
		const struct source_makings makings = {
			plan->arena, source, settings, terms, get_connector, &shelf,
		};
		check_trust(source, problems);
		if (source->kind->make && plan->matcher)
			source->kind->make(&makings, problems);
		titles[i] = source->kind->title(settings, plan->arena);
		source->key = source->kind->key(settings, plan->arena);
	}
	name_sources(plan, titles);
	refuse_twins(plan, problems);
}
