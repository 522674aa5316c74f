#include "talk.h"

#include "arena.h"
#include "hash.h"

#include <string.h>

#include "poison.h"

/* A feed is asked for as feeds are (RFC 9110, 13.1): what has not changed is not sent again. The
 * validators of an answer belong to its address, so they are kept with its hash, and only where
 * each round asks for one and the same. */

enum { VALIDATOR_MAX = 4096 };

static bool is_plain(const struct talk *talk)
{
	return talk->stage == STAGE_QUERY && talk->connector->answer == ANSWER_FEED &&
	       talk->use->n_queries == 1 && talk->connector->pages.by == PAGES_NONE;
}

static bool is_ours(const struct talk *talk, struct str url)
{
	return is_plain(talk) && talk->state.valid.of && talk->state.valid.of == hash_str(url);
}

void fresh_ask(const struct talk *talk, struct request *inout)
{
	const struct valid *valid = &talk->state.valid;
	if (!is_ours(talk, inout->url))
		return;
	struct header *headers = NEW(talk->arena, struct header, inout->headers.n + 2);
	size_t n = inout->headers.n;
	if (n)
		memcpy(headers, inout->headers.at, n * sizeof(*headers));
	if (valid->etag.len)
		headers[n++] = (struct header){ STR("If-None-Match"), valid->etag };
	if (valid->modified.len)
		headers[n++] = (struct header){ STR("If-Modified-Since"), valid->modified };
	inout->headers = (struct headers){ headers, n };
}

bool fresh_is_unchanged(const struct talk *talk, const struct response *response)
{
	return response->status == 304 && is_ours(talk, talk->url);
}

static bool is_fit(struct str text)
{
	return text.len <= VALIDATOR_MAX && talk_is_line(text);
}

/* A pair belongs together and to one answer, also when one of it is missing. */
void fresh_keep(struct talk *talk, const struct response *response)
{
	struct valid *valid = &talk->state.valid;
	struct str etag = response_header(response, STR("ETag"));
	struct str modified = response_header(response, STR("Last-Modified"));
	if (response->status == 304)
		return;
	*valid = (struct valid){ 0 };
	if (!is_plain(talk) || response->hops || !is_fit(etag) || !is_fit(modified) ||
	    etag.len + modified.len == 0)
		return;
	*valid = (struct valid){ hash_str(talk->url), etag, modified };
}
