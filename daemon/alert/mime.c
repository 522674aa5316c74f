/* mime.c - one mail, composed so that nothing on its way has a reason to change it.
 *
 * Header values are refused when they hold a control character, for a line break in one is a header
 * of somebody else's making. ASCII values are folded at their blanks; all others become UTF-8
 * encoded words in the Q form (RFC 2047), cut between characters, one a line: readable in the raw
 * mail and never over 76 columns. Bodies are quoted-printable, with two letters more encoded than
 * RFC 2045 asks for: a dot at the start of a line (SMTP) and the F of "From " (mailbox files).
 * A boundary that begins with "=_" cannot stand in such a body, so none has to be searched for. */
#include "mime.h"

#include "arena.h"
#include "ascii.h"
#include "buf.h"
#include "calendar.h"
#include "hash.h"
#include "render.h"
#include "utf8.h"

#include <inttypes.h>

#include "poison.h"

enum {
	FOLD = 76,
	LOCAL_MAX = 64, /* RFC 5321, 4.5.3.1 */
	DOMAIN_MAX = 255,
	LABEL_MAX = 63,
	NAME_MAX = 200,
};

static bool has_any(struct str s, struct str set)
{
	for (size_t i = 0; i < s.len; i++)
		if (str_find_char(set, s.at[i]) < set.len)
			return true;
	return false;
}

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < ' ' || s.at[i] == 0x7F)
			return true;
	return false;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

/* RFC 5322, 3.2.3: atoms of these, with single dots between. */
static bool is_local(struct str local)
{
	struct str rest = local, atom;
	const struct str more = STR("!#$%&'*+-/=?^_`{|}~");
	if (local.len == 0 || local.len > LOCAL_MAX)
		return false;
	while (str_cut(&rest, '.', &atom)) {
		if (atom.len == 0)
			return false;
		for (size_t i = 0; i < atom.len; i++)
			if (!ascii_is_alnum(atom.at[i]) &&
			    str_find_char(more, atom.at[i]) == more.len)
				return false;
	}
	return true;
}

static bool is_domain(struct str domain)
{
	struct str rest = domain, label;
	if (domain.len == 0 || domain.len > DOMAIN_MAX)
		return false;
	while (str_cut(&rest, '.', &label)) {
		if (label.len == 0 || label.len > LABEL_MAX || label.at[0] == '-' ||
		    label.at[label.len - 1] == '-')
			return false;
		for (size_t i = 0; i < label.len; i++)
			if (!ascii_is_alnum(label.at[i]) && label.at[i] != '-')
				return false;
	}
	return true;
}

static bool is_address(struct str text)
{
	size_t at = str_find_char(text, '@');
	return at < text.len && is_local(str_first(text, at)) && is_domain(str_skip(text, at + 1));
}

bool mail_address(struct str text, struct str *name, struct str *address)
{
	struct str before = STR(""), bare = str_trim(text);
	size_t open = str_find_char(bare, '<');
	if (has_control(text))
		return false;
	if (open < bare.len) {
		before = str_trim(str_first(bare, open));
		bare = str_skip(bare, open + 1);
		if (!str_ends(bare, STR(">")))
			return false;
		bare.len--;
	}
	if (before.len >= 2 && before.at[0] == '"' && before.at[before.len - 1] == '"')
		before = str_first(str_skip(before, 1), before.len - 2);
	if (!is_address(bare) || before.len > NAME_MAX || !utf8_valid(before) ||
	    has_any(before, STR("\"\\<>")))
		return false;
	*name = before;
	*address = bare;
	return true;
}

/* A header under construction; column counts since the last line break. */
struct line {
	struct buf *buf;
	size_t column;
};

static void add(struct line *line, struct str s)
{
	buf_add(line->buf, s);
	line->column += s.len;
}

static void fold(struct line *line)
{
	buf_add(line->buf, STR("\r\n "));
	line->column = 1;
}

