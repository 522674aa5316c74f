/* How it works: a walk over the sentence notes what is felt in it; when it is known which side of a
 * "but" each note stood on, its value is worked out and told.
 *
 * What is told is rounded to hundredths, so that a reader can repeat every sum. The factors are
 * explained in mentiond-sentiment(7). */
#include "sentence.h"

#include "aim.h"
#include "arena.h"
#include "buf.h"
#include "clause.h"
#include "utf8.h"
#include "walk.h"

#include <math.h>

#include "poison.h"

enum { WHY_MAX = 400, WHY_WORD_MAX = 40, EVIDENCE_TEXT_MAX = 200 };

static const double loud = 1.2;		 /* in capitals, or stretched */
static const double negated_pos = -0.74; /* "not good" is bad, less than "bad" */
static const double negated_neg = -0.2;	 /* "not bad" is hardly praise */
static const double relieved_neg = -0.9; /* "no complaints" is praise, "solved the problem", too */
static const double retracted = -1.74;	 /* of "great, NOT!" the negation is left */
static const double set_apart = -0.8;	 /* "unlike", and nothing felt of the other */
static const double before_contrast = 0.75;
static const double after_contrast = 1.25;

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
		because(why,
			note->is_relieved	  ? "relieved by"
			: note->entry->is_negated ? "with"
						  : "negated by",
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
	double turn = note->is_relieved ? relieved_neg : negated_neg;
	if (neg != 0)
		tell(telling, walk, note, -neg * factor * (is_turned ? turn : 1), reason);
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

/* "Unlike Acme, Globex answers": even where no word is praise, that is hardly said for Acme. */
static void set_brand_apart(struct telling *telling, const struct walk *walk)
{
	const struct note note = { .entry = walk->opposing, .first = walk->opposite.first };
	tell(telling, walk, &note, set_apart, STR("lexicon"));
}

/* What was praised in the sentence, or in the one before a "NOT!" of its own, is meant otherwise.
 */
static void retract(struct telling *telling, const struct walk *walk, size_t begin)
{
	const struct note note = { .entry = walk->retracting, .first = walk->retraction.first };
	double praise = 0;
	for (size_t i = note.first ? begin : telling->begin; i < telling->n; i++)
		if (!str_eq(telling->evidence[i].why, STR("style")))
			praise += fmax(0, telling->evidence[i].value);
	if (praise > 0)
		tell(telling, walk, &note, retracted * praise, STR("takes back the praise"));
}

void sentence_tell(const struct sentence *sentence, struct telling *telling)
{
	struct walk walk;
	size_t begin = telling->n;
	walk.sentence = sentence;
	walk.lexicon = telling->lexicon;
	walk.aim = telling->aim;
	walk.genre = telling->genre;
	walk.is_aimed = sentence->is_aimed;
	walk.is_shouted = is_shouted(sentence);
	walk_sentence(&walk);
	for (size_t i = 0; i < walk.n; i++)
		if (walk.notes[i].entry->is_style)
			tell_style(telling, &walk, &walk.notes[i]);
		else if (!walk.notes[i].is_spent)
			tell_note(telling, &walk, i);
	if (walk.opposite.n && telling->n == begin)
		set_brand_apart(telling, &walk);
	if (walk.retraction.n)
		retract(telling, &walk, begin);
	telling->begin = begin;
}
