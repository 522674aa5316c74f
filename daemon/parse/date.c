#include "date.h"

#include "ascii.h"
#include "month.h"
#include "zone.h"
#include "poison.h"

/* Two families are told apart by the first characters. A text that begins with four digits (or
 * yy-mm-dd) is of the ISO kind: fields stand in a fixed order, separators may be missing. All
 * else is read as mail dates are written, word by word and in any order: a word is a weekday, a
 * month, a zone or AM/PM; a number with ':' is the time; the others are day and year. So swapped
 * parts, missing commas and asctime need no rows of their own. */

enum { TEXT_MAX = 100 };

struct date {
	struct civil civil;
	int fraction_ms;
	int offset_minutes; /* east is positive */
	bool has_year, has_month, has_day, has_time, is_pm, is_12h;
};

static bool starts_digit(struct str s)
{
	return s.len && ascii_is_digit(s.at[0]);
}

/* Eats min to max digits. */
static bool cut_number(struct str *rest, size_t min, size_t max, int *out)
{
	size_t n = 0;
	int value = 0;
	while (n < max && n < rest->len && ascii_is_digit(rest->at[n]))
		value = value * 10 + (rest->at[n++] - '0');
	if (n < min)
		return false;
	*rest = str_skip(*rest, n);
	*out = value;
	return true;
}

static bool cut_char(struct str *rest, char c)
{
	if (rest->len == 0 || rest->at[0] != c)
		return false;
	*rest = str_skip(*rest, 1);
	return true;
}

