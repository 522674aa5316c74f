#include "feed.h"

#include "html.h"
#include "url.h"

#include <string.h>

#include "charset.h"
#include "poison.h"

/* How it works: a page is searched for its <base> and <link> tags alone, with attributes read as
 * browsers read them (WHATWG HTML, 13.2.5); comments and scripts are stepped over. No tree is
 * built, since pages are deep and never closed properly. Every byte is looked at once, whatever
 * is left open. What a link is for, its rel and type say, in a tag as in a header. */

enum { PAGE_MAX = MIB, FRONT_MAX = 4 * KIB }; /* links stand near the front */

struct link {
	struct str rel, type, href, anchor;
};

/* Addresses are kept as they stand, because a <base> behind them counts as well. */
struct page {
	struct arena *arena;
	struct str rest, base;
	bool has_base;
	struct str hrefs[FEED_LINKS_MAX];
	size_t n;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t until(struct str s, const char *stops)
{
	size_t n = 0;
	while (n < s.len && !is_space(s.at[n]) && (!s.at[n] || !strchr(stops, s.at[n])))
		n++;
	return n;
}

static struct str skip_any(struct str s, char c)
{
	while (s.len && (is_space(s.at[0]) || s.at[0] == c))
		s = str_skip(s, 1);
	return s;
}

static struct str cut(struct str *rest, size_t len)
{
	struct str front = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return front;
}

/* The value behind a '='. */
static struct str cut_value(struct str *rest)
{
	*rest = str_trim(*rest);
	if (!str_starts(*rest, STR("\"")) && !str_starts(*rest, STR("'")))
		return cut(rest, until(*rest, ">"));
	char quote = rest->at[0];
	*rest = str_skip(*rest, 1);
	struct str value = cut(rest, str_find_char(*rest, quote));
	*rest = str_skip(*rest, 1);
	return value;
}

/* One attribute of the tag; false at its end, which is eaten. */
static bool cut_attribute(struct str *rest, struct str *name, struct str *value)
{
	*rest = skip_any(*rest, '/');
	if (rest->len == 0 || rest->at[0] == '>') {
		*rest = str_skip(*rest, 1);
		return false;
	}
	/* A '=' that no name stands before is part of one. */
	size_t len = 1 + until(str_skip(*rest, 1), "/>=");
	*name = cut(rest, len);
	*value = STR("");
	struct str behind = skip_any(*rest, ' ');
	if (str_starts(behind, STR("="))) {
		*rest = str_skip(behind, 1);
		*value = cut_value(rest);
	}
	return true;
}

/* The first of each name counts (RFC 8288, 3.3; HTML, 13.2.5.33). */
static void say(struct link *link, struct str name, struct str value)
{
	const struct {
		struct str name, *slot;
	} rows[] = {
		{ STR("rel"), &link->rel },
		{ STR("type"), &link->type },
		{ STR("href"), &link->href },
		{ STR("anchor"), &link->anchor },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (str_eq_nocase(name, rows[i].name) && !rows[i].slot->at)
			*rows[i].slot = str_trim(value);
}

static bool is_alternate(struct str rel)
{
	while (rel.len) {
		rel = skip_any(rel, ' ');
		if (str_eq_nocase(cut(&rel, until(rel, "")), STR("alternate")))
			return true;
	}
	return false;
}

/* Types that only feeds have. Plain JSON and XML are what other services call themselves. */
static bool is_feed_type(struct str type)
{
	static const struct str types[] = {
		STR_INIT("application/rss+xml"),
		STR_INIT("application/atom+xml"),
		STR_INIT("application/feed+json"),
		STR_INIT("application/rdf+xml"),
		STR_INIT("application/rss"),
		STR_INIT("application/atom"),
		STR_INIT("application/x-rss+xml"),
		STR_INIT("application/x-atom+xml"),
		STR_INIT("text/rss+xml"),
		STR_INIT("text/atom+xml"),
		STR_INIT("text/rss"),
		STR_INIT("text/atom"),
	};
	type = str_trim(str_first(type, str_find_char(type, ';')));
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_eq_nocase(type, types[i]))
			return true;
	return false;
}

static void keep(struct feed_links *out, struct str address, bool may_be_relative)
{
	if (!(may_be_relative || url_is_web(address)) || out->n == FEED_LINKS_MAX)
		return;
	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->at[i], address))
			return;
	out->at[out->n++] = address;
}

static struct link cut_tag(struct page *page)
{
	struct link link = { 0 };
	struct str name, value;
	while (cut_attribute(&page->rest, &name, &value))
		say(&link, name, value);
	return link;
}

