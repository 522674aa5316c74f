#include "connector.h"

#include "arena.h"
#include "mask.h"
#include "source_kinds.h"
#include "url.h"

#include <stdlib.h>

#include "poison.h"

/* A search API, as a YAML file tells it. A look at it is a round of several requests; where in the
 * round we are is the cursor of the source's place. */

struct connector_settings {
	struct str name;
	struct nodes terms;
	struct params given;   /* with those of the common keys that the connector knows */
	struct strs own_terms; /* texts of `terms` */
	struct connector_use use;
};

static const struct option options[] = {
	{ "connector", OPT_TEXT, offsetof(struct connector_settings, name), .must = true,
	  .doc = "Name of a connector, or path of its file." },
	{ "terms", OPT_LIST, offsetof(struct connector_settings, terms),
	  .doc = "What to ask for, in place of what the brands are called." },
	{ "PARAMETER", OPT_REST, offsetof(struct connector_settings, given),
	  .doc = "What the connector needs: mentiond connector show NAME tells it." },
	{ 0 },
};

/* --- Making one */

static bool knows(const struct connector_about *about, struct str name)
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

/* Keys that every source may have are the connector's, too, where it knows them. */
static struct params all_given(const struct source_makings *makings,
			       const struct connector_about *about)
{
	const struct connector_settings *own = makings->settings;
	const struct source *source = makings->source;
	const struct param common[] = {
		{ STR("lang"), source->lang, false, source->where },
		{ STR("user"), source->user, false, source->where },
		{ STR("password"), source->password, true, source->where },
	};
	struct param *all = NEW(makings->home, struct param, own->given.n + COUNT_OF(common));
	size_t n = 0;
	for (; n < own->given.n; n++)
		all[n] = own->given.at[n];
	for (size_t i = 0; i < COUNT_OF(common); i++)
		if (common[i].value.len && knows(about, common[i].name))
			all[n++] = common[i];
	return (struct params){ all, n };
}

static struct strs texts_of(struct arena *arena, struct nodes nodes)
{
	struct str *texts = NEW(arena, struct str, nodes.n);
	for (size_t i = 0; i < nodes.n; i++)
		texts[i] = nodes.at[i].text;
	return (struct strs){ texts, nodes.n };
}

/* A budget that one answer may overdraw lets nobody ask at all. */
static bool has_room(const struct pace *pace, struct where where, struct problems *problems)
{
	for (size_t i = 0; i < pace->n_items; i++) {
		if (pace->items[i].count >= pace->page)
			continue;
		problem_error(problems, where,
			      "its connector may get %lld items with one answer, and its budget is "
			      "%lld",
			      (long long)pace->page, (long long)pace->items[i].count);
		problem_hint(problems, "in the connector: budget: {page: N}");
		return false;
	}
	return true;
}

static bool are_texts(struct nodes terms, struct problems *problems)
{
	size_t before = problems->errors;
	for (size_t i = 0; i < terms.n; i++) {
		const struct node *term = &terms.at[i];
		if (term->kind != NODE_TEXT || str_trim(term->text).len == 0)
			problem_error(problems, term->where,
				      "a term to ask for is a text that is not empty");
	}
	return problems->errors == before;
}

static bool make(const struct source_makings *makings, struct problems *problems)
{
	struct connector_settings *own = makings->settings;
	struct source *source = makings->source;
	const struct connector *connector = makings->connector(makings->ctx, own->name,
							       source->where);
	if (!connector || !are_texts(own->terms, problems))
		return false;
	const struct connector_about *about = connector_about(connector);
	own->own_terms = texts_of(makings->home, own->terms);
	own->given = all_given(makings, about);
	const struct connector_wish wish = {
		.given = own->given,
		.terms = own->terms.n ? own->own_terms : makings->terms,
		.where = source->where,
		.reach_ms = source->baseline == BASELINE_YOUNGER ? source->baseline_ms : 0,
	};
	if (!connector_bind(makings->home, connector, &wish, problems, &own->use))
		return false;
	source->connector = about->name;
	source->pace = &own->use.pace;
	source->usual_ms = own->use.pace.every_ms;
	source->n_requests = own->use.n_queries;
	if (source->genre == GENRE_ANY)
		source->genre = about->genre;
	return has_room(source->pace, source->where, problems);
}

/* --- Its name and its key */

static struct str joined(struct arena *arena, struct strs texts, const char *between)
{
	struct str all = STR("");
	for (size_t i = 0; i < texts.n; i++)
		all = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? between : "",
			      STR_ARG(texts.at[i]));
	return all;
}

static struct str title(const void *settings, struct arena *arena)
{
	enum { TERMS_SHOWN = 60 };
	const struct connector_settings *own = settings;
	if (!own->use.connector)
		return own->name;
	const struct connector_about *about = connector_about(own->use.connector);
	struct str name = about->label.len ? about->label : about->name;
	struct str terms = joined(arena, own->own_terms, ", ");
	if (terms.len == 0 || terms.len > TERMS_SHOWN)
		return name;
	return str_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(terms));
}

