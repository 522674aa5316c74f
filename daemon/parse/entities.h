/* entities - the named character references of HTML, sorted by name (made by make_entities.py). */
#ifndef ENTITIES_H
#define ENTITIES_H

#include <stdbool.h>
#include <stdint.h>

enum { ENTITY_NAME_MAX = 31, ENTITY_LOOSE_MAX = 6 };

struct entity {
	char name[ENTITY_NAME_MAX + 1]; /* without '&' and ';' */
	char text[7];
	unsigned char name_len, text_len;
	bool is_loose; /* also read without its ';' */
};

extern const struct entity entities[];
/* Names that begin with the character c stand at [first[c], first[c + 1]). */
extern const unsigned short entities_first[129];

/* A code point of 80-9F as windows-1252 means it; any other stays. */
uint32_t entity_c1(uint32_t c);

#endif
