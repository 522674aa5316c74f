/* zone - what the names of time zones in dates mean, in minutes east of Greenwich.
 * Thread: any. Failure: none. */
#ifndef ZONE_H
#define ZONE_H

#include "str.h"

/* GMT, EDT, CEST, a military letter; 0 for a name that nobody knows. */
int zone_named(struct str name);

/* "Eastern Daylight Time" at the front of s: the length of the words up to "Time", or 0. */
size_t zone_words(struct str s, int *minutes);

#endif
