/* month - the words of dates in other languages than English.
 *
 * Publishers' software writes dates in the language of the page: "jeu. 5 avril 2012", "5. März",
 * "2004년 05월 28일". Thread: any. Failure: none. */
#ifndef MONTH_H
#define MONTH_H

#include "str.h"

/* The month whose name, or the beginning of it, stands at the front of s: how many bytes the word
 * has, or 0. */
size_t month_word(struct str s, int *month);

/* East Asian dates written with ASCII: year-month-day, time, AM or PM, and the offset of Korea when
 * the words are Korean. A text without such words comes back as it is; `out` has room for 16 bytes
 * more than the text. */
struct str date_words(struct str text, char *out);

#endif