static size_t letters(struct str s)
{
	size_t n = 0;
	while (n < s.len && ascii_is_letter(s.at[n]))
		n++;
	return n;
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int64_t year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool is_possible(const struct date *d)
{
	const struct civil *c = &d->civil;
	bool is_midnight = c->hour == 24 && c->minute == 0 && c->second == 0;
	/* The year 1 is what programs write for a time that was never set. */
	return c->year >= 1000 && c->year <= 9999 && c->month >= 1 && c->month <= 12 &&
	       c->day >= 1 && c->day <= days_in(c->year, c->month) &&
	       (c->hour < 24 || is_midnight) && c->minute < 60 && c->second <= 60;
}

static bool finish(struct date *d, int64_t *out_ms)
{
	if (d->is_12h && (d->civil.hour < 1 || d->civil.hour > 12))
		return false;
	if (d->is_12h)
		d->civil.hour = d->civil.hour % 12 + (d->is_pm ? 12 : 0);
	if (!is_possible(d))
		return false;
	*out_ms = calendar_ms(&d->civil) + d->fraction_ms - (int64_t)d->offset_minutes * 60000;
	return true;
}

/* "+0200", "+02:00", "-5", "+0530" behind the sign. */
static bool cut_offset(struct str *rest, int *minutes)
{
	int hour, minute = 0;
	bool is_west = rest->at[0] == '-';
	*rest = str_skip(*rest, 1);
	size_t before = rest->len;
	if (!cut_number(rest, 1, 2, &hour))
		return false;
	bool has_colon = cut_char(rest, ':');
	if (starts_digit(*rest) && !cut_number(rest, 2, 2, &minute)) {
		/* Three digits are hour and minutes: +530. */
		if (has_colon || before - rest->len != 2 || !cut_number(rest, 1, 1, &minute))
			return false;
		minute += hour % 10 * 10;
		hour /= 10;
	}
	if (hour > 24 || minute > 59)
		return false;
	*minutes = (hour * 60 + minute) * (is_west ? -1 : 1);
	return true;
}

/* Behind the seconds' '.' or ',': thousandths count, the rest is skipped. */
static void cut_fraction(struct str *rest, int *ms)
{
	int weight = 100;
	while (starts_digit(*rest)) {
		*ms += (rest->at[0] - '0') * weight;
		weight /= 10;
		*rest = str_skip(*rest, 1);
	}
}

/* "10:14:55.25", "1014", "10": the separator is what stands behind the hour. */
static bool cut_time(struct str *rest, struct date *d)
{
	if (!cut_number(rest, 1, 2, &d->civil.hour))
		return false;
	char separator = rest->len && (rest->at[0] == ':' || rest->at[0] == '.') ? rest->at[0] : 0;
	if (separator)
		*rest = str_skip(*rest, 1);
	if (!starts_digit(*rest))
		return separator == 0;
	if (!cut_number(rest, 1, 2, &d->civil.minute))
		return false;
	bool has_seconds = separator ? cut_char(rest, separator) : starts_digit(*rest);
	if (has_seconds && !cut_number(rest, 1, 2, &d->civil.second))
		return false;
	bool has_fraction = rest->len > 1 && (rest->at[0] == '.' || rest->at[0] == ',') &&
			    ascii_is_digit(rest->at[1]);
	if (has_fraction) {
		*rest = str_skip(*rest, 1);
		cut_fraction(rest, &d->fraction_ms);
	}
	return true;
}

/* What may follow a time: AM or PM, then an offset or the name of a zone. */
static bool cut_zone(struct str *rest, struct date *d)
{
	*rest = str_trim(*rest);
	size_t n = letters(*rest);
	struct str word = str_first(*rest, n);
	if (str_eq_nocase(word, STR("AM")) || str_eq_nocase(word, STR("PM"))) {
		d->is_12h = true;
		d->is_pm = (word.at[0] | 0x20) == 'p';
		*rest = str_trim(str_skip(*rest, n));
		n = letters(*rest);
		word = str_first(*rest, n);
	}
	size_t n_words = zone_words(*rest, &d->offset_minutes);
	if (n && !n_words)
		d->offset_minutes = zone_named(word);
	*rest = str_skip(*rest, n_words ? n_words : n);
	if (rest->len && (rest->at[0] == '+' || rest->at[0] == '-'))
		return cut_offset(rest, &d->offset_minutes);
	return true;
}

/* "2003-335": the day of the year. */
static bool day_of_year(struct date *d, int day)
{
	if (day < 1 || day > 365 + is_leap(d->civil.year))
		return false;
	d->civil.month = 1;
	while (day > days_in(d->civil.year, d->civil.month))
		day -= days_in(d->civil.year, d->civil.month++);
	d->civil.day = day;
	return true;
}

static size_t digits(struct str s)
{
	size_t n = 0;
	while (n < s.len && ascii_is_digit(s.at[n]))
		n++;
	return n;
}

/* "2004-W53-6": the week and its day, Monday is 1 (ISO 8601, 4.1.4). The first week has the year's
 * fourth of January in it. */
static bool cut_week(struct str *rest, struct date *d)
{
	int week, day = 1;
	*rest = str_skip(*rest, 1);
	if (!cut_number(rest, 2, 2, &week) || week < 1 || week > 53)
		return false;
	bool has_day = cut_char(rest, '-') || starts_digit(*rest);
	if (has_day && (!cut_number(rest, 1, 1, &day) || day < 1 || day > 7))
		return false;
	enum { DAY_MS = 86400000 };
	int64_t fourth = calendar_days(d->civil.year, 1, 4);
	int weekday = calendar_civil(fourth * DAY_MS).weekday;
	int64_t monday = fourth - (weekday + 6) % 7 + (week - 1) * 7;
	if (calendar_civil((monday + 3) * DAY_MS).year != d->civil.year)
		return false;
	d->civil = calendar_civil((monday + day - 1) * DAY_MS);
	return true;
}

/* What stands behind the year: -12-31, -12, -335, -W53-6, 1231, 335, /12/31, or nothing. */
static bool cut_month_and_day(struct str *rest, struct date *d)
{
	int day;
	char first = rest->len ? rest->at[0] : 0;
	char separator = first == '-' || first == '/' || first == '.' ? first : 0;
	if (separator)
		*rest = str_skip(*rest, 1);
	if (digits(*rest) == 3)
		return cut_number(rest, 3, 3, &day) && day_of_year(d, day);
	if (str_starts_nocase(*rest, STR("W")) && starts_digit(str_skip(*rest, 1)))
		return cut_week(rest, d);
	size_t n = month_word(*rest, &d->civil.month);
	*rest = str_skip(*rest, n);
	if (n == 0 && !starts_digit(*rest))
		return separator == 0;
	if (n == 0 && !cut_number(rest, 1, 2, &d->civil.month))
		return false;
	bool has_day = separator ? cut_char(rest, separator) : starts_digit(*rest);
	return !has_day || cut_number(rest, 1, 2, &d->civil.day);
}

/* A year of two digits in its century; "0001" is none of those. */
static int64_t full_year(int year, size_t digits)
{
	return digits < 4 && year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
}

static bool iso(struct str rest, int64_t *out_ms)
{
	struct date d = { .civil = { .month = 1, .day = 1 } };
	int year;
	bool is_short = cut_char(&rest, '-') || digits(rest) == 5 || digits(rest) == 6;
	size_t n_year = digits(rest) >= 4 && !is_short ? 4 : 2;
	if (!cut_number(&rest, 2, n_year, &year))
		return false;
	d.civil.year = full_year(year, n_year);
	bool is_compact = digits(rest) == 8 || digits(rest) == 10; /* 20031231101455 */
	if (!cut_month_and_day(&rest, &d))
		return false;
	bool has_time = is_compact || cut_char(&rest, 'T') || cut_char(&rest, 't') ||
			cut_char(&rest, ' ');
	rest = str_trim(rest);
	if (has_time && starts_digit(rest) && !cut_time(&rest, &d))
		return false;
	if (!cut_zone(&rest, &d) || rest.len)
		return false;
	return finish(&d, out_ms);
}

static bool is_weekday(struct str word)
{
	static const char names[] = "sunmontuewedthufrisat";
	for (int i = 0; i < 7; i++)
		if (str_starts_nocase(word, (struct str){ names + 3 * i, 3 }))
			return true;
	return false;
}

static bool is_in_word(char c)
{
	return ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

static size_t word_len(struct str s)
{
	size_t n = 0;
	while (n < s.len && is_in_word(s.at[n]))
		n++;
	return n;
}

/* A word of a mail date. Some languages have weekdays that begin like a month (mar., maanantai), so
 * before the time the last one counts. */
static bool cut_word(struct str *rest, struct date *d)
{
	bool wants_month = !d->has_time || !d->has_month;
	size_t n = word_len(*rest);
	size_t n_month = wants_month ? month_word(*rest, &d->civil.month) : 0;
	struct str word = str_first(*rest, n);
	if (n_month) {
		d->has_month = true;
		n = n_month;
	} else if (d->has_time && ascii_is_letter(word.at[0]) && !is_weekday(word)) {
		return cut_zone(rest, d);
	}
	*rest = str_skip(*rest, n);
	return true;
}

static bool cut_day_or_year(struct str *rest, struct date *d)
{
	int value;
	size_t n = digits(*rest);
	if (n > 4 || !cut_number(rest, 1, 4, &value))
		return false;
	if (!d->has_day && n <= 2) {
		d->civil.day = value;
		d->has_day = true;
		return true;
	}
	if (d->has_year)
		return false;
	d->civil.year = n <= 3 ? full_year(value % 100, n) : value;
	d->has_year = true;
	return true;
}

/* "12/31/2003" as .NET and PHP write it in America; a first number above 12 is the day, and so it
 * is where dots are written: "31.12.2003". */
static bool cut_triple(struct str *rest, struct date *d, char separator)
{
	int first, second, year;
	if (!cut_number(rest, 1, 2, &first) || !cut_char(rest, separator) ||
	    !cut_number(rest, 1, 2, &second) || !cut_char(rest, separator))
		return false;
	size_t n_year = digits(*rest);
	if (!cut_number(rest, 2, 4, &year))
		return false;
	bool has_day_first = first > 12 || separator == '.';
	d->civil.month = has_day_first ? second : first;
	d->civil.day = has_day_first ? first : second;
	d->civil.year = full_year(year, n_year);
	d->has_day = d->has_month = d->has_year = true;
	return true;
}

static bool cut_number_part(struct str *rest, struct date *d)
{
	size_t n = digits(*rest);
	char behind = n < rest->len ? rest->at[n] : 0;
	bool is_dotted = behind == '.' && starts_digit(str_skip(*rest, n + 1));
	bool is_time = behind == ':' || (is_dotted && d->has_year);
	if (is_time && !d->has_time) {
		d->has_time = true;
		return cut_time(rest, d);
	}
	return behind == '/' || is_dotted ? cut_triple(rest, d, behind) : cut_day_or_year(rest, d);
}

/* "2003-12-31", also behind a weekday. */
static bool is_iso(struct str s)
{
	return digits(s) == 4 && s.len > 4 && (s.at[4] == '-' || s.at[4] == '/');
}

static bool mail(struct str rest, int64_t *out_ms)
{
	struct date d = { 0 };
	for (;;) {
		if (is_iso(rest) && !d.has_time)
			return iso(rest, out_ms);
		bool is_sign = rest.len && (rest.at[0] == '+' || rest.at[0] == '-');
		bool is_read = true;
		if (rest.len == 0)
			break;
		if (is_sign && d.has_time && starts_digit(str_skip(rest, 1)))
			is_read = cut_offset(&rest, &d.offset_minutes);
		else if (ascii_is_digit(rest.at[0]))
			is_read = cut_number_part(&rest, &d);
		else if (is_in_word(rest.at[0]))
			is_read = cut_word(&rest, &d);
		else
			rest = str_skip(rest, 1);
		if (!is_read)
			return false;
	}
	return d.has_year && d.has_month && d.has_day && finish(&d, out_ms);
}

/* A number since 1970, maybe with a fraction: seconds of ten digits (2001 to 2286), or finer units.
 * Of 16 digits and more one that begins with 2 would be a date written together. */
static bool epoch(struct str text, size_t n, int64_t *out_ms)
{
	static const struct unit {
		size_t digits;
		int64_t times, over; /* to milliseconds */
	} units[] = { { 10, 1000, 1 }, { 13, 1, 1 }, { 16, 1, 1000 }, { 19, 1, 1000000 } };
	int64_t number;
	int fraction = 0;
	struct str behind = str_skip(text, n);
	const struct unit *unit = units, *end = units + COUNT_OF(units);
	while (unit < end && unit->digits != n)
		unit++;
	if (cut_char(&behind, '.'))
		cut_fraction(&behind, &fraction);
	if (unit == end || behind.len || (n > 13 && text.at[0] != '1') ||
	    !str_int(str_first(text, n), &number))
		return false;
	*out_ms = number * unit->times / unit->over + (n == 10 ? fraction : 0);
	return true;
}

bool date_parse(struct str text, int64_t *out_ms)
{
	char buffer[TEXT_MAX + 16];
	text = str_trim(text);
	if (text.len > TEXT_MAX)
		return false;
	text = date_words(text, buffer);
	size_t n = digits(text);
	char behind = n < text.len ? text.at[n] : 0;
	if (epoch(text, n, out_ms))
		return true;
	bool is_short = n == 2 && behind == '-' && starts_digit(str_skip(text, 3));
	bool is_shorter = behind == '-' && n == 0 && digits(str_skip(text, 1)) >= 2;
	if (n >= 4 || is_short || is_shorter)
		return iso(text, out_ms);
	return mail(text, out_ms);
}
