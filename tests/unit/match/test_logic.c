/* What conditions mean across fields and queries, and what a near costs. */
#include "means.h"
#include "near.h"

#include "poison.h"

enum { MANY = 1000, ROUNDS = 3 };

static bool holds_for(const char *query, enum query_kind kind, const struct item *item)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	return ask(arena, query, kind, item).n == 1;
}

static void fields_apart(void)
{
	static const struct str tags[] = { STR_INIT("sponsored") };
	static const struct {
		const char *name, *query;
		enum query_kind kind;
		bool holds;
	} cases[] = {
		{ "a rule's none vetoes from the title", "{any: [Acme], none: [job]}", QUERY_RULE,
		  false },
		{ "and from a tag", "{any: [Acme], none: ['#sponsored']}", QUERY_RULE, false },
		{ "and from the author", "{any: [Acme], none: [{in: author, any: [bot]}]}",
		  QUERY_RULE, false },
		{ "only where it looks", "{any: [Acme], none: [{in: text, any: [job]}]}",
		  QUERY_RULE, true },
		{ "a brand's none takes nothing elsewhere", "{any: [Acme], none: [job]}",
		  QUERY_BRAND, true },
		{ "all in two fields", "{all: [Acme, job]}", QUERY_RULE, true },
		{ "a near stays in one", "{any: [{near: [Acme, job], within: 99}]}", QUERY_RULE,
		  false },
		{ "in inside in", "{any: [{in: [title, text], any: [{in: title, any: [Acme]}]}]}",
		  QUERY_RULE, false },
		{ "in inside in, there",
		  "{any: [{in: [title, text], any: [{in: text, any: [Acme]}]}]}", QUERY_RULE,
		  true },
		{ "none of an inner group",
		  "{any: [{all: [Acme], none: [{in: title, any: [job]}]}]}", QUERY_RULE, false },
	};
	const struct item item = { .title = STR("a job"),
				   .text = STR("at Acme"),
				   .author = STR("news bot"),
				   .tags = { tags, 1 } };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_INT(holds_for(cases[i].query, cases[i].kind, &item), cases[i].holds);
	}
}

/* The brand's result alone, and beside the query of `ignore:` in the same matcher. */
static void ignoring_changes_no_brand(void)
{
	static const char *const texts[] = { "Acme job offer", "job offer", "Acme",
					     "an acme-job offer" };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	struct problems problems = problems_new(arena);
	const struct node *brand = flow_terms(arena, STR("[Acme, {near: [job, Acme]}]"));
	const struct node *ignored = flow_terms(arena, STR("[job offer, Acme]"));
	const struct query queries[] = { { .kind = QUERY_BRAND, .any = brand },
					 { .kind = QUERY_RULE, .any = ignored } };
	CLEANUP(match_free)
	struct matcher *alone = NULL;
	CLEANUP(match_free)
	struct matcher *both = NULL;
	EXPECT(match_compile(arena, &(struct match_input){ queries, 1, NULL, 0 }, &problems,
			     &alone));
	EXPECT(match_compile(arena, &(struct match_input){ queries, 2, NULL, 0 }, &problems,
			     &both));
	for (size_t i = 0; i < COUNT_OF(texts) && alone && both; i++) {
		struct item item = { .text = str_from(texts[i]) };
		struct match_result one, two;
		CASE(texts[i]);
		match_item(alone, desk, arena, &item, &one);
		match_item(both, desk, arena, &item, &two);
		bool is_brand = two.n && two.found[0].query == 0;
		EXPECT_INT(is_brand, one.n);
		if (is_brand && one.n)
			EXPECT_STR(marked(arena, item.text, FIELD_TEXT, &two.found[0]),
				   marked(arena, item.text, FIELD_TEXT, &one.found[0]));
	}
}

/* Hits of `kids` terms in turn, each of one word, and how many chains that makes. */
static size_t near_cost(struct arena *arena, unsigned kids, size_t n)
{
	struct buf text = buf_new(arena, MIB);
	struct near_hit *hits = NEW(arena, struct near_hit, n);
	struct near_spans spans = { 0 };
	const struct term near = { .kind = TERM_NEAR, .within = 9, .n = kids };
	for (uint32_t i = 0; i < n; i++) {
		buf_add(&text, STR("ab "));
		hits[i] = (struct near_hit){ i * 7 % kids, { 3 * i, 3 * i + 2 }, false };
	}
	struct part part = part_new(arena, FIELD_TEXT, 0, buf_str(&text));
	near_find(&near, &part, hits, n, &spans);
	EXPECT(spans.n > 0);
	EXPECT(spans.n <= n);
	return spans.steps;
}

static void a_near_is_linear(void)
{
	for (unsigned kids = 2; kids <= NEAR_TERMS; kids++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(MIB);
		size_t before = near_cost(arena, kids, MANY);
		EXPECT(before >= MANY);
		for (size_t round = 1, n = 2 * MANY; round <= ROUNDS; round++, n *= 2) {
			size_t steps = near_cost(arena, kids, n);
			EXPECT(steps <= 2 * before + (kids << kids)); /* less at the start */
			EXPECT(steps <= n << (kids - 1));
			before = steps;
		}
	}
}

int main(void)
{
	RUN(fields_apart);
	RUN(ignoring_changes_no_brand);
	RUN(a_near_is_linear);
	return test_end();
}
