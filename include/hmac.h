/* hmac - HMAC-SHA256 (RFC 2104) by libcrypto, and base64 (RFC 4648, section 4). SHA-1 is no secret
 * keeper any more; it is here for services whose logins ask for it.
 * Thread: any. Failure: as said. */
#ifndef HMAC_H
#define HMAC_H

#include "str.h"

enum { HMAC_BYTES = 32, SHA1_BYTES = 20 };

void hmac_sha256(struct str key, struct str message, unsigned char out[HMAC_BYTES]);
void sha1(struct str message, unsigned char out[SHA1_BYTES]);
struct str base64_encode(struct arena *arena, struct str s);
bool base64_decode(struct arena *arena, struct str s,
		   struct str *out) MUST_CHECK; /* padded or not */

#endif
