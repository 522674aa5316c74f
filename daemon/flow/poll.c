#include "flow_parts.h"

#include "clock.h"
#include "hash.h"
#include "interval.h"
#include "log.h"
#include "url.h"

#include "poison.h"

/* From a due time to the store: ask the kind, send, look at what came, hand a good new body to a
 * worker, and take what comes back into one transaction with the source's place.
 * A place changes only here. What is worth nothing after a crash (a 304, a failure) is saved in
 * batches by poll_flush; what counts (ids, mentions, validators) goes through store_commit. */

/* The source is done for this time: plan the next poll. */
static void rest(struct spot *spot)
{
	struct flow *flow = spot->flow;
	spot->is_asked = false;
	spot->is_by_hand = false;
	spot->is_in_crowd = false;
	flow->under_way--;
	pace_ended(spot);
	if (spot->is_orphan)
		return; /* freed once its place is saved, by poll_flush */
	if (!flow->options.is_once)
		twin_settle(spot);
	if (!pace_defers(spot))
		rhythm_set(spot);
}

void spot_dirty(struct spot *spot)
{
	if (spot->is_dirty)
		return;
	spot->is_dirty = true;
	spot->next_dirty = spot->flow->dirty;
	spot->flow->dirty = spot;
}

static void heed_host(const struct spot *spot, const struct response *response)
{
	int64_t wait = response->status == 429 || response->status == 503
			       ? interval_retry_after(response, clock_wall_ms())
			       : 0;
	if (wait > 0 && url_is_web(response->url))
		spots_hold(spot->flow, spot, response, wait < 7 * DAY_MS ? wait : 7 * DAY_MS);
}

static void failed(struct spot *spot, const struct response *response, struct str why)
{
	struct place *place = &spot->place;
	int64_t now = clock_wall_ms(), wait_before = place->due_ms - place->asked_ms;
	place->failures++;
	place->asked_ms = now;
	place->status = response->status;
	if (place->failures == 1)
		place->failing_since_ms = now;
	place_why(place, why);
	spot->goes_on = false;
	rhythm_due(spot, place, response);
	rhythm_stretch(place, wait_before);
	asked_add(spot, response, why);
	place->is_gone = response->err.kind == ERR_NONE && response->status == 410;
	spot_dirty(spot);
	LOG(poll_failed, KV("source", spot->source->name), KV_INT("status", response->status),
	    KV_INT("failures", place->failures), KV_INT("next_s", place->interval_ms / SECOND_MS),
	    KV("why", why));
	if (place->is_gone)
		health_gone(spot->flow, spot);
	else if (place->failures == FAILING_AFTER)
		health_failing(spot->flow, spot);
	if (place->failures == FAILING_AFTER)
		place_forget_address(place);
	if (!spot->source->kind->hears_all)
		heed_host(spot, response);
	hand_ended(spot, place->why);
}

static void note_move(const struct spot *spot, int seen_before)
{
	struct str to = spot->place.moved_to;
	if (seen_before >= MOVED_CONFIRMED || spot->place.moved_seen < MOVED_CONFIRMED)
		return;
	LOG(source_moved, KV("source", spot->source->name), KV("to", to));
}

/* While the place still tells of the failures. */
static void note_recovery(const struct spot *spot)
{
	if (spot->place.failures >= FAILING_AFTER)
		health_recovered(spot->flow, spot);
}

/* The place after a good answer; its texts still borrow from the answer. */
static struct place place_after(const struct spot *spot, const struct response *response,
				struct hints hints, struct str rhythm)
{
	struct place place = spot->place;
	int64_t now = clock_wall_ms();
	place.asked_ms = place.ok_ms = now;
	place.status = response->status;
	place.failures = 0;
	place.failing_since_ms = 0;
	place.why = STR("");
	if (!spot->source->kind->hears_all)
		place_adopt(&place, response);
	if (response->mark.len)
		place.cursor = response->mark;
	place.wait_ms = hints.wait_ms;
	place.skip_hours = hints.skip_hours;
	place.skip_days = hints.skip_days;
	place.rhythm = rhythm;
	rhythm_due(spot, &place, response);
	return place;
}

