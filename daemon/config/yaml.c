/* yaml.c - libyaml's events to trees of nodes, strictly.
 *
 * Events and not documents, because the library's own trees resolve types, count no aliases and
 * know no duplicate keys. One function a kind of node, each leaves the last event of its node in
 * hand. Depth is bounded before a call goes deeper. An anchor is known once its node is complete,
 * so nothing can hold itself; using it copies one struct, children are shared, and what the tree
 * would weigh if it were written out is counted against the ceiling.
 * A wrong key or tag is told and reading goes on, so that all errors are told at once; a syntax
 * error or a ceiling ends the file.
 * Scalars are copies: the file's text is kept for printing only, with its secrets masked. */
#include "inside.h"

#include "arena.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "poison.h"

struct built { /* a node and its weight with all aliases written out */
	struct node node;
	size_t nodes, height;
};

struct anchor {
	struct str name;
	struct built built;
};

struct reader {
	struct arena *arena;
	struct arena *desk; /* the reader's own */
	struct node *pile;  /* on the desk: children of what is being read */
	size_t n_pile, cap_pile;
	struct problems *problems;
	const struct text_file *file;
	struct str text; /* as it was read */
	yaml_parser_t parser;
	yaml_event_t event; /* the one in hand */
	struct anchor *anchors;
	size_t n_anchors, cap_anchors;
	size_t nodes, alias_nodes, depth;
};

static bool node_read(struct reader *r, struct built *out);

static struct where place(const struct reader *r, yaml_mark_t mark)
{
	return (struct where){ r->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1 };
}

static struct where event_place(const struct reader *r)
{
	return place(r, r->event.start_mark);
}

static struct str copy(const struct reader *r, const yaml_char_t *text, size_t len)
{
	return str_dup(r->arena, (struct str){ (const char *)text, len });
}

/* The byte offset of a place in the text as it was read. */
static size_t offset_of(struct str text, yaml_mark_t mark)
{
	size_t at = 0;
	for (size_t line = 0; line < mark.line && at < text.len; line++)
		at += str_find_char(str_skip(text, at), '\n') + 1;
	for (size_t column = 0; column < mark.column && at < text.len; column++)
		do
			at++;
		while (at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80);
	return at < text.len ? at : text.len;
}

static bool is_indented_by_tab(struct str text, size_t at)
{
	size_t start = at;
	while (start > 0 && text.at[start - 1] != '\n')
		start--;
	while (start < text.len && text.at[start] == ' ')
		start++;
	return start < text.len && text.at[start] == '\t';
}

/* libyaml tells bytes it cannot read by their offset only. */
static void tell_unreadable(const struct reader *r)
{
	struct where where = { r->file, 1, 1 };
	size_t end = r->parser.problem_offset < r->text.len ? r->parser.problem_offset
							    : r->text.len;
	for (size_t i = 0; i < end; i++) {
		bool is_inner = ((unsigned char)r->text.at[i] & 0xC0) == 0x80;
		where.column += !is_inner;
		if (r->text.at[i] == '\n') {
			where.line++;
			where.column = 1;
		}
	}
	if (complaint_is_about(r->parser.problem, "control"))
		problem_error(r->problems, where, "a control character (0x%02x) in the text",
			      (unsigned)r->parser.problem_value);
	else
		problem_error(r->problems, where, "this is no UTF-8 text");
}

static void tell_bad_start(const struct reader *r, struct where where, char start)
{
	problem_error(r->problems, where, "a value that starts with %c goes in quotes", start);
	if (start == '@')
		problem_hint(r->problems, "a handle is written \"@name\"");
}

