/* identity - how an item is known again: two keys an item, never a date, and one of its text.
 *
 * key_id  of the publisher's id, or without one of the link, if that leads to a page.
 * key_alt of the link's page (its host counts not) and the title, or of title, text and author of
 *         an item whose link leads to a front page or that has none: publishers change all ids at
 *         once (http to https, another host), but not ids and titles together.
 * Where several items of an answer share a key (some publishers repeat one guid, or one link, on
 * every item), it is joined with link, title and text until it tells them apart.
 * key_text of what a rule's terms look at (title, text, author, tags, links), so that an edit is
 *         told from a bumped date, a new mark-up or a new address. Never 0.
 * Thread: any. Failure: none. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "item.h"

void identity_set(struct arena *arena, struct items *items);

#endif
