/* What holds of every sentiment, whatever text and packs it is of. */
#ifndef CHECK_SENTIMENT_H
#define CHECK_SENTIMENT_H

#include "score.h"

void check_sentiment(const struct score_ask *ask, const struct sentiment *got);

#endif
