/* rules.c - the sections `rules:` and `mute:`. */
#include "inside.h"

#include "arena.h"
#include "calendar.h"

#include "poison.h"

#define AT(member) offsetof(struct rule_entry, member)

static const struct choice side_choices[] = { { "external", SIDE_EXTERNAL },
					      { "internal", SIDE_INTERNAL },
					      { 0 } };
static const struct choice kind_choices[] = { { "post", ITEM_POST },
					      { "comment", ITEM_COMMENT },
					      { 0 } };
static const struct choice severity_choices[] = { { "info", SEVERITY_INFO },
						  { "notice", SEVERITY_NOTICE },
						  { "high", SEVERITY_HIGH },
						  { "critical", SEVERITY_CRITICAL },
						  { 0 } };
static const struct choice tone_choices[] = {
	{ "negative", TONE_NEGATIVE }, { "neutral", TONE_NEUTRAL }, { "positive", TONE_POSITIVE },
	{ "mixed", TONE_MIXED },       { "unknown", TONE_UNKNOWN }, { 0 }
};

struct rule_entry {
	struct rule_decl rule;
	const struct node *sentiment, *author, *tests, *followers, *points;
};

static const struct option rule_rows[] = {
	{ "name", OPT_TEXT, AT(rule.name), .must = true,
	  .doc = "every rule has a name: name: rest" },
	{ "brands", OPT_LIST, AT(rule.brands), .doc = "Only mentions of these brands." },
	{ "any", OPT_NODE, AT(rule.any), .doc = "One of these terms." },
	{ "all", OPT_NODE, AT(rule.all), .doc = "All of these terms." },
	{ "none", OPT_NODE, AT(rule.none), .doc = "None of these terms." },
	{ "sentiment", OPT_NODE, AT(sentiment), .doc = "How the text feels." },
	{ "topics", OPT_LIST, AT(rule.topics), .doc = "Only what speaks of one of these." },
	{ "sources", OPT_LIST, AT(rule.sources), .doc = "Only from these sources." },
	{ "side", OPT_CHOICE, AT(rule.side), .choices = side_choices,
	  .doc = "Only from sources of this side." },
	{ "place", OPT_LIST, AT(rule.places), .doc = "Only from these forums." },
	{ "author", OPT_NODE, AT(author), .doc = "Only by these authors." },
	{ "lang", OPT_LIST, AT(rule.langs), .doc = "Only in these languages." },
	{ "kind", OPT_CHOICE, AT(rule.kind), .choices = kind_choices,
	  .doc = "Only posts, or only comments." },
	{ "severity", OPT_CHOICE, AT(rule.severity), .choices = severity_choices,
	  .doc = "How much it matters." },
	{ "to", OPT_LIST, AT(rule.to), .doc = "Channels that are told." },
	{ "tags", OPT_LIST, AT(rule.tags), .doc = "Words of your own for the message." },
	{ "realert", OPT_DURATION, AT(rule.realert_ms), .def = "24h",
	  .doc = "A story alerts once in this time." },
	{ "continue", OPT_BOOL, AT(rule.goes_on), .doc = "Whether later rules are asked too." },
	{ "tests", OPT_NODE, AT(tests), .doc = "Texts that must and must not fire." },
	{ "connector", OPT_LIST, AT(rule.connectors),
	  .doc = "Only from sources of these connectors." },
	{ "followers", OPT_NODE, AT(followers), .doc = "Only by authors with so many followers." },
	{ "points", OPT_NODE, AT(points), .doc = "Only what has so many points." },
	{ "count", OPT_LATER, 0, .doc = "How many in a time." },
	{ "spike", OPT_LATER, 0, .doc = "More than usual." },
	{ "share", OPT_LATER, 0, .doc = "How large a part is negative." },
	{ "thread", OPT_LATER, 0, .doc = "How many in one thread." },
	{ "silence", OPT_LATER, 0, .doc = "Nothing for a time." },
	{ 0 },
};

static const struct option least_rows[] = {
	{ "at_least", OPT_INT, 0, .must = true, .min = 1, .max = INT64_MAX,
	  .doc = "such as {at_least: 1000}" },
	{ 0 },
};

