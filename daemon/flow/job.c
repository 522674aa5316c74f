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

static bool is_seen(const struct seen_view *view, const struct item *item)
{
	return (item->key_id && seen_has(view, item->key_id)) ||
	       (item->key_alt && seen_has(view, item->key_alt));
}

/* The cheap dedupe; the store's UNIQUE decides in the end. */
static void drop_seen(struct job *job)
{
	const struct items *all = &job->intake.items;
	job->fresh.at = NEW(job->arena, struct item, all->n);
	job->again.at = NEW(job->arena, struct item, all->n);
	for (size_t i = 0; i < all->n; i++) {
		struct items *to = is_seen(&job->seen, &all->at[i]) ? &job->again : &job->fresh;
		to->at[to->n++] = all->at[i];
	}
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

static void add_faults(struct job *job, const struct match_faults *more)
{
	if (more->n == 0 || job->faults.n)
		return; /* the first text that shows a fault is enough for one answer */
	job->faults = *more;
}

void job_run(struct job *job, struct match_desk *desk)
{
	job->is_read = job->source->kind->read(job->source, job->response, job->arena, &job->intake,
					       &job->err);
	if (!job->is_read)
		return;
	drop_seen(job);
	job->mentions.at = NEW(job->arena, struct mention, job->fresh.n);
	for (size_t i = 0; i < job->fresh.n; i++) {
		struct mention *mention = &job->mentions.at[job->mentions.n];
		struct match_faults faults = { 0 };
		if (job_is_baseline(job, &job->fresh.at[i]))
			continue;
		plan_examine(job->plan, desk, job->arena, &job->fresh.at[i], mention, &faults);
		add_faults(job, &faults);
		job->mentions.n += mention->n_brands > 0;
	}
}
