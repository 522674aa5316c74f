/* How it works: the hits are walked by their start. For every set of terms the chain that covers it
 * and ends last is remembered: no other chain of that set can be nearer to what comes. A hit makes
 * a longer chain of each chain that lacks its term and is near enough; when all terms are in, that
 * is a match. A new chain counts only when the walk has passed its end, so that the terms of a
 * match never overlap. Ordered is the same with the sets {}, {0}, {0,1} … alone.
 *
 * Words are counted as UAX #29 draws them, but '_' separates. */
#include "near.h"

#include "arena.h"
#include "fold.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

struct chain {
	struct chain *next; /* of those that wait for the same hit's end, or are free */
	unsigned set;
	uint32_t start, words; /* where it begins; how many words begin before its end */
	uint32_t members[NEAR_TERMS];
	unsigned n;
};

struct walk {
	const struct term *near;
	struct part *part;
	struct near_hit *hits;
	struct chain best[1 << NEAR_TERMS]; /* by set; n 0: none yet */
	struct chain **waiting;		    /* by hit */
	struct chain *free;
	size_t steps;
};

/* Signs that join letters, or digits, to one word (WB6, WB7, WB11, WB12). */
static bool joins_words(struct str text, size_t at, size_t len)
{
	static const struct str letters[] = { STR_INIT("'"), STR_INIT("’"), STR_INIT("."),
					      STR_INIT(":"), STR_INIT("·") };
	static const struct str digits[] = { STR_INIT("'"), STR_INIT("."), STR_INIT(","),
					     STR_INIT(";") };
	struct str sign = { text.at + at, len };
	if (at == 0 || at + len >= text.len || !(kind_at(text, at + len) & KIND_WORD))
		return false;
	bool is_digit = text.at[at - 1] >= '0' && text.at[at - 1] <= '9' &&
			text.at[at + len] >= '0' && text.at[at + len] <= '9';
	for (size_t i = 0; is_digit && i < COUNT_OF(digits); i++)
		if (str_eq(sign, digits[i]))
			return true;
	for (size_t i = 0; !is_digit && i < COUNT_OF(letters); i++)
		if (str_eq(sign, letters[i]))
			return true;
	return false;
}

/* Katakana makes words of its own among other letters (WB13). */
static bool is_katakana(uint32_t c)
{
	return (c >= 0x30A1 && c <= 0x30FF && c != 0x30FB) || (c >= 0x31F0 && c <= 0x31FF) ||
	       (c >= 0xFF66 && c <= 0xFF9D);
}

/* What is not seen does not divide, but for the zero-width space (WB4). */
static bool is_inside_words(uint32_t c)
{
	return c == 0xAD || (c >= 0x200C && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

static void find_words(struct part *part)
{
	struct str text = part->text;
	uint32_t *words = NEW(part->arena, uint32_t, text.len + 1);
	bool is_in_word = false, was_katakana = false;
	for (size_t at = 0, len; at < text.len; at += len) {
		uint32_t c = utf8_next(str_skip(text, at), &len);
		uint8_t kind = kind_of(c);
		if (kind & KIND_JOINS || is_inside_words(c))
			continue;
		bool is_start = !is_in_word || kind & KIND_ALONE || was_katakana != is_katakana(c);
		if (kind & KIND_WORD && is_start)
			words[part->n_words++] = (uint32_t)at;
		is_in_word = (kind & KIND_WORD && !(kind & KIND_ALONE)) ||
			     (is_in_word && !was_katakana && joins_words(text, at, len));
		was_katakana = is_katakana(c);
	}
	part->words = words;
}

/* How many words begin before a place. */
static uint32_t words_before(struct part *part, size_t at)
{
	size_t low = 0, high;
	if (!part->words)
		find_words(part);
	high = part->n_words;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (part->words[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

static struct chain *new_chain(struct walk *walk)
{
	struct chain *chain = walk->free;
	if (!chain)
		return NEW(walk->part->arena, struct chain, 1);
	walk->free = chain->next;
	return chain;
}

/* The chain of a hit alone (before: NULL), or behind another. It waits for its end. */
static const struct chain *extend(struct walk *walk, uint32_t hit, const struct chain *before)
{
	struct chain *chain = new_chain(walk);
	walk->steps++;
	if (before)
		*chain = *before;
	else
		*chain = (struct chain){ .start = walk->hits[hit].at.start };
	chain->set |= 1u << walk->hits[hit].kid;
	chain->words = words_before(walk->part, walk->hits[hit].at.end);
	chain->members[chain->n++] = hit;
	chain->next = walk->waiting[hit];
	walk->waiting[hit] = chain;
	return chain;
}

/* The walk has passed the end of this hit. */
static void commit(struct walk *walk, uint32_t hit)
{
	while (walk->waiting[hit]) {
		struct chain *chain = walk->waiting[hit];
		walk->waiting[hit] = chain->next;
		walk->best[chain->set] = *chain;
		chain->next = walk->free;
		walk->free = chain;
	}
}

/* All chains this hit makes; the full one that begins last, or NULL. */
static const struct chain *try_hit(struct walk *walk, uint32_t hit)
{
	unsigned kid = 1u << walk->hits[hit].kid, full = (1u << walk->near->n) - 1;
	uint32_t words = words_before(walk->part, walk->hits[hit].at.start);
	const struct chain *match = NULL;
	if (!walk->near->is_ordered || kid == 1)
		extend(walk, hit, NULL);
	for (unsigned set = 1; set < full; set++) {
		const struct chain *before = &walk->best[set];
		if (before->n == 0 || set & kid || (walk->near->is_ordered && set != kid - 1) ||
		    words - before->words > walk->near->within)
			continue;
		const struct chain *longer = extend(walk, hit, before);
		if (longer->set == full && (!match || longer->start > match->start))
			match = longer;
	}
	return match;
}

struct end {
	uint32_t at, hit;
};

static int by_end(const void *left, const void *right)
{
	const struct end *a = left, *b = right;
	return (a->at > b->at) - (a->at < b->at);
}

static void tell_match(struct walk *walk, const struct chain *match, uint32_t end,
		       struct near_spans *out)
{
	out->at = arena_more(walk->part->arena, out->at, out->n, &out->cap, sizeof(*out->at));
	out->at[out->n++] = (struct span){ match->start, end };
	for (unsigned i = 0; i < match->n; i++)
		walk->hits[match->members[i]].is_member = true;
}

void near_find(const struct term *near, struct part *part, struct near_hit *hits, size_t n,
	       struct near_spans *out)
{
	struct walk *walk = NEW(part->arena, struct walk, 1);
	struct end *ends = NEW(part->arena, struct end, n);
	*walk = (struct walk){ .near = near, .part = part, .hits = hits };
	walk->waiting = NEW(part->arena, struct chain *, n);
	for (uint32_t i = 0; i < n; i++)
		ends[i] = (struct end){ hits[i].at.end, i };
	if (n)
		qsort(ends, n, sizeof(*ends), by_end);
	for (uint32_t i = 0, passed = 0; i < n; i++) {
		for (; ends[passed].at <= hits[i].at.start && ends[passed].hit != i; passed++)
			commit(walk, ends[passed].hit);
		const struct chain *match = try_hit(walk, i);
		if (match)
			tell_match(walk, match, hits[i].at.end, out);
	}
	out->steps += walk->steps;
}
