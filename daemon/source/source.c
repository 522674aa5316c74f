#include "source_kinds.h"

#include <stddef.h>

#include "poison.h"

/* The kinds of sources. A new kind is one file and one row. */
const struct source_kind *const source_kinds[] = { &source_feed, &source_file, &source_connector,
						   NULL };
