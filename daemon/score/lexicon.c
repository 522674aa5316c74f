/* How it works: an open-addressing table maps a word to its number, by a byte of its hash first, so
 * that a word that is in no entry mostly costs a look at one byte. The word knows its entry, if it
 * has one alone, and the length of the longest phrase that it begins; phrases of two to four
 * numbers (and whether a negator reaches them) are in a second table. The longest wins, tried from
 * long to short.
 *
 * A word is spelled before it is hashed, in the packs as in the texts: "génial" and "genial", or
 * "l'enfer" and "enfer", are one word where the packs of the language say so.
 *
 * Few feelings are different ones, and few entries grade; so an entry has but their numbers. All
 * grows while packs are read, the tables to stay at most half full. The hash is a cheap one: texts
 * cannot change the tables, so nobody can make them degenerate. */
#include "lexicon.h"

#include "arena.h"
#include "spell.h"

#include <assert.h>
#include <string.h>

#include "poison.h"

struct word {
	uint32_t text; /* where in the bytes it begins */
	uint8_t len;
	uint8_t longest;   /* words of the longest entry that begins here */
	bool is_inner;	   /* an entry goes on with it */
	uint32_t alone[2]; /* the entry of this word alone: as it is, and where a negator reaches */
};

struct table { /* of numbers, by a hash */
	uint32_t *slots;
	uint8_t *tags; /* of the hash in each slot; 0: the slot is empty */
	uint32_t mask; /* slots - 1 */
};

struct lexicon {
	struct arena *home, *work;
	struct str lang;
	struct table word_table, phrase_table;
	char *bytes; /* of the words */
	size_t n_bytes, bytes_cap;
	struct word *words; /* from 1, as the rest */
	size_t n_words, words_cap;
	struct entry *entries;
	size_t n_entries, entries_cap;
	uint32_t *phrases; /* the words of entries that have several */
	size_t n_phrases, phrases_cap;
	struct feelings feelings;
	uint8_t n_styles;
	bool has_concord, has_capitals;
	struct spell *spell; /* NULL: every word as it is written */
};

enum { SLOTS_MIN = 64 };

static const uint64_t HASH_FACTOR = 0xD6E8FEB86659FD93u; /* as good as any odd one of many bits */

static struct table table_new(struct arena *arena, uint32_t slots)
{
	return (struct table){ NEW(arena, uint32_t, slots), NEW(arena, uint8_t, slots), slots - 1 };
}

static void *list_new(struct arena *arena, size_t size, size_t *n, size_t *cap)
{
	*n = 1;
	return arena_more(arena, NULL, *cap = 0, cap, size);
}

struct lexicon *lexicon_new(struct arena *home, struct arena *work, struct str lang)
{
	struct lexicon *new = NEW(home, struct lexicon, 1);
	new->home = home;
	new->work = work;
	new->lang = str_dup(home, lang);
	new->word_table = table_new(work, SLOTS_MIN);
	new->phrase_table = table_new(work, SLOTS_MIN);
	new->words = list_new(work, sizeof(struct word), &new->n_words, &new->words_cap);
	new->entries = list_new(work, sizeof(struct entry), &new->n_entries, &new->entries_cap);
	new->phrases = list_new(work, sizeof(uint32_t), &new->n_phrases, &new->phrases_cap);
	new->feelings = feelings_new(home, work);
	return new;
}

static void *moved(struct arena *home, const void *from, size_t n, size_t size)
{
	return memcpy(arena_array(home, n, size), from, n * size);
}

static void table_move(struct table *table, struct arena *home)
{
	size_t slots = (size_t)table->mask + 1;
	table->slots = moved(home, table->slots, slots, sizeof(uint32_t));
	table->tags = moved(home, table->tags, slots, sizeof(uint8_t));
}

void lexicon_seal(struct lexicon *lexicon)
{
	struct arena *home = lexicon->home;
	table_move(&lexicon->word_table, home);
	table_move(&lexicon->phrase_table, home);
	lexicon->bytes = moved(home, lexicon->bytes ? lexicon->bytes : "", lexicon->n_bytes, 1);
	lexicon->words = moved(home, lexicon->words, lexicon->n_words, sizeof(struct word));
	lexicon->entries = moved(home, lexicon->entries, lexicon->n_entries, sizeof(struct entry));
	lexicon->phrases = moved(home, lexicon->phrases, lexicon->n_phrases, sizeof(uint32_t));
	feelings_seal(&lexicon->feelings);
	lexicon->work = NULL;
}

