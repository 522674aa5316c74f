#include "xml.h"

#include "feed.h"

#include <libxml/parser.h>
#include <string.h>

#include "repair.h"
#include "poison.h"

/* How it works: the markup goes to libxml2's push parser in pieces that fit the processor's cache.
 * What comes back as characters or as an attribute's value are marks (repair.h), which are read
 * into slices. A mark may be cut in two by the end of a piece, so its letters are collected. */

enum { PIECE = 32 * KIB, URIS_MAX = 32, NAMES_MAX = 10000 };

struct parse {
	const struct xml_reader *reader;
	struct str text;
	char mark[MARK_LEN];
	size_t mark_len;
	/* libxml2 keeps one copy of each address, so the pointer is enough to know it again. */
	struct {
		const xmlChar *uri;
		enum ns ns;
	} uris[URIS_MAX];
	size_t n_uris;
};

/* Namespaces by their address without scheme, "www." and what stands at the end; and the prefix
 * that means them when it is not declared. */
static const struct space {
	const char *uri, *prefix;
	enum ns ns;
} spaces[] = {
	{ "w3.org/2005/atom", "atom", NS_ATOM },
	{ "w3.org/2005/atom", "atom10", NS_ATOM },
	{ "purl.org/atom/ns", "atom03", NS_ATOM },
	{ "purl.org/rss/1.0/modules/content", "content", NS_CONTENT },
	{ "purl.org/rss/1.0/modules/syndication", "sy", NS_SY },
	{ "w3.org/1999/02/22-rdf-syntax-ns", "rdf", NS_RDF },
	{ "purl.org/dc/elements/1.", "dc", NS_DC },
	{ "purl.org/metadata/dublin_core", "dc", NS_DC },
	{ "purl.org/dc/terms", "dcterms", NS_DCTERMS },
	{ "search.yahoo.com/mrss", "media", NS_MEDIA },
	{ "tools.search.yahoo.com/mrss", "media", NS_MEDIA },
	{ "video.search.yahoo.com/mrss", "media", NS_MEDIA },
	{ "video.search.yahoo.com/mrss", "mediarss", NS_MEDIA },
	{ "itunes.com/dtds/podcast-1.0.dtd", "itunes", NS_ITUNES },
	{ "example.com/dtds/podcast-1.0.dtd", "itunes", NS_ITUNES },
	{ "rssnamespace.org/feedburner/ext/1.0", "feedburner", NS_FEEDBURNER },
	{ "w3.org/1999/xhtml", "xhtml", NS_XHTML },
	{ "wellformedweb.org/commentapi", "wfw", NS_WFW },
	{ "w3.org/xml/1998/namespace", "xml", NS_XML },
	/* RSS as its own namespace: versions 0.90, 1.0, and what people made up for the others. */
	{ "purl.org/rss/1.0", "rss", NS_NONE },
	{ "my.netscape.com/rdf/simple/0.9", "rss09", NS_NONE },
	{ "channel.netscape.com/rdf/simple/0.9", "rss09", NS_NONE },
	{ "purl.org/net/rss1.1", "rss11", NS_NONE },
	{ "backend.userland.com/rss", "rss2", NS_NONE },
	{ "blogs.law.harvard.edu/tech/rss", "rss2", NS_NONE },
	{ "cyber.law.harvard.edu/rss", "rss2", NS_NONE },
	{ "cyber.harvard.edu/rss", "rss2", NS_NONE },
	{ "purl.org/rss/2.0", "rss2", NS_NONE },
	{ "my.netscape.com/publish/formats/rss-0.91.dtd", "rss091", NS_NONE },
};

static struct str from_xml(const xmlChar *text)
{
	return str_from((const char *)text);
}

/* The part of an address that tells namespaces apart: people write https for http, and add or
 * forget "www.", the '/' or the '#' at the end. */
static struct str core_of(struct str uri)
{
	size_t scheme = str_find(uri, STR("://"));
	uri = scheme < uri.len ? str_skip(uri, scheme + 3) : uri;
	if (str_starts_nocase(uri, STR("www.")))
		uri = str_skip(uri, 4);
	while (uri.len && (uri.at[uri.len - 1] == '/' || uri.at[uri.len - 1] == '#'))
		uri.len--;
	return uri;
}

static bool is_uri(struct str core, struct str row)
{
	bool is_family = str_ends(row, STR(".")) || str_ends(row, STR("/rss"));
	return is_family ? str_starts_nocase(core, row) : str_eq_nocase(core, row);
}

static enum ns ns_of_uri(struct str uri)
{
	struct str core = core_of(uri);
	for (size_t i = 0; i < COUNT_OF(spaces); i++)
		if (is_uri(core, str_from(spaces[i].uri)))
			return spaces[i].ns;
	return core.len ? NS_OTHER : NS_NONE;
}

static enum ns ns_of_prefix(struct str prefix)
{
	if (prefix.len == 0)
		return NS_NONE;
	for (size_t i = 0; i < COUNT_OF(spaces); i++)
		if (str_eq_nocase(prefix, str_from(spaces[i].prefix)))
			return spaces[i].ns;
	return NS_OTHER;
}

