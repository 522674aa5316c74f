/* How it works: one walk over the sentence takes the longest entry at each place and keeps what is
 * in force there: the negator that reaches so far, the degree words just passed, the contrast
 * ("but") just seen. An entry with feeling is noted with all that acts on it; at the end of the
 * sentence, when it is known which side of a "but" it stood on, its value is worked out and told.
 *
 * What is told is rounded to hundredths, so that a reader can repeat every sum. The factors are
 * explained in mentiond-sentiment(7). */
#include "sentence.h"

#include "aim.h"
#include "arena.h"
#include "buf.h"
#include "clause.h"
#include "utf8.h"

#include <math.h>

#include "poison.h"

enum {
	NEGATION_REACH = 4,
	VERB_REACH = 3,
	WHY_MAX = 400,
	WHY_WORD_MAX = 40,
	EVIDENCE_TEXT_MAX = 200
};

static const double loud = 1.2;		 /* in capitals, or stretched */
static const double degree_most = 3;	 /* of several in a row: "very very very" */
static const double negated_pos = -0.74; /* "not good" is bad, less than "bad" */
static const double negated_neg = -0.2;	 /* "not bad" is hardly praise */
static const double before_contrast = 0.75;
static const double after_contrast = 1.25;

struct stretch { /* of places; n == 0: nothing */
	size_t first, n;
};

enum { THAN_REACH = 5, SUBJECT_REACH = 8 };

struct note {
	const struct entry *entry;
	const struct feeling *feeling; /* NULL: it compares the brand with another */
	int side;		       /* then: 1 the brand stands before it, -1 behind */
	size_t first;
	struct stretch negator, degree;
	double factor; /* of the degree words */
	bool is_spent; /* a negator that turned something feels nothing by itself */
};

struct walk {
	const struct sentence *sentence;
	const struct lexicon *lexicon;
	const struct aim *aim;
	uint32_t words[SENTENCE_MAX];
	struct note notes[SENTENCE_MAX];
	size_t n;
	struct stretch negator, degree, contrast; /* in force */
	double factor;				  /* of the degree words */
	size_t n_before;			  /* notes before the contrast */
	struct stretch opposite;		  /* "unlike", with the brand behind it */
	enum genre genre;
	bool is_shouted, is_aimed;
};

bool sentence_read(const struct lexicon *lexicon, struct token_reader *reader,
		   struct sentence *sentence)
{
	struct token token;
	sentence->token += (uint32_t)sentence->n;
	sentence->n = 0;
	while (sentence->n < SENTENCE_MAX && token_next(reader, &token)) {
		sentence->places[sentence->n] = (struct place){
			.start = token.start,
			.end = token.end,
			.word = lexicon_word(lexicon, &token),
			.kind = token.kind,
			.is_loud = token.is_loud,
			.is_stretched = token.is_stretched,
		};
		if (sentence->is_aimed)
			clause_look(lexicon, sentence, &token);
		sentence->n++;
		if (token.kind == TOKEN_STOP)
			break;
	}
	return sentence->n > 0;
}

static struct str words_of(const struct sentence *sentence, struct stretch stretch)
{
	const struct place *from = &sentence->places[stretch.first];
	const struct place *to = &from[stretch.n - 1];
	return (struct str){ sentence->text.at + from->start, to->end - from->start };
}

/* In a text all in capitals no word is louder than another. */
static bool is_shouted(const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->n; i++) {
		const struct place *place = &sentence->places[i];
		if (place->kind == TOKEN_WORD && !place->is_loud && place->end - place->start > 1)
			return false;
	}
	return true;
}

static const struct entry *find(const struct walk *walk, size_t at, bool is_negated)
{
	if (at >= walk->sentence->n)
		return NULL;
	return lexicon_find(walk->lexicon, walk->words + at, walk->sentence->n - at,
			    (struct lookup){ walk->genre, is_negated });
}

static size_t end_of(struct stretch stretch)
{
	return stretch.first + stretch.n;
}

static bool is_negated(const struct walk *walk, size_t at)
{
	return walk->negator.n && at < end_of(walk->negator) + NEGATION_REACH;
}

static bool has_sign(const struct sentence *sentence, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < sentence->n; i++)
		if (sentence->places[i].kind == TOKEN_SIGN)
			return true;
	return false;
}

