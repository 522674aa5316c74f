/* How it works: rows for the top of the file; each reads its value by rows of its own (asking.c,
 * course.c, arrays.c). Then names.c looks at the whole: does every hole know its name? */
#include "reader.h"

#include "arena.h"
#include "place.h"

#include "poison.h"

enum { TESTS_MAX = 100 };

/* What is kept of the top only while it is read. */
struct top {
	struct connector *connector;
	struct array_map *arrays;
	const struct node *needs, *optional;
};

/* --- tests --- */

static bool is_field(struct str name, struct str *near)
{
	static const struct str fields[] = {
		STR_INIT("id"),	    STR_INIT("url"),	 STR_INIT("title"), STR_INIT("text"),
		STR_INIT("author"), STR_INIT("profile"), STR_INIT("time"),  STR_INIT("seen"),
		STR_INIT("lang"),   STR_INIT("place"),	 STR_INIT("link"),  STR_INIT("parent"),
		STR_INIT("thread"), STR_INIT("rating"),	 STR_INIT("kind"),  STR_INIT("followers"),
	};
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (str_eq(name, fields[i]))
			return true;
	*near = str_nearest(name, fields, COUNT_OF(fields));
	return str_starts(name, STR("counts.")) && name.len > STR("counts.").len;
}

static void read_first(const struct reader *r, const struct row *row, const struct node *value,
		       void *out)
{
	struct file_test *test = out;
	(void)row;
	if (!reader_wants(r, value, NODE_MAP, "not a map of fields and their values"))
		return;
	struct param *first = NEW(r->home, struct param, value->n);
	for (size_t i = 0; i < value->n; i++) {
		const struct node *key = &value->keys[i];
		struct str near = STR("");
		if (!is_field(key->text, &near)) {
			problem_error(r->problems, key->where,
				      "an item has no field \"" STR_FMT "\"",
				      STR_ARG(str_first(key->text, 80)));
			if (near.len)
				problem_hint(r->problems, "did you mean \"" STR_FMT "\"?",
					     STR_ARG(near));
		} else if (place_has_text(&value->values[i], r->problems)) {
			first[test->n_first++] = (struct param){ .name = key->text,
								 .value = value->values[i].text,
								 .where = key->where };
		}
	}
	test->first = first;
}

static void read_test(const struct reader *r, const struct node *value, struct file_test *out)
{
	static const struct row rows[] = {
		{ .key = "body",
		  .read = read_text,
		  .offset = offsetof(struct file_test, body),
		  .must = true },
		{ .key = "params",
		  .read = read_params,
		  .offset = offsetof(struct file_test, params) },
		{ .key = "items",
		  .read = read_number,
		  .offset = offsetof(struct file_test, items),
		  .max = PATH_FOUND_MAX * ARRAYS_MAX },
		{ .key = "first", .read = read_first },
		{ .key = "fails", .read = read_text, .offset = offsetof(struct file_test, fails) },
	};
	struct row_set set = { rows, COUNT_OF(rows), out };
	out->where = value->where;
	out->items = -1;
	rows_read(r, value, &set, 1);
}

static void read_tests(const struct reader *r, const struct row *row, const struct node *value,
		       void *out)
{
	struct connector *connector = out;
	struct nodes nodes = reader_each(value);
	(void)row;
	if (nodes.n > TESTS_MAX) {
		problem_error(r->problems, value->where, "more than %d tests", TESTS_MAX);
		return;
	}
	struct file_test *tests = NEW(r->home, struct file_test, nodes.n);
	for (size_t i = 0; i < nodes.n; i++)
		read_test(r, &nodes.at[i], &tests[i]);
	connector->tests = tests;
	connector->about.n_tests = nodes.n;
}

static bool is_given_name(const struct connector_about *about, struct str name)
{
	for (size_t i = 0; i < about->needs.n; i++)
		if (str_eq(about->needs.at[i], name))
			return true;
	for (size_t i = 0; i < about->optional.n; i++)
		if (str_eq(about->optional.at[i], name))
			return true;
	for (size_t i = 0; i < about->params.n; i++)
		if (str_eq(about->params.at[i].name, name))
			return true;
	return false;
}

static void check_tests(const struct reader *r, const struct connector *connector)
{
	for (size_t i = 0; i < connector->about.n_tests; i++) {
		const struct params *params = &connector->tests[i].params;
		for (size_t k = 0; k < params->n; k++)
			if (!is_given_name(&connector->about, params->at[k].name))
				problem_error(r->problems, params->at[k].where,
					      "no parameter is called \"" STR_FMT "\"",
					      STR_ARG(params->at[k].name));
	}
}

/* --- the top --- */

static void read_name(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	if (value->kind != NODE_TEXT || value->text.len == 0)
		read_text(r, row, value, out);
	else if (reader_name(r, value))
		*(struct str *)out = value->text;
}

static void read_needs(const struct reader *r, const struct row *row, const struct node *value,
		       void *out)
{
	struct top *top = out;
	top->needs = value;
	read_names(r, row, value, &top->connector->about.needs);
}

