/* How it works: a path is compiled into steps. `gather` goes over them with the value in hand; the
 * keys at its front, which is nearly every path as a whole, are a loop over the members of one map
 * each. Only brackets recurse, at most PATH_STEPS_MAX deep, and no value is met twice, so that a
 * path costs no more than the answer has values. path_each goes the same way, and notes the objects
 * it comes through, for ^. */
#include "path.h"

#include "arena.h"
#include "place.h"

#include <string.h>

#include "poison.h"

enum { INDEX_MAX = 1000000 };

/* Reading. */

struct reading {
	struct arena *home;
	struct str text;
	size_t at;
	struct where where; /* of the text */
	struct problems *problems;
	struct step steps[PATH_STEPS_MAX];
	size_t n;
};

/* False, as the caller's answer. */
static bool refuse(const struct reading *r, const char *what)
{
	problem_error(r->problems, where_behind(r->where, str_first(r->text, r->at)),
		      "bad path \"" STR_FMT "\": %s", STR_ARG(r->text), what);
	return false;
}

static char peek(const struct reading *r)
{
	return r->at < r->text.len ? r->text.at[r->at] : '\0';
}

/* A piece up to one of the ends, of which none is behind a backslash. */
static bool read_piece(struct reading *r, const char *ends, struct str *out)
{
	size_t from = r->at, len = 0;
	bool has_escape = false;
	for (; r->at < r->text.len && !strchr(ends, r->text.at[r->at]); r->at++) {
		if (r->text.at[r->at] != '\\')
			continue;
		has_escape = true;
		if (++r->at == r->text.len)
			return refuse(r, "nothing stands behind the last \\");
	}
	*out = (struct str){ r->text.at + from, r->at - from };
	if (!has_escape)
		return true;
	char *bare = arena_bytes(r->home, out->len);
	for (size_t i = 0; i < out->len; i++) {
		i += out->at[i] == '\\';
		bare[len++] = out->at[i];
	}
	*out = (struct str){ bare, len };
	return true;
}

static bool add_step(struct reading *r, struct step step)
{
	if (r->n == PATH_STEPS_MAX)
		return refuse(r, "too many steps");
	r->steps[r->n++] = step;
	return true;
}

static bool refuse_key(const struct reading *r)
{
	switch (peek(r)) {
	case '|':
		refuse(r, "a filter stands in braces");
		problem_hint(r->problems, "write {" STR_FMT "}", STR_ARG(r->text));
		return false;
	case '{':
	case '}': return refuse(r, "a brace in a path is written \\{ or \\}");
	case ']': return refuse(r, "] without [");
	default: return refuse(r, "a key is missing here");
	}
}

static bool read_key(struct reading *r)
{
	struct step step = { .kind = STEP_KEY };
	size_t from = r->at;
	if (!read_piece(r, ".[]{}|", &step.key))
		return false;
	if (r->at == from || (r->at < r->text.len && !strchr(".[", peek(r))))
		return refuse_key(r);
	return add_step(r, step);
}

static bool is_index(struct str text, size_t *out)
{
	int64_t number;
	if (text.len == 0 || text.at[0] == '-' || text.at[0] == '+' || !str_int(text, &number))
		return false;
	*out = (size_t)number;
	return number <= INDEX_MAX;
}

/* [] [0] [key=value] */
static bool read_bracket(struct reading *r)
{
	struct step step = { .kind = STEP_EACH };
	size_t from = ++r->at;
	if (!read_piece(r, "=]", &step.key))
		return false;
	if (peek(r) == '=') {
		step.kind = STEP_WHERE;
		size_t value = ++r->at;
		if (!read_piece(r, "]", &step.value))
			return false;
		if (step.key.len == 0 || r->at == value)
			return refuse(r, "a condition is written [key=value]");
	} else if (is_index(step.key, &step.index)) {
		step.kind = STEP_INDEX;
	} else if (step.key.len) {
		r->at = from;
		return refuse(r, "brackets hold nothing, a number from 0, or key=value");
	}
	if (r->at >= r->text.len)
		return refuse(r, "the bracket is not closed");
	r->at++;
	return add_step(r, step);
}

static bool read_steps(struct reading *r)
{
	bool wants_key = peek(r) != '[';
	do {
		if (wants_key && !read_key(r))
			return false;
		while (peek(r) == '[')
			if (!read_bracket(r))
				return false;
		if (r->at == r->text.len)
			return true;
		if (peek(r) != '.')
			return refuse(r, "a dot is missing here");
		r->at++;
		wants_key = true;
	} while (true);
}

