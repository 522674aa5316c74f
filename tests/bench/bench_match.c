/* The matcher against a loop of PCRE2, one pattern a rule: the same texts, the same rules, in one
 * run. Prints texts and megabytes a second, the ratio, and for both the checksum of the pairs of
 * text and rule that matched, so that a wrong engine cannot look fast. The texts are lines of a
 *file, joined to some 280 bytes; of the rules a third are words of it and the others invented
 *names. bench_match [RULES [FILE]] */
#include "match.h"

#include "arena.h"
#include "buf.h"
#include "file.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "poison.h"

enum { TEXTS = 40000, NAIVE_TEXTS = 400, TEXT_BYTES = 240, ROUNDS = 5 };

static uint64_t state = 88172645463325252;

static uint32_t below(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 33) % n;
}

/* What nobody says by chance. */
static struct str name(struct arena *arena)
{
	struct buf buf = buf_new(arena, 16);
	for (uint32_t i = 5 + below(6); i > 0; i--)
		buf_char(&buf, (char)('a' + below(26)));
	return buf_str(&buf);
}

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < 'a' || s.at[i] > 'z')
			return false;
	return true;
}

/* A word of the file, from anywhere in it. */
static struct str word(struct str file)
{
	for (;;) {
		struct str rest = str_skip(file, below((uint32_t)file.len)), part;
		if (str_cut(&rest, ' ', &part) && str_cut(&rest, ' ', &part) && part.len >= 8 &&
		    part.len < 30 && is_word(part))
			return part;
	}
}

/* Lines up to TEXT_BYTES; the file again from its start when it has ended. */
static struct str text(struct str file, size_t *at)
{
	size_t end = *at;
	while (end < file.len && end - *at < TEXT_BYTES)
		end += str_find_char(str_skip(file, end), '\n') + 1;
	struct str text = str_first(str_skip(file, *at), end - *at);
	*at = end < file.len ? end : 0;
	return text;
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t pair(uint64_t text_id, uint64_t rule)
{
	uint64_t x = (text_id << 32 | rule) * 0x9E3779B97F4A7C15;
	return x ^ x >> 31;
}

static uint64_t run_engine(const struct matcher *matcher, const struct str *texts, size_t n,
			   size_t *n_pairs)
{
	uint64_t sum = 0;
	*n_pairs = 0;
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	for (size_t i = 0; i < n; i++) {
		struct arena_mark mark = arena_mark(arena);
		struct item item = { .text = texts[i] };
		struct match_result result;
		match_item(matcher, desk, arena, &item, &result);
		*n_pairs += result.n;
		for (size_t k = 0; k < result.n; k++)
			sum += pair(i, result.found[k].query);
		arena_reset(arena, mark);
	}
	return sum;
}

static uint64_t run_naive(pcre2_code **codes, size_t n_rules, const struct str *texts, size_t n)
{
	uint64_t sum = 0;
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	for (size_t i = 0; i < n; i++)
		for (size_t r = 0; r < n_rules; r++)
			if (pcre2_match(codes[r], (PCRE2_SPTR)texts[i].at, texts[i].len, 0,
					PCRE2_NO_UTF_CHECK, data, NULL) >= 0)
				sum += pair(i, r);
	pcre2_match_data_free(data);
	return sum;
}

static pcre2_code *naive_rule(struct arena *arena, struct str term)
{
	size_t blank = str_find_char(term, ' ');
	if (blank < term.len)
		term = str_fmt(arena, STR_FMT "(?:\\s+|-)" STR_FMT, STR_ARG(str_first(term, blank)),
			       STR_ARG(str_skip(term, blank + 1)));
	struct str pattern = str_fmt(arena,
				     "(?<![\\p{L}\\p{N}\\p{M}])" STR_FMT "(?![\\p{L}\\p{N}\\p{M}])",
				     STR_ARG(term));
	int error;
	PCRE2_SIZE at;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len,
					 PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &error, &at, NULL);
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

struct bench {
	size_t n, bytes;
	struct query *queries;
	struct str *texts;
	pcre2_code **codes;
};

static void make_texts(struct bench *bench, struct str file)
{
	size_t at = 0;
	for (size_t i = 0; i < file.len; i++)
		if (strchr("@/#", file.at[i]) || str_starts(str_skip(file, i), STR("www.")))
			((char *)file.at)[i] = ' ';
	for (size_t i = 0; i < TEXTS; i++)
		bench->bytes += (bench->texts[i] = text(file, &at)).len;
}

static void make_rules(struct arena *arena, struct bench *bench, struct str file)
{
	struct node *nodes = NEW(arena, struct node, bench->n);
	struct node *lists = NEW(arena, struct node, bench->n);
	for (size_t i = 0; i < bench->n; i++) {
		struct str term = i % 10 ? name(arena) : word(file), other = word(file);
		if (i % 4 == 0)
			term = str_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(term), STR_ARG(other));
		nodes[i] = (struct node){ .kind = NODE_TEXT, .text = term };
		lists[i] = (struct node){ .kind = NODE_LIST, .n = 1, .values = &nodes[i] };
		bench->queries[i] = (struct query){ .any = &lists[i] };
		bench->codes[i] = naive_rule(arena, term);
	}
}