static void read_optional(const struct reader *r, const struct row *row, const struct node *value,
			  void *out)
{
	struct top *top = out;
	top->optional = value;
	read_names(r, row, value, &top->connector->about.optional);
}

/* Further arrays, behind the first. */
static void read_also(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	struct top *top = out;
	struct nodes nodes = reader_each(value);
	(void)row;
	if (nodes.n >= ARRAYS_MAX) {
		problem_error(r->problems, value->where, "more than %d arrays", ARRAYS_MAX);
		return;
	}
	for (size_t i = 0; i < nodes.n; i++) {
		struct row_set set = array_rows;
		set.out = &top->arrays[1 + i];
		rows_read(r, &nodes.at[i], &set, 1);
	}
	top->connector->n_arrays = 1 + nodes.n;
}

#define PLACE_OF(field) offsetof(struct connector, field)

static const struct word genres[] = { { "any", GENRE_ANY },
				      { "social", GENRE_SOCIAL },
				      { "news", GENRE_NEWS },
				      { "software", GENRE_SOFTWARE },
				      { NULL, 0 } };
static const struct word answers[] = { { "json", ANSWER_JSON },
				       { "feed", ANSWER_FEED },
				       { NULL, 0 } };

static const struct row rows[] = {
	{ .key = "connector", .read = read_name, .offset = PLACE_OF(about.name), .must = true },
	{ .key = "label", .read = read_text, .offset = PLACE_OF(about.label) },
	{ .key = "docs", .read = read_web, .offset = PLACE_OF(about.docs) },
	{ .key = "terms_of_use", .read = read_text, .offset = PLACE_OF(about.terms_of_use) },
	{ .key = "watch", .read = read_truth, .offset = PLACE_OF(about.is_for_watch) },
	{ .key = "genre", .read = read_word, .offset = PLACE_OF(about.genre), .words = genres },
	{ .key = "params", .read = read_params, .offset = PLACE_OF(about.params) },
	{ .key = "answer", .read = read_word, .offset = PLACE_OF(answer), .words = answers },
	{ .key = "request", .read = read_asking, .offset = PLACE_OF(request), .must = true },
	{ .key = "terms",
	  .read = read_terms,
	  .offset = PLACE_OF(terms),
	  .has = PLACE_OF(terms.is_given) },
	{ .key = "login", .read = read_login, .offset = PLACE_OF(login) },
	{ .key = "prepare", .read = read_prepare },
	{ .key = "since", .read = read_since, .offset = PLACE_OF(since) },
	{ .key = "pages", .read = read_pages, .offset = PLACE_OF(pages) },
	{ .key = "limits", .read = read_limits },
	{ .key = "budget", .read = read_budget },
	{ .key = "fail",
	  .read = read_fail,
	  .offset = PLACE_OF(fail),
	  .has = PLACE_OF(fail.is_given) },
	{ .key = "test", .read = read_tests },
};
static const struct row top_rows[] = {
	{ .key = "needs", .read = read_needs },
	{ .key = "optional", .read = read_optional },
	{ .key = "also", .read = read_also },
};

static void tell_term(void *ctx, struct str name, struct where where)
{
	(void)where;
	if (str_eq(name, STR("term")) || str_eq(name, STR("terms")))
		*(bool *)ctx = true;
}

/* What the file says of itself without saying it. */
static void conclude(struct connector *connector)
{
	struct connector_about *about = &connector->about;
	if (about->label.len == 0)
		about->label = about->name;
	about->has_login = connector->login.request.is_given;
	asking_names(&connector->request, tell_term, &about->wants_terms);
	for (size_t i = 0; i < connector->n_prepare; i++)
		about->wants_terms = about->wants_terms || connector->prepare[i].is_by_term;
}

struct connector *connector_load(struct arena *home, const struct node *file,
				 struct problems *problems)
{
	const struct reader r = { home, problems };
	struct connector *connector = NEW(home, struct connector, 1);
	struct top top = { .connector = connector,
			   .arrays = NEW(home, struct array_map, ARRAYS_MAX) };
	struct row_set sets[] = { { rows, COUNT_OF(rows), connector },
				  { top_rows, COUNT_OF(top_rows), &top },
				  array_rows };
	size_t errors = problems->errors;
	if (!reader_wants(&r, file, NODE_MAP,
			  "a connector is a map: connector, request, each, item"))
		return NULL;
	sets[2].out = top.arrays;
	connector->arrays = top.arrays;
	connector->n_arrays = 1;
	connector->pages.max = 1;
	rows_read(&r, file, sets, COUNT_OF(sets));
	conclude(connector);
	holes_check(&r, connector, top.needs, top.optional);
	check_tests(&r, connector);
	return problems->errors == errors ? connector : NULL;
}

const struct connector_about *connector_about(const struct connector *connector)
{
	return &connector->about;
}

const struct pace *connector_pace(const struct connector *connector)
{
	return &connector->pace;
}
