#include "request.h"

#include "poison.h"

struct str response_header(const struct response *response, struct str name)
{
	for (size_t i = response->headers.n; i > 0; i--)
		if (str_eq_nocase(response->headers.at[i - 1].name, name))
			return response->headers.at[i - 1].value;
	return STR("");
}

/* First row that fits: this status, or one of its hundred. */
static const struct {
	int from, to;
	const char *words;
} statuses[] = {
	{ 204, 204, "no content" },
	{ 300, 399, "a redirect that leads nowhere" },
	{ 400, 400, "bad request" },
	{ 401, 401, "asks for a login" },
	{ 402, 402, "asks for money" },
	{ 403, 403, "forbidden" },
	{ 404, 404, "not found" },
	{ 406, 406, "not acceptable" },
	{ 407, 407, "the proxy asks for a login" },
	{ 408, 408, "the server waited too long" },
	{ 410, 410, "gone" },
	{ 421, 421, "the wrong server" },
	{ 429, 429, "too many requests" },
	{ 451, 451, "withheld for legal reasons" },
	{ 400, 499, "refused" },
	{ 503, 503, "unavailable" },
	{ 520, 527, "the server behind Cloudflare does not answer" },
	{ 500, 599, "server error" },
	{ 0, 999, "unexpected answer" },
};

const char *response_meaning(int status)
{
	size_t i = 0;
	while (i + 1 < COUNT_OF(statuses) && (status < statuses[i].from || status > statuses[i].to))
		i++;
	return statuses[i].words;
}