/* {at_least: N} */
static void least_read(const struct reading *reading, const struct node *node, int64_t *out)
{
	struct option_set set = { least_rows, out };
	if (node)
		options_read_sets(reading, node, &set, 1);
}

struct bounds {
	double below, above;
};

static const struct option bound_rows[] = {
	{ "below", OPT_NUMBER, offsetof(struct bounds, below), .doc = "Score less than this." },
	{ "above", OPT_NUMBER, offsetof(struct bounds, above), .doc = "Score more than this." },
	{ 0 },
};

static void bounds_read(const struct reading *reading, const struct node *map,
			struct rule_decl *rule)
{
	struct bounds bounds = { 0 };
	struct option_set set = { bound_rows, &bounds };
	if (!options_read_sets(reading, map, &set, 1))
		return;
	rule->has_below = node_get(map, "below") != NULL;
	rule->has_above = node_get(map, "above") != NULL;
	rule->below = bounds.below;
	rule->above = bounds.above;
	if (map->n == 0)
		problem_error(reading->problems, map->where,
			      "\"sentiment\" wants \"below\" or \"above\"");
	if (bounds.below < -1 || bounds.below > 1 || bounds.above < -1 || bounds.above > 1)
		problem_error(reading->problems, map->where, "a score is between -1 and 1");
	else if (rule->has_below && rule->has_above && rule->above >= rule->below)
		problem_error(reading->problems, map->where,
			      "no score is below one and above the other");
}

/* A name, a list of names, or bounds. */
static void sentiment_read(const struct reading *reading, const struct node *node,
			   struct rule_decl *rule)
{
	static const struct option row = { "sentiment", OPT_CHOICE, 0, .choices = tone_choices,
					   .doc = "" };
	if (!node)
		return;
	if (node->kind == NODE_MAP) {
		bounds_read(reading, node, rule);
		return;
	}
	size_t n = node->kind == NODE_LIST ? node->n : 1;
	const struct node *names = node->kind == NODE_LIST ? node->values : node;
	if (n == 0)
		problem_error(reading->problems, node->where, "\"sentiment\" wants a name");
	for (size_t i = 0; i < n; i++) {
		int tone;
		if (option_read(reading, &row, names[i].where, &names[i], &tone))
			rule->tones |= 1U << tone;
	}
}

static const struct named_nodes *people_of(const struct config *config, struct str name)
{
	for (size_t i = 0; i < config->n_people; i++)
		if (str_eq(config->people[i].name, name))
			return &config->people[i];
	return NULL;
}

struct authors {
	struct node *at;
	size_t n, cap;
};

static void authors_add(const struct reading *reading, struct authors *authors,
			const struct node *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		authors->at = arena_more(reading->arena, authors->at, authors->n, &authors->cap,
					 sizeof(*authors->at));
		authors->at[authors->n++] = from[i];
	}
}

static void refuse_people(const struct reading *reading, const struct config *config,
			  const struct node *name)
{
	struct str *names = NEW(reading->arena, struct str, config->n_people);
	for (size_t i = 0; i < config->n_people; i++)
		names[i] = config->people[i].name;
	problem_error(reading->problems, name->where, "no list of people is named \"" STR_FMT "\"",
		      STR_ARG(str_first(name->text, 200)));
	problem_hint(reading->problems, "they are declared under people:");
	problem_suggest(reading->problems, name->text, names, config->n_people);
}

/* An author's name, the name of a list of people, or {list: NAME}. */
static void author_read(const struct reading *reading, const struct config *config,
			const struct node *node, struct authors *authors)
{
	const struct node *name = node->kind == NODE_MAP ? node_get(node, "list") : node;
	if (!name || name->kind != NODE_TEXT || node_is_none(name) ||
	    (node->kind == NODE_MAP && node->n != 1)) {
		problem_error(reading->problems, node->where,
			      "\"author\" wants names, or {list: NAME}");
		return;
	}
	const struct named_nodes *people = people_of(config, name->text);
	if (!people && node->kind == NODE_MAP)
		refuse_people(reading, config, name);
	else if (!people)
		authors_add(reading, authors, name, 1);
	else if (people->node && people->node->kind == NODE_LIST)
		authors_add(reading, authors, people->node->values, people->node->n);
	else if (people->node)
		authors_add(reading, authors, people->node, 1);
}

