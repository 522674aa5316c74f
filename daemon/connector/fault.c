#include "talk.h"

#include "arena.h"
#include "buf.h"
#include "escape.h"
#include "html.h"
#include "utf8.h"

#include "poison.h"

/* What went wrong decides what comes next:
 *	the limit is reached			the same again, after a rest
 *	the token is refused, the first time	a login, at once
 *	a renewal is refused			a full login, at once
 *	anything else is refused		the same again, after an hour
 *	this query fails, others may not	the next query; this one in the next round, as far
 *						as it had been read, or without the id that
 *						may be what is wrong (400, 422)
 *	the service fails			the same again
 *	the same fails again and again		the next query, so that it keeps nobody from being
 *						asked; pages that came before count as all */

static const int64_t refused_ms = TALK_HOUR_MS;
static const int64_t crowded_ms = 5 * TALK_MINUTE_MS; /* 429 without a word of when */
static const int64_t overloaded_ms = TALK_MINUTE_MS;  /* 503 likewise */

enum { BODY_LOOKED_AT = 16 * KIB, TITLE_MAX = 100, FAILURES_MAX = 3 };

bool value_is_true(const struct json_value *value)
{
	if (value_is_empty(value))
		return false;
	return value->kind == JSON_BOOL ? value->is_true
					: value->kind != JSON_NUMERAL || value->number != 0;
}

/* Masked before and behind: what is dropped from a line may have stood inside a secret. */
struct str talk_words(const struct talk *talk, struct str text)
{
	struct buf buf = buf_new(talk->arena, 8 * BODY_LOOKED_AT);
	struct str state = state_write(&talk->state, talk->arena);
	text = utf8_clean(talk->arena, str_first(text, BODY_LOOKED_AT));
	escape_line(&buf, connector_mask(talk->use, state, talk->arena, text));
	text = connector_mask(talk->use, state, talk->arena, str_trim(buf_str(&buf)));
	return str_trim(utf8_first(text, WORDS_MAX));
}

/* --- what a service says --- */

/* Where most services put their reason, when the file does not say it. */
static struct str usual_words(const struct json_value *answer)
{
	static const char *const keys[] = {
		"error_description", "message", "detail", "reason", "title", "error", "errors"
	};
	const struct json_value *at = answer;
	for (size_t depth = 0; at && depth < 4; depth++) {
		const struct json_value *next = at->kind == JSON_LIST && at->n ? &at->at[0] : NULL;
		for (size_t i = 0; i < COUNT_OF(keys) && !next; i++)
			next = json_member(at, keys[i]);
		if (next && next->kind == JSON_TEXT)
			return next->text;
		at = next;
	}
	return STR("");
}

static bool is_page(struct str body)
{
	struct str text = str_trim(body);
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_skip(text, 3);
	return str_starts(text, STR("<"));
}

static struct str title_of(const struct talk *talk, struct str body)
{
	struct str page = str_first(body, BODY_LOOKED_AT);
	size_t at = str_find_nocase(page, STR("<title"));
	struct str rest = str_skip(page, at);
	rest = str_skip(rest, str_find_char(rest, '>') + 1);
	rest = str_first(rest, str_find_nocase(rest, STR("</title")));
	return utf8_first(talk_words(talk, html_text(talk->arena, rest, STR(""), NULL)), TITLE_MAX);
}

static struct str words_of(const struct talk *talk, const struct fault *fault)
{
	const struct fail *fail = &talk->connector->fail;
	struct str body = fault->response->body, words = STR("");
	if (fault->answer) {
		const struct scope scope = { .here = fault->answer, .answer = fault->answer };
		if (fail->has_message)
			words = path_text(&fail->message, &scope, talk->arena);
		if (words.len == 0)
			words = usual_words(fault->answer);
		return talk_words(talk, words);
	}
	return is_page(body) ? title_of(talk, body) : talk_words(talk, body);
}

/* Services that answer 400, or even 200, to an old token say so in words. */
static bool says_expired(const struct fault *fault)
{
	struct str body = str_first(fault->response->body, BODY_LOOKED_AT);
	bool has_token = str_find_nocase(body, STR("token")) < body.len;
	return has_token && (str_find_nocase(body, STR("expired")) < body.len ||
			     str_find_nocase(body, STR("invalid_token")) < body.len);
}

/* --- what comes next --- */

static struct str label(const struct talk *talk)
{
	const struct connector_about *about = &talk->connector->about;
	return about->label.len ? about->label : about->name;
}

/* Names that could help and were not given, or those that were. */
static struct str advice(const struct talk *talk)
{
	const struct connector_about *about = &talk->connector->about;
	struct names given = use_names(talk->use, talk->arena);
	struct buf buf = buf_new(talk->arena, KIB);
	for (size_t i = 0; i < about->optional.n; i++)
		if (names_get(given, about->optional.at[i]).len == 0)
			buf_fmt(&buf, buf.len ? ", " STR_FMT : "; add " STR_FMT,
				STR_ARG(about->optional.at[i]));
	bool is_complete = buf.len == 0;
	for (size_t i = 0; i < about->needs.n && is_complete; i++)
		buf_fmt(&buf, buf.len ? ", " STR_FMT : "; look at " STR_FMT,
			STR_ARG(about->needs.at[i]));
	return buf_str(&buf);
}

/* This query failed, and others need not. */
static void leave_query(struct talk *talk)
{
	if (talk->stage < STAGE_PREPARE)
		return;
	talk_open(talk);
	talk_next_query(talk);
}

void fault_again(struct talk *talk)
{
	if (talk->stage < STAGE_PREPARE)
		return;
	talk_open(talk);
	if (++talk->state.round.failures < FAILURES_MAX)
		return;
	if (talk->state.round.page)
		talk_advance(talk);
	talk_next_query(talk);
}

