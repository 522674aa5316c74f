#include "flow_parts.h"

#include "interval.h"

#include "poison.h"

/* Why a source could not be read, in words for people. */

/* What stands between us and a feed says so in a header, or shows in its page. Only marks of the
 * page that challenges: some of these services leave their scripts in every page. */
static const struct {
	const char *name;
	struct str header, value, in_page;
} challenges[] = {
	{ "Cloudflare", STR_INIT("cf-mitigated"), STR_INIT("challenge"), STR_INIT("_cf_chl_opt") },
	{ "Cloudflare", .in_page = STR_INIT("<title>Just a moment...</title>") },
	{ "Anubis", .in_page = STR_INIT("/.within.website/x/cmd/anubis") },
	{ "Anubis", .in_page = STR_INIT("anubis_challenge") },
	{ "Anubis", .in_page = STR_INIT("re not a bot!</title>") },
	{ "go-away", .in_page = STR_INIT("gammaspectra.live/git/go-away") },
	{ "AWS WAF", STR_INIT("x-amzn-waf-action"), STR_INIT("challenge"),
	  STR_INIT("awsWafCookieDomainList") },
	{ "AWS WAF", STR_INIT("x-amzn-waf-action"), STR_INIT("captcha"), { 0 } },
	{ "Vercel", STR_INIT("x-vercel-mitigated"), STR_INIT("challenge"), { 0 } },
	{ "DDoS-Guard", .in_page = STR_INIT("/.well-known/ddos-guard/") },
	{ "DataDome", .in_page = STR_INIT("captcha-delivery.com/") },
	{ "Imperva", .in_page = STR_INIT("Incapsula incident ID") },
	{ "Sucuri", .in_page = STR_INIT("sucuri_cloudproxy_js") },
};

/* The beginning of a page, where such a service shows itself; empty for what may be a feed. */
static struct str page_of(const struct response *response)
{
	enum { PAGE_MAX = 64 * KIB };
	struct str page = str_trim(str_first(response->body, PAGE_MAX));
	bool is_page = response->status != 200 || str_starts_nocase(page, STR("<!doctype html")) ||
		       str_starts_nocase(page, STR("<html"));
	return is_page ? page : STR("");
}

const char *reason_challenge(const struct response *response)
{
	struct str page = page_of(response);
	for (size_t i = 0; i < COUNT_OF(challenges); i++) {
		struct str header = challenges[i].header, mark = challenges[i].in_page;
		if (header.len &&
		    str_eq_nocase(response_header(response, header), challenges[i].value))
			return challenges[i].name;
		if (mark.len && str_find(page, mark) < page.len)
			return challenges[i].name;
	}
	return NULL;
}

struct str reason_answer(const struct response *response, int64_t now_ms, struct arena *arena)
{
	int status = response->status;
	const char *challenge;
	if (response->err.kind != ERR_NONE)
		return str_dup(arena, str_from(response->err.text));
	if ((challenge = reason_challenge(response)))
		return str_fmt(arena, "%s challenge (%d)", challenge, status);
	int64_t asked = status == 429 || status == 503 ? interval_retry_after(response, now_ms) : 0;
	if (!asked)
		return str_fmt(arena, "%s (%d)", response_meaning(status), status);
	return str_fmt(arena, "%s (%d), Retry-After " STR_FMT, response_meaning(status), status,
		       STR_ARG(calendar_span(arena, asked)));
}

struct str reason_body(const struct response *response, struct str why, struct arena *arena)
{
	const char *challenge = reason_challenge(response);
	return challenge ? str_fmt(arena, "%s challenge: " STR_FMT, challenge, STR_ARG(why)) : why;
}
