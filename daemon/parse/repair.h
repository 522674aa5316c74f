/* repair - what publishers send as well-formed markup (feeds.md, "The way", 2).
 *
 * The result has two parts. `markup` is what libxml2 reads: tags alone, every one closed, names
 * and quotes in order. Texts and attribute values are not in it: in their place stands a mark of
 * eight letters that says where in `text` they are; a text of white space alone is one blank.
 * `text` is decoded in place, so no text is copied, none can be dropped by libxml2's recovery, and
 * nothing in it can be taken for markup. Memory: the arena. Thread: any. Failure: LIMIT (depth,
 * attributes). */
#ifndef REPAIR_H
#define REPAIR_H

#include "err.h"
#include "str.h"

enum { MARK_LEN = 8 };

/* Writes to the bytes of `text`, which must be its caller's own. */
bool repair_xml(struct arena *arena, struct str text, struct str *markup,
		struct err *err) MUST_CHECK;

/* The text a mark stands for. False when these bytes are no mark. */
bool repair_mark(struct str text, const char mark[MARK_LEN], struct str *out) MUST_CHECK;

#endif
