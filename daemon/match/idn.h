/* idn - the two ways to write a domain with letters beyond ASCII (RFC 3492, RFC 5891).
 * Memory: the arena. Failure: false, when the name has no other form. */
#ifndef IDN_H
#define IDN_H

#include "str.h"

/* bücher.example to xn--bcher-kva.example, or back; whichever the name is not. */
bool idn_other(struct arena *arena, struct str domain, struct str *out);

#endif
