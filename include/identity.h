/* identity - how an item is known again: two keys an item, never a date, and one of its text.
 *
 * key_id  of the publisher's id; 0 without one, or when the id stands on several items of this
 *         answer (some publishers repeat one guid on every item): then it is joined with the link.
 * key_alt of the normalised link and the title, or of title, text and author without a link:
 *         publishers change all ids at once (http to https), but not ids and titles together.
 * key_text of what a rule's terms look at (title, text, author, tags, links), so that an edit is
 *         told from a bumped date, a new mark-up or a new address. Never 0.
 * Thread: any. Failure: none. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "item.h"

void identity_set(struct arena *arena, struct items *items);

#endif