static void authors_read(const struct reading *reading, const struct config *config,
			 const struct node *node, struct rule_decl *rule)
{
	struct authors authors = { NULL, 0, 0 };
	if (!node)
		return;
	size_t errors = reading->problems->errors;
	size_t n = node->kind == NODE_LIST ? node->n : 1;
	const struct node *list = node->kind == NODE_LIST ? node->values : node;
	for (size_t i = 0; i < n; i++)
		author_read(reading, config, &list[i], &authors);
	rule->authors = (struct nodes){ authors.at, authors.n };
	if (authors.n == 0 && reading->problems->errors == errors)
		problem_error(reading->problems, node->where, "no author is named here");
}

static bool test_read(const struct reading *reading, const struct node *node, struct rule_test *out)
{
	bool is_pair = node->kind == NODE_MAP && node->n == 1 && node->values[0].kind == NODE_TEXT;
	bool fires = is_pair && str_eq(node->keys[0].text, STR("fires"));
	if (!fires && !(is_pair && str_eq(node->keys[0].text, STR("silent")))) {
		problem_error(reading->problems, node->where,
			      "a test is fires: TEXT or silent: TEXT");
		return false;
	}
	*out = (struct rule_test){ node->values[0].text, fires, node->keys[0].where };
	return true;
}

static void tests_read(const struct reading *reading, const struct node *list,
		       struct rule_decl *rule)
{
	if (!list || !node_wants(reading, list, NODE_LIST, "\"tests\" wants a list of tests"))
		return;
	rule->tests = NEW(reading->arena, struct rule_test, list->n);
	for (size_t i = 0; i < list->n; i++)
		rule->n_tests += test_read(reading, &list->values[i], &rule->tests[rule->n_tests]);
}

static void rule_read(const struct reading *reading, const struct config *config,
		      const struct node *node, struct rule_decl *out)
{
	struct rule_entry entry = { .rule = { .where = node->where,
					      .side = RULE_ANY,
					      .kind = RULE_ANY,
					      .severity = RULE_ANY } };
	struct option_set set = { rule_rows, &entry };
	size_t errors = reading->problems->errors;
	if (node_wants(reading, node, NODE_MAP, "a rule is a map, such as {name: a, to: [ops]}"))
		options_read_sets(reading, node, &set, 1);
	struct rule_decl *rule = &entry.rule;
	rule->any = terms_read(reading, rule->any);
	rule->all = terms_read(reading, rule->all);
	rule->none = terms_read(reading, rule->none);
	rule->has_terms = rule->any || rule->all || rule->none;
	sentiment_read(reading, entry.sentiment, rule);
	authors_read(reading, config, entry.author, rule);
	tests_read(reading, entry.tests, rule);
	least_read(reading, entry.followers, &rule->followers);
	least_read(reading, entry.points, &rule->points);
	languages_check(reading, node);
	if (node->kind == NODE_MAP && rule->to.n == 0 && !node_get(node, "to")) {
		problem_warn(reading->problems, node->where, "this rule tells nobody");
		problem_hint(reading->problems,
			     "with to: [CHANNEL] it does; without, mentions are only recorded");
	}
	rule->is_broken = reading->problems->errors > errors;
	*out = *rule;
}

void rules_read(const struct reading *reading, const struct sections *sections, struct config *out)
{
	const struct node *list = sections->rules;
	if (!list || !node_wants(reading, list, NODE_LIST, "\"rules\" wants a list of rules"))
		return;
	if (list->n == 0)
		problem_error(reading->problems, list->where, "there are no rules here");
	out->rules = NEW(reading->arena, struct rule_decl, list->n);
	out->n_rules = list->n;
	for (size_t i = 0; i < list->n; i++)
		rule_read(reading, out, &list->values[i], &out->rules[i]);
}

