/* How it works: each part of the conversation is a map with its own rows. What a row alone cannot
 * see (a cursor without its path, a cost without a price) is told when the map has been read. */
#include "reader.h"

#include "arena.h"
#include "place.h"

#include <string.h>

#include "poison.h"

enum { CHARS_MAX = 1000000, PAGES_MAX = 100, DAY_MS = 86400000 };

static void read_set(const struct reader *r, const struct row *rows, size_t n,
		     const struct node *value, void *out)
{
	struct row_set set = { rows, n, out };
	rows_read(r, value, &set, 1);
}

/* --- terms --- */

void read_terms(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct row rows[] = {
		{ .key = "write",
		  .read = read_template,
		  .offset = offsetof(struct terms_form, write),
		  .must = true },
		{ .key = "join", .read = read_text, .offset = offsetof(struct terms_form, join) },
		{ .key = "max_chars",
		  .read = read_size,
		  .offset = offsetof(struct terms_form, max_chars),
		  .min = 1,
		  .max = CHARS_MAX },
		{ .key = "max_terms",
		  .read = read_size,
		  .offset = offsetof(struct terms_form, max_terms),
		  .min = 1,
		  .max = CHARS_MAX },
	};
	(void)row;
	((struct terms_form *)out)->join = STR(" ");
	read_set(r, rows, COUNT_OF(rows), value, out);
}

/* --- login and look-ups --- */

static void read_keep(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	struct login *login = out;
	if (!reader_wants(r, value, NODE_MAP, "not a map of names and paths"))
		return;
	if (value->n > NAMES_MAX) {
		problem_error(r->problems, value->where, "more than %d names", NAMES_MAX);
		return;
	}
	struct kept *kept = NEW(r->home, struct kept, value->n);
	for (size_t i = 0; i < value->n; i++) {
		if (!reader_name(r, &value->keys[i]))
			continue;
		kept[login->n_keep].name = value->keys[i].text;
		read_path(r, row, &value->values[i], &kept[login->n_keep].path);
		kept[login->n_keep++].where = value->keys[i].where;
	}
	login->keep = kept;
}

void read_login(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct row rows[] = {
		{ .key = "request",
		  .read = read_asking,
		  .offset = offsetof(struct login, request),
		  .must = true },
		{ .key = "again", .read = read_asking, .offset = offsetof(struct login, again) },
		{ .key = "token",
		  .read = read_path,
		  .offset = offsetof(struct login, token),
		  .must = true },
		{ .key = "expires",
		  .read = read_path,
		  .offset = offsetof(struct login, expires),
		  .has = offsetof(struct login, has_expires) },
		{ .key = "keep", .read = read_keep },
	};
	(void)row;
	read_set(r, rows, COUNT_OF(rows), value, out);
}

static void tell_term(void *ctx, struct str name, struct where where)
{
	(void)where;
	if (str_eq(name, STR("term")))
		*(bool *)ctx = true;
}

static void read_look_up(const struct reader *r, const struct node *value, struct prepare *out)
{
	static const struct row rows[] = {
		{ .key = "take",
		  .read = read_path,
		  .offset = offsetof(struct prepare, take),
		  .must = true },
	};
	struct row_set sets[] = { asking_rows, { rows, COUNT_OF(rows), out } };
	sets[0].out = &out->request;
	rows_read(r, value, sets, COUNT_OF(sets));
	asking_check(r, value, &out->request);
	asking_names(&out->request, tell_term, &out->is_by_term);
}

void read_prepare(const struct reader *r, const struct row *row, const struct node *value,
		  void *out)
{
	struct connector *connector = out;
	(void)row;
	if (!reader_wants(r, value, NODE_MAP, "not a map of look-ups"))
		return;
	if (value->n > PREPARE_MAX) {
		problem_error(r->problems, value->where, "more than %d look-ups", PREPARE_MAX);
		return;
	}
	struct prepare *list = NEW(r->home, struct prepare, value->n);
	for (size_t i = 0; i < value->n; i++) {
		if (!reader_name(r, &value->keys[i]))
			continue;
		list[connector->n_prepare].name = value->keys[i].text;
		list[connector->n_prepare].where = value->keys[i].where;
		read_look_up(r, &value->values[i], &list[connector->n_prepare++]);
	}
	connector->prepare = list;
}

