/* score - the sentiment of a text, with its evidence.
 *
 * Lexicon entries of 1-4 words with evidence for negative and for positive; negation, intensifiers,
 * emphasis; the brand's own name is masked first. Toward one of several brands what stands near it
 * counts most. The formula is in mentiond-sentiment(7): the
 * score can be recomputed from the evidence.
 *
 * Memory: a scorer lives in the plan's arena, immutable; packs are not needed after loading.
 * Results in the arena given. Thread: load the loop; score_text any. Failure: load tells problems;
 * scoring cannot fail. */
#ifndef SCORE_H
#define SCORE_H

#include "mention.h"
#include "node.h"

struct scorer;

/* packs: the parsed YAML files, in order, later ones win; words: the author's own
 * `sentiment: words:` map, or NULL, wins over all. Nothing of them is kept. */
bool score_load(struct arena *arena, const struct node *const *packs, size_t n,
		const struct node *words, struct problems *problems,
		struct scorer **out) MUST_CHECK;

struct score_field {
	enum field field;
	struct str text;
	const struct hit *mask; /* spans of brands in this field, in order; they carry no feeling */
	size_t n_mask;
};

/* A text, and what is asked of it. */
struct score_ask {
	const struct score_field *fields;
	size_t n;
	struct str lang;  /* BCP 47, or empty for the usual one */
	enum genre genre; /* GENRE_ANY: guessed */
	/* The hits of the brand toward which it is asked, each also in a field's mask, in order of
	 * field and place. None: the text as a whole. */
	const struct hit *toward;
	size_t n_toward;
};

/* The language of the first pack that has one; empty: no pack has. */
struct str score_usual(const struct scorer *scorer);
/* Has the language (BCP 47) a pack? Else only emoji and the author's words count in its texts. */
bool score_speaks(const struct scorer *scorer, struct str lang);

/* Only packs of the language and of none count, and of "und" (a language nobody knows) only those
 * of none; of the genre and of none likewise. The evidence is in order of place, its texts are
 * slices of the fields. No evidence (n == 0), for want of words or of a pack for the language, is
 * TONE_UNKNOWN, never TONE_NEUTRAL. */
void score_text(const struct scorer *scorer, struct arena *arena, const struct score_ask *ask,
		struct sentiment *out);

/* From which sum on a text is negative, and from which it is positive. */
struct score_limits {
	double negative, positive;
	bool is_learned; /* a sum beyond a limit is that label, and never mixed */
};
extern const struct score_limits score_usual_limits;

/* Label and score of evidence that is there: for whoever adds to it. Only the first n_sided pieces
 * speak for a side, for what is mixed. */
void score_conclude(const struct score_limits *limits, size_t n_sided, struct sentiment *inout);

/* Has this phrase a word of feeling in it, in any pack? The strongest value, or 0. */
double score_word(const struct scorer *scorer, struct str phrase);

struct str tone_name(enum tone tone);

#endif
