/* How it works: token_next() stands at one byte and asks a short list of readers in turn, each of
 * which either eats from that place and fills the token, or leaves the place alone: brand, class,
 * link, user, hashtag, number, emoticon, word, emoji, sign. What none of them wants is skipped.
 *
 * The brand comes first, and nothing of its name is ever seen by the others: for them the text
 * ends where the next brand begins, a link passes over the brands in it, and a brand that stands
 * right before is a word, whatever its last letter. Words are folded while they are read, into the
 * token's own bytes, so that a text costs no allocation. */
#include "token.h"

#include "ascii.h"
#include "face.h"
#include "rating.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

/* Longer ones are none: or "a.a.a.a" would be read to its end at each of its letters. */
enum { NUMBER_MAX = 64, HOST_MAX = 255 };

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char byte_at(struct str s, size_t at)
{
	return at < s.len ? s.at[at] : '\0';
}

static bool is_emoji(uint32_t c)
{
	return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) ||
	       (c >= 0x2B05 && c <= 0x2B55) || c == 0x2639 || c == 0x263A;
}

/* Skin tones and the sign "as a picture": the same emoji without them. */
static bool is_variant(uint32_t c)
{
	return (c >= 0x1F3FB && c <= 0x1F3FF) || c == 0xFE0F || c == 0xFE0E;
}

/* Letters and marks beyond ASCII: all but the blocks of signs and pictures. */
static bool is_wide_letter(uint32_t c)
{
	if (c < 0xC0)
		return c == 0xAA || c == 0xB5 || c == 0xBA;
	return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) &&
	       !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xE000 && c <= 0xF8FF) &&
	       !(c >= 0xFE00 && c <= 0xFE6F) && !(c >= 0xFF00 && c <= 0xFF20) &&
	       !(c >= 0xFFF0 && c <= 0xFFFF) && c < 0x1F000;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0x2032;
}

static void put(struct token *out, const char *bytes, size_t n)
{
	if (out->len + n > TOKEN_BYTES)
		n = TOKEN_BYTES - out->len;
	memcpy(out->text + out->len, bytes, n);
	out->len = (uint8_t)(out->len + n);
}

static bool made(struct token_reader *reader, struct token *out, enum token_kind kind,
		 struct str text, size_t end)
{
	out->kind = kind;
	out->is_tag = false;
	out->len = 0;
	put(out, text.at, text.len);
	out->end = (uint32_t)end;
	reader->at = end;
	return true;
}

/* Where the text stops belonging to nobody: the next brand, or the end. */
static size_t free_until(struct token_reader *reader)
{
	while (reader->n_mask && reader->mask->end <= reader->at) {
		reader->mask++;
		reader->n_mask--;
	}
	if (reader->n_mask && reader->mask->start < reader->text.len)
		return reader->mask->start;
	return reader->text.len;
}

/* Brands may overlap ("Acme" in "Acme Cloud"); together they are one token. */
static bool read_brand(struct token_reader *reader, struct token *out, size_t limit)
{
	char c = byte_at(reader->text, reader->at);
	bool has_sign = (c == '#' || c == '@') && limit == reader->at + 1;
	if ((limit > reader->at && !has_sign) || limit >= reader->text.len)
		return false;
	size_t end = reader->mask->end;
	for (size_t i = 1; i < reader->n_mask && reader->mask[i].start < end; i++)
		if (reader->mask[i].end > end)
			end = reader->mask[i].end;
	if (end > reader->text.len)
		end = reader->text.len;
	reader->brand_end = end;
	return made(reader, out, TOKEN_CLASS, STR("<brand>"), end);
}

