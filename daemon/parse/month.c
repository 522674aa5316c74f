#include "month.h"

#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { WORD_MAX = 64 };

/* What a month's name begins with, without accents on Latin letters, in lower case. Longer rows
 * come first where one begins with another. Sources: the abbreviations of Unicode CLDR. */
static const struct stem {
	struct str begin;
	int month;
} stems[] = {
	{ STR_INIT("marras"), 11 }, /* Finnish */
	/* English, and whoever writes the same */
	{ STR_INIT("jan"), 1 },
	{ STR_INIT("feb"), 2 },
	{ STR_INIT("mar"), 3 },
	{ STR_INIT("apr"), 4 },
	{ STR_INIT("may"), 5 },
	{ STR_INIT("jun"), 6 },
	{ STR_INIT("jul"), 7 },
	{ STR_INIT("aug"), 8 },
	{ STR_INIT("sep"), 9 },
	{ STR_INIT("oct"), 10 },
	{ STR_INIT("nov"), 11 },
	{ STR_INIT("dec"), 12 },
	/* French, Italian, Spanish, Portuguese */
	{ STR_INIT("gen"), 1 },
	{ STR_INIT("ene"), 1 },
	{ STR_INIT("fev"), 2 },
	{ STR_INIT("avr"), 4 },
	{ STR_INIT("abr"), 4 },
	{ STR_INIT("mai"), 5 },
	{ STR_INIT("mag"), 5 },
	{ STR_INIT("juin"), 6 },
	{ STR_INIT("giu"), 6 },
	{ STR_INIT("juil"), 7 },
	{ STR_INIT("lug"), 7 },
	{ STR_INIT("aou"), 8 },
	{ STR_INIT("ago"), 8 },
	{ STR_INIT("set"), 9 },
	{ STR_INIT("ott"), 10 },
	{ STR_INIT("out"), 10 },
	{ STR_INIT("dic"), 12 },
	{ STR_INIT("dez"), 12 },
	/* German, Dutch, the Nordic languages, Hungarian */
	{ STR_INIT("mrz"), 3 },
	{ STR_INIT("mrt"), 3 },
	{ STR_INIT("maa"), 3 },
	{ STR_INIT("mei"), 5 },
	{ STR_INIT("maj"), 5 },
	{ STR_INIT("sze"), 9 },
	{ STR_INIT("okt"), 10 },
	{ STR_INIT("des"), 12 },
	/* Finnish */
	{ STR_INIT("tammi"), 1 },
	{ STR_INIT("helmi"), 2 },
	{ STR_INIT("huhti"), 4 },
	{ STR_INIT("touko"), 5 },
	{ STR_INIT("kesa"), 6 },
	{ STR_INIT("heina"), 7 },
	{ STR_INIT("elo"), 8 },
	{ STR_INIT("syys"), 9 },
	{ STR_INIT("loka"), 10 },
	{ STR_INIT("joulu"), 12 },
	/* Polish */
	{ STR_INIT("sty"), 1 },
	{ STR_INIT("lut"), 2 },
	{ STR_INIT("kwi"), 4 },
	{ STR_INIT("cze"), 6 },
	{ STR_INIT("lip"), 7 },
	{ STR_INIT("sie"), 8 },
	{ STR_INIT("wrz"), 9 },
	{ STR_INIT("paz"), 10 },
	{ STR_INIT("lis"), 11 },
	{ STR_INIT("gru"), 12 },
	/* Greek */
	{ STR_INIT("ιαν"), 1 },
	{ STR_INIT("φεβ"), 2 },
	{ STR_INIT("μαρ"), 3 },
	{ STR_INIT("απρ"), 4 },
	{ STR_INIT("μαι"), 5 },
	{ STR_INIT("ιουν"), 6 },
	{ STR_INIT("ιουλ"), 7 },
	{ STR_INIT("αυγ"), 8 },
	{ STR_INIT("σεπ"), 9 },
	{ STR_INIT("οκτ"), 10 },
	{ STR_INIT("νοε"), 11 },
	{ STR_INIT("δεκ"), 12 },
	/* Russian */
	{ STR_INIT("янв"), 1 },
	{ STR_INIT("фев"), 2 },
	{ STR_INIT("мар"), 3 },
	{ STR_INIT("апр"), 4 },
	{ STR_INIT("май"), 5 },
	{ STR_INIT("мая"), 5 },
	{ STR_INIT("июн"), 6 },
	{ STR_INIT("июл"), 7 },
	{ STR_INIT("авг"), 8 },
	{ STR_INIT("сен"), 9 },
	{ STR_INIT("окт"), 10 },
	{ STR_INIT("ноя"), 11 },
	{ STR_INIT("дек"), 12 },
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
	for (size_t i = 0; n && i < COUNT_OF(stems); i++) {
		struct str begin = stems[i].begin;
		if (begin.at[0] != word[0] || !str_starts((struct str){ word, n }, begin))
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
