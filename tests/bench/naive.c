/* The naive way: each text against each rule, with PCRE2's JIT. Words are searched for in the key
 * of the text, which was made beforehand, so that a rule means to it what it means to the others;
 * the pattern is nevertheless the one a user would write. */
#include "bench_match.h"

#include "arena.h"
#include "fold.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "poison.h"

struct naive {
	pcre2_code *code;
	pcre2_match_data *data;
};

struct naive *naive_new(struct arena *arena, struct str pattern, bool is_caseless)
{
	struct naive *naive = NEW(arena, struct naive, 1);
	int error;
	PCRE2_SIZE at;
	naive->code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len,
				    PCRE2_UTF | PCRE2_UCP | (is_caseless ? PCRE2_CASELESS : 0),
				    &error, &at, NULL);
	if (!naive->code)
		abort();
	pcre2_jit_compile(naive->code, PCRE2_JIT_COMPLETE);
	naive->data = pcre2_match_data_create(1, NULL);
	return naive;
}

bool naive_has(const struct naive *naive, struct str text)
{
	return pcre2_match(naive->code, (PCRE2_SPTR)text.at, text.len, 0, PCRE2_NO_UTF_CHECK,
			   naive->data, NULL) >= 0;
}

void naive_free(struct naive *naive)
{
	pcre2_code_free(naive->code);
	pcre2_match_data_free(naive->data);
}

struct loop {
	struct bench_rules rules;
	struct naive **patterns;
	struct arena *keys;
	struct str *texts; /* their keys */
};

#define LETTER "[\\p{L}\\p{N}\\p{M}]"
#define NO_SPACE "[\\p{Han}\\p{Hiragana}\\p{Katakana}]"

static struct str word_pattern(struct arena *arena, struct str key)
{
	bool is_free = kind_at(key, 0) & KIND_NO_SPACE;
	size_t blank = str_find_char(key, ' ');
	struct str quoted = str_fmt(arena, "\\Q" STR_FMT "\\E", STR_ARG(str_first(key, blank)));
	if (blank < key.len)
		quoted = str_fmt(arena, STR_FMT "[ -]\\Q" STR_FMT "\\E", STR_ARG(quoted),
				 STR_ARG(str_skip(key, blank + 1)));
	if (is_free)
		return quoted;
	return str_fmt(arena, "(?<!" LETTER ")" STR_FMT "(?!" LETTER ")", STR_ARG(quoted));
}

static void *make(struct arena *arena, struct bench_rules rules, size_t *size)
{
	struct loop *loop = NEW(arena, struct loop, 1);
	loop->rules = rules;
	loop->patterns = NEW(arena, struct naive *, rules.n);
	loop->keys = arena;
	for (size_t i = 0; i < rules.n; i++) {
		size_t code = 0, jit = 0;
		const struct bench_rule *rule = &rules.at[i];
		loop->patterns[i] = rule->is_regex
					    ? naive_new(arena, rule->term, false)
					    : naive_new(arena, word_pattern(arena, rule->key),
							true);
		pcre2_pattern_info(loop->patterns[i]->code, PCRE2_INFO_SIZE, &code);
		pcre2_pattern_info(loop->patterns[i]->code, PCRE2_INFO_JITSIZE, &jit);
		*size += code + jit;
	}
	return loop;
}

static void fold_once(struct loop *loop, const struct bench_texts *texts)
{
	loop->texts = NEW(loop->keys, struct str, texts->n);
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		loop->texts[i] = str_dup(loop->keys, fold(arena, texts->at[i], '\0'));
	}
}

static struct tally run(void *state, const struct bench_texts *texts)
{
	struct loop *loop = state;
	struct tally tally = { 0 };
	if (!loop->texts)
		fold_once(loop, texts);
	for (size_t i = texts->first; i < texts->n; i += texts->step)
		for (size_t r = 0; r < loop->rules.n; r++)
			if (naive_has(loop->patterns[r],
				      loop->rules.at[r].is_regex ? texts->at[i] : loop->texts[i]))
				tally_add(&tally, i, r);
	return tally;
}

static void done(void *state)
{
	struct loop *loop = state;
	for (size_t i = 0; i < loop->rules.n; i++)
		naive_free(loop->patterns[i]);
}

const struct engine naive_engine = { "naive PCRE2", make, run, done };