static enum ns ns_of_known(struct parse *p, const xmlChar *uri)
{
	for (size_t i = 0; i < p->n_uris; i++)
		if (p->uris[i].uri == uri)
			return p->uris[i].ns;
	enum ns ns = ns_of_uri(from_xml(uri));
	if (p->n_uris < URIS_MAX) {
		p->uris[p->n_uris].uri = uri;
		p->uris[p->n_uris++].ns = ns;
	}
	return ns;
}

/* An address that nobody knows is often a mistyped one: then the prefix tells, and without a prefix
 * it is what the feed calls its own elements. */
static enum ns ns_of(struct parse *p, const xmlChar *prefix, const xmlChar *uri)
{
	enum ns ns = uri ? ns_of_known(p, uri) : NS_OTHER;
	return ns == NS_OTHER ? ns_of_prefix(from_xml(prefix)) : ns;
}

static struct str lower(const xmlChar *name, char out[XML_NAME_MAX])
{
	size_t n = 0;
	for (; name[n] && n < XML_NAME_MAX; n++)
		out[n] = (char)(name[n] >= 'A' && name[n] <= 'Z' ? name[n] | 0x20 : name[n]);
	return (struct str){ out, n };
}

static struct str value_of(const struct parse *p, const xmlChar *from, const xmlChar *to)
{
	struct str value;
	bool is_mark = to - from == MARK_LEN && repair_mark(p->text, (const char *)from, &value);
	return is_mark ? value : STR("");
}

/* The signature is libxml2's. */
static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int n_spaces, const xmlChar **declared, int n, int n_default,
		     const xmlChar **from)
{
	struct parse *p = ctx;
	struct attribute attributes[FEED_XML_ATTRIBUTES];
	char names[FEED_XML_ATTRIBUTES + 1][XML_NAME_MAX];
	struct element element = {
		.ns = ns_of(p, prefix, uri),
		.has_prefix = prefix != NULL,
		.uri = from_xml(uri),
		.name = lower(name, names[FEED_XML_ATTRIBUTES]),
		.attributes = attributes,
	};
	(void)n_spaces, (void)declared, (void)n_default;
	p->mark_len = 0; /* should libxml2 ever drop a letter, only the text it was in is lost */
	/* Five pointers an attribute: name, prefix, address, first byte of the value, its end. */
	for (int i = 0; i < n && i < FEED_XML_ATTRIBUTES; i++, from += 5)
		attributes[element.n++] = (struct attribute){
			.ns = from[1] ? ns_of(p, from[1], from[2]) : NS_NONE,
			.name = lower(from[0], names[i]),
			.value = value_of(p, from[3], from[4]),
		};
	p->reader->start(p->reader->ctx, &element);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct parse *p = ctx;
	(void)name, (void)prefix, (void)uri;
	p->mark_len = 0;
	p->reader->end(p->reader->ctx);
}

/* Letters of a mark, and the text when they complete it. */
static bool collect(struct parse *p, struct str letters, struct str *text)
{
	memcpy(p->mark + p->mark_len, letters.at, letters.len);
	p->mark_len += letters.len;
	if (p->mark_len < MARK_LEN)
		return false;
	p->mark_len = 0;
	return repair_mark(p->text, p->mark, text);
}

static void on_text(void *ctx, const xmlChar *at, int len)
{
	struct parse *p = ctx;
	struct str rest = { (const char *)at, (size_t)len };
	while (rest.len) {
		struct str text = STR(" ");
		bool is_blank = rest.at[0] == ' ';
		struct str letters = str_first(rest, is_blank ? 1 : MARK_LEN - p->mark_len);
		rest = str_skip(rest, letters.len);
		if (!is_blank && !collect(p, letters, &text))
			continue;
		p->mark_len = 0;
		p->reader->text(p->reader->ctx, text);
	}
}

/* libxml2 wants to be started before there are threads. */
__attribute__((constructor)) static void start_library(void)
{
	xmlInitParser();
}

static void close_parser(xmlParserCtxtPtr *parser)
{
	if (*parser)
		xmlFreeParserCtxt(*parser);
}

bool xml_read(struct str markup, struct str text, const struct xml_reader *reader, struct err *err)
{
	struct parse parse = { .reader = reader, .text = text };
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
			      .startElementNs = on_start,
			      .endElementNs = on_end,
			      .characters = on_text,
			      .ignorableWhitespace = on_text };
	CLEANUP(close_parser)
	xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, &parse, NULL, 0, NULL);
	if (!parser)
		return err_set(err, ERR_SYSTEM, "no XML parser");
	xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
					  XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	while (markup.len) {
		struct str piece = str_first(markup, PIECE);
		markup = str_skip(markup, piece.len);
		xmlParseChunk(parser, piece.at, (int)piece.len, markup.len == 0);
		/* Its table of names stops growing at some size, and then each look-up is a walk.
		 */
		if (xmlDictSize(parser->dict) > NAMES_MAX)
			return err_set(err, ERR_LIMIT, "more than %d different names", NAMES_MAX);
	}
	return true;
}

struct str xml_attribute(const struct element *element, enum ns ns, struct str name)
{
	for (size_t i = 0; i < element->n; i++)
		if (element->attributes[i].ns == ns && str_eq(element->attributes[i].name, name))
			return element->attributes[i].value;
	return STR("");
}
