/* bench_score - how many texts a second are judged by the shipped packs, on one core, and what the
 * packs cost to load and to keep.
 *	bench_score PACKS [TEXTS]	the folder of the packs; a file with a text a line, else
 *					made-up posts
 *	bench_score --posts		only writes those posts
 * Goals: 500,000 texts/s for short posts, loading within 20 ms, 4 MB. */
#include "arena.h"
#include "buf.h"
#include "config.h"
#include "file.h"
#include "score.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "poison.h"

enum { POSTS = 20000, ROUNDS = 5, PACKS_MAX = 32, INPUT_MAX = 64 * MIB };

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct scorer *load(struct arena *home, const char *folder)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct problems problems = problems_new(arena);
	const struct node *packs[PACKS_MAX];
	struct scorer *scorer;
	size_t n = 0;
	glob_t found = { 0 };
	if (glob(str_z(arena, str_fmt(arena, "%s/*.yaml", folder)), 0, NULL, &found) != 0)
		exit(1);
	for (size_t i = 0; i < found.gl_pathc && n < PACKS_MAX; i++) {
		packs[n] = yaml_load(arena, str_dup(arena, str_from(found.gl_pathv[i])), &problems);
		if (!packs[n++])
			exit(1);
	}
	globfree(&found);
	if (!score_load(home, packs, n, NULL, &problems, &scorer))
		exit(1);
	return scorer;
}

/* Posts as people write them: a greeting, a matter, a feeling, in all combinations. */
static struct str make_posts(struct arena *arena)
{
	static const char *const openings[] = { "@acme ", "Hey @acme, ", "So ", "RT @anna: ", "" };
	static const char *const matters[] = {
		"the new release of the app", "my flight to Turin",	 "your support",
		"the parcel I ordered",	      "the battery of my phone", "this update"
	};
	static const char *const feelings[] = {
		" is great, thank you!",
		" is still not here after 3 days",
		" was on the news today https://example.org/a/b",
		" works, but it is slow and keeps crashing :(",
		" isn't as good as it used to be",
		" arrives tomorrow at 10:30",
		" made my day \xE2\x9D\xA4\xEF\xB8\x8F #happy",
	};
	struct buf posts = buf_new(arena, 4 * MIB);
	for (size_t i = 0; i < POSTS; i++)
		buf_fmt(&posts, "%s%s%s\n", openings[i % COUNT_OF(openings)],
			matters[i / 5 % COUNT_OF(matters)], feelings[i / 30 % COUNT_OF(feelings)]);
	return buf_str(&posts);
}

static size_t judge_all(const struct scorer *scorer, struct arena *arena, struct str texts)
{
	struct str line;
	size_t n = 0;
	for (; str_cut(&texts, '\n', &line); n++) {
		struct arena_mark mark = arena_mark(arena);
		struct score_field field = { .field = FIELD_TEXT, .text = line };
		struct sentiment out;
		score_text(scorer, arena,
			   &(struct score_ask){ .fields = &field, .n = 1, .lang = STR("en") },
			   &out);
		arena_reset(arena, mark);
	}
	return n;
}

/* The best of some, as of all else. */
static double load_time(const char *folder)
{
	double best = 1e9;
	for (int i = 0; i < ROUNDS; i++) {
		CLEANUP(arena_free)
		struct arena *home = arena_new(64 * KIB);
		double started = seconds();
		load(home, folder);
		double took = seconds() - started;
		best = took < best ? took : best;
	}
	return best;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str texts = make_posts(arena);
	struct err err;
	if (argc == 2 && strcmp(argv[1], "--posts") == 0)
		return fwrite(texts.at, 1, texts.len, stdout) == texts.len ? 0 : 1;
	if (argc < 2 || (argc > 2 && !file_read(arena, str_from(argv[2]), INPUT_MAX, &texts, &err)))
		return 1;
	if (str_ends(texts, STR("\n")))
		texts.len--;
	struct arena *home = arena_new(64 * KIB);

	double loaded = load_time(argv[1]), best = 1e9, started;
	struct scorer *scorer = load(home, argv[1]);
	size_t bytes = arena_size(home), n = 0;
	for (int i = 0; i < ROUNDS; i++) {
		started = seconds();
		n = judge_all(scorer, arena, texts);
		double took = seconds() - started;
		best = took < best ? took : best;
	}
	printf("%zu texts of %.0f bytes: %.0f texts/s (goal 500000); packs: %.1f ms (goal 20), "
	       "%.1f MB (goal 4)\n",
	       n, (double)texts.len / (double)n, (double)n / best, loaded * 1e3,
	       (double)bytes / 1e6);
	arena_free(&home);
	return 0;
}
