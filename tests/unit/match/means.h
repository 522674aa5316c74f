/* means - what a query finds in a text, as a table: query, text, and the text with its hits marked.
 */
#ifndef MEANS_H
#define MEANS_H

#include "compiled.h"

#include <string.h>

struct mean {
	const char *name, *query, *text, *want; /* want: hits as <...>; NULL: does not hold */
};

/* The hits of one field as marks around its text. */
static inline struct str marked(struct arena *arena, struct str text, enum field field,
				const struct found *found)
{
	struct buf out = buf_new(arena, MIB);
	for (size_t at = 0; at <= text.len; at++) {
		for (size_t i = 0; i < found->n; i++)
			if (found->hits[i].field == field && found->hits[i].end == at)
				buf_char(&out, '>');
		for (size_t i = 0; i < found->n; i++)
			if (found->hits[i].field == field && found->hits[i].start == at)
				buf_char(&out, '<');
		if (at < text.len)
			buf_char(&out, text.at[at]);
	}
	return buf_str(&out);
}

static inline struct match_result ask(struct arena *arena, const char *query, enum query_kind kind,
				      const struct item *item)
{
	struct match_result answer = { 0 };
	CLEANUP(match_free)
	struct matcher *matcher = compiled(arena, str_from(query), kind);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	if (EXPECT(matcher != NULL))
		match_item(matcher, desk, arena, item, &answer);
	EXPECT_INT(answer.faults.n, 0);
	return answer;
}

static inline void check(const struct mean *cases, size_t n, enum query_kind kind)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		struct item item = { .text = str_from(cases[i].text) };
		CASE(cases[i].name);
		struct match_result answer = ask(arena, cases[i].query, kind, &item);
		EXPECT_INT(answer.n, cases[i].want != NULL);
		if (answer.n && cases[i].want)
			EXPECT_STR(marked(arena, item.text, FIELD_TEXT, &answer.found[0]),
				   str_from(cases[i].want));
	}
}

#endif
