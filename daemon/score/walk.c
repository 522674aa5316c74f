/* How it works: the longest entry at each place is taken, and what is in force there is kept: the
 * negator that reaches so far, the degree words just passed, the contrast ("but") just seen. An
 * entry with feeling is noted with all that acts on it. */
#include "walk.h"

#include "clause.h"

#include <math.h>

#include "poison.h"

enum {
	NEGATION_REACH = 4,
	VERB_REACH = 3,
	RELIEF_REACH = 3, /* "solved the other problem" */
	NO_REACH = 2,	  /* "no big problem" */
	THAN_REACH = 5,
};

static const double degree_most = 3; /* of several in a row: "very very very" */

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
		if (walk->notes[i].first == negator.first && walk->notes[i].entry->is_negator)
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

static bool is_bad(const struct note *note)
{
	return note->feeling && note->feeling->neg > note->feeling->pos && !note->entry->is_style &&
	       !note->entry->is_negator;
}

/* "no complaints": what is bad is taken away right behind the word that does. */
static bool is_relieved(const struct walk *walk, const struct note *note)
{
	size_t end = end_of(walk->relief);
	return walk->relief.n && note->first < end + walk->relief_reach && is_bad(note) &&
	       !has_sign(walk->sentence, end, note->first);
}

/* "The problem is gone": or right before it. */
static bool relieve_before(struct walk *walk, struct stretch relief)
{
	for (size_t i = walk->n; i > walk->n_before; i--) {
		struct note *note = &walk->notes[i - 1];
		size_t end = note->first + note->entry->n;
		if (note->first >= relief.first)
			continue;
		if (end + VERB_REACH <= relief.first || note->negator.n ||
		    has_sign(walk->sentence, end, relief.first))
			return false;
		if (!is_bad(note))
			continue;
		note->negator = relief;
		note->is_relieved = true;
		return true;
	}
	return false;
}

/* What is itself negated takes nothing away, and the negator has done its work: "never solved my
 * problem". */
static void take_relief(struct walk *walk, size_t at, const struct entry *entry)
{
	struct stretch relief = { at, entry->n };
	bool is_undone = !entry->is_negator && is_negated(walk, at);
	if (is_undone)
		walk->negator.n = 0;
	else if (entry->is_negator || !relieve_before(walk, relief))
		walk->relief = relief;
	walk->relief_reach = entry->is_negator ? NO_REACH : RELIEF_REACH;
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
	if (is_relieved(walk, note) && entry->is_negatable && !entry->is_negated) {
		negate(walk, note, walk->relief);
		note->is_relieved = true;
	}
	if (walk->degree.n && end_of(walk->degree) == at && !entry->is_style) {
		note->degree = walk->degree;
		note->factor = walk->factor;
	}
	walk->n++;
}

static void take_contrast(struct walk *walk, size_t at, size_t n)
{
	walk->negator.n = walk->relief.n = 0;
	if (walk->n == 0)
		return;
	walk->contrast = (struct stretch){ at, n };
	walk->n_before = walk->n;
}

static bool is_than(const struct grading *grading, uint32_t word)
{
	for (size_t i = 0; i < THANS && grading->than[i]; i++)
		if (grading->than[i] == word)
			return true;
	return false;
}

/* Of two in "prefer A over B" the first stands between the words that compare. */
static int side_between(const struct sentence *sentence, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (sentence->places[i].is_toward)
			return 1;
		else if (sentence->places[i].is_rival)
			return -1;
	return 0;
}

/* 1: the entry compares the brand with something behind it, -1: something with the brand. `than` is
 * then the place of the word that follows. */
