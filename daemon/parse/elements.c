#include "elements.h"

#include <string.h>

#include "poison.h"

/* Sorted by name, then by namespace: the search halves. Ranks follow feeds.md. */
static const struct meaning meanings[] = {
	{ STR_INIT("abstract"), NS_NONE, ROLE_SUMMARY, 2, READ_HTML },
	{ STR_INIT("abstract"), NS_DCTERMS, ROLE_SUMMARY, 3, READ_HTML },
	{ STR_INIT("author"), NS_NONE, ROLE_PERSON, 2, READ_TEXT },
	{ STR_INIT("author"), NS_ATOM, ROLE_PERSON, 1, READ_TEXT },
	{ STR_INIT("author"), NS_DC, ROLE_AUTHOR, 3, READ_TEXT },
	{ STR_INIT("author"), NS_ITUNES, ROLE_AUTHOR, 4, READ_TEXT },
	{ STR_INIT("body"), NS_NONE, ROLE_CONTENT, 3, READ_HTML },
	{ STR_INIT("body"), NS_XHTML, ROLE_CONTENT, 3, READ_HTML },
	{ STR_INIT("category"), NS_NONE, ROLE_CATEGORY, 1, READ_TEXT },
	{ STR_INIT("category"), NS_ATOM, ROLE_CATEGORY, 1, READ_TEXT },
	{ STR_INIT("category"), NS_MEDIA, ROLE_CATEGORY, 1, READ_TEXT },
	{ STR_INIT("category"), NS_ITUNES, ROLE_CATEGORY, 1, READ_TEXT },
	{ STR_INIT("channel"), NS_NONE, ROLE_CHANNEL, 0, READ_TEXT },
	{ STR_INIT("comments"), NS_NONE, ROLE_COMMENTS, 1, READ_TEXT },
	{ STR_INIT("content"), NS_NONE, ROLE_CONTENT, 2, READ_ATOM },
	{ STR_INIT("content"), NS_ATOM, ROLE_CONTENT, 2, READ_ATOM },
	{ STR_INIT("content"), NS_MEDIA, ROLE_GROUP, 0, READ_TEXT },
	{ STR_INIT("created"), NS_NONE, ROLE_PUBLISHED, 6, READ_TEXT },
	{ STR_INIT("created"), NS_ATOM, ROLE_PUBLISHED, 6, READ_TEXT },
	{ STR_INIT("created"), NS_DCTERMS, ROLE_PUBLISHED, 5, READ_TEXT },
	{ STR_INIT("creator"), NS_DC, ROLE_AUTHOR, 3, READ_TEXT },
	{ STR_INIT("creator"), NS_DCTERMS, ROLE_AUTHOR, 3, READ_TEXT },
	{ STR_INIT("credit"), NS_MEDIA, ROLE_AUTHOR, 5, READ_TEXT },
	{ STR_INIT("date"), NS_DC, ROLE_DATE, 3, READ_TEXT },
	{ STR_INIT("date"), NS_DCTERMS, ROLE_DATE, 5, READ_TEXT },
	{ STR_INIT("day"), NS_NONE, ROLE_SKIP_DAY, 1, READ_TEXT },
	{ STR_INIT("description"), NS_NONE, ROLE_SUMMARY, 1, READ_HTML },
	{ STR_INIT("description"), NS_DC, ROLE_SUMMARY, 3, READ_HTML },
	{ STR_INIT("description"), NS_DCTERMS, ROLE_SUMMARY, 3, READ_HTML },
	{ STR_INIT("description"), NS_MEDIA, ROLE_SUMMARY, 5, READ_HTML },
	{ STR_INIT("div"), NS_XHTML, ROLE_CONTENT, 3, READ_HTML },
	{ STR_INIT("email"), NS_NONE, ROLE_PERSON_EMAIL, 1, READ_TEXT },
	{ STR_INIT("email"), NS_ATOM, ROLE_PERSON_EMAIL, 1, READ_TEXT },
	{ STR_INIT("encoded"), NS_CONTENT, ROLE_CONTENT, 1, READ_HTML },
	{ STR_INIT("entry"), NS_NONE, ROLE_ENTRY, 0, READ_TEXT },
	{ STR_INIT("entry"), NS_ATOM, ROLE_ENTRY, 0, READ_TEXT },
	{ STR_INIT("feed"), NS_NONE, ROLE_ROOT, 0, READ_TEXT },
	{ STR_INIT("feed"), NS_ATOM, ROLE_ROOT, 0, READ_TEXT },
	{ STR_INIT("fulltext"), NS_NONE, ROLE_CONTENT, 4, READ_HTML },
	{ STR_INIT("group"), NS_MEDIA, ROLE_GROUP, 0, READ_TEXT },
	{ STR_INIT("guid"), NS_NONE, ROLE_ID, 1, READ_TEXT },
	{ STR_INIT("homepage"), NS_NONE, ROLE_PERSON_URL, 1, READ_TEXT },
	{ STR_INIT("homepage"), NS_ATOM, ROLE_PERSON_URL, 1, READ_TEXT },
	{ STR_INIT("hour"), NS_NONE, ROLE_SKIP_HOUR, 1, READ_TEXT },
	{ STR_INIT("html"), NS_NONE, ROLE_HTML_PAGE, 0, READ_TEXT },
	{ STR_INIT("html"), NS_XHTML, ROLE_HTML_PAGE, 0, READ_TEXT },
	{ STR_INIT("id"), NS_NONE, ROLE_ID, 1, READ_TEXT },
	{ STR_INIT("id"), NS_ATOM, ROLE_ID, 1, READ_TEXT },
	{ STR_INIT("identifier"), NS_DC, ROLE_ID, 3, READ_TEXT },
	{ STR_INIT("issued"), NS_NONE, ROLE_PUBLISHED, 2, READ_TEXT },
	{ STR_INIT("issued"), NS_ATOM, ROLE_PUBLISHED, 2, READ_TEXT },
	{ STR_INIT("issued"), NS_DCTERMS, ROLE_PUBLISHED, 4, READ_TEXT },
	{ STR_INIT("item"), NS_NONE, ROLE_ENTRY, 0, READ_TEXT },
	{ STR_INIT("keywords"), NS_MEDIA, ROLE_KEYWORDS, 1, READ_TEXT },
	{ STR_INIT("keywords"), NS_ITUNES, ROLE_KEYWORDS, 1, READ_TEXT },
	{ STR_INIT("language"), NS_NONE, ROLE_LANGUAGE, 1, READ_TEXT },
	{ STR_INIT("language"), NS_DC, ROLE_LANGUAGE, 2, READ_TEXT },
	{ STR_INIT("language"), NS_DCTERMS, ROLE_LANGUAGE, 3, READ_TEXT },
	{ STR_INIT("lastbuilddate"), NS_NONE, ROLE_UPDATED, 1, READ_TEXT },
	{ STR_INIT("link"), NS_NONE, ROLE_LINK, 1, READ_TEXT },
	{ STR_INIT("link"), NS_ATOM, ROLE_LINK, 1, READ_TEXT },
	{ STR_INIT("managingeditor"), NS_NONE, ROLE_AUTHOR, 3, READ_TEXT },
	{ STR_INIT("modified"), NS_NONE, ROLE_UPDATED, 2, READ_TEXT },
	{ STR_INIT("modified"), NS_ATOM, ROLE_UPDATED, 2, READ_TEXT },
	{ STR_INIT("modified"), NS_DCTERMS, ROLE_UPDATED, 3, READ_TEXT },
	{ STR_INIT("name"), NS_NONE, ROLE_PERSON_NAME, 1, READ_TEXT },
	{ STR_INIT("name"), NS_ATOM, ROLE_PERSON_NAME, 1, READ_TEXT },
	{ STR_INIT("origlink"), NS_FEEDBURNER, ROLE_LINK, 0, READ_TEXT },
	{ STR_INIT("pubdate"), NS_NONE, ROLE_PUBLISHED, 1, READ_TEXT },
	{ STR_INIT("published"), NS_NONE, ROLE_PUBLISHED, 1, READ_TEXT },
	{ STR_INIT("published"), NS_ATOM, ROLE_PUBLISHED, 1, READ_TEXT },
	{ STR_INIT("rdf"), NS_NONE, ROLE_ROOT, 0, READ_TEXT },
	{ STR_INIT("rdf"), NS_RDF, ROLE_ROOT, 0, READ_TEXT },
	{ STR_INIT("rss"), NS_NONE, ROLE_ROOT, 0, READ_TEXT },
	{ STR_INIT("skipdays"), NS_NONE, ROLE_GROUP, 0, READ_TEXT },
	{ STR_INIT("skiphours"), NS_NONE, ROLE_GROUP, 0, READ_TEXT },
	{ STR_INIT("source"), NS_NONE, ROLE_SOURCE, 0, READ_TEXT },
	{ STR_INIT("source"), NS_ATOM, ROLE_SOURCE, 0, READ_TEXT },
	{ STR_INIT("subject"), NS_DC, ROLE_CATEGORY, 1, READ_TEXT },
	{ STR_INIT("subject"), NS_DCTERMS, ROLE_CATEGORY, 1, READ_TEXT },
	{ STR_INIT("subtitle"), NS_NONE, ROLE_SUMMARY, 1, READ_ATOM },
	{ STR_INIT("subtitle"), NS_ATOM, ROLE_SUMMARY, 1, READ_ATOM },
	{ STR_INIT("subtitle"), NS_ITUNES, ROLE_SUMMARY, 6, READ_HTML },
	{ STR_INIT("summary"), NS_NONE, ROLE_SUMMARY, 2, READ_HTML },
	{ STR_INIT("summary"), NS_ATOM, ROLE_SUMMARY, 2, READ_ATOM },
	{ STR_INIT("summary"), NS_ITUNES, ROLE_SUMMARY, 4, READ_HTML },
	{ STR_INIT("tagline"), NS_NONE, ROLE_SUMMARY, 1, READ_ATOM },
	{ STR_INIT("tagline"), NS_ATOM, ROLE_SUMMARY, 1, READ_ATOM },
	{ STR_INIT("title"), NS_NONE, ROLE_TITLE, 1, READ_HTML },
	{ STR_INIT("title"), NS_ATOM, ROLE_TITLE, 1, READ_ATOM },
	{ STR_INIT("title"), NS_DC, ROLE_TITLE, 2, READ_HTML },
	{ STR_INIT("title"), NS_DCTERMS, ROLE_TITLE, 2, READ_HTML },
	{ STR_INIT("title"), NS_MEDIA, ROLE_TITLE, 3, READ_HTML },
	{ STR_INIT("title"), NS_ITUNES, ROLE_TITLE, 4, READ_HTML },
	{ STR_INIT("ttl"), NS_NONE, ROLE_TTL, 1, READ_TEXT },
	{ STR_INIT("updated"), NS_NONE, ROLE_UPDATED, 1, READ_TEXT },
	{ STR_INIT("updated"), NS_ATOM, ROLE_UPDATED, 1, READ_TEXT },
	{ STR_INIT("updatefrequency"), NS_SY, ROLE_FREQUENCY, 1, READ_TEXT },
	{ STR_INIT("updateperiod"), NS_SY, ROLE_PERIOD, 1, READ_TEXT },
	{ STR_INIT("uri"), NS_NONE, ROLE_PERSON_URL, 1, READ_TEXT },
	{ STR_INIT("uri"), NS_ATOM, ROLE_PERSON_URL, 1, READ_TEXT },
	{ STR_INIT("url"), NS_NONE, ROLE_PERSON_URL, 1, READ_TEXT },
	{ STR_INIT("url"), NS_ATOM, ROLE_PERSON_URL, 1, READ_TEXT },
};

static int order(enum ns ns, struct str name, const struct meaning *row)
{
	int by_name = name.at[0] - row->name.at[0];
	if (by_name == 0)
		by_name = str_cmp(name, row->name);
	return by_name ? by_name : (int)ns - (int)row->ns;
}

const struct meaning *element_meaning(enum ns ns, struct str name)
{
	size_t low = 0, high = name.len ? COUNT_OF(meanings) : 0;
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