/* --- since --- */

static bool has_known_letters(struct str format)
{
	for (size_t i = 0; i < format.len; i++)
		if (format.at[i] == '%' &&
		    (++i == format.len || !strchr("aAbBdeFHIjmMpsSTuUVwyYzZ%", format.at[i])))
			return false;
	return true;
}

static void read_as(const struct reader *r, const struct row *row, const struct node *value,
		    void *out)
{
	static const struct word words[] = { { "epoch", AS_EPOCH },
					     { "rfc3339", AS_RFC3339 },
					     { NULL, 0 } };
	struct since *since = out;
	struct row choice = *row;
	int as = AS_FORMAT;
	choice.words = words;
	since->format = STR("");
	if (value->kind != NODE_TEXT || !memchr(value->text.at, '%', value->text.len)) {
		read_word(r, &choice, value, &as);
		if (as == AS_FORMAT && value->kind == NODE_TEXT)
			problem_hint(r->problems,
				     "epoch, rfc3339, or a format such as %%Y-%%m-%%d");
	} else if (!has_known_letters(value->text)) {
		problem_error(r->problems, value->where, "unknown letter behind %% in a format");
		problem_hint(r->problems, "the format is that of strftime(3): %%Y-%%m-%%d");
	} else {
		since->format = value->text;
	}
	*(int *)&since->as = as;
}

static void read_first_run(const struct reader *r, const struct row *row, const struct node *value,
			   void *out)
{
	if (value->kind == NODE_TEXT && str_eq(value->text, STR("none")))
		*(int64_t *)out = 0;
	else
		read_duration(r, row, value, out);
}

void read_since(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct word kinds[] = { { "time", SINCE_TIME },
					     { "id", SINCE_ID },
					     { NULL, 0 } };
	static const struct row rows[] = {
		{ .key = "by",
		  .read = read_word,
		  .offset = offsetof(struct since, by),
		  .words = kinds,
		  .must = true },
		{ .key = "as", .read = read_as },
		{ .key = "overlap",
		  .read = read_duration,
		  .offset = offsetof(struct since, overlap_ms) },
		{ .key = "first_run",
		  .read = read_first_run,
		  .offset = offsetof(struct since, first_run_ms) },
		{ .key = "newest",
		  .read = read_path,
		  .offset = offsetof(struct since, newest),
		  .has = offsetof(struct since, has_newest) },
		{ .key = "of", .read = read_path, .offset = offsetof(struct since, of) },
	};
	struct since *since = out;
	(void)row;
	since->first_run_ms = -1;
	read_set(r, rows, COUNT_OF(rows), value, out);
	if (since->first_run_ms < 0)
		since->first_run_ms = since->by == SINCE_TIME ? DAY_MS : 0;
	if (since->by == SINCE_TIME && (since->has_newest || since->of.n))
		problem_error(r->problems, value->where,
			      "`newest` and `of` belong to by: id, not to by: time");
	if (since->by == SINCE_ID && since->format.at)
		problem_error(r->problems, value->where, "`as` belongs to by: time, not to by: id");
	if (since->of.n == 0 &&
	    !path_read(r->home, STR("id"), value->where, &since->of, r->problems))
		return;
}

/* --- pages --- */

/* What each way of paging must have, and what it may have besides `max`. */
static const struct paging {
	int by;
	const char *name, *must, *may;
} pagings[] = {
	{ PAGES_NONE, "none", "", "" },
	{ PAGES_NUMBER, "number", "", "from last total total_header more" },
	{ PAGES_OFFSET, "offset", "", "from last total total_header more" },
	{ PAGES_CURSOR, "cursor", "next", "more" },
	{ PAGES_LINK, "link", "", "rel" },
	{ PAGES_URL, "url", "next", "more" },
	{ PAGES_LAST, "last", "of", "more" },
};

