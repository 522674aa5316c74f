/* decide.c - a rule is a row of claims about the mention; all of them must hold.
 *
 * Each condition is one small function, and a rule takes a mention when every row of `conditions`
 * says yes. Only brands and sentiment belong together: a rule with both wants one brand that is
 * among its brands *and* is spoken of in that tone, or "Acme is fine, Globex is awful" would raise
 * a complaint about Acme. Effects of all rules that took it are joined: the gravest severity, the
 * shortest realert, every channel once. What keeps us silent is asked after the rules, so that
 * `why` can still tell which rule would have spoken. */
#include "decide.h"

#include "arena.h"

#include "poison.h"

static const struct str severities[] = {
	[SEVERITY_INFO] = STR_INIT("info"),
	[SEVERITY_NOTICE] = STR_INIT("notice"),
	[SEVERITY_HIGH] = STR_INIT("high"),
	[SEVERITY_CRITICAL] = STR_INIT("critical"),
};

struct str severity_name(enum severity severity)
{
	return severities[severity];
}

/* What a condition may look at. */
struct scene {
	const struct source *source;
	const struct mention *mention;
};

static bool has_number(const uint32_t *set, size_t n, uint32_t wanted)
{
	for (size_t i = 0; i < n; i++)
		if (set[i] == wanted)
			return true;
	return false;
}

static bool has_text(struct strs set, struct str wanted)
{
	for (size_t i = 0; i < set.n; i++)
		if (str_eq(set.at[i], wanted))
			return true;
	return false;
}

static struct str without(struct str s, struct str prefix)
{
	return str_starts_nocase(s, prefix) ? str_skip(s, prefix.len) : s;
}

/* "@bob", "u/bob", "/u/bob" and "Bob" are one author, "r/acme" and "Acme" one place. */
static struct str bare_author(struct str s)
{
	return without(without(without(str_trim(s), STR("/")), STR("u/")), STR("@"));
}

static struct str bare_place(struct str s)
{
	return without(without(str_trim(s), STR("/")), STR("r/"));
}

static bool has_author(struct strs set, struct str author)
{
	struct str wanted = bare_author(author);
	for (size_t i = 0; wanted.len && i < set.n; i++)
		if (str_eq_nocase(bare_author(set.at[i]), wanted))
			return true;
	return false;
}

static bool feels(const struct rule *rule, const struct sentiment *sentiment)
{
	bool is_known = sentiment->tone != TONE_UNKNOWN;
	if (rule->tones && !(rule->tones & 1u << sentiment->tone))
		return false;
	if (rule->has_below && !(is_known && sentiment->score < rule->below))
		return false;
	return !rule->has_above || (is_known && sentiment->score > rule->above);
}

static bool wants_brand(const struct rule *rule, uint32_t brand)
{
	return rule->n_brands == 0 || has_number(rule->brands, rule->n_brands, brand);
}

static bool speaks_so(const struct rule *rule, const struct scene *scene)
{
	const struct mention *mention = scene->mention;
	if (mention->n_brands == 0)
		return rule->n_brands == 0 && feels(rule, &mention->sentiment);
	for (size_t i = 0; i < mention->n_brands; i++)
		if (wants_brand(rule, mention->brands[i].brand) &&
		    feels(rule, &mention->brands[i].sentiment))
			return true;
	return false;
}

static bool says_its_terms(const struct rule *rule, const struct scene *scene)
{
	for (size_t i = 0; i < scene->mention->n_rules; i++)
		if (scene->mention->rules[i].query == rule->query)
			return true;
	return rule->query == RULE_NO_QUERY;
}

static bool comes_from(const struct rule *rule, const struct scene *scene)
{
	return rule->sources.n == 0 || has_text(rule->sources, scene->source->name);
}

static bool comes_by(const struct rule *rule, const struct scene *scene)
{
	return rule->connectors.n == 0 || has_text(rule->connectors, scene->source->connector);
}

/* What its source does not count is not enough. */
static bool has_count(const struct item *item, struct str name, int64_t least)
{
	for (size_t i = 0; i < item->n_counts; i++)
		if (str_eq(item->counts[i].name, name))
			return item->counts[i].value >= (double)least;
	return least == 0;
}

