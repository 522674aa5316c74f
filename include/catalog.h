/* catalog - where the files of connectors are.
 *
 * A name with a slash in it, or that ends in .yaml, is a path, seen from the folder of the file
 * that names it. Any other is looked for in /etc/mentiond/connectors first, then among the shipped
 * ones. Memory: the arena given. Thread: any. Failure: problems. */
#ifndef CATALOG_H
#define CATALOG_H

#include "item.h"
#include "problem.h"

#define CATALOG_OWN "/etc/mentiond/connectors"

/* data: the folder of the shipped rules; where: of the name, a place without a file for the command
 * line. False: there is none, which was told with what is like it. */
bool catalog_find(struct arena *arena, struct str name, struct str data, struct where where,
		  struct problems *problems, struct str *path) MUST_CHECK;

/* The names that may stand in a configuration, sorted, no two alike. */
struct strs catalog_names(struct arena *arena, struct str data);

#endif
