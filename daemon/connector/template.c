/* How it works: a text is cut once into lines, and these into pieces that are text or a hole. A
 * hole is cut at its bars into what it takes (a path, a name, or the arguments of a function) and
 * its filters. A backslash protects the sign behind it up to the place where its meaning is read.
 */
#include "template.h"

#include "arena.h"
#include "filter.h"
#include "place.h"

#include <string.h>

#include "poison.h"

struct reading {
	struct arena *home;
	enum template_kind kind;
	const struct node *node;
	struct str text;
	struct problems *problems;
	struct piece *pieces; /* of the line under way */
	size_t n_pieces, cap_pieces;
	struct template_line *lines;
	size_t n_lines, cap_lines;
	bool has_holes;
};

static struct where place(const struct reading *r, const char *at)
{
	return place_in(r->node, (size_t)(at - r->text.at));
}

/* Up to an unescaped sign or the end. */
static size_t find_bare(struct str text, char sign)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == sign)
			return i;
		i += text.at[i] == '\\';
	}
	return text.len;
}

static bool cut_bare(struct str *rest, char by, struct str *part)
{
	if (!rest->at)
		return false;
	size_t at = find_bare(*rest, by);
	*part = str_first(*rest, at);
	*rest = at < rest->len ? str_skip(*rest, at + 1) : (struct str){ NULL, 0 };
	return true;
}

static bool is_name(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool is_letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		if (!is_letter && c != '_' && (i == 0 || (c != '-' && (c < '0' || c > '9'))))
			return false;
	}
	return text.len > 0;
}

/* What stands for one value in a hole. */
static bool read_value(const struct reading *r, struct str text, struct path *out)
{
	text = str_trim(text);
	struct where where = place(r, text.at);
	if (r->kind == TEMPLATE_ITEM)
		return path_read(r->home, text, where, out, r->problems);
	/* As items write it. */
	text = str_skip(text, str_starts(text, STR("$")));
	if (is_name(text)) {
		*out = (struct path){ .root = PATH_NAME,
				      .name = str_dup(r->home, text),
				      .where = where };
		return true;
	}
	problem_error(r->problems, where, "\"" STR_FMT "\" is no name", STR_ARG(text));
	problem_hint(r->problems, "in a request a hole holds the name of a value; a brace is "
				  "written {{ or }}");
	return false;
}

static const struct function {
	struct str name;
	enum hole_function function;
	char first_by; /* behind the first argument; the others are run together with + */
} functions[] = {
	{ STR_INIT("sha1"), HOLE_SHA1, '+' },
	{ STR_INIT("hmac_sha256"), HOLE_HMAC_SHA256, ',' },
};

static bool read_arguments(const struct reading *r, const struct function *function,
			   struct str text, struct hole *out)
{
	struct path paths[HOLE_ARGUMENTS_MAX];
	struct str rest = text, part;
	size_t n = 0;
	while (cut_bare(&rest, n ? '+' : function->first_by, &part)) {
		if (n == HOLE_ARGUMENTS_MAX) {
			problem_error(r->problems, place(r, text.at), "more than %d values",
				      HOLE_ARGUMENTS_MAX);
			return false;
		}
		if (!read_value(r, part, &paths[n++]))
			return false;
	}
	if (function->function == HOLE_HMAC_SHA256 && n < 2) {
		problem_error(r->problems, place(r, text.at),
			      "hmac_sha256 needs a key and a value");
		problem_hint(r->problems, "{hmac_sha256:key,value+value}");
		return false;
	}
	struct path *kept = NEW(r->home, struct path, n);
	memcpy(kept, paths, n * sizeof(*kept));
	out->function = function->function;
	out->paths = kept;
	out->n = n;
	return true;
}

static bool refuse_function(const struct reading *r, struct str name)
{
	struct str known[COUNT_OF(functions)];
	for (size_t i = 0; i < COUNT_OF(functions); i++)
		known[i] = functions[i].name;
	problem_error(r->problems, place(r, name.at), "unknown function \"" STR_FMT "\"",
		      STR_ARG(name));
	problem_suggest(r->problems, name, known, COUNT_OF(functions));
	return false;
}

/* In an item a colon may be part of a key; in a request no name has one. */
static bool read_taken(const struct reading *r, struct str text, struct hole *out)
{
	struct str rest = text, name;
	str_cut(&rest, ':', &name);
	name = str_trim(name);
	for (size_t i = 0; rest.at && i < COUNT_OF(functions); i++)
		if (str_eq(name, functions[i].name))
			return read_arguments(r, &functions[i], rest, out);
	if (rest.at && r->kind == TEMPLATE_REQUEST)
		return refuse_function(r, name);
	struct path *path = NEW(r->home, struct path, 1);
	out->paths = path;
	out->n = 1;
	return read_value(r, text, path);
}

static bool read_filters(const struct reading *r, struct str rest, struct hole *out)
{
	struct filter filters[FILTERS_MAX];
	struct str part;
	while (cut_bare(&rest, '|', &part)) {
		if (out->n_filters == FILTERS_MAX) {
			problem_error(r->problems, out->where, "more than %d filters", FILTERS_MAX);
			return false;
		}
		if (!filter_read(r->home, part, place(r, part.at), &filters[out->n_filters++],
				 r->problems))
			return false;
	}
	struct filter *kept = NEW(r->home, struct filter, out->n_filters);
	if (out->n_filters)
		memcpy(kept, filters, out->n_filters * sizeof(*kept));
	out->filters = kept;
	return true;
}