static bool is_heard(const struct rule *rule, const struct scene *scene)
{
	const struct item *item = scene->mention->item;
	return has_count(item, STR("followers"), rule->followers) &&
	       has_count(item, STR("points"), rule->points);
}

static bool is_on_side(const struct rule *rule, const struct scene *scene)
{
	return rule->side == RULE_ANY || rule->side == (int)scene->source->side;
}

static bool is_of_kind(const struct rule *rule, const struct scene *scene)
{
	return rule->kind == RULE_ANY || rule->kind == (int)scene->mention->item->kind;
}

static bool is_in_place(const struct rule *rule, const struct scene *scene)
{
	struct str place = bare_place(scene->mention->item->place);
	for (size_t i = 0; i < rule->places.n; i++)
		if (str_eq_nocase(bare_place(rule->places.at[i]), place))
			return true;
	return rule->places.n == 0;
}

static bool is_by(const struct rule *rule, const struct scene *scene)
{
	return rule->authors.n == 0 || has_author(rule->authors, scene->mention->item->author);
}

/* RFC 4647, basic filtering: "en" takes "en" and "en-GB", never "eng". */
static bool is_in_language(const struct rule *rule, const struct scene *scene)
{
	struct str lang = scene->mention->item->lang;
	lang = lang.len ? lang : scene->source->lang;
	lang = lang.len ? lang : scene->mention->lang_guess;
	for (size_t i = 0; i < rule->langs.n; i++) {
		struct str range = rule->langs.at[i];
		if (str_starts_nocase(lang, range) &&
		    (lang.len == range.len || lang.at[range.len] == '-'))
			return true;
	}
	return rule->langs.n == 0;
}

static bool has_source_tag(const struct rule *rule, const struct scene *scene)
{
	for (size_t i = 0; i < scene->source->tags.n; i++)
		if (has_text(rule->source_tags, scene->source->tags.at[i]))
			return true;
	return rule->source_tags.n == 0;
}

static bool speaks_of(const struct rule *rule, const struct scene *scene)
{
	for (size_t i = 0; i < scene->mention->n_topics; i++)
		if (has_text(rule->topics, scene->mention->topics[i].name))
			return true;
	return rule->topics.n == 0;
}

static bool (*const conditions[])(const struct rule *rule, const struct scene *scene) = {
	comes_from, comes_by,	    is_heard,	    is_on_side,	    is_of_kind, is_in_place,
	is_by,	    is_in_language, has_source_tag, says_its_terms, speaks_of,	speaks_so,
};

static bool takes(const struct rule *rule, const struct scene *scene)
{
	for (size_t i = 0; i < COUNT_OF(conditions); i++)
		if (!conditions[i](rule, scene))
			return false;
	return true;
}

/* When the rule does not say: negative toward a brand it asks for is high, all else notice. */
static enum severity severity_of(const struct rule *rule, const struct mention *mention)
{
	if (rule->severity != RULE_ANY)
		return (enum severity)rule->severity;
	bool is_negative = mention->n_brands == 0 && mention->sentiment.tone == TONE_NEGATIVE;
	for (size_t i = 0; i < mention->n_brands; i++) {
		const struct brand_hit *brand = &mention->brands[i];
		is_negative |= brand->sentiment.tone == TONE_NEGATIVE &&
			       wants_brand(rule, brand->brand) && feels(rule, &brand->sentiment);
	}
	return is_negative ? SEVERITY_HIGH : SEVERITY_NOTICE;
}

/* Room in the verdict for the effects of every rule at once. */
struct effects {
	const struct rule **rules;
	uint32_t *to;
	struct str *tags;
};

static struct effects effects_new(const struct decide_rules *rules, struct arena *arena)
{
	size_t n_to = 0, n_tags = 0;
	for (size_t i = 0; i < rules->n; i++) {
		n_to += rules->rules[i].n_to;
		n_tags += rules->rules[i].tags.n;
	}
	return (struct effects){ NEW(arena, const struct rule *, rules->n),
				 NEW(arena, uint32_t, n_to), NEW(arena, struct str, n_tags) };
}

