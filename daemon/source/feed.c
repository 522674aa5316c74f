#include "feed.h"

#include "arena.h"
#include "identity.h"
#include "source_kinds.h"
#include "url.h"

#include "poison.h"

struct feed_settings {
	struct str url;
};

static const struct option options[] = {
	{ "feed", OPT_URL, offsetof(struct feed_settings, url), .must = true,
	  .doc = "Address of the feed, http or https." },
	{ 0 },
};

static struct str title(const void *settings, struct arena *arena)
{
	const struct feed_settings *feed = settings;
	struct url url;
	if (!url_parse(feed->url, &url))
		return feed->url;
	struct str host = str_lower(arena, url.host);
	return str_starts(host, STR("www.")) ? str_skip(host, 4) : host;
}

/* The scheme counts not: a feed that moves from http to https stays the same source. */
static struct str key(const void *settings, struct arena *arena)
{
	const struct feed_settings *feed = settings;
	CLEANUP(arena_free)
	struct arena *desk = arena_new(KIB);
	return str_fmt(arena, "feed:" STR_FMT, STR_ARG(url_identity(desk, feed->url)));
}

enum { REDIRECTS_MAX = 5, OWN_HEADERS = 4 };

/* What the author wrote for one host is not for another, nor for a line without TLS. */
static bool is_for_author(struct str configured, struct str asked)
{
	struct url own, other;
	if (str_eq(configured, asked))
		return true;
	return url_parse(configured, &own) && url_parse(asked, &other) &&
	       str_eq_nocase(own.host, other.host) && str_eq(own.port, other.port) &&
	       (str_eq_nocase(own.scheme, other.scheme) ||
		str_eq_nocase(other.scheme, STR("https")));
}

static bool ask(const struct source *source, const struct place *place, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	(void)now_ms, (void)err;
	const struct feed_settings *feed = source->settings;
	struct header *headers = NEW(arena, struct header, OWN_HEADERS + source->headers.n);
	struct str url = place->moved_seen >= MOVED_CONFIRMED ? place->moved_to : feed->url;
	bool has_secrets = is_for_author(feed->url, url);
	size_t n = 0;
	headers[n++] = (struct header){
		STR("Accept"),
		STR("application/atom+xml, application/rss+xml, application/feed+json, "
		    "application/rdf+xml, application/xml;q=0.9, text/xml;q=0.8, "
		    "application/json;q=0.8, */*;q=0.1")
	};
	if (place->etag.len)
		headers[n++] = (struct header){ STR("If-None-Match"), place->etag };
	if (place->last_modified.len)
		headers[n++] = (struct header){ STR("If-Modified-Since"), place->last_modified };
	/* RFC 3229: a server that can may send only what is new, as a 226. */
	if (n > 1)
		headers[n++] = (struct header){ STR("A-IM"), STR("feed") };
	for (size_t i = 0; has_secrets && i < source->headers.n; i++)
		headers[n++] = source->headers.at[i];
	*out = (struct request){
		.kind = REQUEST_HTTP,
		.method = STR("GET"),
		.url = url,
		.headers = { headers, n },
		.user = has_secrets ? source->user : STR(""),
		.password = has_secrets ? source->password : STR(""),
		.ca = source->ca,
		.max_redirects = REDIRECTS_MAX,
	};
	return true;
}

/* Summary and content are both read, once: a brand may stand in only one of them. */
static struct str item_text(struct arena *arena, const struct entry *entry)
{
	if (entry->content.len == 0)
		return entry->summary;
	if (entry->summary.len == 0 ||
	    str_find(entry->content, entry->summary) < entry->content.len)
		return entry->content;
	struct str begin = entry->summary;
	while (begin.len && (str_ends(begin, STR(".")) || str_ends(begin, STR("…"))))
		begin.len -= str_ends(begin, STR("…")) ? sizeof("…") - 1 : 1;
	if (begin.len && str_starts(entry->content, begin))
		return entry->content;
	return str_fmt(arena, STR_FMT "\n\n" STR_FMT, STR_ARG(entry->summary),
		       STR_ARG(entry->content));
}

static struct item item_of(struct arena *arena, const struct source *source,
			   const struct entry *entry)
{
	return (struct item){
		.genre = source->genre,
		.id = entry->id,
		.url = url_is_web(entry->link) ? entry->link : STR(""),
		.title = entry->title,
		.text = item_text(arena, entry),
		.author = entry->author,
		.profile = entry->author_url,
		.lang = entry->language.len ? entry->language : source->lang,
		.tags = entry->categories,
		.links = entry->links,
		.published_ms = entry->published_ms,
		.updated_ms = entry->updated_ms,
	};
}

bool feed_read(const struct source *source, const struct feed_input *in, struct arena *arena,
	       struct intake *out, struct err *err)
{
	struct feed feed;
	if (!feed_parse(arena, in, &feed, err))
		return false;
	struct item *items = NEW(arena, struct item, feed.n);
	for (size_t i = 0; i < feed.n; i++)
		items[i] = item_of(arena, source, &feed.entries[i]);
	out->items = (struct items){ items, feed.n };
	out->hints = (struct hints){ feed.ttl_ms, feed.skip_hours, feed.skip_days };
	if (feed.dropped) {
		out->bad = feed.dropped;
		err_set(&out->first_bad, ERR_LIMIT, "more than %d entries in one answer",
			FEED_ITEMS_MAX);
	}
	identity_set(arena, &out->items);
	return true;
}

/* What the server names comes first: it may name feeds of files that are no HTML. */
static struct strs feeds_of(struct arena *arena, const struct response *response,
			    const struct feed_input *in)
{
	struct feed_links *links = NEW(arena, struct feed_links, 1);
	for (size_t i = 0; i < response->headers.n; i++)
		if (str_eq_nocase(response->headers.at[i].name, STR("Link")))
			feed_links_header(arena, response->headers.at[i].value, response->url,
					  links);
	feed_links_page(arena, in, links);
	return (struct strs){ links->at, links->n };
}

static bool read_answer(const struct source *source, const struct answer *answer,
			struct arena *arena, struct intake *out, struct err *err)
{
	const struct response *response = answer->response;
	const struct feed_input in = {
		.body = response->body,
		.url = response->url,
		.content_type = response_header(response, STR("Content-Type")),
	};
	if (feed_read(source, &in, arena, out, err))
		return true;
	out->feeds = feeds_of(arena, response, &in);
	return false;
}

const struct source_kind source_feed = {
	.name = "feed",
	.options = options,
	.settings_size = sizeof(struct feed_settings),
	.title = title,
	.key = key,
	.ask = ask,
	.read = read_answer,
};
