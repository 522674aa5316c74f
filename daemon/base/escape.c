#include "escape.h"

#include "utf8.h"

#include <string.h>

#include "poison.h"

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x2028 ||
	       c == 0x2029;
}

/* Eats one code point: its value, its bytes in *piece; bad bytes come as UTF8_BAD. */
static uint32_t eat(struct str *rest, struct str *piece)
{
	size_t len;
	uint32_t c = utf8_next(*rest, &len);
	bool is_bad = c == UTF8_BAD && len == 1;
	*piece = is_bad ? STR("\xEF\xBF\xBD") : str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return c;
}

static void show_control(struct buf *buf, uint32_t c)
{
	buf_fmt(buf, c < 0x100 ? "\\x%02X" : "\\u{%X}", c);
}

static bool is_bare(struct str s)
{
	struct str piece;
	if (s.len == 0)
		return false;
	while (s.len) {
		uint32_t c = eat(&s, &piece);
		if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == UTF8_BAD || is_control(c))
			return false;
	}
	return true;
}

void escape_log(struct buf *buf, struct str s)
{
	struct str piece;
	if (is_bare(s)) {
		buf_add(buf, s);
		return;
	}
	buf_char(buf, '"');
	while (s.len) {
		uint32_t c = eat(&s, &piece);
		if (c == '"' || c == '\\')
			buf_fmt(buf, "\\%c", (char)c);
		else if (c == '\n' || c == '\t')
			buf_add(buf, c == '\n' ? STR("\\n") : STR("\\t"));
		else if (is_control(c))
			show_control(buf, c);
		else
			buf_add(buf, piece);
	}
	buf_char(buf, '"');
}

void escape_terminal(struct buf *buf, struct str s)
{
	struct str piece;
	while (s.len) {
		uint32_t c = eat(&s, &piece);
		if (c == '\n' || c == '\t' || c == '\r')
			buf_char(buf, ' ');
		else if (is_control(c))
			show_control(buf, c);
		else
			buf_add(buf, piece);
	}
}

/* Unicode 15, EastAsianWidth W and F in blocks, and the combining marks of most scripts: enough for
 * a table to stand straight. */
static size_t columns_of(uint32_t c)
{
	static const struct {
		uint32_t from, to;
		size_t columns;
	} widths[] = {
		{ 0x300, 0x36F, 0 },	 { 0x483, 0x489, 0 },	  { 0x591, 0x5BD, 0 },
		{ 0x64B, 0x65F, 0 },	 { 0x200B, 0x200D, 0 },	  { 0x20D0, 0x20F0, 0 },
		{ 0xFE00, 0xFE0F, 0 },	 { 0xFE20, 0xFE2F, 0 },	  { 0x1100, 0x115F, 2 },
		{ 0x2E80, 0xA4CF, 2 },	 { 0xAC00, 0xD7A3, 2 },	  { 0xF900, 0xFAFF, 2 },
		{ 0xFE30, 0xFE6F, 2 },	 { 0xFF00, 0xFF60, 2 },	  { 0xFFE0, 0xFFE6, 2 },
		{ 0x1F300, 0x1F64F, 2 }, { 0x1F680, 0x1FAFF, 2 }, { 0x20000, 0x3FFFD, 2 },
	};
	for (size_t i = 0; i < COUNT_OF(widths); i++)
		if (c >= widths[i].from && c <= widths[i].to)
			return widths[i].columns;
	return 1;
}

/* What escape_terminal makes of one code point. */
static size_t shown_columns(uint32_t c)
{
	if (c == '\n' || c == '\t' || c == '\r')
		return 1;
	if (is_control(c))
		return c < 0x100    ? strlen("\\x00")
		       : c < 0x1000 ? strlen("\\u{000}")
				    : strlen("\\u{0000}");
	return columns_of(c);
}

size_t escape_columns(struct str s)
{
	struct str piece;
	size_t columns = 0;
	while (s.len)
		columns += shown_columns(eat(&s, &piece));
	return columns;
}

/* As many code points from the front as take at most so many columns. */
static struct str fitting(struct str s, size_t columns)
{
	struct str rest = s, piece;
	size_t len = 0;
	while (rest.len) {
		size_t takes = shown_columns(eat(&rest, &piece));
		if (takes > columns)
			break;
		columns -= takes;
		len = s.len - rest.len;
	}
	return str_first(s, len);
}

void escape_cell(struct buf *buf, struct str s, size_t columns)
{
	bool is_cut = escape_columns(s) > columns;
	struct str shown = is_cut && columns ? fitting(s, columns - 1) : fitting(s, columns);
	size_t used = escape_columns(shown) + (is_cut && columns);
	escape_terminal(buf, shown);
	if (is_cut && columns)
		buf_add(buf, STR("…"));
	for (; used < columns; used++)
		buf_char(buf, ' ');
}

static struct str html_reference(uint32_t c)
{
	switch (c) {
	case '&': return STR("&amp;");
	case '<': return STR("&lt;");
	case '>': return STR("&gt;");
	case '"': return STR("&quot;");
	case '\'': return STR("&#39;");
	default: return STR("");
	}
}

void escape_html(struct buf *buf, struct str s)
{
	struct str piece;
	while (s.len) {
		uint32_t c = eat(&s, &piece);
		struct str reference = html_reference(c);
		if (reference.len)
			buf_add(buf, reference);
		else if (c == '\n' || c == '\t' || !is_control(c))
			buf_add(buf, piece);
	}
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

/* Most text needs no care: what stands in front without what JSON wants escaped. */
static size_t plain_len(struct str s)
{
	size_t n = 0, len;
	while (n < s.len) {
		if (is_plain(s.at[n])) {
			n++;
			continue;
		}
		if ((unsigned char)s.at[n] < 0x80)
			break;
		uint32_t c = utf8_next(str_skip(s, n), &len);
		if (is_control(c) || (c == UTF8_BAD && len == 1))
			break;
		n += len;
	}
	return n;
}

void escape_json(struct buf *buf, struct str s)
{
	struct str piece;
	while (s.len) {
		size_t plain = plain_len(s);
		buf_add(buf, str_first(s, plain));
		s = str_skip(s, plain);
		if (s.len == 0)
			break;
		uint32_t c = eat(&s, &piece);
		if (c == '"')
			buf_add(buf, STR("\\\""));
		else if (c == '\\')
			buf_add(buf, STR("\\\\"));
		else if (c == '\n')
			buf_add(buf, STR("\\n"));
		else if (c == '\t')
			buf_add(buf, STR("\\t"));
		else if (is_control(c))
			buf_fmt(buf, "\\u%04x", c);
		else
			buf_add(buf, piece);
	}
}

void escape_line(struct buf *buf, struct str s)
{
	struct str piece;
	bool was_space = true;
	size_t start = buf->len;
	while (s.len) {
		uint32_t c = eat(&s, &piece);
		if (is_space(c)) {
			if (!was_space)
				buf_char(buf, ' ');
			was_space = true;
		} else if (!is_control(c)) {
			buf_add(buf, piece);
			was_space = false;
		}
	}
	if (was_space && buf->len > start && buf->at[buf->len - 1] == ' ')
		buf->len--;
}
