#include "talk.h"

#include "arena.h"
#include "mask.h"
#include "url.h"

#include "poison.h"

/* A conversation, step by step: the state says which request comes next (stand.c), the answer to it
 * turns the state (login.c, page.c), and a failure turns it as well (fault.c). Both ask and hear
 * read the same state at the same moment, so hear knows what it hears an answer to. */

enum { REDIRECTS_MAX = 5 };

static const struct asking *asking_of(const struct talk *talk)
{
	switch (talk->stage) {
	case STAGE_AGAIN: return &talk->connector->login.again;
	case STAGE_LOGIN: return &talk->connector->login.request;
	case STAGE_PREPARE: return &talk->prepare->request;
	case STAGE_QUERY: break;
	}
	return &talk->connector->request;
}

static bool is_by_address(const struct talk *talk)
{
	const struct pages *pages = &talk->connector->pages;
	return talk->stage == STAGE_QUERY && talk->state.round.next.len > 0 &&
	       (pages->by == PAGES_LINK || pages->by == PAGES_URL);
}

/* Would a login be made by https? Then a host that an answer told must not bring its token back to
 * the open line. */
static bool is_safe(const struct talk *talk, const struct request *request)
{
	const struct asking *login = &talk->connector->login.request;
	struct talk before = *talk;
	before.stage = STAGE_LOGIN;
	struct scope scope = talk_scope(&before);
	struct str url = login->is_given
				 ? template_fill(&login->url, &scope, ENCODE_URL, talk->arena)
				 : STR("");
	return !str_starts_nocase(url, STR("https://")) ||
	       str_starts_nocase(request->url, STR("https://"));
}

static bool same(struct str a, struct str b)
{
	return str_eq_nocase(a, b);
}

bool talk_is_same_place(struct str one, struct str other)
{
	struct url a, b;
	return url_parse(one, &a) && url_parse(other, &b) && same(a.scheme, b.scheme) &&
	       same(a.host, b.host) && same(a.port, b.port);
}

bool talk_request(const struct talk *talk, struct request *out, struct err *err)
{
	struct scope scope = talk_scope(talk);
	if (!asking_fill(asking_of(talk), &scope, talk->arena, out, err))
		return false;
	/* The place may have moved since: then the pages begin again. */
	if (is_by_address(talk) && talk_is_same_place(out->url, talk->state.round.next))
		out->url = talk->state.round.next;
	if (!asking_is_url(out->url))
		return err_set(err, ERR_CONFIG,
			       "the request's URL is none: it wants http:// or https://, a host, "
			       "and no blanks");
	if (!is_safe(talk, out))
		return err_set(err, ERR_CONFIG,
			       "the login is made by https, and the next request would not be");
	fresh_ask(talk, out);
	bool is_open = talk->use->secrets.n == 0 && talk->state.token.len == 0;
	out->max_redirects = is_open && str_eq(out->method, STR("GET")) ? REDIRECTS_MAX : 0;
	return true;
}

bool connector_ask(const struct connector_use *use, struct str state, int64_t now_ms,
		   struct arena *arena, struct request *out, struct err *err)
{
	struct talk talk = talk_begin(use, state, now_ms, arena);
	struct request request;
	if (!talk_request(&talk, &request, err))
		return false;
	*out = request;
	return true;
}

/* --- hearing --- */

struct hearing {
	struct talk talk;
	const struct response *response;
	struct json_value body;
	bool is_json;
	struct heard *out;
	struct rest rest;
	int64_t now_ms;
};

/* An answer after which nothing can be asked, because of what it told to keep, is none: kept, it
 * would be in the way for ever. */
static bool leads_on(const struct hearing *h, struct err *err)
{
	const struct talk *talk = &h->talk;
	struct talk next = talk_begin(talk->use, state_write(&talk->state, talk->arena), h->now_ms,
				      talk->arena);
	struct request request;
	return talk_request(&next, &request, err) || err_in(err, "what it told to keep");
}

static bool hear_lookup(struct hearing *h, struct err *err)
{
	struct talk *talk = &h->talk;
	const struct prepare *prepare = talk->prepare;
	const struct scope scope = { .here = &h->body, .answer = &h->body };
	struct str value = path_text(&prepare->take, &scope, talk->arena);
	if (value.len == 0 || value.len > PREPARED_MAX || !talk_is_line(value))
		return fault_lookup(talk, err);
	talk->state.prepared = kept_set(talk->state.prepared, &talk->state.n_prepared,
					(struct kept_text){ talk_lookup(talk, prepare), value },
					talk->arena);
	if (!leads_on(h, err)) {
		talk->state.n_prepared = 0;
		return fault_lookup(talk, err);
	}
	h->out->goes_on = true;
	return true;
}

static bool hear_page(struct hearing *h, struct err *err)
{
	const struct scope scope = { .here = &h->body,
				     .answer = &h->body,
				     .names = talk_scope(&h->talk).names };
	struct mapped mapped = { 0 };
	(void)err;
	map_answer(h->talk.connector, &scope, h->talk.arena, &mapped);
	if (h->talk.query->terms.len)
		h->out->terms = h->talk.query->parts;
	h->out->items = mapped.items;
	h->out->bad = mapped.bad;
	h->out->first_bad = mapped.first_bad;
	h->out->n_elements = mapped.elements;
	h->talk.state.is_retried = false;
	fresh_keep(&h->talk, h->response);
	page_hear(&h->talk, h->response, &scope, &mapped, h->out);
	return true;
}

