/* How it works: of each literal one window of bytes, its gram, is put into a hash table: the one
 * that is rarest in usual text (its letters are rare, and no other literal has it) and whose bucket
 * is emptiest. The scan hashes the gram at every place of the key and asks for its mark, which is
 * in the nearer caches; the places with a mark are sifted again by what their bucket holds first,
 * and only what is left is compared. No state goes from byte to byte, which is why this beats an
 * Aho-Corasick automaton two to four times: that one waits for a load at every byte.
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
	MARKS_MIN = 12,	   /* log2 of bytes */
	MARKS_MAX = 18,	   /* 256 KiB: the nearer caches */
	MARKS_ROOM = 6,	   /* 64 bytes an entry: one false probe in 64 places */
	PACKED_MAX = 19,   /* each eight bits */
	PACKED_ROOM = 3,
	SHARED_MAX = 22,
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
	uint8_t table;
};

/* What is looked at first where a gram may stand: small, so that many are in the nearer caches. */
struct probe {
	uint32_t more;	 /* four bytes of the literal beside the gram; 0: there are none */
	int16_t more_at; /* from the gram on */
	uint16_t check;	 /* bits of the gram's hash */
};

struct entry {
	const char *at; /* the literal */
	uint16_t len, gram_at;
	bool has_blank;
	uint32_t literal;
};

struct table {
	unsigned gram, shortest; /* bytes of a gram, and of the shortest literal */
	unsigned stride;	 /* from place to place of the text */
	bool is_packed;		 /* eight marks in a byte */
	uint32_t mark_mask, bucket_mask;
	uint8_t *marks;	      /* which grams there are */
	uint32_t *buckets;    /* first entry of each, and one behind the last */
	struct probe *probes; /* of each entry; and one behind, for sift_again() */
	struct entry *entries;
	size_t n; /* literals */
};

enum { SHORT, FEW, USUAL, MANY, TABLES };

struct literals {
	struct table tables[TABLES];
};

