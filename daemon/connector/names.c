/* How it works: every name that the file, the source's entry or the conversation gives is noted
 * with the parts of the file where it is known. Then each hole is looked up among them, and what
 * no hole has asked for is told, because it is either a slip of the pen or a rest of something. */
#include "reader.h"

#include "poison.h"

enum section {
	IN_LOGIN = 1,
	IN_PREPARE = 2,
	IN_REQUEST = 4,
	IN_TERMS = 8,
	IN_ITEM = 16,
	EVERYWHERE = 31,
};

enum { KNOWN_MAX = 8 * NAMES_MAX };

struct known {
	struct str name;
	int parts; /* where it is known */
	bool is_used, may_rest;
	struct where where;
};

/* --- names that the conversation gives --- */

static bool has_no_terms(const struct connector *connector)
{
	return !connector->terms.is_given;
}

static bool has_terms(const struct connector *connector)
{
	return connector->terms.is_given;
}

static bool has_since(const struct connector *connector)
{
	return connector->since.by != SINCE_NONE;
}

static bool has_numbers(const struct connector *connector)
{
	return connector->pages.by == PAGES_NUMBER || connector->pages.by == PAGES_OFFSET;
}

static bool has_cursor(const struct connector *connector)
{
	return connector->pages.by == PAGES_CURSOR || connector->pages.by == PAGES_LAST;
}

static bool has_login(const struct connector *connector)
{
	return connector->login.request.is_given;
}

static bool has_all(const struct connector *connector)
{
	return connector != NULL;
}

static const struct given {
	struct str name;
	int parts;
	bool (*is_there)(const struct connector *connector);
	const char *hint; /* when it is not */
	const char *wish; /* when it is, and nothing uses it; NULL: never mind */
} givens[] = {
	{ STR_INIT("term"), IN_PREPARE | IN_REQUEST, has_no_terms,
	  "with `terms:` several are asked for at once: {terms}" },
	{ STR_INIT("term"), IN_TERMS | IN_ITEM, has_all, "" },
	{ STR_INIT("terms"), IN_REQUEST, has_terms,
	  "`terms:` says how they are written; {term} asks for one",
	  "what `terms:` writes goes into the request as {terms}" },
	{ STR_INIT("since"), IN_REQUEST, has_since, "`since:` says what it is" },
	{ STR_INIT("page"), IN_REQUEST, has_numbers,
	  "`pages: {by: number}` or {by: offset} counts them",
	  "pages are counted, but every request would ask for the same one" },
	{ STR_INIT("cursor"), IN_REQUEST, has_cursor,
	  "`pages: {by: cursor, next: PATH}` says where it stands",
	  "a cursor is read, but every request would ask for the same page" },
	{ STR_INIT("token"), IN_LOGIN | IN_PREPARE | IN_REQUEST, has_login,
	  "`login:` gets one; a fixed one is named in `needs:`" },
	{ STR_INIT("now"), EVERYWHERE, has_all, "" },
	{ STR_INIT("answer"), IN_ITEM, has_all, "" },
};
enum { GIVENS = COUNT_OF(givens) };

struct naming {
	const struct reader *r;
	const struct connector *connector;
	struct known known[KNOWN_MAX];
	size_t n;
	int part; /* that is looked at */
	bool has_used[GIVENS];
};

/* --- noting --- */

/* A name of the conversation is free where this connector has no use for it. */
static bool is_reserved(const struct connector *connector, struct str name)
{
	for (size_t i = 0; i < GIVENS; i++)
		if (str_eq(name, givens[i].name) && givens[i].is_there(connector))
			return true;
	return false;
}

static void note(struct naming *n, struct str name, int parts, struct where where)
{
	struct problems *problems = n->r->problems;
	if (is_reserved(n->connector, name)) {
		problem_error(problems, where, "the name \"" STR_FMT "\" has a meaning already",
			      STR_ARG(name));
		problem_hint(problems, "take another one");
		return;
	}
	for (size_t i = 0; i < n->n; i++)
		if (str_eq(n->known[i].name, name) && (n->known[i].parts & parts)) {
			problem_error(problems, where, "the name \"" STR_FMT "\" is given twice",
				      STR_ARG(name));
			return;
		}
	if (n->n < KNOWN_MAX)
		n->known[n->n++] = (struct known){ .name = name, .parts = parts, .where = where };
}

static void note_list(struct naming *n, const struct node *list)
{
	struct nodes nodes = list ? reader_each(list) : (struct nodes){ NULL, 0 };
	for (size_t i = 0; i < nodes.n && i < NAMES_MAX; i++)
		if (nodes.at[i].kind == NODE_TEXT)
			note(n, nodes.at[i].text, EVERYWHERE, nodes.at[i].where);
}

static void note_all(struct naming *n, const struct node *needs, const struct node *optional)
{
	const struct connector *c = n->connector;
	const struct connector_about *about = &c->about;
	note_list(n, needs);
	note_list(n, optional);
	for (size_t i = 0; i < about->params.n; i++)
		note(n, about->params.at[i].name, EVERYWHERE, about->params.at[i].where);
	for (size_t i = 0; i < c->login.n_keep; i++)
		note(n, c->login.keep[i].name, EVERYWHERE, c->login.keep[i].where);
}

