#include "mask.h"

#include "arena.h"
#include "ascii.h"
#include "buf.h"
#include "hmac.h"

#include <string.h>

#include "poison.h"

/* How it works: one walk over the text asks at each byte how far each value reaches from there, in
 * any of the ways that URLs and JSON write its bytes: so no list of spellings can be incomplete.
 * Base64 has no bytes of its own: what of its letters depends on the value alone, for each of the
 * three places where it can begin in a group of three, is searched instead, and with it all of the
 * Base64 around it is masked. */

enum { VALUE_MIN = 4, PLACES = 3, GROUP = 3 };

static const struct str stars = STR_INIT("***");

static bool is_hex(struct str text, char byte)
{
	return text.len > 1 && ascii_hex(text.at[0]) >= 0 && ascii_hex(text.at[1]) >= 0 &&
	       (char)(ascii_hex(text.at[0]) << 4 | ascii_hex(text.at[1])) == byte;
}

/* How many bytes at the front of the text stand for this one: as it is, %41, \u0041, + for a blank,
 * or behind a backslash. 0: none do. */
static size_t written(struct str text, char byte)
{
	static const struct str u = STR_INIT("\\u00");
	if (text.len == 0)
		return 0;
	if (str_starts(text, u) && is_hex(str_skip(text, u.len), byte))
		return u.len + 2;
	if (text.at[0] == '%' && is_hex(str_skip(text, 1), byte))
		return 3;
	if (text.at[0] == byte || (text.at[0] == '+' && byte == ' '))
		return text.len > 1 && byte == '\\' && text.at[1] == '\\' ? 2 : 1;
	return text.len > 1 && text.at[0] == '\\' && text.at[1] == byte ? 2 : 0;
}

/* The length of the value at the front of the text, or 0. */
static size_t reach(struct str text, struct str value)
{
	size_t at = 0, raw = str_starts(text, value) ? value.len : 0;
	for (size_t i = 0; i < value.len; i++) {
		size_t took = written(str_skip(text, at), value.at[i]);
		if (took == 0)
			return raw;
		at += took;
	}
	return at > raw ? at : raw;
}

/* Of both alphabets (RFC 4648, 4 and 5). */
static bool is_base64(char c)
{
	char low = (char)(c | 0x20);
	return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || (c && strchr("+/-_=", c));
}

static struct str of_one_alphabet(struct arena *arena, struct str text)
{
	char *out = arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++)
		out[i] = text.at[i] == '-' ? '+' : text.at[i] == '_' ? '/' : text.at[i];
	return (struct str){ out, text.len };
}

/* The letters that the value's bytes alone decide when `before` others stand in front of it. */
static struct str core(struct arena *arena, struct str value, size_t before)
{
	struct buf shifted = buf_new(arena, before + value.len);
	buf_add(&shifted, str_first(STR(".."), before));
	buf_add(&shifted, value);
	size_t first = (before * 8 + 5) / 6, end = (before + value.len) * 8 / 6;
	return str_skip(str_first(base64_encode(arena, buf_str(&shifted)), end), first);
}

struct masks {
	struct strs values;
	struct str *cores; /* PLACES of each value */
};

static size_t longest(const struct masks *masks, struct str text)
{
	size_t len = 0;
	for (size_t i = 0; i < masks->values.n; i++) {
		struct str value = masks->values.at[i];
		size_t n = value.len < VALUE_MIN ? 0 : reach(text, value);
		len = n > len ? n : len;
	}
	return len;
}

/* Does Base64 of a value stand in this run of its letters? */
static bool is_hidden_in(const struct masks *masks, struct str run)
{
	for (size_t i = 0; i < PLACES * masks->values.n; i++)
		if (masks->cores[i].len && str_find(run, masks->cores[i]) < run.len)
			return true;
	return false;
}

static size_t run_of_base64(struct str text)
{
	size_t n = 0;
	while (n < text.len && is_base64(text.at[n]))
		n++;
	return n;
}

static struct masks masks_of(struct arena *arena, struct strs values)
{
	struct masks masks = { values, NEW(arena, struct str, PLACES * values.n) };
	for (size_t i = 0; i < values.n; i++)
		for (size_t k = 0; k < PLACES && values.at[i].len >= VALUE_MIN; k++)
			masks.cores[PLACES * i + k] = core(arena, values.at[i], k);
	return masks;
}

struct str mask_values(struct arena *arena, struct str text, struct strs values)
{
	struct masks masks = masks_of(arena, values);
	if (text.len == 0)
		return text;
	/* A value of four bytes becomes three stars: nothing grows. */
	char *out = arena_bytes(arena, text.len), *to = out;
	struct str plain = of_one_alphabet(arena, text);
	size_t end_of_run = 0;
	for (size_t at = 0; at < text.len;) {
		struct str rest = str_skip(text, at);
		size_t n = longest(&masks, rest);
		if (n == 0 && at >= end_of_run) {
			size_t run = run_of_base64(rest);
			end_of_run = at + (run ? run : 1);
			n = is_hidden_in(&masks, str_first(str_skip(plain, at), run)) ? run : 0;
		}
		if (n == 0)
			*to++ = text.at[at++];
		else
			to = mempcpy(to, stars.at, stars.len);
		at += n;
	}
	size_t len = (size_t)(to - out);
	return len == text.len && memcmp(out, text.at, len) == 0 ? text : (struct str){ out, len };
}
