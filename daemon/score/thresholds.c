/* How it works: texts are counted by tenths, so that every pair of thresholds is judged from a few
 * running sums. With few texts the best pair is a matter of chance: what is compared is the mean of
 * a pair and its neighbours, less a little for every step away from the usual; and of the way to
 * the best pair only a part is gone, the greater the more texts there are. */
#include "thresholds.h"

#include <math.h>
#include <string.h>

#include "poison.h"

enum { NEAR = 2 };

static const double cost = 0.003;      /* of a tenth */
static const double half_trusted = 50; /* texts: with so many, half of the way is gone */

/* No threshold lies beyond zero: then texts that say nothing would be a complaint, or praise. */
enum { NEGATIVE_LEAST = -30, NEGATIVE_MOST = -1, POSITIVE_LEAST = 1, POSITIVE_MOST = 35 };

static int clamped(double tenths)
{
	return (int)fmin(fmax(tenths, -SUMS_SIDE), SUMS_SIDE);
}

void sums_add(struct sums *sums, enum tone tone, double sum, bool has_evidence)
{
	sums->n[tone]++;
	if (!has_evidence)
		return;
	sums->below[tone][clamped(ceil(sum * 10 - 1e-6)) + SUMS_SIDE]++;
	sums->above[tone][clamped(floor(sum * 10 + 1e-6)) + SUMS_SIDE]++;
}

/* Running sums: how many texts of a label a threshold would take. */
struct taken {
	size_t negative[TONE_MIXED + 1][SUMS_BINS], positive[TONE_MIXED + 1][SUMS_BINS];
};

static void run(const struct sums *sums, struct taken *taken)
{
	memset(taken, 0, sizeof(*taken));
	for (int tone = TONE_NEGATIVE; tone <= TONE_POSITIVE; tone++) {
		size_t below = 0, above = 0;
		for (int i = 0; i < SUMS_BINS; i++) {
			int back = SUMS_BINS - 1 - i;
			taken->negative[tone][i] = below += sums->below[tone][i];
			taken->positive[tone][back] = above += sums->above[tone][back];
		}
	}
}

static double f1(size_t both, size_t wanted, size_t got)
{
	return wanted ? 2 * (double)both / (double)(wanted + got) : 0;
}

static double macro_f1(const struct sums *sums, const struct taken *taken, int negative,
		       int positive)
{
	size_t got_negative = 0, got_positive = 0, got_neutral = 0, classes = 0;
	for (int tone = TONE_NEGATIVE; tone <= TONE_POSITIVE; tone++) {
		size_t of_negative = taken->negative[tone][negative + SUMS_SIDE];
		size_t of_positive = taken->positive[tone][positive + SUMS_SIDE];
		got_negative += of_negative;
		got_positive += of_positive;
		got_neutral += sums->n[tone] - of_negative - of_positive;
		classes += sums->n[tone] > 0;
	}
	size_t of_negative = taken->negative[TONE_NEGATIVE][negative + SUMS_SIDE];
	size_t of_positive = taken->positive[TONE_POSITIVE][positive + SUMS_SIDE];
	size_t of_neutral = sums->n[TONE_NEUTRAL] -
			    taken->negative[TONE_NEUTRAL][negative + SUMS_SIDE] -
			    taken->positive[TONE_NEUTRAL][positive + SUMS_SIDE];
	double sum = f1(of_negative, sums->n[TONE_NEGATIVE], got_negative) +
		     f1(of_positive, sums->n[TONE_POSITIVE], got_positive) +
		     f1(of_neutral, sums->n[TONE_NEUTRAL], got_neutral);
	return classes ? sum / (double)classes : 0;
}

static double mean_around(const struct sums *sums, const struct taken *taken, int negative,
			  int positive)
{
	double sum = 0;
	int n = 0;
	for (int i = negative - NEAR; i <= negative + NEAR; i++)
		for (int j = positive - NEAR; j <= positive + NEAR; j++, n++)
			sum += macro_f1(sums, taken, (int)fmin(i, NEGATIVE_MOST),
					(int)fmax(j, POSITIVE_LEAST));
	return sum / n;
}

static double part_of_way(double usual, double best, size_t n)
{
	return round(usual + (best - usual) * (double)n / ((double)n + half_trusted));
}

void thresholds_choose(const struct sums *sums, size_t negative_least, struct score_limits *inout)
{
	struct taken taken;
	const double usual[2] = { inout->negative * 10, inout->positive * 10 };
	size_t n = sums->n[TONE_NEGATIVE] + sums->n[TONE_NEUTRAL] + sums->n[TONE_POSITIVE];
	double best = -1, negative = usual[0], positive = usual[1];
	run(sums, &taken);
	for (int i = NEGATIVE_LEAST; i <= NEGATIVE_MOST; i++) {
		if (taken.negative[TONE_NEGATIVE][i + SUMS_SIDE] < negative_least &&
		    i < NEGATIVE_MOST)
			continue;
		for (int j = POSITIVE_LEAST; j <= POSITIVE_MOST; j++) {
			double away = fabs(i - usual[0]) + fabs(j - usual[1]);
			double value = mean_around(sums, &taken, i, j) - cost * away;
			if (value <= best)
				continue;
			best = value;
			negative = i;
			positive = j;
		}
	}
	inout->negative = part_of_way(usual[0], negative, n) / 10;
	inout->positive = part_of_way(usual[1], positive, n) / 10;
}