/* 304, or the same bytes again: nothing to parse. A file is looked at every second; that nothing
 * happened there is worth neither a line nor a write. */
static void unchanged(struct spot *spot, const struct response *response)
{
	int seen = spot->place.moved_seen;
	const struct hints same = { spot->place.wait_ms, spot->place.skip_hours,
				    spot->place.skip_days };
	struct place place = place_after(spot, response, same, spot->place.rhythm);
	bool is_quiet = response->status == 304 && spot->source->kind->every_ms &&
			spot->place.failures == 0;
	int64_t wait = spot->place.interval_ms;
	note_recovery(spot);
	place_keep(&spot->place, &place);
	health_wait(spot, wait);
	hand_ended(spot, response->status == 304 ? STR("nothing new: not modified")
						 : STR("nothing new: the same bytes"));
	note_move(spot, seen);
	if (is_quiet)
		return;
	asked_add(spot, response, STR(""));
	spot_dirty(spot);
	LOG(nothing_new, KV("source", spot->source->name), KV_INT("status", response->status));
}

/* Of one that has never been read, "not modified" tells nothing. */
static bool is_good(const struct spot *spot, const struct response *response)
{
	return response->err.kind == ERR_NONE &&
	       (response->status == 200 || response->status == 226 ||
		(response->status == 304 && spot->place.has_baseline));
}

static bool is_same_body(const struct spot *spot, const struct response *response)
{
	return spot->place.has_baseline && response->body.len &&
	       spot->place.body_hash == hash_str(response->body);
}

/* Whatever it is worth: too large, or broken, says something of the request, too. */
static bool is_answer(const struct response *response)
{
	enum err_kind kind = response->err.kind;
	return kind == ERR_NONE || kind == ERR_LIMIT || kind == ERR_DATA;
}

/* Is there something in it for its kind? Else the source is done for this time. */
static bool is_to_be_read(struct job *job, const struct response *response)
{
	struct spot *spot = job->owner;
	bool hears_all = spot->source->kind->hears_all;
	if (response->held_ms > 0) {
		pace_unsent(job);
		rhythm_hold(spot, response->held_ms);
		hand_ended(spot, str_from(response->err.text));
		return false;
	}
	if (hears_all && is_answer(response))
		return true;
	if (hears_all || !is_good(spot, response)) {
		struct str why = reason_answer(response, clock_wall_ms(), job->arena);
		failed(spot, response, round_masked(job, why));
		return false;
	}
	if (response->status != 304 && !is_same_body(spot, response))
		return true;
	unchanged(spot, response);
	return false;
}

static void take(struct job *job, struct response *response)
{
	struct spot *spot = job->owner;
	struct flow *flow = spot->flow;
	if (!is_to_be_read(job, response)) {
		rest(spot);
		job_free(&job);
		return;
	}
	if (store_seen(flow->store, spot->lease, job->arena, &job->seen, &job->err)) {
		job->response = response;
		job->is_first = !spot->place.has_baseline;
		job->now_ms = clock_wall_ms();
		work_give(flow->work, job);
		return;
	}
	health_store(flow, &job->err);
	rest(spot);
	job_free(&job);
}

static void answered(void *ctx, struct response *response)
{
	struct job *job = ctx, *shared;
	struct spot *spot = job->owner;
	spot->job = NULL;
	spot->has_ended = response->has_ended;
	hand_answered(job, response);
	shared = twins_hear(spot, response);
	take(job, response);
	while ((job = shared)) {
		shared = job->next;
		take(job, job->response);
	}
}

/* The place may change while the request waits its turn; its texts must not. */
static void keep_texts(const struct job *job, struct request *request)
{
	struct header *headers = NEW(job->arena, struct header, request->headers.n);
	for (size_t i = 0; i < request->headers.n; i++)
		headers[i] = (struct header){
			request->headers.at[i].name,
			str_dup(job->arena, request->headers.at[i].value),
		};
	request->headers.at = headers;
	request->since = str_dup(job->arena, request->since);
}

