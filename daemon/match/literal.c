/* How it works: of each literal one window of bytes, its gram, is put into a hash table: the one
 * that is rarest in usual text (its letters are rare, and no other literal has it) and whose bucket
 * is emptiest. The scan hashes the gram at every
 * place of the key and asks a bitmap, which mostly fits into the nearest caches; only where a bit
 * is set it looks into the bucket, and compares. No state goes from byte to byte, which is why this
 * beats an Aho-Corasick automaton two to four times: that one waits for a load at every byte.
 *
 * There is a table for each length of grams, and a pass for each table that is not empty. The more
 * literals, the longer the grams, because short ones would be met too often; when there are few,
 * only each second place is looked at, and two neighbouring grams of each literal are entered. A
 * gram that can be written in several ways is entered once for each, so that exactly one of them is
 * met: a blank of a phrase may be a hyphen in the text, and behind a literal of one byte anything
 * may stand. */
#include "literal.h"

#include "arena.h"

#include <assert.h>
#include <endian.h>
#include <limits.h>
#include <string.h>

#include "poison.h"

enum {
	GRAM_MAX = 6,
	FEW_MAX = 40,	   /* literals, up to which each second place will do */
	USUAL_MAX = 20000, /* up to which grams of four bytes are rare enough */
	BITMAP_MIN = 12,   /* log2 of bits */
	BITMAP_MAX = 22,   /* 512 KiB */
	BITMAP_ROOM = 6,   /* 64 bits an entry: one false probe in 64 places */
	BITMAP_WORD = 5,   /* 32 bits */
	BUCKETS_MIN = 6,
	BUCKETS_MAX = 20,
	STRETCH = 256, /* places that are sifted at a time; even */
	/* Of a gram's score, in bits of rarity: */
	WEIGHT_SHARED = 3, /* another literal has it, too */
	WEIGHT_LOAD = 2,   /* its bucket has an entry already */
	WEIGHT_BLANK = 4,  /* a blank doubles the entries */
};

struct literal {
	const char *at;
	uint16_t len, gram_at; /* the first of its grams */
	bool has_blank;
};

/* The gram of a literal, and four more of its bytes, so that a common gram alone costs no look at
 * the literal itself. */
struct entry {
	uint32_t check, literal; /* check: bits of the hash */
	uint32_t more;
	int16_t more_at; /* from the gram on */
	uint16_t gram_at;
};

struct table {
	unsigned gram, shortest; /* bytes of a gram, and of the shortest literal */
	unsigned stride;	 /* from place to place of the text */
	uint32_t bitmap_mask, bucket_mask;
	uint32_t *bitmap;
	uint32_t *buckets; /* first entry of each, and one behind the last */
	struct entry *entries;
	size_t n; /* literals */
};

enum { SHORT, FEW, USUAL, MANY, TABLES };

struct literals {
	struct literal *literals;
	size_t n;
	struct table tables[TABLES];
};

static uint64_t hash(uint64_t gram)
{
	return gram * 0x9E3779B97F4A7C15;
}

/* A place in a table whose size is a power of two. */
static uint32_t place_of(uint64_t hash, uint32_t mask)
{
	return (uint32_t)(hash >> 32) & mask;
}

static uint32_t check_of(uint64_t hash)
{
	return (uint32_t)(hash >> 20);
}

/* The first byte is the lowest, so that a longer load begins with a shorter one. */
static uint64_t load(const char *at, size_t len)
{
	uint64_t gram = 0;
	memcpy(&gram, at, len);
	return le64toh(gram);
}

/* How rare a byte is in text, as bits, roughly. */
static unsigned rarity(char c)
{
	static const char of_letter[] = "37553675488564369443687879";
	if (c >= 'a' && c <= 'z')
		return (unsigned)(of_letter[c - 'a'] - '0');
	return c == ' ' ? 2 : (unsigned char)c >= 0x80 ? 5 : 8;
}