/* --- looking up --- */

static const struct given *given_named(struct str name, int part)
{
	const struct given *found = NULL;
	for (size_t i = 0; i < GIVENS; i++)
		if (str_eq(name, givens[i].name) && (!found || (givens[i].parts & part)))
			found = &givens[i];
	return found;
}

static void suggest(const struct naming *n, struct str name)
{
	struct str names[KNOWN_MAX + GIVENS];
	size_t n_names = 0;
	for (size_t i = 0; i < n->n; i++)
		if (n->known[i].parts & n->part)
			names[n_names++] = n->known[i].name;
	for (size_t i = 0; i < GIVENS; i++)
		if ((givens[i].parts & n->part) && givens[i].is_there(n->connector))
			names[n_names++] = givens[i].name;
	if (str_nearest(name, names, n_names).len)
		problem_suggest(n->r->problems, name, names, n_names);
	else
		problem_hint(n->r->problems, "names come from needs, optional, params, login and "
					     "prepare");
}

static void look_up(void *ctx, struct str name, struct where where)
{
	struct naming *n = ctx;
	for (size_t i = 0; i < n->n; i++)
		if (str_eq(n->known[i].name, name) && (n->known[i].parts & n->part)) {
			n->known[i].is_used = true;
			return;
		}
	const struct given *given = given_named(name, n->part);
	bool is_here = given && (given->parts & n->part);
	if (is_here && given->is_there(n->connector)) {
		n->has_used[given - givens] = true;
		return;
	}
	if (!given) {
		problem_error(n->r->problems, where, "unknown name \"" STR_FMT "\"", STR_ARG(name));
		suggest(n, name);
	} else if (is_here) {
		problem_error(n->r->problems, where, "nothing fills {" STR_FMT "}", STR_ARG(name));
		problem_hint(n->r->problems, "%s", given->hint);
	} else {
		problem_error(n->r->problems, where, "{" STR_FMT "} is not known here",
			      STR_ARG(name));
	}
}

static void check_choice(struct naming *n, const struct choice_of *choice)
{
	for (size_t i = 0; i < choice->n; i++)
		template_names(&choice->at[i], look_up, n);
}

static void check_path(struct naming *n, const struct path *path)
{
	if (path->root == PATH_NAME)
		look_up(n, path->name, path->where);
}

static void tell_rest(const struct naming *n, size_t from)
{
	for (size_t i = from; i < n->n; i++) {
		const struct known *known = &n->known[i];
		if (known->is_used)
			continue;
		bool is_join = known->parts == IN_ITEM;
		problem_error(n->r->problems, known->where, "nothing uses \"" STR_FMT "\"",
			      STR_ARG(known->name));
		problem_hint(n->r->problems,
			     is_join ? "in an item it is written $" STR_FMT ".KEY"
				     : "its hole is written {" STR_FMT "}",
			     STR_ARG(known->name));
	}
}

/* The tables of an array are known to its item, and to nobody else. */
static void check_array(struct naming *n, const struct array_map *array)
{
	size_t before = n->n;
	n->part = IN_ITEM;
	for (size_t i = 0; i < array->n_joins; i++)
		note(n, array->joins[i].name, IN_ITEM, array->joins[i].where);
	for (size_t i = 0; i < array->n_joins; i++) {
		check_path(n, &array->joins[i].in);
		check_path(n, &array->joins[i].id);
	}
	check_path(n, &array->each);
	check_choice(n, &array->keep);
	for (size_t i = 0; i < PART_COUNT; i++)
		check_choice(n, &array->item.parts[i]);
	for (size_t i = 0; i < array->item.n_counts; i++)
		check_choice(n, &array->item.counts[i].value);
	tell_rest(n, before);
	n->n = before;
}

static void check_asking(struct naming *n, const struct asking *asking, int part)
{
	n->part = part;
	asking_names(asking, look_up, n);
}

static void tell_unasked(const struct naming *n)
{
	for (size_t i = 0; i < GIVENS; i++) {
		if (!givens[i].wish || n->has_used[i] || !givens[i].is_there(n->connector))
			continue;
		problem_error(n->r->problems, n->connector->request.url.where,
			      "the request does not use {" STR_FMT "}", STR_ARG(givens[i].name));
		problem_hint(n->r->problems, "%s", givens[i].wish);
	}
}

void holes_check(const struct reader *r, const struct connector *connector,
		 const struct node *needs, const struct node *optional)
{
	struct naming n = { .r = r, .connector = connector };
	note_all(&n, needs, optional);
	check_asking(&n, &connector->login.request, IN_LOGIN);
	check_asking(&n, &connector->login.again, IN_LOGIN);
	/* A look-up may use what those before it have found. */
	for (size_t i = 0; i < connector->n_prepare; i++) {
		check_asking(&n, &connector->prepare[i].request, IN_PREPARE);
		note(&n, connector->prepare[i].name, EVERYWHERE, connector->prepare[i].where);
	}
	check_asking(&n, &connector->request, IN_REQUEST);
	n.part = IN_TERMS;
	template_names(&connector->terms.write, look_up, &n);
	for (size_t i = 0; i < connector->n_arrays; i++)
		check_array(&n, &connector->arrays[i]);
	tell_rest(&n, 0);
	tell_unasked(&n);
}
