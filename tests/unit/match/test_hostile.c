/* Texts and patterns made to be expensive. */
#include "compiled.h"

#include "poison.h"

static void faults_are_told(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	CLEANUP(match_free)
	struct matcher *matcher = compiled(
		arena, STR("{any: [{regex: 'qz(?:[bcd]+[cde]+)+f'}, other]}"), QUERY_RULE);
	struct match_result answer = { 0 };
	struct item item = {
		.text = STR("qzcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd other f")
	};
	if (!EXPECT(matcher != NULL))
		return;
	match_item(matcher, desk, arena, &item, &answer);
	EXPECT_INT(answer.n, 1);
	EXPECT_INT(answer.faults.n, 1);
	if (answer.faults.n)
		EXPECT_STR(answer.faults.at[0].what, STR("match limit 100000 reached"));
}

/* A regex without a literal runs, and hits its limit, only when all else is there. */
static void waits_for_the_others(void)
{
#define SLOW "{regex: '[^x]z(?:[bcd]+[cde]+)+f'}"
	static const struct {
		const char *query, *title;
		size_t faults;
	} cases[] = {
		{ "{any: [" SLOW "]}", "none", 1 },
		{ "{any: [" SLOW ", acme]}", "acme", 1 },
		{ "{any: [acme], all: [" SLOW "]}", "none", 0 },
		{ "{any: [acme], all: [" SLOW "]}", "acme", 1 },
		{ "{all: [" SLOW ", acme, globex]}", "acme", 0 },
		{ "{all: [{any: [" SLOW ", initech]}, acme]}", "acme", 1 },
		{ "{all: [{near: [" SLOW ", globex]}, acme]}", "acme", 0 },
		{ "{any: [acme], none: [" SLOW "]}", "none", 0 },
		{ "{any: [acme], none: [" SLOW "]}", "acme", 1 },
		{ "{all: [{in: title, any: [" SLOW "]}, acme]}", "acme", 0 },
	};
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		CLEANUP(match_free)
		struct matcher *matcher = compiled(arena, str_from(cases[i].query), QUERY_RULE);
		struct match_result answer = { 0 };
		struct item item = {
			.title = str_from(cases[i].title),
			.text = STR("qzcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd f"),
		};
		CASE(cases[i].query);
		if (!EXPECT(matcher != NULL))
			return;
		match_item(matcher, desk, arena, &item, &answer);
		EXPECT_INT(answer.faults.n, cases[i].faults);
	}
#undef SLOW
}

/* Much of one thing again and again: it ends within the test's time-out, and only so
 * many hits are told. */
static void hostile_texts(void)
{
	static const char *const pieces[] = {
		"acme ",
		"acme",
		"acme.example/",
		"acme@",
		"a@",
		"://",
		"https://acme.example@",
		"#acme",
		"#AcmeSucks",
		"wile acme coyote ",
		"a b c d e f ",
		"\uFDFA",
		"각",
		"e\u0301",
		"[.]acme",
		"www.",
		"acme-",
		"\u200B",
		"C++",
		"'a",
		".acme.example",
		"acme.example.",
		"a.",
		"4cme ",
		"\u0430cme@",
		"xn--cme-5cd.example ",
		"xn--cme-5cd.",
		"xn--99999999999999999999999999999999999999999999999999999999999.",
		"@a$",
		"rn",
	};
	static const char query[] =
		"{any: [acme, 'acme*', '*me', '#acme', '@acme', {exact: Acme}, C++, 'a b', e,"
		" {domain: acme.example}, {near: [a, b, c, d, e, f], within: 9},"
		" {near: [acme, acme], within: 3}, {regex: '\\w+cme'}],"
		" none: [{near: [wile, coyote], within: 5}, acme acme]}";
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * MIB);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	CLEANUP(match_free)
	struct matcher *matcher = compiled(arena, str_from(query), QUERY_BRAND);
	CLEANUP(match_free)
	struct matcher *looks = compiled_looks(arena, str_from(query));
	if (!EXPECT(matcher != NULL && looks != NULL))
		return;
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct arena_mark mark = arena_mark(arena);
		struct match_result answer = { 0 };
		struct buf text = buf_new(arena, 200 * KIB);
		CASE(pieces[i]);
		while (!text.is_full)
			buf_add(&text, str_from(pieces[i]));
		struct item item = { .text = buf_str(&text) };
		match_item(matcher, desk, arena, &item, &answer);
		EXPECT(answer.n == 0 || answer.found[0].n <= MATCH_HITS);
		match_item(looks, desk, arena, &item, &answer);
		EXPECT(answer.n == 0 || answer.found[0].n <= MATCH_HITS);
		arena_reset(arena, mark);
	}
}

int main(void)
{
	RUN(faults_are_told);
	RUN(waits_for_the_others);
	RUN(hostile_texts);
	return test_end();
}
