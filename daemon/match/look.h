/* look - the second key of a text, in which letters that look alike are one: a Cyrillic, Greek,
 * Armenian or Cherokee letter is the Latin one it resembles, a digit or a sign the letter it is
 * read as, `i` is `l`, `rn` is `m` and `vv` is `w`. A label in Punycode is what it shows.
 *
 * Two texts with the same look key look alike; whether that is worth telling, look_check() says.
 * Memory: the arena given, or the part's. Thread: one at a time. Failure: none. */
#ifndef LOOK_H
#define LOOK_H

#include "part.h"
#include "terms.h"

/* The look key of a key that stands for itself, as a term's does. */
struct str look_key(struct arena *arena, struct str key);

/* The part once more, with its look key. It has no places in the original before look_map(). */
struct part look_part(struct part *part);
void look_map(struct part *look, struct part *part);

/* leaf: a look-alike one, whose key stands at `key` of a part with its map. A word must mix
 * scripts, or letters with digits or signs, or be wholly of a foreign script; a domain or a handle
 * need only differ. *out: the hit in the original. */
bool look_check(const struct leaf *leaf, struct part *look, struct span key, struct span *out);

/* "Аcme (Cyrillic А)": a hit as it is written, and what of it is not what it seems. */
struct str look_tell(struct arena *arena, const struct leaf *leaf, struct str written);

#endif
