/* plan_parts - the steps of making a plan, for plan.c only (one file: plan_parts.c). */
#ifndef PLAN_PARTS_H
#define PLAN_PARTS_H

#include "plan.h"

/* Behind the matcher, whose terms connectors ask for. */
void plan_sources(struct plan *plan, struct str data, struct problems *problems);
struct strs plan_texts(struct arena *arena, struct nodes nodes);
bool plan_scorer(struct plan *plan, struct str data, struct problems *problems);
/* The matchers of the topics; `topics:` of a rule must name one of them (plan_check). */
void plan_topics(struct plan *plan, struct str data, struct problems *problems);
void plan_topics_free(struct plan *plan);
/* Of which topics a mention speaks, by the words of this language. */
void plan_topics_find(const struct plan *plan, struct match_desk *desk, struct arena *arena,
		      struct str lang, struct mention *mention);
void plan_rules(struct plan *plan);
/* What config cannot know: names of sources that were not given, addresses. */
void plan_check(const struct plan *plan, struct problems *problems);
/* What is no error but deserves a look. */
void plan_warn(const struct plan *plan, struct problems *problems);

#endif
