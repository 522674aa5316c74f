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

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* What a byte may be to whoever looks for words. */
enum kind {
	KIND_PLAIN,
	KIND_BLANK,
	KIND_SPOILING, /* no word has it, but a name, an address or some code */
	KIND_DOUBTFUL, /* by what stands beside it */
};

static enum kind kind_at(struct str text, size_t at)
{
	unsigned char c = (unsigned char)text.at[at];
	if (c > '@' && c != '_' && c != 0xC2)
		return KIND_PLAIN;
	if (c <= ' ')
		return KIND_BLANK;
	if (is_digit(c) || c == '@' || c == '#' || c == '_')
		return KIND_SPOILING;
	return c == '.' || c == ':' || c == 0xC2 ? KIND_DOUBTFUL : KIND_PLAIN;
}

static bool is_nbsp(struct str text, size_t at)
{
	return str_starts(str_skip(text, at), STR("\xC2\xA0"));
}

static bool is_blank(struct str text, size_t at)
{
	enum kind kind = kind_at(text, at);
	return kind == KIND_BLANK || (kind == KIND_DOUBTFUL && is_nbsp(text, at));
}

static bool is_ascii_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_letter(struct str text, size_t at)
{
	return at < text.len &&
	       ((unsigned char)text.at[at] >= 0x80 || is_ascii_letter(text.at[at]));
}

/* What stands between masked spans; a blank may end it before. */
struct piece {
	struct str text;
	bool is_behind, is_before; /* a masked span, which is a name and so has letters */
};

/* A dot in a host, a link's "://". */
static bool is_spoiling(const struct piece *piece, size_t at)
{
	struct str text = piece->text;
	if (text.at[at] != '.')
		return str_starts(str_skip(text, at), STR("://"));
	bool has_left = at > 0 ? is_letter(text, at - 1) : piece->is_behind;
	bool has_right = at + 1 < text.len ? is_letter(text, at + 1) && !is_nbsp(text, at + 1)
					   : piece->is_before;
	return has_left && has_right;
}

/* Where the run ends in this piece. What holds a link, an address, a host, a handle, a hashtag, or
 * some code is a name, in no language. */
static size_t end_of_run(const struct piece *piece, bool *is_spoilt)
{
	size_t end = 0;
	for (; end < piece->text.len; end++) {
		enum kind kind = kind_at(piece->text, end);
		if (kind == KIND_PLAIN)
			continue;
		if (kind == KIND_BLANK || (kind == KIND_DOUBTFUL && is_nbsp(piece->text, end)))
			break;
		*is_spoilt |= kind == KIND_SPOILING || is_spoiling(piece, end);
	}
	return end;
}

/* Stands at the start of what is no blank: looks through it to its end, and over masked spans, in
 * which nothing spoils it. */
static void begin_run(struct reading *reading)
{
	const struct language_text *from = &reading->from;
	size_t end = reading->at, next = 0;
	reading->run_is_spoilt = false;
	for (bool is_over = false; !is_over;) {
		bool is_before = next < from->n_mask && from->mask[next].start < from->text.len;
		size_t limit = is_before ? from->mask[next].start : from->text.len;
		limit = limit > end ? limit : end;
		const struct piece piece = { { from->text.at + end, limit - end },
					     end > reading->at,
					     is_before };
		end += end_of_run(&piece, &reading->run_is_spoilt);
		is_over = end < limit || !is_before;
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

/* The letter at the front, an apostrophe between two letters counting as one; else 0. */
static uint32_t letter_at(struct str rest, enum script script, size_t *len)
{
	size_t next_len;
	unsigned char first = (unsigned char)rest.at[0];
	if (first < 0x80 && first != '\'' && first != '`' && !is_ascii_letter(rest.at[0]))
		return 0;
	uint32_t c = utf8_next(rest, len);
	if (script_of(c) == script)
		return utf8_lower(c);
	if (is_apostrophe(c) && script_of(utf8_next(str_skip(rest, *len), &next_len)) == script)
		return '\'';
	return is_ignored(c) ? c : 0;
}

/* Most letters are of ASCII, and those of them that stand in a row need no more than this. */
static size_t read_plain(struct str text, size_t at, struct word *out)
{
	for (; at < text.len && is_ascii_letter(text.at[at]); at++)
		add_letter(out, (uint32_t)(text.at[at] | 32));
	return at;
}

static void read_word(struct reading *reading, enum script script, struct word *out)
{
	struct str text = str_first(reading->from.text, masked_from(reading));
	size_t at = reading->at, len;
	uint32_t letters = 0;
	out->at[0] = WORD_BORDER;
	out->n = 1;
	out->script = script;
	for (; at < text.len; at += len) {
		size_t end = script == SCRIPT_LATIN ? read_plain(text, at, out) : at;
		letters += (uint32_t)(end - at);
		at = end;
		uint32_t c = at < text.len ? letter_at(str_skip(text, at), script, &len) : 0;
		if (c == 0)
			break;
		if (is_ignored(c))
			continue;
		add_letter(out, c);
		letters++;
	}
	reading->at = at;
	reading->letters[script] += letters;
	out->at[out->n++] = WORD_BORDER;
}

bool reading_next(struct reading *reading, struct word *out)
{
	struct str text = reading->from.text;
	while (reading->at < text.len) {
		size_t after = reading->from.n_mask ? skip_masked(reading) : reading->at, len = 1;
		if (after > reading->at || is_blank(text, reading->at)) {
			reading->at = after > reading->at ? after : reading->at + 1;
			continue;
		}
		if (reading->at >= reading->run_end)
			begin_run(reading);
		/* A mask may cut a letter in two: then neither half is one. */
		unsigned char byte = (unsigned char)text.at[reading->at];
		struct str rest = str_skip(str_first(text, masked_from(reading)), reading->at);
		uint32_t c = byte < 0x80 ? byte : utf8_next(rest, &len);
		enum script script = script_of(c);
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
