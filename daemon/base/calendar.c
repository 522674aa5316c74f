#include "calendar.h"

#include <stdio.h>

#include "poison.h"

enum { DAY_S = 86400 };

int64_t calendar_days(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct civil calendar_civil(int64_t ms)
{
	int64_t s = floor_div(ms, 1000);
	int64_t days = floor_div(s, DAY_S), left = s - days * DAY_S;
	int64_t z = days + 719468, era = floor_div(z, 146097), of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;
	int month = (int)(m < 10 ? m + 3 : m - 9);
	return (struct civil){
		.year = y + era * 400 + (month <= 2),
		.month = month,
		.day = (int)(of_year - (153 * m + 2) / 5 + 1),
		.hour = (int)(left / 3600),
		.minute = (int)(left / 60 % 60),
		.second = (int)(left % 60),
		.weekday = (int)((days % 7 + 11) % 7),
	};
}

int64_t calendar_ms(const struct civil *c)
{
	int64_t days = calendar_days(c->year, c->month, c->day);
	return (days * DAY_S + c->hour * 3600 + c->minute * 60 + c->second) * 1000;
}

struct str calendar_rfc3339(struct arena *arena, int64_t ms)
{
	struct civil c = calendar_civil(ms);
	return str_fmt(arena, "%04lld-%02d-%02dT%02d:%02d:%02dZ", (long long)c.year, c.month, c.day,
		       c.hour, c.minute, c.second);
}

static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

struct str calendar_rfc5322(struct arena *arena, int64_t ms)
{
	struct civil c = calendar_civil(ms);
	return str_fmt(arena, "%s, %02d %s %04lld %02d:%02d:%02d +0000", days[c.weekday], c.day,
		       months[c.month - 1], (long long)c.year, c.hour, c.minute, c.second);
}

struct str calendar_plain(struct arena *arena, int64_t ms)
{
	struct civil c = calendar_civil(ms);
	return str_fmt(arena, "%04lld-%02d-%02d %02d:%02d UTC", (long long)c.year, c.month, c.day,
		       c.hour, c.minute);
}

struct str calendar_span(struct arena *arena, int64_t ms)
{
	long long s = (long long)(ms < 0 ? 0 : ms) / 1000;
	if (s < 120)
		return str_fmt(arena, "%lld s", s);
	if (s < 2 * 3600 && s / 60 != 60)
		return str_fmt(arena, "%lld min", s / 60);
	if (s < 2 * DAY_S)
		return s / 60 % 60 ? str_fmt(arena, "%lld h %lld min", s / 3600, s / 60 % 60)
				   : str_fmt(arena, "%lld h", s / 3600);
	return str_fmt(arena, "%lld days", s / DAY_S);
}
