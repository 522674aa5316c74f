#include "reading.h"

#include "utf8.h"

#include <string.h>

#include "poison.h"

struct reading reading_of(const struct language_text *text)
{
	struct reading reading = { .from = *text };
	reading.from.text = str_first(text->text, LANGUAGE_BYTES);
	return reading;
}

static bool is_blank(struct str text, size_t at)
{
	unsigned char c = (unsigned char)text.at[at];
	bool is_nbsp = c == 0xC2 && at + 1 < text.len && (unsigned char)text.at[at + 1] == 0xA0;
	return c <= ' ' || is_nbsp;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(struct str text, size_t at)
{
	unsigned char c = at < text.len ? (unsigned char)text.at[at] : 0;
	return c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* What stands between blanks and masked spans. */
struct piece {
	struct str text;
	bool is_behind, is_before; /* a masked span, which is a name and so has letters */
};

static bool has_dot_inside(const struct piece *piece, size_t at)
{
	bool has_left = at > 0 ? is_letter(piece->text, at - 1) : piece->is_behind;
	bool has_right = at + 1 < piece->text.len ? is_letter(piece->text, at + 1)
						  : piece->is_before;
	return piece->text.at[at] == '.' && has_left && has_right;
}

/* A link, an address, a host, a handle, a hashtag, or some code: names, in no language. */
static bool is_spoilt(const struct piece *piece)
{
	for (size_t i = 0; i < piece->text.len; i++) {
		char c = piece->text.at[i];
		if (is_digit(c) || c == '@' || c == '#' || c == '_' || has_dot_inside(piece, i))
			return true;
		if (c == ':' && str_starts(str_skip(piece->text, i), STR("://")))
			return true;
	}
	return false;
}

/* Stands at the start of what is no blank: looks through it to its end, and over masked spans, in
 * which nothing spoils it. */
static void begin_run(struct reading *reading)
{
	const struct language_text *from = &reading->from;
	size_t end = reading->at, next = 0;
	reading->run_is_spoilt = false;
	for (bool is_over = false; !is_over;) {
		size_t start = end;
		size_t limit = next < from->n_mask ? from->mask[next].start : from->text.len;
		while (end < limit && end < from->text.len && !is_blank(from->text, end))
			end++;
		is_over = end < limit || next == from->n_mask;
		const struct piece piece = { { from->text.at + start, end - start },
					     start > reading->at,
					     !is_over };
		reading->run_is_spoilt |= is_spoilt(&piece);
		for (; !is_over && next < from->n_mask && from->mask[next].start <= end; next++)
			if (from->mask[next].end > end)
				end = from->mask[next].end;
		if (end > from->text.len)
			end = from->text.len;
	}
	reading->run_end = end;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0x2032;
}

/* Marks of a decomposed letter and soft hyphens: what was learned from had neither. */
static bool is_ignored(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36F) || c == 0xAD || (c >= 0x200B && c <= 0x200D);
}

/* The end of the masked span at this place, with a genitive's ending; else the place itself. */
static size_t skip_masked(struct reading *reading)
{
	struct str text = reading->from.text;
	struct language_text *from = &reading->from;
	size_t at = reading->at, len;
	while (from->n_mask && from->mask->end <= at)
		from->mask++, from->n_mask--;
	if (from->n_mask == 0 || from->mask->start > at)
		return at;
	for (at = from->mask->end; at < text.len; at += len) {
		uint32_t c = utf8_next(str_skip(text, at), &len);
		if (!is_apostrophe(c) && script_of(c) == SCRIPT_NONE)
			break;
	}
	return at;
}

static size_t masked_from(const struct reading *reading)
{
	return reading->from.n_mask ? reading->from.mask->start : SIZE_MAX;
}

/* Adds a letter; of one that is repeated for emphasis ("soooo") only the first two. */
static void add_letter(struct word *word, uint32_t c)
{
	bool is_stretched = word->n > 2 && word->at[word->n - 1] == c && word->at[word->n - 2] == c;
	if (!is_stretched && word->n <= WORD_LETTERS)
		word->at[word->n++] = c;
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The letter at the front, an apostrophe between two letters counting as one; else 0. */
static uint32_t letter_at(struct str rest, enum script script, size_t *len)
{
	size_t next_len;
	char first = rest.at[0];
	*len = 1;
	if (is_small(first))
		return script == SCRIPT_LATIN ? (unsigned char)first : 0;
	uint32_t c = utf8_next(rest, len);
	if (script_of(c) == script)
		return utf8_lower(c);
	if (is_apostrophe(c) && script_of(utf8_next(str_skip(rest, *len), &next_len)) == script)
		return '\'';
	return is_ignored(c) ? c : 0;
}

static void read_word(struct reading *reading, enum script script, struct word *out)
{
	struct str text = str_first(reading->from.text, masked_from(reading));
	size_t len;
	*out = (struct word){ .at = { WORD_BORDER }, .n = 1, .script = script };
	while (reading->at < text.len) {
		struct str rest = { text.at + reading->at, text.len - reading->at };
		uint32_t c = letter_at(rest, script, &len);
		if (c == 0)
			break;
		if (!is_ignored(c)) {
			add_letter(out, c);
			reading->letters[script]++;
		}
		reading->at += len;
	}
	out->at[out->n++] = WORD_BORDER;
}

bool reading_next(struct reading *reading, struct word *out)
{
	struct str text = reading->from.text;
	while (reading->at < text.len) {
		size_t after = skip_masked(reading), len;
		if (after > reading->at || is_blank(text, reading->at)) {
			reading->at = after > reading->at ? after : reading->at + 1;
			continue;
		}
		if (reading->at >= reading->run_end)
			begin_run(reading);
		/* A mask may cut a letter in two: then neither half is one. */
		struct str rest = str_skip(str_first(text, masked_from(reading)), reading->at);
		enum script script = script_of(utf8_next(rest, &len));
		if (script < SCRIPT_MODELS && !reading->run_is_spoilt) {
			read_word(reading, script, out);
			return true;
		}
		if (script >= SCRIPT_MODELS && script < SCRIPT_COUNT)
			reading->letters[script]++;
		reading->at += len;
	}
	return false;
}
