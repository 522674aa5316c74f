/* How it works: two open-addressing tables. The first maps a word to its number and to the length
 * of the longest entry it begins, so that a word that begins nothing costs one look. The second
 * maps one to four numbers (and whether a negator reaches them) to the entry; the longest that is
 * there wins, tried from long to short.
 *
 * Both tables are made large enough for all terms at birth and never grow. The hash is FNV-1a:
 * texts cannot change the tables, so nobody can make them degenerate. */
#include "lexicon.h"

#include "arena.h"

#include <assert.h>
#include <string.h>

#include "poison.h"

struct word {
	struct str text;
	uint32_t hash;
	uint8_t longest; /* words of the longest entry that begins here */
};

struct lexicon {
	struct arena *arena;
	struct str lang;
	uint32_t mask; /* slots - 1, of both tables */
	uint32_t *word_slots, *entry_slots;
	struct word *words; /* from 1 */
	size_t n_words, words_cap;
	struct entry *entries; /* from 1 */
	size_t n_entries, entries_cap;
	uint8_t n_styles;
};

struct lexicon *lexicon_new(struct arena *arena, struct str lang, size_t n_terms)
{
	struct lexicon *lexicon = NEW(arena, struct lexicon, 1);
	uint32_t slots = 64;
	assert(n_terms < UINT32_MAX / 16);
	while (slots < n_terms * (ENTRY_WORDS + 1))
		slots *= 2;
	*lexicon = (struct lexicon){
		.arena = arena,
		.lang = str_dup(arena, lang),
		.mask = slots - 1,
		.word_slots = NEW(arena, uint32_t, slots),
		.entry_slots = NEW(arena, uint32_t, slots),
		.words = NEW(arena, struct word, n_terms + 1),
		.n_words = 1,
		.words_cap = n_terms + 1,
		.entries = NEW(arena, struct entry, n_terms + 1),
		.n_entries = 1,
		.entries_cap = n_terms + 1,
	};
	return lexicon;
}

struct str lexicon_lang(const struct lexicon *lexicon)
{
	return lexicon->lang;
}

static uint32_t hash_bytes(struct str s)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.at[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* The slot that holds this word, or the empty one where it would go. */
static uint32_t *word_slot(const struct lexicon *lexicon, struct str text, uint32_t hash)
{
	for (uint32_t i = hash & lexicon->mask;; i = (i + 1) & lexicon->mask) {
		uint32_t *slot = &lexicon->word_slots[i];
		const struct word *word = &lexicon->words[*slot];
		if (*slot == 0 || (word->hash == hash && str_eq(word->text, text)))
			return slot;
	}
}

static uint32_t hash_words(const uint32_t *words, size_t n, bool is_negated)
{
	uint64_t hash = is_negated ? 0x9E3779B97F4A7C15u : 0;
	for (size_t i = 0; i < n; i++)
		hash = (hash + words[i]) * 0xD6E8FEB86659FD93u;
	return (uint32_t)(hash >> 32);
}

static uint32_t *entry_slot(const struct lexicon *lexicon, const uint32_t *words, size_t n,
			    bool is_negated)
{
	for (uint32_t i = hash_words(words, n, is_negated) & lexicon->mask;;
	     i = (i + 1) & lexicon->mask) {
		uint32_t *slot = &lexicon->entry_slots[i];
		const struct entry *entry = &lexicon->entries[*slot];
		if (*slot == 0 || (entry->n == n && entry->is_negated == is_negated &&
				   memcmp(entry->words, words, n * sizeof(*words)) == 0))
			return slot;
	}
}

static uint32_t word_add(struct lexicon *lexicon, struct str text)
{
	uint32_t hash = hash_bytes(text), *slot = word_slot(lexicon, text, hash);
	if (*slot)
		return *slot;
	lexicon->words = arena_more(lexicon->arena, lexicon->words, lexicon->n_words,
				    &lexicon->words_cap, sizeof(struct word));
	lexicon->words[lexicon->n_words] = (struct word){ .text = str_dup(lexicon->arena, text),
							  .hash = hash };
	assert(lexicon->n_words <= lexicon->mask);
	return *slot = (uint32_t)lexicon->n_words++;
}

uint32_t lexicon_know(struct lexicon *lexicon, const struct token *token)
{
	return word_add(lexicon, (struct str){ token->text, token->len });
}

/* A phrase of signs and classes alone speaks of the style, not of the matter. */
static bool is_style(const struct token *tokens, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tokens[i].kind == TOKEN_WORD)
			return false;
	return true;
}