static int side_of(const struct walk *walk, size_t at, const struct entry *entry, size_t *than)
{
	const struct grading *grading = entry->grading;
	size_t begin = at + entry->n, end = begin, most = begin + THAN_REACH;
	if (grading->compare == 0 || !walk->is_aimed)
		return 0;
	while (grading->than[0] && end < walk->sentence->n && end < most &&
	       !is_than(grading, walk->words[end]))
		end++;
	if (end >= walk->sentence->n || end >= most)
		return 0;
	*than = end;
	int between = side_between(walk->sentence, begin, end);
	if (between > 0 || (between == 0 && clause_has_subject(walk->sentence, at)))
		return 1;
	return clause_has_object(walk->sentence, end + (grading->than[0] != 0)) ? -1 : 0;
}

static void take_opposite(struct walk *walk, size_t at, const struct entry *entry)
{
	size_t end = at + entry->n;
	if (end >= walk->sentence->n || !walk->sentence->places[end].is_toward)
		return;
	walk->opposite = (struct stretch){ at, entry->n };
	walk->opposing = entry;
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

/* The last of the sentence, which is no question: "NOT!" behind a sign or alone, and a phrase that
 * says so wherever it stands before. */
static void take_retraction(struct walk *walk, size_t at, const struct entry *entry)
{
	const struct sentence *sentence = walk->sentence;
	const struct place *places = sentence->places;
	size_t end = at + entry->n;
	bool is_apart = entry->n > 1 || at == 0 || places[at - 1].kind == TOKEN_SIGN;
	bool is_last = end == sentence->n || (places[end].kind == TOKEN_STOP &&
					      sentence->text.at[places[end].end - 1] != '?');
	if (!is_apart || !is_last)
		return;
	walk->retraction = (struct stretch){ at, entry->n };
	walk->retracting = entry;
	for (size_t i = 0; i < walk->n; i++)
		walk->notes[i].is_spent |= walk->notes[i].first == at;
}

/* The entry that holds at the place: one of "NOT_" goes first, unless it but compares and there is
 * nothing to compare. */
static const struct entry *entry_at(const struct walk *walk, size_t at, int *side, size_t *than)
{
	const struct entry *entry = is_negated(walk, at) ? find(walk, at, true) : NULL;
	*side = entry ? side_of(walk, at, entry, than) : 0;
	if (entry && (*side || entry->in[walk->genre]))
		return entry;
	entry = find(walk, at, false);
	*side = entry ? side_of(walk, at, entry, than) : 0;
	return entry;
}

/* What is felt of another brand is not, unless the brand is said to be unlike it, nor is what the
 * brands are compared in: "not as good as". */
static bool is_felt(const struct walk *walk, size_t at, const struct entry *entry)
{
	return entry->in[walk->genre] && at >= walk->compared_to &&
	       (walk->opposite.n || !walk->is_aimed || !is_of_rival(walk, at, entry));
}

/* Every part the entry plays; how many places it takes. */
static size_t take(struct walk *walk, size_t at)
{
	int side;
	size_t than = 0;
	const struct entry *entry = entry_at(walk, at, &side, &than);
	if (!entry)
		return 1;
	if (side || is_felt(walk, at, entry))
		take_feeling(walk, at, entry, side);
	if (side)
		walk->compared_to = than;
	if (entry->is_negator)
		take_negator(walk, at, entry);
	if (entry->is_relief)
		take_relief(walk, at, entry);
	if (entry->grading->degree != 0)
		take_degree(walk, at, entry);
	if (entry->is_contrast)
		take_contrast(walk, at, entry->n);
	if (entry->is_opposite)
		take_opposite(walk, at, entry);
	if (entry->is_retraction)
		take_retraction(walk, at, entry);
	return entry->n;
}

void walk_sentence(struct walk *walk)
{
	walk->n = walk->n_before = walk->compared_to = 0;
	walk->negator = walk->relief = walk->degree = walk->contrast = (struct stretch){ 0 };
	walk->opposite = walk->retraction = (struct stretch){ 0 };
	walk->factor = 1;
	for (size_t i = 0; i < walk->sentence->n; i++)
		walk->words[i] = walk->sentence->places[i].word;
	for (size_t i = 0; i < walk->sentence->n;)
		i += take(walk, i);
}
