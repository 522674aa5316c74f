/* terminal - what stands behind a descriptor that people look at. Thread: any. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* A terminal that understands more than lines: not one that calls itself "dumb". */
bool terminal_is_able(int fd);
/* An able one, and NO_COLOR does not stand against it (no-color.org: set to nothing it does not
 * count). */
bool terminal_has_colour(int fd);
/* Its width now; 0 if it is no terminal, or does not tell. */
size_t terminal_columns(int fd);

#endif
