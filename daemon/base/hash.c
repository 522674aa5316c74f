#include "hash.h"

#include <string.h>

#include "poison.h"

struct sip {
	uint64_t a, b, c, d;
};

static uint64_t turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void rounds(struct sip *v, int n)
{
	while (n--) {
		v->a += v->b;
		v->c += v->d;
		v->b = turn(v->b, 13) ^ v->a;
		v->d = turn(v->d, 16) ^ v->c;
		v->a = turn(v->a, 32);
		v->c += v->b;
		v->a += v->d;
		v->b = turn(v->b, 17) ^ v->c;
		v->d = turn(v->d, 21) ^ v->a;
		v->c = turn(v->c, 32);
	}
}

static uint64_t little_endian(const char *at, size_t n)
{
	uint64_t word = 0;
	for (size_t i = 0; i < n; i++)
		word |= (uint64_t)(unsigned char)at[i] << (8 * i);
	return word;
}

static uint64_t sip_hash(uint64_t key0, uint64_t key1, struct str s)
{
	struct sip v = { key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d,
			 key0 ^ 0x6c7967656e657261, key1 ^ 0x7465646279746573 };
	size_t whole = s.len & ~(size_t)7;
	for (size_t i = 0; i < whole; i += 8) {
		uint64_t word = little_endian(s.at + i, 8);
		v.d ^= word;
		rounds(&v, 2);
		v.a ^= word;
	}
	struct str tail = str_skip(s, whole);
	uint64_t last = (uint64_t)s.len << 56 | little_endian(tail.at, tail.len);
	v.d ^= last;
	rounds(&v, 2);
	v.a ^= last;
	v.c ^= 0xff;
	rounds(&v, 4);
	return v.a ^ v.b ^ v.c ^ v.d;
}

/* The key is "mentiond seen key" cut in two; it must never change. */
static const uint64_t key0 = 0x646e6f69746e656d, key1 = 0x79656b206e656573;

uint64_t hash_str(struct str s)
{
	return sip_hash(key0, key1, s);
}

uint64_t hash_more(uint64_t before, struct str s)
{
	return sip_hash(key0 ^ before, key1, s);
}
