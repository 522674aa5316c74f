/* names.c - names that nothing answers to, names given twice, and what must not be mixed. */
#include "inside.h"

#include "arena.h"
#include "ascii.h"

#include <stdlib.h>

#include "poison.h"

enum { SHOWN_MAX = 200 };

/* All names of one sort, for looking up and for "did you mean". */
struct names {
	const char *noun; /* "channel" */
	struct str *at;
	struct where *where;
	size_t n;
	bool *is_used;
};

/* RFC 5646: the language has two or three letters, and what stands behind it follows a hyphen. */
static bool is_language(struct str tag)
{
	size_t len = str_find_char(tag, '-');
	bool is_fine = (len == 2 || len == 3) && tag.len > 0 && tag.at[tag.len - 1] != '-';
	for (size_t i = 0; i < tag.len; i++)
		is_fine &= ascii_is_letter(tag.at[i]) || tag.at[i] == '-' ||
			   (i > len && tag.at[i] >= '0' && tag.at[i] <= '9');
	return is_fine;
}

static void language_check(const struct reading *reading, const struct node *node)
{
	if (node->kind != NODE_TEXT || is_language(node->text))
		return;
	problem_error(reading->problems, node->where, "\"" STR_FMT "\" is no language tag",
		      STR_ARG(str_first(node->text, SHOWN_MAX)));
	problem_hint(reading->problems, "such as en, en-GB, de or zh");
}

void languages_check(const struct reading *reading, const struct node *map)
{
	const struct node *lang = map->kind == NODE_MAP ? node_get(map, "lang") : NULL;
	if (!lang)
		return;
	language_check(reading, lang);
	for (size_t i = 0; lang->kind == NODE_LIST && i < lang->n; i++)
		language_check(reading, &lang->values[i]);
}

static struct names names_new(const struct reading *reading, const char *noun, size_t max)
{
	return (struct names){ noun, NEW(reading->arena, struct str, max),
			       NEW(reading->arena, struct where, max), 0,
			       NEW(reading->arena, bool, max) };
}

static void names_add(struct names *names, struct str name, struct where where)
{
	names->at[names->n] = name;
	names->where[names->n++] = where;
}

static size_t names_find(const struct names *names, struct str name)
{
	size_t i = 0;
	while (i < names->n && !str_eq(names->at[i], name))
		i++;
	return i;
}

static int by_name_then_order(const void *left, const void *right)
{
	const struct str *a = *(const struct str *const *)left;
	const struct str *b = *(const struct str *const *)right;
	int order = str_cmp(*a, *b);
	return order ? order : (a > b) - (a < b);
}

static void refuse_twins(const struct reading *reading, const struct names *names)
{
	const struct str **sorted = NEW(reading->arena, const struct str *, names->n);
	for (size_t i = 0; i < names->n; i++)
		sorted[i] = &names->at[i];
	if (names->n)
		qsort(sorted, names->n, sizeof(const struct str *), by_name_then_order);
	for (size_t i = 1; i < names->n; i++) {
		if (sorted[i]->len == 0 || !str_eq(*sorted[i - 1], *sorted[i]))
			continue;
		struct where first = names->where[sorted[i - 1] - names->at];
		problem_error(reading->problems, names->where[sorted[i] - names->at],
			      "another %s is named \"" STR_FMT "\"", names->noun,
			      STR_ARG(str_first(*sorted[i], SHOWN_MAX)));
		problem_hint(reading->problems, "it stands in " WHERE_FMT, WHERE_ARG(first));
	}
}

/* Each name in `wanted` must be one of `names`. */
static void refuse_dangling(const struct reading *reading, const struct names *names,
			    struct nodes wanted)
{
	for (size_t i = 0; i < wanted.n; i++) {
		struct str name = wanted.at[i].text;
		size_t at = names_find(names, name);
		if (at < names->n) {
			names->is_used[at] = true;
			continue;
		}
		problem_error(reading->problems, wanted.at[i].where,
			      "no %s is named \"" STR_FMT "\"", names->noun,
			      STR_ARG(str_first(name, SHOWN_MAX)));
		problem_suggest(reading->problems, name, names->at, names->n);
	}
}

