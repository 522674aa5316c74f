/* How it works: each step takes declarations of the configuration, which have been checked one by
 * one, into what the loop uses: packs into a scorer, names into indices, nodes into texts. What
 * only shows when all parts are there (a name that nobody has, an address that will be refused) is
 * told at the end. Sources have a file of their own (plan_sources.c). */
#include "plan_parts.h"

#include "arena.h"
#include "demand.h"
#include "file.h"
#include "net.h"
#include "url.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

const struct channel *plan_channel(const struct plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->n_channels; i++)
		if (str_eq(plan->channels[i].name, name))
			return &plan->channels[i];
	return NULL;
}

struct strs plan_texts(struct arena *arena, struct nodes nodes)
{
	struct str *texts = NEW(arena, struct str, nodes.n);
	for (size_t i = 0; i < nodes.n; i++)
		texts[i] = nodes.at[i].text;
	return (struct strs){ texts, nodes.n };
}

static struct str pack_path(struct plan *plan, struct str data, struct str name)
{
	if (str_find_char(name, '/') < name.len)
		return file_beside(plan->arena, plan->config.path, name);
	return str_fmt(plan->arena, STR_FMT "/sentiment/" STR_FMT ".yaml", STR_ARG(data),
		       STR_ARG(name));
}

/* English lies below all: a text that could be of any language is taken for it. */
static void english_first(struct str *paths, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct str path = paths[i];
		if (!str_ends(path, STR("/en.yaml")))
			continue;
		memmove(paths + 1, paths, i * sizeof(*paths));
		paths[0] = path;
	}
}

