#include "flow_parts.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* What an answer changes in the place of its source. A place in flow's table owns its texts; one on
 * its way to the store borrows them from the answer. */

void text_keep(struct str *slot, struct str value)
{
	char *copy = NULL;
	if (str_eq(*slot, value))
		return;
	if (value.len) {
		copy = malloc(value.len + 1);
		if (!copy)
			abort();
		memcpy(copy, value.at, value.len);
		copy[value.len] = '\0';
	}
	if (slot->len)
		free((char *)slot->at);
	*slot = (struct str){ copy ? copy : "", value.len };
}

void place_keep(struct place *place, const struct place *from)
{
	struct place kept = *from;
	kept.etag = place->etag;
	kept.last_modified = place->last_modified;
	kept.cursor = place->cursor;
	kept.moved_to = place->moved_to;
	kept.why = place->why;
	kept.rhythm = place->rhythm;
	text_keep(&kept.etag, from->etag);
	text_keep(&kept.last_modified, from->last_modified);
	text_keep(&kept.cursor, from->cursor);
	text_keep(&kept.moved_to, from->moved_to);
	text_keep(&kept.why, from->why);
	text_keep(&kept.rhythm, from->rhythm);
	*place = kept;
}

void place_why(struct place *place, struct str why)
{
	text_keep(&place->why, why);
}

/* One that no request can carry, or that a server might find too large to read, would keep us out
 * for ever. */
static struct str sendable(struct str validator)
{
	enum { VALIDATOR_MAX = 4 * KIB };
	bool is_line = str_find_char(validator, '\r') == validator.len &&
		       str_find_char(validator, '\n') == validator.len;
	return is_line && validator.len <= VALIDATOR_MAX ? validator : STR("");
}

/* A pair of validators belongs to one answer and to the URL it came from: both are taken, also when
 * one is missing, but not from behind a redirect. */
static void adopt_validators(struct place *place, const struct response *response)
{
	struct str etag = response_header(response, STR("ETag"));
	struct str date = response_header(response, STR("Last-Modified"));
	bool has_asked = place->etag.len || place->last_modified.len;
	/* A 304 that nobody asked for came with no body: its pair belongs to nothing we have. */
	if (response->status == 304 && (!has_asked || (etag.len == 0 && date.len == 0)))
		return;
	place->etag = response->hops ? STR("") : sendable(etag);
	place->last_modified = response->hops ? STR("") : sendable(date);
}

/* Permanent redirects are believed once they have led to the same feed several times: hotels and
 * airports redirect everything for a day. From an address that a page named they are believed at
 * once: the page itself is asked no more. */
static void adopt_address(struct place *place, const struct response *response)
{
	if (place->moved_seen == MOVED_FOUND) {
		if (response->hops && response->moved.len)
			place->moved_to = response->moved;
	} else if (response->hops && response->moved.len) {
		bool is_same = str_eq(place->moved_to, response->moved);
		place->moved_seen = is_same ? place->moved_seen + 1 : 1;
		place->moved_to = response->moved;
	} else if (response->hops || place->moved_seen < MOVED_CONFIRMED) {
		place->moved_seen = 0;
		place->moved_to = STR("");
	}
}

void place_adopt(struct place *place, const struct response *response)
{
	adopt_validators(place, response);
	adopt_address(place, response);
}

/* The feed of a page is asked from now on. An address that was a feed may be a page for some days
 * (portals, maintenance), so it must have failed for a while; and what a page named is itself no
 * page to search. */
bool place_find(struct place *place, const struct strs *feeds)
{
	bool was_feed = place->has_baseline && place->failures < FAILING_AFTER;
	if (feeds->n == 0 || was_feed || place->moved_seen == MOVED_FOUND)
		return false;
	place->moved_seen = MOVED_FOUND;
	place->body_hash = 0;
	text_keep(&place->moved_to, feeds->at[0]);
	text_keep(&place->etag, STR(""));
	text_keep(&place->last_modified, STR(""));
	return true;
}

/* The new address fails as well: the one of the configuration is tried again. */
void place_forget_address(struct place *place)
{
	if (place->moved_seen < MOVED_CONFIRMED)
		return;
	place->moved_seen = 0;
	place->body_hash = 0;
	text_keep(&place->moved_to, STR(""));
	text_keep(&place->etag, STR(""));
	text_keep(&place->last_modified, STR(""));
}
