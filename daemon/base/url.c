/* Splitting never fails on the parts: whatever stands between the marks is taken as it is, because
 * feeds are full of links no grammar allows. Resolution follows RFC 3986, 5.2, on whole segments;
 * its examples of 5.4 are the test. The identity of a link is a text of our own, never a URL to
 * ask: what publishers vary without meaning (scheme, www, tracking, order) is dropped from it. */
#include "url.h"

#include "arena.h"
#include "ascii.h"
#include "buf.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* A base is copied for each address that is resolved, so its length multiplies. */
enum { URL_MAX = 64 * KIB, URL_BASE_MAX = 2 * KIB, PARAMETERS_MAX = 64 };

/* RFC 3986, 3.1: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":" */
static bool cut_scheme(struct str *text, struct str *scheme)
{
	size_t n = 0;
	while (n < text->len && (ascii_is_letter(text->at[n]) ||
				 (n && (ascii_is_digit(text->at[n]) || text->at[n] == '+' ||
					text->at[n] == '-' || text->at[n] == '.'))))
		n++;
	if (n == 0 || n == text->len || text->at[n] != ':')
		return false;
	*scheme = str_first(*text, n);
	*text = str_skip(*text, n + 1);
	return true;
}

static void split_authority(struct str authority, struct url *out)
{
	size_t at = authority.len;
	for (size_t i = 0; i < authority.len; i++)
		if (authority.at[i] == '@')
			at = i;
	if (at < authority.len) {
		out->user = str_first(authority, at);
		authority = str_skip(authority, at + 1);
	}
	if (str_starts(authority, STR("["))) {
		size_t end = str_find_char(authority, ']');
		out->host = str_first(str_skip(authority, 1), end ? end - 1 : 0);
		authority = str_skip(authority, end + 1);
		out->port = str_starts(authority, STR(":")) ? str_skip(authority, 1) : STR("");
		return;
	}
	size_t colon = str_find_char(authority, ':');
	out->host = str_first(authority, colon);
	out->port = str_skip(authority, colon + 1);
}

/* Authority, path, query, fragment of what stands behind the scheme (or of a relative one). */
static void split_rest(struct str rest, struct url *out)
{
	size_t hash = str_find_char(rest, '#');
	out->has_fragment = hash < rest.len;
	out->fragment = str_skip(rest, hash + 1);
	rest = str_first(rest, hash);
	size_t question = str_find_char(rest, '?');
	out->has_query = question < rest.len;
	out->query = str_skip(rest, question + 1);
	rest = str_first(rest, question);
	out->has_authority = str_starts(rest, STR("//"));
	if (out->has_authority) {
		rest = str_skip(rest, 2);
		size_t slash = str_find_char(rest, '/');
		split_authority(str_first(rest, slash), out);
		rest = str_skip(rest, slash);
	}
	out->path = rest;
}

bool url_parse(struct str text, struct url *out)
{
	struct url url = { 0 };
	text = str_trim(text);
	if (!cut_scheme(&text, &url.scheme))
		return false;
	split_rest(text, &url);
	*out = url;
	return true;
}

bool url_is_web(struct str text)
{
	struct url url;
	return url_parse(text, &url) && url.has_authority && url.host.len &&
	       (str_eq_nocase(url.scheme, STR("http")) || str_eq_nocase(url.scheme, STR("https")));
}

/* RFC 3986, 5.2.4: remove_dot_segments, on whole segments. */
static void add_path(struct buf *out, struct str path)
{
	size_t start = out->len;
	struct str rest = path, segment;
	bool is_first = true, ends_open = false;
	while (str_cut(&rest, '/', &segment)) {
		bool is_dot = str_eq(segment, STR("."));
		bool is_up = str_eq(segment, STR(".."));
		ends_open = is_dot || is_up;
		if (is_up) {
			while (out->len > start && out->at[out->len - 1] != '/')
				out->len--;
			if (out->len > start)
				out->len--;
		}
		if (is_dot || is_up) {
			is_first = false;
			continue;
		}
		if (!is_first)
			buf_char(out, '/');
		buf_add(out, segment);
		is_first = false;
	}
	if (ends_open)
		buf_char(out, '/');
}