static bool read_class(struct token_reader *reader, struct token *out, size_t limit)
{
	static const struct str classes[] = { STR_INIT("<url>"),  STR_INIT("<user>"),
					      STR_INIT("<num>"),  STR_INIT("<brand>"),
					      STR_INIT("<high>"), STR_INIT("<low>") };
	(void)limit;
	if (!reader->has_classes)
		return false;
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (str_starts(str_skip(reader->text, reader->at), classes[i]))
			return made(reader, out, i < 4 ? TOKEN_CLASS : TOKEN_WORD, classes[i],
				    reader->at + classes[i].len);
	return false;
}

/* For all but the brand the text ends where the brand begins. */
static struct str free_text(const struct token_reader *reader, size_t limit)
{
	return str_first(reader->text, limit);
}

/* Behind the brand that stands at this place, or the place itself; *next is the first of the mask
 * that was not passed yet. */
static size_t past_brand(const struct token_reader *reader, size_t at, size_t *next)
{
	for (; *next < reader->n_mask && reader->mask[*next].start <= at; ++*next)
		if (reader->mask[*next].end > at)
			at = reader->mask[*next].end;
	return at < reader->text.len ? at : reader->text.len;
}

/* A blank in the brand's name is none in the link. */
static size_t until_space(const struct token_reader *reader, size_t at)
{
	size_t next = 0;
	for (;;) {
		at = past_brand(reader, at, &next);
		if (at == reader->text.len || is_space(reader->text.at[at]))
			return at;
		at++;
	}
}

static bool read_link(struct token_reader *reader, struct token *out, size_t limit)
{
	struct str rest = str_skip(free_text(reader, limit), reader->at);
	char c = rest.at[0];
	char second = byte_at(rest, 1);
	if ((c != 'h' && c != 'H' && c != 'w' && c != 'W') ||
	    ((second | 32) != 't' && (second | 32) != 'w'))
		return false;
	if (!str_starts_nocase(rest, STR("http://")) && !str_starts_nocase(rest, STR("https://")) &&
	    !str_starts_nocase(rest, STR("www.")))
		return false;
	return made(reader, out, TOKEN_CLASS, STR("<url>"), until_space(reader, reader->at));
}

static bool read_user(struct token_reader *reader, struct token *out, size_t limit)
{
	size_t at = reader->at + 1;
	if (reader->text.at[reader->at] != '@')
		return false;
	while (at < limit && (ascii_is_alnum(reader->text.at[at]) || reader->text.at[at] == '_'))
		at++;
	if (at == reader->at + 1)
		return false;
	return made(reader, out, TOKEN_CLASS, STR("<user>"), at);
}

/* "3hrs", "45min": what is counted may stand right behind the number. */
static bool is_unit(struct str rest)
{
	static const struct str units[] = {
		STR_INIT("hrs"),    STR_INIT("hr"),   STR_INIT("h"),	 STR_INIT("hours"),
		STR_INIT("hour"),   STR_INIT("mins"), STR_INIT("min"),	 STR_INIT("minutes"),
		STR_INIT("minute"), STR_INIT("days"), STR_INIT("weeks"), STR_INIT("months"),
	};
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (str_starts_nocase(rest, units[i]) &&
		    !ascii_is_alnum(byte_at(rest, units[i].len)))
			return true;
	return false;
}

static bool read_number(struct token_reader *reader, struct token *out, size_t limit)
{
	struct str text = free_text(reader, limit);
	size_t at = reader->at;
	struct rating rating;
	if (rating_read(str_skip(text, at), &rating))
		return made(reader, out, TOKEN_WORD, rating.known, at + rating.n);
	if (limit - at > NUMBER_MAX)
		limit = at + NUMBER_MAX;
	while (at < limit &&
	       (ascii_is_digit(text.at[at]) || (at > reader->at && memchr(".,:", text.at[at], 3) &&
						at + 1 < limit && ascii_is_digit(text.at[at + 1]))))
		at++;
	if (at == reader->at ||
	    (at < limit && ascii_is_letter(text.at[at]) && !is_unit(str_skip(text, at))))
		return false;
	return made(reader, out, TOKEN_CLASS, STR("<num>"), at);
}

