/* learn - a pack for one brand, from texts whose labels people have given.
 *
 * With fewer than LEARN_ENTRIES_FROM texts only the thresholds are learned, from there on words as
 * well. Nothing is believed that was not tried: the texts are split in five by their words, each
 * fifth is judged by what the other four teach, and a pack that would lower macro-F1 or the recall
 * of negative texts is not made. The same texts give the same pack, in whatever order they come.
 * Macro-F1 is over the labels that occur; mixed and unknown count as neutral.
 * Memory: the arena. Thread: any. Failure: none; why_not says why there is no pack. */
#ifndef LEARN_H
#define LEARN_H

#include "score.h"

enum {
	LEARN_TEXTS_MIN = 50,
	LEARN_TEXTS_MAX = 20000, /* more are not looked at */
	LEARN_LABEL_MIN = 10,	 /* negative ones, and ones that are not */
	LEARN_ENTRIES_FROM = 200,
	LEARN_ENTRIES_MAX = 400,
};

struct lesson {
	const struct score_field *fields; /* brands masked */
	size_t n;
	struct sentiment base; /* by the other packs */
	enum tone tone;	       /* what it should be: negative, neutral or positive */
};

struct learn_ask {
	struct str brand, lang; /* lang: of the lessons; may be empty */
	struct str today;	/* as it stands in the pack */
	const struct lesson *lessons;
	size_t n;
};

struct learn_figures {
	double macro_f1, negative_precision, negative_recall;
};

struct learned {
	struct str pack;    /* its text; empty: there is none */
	struct str why_not; /* then in words */
	size_t n, of_tone[TONE_MIXED + 1];
	size_t repeated, contradicting; /* lessons that were left out */
	size_t entries;			/* 0: thresholds only */
	struct score_limits limits;
	bool is_tried; /* the figures are there */
	struct learn_figures before, after;
};

void learn(const struct learn_ask *ask, struct arena *arena, struct learned *out);

#endif