/* What stands before the first key. False: nothing follows, or something is wrong. */
static bool read_root(struct reading *r, struct path *out, bool *is_good)
{
	*is_good = true;
	if (peek(r) == '^') {
		out->root = PATH_UP;
		r->at++;
		if (peek(r) != '.' || r->at + 1 == r->text.len ||
		    strchr(".[", r->text.at[r->at + 1]))
			return *is_good = refuse(r, "behind ^ come a dot and a key");
		r->at++;
		return true;
	}
	if (peek(r) != '$')
		return !str_eq(r->text, STR("."));
	out->root = PATH_NAME;
	r->at++;
	if (!read_piece(r, ".[]{}|", &out->name))
		return *is_good = false;
	if (out->name.len == 0)
		return *is_good = refuse(r, "behind $ comes a name");
	if (r->at == r->text.len)
		return false;
	r->at += peek(r) == '.';
	return true;
}

/* The whole text of a URL is a path of odd keys, but nobody means one. */
static bool is_address(struct str text)
{
	return str_find(text, STR("://")) < text.len;
}

bool path_read(struct arena *home, struct str text, struct where where, struct path *out,
	       struct problems *problems)
{
	struct reading r = { home, str_dup(home, text), 0, where, problems, { { 0 } }, 0 };
	struct path path = { .name = STR(""), .where = where };
	bool is_good = true;
	if (text.len == 0)
		return refuse(&r, "it is empty");
	if (is_address(text)) {
		refuse(&r, "an address is no path");
		problem_hint(problems, "a text needs a {hole}, else it is a path into the answer");
		return false;
	}
	if (read_root(&r, &path, &is_good))
		is_good = read_steps(&r);
	if (!is_good)
		return false;
	struct step *steps = NEW(home, struct step, r.n);
	if (r.n)
		memcpy(steps, r.steps, r.n * sizeof(*steps));
	path.steps = steps;
	path.n = r.n;
	*out = path;
	return true;
}

/* Values. */

bool value_is_empty(const struct json_value *value)
{
	if (!value || value->kind == JSON_NOTHING)
		return true;
	if (value->kind == JSON_TEXT)
		return value->text.len == 0;
	return (value->kind == JSON_LIST || value->kind == JSON_MAP) && value->n == 0;
}

struct str value_text(const struct json_value *value)
{
	if (!value || value->kind == JSON_NOTHING)
		return STR("");
	if (value->kind == JSON_BOOL)
		return value->is_true ? STR("true") : STR("false");
	return value->kind == JSON_TEXT || value->kind == JSON_NUMERAL ? value->text : STR("");
}

struct str names_get(struct names names, struct str name)
{
	for (size_t i = names.n; i > 0; i--)
		if (names.at[i - 1].value.len && str_eq(names.at[i - 1].name, name))
			return names.at[i - 1].value;
	return STR("");
}

/* Finding. */

/* Without the ceiling, five thousand elements that look up a key of one map of a hundred thousand
 * would be a way to keep us busy. */
static const struct json_value *member(const struct json_value *map, struct str key)
{
	if (map->kind != JSON_MAP)
		return NULL;
	size_t n = map->n < PATH_MEMBERS_MAX ? map->n : PATH_MEMBERS_MAX;
	for (size_t i = 0; i < n; i++)
		if (map->at[i].key.len == key.len &&
		    memcmp(map->at[i].key.at, key.at, key.len) == 0)
			return &map->at[i];
	return NULL;
}

struct entries {
	const struct json_value *at;
	size_t n;
};

/* What brackets choose from. Some services drop the brackets of a list of one. */
static struct entries entries_of(const struct json_value *value)
{
	if (value->kind == JSON_LIST)
		return (struct entries){ value->at, value->n };
	return (struct entries){ value, value->kind != JSON_NOTHING };
}

/* The entries that a bracket leaves. */
static struct entries range_of(const struct json_value *value, const struct step *step)
{
	struct entries all = entries_of(value);
	if (step->kind != STEP_INDEX)
		return all;
	if (step->index >= all.n)
		return (struct entries){ NULL, 0 };
	return (struct entries){ all.at + step->index, 1 };
}

static bool is_chosen(const struct json_value *entry, const struct step *step)
{
	if (step->kind != STEP_WHERE)
		return true;
	const struct json_value *value = member(entry, step->key);
	return value && str_eq(value_text(value), step->value);
}

struct gathered {
	struct arena *arena;
	const struct json_value **at;
	size_t n, cap, max;
};

/* False: that is enough. */
static bool gather(struct gathered *out, const struct json_value *from, const struct step *steps,
		   size_t n)
{
	for (; from && n && steps->kind == STEP_KEY; steps++, n--)
		from = member(from, steps->key);
	if (!from)
		return true;
	if (n == 0) {
		if (value_is_empty(from))
			return true;
		out->at = arena_more(out->arena, out->at, out->n, &out->cap, sizeof(*out->at));
		out->at[out->n++] = from;
		return out->n < out->max;
	}
	struct entries entries = range_of(from, steps);
	for (size_t i = 0; i < entries.n; i++)
		if (is_chosen(&entries.at[i], steps) &&
		    !gather(out, &entries.at[i], steps + 1, n - 1))
			return false;
	return true;
}

