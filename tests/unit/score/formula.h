/* formula - score and label out of told evidence, step by step as a reader of mentiond-sentiment(7)
 * would do it with pencil and paper. */
#ifndef FORMULA_H
#define FORMULA_H

#include "mention.h"

#include <math.h>

static inline double formula_sum(const struct sentiment *told)
{
	double sum = 0;
	for (size_t i = 0; i < told->n; i++)
		sum += told->evidence[i].value;
	return round(sum * 100) / 100;
}

static inline double formula_score(const struct sentiment *told)
{
	double sum = formula_sum(told);
	return sum / sqrt(sum * sum + 9.5);
}

static inline enum tone formula_tone(const struct sentiment *told)
{
	double sum = formula_sum(told), sides[2] = { 0, 0 };
	for (size_t i = 0; i < told->n; i++)
		if (!str_eq(told->evidence[i].why, STR("style")))
			sides[told->evidence[i].value > 0] += fabs(told->evidence[i].value);
	double weaker = round(100 * fmin(sides[0], sides[1]));
	double stronger = round(100 * fmax(sides[0], sides[1]));
	if (told->n == 0)
		return TONE_UNKNOWN;
	if (weaker >= 150 && ((sum > -1.1 && sum < 1.3) || 10 * weaker >= 7 * stronger))
		return TONE_MIXED;
	if (sum <= -1.1)
		return TONE_NEGATIVE;
	return sum >= 1.3 ? TONE_POSITIVE : TONE_NEUTRAL;
}

#endif
