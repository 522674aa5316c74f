#include "decide.h"

#include "arena.h"
#include "hash.h"
#include "url.h"

#include <assert.h>
#include <inttypes.h>

#include "poison.h"

/* A feed whose items all link to its front page tells no page. */
static bool names_a_page(struct str url)
{
	struct url parts;
	if (!url_is_web(url) || !url_parse(url, &parts))
		return false;
	return parts.has_query || !(parts.path.len == 0 || str_eq(parts.path, STR("/")));
}

/* Comments under one post often differ in the fragment alone, and each is something new. */
static uint64_t page_key(const struct item *item, struct arena *arena)
{
	struct url parts;
	uint64_t key = hash_str(url_identity(arena, item->url));
	if (item->kind == ITEM_COMMENT && url_parse(item->url, &parts) && parts.fragment.len)
		key = hash_more(key, parts.fragment);
	return key;
}

struct str story_id(const struct item *item, struct arena *arena)
{
	uint64_t key = names_a_page(item->url) ? page_key(item, arena)
					       : hash_more(hash_str(item->title), item->text);
	return str_fmt(arena, "%016" PRIx64, key);
}

enum { ULID_MS_DIGITS = 10, ULID_CHANCE_DIGITS = 16 };

struct str alert_id(int64_t now_ms, const unsigned char chance[10], struct arena *arena)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	char *out = arena_bytes(arena, ULID_MS_DIGITS + ULID_CHANCE_DIGITS);
	uint64_t ms = now_ms > 0 ? (uint64_t)now_ms : 0;
	for (size_t i = ULID_MS_DIGITS; i > 0; i--, ms >>= 5)
		out[i - 1] = digits[ms & 31];
	/* Two halves of 40 bits, eight digits each. */
	for (size_t half = 0; half < 2; half++) {
		uint64_t bits = 0;
		for (size_t i = 0; i < 5; i++)
			bits = bits << 8 | chance[half * 5 + i];
		for (size_t i = 8; i > 0; i--, bits >>= 5)
			out[ULID_MS_DIGITS + half * 8 + i - 1] = digits[bits & 31];
	}
	return (struct str){ out, ULID_MS_DIGITS + ULID_CHANCE_DIGITS };
}

enum { SHORT_ID_MIN = 4, SHORT_ID_MAX = 7, LETTERS = 22 };

/* Numbers of one width are permuted by a multiplication modulo how many there are (22 letters, then
 * 32 digits a place: 2 and 11 are its only prime factors, and divide no step), so no two are alike
 * and neighbours stand far apart. The first digit is a letter: such an id is never taken for a
 * number, nor for the beginning of a long id, which starts with a digit. Four places serve 720,896
 * mentions, seven 24 thousand million. */
struct str alert_short_id(int64_t number, struct arena *arena)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	static const uint64_t step = 165580141; /* < 2^28: the product fits into 64 bits */
	char *out = arena_bytes(arena, SHORT_ID_MAX);
	uint64_t left = (uint64_t)number, places = SHORT_ID_MIN, size = LETTERS << 15;
	assert(number >= 0);
	for (; left >= size; places++) {
		assert(places < SHORT_ID_MAX);
		left -= size;
		size *= 32;
	}
	left = left * step % size;
	for (uint64_t i = places - 1; i > 0; i--, left >>= 5)
		out[i] = digits[left & 31];
	out[0] = digits[10 + left];
	return (struct str){ out, places };
}
