#include "markdown.h"

#include "buf.h"

#include <string.h>

#include "poison.h"

/* How it works: at the front of each line the marks of blocks are eaten; what is left is read from
 * one special character to the next. A mark that may open something is written, and noted with its
 * place in the output; when its partner comes, both are wiped: the place gets WIPED, a byte that
 * no text holds, and all of them go at the end. So nothing is read twice, and a mark without a
 * partner stays as the text that it is. The notes have a ceiling, the oldest goes first; so have
 * the marks of blocks in front of one line. */

enum {
	NOTES_MAX = 32,
	SPAN_MAX = 4096,
	GROWTH = 8,
	WIPED = 1,
	TICKS_MIN = 3,
	HEADING_MAX = 6,
	MARKS_MAX = 100, /* of blocks, in front of a line */
	PARENS_MAX = 32, /* one in another, in an address */
};

struct note {
	char mark;
	size_t at, n; /* in the output */
};

struct reader {
	struct buf out;
	struct str rest;
	char before; /* the character in front of rest */
	struct note notes[NOTES_MAX];
	size_t n;
	bool is_in_table, has_no_comment_end;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
	char low = (char)(c | 0x20);
	return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool is_punctuation(char c)
{
	return c > ' ' && c < 0x7F && !is_word(c);
}

static char at(struct str s, size_t i)
{
	return i < s.len ? s.at[i] : '\n';
}

static void skip(struct reader *r, size_t n)
{
	if (n)
		r->before = at(r->rest, n - 1);
	r->rest = str_skip(r->rest, n);
}

static size_t run_of(struct str s, char c)
{
	size_t n = 0;
	while (n < s.len && s.at[n] == c)
		n++;
	return n;
}

static struct str line_of(struct str s)
{
	return str_first(s, str_find_char(s, '\n'));
}

/* As far as a mark looks ahead; a line may be as long as the text. */
static struct str span_of(struct str s)
{
	return line_of(str_first(s, SPAN_MAX));
}

/* Text in which nothing means anything. */
static void put_bare(struct reader *r, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '<')
			buf_add(&r->out, STR("&lt;"));
		else if (text.at[i] == '&')
			buf_add(&r->out, STR("&amp;"));
		else
			buf_char(&r->out, text.at[i] == WIPED ? ' ' : text.at[i]);
}

static void put_link(struct reader *r, struct str address)
{
	buf_add(&r->out, STR("<a href=\""));
	for (size_t i = 0; i < address.len; i++)
		if (strchr("\"<>\1", address.at[i]))
			buf_fmt(&r->out, "%%%02X", (unsigned char)address.at[i]);
		else
			buf_char(&r->out, address.at[i]);
	buf_add(&r->out, STR("\"></a>"));
}

static void note(struct reader *r, char mark, size_t n)
{
	if (r->n == NOTES_MAX)
		memmove(r->notes, r->notes + 1, --r->n * sizeof(*r->notes));
	r->notes[r->n++] = (struct note){ mark, r->out.len, n };
	for (size_t i = 0; i < n; i++)
		buf_char(&r->out, mark);
}

/* The latest note of this mark, or NULL. */
static struct note *noted(struct reader *r, char mark)
{
	for (size_t i = r->n; i > 0; i--)
		if (r->notes[i - 1].mark == mark)
			return &r->notes[i - 1];
	return NULL;
}

/* The last n characters of the mark go, with all notes behind it. */
static void wipe(struct reader *r, struct note *open, size_t n)
{
	open->n -= n;
	if (!r->out.is_full)
		memset(r->out.at + open->at + open->n, WIPED, n);
	r->n = (size_t)(open - r->notes) + (open->n > 0);
}

/* *, _ and ~: may the run open, may it close (CommonMark, 6.2)? */
static void emphasis(struct reader *r)
{
	char mark = r->rest.at[0], before = r->before;
	size_t n = run_of(r->rest, mark);
	char behind = at(r->rest, n);
	bool is_left = !is_blank(behind) && (!is_punctuation(behind) || !is_word(before));
	bool is_right = !is_blank(before) && (!is_punctuation(before) || !is_word(behind));
	bool is_inner = mark == '_' && is_word(before) && is_word(behind);
	skip(r, n);
	if (is_inner || (mark == '~' && n != 2))
		is_left = is_right = false;
	for (struct note *open; is_right && n && (open = noted(r, mark));) {
		size_t both = open->n < n ? open->n : n;
		wipe(r, open, both);
		n -= both;
	}
	if (is_left && n)
		note(r, mark, n);
	else
		while (n--)
			buf_char(&r->out, mark);
}

/* `code`: as it stands, without the ticks. */
static void code(struct reader *r)
{
	size_t n = run_of(r->rest, '`'), close = n;
	struct str line = span_of(r->rest);
	while (close < line.len) {
		size_t ticks;
		close += str_find_char(str_skip(line, close), '`');
		ticks = run_of(str_skip(line, close), '`');
		if (ticks == n)
			break;
		close += ticks;
	}
	if (close >= line.len) {
		put_bare(r, str_first(r->rest, n));
		skip(r, n);
		return;
	}
	put_bare(r, str_first(str_skip(line, n), close - n));
	skip(r, close + n);
}

