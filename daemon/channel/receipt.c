/* receipt.c - what an answer means for the delivery: its class is the retry policy.
 *
 * SENT and DEAD end a delivery; LATER tries it again, after the wait the other side asked for or by
 * our own back-off; CHANNEL_OFF stops the whole channel until a human has looked. What a human can
 * mend at home (TLS, a password) is LATER: the text says it, and nothing is lost meanwhile. */
#include "kinds.h"

#include "arena.h"
#include "url.h"
#include "words.h"

#include "poison.h"

enum {
	WAIT_MIN_MS = 1000,
	WAIT_MAX_MS = 3600 * 1000,
	GREYLIST_MS = 300 * 1000, /* most greylists let a second try pass after five minutes */
	SAID_MAX = 200,
};

static int64_t clamp_wait(int64_t ms)
{
	return ms < WAIT_MIN_MS ? WAIT_MIN_MS : ms > WAIT_MAX_MS ? WAIT_MAX_MS : ms;
}

static bool two_digits(struct str s, size_t at, int low, int high, int *out)
{
	int64_t value;
	if (!str_int(str_first(str_skip(s, at), 2), &value) || value < low || value > high)
		return false;
	*out = (int)value;
	return true;
}

/* RFC 9110, 5.6.7: IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT"; servers write no other form. */
static bool http_date(struct str s, int64_t *out_ms)
{
	static const struct str months = STR_INIT("JanFebMarAprMayJunJulAugSepOctNovDec");
	struct civil c = { 0 };
	if (s.len != 29 || !str_ends(s, STR(" GMT")) || s.at[3] != ',')
		return false;
	size_t month = str_find(months, str_first(str_skip(s, 8), 3));
	if (month == months.len || month % 3 || !str_int(str_first(str_skip(s, 12), 4), &c.year) ||
	    !two_digits(s, 5, 1, 31, &c.day) || !two_digits(s, 17, 0, 23, &c.hour) ||
	    !two_digits(s, 20, 0, 59, &c.minute) || !two_digits(s, 23, 0, 60, &c.second))
		return false;
	c.month = (int)(month / 3) + 1;
	*out_ms = calendar_ms(&c);
	return true;
}

/* Seconds, or a date, which is taken against the server's own clock: ours may be wrong. */
static int64_t retry_after(const struct response *response)
{
	int64_t seconds, until_ms, now_ms;
	struct str text = str_trim(response_header(response, STR("Retry-After")));
	text = str_find_char(text, ',') < text.len ? text
						   : str_first(text, str_find_char(text, '.'));
	if (str_int(text, &seconds))
		return clamp_wait(seconds > WAIT_MAX_MS ? WAIT_MAX_MS : seconds * 1000);
	if (http_date(text, &until_ms) &&
	    http_date(str_trim(response_header(response, STR("Date"))), &now_ms))
		return clamp_wait(until_ms - now_ms);
	return 0;
}

static enum outcome http_outcome(int status)
{
	if (status >= 200 && status < 300)
		return OUTCOME_SENT;
	switch (status) {
	case 408:
	case 425:
	case 429: return OUTCOME_LATER;
	case 401:
	case 403:
	case 404:
	case 410: return OUTCOME_CHANNEL_OFF;
	default: return status >= 500 ? OUTCOME_LATER : OUTCOME_DEAD;
	}
}

/* False when no answer came at all: that is LATER, whatever the reason. */
static bool has_answer(const struct response *response, struct arena *arena, struct receipt *out)
{
	if (response->err.kind == ERR_NONE && response->status != 0)
		return true;
	struct str why = str_from(response->err.text);
	*out = (struct receipt){ .outcome = OUTCOME_LATER,
				 .text = words_line(why, 2 * SAID_MAX, arena) };
	if (out->text.len == 0)
		out->text = STR("no answer");
	return false;
}

/* Only where to: the path and the query of such an address may be its secret. */
static struct str moved_to(const struct response *response, struct arena *arena)
{
	struct url url;
	if (!url_parse(response_header(response, STR("Location")), &url) || url.host.len == 0)
		return STR("elsewhere");
	return words_line(
		str_fmt(arena, "to " STR_FMT "://" STR_FMT, STR_ARG(url.scheme), STR_ARG(url.host)),
		SAID_MAX, arena);
}

void receipt_http(const struct response *response, struct arena *arena, struct receipt *out)
{
	if (!has_answer(response, arena, out))
		return;
	int status = response->status;
	*out = (struct receipt){ .outcome = http_outcome(status) };
	if (out->outcome == OUTCOME_LATER)
		out->wait_ms = retry_after(response);
	if (status >= 300 && status < 400) {
		struct str where = moved_to(response, arena);
		out->text = str_fmt(arena,
				    "HTTP %d: the address moved " STR_FMT
				    ", and redirects are not followed: put the new one into `url`",
				    status, STR_ARG(where));
		return;
	}
	struct str said = words_line(response->body, SAID_MAX, arena);
	out->text = str_fmt(arena, "HTTP %d%s" STR_FMT, status, said.len ? ": " : "",
			    STR_ARG(said));
}

/* The last reply line of this status: behind it may stand the answer to QUIT. */
static struct str smtp_reply(const struct response *response, struct arena *arena)
{
	struct str status = str_fmt(arena, "%d", response->status);
	for (size_t i = response->headers.n; i > 0; i--)
		if (str_starts(response->headers.at[i - 1].value, status))
			return words_line(response->headers.at[i - 1].value, SAID_MAX, arena);
	return str_fmt(arena, "SMTP " STR_FMT, STR_ARG(status));
}

/* RFC 4954: what the server says about our password, not about the mail or its recipient. */
static bool is_about_login(int status)
{
	return status == 530 || status == 534 || status == 535 || status == 538;
}

void receipt_smtp(const struct response *response, struct arena *arena, struct receipt *out)
{
	if (!has_answer(response, arena, out))
		return;
	int status = response->status;
	*out = (struct receipt){ .text = smtp_reply(response, arena) };
	if (status >= 200 && status < 300)
		out->outcome = OUTCOME_SENT;
	else if (status >= 500 && status < 600 && !is_about_login(status))
		out->outcome = OUTCOME_DEAD;
	else
		out->outcome = OUTCOME_LATER;
	out->is_rows_own = out->outcome == OUTCOME_LATER && status >= 400 && status < 500 &&
			   status != 421;
	if (status == 450 || status == 451)
		out->wait_ms = GREYLIST_MS;
}

void receipt_local(const struct response *response, struct arena *arena, struct receipt *out)
{
	enum err_kind kind = response->err.kind;
	struct str why = words_line(str_from(response->err.text), 2 * SAID_MAX, arena);
	if (kind == ERR_NONE)
		*out = (struct receipt){ .outcome = OUTCOME_SENT, .text = STR("written") };
	else
		*out = (struct receipt){ .outcome = kind == ERR_LIMIT ? OUTCOME_DEAD
								      : OUTCOME_LATER,
					 .text = why };
}