static void negate(struct walk *walk, struct note *note, struct stretch negator)
{
	note->negator = negator;
	for (size_t i = 0; i < walk->n; i++)
		if (walk->notes[i].first == negator.first)
			walk->notes[i].is_spent = true;
}

/* "gefällt mir nicht", "j'aime pas": the negator of a verb may stand behind it. */
static bool negate_verb(struct walk *walk, struct stretch negator)
{
	for (size_t i = walk->n; i > walk->n_before; i--) {
		struct note *note = &walk->notes[i - 1];
		size_t end = note->first + note->entry->n;
		if (end + VERB_REACH <= negator.first ||
		    has_sign(walk->sentence, end, negator.first))
			return false;
		if (!note->entry->is_verb || note->negator.n)
			continue;
		negate(walk, note, negator);
		return true;
	}
	return false;
}

static bool has_turned(const struct walk *walk)
{
	for (size_t i = walk->n; i > 0; i--)
		if (walk->notes[i - 1].negator.n &&
		    walk->notes[i - 1].negator.first == walk->negator.first)
			return true;
	return false;
}

/* A second negator in the reach of the first takes it back: "never not", though not over a comma,
 * nor in a language of concord, nor when the first has done its work, nor when it begins a clause:
 * "neither good nor bad". A comma right behind makes it an answer: "no, it works". */
static void take_negator(struct walk *walk, size_t at, const struct entry *entry)
{
	const struct sentence *sentence = walk->sentence;
	size_t n = entry->n;
	bool is_answer = has_sign(sentence, at + n, at + n + 1);
	bool is_second = is_negated(walk, at) && !entry->is_clause && !has_turned(walk) &&
			 !lexicon_has_concord(walk->lexicon) &&
			 !has_sign(sentence, end_of(walk->negator), at);
	bool is_done = negate_verb(walk, (struct stretch){ at, n }) || is_answer || is_second;
	walk->negator = (struct stretch){ at, is_done ? 0 : n };
	if (is_answer && walk->n && walk->notes[walk->n - 1].first == at)
		walk->notes[walk->n - 1].is_spent = true;
}

static void take_degree(struct walk *walk, size_t at, const struct entry *entry)
{
	bool goes_on = walk->degree.n && end_of(walk->degree) == at;
	double degree = entry->grading->degree;
	walk->factor = fmin(degree_most, goes_on ? walk->factor * degree : degree);
	if (!goes_on)
		walk->degree = (struct stretch){ at, 0 };
	walk->degree.n += entry->n;
}

/* "can't wait" says itself what is negated. */
static bool has_negator(const struct walk *walk, size_t at, size_t n)
{
	for (size_t i = at; i < at + n; i++) {
		const struct entry *entry = lexicon_find(walk->lexicon, walk->words + i, 1,
							 (struct lookup){ walk->genre, false });
		if (entry && entry->is_negator)
			return true;
	}
	return false;
}

static void take_feeling(struct walk *walk, size_t at, const struct entry *entry, int side)
{
	struct note *note = &walk->notes[walk->n];
	const struct entry *next = entry->grading->degree != 0 ? find(walk, at + entry->n, false)
							       : NULL;
	if (next && next->in[walk->genre] && !next->is_style)
		return; /* "pretty bad": only a degree here */
	*note = (struct note){ .entry = entry,
			       .feeling = side ? NULL
					       : lexicon_feeling(walk->lexicon, entry, walk->genre),
			       .side = side,
			       .first = at,
			       .factor = 1 };
	if (is_negated(walk, at) &&
	    (entry->is_negated || (entry->is_negatable && !has_negator(walk, at, entry->n))))
		negate(walk, note, walk->negator);
	if (walk->degree.n && end_of(walk->degree) == at && !entry->is_style) {
		note->degree = walk->degree;
		note->factor = walk->factor;
	}
	walk->n++;
}

static void take_contrast(struct walk *walk, size_t at, size_t n)
{
	walk->negator.n = 0;
	if (walk->n == 0)
		return;
	walk->contrast = (struct stretch){ at, n };
	walk->n_before = walk->n;
}

/* The brand before this place in the same clause, with nobody else between. */
static bool is_subject(const struct sentence *sentence, size_t at)
{
	size_t least = at > SUBJECT_REACH ? at - SUBJECT_REACH : 0;
	for (size_t i = at; i > least && sentence->places[i - 1].kind != TOKEN_SIGN; i--)
		if (sentence->places[i - 1].is_toward)
			return true;
		else if (sentence->places[i - 1].is_rival)
			return false;
	return false;
}