static struct str status_words(const struct talk *talk, int status)
{
	return str_fmt(talk->arena, "%s (%d)", response_meaning(status), status);
}

static bool refuse(struct talk *talk, struct fault *fault, struct err *err)
{
	int status = fault->response->status;
	bool is_login = talk->stage <= STAGE_LOGIN;
	struct str words = words_of(talk, fault), help = advice(talk);
	rest_at_least(fault->rest, refused_ms, status_words(talk, status));
	fault_renewal(talk);
	fault_again(talk);
	return err_set(err, ERR_REFUSED, STR_FMT " refuses the %s (%d)%s" STR_FMT STR_FMT,
		       STR_ARG(label(talk)), is_login ? "login" : "request", status,
		       words.len ? ": " : "", STR_ARG(words), STR_ARG(help));
}

void fault_renewal(struct talk *talk)
{
	talk->state.n_kept = 0;
	talk_drop_token(talk);
}

/* A refused token, or a refused renewal: once each, another way is tried at once. */
static bool login_anew(struct talk *talk, struct fault *fault, struct err *err)
{
	struct str words = words_of(talk, fault);
	if (talk->stage == STAGE_AGAIN)
		fault_renewal(talk);
	else
		talk->state.is_retried = true;
	talk_drop_token(talk);
	fault->goes_on = true;
	return err_set(err, ERR_AGAIN, "the %s is refused (%d)%s" STR_FMT ": a new login is made",
		       talk->stage == STAGE_AGAIN ? "renewal" : "token", fault->response->status,
		       words.len ? ": " : "", STR_ARG(words));
}

static bool is_mendable(const struct talk *talk)
{
	bool has_login = talk->connector->login.request.is_given;
	return talk->stage == STAGE_AGAIN ||
	       (has_login && talk->stage >= STAGE_PREPARE && !talk->state.is_retried);
}

static bool is_querys_fault(int status)
{
	return status >= 400 && status < 500 && status != 408 && status != 425;
}

bool fault_status(struct talk *talk, struct fault *fault, struct err *err)
{
	int status = fault->response->status;
	bool is_crowded = status == 429 || status == 503;
	bool is_refused = status == 401 || status == 403 || (status == 400 && says_expired(fault));
	if (is_crowded && fault->rest->ms == 0)
		rest_at_least(fault->rest, status == 429 ? crowded_ms : overloaded_ms,
			      status_words(talk, status));
	if (talk->stage == STAGE_LOGIN && status == 400)
		is_refused = true;
	if (talk->stage == STAGE_AGAIN && is_querys_fault(status) && !is_crowded)
		is_refused = true;
	if (is_refused && fault->rest->ms == 0)
		return is_mendable(talk) ? login_anew(talk, fault, err) : refuse(talk, fault, err);
	struct str words = words_of(talk, fault);
	if (status >= 300 && status < 400)
		words = talk_words(talk, response_header(fault->response, STR("Location")));
	/* Some services refuse an id that they have forgotten; what was seen is known without it.
	 */
	if (fault->rest->ms == 0 && talk->stage == STAGE_QUERY && (status == 400 || status == 422))
		talk_forget_ids(talk);
	if (fault->rest->ms == 0 && is_querys_fault(status))
		leave_query(talk);
	else if (fault->rest->ms == 0)
		fault_again(talk);
	return err_set(err, ERR_AGAIN, "%s (%d)%s" STR_FMT, response_meaning(status), status,
		       words.len ? ": " : "", STR_ARG(words));
}

bool fault_is_told(const struct talk *talk, const struct json_value *answer)
{
	const struct fail *fail = &talk->connector->fail;
	const struct scope scope = { .here = answer, .answer = answer };
	if (!fail->is_given)
		return false;
	const struct json_value *value = path_first(&fail->when, &scope, talk->arena);
	if (fail->is.len)
		return value && str_eq(value_text(value), fail->is);
	return value_is_true(value);
}

bool fault_told(struct talk *talk, struct fault *fault, struct err *err)
{
	if (fault->rest->ms == 0 && says_expired(fault) && is_mendable(talk))
		return login_anew(talk, fault, err);
	struct str words = words_of(talk, fault);
	if (fault->rest->ms == 0)
		leave_query(talk);
	return err_set(err, ERR_AGAIN, STR_FMT " says: " STR_FMT, STR_ARG(label(talk)),
		       STR_ARG(words.len ? words : STR("it failed")));
}

bool fault_lookup(struct talk *talk, struct err *err)
{
	const struct prepare *prepare = talk->prepare;
	struct str term = prepare->is_by_term ? talk->query->term : STR("");
	if (prepare->is_by_term)
		leave_query(talk);
	return err_set(err, ERR_DATA, "the look-up \"" STR_FMT "\" finds nothing%s" STR_FMT,
		       STR_ARG(prepare->name), term.len ? " for " : "",
		       STR_ARG(talk_words(talk, term)));
}

bool fault_shape(struct talk *talk, struct fault *fault, struct err *err)
{
	struct str body = fault->response->body;
	struct str words = words_of(talk, fault);
	if (talk->stage == STAGE_AGAIN)
		return login_anew(talk, fault, err);
	leave_query(talk);
	if (str_trim(body).len == 0)
		return err_set(err, ERR_DATA, "an empty answer");
	if (!is_page(body))
		return err_set(err, ERR_DATA, "not JSON: " STR_FMT, STR_ARG(words));
	return err_set(err, ERR_DATA,
		       words.len ? "not JSON: a page (title \"" STR_FMT "\")"
				 : "not JSON: a page" STR_FMT,
		       STR_ARG(words));
}
