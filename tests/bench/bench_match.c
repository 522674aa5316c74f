/* The matcher beside its peers: the same texts, the same rules, in one run.
 *
 *	bench_match FOLDER [count RULES]
 *
 * FOLDER holds what make_texts.py wrote. Every engine runs once a round, and a ratio is taken of
 * two runs of the same round, so that a slow minute of the machine slows both; what is printed is
 * the median of the rounds, with the least and the largest. Time is processor time of the thread.
 * Behind each figure stands how many pairs of text and rule matched and a checksum of them: where
 * two engines read the same texts, they must agree, or the program fails. `count` runs the matcher
 * alone once over some texts, for callgrind. */
#include "bench_match.h"

#include "arena.h"
#include "file.h"
#include "fold.h"
#include "match.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "poison.h"

enum { ROUNDS = 5, FEW = 10, SETS = 10, COUNT_TEXTS = 3000, RULE_MAX = 100000 };

void tally_add(struct tally *tally, size_t text, size_t rule)
{
	uint64_t x = ((uint64_t)text << 32 | rule) * 0x9E3779B97F4A7C15;
	tally->sum += x ^ x >> 31;
	tally->n++;
}

/* --- Ours: the whole public call, text in, rules and spans out --- */
struct own {
	struct matcher *matcher;
	struct match_desk *desk;
	struct arena *plan;
};

static struct query query_of(struct arena *arena, const struct bench_rule *rule)
{
	struct node *list = NEW(arena, struct node, 1), *term = NEW(arena, struct node, 1);
	struct node *pattern = NEW(arena, struct node, 2);
	*list = (struct node){ .kind = NODE_LIST, .n = 1, .values = term };
	*term = (struct node){ .kind = NODE_TEXT, .text = rule->term };
	if (rule->is_regex) {
		pattern[0] = (struct node){ .kind = NODE_TEXT, .text = STR("regex") };
		pattern[1] = *term;
		*term = (struct node){
			.kind = NODE_MAP, .n = 1, .keys = pattern, .values = pattern + 1
		};
	}
	return (struct query){ .any = list };
}

static void *own_make(struct arena *arena, struct bench_rules rules, size_t *size)
{
	struct own *own = NEW(arena, struct own, 1);
	struct query *queries = NEW(arena, struct query, rules.n);
	struct problems problems = problems_new(arena);
	own->plan = arena_new(64 * KIB);
	for (size_t i = 0; i < rules.n; i++)
		queries[i] = query_of(arena, &rules.at[i]);
	const struct match_input input = { queries, rules.n, NULL, 0 };
	if (!match_compile(own->plan, &input, &problems, &own->matcher)) {
		fprintf(stderr, STR_FMT "\n", STR_ARG(problems.at[0].what));
		exit(1);
	}
	own->desk = match_desk_new();
	*size += arena_size(own->plan);
	return own;
}

static struct tally own_run(void *state, const struct bench_texts *texts)
{
	const struct own *own = state;
	struct tally tally = { 0 };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		struct arena_mark mark = arena_mark(arena);
		struct item item = { .text = texts->at[i] };
		struct match_result result;
		match_item(own->matcher, own->desk, arena, &item, &result);
		for (size_t k = 0; k < result.n; k++)
			tally_add(&tally, i, result.found[k].query);
		arena_reset(arena, mark);
	}
	return tally;
}

static void own_done(void *state)
{
	struct own *own = state;
	match_free(&own->matcher);
	match_desk_free(&own->desk);
	arena_free(&own->plan);
}

/* --- Normalising alone --- */
static void *nothing_make(struct arena *arena, struct bench_rules rules, size_t *size)
{
	(void)arena;
	(void)rules;
	(void)size;
	return NULL;
}

static struct tally key_run(void *state, const struct bench_texts *texts)
{
	struct tally tally = { 0 };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	(void)state;
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		struct arena_mark mark = arena_mark(arena);
		tally.n += fold(arena, texts->at[i], '\0').len;
		arena_reset(arena, mark);
	}
	return tally;
}

static struct tally copy_run(void *state, const struct bench_texts *texts)
{
	static char copy[4 * KIB];
	struct tally tally = { 0 };
	(void)state;
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		size_t len = texts->at[i].len < sizeof(copy) ? texts->at[i].len : sizeof(copy);
		memcpy(copy, texts->at[i].at, len);
		__asm__ volatile("" ::"r"(copy) : "memory"); /* else nobody reads it */
		tally.n += len;
	}
	return tally;
}

