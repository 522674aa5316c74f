/* include.c - several files as one.
 *
 * It is as if the sections of an included file stood where `include:` stands: the keys of a file
 * are taken in their order, so `include:` in front of `rules:` puts the included rules first. Lists
 * grow, maps join, everything else may be set once. A file is read once, however many globs find
 * it, which also ends every circle. */
#include "inside.h"

#include "arena.h"
#include "file.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "poison.h"

enum { FILES_MAX = 1000, PATTERN_MAX = 8 * KIB };

struct seen_file {
	dev_t device;
	ino_t inode;
};

struct gathering {
	const struct reading *reading;
	struct node root; /* the map that grows */
	struct node *keys, *values;
	size_t cap_keys, cap_values;
	struct seen_file seen[FILES_MAX];
	size_t n_seen, depth;
	bool is_whole;
};

static void file_gather(struct gathering *g, struct str path, const struct node *from);

static void refuse_second(struct gathering *g, const struct node *key, struct where first)
{
	problem_error(g->reading->problems, key->where, "\"" STR_FMT "\" is set a second time",
		      STR_ARG(str_first(key->text, 200)));
	problem_hint(g->reading->problems, "first in " WHERE_FMT, WHERE_ARG(first));
}

static const struct node *key_of(const struct node *map, struct str text)
{
	for (size_t i = 0; i < map->n; i++)
		if (str_eq(map->keys[i].text, text))
			return &map->keys[i];
	return NULL;
}

static void append(struct arena *arena, const struct node **list, size_t n, const struct node *more,
		   size_t n_more)
{
	struct node *joined = NEW(arena, struct node, n + n_more);
	for (size_t i = 0; i < n + n_more; i++)
		joined[i] = i < n ? (*list)[i] : more[i - n];
	*list = joined;
}

/* `into` is what earlier files said under the key `first`. */
static void join(struct gathering *g, struct node *into, struct where first, const struct node *key,
		 const struct node *more)
{
	struct arena *arena = g->reading->arena;
	if (into->kind != more->kind || more->kind == NODE_TEXT) {
		refuse_second(g, key, first);
		return;
	}
	bool is_twice = false;
	for (size_t i = 0; more->kind == NODE_MAP && i < more->n; i++) {
		const struct node *twin = key_of(into, more->keys[i].text);
		is_twice |= twin != NULL;
		if (twin)
			refuse_second(g, &more->keys[i], twin->where);
	}
	if (is_twice)
		return;
	if (more->kind == NODE_MAP)
		append(arena, &into->keys, into->n, more->keys, more->n);
	append(arena, &into->values, into->n, more->values, more->n);
	into->n += more->n;
}

static void section_gather(struct gathering *g, const struct node *key, const struct node *value)
{
	struct arena *arena = g->reading->arena;
	for (size_t i = 0; i < g->root.n; i++)
		if (str_eq(g->keys[i].text, key->text)) {
			join(g, &g->values[i], g->keys[i].where, key, value);
			return;
		}
	g->keys = arena_more(arena, g->keys, g->root.n, &g->cap_keys, sizeof(*g->keys));
	g->values = arena_more(arena, g->values, g->root.n, &g->cap_values, sizeof(*g->values));
	g->keys[g->root.n] = *key;
	g->values[g->root.n++] = *value;
}

/* The folder's own name is no pattern, even when it holds a bracket. */
static struct str pattern_of(struct arena *arena, struct str from, struct str pattern)
{
	struct str folder = file_beside(arena, from, STR(""));
	struct buf out = buf_new(arena, PATTERN_MAX);
	for (size_t i = 0; i < folder.len && !str_starts(pattern, STR("/")); i++) {
		if (str_find_char(STR("*?[\\"), folder.at[i]) < 4)
			buf_char(&out, '\\');
		buf_char(&out, folder.at[i]);
	}
	buf_add(&out, pattern);
	return buf_str(&out);
}

