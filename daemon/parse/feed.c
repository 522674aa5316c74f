#include "feed.h"

#include "arena.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

#include "charset.h"
#include "formats.h"
#include "poison.h"

static bool is_json(struct str text, struct str content_type)
{
	char first = text.at[0];
	return first == '{' ||
	       (first == '[' && str_find_nocase(content_type, STR("json")) < content_type.len);
}

/* A body that is neither XML nor JSON: what it looks like instead. */
static bool is_something_else(struct str text, struct err *err)
{
	if (text.len == 0)
		return err_set(err, ERR_DATA, "no feed: the body is empty");
	if (str_find_char(text, '<') == text.len)
		return err_set(err, ERR_DATA, "no feed, but text: " STR_FMT,
			       STR_ARG(utf8_first(text, 60)));
	return true;
}

/* Pages are told from broken feeds by what they link to: deep as they are, and never closed, they
 * fail as XML in many ways. */
static bool say_page(struct arena *arena, const struct feed_input *in, struct err *err)
{
	struct feed_links links = { .n = 0 };
	feed_links_page(arena, in, &links);
	if (links.n == 0)
		return false;
	err_set(err, ERR_DATA, "an HTML page, no feed; its feed%s " STR_FMT,
		links.n == 1 ? " is" : "s are", STR_ARG(links.at[0]));
	for (size_t i = 1; i < links.n; i++) {
		size_t len = strlen(err->text);
		snprintf(err->text + len, sizeof(err->text) - len, " " STR_FMT,
			 STR_ARG(links.at[i]));
	}
	return false;
}

bool feed_parse(struct arena *arena, const struct feed_input *in, struct feed *out, struct err *err)
{
	if (in->body.len > FEED_BODY_MAX)
		return err_set(err, ERR_LIMIT, "the body is larger than %d bytes", FEED_BODY_MAX);
	struct str text = str_trim(charset_utf8(arena, in->body, in->content_type));
	if (text.len > FEED_BODY_MAX)
		return err_set(err, ERR_LIMIT, "the body is larger than %d bytes as UTF-8",
			       FEED_BODY_MAX);
	if (text.len && is_json(text, in->content_type))
		return feed_read_json(arena, text, in->url, out, err);
	if (!is_something_else(text, err))
		return false;
	return feed_read_xml(arena, text, in->url, out, err) || say_page(arena, in, err);
}
