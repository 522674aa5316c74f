#include "repair.h"

#include "arena.h"
#include "feed.h"
#include "html.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#include "poison.h"

/* How it works: one pass from front to back cuts the text into tags, CDATA and what stands
 * between. A text is decoded where it lies (a reference is never shorter than what it stands
 * for; the two that are stay as they are) and a mark with its offset and length is written to the
 * markup. A tag is written anew, with quotes around its values. A stack of open names closes what
 * was left open: an end tag closes all that was opened inside it, one without a start tag is
 * dropped, and at the end of a cut-off file everything is closed. Comments, processing
 * instructions and the DOCTYPE (with it every declared entity) go.
 *
 * Giving libxml2 the repaired text itself was the simpler way. It needs four times as long,
 * because it looks at each byte of text again, slowly when the byte is not ASCII. */

enum { MARK_BITS = 6, MARK_FIRST = '@', OFFSET_DIGITS = 4 };

static_assert(FEED_BODY_MAX < 1 << (MARK_BITS * OFFSET_DIGITS), "offsets fit into four digits");

struct repair {
	char *text; /* also where the input is read from */
	const char *at, *end;
	char *out, *out_start;
	struct str name; /* of the tag at `at`, once is_markup() has seen it */
	struct str open[FEED_XML_DEPTH];
	size_t depth;
	bool has_doctype;
	bool has_no_comment_end, has_no_cdata_end; /* none of those ahead is closed */
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

enum { LETTER = 1, OF_NAME = 2 };

static const unsigned char kinds[256] = {
	['a' ... 'z'] = LETTER | OF_NAME,
	['A' ... 'Z'] = LETTER | OF_NAME,
	['_'] = LETTER | OF_NAME,
	['0' ... '9'] = OF_NAME,
	['-'] = OF_NAME,
	['.'] = OF_NAME,
};

static bool is_letter(char c)
{
	return kinds[(unsigned char)c] & LETTER;
}

static bool is_name(char c)
{
	return kinds[(unsigned char)c] & OF_NAME;
}

/* The length of the name at the front, with at most one prefix (Namespaces in XML, 4), or 0. */
static size_t name_len(struct str s)
{
	size_t n = 0;
	if (s.len == 0 || !is_letter(s.at[0]))
		return 0;
	while (n < s.len && is_name(s.at[n]))
		n++;
	if (n + 1 >= s.len || s.at[n] != ':' || !is_letter(s.at[n + 1]))
		return n;
	for (n++; n < s.len && is_name(s.at[n]); n++)
		;
	return n;
}

static struct str rest_of(const struct repair *r)
{
	return (struct str){ r->at, (size_t)(r->end - r->at) };
}

static void put(struct repair *r, struct str s)
{
	memcpy(r->out, s.at, s.len);
	r->out += s.len;
}

static void put_number(struct repair *r, size_t number)
{
	for (int i = 0; i < OFFSET_DIGITS; i++)
		*r->out++ = (char)(MARK_FIRST + (number >> (MARK_BITS * i) & 0x3F));
}

static void put_mark(struct repair *r, struct str s)
{
	put_number(r, (size_t)(s.at - r->text));
	put_number(r, s.len);
}

static size_t number_of(const char digits[OFFSET_DIGITS])
{
	size_t number = 0;
	for (int i = 0; i < OFFSET_DIGITS; i++)
		number |= (size_t)((digits[i] - MARK_FIRST) & 0x3F) << (MARK_BITS * i);
	return number;
}

bool repair_mark(struct str text, const char mark[MARK_LEN], struct str *out)
{
	for (int i = 0; i < MARK_LEN; i++)
		if (mark[i] < MARK_FIRST)
			return false;
	size_t offset = number_of(mark), len = number_of(mark + OFFSET_DIGITS);
	if (offset > text.len || len > text.len - offset)
		return false;
	*out = (struct str){ text.at + offset, len };
	return true;
}

/* XML 1.0, 2.2: of the C0 controls only white space is text. */
static bool is_illegal(char c)
{
	unsigned char u = (unsigned char)c;
	return (u < ' ') & (u != '\t') & (u != '\n') & (u != '\r');
}

/* Where the first illegal character is, or s.len. Almost always there is none: a stride at a time
 * without a branch is what a compiler makes vectors of. */
static size_t first_illegal(struct str s)
{
	enum { STRIDE = 64 };
	size_t i = 0;
	for (; s.len - i >= STRIDE; i += STRIDE) {
		unsigned char found = 0;
		for (size_t j = 0; j < STRIDE; j++)
			found |= is_illegal(s.at[i + j]);
		if (found)
			break;
	}
	while (i < s.len && !is_illegal(s.at[i]))
		i++;
	return i;
}

/* Drops them where they stand. */
static struct str without_illegal(struct str s)
{
	size_t n = first_illegal(s);
	char *text = (char *)s.at;
	for (size_t i = n; i < s.len; i++)
		if (!is_illegal(s.at[i]))
			text[n++] = s.at[i];
	return str_first(s, n);
}

/* The reference at the front, closed and not longer than its name, or just the byte. */
static size_t reference(struct str s, char text[8], size_t *took)
{
	size_t len;
	if (html_entity(s, text, &len, took) && s.at[*took - 1] == ';' && len <= *took)
		return is_illegal(text[0]) ? 0 : len;
	text[0] = s.at[0];
	*took = 1;
	return 1;
}

/* Decodes the references where they stand. */
static struct str decode(struct repair *r, struct str s)
{
	size_t run = str_find_char(s, '&');
	if (run == s.len)
		return s;
	char *start = r->text + (s.at - r->text), *to = start + run;
	for (s = str_skip(s, run); s.len; s = str_skip(s, run)) {
		char text[8];
		size_t took, len = reference(s, text, &took);
		to = mempcpy(to, text, len);
		s = str_skip(s, took);
		run = str_find_char(s, '&');
		memmove(to, s.at, run);
		to += run;
	}
	return (struct str){ start, (size_t)(to - start) };
}

/* White space alone says no more than a blank. */
static bool is_blank(struct str s)
{
	size_t n = 0;
	while (n < s.len && is_space(s.at[n]))
		n++;
	return n == s.len;
}

static void put_text(struct repair *r, struct str s)
{
	if (s.len == 0)
		return;
	if (is_blank(s))
		put(r, STR(" "));
	else
		put_mark(r, s);
}

/* Cuts up to `close` from the front; a part that is never closed goes to the end. */
static struct str cut_until(struct repair *r, struct str close)
{
	struct str part = str_first(rest_of(r), str_find(rest_of(r), close));
	r->at += part.len;
	r->at += (size_t)(r->end - r->at) < close.len ? (size_t)(r->end - r->at) : close.len;
	return part;
}

/* The length of a DOCTYPE, whose [internal subset] and quotes may hold other '>'. */
static size_t doctype_len(struct str s)
{
	int depth = 0;
	char quote = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (quote)
			quote = s.at[i] == quote ? 0 : quote;
		else if (s.at[i] == '"' || s.at[i] == '\'')
			quote = s.at[i];
		else if (s.at[i] == '[' || s.at[i] == ']')
			depth += s.at[i] == '[' ? 1 : -1;
		else if (s.at[i] == '>' && depth <= 0)
			return i + 1;
	}
	return 0;
}