static struct line begin(struct buf *buf, struct str name)
{
	struct line line = { buf, 0 };
	add(&line, name);
	add(&line, STR(":"));
	return line;
}

/* The Q form of one character, of the set allowed even in a display name (RFC 2047, section 5). */
static size_t q_encode(struct str piece, char out[12])
{
	static const char hex[] = "0123456789ABCDEF";
	const struct str bare = STR("!*+-/");
	size_t n = 0;
	for (size_t i = 0; i < piece.len; i++) {
		char c = piece.at[i];
		if (ascii_is_alnum(c) || c == ' ' || str_find_char(bare, c) < bare.len) {
			out[n++] = c == ' ' ? '_' : c;
			continue;
		}
		out[n++] = '=';
		out[n++] = hex[(unsigned char)c >> 4];
		out[n++] = hex[(unsigned char)c & 15];
	}
	return n;
}

/* No encoded word grows longer than RFC 2047 allows (75), as each has a line of 76 to itself. */
static void add_encoded(struct line *line, struct str value)
{
	const struct str open = STR(" =?UTF-8?Q?"), close = STR("?=");
	bool is_open = false;
	size_t len;
	while (value.len) {
		char coded[12];
		utf8_next(value, &len);
		struct str piece = { coded, q_encode(str_first(value, len), coded) };
		if (is_open && line->column + piece.len + close.len > FOLD) {
			add(line, close);
			is_open = false;
		}
		if (!is_open && line->column + open.len + piece.len + close.len > FOLD) {
			buf_add(line->buf, STR("\r\n"));
			line->column = 0;
		}
		if (!is_open)
			add(line, open);
		is_open = true;
		add(line, piece);
		value = str_skip(value, len);
	}
	if (is_open)
		add(line, close);
}

/* A word that cannot be folded, or what a reader would take for an encoded word (many look for them
 * inside of words, too). */
static bool must_encode(struct str value)
{
	struct str rest = value, word;
	while (str_cut(&rest, ' ', &word))
		if (word.len > 900)
			return true;
	return !is_ascii(value) || str_find(value, STR("=?")) < value.len;
}

static void add_folded(struct line *line, struct str value)
{
	struct str rest = value, word;
	while (str_cut(&rest, ' ', &word)) {
		if (line->column > 1 && line->column + 1 + word.len > FOLD && word.len)
			fold(line);
		else
			add(line, STR(" "));
		add(line, word);
	}
}

static bool add_header(struct buf *buf, struct str name, struct str value, struct err *err)
{
	if (has_control(value) || !utf8_valid(value))
		return err_set(err, ERR_DATA, "header " STR_FMT " holds a control character",
			       STR_ARG(name));
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '-')
			return err_set(err, ERR_DATA, "no name of a header: " STR_FMT,
				       STR_ARG(name));
	struct line line = begin(buf, name);
	if (must_encode(value))
		add_encoded(&line, value);
	else
		add_folded(&line, str_trim(value));
	buf_add(buf, STR("\r\n"));
	return true;
}

static bool add_address(struct buf *buf, struct str header, struct str text, struct err *err)
{
	struct str name, address;
	if (!mail_address(text, &name, &address))
		return err_set(err, ERR_DATA, "no mail address in " STR_FMT ": " STR_FMT,
			       STR_ARG(header), STR_ARG(str_first(text, NAME_MAX)));
	struct line line = begin(buf, header);
	if (must_encode(name)) {
		add_encoded(&line, name);
	} else if (has_any(name, STR("()[]:;@,."))) {
		struct str quoted = str_fmt(buf->arena, "\"" STR_FMT "\"", STR_ARG(name));
		add_folded(&line, quoted);
	} else if (name.len) {
		add_folded(&line, name);
	}
	if (name.len)
		address = str_fmt(buf->arena, "<" STR_FMT ">", STR_ARG(address));
	add_folded(&line, address);
	buf_add(buf, STR("\r\n"));
	return true;
}

