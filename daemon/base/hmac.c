#include "hmac.h"

#include "arena.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "poison.h"

void hmac_sha256(struct str key, struct str message, unsigned char out[HMAC_BYTES])
{
	unsigned int len = 0;
	assert(key.len <= INT32_MAX);
	const unsigned char *done = HMAC(EVP_sha256(), key.at, (int)key.len,
					 (const unsigned char *)message.at, message.len, out, &len);
	assert(done && len == HMAC_BYTES);
}

void sha1(struct str message, unsigned char out[SHA1_BYTES])
{
	unsigned int len = 0;
	int done = EVP_Digest(message.at, message.len, out, &len, EVP_sha1(), NULL);
	assert(done == 1 && len == SHA1_BYTES);
}

struct str base64_encode(struct arena *arena, struct str s)
{
	char *out = arena_bytes(arena, (s.len + 2) / 3 * 4 + 1);
	int len = EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)s.at, (int)s.len);
	return (struct str){ out, (size_t)len };
}

static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

bool base64_decode(struct arena *arena, struct str s, struct str *out)
{
	unsigned int bits = 0;
	int n_bits = 0;
	while (s.len && s.at[s.len - 1] == '=')
		s.len--;
	char *bytes = arena_bytes(arena, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++) {
		int d = digit(s.at[i]);
		if (d < 0)
			return false;
		bits = bits << 6 | (unsigned int)d;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			bytes[len++] = (char)(bits >> n_bits);
			bits &= (1u << n_bits) - 1;
		}
	}
	*out = (struct str){ bytes, len };
	return s.len % 4 != 1;
}
