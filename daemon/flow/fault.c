#include "flow_parts.h"

#include "calendar.h"
#include "clock.h"
#include "escape.h"
#include "log.h"

#include "poison.h"

/* What hit a limit, since the start. A pattern with a fault is not suspended: what it costs has a
 * bound, and a rule that falls silent is worse than a slow one. */

enum { FAULTS_MAX = 100 };

static struct fault *fault_find(const struct flow *flow, struct str pattern)
{
	for (size_t i = 0; i < flow->n_faults; i++)
		if (str_eq(flow->faults[i].pattern, pattern))
			return &flow->faults[i];
	return NULL;
}

/* The log is told once a pattern; of more patterns than there is room for, once an answer. */
static struct fault *fault_new(struct flow *flow, const struct job *job,
			       const struct job_fault *from)
{
	LOG(rule_fault, KV("pattern", from->pattern), KV("what", from->what),
	    KV("source", job->source->name));
	if (flow->n_faults == FAULTS_MAX)
		return NULL;
	if (!flow->faults)
		flow->faults = NEW(flow->arena, struct fault, FAULTS_MAX);
	struct fault *made = &flow->faults[flow->n_faults++];
	made->pattern = str_dup(flow->arena, from->pattern);
	made->what = str_dup(flow->arena, from->what);
	return made;
}

void fault_count(const struct job *job)
{
	const struct spot *spot = job->owner;
	for (size_t i = 0; i < job->n_faults; i++) {
		const struct job_fault *from = &job->faults[i];
		struct fault *fault = fault_find(spot->flow, from->pattern);
		if (!fault)
			fault = fault_new(spot->flow, job, from);
		if (!fault)
			continue;
		fault->texts += from->texts;
		fault->last_ms = clock_wall_ms();
	}
}

void faults_text(const struct flow *flow, struct buf *out)
{
	if (flow->n_faults)
		buf_add(out, STR("regexes that hit a limit since the start\n"));
	for (size_t i = 0; i < flow->n_faults; i++) {
		const struct fault *fault = &flow->faults[i];
		struct str ago = calendar_span(out->arena, clock_wall_ms() - fault->last_ms);
		buf_add(out, STR("  "));
		escape_terminal(out, fault->pattern);
		buf_fmt(out, "\n           " STR_FMT ": %lld %s, the last " STR_FMT " ago\n",
			STR_ARG(fault->what), (long long)fault->texts,
			fault->texts == 1 ? "text" : "texts", STR_ARG(ago));
	}
}

void faults_json(const struct flow *flow, struct json *json)
{
	json_key(json, "rule_faults");
	json_open(json, '[');
	for (size_t i = 0; i < flow->n_faults; i++) {
		const struct fault *fault = &flow->faults[i];
		json_open(json, '{');
		json_put(json, "pattern", fault->pattern);
		json_put(json, "what", fault->what);
		json_put_int(json, "texts", fault->texts);
		json_put_time(json, "last", fault->last_ms);
		json_close(json, '}');
	}
	json_close(json, ']');
}