static void ask(struct flow *flow, struct spot *spot)
{
	struct job *job = job_new(flow->plan, spot->source);
	struct request *request = NEW(job->arena, struct request, 1);
	struct err err = { 0 };
	int64_t now = clock_wall_ms();
	job->owner = spot;
	job->request = request;
	job->asked_ms = now;
	job->cursor = str_dup(job->arena, spot->place.cursor);
	spot->job = job;
	spot->is_asked = true;
	flow->under_way++;
	if (!spot->source->kind->ask(spot->source, &spot->place, now, job->arena, request, &err)) {
		spot->job = NULL;
		failed(spot, &(struct response){ .err = err },
		       round_masked(job, str_from(err.text)));
		rest(spot);
		job_free(&job);
		return;
	}
	pace_spend(job);
	hand_asked(job, request);
	spot->host = request->kind == REQUEST_HTTP
			     ? host_key(url_identity(job->arena, request->url))
			     : 0;
	keep_texts(job, request);
	job->next = flow->asking;
	flow->asking = job;
}

/* First what they cost, durably: what has left the house cannot be called back. */
static void send_asked(struct flow *flow)
{
	struct err err = { 0 };
	struct job *job = flow->asking, *next;
	bool is_paid = pace_pay(flow, job, &err);
	if (!is_paid)
		health_store(flow, &err);
	for (flow->asking = NULL; job; job = next) {
		next = job->next;
		job->next = NULL;
		if (is_paid) {
			net_send(flow->net, NET_SOURCE, job->request, job->arena, answered, job);
			continue;
		}
		struct spot *spot = job->owner;
		spot->job = NULL;
		pace_unsent(job);
		rest(spot);
		job_free(&job);
	}
}

void poll_due(struct flow *flow)
{
	size_t number;
	int64_t now = clock_mono_ms();
	if (flow->is_stopping || flow->is_store_down)
		return;
	while (schedule_take(flow->schedule, now, &number))
		if (pace_lets(flow->spots[number]))
			ask(flow, flow->spots[number]);
	send_asked(flow);
}

/* An answer that was understood, and its transaction. */
static struct commit commit_of(struct job *job, struct judging *judging, struct place *place)
{
	struct request_row *row = NEW(job->arena, struct request_row, 1);
	struct spot *spot = job->owner;
	*place = place_after(spot, job->response, job->intake.hints,
			     rhythm_after(job, clock_wall_ms()));
	place->has_baseline = true;
	place->body_hash = hash_str(job->response->body);
	place->ok_ms = job->now_ms; /* of two answers, which one came first counts (twin.c) */
	if (job->fresh.n)
		place->new_ms = place->ok_ms;
	round_step(job, place);
	*judging = (struct judging){ .job = job };
	*row = asked_row(job->response, STR(""));
	row->items = (int64_t)job->intake.items.n;
	return (struct commit){
		.lease = spot->lease,
		.place = place,
		.request = row,
		.spending = job->spending.key ? &job->spending : NULL,
		.items = &job->intake.items,
		.is_partial = job->response->status == 226,
		.mentions = &job->mentions,
		.now_ms = clock_wall_ms(),
		.story = judge_story,
		.judge = judge,
		.ctx = judging,
		.arena = job->arena,
	};
}

static void settle(struct job *job, const struct commit *commit, const struct place *place)
{
	struct spot *spot = job->owner;
	int seen = spot->place.moved_seen;
	if (commit->err.kind == ERR_NONE) {
		int64_t wait = spot->place.interval_ms;
		if (place->failures == 0)
			note_recovery(spot);
		place_keep(&spot->place, place);
		round_taken(job);
		health_wait(spot, wait);
		note_move(spot, seen);
		judge_tell(commit->ctx);
		tell_taken(job, commit);
		spot->flow->has_new_rows |= commit->n_mentions > 0;
	} else {
		failed(spot, job->response, str_from(commit->err.text));
	}
	if (spot->is_orphan)
		spot_dirty(spot);
	rest(spot);
	job_free(&job);
}

/* A disk that is full is not the sources' fault, and their servers are not asked again because of
 * it: the jobs stay where they are until they can be saved. */
