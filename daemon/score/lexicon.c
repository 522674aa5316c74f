/* How it works: two open-addressing tables. The first maps a word to its number and to the length
 * of the longest entry it begins, so that a word that begins nothing costs one look. The second
 * maps one to four numbers (and whether a negator reaches them) to the entry; the longest that is
 * there wins, tried from long to short.
 *
 * A word is spelled before it is hashed, in the packs as in the texts: "génial" and "genial", or
 * "l'enfer" and "enfer", are one word where the packs of the language say so.
 *
 * The table of entries has room for all terms at birth; the one of words grows while packs are
 * read, and both stay at most half full. The hash is FNV-1a: texts cannot change the tables, so
 * nobody can make them degenerate. */
#include "lexicon.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#include "poison.h"

struct word {
	struct str text;
	uint32_t hash;
	uint8_t longest; /* words of the longest entry that begins here */
};

struct letter {
	bool is_set;
	uint8_t n;
	char as[LETTER_BYTES];
};

struct spelling {
	struct letter letters[LETTERS];
	struct str elisions[ELISIONS_MAX];
	size_t n_elisions;
};

struct lexicon {
	struct arena *arena;
	struct str lang;
	uint32_t word_mask, entry_mask; /* slots - 1 */
	uint32_t *word_slots, *entry_slots;
	struct word *words; /* from 1 */
	size_t n_words, words_cap;
	struct entry *entries; /* from 1 */
	size_t n_entries, entries_cap;
	uint8_t n_styles;
	bool has_concord, has_capitals;
	struct spelling *spelling; /* NULL: every word as it is written */
};

struct lexicon *lexicon_new(struct arena *arena, struct str lang, size_t n_terms)
{
	struct lexicon *lexicon = NEW(arena, struct lexicon, 1);
	uint32_t slots = 64;
	assert(n_terms < UINT32_MAX / 16);
	while (slots < n_terms * 2)
		slots *= 2;
	*lexicon = (struct lexicon){
		.arena = arena,
		.lang = str_dup(arena, lang),
		.word_mask = slots - 1,
		.entry_mask = slots - 1,
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

static struct spelling *spelling_of(struct lexicon *lexicon)
{
	assert(lexicon->n_words == 1); /* or words would be in the table as they were spelled */
	if (!lexicon->spelling)
		lexicon->spelling = NEW(lexicon->arena, struct spelling, 1);
	return lexicon->spelling;
}

void lexicon_letter(struct lexicon *lexicon, uint32_t letter, struct str as)
{
	assert(letter >= 0x80 && letter < LETTERS && as.len <= LETTER_BYTES);
	struct letter *own = &spelling_of(lexicon)->letters[letter];
	*own = (struct letter){ .is_set = true, .n = (uint8_t)as.len };
	memcpy(own->as, as.at, as.len);
}

void lexicon_elision(struct lexicon *lexicon, struct str front)
{
	struct spelling *spelling = spelling_of(lexicon);
	if (spelling->n_elisions < ELISIONS_MAX)
		spelling->elisions[spelling->n_elisions++] = str_dup(lexicon->arena, front);
}

void lexicon_set_concord(struct lexicon *lexicon)
{
	lexicon->has_concord = true;
}

bool lexicon_has_concord(const struct lexicon *lexicon)
{
	return lexicon->has_concord;
}

void lexicon_set_capitals(struct lexicon *lexicon)
{
	lexicon->has_capitals = true;
}

bool lexicon_has_capitals(const struct lexicon *lexicon)
{
	return lexicon->has_capitals;
}

static struct str without_elision(const struct spelling *spelling, struct str text)
{
	size_t n = str_find_char(text, '\'');
	for (size_t i = 0; n < text.len && i < spelling->n_elisions; i++)
		if (str_eq(str_first(text, n), spelling->elisions[i]))
			return str_skip(text, n + 1);
	return text;
}

/* The one way in which the lexicon knows this word. */
static struct str spell(const struct lexicon *lexicon, struct str text, char out[TOKEN_BYTES])
{
	size_t n = 0, len;
	if (!lexicon->spelling)
		return text;
	text = without_elision(lexicon->spelling, text);
	for (size_t at = 0; at < text.len && n < TOKEN_BYTES; at += len) {
		uint32_t c = utf8_next(str_skip(text, at), &len);
		const struct letter *letter = c < LETTERS ? &lexicon->spelling->letters[c] : NULL;
		bool is_other = letter && letter->is_set;
		size_t size = is_other ? letter->n : len;
		memcpy(out + n, is_other ? letter->as : text.at + at, size);
		n += size;
	}
	return (struct str){ out, n };
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
	for (uint32_t i = hash & lexicon->word_mask;; i = (i + 1) & lexicon->word_mask) {
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
	for (uint32_t i = hash_words(words, n, is_negated) & lexicon->entry_mask;;
	     i = (i + 1) & lexicon->entry_mask) {
		uint32_t *slot = &lexicon->entry_slots[i];
		const struct entry *entry = &lexicon->entries[*slot];
		if (*slot == 0 || (entry->n == n && entry->is_negated == is_negated &&
				   memcmp(entry->words, words, n * sizeof(*words)) == 0))
			return slot;
	}
}

static void grow_words(struct lexicon *lexicon)
{
	uint32_t slots = (lexicon->word_mask + 1) * 2;
	lexicon->word_slots = NEW(lexicon->arena, uint32_t, slots);
	lexicon->word_mask = slots - 1;
	for (uint32_t i = 1; i < lexicon->n_words; i++) {
		const struct word *word = &lexicon->words[i];
		*word_slot(lexicon, word->text, word->hash) = i;
	}
}

static uint32_t word_add(struct lexicon *lexicon, struct str text)
{
	char spelled[TOKEN_BYTES];
	text = spell(lexicon, text, spelled);
	uint32_t hash = hash_bytes(text), *slot = word_slot(lexicon, text, hash);
	if (*slot)
		return *slot;
	lexicon->words = arena_more(lexicon->arena, lexicon->words, lexicon->n_words,
				    &lexicon->words_cap, sizeof(struct word));
	lexicon->words[lexicon->n_words] = (struct word){ .text = str_dup(lexicon->arena, text),
							  .hash = hash };
	uint32_t number = *slot = (uint32_t)lexicon->n_words++;
	if (lexicon->n_words > lexicon->word_mask / 2)
		grow_words(lexicon);
	return number;
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
	char spelled[TOKEN_BYTES];
	text = spell(lexicon, text, spelled);
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

/* "belloo": one double letter was a single one, any of them. */
static uint32_t look_up_shorter(const struct lexicon *lexicon, struct str text)
{
	char shorter[TOKEN_BYTES];
	uint32_t word = 0;
	for (size_t i = 1; i < text.len && word == 0; i++) {
		if (text.at[i] != text.at[i - 1])
			continue;
		memcpy(shorter, text.at, i);
		memcpy(shorter + i, text.at + i + 1, text.len - i - 1);
		word = look_up(lexicon, (struct str){ shorter, text.len - 1 });
	}
	return word;
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
	if (word == 0 && token->is_stretched && token->first == 0)
		word = look_up_shorter(lexicon, text);
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
