#include "talk.h"

#include "arena.h"
#include "buf.h"
#include "hash.h"
#include "url.h"

#include <string.h>

#include "poison.h"

/* A source's entry meets its connector: what the entry gives is checked, and its terms become the
 * queries of a round. Terms go into a query in their order as long as they fit, so that a new term
 * at the end of the list changes the last query only. */

enum { NAMES_TOLD = 64, SHOWN_MAX = 60, JOINED_MAX = 4 * MIB };

/* Bytes of a query whose file knows no limit: percent-encoded it still fits into a URL. */
enum { QUERY_MAX = 4 * KIB };

struct binding {
	struct arena *home;
	const struct connector *connector;
	const struct connector_wish *wish;
	struct problems *problems;
	struct connector_use *use;
};

static bool has(struct strs names, struct str name)
{
	for (size_t i = 0; i < names.n; i++)
		if (str_eq(names.at[i], name))
			return true;
	return false;
}

static const struct param *param(struct params params, struct str name)
{
	for (size_t i = 0; i < params.n; i++)
		if (str_eq(params.at[i].name, name))
			return &params.at[i];
	return NULL;
}

static void suggest(struct binding *b, struct str name)
{
	const struct connector_about *about = &b->connector->about;
	struct str names[NAMES_TOLD];
	size_t n = 0;
	for (size_t i = 0; i < about->needs.n && n < NAMES_TOLD; i++)
		names[n++] = about->needs.at[i];
	for (size_t i = 0; i < about->optional.n && n < NAMES_TOLD; i++)
		names[n++] = about->optional.at[i];
	for (size_t i = 0; i < about->params.n && n < NAMES_TOLD; i++)
		names[n++] = about->params.at[i].name;
	problem_suggest(b->problems, name, names, n);
}

static void check_given(struct binding *b)
{
	const struct connector_about *about = &b->connector->about;
	for (size_t i = 0; i < b->wish->given.n; i++) {
		const struct param *given = &b->wish->given.at[i];
		if (has(about->needs, given->name) || has(about->optional, given->name) ||
		    param(about->params, given->name))
			continue;
		problem_error(b->problems, given->where,
			      "connector " STR_FMT " has no parameter \"" STR_FMT "\"",
			      STR_ARG(about->name), STR_ARG(str_first(given->name, SHOWN_MAX)));
		suggest(b, given->name);
	}
}

/* People paste what stands in their browser where the name of a server is wanted. A folder behind
 * the name does no harm: forums and blogs live in some. */
static bool is_server(struct str value)
{
	static const struct str strangers[] = { STR_INIT("://"), STR_INIT(" "), STR_INIT("@"),
						STR_INIT("?"), STR_INIT("#") };
	for (size_t i = 0; i < COUNT_OF(strangers); i++)
		if (str_find(value, strangers[i]) < value.len)
			return false;
	return !str_ends(value, STR("/"));
}

static struct str server_of(struct str value)
{
	struct url url;
	if (!url_parse(value, &url) || url.host.len == 0)
		return STR("social.example");
	const char *end = url.port.len ? url.port.at + url.port.len : url.host.at + url.host.len;
	return (struct str){ url.host.at, (size_t)(end - url.host.at) };
}

static bool has_slash(struct str text)
{
	return str_find_char(text, '/') < text.len;
}

static bool opens_host(struct str text)
{
	size_t at = str_find(text, STR("://"));
	return at < text.len && !has_slash(str_skip(text, at + 3));
}

static void check_server(void *ctx, struct str name, struct where where)
{
	(void)where;
	struct binding *b = ctx;
	const struct param *given = param(b->wish->given, name);
	if (!given || given->is_secret || is_server(given->value))
		return;
	problem_error(b->problems, given->where,
		      "\"" STR_FMT "\" wants the name of a server, not an address", STR_ARG(name));
	problem_hint(b->problems, "write " STR_FMT ": " STR_FMT, STR_ARG(name),
		     STR_ARG(server_of(given->value)));
}

/* What fills the holes in the host of the request, between :// and the next slash. */
static void check_servers(struct binding *b)
{
	const struct template *url = &b->connector->request.url;
	if (url->n == 0)
		return;
	const struct piece *pieces = url->lines[0].pieces;
	size_t begin = 0, end, n = url->lines[0].n;
	while (begin < n && !opens_host(pieces[begin].text))
		begin++;
	if (begin == n)
		return;
	for (end = begin + 1; end < n && !has_slash(pieces[end].text);)
		end++;
	const struct template_line line = { pieces + begin, end - begin };
	const struct template host = { .lines = &line, .n = 1, .has_holes = true };
	template_names(&host, check_server, b);
}

static void check_needs(struct binding *b)
{
	const struct connector_about *about = &b->connector->about;
	struct str label = about->label.len ? about->label : about->name;
	for (size_t i = 0; i < about->needs.n; i++) {
		const struct param *given = param(b->use->params, about->needs.at[i]);
		if (given && given->value.len)
			continue;
		problem_error(b->problems, b->wish->where,
			      STR_FMT " needs \"" STR_FMT "\" (connector " STR_FMT ")",
			      STR_ARG(label), STR_ARG(about->needs.at[i]), STR_ARG(about->name));
		if (about->docs.len)
			problem_hint(b->problems, "where to get it: " STR_FMT,
				     STR_ARG(about->docs));
	}
}

