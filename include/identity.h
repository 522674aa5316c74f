/* identity - how an item is known again (feeds.md, "Identity"): two keys an item, never a date.
 *
 * key_id  of the publisher's id; 0 without one, or when the id stands on several items of this
 *         answer (some publishers repeat one guid on every item): then it is joined with the link.
 * key_alt of the normalised link and the title, or of title, text and author without a link:
 *         publishers change all ids at once (http to https), but not ids and titles together.
 * Thread: any. Failure: none. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "item.h"

void identity_set(struct arena *arena, struct items *items);

#endif
