/* escape - text from outside on its way to something that gives bytes a meaning.
 *
 * One function a context; nothing else in the house escapes. All take any bytes, also invalid
 * UTF-8. Controls are C0, DEL, C1, the bidirectional controls (U+202A-E, U+2066-9, U+200E-F,
 * U+061C) and the line separators U+2028-9. Thread: any. Failure: the buffer's is_full. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "buf.h"

/* A logfmt value: bare when it is a plain word, else in "…" with \" \\ \n \t \xNN \u{…}. */
void escape_log(struct buf *buf, struct str s);

/* For a terminal: line breaks and tabs become blanks, other controls \xNN or \u{…}. */
void escape_terminal(struct buf *buf, struct str s);

/* The same for a column of a table: exactly so many columns of a terminal, filled up with blanks or
 * cut, and then with … as its last. Wide characters (East Asian, emoji) take two, marks none. */
void escape_cell(struct buf *buf, struct str s, size_t columns);
/* How many columns it takes when it is not cut. */
size_t escape_columns(struct str s);

/* For HTML text and quoted attributes: & < > " ' as references, controls dropped. */
void escape_html(struct buf *buf, struct str s);

/* The inside of a JSON string (RFC 8259): \u00XX for controls, U+FFFD for bad bytes. */
void escape_json(struct buf *buf, struct str s);

/* One line of plain text (mail text part, header before RFC 2047): white space of any kind to one
 * blank, other controls dropped. */
void escape_line(struct buf *buf, struct str s);

#endif
