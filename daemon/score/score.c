/* How it works: each language has one lexicon in which its packs, the packs of no language and the
 * author's words lie over each other, so that scoring looks into one table only. The text's
 * language picks the lexicon; a language without packs gets the lexicon of no language, in which
 * are emoji, emoticons and the author's words.
 *
 * sentence.c turns the text into evidence. Emphasis ("!", a link) pulls with or against whatever
 * the whole says, so it gets its value here, when the sum of all else is known. Score and tone come
 * from the told values alone, by the formula of mentiond-sentiment(7). */
#include "score.h"

#include "aim.h"
#include "arena.h"
#include "pack.h"

#include <math.h>

#include "poison.h"

/* Tones: calibrated on posts about brands, the sum of the evidence and each side of it. */
const struct score_limits score_usual_limits = { -1.1, 1.3, false };
static const double mixed_from = 1.5, mixed_percent = 70;
static const double softness = 9.5;

struct scorer {
	struct lexicon **lexicons; /* the first is of no language */
	size_t n;
};

static struct str main_subtag(struct str lang)
{
	return str_first(lang, str_find_char(lang, '-'));
}

/* The lexicon of that language, or the one of none. */
static struct lexicon *lexicon_of(const struct scorer *scorer, struct str lang)
{
	for (size_t i = 1; i < scorer->n; i++)
		if (str_eq_nocase(lexicon_lang(scorer->lexicons[i]), lang))
			return scorer->lexicons[i];
	return scorer->lexicons[0];
}

struct packs {
	const struct node *const *at;
	size_t n;
	const struct node *words;
	struct problems *problems;
	struct arena *home, *work; /* for what stays, and for what serves the loading */
};

static void add_lexicon(struct scorer *scorer, const struct packs *packs, struct str lang)
{
	struct lexicon *lexicon = lexicon_new(packs->home, packs->work, lang);
	for (size_t i = 0; i < packs->n; i++)
		if (lang.len && str_eq_nocase(main_subtag(pack_lang(packs->at[i])), lang))
			pack_language(packs->at[i], lexicon, packs->problems);
	scorer->lexicons[scorer->n++] = lexicon;
}

/* First those of all genres: a pack of one genre wins over them wherever it stands. */
static void load_packs(struct scorer *scorer, const struct packs *packs)
{
	for (size_t i = 0; i < packs->n * 2; i++) {
		const struct node *pack = packs->at[i % packs->n];
		struct str lang = main_subtag(pack_lang(pack));
		struct lexicon *own = lexicon_of(scorer, lang);
		const struct pack_place place = { lang.len ? &own : scorer->lexicons,
						  lang.len ? 1 : scorer->n };
		if ((pack_genre(pack) == GENRE_ANY) == (i < packs->n))
			pack_load(pack, &place, packs->problems);
	}
}

bool score_load(struct arena *arena, const struct node *const *packs, size_t n,
		const struct node *words, struct problems *problems, struct scorer **out)
{
	CLEANUP(arena_free)
	struct arena *work = arena_new(MIB);
	const struct packs all = { packs, n, words, problems, arena, work };
	size_t errors = problems->errors;
	struct scorer *scorer = NEW(arena, struct scorer, 1);
	scorer->lexicons = NEW(arena, struct lexicon *, n + 1);
	add_lexicon(scorer, &all, STR(""));
	for (size_t i = 0; i < n; i++) {
		struct str lang = main_subtag(pack_lang(packs[i]));
		if (lang.len && lexicon_of(scorer, lang) == scorer->lexicons[0])
			add_lexicon(scorer, &all, lang);
	}
	load_packs(scorer, &all);
	if (words)
		pack_words(words, &(struct pack_place){ scorer->lexicons, scorer->n }, problems);
	for (size_t i = 0; i < scorer->n; i++)
		lexicon_seal(scorer->lexicons[i]);
	if (problems->errors > errors)
		return false;
	*out = scorer;
	return true;
}

static struct token_reader reader_of(const struct score_field *field)
{
	return (struct token_reader){
		.text = str_first(field->text, UINT32_MAX),
		.mask = field->mask,
		.n_mask = field->n_mask,
	};
}

struct str score_usual(const struct scorer *scorer)
{
	return scorer->n > 1 ? lexicon_lang(scorer->lexicons[1]) : STR("");
}

bool score_speaks(const struct scorer *scorer, struct str lang)
{
	return lexicon_of(scorer, main_subtag(lang)) != scorer->lexicons[0];
}

static double sum_of(const struct evidence *evidence, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += evidence[i].value;
	return round(sum * 100) / 100;
}

/* Each pulls the sum away from zero, or towards zero and never beyond. */
static void settle_stresses(struct telling *telling)
{
	double sum = sum_of(telling->evidence, telling->n);
	for (size_t i = 0; i < telling->n_stresses; i++) {
		double size = fmax(telling->stresses[i].emphasis, -fabs(sum));
		double value = sum == 0 ? 0 : copysign(1, sum) * size;
		value = round(value * 100) / 100;
		telling->evidence[telling->stresses[i].evidence].value = value;
		sum += value;
	}
}

static size_t drop_empty(struct evidence *evidence, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (evidence[i].value != 0)
			evidence[kept++] = evidence[i];
	return kept;
}