static bool commit_batch(struct flow *flow)
{
	struct commit commits[BATCH_MAX];
	struct judging judging[BATCH_MAX];
	struct place places[BATCH_MAX];
	struct arena_mark marks[BATCH_MAX];
	struct err err = { 0 };
	size_t n = flow->n_batch;
	for (size_t i = 0; i < n; i++) {
		marks[i] = arena_mark(flow->batch[i]->arena);
		commits[i] = commit_of(flow->batch[i], &judging[i], &places[i]);
	}
	bool is_saved = store_commit(flow->store, commits, n, &err);
	health_store(flow, is_saved ? NULL : &err);
	for (size_t i = 0; i < n; i++) {
		if (is_saved)
			settle(flow->batch[i], &commits[i], &places[i]);
		else
			arena_reset(flow->batch[i]->arena, marks[i]);
	}
	if (is_saved)
		flow->n_batch = 0;
	return is_saved;
}

/* A page that names its feed: that one is asked at once, in place of the page. */
static bool follow_page(struct flow *flow, struct job *job)
{
	struct spot *spot = job->owner;
	const struct strs *feeds = &job->intake.feeds;
	struct str others = STR("");
	if (spot->is_orphan || flow->is_stopping || !place_find(&spot->place, feeds))
		return false;
	for (size_t i = 1; i < feeds->n; i++)
		others = str_fmt(job->arena, STR_FMT "%s" STR_FMT, STR_ARG(others),
				 i > 1 ? " " : "", STR_ARG(feeds->at[i]));
	LOG(feed_found, KV("source", spot->source->name), KV("feed", feeds->at[0]),
	    KV("others", others));
	asked_add(spot, job->response, str_from(job->err.text));
	spot_dirty(spot);
	flow->under_way--;
	ask(flow, spot);
	send_asked(flow);
	job_free(&job);
	return true;
}

static void take_jobs(struct flow *flow)
{
	struct job *job;
	while (flow->n_batch < BATCH_MAX && (job = work_take(flow->work))) {
		struct spot *spot = job->owner;
		job->spending = pace_settle(job, (int64_t)job->intake.n_paid);
		if (job->is_read) {
			flow->batch[flow->n_batch++] = job;
			continue;
		}
		if (follow_page(flow, job))
			continue;
		struct str why = reason_body(job->response, str_from(job->err.text), job->arena);
		why = round_masked(job, why);
		if (!round_mends(job, why))
			failed(spot, job->response, why);
		round_heard(job);
		rest(spot);
		job_free(&job);
	}
}

void poll_finished(struct flow *flow)
{
	if (!health_can_write(flow))
		return;
	do
		take_jobs(flow);
	while (flow->n_batch && commit_batch(flow));
}

void poll_close(struct flow *flow)
{
	while (flow->n_batch)
		job_free(&flow->batch[--flow->n_batch]);
}

void poll_flush(struct flow *flow)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct place_update *updates = NULL;
	struct err err = { 0 };
	size_t n = 0, cap = 0;
	for (struct spot *spot = flow->dirty; spot; spot = spot->next_dirty) {
		updates = arena_more(arena, updates, n, &cap, sizeof(*updates));
		updates[n++] = (struct place_update){ .lease = spot->lease,
						      .place = &spot->place,
						      .requests = spot->asked,
						      .spending = spot->owed.key ? &spot->owed
										 : NULL };
	}
	if (n == 0)
		return;
	bool is_saved = store_places(flow->store, updates, n, &err);
	health_store(flow, is_saved ? NULL : &err);
	while (is_saved && flow->dirty) {
		struct spot *spot = flow->dirty;
		flow->dirty = spot->next_dirty;
		spot->is_dirty = false;
		spot->owed.key = 0;
		asked_forget(spot);
		if (spot->is_orphan && !spot->is_asked)
			orphan_free(flow, spot);
	}
}

bool poll_is_over(const struct flow *flow)
{
	if (flow->under_way)
		return false;
	if (flow->options.is_once)
		return schedule_count(flow->schedule) == 0;
	for (size_t i = 0; i < flow->n_spots; i++)
		if (!flow->spots[i]->has_ended)
			return false;
	return flow->n_spots > 0;
}
