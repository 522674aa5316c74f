/* How it works: of each literal one window of bytes, its gram, is put into a hash table: the one
 * that is rarest in usual text and whose bucket is emptiest. The scan hashes the gram at every
 * place of the key and asks a bitmap, which mostly fits into the nearest cache; only where a bit is
 * set it looks into the bucket, and compares. No state goes from byte to byte, which is why this
 * beats an Aho-Corasick automaton two to four times: that one waits for a load at every byte.
 *
 * There is a table for each length of grams, and a pass for each table that is not empty: four
 * bytes; six, for what is long enough when there are so many literals that four bytes would be met
 * too often; two, for literals of one to three bytes. A gram that can be written in several ways
 * is entered once for each, so that exactly one of them is met: a blank of a phrase may be a
 * hyphen in the text, and behind a literal of one byte anything may stand. */
#include "literal.h"

#include "arena.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "poison.h"

enum {
	GRAM_MAX = 6,
	MANY = 20000,	 /* literals, from which on grams of six bytes are worth a pass */
	BITMAP_MIN = 12, /* log2 of bits */
	BITMAP_MAX = 22, /* 512 KiB */
	BITMAP_ROOM = 7, /* 128 bits an entry: one false probe in 128 places */
	BITMAP_WORD = 5, /* 32 bits */
	BUCKETS_MIN = 6,
	BUCKETS_MAX = 20,
	WEIGHT_SHARED = 3,
	WEIGHT_LOAD = 2,
	WEIGHT_BLANK = 4, /* it doubles the entries */
};

struct literal {
	const char *at;
	uint16_t len, gram_at;
	bool has_blank;
};

/* The gram of a literal, and four more of its bytes, so that a common gram alone costs no look at
 * the literal itself. */
struct entry {
	uint32_t check, literal; /* check: bits of the hash */
	uint32_t more;
	int32_t more_at; /* from the gram on */
};

struct table {
	unsigned gram, shortest; /* bytes of a gram, and of the shortest literal */
	uint64_t mask;		 /* of eight bytes those of the gram */
	unsigned bitmap_shift, bucket_shift;
	uint32_t *bitmap;
	uint32_t *buckets; /* first entry of each, and one behind the last */
	struct entry *entries;
	size_t n; /* literals */
};

enum { SHORT, USUAL, LONG, TABLES };

struct literals {
	struct literal *literals;
	size_t n;
	struct table tables[TABLES];
};

static uint64_t hash(uint64_t gram)
{
	return gram * 0x9E3779B97F4A7C15;
}

static uint32_t check_of(uint64_t hash)
{
	return (uint32_t)(hash >> 16);
}

static uint64_t load(const char *at, size_t len)
{
	uint64_t gram = 0;
	memcpy(&gram, at, len);
	return gram;
}

/* How rare a byte is in text, as bits, roughly. */
static unsigned rarity(char c)
{
	static const char by_rarity[] = "etaoinsrhldcumfpgwybvkxjqz";
	const char *place = c ? strchr(by_rarity, c) : NULL;
	if (place)
		return 3 + (unsigned)(place - by_rarity) / 4;
	return c == ' ' ? 2 : (unsigned char)c >= 0x80 ? 5 : 8;
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
	size_t len = literal->len < t->gram ? literal->len : t->gram;
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
	unsigned shared_shift;
};

static uint32_t gram_end(const struct table *t, const struct literal *literal)
{
	return literal->len < t->gram ? 1 : literal->len - t->gram + 1u;
}

static int score(const struct table *t, const struct choice *choice, const char *gram, size_t len)
{
	int score = 0;
	uint64_t h = hash(load(gram, len));
	for (size_t i = 0; i < len; i++)
		score += (int)rarity(gram[i]) - (gram[i] == ' ' ? WEIGHT_BLANK : 0);
	return score - (int)choice->shared[h >> choice->shared_shift] * WEIGHT_SHARED -
	       (int)choice->loads[h >> t->bucket_shift] * WEIGHT_LOAD;
}

/* Chooses the gram of a literal, and counts its entries into the loads of their buckets. */
static void choose_gram(const struct table *t, struct literal *literal, const struct choice *choice)
{
	int best = INT_MIN;
	struct variants variants;
	size_t len = literal->len < t->gram ? literal->len : t->gram;
	for (uint32_t at = 0; at < gram_end(t, literal); at++) {
		int this = score(t, choice, literal->at + at, len);
		if (this <= best)
			continue;
		best = this;
		literal->gram_at = (uint16_t)at;
	}
	list_variants(t, literal, literal->gram_at, &variants);
	for (size_t i = 0; i < variants.n; i++)
		choice->loads[hash(variants.at[i]) >> t->bucket_shift]++;
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
	t->bitmap[h >> t->bitmap_shift] |= 1u << (h & 31);
}

static bool has_bit(const struct table *t, uint64_t h)
{
	return t->bitmap[h >> t->bitmap_shift] >> (h & 31) & 1;
}