/* Neither in a word nor right behind one, as a brand is. */
static bool is_free(const struct token_reader *reader)
{
	size_t at = reader->at;
	return at == 0 || (at != reader->brand_end && !ascii_is_alnum(reader->text.at[at - 1]));
}

static bool read_emoticon(struct token_reader *reader, struct token *out, size_t limit)
{
	struct face face;
	struct str rest = str_skip(free_text(reader, limit), reader->at);
	if (!memchr(":;=<-^(", rest.at[0], 7) || !face_read(rest, is_free(reader), &face))
		return false;
	out->is_stretched = face.is_stretched;
	return made(reader, out, TOKEN_WORD, (struct str){ face.known, face.len },
		    reader->at + face.n);
}

/* Does a name go on here, by a letter, a digit or the brand? */
static bool is_named(const struct token_reader *reader, size_t at)
{
	size_t next = 0;
	return past_brand(reader, at, &next) > at || ascii_is_alnum(byte_at(reader->text, at));
}

static size_t until_dot(const struct token_reader *reader, struct str host, size_t at, size_t *next)
{
	for (;;) {
		at = past_brand(reader, at, next);
		if (at >= host.len || (!ascii_is_alnum(host.at[at]) && host.at[at] != '-'))
			return at;
		at++;
	}
}

/* An e-mail address and a bare host with a path begin like words. */
static bool read_address(struct token_reader *reader, struct token *out, size_t at)
{
	struct str text = reader->text;
	char c = byte_at(text, at);
	if (c == '@' && is_named(reader, at + 1))
		return made(reader, out, TOKEN_CLASS, STR("<user>"), until_space(reader, at));
	struct str host = str_first(text, at + HOST_MAX);
	size_t next = 0;
	while (byte_at(host, at) == '.' && is_named(reader, at + 1))
		at = until_dot(reader, host, at + 1, &next);
	if (c != '.' || byte_at(text, at) != '/' || !is_named(reader, at + 1))
		return false;
	return made(reader, out, TOKEN_CLASS, STR("<url>"), until_space(reader, at));
}

struct folding {
	uint32_t before; /* the letter just put, and how often it stands there */
	size_t run, upper, lower;
};

static void fold(struct token *out, struct folding *folding, uint32_t c)
{
	char bytes[4];
	uint32_t small = c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : utf8_lower(c);
	out->is_name |= folding->upper + folding->lower == 0 && small != c;
	folding->upper += small != c;
	folding->lower += small == c && !ascii_is_digit((char)c) && c != '\'';
	folding->run = small == folding->before ? folding->run + 1 : 1;
	folding->before = small;
	if (folding->run > 2 && !(c < 0x80 && ascii_is_digit((char)c))) {
		out->is_stretched = true;
		return;
	}
	if (small < 0x80)
		bytes[0] = (char)small;
	put(out, bytes, small < 0x80 ? 1 : utf8_put(small, bytes));
}

/* fold() for the letters and digits of ASCII from there on, of which most words are. */
static size_t fold_plain(struct token *out, struct folding *folding, const char *text, size_t at,
			 size_t end)
{
	struct folding now = *folding;
	for (; at < end && ascii_is_alnum(text[at]); at++) {
		bool is_figure = ascii_is_digit(text[at]), is_small = text[at] >= 'a';
		char small = is_figure ? text[at] : (char)(text[at] | 32);
		out->is_name |= now.upper + now.lower == 0 && !is_figure && !is_small;
		now.upper += !is_figure && !is_small;
		now.lower += is_small;
		now.run = (uint32_t)small == now.before ? now.run + 1 : 1;
		now.before = (uint32_t)small;
		if (now.run > 2 && !is_figure)
			out->is_stretched = true;
		else if (out->len < TOKEN_BYTES)
			out->text[out->len++] = small;
	}
	*folding = now;
	return at;
}