bool nodes_have(struct nodes nodes, struct str text)
{
	for (size_t i = 0; i < nodes.n; i++)
		if (str_eq(nodes.at[i].text, text))
			return true;
	return false;
}

static void channels_check(const struct reading *reading, const struct config *config)
{
	struct names names = names_new(reading, "channel", config->n_channels);
	for (size_t i = 0; i < config->n_channels; i++)
		names_add(&names, config->channels[i].base.name, config->channels[i].base.where);
	for (size_t i = 0; i < config->n_rules; i++)
		refuse_dangling(reading, &names, config->rules[i].to);
	refuse_dangling(reading, &names, config->health_to);
	for (size_t i = 0; i < names.n; i++) {
		if (names.is_used[i])
			continue;
		problem_warn(reading->problems, names.where[i], "nobody uses this channel");
		problem_hint(reading->problems, "name it in a rule's to:, or in health:");
	}
}

static void brands_check(const struct reading *reading, const struct config *config)
{
	struct names names = names_new(reading, "brand", config->n_brands);
	for (size_t i = 0; i < config->n_brands; i++)
		names_add(&names, config->brands[i].name, config->brands[i].where);
	for (size_t i = 0; i < config->n_rules; i++)
		refuse_dangling(reading, &names, config->rules[i].brands);
	for (size_t i = 0; i < config->n_mutes; i++)
		refuse_dangling(reading, &names, config->mutes[i].brands);
}

/* A source without a name gets one from its kind, which only the kind knows: then the names in
 * rules are looked up by whoever knows them all. */
static void sources_check(const struct reading *reading, const struct config *config)
{
	struct names names = names_new(reading, "source", config->n_sources);
	bool are_all_named = true;
	for (size_t i = 0; i < config->n_sources; i++) {
		names_add(&names, config->sources[i].base.name, config->sources[i].base.where);
		are_all_named = are_all_named && config->sources[i].base.name.len > 0;
	}
	refuse_twins(reading, &names);
	for (size_t i = 0; are_all_named && i < config->n_rules; i++)
		refuse_dangling(reading, &names, config->rules[i].sources);
}

static void rules_check(const struct reading *reading, const struct config *config)
{
	struct names names = names_new(reading, "rule", config->n_rules);
	for (size_t i = 0; i < config->n_rules; i++)
		names_add(&names, config->rules[i].name, config->rules[i].where);
	refuse_twins(reading, &names);
}

static bool takes_internal(const struct config *config, const struct rule_decl *rule)
{
	for (size_t i = 0; i < config->n_sources && rule->side != SIDE_EXTERNAL; i++) {
		const struct source_decl *source = &config->sources[i];
		bool is_meant = rule->sources.n == 0 || source->base.name.len == 0 ||
				nodes_have(rule->sources, source->base.name);
		if (source->side == SIDE_INTERNAL && is_meant)
			return true;
	}
	return false;
}

static bool is_external(const struct config *config, struct str channel)
{
	for (size_t i = 0; i < config->n_channels; i++)
		if (str_eq(config->channels[i].base.name, channel))
			return config->channels[i].side == SIDE_EXTERNAL;
	return false;
}

/* What is said inside stays inside. */
static void sides_check(const struct reading *reading, const struct config *config)
{
	for (size_t i = 0; i < config->n_rules; i++) {
		const struct rule_decl *rule = &config->rules[i];
		if (!takes_internal(config, rule))
			continue;
		for (size_t j = 0; j < rule->to.n; j++) {
			if (!is_external(config, rule->to.at[j].text))
				continue;
			problem_error(reading->problems, rule->to.at[j].where,
				      "internal texts would reach the external channel \"" STR_FMT
				      "\"",
				      STR_ARG(str_first(rule->to.at[j].text, SHOWN_MAX)));
			problem_hint(reading->problems, "give the rule side: external");
		}
	}
}

void names_check(const struct reading *reading, const struct config *config)
{
	channels_check(reading, config);
	brands_check(reading, config);
	sources_check(reading, config);
	rules_check(reading, config);
	sides_check(reading, config);
}