static void join(struct verdict *out, struct effects *effects, const struct rule *rule,
		 const struct mention *mention)
{
	enum severity severity = severity_of(rule, mention);
	if (out->n_rules == 0 || rule->realert_ms < out->realert_ms)
		out->realert_ms = rule->realert_ms;
	if (out->n_rules == 0 || severity > out->severity)
		out->severity = severity;
	effects->rules[out->n_rules++] = rule;
	for (size_t i = 0; i < rule->n_to; i++)
		if (!has_number(effects->to, out->n_to, rule->to[i]))
			effects->to[out->n_to++] = rule->to[i];
	for (size_t i = 0; i < rule->tags.n; i++)
		if (!has_text(out->tags, rule->tags.at[i]))
			effects->tags[out->tags.n++] = rule->tags.at[i];
}

static const struct mute *mute_of(const struct decide_rules *rules, const struct brand_hit *brand,
				  int64_t now_ms)
{
	for (size_t i = 0; i < rules->n_mutes; i++) {
		const struct mute *mute = &rules->mutes[i];
		if (now_ms < mute->until_ms &&
		    (mute->n_brands == 0 ||
		     (brand && has_number(mute->brands, mute->n_brands, brand->brand))))
			return mute;
	}
	return NULL;
}

/* A mention is muted only when each of its brands is. */
static struct str why_muted(const struct decide_rules *rules, const struct mention *mention,
			    int64_t now_ms, struct arena *arena)
{
	const struct mute *mute = NULL;
	if (mention->n_brands == 0)
		mute = mute_of(rules, NULL, now_ms);
	for (size_t i = 0; i < mention->n_brands; i++) {
		mute = mute_of(rules, &mention->brands[i], now_ms);
		if (!mute)
			break;
	}
	if (!mute)
		return STR("");
	struct str until = calendar_plain(arena, mute->until_ms);
	return str_fmt(arena, "muted until " STR_FMT "%s" STR_FMT, STR_ARG(until),
		       mute->why.len ? ": " : "", STR_ARG(mute->why));
}

static struct str why_ignored(const struct decide_rules *rules, const struct mention *mention,
			      struct arena *arena)
{
	struct str author = mention->item->author;
	if (has_author(rules->ignored_authors, author))
		return str_fmt(arena, "author \"" STR_FMT "\" is ignored", STR_ARG(author));
	for (size_t i = 0; i < mention->n_rules; i++)
		if (rules->ignore_query != RULE_NO_QUERY &&
		    mention->rules[i].query == rules->ignore_query)
			return STR("it says something that is ignored");
	return STR("");
}

/* A clock that was set back must not silence a story for longer than its realert. */
static bool is_told(const struct decide_case *at, uint32_t channel, int64_t realert_ms)
{
	int64_t told_ms = at->told_ms ? at->told_ms[channel] : 0, age_ms = at->now_ms - told_ms;
	return told_ms != 0 && age_ms < realert_ms && age_ms > -realert_ms;
}

static void leave_told_out(const struct decide_case *at, struct effects *effects,
			   struct arena *arena, struct verdict *out)
{
	size_t n = 0;
	int64_t last_ms = INT64_MIN;
	for (size_t i = 0; i < out->n_to; i++) {
		uint32_t channel = effects->to[i];
		if (!is_told(at, channel, out->realert_ms))
			effects->to[n++] = channel;
		else if (at->told_ms[channel] > last_ms)
			last_ms = at->told_ms[channel];
	}
	if (n)
		out->n_to = n;
	else
		out->silent = str_fmt(arena, "story told " STR_FMT " ago",
				      STR_ARG(calendar_span(arena, at->now_ms - last_ms)));
}

void decide(const struct decide_case *at, struct arena *arena, struct verdict *out)
{
	const struct decide_rules *rules = at->rules;
	struct scene scene = { at->source, at->mention };
	struct effects effects = effects_new(rules, arena);
	*out = (struct verdict){ .rules = effects.rules,
				 .to = effects.to,
				 .tags = { effects.tags, 0 } };
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->rules[i];
		if (!takes(rule, &scene))
			continue;
		join(out, &effects, rule, at->mention);
		if (!rule->goes_on)
			break;
	}
	if (out->n_rules == 0)
		return;
	out->silent = why_ignored(rules, at->mention, arena);
	if (out->silent.len == 0)
		out->silent = why_muted(rules, at->mention, at->now_ms, arena);
	if (out->silent.len == 0 && out->n_to == 0)
		out->silent = STR("its rules name no channel");
	if (out->silent.len == 0)
		leave_told_out(at, &effects, arena, out);
}