/* A comment that is never closed is none: what stands in it is kept. */
static void comment(struct repair *r)
{
	struct str rest = rest_of(r);
	size_t end = r->has_no_comment_end ? rest.len : str_find(rest, STR("-->"));
	r->has_no_comment_end = end == rest.len;
	r->at += r->has_no_comment_end ? 4 : end + 3;
}

/* And a CDATA that is never closed says nothing: the elements behind it are elements. */
static void cdata(struct repair *r)
{
	r->at += 9;
	struct str rest = rest_of(r);
	size_t end = r->has_no_cdata_end ? rest.len : str_find(rest, STR("]]>"));
	r->has_no_cdata_end = end == rest.len;
	if (r->has_no_cdata_end)
		return;
	r->at += end + 3;
	put_text(r, str_first(rest, end));
}

/* "<?php if ($a > 1) … ?>": does "?>" come before the next tag? Else a '>' alone ends it. */
static bool is_closed_instruction(struct str rest)
{
	struct str inside = str_first(str_skip(rest, 2), str_find_char(str_skip(rest, 2), '<'));
	return str_find(inside, STR("?>")) < inside.len;
}

/* "<!…" and "<?…". */
static void declaration(struct repair *r)
{
	struct str rest = rest_of(r);
	if (str_starts_nocase(rest, STR("<![CDATA["))) {
		cdata(r);
	} else if (str_starts(rest, STR("<!--"))) {
		comment(r);
	} else if (str_starts_nocase(rest, STR("<!DOCTYPE")) && !r->has_doctype) {
		r->has_doctype = true;
		r->at += doctype_len(rest);
		if (r->at == rest.at)
			cut_until(r, STR(">"));
	} else if (rest.at[1] == '?' && is_closed_instruction(rest)) {
		cut_until(r, STR("?>"));
	} else {
		cut_until(r, STR(">"));
	}
}

