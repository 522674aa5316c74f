#include "date.h"

#include "test.h"

static const struct {
	const char *name, *text, *want; /* want: NULL when it is no date */
} cases[] = {
	{ "RFC 822", "Tue, 10 Jun 2003 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "no weekday", "10 Jun 2003 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "two-digit year", "Tue, 10 Jun 03 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "last century", "10 Jun 97 04:00:00 GMT", "1997-06-10T04:00:00Z" },
	{ "offset", "Tue, 10 Jun 2003 04:00:00 -0500", "2003-06-10T09:00:00Z" },
	{ "offset with colon", "Tue, 10 Jun 2003 04:00:00 +05:30", "2003-06-09T22:30:00Z" },
	{ "offset of three digits", "10 Jun 2003 04:00:00 +530", "2003-06-09T22:30:00Z" },
	{ "GMT and offset", "Tue, 10 Jun 2003 04:00:00 GMT+0200", "2003-06-10T02:00:00Z" },
	{ "EST", "Tue, 10 Jun 2003 04:00:00 EST", "2003-06-10T09:00:00Z" },
	{ "PDT", "Tue, 10 Jun 2003 04:00:00 PDT", "2003-06-10T11:00:00Z" },
	{ "CEST", "Tue, 10 Jun 2003 04:00:00 CEST", "2003-06-10T02:00:00Z" },
	{ "unknown zone", "Tue, 10 Jun 2003 04:00:00 XYZ", "2003-06-10T04:00:00Z" },
	{ "military A", "Tue, 10 Jun 2003 04:00:00 A", "2003-06-10T05:00:00Z" },
	{ "no zone", "Tue, 10 Jun 2003 04:00:00", "2003-06-10T04:00:00Z" },
	{ "no seconds", "Tue, 10 Jun 2003 04:00 GMT", "2003-06-10T04:00:00Z" },
	{ "no time", "Tue, 10 Jun 2003", "2003-06-10T00:00:00Z" },
	{ "one-digit hour", "Tue, 10 Jun 2003 4:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "one-digit day", "Tue, 1 Jun 2004 04:00:00 GMT", "2004-06-01T04:00:00Z" },
	{ "long names", "Tuesday, 10 June 2003 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "wrong weekday", "Sun, 10 Jun 2003 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "month first", "June 10, 2003 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "hyphens", "Tuesday, 10-Jun-03 04:00:00 GMT", "2003-06-10T04:00:00Z" },
	{ "asctime", "Tue Jun 10 04:00:00 2003", "2003-06-10T04:00:00Z" },
	{ "date(1)", "Tue Jun 10 04:00:00 PDT 2003", "2003-06-10T11:00:00Z" },
	{ "AM and PM", "Jun 10, 2003 04:05:06 PM", "2003-06-10T16:05:06Z" },
	{ "12 AM", "Jun 10, 2003 12:05 AM", "2003-06-10T00:05:00Z" },
	{ "13 PM", "Jun 10, 2003 13:05 PM", NULL },
	{ "American", "6/10/2003 4:05:06 PM", "2003-06-10T16:05:06Z" },
	{ "day first", "31/12/2003 16:05:06", "2003-12-31T16:05:06Z" },
	{ "RFC 3339", "2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z" },
	{ "RFC 3339 offset", "2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z" },
	{ "fraction", "2003-12-31T10:14:55.25Z", "2003-12-31T10:14:55Z" },
	{ "small letters", "2003-12-31t10:14:55z", "2003-12-31T10:14:55Z" },
	{ "blank for T", "2003-12-31 10:14:55", "2003-12-31T10:14:55Z" },
	{ "blank and offset", "2003-12-31 10:14:55 +0100", "2003-12-31T09:14:55Z" },
	{ "W3CDTF year", "2003", "2003-01-01T00:00:00Z" },
	{ "W3CDTF month", "2003-12", "2003-12-01T00:00:00Z" },
	{ "W3CDTF day", "2003-12-31", "2003-12-31T00:00:00Z" },
	{ "W3CDTF minutes", "2003-12-31T10:14Z", "2003-12-31T10:14:00Z" },
	{ "one-digit hour, ISO", "2003-12-31T8:14:55Z", "2003-12-31T08:14:55Z" },
	{ "basic", "20031231T101455Z", "2003-12-31T10:14:55Z" },
	{ "basic day", "20031231", "2003-12-31T00:00:00Z" },
	{ "day of the year", "2003-335", "2003-12-01T00:00:00Z" },
	{ "day 366", "2003-366", NULL },
	{ "slashes", "2003/12/31 10:14:55", "2003-12-31T10:14:55Z" },
	{ "weekday before ISO", "Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z" },
	{ "French", "jeu., 5 avril 2012 10:00:00 +0200", "2012-04-05T08:00:00Z" },
	{ "French, a weekday like a month", "mar., 5 juin 2012 10:00 GMT", "2012-06-05T10:00:00Z" },
	{ "French, a capital with accent", "5 AOÛT 2012", "2012-08-05T00:00:00Z" },
	{ "German", "Do, 5. März 2012 10:00:00 +0100", "2012-03-05T09:00:00Z" },
	{ "Italian", "Sab, 05 mag 2012 10:00:00 +0200", "2012-05-05T08:00:00Z" },
	{ "Finnish, a weekday like a month", "maanantai 5 marraskuu 2012", "2012-11-05T00:00:00Z" },
	{ "Greek", "Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z" },
	{ "Russian", "Пт, 05 апр 2013 10:00:00 +0400", "2013-04-05T06:00:00Z" },
	{ "Hungarian", "2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z" },
	{ "Korean", "2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z" },
	{ "Korean, afternoon", "2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z" },
	{ "Chinese", "2012年4月5日 下午 3:05", "2012-04-05T15:05:00Z" },
	{ "Japanese, no time", "2012年04月05日", "2012-04-05T00:00:00Z" },
	{ "dots", "05.04.2012 10:00", "2012-04-05T10:00:00Z" },
	{ "dots, year first", "2012.04.05 10:00", "2012-04-05T10:00:00Z" },
	{ "dots in the time", "Thu, 05 Apr 2012 10.20.30 GMT", "2012-04-05T10:20:30Z" },
	{ "short basic day", "031231", "2003-12-31T00:00:00Z" },
	{ "short day of the year", "03335", "2003-12-01T00:00:00Z" },
	{ "short month", "-0312", "2003-12-01T00:00:00Z" },
	{ "no name of a month", "5 xyz 2012", NULL },
	{ "no letter behind the time", "5 Apr 2012 10:00 \xB7", "2012-04-05T10:00:00Z" },
	{ "half a letter", "5 \xC3", NULL },
	{ "hour 24", "2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z" },
	{ "hour 24 and a minute", "2003-12-31T24:01:00Z", NULL },
	{ "leap second", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
	{ "leap day", "2004-02-29", "2004-02-29T00:00:00Z" },
	{ "no leap day", "2003-02-29", NULL },
	{ "month 13", "2003-13-01", NULL },
	{ "hour 25", "Tue, 10 Jun 2003 25:00:00 GMT", NULL },
	{ "before 1970", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
	{ "white space around", "\n 2003-12-31T10:14:55Z\t", "2003-12-31T10:14:55Z" },
	{ "word", "yesterday", NULL },
	{ "nothing", "", NULL },
	{ "zone in words", "10 Jun 2003 04:00:00 Eastern Daylight Time", "2003-06-10T08:00:00Z" },
	{ "zone in words, ISO", "2003-06-10 04:00 Central European Time", "2003-06-10T03:00:00Z" },
	{ "zone in words, misleading", "10 Jun 2003 04:00 China Standard Time",
	  "2003-06-09T20:00:00Z" },
	{ "zone in words, unknown", "10 Jun 2003 04:00 Coordinated Universal Time",
	  "2003-06-10T04:00:00Z" },
	{ "compact", "20031231101455", "2003-12-31T10:14:55Z" },
	{ "compact, no seconds", "200312311014", "2003-12-31T10:14:00Z" },
	{ "compact with a zone", "20031231101455+0100", "2003-12-31T09:14:55Z" },
	{ "week", "2004-W53-6", "2005-01-01T00:00:00Z" },
	{ "week, basic", "2009W014T10:00Z", "2009-01-01T10:00:00Z" },
	{ "week alone", "2009-W01", "2008-12-29T00:00:00Z" },
	{ "week 53 of a short year", "2009-W54-1", NULL },
	{ "week 53 of a year of 52", "2010-W53-1", NULL },
	{ "never set", "0001-01-01T00:00:00Z", NULL },
	{ "never set, American", "1/1/0001 12:00:00 AM", NULL },
	{ "epoch", "1055217600", "2003-06-10T04:00:00Z" },
	{ "epoch, fraction", "1055217600.5", "2003-06-10T04:00:00Z" },
	{ "epoch, milliseconds", "1055217600123", "2003-06-10T04:00:00Z" },
	{ "epoch, milliseconds and a fraction", "1055217600123.5", "2003-06-10T04:00:00Z" },
	{ "epoch, microseconds", "1055217600123456", "2003-06-10T04:00:00Z" },
	{ "epoch, nanoseconds", "1055217600123456789", "2003-06-10T04:00:00Z" },
	{ "epoch, 12 digits", "105521760012", NULL },
	{ "epoch, 20 digits", "10552176001234567890", NULL },
	{ "no epoch: a date written together", "2003061004000000", NULL },
	{ "basic", "20260910T120000Z", "2026-09-10T12:00:00Z" },
	{ "seven digits of a second", "2026-09-10T12:00:00.1234567Z", "2026-09-10T12:00:00Z" },
	{ "a zone without a colon", "2026-09-10T12:00:00+0000", "2026-09-10T12:00:00Z" },
	{ "a zone's name behind", "2026-09-10 12:00:00 UTC", "2026-09-10T12:00:00Z" },
	{ "as X wrote it", "Thu Sep 10 12:00:00 +0000 2026", "2026-09-10T12:00:00Z" },
	{ "epoch and a word", "1055217600 x", NULL },
	{ "eleven digits", "10552176001", NULL },
	{ "junk behind", "2003-12-31T10:14:55Z and more", NULL },
};

static void parses(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t ms = 7;
		bool is_date = date_parse(str_from(cases[i].text), &ms);
		CASE(cases[i].name);
		EXPECT(is_date == (cases[i].want != NULL));
		if (is_date && cases[i].want)
			EXPECT_STR(calendar_rfc3339(arena, ms), str_from(cases[i].want));
		if (!is_date)
			EXPECT_INT(ms, 7);
	}
}

static void keeps_milliseconds(void)
{
	int64_t ms = 0;
	EXPECT(date_parse(STR("1970-01-01T00:00:01.2345Z"), &ms));
	EXPECT_INT(ms, 1234);
}

int main(void)
{
	RUN(parses);
	RUN(keeps_milliseconds);
	return test_end();
}