static bool hear_login(struct hearing *h, struct err *err)
{
	bool is_fine = login_hear(&h->talk, &h->body, h->now_ms, err);
	if (is_fine && !leads_on(h, err)) {
		fault_renewal(&h->talk);
		return false;
	}
	if (!is_fine && h->talk.stage == STAGE_AGAIN)
		fault_renewal(&h->talk);
	h->out->goes_on = is_fine || h->talk.stage == STAGE_AGAIN;
	return is_fine;
}

static bool read_body(struct hearing *h, struct err *err)
{
	struct talk *talk = &h->talk;
	/* No content is a page without elements, and so is what we have already. */
	bool is_empty = h->response->status == 204 || fresh_is_unchanged(talk, h->response);
	if (talk->stage == STAGE_QUERY && is_empty) {
		h->body = (struct json_value){ .kind = JSON_MAP };
		return true;
	}
	if (talk->stage == STAGE_QUERY)
		return answer_read(talk->connector, h->response, talk->arena, &h->body, err);
	return json_read(talk->arena, h->response->body, &h->body, err);
}

/* A feed is told as JSON, so this holds for all: an answer is a map or a list. */
static bool is_answer(const struct hearing *h)
{
	return h->is_json && (h->body.kind == JSON_MAP || h->body.kind == JSON_LIST);
}

static bool hear(struct hearing *h, struct err *err)
{
	static bool (*const stages[])(struct hearing * h, struct err * err) = {
		[STAGE_AGAIN] = hear_login,
		[STAGE_LOGIN] = hear_login,
		[STAGE_PREPARE] = hear_lookup,
		[STAGE_QUERY] = hear_page,
	};
	int status = h->response->status;
	const struct json_value *body = is_answer(h) ? &h->body : NULL;
	struct fault fault = { h->response, body, &h->rest, false };
	bool is_fine = false;
	if ((status < 200 || status > 299) && !fresh_is_unchanged(&h->talk, h->response))
		fault_status(&h->talk, &fault, err);
	else if (!body)
		fault_shape(&h->talk, &fault, err);
	else if (fault_is_told(&h->talk, body))
		fault_told(&h->talk, &fault, err);
	else
		is_fine = stages[h->talk.stage](h, err);
	h->out->goes_on |= fault.goes_on;
	return is_fine;
}

/* The request that this is the answer to; where it cannot be made, links lead nowhere. */
static struct str url_of(const struct talk *talk)
{
	struct request request;
	struct err err = { 0 };
	return talk_request(talk, &request, &err) ? request.url : STR("");
}

/* No connection says nothing of the request; an answer that is too large, or no HTTP, does. */
static void hear_broken(struct hearing *h)
{
	enum err_kind kind = h->response->err.kind;
	if (kind == ERR_LIMIT || kind == ERR_DATA)
		fault_again(&h->talk);
	h->out->state = state_write(&h->talk.state, h->talk.arena);
}

bool connector_hear(const struct connector_use *use, const struct connector_answer *answer,
		    struct arena *arena, struct heard *out, struct err *err)
{
	int64_t asked_ms = answer->asked_ms ? answer->asked_ms : answer->now_ms;
	const struct response *response = answer->response;
	struct err unread = { 0 };
	struct heard heard = { .state = answer->state, .rest_why = STR("") };
	struct hearing h = { .talk = talk_begin(use, answer->state, asked_ms, arena),
			     .response = response,
			     .out = &heard,
			     .now_ms = answer->now_ms };
	*out = heard;
	if (response->err.kind != ERR_NONE) {
		*err = response->err;
		hear_broken(&h);
		*out = heard;
		return false;
	}
	h.talk.url = url_of(&h.talk);
	h.is_json = read_body(&h, &unread);
	h.rest.ms = rate_rest(response, answer->now_ms, &h.rest.why, arena);
	struct rest told = limit_rest(&h.talk, response, is_answer(&h) ? &h.body : NULL);
	rest_at_least(&h.rest, told.ms, told.why);
	bool is_fine = hear(&h, err);
	heard.state = state_write(&h.talk.state, arena);
	if (heard.state.len == 0) {
		is_fine = false;
		heard = (struct heard){ .state = answer->state };
		err_set(err, ERR_LIMIT, "more is to be kept of its answers than fits");
	}
	heard.rest_ms = h.rest.ms;
	heard.rest_why = connector_mask(use, answer->state, arena, h.rest.why);
	*out = heard;
	return is_fine;
}

/* A host that a login told is no secret, and people want to read it. */
static bool is_host(struct str text)
{
	return url_is_web(text) && str_find_char(text, '?') == text.len &&
	       str_find_char(text, '@') == text.len;
}

struct str connector_mask(const struct connector_use *use, struct str state, struct arena *arena,
			  struct str text)
{
	struct state at;
	bool is_known = state_read(state, arena, &at);
	struct str *values = NEW(arena, struct str, use->secrets.n + 1 + at.n_kept);
	size_t n = 0;
	for (size_t i = 0; i < use->secrets.n; i++)
		values[n++] = use->secrets.at[i];
	if (is_known && at.token.len)
		values[n++] = at.token;
	for (size_t i = 0; i < at.n_kept; i++)
		if (!is_host(at.kept[i].value))
			values[n++] = at.kept[i].value;
	return mask_values(arena, text, (struct strs){ values, n });
}
