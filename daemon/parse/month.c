#include "month.h"

#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { WORD_MAX = 64 };

/* What a month's name begins with, without accents on Latin letters, in lower case. Longer rows
 * come first where one begins with another. Sources: the abbreviations of Unicode CLDR. */
static const struct stem {
	const char *begin;
	int month;
} stems[] = {
	{ "marras", 11 }, /* Finnish */
	/* English, and whoever writes the same */
	{ "jan", 1 },
	{ "feb", 2 },
	{ "mar", 3 },
	{ "apr", 4 },
	{ "may", 5 },
	{ "jun", 6 },
	{ "jul", 7 },
	{ "aug", 8 },
	{ "sep", 9 },
	{ "oct", 10 },
	{ "nov", 11 },
	{ "dec", 12 },
	/* French, Italian, Spanish, Portuguese */
	{ "gen", 1 },
	{ "ene", 1 },
	{ "fev", 2 },
	{ "avr", 4 },
	{ "abr", 4 },
	{ "mai", 5 },
	{ "mag", 5 },
	{ "juin", 6 },
	{ "giu", 6 },
	{ "juil", 7 },
	{ "lug", 7 },
	{ "aou", 8 },
	{ "ago", 8 },
	{ "set", 9 },
	{ "ott", 10 },
	{ "out", 10 },
	{ "dic", 12 },
	{ "dez", 12 },
	/* German, Dutch, the Nordic languages, Hungarian */
	{ "mrz", 3 },
	{ "mrt", 3 },
	{ "maa", 3 },
	{ "mei", 5 },
	{ "maj", 5 },
	{ "sze", 9 },
	{ "okt", 10 },
	{ "des", 12 },
	/* Finnish */
	{ "tammi", 1 },
	{ "helmi", 2 },
	{ "huhti", 4 },
	{ "touko", 5 },
	{ "kesa", 6 },
	{ "heina", 7 },
	{ "elo", 8 },
	{ "syys", 9 },
	{ "loka", 10 },
	{ "joulu", 12 },
	/* Polish */
	{ "sty", 1 },
	{ "lut", 2 },
	{ "kwi", 4 },
	{ "cze", 6 },
	{ "lip", 7 },
	{ "sie", 8 },
	{ "wrz", 9 },
	{ "paz", 10 },
	{ "lis", 11 },
	{ "gru", 12 },
	/* Greek */
	{ "ιαν", 1 },
	{ "φεβ", 2 },
	{ "μαρ", 3 },
	{ "απρ", 4 },
	{ "μαι", 5 },
	{ "ιουν", 6 },
	{ "ιουλ", 7 },
	{ "αυγ", 8 },
	{ "σεπ", 9 },
	{ "οκτ", 10 },
	{ "νοε", 11 },
	{ "δεκ", 12 },
	/* Russian */
	{ "янв", 1 },
	{ "фев", 2 },
	{ "мар", 3 },
	{ "апр", 4 },
	{ "май", 5 },
	{ "мая", 5 },
	{ "июн", 6 },
	{ "июл", 7 },
	{ "авг", 8 },
	{ "сен", 9 },
	{ "окт", 10 },
	{ "ноя", 11 },
	{ "дек", 12 },
};

/* Small letters with accents, and what they stand in the table as. */
static const struct {
	const char *letters;
	uint32_t plain;
} accents[] = {
	{ "áàâäãå", 'a' }, { "éèêë", 'e' },  { "íìîï", 'i' }, { "óòôöő", 'o' },
	{ "úùûüű", 'u' },  { "źż", 'z' },    { "ń", 'n' },    { "ά", 0x3B1 },
	{ "έ", 0x3B5 },	   { "ίϊΐ", 0x3B9 }, { "ό", 0x3BF },  { "ύϋΰ", 0x3C5 },
};

/* Capitals of the Latin-1, Greek and Cyrillic alphabets stand 32 before the small letters. */
static uint32_t small(uint32_t c)
{
	bool is_capital = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) ||
			  (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F);
	return is_capital ? c + 32 : c;
}

static uint32_t plain(uint32_t c)
{
	size_t len;
	c = small(c);
	for (size_t i = 0; c >= 0x80 && i < COUNT_OF(accents); i++)
		for (struct str s = str_from(accents[i].letters); s.len; s = str_skip(s, len))
			if (utf8_next(s, &len) == c)
				return accents[i].plain;
	return c;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c != UTF8_BAD && c < 0x2000);
}

size_t month_word(struct str s, int *month)
{
	char word[WORD_MAX];
	size_t n = 0, at = 0, len;
	for (; at < s.len && n + 4 < WORD_MAX; at += len) {
		uint32_t c = plain(utf8_next(str_skip(s, at), &len));
		if (!is_letter(c))
			break;
		n += utf8_put(c, word + n);
	}
	for (size_t i = 0; i < COUNT_OF(stems); i++) {
		if (!str_starts((struct str){ word, n }, str_from(stems[i].begin)))
			continue;
		*month = stems[i].month;
		return at;
	}
	return 0;
}

/* Of "2004年 05月 28日", and of the halves of the day, which stand before the time. */
static const struct sign {
	struct str text;
	const char *ascii; /* in its place */
	const char *half;  /* of the day */
	bool is_korean;
} signs[] = {
	{ STR_INIT("년"), "-", NULL, true },	{ STR_INIT("월"), "-", NULL, true },
	{ STR_INIT("일"), " ", NULL, true },	{ STR_INIT("오전"), "", " AM", true },
	{ STR_INIT("오후"), "", " PM", true },	{ STR_INIT("年"), "-", NULL, false },
	{ STR_INIT("月"), "-", NULL, false },	{ STR_INIT("日"), " ", NULL, false },
	{ STR_INIT("上午"), "", " AM", false }, { STR_INIT("下午"), "", " PM", false },
	{ STR_INIT("午前"), "", " AM", false }, { STR_INIT("午後"), "", " PM", false },
};

static const struct sign *sign_at(struct str s)
{
	for (size_t i = 0; (unsigned char)s.at[0] >= 0x80 && i < COUNT_OF(signs); i++)
		if (str_starts(s, signs[i].text))
			return &signs[i];
	return NULL;
}

struct str date_words(struct str text, char *out)
{
	const char *half = "";
	bool is_korean = false, has_signs = false;
	char *to = out;
	for (struct str rest = text; rest.len;) {
		const struct sign *sign = sign_at(rest);
		bool is_gap = to > out && to[-1] == '-' && rest.at[0] == ' ';
		if (!sign && !is_gap)
			*to++ = rest.at[0];
		if (sign) {
			to = stpcpy(to, sign->ascii);
			half = sign->half ? sign->half : half;
			is_korean |= sign->is_korean;
			has_signs = true;
		}
		rest = str_skip(rest, sign ? sign->text.len : 1);
	}
	if (!has_signs)
		return text;
	while (to > out && to[-1] == ' ')
		to--;
	to = stpcpy(to, half);
	to = stpcpy(to, is_korean ? " +09:00" : "");
	return (struct str){ out, (size_t)(to - out) };
}
