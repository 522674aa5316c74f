/* What holds of every feed that was read, whatever was in it. */
#ifndef CHECK_FEED_H
#define CHECK_FEED_H

#include "feed.h"

void check_feed(const struct feed *feed);

#endif
