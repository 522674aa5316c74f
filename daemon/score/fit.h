/* fit - the words of labelled texts that pull them from the label they got to the one they should
 * have.
 *
 * A logistic regression of three labels, neutral being the zero: what the other packs say (the base
 * sum) is one of its features, each gram another, with a weight for negative and one for positive.
 * Regularised (L2), trained by AdaGrad (Duchi, Hazan and Singer, 2011) in a fixed order, so that
 * the same texts give the same weights.
 * Memory: the arena. Thread: any. Failure: none. */
#ifndef FIT_H
#define FIT_H

#include "arena.h"
#include "mention.h"

struct fit_text {
	const uint32_t *grams; /* no two alike */
	size_t n;
	double base;
	enum tone tone; /* negative, neutral or positive */
};

struct fit_weight {
	double neg, pos;
};

/* Of the base's units: what a gram adds to the sum, and by how much it widens (below 0) or narrows
 * what is neutral. ridge: how strongly the weights are held down. out: n_grams of them. */
void fit(struct arena *arena, const struct fit_text *texts, size_t n, size_t n_grams, double ridge,
	 struct fit_weight *out);

#endif
