/* How it works: a pattern is compiled with UTF, UCP and tolerance for bad bytes, and with JIT where
 * that is possible. Each thread has a desk: room for the result, the limits, and a stack for JIT;
 * when that stack is too small the interpreter, which uses the heap, tries once more. Before a
 * pattern is taken it must survive texts that make bad patterns run for ages. */
#include "pattern.h"

#include "arena.h"
#include "buf.h"
#include "match.h"
#include "utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "poison.h"

enum { STACK_FIRST = 32 * 1024, TRIAL_MAX = 5000, TRIAL_CHARS = 16, TRIAL_END = 128 };
/* Bytes of text that all steps of the interpreter may see: about 4 s. */
enum { INTERPRETED_MAX = 1 << 28 };

struct pattern {
	pcre2_code *code;
	bool has_jit;
};

struct pattern_desk {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	uint32_t limit;
};

struct pattern_desk *pattern_desk_new(void)
{
	struct pattern_desk *desk = calloc(1, sizeof(*desk));
	assert(desk);
	desk->data = pcre2_match_data_create(1, NULL);
	desk->context = pcre2_match_context_create(NULL);
	assert(desk->data && desk->context);
	pcre2_set_heap_limit(desk->context, MATCH_HEAP_KIB);
	desk->stack = pcre2_jit_stack_create(STACK_FIRST, MATCH_STACK_MAX, NULL);
	if (desk->stack)
		pcre2_jit_stack_assign(desk->context, NULL, desk->stack);
	return desk;
}

void pattern_desk_free(struct pattern_desk **desk)
{
	if (!*desk)
		return;
	pcre2_jit_stack_free((*desk)->stack);
	pcre2_match_context_free((*desk)->context);
	pcre2_match_data_free((*desk)->data);
	free(*desk);
	*desk = NULL;
}

static void tell(struct pattern_fault *fault, int code, uint32_t limit)
{
	switch (code) {
	case PCRE2_ERROR_MATCHLIMIT:
		snprintf(fault->text, sizeof(fault->text), "match limit %u reached", limit);
		break;
	case PCRE2_ERROR_HEAPLIMIT:
		snprintf(fault->text, sizeof(fault->text), "heap limit %d KiB reached",
			 MATCH_HEAP_KIB);
		break;
	default:
		if (pcre2_get_error_message(code, (PCRE2_UCHAR *)fault->text, sizeof(fault->text)) <
			    0 &&
		    fault->text[0] == '\0')
			snprintf(fault->text, sizeof(fault->text), "PCRE2 error %d", code);
	}
}

/* A step of the interpreter may look at the whole text: 100,000 steps through a megabyte would take
 * half an hour. JIT does so in no time, or reaches its limit early. */
static uint32_t limit_of(const struct pattern *pattern, size_t len)
{
	size_t most = len ? INTERPRETED_MAX / len : MATCH_LIMIT;
	return !pattern->has_jit && most < MATCH_LIMIT ? (uint32_t)most : MATCH_LIMIT;
}

static int match(const struct pattern *pattern, struct pattern_desk *desk, struct str text,
		 size_t from, uint32_t options)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)(text.len ? text.at : "");
	desk->limit = limit_of(pattern, text.len);
	pcre2_set_match_limit(desk->context, desk->limit);
	return pcre2_match(pattern->code, subject, text.len, from, options, desk->data,
			   desk->context);
}

enum pattern_result pattern_find(const struct pattern *pattern, struct pattern_desk *desk,
				 struct str text, size_t span[2], struct pattern_fault *fault)
{
	int n = PCRE2_ERROR_JIT_STACKLIMIT;
	if (pattern->has_jit)
		n = match(pattern, desk, text, span[1], PCRE2_NOTEMPTY);
	if (n == PCRE2_ERROR_JIT_STACKLIMIT)
		n = match(pattern, desk, text, span[1], PCRE2_NOTEMPTY | PCRE2_NO_JIT);
	if (n == PCRE2_ERROR_NOMATCH)
		return PATTERN_NONE;
	if (n < 0) {
		fault->at = SIZE_MAX;
		tell(fault, n, desk->limit);
		return PATTERN_FAULT;
	}
	const PCRE2_SIZE *found = pcre2_get_ovector_pointer(desk->data);
	span[0] = found[0];
	span[1] = found[1];
	return PATTERN_HIT;
}

