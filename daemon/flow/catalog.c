#include "catalog.h"

#include "arena.h"
#include "file.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

#define YAML ".yaml"

static bool is_path(struct str name)
{
	return str_find_char(name, '/') < name.len || str_ends(name, STR(YAML));
}

static struct str shipped_folder(struct arena *arena, struct str data)
{
	return str_fmt(arena, STR_FMT "/connectors", STR_ARG(data));
}

static bool is_there(struct arena *arena, struct str folder, struct str name, struct str *path)
{
	*path = str_fmt(arena, STR_FMT "/" STR_FMT YAML, STR_ARG(folder), STR_ARG(name));
	return access(str_z(arena, *path), R_OK) == 0;
}

bool catalog_find(struct arena *arena, struct str name, struct str data, struct where where,
		  struct problems *problems, struct str *path)
{
	if (is_path(name)) {
		*path = where.file ? file_beside(arena, where.file->path, name) : name;
		if (access(str_z(arena, *path), R_OK) == 0)
			return true; /* whoever reads it tells what is wrong inside */
		problem_error(problems, where, "connector " STR_FMT ": %s", STR_ARG(name),
			      strerror(errno));
		if (where.file)
			problem_hint(problems, "a path is seen from the file that names it");
		return false;
	}
	if (is_there(arena, STR(CATALOG_OWN), name, path) ||
	    is_there(arena, shipped_folder(arena, data), name, path))
		return true;
	struct strs names = catalog_names(arena, data);
	problem_error(problems, where, "no connector is called \"" STR_FMT "\"", STR_ARG(name));
	problem_hint(problems, "`mentiond connector list` names them; a path has a / in it");
	problem_suggest(problems, name, names.at, names.n);
	return false;
}

/* The file's name without folder and ending. */
static struct str name_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_from(slash ? slash + 1 : path);
	name.len -= strlen(YAML);
	return str_dup(arena, name);
}

static int by_text(const void *left, const void *right)
{
	return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

struct strs catalog_names(struct arena *arena, struct str data)
{
	const struct str folders[] = { STR(CATALOG_OWN), shipped_folder(arena, data) };
	struct str *names = NULL;
	size_t n = 0, cap = 0, kept = 0;
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		glob_t found = { 0 };
		struct str pattern = str_fmt(arena, STR_FMT "/*" YAML, STR_ARG(folders[i]));
		size_t count = glob(str_z(arena, pattern), 0, NULL, &found) == 0 ? found.gl_pathc
										 : 0;
		for (size_t k = 0; k < count; k++) {
			names = arena_more(arena, names, n, &cap, sizeof(*names));
			names[n++] = name_of(arena, found.gl_pathv[k]);
		}
		globfree(&found);
	}
	if (n)
		qsort(names, n, sizeof(*names), by_text);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !str_eq(names[i], names[kept - 1]))
			names[kept++] = names[i];
	return (struct strs){ names, kept };
}