/* How many bytes of a literal its gram has: in a shorter one, all. */
static size_t gram_len(const struct table *t, const struct literal *literal)
{
	return literal->len < t->gram ? literal->len : t->gram;
}

/* All ways to write a gram. */
struct variants {
	uint64_t at[2 * 256];
	size_t n;
};

static void list_variants(const struct table *t, const struct literal *literal, uint32_t at,
			  struct variants *out)
{
	char gram[GRAM_MAX] = { 0 };
	size_t len = gram_len(t, literal);
	memcpy(gram, literal->at + at, len);
	for (out->n = 0; out->n < (len < t->gram ? 256 : 1); out->n++) {
		out->at[out->n] = load(gram, t->gram);
		gram[t->gram - 1]++;
	}
	for (size_t i = 0; i < len; i++) {
		char hyphen[GRAM_MAX] = { 0 };
		hyphen[i] = ' ' ^ '-';
		for (size_t k = literal->at[at + i] == ' ' ? out->n : 0; k > 0; k--)
			out->at[out->n++] = out->at[k - 1] ^ load(hyphen, t->gram);
	}
}

/* What is known while grams are chosen. */
struct choice {
	uint32_t *shared, *loads; /* by hash: grams of all literals; entries of each bucket */
	uint32_t mask;		  /* of shared */
};

/* Behind the last place where the first gram of a literal can be. */
static uint32_t gram_end(const struct table *t, const struct literal *literal)
{
	return literal->len < t->gram ? 1 : literal->len - t->gram - t->stride + 2;
}

static int score(const struct table *t, const struct choice *choice, const char *gram, size_t len)
{
	int score = 0;
	uint64_t h = hash(load(gram, len));
	for (size_t i = 0; i < len; i++)
		score += (int)rarity(gram[i]) - (gram[i] == ' ' ? WEIGHT_BLANK : 0);
	return score - (int)choice->shared[place_of(h, choice->mask)] * WEIGHT_SHARED -
	       (int)choice->loads[place_of(h, t->bucket_mask)] * WEIGHT_LOAD;
}

/* Chooses the grams of a literal, and counts its entries into the loads of their buckets. */
static void choose_gram(const struct table *t, struct literal *literal, const struct choice *choice)
{
	int best = INT_MIN;
	struct variants variants;
	size_t len = gram_len(t, literal);
	for (uint32_t at = 0; at < gram_end(t, literal); at++) {
		int this = 0;
		for (unsigned i = 0; i < t->stride; i++)
			this += score(t, choice, literal->at + at + i, len);
		if (this <= best)
			continue;
		best = this;
		literal->gram_at = (uint16_t)at;
	}
	for (unsigned i = 0; i < t->stride; i++) {
		list_variants(t, literal, literal->gram_at + i, &variants);
		for (size_t k = 0; k < variants.n; k++)
			choice->loads[place_of(hash(variants.at[k]), t->bucket_mask)]++;
	}
}

static unsigned log2_above(size_t n, unsigned min, unsigned max)
{
	unsigned bits = min;
	while (bits < max && (size_t)1 << bits < n)
		bits++;
	return bits;
}

static void set_bit(const struct table *t, uint64_t h)
{
	t->bitmap[place_of(h, t->bitmap_mask)] |= 1u << (h >> 59);
}

/* With four bytes of the literal that are certain: as far from the gram as there are some. */
static struct entry entry_of(const struct literal *literal, uint32_t id, uint32_t gram_at)
{
	struct entry entry = { .literal = id, .gram_at = (uint16_t)gram_at };
	uint32_t farthest = 0;
	for (uint32_t at = 0; at + sizeof(entry.more) <= literal->len; at++) {
		uint32_t far = at < gram_at ? gram_at - at : at - gram_at;
		if (far < farthest || far > INT16_MAX ||
		    memchr(literal->at + at, ' ', sizeof(entry.more)))
			continue;
		farthest = far;
		memcpy(&entry.more, literal->at + at, sizeof(entry.more));
		entry.more_at = (int16_t)((int)at - (int)gram_at);
	}
	return entry;
}

