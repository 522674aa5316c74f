/* How it works: that a pattern matches without its `needs` is proved by an example: the texts that
 * require.c takes out of a pattern are often matches themselves, and PCRE2 says whether they are.
 */
#include "regex.h"

#include "arena.h"
#include "fold.h"
#include "matcher.h"
#include "require.h"

#include <string.h>

#include "poison.h"

enum { BRACES_MAX = 12, EXAMPLE_MAX = 60 };

/* "{,3}", "{ 2 }", "{1, 3}": repeats since PCRE2 10.43, plain characters before. */
static bool is_new_repeat(struct str rest)
{
	static const char inside[] = "0123456789, \t";
	size_t end = str_find_char(str_first(rest, BRACES_MAX), '}'), digits = 0, n = 1;
	bool has_new = rest.at[1] == ',';
	for (; n < end && strchr(inside, rest.at[n]); n++) {
		digits += rest.at[n] >= '0' && rest.at[n] <= '9';
		has_new |= rest.at[n] == ' ' || rest.at[n] == '\t';
	}
	return n == end && end < rest.len && rest.at[end] == '}' && digits && has_new;
}

/* The length of what stands here as it is: quoted, escaped, a class, or a character. */
static size_t plain_len(struct str rest)
{
	if (str_starts(rest, STR("\\Q")))
		return str_find(rest, STR("\\E"));
	if (rest.at[0] == '\\')
		return 2;
	if (rest.at[0] != '[')
		return 1;
	size_t first = rest.at[1] == '^' ? 2 : 1, len = first; /* there "]" ends nothing */
	while (len < rest.len && (len == first || rest.at[len] != ']'))
		len += rest.at[len] == '\\' ? 2 : 1;
	return len;
}

static bool has_new_repeat(struct str rest)
{
	for (; rest.len > 2; rest = str_skip(rest, plain_len(rest)))
		if (rest.at[0] == '{' && is_new_repeat(rest))
			return true;
	return false;
}

/* A match in which the text of `needs` is not; empty: none is known. */
static struct str example_without(struct arena *arena, const struct leaf *leaf, struct str needs)
{
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	struct strs texts = require_texts(arena, leaf->text);
	struct pattern_fault fault;
	for (size_t i = 0; i < texts.n; i++) {
		struct str key = fold(arena, texts.at[i], '\0');
		if (str_find(key, needs) == key.len &&
		    pattern_find(leaf->pattern, desk, texts.at[i], (size_t[2]){ 0, 0 }, &fault) ==
			    PATTERN_HIT)
			return texts.at[i];
	}
	return STR("");
}

void regex_doubts(struct reader *reader, const struct node *node, const struct leaf *leaf,
		  struct str needs)
{
	struct problems *problems = reader->problems;
	struct str example = STR("");
	if (needs.len)
		example = example_without(reader->arena, leaf, needs);
	else if (leaf->keys.n == 0) {
		problem_warn(
			problems, node->where,
			"no fixed text is in every match of this regex: it runs on every text");
		problem_hint(problems, "`needs: WORD` names a text that must be there");
	}
	if (example.len) {
		problem_warn(problems, node->where,
			     "this regex also matches \"" STR_FMT
			     "\", which is not found: what it `needs` is not there",
			     STR_ARG(str_first(example, EXAMPLE_MAX)));
		problem_hint(problems, "without `needs` its own letters would be searched for");
	}
	if (has_new_repeat(node->text)) {
		problem_warn(
			problems, node->where,
			"these braces are plain characters to PCRE2 before 10.43, and a repeat "
			"since");
		problem_hint(problems, "write {0,3} without blanks, or \\{ for the character");
	}
}

struct listing {
	const struct matcher *matcher;
	struct arena *arena;
	bool *is_listed; /* by leaf: a list's terms are in many queries */
	struct match_regex *at;
	size_t n, cap;
};

static void list_term(struct listing *list, const struct term *term)
{
	const struct leaf *leaf = &list->matcher->leaves.at[term->leaf];
	for (size_t i = 0; i < term->n; i++)
		list_term(list, term->kids[i]);
	if (term->kind != TERM_LEAF || leaf->kind != LEAF_REGEX || list->is_listed[term->leaf])
		return;
	list->is_listed[term->leaf] = true;
	list->at = arena_more(list->arena, list->at, list->n, &list->cap, sizeof(*list->at));
	list->at[list->n++] = (struct match_regex){ term->where, leaf->text, leaf->keys,
						    term->leaf };
}

struct match_regexes match_regexes(const struct matcher *matcher, struct arena *arena)
{
	struct listing list = {
		.matcher = matcher,
		.arena = arena,
		.is_listed = NEW(arena, bool, matcher->leaves.n),
	};
	for (size_t i = 0; i < matcher->n; i++) {
		const struct tree *tree = &matcher->queries[i].tree;
		const struct term *roots[] = { tree->any, tree->all, tree->none };
		for (size_t j = 0; j < COUNT_OF(roots); j++)
			if (roots[j])
				list_term(&list, roots[j]);
	}
	return (struct match_regexes){ list.at, list.n };
}

bool match_regex_finds(const struct matcher *matcher, struct match_desk *desk,
		       const struct match_regex *regex, struct str text)
{
	struct pattern_fault fault;
	return pattern_find(matcher->leaves.at[regex->leaf].pattern, desk->patterns, text,
			    (size_t[2]){ 0, 0 }, &fault) == PATTERN_HIT;
}
