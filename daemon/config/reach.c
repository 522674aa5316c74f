/* reach.c - is every mention taken by a rule, and can every rule take one?
 *
 * What a rule may ask of a mention that can be told beforehand are its brand, its side, its kind
 * and its tone: 2 x 2 x 5 = 20 cells a brand, one bit each. A rule that asks nothing else takes
 * its cells whole; one that asks more (terms, authors, …) takes only a part, so its cells stay
 * open for the rules behind it. A rule with an error in it may have meant anything: it is thought
 * to take its cells, and to leave them open. A cell open at the end is a mention that no rule
 * takes; a rule all of whose cells are taken before it can never be reached. */
#include "inside.h"

#include "arena.h"

#include "poison.h"

enum { SIDES = 2, KINDS = 2, TONES = 5, CELLS = SIDES * KINDS * TONES };

static uint32_t cell(int side, int kind, int tone)
{
	return 1U << ((side * KINDS + kind) * TONES + tone);
}

static uint32_t cells_of(const struct rule_decl *rule)
{
	uint32_t cells = 0;
	for (int i = 0; i < CELLS; i++) {
		int side = i / (KINDS * TONES), kind = i / TONES % KINDS, tone = i % TONES;
		if ((rule->side == RULE_ANY || rule->side == side) &&
		    (rule->kind == RULE_ANY || rule->kind == kind) &&
		    (rule->tones == 0 || rule->tones & (1U << tone)))
			cells |= cell(side, kind, tone);
	}
	return cells;
}

/* Sides on which there is no source have no mentions. */
static uint32_t cells_alive(const struct config *config)
{
	uint32_t cells = 0;
	for (size_t i = 0; i < config->n_sources; i++) {
		struct rule_decl all = { .side = config->sources[i].side, .kind = RULE_ANY };
		cells |= cells_of(&all);
	}
	return cells;
}

static bool asks_more(const struct rule_decl *rule)
{
	return rule->has_terms || rule->has_below || rule->has_above || rule->sources.n ||
	       rule->connectors.n || rule->followers || rule->points || rule->places.n ||
	       rule->authors.n || rule->langs.n || rule->topics.n;
}

static bool is_about(const struct rule_decl *rule, const struct brand_decl *brand)
{
	return rule->brands.n == 0 || nodes_have(rule->brands, brand->name);
}

static const char *tone_word(int tone)
{
	static const char *const words[TONES] = {
		[TONE_UNKNOWN] = "unknown", [TONE_NEGATIVE] = "negative",
		[TONE_NEUTRAL] = "neutral", [TONE_POSITIVE] = "positive",
		[TONE_MIXED] = "mixed",
	};
	return words[tone];
}

static void tell_open(const struct reading *reading, const struct config *config,
		      const struct brand_decl *brand, uint32_t open)
{
	const struct rule_decl *last = &config->rules[config->n_rules - 1];
	int i = __builtin_ctz(open);
	problem_error(reading->problems, last->where,
		      "a mention that no rule takes: " STR_FMT
		      ", sentiment %s, a %s from an %s source",
		      STR_ARG(str_first(brand->name, 100)), tone_word(i % TONES),
		      i / TONES % KINDS == ITEM_POST ? "post" : "comment",
		      i / (KINDS * TONES) == SIDE_EXTERNAL ? "external" : "internal");
	problem_hint(reading->problems,
		     "add a last rule without conditions: - {name: rest, to: [CHANNEL]}");
}

static void rule_check(const struct reading *reading, const struct config *config,
		       const struct rule_decl *rule, uint32_t *taken, uint32_t *ended)
{
	uint32_t cells = cells_of(rule), reached = 0;
	bool is_known = false;
	for (size_t i = 0; i < config->n_brands; i++) {
		if (!is_about(rule, &config->brands[i]))
			continue;
		is_known = true;
		reached |= cells & ~ended[i];
		if (asks_more(rule) && !rule->is_broken)
			continue;
		taken[i] |= cells;
		if (!rule->goes_on && !rule->is_broken)
			ended[i] |= cells;
	}
	if (reached || !is_known)
		return;
	problem_error(reading->problems, rule->where, "this rule can never be reached");
	problem_hint(reading->problems,
		     "earlier rules take all it could: move it up, or give them continue: true");
}

void reach_check(const struct reading *reading, const struct config *config)
{
	uint32_t *taken = NEW(reading->arena, uint32_t, config->n_brands);
	uint32_t *ended = NEW(reading->arena, uint32_t, config->n_brands);
	uint32_t alive = cells_alive(config);
	if (config->n_rules == 0)
		return;
	for (size_t i = 0; i < config->n_rules; i++) {
		const struct rule_decl *rule = &config->rules[i];
		rule_check(reading, config, rule, taken, ended);
		if (alive && !(cells_of(rule) & alive))
			problem_warn(reading->problems, rule->where, "no source is %s",
				     rule->side == SIDE_INTERNAL ? "internal" : "external");
	}
	for (size_t i = 0; i < config->n_brands; i++)
		if (alive & ~taken[i]) {
			tell_open(reading, config, &config->brands[i], alive & ~taken[i]);
			return;
		}
}