static void add_entries(struct table *t, const struct literal *literal, uint32_t id)
{
	struct variants variants;
	for (unsigned i = 0; i < t->stride; i++) {
		struct entry entry = entry_of(literal, id, literal->gram_at + i);
		list_variants(t, literal, literal->gram_at + i, &variants);
		for (size_t k = 0; k < variants.n; k++) {
			uint64_t h = hash(variants.at[k]);
			entry.check = check_of(h);
			t->entries[--t->buckets[place_of(h, t->bucket_mask)]] = entry;
			set_bit(t, h);
		}
	}
}

static struct table *table_of(struct literals *l, const struct literal *literal)
{
	unsigned table = l->n <= FEW_MAX ? FEW : l->n <= USUAL_MAX ? USUAL : MANY;
	while (literal->len < l->tables[table].shortest)
		table--;
	return &l->tables[table];
}

/* The literals are a sample of the texts: a gram that many of them share is common. */
static void choose_grams(struct literals *l, struct table *t)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	uint32_t n = 1u << log2_above(t->n * 16, BITMAP_MIN, BITMAP_MAX);
	struct choice choice = { NEW(arena, uint32_t, n), t->buckets, n - 1 };
	for (size_t i = 0; i < l->n; i++) {
		const struct literal *literal = &l->literals[i];
		if (table_of(l, literal) != t)
			continue;
		for (uint32_t at = 0; at < gram_end(t, literal); at++) {
			uint64_t gram = load(literal->at + at, gram_len(t, literal));
			choice.shared[place_of(hash(gram), choice.mask)]++;
		}
	}
	for (size_t i = 0; i < l->n; i++)
		if (table_of(l, &l->literals[i]) == t)
			choose_gram(t, &l->literals[i], &choice);
}

static void build(struct literals *l, struct table *t, struct arena *arena)
{
	unsigned bucket_bits = log2_above(t->n, BUCKETS_MIN, BUCKETS_MAX);
	size_t n_buckets = (size_t)1 << bucket_bits;
	uint32_t sum = 0;
	t->bucket_mask = (uint32_t)n_buckets - 1;
	t->buckets = NEW(arena, uint32_t, n_buckets + 1);
	choose_grams(l, t);
	for (size_t i = 0; i <= n_buckets; i++)
		t->buckets[i] = sum += t->buckets[i]; /* the end of i; filled from behind */
	unsigned bitmap_bits = log2_above((size_t)sum << BITMAP_ROOM, BITMAP_MIN, BITMAP_MAX);
	t->bitmap_mask = (1u << (bitmap_bits - BITMAP_WORD)) - 1;
	t->bitmap = NEW(arena, uint32_t, (size_t)t->bitmap_mask + 1);
	t->entries = NEW(arena, struct entry, sum);
	for (uint32_t i = 0; i < l->n; i++)
		if (table_of(l, &l->literals[i]) == t)
			add_entries(t, &l->literals[i], i);
}

