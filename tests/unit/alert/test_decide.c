#include "decide.h"

#include "test.h"

enum { HOUR = 3600 * 1000, NOW = 500 * HOUR };

/* A mention of acme (0, negative) and globex (1, positive), and a source; each case names the one
 * thing that its rule asks for. */
static const struct item item = {
	.title = STR_INIT("Acme is down, Globex is up"),
	.author = STR_INIT("Bob"),
	.place = STR_INIT("r/SysAdmin"),
	.lang = STR_INIT("en-GB"),
	.kind = ITEM_COMMENT,
	.counts = (const struct count[]){ { STR_INIT("followers"), 1000 } },
	.n_counts = 1,
};
static const struct brand_hit brands[] = {
	{ .brand = 0, .name = STR_INIT("acme"), .sentiment = { TONE_NEGATIVE, -0.5, NULL, 0 } },
	{ .brand = 1, .name = STR_INIT("globex"), .sentiment = { TONE_POSITIVE, 0.7, NULL, 0 } },
};
static const struct found found[] = { { .query = 7 } };
static const struct topic_hit topics[] = { { .name = STR_INIT("outage") } };
static const struct mention both = { .item = &item,
				     .brands = brands,
				     .n_brands = 2,
				     .rules = found,
				     .n_rules = 1,
				     .topics = topics,
				     .n_topics = 1,
				     .sentiment = { TONE_NEGATIVE, -0.5, NULL, 0 } };
static const struct str source_tags[] = { STR_INIT("press"), STR_INIT("de") };
static const struct source source = { .name = STR_INIT("reddit"),
				      .side = SIDE_EXTERNAL,
				      .connector = STR_INIT("reddit-rss"),
				      .tags = { source_tags, 2 } };

static const uint32_t acme[] = { 0 }, globex[] = { 1 }, other[] = { 2 }, to_one[] = { 3 };

#define TEXTS(...)                                                      \
	{                                                               \
		(const struct str[]){ __VA_ARGS__ },                    \
			COUNT_OF(((const struct str[]){ __VA_ARGS__ })) \
	}
#define RULE_OF(q, s, k, grave) .query = (q), .side = (s), .kind = (k), .severity = (grave)
#define RULE RULE_OF(RULE_NO_QUERY, RULE_ANY, RULE_ANY, RULE_ANY)
#define BRANDS(set) .brands = (set), .n_brands = 1
#define TONE(tone) .tones = 1u << (tone)

