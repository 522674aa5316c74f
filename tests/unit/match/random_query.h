/* random_query - a query for the oracle, and the same as a configuration writes it. */
#ifndef RANDOM_QUERY_H
#define RANDOM_QUERY_H

#include "oracle.h"

struct random_query {
	struct oracle_term *group;
	bool is_brand;
};

struct random_query random_query(struct arena *arena);
struct str query_text(struct arena *arena, const struct random_query *query);

#endif
