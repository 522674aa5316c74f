/* What match_compile() refuses, and where and how it says so. */
#include "flow_terms.h"
#include "match.h"

#include <string.h>

#include "poison.h"

static const struct {
	const char *terms; /* of `any` */
	uint32_t column;
	const char *what, *hint; /* parts of what must be told */
} cases[] = {
	{ "['']", 2, "empty term", "" },
	{ "['  ']", 2, "empty term", "" },
	{ "['\u200B']", 2, "empty term: it has no visible character", "" },
	{ "[{}]", 2, "empty term", "" },
	{ "[]", 1, "a list of terms is wanted", "" },
	{ "Acme", 1, "a list of terms is wanted", "[Acme]" },
	{ "[[a]]", 2, "not a list", "" },
	{ "['*']", 2, "`*` stands for the rest of a word", "regex" },
	{ "['*a*']", 2, "one end of a word only", "regex" },
	{ "['a *']", 2, "`*` stands for the rest of a word", "" },
	{ "[{exct: a}]", 3, "unknown key \"exct\"", "did you mean \"exact\"" },
	{ "[{exact: a, regex: b}]", 13, "`regex` does not go together with `exact`", "" },
	{ "[{exact: a, foo: b}]", 13, "unknown key \"foo\"", "" },
	{ "[{exact: [a]}]", 10, "a text is wanted", "" },
	{ "[{regex: a(b}]", 13, "missing closing parenthesis (column 4 of the pattern)", "" },
	{ "[{regex: '(a+)+$'}]", 10, "match limit 100000 reached", "slow" },
	{ "[{regex: '(x+x+)+y'}]", 10, "match limit 100000 reached", "slow" },
	{ "[{regex: 'a*'}]", 10, "matches the empty text", "" },
	{ "[{regex: '\\C'}]", 10, "invalid regex", "" },
	{ "[{near: [a]}]", 9, "`near` is a list of 2 to 6 terms", "" },
	{ "[{near: a}]", 9, "`near` is a list of 2 to 6 terms", "" },
	{ "[{near: [a, b], within: x}]", 25, "`within` is a number", "" },
	{ "[{near: [a, b], ordered: ja}]", 26, "`ordered` is true or false", "" },
	{ "[{near: [a, {near: [b, c]}]}]", 13, "a part of `near`", "" },
	{ "[{within: 5}]", 3, "`within` is a part of `near`", "" },
	{ "[{domain: acme}]", 11, "wants a name such as acme.example", "" },
	{ "[{domain: 'https://acme.example/'}]", 11, "wants a name", "sub-domains" },
	{ "[{domain: '*.acme.example'}]", 11, "wants a name", "sub-domains" },
	{ "[{list: foees}]", 9, "there is no list \"foees\"", "did you mean \"foes\"" },
	{ "[{list: round}]", 1, "contains itself", "" },
	{ "[{in: titel, any: [a]}]", 7, "`in` names a field", "did you mean \"title\"" },
	{ "[{in: [], any: [a]}]", 7, "`in` names a field", "" },
	{ "[{in: title}]", 2, "`in` wants terms", "" },
	{ "[{in: title, any: [{in: text, any: [a]}]}]", 20, "leaves no field", "" },
};

static const struct problem *problem_of(struct arena *arena, struct str terms)
{
	struct term_list lists[] = {
		{ STR("foes"), flow_terms(arena, STR("[Globex]")) },
		{ STR("round"), flow_terms(arena, STR("[a]")) },
	};
	if (str_find(terms, STR("round")) < terms.len)
		lists[1].terms = flow_terms(arena, STR("[b, {list: round}]"));
	const struct node *node = flow_terms(arena, terms);
	struct query query = { .any = node, .where = node->where };
	struct problems *problems = NEW(arena, struct problems, 1);
	CLEANUP(match_free)
	struct matcher *matcher = NULL;
	*problems = problems_new(arena);
	EXPECT(!match_compile(arena, &(struct match_input){ &query, 1, lists, COUNT_OF(lists) },
			      problems, &matcher));
	for (size_t i = 0; i < problems->n; i++)
		if (problems->at[i].weight == PROBLEM_ERROR)
			return &problems->at[i];
	return NULL;
}

static void tells_problems(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		CASE(cases[i].terms);
		const struct problem *problem = problem_of(arena, str_from(cases[i].terms));
		if (!EXPECT(problem != NULL))
			continue;
		if (str_find(problem->what, str_from(cases[i].what)) == problem->what.len ||
		    (cases[i].hint[0] &&
		     str_find(problem->hint, str_from(cases[i].hint)) == problem->hint.len)) {
			EXPECT_STR(problem->what, str_from(cases[i].what));
			EXPECT_STR(problem->hint, str_from(cases[i].hint));
		}
		if (str_find(str_from(cases[i].terms), STR("round")) == strlen(cases[i].terms))
			EXPECT_INT(problem->where.column, cases[i].column);
	}
}

