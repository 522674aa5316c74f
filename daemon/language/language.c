/* How it works: every word gives its n-grams (1 to 4 letters, borders counted, and the whole word
 * if it is short), each of which the model may know; a known one adds its weight for every language
 * of its script. The sums grow with the number n of n-grams, what is chance in them with its root:
 * so a lead counts in units of the root of n, as it did when the weights were learned. Half of a
 * text are words so common that make_table.py has added up their n-grams already.
 *
 * The commonest words alone, which came first, called a third of short texts wrong or nothing. */
#include "language.h"

#include "reading.h"
#include "script.h"

#include <math.h>
#include <string.h>

#include "language_table.h"
#include "poison.h"

/* The two numbers of make_language.py. A word too short to be more than its own n-grams is none. */
enum { GRAM_LETTERS = 4, WHOLE_LETTERS = 12 };
enum { WEIGHT_UNIT = 8, HASH_START = 2166136261U, HASH_FACTOR = 16777619 };
enum { WORD_KEYS = (WORD_LETTERS + 2) * GRAM_LETTERS };

struct model {
	const char *const *langs; /* up to the first NULL */
	const struct gram *grams;
	const struct common *common;
	const uint16_t *gram_turns, *common_turns; /* make the hash perfect */
	const uint64_t *hints; /* a bit for the upper bits of each key: most n-grams have no row */
};

static const struct model models[SCRIPT_MODELS] = {
	[SCRIPT_LATIN] = { latin_langs, latin_grams, latin_common, latin_gram_turns,
			   latin_common_turns, latin_hints },
	[SCRIPT_CYRILLIC] = { cyrillic_langs, cyrillic_grams, cyrillic_common, cyrillic_gram_turns,
			      cyrillic_common_turns, cyrillic_hints },
};

/* Sums are small numbers, of which a processor adds many at once; so n has a ceiling, at which a
 * text has long said what it is. */
enum { GRAMS_MAX = INT16_MAX / WEIGHT_MAX };

struct tally {
	int16_t sums[ROW];
	uint32_t n;	/* n-grams the model knew */
	uint32_t words; /* none twice in a row */
};

static bool may_know(const struct model *model, uint32_t key)
{
	uint32_t bit = key >> HINT_SHIFT;
	return model->hints[bit / 64] >> bit % 64 & 1;
}

/* The place of a key; the shift leaves as many bits as the table has places. */
static uint32_t place_of(uint32_t key, const uint16_t *turns, uint32_t shift)
{
	return (key ^ (uint32_t)turns[key >> TURN_SHIFT] << TURN_UP) * HASH_FACTOR >> shift;
}

static void add_gram(const struct model *model, uint32_t key, struct tally *tally)
{
	const struct gram *gram = &model->grams[place_of(key, model->gram_turns, GRAM_SHIFT)];
	if (gram->key != key || tally->n == GRAMS_MAX)
		return;
	for (size_t i = 0; i < ROW; i++)
		tally->sums[i] = (int16_t)(tally->sums[i] + gram->weights[i]);
	tally->n++;
}

/* Adds all n-grams of a word at once, if it is one of the commonest. */
static bool add_common(const struct model *model, uint32_t key, struct tally *tally)
{
	const struct common *word =
		&model->common[place_of(key, model->common_turns, COMMON_SHIFT)];
	if (word->key != key || word->key == 0 || tally->n + word->n > GRAMS_MAX)
		return false;
	for (size_t i = 0; i < ROW; i++)
		tally->sums[i] = (int16_t)(tally->sums[i] + word->sums[i]);
	tally->n += word->n;
	return true;
}

static uint32_t hash_more(uint32_t hash, uint32_t c)
{
	return (hash ^ c) * HASH_FACTOR;
}

static uint32_t hash_of(const struct word *word)
{
	uint32_t hash = HASH_START;
	for (size_t i = 0; i < word->n; i++)
		hash = hash_more(hash, word->at[i]);
	return hash;
}

/* Which n-grams may be known is found without a branch: a processor would guess half of them wrong,
 * and that costs more than all the rest. */
static size_t gather(const struct model *model, const struct word *word, uint32_t keys[WORD_KEYS])
{
	size_t n = 0;
	for (size_t start = 0; start < word->n; start++) {
		size_t end = start + GRAM_LETTERS < word->n ? start + GRAM_LETTERS : word->n;
		uint32_t key = HASH_START;
		for (size_t i = start; i < end; i++) {
			key = hash_more(key, word->at[i]);
			keys[n] = key;
			n += may_know(model, key);
		}
	}
	return n;
}

static void add_word(const struct word *word, uint32_t hash, struct tally *tally)
{
	const struct model *model = &models[word->script];
	uint32_t keys[WORD_KEYS];
	tally->words++;
	if (add_common(model, hash, tally))
		return;
	size_t n = gather(model, word, keys);
	for (size_t i = 0; i < n; i++)
		add_gram(model, keys[i], tally);
	if (word->n > GRAM_LETTERS && word->n <= WHOLE_LETTERS)
		add_gram(model, hash, tally);
}

/* What a language needs to be named: so far ahead of each other, in units of the root of n, with so
 * many n-grams and words. It must be farther ahead of English, in which a foreign word list would
 * read "die" and "war". tests/bench/language.py measures what these numbers do. */