static const struct {
	const char *name;
	struct rule rule;
	bool is_taken;
} conditions[] = {
	{ "nothing asked", { RULE }, true },
	{ "brand", { RULE, BRANDS(acme) }, true },
	{ "another brand", { RULE, BRANDS(other) }, false },
	{ "tone of one brand", { RULE, TONE(TONE_POSITIVE) }, true },
	{ "tone of no brand", { RULE, TONE(TONE_MIXED) }, false },
	{ "brand and its tone", { RULE, BRANDS(acme), TONE(TONE_NEGATIVE) }, true },
	{ "brand and another's tone", { RULE, BRANDS(globex), TONE(TONE_NEGATIVE) }, false },
	{ "several tones", { RULE, .tones = 1u << TONE_MIXED | 1u << TONE_NEGATIVE }, true },
	{ "below", { RULE, .has_below = true, .below = -0.3 }, true },
	{ "not below", { RULE, .has_below = true, .below = -0.5 }, false },
	{ "above", { RULE, .has_above = true, .above = 0.5 }, true },
	{ "above of a brand", { RULE, BRANDS(acme), .has_above = true, .above = -0.2 }, false },
	{ "source", { RULE, .sources = TEXTS(STR_INIT("hn"), STR_INIT("reddit")) }, true },
	{ "another source", { RULE, .sources = TEXTS(STR_INIT("Reddit")) }, false },
	{ "connector", { RULE, .connectors = TEXTS(STR_INIT("reddit-rss")) }, true },
	{ "another connector", { RULE, .connectors = TEXTS(STR_INIT("reddit")) }, false },
	{ "as many followers", { RULE, .followers = 1000 }, true },
	{ "too few followers", { RULE, .followers = 1001 }, false },
	{ "points that nobody counted", { RULE, .points = 1 }, false },
	{ "side", { RULE_OF(RULE_NO_QUERY, SIDE_EXTERNAL, RULE_ANY, RULE_ANY) }, true },
	{ "other side", { RULE_OF(RULE_NO_QUERY, SIDE_INTERNAL, RULE_ANY, RULE_ANY) }, false },
	{ "kind", { RULE_OF(RULE_NO_QUERY, RULE_ANY, ITEM_COMMENT, RULE_ANY) }, true },
	{ "other kind", { RULE_OF(RULE_NO_QUERY, RULE_ANY, ITEM_POST, RULE_ANY) }, false },
	{ "place, any case, bare", { RULE, .places = TEXTS(STR_INIT("sysadmin")) }, true },
	{ "other place", { RULE, .places = TEXTS(STR_INIT("admin")) }, false },
	{ "author with @", { RULE, .authors = TEXTS(STR_INIT("@BOB")) }, true },
	{ "author with u/", { RULE, .authors = TEXTS(STR_INIT("u/bob")) }, true },
	{ "author with /u/", { RULE, .authors = TEXTS(STR_INIT("/u/bob")) }, true },
	{ "other author", { RULE, .authors = TEXTS(STR_INIT("bobby")) }, false },
	{ "language by prefix", { RULE, .langs = TEXTS(STR_INIT("EN")) }, true },
	{ "exact language", { RULE, .langs = TEXTS(STR_INIT("en-gb")) }, true },
	{ "longer language", { RULE, .langs = TEXTS(STR_INIT("en-GB-oed")) }, false },
	{ "half a language", { RULE, .langs = TEXTS(STR_INIT("e")) }, false },
	{ "tag of the source", { RULE, .source_tags = TEXTS(STR_INIT("press")) }, true },
	{ "other tag", { RULE, .source_tags = TEXTS(STR_INIT("vip")) }, false },
	{ "topic", { RULE, .topics = TEXTS(STR_INIT("recall"), STR_INIT("outage")) }, true },
	{ "other topic", { RULE, .topics = TEXTS(STR_INIT("recall")) }, false },
	{ "its terms", { RULE_OF(7, RULE_ANY, RULE_ANY, RULE_ANY) }, true },
	{ "terms not there", { RULE_OF(8, RULE_ANY, RULE_ANY, RULE_ANY) }, false },
	{ "two claims, one false",
	  { RULE_OF(8, RULE_ANY, RULE_ANY, RULE_ANY), BRANDS(acme) },
	  false },
};

static struct verdict judge(const struct rule *rules, size_t n, const struct mention *mention,
			    int64_t told_ms, struct arena *arena)
{
	struct verdict out;
	struct decide_rules all = { .rules = rules, .n = n, .ignore_query = RULE_NO_QUERY };
	int64_t told[] = { told_ms, told_ms, told_ms, told_ms, told_ms, told_ms };
	decide(&(struct decide_case){ &all, &source, mention, NOW, told }, arena, &out);
	return out;
}

static void each_condition(void)
{
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		CASE(conditions[i].name);
		struct verdict out = judge(&conditions[i].rule, 1, &both, 0, arena);
		EXPECT_INT(out.n_rules, conditions[i].is_taken);
	}
}

/* What the source says goes before what is guessed. */
static void a_guessed_language_counts_where_nobody_says_one(void)
{
	static const struct {
		const char *name, *item, *source, *guess, *want;
	} cases[] = {
		{ "guessed", "", "", "de", "de" },
		{ "told by the item", "fr", "", "de", "fr" },
		{ "told by the source", "", "fr", "de", "fr" },
		{ "not even guessed", "", "", "", "" },
	};
	static const char *const langs[] = { "de", "fr" };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases) * COUNT_OF(langs); i++) {
		size_t k = i / COUNT_OF(langs);
		struct str lang = str_from(langs[i % COUNT_OF(langs)]);
		struct item text = { .lang = str_from(cases[k].item) };
		struct source from = { .lang = str_from(cases[k].source) };
		struct mention mention = { .item = &text,
					   .brands = brands,
					   .n_brands = 1,
					   .lang_guess = str_from(cases[k].guess) };
		struct rule rule = { RULE, .langs = { &lang, 1 } };
		struct decide_rules all = { .rules = &rule, .n = 1, .ignore_query = RULE_NO_QUERY };
		struct verdict out;
		CASE(cases[k].name);
		decide(&(struct decide_case){ &all, &from, &mention, NOW, 0 }, arena, &out);
		EXPECT_INT(out.n_rules == 1, str_eq(lang, str_from(cases[k].want)));
	}
}

