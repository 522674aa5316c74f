#include "flow_parts.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

/* The requests that were answered and wait to be saved with the place of their source. */

struct request_row asked_row(const struct response *response, struct str why)
{
	size_t bytes = response->body.len;
	for (size_t i = 0; i < response->n_parts; i++)
		bytes += response->parts[i].body.len;
	return (struct request_row){
		.at_ms = clock_wall_ms(),
		.status = response->err.kind == ERR_NONE ? response->status : 0,
		.took_ms = response->took_ms,
		.bytes = (int64_t)bytes,
		.items = REQUEST_UNREAD,
		.why = why,
	};
}

/* A row and its words in one piece. */
struct asked {
	struct request_row row;
	char why[];
};

void asked_add(struct spot *spot, const struct response *response, struct str why)
{
	struct asked *asked = malloc(sizeof(*asked) + why.len);
	if (!asked)
		abort();
	if (why.len)
		memcpy(asked->why, why.at, why.len);
	asked->row = asked_row(response, (struct str){ asked->why, why.len });
	asked->row.next = spot->asked;
	spot->asked = &asked->row;
}

void asked_forget(struct spot *spot)
{
	while (spot->asked) {
		struct request_row *row = spot->asked;
		spot->asked = (struct request_row *)row->next;
		free(row);
	}
}
