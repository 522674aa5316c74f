/* opml - a list of feeds as other readers write it (OPML 1.0, 1.1 and 2.0; opml.org/spec2.opml).
 *
 * Folders may stand in each other; a feed has the names of all it stands in, outermost first, and
 * those of its `category` attribute. Where `xmlUrl` is forgotten, `url` or the page's `htmlUrl`
 * stands for it. Loose as feeds are: broken mark-up is mended.
 * Memory: the arena. Thread: any. Failure: DATA (no OPML), LIMIT. */
#ifndef OPML_H
#define OPML_H

#include "err.h"
#include "item.h"

enum { OPML_BYTES_MAX = 15 * 1024 * 1024, OPML_FEEDS_MAX = 50000, OPML_FOLDERS_MAX = 16 };

struct opml_feed {
	struct str title;    /* one line; may be empty */
	struct str url;	     /* as it was written, but `feed:` means http; may be no URL at all */
	struct strs folders; /* one line each, each once */
};

struct opml {
	const struct opml_feed *at;
	size_t n;
	size_t dropped; /* feeds beyond the ceiling */
};

bool opml_parse(struct arena *arena, struct str text, struct opml *out, struct err *err) MUST_CHECK;

#endif