/* Digits at the front of *text as a number within bounds. */
static bool cut_number(struct str *text, size_t digits, int64_t least, int64_t most, int64_t *out)
{
	struct str number = str_first(*text, digits);
	*text = str_skip(*text, digits);
	return number.len == digits && number.at[0] != '-' && str_int(number, out) &&
	       *out >= least && *out <= most;
}

static bool cut_char(struct str *text, char c)
{
	bool is_there = text->len > 0 && text->at[0] == c;
	*text = str_skip(*text, is_there);
	return is_there;
}

/* `Z`, or +HH:MM and -HH:MM as what must be taken away to come to UTC. */
static bool zone_parse(struct str text, int64_t *out_ms)
{
	int64_t hours, minutes, sign = str_starts(text, STR("-")) ? -1 : 1;
	*out_ms = 0;
	if (cut_char(&text, 'Z'))
		return text.len == 0;
	if (!cut_char(&text, '+') && !cut_char(&text, '-'))
		return false;
	if (!cut_number(&text, 2, 0, 23, &hours) || !cut_char(&text, ':') ||
	    !cut_number(&text, 2, 0, 59, &minutes))
		return false;
	*out_ms = sign * (hours * 60 + minutes) * 60000;
	return text.len == 0;
}

/* YYYY-MM-DD (its first moment in UTC) or RFC 3339 without fractions. */
static bool moment_parse(struct str text, int64_t *out_ms)
{
	int64_t year, month, day, hour = 0, minute = 0, second = 0, zone = 0;
	if (!cut_number(&text, 4, 1970, 9999, &year) || !cut_char(&text, '-') ||
	    !cut_number(&text, 2, 1, 12, &month) || !cut_char(&text, '-') ||
	    !cut_number(&text, 2, 1, 31, &day))
		return false;
	if (text.len) {
		if (!cut_char(&text, 'T') || !cut_number(&text, 2, 0, 23, &hour) ||
		    !cut_char(&text, ':') || !cut_number(&text, 2, 0, 59, &minute) ||
		    !cut_char(&text, ':') || !cut_number(&text, 2, 0, 60, &second) ||
		    !zone_parse(text, &zone))
			return false;
	}
	struct civil civil = { year, (int)month, (int)day, (int)hour, (int)minute, (int)second, 0 };
	int64_t ms = calendar_ms(&civil);
	if (calendar_civil(ms - second * 1000).day != (int)day) /* 30 February */
		return false;
	*out_ms = ms - zone;
	return true;
}

void mutes_read(const struct reading *reading, const struct sections *sections, struct config *out)
{
	struct mute_entry {
		struct mute_decl mute;
		struct str until;
	};
	static const struct option rows[] = {
		{ "brands", OPT_LIST, offsetof(struct mute_entry, mute.brands),
		  .doc = "Brands nobody is told about; without it: all." },
		{ "until", OPT_TEXT, offsetof(struct mute_entry, until), .must = true,
		  .doc = "a day (its first moment in UTC) or a time: until: 2026-12-24" },
		{ "why", OPT_TEXT, offsetof(struct mute_entry, mute.why), .doc = "The reason." },
		{ 0 },
	};
	const struct node *list = sections->mute;
	if (!list || !node_wants(reading, list, NODE_LIST, "\"mute\" wants a list of maps"))
		return;
	out->mutes = NEW(reading->arena, struct mute_decl, list->n);
	out->n_mutes = list->n;
	for (size_t i = 0; i < list->n; i++) {
		struct mute_entry entry = { .mute.where = list->values[i].where };
		struct option_set set = { rows, &entry };
		options_read_sets(reading, &list->values[i], &set, 1);
		if (entry.until.len && !moment_parse(entry.until, &entry.mute.until_ms)) {
			problem_error(reading->problems, node_get(&list->values[i], "until")->where,
				      "\"until\" wants a day or a time");
			problem_hint(reading->problems,
				     "such as 2026-12-24 or 2026-12-24T18:00:00+01:00");
		}
		out->mutes[i] = entry.mute;
	}
}