static void tell_syntax(const struct reader *r)
{
	const yaml_parser_t *parser = &r->parser;
	struct where where = place(r, parser->problem_mark);
	size_t at = offset_of(r->text, parser->problem_mark);
	if (parser->error == YAML_READER_ERROR) {
		tell_unreadable(r);
		return;
	}
	if (is_indented_by_tab(r->text, at) ||
	    complaint_is_about(parser->problem, "tab character")) {
		problem_error(r->problems, where, "a tab indents this line");
		problem_hint(r->problems, "YAML indents with blanks only");
		return;
	}
	if (complaint_is_about(parser->problem, "cannot start any token") && at < r->text.len) {
		tell_bad_start(r, where, r->text.at[at]);
		return;
	}
	const struct complaint *row = complaint_find(parser->context, parser->problem);
	if (row) {
		if (row->is_at_context && parser->context_mark.index)
			where = place(r, parser->context_mark);
		problem_error(r->problems, where, "%s", row->what);
		problem_hint(r->problems, "%s", row->hint);
		return;
	}
	problem_error(r->problems, where, "%s",
		      parser->problem ? parser->problem : "this is no YAML");
}

static bool next(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event))
		return true;
	tell_syntax(r);
	return false;
}

static void refuse_tag(struct reader *r, const yaml_char_t *tag)
{
	if (!tag)
		return;
	problem_error(r->problems, event_place(r), "tags (%.60s) are not known here",
		      (const char *)tag);
	problem_hint(r->problems, "a value that starts with ! goes in quotes");
}

static bool go_deeper(struct reader *r, size_t levels)
{
	if (r->depth + levels <= CONFIG_DEPTH_MAX)
		return true;
	problem_error(r->problems, event_place(r), "nested deeper than %d levels",
		      CONFIG_DEPTH_MAX);
	return false;
}

static void weigh(struct built *whole, const struct built *part)
{
	whole->nodes += part->nodes;
	if (whole->height <= part->height)
		whole->height = part->height + 1;
}

static bool text_read(struct reader *r, struct built *out)
{
	size_t len = r->event.data.scalar.length;
	refuse_tag(r, r->event.data.scalar.tag);
	if (memchr(r->event.data.scalar.value, '\0', len)) {
		problem_error(r->problems, event_place(r), "a text cannot hold the character NUL");
		return true;
	}
	out->node.is_plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	out->node.text = copy(r, r->event.data.scalar.value, len);
	return true;
}

static void pile_up(struct reader *r, const struct node *node)
{
	r->pile = arena_more(r->desk, r->pile, r->n_pile, &r->cap_pile, sizeof(*r->pile));
	r->pile[r->n_pile++] = *node;
}

/* Once their number is known they take no more room than they need. */
static struct node *from_pile(const struct reader *r, size_t first, size_t step)
{
	size_t n = 0;
	struct node *nodes = NEW(r->arena, struct node, (r->n_pile - first + step - 1) / step);
	for (size_t i = first; i < r->n_pile; i += step)
		nodes[n++] = r->pile[i];
	return nodes;
}

static bool list_read(struct reader *r, struct built *out)
{
	size_t first = r->n_pile;
	out->node.kind = NODE_LIST;
	refuse_tag(r, r->event.data.sequence_start.tag);
	if (!go_deeper(r, 1))
		return false;
	r->depth++;
	while (next(r)) {
		struct built value;
		if (r->event.type == YAML_SEQUENCE_END_EVENT) {
			out->node.values = from_pile(r, first, 1);
			r->n_pile = first;
			r->depth--;
			return true;
		}
		if (!node_read(r, &value))
			return false;
		pile_up(r, &value.node);
		out->node.n++;
		weigh(out, &value);
	}
	return false;
}

static bool key_is_fine(struct reader *r, const struct node *key)
{
	if (key->kind != NODE_TEXT) {
		problem_error(r->problems, key->where, "a key must be a plain text");
		problem_hint(r->problems, "a value that starts with { or [ goes in quotes");
		return false;
	}
	if (key->is_plain && str_eq(key->text, STR("<<"))) {
		problem_error(r->problems, key->where, "merge keys (<<) are not known here");
		problem_hint(r->problems, "write the keys out");
		return false;
	}
	return true;
}

static int by_text_then_place(const void *left, const void *right)
{
	const struct node *a = *(const struct node *const *)left;
	const struct node *b = *(const struct node *const *)right;
	int order = str_cmp(a->text, b->text);
	return order ? order : (a > b) - (a < b);
}

