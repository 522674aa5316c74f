/* face - an emoticon at the front of a text: ":-)", "=D", ":'(", "<3", "-_-".
 *
 * Memory: none. Thread: any. Failure: none. */
#ifndef FACE_H
#define FACE_H

#include "str.h"

struct face {
	size_t n;	   /* bytes it takes in the text */
	bool is_stretched; /* ":)))" */
	uint8_t len;
	char known[3]; /* as the lexicon has it: without the nose, the mouth one of few */
};

/* is_free: neither in a word nor right behind one; there only plain smiles and frowns are faces. */
bool face_read(struct str text, bool is_free, struct face *out);

#endif
