/* walk - what is felt in a sentence, and all that acts on it.
 *
 * Memory: none but the walk itself. Thread: each walk one at a time. Failure: none. */
#ifndef WALK_H
#define WALK_H

#include "sentence.h"

struct stretch { /* of places; n == 0: nothing */
	size_t first, n;
};

struct note {
	const struct entry *entry;
	const struct feeling *feeling; /* NULL: it compares the brand with another */
	int side;		       /* then: 1 the brand stands before it, -1 behind */
	size_t first;
	struct stretch negator, degree;
	double factor;	  /* of the degree words */
	bool is_relieved; /* the negator is one that takes away what is bad */
	bool is_spent;	  /* a negator that turned something feels nothing by itself */
};

struct walk {
	const struct sentence *sentence;
	const struct lexicon *lexicon;
	const struct aim *aim;
	uint32_t words[SENTENCE_MAX];
	struct note notes[SENTENCE_MAX];
	size_t n;
	struct stretch negator, degree, contrast; /* in force */
	struct stretch relief;			  /* what takes away what is bad */
	size_t relief_reach;
	size_t compared_to;	   /* the place of "than", up to which brands are compared */
	double factor;		   /* of the degree words */
	size_t n_before;	   /* notes before the contrast */
	struct stretch opposite;   /* "unlike", with the brand behind it */
	struct stretch retraction; /* "NOT!" at the end */
	const struct entry *opposing, *retracting; /* the entries of both */
	enum genre genre;
	bool is_shouted, is_aimed;
};

/* Takes the sentence, lexicon, aim and genre that the walk has; the rest is empty before and told
 * behind it. */
void walk_sentence(struct walk *walk);

#endif
