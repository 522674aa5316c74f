/* mime - our own composer of one mail: multipart/alternative, 7-bit clean, CRLF throughout.
 *
 * RFC 5322 headers folded at 76, RFC 2047 for non-ASCII values, quoted-printable bodies (RFC 2045).
 * Memory: the arena. Thread: any. Failure: DATA (an address or a header value with CR, LF or NUL),
 * LIMIT. */
#ifndef MIME_H
#define MIME_H

#include "err.h"
#include "request.h"

struct mail {
	struct str from, to, subject, message_id; /* message_id without <> */
	struct str text, html;
	int64_t date_ms;
	struct headers extra; /* in order, after the standard ones */
};

bool mime_compose(const struct mail *mail, struct arena *arena, struct str *out,
		  struct err *err) MUST_CHECK;

/* local@domain of "Name <local@domain>" or of a bare address; strict (no controls, no spaces, one
 * @, domain of letters, digits, hyphens and dots or an IDN made punycode by the caller). */
bool mail_address(struct str text, struct str *name, struct str *address) MUST_CHECK;

#endif