static void add_piece(struct reading *r, struct str text, const struct hole *hole)
{
	if (text.len == 0 && !hole)
		return;
	r->pieces = arena_more(r->home, r->pieces, r->n_pieces, &r->cap_pieces, sizeof(*r->pieces));
	r->pieces[r->n_pieces++] = (struct piece){ text, hole };
}

static void end_line(struct reading *r)
{
	r->lines = arena_more(r->home, r->lines, r->n_lines, &r->cap_lines, sizeof(*r->lines));
	r->lines[r->n_lines++] = (struct template_line){ r->pieces, r->n_pieces };
	r->pieces = NULL;
	r->n_pieces = r->cap_pieces = 0;
}

/* What stands between the braces. */
static bool read_hole(struct reading *r, struct str inside)
{
	struct hole *hole = NEW(r->home, struct hole, 1);
	struct str rest = inside, taken;
	hole->where = place(r, inside.at);
	hole->is_raw = str_starts(inside, STR("="));
	rest = str_skip(rest, hole->is_raw);
	cut_bare(&rest, '|', &taken);
	if (str_trim(taken).len == 0) {
		problem_error(r->problems, hole->where, "the hole is empty");
		return false;
	}
	if (!read_taken(r, taken, hole) || !read_filters(r, rest, hole))
		return false;
	add_piece(r, STR(""), hole);
	return r->has_holes = true;
}

static bool refuse_brace(const struct reading *r, const char *at, const char *what)
{
	problem_error(r->problems, place(r, at), "%s", what);
	problem_hint(r->problems, "a brace that is no hole is written {{ or }}");
	return false;
}

/* Eats one piece from the front: text, an escaped brace, a hole, or the end of a line. */
static bool read_piece(struct reading *r, struct str *rest)
{
	size_t len = 0;
	while (len < rest->len && !strchr("{}\n", rest->at[len]))
		len++;
	struct str text = str_first(*rest, len), mark = str_skip(*rest, len);
	bool is_twin = mark.len > 1 && mark.at[0] != '\n' && mark.at[0] == mark.at[1];
	if (len == rest->len || mark.at[0] == '\n' || is_twin) {
		text.len += is_twin;
		add_piece(r, text, NULL);
		if (mark.len && mark.at[0] == '\n')
			end_line(r);
		*rest = str_skip(mark, is_twin ? 2 : 1);
		return true;
	}
	add_piece(r, text, NULL);
	if (mark.at[0] == '}')
		return refuse_brace(r, mark.at, "a } without its {");
	struct str inside = str_skip(mark, 1);
	inside.len = find_bare(inside, '}');
	if (inside.len + 1 == mark.len)
		return refuse_brace(r, mark.at, "the hole is not closed");
	if (find_bare(inside, '{') < inside.len)
		return refuse_brace(r, mark.at, "a hole in a hole");
	*rest = str_skip(mark, inside.len + 2);
	return read_hole(r, inside);
}

/* An item's value without braces is a path. */
static bool read_path(struct reading *r)
{
	struct hole *hole = NEW(r->home, struct hole, 1);
	struct path *path = NEW(r->home, struct path, 1);
	hole->where = place(r, r->text.at);
	hole->paths = path;
	hole->n = 1;
	add_piece(r, STR(""), hole);
	end_line(r);
	return path_read(r->home, r->text, hole->where, path, r->problems);
}

static bool read_text(struct reading *r)
{
	struct str rest = r->text;
	while (rest.len)
		if (!read_piece(r, &rest))
			return false;
	/* The line end that a YAML block leaves behind its last line begins no other. */
	if (r->n_pieces || r->n_lines == 0)
		end_line(r);
	return true;
}

bool template_read(struct arena *home, enum template_kind kind, const struct node *text,
		   struct template *out, struct problems *problems)
{
	if (!place_has_text(text, problems))
		return false;
	struct reading r = { .home = home, .kind = kind, .node = text, .problems = problems };
	r.text = str_dup(home, text->text);
	bool has_braces = memchr(r.text.at, '{', r.text.len) || memchr(r.text.at, '}', r.text.len);
	bool is_path = kind == TEMPLATE_ITEM && !has_braces;
	if (is_path ? !read_path(&r) : !read_text(&r))
		return false;
	*out = (struct template){ .lines = r.lines,
				  .n = r.n_lines,
				  .has_holes = is_path || r.has_holes,
				  .where = text->where };
	return true;
}

static void tell_names(const struct hole *hole, template_name *tell, void *ctx)
{
	for (size_t i = 0; hole && i < hole->n; i++)
		if (hole->paths[i].root == PATH_NAME)
			tell(ctx, hole->paths[i].name, hole->paths[i].where);
}

void template_names(const struct template *template, template_name *tell, void *ctx)
{
	for (size_t i = 0; i < template->n; i++)
		for (size_t k = 0; k < template->lines[i].n; k++)
			tell_names(template->lines[i].pieces[k].hole, tell, ctx);
}
