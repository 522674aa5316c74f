/* plan_parts - the steps of making a plan, for plan.c only (one file: plan_parts.c). */
#ifndef PLAN_PARTS_H
#define PLAN_PARTS_H

#include "plan.h"

void plan_sources(struct plan *plan, struct problems *problems);
bool plan_scorer(struct plan *plan, struct str data, struct problems *problems);
void plan_rules(struct plan *plan);
/* What config cannot know: names of sources that were not given, addresses. */
void plan_check(const struct plan *plan, struct problems *problems);
/* What is no error but deserves a look. */
void plan_warn(const struct plan *plan, struct problems *problems);

#endif