static bool is_object(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i < sentence->n && i < at + SUBJECT_REACH; i++)
		if (sentence->places[i].is_toward)
			return true;
		else if (sentence->places[i].is_rival || sentence->places[i].kind == TOKEN_SIGN)
			return false;
	return false;
}

/* 1: the entry compares the brand with something behind it, -1: something with the brand. */
static int side_of(const struct walk *walk, size_t at, const struct entry *entry)
{
	size_t end = at + entry->n, most = end + THAN_REACH;
	if (entry->grading->compare == 0 || !walk->is_aimed)
		return 0;
	while (entry->grading->than && end < walk->sentence->n && end < most &&
	       walk->words[end] != entry->grading->than)
		end++;
	if (end >= walk->sentence->n || end >= most)
		return 0;
	if (is_subject(walk->sentence, at))
		return 1;
	return is_object(walk->sentence, end + (entry->grading->than != 0)) ? -1 : 0;
}

static void take_opposite(struct walk *walk, size_t at, size_t n)
{
	if (at + n < walk->sentence->n && walk->sentence->places[at + n].is_toward)
		walk->opposite = (struct stretch){ at, n };
}

/* "switched from Globex" is said of Globex, and says nothing of the brand that is asked about. */
static bool is_of_rival(const struct walk *walk, size_t at, const struct entry *entry)
{
	bool is_rivals = false;
	for (size_t i = at; i < at + entry->n; i++) {
		if (walk->sentence->places[i].is_toward)
			return false;
		is_rivals |= walk->sentence->places[i].is_rival;
	}
	return is_rivals;
}

/* Every part the entry plays; how many places it takes. */
static size_t take(struct walk *walk, size_t at)
{
	const struct entry *entry = is_negated(walk, at) ? find(walk, at, true) : NULL;
	if (!entry)
		entry = find(walk, at, false);
	if (!entry)
		return 1;
	int side = side_of(walk, at, entry);
	if (side || (entry->in[walk->genre] && !(walk->is_aimed && is_of_rival(walk, at, entry))))
		take_feeling(walk, at, entry, side);
	if (entry->is_negator)
		take_negator(walk, at, entry);
	if (entry->grading->degree != 0)
		take_degree(walk, at, entry);
	if (entry->is_contrast)
		take_contrast(walk, at, entry->n);
	if (entry->is_opposite)
		take_opposite(walk, at, entry->n);
	return entry->n;
}

static bool is_stressed(const struct walk *walk, const struct note *note, bool *is_stretched)
{
	bool is_loud = false;
	*is_stretched = false;
	for (size_t i = note->first; i < note->first + note->entry->n; i++) {
		is_loud |= walk->sentence->places[i].is_loud;
		*is_stretched |= walk->sentence->places[i].is_stretched;
	}
	return is_loud && !walk->is_shouted;
}

static void because(struct buf *why, const char *how, struct str word)
{
	word = utf8_first(word, WHY_WORD_MAX);
	buf_fmt(why, ", %s \"" STR_FMT "\"", how, STR_ARG(word));
}

/* By the place of the brand: nothing where the note compares, or is turned by "unlike". */
static double weigh_place(const struct walk *walk, const struct note *note, struct buf *why)
{
	const struct sentence *sentence = walk->sentence;
	if (walk->opposite.n) {
		because(why, "seen from", words_of(sentence, walk->opposite));
		return -1;
	}
	if (!walk->aim || !note->feeling)
		return 1;
	struct distance distance = aim_distance(walk->aim, sentence->token + (uint32_t)note->first,
						sentence->places[note->first].clause);
	buf_fmt(why, ", %u word%s away%s", distance.words, distance.words == 1 ? "" : "s",
		distance.is_apart ? " in another clause" : "");
	return distance.weight;
}

/* What acts on the note as one factor, told in words. */
static double weigh(const struct walk *walk, size_t i, struct buf *why)
{
	const struct note *note = &walk->notes[i];
	const struct sentence *sentence = walk->sentence;
	bool is_stretched, is_loud = is_stressed(walk, note, &is_stretched);
	double factor = note->factor;
	if (note->feeling)
		buf_add(why, note->feeling->why);
	else
		buf_fmt(why, "compared, the brand %s", note->side > 0 ? "before" : "behind");
	if (note->negator.n)
		because(why, note->entry->is_negated ? "with" : "negated by",
			words_of(sentence, note->negator));
	if (note->degree.n)
		because(why, factor < 1 ? "weaker by" : "stronger by",
			words_of(sentence, note->degree));
	if (is_loud)
		buf_add(why, STR(", in capitals"));
	if (is_stretched)
		buf_add(why, STR(", stretched"));
	if (walk->contrast.n) {
		bool is_before = i < walk->n_before;
		because(why, is_before ? "before" : "after", words_of(sentence, walk->contrast));
		factor *= is_before ? before_contrast : after_contrast;
	}
	factor *= weigh_place(walk, note, why);
	return factor * (is_loud ? loud : 1) * (is_stretched ? loud : 1);
}