static void wants_something(void)
{
	static const struct {
		const char *name;
		enum query_kind kind;
		bool has_none, has_lookalikes;
	} empty[] = {
		{ "brand", QUERY_BRAND, false, false },
		{ "brand of none", QUERY_BRAND, true, false },
		{ "rule", QUERY_RULE, false, false },
	};
	for (size_t i = 0; i < COUNT_OF(empty); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		struct problems problems = problems_new(arena);
		struct matcher *matcher = NULL;
		struct query query = {
			.kind = empty[i].kind,
			.none = empty[i].has_none ? flow_terms(arena, STR("[a]")) : NULL,
		};
		CASE(empty[i].name);
		EXPECT(!match_compile(arena, &(struct match_input){ &query, 1, NULL, 0 }, &problems,
				      &matcher));
		EXPECT_INT(problems.errors, 1);
	}
}

static void warns_of_regexes(void)
{
	static const struct {
		const char *terms, *what; /* "": nothing is wrong */
	} doubtful[] = {
		{ "[{regex: '\\d{6}'}]", "it runs on every text" },
		{ "[{regex: '\\d{6}', needs: invoice}]", "" },
		{ "[{regex: 'acme'}]", "" },
		{ "[{regex: 'colou?r', needs: colour}]", "also matches \"color\"" },
		{ "[{regex: '\\b(?:acme|globex)\\b', needs: Acme}]", "also matches \"globex\"" },
		{ "[{regex: 'colou?r', needs: COL}]", "" },
		{ "[{regex: 'acme(?= cloud)', needs: cloud}]", "" },
		{ "[{regex: 'acme{,3}', needs: acme}]", "plain characters to PCRE2 before 10.43" },
		{ "[{regex: 'acme{ 1,3 }', needs: acme}]", "plain characters" },
		{ "[{regex: 'acme{1, 3}', needs: acme}]", "plain characters" },
		{ "[{regex: 'acme{1,3}m{2,}', needs: acme}]", "" },
		{ "[{regex: 'acme{,}{}{a}{ }', needs: acme}]", "" },
		{ "[{regex: 'acme\\{,3}[{,3}][]{,3}][^]{,3}][\\]{,3}]\\Q{,3}\\E', needs: acme}]",
		  "" },
		{ "[{regex: 'acme{,3', needs: acme}]", "" },
	};
	for (size_t i = 0; i < COUNT_OF(doubtful); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		CLEANUP(match_free)
		struct matcher *matcher = NULL;
		struct problems problems = problems_new(arena);
		struct query query = { .any = flow_terms(arena, str_from(doubtful[i].terms)) };
		struct str want = str_from(doubtful[i].what);
		CASE(doubtful[i].terms);
		EXPECT(match_compile(arena, &(struct match_input){ &query, 1, NULL, 0 }, &problems,
				     &matcher));
		EXPECT_INT(problems.n, want.len > 0);
		if (problems.n)
			EXPECT(str_find(problems.at[0].what, want) < problems.at[0].what.len);
	}
}

/* Each once, with what it is searched for. */
static void lists_regexes(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	CLEANUP(match_free)
	struct matcher *matcher = NULL;
	struct problems problems = problems_new(arena);
	const struct term_list more = { STR("more"), flow_terms(arena, STR("[{regex: 'a.b'}]")) };
	const struct query queries[] = {
		{ .any = flow_terms(arena, STR("[word, {regex: '(?i)ac-?me'}, {list: more}]")) },
		{ .any = flow_terms(arena, STR("[{list: more}, {regex: '\\d+', needs: No.}]")) },
	};
	if (!EXPECT(match_compile(arena, &(struct match_input){ queries, 2, &more, 1 }, &problems,
				  &matcher)))
		return;
	struct match_regexes regexes = match_regexes(matcher, arena);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	if (!EXPECT(regexes.n == 3))
		return;
	EXPECT_INT(regexes.at[0].keys.n, 2);
	EXPECT_STR(regexes.at[0].keys.at[0], STR("ac-me"));
	EXPECT_INT(regexes.at[1].keys.n, 0);
	EXPECT_STR(regexes.at[2].keys.at[0], STR("no."));
	EXPECT(match_regex_finds(matcher, desk, &regexes.at[0], STR("by ACME")));
	EXPECT(!match_regex_finds(matcher, desk, &regexes.at[2], STR("by ACME")));
}

int main(void)
{
	RUN(tells_problems);
	RUN(wants_something);
	RUN(warns_of_regexes);
	RUN(lists_regexes);
	return test_end();
}
