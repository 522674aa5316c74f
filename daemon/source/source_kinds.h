/* source_kinds - the kinds, for the table in source.c only. */
#ifndef SOURCE_KINDS_H
#define SOURCE_KINDS_H

#include "feed.h"
#include "source.h"

extern const struct source_kind source_feed, source_file, source_connector;

/* What both kinds do with a body that is a feed. */
bool feed_read(const struct source *source, const struct feed_input *in, struct arena *arena,
	       struct intake *out, struct err *err);

#endif