static bool is_name_of_scope(const struct path *path, const struct scope *scope)
{
	if (path->root != PATH_NAME || path->n || str_eq(path->name, STR("answer")))
		return false;
	for (size_t i = 0; i < scope->n_joined; i++)
		if (str_eq(scope->joined[i].name, path->name))
			return false;
	return true;
}

static const struct json_value *root_of(const struct path *path, const struct scope *scope)
{
	if (path->root == PATH_HERE)
		return scope->here;
	if (path->root == PATH_UP) {
		for (const struct scope *up = scope->up; up; up = up->up)
			if (up->here && member(up->here, path->steps[0].key))
				return up->here;
		return NULL;
	}
	for (size_t i = 0; i < scope->n_joined; i++)
		if (str_eq(scope->joined[i].name, path->name))
			return scope->joined[i].value;
	return str_eq(path->name, STR("answer")) ? scope->answer : NULL;
}

static const struct json_value *first(const struct path *path, const struct scope *scope)
{
	const struct json_value *one = NULL;
	struct gathered out = { .at = &one, .cap = 1, .max = 1 };
	gather(&out, root_of(path, scope), path->steps, path->n);
	return one;
}

/* NULL: the name is empty. */
static const struct json_value *name_value(const struct path *path, const struct scope *scope,
					   struct arena *arena)
{
	struct str text = names_get(scope->names, path->name);
	if (text.len == 0)
		return NULL;
	struct json_value *value = NEW(arena, struct json_value, 1);
	*value = (struct json_value){ .kind = JSON_TEXT, .key = path->name, .text = text };
	return value;
}

const struct json_value *path_first(const struct path *path, const struct scope *scope,
				    struct arena *arena)
{
	return is_name_of_scope(path, scope) ? name_value(path, scope, arena) : first(path, scope);
}

struct str path_text(const struct path *path, const struct scope *scope, struct arena *arena)
{
	(void)arena;
	return is_name_of_scope(path, scope) ? names_get(scope->names, path->name)
					     : value_text(first(path, scope));
}

struct values path_find(const struct path *path, const struct scope *scope, struct arena *arena)
{
	struct gathered out = { .arena = arena, .max = PATH_FOUND_MAX };
	if (is_name_of_scope(path, scope)) {
		out.at = NEW(arena, const struct json_value *, 1);
		*out.at = name_value(path, scope, arena);
		out.n = *out.at != NULL;
	} else {
		gather(&out, root_of(path, scope), path->steps, path->n);
	}
	return (struct values){ out.at, out.n };
}

/* Elements. */

struct elements {
	struct arena *arena;
	const struct scope *from;
	struct scope *at;
	size_t n, cap;
};

static struct scope scope_in(const struct scope *up, const struct json_value *here)
{
	struct scope scope = *up;
	scope.here = here;
	scope.up = up;
	return scope;
}

static void add_elements(struct elements *out, const struct json_value *found,
			 const struct scope *up)
{
	struct entries entries = entries_of(found);
	for (size_t i = 0; i < entries.n && out->n < PATH_FOUND_MAX; i++) {
		if (entries.at[i].kind == JSON_NOTHING)
			continue;
		out->at = arena_more(out->arena, out->at, out->n, &out->cap, sizeof(*out->at));
		out->at[out->n++] = scope_in(up, &entries.at[i]);
	}
}

/* `up` is the scope of the nearest object around `from`. */
static void visit(struct elements *out, const struct json_value *from, const struct scope *up,
		  const struct step *steps, size_t n)
{
	for (; from && n && steps->kind == STEP_KEY; steps++, n--) {
		if (up->here != from) {
			struct scope *scope = NEW(out->arena, struct scope, 1);
			*scope = scope_in(up, from);
			up = scope;
		}
		from = member(from, steps->key);
	}
	if (!from)
		return;
	if (n == 0) {
		if (!value_is_empty(from))
			add_elements(out, from, up);
		return;
	}
	struct entries entries = range_of(from, steps);
	for (size_t i = 0; i < entries.n && out->n < PATH_FOUND_MAX; i++)
		if (is_chosen(&entries.at[i], steps))
			visit(out, &entries.at[i], up, steps + 1, n - 1);
}

struct scopes path_each(const struct path *path, const struct scope *scope, struct arena *arena)
{
	struct elements out = { .arena = arena };
	struct scope *root = NEW(arena, struct scope, 1);
	*root = *scope;
	root->here = root_of(path, scope);
	visit(&out, root->here, root, path->steps, path->n);
	return (struct scopes){ out.at, out.n };
}