static void add_authority(struct buf *out, struct str scheme, const struct url *url)
{
	buf_fmt(out, STR_FMT ":", STR_ARG(scheme));
	if (!url->has_authority)
		return;
	buf_add(out, STR("//"));
	if (url->user.len)
		buf_fmt(out, STR_FMT "@", STR_ARG(url->user));
	bool is_v6 = str_find_char(url->host, ':') < url->host.len;
	buf_fmt(out, is_v6 ? "[" STR_FMT "]" : STR_FMT, STR_ARG(url->host));
	if (url->port.len)
		buf_fmt(out, ":" STR_FMT, STR_ARG(url->port));
}

static void add_query(struct buf *out, const struct url *url)
{
	if (url->has_query)
		buf_fmt(out, "?" STR_FMT, STR_ARG(url->query));
}

/* RFC 3986, 5.2.3: the path in the folder of the base. */
static struct str merged(struct arena *arena, struct str base, struct str path)
{
	size_t slash = base.len;
	while (slash > 0 && base.at[slash - 1] != '/')
		slash--;
	struct str folder = slash ? str_first(base, slash) : STR("/");
	char *out = arena_bytes(arena, folder.len + path.len);
	memcpy(mempcpy(out, folder.at, folder.len), path.at, path.len);
	return (struct str){ out, folder.len + path.len };
}

struct str url_resolve(struct arena *arena, struct str base, struct str reference)
{
	struct url from, to = { 0 };
	reference = str_trim(reference);
	if (reference.len > URL_MAX || base.len > URL_BASE_MAX || url_parse(reference, &to) ||
	    !url_parse(base, &from))
		return reference;
	split_rest(reference, &to);
	bool is_relative = !to.has_authority && to.path.len && to.path.at[0] != '/';
	struct str path = is_relative ? merged(arena, from.path, to.path) : to.path;
	struct buf out = buf_new(arena, 4 * URL_MAX);
	add_authority(&out, from.scheme, to.has_authority ? &to : &from);
	if (to.has_authority || path.len) {
		add_path(&out, path);
		add_query(&out, &to);
	} else {
		buf_add(&out, from.path);
		add_query(&out, to.has_query ? &to : &from);
	}
	if (to.has_fragment)
		buf_fmt(&out, "#" STR_FMT, STR_ARG(to.fragment));
	return buf_str(&out);
}

static bool is_tracking(struct str parameter)
{
	static const struct str names[] = { STR_INIT("fbclid"), STR_INIT("gclid"),
					    STR_INIT("mc_cid"), STR_INIT("mc_eid"),
					    STR_INIT("igshid"), STR_INIT("ref_src") };
	struct str name = str_first(parameter, str_find_char(parameter, '='));
	if (str_starts_nocase(name, STR("utm_")))
		return true;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void add_sorted_query(struct buf *out, struct str query)
{
	struct str parts[PARAMETERS_MAX], part;
	size_t n = 0;
	while (n < PARAMETERS_MAX && str_cut(&query, '&', &part))
		if (part.len && !is_tracking(part))
			parts[n++] = part;
	qsort(parts, n, sizeof(*parts), by_bytes);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%c" STR_FMT, i ? '&' : '?', STR_ARG(parts[i]));
	if (query.at)
		buf_fmt(out, "&" STR_FMT, STR_ARG(query));
}

struct str url_identity(struct arena *arena, struct str text)
{
	struct url url;
	if (!url_is_web(text) || !url_parse(text, &url) || text.len > URL_MAX)
		return str_trim(text);
	struct buf out = buf_new(arena, 2 * URL_MAX);
	struct str host = str_lower(arena, url.host);
	if (str_starts(host, STR("www.")))
		host = str_skip(host, 4);
	buf_add(&out, host);
	if (url.port.len && !str_eq(url.port, STR("80")) && !str_eq(url.port, STR("443")))
		buf_fmt(&out, ":" STR_FMT, STR_ARG(url.port));
	while (str_ends(url.path, STR("/")))
		url.path.len--;
	buf_add(&out, url.path);
	if (url.has_query)
		add_sorted_query(&out, url.query);
	return buf_str(&out);
}

struct str url_shown(struct arena *arena, struct str text)
{
	struct url url;
	if (!url_parse(text, &url) || text.len > URL_MAX)
		return str_first(text, URL_MAX);
	struct buf out = buf_new(arena, 2 * URL_MAX);
	url.user = STR("");
	add_authority(&out, url.scheme, &url);
	buf_add(&out, url.path);
	if (url.has_query)
		buf_add(&out, STR("?***"));
	return buf_str(&out);
}