/* What is known while the tables are built. */
struct plan {
	struct literal *literals;
	size_t n;
	struct arena *arena, *scratch;
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

static uint16_t check_of(uint64_t hash)
{
	return (uint16_t)(hash >> 16);
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

static void set_mark(const struct table *t, uint64_t h)
{
	t->marks[place_of(h, t->mark_mask)] |= (uint8_t)(t->is_packed ? 1 << (h >> 61) : 1);
}

/* Four bytes of the literal that are certain: as far from the gram as there are some. */
static struct probe probe_of(const struct literal *literal, uint32_t gram_at)
{
	struct probe probe = { 0 };
	uint32_t farthest = 0;
	for (uint32_t at = 0; at + sizeof(probe.more) <= literal->len; at++) {
		uint32_t far = at < gram_at ? gram_at - at : at - gram_at;
		if (far < farthest || far > INT16_MAX ||
		    memchr(literal->at + at, ' ', sizeof(probe.more)))
			continue;
		farthest = far;
		memcpy(&probe.more, literal->at + at, sizeof(probe.more));
		probe.more_at = (int16_t)((int)at - (int)gram_at);
	}
	return probe;
}

static void add_entries(struct table *t, const struct literal *literal, uint32_t id)
{
	struct variants variants;
	struct entry entry = {
		.at = literal->at,
		.len = literal->len,
		.has_blank = memchr(literal->at, ' ', literal->len) != NULL,
		.literal = id,
	};
	for (unsigned i = 0; i < t->stride; i++) {
		entry.gram_at = (uint16_t)(literal->gram_at + i);
		struct probe probe = probe_of(literal, entry.gram_at);
		list_variants(t, literal, entry.gram_at, &variants);
		for (size_t k = 0; k < variants.n; k++) {
			uint64_t h = hash(variants.at[k]);
			uint32_t at = --t->buckets[place_of(h, t->bucket_mask)];
			probe.check = check_of(h);
			t->probes[at] = probe;
			t->entries[at] = entry;
			set_mark(t, h);
		}
	}
}

/* The literals are a sample of the texts: a gram that many of them share is common. */
static void choose_grams(const struct plan *plan, struct table *t, uint8_t number)
{
	struct arena_mark mark = arena_mark(plan->scratch);
	uint32_t n = 1u << log2_above(t->n * 16, MARKS_MIN, SHARED_MAX);
	struct choice choice = { NEW(plan->scratch, uint32_t, n), t->buckets, n - 1 };
	for (size_t i = 0; i < plan->n; i++) {
		const struct literal *literal = &plan->literals[i];
		if (literal->table != number)
			continue;
		for (uint32_t at = 0; at < gram_end(t, literal); at++) {
			uint64_t gram = load(literal->at + at, gram_len(t, literal));
			choice.shared[place_of(hash(gram), choice.mask)]++;
		}
	}
	for (size_t i = 0; i < plan->n; i++)
		if (plan->literals[i].table == number)
			choose_gram(t, &plan->literals[i], &choice);
	arena_reset(plan->scratch, mark);
}

static void build(const struct plan *plan, struct table *t, uint8_t number)
{
	unsigned bucket_bits = log2_above(t->n, BUCKETS_MIN, BUCKETS_MAX);
	size_t n_buckets = (size_t)1 << bucket_bits;
	uint32_t sum = 0;
	t->bucket_mask = (uint32_t)n_buckets - 1;
	t->buckets = NEW(plan->arena, uint32_t, n_buckets + 1);
	choose_grams(plan, t, number);
	for (size_t i = 0; i <= n_buckets; i++)
		t->buckets[i] = sum += t->buckets[i]; /* the end of i; filled from behind */
	unsigned mark_bits = t->is_packed
				     ? log2_above((size_t)sum << PACKED_ROOM, MARKS_MIN, PACKED_MAX)
				     : log2_above((size_t)sum << MARKS_ROOM, MARKS_MIN, MARKS_MAX);
	t->mark_mask = (1u << mark_bits) - 1;
	t->marks = NEW(plan->arena, uint8_t, (size_t)1 << mark_bits);
	t->probes = NEW(plan->arena, struct probe, sum + 1);
	t->entries = NEW(plan->arena, struct entry, sum);
	for (uint32_t i = 0; i < plan->n; i++)
		if (plan->literals[i].table == number)
			add_entries(t, &plan->literals[i], i);
}

static uint8_t table_of(const struct literals *l, size_t len, size_t n)
{
	uint8_t table = n <= FEW_MAX ? FEW : n <= USUAL_MAX ? USUAL : MANY;
	while (len < l->tables[table].shortest)
		table--;
	return table;
}

struct literals *literals_new(struct arena *arena, const struct str *texts, size_t n)
{
	static const struct table empty[TABLES] = {
		[SHORT] = { .gram = 2, .shortest = 1, .stride = 1 },
		[FEW] = { .gram = 3, .shortest = 4, .stride = 2 },
		[USUAL] = { .gram = 4, .shortest = 4, .stride = 1 },
		[MANY] = { .gram = 6, .shortest = 6, .stride = 1, .is_packed = true },
	};
	CLEANUP(arena_free)
	struct arena *scratch = arena_new(64 * KIB);
	struct plan plan = { NEW(scratch, struct literal, n), n, arena, scratch };
	struct literals *l = NEW(arena, struct literals, 1);
	memcpy(l->tables, empty, sizeof(empty));
	for (size_t i = 0; i < n; i++) {
		assert(texts[i].len && texts[i].len <= UINT16_MAX);
		plan.literals[i] = (struct literal){
			.at = texts[i].at,
			.len = (uint16_t)texts[i].len,
			.table = table_of(l, texts[i].len, n),
		};
		l->tables[plan.literals[i].table].n++;
	}
	for (uint8_t i = 0; i < TABLES; i++)
		if (l->tables[i].n)
			build(&plan, &l->tables[i], i);
	return l;
}

static bool stands_at(const struct entry *literal, const char *text)
{
	if (!literal->has_blank)
		return memcmp(text, literal->at, literal->len) == 0;
	for (uint32_t i = 0; i < literal->len; i++)
		if (text[i] != literal->at[i] && (literal->at[i] != ' ' || text[i] != '-'))
			return false;
	return true;
}

/* The places of a stretch of the key that are still worth a look. */
struct sieve {
	size_t start, end, n;
	uint32_t places[STRETCH];
};

struct scan {
	struct str key;
	struct arena *arena;
	struct literal_hits *out;
};

/* The gram stands at a place: the whole literal, too? */
static void try_entry(const struct scan *scan, const struct entry *entry, size_t at)
{
	struct literal_hits *out = scan->out;
	if (at < entry->gram_at)
		return;
	at -= entry->gram_at;
	if (scan->key.len - at < entry->len || !stands_at(entry, scan->key.at + at))
		return;
	out->at = arena_more(scan->arena, out->at, out->n, &out->cap, sizeof(*out->at));
	out->at[out->n++] = (struct literal_hit){ entry->literal, (uint32_t)at,
						  (uint32_t)at + entry->len };
}

/* The padding of the key lets eight bytes be loaded anywhere. */
static uint64_t hash_at(const struct table *t, const char *text)
{
	return hash(load(text, sizeof(uint64_t)) & UINT64_MAX >> (64 - 8 * t->gram));
}

/* Of what is certain beside the gram. A place outside of the key is no reason to branch: whatever
 * stands at its start instead, try_entry() will see. */
static inline bool may_fit(const struct probe *probe, struct str key, size_t at, uint64_t h)
{
	uint32_t more;
	at += (size_t)(ptrdiff_t)probe->more_at; /* before the key: beyond all ends */
	memcpy(&more, key.at + (at < key.len ? at : 0), sizeof(more));
	return (probe->check == check_of(h)) & ((probe->more == more) | (probe->more == 0));
}

static void try_bucket(const struct table *t, const struct scan *scan, size_t at)
{
	uint64_t h = hash_at(t, scan->key.at + at);
	const uint32_t *bucket = &t->buckets[place_of(h, t->bucket_mask)];
	for (uint32_t i = bucket[0]; i < bucket[1]; i++)
		if (may_fit(&t->probes[i], scan->key, at, h))
			try_entry(scan, &t->entries[i], at);
}

/* Notes the places whose gram may be one of ours. There is no branch that could be guessed wrong;
 * the table's shape comes as constants. */
static inline void sift(const struct table *table, unsigned stride, bool is_packed,
			const char *text, struct sieve *sieve)
{
	const struct table t = *table;
	size_t n = 0, end = sieve->end;
#pragma GCC unroll 4
	for (size_t at = sieve->start; at < end; at += stride) {
		uint64_t h = hash_at(&t, text + at);
		uint8_t marks = t.marks[place_of(h, t.mark_mask)];
		sieve->places[n] = (uint32_t)at;
		n += is_packed ? marks >> (h >> 61) & 1 : marks;
	}
	sieve->n = n;
}

/* Keeps the places whose bucket has more than one entry, or one that may fit. Again without a
 * branch, so that the loads for one place need not wait for those of another. */
static void sift_again(const struct table *table, struct str key, struct sieve *sieve)
{
	const struct table t = *table;
	size_t kept = 0;
	for (size_t i = 0; i < sieve->n; i++) {
		uint32_t at = sieve->places[i];
		uint64_t h = hash_at(&t, key.at + at);
		const uint32_t *bucket = &t.buckets[place_of(h, t.bucket_mask)];
		sieve->places[kept] = at;
		kept += may_fit(&t.probes[bucket[0]], key, at, h) | (bucket[1] - bucket[0] > 1);
	}
	sieve->n = kept;
}

static void scan_table(const struct table *t, const struct scan *scan)
{
	struct sieve sieve;
	size_t least = t->stride == 1 ? t->shortest : t->gram;
	size_t end = scan->key.len >= least ? scan->key.len - least + 1 : 0;
	for (size_t at = 0; at < end; at += STRETCH) {
		sieve.start = at;
		sieve.end = end - at < STRETCH ? end : at + STRETCH;
		if (t->is_packed)
			sift(t, 1, true, scan->key.at, &sieve);
		else if (t->stride == 2)
			sift(t, 2, false, scan->key.at, &sieve);
		else
			sift(t, 1, false, scan->key.at, &sieve);
		sift_again(t, scan->key, &sieve);
		for (size_t i = 0; i < sieve.n; i++)
			try_bucket(t, scan, sieve.places[i]);
	}
}

void literals_scan(const struct literals *l, struct str key, struct arena *arena,
		   struct literal_hits *out)
{
	struct scan scan = { key, arena, out };
	for (size_t i = 0; i < TABLES; i++)
		if (l->tables[i].n)
			scan_table(&l->tables[i], &scan);
}
