/* Guesses the language of lines of standard input, "GUESS TAB fits the language in argument 1", for
 * language.py, which knows the truth; then how many texts a second that were, on standard error. */
#include "language.h"

#include "arena.h"
#include "buf.h"
#include "file.h"

#include <stdio.h>
#include <time.h>

#include "poison.h"

enum { INPUT_MAX = 256 * MIB, ROUNDS = 5 };

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t guess_all(struct str input, struct str expected, bool is_told)
{
	size_t n = 0;
	struct str line;
	while (str_cut(&input, '\n', &line)) {
		struct language_text text = { .text = line };
		struct language_guess guess;
		language_guess(&text, 1, expected, &guess);
		if (is_told)
			printf(STR_FMT "\t%d\n", STR_ARG(guess.lang), guess.fits_expected);
		n++;
	}
	return n;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str input, expected = str_from(argc > 1 ? argv[1] : "");
	struct err err;
	if (!file_read(arena, STR("/dev/stdin"), INPUT_MAX, &input, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	guess_all(input, expected, true);
	double best = 1e9, started;
	size_t n = 0;
	for (int i = 0; i < ROUNDS; i++) {
		started = seconds();
		n = guess_all(input, expected, false);
		double took = seconds() - started;
		best = took < best ? took : best;
	}
	fprintf(stderr, "%zu texts, %.0f a second, %.0f MB a second\n", n, (double)n / best,
		(double)input.len / best / 1e6);
	return 0;
}
