#include "job.h"

#include "arena.h"

#include <stdlib.h>

#include "poison.h"

enum { JOB_BLOCK = 64 * KIB };

struct job *job_new(struct plan *plan, const struct source *source)
{
	struct arena *arena = arena_new(JOB_BLOCK);
	struct job *job = NEW(arena, struct job, 1);
	job->arena = arena;
	job->plan = plan_hold(plan);
	job->source = source;
	return job;
}

void job_free(struct job **job)
{
	if (!*job)
		return;
	plan_release(&(*job)->plan);
	struct arena *arena = (*job)->arena;
	arena_free(&arena);
	*job = NULL;
}

/* What a first poll brings is known already to everybody, unless the author says otherwise. */
bool job_is_baseline(const struct job *job, const struct item *item)
{
	const struct source *source = job->source;
	if (!job->is_first || source->baseline == BASELINE_ALL)
		return false;
	return source->baseline == BASELINE_SILENT || item->published_ms == TIME_ABSENT ||
	       item->published_ms < job->now_ms - source->baseline_ms;
}

static struct job_fault *fault_of(struct job *job, const struct match_fault *fault)
{
	for (size_t i = 0; i < job->n_faults; i++)
		if (str_eq(job->faults[i].pattern, fault->term))
			return &job->faults[i];
	job->faults = arena_more(job->arena, job->faults, job->n_faults, &job->cap_faults,
				 sizeof(*job->faults));
	struct job_fault *made = &job->faults[job->n_faults++];
	*made = (struct job_fault){ fault->term, fault->what, 0 };
	return made;
}

/* A pattern that several queries use is there once for each, in a row. */
static void add_faults(struct job *job, const struct match_faults *more)
{
	for (size_t i = 0; i < more->n; i++)
		if (i == 0 || !str_eq(more->at[i].term, more->at[i - 1].term))
			fault_of(job, &more->at[i])->texts++;
}

/* The cheap dedupe; the store decides in the end. What is old is examined all the same: the store
 * must know of which brands it spoke to know what an edit adds. */
static void take(struct job *job, struct match_desk *desk, const struct item *item)
{
	enum sight sight = seen_sight(&job->seen, item);
	struct mention *mention = &job->mentions.at[job->mentions.n];
	struct match_faults faults = { 0 };
	if (sight == SIGHT_NEW)
		job->fresh.at[job->fresh.n++] = *item;
	if (sight == SIGHT_SAME)
		return;
	plan_examine(job->plan, desk, job->arena, item, mention, &faults);
	if (mention->n_brands == 0 && job->trusted)
		plan_believe(job->plan, job->arena, job->trusted, mention);
	add_faults(job, &faults);
	mention->is_old = sight == SIGHT_UNKNOWN ||
			  (sight == SIGHT_NEW && job_is_baseline(job, item));
	job->mentions.n += mention->n_brands > 0;
}

struct dated {
	int64_t ms;
	size_t turn;
};

static int by_date(const void *left, const void *right)
{
	const struct dated *a = left, *b = right;
	if (a->ms != b->ms)
		return a->ms < b->ms ? -1 : 1;
	return (a->turn > b->turn) - (a->turn < b->turn);
}

/* People are told what happened first, first; most answers begin with what is new. Where a date is
 * missing the order is the publisher's. */
static void sort_oldest_first(struct arena *arena, struct items *items)
{
	struct dated *dates = NEW(arena, struct dated, items->n);
	struct item *sorted = NEW(arena, struct item, items->n);
	for (size_t i = 0; i < items->n; i++) {
		dates[i] = (struct dated){ items->at[i].published_ms, i };
		if (dates[i].ms == TIME_ABSENT)
			return;
	}
	if (items->n)
		qsort(dates, items->n, sizeof(*dates), by_date);
	for (size_t i = 0; i < items->n; i++)
		sorted[i] = items->at[dates[i].turn];
	items->at = sorted;
}

void job_run(struct job *job, struct match_desk *desk)
{
	const struct items *all = &job->intake.items;
	const struct source_kind *kind = job->source->kind;
	const struct answer answer = { .response = job->response,
				       .cursor = job->cursor,
				       .asked_ms = job->asked_ms,
				       .now_ms = job->now_ms };
	job->is_read = kind->read(job->source, &answer, job->arena, &job->intake, &job->err);
	if (kind->hears_all)
		job->is_first = job->intake.is_first;
	if (!job->is_read)
		return;
	sort_oldest_first(job->arena, &job->intake.items);
	if (job->source->trust == TRUST_REMOTE)
		job->trusted = plan_trust(job->plan, desk, job->arena, job->intake.terms);
	job->fresh.at = NEW(job->arena, struct item, all->n);
	job->mentions.at = NEW(job->arena, struct mention, all->n);
	for (size_t i = 0; i < all->n; i++)
		take(job, desk, &all->at[i]);
}
