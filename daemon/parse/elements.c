#include "elements.h"

#include <string.h>

#include "poison.h"

/* Sorted by name, then by namespace: the search halves. Ranks follow feeds.md. */
static const struct meaning meanings[] = {
	{ "abstract", NS_NONE, ROLE_SUMMARY, 2, READ_HTML },
	{ "abstract", NS_DCTERMS, ROLE_SUMMARY, 3, READ_HTML },
	{ "author", NS_NONE, ROLE_PERSON, 2, READ_TEXT },
	{ "author", NS_ATOM, ROLE_PERSON, 1, READ_TEXT },
	{ "author", NS_DC, ROLE_AUTHOR, 3, READ_TEXT },
	{ "author", NS_ITUNES, ROLE_AUTHOR, 4, READ_TEXT },
	{ "body", NS_NONE, ROLE_CONTENT, 3, READ_HTML },
	{ "body", NS_XHTML, ROLE_CONTENT, 3, READ_HTML },
	{ "category", NS_NONE, ROLE_CATEGORY, 1, READ_TEXT },
	{ "category", NS_ATOM, ROLE_CATEGORY, 1, READ_TEXT },
	{ "category", NS_MEDIA, ROLE_CATEGORY, 1, READ_TEXT },
	{ "category", NS_ITUNES, ROLE_CATEGORY, 1, READ_TEXT },
	{ "channel", NS_NONE, ROLE_CHANNEL, 0, READ_TEXT },
	{ "comments", NS_NONE, ROLE_COMMENTS, 1, READ_TEXT },
	{ "content", NS_NONE, ROLE_CONTENT, 2, READ_ATOM },
	{ "content", NS_ATOM, ROLE_CONTENT, 2, READ_ATOM },
	{ "content", NS_MEDIA, ROLE_GROUP, 0, READ_TEXT },
	{ "created", NS_NONE, ROLE_PUBLISHED, 6, READ_TEXT },
	{ "created", NS_ATOM, ROLE_PUBLISHED, 6, READ_TEXT },
	{ "created", NS_DCTERMS, ROLE_PUBLISHED, 5, READ_TEXT },
	{ "creator", NS_DC, ROLE_AUTHOR, 3, READ_TEXT },
	{ "creator", NS_DCTERMS, ROLE_AUTHOR, 3, READ_TEXT },
	{ "credit", NS_MEDIA, ROLE_AUTHOR, 5, READ_TEXT },
	{ "date", NS_DC, ROLE_DATE, 3, READ_TEXT },
	{ "date", NS_DCTERMS, ROLE_DATE, 5, READ_TEXT },
	{ "day", NS_NONE, ROLE_SKIP_DAY, 1, READ_TEXT },
	{ "description", NS_NONE, ROLE_SUMMARY, 1, READ_HTML },
	{ "description", NS_DC, ROLE_SUMMARY, 3, READ_HTML },
	{ "description", NS_DCTERMS, ROLE_SUMMARY, 3, READ_HTML },
	{ "description", NS_MEDIA, ROLE_SUMMARY, 5, READ_HTML },
	{ "div", NS_XHTML, ROLE_CONTENT, 3, READ_HTML },
	{ "email", NS_NONE, ROLE_PERSON_EMAIL, 1, READ_TEXT },
	{ "email", NS_ATOM, ROLE_PERSON_EMAIL, 1, READ_TEXT },
	{ "encoded", NS_CONTENT, ROLE_CONTENT, 1, READ_HTML },
	{ "entry", NS_NONE, ROLE_ENTRY, 0, READ_TEXT },
	{ "entry", NS_ATOM, ROLE_ENTRY, 0, READ_TEXT },
	{ "feed", NS_NONE, ROLE_ROOT, 0, READ_TEXT },
	{ "feed", NS_ATOM, ROLE_ROOT, 0, READ_TEXT },
	{ "fulltext", NS_NONE, ROLE_CONTENT, 4, READ_HTML },
	{ "group", NS_MEDIA, ROLE_GROUP, 0, READ_TEXT },
	{ "guid", NS_NONE, ROLE_ID, 1, READ_TEXT },
	{ "homepage", NS_NONE, ROLE_PERSON_URL, 1, READ_TEXT },
	{ "homepage", NS_ATOM, ROLE_PERSON_URL, 1, READ_TEXT },
	{ "hour", NS_NONE, ROLE_SKIP_HOUR, 1, READ_TEXT },
	{ "html", NS_NONE, ROLE_HTML_PAGE, 0, READ_TEXT },
	{ "html", NS_XHTML, ROLE_HTML_PAGE, 0, READ_TEXT },
	{ "id", NS_NONE, ROLE_ID, 1, READ_TEXT },
	{ "id", NS_ATOM, ROLE_ID, 1, READ_TEXT },
	{ "identifier", NS_DC, ROLE_ID, 3, READ_TEXT },
	{ "issued", NS_NONE, ROLE_PUBLISHED, 2, READ_TEXT },
	{ "issued", NS_ATOM, ROLE_PUBLISHED, 2, READ_TEXT },
	{ "issued", NS_DCTERMS, ROLE_PUBLISHED, 4, READ_TEXT },
	{ "item", NS_NONE, ROLE_ENTRY, 0, READ_TEXT },
	{ "keywords", NS_MEDIA, ROLE_KEYWORDS, 1, READ_TEXT },
	{ "keywords", NS_ITUNES, ROLE_KEYWORDS, 1, READ_TEXT },
	{ "language", NS_NONE, ROLE_LANGUAGE, 1, READ_TEXT },
	{ "language", NS_DC, ROLE_LANGUAGE, 2, READ_TEXT },
	{ "language", NS_DCTERMS, ROLE_LANGUAGE, 3, READ_TEXT },
	{ "lastbuilddate", NS_NONE, ROLE_UPDATED, 1, READ_TEXT },
	{ "link", NS_NONE, ROLE_LINK, 1, READ_TEXT },
	{ "link", NS_ATOM, ROLE_LINK, 1, READ_TEXT },
	{ "managingeditor", NS_NONE, ROLE_AUTHOR, 3, READ_TEXT },
	{ "modified", NS_NONE, ROLE_UPDATED, 2, READ_TEXT },
	{ "modified", NS_ATOM, ROLE_UPDATED, 2, READ_TEXT },
	{ "modified", NS_DCTERMS, ROLE_UPDATED, 3, READ_TEXT },
	{ "name", NS_NONE, ROLE_PERSON_NAME, 1, READ_TEXT },
	{ "name", NS_ATOM, ROLE_PERSON_NAME, 1, READ_TEXT },
	{ "origlink", NS_FEEDBURNER, ROLE_LINK, 0, READ_TEXT },
	{ "pubdate", NS_NONE, ROLE_PUBLISHED, 1, READ_TEXT },
	{ "published", NS_NONE, ROLE_PUBLISHED, 1, READ_TEXT },
	{ "published", NS_ATOM, ROLE_PUBLISHED, 1, READ_TEXT },
	{ "rdf", NS_NONE, ROLE_ROOT, 0, READ_TEXT },
	{ "rdf", NS_RDF, ROLE_ROOT, 0, READ_TEXT },
	{ "rss", NS_NONE, ROLE_ROOT, 0, READ_TEXT },
	{ "skipdays", NS_NONE, ROLE_GROUP, 0, READ_TEXT },
	{ "skiphours", NS_NONE, ROLE_GROUP, 0, READ_TEXT },
	{ "source", NS_NONE, ROLE_SOURCE, 0, READ_TEXT },
	{ "source", NS_ATOM, ROLE_SOURCE, 0, READ_TEXT },
	{ "subject", NS_DC, ROLE_CATEGORY, 1, READ_TEXT },
	{ "subject", NS_DCTERMS, ROLE_CATEGORY, 1, READ_TEXT },
	{ "subtitle", NS_NONE, ROLE_SUMMARY, 1, READ_ATOM },
	{ "subtitle", NS_ATOM, ROLE_SUMMARY, 1, READ_ATOM },
	{ "subtitle", NS_ITUNES, ROLE_SUMMARY, 6, READ_HTML },
	{ "summary", NS_NONE, ROLE_SUMMARY, 2, READ_HTML },
	{ "summary", NS_ATOM, ROLE_SUMMARY, 2, READ_ATOM },
	{ "summary", NS_ITUNES, ROLE_SUMMARY, 4, READ_HTML },
	{ "tagline", NS_NONE, ROLE_SUMMARY, 1, READ_ATOM },
	{ "tagline", NS_ATOM, ROLE_SUMMARY, 1, READ_ATOM },
	{ "title", NS_NONE, ROLE_TITLE, 1, READ_HTML },
	{ "title", NS_ATOM, ROLE_TITLE, 1, READ_ATOM },
	{ "title", NS_DC, ROLE_TITLE, 2, READ_HTML },
	{ "title", NS_DCTERMS, ROLE_TITLE, 2, READ_HTML },
	{ "title", NS_MEDIA, ROLE_TITLE, 3, READ_HTML },
	{ "title", NS_ITUNES, ROLE_TITLE, 4, READ_HTML },
	{ "ttl", NS_NONE, ROLE_TTL, 1, READ_TEXT },
	{ "updated", NS_NONE, ROLE_UPDATED, 1, READ_TEXT },
	{ "updated", NS_ATOM, ROLE_UPDATED, 1, READ_TEXT },
	{ "updatefrequency", NS_SY, ROLE_FREQUENCY, 1, READ_TEXT },
	{ "updateperiod", NS_SY, ROLE_PERIOD, 1, READ_TEXT },
	{ "uri", NS_NONE, ROLE_PERSON_URL, 1, READ_TEXT },
	{ "uri", NS_ATOM, ROLE_PERSON_URL, 1, READ_TEXT },
	{ "url", NS_NONE, ROLE_PERSON_URL, 1, READ_TEXT },
	{ "url", NS_ATOM, ROLE_PERSON_URL, 1, READ_TEXT },
};

static int order(enum ns ns, struct str name, const struct meaning *row)
{
	int by_name = str_cmp(name, str_from(row->name));
	return by_name ? by_name : (int)ns - (int)row->ns;
}

const struct meaning *element_meaning(enum ns ns, struct str name)
{
	size_t low = 0, high = COUNT_OF(meanings);
	while (low < high) {
		size_t middle = (low + high) / 2;
		int side = order(ns, name, &meanings[middle]);
		if (side == 0)
			return &meanings[middle];
		if (side < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
