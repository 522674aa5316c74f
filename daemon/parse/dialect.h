/* dialect - which format of feed an element begins.
 *
 * By the root's name, version and namespace; of RDF, by the namespace of what stands in it.
 * Thread: any. Failure: none ("rss" when nothing says more). */
#ifndef DIALECT_H
#define DIALECT_H

#include "xml.h"

/* `around`: the name given to what stands around it, or empty. "rdf" is a name on the way only. */
struct str dialect_name(struct str around, const struct element *element);

#endif
