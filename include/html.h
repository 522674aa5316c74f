/* html - HTML to plain text, by our own scanner (feeds.md, "HTML to text").
 *
 * Inline tags vanish without a space, block tags become a line break, script, style, template and
 * comments go with their content; entities are decoded (WHATWG HTML, 13.5 named references, also
 * those that need no `;`); C1 numerics read as windows-1252; soft hyphens and zero-width
 * characters go; white space is folded. `<` that starts no tag name is text.
 * Memory: the arena. Thread: any. Failure: none. */
#ifndef HTML_H
#define HTML_H

#include "item.h"

/* links (may be NULL) gets the absolute http(s) hrefs, at most 64, resolved against base. */
struct str html_text(struct arena *arena, struct str html, struct str base, struct strs *links);

/* The entity at the front of s ("&amp;…", s starts with '&'): its text (1-2 code points) and how
 * many bytes it took, or false. */
bool html_entity(struct str s, char out[8], size_t *out_len, size_t *took);

/* The value of an attribute with its references decoded. */
struct str html_attribute(struct arena *arena, struct str value);

/* White space folded to single blanks and trimmed; nothing else changes. */
struct str text_fold(struct arena *arena, struct str text);

#endif
