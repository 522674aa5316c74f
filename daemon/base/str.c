/* A slice carries its length, so nothing here looks for a NUL or beyond the end. Library calls
 * (memcmp, memmem, memcpy) are kept from NULL with length 0, which the standard leaves undefined.
 * Upper and lower case mean ASCII only: protocols want that; languages are match/fold.c's care. */
#include "str.h"

#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "poison.h"

struct str str_from(const char *text)
{
	return (struct str){ text ? text : "", text ? strlen(text) : 0 };
}

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
	return a.len == b.len && str_starts_nocase(a, b);
}

int str_cmp(struct str a, struct str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;
	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq(str_first(s, prefix.len), prefix);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
	if (s.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++)
		if (lower(s.at[i]) != lower(prefix.at[i]))
			return false;
	return true;
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_skip(s, s.len - suffix.len), suffix);
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len && is_blank(s.at[0]))
		s = str_skip(s, 1);
	while (s.len && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

/* memmem() fills a table of 256 for each short needle, which costs more than most searches. */
enum { SHORT_MAX = 4 };

static size_t find_short(struct str s, struct str needle)
{
	size_t last = s.len - needle.len, i = 0;
	for (; i <= last; i++) {
		i += str_find_char((struct str){ s.at + i, last - i + 1 }, needle.at[0]);
		if (i <= last && memcmp(s.at + i, needle.at, needle.len) == 0)
			return i;
	}
	return s.len;
}

size_t str_find(struct str s, struct str needle)
{
	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return s.len;
	if (needle.len <= SHORT_MAX)
		return find_short(s, needle);
	const char *at = memmem(s.at, s.len, needle.at, needle.len);
	return at ? (size_t)(at - s.at) : s.len;
}

size_t str_find_nocase(struct str s, struct str needle)
{
	for (size_t i = 0; i + needle.len <= s.len; i++)
		if (str_starts_nocase(str_skip(s, i), needle))
			return i;
	return s.len;
}

size_t str_find_char(struct str s, char c)
{
	const char *at = s.len ? memchr(s.at, c, s.len) : NULL;
	return at ? (size_t)(at - s.at) : s.len;
}

bool str_cut(struct str *rest, char by, struct str *part)
{
	if (!rest->at)
		return false;
	size_t at = str_find_char(*rest, by);
	*part = str_first(*rest, at);
	*rest = at < rest->len ? str_skip(*rest, at + 1) : (struct str){ NULL, 0 };
	return true;
}

bool str_int(struct str s, int64_t *out)
{
	int64_t value = 0;
	bool is_negative = s.len && s.at[0] == '-';
	s = str_skip(s, is_negative);
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9' || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, s.at[i] - '0', &value))
			return false;
	}
	if (!is_negative && __builtin_sub_overflow(0, value, &value))
		return false;
	*out = value;
	return true;
}

struct str str_dup(struct arena *arena, struct str s)
{
	return (struct str){ str_z(arena, s), s.len };
}

const char *str_z(struct arena *arena, struct str s)
{
	char *copy = arena_bytes(arena, s.len + 1);
	if (s.len)
		memcpy(copy, s.at, s.len);
	copy[s.len] = '\0';
	return copy;
}

struct str str_fmt(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	size_t n = len < 0 ? 0 : (size_t)len;
	char *text = arena_bytes(arena, n + 1);
	vsnprintf(text, n + 1, format, again);
	va_end(again);
	va_end(args);
	return (struct str){ text, n };
}

struct str str_lower(struct arena *arena, struct str s)
{
	char *copy = arena_bytes(arena, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		copy[i] = (char)lower(s.at[i]);
	copy[s.len] = '\0';
	return (struct str){ copy, s.len };
}

enum { NEAR_MAX = 40 };

/* Damerau-Levenshtein with adjacent swaps (optimal string alignment), two words of <= NEAR_MAX. */
static size_t distance(struct str a, struct str b)
{
	size_t row[3][NEAR_MAX + 1];
	for (size_t j = 0; j <= b.len; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *now = row[i % 3], *before = row[(i + 2) % 3], *two = row[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = lower(a.at[i - 1]) == lower(b.at[j - 1]);
			size_t best = before[j - 1] + !same;
			best = before[j] + 1 < best ? before[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1] && two[j - 2] + 1 < best)
				best = two[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[a.len % 3][b.len];
}

struct str str_nearest(struct str word, const struct str *choices, size_t n)
{
	struct str best = { "", 0 };
	size_t best_distance = word.len <= 3 ? 2 : word.len / 3 + 2;
	if (word.len > NEAR_MAX)
		return best;
	for (size_t i = 0; i < n; i++) {
		if (choices[i].len > NEAR_MAX)
			continue;
		size_t d = distance(word, choices[i]);
		if (d < best_distance) {
			best_distance = d;
			best = choices[i];
		}
	}
	return best;
}