/* The letter at this place, an apostrophe between two letters counting as one; 0: none. */
static uint32_t letter_at(struct str text, size_t at, bool is_inside, size_t *len)
{
	unsigned char byte = (unsigned char)text.at[at];
	*len = 1;
	if (ascii_is_alnum(text.at[at]))
		return byte;
	uint32_t c = byte < 0x80 ? byte : utf8_next(str_skip(text, at), len);
	if (is_apostrophe(c)) {
		char next = byte_at(text, at + *len);
		return is_inside && (ascii_is_letter(next) || (unsigned char)next >= 0x80) ? '\''
											   : 0;
	}
	return byte >= 0x80 && is_wide_letter(c) ? c : 0;
}

/* A word, or with its sign in front a hashtag. */
static bool read_word(struct token_reader *reader, struct token *out, size_t limit)
{
	struct folding folding = { 0 };
	struct str text = free_text(reader, limit);
	size_t at = reader->at, len;
	out->is_tag = text.at[at] == '#';
	if (out->is_tag)
		put(out, "#", 1), at++;
	size_t begin = at;
	for (; at < limit; at += len) {
		at = fold_plain(out, &folding, reader->text.at, at, limit);
		uint32_t c = at < limit ? letter_at(text, at, at > begin, &len) : 0;
		if (c == 0)
			break;
		fold(out, &folding, c);
	}
	if (at == begin)
		return false;
	if (at < limit && read_address(reader, out, at))
		return true;
	out->kind = TOKEN_WORD;
	out->is_loud = folding.upper > 1 && folding.lower == 0;
	out->end = (uint32_t)at;
	reader->at = at;
	return true;
}

/* One emoji without skin tone and VS16, with all that a joiner (U+200D) ties to it. The same
 * emoji again right behind it only stresses it. */
static bool read_emoji(struct token_reader *reader, struct token *out, size_t limit)
{
	struct str text = free_text(reader, limit);
	size_t len, at = reader->at, start = at;
	uint32_t first = utf8_next(str_skip(text, at), &len), c = first;
	if (!is_emoji(first))
		return false;
	out->kind = TOKEN_WORD;
	out->first = (uint8_t)len;
	for (bool is_joined = true; at < text.len; at += len) {
		c = utf8_next(str_skip(text, at), &len);
		if (at > start && c == first && !is_joined)
			out->is_stretched = true;
		else if (c == 0x200D || (is_joined && is_emoji(c)))
			put(out, text.at + at, len);
		else if (!is_variant(c))
			break;
		is_joined = c == 0x200D;
	}
	out->end = (uint32_t)at;
	reader->at = at;
	return true;
}

/* Marks in a row are one: "!", "!!" (two or more), "?", "??", "?!" (any mixture). */
static bool read_marks(struct token_reader *reader, struct token *out, struct str rest)
{
	size_t n = 0, asks = 0;
	for (; byte_at(rest, n) == '!' || byte_at(rest, n) == '?'; n++)
		asks += rest.at[n] == '?';
	if (n == 0)
		return false;
	struct str known = asks == 0 ? STR("!!") : asks == n ? STR("??") : STR("?!");
	return made(reader, out, TOKEN_STOP, n == 1 ? str_first(known, 1) : known, reader->at + n);
}

/* Commas, brackets, and dashes that are no hyphens. */
static bool read_parting(struct token_reader *reader, struct token *out, struct str rest)
{
	static const struct {
		struct str written, known;
	} signs[] = {
		{ STR_INIT(","), STR_INIT(",") },
		{ STR_INIT("("), STR_INIT("(") },
		{ STR_INIT(")"), STR_INIT(")") },
		{ STR_INIT("- "), STR_INIT("-") },
		{ STR_INIT("--"), STR_INIT("-") },
		{ STR_INIT("|"), STR_INIT("-") },
		{ STR_INIT("\xE2\x80\x93"), STR_INIT("-") },
		{ STR_INIT("\xE2\x80\x94"), STR_INIT("-") },
	};
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (rest.at[0] == signs[i].written.at[0] && str_starts(rest, signs[i].written))
			return made(reader, out, TOKEN_SIGN, signs[i].known,
				    reader->at + signs[i].written.len);
	return false;
}

