#include "talk.h"

#include "arena.h"
#include "hmac.h"

#include "poison.h"

/* Tokens as they come: with the seconds they are good for, with the moment they end, as a JSON Web
 * Token that tells its end itself, or with nothing; then the service's refusal tells. */

enum { EPOCH_LEAST = 1000000000 };
static const double lifetime_most_s = 10.0 * 365 * 86400;

int64_t token_expiry(struct str token, struct arena *arena)
{
	struct str rest = token, head, claims, text;
	struct json_value map;
	struct err err = { 0 };
	if (token.len > TOKEN_MAX || !str_cut(&rest, '.', &head) || !str_cut(&rest, '.', &claims) ||
	    !rest.at || head.len == 0 || !base64_decode(arena, claims, &text) ||
	    !json_read(arena, text, &map, &err))
		return 0;
	const struct json_value *exp = json_member(&map, "exp");
	if (!exp || exp->kind != JSON_NUMERAL || exp->number < EPOCH_LEAST || exp->number > 1e11)
		return 0;
	return (int64_t)(exp->number * 1000);
}

/* The end of the token as its answer tells it: a span in seconds, or a moment; 0: not told. */
static int64_t told_expiry(const struct talk *talk, const struct scope *answer, int64_t now_ms)
{
	const struct login *login = &talk->connector->login;
	double seconds;
	if (!login->has_expires)
		return 0;
	struct str text = path_text(&login->expires, answer, talk->arena);
	if (str_find_char(text, '-') < text.len) {
		int64_t then_ms = time_of(text);
		return then_ms == TIME_ABSENT ? 0 : then_ms;
	}
	if (!rate_number(text, &seconds) || seconds <= 0)
		return 0;
	if (seconds >= EPOCH_LEAST)
		return time_of(text) == TIME_ABSENT ? 0 : time_of(text);
	return now_ms + (int64_t)((seconds < lifetime_most_s ? seconds : lifetime_most_s) * 1000);
}

/* Until when the token is used. It ends a little earlier for us, yet never at once: a clock that
 * differs, or a token of a few seconds, would mean one login after the other. */
static int64_t use_until(int64_t expiry_ms, int64_t now_ms)
{
	if (expiry_ms <= now_ms)
		return 0;
	int64_t until_ms = expiry_ms - TOKEN_MARGIN_MS;
	return until_ms > now_ms + TOKEN_MARGIN_MS ? until_ms : now_ms + TOKEN_MARGIN_MS;
}

static bool is_fit(struct str text)
{
	return text.len <= TOKEN_MAX && talk_is_line(text);
}

bool login_hear(struct talk *talk, const struct json_value *answer, int64_t now_ms, struct err *err)
{
	const struct login *login = &talk->connector->login;
	const struct scope scope = { .here = answer, .answer = answer };
	struct str token = path_text(&login->token, &scope, talk->arena);
	if (token.len == 0)
		return err_set(err, ERR_DATA, "the login's answer holds no token");
	if (!is_fit(token))
		return err_set(err, ERR_DATA,
			       "the login's token is no token: it is too long, or "
			       "has control characters in it");
	int64_t expiry_ms = told_expiry(talk, &scope, now_ms);
	if (expiry_ms == 0)
		expiry_ms = token_expiry(token, talk->arena);
	talk->state.token = token;
	talk->state.expires_ms = use_until(expiry_ms, now_ms);
	/* What a renewal does not tell again stays. */
	for (size_t i = 0; i < login->n_keep; i++) {
		struct str value = path_text(&login->keep[i].path, &scope, talk->arena);
		if (value.len && is_fit(value))
			talk->state.kept = kept_set(
				talk->state.kept, &talk->state.n_kept,
				(struct kept_text){ login->keep[i].name, value }, talk->arena);
	}
	return true;
}