static const double lead_min = 1.0, lead_before_english = 2.0, fits_within = 1.0;
enum { GRAMS_MIN = 20, WORDS_MIN = 2 };

static double lead(const struct tally *tally, size_t lang, size_t other)
{
	return (tally->sums[lang] - tally->sums[other]) / (WEIGHT_UNIT * sqrt(tally->n));
}

static bool is_lang(const struct model *model, size_t at, const char *lang)
{
	return strcmp(model->langs[at], lang) == 0;
}

static size_t best_of(const struct model *model, const struct tally *tally)
{
	size_t best = 0;
	for (size_t i = 1; i < ROW && model->langs[i]; i++)
		if (tally->sums[i] > tally->sums[best])
			best = i;
	return best;
}

static bool is_sure(const struct model *model, const struct tally *tally, size_t best)
{
	if (tally->n < GRAMS_MIN || tally->words < WORDS_MIN || is_lang(model, best, "other"))
		return false;
	for (size_t i = 0; i < ROW && model->langs[i]; i++) {
		double min = is_lang(model, i, "en") ? lead_before_english : lead_min;
		if (i != best && lead(tally, best, i) < min)
			return false;
	}
	return true;
}

/* Not far behind the best. Of a language without a model nothing is known but that it is "other".
 */
static bool is_near(const struct model *model, const struct tally *tally, size_t best,
		    struct str lang)
{
	size_t i = 0;
	if (tally->n == 0)
		return true;
	while (i < ROW - 1 && model->langs[i + 1] &&
	       !str_eq_nocase(str_from(model->langs[i]), lang))
		i++; /* "other" is the last */
	return lead(tally, best, i) <= fits_within;
}

static struct str main_subtag(struct str tag)
{
	return str_first(tag, str_find_char(tag, '-'));
}

static void judge(const struct tally *tallies, const uint32_t letters[SCRIPT_COUNT],
		  struct str expected, struct language_guess *out)
{
	struct script_verdict verdict = script_judge(letters);
	out->lang = verdict.lang;
	if (verdict.script < SCRIPT_MODELS) {
		const struct model *model = &models[verdict.script];
		const struct tally *tally = &tallies[verdict.script];
		size_t best = best_of(model, tally);
		if (is_sure(model, tally, best))
			out->lang = str_from(model->langs[best]);
		out->fits_expected = is_near(model, tally, best, expected);
	}
	if (out->lang.len)
		out->fits_expected = str_eq_nocase(out->lang, expected);
}

void language_guess(const struct language_text *texts, size_t n, struct str expected,
		    struct language_guess *out)
{
	struct tally tallies[SCRIPT_MODELS] = { 0 };
	uint32_t letters[SCRIPT_COUNT] = { 0 }, before = 0;
	struct word word;
	for (size_t i = 0; i < n; i++) {
		struct reading reading = reading_of(&texts[i]);
		while (reading_next(&reading, &word)) {
			uint32_t hash = hash_of(&word);
			if (hash != before) /* "yay yay yay" is one word of evidence */
				add_word(&word, hash, &tallies[word.script]);
			before = hash;
		}
		for (size_t k = 0; k < SCRIPT_COUNT; k++)
			letters[k] += reading.letters[k];
	}
	*out = (struct language_guess){ .fits_expected = true };
	judge(tallies, letters, main_subtag(expected), out);
}

struct str language_name(struct str tag)
{
	static const struct {
		const char *tag, *name;
	} names[] = {
		{ "ar", "Arabic" },	{ "bg", "Bulgarian" },	{ "bn", "Bengali" },
		{ "ca", "Catalan" },	{ "cs", "Czech" },	{ "da", "Danish" },
		{ "de", "German" },	{ "el", "Greek" },	{ "en", "English" },
		{ "es", "Spanish" },	{ "fa", "Persian" },	{ "fi", "Finnish" },
		{ "fr", "French" },	{ "gu", "Gujarati" },	{ "he", "Hebrew" },
		{ "hi", "Hindi" },	{ "hu", "Hungarian" },	{ "hy", "Armenian" },
		{ "id", "Indonesian" }, { "it", "Italian" },	{ "ja", "Japanese" },
		{ "ka", "Georgian" },	{ "km", "Khmer" },	{ "kn", "Kannada" },
		{ "ko", "Korean" },	{ "lo", "Lao" },	{ "ml", "Malayalam" },
		{ "my", "Burmese" },	{ "nb", "Norwegian" },	{ "nl", "Dutch" },
		{ "no", "Norwegian" },	{ "pa", "Punjabi" },	{ "pl", "Polish" },
		{ "pt", "Portuguese" }, { "ro", "Romanian" },	{ "ru", "Russian" },
		{ "si", "Sinhala" },	{ "sk", "Slovak" },	{ "sr", "Serbian" },
		{ "sv", "Swedish" },	{ "ta", "Tamil" },	{ "te", "Telugu" },
		{ "th", "Thai" },	{ "tr", "Turkish" },	{ "uk", "Ukrainian" },
		{ "ur", "Urdu" },	{ "vi", "Vietnamese" }, { "zh", "Chinese" },
	};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(str_from(names[i].tag), main_subtag(tag)))
			return str_from(names[i].name);
	return tag;
}