static struct str address_of(struct page *page, struct str href)
{
	return url_resolve(page->arena, page->base, html_attribute(page->arena, href));
}

/* Past the end tag of an element whose content is no mark-up. */
static void skip_content(struct page *page, struct str name)
{
	while (page->rest.len) {
		page->rest = str_skip(page->rest, str_find(page->rest, STR("</")) + 2);
		if (str_starts_nocase(page->rest, name))
			return;
	}
}

/* Elements in which a '<' begins no link. */
static bool has_no_links(struct str name)
{
	static const struct str names[] = { STR_INIT("script"),	  STR_INIT("style"),
					    STR_INIT("title"),	  STR_INIT("textarea"),
					    STR_INIT("template"), STR_INIT("iframe") };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

/* What stands behind a '<'. */
static void read_markup(struct page *page)
{
	if (str_starts(page->rest, STR("!--"))) {
		page->rest = str_skip(page->rest, 3);
		page->rest = str_skip(page->rest, str_find(page->rest, STR("-->")));
		return;
	}
	struct str name = cut(&page->rest, until(page->rest, "/><"));
	if (name.len == 0 || (name.at[0] | 0x20) < 'a' || (name.at[0] | 0x20) > 'z')
		return;
	struct link link = cut_tag(page);
	if (has_no_links(name)) {
		skip_content(page, name);
	} else if (str_eq_nocase(name, STR("base")) && link.href.len && !page->has_base) {
		page->base = address_of(page, link.href);
		page->has_base = true;
	} else if (str_eq_nocase(name, STR("link")) && link.href.len && is_alternate(link.rel) &&
		   is_feed_type(link.type)) {
		page->hrefs[page->n++] = link.href;
	}
}

/* A feed that tells of an error has links of its own, and they are not asked. */
static bool is_page(struct str text)
{
	struct str front = str_first(text, FRONT_MAX);
	return str_find_nocase(front, STR("<html")) < front.len ||
	       str_find_nocase(front, STR("<head>")) < front.len ||
	       str_find_nocase(front, STR("<!doctype html")) < front.len;
}

void feed_links_page(struct arena *arena, const struct feed_input *in, struct feed_links *out)
{
	struct str text = charset_utf8(arena, str_first(in->body, PAGE_MAX), in->content_type);
	if (!is_page(text))
		return;
	struct page page = { .arena = arena, .rest = text, .base = in->url };
	while (page.rest.len && page.n < FEED_LINKS_MAX) {
		page.rest = str_skip(page.rest, str_find_char(page.rest, '<') + 1);
		read_markup(&page);
	}
	for (size_t i = 0; i < page.n; i++)
		keep(out, address_of(&page, page.hrefs[i]), in->url.len == 0);
}

/* A parameter's value: a word, or a quoted text in which a backslash hides what follows. */
static struct str cut_parameter(struct str *rest)
{
	*rest = str_trim(*rest);
	if (!str_starts(*rest, STR("\"")))
		return cut(rest, until(*rest, ";,"));
	size_t len = 1;
	while (len < rest->len && rest->at[len] != '"')
		len += rest->at[len] == '\\' ? 2 : 1;
	struct str value = str_skip(cut(rest, len), 1);
	*rest = str_skip(*rest, 1);
	return value;
}

/* One "<address>; rel=…; type=…" of the header; false when there is none left. */
static bool cut_link(struct str *rest, struct link *link)
{
	*rest = str_skip(*rest, str_find_char(*rest, '<') + 1);
	*link = (struct link){ .href = cut(rest, str_find_char(*rest, '>')) };
	if (rest->len == 0)
		return false;
	*rest = skip_any(str_skip(*rest, 1), ' ');
	while (str_starts(*rest, STR(";"))) {
		*rest = skip_any(*rest, ';');
		struct str name = cut(rest, until(*rest, "=;,")), value = STR("");
		*rest = skip_any(*rest, ' ');
		if (str_starts(*rest, STR("="))) {
			*rest = str_skip(*rest, 1);
			value = cut_parameter(rest);
		}
		say(link, name, value);
		*rest = skip_any(*rest, ' ');
	}
	return true;
}

void feed_links_header(struct arena *arena, struct str header, struct str base,
		       struct feed_links *out)
{
	struct link link;
	while (cut_link(&header, &link))
		if (is_alternate(link.rel) && is_feed_type(link.type) && !link.anchor.at)
			keep(out, url_resolve(arena, base, str_trim(link.href)), false);
}
