#include "flow_parts.h"

#include "log.h"

#include "poison.h"

/* What came of an answer that is in the store now: to the log, and to who asked by hand. */

static void told(const struct job *job, const struct commit *commit)
{
	const struct source *source = job->source;
	struct str first = job->intake.bad ? str_from(job->intake.first_bad.text) : STR("");
	if (job->intake.bad)
		LOG(source_bad_lines, KV("source", source->name),
		    KV_INT("bad", (int64_t)job->intake.bad), KV("first", first));
	fault_count(job);
	if (job->is_first && source->baseline == BASELINE_SILENT && job->intake.items.n)
		LOG(source_baseline, KV("source", source->name),
		    KV_INT("items", (int64_t)job->intake.items.n));
	if (commit->n_new == 0 && commit->n_edited == 0) {
		LOG(nothing_new, KV("source", source->name),
		    KV_INT("status", job->response->status));
		return;
	}
	LOG(polled, KV("source", source->name), KV_INT("status", job->response->status),
	    KV_INT("items", (int64_t)job->intake.items.n), KV_INT("new", (int64_t)commit->n_new),
	    KV_INT("mentions", (int64_t)commit->n_mentions));
}

static void account(const struct job *job, const struct commit *commit)
{
	hand_items(job->owner, commit->ctx);
	const struct intake *intake = &job->intake;
	bool is_baseline = job->is_first && job->source->baseline != BASELINE_ALL;
	size_t known = intake->items.n - commit->n_new;
	struct str edited = commit->n_edited
				    ? str_fmt(job->arena, ", %zu of them edited into mentions",
					      commit->n_edited)
				    : STR("");
	hand_ended(job->owner,
		   str_fmt(job->arena,
			   "%zu items: %zu new, %zu of them mentions; %zu seen before" STR_FMT
			   "%s; %zu not readable%s%s",
			   intake->items.n, commit->n_new, commit->n_mentions - commit->n_edited,
			   known, STR_ARG(edited),
			   is_baseline ? " (the first poll: what is old is not told)" : "",
			   intake->bad, intake->bad ? ": " : "",
			   intake->bad ? intake->first_bad.text : ""));
}

void tell_taken(const struct job *job, const struct commit *commit)
{
	told(job, commit);
	account(job, commit);
}