static const struct engine own_engine = { "mentiond", own_make, own_run, own_done };
static const struct engine key_engine = { "key alone", nothing_make, key_run, NULL };
static const struct engine copy_engine = { "memcpy", nothing_make, copy_run, NULL };

/* --- What runs, and what is compared --- */
enum which {
	OWN_10,
	OWN_1000,
	OWN_10000,
	OWN_100000,
	OWN_SHORT,
	NAIVE_10,
	NAIVE_1000,
	NAIVE_10000,
	SCAN_10,
	SCAN_1000,
	SCAN_10000,
	SCAN_100000,
	AUTOMATON_1000,
	AUTOMATON_10000,
	KEY,
	COPY,
	NORMALISER,
	RUNS,
};

static const struct plan_row {
	const struct engine *engine;
	size_t n_rules, step;
	bool has_short;
} plan_rows[RUNS] = {
	[OWN_10] = { &own_engine, 10, 1, false },
	[OWN_1000] = { &own_engine, 1000, 1, false },
	[OWN_10000] = { &own_engine, 10000, 1, false },
	[OWN_100000] = { &own_engine, 100000, 1, false },
	[OWN_SHORT] = { &own_engine, 1000, 1, true },
	[NAIVE_10] = { &naive_engine, 10, 1, false },
	[NAIVE_1000] = { &naive_engine, 1000, 50, false },
	[NAIVE_10000] = { &naive_engine, 10000, 1000, false },
	[SCAN_10] = { &vectorscan_engine, 10, 1, false },
	[SCAN_1000] = { &vectorscan_engine, 1000, 1, false },
	[SCAN_10000] = { &vectorscan_engine, 10000, 1, false },
	[SCAN_100000] = { &vectorscan_engine, 100000, 1, false },
	[AUTOMATON_1000] = { &automaton_engine, 1000, 1, false },
	[AUTOMATON_10000] = { &automaton_engine, 10000, 1, false },
	[KEY] = { &key_engine, 0, 1, false },
	[COPY] = { &copy_engine, 0, 1, false },
	[NORMALISER] = { &utf8proc_engine, 0, 4, false },
};

/* How many times as long `slow` takes for a byte as `fast`. */
static const struct {
	const char *what;
	enum which slow, fast;
	const char *goal;
} ratios[] = {
	{ "own / naive PCRE2, 10 rules", NAIVE_10, OWN_10, ">= 3" },
	{ "own / naive PCRE2, 1,000 rules", NAIVE_1000, OWN_1000, ">= 200" },
	{ "own / naive PCRE2, 10,000 rules", NAIVE_10000, OWN_10000, ">= 2,000" },
	{ "own / Vectorscan, 10 rules", SCAN_10, OWN_10, ">= 0.5" },
	{ "own / Vectorscan, 1,000 rules", SCAN_1000, OWN_1000, ">= 0.95" },
	{ "own / Vectorscan, 10,000 rules", SCAN_10000, OWN_10000, ">= 1.3" },
	{ "own / Vectorscan, 100,000 rules", SCAN_100000, OWN_100000, ">= 1.5" },
	{ "own / Aho-Corasick, 1,000 rules", AUTOMATON_1000, OWN_1000, ">= 2" },
	{ "own / Aho-Corasick, 10,000 rules", AUTOMATON_10000, OWN_10000, ">= 2.5" },
	{ "cost of a text, 10,000 / 10 rules", OWN_10000, OWN_10, "<= 2.2" },
	{ "cost of a text, 100,000 / 10 rules", OWN_100000, OWN_10, "<= 9" },
	{ "cost of 12 short brands in 1,000", OWN_SHORT, OWN_1000, "<= 2" },
	{ "key / memcpy", COPY, KEY, ">= 0.15" },
	{ "key / utf8proc", NORMALISER, KEY, ">= 15" },
	{ "own / memcpy, 1,000 rules", COPY, OWN_1000, ">= 0.05" },
};

struct bench {
	struct arena *arena;
	struct bench_texts texts;
	struct bench_rule *rules; /* RULE_MAX, and behind them the short ones */
	size_t n_rules, n_short;
};

struct outcome {
	void *states[SETS];
	struct bench_texts texts;
	struct tally tally;
	double make_s, ns[ROUNDS]; /* a byte */
	size_t size;
};