static bool read_sign(struct token_reader *reader, struct token *out, size_t limit)
{
	struct str rest = str_skip(free_text(reader, limit), reader->at);
	size_t dots = 0;
	while (byte_at(rest, dots) == '.')
		dots++;
	if (dots > 1)
		return made(reader, out, TOKEN_STOP, STR("..."), reader->at + dots);
	if (rest.at[0] == '\xE2' && str_starts(rest, STR("\xE2\x80\xA6")))
		return made(reader, out, TOKEN_STOP, STR("..."), reader->at + 3);
	if (dots || rest.at[0] == ';' || rest.at[0] == ':') {
		if (ascii_is_alnum(byte_at(rest, 1)))
			return false;
		return made(reader, out, TOKEN_STOP, str_first(rest, 1), reader->at + 1);
	}
	if (rest.at[0] == '\n' && str_starts(rest, STR("\n\n")))
		return made(reader, out, TOKEN_STOP, STR("."), reader->at + 2);
	return read_parting(reader, out, rest) || read_marks(reader, out, rest);
}

/* Bits of the first bytes below 0x80: 0 to 63, and the rest. */
#define LOW(c) (1ull << (c))
#define HIGH(c) (1ull << ((c)-64))
#define DIGITS (0x3FFull << '0')
#define LETTERS_HIGH (0x3FFFFFFull << ('A' - 64) | 0x3FFFFFFull << ('a' - 64))

static const struct {
	bool (*read)(struct token_reader *, struct token *, size_t);
	uint64_t first[2]; /* where it may begin */
	bool is_wide;	   /* or beyond ASCII */
} rows[] = {
	{ read_brand, { UINT64_MAX, UINT64_MAX }, true },
	{ read_class, { LOW('<'), 0 }, false },
	{ read_link, { 0, HIGH('h') | HIGH('H') | HIGH('w') | HIGH('W') }, false },
	{ read_user, { 0, HIGH('@') }, false },
	{ read_number, { DIGITS, 0 }, false },
	{ read_emoticon,
	  { LOW(':') | LOW(';') | LOW('=') | LOW('<') | LOW('-') | LOW('('), HIGH('^') },
	  false },
	{ read_word, { DIGITS | LOW('#'), LETTERS_HIGH }, true },
	{ read_emoji, { 0, 0 }, true },
	{ read_sign, { UINT64_MAX, UINT64_MAX }, true },
};

static bool read_any(struct token_reader *reader, struct token *out, size_t limit)
{
	unsigned char c = (unsigned char)reader->text.at[reader->at];
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool may_begin = c < 0x80 ? rows[i].first[c / 64] >> c % 64 & 1 : rows[i].is_wide;
		if (may_begin && rows[i].read(reader, out, limit))
			return true;
	}
	return false;
}

bool token_next(struct token_reader *reader, struct token *out)
{
	while (reader->at < reader->text.len) {
		size_t limit = free_until(reader), len;
		char c = reader->text.at[reader->at];
		if (c == ' ' && limit != reader->at) {
			reader->at++;
			continue;
		}
		out->start = (uint32_t)reader->at;
		out->is_loud = out->is_name = out->is_stretched = out->is_tag = false;
		out->first = out->len = 0;
		if (ascii_is_letter(c) && limit > reader->at)
			return read_link(reader, out, limit) || read_word(reader, out, limit);
		if (read_any(reader, out, limit))
			return true;
		utf8_next(str_skip(reader->text, reader->at), &len);
		reader->at += len;
	}
	return false;
}