static void refuse_twin(struct reader *r, const struct node *twin, const struct node *first)
{
	problem_error(r->problems, twin->where, "the key \"" STR_FMT "\" stands here twice",
		      STR_ARG(str_first(twin->text, 200)));
	problem_hint(r->problems, "first in line %u", first->where.line);
}

/* Only the first of several alike stays. Sorted, so that a map of a million keys does not take its
 * square. */
static size_t drop_twins(struct reader *r, struct node *keys, struct node *values, size_t n)
{
	struct arena_mark mark = arena_mark(r->desk);
	const struct node **sorted = NEW(r->desk, const struct node *, n);
	bool *is_twin = NEW(r->desk, bool, n);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &keys[i];
	if (n)
		qsort(sorted, n, sizeof(const struct node *), by_text_then_place);
	for (size_t i = 1; i < n; i++)
		if (str_eq(sorted[i - 1]->text, sorted[i]->text)) {
			refuse_twin(r, sorted[i], sorted[i - 1]);
			is_twin[sorted[i] - keys] = true;
		}
	for (size_t i = 0; i < n; i++)
		if (!is_twin[i]) {
			keys[kept] = keys[i];
			values[kept++] = values[i];
		}
	arena_reset(r->desk, mark);
	return kept;
}

static bool map_read(struct reader *r, struct built *out)
{
	size_t first = r->n_pile;
	out->node.kind = NODE_MAP;
	refuse_tag(r, r->event.data.mapping_start.tag);
	if (!go_deeper(r, 1))
		return false;
	r->depth++;
	while (next(r)) {
		struct built key, value;
		if (r->event.type == YAML_MAPPING_END_EVENT) {
			struct node *keys = from_pile(r, first, 2);
			struct node *values = from_pile(r, first + 1, 2);
			out->node.keys = keys;
			out->node.values = values;
			out->node.n = drop_twins(r, keys, values, out->node.n);
			r->n_pile = first;
			r->depth--;
			return true;
		}
		if (!node_read(r, &key) || !next(r) || !node_read(r, &value))
			return false;
		if (!key_is_fine(r, &key.node))
			continue;
		pile_up(r, &key.node);
		pile_up(r, &value.node);
		out->node.n++;
		weigh(out, &key);
		weigh(out, &value);
	}
	return false;
}

static bool alias_read(struct reader *r, struct built *out)
{
	struct str name = str_from((const char *)r->event.data.alias.anchor);
	const struct anchor *anchor = NULL;
	for (size_t i = r->n_anchors; i > 0 && !anchor; i--)
		if (str_eq(r->anchors[i - 1].name, name))
			anchor = &r->anchors[i - 1];
	if (!anchor) {
		problem_error(r->problems, event_place(r), "no anchor &" STR_FMT " stands before",
			      STR_ARG(str_first(name, 200)));
		problem_hint(r->problems,
			     "a value that starts with * goes in quotes: \"*" STR_FMT "\"",
			     STR_ARG(str_first(name, 200)));
		return true;
	}
	r->alias_nodes += anchor->built.nodes;
	if (r->alias_nodes > CONFIG_ALIAS_NODES_MAX) {
		problem_error(r->problems, event_place(r), "aliases stand for more than %d values",
			      CONFIG_ALIAS_NODES_MAX);
		problem_hint(r->problems, "write the values out, or use a named list (lists:)");
		return false;
	}
	*out = anchor->built;
	return go_deeper(r, anchor->built.height);
}

static bool anchor_keep(struct reader *r, struct str name, const struct built *built)
{
	if (r->n_anchors == CONFIG_ALIAS_NODES_MAX) {
		problem_error(r->problems, built->node.where, "more than %d anchors",
			      CONFIG_ALIAS_NODES_MAX);
		return false;
	}
	r->anchors = arena_more(r->arena, r->anchors, r->n_anchors, &r->cap_anchors,
				sizeof(*r->anchors));
	r->anchors[r->n_anchors++] = (struct anchor){ name, *built };
	return true;
}

