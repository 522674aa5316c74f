/* random - the same numbers on every machine (xorshift64*), and texts of several scripts. */
#ifndef RANDOM_H
#define RANDOM_H

#include "str.h"
#include "utf8.h"

#include <stddef.h>
#include <stdint.h>

static uint64_t random_state = 0x9E3779B97F4A7C15;

static inline uint32_t random_below(uint32_t n)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (uint32_t)((random_state * 0x2545F4914F6CDD1D) >> 33) % n;
}

/* A text of n characters, mostly a few letters, so that things repeat. */
static inline struct str random_text(char *out, size_t n)
{
	static const uint32_t odd[] = { 0xE9,	0x301,	0x200B, 0x130,	0xDF,	0xFB01, 0xFF21,
					0x3BB,	0x416,	0x5D0,	0x627,	0x64E,	0x938,	0x93F,
					0xE01,	0x6771, 0x304B, 0x3099, 0xAC01, 0x1100, 0x1F525,
					0x2019, 0x2014, 0xA0,	0x2003, 0xAD,	0x1E9E, 0x1D400 };
	static const char usual[] = "aabbcdABC  -_.#@'1\n/:";
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = random_below(4) ? (unsigned char)usual[random_below(sizeof(usual) - 1)]
					     : odd[random_below(COUNT_OF(odd))];
		len += utf8_put(c, out + len);
	}
	return (struct str){ out, len };
}

#endif