/* "not :)" is no turned smile: only what is said can be negated. */
static bool is_spoken(const struct token *token)
{
	unsigned char c = token->len ? (unsigned char)token->text[0] : 0;
	return token->kind == TOKEN_WORD && token->first == 0 &&
	       (c == '#' || (c >= 'a' && c <= 'z') || c >= 0x80);
}

struct entry *lexicon_add(struct lexicon *lexicon, const struct token *tokens, size_t n,
			  bool is_negated)
{
	uint32_t words[ENTRY_WORDS] = { 0 };
	assert(n > 0 && n <= ENTRY_WORDS);
	for (size_t i = 0; i < n; i++)
		words[i] = lexicon_know(lexicon, &tokens[i]);
	uint32_t *slot = entry_slot(lexicon, words, n, is_negated);
	if (*slot)
		return &lexicon->entries[*slot];
	assert(lexicon->n_entries < lexicon->entries_cap);
	*slot = (uint32_t)lexicon->n_entries++;
	struct entry *entry = &lexicon->entries[*slot];
	memcpy(entry->words, words, sizeof(words));
	entry->n = (uint8_t)n;
	entry->is_negated = is_negated;
	entry->is_style = is_style(tokens, n) && lexicon->n_styles < STYLE_MAX;
	entry->is_negatable = is_spoken(&tokens[0]);
	entry->style = entry->is_style ? lexicon->n_styles++ : 0;
	struct word *first = &lexicon->words[words[0]];
	if (first->longest < n)
		first->longest = (uint8_t)n;
	return entry;
}

static uint32_t look_up(const struct lexicon *lexicon, struct str text)
{
	return *word_slot(lexicon, text, hash_bytes(text));
}

/* "soo" with single letters: "so". */
static struct str squeeze(struct str text, char out[TOKEN_BYTES])
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		if (n == 0 || out[n - 1] != text.at[i])
			out[n++] = text.at[i];
	return (struct str){ out, n };
}

uint32_t lexicon_word(const struct lexicon *lexicon, const struct token *token)
{
	char single[TOKEN_BYTES];
	struct str text = { token->text, token->len };
	uint32_t word = look_up(lexicon, text);
	if (word == 0 && token->is_tag)
		word = look_up(lexicon, text = str_skip(text, 1));
	if (word == 0 && token->first && token->first < text.len)
		word = look_up(lexicon, str_first(text, token->first));
	if (word == 0 && token->is_stretched && token->first == 0)
		word = look_up(lexicon, squeeze(text, single));
	return word;
}

/* One that only another genre knows must not hide a shorter one. */
static bool has_part(const struct entry *entry, enum genre genre)
{
	return entry->in[genre] || entry->is_negator || entry->is_contrast || entry->is_clause ||
	       entry->is_opposite || entry->degree != 0 || entry->compare != 0;
}

const struct entry *lexicon_find(const struct lexicon *lexicon, const uint32_t *words, size_t n,
				 struct lookup lookup)
{
	size_t most = words[0] ? lexicon->words[words[0]].longest : 0;
	for (size_t len = most < n ? most : n; len > 0; len--) {
		uint32_t slot = *entry_slot(lexicon, words, len, lookup.is_negated);
		if (slot && has_part(&lexicon->entries[slot], lookup.genre))
			return &lexicon->entries[slot];
	}
	return NULL;
}