static bool is_message_id(struct str id)
{
	size_t at = str_find_char(id, '@');
	return id.len <= 250 && at < id.len && is_ascii(id) && !has_control(id) &&
	       !has_any(id, STR(" <>\"\\()")) && is_domain(str_skip(id, at + 1));
}

/* Must this byte be encoded where it stands? (RFC 2045, 6.7; the head of the file for the rest.) */
static bool is_coded(struct str text, size_t i, bool is_line_start)
{
	char c = text.at[i];
	bool is_last = i + 1 == text.len || text.at[i + 1] == '\n' || text.at[i + 1] == '\r';
	if (c == ' ' || c == '\t')
		return is_last;
	if (is_line_start && (c == '.' || str_starts(str_skip(text, i), STR("From "))))
		return true;
	return c == '=' || c < '!' || c > '~';
}

static void add_quoted_printable(struct buf *buf, struct str text)
{
	size_t column = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n')
			continue;
		if (text.at[i] == '\n') {
			buf_add(buf, STR("\r\n"));
			column = 0;
			continue;
		}
		/* 75 and the "=" of a soft break; the decision to break comes first, as it makes
		 * a new start of a line. */
		if (column + (is_coded(text, i, false) ? 3 : 1) > FOLD - 1) {
			buf_add(buf, STR("=\r\n"));
			column = 0;
		}
		bool is_hex = is_coded(text, i, column == 0);
		if (is_hex)
			buf_fmt(buf, "=%02X", (unsigned char)text.at[i]);
		else
			buf_char(buf, text.at[i]);
		column += is_hex ? 3 : 1;
	}
	if (column)
		buf_add(buf, STR("\r\n"));
}

static void add_part(struct buf *buf, struct str boundary, const char *type, struct str text)
{
	buf_fmt(buf,
		"--" STR_FMT "\r\n"
		"Content-Type: %s; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		STR_ARG(boundary), type);
	add_quoted_printable(buf, text);
	buf_add(buf, STR("\r\n"));
}

static bool add_headers(struct buf *buf, const struct mail *mail, struct err *err)
{
	struct str date = calendar_rfc5322(buf->arena, mail->date_ms);
	struct str id = str_fmt(buf->arena, "<" STR_FMT ">", STR_ARG(mail->message_id));
	if (!is_message_id(mail->message_id))
		return err_set(err, ERR_DATA, "no Message-ID: " STR_FMT,
			       STR_ARG(str_first(mail->message_id, NAME_MAX)));
	if (!add_address(buf, STR("From"), mail->from, err) ||
	    !add_address(buf, STR("To"), mail->to, err) ||
	    !add_header(buf, STR("Subject"), mail->subject, err) ||
	    !add_header(buf, STR("Date"), date, err) ||
	    !add_header(buf, STR("Message-ID"), id, err))
		return false;
	for (size_t i = 0; i < mail->extra.n; i++)
		if (!add_header(buf, mail->extra.at[i].name, mail->extra.at[i].value, err))
			return false;
	return true;
}

bool mime_compose(const struct mail *mail, struct arena *arena, struct str *out, struct err *err)
{
	struct buf buf = buf_new(arena, RENDER_MAIL_MAX);
	struct str boundary = str_fmt(arena, "=_mentiond_%016" PRIx64, hash_str(mail->message_id));
	if (!add_headers(&buf, mail, err))
		return false;
	buf_fmt(&buf,
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative;\r\n boundary=\"" STR_FMT "\"\r\n\r\n",
		STR_ARG(boundary));
	add_part(&buf, boundary, "text/plain", mail->text);
	add_part(&buf, boundary, "text/html", mail->html);
	buf_fmt(&buf, "--" STR_FMT "--\r\n", STR_ARG(boundary));
	if (buf.is_full)
		return err_set(err, ERR_LIMIT, "the mail is larger than %d KiB",
			       RENDER_MAIL_MAX / KIB);
	*out = buf_str(&buf);
	return true;
}
