#include "flow_parts.h"

#include "poison.h"

/* What went wrong with an answer, in words.
 *
 * Pages that ask a browser to prove itself. They are answered by asking less often, and by words
 * that tell the operator to talk to the publisher; never by pretending. Each is known by a header,
 * or by a name in its page that its own scripts need. */

enum { LOOKED_AT = 64 * KIB };

static const struct challenge {
	struct str name;
	struct str header, value; /* or */
	struct str marker;
} challenges[] = {
	{ STR_INIT("a Cloudflare"), STR_INIT("cf-mitigated"), STR_INIT("challenge"), STR_INIT("") },
	{ STR_INIT("a Cloudflare"), STR_INIT(""), STR_INIT(""), STR_INIT("_cf_chl_opt") },
	{ STR_INIT("an Anubis"), STR_INIT(""), STR_INIT(""),
	  STR_INIT("/.within.website/x/cmd/anubis/") },
	{ STR_INIT("an Anubis"), STR_INIT(""), STR_INIT(""), STR_INIT("anubis_challenge") },
	{ STR_INIT("an Anubis"), STR_INIT(""), STR_INIT(""), STR_INIT("re not a bot!</title>") },
	{ STR_INIT("an AWS"), STR_INIT("x-amzn-waf-action"), STR_INIT("challenge"), STR_INIT("") },
	{ STR_INIT("an AWS"), STR_INIT("x-amzn-waf-action"), STR_INIT("captcha"), STR_INIT("") },
	{ STR_INIT("a SiteGround"), STR_INIT("sg-captcha"), STR_INIT("challenge"), STR_INIT("") },
};

struct str fault_challenge(const struct response *response)
{
	struct str page = str_first(response->body, LOOKED_AT);
	for (size_t i = 0; i < COUNT_OF(challenges); i++) {
		const struct challenge *known = &challenges[i];
		bool is_it = known->header.len
				     ? str_eq_nocase(response_header(response, known->header),
						     known->value)
				     : str_find(page, known->marker) < page.len;
		if (is_it)
			return known->name;
	}
	return STR("");
}

struct str fault_words(const struct response *response, struct arena *arena)
{
	struct str challenge = fault_challenge(response);
	if (response->err.kind != ERR_NONE)
		return str_dup(arena, str_from(response->err.text));
	if (challenge.len)
		return str_fmt(arena, "HTTP %d, " STR_FMT " challenge", response->status,
			       STR_ARG(challenge));
	if (response->status == 410)
		return STR("HTTP 410, gone for good");
	return str_fmt(arena, "HTTP %d", response->status);
}

/* Each wait was chosen with some chance in it, so twice the base may be less than twice the last
 * one; a blink more makes up for how long the answers took. */
void fault_stretch(struct place *place, int64_t wait_before)
{
	enum { BLINK_MS = 10 };
	int64_t wait = place->due_ms - place->asked_ms, wanted = 2 * wait_before + BLINK_MS;
	if (place->failures > 1 && wait > wait_before && wait < wanted && wanted <= DAY_MS)
		place->due_ms += wanted - wait;
}
