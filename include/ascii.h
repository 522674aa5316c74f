/* ascii - what a byte is in the alphabet of protocols and formats.
 *
 * Bytes from 0x80 on are nothing of it, whatever the locale: not what <ctype.h> says. */
#ifndef ASCII_H
#define ASCII_H

#include <stdbool.h>

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_alnum(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* What it is worth as a hexadecimal digit; -1: it is none. */
static inline int ascii_hex(char c)
{
	char low = (char)(c | 0x20);
	return ascii_is_digit(c) ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

#endif