static double seconds(void)
{
	struct timespec used;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static struct str read_whole(struct arena *arena, const char *folder, const char *name)
{
	struct str text;
	struct err err;
	if (!file_read(arena, str_fmt(arena, "%s/%s", folder, name), 256 * MIB, &text, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return text;
}

/* kind TAB term [TAB literal] */
static struct bench_rule read_rule(struct arena *arena, struct str line)
{
	struct str kind, term, literal;
	struct bench_rule rule = { 0 };
	str_cut(&line, '\t', &kind);
	str_cut(&line, '\t', &term);
	rule.term = str_dup(arena, term);
	rule.is_regex = str_eq(kind, STR("regex"));
	if (!rule.is_regex || !str_cut(&line, '\t', &literal))
		literal = term;
	rule.key = str_dup(arena, str_trim(fold(arena, literal, '\0')));
	return rule;
}

static size_t read_rules(struct bench *bench, struct str text, size_t at)
{
	size_t n = 0;
	struct str line;
	while (n < RULE_MAX && str_cut(&text, '\n', &line) && line.len)
		bench->rules[at + n++] = read_rule(bench->arena, line);
	return n;
}

static void read_all(struct bench *bench, const char *folder)
{
	struct str all = read_whole(bench->arena, folder, "texts"), text;
	size_t n = 0, cap = 0;
	struct str *texts = NULL;
	while (str_cut(&all, '\0', &text) && text.len) {
		texts = arena_more(bench->arena, texts, n, &cap, sizeof(text));
		texts[n++] = text;
	}
	bench->texts = (struct bench_texts){ .at = texts, .n = n, .step = 1 };
	bench->rules = NEW(bench->arena, struct bench_rule, RULE_MAX + 100);
	bench->n_rules = read_rules(bench, read_whole(bench->arena, folder, "rules"), 0);
	bench->n_short = read_rules(bench, read_whole(bench->arena, folder, "short"),
				    bench->n_rules);
}

static struct bench_rules rules_of(const struct bench *bench, const struct plan_row *row,
				   size_t set)
{
	size_t n = row->n_rules < bench->n_rules ? row->n_rules : bench->n_rules;
	if (n <= FEW)
		return (struct bench_rules){ bench->rules + set * FEW, n };
	if (!row->has_short)
		return (struct bench_rules){ bench->rules, n };
	struct bench_rule *both = NEW(bench->arena, struct bench_rule, n + bench->n_short);
	memcpy(both, bench->rules, n * sizeof(*both));
	memcpy(both + n, bench->rules + bench->n_rules, bench->n_short * sizeof(*both));
	return (struct bench_rules){ both, n + bench->n_short };
}

static size_t n_sets(const struct plan_row *row)
{
	return row->n_rules == FEW ? SETS : 1;
}

static void make(const struct bench *bench, const struct plan_row *row, struct outcome *out)
{
	double start = seconds();
	for (size_t k = 0; k < n_sets(row); k++)
		out->states[k] = row->engine->make(bench->arena, rules_of(bench, row, k),
						   &out->size);
	out->make_s = (seconds() - start) / (double)n_sets(row);
	out->size /= n_sets(row);
	out->texts = bench->texts;
	out->texts.step = row->step;
	for (size_t i = 0; i < bench->texts.n; i += row->step)
		out->texts.bytes += bench->texts.at[i].len;
}

/* Ten rules may be lucky ones: of ten times ten rules each look through a tenth of the texts. */
static struct tally run(const struct engine *engine, void *const *states, size_t n_states,
			struct bench_texts texts)
{
	struct tally sum = { 0 };
	size_t n = texts.n;
	for (size_t k = 0; k < n_states; k++) {
		texts.first = n / n_states * k;
		texts.n = n / n_states * (k + 1);
		struct tally one = engine->run(states[k], &texts);
		sum.n += one.n;
		sum.sum += one.sum;
	}
	return sum;
}

static void run_once(const struct plan_row *row, struct outcome *out, size_t round)
{
	double start = seconds();
	out->tally = run(row->engine, out->states, n_sets(row), out->texts);
	out->ns[round] = (seconds() - start) * 1e9 / (double)out->texts.bytes;
}

static int ascending(const void *left, const void *right)
{
	const double *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

static double median(const double *values, double *least, double *most)
{
	double sorted[ROUNDS];
	memcpy(sorted, values, sizeof(sorted));
	qsort(sorted, ROUNDS, sizeof(*sorted), ascending);
	*least = sorted[0];
	*most = sorted[ROUNDS - 1];
	return sorted[ROUNDS / 2];
}

static void print_run(const struct plan_row *row, const struct outcome *out)
{
	double least, most, ns = median(out->ns, &least, &most);
	size_t n = (out->texts.n + row->step - 1) / row->step;
	printf("%-13s %7zu%s %8.1f ms %7.1f MB %8.1f MB/s %9.0f texts/s %6zu texts %8zu pairs "
	       "%016" PRIx64 "\n",
	       row->engine->name, row->n_rules, row->has_short ? "+12" : "   ", out->make_s * 1e3,
	       (double)out->size / 1e6, 1e3 / ns, (double)n * 1e9 / ns / (double)out->texts.bytes,
	       n, out->tally.n, out->tally.sum);
}

static void print_ratios(const struct outcome *outcomes)
{
	for (size_t i = 0; i < COUNT_OF(ratios); i++) {
		double of_round[ROUNDS], least, most;
		for (size_t r = 0; r < ROUNDS; r++)
			of_round[r] = outcomes[ratios[i].slow].ns[r] /
				      outcomes[ratios[i].fast].ns[r];
		double middle = median(of_round, &least, &most);
		printf("%-36s %8.2f [%.2f..%.2f] (goal: %s)\n", ratios[i].what, middle, least, most,
		       ratios[i].goal);
	}
}

/* Does a peer say what the matcher says of the same rules and texts? */
static bool agrees(const struct outcome *outcomes, size_t i)
{
	enum which own = OWN_10;
	while (own < OWN_SHORT && plan_rows[own].n_rules != plan_rows[i].n_rules)
		own++;
	if (i <= OWN_SHORT || own == OWN_SHORT)
		return true; /* one of ours, or no matcher */
	struct tally want = run(&own_engine, outcomes[own].states, n_sets(&plan_rows[i]),
				outcomes[i].texts);
	struct tally got = outcomes[i].tally;
	if (want.n == got.n && want.sum == got.sum)
		return true;
	printf("DIFFERENT: %s with %zu rules found %zu pairs, mentiond %zu\n",
	       plan_rows[i].engine->name, plan_rows[i].n_rules, got.n, want.n);
	return false;
}

static bool compare(const struct bench *bench)
{
	static struct outcome outcomes[RUNS];
	bool is_agreed = true;
	for (size_t i = 0; i < RUNS; i++)
		make(bench, &plan_rows[i], &outcomes[i]);
	for (size_t round = 0; round < 1 + ROUNDS; round++) /* the first one warms up */
		for (size_t i = 0; i < RUNS; i++)
			run_once(&plan_rows[i], &outcomes[i], round ? round - 1 : 0);
	for (size_t i = 0; i < RUNS; i++)
		print_run(&plan_rows[i], &outcomes[i]);
	print_ratios(outcomes);
	for (size_t i = 0; i < RUNS; i++)
		is_agreed &= agrees(outcomes, i);
	printf("%s\n", is_agreed ? "all engines agree" : "the engines DISAGREE");
	for (size_t i = 0; i < RUNS; i++)
		for (size_t k = 0; plan_rows[i].engine->done && k < n_sets(&plan_rows[i]); k++)
			plan_rows[i].engine->done(outcomes[i].states[k]);
	return is_agreed;
}

/* callgrind counts what match_item() executes. */
static bool count(struct bench *bench, size_t n_rules)
{
	const struct plan_row row = { &own_engine, n_rules, bench->texts.n / COUNT_TEXTS, false };
	size_t size = 0;
	struct own *own = own_make(bench->arena, rules_of(bench, &row, 0), &size);
	struct bench_texts texts = bench->texts;
	texts.step = row.step;
	for (size_t i = 0; i < texts.n; i += texts.step)
		texts.bytes += texts.at[i].len;
	struct tally tally = own_run(own, &texts);
	printf("%zu bytes, %zu pairs\n", texts.bytes, tally.n);
	own_done(own);
	return true;
}

int main(int argc, char **argv)
{
	int64_t n_rules = 0;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(MIB);
	struct bench bench = { .arena = arena };
	if (argc < 2 || (argc > 2 && (argc < 4 || !str_int(str_from(argv[3]), &n_rules))))
		return 2;
	read_all(&bench, argv[1]);
	return !(argc > 2 ? count(&bench, (size_t)n_rules) : compare(&bench));
}
