/* Runs a target over saved inputs, files or folders of them: the regression test for compilers
 * that have no libFuzzer. */
#include "file.h"

#include "arena.h"

#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"
#include "poison.h"

enum { INPUT_MAX = 16 * MIB };

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static size_t run_file(struct str path)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str input;
	struct err err;
	if (!file_read(arena, path, INPUT_MAX, &input, &err))
		return 0;
	LLVMFuzzerTestOneInput((const uint8_t *)input.at, input.len);
	return 1;
}

static size_t run_folder(const char *path)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	CLEANUP(close_folder)
	DIR *folder = opendir(path);
	const struct dirent *file;
	size_t n = 0;
	if (!folder)
		return run_file(str_from(path));
	while ((file = readdir(folder)))
		if (file->d_name[0] != '.')
			n += run_file(str_fmt(arena, "%s/%s", path, file->d_name));
	return n;
}

int main(int argc, char **argv)
{
	size_t n = 0;
	for (int i = 1; i < argc; i++)
		n += run_folder(argv[i]);
	printf("%zu inputs\n", n);
	return n == 0;
}