/* Four bytes of the literal that are certain: as far from the gram as there are some. */
static struct entry entry_of(const struct literal *literal)
{
	struct entry entry = { 0 };
	uint32_t farthest = 0;
	for (uint32_t at = 0; at + sizeof(entry.more) <= literal->len; at++) {
		uint32_t gram = literal->gram_at, far = at < gram ? gram - at : at - gram;
		if (far < farthest || memchr(literal->at + at, ' ', sizeof(entry.more)))
			continue;
		farthest = far;
		memcpy(&entry.more, literal->at + at, sizeof(entry.more));
		entry.more_at = (int32_t)at - literal->gram_at;
	}
	return entry;
}

static void add_entries(struct table *t, const struct literal *literal, uint32_t id)
{
	struct variants variants;
	struct entry entry = entry_of(literal);
	list_variants(t, literal, literal->gram_at, &variants);
	for (size_t i = 0; i < variants.n; i++) {
		uint64_t h = hash(variants.at[i]);
		entry.check = check_of(h);
		entry.literal = id;
		t->entries[--t->buckets[h >> t->bucket_shift]] = entry;
		set_bit(t, h);
	}
}

static struct table *table_of(struct literals *l, const struct literal *literal)
{
	bool is_many = l->n > MANY;
	return &l->tables[literal->len < 4 ? SHORT : literal->len < 6 || !is_many ? USUAL : LONG];
}

/* The literals are a sample of the texts: a gram that many of them share is common. */
static void choose_grams(struct literals *l, struct table *t)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	unsigned bits = log2_above(t->n * 16, BITMAP_MIN, BITMAP_MAX);
	struct choice choice = { NEW(arena, uint32_t, (size_t)1 << bits), t->buckets, 64 - bits };
	for (size_t i = 0; i < l->n; i++) {
		const struct literal *literal = &l->literals[i];
		for (uint32_t at = 0; table_of(l, literal) == t && at < gram_end(t, literal); at++)
			choice.shared[hash(load(literal->at + at,
						literal->len < t->gram ? literal->len : t->gram)) >>
				      choice.shared_shift]++;
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
	t->bucket_shift = 64 - bucket_bits;
	t->buckets = NEW(arena, uint32_t, n_buckets + 1);
	choose_grams(l, t);
	for (size_t i = 0; i <= n_buckets; i++)
		t->buckets[i] = sum += t->buckets[i]; /* the end of i; filled from behind */
	unsigned bitmap_bits = log2_above((size_t)sum << BITMAP_ROOM, BITMAP_MIN, BITMAP_MAX);
	t->bitmap_shift = 64 - bitmap_bits + BITMAP_WORD;
	t->bitmap = NEW(arena, uint32_t, (size_t)1 << (bitmap_bits - BITMAP_WORD));
	t->entries = NEW(arena, struct entry, sum);
	for (uint32_t i = 0; i < l->n; i++)
		if (table_of(l, &l->literals[i]) == t)
			add_entries(t, &l->literals[i], i);
}

struct literals *literals_new(struct arena *arena, const struct str *texts, size_t n)
{
	static const struct table empty[TABLES] = {
		[SHORT] = { .gram = 2, .shortest = 1, .mask = 0xFFFF },
		[USUAL] = { .gram = 4, .shortest = 4, .mask = 0xFFFFFFFF },
		[LONG] = { .gram = 6, .shortest = 6, .mask = 0xFFFFFFFFFFFF },
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

/* more of a literal that has none is 0 bytes long: it stands everywhere. */
static bool has_more(const struct entry *entry, struct str key, size_t at)
{
	uint32_t more;
	at += (size_t)(ptrdiff_t)entry->more_at;
	if (at >= key.len)
		return false;
	memcpy(&more, key.at + at, sizeof(more));
	return more == entry->more;
}

static void try_bucket(const struct literals *l, const struct table *t, const struct scan *scan,
		       size_t at)
{
	uint64_t h = hash(load(scan->key.at + at, sizeof(h)) & t->mask);
	const uint32_t *bucket = &t->buckets[h >> t->bucket_shift];
	for (uint32_t i = bucket[0]; i < bucket[1]; i++) {
		const struct entry *entry = &t->entries[i];
		if (entry->check == check_of(h) && (!entry->more || has_more(entry, scan->key, at)))
			try_literal(l, scan, entry->literal, at);
	}
}

/* The padding of the key lets eight bytes be loaded at each place. */
static void scan_table(const struct literals *l, const struct table *table, const struct scan *scan)
{
	const struct table t = *table;
	const char *text = scan->key.at;
	for (size_t at = 0; at + t.shortest <= scan->key.len; at++)
		if (has_bit(&t, hash(load(text + at, sizeof(t.mask)) & t.mask)))
			try_bucket(l, table, scan, at);
}

void literals_scan(const struct literals *l, struct str key, struct arena *arena,
		   struct literal_hits *out)
{
	struct scan scan = { key, arena, out };
	for (size_t i = 0; i < TABLES; i++)
		if (l->tables[i].n)
			scan_table(l, &l->tables[i], &scan);
}
