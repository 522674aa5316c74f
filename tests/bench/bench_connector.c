/* What it costs to make items of an API's answer, against what jansson alone needs to parse it.
 *
 *	bench_connector CONNECTOR.yaml ANSWER.json [CONNECTOR.yaml ANSWER.json …]
 *
 * One line each: items, bytes, jansson's microseconds, those of json_read, those of the mapping
 * alone (what connector_map takes more than json_read), and the ratios to jansson. All are done in
 * turns, so that a noisy machine is noisy for all; the best of the turns counts, in processor
 * time. */
#include "arena.h"
#include "config.h"
#include "connector.h"
#include "feed.h"
#include "file.h"
#include "json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "poison.h"

enum { TURNS = 400 };

static double cpu_us(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

static void fail(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static const struct connector *load(struct arena *arena, const char *path)
{
	struct problems problems = problems_new(arena);
	const struct node *file = yaml_load(arena, str_from(path), &problems);
	const struct connector *connector = file ? connector_load(arena, file, &problems) : NULL;
	if (!connector)
		fail(path);
	return connector;
}

static void jansson(struct str body)
{
	json_error_t error;
	json_t *tree = json_loadb(body.at, body.len, 0, &error);
	if (!tree)
		fail(error.text);
	json_decref(tree);
}

static void read_tree(struct str body)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(256 * KIB);
	struct json_value value;
	struct err err;
	if (!json_read(arena, body, &value, &err))
		fail(err.text);
}

static size_t map(const struct connector *connector, struct str body)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(256 * KIB);
	const struct connector_use use = { .connector = connector,
					   .params = connector_about(connector)->params };
	struct heard heard;
	struct err err;
	if (!connector_map(&use, body, arena, &heard, &err))
		fail(err.text);
	return heard.items.n;
}

static double least(double before, double since_us)
{
	double now = cpu_us() - since_us;
	return before > 0 && before < now ? before : now;
}

static void measure(const struct connector *connector, struct str body)
{
	double parse = 0, tree = 0, all = 0;
	size_t n = 0;
	for (int i = 0; i < TURNS; i++) {
		double at = cpu_us();
		jansson(body);
		parse = least(parse, at);
		at = cpu_us();
		read_tree(body);
		tree = least(tree, at);
		at = cpu_us();
		n = map(connector, body);
		all = least(all, at);
	}
	struct str name = connector_about(connector)->name;
	printf(STR_FMT " %zu items %zu bytes: jansson %.0f us, json_read %.0f us, mapping %.0f us; "
		       "mapping %.2f, all %.2f times jansson\n",
	       STR_ARG(name), n, body.len, parse, tree, all - tree, (all - tree) / parse,
	       all / parse);
}

int main(int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(MIB);
		struct str body;
		struct err err;
		if (!file_read(arena, str_from(argv[i + 1]), FEED_BODY_MAX, &body, &err))
			fail(err.text);
		measure(load(arena, argv[i]), body);
	}
	return 0;
}