static bool has_word(const char *words, struct str word)
{
	struct str rest = str_from(words), one;
	while (str_cut(&rest, ' ', &one))
		if (str_eq(one, word))
			return true;
	return false;
}

static void check_pages(const struct reader *r, const struct node *value, int by)
{
	const struct paging *paging = pagings;
	bool has_must = false;
	while (paging->by != by)
		paging++;
	for (size_t i = 0; i < value->n; i++) {
		struct str key = value->keys[i].text;
		bool is_must = *paging->must && str_eq(key, str_from(paging->must));
		has_must = has_must || is_must;
		if (!is_must && !has_word(paging->may, key) && !has_word("by max", key))
			problem_error(r->problems, value->keys[i].where,
				      "`" STR_FMT "` does not belong to by: %s", STR_ARG(key),
				      paging->name);
	}
	if (*paging->must && !has_must)
		problem_error(r->problems, value->where, "by: %s wants `%s`, a path", paging->name,
			      paging->must);
}

#define PATH_ROW(name)                                                                  \
	{                                                                               \
		.key = #name, .read = read_path, .offset = offsetof(struct pages, name) \
	}
#define ASKED_PATH_ROW(name)                                                             \
	{                                                                                \
		.key = #name, .read = read_path, .offset = offsetof(struct pages, name), \
		.has = offsetof(struct pages, has_##name)                                \
	}

void read_pages(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct word kinds[] = { { "number", PAGES_NUMBER }, { "offset", PAGES_OFFSET },
					     { "cursor", PAGES_CURSOR }, { "link", PAGES_LINK },
					     { "url", PAGES_URL },	 { "last", PAGES_LAST },
					     { "none", PAGES_NONE },	 { NULL, 0 } };
	static const struct row rows[] = {
		{ .key = "by",
		  .read = read_word,
		  .offset = offsetof(struct pages, by),
		  .words = kinds,
		  .must = true },
		{ .key = "from",
		  .read = read_number,
		  .offset = offsetof(struct pages, from),
		  .max = CHARS_MAX },
		{ .key = "max",
		  .read = read_number,
		  .offset = offsetof(struct pages, max),
		  .min = 1,
		  .max = PAGES_MAX },
		{ .key = "total_header",
		  .read = read_text,
		  .offset = offsetof(struct pages, total_header) },
		{ .key = "rel", .read = read_text, .offset = offsetof(struct pages, rel) },
		ASKED_PATH_ROW(last),
		ASKED_PATH_ROW(total),
		ASKED_PATH_ROW(more),
		PATH_ROW(next),
		PATH_ROW(of),
	};
	struct pages *pages = out;
	size_t errors = r->problems->errors;
	(void)row;
	pages->from = -1;
	pages->rel = STR("next");
	read_set(r, rows, COUNT_OF(rows), value, out);
	if (pages->from < 0)
		pages->from = pages->by == PAGES_NUMBER;
	if (r->problems->errors == errors)
		check_pages(r, value, (int)pages->by);
}

/* --- limits, budget, fail --- */

struct rates {
	struct rate *at;
	size_t *n;
};

static void add_rates(const struct reader *r, const struct node *value, struct rates out)
{
	struct nodes nodes = reader_each(value);
	for (size_t i = 0; i < nodes.n; i++) {
		if (*out.n == RATES_MAX) {
			problem_error(r->problems, nodes.at[i].where, "more than %d rates",
				      RATES_MAX);
			return;
		}
		*out.n += rate_read(r, &nodes.at[i], &out.at[*out.n]);
	}
}

static void read_requests(const struct reader *r, const struct row *row, const struct node *value,
			  void *out)
{
	struct pace *pace = &((struct connector *)out)->pace;
	(void)row;
	add_rates(r, value, (struct rates){ pace->requests, &pace->n_requests });
}

void read_limits(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct row rows[] = {
		{ .key = "requests", .read = read_requests },
		{ .key = "every",
		  .read = read_duration,
		  .offset = offsetof(struct connector, pace.every_ms) },
		{ .key = "wait",
		  .read = read_path,
		  .offset = offsetof(struct connector, limits.wait),
		  .has = offsetof(struct connector, limits.has_wait) },
		{ .key = "left",
		  .read = read_path,
		  .offset = offsetof(struct connector, limits.left),
		  .has = offsetof(struct connector, limits.has_left) },
		{ .key = "usage",
		  .read = read_text,
		  .offset = offsetof(struct connector, limits.usage) },
	};
	(void)row;
	read_set(r, rows, COUNT_OF(rows), value, out);
}

struct budget {
	struct pace *pace;
	const struct node *cost;
	struct rate costs[RATES_MAX];
	size_t n_costs;
	int64_t request, page;
};

static void read_items(const struct reader *r, const struct row *row, const struct node *value,
		       void *out)
{
	struct pace *pace = ((struct budget *)out)->pace;
	(void)row;
	add_rates(r, value, (struct rates){ pace->items, &pace->n_items });
}

static void read_cost(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	struct budget *budget = out;
	(void)row;
	budget->cost = value;
	add_rates(r, value, (struct rates){ budget->costs, &budget->n_costs });
}

/* What a request costs makes of a budget of costs a rate of requests. */
static void take_costs(const struct reader *r, const struct budget *budget)
{
	struct pace *pace = budget->pace;
	for (size_t i = 0; i < budget->n_costs; i++) {
		struct rate rate = budget->costs[i];
		rate.count /= budget->request;
		if (rate.count == 0) {
			problem_error(r->problems, budget->cost->where,
				      "one request costs more than there is");
		} else if (pace->n_requests == RATES_MAX) {
			problem_error(r->problems, budget->cost->where,
				      "more than %d rates, with those of `limits`", RATES_MAX);
			return;
		} else {
			pace->requests[pace->n_requests++] = rate;
		}
	}
}

void read_budget(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	enum { PAGE = 100, COST_MAX = 1000000000 };
	static const struct row rows[] = {
		{ .key = "items", .read = read_items },
		{ .key = "page",
		  .read = read_number,
		  .offset = offsetof(struct budget, page),
		  .min = 1,
		  .max = CHARS_MAX },
		{ .key = "cost", .read = read_cost },
		{ .key = "request",
		  .read = read_number,
		  .offset = offsetof(struct budget, request),
		  .min = 1,
		  .max = COST_MAX },
	};
	struct budget budget = { .pace = &((struct connector *)out)->pace };
	(void)row;
	read_set(r, rows, COUNT_OF(rows), value, &budget);
	if (budget.page && !budget.pace->n_items)
		problem_error(r->problems, value->where, "`page` belongs to a budget of `items`");
	if ((budget.cost != NULL) != (budget.request != 0))
		problem_error(r->problems, value->where,
			      "`cost` wants `request`, what one costs, and the other way round");
	else if (budget.cost)
		take_costs(r, &budget);
	if (budget.pace->n_items)
		budget.pace->page = budget.page ? budget.page : PAGE;
}

/* PATH, or PATH=VALUE; the = of a [condition] is none. */
static void read_when(const struct reader *r, const struct row *row, const struct node *value,
		      void *out)
{
	struct fail *fail = out;
	struct node path = *value;
	bool is_inside = false;
	for (size_t i = 0; value->kind == NODE_TEXT && i < value->text.len; i++) {
		char c = value->text.at[i];
		is_inside = (is_inside || c == '[') && c != ']';
		i += c == '\\';
		if (c != '=' || is_inside)
			continue;
		path.text = str_trim(str_first(value->text, i));
		fail->is = str_trim(str_skip(value->text, i + 1));
		if (fail->is.len == 0)
			problem_error(r->problems, value->where, "no value stands behind =");
		break;
	}
	read_path(r, row, &path, &fail->when);
}

void read_fail(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct row rows[] = {
		{ .key = "when", .read = read_when, .must = true },
		{ .key = "message",
		  .read = read_path,
		  .offset = offsetof(struct fail, message),
		  .has = offsetof(struct fail, has_message) },
	};
	(void)row;
	read_set(r, rows, COUNT_OF(rows), value, out);
}
