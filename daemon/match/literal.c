/* How it works: of each literal one window of four bytes, its gram, is put into a hash table: the
 * one that is rarest in usual text and whose bucket is emptiest. The scan hashes the four bytes at
 * every place of the key and asks a bitmap that fits into the first cache; only where a bit is set
 * it looks into the bucket, and compares. There is no state that goes from byte to byte, which is
 * why this beats an Aho-Corasick automaton two to four times: that one waits for a load at every
 * byte. Literals of one to three bytes have a bitmap of byte pairs and a pass of their own.
 *
 * A blank of a phrase may be a hyphen in the text: a gram with blanks is entered once for each
 * combination, so that exactly one of them is met. */
#include "literal.h"

#include "arena.h"

#include <string.h>

#include "poison.h"

enum {
	GRAM = 4,
	BITMAP_MIN = 12, /* log2 of bits */
	BITMAP_MAX = 22, /* 512 KiB */
	BITMAP_ROOM = 7, /* 128 bits a literal: one false probe in 128 */
	BUCKETS_MIN = 6,
	PAIRS = 65536,
	WEIGHT_LOAD = 4,  /* one more in a bucket is as bad as a common letter twice */
	WEIGHT_BLANK = 8, /* a blank doubles the entries */
};

struct literal {
	const char *at;
	uint32_t len, gram_at;
	bool has_blank;
};

struct entry {
	uint32_t gram, literal;
};

struct literals {
	struct literal *literals;
	size_t n;
	unsigned bitmap_bits, bucket_bits;
	uint8_t *bitmap;
	uint32_t *buckets; /* first entry of each, and one behind the last */
	struct entry *entries;
	bool has_long, has_short;
	uint8_t *pairs;	      /* bitmap of the first two bytes of the short ones */
	uint32_t firsts[257]; /* short ones by first byte */
	uint32_t *short_ones;
};

static uint32_t load(const char *at)
{
	uint32_t gram;
	memcpy(&gram, at, sizeof(gram));
	return gram;
}

static uint32_t hash(uint32_t gram)
{
	return gram * 0x9E3779B1u;
}

static bool has_bit(const uint8_t *bitmap, uint32_t bit)
{
	return bitmap[bit >> 3] >> (bit & 7) & 1;
}

static void set_bit(uint8_t *bitmap, uint32_t bit)
{
	bitmap[bit >> 3] = (uint8_t)(bitmap[bit >> 3] | 1u << (bit & 7));
}

/* How common a byte is in text, roughly: 0 rare, 2 common. */
static unsigned frequency(char c)
{
	static const char *const by_weight[] = { "dcumfpgwyb", "etaoinsrhl" };
	if (c == ' ' || (unsigned char)c >= 0x80)
		return 1;
	for (unsigned i = 0; i < COUNT_OF(by_weight); i++)
		if (c && strchr(by_weight[i], c))
			return i + 1;
	return 0;
}

static unsigned blanks(const char *gram)
{
	unsigned n = 0;
	for (size_t i = 0; i < GRAM; i++)
		n += gram[i] == ' ';
	return n;
}

/* The n-th way to write a gram: the bits of n say which of its blanks are hyphens. */
static uint32_t variant(const char *gram, unsigned n)
{
	char copy[GRAM];
	memcpy(copy, gram, GRAM);
	for (size_t i = 0; i < GRAM; i++) {
		if (copy[i] != ' ')
			continue;
		if (n & 1)
			copy[i] = '-';
		n >>= 1;
	}
	return load(copy);
}

/* Chooses the gram of a literal, and counts its entries into the load of their buckets. */
static void choose_gram(struct literals *l, struct literal *literal, uint32_t *loads)
{
	unsigned best = UINT32_MAX, shift = 32 - l->bucket_bits;
	for (uint32_t at = 0; at + GRAM <= literal->len; at++) {
		const char *gram = literal->at + at;
		unsigned score = blanks(gram) * WEIGHT_BLANK;
		for (size_t i = 0; i < GRAM; i++)
			score += frequency(gram[i]);
		score += loads[hash(load(gram)) >> shift] * WEIGHT_LOAD;
		if (score < best) {
			best = score;
			literal->gram_at = at;
		}
	}
	const char *gram = literal->at + literal->gram_at;
	for (unsigned i = 0; i < 1u << blanks(gram); i++)
		loads[hash(variant(gram, i)) >> shift]++;
}

static unsigned log2_above(size_t n, unsigned min, unsigned max)
{
	unsigned bits = min;
	while (bits < max && (size_t)1 << bits < n)
		bits++;
	return bits;
}

/* Loads become places: afterwards buckets[b] is the first entry of b. */
static void place_entries(struct literals *l, struct arena *arena)
{
	size_t n_buckets = (size_t)1 << l->bucket_bits;
	uint32_t sum = 0;
	for (size_t i = 0; i <= n_buckets; i++) {
		sum += l->buckets[i];
		l->buckets[i] = sum; /* the end of i; filled from behind */
	}
	l->entries = NEW(arena, struct entry, sum);
	for (uint32_t i = 0; i < l->n; i++) {
		const struct literal *literal = &l->literals[i];
		if (literal->len < GRAM)
			continue;
		const char *at = literal->at + literal->gram_at;
		for (unsigned j = 0; j < 1u << blanks(at); j++) {
			uint32_t gram = variant(at, j), h = hash(gram);
			l->entries[--l->buckets[h >> (32 - l->bucket_bits)]] = (struct entry){ gram,
											       i };
			set_bit(l->bitmap, h >> (32 - l->bitmap_bits));
		}
	}
}