/* The given ones, then the defaults of the others. */
static void take_params(struct binding *b)
{
	const struct params *given = &b->wish->given, *defaults = &b->connector->about.params;
	struct param *all = NEW(b->home, struct param, given->n + defaults->n);
	struct str *secrets = NEW(b->home, struct str, given->n);
	size_t n = 0, n_secrets = 0;
	for (size_t i = 0; i < given->n; i++) {
		all[n++] = given->at[i];
		if (given->at[i].is_secret && given->at[i].value.len)
			secrets[n_secrets++] = given->at[i].value;
	}
	for (size_t i = 0; i < defaults->n; i++)
		if (!param(*given, defaults->at[i].name))
			all[n++] = defaults->at[i];
	b->use->params = (struct params){ all, n };
	b->use->secrets = (struct strs){ secrets, n_secrets };
}

struct names use_names(const struct connector_use *use, struct arena *arena)
{
	struct named *names = NEW(arena, struct named, use->params.n);
	for (size_t i = 0; i < use->params.n; i++)
		names[i] = (struct named){ use->params.at[i].name, use->params.at[i].value };
	return (struct names){ names, use->params.n };
}

/* Holes that only a request can fill get something, or their line would be dropped. */
static struct str url_of(struct binding *b, const struct asking *asking, struct str term,
			 struct arena *arena)
{
	static const struct str later[] = {
		STR_INIT("terms"),  STR_INIT("since"), STR_INIT("page"),
		STR_INIT("cursor"), STR_INIT("token"), STR_INIT("now")
	};
	struct names given = use_names(b->use, arena);
	size_t n = given.n;
	struct named *names = NEW(arena, struct named, n + COUNT_OF(later) + 1);
	if (n)
		memcpy(names, given.at, n * sizeof(*names));
	for (size_t i = 0; i < COUNT_OF(later); i++)
		names[n++] = (struct named){ later[i], STR("x") };
	names[n++] = (struct named){ STR("term"), term };
	const struct json_value nothing = { .kind = JSON_NOTHING };
	const struct scope scope = { .here = &nothing, .answer = &nothing, .names = { names, n } };
	return asking->is_given ? template_fill(&asking->url, &scope, ENCODE_URL, arena) : STR("");
}

/* Of the request; where only a login tells the host, of the login. */
static void take_pace(struct binding *b)
{
	struct url url;
	struct pace *pace = &b->use->pace;
	*pace = b->connector->pace;
	const struct str term = STR("x");
	if (!url_parse(url_of(b, &b->connector->request, term, b->home), &url) &&
	    !url_parse(url_of(b, &b->connector->login.request, term, b->home), &url))
		return;
	b->use->host = str_lower(b->home, url.host);
	pace->name = b->use->host;
	pace->key = hash_more(hash_str(b->use->host), url.port);
	for (size_t i = 0; i < b->use->secrets.n; i++)
		pace->key = hash_more(pace->key, b->use->secrets.at[i]);
	pace->key += pace->key == 0;
}

static size_t characters(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.at[i] & 0xC0) != 0x80;
	return n;
}

/* Quotes are the marks of a phrase everywhere; one inside would end it, and what comes back is
 * matched here once more. */
static struct str cleaned(struct arena *arena, struct str term)
{
	char *out = arena_bytes(arena, term.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < term.len; i++) {
		unsigned char c = (unsigned char)term.at[i];
		bool is_blank = c <= ' ' || c == '"' || c == 0x7F;
		if (!is_blank)
			out[len++] = (char)c;
		else if (len && out[len - 1] != ' ')
			out[len++] = ' ';
	}
	return str_trim((struct str){ out, len });
}

/* Of a term of signs only no tag is left; its request could never be made. Where the URL waits for
 * what a login tells, nobody knows yet. */
static bool leaves_nothing(struct binding *b, struct str term)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	const struct asking *request = &b->connector->request;
	if (url_of(b, request, STR("x"), arena).len == 0 || url_of(b, request, term, arena).len)
		return false;
	problem_warn(b->problems, b->wish->where,
		     "connector " STR_FMT " is not asked for \"" STR_FMT
		     "\": nothing of it is left in the request",
		     STR_ARG(b->connector->about.name), STR_ARG(str_first(term, SHOWN_MAX)));
	return true;
}

/* Each once, in their order. */
static struct strs terms_of(struct binding *b)
{
	struct strs wanted = b->wish->terms;
	struct str *terms = NEW(b->home, struct str, wanted.n);
	size_t n = 0;
	for (size_t i = 0; i < wanted.n && n <= TERMS_MAX; i++) {
		struct str term = cleaned(b->home, wanted.at[i]);
		if (term.len && !has((struct strs){ terms, n }, term) && !leaves_nothing(b, term))
			terms[n++] = term;
	}
	return (struct strs){ terms, n };
}