/* Does it look like an address, so that nobody misses it in the text? */
static bool is_address(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr(":/.#?", s.at[i]))
			return true;
	return false;
}

/* "(address "title")" at the front of s: its length, or 0. */
static size_t target(struct str s, struct str *address)
{
	size_t depth = 1, i = 1;
	s = span_of(s);
	if (at(s, 0) != '(')
		return 0;
	while (i < s.len && depth && depth <= PARENS_MAX && !is_blank(s.at[i])) {
		depth += s.at[i] == '(';
		depth -= s.at[i] == ')';
		i++;
	}
	*address = str_skip(str_first(s, depth ? i : i - 1), 1);
	if (at(*address, 0) == '<' && str_ends(*address, STR(">")))
		*address = str_skip(str_first(*address, address->len - 1), 1);
	if (depth > PARENS_MAX || !is_address(*address))
		return 0;
	if (depth == 0)
		return i;
	struct str title = str_trim(str_skip(s, i));
	char quote = at(title, 0);
	if (quote != '"' && quote != '\'')
		return 0;
	size_t end = i + str_find_char(str_skip(s, i), quote) + 1;
	end += str_find_char(str_skip(s, end), quote) + 1;
	while (end < s.len && s.at[end] == ' ')
		end++;
	return at(s, end) == ')' ? end + 1 : 0;
}

static void bracket(struct reader *r)
{
	struct str address;
	struct note *open = noted(r, '[');
	size_t n = open ? target(str_skip(r->rest, 1), &address) : 0;
	bool is_image = n && open->at > 0 && r->out.at[open->at - 1] == '!';
	if (n == 0) {
		if (open)
			r->n = (size_t)(open - r->notes);
		buf_char(&r->out, ']');
		skip(r, 1);
		return;
	}
	if (is_image && !r->out.is_full)
		r->out.at[open->at - 1] = WIPED;
	wipe(r, open, 1);
	if (!is_image)
		put_link(r, address);
	skip(r, n + 1);
}

static void open_bracket(struct reader *r)
{
	note(r, '[', 1);
	skip(r, 1);
}

static void escaped(struct reader *r)
{
	bool is_escape = is_punctuation(at(r->rest, 1));
	if (is_escape || at(r->rest, 1) == '\n')
		skip(r, 1);
	if (r->rest.len && r->rest.at[0] != '\n') {
		put_bare(r, str_first(r->rest, 1));
		skip(r, 1);
	}
}

/* What people write as HTML in Markdown; other words in angle brackets are words. */
static bool is_html(struct str tag)
{
	static const char names[] =
		" a abbr b big blockquote br center code dd del details div dl dt em font h1 h2 h3 "
		"h4 h5 h6 hr i img input ins kbd li ol p picture pre q s samp small source span "
		"strike strong sub summary sup table tbody td th thead tr tt u ul var video ";
	char name[16] = " ";
	size_t n = 1, from = 1 + (at(tag, 1) == '/');
	while (n < sizeof(name) - 2 && is_word(at(tag, from)) && at(tag, from) > 0)
		name[n++] = (char)(at(tag, from++) | 0x20);
	name[n] = ' ';
	return n > 1 && strstr(names, name);
}

static void comment(struct reader *r)
{
	size_t end = r->has_no_comment_end ? r->rest.len : str_find(r->rest, STR("-->"));
	if (end < r->rest.len) {
		skip(r, end + 3);
		return;
	}
	r->has_no_comment_end = true;
	put_bare(r, str_first(r->rest, 1));
	skip(r, 1);
}

static void angle(struct reader *r)
{
	struct str line = span_of(r->rest);
	size_t end = str_find_char(line, '>');
	struct str inside = str_skip(str_first(line, end), 1);
	if (str_starts(line, STR("<!--"))) {
		comment(r);
		return;
	}
	if (end == line.len)
		put_bare(r, str_first(line, 1));
	else if (is_html(line))
		buf_add(&r->out, str_first(line, end + 1));
	else if (str_starts(inside, STR("http://")) || str_starts(inside, STR("https://"))) {
		put_bare(r, inside);
		put_link(r, inside);
	} else {
		put_bare(r, str_first(line, end + 1));
	}
	skip(r, end < line.len ? end + 1 : 1);
}

static void (*const by_character[256])(struct reader *r) = {
	['*'] = emphasis,     ['_'] = emphasis, ['~'] = emphasis, ['`'] = code,
	['['] = open_bracket, [']'] = bracket,	['\\'] = escaped, ['<'] = angle,
};