struct literals *literals_new(struct arena *arena, const struct str *texts, size_t n)
{
	static const struct table empty[TABLES] = {
		[SHORT] = { .gram = 2, .shortest = 1, .stride = 1 },
		[FEW] = { .gram = 3, .shortest = 4, .stride = 2 },
		[USUAL] = { .gram = 4, .shortest = 4, .stride = 1 },
		[MANY] = { .gram = 6, .shortest = 6, .stride = 1 },
	};
	struct literals *l = NEW(arena, struct literals, 1);
	memcpy(l->tables, empty, sizeof(empty));
	l->literals = NEW(arena, struct literal, n);
	l->n = n;
	for (size_t i = 0; i < n; i++) {
		assert(texts[i].len && texts[i].len <= UINT16_MAX);
		l->literals[i] = (struct literal){
			.at = texts[i].at,
			.len = (uint16_t)texts[i].len,
			.has_blank = str_find_char(texts[i], ' ') < texts[i].len,
		};
		table_of(l, &l->literals[i])->n++;
	}
	for (size_t i = 0; i < TABLES; i++)
		if (l->tables[i].n)
			build(l, &l->tables[i], arena);
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

/* The gram stands at a place: the whole literal, too? */
static void try_entry(const struct literals *l, const struct scan *scan, const struct entry *entry,
		      size_t at)
{
	const struct literal *literal = &l->literals[entry->literal];
	if (at < entry->gram_at)
		return;
	at -= entry->gram_at;
	if (scan->key.len - at < literal->len || !stands_at(literal, scan->key.at + at))
		return;
	struct literal_hits *out = scan->out;
	out->at = arena_more(scan->arena, out->at, out->n, &out->cap, sizeof(*out->at));
	out->at[out->n++] = (struct literal_hit){ entry->literal, (uint32_t)at };
}

/* The padding of the key lets eight bytes be loaded anywhere. */
static uint64_t hash_at(const struct table *t, const char *text)
{
	return hash(load(text, sizeof(uint64_t)) & UINT64_MAX >> (64 - 8 * t->gram));
}

static bool has_more(const struct entry *entry, struct str key, size_t at)
{
	uint32_t more;
	at += (size_t)(ptrdiff_t)entry->more_at; /* before the key: beyond all ends */
	if (entry->more == 0)
		return true; /* there are no such four bytes */
	if (at >= key.len)
		return false;
	memcpy(&more, key.at + at, sizeof(more));
	return more == entry->more;
}

static void try_bucket(const struct literals *l, const struct table *t, const struct scan *scan,
		       size_t at)
{
	uint64_t h = hash_at(t, scan->key.at + at);
	const uint32_t *bucket = &t->buckets[place_of(h, t->bucket_mask)];
	for (uint32_t i = bucket[0]; i < bucket[1]; i++) {
		const struct entry *entry = &t->entries[i];
		if (entry->check == check_of(h) && has_more(entry, scan->key, at))
			try_entry(l, scan, entry, at);
	}
}

/* Notes those of the n places from `text` on whose gram may be one of ours, and returns how many.
 * There is no branch that could be guessed wrong. */
static inline size_t sift(const struct table *table, const char *text, size_t n, unsigned stride,
			  uint32_t *places)
{
	const struct table t = *table;
	size_t n_places = 0;
#pragma GCC unroll 4
	for (size_t at = 0; at < n; at += stride) {
		uint64_t h = hash_at(&t, text + at);
		places[n_places] = (uint32_t)at;
		n_places += t.bitmap[place_of(h, t.bitmap_mask)] >> (h >> 59) & 1;
	}
	return n_places;
}

static void scan_table(const struct literals *l, const struct table *t, const struct scan *scan)
{
	uint32_t places[STRETCH];
	size_t least = t->stride == 1 ? t->shortest : t->gram;
	size_t end = scan->key.len >= least ? scan->key.len - least + 1 : 0;
	for (size_t at = 0; at < end; at += STRETCH) {
		const char *text = scan->key.at + at;
		size_t n = end - at < STRETCH ? end - at : STRETCH;
		n = t->stride == 1 ? sift(t, text, n, 1, places) : sift(t, text, n, 2, places);
		for (size_t i = 0; i < n; i++)
			try_bucket(l, t, scan, at + places[i]);
	}
}

void literals_scan(const struct literals *l, struct str key, struct arena *arena,
		   struct literal_hits *out)
{
	struct scan scan = { key, arena, out };
	for (size_t i = 0; i < TABLES; i++)
		if (l->tables[i].n)
			scan_table(l, &l->tables[i], &scan);
}
