#include "flow_parts.h"

#include "clock.h"
#include "log.h"

#include "poison.h"

/* Sources that need several requests for one look: pages, queries, a login.
 *
 * Each answer is one step. What it brought and where the next step begins become true in one
 * transaction, and between two steps the place is due at once: a restart goes on where the last one
 * stopped. A step that fails says whether the next one mends it, as a login does that has expired;
 * two such failures in a row are a failure of the source. */

struct str round_masked(const struct job *job, struct str text)
{
	const struct source *source = job->source;
	return source->kind->mask ? source->kind->mask(source, job->cursor, job->arena, text)
				  : text;
}

void round_step(const struct job *job, struct place *place)
{
	const struct spot *spot = job->owner;
	const struct intake *intake = &job->intake;
	if (!job->source->kind->hears_all)
		return;
	place->body_hash = 0;
	if (intake->cursor.at)
		place->cursor = intake->cursor;
	if (!intake->goes_on)
		return;
	place->due_ms = clock_wall_ms();
	place->interval_ms = spot->place.interval_ms;
	place->because = spot->place.because;
	if (intake->items.n)
		return;
	/* A login that works does not mend a search that fails. */
	place->ok_ms = spot->place.ok_ms;
	place->failures = spot->place.failures;
	place->failing_since_ms = spot->place.failing_since_ms;
	place->why = spot->place.why;
}

/* Once a round. */
static void tell_cut(struct spot *spot, bool was_cut)
{
	if (!spot->goes_on)
		spot->was_cut = false;
	if (!was_cut || spot->was_cut)
		return;
	spot->was_cut = true;
	LOG(round_cut, KV("source", spot->source->name));
}

void round_taken(const struct job *job)
{
	struct spot *spot = job->owner;
	const struct intake *intake = &job->intake;
	if (!job->source->kind->hears_all)
		return;
	tell_cut(spot, intake->was_cut);
	spot->goes_on = intake->goes_on;
	spot->is_mended = false;
	if (spot->toll && (intake->items.n || !intake->goes_on))
		spot->toll->refusals = 0;
	pace_rest(spot, intake->rest_ms, intake->rest_why);
}

bool round_mends(const struct job *job, struct str why)
{
	struct spot *spot = job->owner;
	struct place *place = &spot->place;
	bool is_mended = job->intake.goes_on && !spot->is_mended;
	spot->is_mended = is_mended;
	if (!is_mended)
		return false;
	spot->goes_on = true;
	place->asked_ms = place->due_ms = clock_wall_ms();
	asked_add(spot, job->response, why);
	spot_dirty(spot);
	return true;
}

static bool is_refused(const struct response *response)
{
	return response->err.kind == ERR_NONE &&
	       (response->status == 401 || response->status == 403);
}

void round_heard(struct job *job)
{
	struct spot *spot = job->owner;
	const struct intake *intake = &job->intake;
	int64_t rest_ms = intake->rest_ms;
	struct str why = intake->rest_why;
	if (!job->source->kind->hears_all)
		return;
	if (intake->cursor.at)
		text_keep(&spot->place.cursor, intake->cursor);
	if (is_refused(job->response) && !spot->goes_on) {
		int64_t shut_ms = pace_refused(spot);
		if (shut_ms > rest_ms)
			why = str_from(job->err.text);
		rest_ms = shut_ms > rest_ms ? shut_ms : rest_ms;
	}
	if (job->spending.key)
		spot->owed = job->spending;
	pace_rest(spot, rest_ms, why);
}