/* Style speaks for no side: a link does not make praise mixed. */
static enum tone tone_of(const struct score_limits *limits, const struct evidence *evidence,
			 size_t n, double sum)
{
	double pos = 0, neg = 0;
	for (size_t i = 0; i < n; i++)
		if (!str_eq(evidence[i].why, STR("style")))
			*(evidence[i].value > 0 ? &pos : &neg) += fabs(evidence[i].value);
	/* In hundredths, so that it is as exact as with pencil and paper. */
	double weaker = round(100 * fmin(pos, neg)), stronger = round(100 * fmax(pos, neg));
	bool is_even = !limits->is_learned && 100 * weaker >= mixed_percent * stronger;
	bool is_undecided = sum > limits->negative && sum < limits->positive;
	if (weaker >= 100 * mixed_from && (is_undecided || is_even))
		return TONE_MIXED;
	if (is_undecided)
		return TONE_NEUTRAL;
	return sum <= limits->negative ? TONE_NEGATIVE : TONE_POSITIVE;
}

/* Steep near zero, flat towards -1 and 1. */
static double bend(double sum)
{
	return round(100 * sum / sqrt(sum * sum + softness)) / 100 + 0.0; /* never -0 */
}

void score_conclude(const struct score_limits *limits, size_t n_sided, struct sentiment *inout)
{
	double sum = sum_of(inout->evidence, inout->n);
	inout->tone = inout->n ? tone_of(limits, inout->evidence, n_sided, sum) : TONE_UNKNOWN;
	inout->score = bend(sum);
}

/* Calls `each` on every sentence of the text. */
static void read_sentences(const struct score_ask *ask, struct telling *telling,
			   void (*each)(const struct sentence *, struct telling *))
{
	struct sentence sentence;
	const struct hit *toward = ask->toward;
	const struct hit *end = toward ? toward + ask->n_toward : NULL;
	sentence.is_aimed = ask->n_toward > 0;
	sentence.token = sentence.clause = 0;
	sentence.n = 0;
	for (size_t i = 0; i < ask->n; i++) {
		struct token_reader reader = reader_of(&ask->fields[i]);
		sentence.field = ask->fields[i].field;
		sentence.text = ask->fields[i].text;
		while (toward < end && toward->field < sentence.field)
			toward++;
		sentence.toward = toward;
		for (sentence.n_toward = 0; toward < end && toward->field == sentence.field;)
			toward++, sentence.n_toward++;
		while (telling->n < EVIDENCE_MAX &&
		       sentence_read(telling->lexicon, &reader, &sentence))
			each(&sentence, telling);
		sentence.clause++;
	}
}

static void look(const struct sentence *sentence, struct telling *telling)
{
	aim_look(telling->aim, sentence);
}

static enum genre choose_genre(const struct score_ask *ask)
{
	struct token_reader readers[FIELD_COUNT];
	size_t n = 0;
	for (; n < ask->n && n < FIELD_COUNT; n++)
		readers[n] = reader_of(&ask->fields[n]);
	return ask->genre != GENRE_ANY ? ask->genre : genre_guess(readers, n);
}

void score_text(const struct scorer *scorer, struct arena *arena, const struct score_ask *ask,
		struct sentiment *out)
{
	struct telling telling;
	struct aim aim;
	struct str lang = ask->lang.len ? ask->lang : score_usual(scorer);
	telling.lexicon = lexicon_of(scorer, main_subtag(lang));
	telling.genre = choose_genre(ask);
	telling.arena = arena;
	telling.aim = NULL;
	telling.evidence = NULL;
	telling.n = telling.cap = telling.begin = telling.n_stresses = 0;
	telling.styles = 0;
	if (ask->n_toward) {
		aim = aim_new(arena);
		telling.aim = &aim;
		read_sentences(ask, &telling, look);
		if (!aim_holds(&aim, telling.genre))
			telling.aim = NULL;
	}
	read_sentences(ask, &telling, sentence_tell);
	settle_stresses(&telling);
	telling.n = drop_empty(telling.evidence, telling.n);
	*out = (struct sentiment){ .evidence = telling.evidence, .n = telling.n };
	score_conclude(&score_usual_limits, telling.n, out);
}

/* The strongest feeling in the phrase, in any language. */
double score_word(const struct scorer *scorer, struct str phrase)
{
	uint32_t words[SENTENCE_MAX];
	const struct lookup lookup = { GENRE_SOCIAL, false };
	double strongest = 0;
	for (size_t i = 0; i < scorer->n; i++) {
		struct token_reader reader = { .text = phrase };
		struct token token;
		size_t n = 0;
		while (n < SENTENCE_MAX && token_next(&reader, &token))
			words[n++] = lexicon_word(scorer->lexicons[i], &token);
		for (size_t k = 0; k < n; k++) {
			const struct entry *entry = lexicon_find(scorer->lexicons[i], words + k,
								 n - k, lookup);
			const struct feeling *feeling = NULL;
			if (entry && !entry->is_style)
				feeling = lexicon_feeling(scorer->lexicons[i], entry, GENRE_SOCIAL);
			double value = feeling ? feeling->pos - feeling->neg : 0;
			if (fabs(value) > fabs(strongest))
				strongest = value;
		}
	}
	return strongest;
}

struct str tone_name(enum tone tone)
{
	static const struct str names[] = {
		[TONE_UNKNOWN] = STR_INIT("unknown"), [TONE_NEGATIVE] = STR_INIT("negative"),
		[TONE_NEUTRAL] = STR_INIT("neutral"), [TONE_POSITIVE] = STR_INIT("positive"),
		[TONE_MIXED] = STR_INIT("mixed"),
	};
	return names[tone];
}
