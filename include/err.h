/* err - what went wrong, and of which kind.
 *
 * The innermost says what happened, each caller adds in front what it alone knows, and only the
 * one who decides what happens next logs. The kind is the policy:
 *   AGAIN   the other side or the line: back off and try again
 *   REFUSED the other side will not: a human must look
 *   CONFIG  what we were told is wrong: a human must mend it
 *   DATA    one answer is broken: count it and go on
 *   LIMIT   a ceiling was hit: the text names it
 *   SYSTEM  this machine fails us: stop
 * Thread: the caller's. */
#ifndef ERR_H
#define ERR_H

#include "attr.h"

#include <stdbool.h>

enum err_kind { ERR_NONE, ERR_AGAIN, ERR_REFUSED, ERR_CONFIG, ERR_DATA, ERR_LIMIT, ERR_SYSTEM };

struct err {
	enum err_kind kind;
	char text[512];
};

/* Both return false, so that a failing function can say `return err_set(...)`. */
bool err_set(struct err *err, enum err_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
bool err_in(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
