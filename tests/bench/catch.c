#include "catch.h"

#include "arena.h"
#include "fold.h"

#include "poison.h"

static void want(struct catch *catch, struct str key, uint32_t rule)
{
	catch->wanted[catch->n++] = (struct wanted){ key, rule };
}

struct catch *catch_new(struct arena *arena, struct bench_rules rules)
{
	struct catch *catch = NEW(arena, struct catch, 1);
	*catch = (struct catch){
		.rules = rules,
		.wanted = NEW(arena, struct wanted, 2 * rules.n),
		.regexes = NEW(arena, struct naive *, rules.n),
		.stamps = NEW(arena, uint32_t, rules.n),
	};
	for (uint32_t i = 0; i < rules.n; i++) {
		const struct bench_rule *rule = &rules.at[i];
		size_t blank = str_find_char(rule->key, ' ');
		want(catch, rule->key, i);
		if (blank < rule->key.len)
			want(catch,
			     str_fmt(arena, STR_FMT "-" STR_FMT,
				     STR_ARG(str_first(rule->key, blank)),
				     STR_ARG(str_skip(rule->key, blank + 1))),
			     i);
		if (rule->is_regex)
			catch->regexes[i] = naive_new(arena, rule->term, false);
	}
	return catch;
}

void catch_done(struct catch *catch)
{
	for (size_t i = 0; i < catch->rules.n; i++)
		if (catch->regexes[i])
			naive_free(catch->regexes[i]);
}

void catch_begin(struct catch *catch, uint32_t number, struct str text, struct str key)
{
	catch->number = number;
	catch->text = text;
	catch->key = key;
}

/* The boundaries of check.c, without what it does for wildcards, handles and hashtags. */
static bool stands_free(struct str key, size_t start, size_t end)
{
	uint8_t before = kind_before(key, start), after = kind_at(key, end);
	bool is_free_before = !(before & KIND_WORD) ||
			      (before | kind_at(key, start)) & KIND_NO_SPACE;
	bool is_free_after = !(after & KIND_WORD) ||
			     (!(after & KIND_JOINS) &&
			      (after | kind_before(key, end)) & KIND_NO_SPACE);
	return is_free_before && is_free_after;
}

void catch_hit(struct catch *catch, uint32_t wanted, size_t end)
{
	const struct wanted *it = &catch->wanted[wanted];
	const struct naive *regex = catch->regexes[it->rule];
	if (catch->stamps[it->rule] == catch->number + 1)
		return;
	if (!regex && !stands_free(catch->key, end - it->key.len, end))
		return;
	catch->stamps[it->rule] = catch->number + 1;
	if (!regex || naive_has(regex, catch->text))
		tally_add(&catch->tally, catch->number, it->rule);
}