/* Without a word from the author: every pack that ships, in order of their names after English. */
static size_t shipped_packs(struct plan *plan, struct str data, const struct str **out)
{
	glob_t found = { 0 };
	struct str pattern = str_fmt(plan->arena, STR_FMT "/sentiment/*.yaml", STR_ARG(data));
	size_t n = glob(str_z(plan->arena, pattern), 0, NULL, &found) == 0 ? found.gl_pathc : 0;
	struct str *paths = NEW(plan->arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		paths[i] = str_dup(plan->arena, str_from(found.gl_pathv[i]));
	globfree(&found);
	english_first(paths, n);
	*out = paths;
	return n;
}

/* As the configuration calls it. */
static struct str pack_name(struct str path)
{
	const char *slash = memrchr(path.at, '/', path.len);
	struct str name = str_skip(path, (size_t)(slash - path.at) + 1);
	name.len -= strlen(".yaml");
	return name;
}

/* A pack that is not there is told at its name; its path becomes empty. */
static void check_packs(struct plan *plan, const struct str *shipped, size_t n_shipped,
			struct str *paths, struct problems *problems)
{
	struct nodes names = plan->config.sentiment.packs;
	struct str *known = NEW(plan->arena, struct str, n_shipped);
	for (size_t i = 0; i < n_shipped; i++) {
		known[i] = pack_name(shipped[i]);
	}
	for (size_t i = 0; i < names.n; i++) {
		if (access(str_z(plan->arena, paths[i]), R_OK) == 0)
			continue;
		problem_error(problems, names.at[i].where,
			      "no sentiment pack \"" STR_FMT "\": " STR_FMT ": %s",
			      STR_ARG(names.at[i].text), STR_ARG(paths[i]), strerror(errno));
		problem_suggest(problems, names.at[i].text, known, n_shipped);
		paths[i].len = 0;
	}
}

static size_t brand_index(const struct plan *plan, struct str name)
{
	size_t i = 0;
	while (i < plan->n_brands && !str_eq(plan->brands[i].name, name))
		i++;
	return i;
}

/* What was taught of a brand is a pack of its own kind. */
static void take_lore(struct plan *plan, const struct node *pack, struct problems *problems)
{
	struct str name = lore_brand(pack);
	struct lore *lore;
	size_t at = brand_index(plan, name);
	if (!lore_load(plan->arena, pack, problems, &lore))
		return;
	if (at < plan->n_brands)
		plan->brands[at].lore = lore;
	else
		problem_warn(problems, pack->where,
			     "this pack is for the brand \"" STR_FMT "\", and there is none",
			     STR_ARG(name));
}

/* The packs as they are written weigh far more than what is made of them: their trees go into the
 * arena given, what is made of them into the plan's. */
static bool load_packs(struct plan *plan, struct arena *arena, const struct str *paths, size_t n,
		       struct problems *problems)
{
	const struct node **packs = NEW(arena, const struct node *, n);
	size_t n_packs = 0;
	for (size_t i = 0; i < n; i++) {
		const struct node *pack = paths[i].len ? yaml_load(arena, paths[i], problems)
						       : NULL;
		if (pack && lore_brand(pack).len)
			take_lore(plan, pack, problems);
		else if (pack)
			packs[n_packs++] = pack;
	}
	return score_load(plan->arena, packs, n_packs, plan->config.sentiment.words, problems,
			  &plan->scorer);
}

static void name_packs(struct plan *plan, const struct str *paths, size_t n)
{
	struct str *names = NEW(plan->arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		names[i] = pack_name(paths[i]);
	plan->pack_names = (struct strs){ names, n };
}

bool plan_scorer(struct plan *plan, struct str data, struct problems *problems)
{
	const struct config *config = &plan->config;
	const struct str *paths;
	size_t n_shipped = shipped_packs(plan, data, &paths), n = n_shipped;
	name_packs(plan, paths, n);
	if (config->sentiment.has_packs) {
		n = config->sentiment.packs.n;
		plan->pack_names = plan_texts(plan->arena, config->sentiment.packs);
		struct str *named = NEW(plan->arena, struct str, n);
		for (size_t i = 0; i < n; i++)
			named[i] = pack_path(plan, data, config->sentiment.packs.at[i].text);
		check_packs(plan, paths, n_shipped, named, problems);
		paths = named;
	} else if (n == 0) {
		problem_error(problems, (struct where){ 0 },
			      "no sentiment packs in " STR_FMT "/sentiment", STR_ARG(data));
		problem_hint(problems, "--data DIR or MENTIOND_DATA names the folder of the "
				       "shipped rules");
		return false;
	}
	CLEANUP(arena_free)
	struct arena *scratch = arena_new(64 * KIB);
	struct problems quiet = problems_new(scratch);
	if (load_packs(plan, scratch, paths, n, &quiet) && quiet.n == 0)
		return true;
	/* Once more, for what is told shows lines of the packs, which have to stay. */
	return load_packs(plan, plan->arena, paths, n, problems);
}

/* Names to indices; config has refused the dangling ones. */
static size_t channel_index(const struct plan *plan, struct str name)
{
	const struct channel *channel = plan_channel(plan, name);
	return channel ? (size_t)(channel - plan->channels) : plan->n_channels;
}

static const uint32_t *indices(struct plan *plan, struct nodes names, size_t *n,
			       size_t (*find)(const struct plan *, struct str))
{
	uint32_t *out = NEW(plan->arena, uint32_t, names.n);
	*n = 0;
	for (size_t i = 0; i < names.n; i++)
		out[(*n)++] = (uint32_t)find(plan, names.at[i].text);
	return out;
}

/* An author condition names people, or a list of `people:`. */
static struct strs authors_of(struct plan *plan, struct nodes names)
{
	const struct config *config = &plan->config;
	struct str *all = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < names.n; i++) {
		const struct node *list = NULL;
		for (size_t j = 0; j < config->n_people && !list; j++)
			if (str_eq(config->people[j].name, names.at[i].text))
				list = config->people[j].node;
		size_t count = list ? list->n : 1;
		for (size_t j = 0; j < count; j++) {
			all = arena_more(plan->arena, all, n, &cap, sizeof(*all));
			all[n++] = list ? list->values[j].text : names.at[i].text;
		}
	}
	return (struct strs){ all, n };
}

static void make_rule(struct plan *plan, struct rule *rule, const struct rule_decl *decl)
{
	struct arena *arena = plan->arena;
	uint32_t query = rule->query;
	*rule = (struct rule){
		.name = decl->name,
		.where = decl->where,
		.query = query,
		.tones = decl->tones,
		.has_below = decl->has_below,
		.has_above = decl->has_above,
		.below = decl->below,
		.above = decl->above,
		.sources = plan_texts(arena, decl->sources),
		.connectors = plan_texts(arena, decl->connectors),
		.followers = decl->followers,
		.points = decl->points,
		.places = plan_texts(arena, decl->places),
		.authors = authors_of(plan, decl->authors),
		.langs = plan_texts(arena, decl->langs),
		.source_tags = plan_texts(arena, decl->source_tags),
		.topics = plan_texts(arena, decl->topics),
		.side = decl->side,
		.kind = decl->kind,
		.severity = decl->severity,
		.tags = plan_texts(arena, decl->tags),
		.realert_ms = decl->realert_ms,
		.goes_on = decl->goes_on,
		.tests = decl->tests,
		.n_tests = decl->n_tests,
	};
	rule->brands = indices(plan, decl->brands, &rule->n_brands, brand_index);
	rule->to = indices(plan, decl->to, &rule->n_to, channel_index);
}

static struct strs ignored_authors(struct plan *plan)
{
	const struct config *config = &plan->config;
	struct strs named = plan_texts(plan->arena, config->ignore_authors);
	const struct node *blocked = NULL;
	for (size_t i = 0; i < config->n_people; i++)
		if (str_eq(config->people[i].name, STR("blocked")))
			blocked = config->people[i].node;
	size_t more = blocked ? blocked->n : 0;
	struct str *all = NEW(plan->arena, struct str, named.n + more);
	for (size_t i = 0; i < named.n; i++)
		all[i] = named.at[i];
	for (size_t i = 0; i < more; i++)
		all[named.n + i] = blocked->values[i].text;
	return (struct strs){ all, named.n + more };
}

void plan_rules(struct plan *plan)
{
	const struct config *config = &plan->config;
	for (size_t i = 0; i < config->n_rules; i++)
		make_rule(plan, &plan->rules[i], &config->rules[i]);
	struct mute *mutes = NEW(plan->arena, struct mute, config->n_mutes);
	for (size_t i = 0; i < config->n_mutes; i++) {
		const struct mute_decl *decl = &config->mutes[i];
		mutes[i] = (struct mute){ .until_ms = decl->until_ms, .why = decl->why };
		mutes[i].brands = indices(plan, decl->brands, &mutes[i].n_brands, brand_index);
	}
	plan->health_to = (uint32_t *)indices(plan, config->health_to, &plan->n_health_to,
					      channel_index);
	plan->decide.rules = plan->rules;
	plan->decide.n = config->n_rules;
	plan->decide.mutes = mutes;
	plan->decide.n_mutes = config->n_mutes;
	plan->decide.ignored_authors = ignored_authors(plan);
}

static void check_source_names(const struct plan *plan, struct nodes names,
			       struct problems *problems)
{
	struct str *known = NEW(plan->arena, struct str, plan->n_sources);
	for (size_t i = 0; i < plan->n_sources; i++)
		known[i] = plan->sources[i].name;
	for (size_t i = 0; i < names.n; i++) {
		if (plan_source(plan, names.at[i].text))
			continue;
		problem_error(problems, names.at[i].where, "no source is called \"" STR_FMT "\"",
			      STR_ARG(names.at[i].text));
		problem_suggest(problems, names.at[i].text, known, plan->n_sources);
	}
}

static void check_connectors(const struct plan *plan, struct nodes names, struct problems *problems)
{
	struct str *known = NEW(plan->arena, struct str, plan->n_sources);
	for (size_t i = 0; i < plan->n_sources; i++)
		known[i] = plan->sources[i].connector;
	for (size_t i = 0; i < names.n; i++) {
		size_t at = 0;
		while (at < plan->n_sources && !str_eq(known[at], names.at[i].text))
			at++;
		if (at < plan->n_sources)
			continue;
		problem_error(problems, names.at[i].where,
			      "no source has the connector \"" STR_FMT "\"",
			      STR_ARG(names.at[i].text));
		problem_suggest(problems, names.at[i].text, known, plan->n_sources);
	}
}

static void check_topics(const struct plan *plan, struct nodes names, struct problems *problems)
{
	for (size_t i = 0; i < names.n; i++) {
		size_t at = 0;
		while (at < plan->topic_names.n &&
		       !str_eq(plan->topic_names.at[at], names.at[i].text))
			at++;
		if (at < plan->topic_names.n)
			continue;
		problem_error(problems, names.at[i].where, "no topic is called \"" STR_FMT "\"",
			      STR_ARG(names.at[i].text));
		problem_suggest(problems, names.at[i].text, plan->topic_names.at,
				plan->topic_names.n);
	}
}

void plan_check(const struct plan *plan, struct problems *problems)
{
	const struct config *config = &plan->config;
	struct nodes allowed = config->net.allow_private;
	for (size_t i = 0; i < config->n_rules; i++) {
		check_source_names(plan, config->rules[i].sources, problems);
		check_connectors(plan, config->rules[i].connectors, problems);
		check_topics(plan, config->rules[i].topics, problems);
	}
	for (size_t i = 0; i < allowed.n; i++)
		if (!cidr_valid(allowed.at[i].text))
			problem_error(problems, allowed.at[i].where,
				      "\"" STR_FMT "\" is no range of addresses such as "
				      "127.0.0.0/8",
				      STR_ARG(allowed.at[i].text));
}

/* An address that needs no look-up: the guard will refuse it, so that this source can only fail. */
static void warn_private(const struct source *source, struct strs allowed,
			 struct problems *problems)
{
	static const struct place nowhere;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct request request = { 0 };
	struct err err = { 0 };
	struct url url;
	if (source->kind->make && !source->pace)
		return; /* it could not be made, which was told */
	if (!source->kind->ask(source, &nowhere, 0, arena, &request, &err) ||
	    request.kind != REQUEST_HTTP || !url_parse(request.url, &url))
		return;
	struct str address = str_eq_nocase(url.host, STR("localhost")) ? STR("127.0.0.1")
								       : url.host;
	if (!guard_refuses(address, allowed.at, allowed.n))
		return;
	problem_warn(problems, source->where,
		     STR_FMT " is a private address: this source will fail", STR_ARG(url.host));
	problem_hint(problems, "net: {allow_private: [\"" STR_FMT "\"]} lets it through",
		     STR_ARG(address));
}

/* Where in the tree the text stands; `otherwise` when it does not. */
static struct where where_of(const struct node *node, struct str text, struct where otherwise)
{
	if (node->kind == NODE_TEXT && str_eq(node->text, text))
		return node->where;
	for (size_t i = 0; i < node->n; i++) {
		struct where where = where_of(&node->values[i], text, otherwise);
		if (where.line != otherwise.line || where.column != otherwise.column)
			return where;
	}
	return otherwise;
}

static void warn_masked(const struct plan *plan, size_t i, struct problems *problems)
{
	const struct brand *brand = &plan->brands[i];
	const struct node *any = plan->config.brands[i].any;
	struct strs words = match_words(plan->matcher, brand->query, plan->arena);
	for (size_t j = 0; j < words.n; j++)
		if (score_word(plan->scorer, words.at[j]) != 0)
			problem_warn(problems,
				     any ? where_of(any, words.at[j], brand->where) : brand->where,
				     "\"" STR_FMT "\" is itself a word of feeling; it is "
				     "masked before the sentiment is judged",
				     STR_ARG(words.at[j]));
}

void plan_warn(const struct plan *plan, struct problems *problems)
{
	struct strs allowed = plan_texts(plan->arena, plan->config.net.allow_private);
	for (size_t i = 0; i < plan->n_sources; i++)
		warn_private(&plan->sources[i], allowed, problems);
	demand_check(plan, problems);
	for (size_t i = 0; i < plan->n_brands; i++)
		warn_masked(plan, i, problems);
}