static void tell(struct telling *telling, const struct walk *walk, const struct note *note,
		 double value, struct str why)
{
	const struct sentence *sentence = walk->sentence;
	const struct place *places = &sentence->places[note->first];
	struct str text = utf8_first(
		words_of(sentence, (struct stretch){ note->first, note->entry->n }),
		EVIDENCE_TEXT_MAX);
	if (telling->n == EVIDENCE_MAX)
		return;
	telling->evidence = arena_more(telling->arena, telling->evidence, telling->n, &telling->cap,
				       sizeof(struct evidence));
	telling->evidence[telling->n++] = (struct evidence){
		.field = sentence->field,
		.start = places[0].start,
		.end = places[0].start + (uint32_t)text.len,
		.text = text,
		.value = round(value * 100) / 100,
		.why = why,
	};
}

static double compared(const struct note *note)
{
	return note->entry->grading->compare * note->side;
}

/* The reasons are only written out where something acts on the plain entry. */
static void tell_note(struct telling *telling, const struct walk *walk, size_t i)
{
	const struct note *note = &walk->notes[i];
	const struct feeling *feeling = note->feeling;
	struct arena_mark mark = arena_mark(telling->arena);
	struct buf why = buf_new(telling->arena, WHY_MAX);
	double factor = weigh(walk, i, &why);
	bool is_turned = note->negator.n && !note->entry->is_negated;
	double neg = feeling ? feeling->neg : fmax(0, -compared(note));
	double pos = feeling ? feeling->pos : fmax(0, compared(note));
	struct str reason = buf_str(&why);
	if (feeling && str_eq(reason, feeling->why)) {
		arena_reset(telling->arena, mark);
		reason = feeling->why;
	}
	if (neg != 0)
		tell(telling, walk, note, -neg * factor * (is_turned ? negated_neg : 1), reason);
	if (pos != 0)
		tell(telling, walk, note, pos * factor * (is_turned ? negated_pos : 1), reason);
}

/* Style counts once a text; emphasis only keeps its place until the sum is known. */
static void tell_style(struct telling *telling, const struct walk *walk, const struct note *note)
{
	const struct feeling *feeling = note->feeling;
	uint64_t bit = (uint64_t)1 << note->entry->style;
	if (telling->styles & bit)
		return;
	telling->styles |= bit;
	if (feeling->neg != 0)
		tell(telling, walk, note, -feeling->neg, feeling->why);
	if (feeling->pos != 0)
		tell(telling, walk, note, feeling->pos, feeling->why);
	if (feeling->emphasis != 0 && telling->n < EVIDENCE_MAX) {
		telling->stresses[telling->n_stresses].evidence = telling->n;
		telling->stresses[telling->n_stresses++].emphasis = feeling->emphasis;
		tell(telling, walk, note, 0, feeling->why);
	}
}

void sentence_tell(const struct sentence *sentence, struct telling *telling)
{
	struct walk walk;
	walk.sentence = sentence;
	walk.lexicon = telling->lexicon;
	walk.aim = telling->aim;
	walk.genre = telling->genre;
	walk.is_aimed = sentence->is_aimed;
	walk.n = walk.n_before = 0;
	walk.negator = walk.degree = walk.contrast = walk.opposite = (struct stretch){ 0 };
	walk.factor = 1;
	walk.is_shouted = is_shouted(sentence);
	for (size_t i = 0; i < sentence->n; i++)
		walk.words[i] = sentence->places[i].word;
	for (size_t i = 0; i < sentence->n;)
		i += take(&walk, i);
	for (size_t i = 0; i < walk.n; i++)
		if (walk.notes[i].entry->is_style)
			tell_style(telling, &walk, &walk.notes[i]);
		else if (!walk.notes[i].is_spent)
			tell_note(telling, &walk, i);
}
