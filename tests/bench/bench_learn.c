/* bench_learn - what `mentiond learn` gains from a few labelled texts.
 *	bench_learn PACKS LANG DRAWS N... <TABLE
 * PACKS: the folder of the packs. TABLE: a header, then lines of id, label, target and text, with
 * tabs between. For each N, and DRAWS times: N texts by chance are learned from, all others are
 * judged before and after; a line "N macro-F1 recall macro-F1 recall outcome", the negative recall
 * meant, before and after; outcome is words, thresholds or refused (then nothing changes). */
#include "arena.h"
#include "config.h"
#include "file.h"
#include "lore.h"
#include "learn.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

enum { TEXTS_MAX = 40000, PACKS_MAX = 32, INPUT_MAX = 64 * MIB };

struct bench {
	struct arena *arena;
	struct scorer *scorer;
	struct str lang;
	struct lesson *lessons;
	size_t n;
	uint64_t chance;
};

struct figures {
	double macro_f1, recall;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "bench_learn: %s\n", what);
	exit(1);
}

static struct scorer *load(struct arena *arena, const char *folder)
{
	struct problems problems = problems_new(arena);
	const struct node *packs[PACKS_MAX];
	struct scorer *scorer;
	size_t n = 0;
	glob_t found = { 0 };
	if (glob(str_z(arena, str_fmt(arena, "%s/*.yaml", folder)), 0, NULL, &found) != 0)
		die("no packs");
	for (size_t i = 0; i < found.gl_pathc && n < PACKS_MAX; i++) {
		packs[n] = yaml_load(arena, str_dup(arena, str_from(found.gl_pathv[i])), &problems);
		if (!packs[n++])
			die("a pack cannot be read");
	}
	globfree(&found);
	if (!score_load(arena, packs, n, NULL, &problems, &scorer))
		die("the packs cannot be loaded");
	return scorer;
}

static void add_text(struct bench *bench, struct str line)
{
	struct str id, label, target;
	struct lesson *lesson = &bench->lessons[bench->n];
	if (!str_cut(&line, '\t', &id) || !str_cut(&line, '\t', &label) ||
	    !str_cut(&line, '\t', &target))
		return;
	for (enum tone tone = TONE_NEGATIVE; tone <= TONE_POSITIVE; tone++)
		if (str_eq(tone_name(tone), label))
			lesson->tone = tone;
	if (lesson->tone == TONE_UNKNOWN || bench->n == TEXTS_MAX - 1)
		return;
	struct score_field *field = NEW(bench->arena, struct score_field, 1);
	*field = (struct score_field){ .field = FIELD_TEXT, .text = line };
	lesson->fields = field;
	lesson->n = 1;
	score_text(bench->scorer, bench->arena,
		   &(struct score_ask){ .fields = field, .n = 1, .lang = bench->lang },
		   &lesson->base);
	bench->n++;
}

static uint64_t chance(struct bench *bench)
{
	bench->chance = bench->chance * 6364136223846793005u + 1442695040888963407u;
	return bench->chance >> 33;
}

static void shuffle(struct bench *bench)
{
	for (size_t i = bench->n; i > 1; i--) {
		size_t j = chance(bench) % i;
		struct lesson other = bench->lessons[i - 1];
		bench->lessons[i - 1] = bench->lessons[j];
		bench->lessons[j] = other;
	}
}

static enum tone plain(enum tone tone)
{
	return tone == TONE_NEGATIVE || tone == TONE_POSITIVE ? tone : TONE_NEUTRAL;
}

/* Of the texts from `first` on, judged with the lore, or without any. */
static struct figures judge(const struct bench *bench, size_t first, const struct lore *lore)
{
	size_t n[TONE_MIXED + 1][TONE_MIXED + 1] = { 0 }, classes = 0;
	struct figures out = { 0 };
	for (size_t i = first; i < bench->n; i++) {
		const struct lesson *lesson = &bench->lessons[i];
		struct arena_mark mark = arena_mark(bench->arena);
		struct sentiment sentiment = lesson->base;
		if (lore)
			lore_apply(lore, bench->arena, lesson->fields, 1, bench->lang, &sentiment);
		n[lesson->tone][plain(sentiment.tone)]++;
		arena_reset(bench->arena, mark);
	}
	for (int tone = TONE_NEGATIVE; tone <= TONE_POSITIVE; tone++) {
		size_t wanted = 0, got = 0;
		for (int other = TONE_NEGATIVE; other <= TONE_POSITIVE; other++) {
			wanted += n[tone][other];
			got += n[other][tone];
		}
		classes += wanted > 0;
		if (wanted)
			out.macro_f1 += 2 * (double)n[tone][tone] / (double)(wanted + got);
		if (wanted && tone == TONE_NEGATIVE)
			out.recall = (double)n[tone][tone] / (double)wanted;
	}
	out.macro_f1 /= (double)(classes ? classes : 1);
	return out;
}

/* The pack goes the way that it goes in life: it is written, and read. */
static struct lore *read_pack(struct bench *bench, struct str pack)
{
	char path[] = "/tmp/bench_learn-XXXXXX";
	struct problems problems = problems_new(bench->arena);
	struct lore *lore = NULL;
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, pack.at, pack.len) != (ssize_t)pack.len || close(fd) != 0)
		die("a pack cannot be written");
	const struct node *node = yaml_load(bench->arena, str_from(path), &problems);
	unlink(path);
	if (!node || !lore_load(bench->arena, node, &problems, &lore))
		die("a learned pack cannot be read");
	return lore;
}

static void draw(struct bench *bench, size_t n)
{
	struct arena_mark mark = arena_mark(bench->arena);
	struct learned learned;
	shuffle(bench);
	learn(&(struct learn_ask){ .brand = STR("bench"),
				   .lang = bench->lang,
				   .today = STR("2026-01-01"),
				   .lessons = bench->lessons,
				   .n = n },
	      bench->arena, &learned);
	struct figures before = judge(bench, n, NULL), after = before;
	if (learned.pack.len)
		after = judge(bench, n, read_pack(bench, learned.pack));
	printf("%zu %.4f %.4f %.4f %.4f %s\n", n, before.macro_f1, before.recall, after.macro_f1,
	       after.recall,
	       learned.pack.len == 0 ? "refused"
	       : learned.entries     ? "words"
				     : "thresholds");
	arena_reset(bench->arena, mark);
}

int main(int argc, char **argv)
{
	struct bench bench = { .arena = arena_new(MIB), .chance = 7 };
	struct str rest, line;
	struct err err = { 0 };
	if (argc < 5)
		die("bench_learn PACKS LANG DRAWS N... <TABLE");
	bench.scorer = load(bench.arena, argv[1]);
	bench.lang = str_from(argv[2]);
	bench.lessons = NEW(bench.arena, struct lesson, TEXTS_MAX);
	if (!file_read_or_stdin(bench.arena, STR("-"), INPUT_MAX, &rest, &err))
		die(err.text);
	str_cut(&rest, '\n', &line);
	while (str_cut(&rest, '\n', &line))
		add_text(&bench, line);
	for (int i = 4; i < argc; i++) {
		size_t n = strtoul(argv[i], NULL, 10);
		for (long k = strtol(argv[3], NULL, 10); k > 0 && n < bench.n; k--)
			draw(&bench, n);
	}
	arena_free(&bench.arena);
	return 0;
}