static struct str cut_name(struct repair *r)
{
	struct str name = str_first(rest_of(r), name_len(rest_of(r)));
	r->at += name.len;
	return name;
}

static void skip_space(struct repair *r)
{
	while (r->at < r->end && is_space(*r->at))
		r->at++;
}

static size_t until_angle(struct str s)
{
	size_t n = 0;
	while (n < s.len && s.at[n] != '<' && s.at[n] != '>')
		n++;
	return n;
}

/* A value in quotes, or up to white space or '>'. */
static struct str cut_value(struct repair *r)
{
	char quote = *r->at;
	if (quote == '"' || quote == '\'') {
		r->at++;
		const char *end = memchr(r->at, quote, (size_t)(r->end - r->at));
		struct str value = { r->at, (size_t)((end ? end : r->end) - r->at) };
		r->at = end ? end + 1 : r->end;
		if (str_find_char(value, '<') == value.len)
			return value;
		/* XML 1.0, 3.1: no '<' in a value. So this quote was never closed. */
		value = str_first(value, until_angle(value));
		r->at = value.at + value.len;
		return value;
	}
	const char *start = r->at;
	while (r->at < r->end && !is_space(*r->at) && *r->at != '>')
		r->at++;
	return (struct str){ start, (size_t)(r->at - start) };
}

/* A namespace is no text: libxml2 must read it. It is written without what would need an escape. */
static void put_namespace(struct repair *r, struct str value)
{
	value = str_trim(value);
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] > ' ' && !strchr("<>&\"", value.at[i]))
			*r->out++ = value.at[i];
}

/* One attribute; what is none is skipped. */
static void attribute(struct repair *r)
{
	if (!is_letter(*r->at)) {
		r->at++;
		return;
	}
	struct str name = cut_name(r), value = STR("");
	skip_space(r);
	if (r->at < r->end && *r->at == '=') {
		r->at++;
		skip_space(r);
		if (r->at < r->end)
			value = cut_value(r);
	}
	put(r, STR(" "));
	put(r, name);
	put(r, STR("=\""));
	if (str_starts(name, STR("xmlns")))
		put_namespace(r, decode(r, value));
	else if (value.len)
		put_mark(r, decode(r, value));
	put(r, STR("\""));
}

static void put_end(struct repair *r)
{
	put(r, STR("</"));
	put(r, r->open[--r->depth]);
	put(r, STR(">"));
}

/* HTML's elements without content, which nobody closes when he writes HTML into XML. */
static bool is_void(struct str name)
{
	static const struct str names[] = { STR_INIT("br"),  STR_INIT("hr"),	STR_INIT("img"),
					    STR_INIT("wbr"), STR_INIT("input"), STR_INIT("embed") };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if ((name.at[0] | 0x20) == names[i].at[0] && str_eq_nocase(name, names[i]))
			return true;
	return false;
}

/* Almost always they are equal to the letter. */
static bool is_same_name(struct str a, struct str b)
{
	return str_eq(a, b) || str_eq_nocase(a, b);
}

static void end_tag(struct repair *r)
{
	size_t depth = r->depth;
	r->at = r->name.at + r->name.len;
	cut_until(r, STR(">"));
	while (depth > 0 && !is_same_name(r->open[depth - 1], r->name))
		depth--;
	while (depth > 0 && r->depth >= depth)
		put_end(r);
}

