/* elements - what each element of each feed format says (feeds.md, "Mapping rules"). */
#ifndef ELEMENTS_H
#define ELEMENTS_H

#include "xml.h"

enum role {
	ROLE_UNKNOWN, /* its children say nothing */
	ROLE_GROUP,   /* its children speak for the element around it */
	ROLE_ROOT,
	ROLE_CHANNEL,
	ROLE_ENTRY,
	ROLE_SOURCE, /* where an entry was taken from */
	ROLE_PERSON,
	ROLE_HTML_PAGE,
	/* From here on an element has a text. */
	ROLE_TITLE,
	ROLE_SUMMARY,
	ROLE_CONTENT,
	ROLE_LINK,
	ROLE_ID,
	ROLE_AUTHOR,
	ROLE_PERSON_NAME,
	ROLE_PERSON_EMAIL,
	ROLE_PERSON_URL,
	ROLE_PUBLISHED,
	ROLE_UPDATED,
	ROLE_DATE, /* both, when nothing better is said */
	ROLE_CATEGORY,
	ROLE_KEYWORDS,
	ROLE_LANGUAGE,
	ROLE_COMMENTS,
	ROLE_TTL,
	ROLE_PERIOD,
	ROLE_FREQUENCY,
	ROLE_SKIP_HOUR,
	ROLE_SKIP_DAY,
};

/* How the text of an element reads when its attributes do not say it. */
enum reading { READ_TEXT, READ_HTML, READ_ATOM };

struct meaning {
	struct str name;
	enum ns ns;
	enum role role;
	int rank;
	enum reading reading;
};

/* NULL: says nothing. */
const struct meaning *element_meaning(enum ns ns, struct str name);

#endif
