/* xml - repaired markup as a stream of elements and texts (libxml2's SAX2).
 *
 * Names come in lower case; namespaces are known by their address, or by the usual prefix when the
 * feed forgot to declare them. Texts and values are slices of `text`.
 * Memory: nothing is kept. Thread: any. Failure: LIMIT (names), SYSTEM (no parser). */
#ifndef XML_H
#define XML_H

#include "err.h"
#include "str.h"

enum ns {
	NS_NONE, /* also the namespaces of RSS itself */
	NS_ATOM,
	NS_RDF,
	NS_CONTENT,
	NS_DC,
	NS_DCTERMS,
	NS_MEDIA,
	NS_ITUNES,
	NS_FEEDBURNER,
	NS_XHTML,
	NS_WFW,
	NS_SY,
	NS_XML,
	NS_OTHER,
	NS_COUNT
};

struct attribute {
	enum ns ns;
	struct str name, value;
};

enum { XML_NAME_MAX = 32 };

struct element {
	enum ns ns;
	bool has_prefix;
	struct str uri;
	struct str name;
	const struct attribute *attributes;
	size_t n;
};

struct xml_reader {
	void (*start)(void *ctx, const struct element *element);
	void (*text)(void *ctx, struct str text);
	void (*end)(void *ctx);
	void *ctx;
};

bool xml_read(struct str markup, struct str text, const struct xml_reader *reader,
	      struct err *err) MUST_CHECK;

/* The value of an attribute without namespace, or the empty slice. */
struct str xml_attribute(const struct element *element, enum ns ns, struct str name);

#endif