static bool start_tag(struct repair *r, struct err *err)
{
	struct str name = r->name;
	size_t attributes = 0;
	r->at = name.at + name.len;
	put(r, STR("<"));
	put(r, name);
	for (skip_space(r); r->at < r->end && *r->at != '>' && *r->at != '<'; skip_space(r)) {
		if (*r->at == '/' && r->at + 1 < r->end && r->at[1] == '>')
			break;
		if (is_letter(*r->at) && ++attributes > FEED_XML_ATTRIBUTES)
			return err_set(err, ERR_LIMIT, "more than %d attributes in one element",
				       FEED_XML_ATTRIBUTES);
		attribute(r);
	}
	bool is_empty = is_void(name) || (r->at < r->end && *r->at == '/');
	r->at += r->at < r->end && *r->at == '/';
	r->at += r->at < r->end && *r->at == '>';
	put(r, is_empty ? STR("/>") : STR(">"));
	if (is_empty)
		return true;
	if (r->depth == FEED_XML_DEPTH)
		return err_set(err, ERR_LIMIT, "elements deeper than %d", FEED_XML_DEPTH);
	r->open[r->depth++] = name;
	return true;
}

/* Behind a name: the end of the tag, or attributes, or the next tag where '>' was forgotten. In
 * "if a <b and c</p>" and "a<b</p>" it is none of these. */
static bool is_tag_rest(struct str rest)
{
	size_t n = until_angle(rest);
	if (n == rest.len || rest.at[n] == '>' || str_find_char(str_first(rest, n), '=') < n)
		return true;
	return str_trim(str_first(rest, n)).len == 0 && !str_starts(str_skip(rest, n), STR("</"));
}

/* Is this a tag? A name must be followed by what can follow a name, so that `a<b@c` is text. */
static bool is_tag(struct repair *r)
{
	bool is_end = r->end - r->at > 1 && r->at[1] == '/';
	struct str rest = str_skip(rest_of(r), is_end ? 2 : 1);
	size_t len = name_len(rest);
	r->name = str_first(rest, len);
	if (len == 0 || len == rest.len || rest.at[len] == '>' || rest.at[len] == '/')
		return len > 0;
	return (is_space(rest.at[len]) || rest.at[len] == '<') &&
	       (is_end || is_tag_rest(str_skip(rest, len)));
}

static bool is_markup(struct repair *r)
{
	if (r->at == r->end || *r->at != '<')
		return false;
	bool is_declaration = r->end - r->at > 1 && (r->at[1] == '!' || r->at[1] == '?');
	return is_declaration || is_tag(r);
}

/* Text up to the next '<' that begins markup. */
static void text(struct repair *r)
{
	const char *start = r->at;
	while (r->at < r->end && !is_markup(r))
		r->at += str_find_char(str_skip(rest_of(r), 1), '<') + 1;
	put_text(r, decode(r, (struct str){ start, (size_t)(r->at - start) }));
}

/* A text, which may be empty, and the markup behind it. */
static bool piece(struct repair *r, struct err *err)
{
	text(r);
	if (r->at == r->end)
		return true;
	if (r->at[1] == '!' || r->at[1] == '?')
		declaration(r);
	else if (r->at[1] == '/')
		end_tag(r);
	else
		return start_tag(r, err);
	return true;
}

/* No piece comes out longer than this many times its length: `x<a b=c>` is the worst. */
enum { GROWTH = 5 };

bool repair_xml(struct arena *arena, struct str input, struct str *markup, struct err *err)
{
	struct repair *r = NEW(arena, struct repair, 1);
	input = without_illegal(input);
	r->text = (char *)input.at;
	r->at = input.at + str_find_char(input, '<');
	r->end = input.at + input.len;
	r->out = r->out_start = arena_bytes(arena, input.len * GROWTH + 16);
	/* One root around all, so that what a server writes before or behind the feed does no harm.
	 */
	put(r, STR("<_>"));
	while (r->at < r->end)
		if (!piece(r, err))
			return false;
	while (r->depth > 0)
		put_end(r);
	put(r, STR("</_>"));
	*markup = (struct str){ r->out_start, (size_t)(r->out - r->out_start) };
	return true;
}