/* The node whose first event is in hand. False: reading ends here, the reason is told. */
static bool node_read(struct reader *r, struct built *out)
{
	const yaml_char_t *anchor = NULL;
	bool is_read = false;
	*out = (struct built){ .nodes = 1, .node = { .where = event_place(r) } };
	if (++r->nodes > CONFIG_NODES_MAX) {
		problem_error(r->problems, event_place(r), "more than %d values in one file",
			      CONFIG_NODES_MAX);
		return false;
	}
	if (r->event.type == YAML_ALIAS_EVENT)
		return alias_read(r, out);
	if (r->event.type == YAML_SCALAR_EVENT)
		anchor = r->event.data.scalar.anchor;
	else if (r->event.type == YAML_SEQUENCE_START_EVENT)
		anchor = r->event.data.sequence_start.anchor;
	else if (r->event.type == YAML_MAPPING_START_EVENT)
		anchor = r->event.data.mapping_start.anchor;
	struct str name = str_dup(r->arena, str_from((const char *)anchor));
	if (r->event.type == YAML_SCALAR_EVENT)
		is_read = text_read(r, out);
	else if (r->event.type == YAML_SEQUENCE_START_EVENT)
		is_read = list_read(r, out);
	else if (r->event.type == YAML_MAPPING_START_EVENT)
		is_read = map_read(r, out);
	return is_read && (name.len == 0 || anchor_keep(r, name, out));
}

static bool is_empty(const struct node *root)
{
	return root->kind == NODE_TEXT && root->is_plain && root->text.len == 0;
}

/* Stream start, document start, the root, document end, stream end. */
static const struct node *document_read(struct reader *r)
{
	struct built root;
	struct where top = { r->file, 1, 1 };
	if (!next(r) || !next(r))
		return NULL;
	if (r->event.type == YAML_STREAM_END_EVENT) {
		problem_error(r->problems, top, "the file is empty");
		return NULL;
	}
	if (!next(r) || !node_read(r, &root) || !next(r) || !next(r))
		return NULL;
	if (r->event.type != YAML_STREAM_END_EVENT) {
		problem_error(r->problems, event_place(r), "a second document begins here");
		problem_hint(r->problems, "one file is one document: take the line --- out");
		return NULL;
	}
	if (is_empty(&root.node)) {
		problem_error(r->problems, top, "the file is empty");
		return NULL;
	}
	struct node *node = NEW(r->arena, struct node, 1);
	*node = root.node;
	return node;
}

static const struct node *tree_parse(struct arena *arena, struct str path, struct str text,
				     struct problems *problems)
{
	if (text.len > CONFIG_BYTES_MAX) {
		problem_error(problems, (struct where){ 0 }, STR_FMT ": larger than %d bytes",
			      STR_ARG(path), CONFIG_BYTES_MAX);
		return NULL;
	}
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_skip(text, 3);
	struct text_file *file = NEW(arena, struct text_file, 1);
	*file = (struct text_file){ str_dup(arena, path), shown_text(arena, text) };
	CLEANUP(arena_free)
	struct arena *desk = arena_new(16 * KIB);
	struct reader r = { .arena = arena, .desk = desk, .problems = problems };
	r.file = file;
	r.text = text;
	if (!yaml_parser_initialize(&r.parser))
		abort(); /* out of memory */
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.at, text.len);
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	const struct node *root = document_read(&r);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	return root;
}

const struct node *yaml_parse(struct arena *arena, struct str path, struct str text,
			      struct problems *problems)
{
	size_t errors = problems->errors;
	const struct node *root = tree_parse(arena, path, text, problems);
	return problems->errors == errors ? root : NULL;
}

const struct node *tree_load(struct arena *arena, struct str path, struct where from,
			     struct problems *problems)
{
	struct err err = { 0 };
	struct str text;
	if (!file_read(arena, path, CONFIG_BYTES_MAX, &text, &err)) {
		problem_error(problems, from, "%s", err.text);
		return NULL;
	}
	return tree_parse(arena, path, text, problems);
}

const struct node *yaml_load(struct arena *arena, struct str path, struct problems *problems)
{
	size_t errors = problems->errors;
	const struct node *root = tree_load(arena, path, (struct where){ 0 }, problems);
	return problems->errors == errors ? root : NULL;
}
