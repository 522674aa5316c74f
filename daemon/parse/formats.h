/* formats - the two families of feeds, each from UTF-8 text to a feed.
 * Memory: the arena. Thread: any. Failure: DATA (no such feed), LIMIT. */
#ifndef FORMATS_H
#define FORMATS_H

#include "feed.h"

/* RSS, RDF, Atom. `text` is the caller's own: it is written to. */
bool feed_read_xml(struct arena *arena, struct str text, struct str url, struct feed *out,
		   struct err *err) MUST_CHECK;

bool feed_read_json(struct arena *arena, struct str text, struct str url, struct feed *out,
		    struct err *err) MUST_CHECK;

#endif