/* What means nothing, whatever stands beside it. */
static size_t run_of_words(struct str s)
{
	size_t n = 0;
	while (n < s.len && !by_character[(unsigned char)s.at[n]] && !strchr("|>!\n\1", s.at[n]))
		n++;
	return n;
}

/* Words, or one character of those left: the pipe of a table; >!a spoiler!< is text. */
static void other(struct reader *r)
{
	struct str two = str_first(r->rest, 2);
	size_t run = run_of_words(r->rest);
	bool is_spoiler = str_eq(two, STR(">!")) || str_eq(two, STR("!<"));
	bool is_pipe = r->is_in_table && two.at[0] == '|';
	if (run)
		buf_add(&r->out, str_first(r->rest, run));
	else if (!is_spoiler)
		buf_char(&r->out, is_pipe || two.at[0] == WIPED ? ' ' : two.at[0]);
	skip(r, run ? run : is_spoiler ? 2 : 1);
}

static void inline_text(struct reader *r)
{
	while (r->rest.len && r->rest.at[0] != '\n') {
		void (*read)(struct reader * r) = by_character[(unsigned char)r->rest.at[0]];
		(read ? read : other)(r);
	}
	skip(r, 1);
	buf_add(&r->out, STR("<br>"));
}

static bool is_of(struct str line, const char *characters)
{
	for (size_t i = 0; i < line.len; i++)
		if (!strchr(characters, line.at[i]))
			return false;
	return line.len > 0;
}

/* ---, * * *, ===, |---|:--| */
static bool is_rule(struct str line)
{
	static const char *const kinds[] = { "- ", "* ", "_ ", "=", "|-: " };
	if (line.len < 3)
		return false;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (is_of(line, kinds[i]))
			return true;
	return false;
}

/* "[label]: https://…" alone in its line. */
static bool definition(struct reader *r, struct str line)
{
	size_t close = str_find(line, STR("]: "));
	struct str address = str_trim(str_skip(line, close + 3));
	bool is_one = at(line, 0) == '[' && close < line.len &&
		      (str_starts(address, STR("http://")) ||
		       str_starts(address, STR("https://"))) &&
		      str_find_char(address, ' ') == address.len;
	if (is_one)
		put_link(r, address);
	return is_one;
}

/* The length of what a line's front means at once: a quote's >, a bullet with its box, #s; 0: it
 * means nothing. */
static size_t block_mark(struct str line)
{
	size_t n = run_of(line, '#');
	if (at(line, 0) == '>')
		return at(line, 1) == '!' ? 2 : 1;
	if (n)
		return n <= HEADING_MAX && is_blank(at(line, n)) ? n : 0;
	if (line.len == 0 || !strchr("-*+", line.at[0]) || at(line, 1) != ' ')
		return 0;
	struct str box = str_skip(line, 2);
	bool is_box = str_starts(box, STR("[ ] ")) || str_starts_nocase(box, STR("[x] "));
	return is_box ? 5 : 1;
}

/* Past a fence, and all up to the one that closes it. */
static void fence(struct reader *r, struct str line)
{
	size_t n = run_of(line, line.at[0]);
	char mark = line.at[0];
	for (skip(r, line_of(r->rest).len + 1); r->rest.len;) {
		line = line_of(r->rest);
		skip(r, line.len + 1);
		struct str bare = str_trim(line);
		if (at(bare, 0) == mark && run_of(bare, mark) >= n &&
		    run_of(bare, mark) == bare.len)
			return;
		put_bare(r, line);
		buf_add(&r->out, STR("<br>"));
	}
}

static bool is_fence(struct str line)
{
	char mark = at(line, 0);
	size_t n = run_of(line, mark);
	return n >= TICKS_MIN &&
	       (mark == '~' ||
		(mark == '`' && str_find_char(str_skip(line, n), '`') == line.len - n));
}

static void line(struct reader *r)
{
	size_t n, marks = 0;
	struct str line;
	do {
		while (r->rest.len && r->rest.at[0] != '\n' && is_blank(r->rest.at[0]))
			skip(r, 1);
		line = str_trim(line_of(r->rest));
		n = marks++ == MARKS_MAX || is_rule(line) ? 0 : block_mark(line);
		skip(r, n);
	} while (n);
	r->is_in_table = at(line, 0) == '|';
	if (line.len == 0)
		r->n = 0;
	if (is_fence(line)) {
		fence(r, line);
		return;
	}
	if (is_rule(line) || definition(r, line))
		skip(r, line_of(r->rest).len);
	inline_text(r);
}

struct str markdown_html(struct arena *arena, struct str text)
{
	struct reader r = { .out = buf_new(arena, GROWTH * text.len + SPAN_MAX),
			    .rest = text,
			    .before = '\n' };
	size_t len = 0;
	while (r.rest.len)
		line(&r);
	for (size_t i = 0; i < r.out.len; i++)
		if (r.out.at[i] != WIPED)
			r.out.at[len++] = r.out.at[i];
	return (struct str){ r.out.at, len };
}
