/* url - the parts of a URL and their resolution (RFC 3986, section 5), leniently.
 * Memory: parts borrow from the text; results are in the arena. Thread: any. */
#ifndef URL_H
#define URL_H

#include "str.h"

struct url {
	struct str scheme, user, host, port, path, query, fragment; /* host without brackets */
	bool has_authority, has_query, has_fragment;
};

bool url_parse(struct str text, struct url *out) MUST_CHECK; /* false: no absolute URL */
bool url_is_web(struct str text); /* absolute http or https with a host */
struct str url_resolve(struct arena *arena, struct str base, struct str reference);

/* For identity, never for fetching: http and https alike, lower-case host without "www.", default
 * port, fragment, trailing slash and tracking parameters (utm_*, fbclid, gclid, …) dropped,
 * parameters sorted. */
struct str url_identity(struct arena *arena, struct str text);

/* The same text without user:password, and the query masked: what may be logged. */
struct str url_shown(struct arena *arena, struct str text);

#endif