static int by_text(const void *left, const void *right)
{
	return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

/* The same whatever the order in which they stand in the entry. */
static struct strs sorted(struct arena *arena, struct strs texts)
{
	struct str *all = NEW(arena, struct str, texts.n);
	for (size_t i = 0; i < texts.n; i++)
		all[i] = texts.at[i];
	if (texts.n)
		qsort(all, texts.n, sizeof(*all), by_text);
	return (struct strs){ all, texts.n };
}

static struct strs shown_params(struct arena *arena, const struct params *params)
{
	struct str *all = NEW(arena, struct str, params->n);
	size_t n = 0;
	for (size_t i = 0; i < params->n; i++)
		if (!params->at[i].is_secret)
			all[n++] = str_fmt(arena, STR_FMT "=" STR_FMT, STR_ARG(params->at[i].name),
					   STR_ARG(params->at[i].value));
	return (struct strs){ all, n };
}

/* Without secrets, which change, and without the terms of the brands: how far each was read is kept
 * in the place. */
static struct str key(const void *settings, struct arena *arena)
{
	const struct connector_settings *own = settings;
	CLEANUP(arena_free)
	struct arena *desk = arena_new(KIB);
	struct str name = own->use.connector ? connector_about(own->use.connector)->name
					     : own->name;
	struct strs params = sorted(desk, shown_params(desk, &own->given));
	struct strs terms = sorted(desk, own->own_terms);
	return str_fmt(arena, "connector:" STR_FMT "/" STR_FMT "?" STR_FMT "%s" STR_FMT,
		       STR_ARG(own->use.host), STR_ARG(name), STR_ARG(joined(desk, params, "&")),
		       terms.n ? "&terms=" : "", STR_ARG(joined(desk, terms, ",")));
}

/* --- Asking and reading */

/* What the author wrote for the search is not for the host of a login. */
static void add_own(const struct source *source, struct arena *arena, struct request *out)
{
	const struct connector_settings *own = source->settings;
	struct url url;
	out->ca = source->ca;
	if (!url_parse(out->url, &url) || !str_eq_nocase(url.host, own->use.host))
		return;
	struct headers more = source->headers;
	struct header *headers = NEW(arena, struct header, out->headers.n + more.n);
	size_t n = 0;
	for (size_t i = 0; i < out->headers.n; i++)
		headers[n++] = out->headers.at[i];
	for (size_t i = 0; i < more.n; i++)
		headers[n++] = more.at[i];
	out->headers = (struct headers){ headers, n };
	if (out->user.len + out->password.len == 0 && source->password.len &&
	    !knows(connector_about(own->use.connector), STR("password"))) {
		out->user = source->user;
		out->password = source->password;
	}
}

static bool ask(const struct source *source, const struct place *place, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	const struct connector_settings *own = source->settings;
	if (!own->use.connector)
		return err_set(err, ERR_CONFIG, "its connector was told as an error");
	if (!connector_ask(&own->use, place->cursor, now_ms, arena, out, err))
		return false;
	add_own(source, arena, out);
	return true;
}

static bool read_answer(const struct source *source, const struct answer *answer,
			struct arena *arena, struct intake *out, struct err *err)
{
	const struct connector_settings *own = source->settings;
	const struct connector_answer said = { .response = answer->response,
					       .state = answer->cursor,
					       .asked_ms = answer->asked_ms,
					       .now_ms = answer->now_ms };
	struct heard heard = { 0 };
	bool is_heard = connector_hear(&own->use, &said, arena, &heard, err);
	for (size_t i = 0; i < heard.items.n; i++) {
		struct item *item = &heard.items.at[i];
		item->genre = source->genre;
		if (item->lang.len == 0)
			item->lang = source->lang;
	}
	*out = (struct intake){
		.items = heard.items,
		.terms = heard.terms,
		.bad = heard.bad,
		.first_bad = heard.first_bad,
		.n_paid = heard.n_elements,
		.cursor = heard.state,
		.goes_on = heard.goes_on,
		.is_first = heard.is_first,
		.was_cut = heard.was_cut,
		.rest_ms = heard.rest_ms,
		.rest_why = heard.rest_why,
	};
	return is_heard;
}

/* Of headers also what stands behind the name of a scheme: "Bearer …". */
static struct strs own_secrets(const struct source *source, struct arena *arena)
{
	struct str *all = NEW(arena, struct str, 2 * source->headers.n + 1);
	size_t n = 0;
	all[n++] = source->password;
	for (size_t i = 0; i < source->headers.n; i++) {
		struct str value = source->headers.at[i].value;
		all[n++] = value;
		all[n++] = str_skip(value, str_find_char(value, ' ') + 1);
	}
	return (struct strs){ all, n };
}

static struct str mask(const struct source *source, struct str cursor, struct arena *arena,
		       struct str text)
{
	const struct connector_settings *own = source->settings;
	text = mask_values(arena, text, own_secrets(source, arena));
	return connector_mask(&own->use, cursor, arena, text);
}

const struct source_kind source_connector = {
	.name = "connector",
	.options = options,
	.settings_size = sizeof(struct connector_settings),
	.make = make,
	.title = title,
	.key = key,
	.ask = ask,
	.read = read_answer,
	.mask = mask,
	.hears_all = true,
};