static void unknown_tone_is_no_number(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct brand_hit brand = { .brand = 0, .sentiment = { TONE_UNKNOWN, 0, NULL, 0 } };
	struct mention mention = { .item = &item, .brands = &brand, .n_brands = 1 };
	struct rule below = { RULE, .has_below = true, .below = 0.3 };
	struct rule unknown = { RULE, TONE(TONE_UNKNOWN) };
	EXPECT_INT(judge(&below, 1, &mention, 0, arena).n_rules, 0);
	EXPECT_INT(judge(&unknown, 1, &mention, 0, arena).n_rules, 1);
}

static void severity_by_sentiment(void)
{
	static const struct {
		const char *name;
		struct rule rule;
		enum severity want;
	} cases[] = {
		{ "negative brand", { RULE, BRANDS(acme) }, SEVERITY_HIGH },
		{ "positive brand", { RULE, BRANDS(globex) }, SEVERITY_NOTICE },
		{ "any brand", { RULE }, SEVERITY_HIGH },
		{ "asked for the positive one", { RULE, TONE(TONE_POSITIVE) }, SEVERITY_NOTICE },
		{ "the rule says",
		  { RULE_OF(RULE_NO_QUERY, RULE_ANY, RULE_ANY, SEVERITY_INFO) },
		  SEVERITY_INFO },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		CASE(cases[i].name);
		EXPECT_INT(judge(&cases[i].rule, 1, &both, 0, arena).severity, cases[i].want);
	}
}

static void first_match_wins(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const uint32_t one[] = { 3, 4 }, two[] = { 4, 5 };
	static const struct str tags[] = { STR_INIT("urgent"), STR_INIT("billing") };
	struct rule rules[] = {
		{ RULE, BRANDS(other), .to = to_one, .n_to = 1 },
		{ RULE_OF(RULE_NO_QUERY, RULE_ANY, RULE_ANY, SEVERITY_INFO), .name = STR("first"),
		  .to = one, .n_to = 2, .realert_ms = 5 * HOUR, .tags = { tags, 1 } },
		{ RULE, .name = STR("second"), .to = two, .n_to = 2, .realert_ms = 2 * HOUR,
		  .tags = { tags, 2 } },
	};
	struct verdict out = judge(rules, 3, &both, 0, arena);
	EXPECT_INT(out.n_rules, 1);
	EXPECT_STR(out.rules[0]->name, STR("first"));
	EXPECT_INT(out.n_to, 2);
	EXPECT_INT(out.severity, SEVERITY_INFO);
	EXPECT_STR(out.silent, STR(""));

	rules[1].goes_on = true;
	out = judge(rules, 3, &both, 0, arena);
	EXPECT_INT(out.n_rules, 2);
	EXPECT_INT(out.n_to, 3);
	EXPECT_INT(out.to[0], 3);
	EXPECT_INT(out.to[1], 4);
	EXPECT_INT(out.to[2], 5);
	EXPECT_INT(out.severity, SEVERITY_HIGH);
	EXPECT_INT(out.realert_ms, 2 * HOUR);
	EXPECT_INT(out.tags.n, 2);
}

static void a_story_is_told_once(void)
{
	static const struct {
		const char *name;
		int64_t told_ms;
		const char *want;
	} cases[] = {
		{ "never", 0, "" },
		{ "an hour ago", NOW - HOUR, "story told 1 h ago" },
		{ "just within", NOW - 24 * HOUR + 1, "story told 23 h 59 min ago" },
		{ "a day ago", NOW - 24 * HOUR, "" },
		{ "clock set back an hour", NOW + HOUR, "story told 0 s ago" },
		{ "clock set back two days", NOW + 48 * HOUR, "" },
	};
	struct rule rule = { RULE, .to = to_one, .n_to = 1, .realert_ms = 24 * HOUR };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		CASE(cases[i].name);
		struct verdict out = judge(&rule, 1, &both, cases[i].told_ms, arena);
		EXPECT_STR(out.silent, str_from(cases[i].want));
		EXPECT_INT(out.n_rules, 1);
		EXPECT_INT(out.n_to, 1);
	}
}

static void tells_those_who_were_not_told(void)
{
	static const uint32_t three[] = { 2, 0, 1 };
	const int64_t told_ms[] = { NOW - HOUR, 0, NOW - 25 * HOUR };
	struct rule rule = { RULE, .to = three, .n_to = 3, .realert_ms = 24 * HOUR };
	struct decide_rules rules = { .rules = &rule, .n = 1, .ignore_query = RULE_NO_QUERY };
	struct verdict out;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	decide(&(struct decide_case){ &rules, &source, &both, NOW, told_ms }, arena, &out);
	EXPECT_INT(out.silent.len, 0);
	EXPECT_INT(out.n_to, 2);
	EXPECT_INT(out.to[0], 2);
	EXPECT_INT(out.to[1], 1);
}