static struct str written(struct binding *b, struct str term)
{
	const struct terms_form *form = &b->connector->terms;
	struct names given = use_names(b->use, b->home);
	struct named *names = NEW(b->home, struct named, given.n + 1);
	if (!form->is_given || form->write.n == 0)
		return term;
	names[0] = (struct named){ STR("term"), term };
	if (given.n)
		memcpy(names + 1, given.at, given.n * sizeof(*names));
	const struct json_value nothing = { .kind = JSON_NOTHING };
	const struct scope scope = { .here = &nothing,
				     .answer = &nothing,
				     .names = { names, given.n + 1 } };
	return template_fill(&form->write, &scope, ENCODE_NONE, b->home);
}

static void check_term(struct binding *b, struct str term, struct str text)
{
	const struct terms_form *form = &b->connector->terms;
	size_t n = characters(text);
	struct str shown = str_first(term, SHOWN_MAX);
	if (term.len > TERM_MAX)
		problem_error(b->problems, b->wish->where,
			      "the term \"" STR_FMT "…\" has more than %d bytes", STR_ARG(shown),
			      TERM_MAX);
	else if (form->is_given && form->max_chars && n > form->max_chars)
		problem_error(b->problems, b->wish->where,
			      "the term \"" STR_FMT "…\" takes %zu characters in a request of "
			      "connector " STR_FMT ", which has room for %zu",
			      STR_ARG(shown), n, STR_ARG(b->connector->about.name),
			      form->max_chars);
	else
		return;
	problem_hint(b->problems, "give the source shorter `terms:`; what comes is matched by the "
				  "whole term all the same");
}

/* How many of the texts from there on fit into one request; at least one. */
static size_t fitting(const struct terms_form *form, const struct str *texts, size_t n)
{
	size_t taken = 1, chars = characters(texts[0]), bytes = texts[0].len;
	if (!form->is_given)
		return 1;
	for (; taken < n && (form->max_terms == 0 || taken < form->max_terms); taken++) {
		chars += characters(form->join) + characters(texts[taken]);
		bytes += form->join.len + texts[taken].len;
		if (bytes > QUERY_MAX || (form->max_chars && chars > form->max_chars))
			break;
	}
	return taken;
}

static struct str joined(struct arena *arena, struct str join, const struct str *texts, size_t n)
{
	struct buf buf = buf_new(arena, JOINED_MAX);
	for (size_t i = 0; i < n; i++) {
		buf_add(&buf, i ? join : STR(""));
		buf_add(&buf, texts[i]);
	}
	return buf_str(&buf);
}

static void split(struct binding *b, struct strs terms)
{
	const struct terms_form *form = &b->connector->terms;
	struct connector_query *queries = NEW(b->home, struct connector_query, terms.n);
	struct str *texts = NEW(b->home, struct str, terms.n);
	size_t n = 0;
	for (size_t i = 0; i < terms.n; i++) {
		texts[i] = written(b, terms.at[i]);
		check_term(b, terms.at[i], texts[i]);
	}
	for (size_t at = 0, take; at < terms.n; at += take) {
		take = fitting(form, texts + at, terms.n - at);
		queries[n++] = (struct connector_query){
			.term = take == 1 ? terms.at[at] : STR(""),
			.terms = joined(b->home, form->join, texts + at, take),
			.parts = { terms.at + at, take },
		};
	}
	b->use->queries = queries;
	b->use->n_queries = n;
}

/* Without terms there is one query, and how far it was read is kept under no name. */
static void take_queries(struct binding *b)
{
	if (!b->connector->about.wants_terms) {
		struct connector_query *query = NEW(b->home, struct connector_query, 1);
		struct str *part = NEW(b->home, struct str, 1);
		*part = STR("");
		*query = (struct connector_query){ .term = STR(""),
						   .terms = STR(""),
						   .parts = { part, 1 } };
		b->use->queries = query;
		b->use->n_queries = 1;
		return;
	}
	struct strs terms = terms_of(b);
	if (terms.n == 0) {
		problem_error(b->problems, b->wish->where,
			      "connector " STR_FMT " asks for terms, and there are none",
			      STR_ARG(b->connector->about.name));
		problem_hint(b->problems, "give a brand words in `any:`, or the source `terms:`");
	} else if (terms.n > TERMS_MAX) {
		problem_error(b->problems, b->wish->where, "more than %d terms for one source",
			      TERMS_MAX);
	} else {
		split(b, terms);
	}
}

bool connector_bind(struct arena *home, const struct connector *connector,
		    const struct connector_wish *wish, struct problems *problems,
		    struct connector_use *out)
{
	struct connector_use use = { .connector = connector, .reach_ms = wish->reach_ms };
	struct binding b = { home, connector, wish, problems, &use };
	size_t before = problems->errors;
	check_given(&b);
	take_params(&b);
	check_needs(&b);
	check_servers(&b);
	take_pace(&b);
	take_queries(&b);
	if (problems->errors > before)
		return false;
	*out = use;
	return true;
}
