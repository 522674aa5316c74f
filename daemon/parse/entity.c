#include "html.h"

#include "ascii.h"
#include "utf8.h"

#include <string.h>

#include "entities.h"
#include "poison.h"

/* What the bytes 80-9F mean in windows-1252; 0 where it means nothing. Numeric references into
 * that range are read so (WHATWG HTML, 13.2.5.80). */
static const unsigned short c1[32] = {
	0x20AC, 0,	0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,	0x017D, 0,	0,	0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,	0x017E, 0x0178,
};

uint32_t entity_c1(uint32_t c)
{
	return c >= 0x80 && c <= 0x9F && c1[c - 0x80] ? c1[c - 0x80] : c;
}

static int digit(char c, unsigned base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#8364;" or "#x20AC;", the ';' may be missing: the number, or false. */
static bool cut_numeric(struct str s, uint32_t *c, size_t *took)
{
	size_t i = 2;
	unsigned base = 10;
	*c = 0;
	if (s.len > 2 && (s.at[2] | 0x20) == 'x') {
		base = 16;
		i++;
	}
	size_t start = i;
	for (; i < s.len && digit(s.at[i], base) >= 0; i++)
		if (*c <= 0x10FFFF)
			*c = *c * base + (uint32_t)digit(s.at[i], base);
	if (i == start)
		return false;
	*took = i + (i < s.len && s.at[i] == ';');
	return true;
}

/* Programs that think in UTF-16 write an emoji as the two halves of its pair. */
static bool numeric(struct str s, char out[8], size_t *out_len, size_t *took)
{
	uint32_t c, low;
	size_t took_low;
	if (!cut_numeric(s, &c, took))
		return false;
	struct str rest = str_skip(s, *took);
	bool is_pair = c >= 0xD800 && c < 0xDC00 && str_starts(rest, STR("&#")) &&
		       cut_numeric(rest, &low, &took_low) && low >= 0xDC00 && low < 0xE000;
	if (is_pair) {
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		*took += took_low;
	}
	c = entity_c1(c);
	*out_len = utf8_put(c ? c : UTF8_BAD, out);
	return true;
}

static const struct entity *find(struct str name)
{
	unsigned char letter = (unsigned char)name.at[0];
	size_t low = entities_first[letter], high = entities_first[letter + 1];
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct entity *row = &entities[middle];
		int order = str_cmp(name, (struct str){ row->name, row->name_len });
		if (order == 0)
			return row;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The longest name at the front: a whole one with its ';', or one of the old ones without. */
static const struct entity *named(struct str s, size_t *took)
{
	size_t len = 0;
	while (len < s.len && len < ENTITY_NAME_MAX && ascii_is_alnum(s.at[len]))
		len++;
	if (len == 0)
		return NULL;
	bool is_closed = len < s.len && s.at[len] == ';';
	const struct entity *row = is_closed ? find(str_first(s, len)) : NULL;
	*took = len + 1;
	for (size_t n = len < ENTITY_LOOSE_MAX ? len : ENTITY_LOOSE_MAX; !row && n > 1; n--) {
		row = find(str_first(s, n));
		/* `&copy=2` is a parameter of an address, also where people write about one. */
		if (row && (!row->is_loose || (n < s.len && s.at[n] == '=')))
			row = NULL;
		*took = n;
	}
	return row;
}

/* The few that nine of ten references are, before the search. */
static bool is_usual(struct str s, char out[8], size_t *took)
{
	static const struct {
		struct str name;
		char text;
	} usual[256] = {
		['l'] = { STR_INIT("&lt;"), '<' },
		['g'] = { STR_INIT("&gt;"), '>' },
		['a'] = { STR_INIT("&amp;"), '&' },
		['q'] = { STR_INIT("&quot;"), '"' },
	};
	struct str name = usual[(unsigned char)s.at[1]].name;
	if (name.len == 0 || !str_starts(s, name))
		return false;
	out[0] = usual[(unsigned char)s.at[1]].text;
	*took = name.len;
	return true;
}

bool html_entity(struct str s, char out[8], size_t *out_len, size_t *took)
{
	size_t len;
	if (s.len < 2 || s.at[0] != '&')
		return false;
	if (is_usual(s, out, took)) {
		*out_len = 1;
		return true;
	}
	if (s.at[1] == '#')
		return numeric(s, out, out_len, took);
	const struct entity *row = named(str_skip(s, 1), &len);
	if (!row)
		return false;
	memcpy(out, row->text, row->text_len);
	*out_len = row->text_len;
	*took = len + 1;
	return true;
}