/* A character again and again, as often as it fits. */
static size_t repeat(char *out, struct str c, size_t size)
{
	size_t len = c.len, wanted = size - size % c.len;
	memcpy(out, c.at, c.len);
	for (size_t more; len < wanted; len += more) {
		more = wanted - len < len ? wanted - len : len;
		memcpy(out + len, out, more);
	}
	return len;
}

/* One character again and again, then an end that nobody expects. */
static bool survives(const struct pattern *pattern, struct pattern_desk *desk, struct str c,
		     struct str end, struct pattern_fault *fault)
{
	static const size_t sizes[] = { 30, TRIAL_MAX };
	char text[TRIAL_MAX + TRIAL_END];
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		size_t len = repeat(text, c, sizes[i]);
		memcpy(text + len, end.at, end.len);
		struct str trial = { text, len + end.len };
		if (pattern_find(pattern, desk, trial, (size_t[2]){ 0, 0 }, fault) == PATTERN_FAULT)
			return false;
	}
	return true;
}

/* Tries characters that patterns like to repeat, and those of the pattern itself. PCRE2 gives up
 * early on a text that lacks a character of the pattern, so one of the ends has them all. */
static bool is_bounded(struct arena *arena, const struct pattern *pattern, struct str text,
		       struct pattern_fault *fault)
{
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	struct str tried[TRIAL_CHARS + 6] = { STR("a"),	 STR("1"), STR(" "),
					      STR("a "), STR("-"), STR("x@") };
	struct buf all = buf_new(arena, TRIAL_END);
	size_t n = 6;
	buf_char(&all, '!');
	for (size_t len; text.len && n < COUNT_OF(tried); text = str_skip(text, len)) {
		uint32_t c = utf8_next(text, &len);
		if (c < 0x80 && strchr("\\|()[]{}^$.*+?", (int)c))
			continue;
		tried[n++] = str_first(text, len);
		buf_add(&all, tried[n - 1]);
	}
	for (size_t i = 0; i < n; i++)
		if (!survives(pattern, desk, tried[i], STR(""), fault) ||
		    !survives(pattern, desk, tried[i], STR("\n"), fault) ||
		    !survives(pattern, desk, tried[i], buf_str(&all), fault))
			return false;
	return true;
}

static bool can_be_empty(const pcre2_code *code)
{
	uint32_t is_empty = 0;
	pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &is_empty);
	return is_empty;
}

/* Compiles, and tells what is wrong with it at once. */
static bool compile(struct str text, struct pattern *out, struct pattern_fault *fault)
{
	int error;
	PCRE2_SIZE at;
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
			   PCRE2_NEVER_BACKSLASH_C;
	*fault = (struct pattern_fault){ .at = SIZE_MAX };
	out->code = pcre2_compile((PCRE2_SPTR)text.at, text.len, options, &error, &at, NULL);
	if (out->code) {
		out->has_jit = pcre2_jit_compile(out->code, PCRE2_JIT_COMPLETE) == 0;
		return true;
	}
	tell(fault, error, 0);
	fault->at = at;
	return false;
}

static struct pattern *kept(struct arena *arena, struct pattern pattern)
{
	struct pattern *copy = NEW(arena, struct pattern, 1);
	*copy = pattern;
	return copy;
}

bool pattern_untried(struct arena *arena, struct str text, struct pattern **out)
{
	struct pattern pattern;
	struct pattern_fault fault;
	if (!compile(text, &pattern, &fault))
		return false;
	*out = kept(arena, pattern);
	return true;
}

bool pattern_new(struct arena *arena, struct str text, struct pattern **out,
		 struct pattern_fault *fault)
{
	struct pattern pattern;
	if (!compile(text, &pattern, fault))
		return false;
	if (can_be_empty(pattern.code)) {
		snprintf(fault->text, sizeof(fault->text), "it matches the empty text");
	} else if (!is_bounded(arena, &pattern, text, fault)) {
		size_t len = strlen(fault->text);
		snprintf(fault->text + len, sizeof(fault->text) - len,
			 " on a text that repeats one character");
	} else {
		*out = kept(arena, pattern);
		return true;
	}
	pcre2_code_free(pattern.code);
	return false;
}

void pattern_free(struct pattern **pattern)
{
	if (*pattern)
		pcre2_code_free((*pattern)->code);
	*pattern = NULL;
}

bool pattern_has_jit(void)
{
	uint32_t has_jit = 0;
	int error;
	PCRE2_SIZE at;
	if (pcre2_config(PCRE2_CONFIG_JIT, &has_jit) < 0 || !has_jit)
		return false;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR) "a", 1, 0, &error, &at, NULL);
	bool works = code && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
	pcre2_code_free(code);
	return works;
}
