/* utf8proc's NFKC_Casefold of each text, beside which the search key is measured. */
#include "bench_match.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "poison.h"

static void *make(struct arena *arena, struct bench_rules rules, size_t *size)
{
	(void)arena;
	(void)rules;
	(void)size;
	return NULL;
}

static struct tally run(void *state, const struct bench_texts *texts)
{
	struct tally tally = { 0 };
	(void)state;
	for (size_t i = texts->first; i < texts->n; i += texts->step) {
		utf8proc_uint8_t *out = NULL;
		utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)texts->at[i].at,
						    (utf8proc_ssize_t)texts->at[i].len, &out,
						    UTF8PROC_STABLE | UTF8PROC_COMPOSE |
							    UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
							    UTF8PROC_IGNORE);
		tally.n += len > 0 ? (size_t)len : 0;
		free(out);
	}
	return tally;
}

const struct engine utf8proc_engine = { "utf8proc", make, run, NULL };