static void keeps_silent(void)
{
	static const struct str authors[] = { STR_INIT("newsbot"), STR_INIT("@bob") };
	static const struct mute acme_only[] = { { acme, 1, NOW + HOUR, STR_INIT("maintenance") } };
	static const struct mute each[] = { { acme, 1, NOW + HOUR, STR_INIT("") },
					    { globex, 1, NOW + HOUR, STR_INIT("maintenance") } };
	static const struct mute all[] = { { NULL, 0, NOW + HOUR, STR_INIT("maintenance") } };
	static const struct mute over[] = { { NULL, 0, NOW, STR_INIT("maintenance") } };
	const struct str muted = STR("muted until 1970-01-21 21:00 UTC: maintenance");
	struct rule rule = { RULE, .to = to_one, .n_to = 1, .realert_ms = 24 * HOUR };
	struct rule nobody = { RULE, .realert_ms = 24 * HOUR };
	const struct {
		const char *name;
		struct decide_rules rules;
		struct str want;
	} cases[] = {
		{ "ignored author",
		  { .rules = &rule, .ignored_authors = { authors, 2 }, .ignore_query = UINT32_MAX },
		  STR("author \"Bob\" is ignored") },
		{ "other author",
		  { .rules = &rule, .ignored_authors = { authors, 1 }, .ignore_query = UINT32_MAX },
		  STR("") },
		{ "ignored terms",
		  { .rules = &rule, .ignore_query = 7 },
		  STR("it says something that is ignored") },
		{ "terms not there", { .rules = &rule, .ignore_query = 8 }, STR("") },
		{ "one of two brands muted",
		  { .rules = &rule, .mutes = acme_only, .n_mutes = 1, .ignore_query = UINT32_MAX },
		  STR("") },
		{ "both brands muted",
		  { .rules = &rule, .mutes = each, .n_mutes = 2, .ignore_query = UINT32_MAX },
		  muted },
		{ "all muted",
		  { .rules = &rule, .mutes = all, .n_mutes = 1, .ignore_query = UINT32_MAX },
		  muted },
		{ "mute is over",
		  { .rules = &rule, .mutes = over, .n_mutes = 1, .ignore_query = UINT32_MAX },
		  STR("") },
		{ "no channel",
		  { .rules = &nobody, .ignore_query = UINT32_MAX },
		  STR("its rules name no channel") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct decide_rules rules = cases[i].rules;
		struct verdict out;
		CASE(cases[i].name);
		rules.n = 1;
		decide(&(struct decide_case){ &rules, &source, &both, NOW, NULL }, arena, &out);
		EXPECT_STR(out.silent, cases[i].want);
	}
}

/* Whatever rule and whatever is ignored: the verdict is the same, and at most silent. */
static void ignoring_only_reduces(void)
{
	static const struct str authors[][1] = { { STR_INIT("@bob") }, { STR_INIT("alice") } };
	for (size_t i = 0; i < COUNT_OF(conditions); i++)
		for (size_t j = 0; j < 2 * COUNT_OF(authors); j++) {
			CLEANUP(arena_free)
			struct arena *arena = arena_new(KIB);
			struct decide_rules rules = { .rules = &conditions[i].rule,
						      .n = 1,
						      .ignored_authors = { authors[j / 2], 1 },
						      .ignore_query = j % 2 ? 7 : 8 };
			struct verdict out, plain = judge(&conditions[i].rule, 1, &both, 0, arena);
			CASE(conditions[i].name);
			decide(&(struct decide_case){ &rules, &source, &both, NOW, 0 }, arena,
			       &out);
			EXPECT_INT(out.n_rules, plain.n_rules);
			EXPECT_INT(out.n_to, plain.n_to);
			EXPECT_INT(out.severity, plain.severity);
			EXPECT(out.silent.len > 0 || plain.silent.len == 0);
			bool is_ignored = j % 2 || j / 2 == 0;
			EXPECT(!is_ignored || out.silent.len > 0 || out.n_rules == 0);
		}
}

int main(void)
{
	RUN(each_condition);
	RUN(a_guessed_language_counts_where_nobody_says_one);
	RUN(unknown_tone_is_no_number);
	RUN(severity_by_sentiment);
	RUN(first_match_wins);
	RUN(a_story_is_told_once);
	RUN(tells_those_who_were_not_told);
	RUN(keeps_silent);
	RUN(ignoring_only_reduces);
	return test_end();
}
