/* markdown - Markdown as HTML, as far as reading needs it: what is a mark goes, what is a word
 * stays.
 *
 * Marks of emphasis, headings, quotes, lists, tables, rules, fences and links vanish; links and
 * autolinks become <a href>, code is escaped, lines end in <br>. HTML that people write in Markdown
 * is left as it is; other text in angle brackets is text. After CommonMark 0.30, without its trees:
 * one pass, linear in the text.
 * Memory: the arena. Thread: any. Failure: none. */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "str.h"

struct arena;

struct str markdown_html(struct arena *arena, struct str text);

#endif
