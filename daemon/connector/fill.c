/* How it works: the text of a template is written line by line into one buffer; a line whose hole
 * is found empty, or that does not fit any more, is taken out of it again. A template that is one
 * value as it stands, as most are, is not copied at all. */
#include "template.h"

#include "arena.h"
#include "buf.h"
#include "filter.h"
#include "hmac.h"

#include <string.h>

#include "poison.h"

enum { HASHED_MAX = 64 * KIB, JOINED_MAX = FILLED_MAX };

struct filling {
	const struct scope *scope;
	enum encoding encoding;
	struct arena *arena;
};

/* What stays as it is besides letters, digits and -._~ (RFC 3986, 2.2 and 3.4; in the text of a
 * query without what means something in a form). */
static const char hole_stays[] = "", query_stays[] = "()!*,:@/?$",
		  url_stays[] = "%:/?#[]@!$&'()*+,;=";

static bool is_unreserved(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
	       (c && strchr("-._~", c));
}

static void add_encoded(struct buf *out, struct str text, const char *stays)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		char code[3] = { '%', digits[c >> 4], digits[c & 15] };
		if (is_unreserved((char)c) || (c && strchr(stays, c)))
			buf_char(out, (char)c);
		else
			buf_add(out, (struct str){ code, 3 });
	}
}

/* Does what comes next stand behind the host? Else it is the host, or the front of the URL. */
static bool is_behind_host(struct str url)
{
	static const struct str sign = STR_INIT("://");
	size_t at = str_find(url, sign);
	if (at == url.len)
		return url.len > 0;
	for (size_t i = at + sign.len; i < url.len; i++)
		if (strchr("/?#", url.at[i]))
			return true;
	return false;
}

static void add_text(const struct filling *f, struct str text, struct buf *out)
{
	if (f->encoding == ENCODE_NONE)
		buf_add(out, text);
	else
		add_encoded(out, text, f->encoding == ENCODE_QUERY ? query_stays : url_stays);
}

static void add_value(const struct filling *f, bool is_raw, struct str value, struct buf *out)
{
	if (f->encoding == ENCODE_NONE)
		buf_add(out, value);
	else if (is_raw)
		add_encoded(out, value, url_stays);
	else if (f->encoding == ENCODE_URL && !is_behind_host(buf_str(out)))
		buf_add(out, value);
	else
		add_encoded(out, value, hole_stays);
}

static struct str hex_of(const unsigned char *bytes, size_t n, struct arena *arena)
{
	struct buf out = buf_new(arena, 2 * n);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%02x", bytes[i]);
	return buf_str(&out);
}

/* Of nothing there is no hash: a missing key would give one that looks right. */
static struct str hashed(const struct filling *f, const struct hole *hole)
{
	unsigned char digest[HMAC_BYTES];
	bool has_key = hole->function == HOLE_HMAC_SHA256;
	struct str key = has_key ? path_text(&hole->paths[0], f->scope, f->arena) : STR("");
	struct buf message = buf_new(f->arena, HASHED_MAX);
	if (has_key && key.len == 0)
		return STR("");
	for (size_t i = has_key; i < hole->n; i++) {
		struct str part = path_text(&hole->paths[i], f->scope, f->arena);
		if (part.len == 0)
			return STR("");
		buf_add(&message, part);
	}
	if (message.is_full)
		return STR("");
	if (has_key)
		hmac_sha256(key, buf_str(&message), digest);
	else
		sha1(buf_str(&message), digest);
	return hex_of(digest, has_key ? HMAC_BYTES : SHA1_BYTES, f->arena);
}

/* By the filters from one up to another. */
static struct str filtered(const struct filling *f, const struct hole *hole, size_t from, size_t to,
			   struct str value)
{
	for (size_t i = from; i < to; i++)
		value = filter_value(&hole->filters[i], value, f->arena);
	return value;
}

static size_t find_filter(const struct hole *hole, enum filter_kind kind)
{
	for (size_t i = 0; i < hole->n_filters; i++)
		if (hole->filters[i].kind == kind)
			return i;
	return hole->n_filters;
}

/* All that the path finds: the filters in front of `join` see each, those behind it the whole. */
static struct str joined(const struct filling *f, const struct hole *hole, size_t join)
{
	struct values found = path_find(hole->paths, f->scope, f->arena);
	struct buf out = buf_new(f->arena, JOINED_MAX);
	for (size_t i = 0; i < found.n; i++) {
		struct str value = filtered(f, hole, 0, join, value_text(found.at[i]));
		if (value.len && out.len)
			buf_add(&out, hole->filters[join].argument);
		buf_add(&out, value);
	}
	return buf_str(&out);
}

static struct str value_of(const struct filling *f, const struct hole *hole)
{
	size_t join = find_filter(hole, FILTER_JOIN), done = 0;
	struct str value;
	if (hole->function != HOLE_PLAIN) {
		value = hashed(f, hole);
	} else if (join < hole->n_filters) {
		value = joined(f, hole, join);
		done = join + 1;
	} else {
		value = path_text(hole->paths, f->scope, f->arena);
	}
	return filtered(f, hole, done, hole->n_filters, value);
}

/* False: the line is dropped. */
static bool add_line(const struct filling *f, const struct template_line *line, struct buf *out)
{
	for (size_t i = 0; i < line->n; i++) {
		const struct piece *piece = &line->pieces[i];
		if (!piece->hole) {
			add_text(f, piece->text, out);
			continue;
		}
		struct str value = value_of(f, piece->hole);
		if (value.len == 0 && find_filter(piece->hole, FILTER_OR) == piece->hole->n_filters)
			return false;
		add_value(f, piece->hole->is_raw, value, out);
	}
	return !out->is_full;
}

/* The only piece of a template, when it needs no encoding; else NULL. */
static const struct piece *lone_piece(const struct template *template, enum encoding encoding)
{
	bool is_lone = encoding == ENCODE_NONE && template->n == 1 && template->lines->n == 1;
	return is_lone ? template->lines->pieces : NULL;
}

struct str template_fill(const struct template *template, const struct scope *scope,
			 enum encoding encoding, struct arena *arena)
{
	const struct filling f = { scope, encoding, arena };
	const struct piece *lone = lone_piece(template, encoding);
	if (lone)
		return lone->hole ? value_of(&f, lone->hole) : lone->text;
	struct buf out = buf_new(arena, FILLED_MAX);
	bool has_line = false;
	for (size_t i = 0; i < template->n; i++) {
		size_t before = out.len;
		if (has_line)
			add_text(&f, STR("\n"), &out);
		if (add_line(&f, &template->lines[i], &out)) {
			has_line = true;
			continue;
		}
		out.len = before;
		out.is_full = false;
	}
	if (out.at)
		arena_trim(arena, out.at, out.cap, out.len);
	return buf_str(&out);
}
