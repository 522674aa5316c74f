#include "opml.h"

#include "arena.h"
#include "buf.h"
#include "escape.h"
#include "feed.h"
#include "utf8.h"

#include <string.h>

#include "charset.h"
#include "repair.h"
#include "xml.h"
#include "poison.h"

enum { NAME_MAX_LEN = 200, URL_MAX_LEN = 2048 };

struct reader {
	struct arena *arena;
	struct str open[FEED_XML_DEPTH + 2]; /* the names of the open folders, or empty */
	size_t depth;
	bool is_opml;
	struct opml_feed *feeds;
	size_t n, cap, dropped;
};

static struct str one_line(struct arena *arena, struct str text)
{
	struct buf line = buf_new(arena, 4 * NAME_MAX_LEN);
	escape_line(&line, utf8_first(utf8_clean(arena, text), NAME_MAX_LEN));
	return buf_str(&line);
}

static struct str value_of(const struct element *element, struct str name, struct str other)
{
	struct str value = str_trim(xml_attribute(element, NS_NONE, name));
	return value.len ? value : str_trim(xml_attribute(element, NS_NONE, other));
}

static void add_folder(struct strs *folders, struct str list[OPML_FOLDERS_MAX], struct str name)
{
	for (size_t i = 0; i < folders->n; i++)
		if (str_eq(list[i], name))
			return;
	if (name.len && folders->n < OPML_FOLDERS_MAX)
		list[folders->n++] = name;
}

/* "/folder/inner,word": paths and words, separated by commas. */
static void add_categories(const struct reader *r, struct strs *folders, struct str *list,
			   struct str categories)
{
	struct str path, name;
	while (str_cut(&categories, ',', &path))
		while (str_cut(&path, '/', &name))
			add_folder(folders, list, one_line(r->arena, name));
}

static struct strs folders_of(const struct reader *r, const struct element *element)
{
	struct str list[OPML_FOLDERS_MAX];
	struct strs folders = { list, 0 };
	for (size_t i = 1; i <= r->depth; i++)
		add_folder(&folders, list, r->open[i]);
	add_categories(r, &folders, list, xml_attribute(element, NS_NONE, STR("category")));
	struct str *kept = NEW(r->arena, struct str, folders.n);
	if (folders.n)
		memcpy(kept, list, folders.n * sizeof(*list));
	return (struct strs){ kept, folders.n };
}

/* "feed://host/path" and "feed:https://host/path" are how some programs mark an address. */
static struct str address_of(struct arena *arena, struct str url)
{
	if (str_starts_nocase(url, STR("feed://")))
		return str_fmt(arena, "http" STR_FMT, STR_ARG(str_skip(url, 4)));
	if (str_starts_nocase(url, STR("feed:")))
		return str_skip(url, 5);
	return url;
}

static void add_feed(struct reader *r, const struct element *element, struct str url)
{
	if (r->n == OPML_FEEDS_MAX) {
		r->dropped++;
		return;
	}
	r->feeds = arena_more(r->arena, r->feeds, r->n, &r->cap, sizeof(*r->feeds));
	r->feeds[r->n++] = (struct opml_feed){
		.title = one_line(r->arena, value_of(element, STR("title"), STR("text"))),
		.url = address_of(r->arena, utf8_first(url, URL_MAX_LEN)),
		.folders = folders_of(r, element),
	};
}

/* The address of its feed; that of its page will do when it says that it is one. */
static struct str feed_of(const struct element *element)
{
	struct str url = str_trim(xml_attribute(element, NS_NONE, STR("xmlurl")));
	struct str type = str_trim(xml_attribute(element, NS_NONE, STR("type")));
	bool is_feed = str_eq_nocase(type, STR("rss")) || str_eq_nocase(type, STR("atom"));
	return url.len || !is_feed ? url : value_of(element, STR("url"), STR("htmlurl"));
}

static void on_start(void *ctx, const struct element *element)
{
	struct reader *r = ctx;
	bool is_outline = str_eq(element->name, STR("outline"));
	struct str url = feed_of(element);
	bool is_feed = is_outline && url.len;
	r->is_opml |= str_eq(element->name, STR("opml"));
	if (is_feed)
		add_feed(r, element, url);
	r->open[++r->depth] = is_outline && !is_feed
				      ? one_line(r->arena,
						 value_of(element, STR("title"), STR("text")))
				      : STR("");
}

static void on_text(void *ctx, struct str text)
{
	(void)ctx, (void)text;
}

static void on_end(void *ctx)
{
	struct reader *r = ctx;
	r->depth--;
}

bool opml_parse(struct arena *arena, struct str text, struct opml *out, struct err *err)
{
	struct str markup;
	struct reader *r = NEW(arena, struct reader, 1);
	r->arena = arena;
	const struct xml_reader reader = { on_start, on_text, on_end, r };
	if (text.len > OPML_BYTES_MAX)
		return err_set(err, ERR_LIMIT, "the file is larger than %d bytes", OPML_BYTES_MAX);
	text = charset_utf8(arena, text, STR(""));
	if (text.len > OPML_BYTES_MAX)
		return err_set(err, ERR_LIMIT, "the file is larger than %d bytes as UTF-8",
			       OPML_BYTES_MAX);
	if (!repair_xml(arena, text, &markup, err) || !xml_read(markup, text, &reader, err))
		return false;
	if (!r->is_opml)
		return err_set(err, ERR_DATA, "no OPML: there is no <opml> in it");
	*out = (struct opml){ r->feeds, r->n, r->dropped };
	return true;
}
