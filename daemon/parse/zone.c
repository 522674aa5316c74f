#include "zone.h"

#include "poison.h"

static size_t letters(struct str s)
{
	size_t n = 0;
	while (n < s.len && (s.at[n] | 0x20) >= 'a' && (s.at[n] | 0x20) <= 'z')
		n++;
	return n;
}

static const struct zone {
	const char *name;
	int minutes;
} zones[] = {
	{ "UT", 0 },	 { "GMT", 0 },	   { "UTC", 0 },     { "WET", 0 },    { "EST", -300 },
	{ "EDT", -240 }, { "ET", -300 },   { "CST", -360 },  { "CDT", -300 }, { "CT", -360 },
	{ "MST", -420 }, { "MDT", -360 },  { "MT", -420 },   { "PST", -480 }, { "PDT", -420 },
	{ "PT", -480 },	 { "AST", -240 },  { "ADT", -180 },  { "AT", -240 },  { "NST", -210 },
	{ "NDT", -150 }, { "AKST", -540 }, { "AKDT", -480 }, { "HST", -600 }, { "BRT", -180 },
	{ "ART", -180 }, { "BST", 60 },	   { "IST", 330 },   { "WEST", 60 },  { "CET", 60 },
	{ "CEST", 120 }, { "MEZ", 60 },	   { "MESZ", 120 },  { "MET", 60 },   { "MEST", 120 },
	{ "EET", 120 },	 { "EEST", 180 },  { "SAST", 120 },  { "MSK", 180 },  { "MSD", 240 },
	{ "HKT", 480 },	 { "SGT", 480 },   { "AWST", 480 },  { "JST", 540 },  { "KST", 540 },
	{ "ACST", 570 }, { "ACDT", 630 },  { "AEST", 600 },  { "AEDT", 660 }, { "NZST", 720 },
	{ "NZDT", 780 },
};

/* RFC 822, 5.1: A to M without J are west of Greenwich, N to Y east, Z is UTC. */
static int military(char letter)
{
	letter = (char)(letter & ~0x20);
	if (letter == 'Z' || letter == 'J')
		return 0;
	if (letter >= 'N')
		return (letter - 'N' + 1) * 60;
	return -(letter - 'A' + (letter < 'J')) * 60;
}

/* An unknown name means nothing, so it is UTC (RFC 5322, 4.3). */
int zone_named(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(zones); i++)
		if (str_eq_nocase(name, str_from(zones[i].name)))
			return zones[i].minutes;
	return name.len == 1 ? military(name.at[0]) : 0;
}

/* Names written out of which the first letters are another zone's. */
static const struct long_zone {
	struct str name;
	int minutes;
} long_zones[] = {
	{ STR_INIT("Central Europe Standard"), 60 },
	{ STR_INIT("China"), 480 },
	{ STR_INIT("Moscow"), 180 },
	{ STR_INIT("Russian"), 180 },
	{ STR_INIT("Singapore"), 480 },
	{ STR_INIT("Arabian"), 240 },
};

/* "Eastern Daylight Time" as EDT: the length of the words up to "Time", or 0. */
size_t zone_words(struct str s, int *minutes)
{
	enum { WORDS_MAX = 5 };
	char initials[WORDS_MAX];
	size_t at = 0, n = 0;
	while (n < WORDS_MAX && letters(str_skip(s, at))) {
		struct str word = str_first(str_skip(s, at), letters(str_skip(s, at)));
		initials[n++] = word.at[0];
		at += word.len;
		if (n > 1 && str_eq_nocase(word, STR("Time")))
			break;
		if (at < s.len && s.at[at] == ' ')
			at++;
	}
	if (n < 2 || !str_eq_nocase(str_first(str_skip(s, at - 4), 4), STR("Time")))
		return 0;
	*minutes = zone_named((struct str){ initials, n });
	for (size_t i = 0; i < COUNT_OF(long_zones); i++)
		if (str_starts_nocase(s, long_zones[i].name))
			*minutes = long_zones[i].minutes;
	return at;
}