/* Prints a line for each of the two; false: they disagree. */
static bool compare(const struct bench *bench, const struct matcher *matcher)
{
	uint64_t all = 0, first, naive;
	size_t pairs = 0, unused;
	double best = 1e9, start, naive_s;
	for (int round = 0; round < ROUNDS; round++) {
		start = seconds();
		all = run_engine(matcher, bench->texts, TEXTS, &pairs);
		best = seconds() - start < best ? seconds() - start : best;
	}
	first = run_engine(matcher, bench->texts, NAIVE_TEXTS, &unused);
	printf("matcher %9.0f texts/s %6.1f MB/s, %zu pairs %016" PRIx64
	       ", first %d texts %016" PRIx64 "\n",
	       TEXTS / best, (double)bench->bytes / best / 1e6, pairs, all, NAIVE_TEXTS, first);
	start = seconds();
	naive = run_naive(bench->codes, bench->n, bench->texts, NAIVE_TEXTS);
	naive_s = seconds() - start;
	printf("PCRE2   %9.0f texts/s, first %d texts %016" PRIx64 ": %s\n", NAIVE_TEXTS / naive_s,
	       NAIVE_TEXTS, naive, naive == first ? "agree" : "DIFFERENT");
	printf("ratio   %9.1f\n", (TEXTS / best) / (NAIVE_TEXTS / naive_s));
	return naive == first;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(MIB), *plan = arena_new(MIB);
	const char *path = argc > 2 ? argv[2] : "/var/lib/dpkg/status";
	int64_t wanted = 1000;
	struct str file;
	struct err err;
	if (argc > 1 && (!str_int(str_from(argv[1]), &wanted) || wanted < 1 || wanted > 1000000))
		return 2;
	if (!file_read(arena, str_from(path), 64 * MIB, &file, &err) || file.len < 10 * KIB ||
	    !utf8_valid(file))
		return 77; /* nothing to read: skipped */
	struct bench bench = { .n = (size_t)wanted };
	bench.texts = NEW(arena, struct str, TEXTS);
	bench.queries = NEW(arena, struct query, bench.n);
	bench.codes = NEW(arena, pcre2_code *, bench.n);
	make_texts(&bench, file);
	make_rules(arena, &bench, file);
	struct problems problems = problems_new(arena);
	CLEANUP(match_free)
	struct matcher *matcher = NULL;
	double start = seconds();
	if (!match_compile(plan, &(struct match_input){ bench.queries, bench.n, NULL, 0 },
			   &problems, &matcher)) {
		fprintf(stderr, STR_FMT "\n", STR_ARG(problems.at[0].what));
		return 1;
	}
	printf("%zu rules compiled in %.1f ms, %.1f MB\n", bench.n, (seconds() - start) * 1e3,
	       (double)arena_size(plan) / 1e6);
	bool agrees = compare(&bench, matcher);
	for (size_t i = 0; i < bench.n; i++)
		pcre2_code_free(bench.codes[i]);
	return !agrees;
}
