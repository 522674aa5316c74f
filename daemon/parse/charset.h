/* charset - the bytes of an answer as UTF-8, whatever they were (feeds.md, "The way", 1).
 *
 * In this order: the first bytes (BOM, UTF-16, UTF-32, EBCDIC), valid UTF-8, the charset of the
 * HTTP answer, that of the XML declaration, windows-1252. Never fails: bytes that mean nothing
 * become U+FFFD.
 * Memory: a copy in the arena, never the body itself, so that the caller may write to it. */
#ifndef CHARSET_H
#define CHARSET_H

#include "str.h"

struct str charset_utf8(struct arena *arena, struct str body, struct str content_type);

#endif
