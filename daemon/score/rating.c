/* How it works: a figure with what it is out of behind it: "/10", "out of 10" or, of five, the word
 * for stars in the languages that packs come in. What is so far from both ends that it may mean
 * anything is no rating here, nor is a date ("10/10/2025"). */
#include "rating.h"

#include <string.h>

#include "poison.h"

static const double high_from = 0.8, low_to = 0.4;

static size_t blanks(struct str text, size_t at)
{
	while (at < text.len && text.at[at] == ' ')
		at++;
	return at;
}

static bool is_in_word(struct str text, size_t at)
{
	char c = '\0';
	if (at < text.len)
		c = text.at[at];
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '/' || c == '%' || (unsigned char)c >= 0x80;
}

/* At most three digits and one behind the point, as ratings have; moves *at behind them. */
static bool read_figure(struct str text, size_t *at, double *out)
{
	size_t from = *at;
	*out = 0;
	for (; *at < text.len && *at < from + 3 && text.at[*at] >= '0' && text.at[*at] <= '9';
	     ++*at)
		*out = *out * 10 + (text.at[*at] - '0');
	if (*at == from)
		return false;
	if (*at + 1 < text.len && memchr(".,", text.at[*at], 2) && text.at[*at + 1] >= '0' &&
	    text.at[*at + 1] <= '9') {
		*out += (text.at[*at + 1] - '0') / 10.0;
		*at += 2;
	}
	return true;
}

/* Whole, where it is said in words: "1 out of 10" may be people. */
static bool read_most(struct str text, size_t *at, double figure, double *most)
{
	static const struct str words[] = {
		STR_INIT("/"),	  STR_INIT("out of "), STR_INIT("von "),
		STR_INIT("sur "), STR_INIT("su "),     STR_INIT("de ")
	};
	size_t from = blanks(text, *at);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t end = blanks(text, from + words[i].len);
		if (!str_starts_nocase(str_skip(text, from), words[i]) ||
		    !read_figure(text, &end, most) || is_in_word(text, end))
			continue;
		*at = end;
		return (*most == 5 || *most == 10 || *most == 100) && (i == 0 || figure == *most);
	}
	return false;
}

static bool read_stars(struct str text, size_t *at)
{
	static const struct str words[] = {
		STR_INIT("stars"),    STR_INIT("star"),	   STR_INIT("sterne"),
		STR_INIT("stern"),    STR_INIT("étoiles"), STR_INIT("étoile"),
		STR_INIT("etoiles"),  STR_INIT("etoile"),  STR_INIT("estrellas"),
		STR_INIT("estrella"), STR_INIT("stelle"),  STR_INIT("stella"),
		STR_INIT("estrelas"), STR_INIT("estrela"), STR_INIT("⭐"),
	};
	size_t from = blanks(text, *at);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!str_starts_nocase(str_skip(text, from), words[i]) ||
		    is_in_word(text, from + words[i].len))
			continue;
		*at = from + words[i].len;
		return true;
	}
	return false;
}

/* "9/10" with a word behind it may be a day of a month. */
static bool is_likely(struct str text, size_t at, double figure, double most)
{
	at = blanks(text, at);
	return figure == most || figure == 0 || at == text.len || !is_in_word(text, at);
}

bool rating_read(struct str text, struct rating *out)
{
	double figure, most = 5;
	size_t at = 0;
	if (!read_figure(text, &at, &figure))
		return false;
	if (!read_stars(text, &at) &&
	    (!read_most(text, &at, figure, &most) || !is_likely(text, at, figure, most)))
		return false;
	out->n = at;
	out->known = figure >= high_from * most ? STR("<high>") : STR("<low>");
	return figure <= most && (figure >= high_from * most || figure <= low_to * most);
}
