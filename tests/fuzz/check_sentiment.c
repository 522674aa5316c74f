#include "check_sentiment.h"

#include <assert.h>

#include "formula.h"
#include "poison.h"

static void check_evidence(const struct score_field *field, const struct evidence *evidence)
{
	assert(evidence->start < evidence->end && evidence->end <= field->text.len);
	assert(evidence->text.at == field->text.at + evidence->start);
	assert(evidence->text.len == evidence->end - evidence->start);
	assert(isfinite(evidence->value) && evidence->value != 0);
	assert(evidence->why.len);
}

void check_sentiment(const struct score_ask *ask, const struct sentiment *got)
{
	size_t field = 0;
	uint32_t start = 0;
	for (size_t i = 0; i < got->n; i++) {
		const struct evidence *evidence = &got->evidence[i];
		for (; field < ask->n && ask->fields[field].field != evidence->field; field++)
			start = 0;
		assert(field < ask->n);
		assert(evidence->start >= start);
		start = evidence->start;
		check_evidence(&ask->fields[field], evidence);
	}
	assert(got->tone == formula_tone(got));
	assert(fabs(got->score) <= 1 && fabs(got->score - formula_score(got)) <= 0.0051);
}