static void build_long(struct literals *l, size_t n, struct arena *arena)
{
	l->has_long = n > 0;
	l->bucket_bits = log2_above(n, BUCKETS_MIN, BITMAP_MAX);
	l->bitmap_bits = log2_above(n << BITMAP_ROOM, BITMAP_MIN, BITMAP_MAX);
	l->bitmap = NEW(arena, uint8_t, (size_t)1 << l->bitmap_bits >> 3);
	l->buckets = NEW(arena, uint32_t, ((size_t)1 << l->bucket_bits) + 1);
	for (size_t i = 0; i < l->n; i++)
		if (l->literals[i].len >= GRAM)
			choose_gram(l, &l->literals[i], l->buckets);
	place_entries(l, arena);
}

/* The first two bytes of a short literal, in all ways to write them. */
static void set_pairs(uint8_t *pairs, const struct literal *literal)
{
	bool is_one = literal->len == 1;
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t first = (unsigned char)literal->at[0];
		uint32_t second = is_one ? 0 : (unsigned char)literal->at[1];
		if (first == ' ' && i & 1)
			first = '-';
		if (second == ' ' && i & 2)
			second = '-';
		for (uint32_t end = is_one ? 256 : second + 1; second < end; second++)
			set_bit(pairs, first << 8 | second);
	}
}

/* Blank and hyphen share a list. */
static unsigned first_of(char c)
{
	return c == '-' ? ' ' : (unsigned char)c;
}

static bool is_short(const struct literal *literal)
{
	return literal->len < GRAM;
}

static void build_short(struct literals *l, size_t n, struct arena *arena)
{
	uint32_t sum = 0;
	l->has_short = n > 0;
	l->pairs = NEW(arena, uint8_t, n ? PAIRS / 8 : 0);
	l->short_ones = NEW(arena, uint32_t, n);
	for (size_t i = 0; i < l->n; i++)
		l->firsts[first_of(l->literals[i].at[0])] += is_short(&l->literals[i]);
	for (size_t first = 0; first < COUNT_OF(l->firsts); first++)
		l->firsts[first] = sum += l->firsts[first];
	for (uint32_t i = 0; i < l->n; i++) {
		if (!is_short(&l->literals[i]))
			continue;
		l->short_ones[--l->firsts[first_of(l->literals[i].at[0])]] = i;
		set_pairs(l->pairs, &l->literals[i]);
	}
}

struct literals *literals_new(struct arena *arena, const struct str *texts, size_t n)
{
	struct literals *l = NEW(arena, struct literals, 1);
	size_t n_long = 0;
	l->literals = NEW(arena, struct literal, n);
	l->n = n;
	for (size_t i = 0; i < n; i++) {
		l->literals[i] = (struct literal){
			.at = texts[i].at,
			.len = (uint32_t)texts[i].len,
			.has_blank = str_find_char(texts[i], ' ') < texts[i].len,
		};
		n_long += texts[i].len >= GRAM;
	}
	build_long(l, n_long, arena);
	build_short(l, n - n_long, arena);
	return l;
}

size_t literal_len(const struct literals *l, uint32_t literal)
{
	return l->literals[literal].len;
}

static bool stands_at(const struct literal *literal, const char *text)
{
	if (!literal->has_blank)
		return memcmp(text, literal->at, literal->len) == 0;
	for (uint32_t i = 0; i < literal->len; i++)
		if (text[i] != literal->at[i] && (literal->at[i] != ' ' || text[i] != '-'))
			return false;
	return true;
}

struct scan {
	struct str key;
	struct arena *arena;
	struct literal_hits *out;
};

static void try_literal(const struct literals *l, const struct scan *scan, uint32_t id, size_t at)
{
	const struct literal *literal = &l->literals[id];
	if (at < literal->gram_at)
		return;
	at -= literal->gram_at;
	if (scan->key.len - at < literal->len || !stands_at(literal, scan->key.at + at))
		return;
	struct literal_hits *out = scan->out;
	out->at = arena_more(scan->arena, out->at, out->n, &out->cap, sizeof(*out->at));
	out->at[out->n++] = (struct literal_hit){ id, (uint32_t)at };
}

static void try_bucket(const struct literals *l, const struct scan *scan, uint32_t gram, size_t at)
{
	uint32_t bucket = hash(gram) >> (32 - l->bucket_bits);
	for (uint32_t i = l->buckets[bucket]; i < l->buckets[bucket + 1]; i++)
		if (l->entries[i].gram == gram)
			try_literal(l, scan, l->entries[i].literal, at);
}

static void scan_long(const struct literals *l, const struct scan *scan)
{
	const char *text = scan->key.at;
	const uint8_t *bitmap = l->bitmap;
	unsigned shift = 32 - l->bitmap_bits;
	for (size_t at = 0; at + GRAM <= scan->key.len; at++) {
		uint32_t gram = load(text + at);
		if (has_bit(bitmap, hash(gram) >> shift))
			try_bucket(l, scan, gram, at);
	}
}

static void scan_short(const struct literals *l, const struct scan *scan)
{
	const unsigned char *text = (const unsigned char *)scan->key.at;
	for (size_t at = 0; at < scan->key.len; at++) {
		if (!has_bit(l->pairs, (uint32_t)text[at] << 8 | text[at + 1]))
			continue;
		unsigned first = first_of((char)text[at]);
		for (uint32_t i = l->firsts[first]; i < l->firsts[first + 1]; i++)
			try_literal(l, scan, l->short_ones[i], at);
	}
}

void literals_scan(const struct literals *l, struct str key, struct arena *arena,
		   struct literal_hits *out)
{
	struct scan scan = { key, arena, out };
	if (l->has_long)
		scan_long(l, &scan);
	if (l->has_short)
		scan_short(l, &scan);
}
