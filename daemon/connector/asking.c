#include "reader.h"

#include "arena.h"

#include <string.h>

#include "poison.h"

/* What a request is made of. A JSON body stays as the file has it; only its scalars with braces in
 * them become templates, in their order. */

enum { PAIRS_MAX = 200, JSON_STRINGS_MAX = 1000 };

static bool has_braces(struct str text)
{
	return memchr(text.at, '{', text.len) || memchr(text.at, '}', text.len);
}

static void read_pairs(const struct reader *r, const struct row *row, const struct node *value,
		       void *out)
{
	struct pairs *pairs = out;
	if (!reader_wants(r, value, NODE_MAP, "not a map of names and texts"))
		return;
	if (value->n > PAIRS_MAX) {
		problem_error(r->problems, value->where, "\"%s\" has more than %d entries",
			      row->key, PAIRS_MAX);
		return;
	}
	struct pair *list = NEW(r->home, struct pair, value->n);
	for (size_t i = 0; i < value->n; i++) {
		list[pairs->n].name = value->keys[i].text;
		if (template_read(r->home, TEMPLATE_REQUEST, &value->values[i],
				  &list[pairs->n].value, r->problems))
			pairs->n++;
	}
	pairs->at = list;
}

/* RFC 9110, 5.6.2: a token. */
static bool is_token(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool is_letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
		if (!is_letter && (!c || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return name.len > 0;
}

static void read_headers(const struct reader *r, const struct row *row, const struct node *value,
			 void *out)
{
	read_pairs(r, row, value, out);
	for (size_t i = 0; value->kind == NODE_MAP && i < value->n; i++)
		if (!is_token(value->keys[i].text))
			problem_error(r->problems, value->keys[i].where,
				      "\"" STR_FMT "\" is no name of a header",
				      STR_ARG(str_first(value->keys[i].text, 80)));
}

/* The YAML reader bounds the depth. */
static size_t count_strings(const struct node *node)
{
	size_t n = node->kind == NODE_TEXT && has_braces(node->text);
	for (size_t i = 0; i < node->n; i++)
		n += count_strings(&node->values[i]);
	return n;
}

static struct template *read_strings(const struct reader *r, const struct node *node,
				     struct template *next)
{
	if (node->kind == NODE_TEXT && has_braces(node->text)) {
		bool is_good = template_read(r->home, TEMPLATE_REQUEST, node, next, r->problems);
		return next + is_good;
	}
	for (size_t i = 0; i < node->n; i++)
		next = read_strings(r, &node->values[i], next);
	return next;
}

/* In JSON {name} without quotes would be a map; nobody wants a map with such a key. */
static void find_bare_holes(const struct reader *r, const struct node *node)
{
	for (size_t i = 0; i < node->n; i++)
		find_bare_holes(r, &node->values[i]);
	const struct node *value = node->kind == NODE_MAP && node->n == 1 ? node->values : NULL;
	if (!value || value->kind != NODE_TEXT || !value->is_plain || value->text.len)
		return;
	problem_error(r->problems, node->where, "a key without a value");
	problem_hint(r->problems, "a value that starts with { goes in quotes");
}

static void read_json(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	struct asking *asking = out;
	size_t n = count_strings(value);
	(void)row;
	if (n > JSON_STRINGS_MAX) {
		problem_error(r->problems, value->where, "more than %d texts with holes",
			      JSON_STRINGS_MAX);
		return;
	}
	struct template *strings = NEW(r->home, struct template, n);
	find_bare_holes(r, value);
	asking->json = value;
	asking->json_strings = strings;
	asking->n_json_strings = (size_t)(read_strings(r, value, strings) - strings);
}

static void read_method(const struct reader *r, const struct row *row, const struct node *value,
			void *out)
{
	static const struct word methods[] = { { "GET", 0 }, { "POST", 1 }, { NULL, 0 } };
	struct row choice = *row;
	int which = -1;
	choice.words = methods;
	read_word(r, &choice, value, &which);
	if (which >= 0)
		*(struct str *)out = value->text;
}

static const struct row rows[] = {
	{ .key = "url",
	  .read = read_template,
	  .offset = offsetof(struct asking, url),
	  .must = true },
	{ .key = "method", .read = read_method, .offset = offsetof(struct asking, method) },
	{ .key = "headers", .read = read_headers, .offset = offsetof(struct asking, headers) },
	{ .key = "query", .read = read_pairs, .offset = offsetof(struct asking, query) },
	{ .key = "form", .read = read_pairs, .offset = offsetof(struct asking, form) },
	{ .key = "json", .read = read_json },
	{ .key = "body", .read = read_template, .offset = offsetof(struct asking, body) },
	{ .key = "basic", .read = read_template, .offset = offsetof(struct asking, basic) },
};

const struct row_set asking_rows = { .rows = rows, .n = COUNT_OF(rows) };

void asking_check(const struct reader *r, const struct node *map, struct asking *asking)
{
	int bodies = (asking->form.n > 0) + (asking->json != NULL) + (asking->body.n > 0);
	asking->is_given = true;
	if (bodies > 1)
		problem_error(r->problems, map->where,
			      "one request has one body: form, json or body");
	if (bodies && str_eq(asking->method, STR("GET"))) {
		problem_error(r->problems, map->where, "a GET request has no body");
		problem_hint(r->problems, "write method: POST, or move it to `query`");
	}
	if (!asking->method.len)
		asking->method = bodies ? STR("POST") : STR("GET");
}

void read_asking(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	struct row_set set = asking_rows;
	(void)row;
	set.out = out;
	rows_read(r, value, &set, 1);
	asking_check(r, value, out);
}

static void pairs_names(const struct pairs *pairs, template_name *tell, void *ctx)
{
	for (size_t i = 0; i < pairs->n; i++)
		template_names(&pairs->at[i].value, tell, ctx);
}

void asking_names(const struct asking *asking, template_name *tell, void *ctx)
{
	template_names(&asking->url, tell, ctx);
	template_names(&asking->body, tell, ctx);
	template_names(&asking->basic, tell, ctx);
	pairs_names(&asking->headers, tell, ctx);
	pairs_names(&asking->query, tell, ctx);
	pairs_names(&asking->form, tell, ctx);
	for (size_t i = 0; i < asking->n_json_strings; i++)
		template_names(&asking->json_strings[i], tell, ctx);
}
