/* thresholds - from which sums on texts are negative or positive, chosen on labelled ones.
 * Memory: none. Thread: any. Failure: none. */
#ifndef THRESHOLDS_H
#define THRESHOLDS_H

#include "score.h"

enum { SUMS_SIDE = 40, SUMS_BINS = 2 * SUMS_SIDE + 1 }; /* tenths from -4 to 4 */

/* Texts by label and sum. */
struct sums {
	size_t below[TONE_MIXED + 1][SUMS_BINS]; /* by the least tenth that is not less */
	size_t above[TONE_MIXED + 1][SUMS_BINS]; /* by the greatest that is not more */
	size_t n[TONE_MIXED + 1];
};

/* A text without evidence is unknown, whatever the thresholds. */
void sums_add(struct sums *sums, enum tone tone, double sum, bool has_evidence);

/* On the way from the thresholds that are there to those with the best macro-F1 around them that
 * find at least so many negative texts; the further the more texts there are. */
void thresholds_choose(const struct sums *sums, size_t negative_least, struct score_limits *inout);

#endif
