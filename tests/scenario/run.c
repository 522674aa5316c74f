/* run.c - plays stories through the whole flow, each with workers: 0 and with workers: 4.
 *
 * scenario RULES HOUSE STORY.scn…  A story is a list of steps:
 *
 *	config, and an indented configuration; what it lacks is taken from house.yaml
 *	feed URL [after 5s] [moved URL], headers, and items: GUID | TITLE | TEXT | AUTHOR
 *	answer URL STATUS [after 5s] [moved URL], headers and a body
 *	answer mail [ADDRESS] STATUS WORDS
 *	answer KEY hang, answer KEY error again|refused WORDS
 *	start, stop (as told by a signal), crash (SIGKILL), again (what was given up is sent again)
 *	reload, reload refused: with a configuration
 *	poll SOURCE, poll refused SOURCE contains TEXT (by hand)
 *	disk full, disk free, clock back DURATION, clock ahead DURATION (wall time only)
 *	run 10m, run until log EVENT, run until answer KEY (ends before the answer has any effect
 *		on the store; only `crash` makes sense behind it)
 *	expect N requests KEY, expect N delivered KEY (requests that were answered with 2xx)
 *	expect N logs EVENT [contains TEXT]
 *	expect header KEY NAME: VALUE, expect no header KEY NAME (of the latest request)
 *	expect [no] body KEY contains TEXT (of the latest request)
 *	expect [no] status SOURCE|all contains TEXT (as `mentiond status` prints it)
 *	expect same KEY body|HEADER (of all requests of the story)
 *
 * N is a number, `no` or `some`, and counts since the last `run` began. A KEY is a URL, the
 * beginning of one and `*`, the path of a file, `mail`, `mail ADDRESS`, `syslog` or `stdout`. An
 * answer holds until the next one for its key. A logged WARNING or ERR that no `expect` speaks of
 * fails the story. The connectors of the stories are in connectors/. */
#include "story.h"

#include "buf.h"
#include "file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poison.h"

enum { HOUSE_MAX = 64 * 1024 };

static void remove_folder(struct arena *arena, struct str path)
{
	DIR *folder = opendir(str_z(arena, path));
	const struct dirent *entry;
	while (folder && (entry = readdir(folder))) {
		struct str name = str_from(entry->d_name);
		struct str inside = str_fmt(arena, STR_FMT "/%s", STR_ARG(path), entry->d_name);
		if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
			continue;
		if (unlink(str_z(arena, inside)) != 0)
			remove_folder(arena, inside);
	}
	if (folder)
		closedir(folder);
	rmdir(str_z(arena, path));
}

/* In memory where there is such a place: a story of a month flushes the store very often. */
static char *make_folder(struct arena *arena)
{
	bool has_memory = access("/dev/shm", W_OK) == 0;
	struct str name = str_fmt(arena, "%s/mentiond-story-XXXXXX",
				  has_memory ? "/dev/shm" : "/tmp");
	return mkdtemp((char *)name.at);
}

static bool play_once(const struct story *story, struct str data, struct str house, int workers)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	const char *folder = make_folder(arena);
	if (!folder) {
		perror("no temporary folder");
		return false;
	}
	struct play play = {
		.story = story,
		.arena = arena,
		.workers = workers,
		.folder = str_from(folder),
		.data = data,
		.house = house,
	};
	bool is_fine = play_story(&play);
	remove_folder(arena, play.folder);
	return is_fine;
}

static bool play_file(const char *path, struct str data, struct str house)
{
	static const int workers[] = { 0, 4 };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct story story;
	struct err err = { 0 };
	bool is_fine = true;
	if (!story_read(arena, str_from(path), &story, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return false;
	}
	for (size_t i = 0; i < COUNT_OF(workers) && is_fine; i++)
		is_fine = play_once(&story, data, house, workers[i]);
	return is_fine;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str house;
	struct err err = { 0 };
	int passed = 0, failed = 0;
	if (argc < 4 || !file_read(arena, str_from(argv[2]), HOUSE_MAX, &house, &err)) {
		fprintf(stderr, "scenario RULES HOUSE STORY.scn…  %s\n", err.text);
		return 2;
	}
	for (int i = 3; i < argc; i++) {
		bool is_fine = play_file(argv[i], str_from(argv[1]), house);
		printf("%s %s\n", is_fine ? "ok    " : "FAILED", argv[i]);
		passed += is_fine;
		failed += !is_fine;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0;
}