static bool is_pattern(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (str_find_char(STR("*?["), text.at[i]) < 3)
			return true;
	return false;
}

static void pattern_gather(struct gathering *g, const struct node *pattern)
{
	struct arena *arena = g->reading->arena;
	CLEANUP(globfree)
	glob_t found = { 0 };
	struct str from = pattern->where.file->path;
	if (!is_pattern(pattern->text)) {
		file_gather(g, file_beside(arena, from, pattern->text), pattern);
		return;
	}
	int status = glob(str_z(arena, pattern_of(arena, from, pattern->text)), 0, NULL, &found);
	if (status)
		problem_warn(g->reading->problems, pattern->where, "no file is found here");
	for (size_t i = 0; !status && i < found.gl_pathc; i++)
		file_gather(g, str_dup(arena, str_from(found.gl_pathv[i])), pattern);
}

static bool is_seen(struct gathering *g, const struct stat *about)
{
	for (size_t i = 0; i < g->n_seen; i++)
		if (g->seen[i].device == about->st_dev && g->seen[i].inode == about->st_ino)
			return true;
	g->seen[g->n_seen++] = (struct seen_file){ about->st_dev, about->st_ino };
	return false;
}

static void include_gather(struct gathering *g, struct where key, const struct node *value)
{
	static const struct option row = { "include", OPT_LIST, 0, .doc = "" };
	struct nodes patterns = { NULL, 0 };
	if (!option_read(g->reading, &row, key, value, &patterns))
		g->is_whole = false;
	for (size_t i = 0; i < patterns.n; i++)
		pattern_gather(g, &patterns.at[i]);
}

static bool may_read(struct gathering *g, struct str path, const struct node *from)
{
	struct problems *problems = g->reading->problems;
	struct where where = from ? from->where : (struct where){ NULL, 0, 0 };
	struct stat about;
	if (stat(str_z(g->reading->arena, path), &about) != 0) {
		bool is_absent = errno == ENOENT;
		problem_error(problems, where, "cannot read " STR_FMT ": %s",
			      STR_ARG(str_first(path, 400)), strerror(errno));
		if (!from && is_absent)
			problem_hint(problems, "`mentiond init` writes one to start from");
		g->is_whole = false;
		return false;
	}
	if (g->n_seen == FILES_MAX || g->depth == CONFIG_DEPTH_MAX) {
		problem_error(problems, where, "too many files: at most %d, %d deep", FILES_MAX,
			      CONFIG_DEPTH_MAX);
		g->is_whole = false;
		return false;
	}
	return !is_seen(g, &about);
}

/* `from`: the pattern that found the file; NULL for the first one. */
static void file_gather(struct gathering *g, struct str path, const struct node *from)
{
	if (!may_read(g, path, from))
		return;
	const struct node *root = tree_load(g->reading->arena, path,
					    from ? from->where : (struct where){ 0 },
					    g->reading->problems);
	if (!root || !node_wants(g->reading, root, NODE_MAP, "a map of sections is wanted here")) {
		g->is_whole = false;
		return;
	}
	if (!from)
		g->root.where = root->where;
	g->depth++;
	for (size_t i = 0; i < root->n; i++)
		if (str_eq(root->keys[i].text, STR("include")))
			include_gather(g, root->keys[i].where, &root->values[i]);
		else
			section_gather(g, &root->keys[i], &root->values[i]);
	g->depth--;
}

const struct node *include_all(const struct reading *reading, struct str path, bool *is_whole)
{
	struct gathering *g = NEW(reading->arena, struct gathering, 1);
	*g = (struct gathering){ .reading = reading, .is_whole = true, .root.kind = NODE_MAP };
	file_gather(g, path, NULL);
	g->root.keys = g->keys;
	g->root.values = g->values;
	*is_whole = g->is_whole;
	return g->root.where.file ? &g->root : NULL;
}