struct str lexicon_lang(const struct lexicon *lexicon)
{
	return lexicon->lang;
}

static struct spell *spell_of(struct lexicon *lexicon)
{
	assert(lexicon->n_words == 1); /* or words would be in the table as they were spelled */
	if (!lexicon->spell)
		lexicon->spell = spell_new(lexicon->home);
	return lexicon->spell;
}

void lexicon_letter(struct lexicon *lexicon, uint32_t letter, struct str as)
{
	spell_letter(spell_of(lexicon), letter, as);
}

void lexicon_elision(struct lexicon *lexicon, struct str front)
{
	spell_elision(spell_of(lexicon), front);
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

/* The one way in which the lexicon knows this word. */
static struct str spell(const struct lexicon *lexicon, struct str text, char out[TOKEN_BYTES])
{
	return lexicon->spell ? spell_word(lexicon->spell, text, out) : text;
}

static uint64_t bytes_at(const char *at, size_t n)
{
	uint64_t bytes = 0;
	memcpy(&bytes, at, n);
	return bytes;
}

/* Up to eight bytes as one number, by two loads that may overlap. */
static uint64_t few_bytes(struct str s)
{
	if (s.len >= 4)
		return bytes_at(s.at, 4) | bytes_at(s.at + s.len - 4, 4) << 32;
	if (s.len == 0)
		return 0;
	return bytes_at(s.at, 1) | bytes_at(s.at + s.len / 2, 1) << 8 |
	       bytes_at(s.at + s.len - 1, 1) << 16;
}

static uint32_t hash_bytes(struct str s)
{
	uint64_t hash = s.len * HASH_FACTOR;
	for (; s.len > 8; s = str_skip(s, 8))
		hash = (hash ^ hash >> 29 ^ bytes_at(s.at, 8)) * HASH_FACTOR;
	hash = (hash ^ hash >> 29 ^ few_bytes(s)) * HASH_FACTOR;
	return (uint32_t)(hash >> 32);
}

/* Both of one length. */
static bool is_same(struct str a, struct str b)
{
	for (; a.len > 8; a = str_skip(a, 8), b = str_skip(b, 8))
		if (bytes_at(a.at, 8) != bytes_at(b.at, 8))
			return false;
	return few_bytes(a) == few_bytes(b);
}

static uint8_t tag_of(uint32_t hash)
{
	uint8_t tag = (uint8_t)(hash >> 24);
	return tag ? tag : 1;
}

static struct str text_of(const struct lexicon *lexicon, const struct word *word)
{
	return (struct str){ lexicon->bytes + word->text, word->len };
}

/* The slot that holds this word, or the empty one where it would go. */
static uint32_t word_slot(const struct lexicon *lexicon, struct str text, uint32_t hash)
{
	const struct table *table = &lexicon->word_table;
	uint32_t i = hash & table->mask;
	for (; table->tags[i]; i = (i + 1) & table->mask) {
		const struct word *word = &lexicon->words[table->slots[i]];
		if (table->tags[i] == tag_of(hash) && word->len == text.len &&
		    is_same(text_of(lexicon, word), text))
			break;
	}
	return i;
}

static void table_put(struct table *table, uint32_t slot, uint32_t hash, uint32_t number)
{
	table->tags[slot] = tag_of(hash);
	table->slots[slot] = number;
}

static void grow_words(struct lexicon *lexicon)
{
	uint32_t slots = (lexicon->word_table.mask + 1) * 2;
	lexicon->word_table = table_new(lexicon->work, slots);
	for (uint32_t i = 1; i < lexicon->n_words; i++) {
		struct str text = text_of(lexicon, &lexicon->words[i]);
		uint32_t hash = hash_bytes(text);
		table_put(&lexicon->word_table, word_slot(lexicon, text, hash), hash, i);
	}
}

static uint32_t keep_bytes(struct lexicon *lexicon, struct str text)
{
	size_t at = lexicon->n_bytes, cap = lexicon->bytes_cap;
	assert(at + text.len < UINT32_MAX);
	if (cap - at < text.len) {
		lexicon->bytes_cap = cap * 2 + 4 * KIB;
		lexicon->bytes = arena_grow(lexicon->work, lexicon->bytes, cap, lexicon->bytes_cap);
	}
	memcpy(lexicon->bytes + at, text.at, text.len);
	lexicon->n_bytes += text.len;
	return (uint32_t)at;
}

static uint32_t word_add(struct lexicon *lexicon, struct str text)
{
	char spelled[TOKEN_BYTES];
	text = spell(lexicon, text, spelled);
	uint32_t hash = hash_bytes(text), slot = word_slot(lexicon, text, hash);
	if (lexicon->word_table.tags[slot])
		return lexicon->word_table.slots[slot];
	lexicon->words = arena_more(lexicon->work, lexicon->words, lexicon->n_words,
				    &lexicon->words_cap, sizeof(struct word));
	uint32_t number = (uint32_t)lexicon->n_words++;
	lexicon->words[number] = (struct word){ .text = keep_bytes(lexicon, text),
						.len = (uint8_t)text.len };
	table_put(&lexicon->word_table, slot, hash, number);
	if (lexicon->n_words > lexicon->word_table.mask / 2)
		grow_words(lexicon);
	return number;
}

static uint32_t hash_words(const uint32_t *words, size_t n, bool is_negated)
{
	uint64_t hash = is_negated ? 0x9E3779B97F4A7C15u : 0;
	for (size_t i = 0; i < n; i++)
		hash = (hash + words[i]) * HASH_FACTOR;
	return (uint32_t)(hash >> 32);
}

/* The slot that holds the entry of these words, two at least, or the empty one for it. */
static uint32_t phrase_slot(const struct lexicon *lexicon, const uint32_t *words, size_t n,
			    bool is_negated)
{
	const struct table *table = &lexicon->phrase_table;
	uint32_t hash = hash_words(words, n, is_negated), i = hash & table->mask;
	for (; table->tags[i]; i = (i + 1) & table->mask) {
		const struct entry *entry = &lexicon->entries[table->slots[i]];
		if (table->tags[i] == tag_of(hash) && entry->n == n &&
		    entry->is_negated == is_negated &&
		    memcmp(&lexicon->phrases[entry->phrase], words, n * sizeof(*words)) == 0)
			break;
	}
	return i;
}

static void put_phrase(struct lexicon *lexicon, uint32_t number)
{
	const struct entry *entry = &lexicon->entries[number];
	const uint32_t *words = &lexicon->phrases[entry->phrase];
	table_put(&lexicon->phrase_table, phrase_slot(lexicon, words, entry->n, entry->is_negated),
		  hash_words(words, entry->n, entry->is_negated), number);
}

static void grow_phrases(struct lexicon *lexicon)
{
	const struct table old = lexicon->phrase_table;
	lexicon->phrase_table = table_new(lexicon->work, (old.mask + 1) * 2);
	for (uint32_t i = 0; i <= old.mask; i++)
		if (old.tags[i])
			put_phrase(lexicon, old.slots[i]);
}

static uint32_t keep_phrase(struct lexicon *lexicon, const uint32_t *words, size_t n)
{
	size_t at = lexicon->n_phrases;
	for (size_t i = 0; i < n; i++) {
		lexicon->phrases = arena_more(lexicon->work, lexicon->phrases, lexicon->n_phrases,
					      &lexicon->phrases_cap, sizeof(uint32_t));
		lexicon->phrases[lexicon->n_phrases++] = words[i];
		lexicon->words[words[i]].is_inner |= i > 0;
	}
	return (uint32_t)at;
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

static const struct grading no_grading;

static struct entry *entry_new(struct lexicon *lexicon, const struct token *tokens, size_t n,
			       bool is_negated)
{
	lexicon->entries = arena_more(lexicon->work, lexicon->entries, lexicon->n_entries,
				      &lexicon->entries_cap, sizeof(struct entry));
	struct entry *entry = &lexicon->entries[lexicon->n_entries++];
	bool is_new_style = is_style(tokens, n) && lexicon->n_styles < STYLE_MAX;
	*entry = (struct entry){ .grading = &no_grading,
				 .n = (uint8_t)n,
				 .is_negated = is_negated,
				 .is_style = is_new_style,
				 .is_negatable = is_spoken(&tokens[0]) };
	entry->style = is_new_style ? lexicon->n_styles++ : 0;
	return entry;
}

static struct entry *phrase_add(struct lexicon *lexicon, const struct token *tokens, size_t n,
				bool is_negated)
{
	uint32_t words[ENTRY_WORDS];
	for (size_t i = 0; i < n; i++)
		words[i] = lexicon_know(lexicon, &tokens[i]);
	uint32_t slot = phrase_slot(lexicon, words, n, is_negated);
	if (lexicon->phrase_table.tags[slot])
		return &lexicon->entries[lexicon->phrase_table.slots[slot]];
	struct entry *entry = entry_new(lexicon, tokens, n, is_negated);
	entry->phrase = keep_phrase(lexicon, words, n);
	put_phrase(lexicon, (uint32_t)(entry - lexicon->entries));
	struct word *first = &lexicon->words[words[0]];
	if (first->longest < n)
		first->longest = (uint8_t)n;
	if (lexicon->n_phrases > lexicon->phrase_table.mask)
		grow_phrases(lexicon); /* two words at least, so half full */
	return entry;
}

struct entry *lexicon_add(struct lexicon *lexicon, const struct token *tokens, size_t n,
			  bool is_negated)
{
	assert(n > 0 && n <= ENTRY_WORDS);
	if (n > 1)
		return phrase_add(lexicon, tokens, n, is_negated);
	uint32_t number = lexicon_know(lexicon, tokens); /* which may move the words */
	struct word *word = &lexicon->words[number];
	if (word->alone[is_negated])
		return &lexicon->entries[word->alone[is_negated]];
	word->alone[is_negated] = (uint32_t)lexicon->n_entries;
	return entry_new(lexicon, tokens, n, is_negated);
}

struct grading *lexicon_grade(struct lexicon *lexicon, struct entry *entry)
{
	struct grading *grading = NEW(lexicon->home, struct grading, 1);
	*grading = *entry->grading;
	entry->grading = grading;
	return grading;
}

void lexicon_compare(struct lexicon *lexicon, struct entry *entry, double value, uint32_t than)
{
	struct grading *grading = lexicon_grade(lexicon, entry);
	size_t i = 0;
	grading->compare = value;
	while (i < THANS - 1 && grading->than[i] && grading->than[i] != than)
		i++;
	grading->than[i] = than;
}

uint32_t lexicon_feel(struct lexicon *lexicon, const struct feeling *feeling)
{
	return feelings_add(&lexicon->feelings, feeling);
}

const struct feeling *lexicon_feeling(const struct lexicon *lexicon, const struct entry *entry,
				      enum genre genre)
{
	return entry->in[genre] ? &lexicon->feelings.at[entry->in[genre]] : NULL;
}

static uint32_t look_up(const struct lexicon *lexicon, struct str text)
{
	char spelled[TOKEN_BYTES];
	text = spell(lexicon, text, spelled);
	return lexicon->word_table.slots[word_slot(lexicon, text, hash_bytes(text))];
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
	       entry->is_opposite || entry->is_relief || entry->is_retraction ||
	       entry->grading->degree != 0 || entry->grading->compare != 0;
}

const struct entry *lexicon_find(const struct lexicon *lexicon, const uint32_t *words, size_t n,
				 struct lookup lookup)
{
	const struct table *table = &lexicon->phrase_table;
	const struct word *first = &lexicon->words[words[0]];
	size_t most = first->longest < n ? first->longest : n;
	if (most > 1 && !lexicon->words[words[1]].is_inner)
		most = 1;
	for (size_t len = most; len > 1; len--) {
		uint32_t slot = phrase_slot(lexicon, words, len, lookup.is_negated);
		const struct entry *entry = &lexicon->entries[table->slots[slot]];
		if (table->tags[slot] && has_part(entry, lookup.genre))
			return entry;
	}
	const struct entry *alone = &lexicon->entries[first->alone[lookup.is_negated]];
	return alone->n && has_part(alone, lookup.genre) ? alone : NULL;
}
