/* How fast feeds become entries, text extraction included, on one core.
 *
 *	bench_parse FOLDER...
 *
 * All files are read first; then they are parsed again and again, each with an arena of its own,
 * as the daemon does it. The best of five runs counts. Time is processor time, so that neighbours
 * on the machine do not count. */
#include "arena.h"
#include "feed.h"
#include "file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "poison.h"

enum { FEEDS_MAX = 4096, RUNS = 5 };

static struct str feeds[FEEDS_MAX];
static size_t n_feeds, bytes;

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static void read_folder(struct arena *arena, const char *path)
{
	CLEANUP(close_folder)
	DIR *folder = opendir(path);
	const struct dirent *file;
	while (folder && (file = readdir(folder)) && n_feeds < FEEDS_MAX) {
		struct err err;
		struct str name = str_fmt(arena, "%s/%s", path, file->d_name);
		if (file->d_name[0] == '.' ||
		    !file_read(arena, name, FEED_BODY_MAX, &feeds[n_feeds], &err))
			continue;
		bytes += feeds[n_feeds++].len;
	}
}

static const double run_s = 0.5;

static double cpu_s(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static size_t parse_all(void)
{
	size_t entries = 0;
	for (size_t i = 0; i < n_feeds; i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		const struct feed_input in = { .body = feeds[i] };
		struct feed feed;
		struct err err;
		if (!feed_parse(arena, &in, &feed, &err)) {
			fprintf(stderr, "feed %zu: %s\n", i, err.text);
			exit(1);
		}
		entries += feed.n;
	}
	return entries;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(MIB);
	double best = 0;
	for (int i = 1; i < argc; i++)
		read_folder(arena, argv[i]);
	size_t entries = parse_all();
	for (int run = 0; run < RUNS; run++) {
		double start = cpu_s(), used, rounds = 0;
		do {
			parse_all();
			rounds++;
			used = cpu_s() - start;
		} while (used < run_s);
		double rate = rounds / used;
		best = rate > best ? rate : best;
	}
	printf("mentiond: %zu feeds, %zu entries, %.1f MB: %.1f MB/s, %.0f feeds/s\n", n_feeds,
	       entries, (double)bytes / 1e6, best * (double)bytes / 1e6, best * (double)n_feeds);
	return n_feeds == 0;
}
