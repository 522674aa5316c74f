#include "flow_parts.h"

#include "clock.h"
#include "log.h"
#include "render.h"

#include "poison.h"

/* Faults told once and recoveries told once: a log line for ops, and a message to `health: to:`. */

static void send_to(struct flow *flow, struct str title, struct str text, enum severity severity,
		    const struct channel *not_to)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	const struct plan *plan = flow->plan;
	uint32_t *to = NEW(arena, uint32_t, plan->n_health_to);
	size_t n_to = 0, n;
	struct err err = { 0 };
	unsigned char chance[10];
	int64_t now = clock_wall_ms();
	for (size_t i = 0; i < plan->n_health_to; i++)
		if (&plan->channels[plan->health_to[i]] != not_to)
			to[n_to++] = plan->health_to[i];
	if (n_to == 0)
		return;
	clock_random(chance, sizeof(chance));
	const struct alert alert = {
		.kind = ALERT_HEALTH,
		.id = alert_id(now, chance, arena),
		.short_id = STR("health"),
		.story = STR("health"),
		.reason = STR("health"),
		.severity = severity,
		.source = STR("mentiond"),
		.title = title,
		.text = text,
		.posted_ms = now,
		.seen_ms = now,
		.sent_ms = now,
	};
	struct delivery *rows = alert_rows(plan, &alert, to, n_to, arena, &n);
	if (n && !store_enqueue(flow->store, rows, n, now, &err))
		LOG(store_failed, KV_Z("why", err.text));
	flow->has_new_rows |= n > 0;
}

void health_failing(struct flow *flow, const struct spot *spot)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	const struct place *place = &spot->place;
	struct str name = spot->source->name;
	LOG(source_failing, KV("source", name), KV_INT("status", place->status),
	    KV("since", calendar_rfc3339(arena, place->failing_since_ms)), KV("why", place->why));
	struct str text = str_fmt(arena, STR_FMT ", since %s. It is asked again in " STR_FMT ".",
				  STR_ARG(place->why),
				  str_z(arena, calendar_plain(arena, place->failing_since_ms)),
				  STR_ARG(calendar_span(arena, place->interval_ms)));
	send_to(flow, str_fmt(arena, "source failing: " STR_FMT, STR_ARG(name)), text,
		SEVERITY_HIGH, NULL);
}

void health_wait(const struct spot *spot, int64_t wait_before)
{
	const int64_t long_ms = DAY_MS + DAY_MS / 10;
	int64_t wait = spot->place.interval_ms;
	if (wait <= long_ms || wait_before > long_ms)
		return;
	LOG(note, KV("source", spot->source->name), KV_INT("next_s", wait / SECOND_MS),
	    KV("why", STR("its server wants no visit for so long")));
}

void health_recovered(struct flow *flow, const struct spot *spot)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	const struct place *place = &spot->place;
	struct str name = spot->source->name;
	struct str failed = calendar_span(arena, clock_wall_ms() - place->failing_since_ms);
	LOG(source_recovered, KV("source", name), KV("failed_for", failed),
	    KV_INT("failures", place->failures), KV("was", place->why));
	struct str text = str_fmt(arena,
				  "It is read as before; what was published meanwhile has been "
				  "read. It failed for " STR_FMT ", %d times: " STR_FMT ".",
				  STR_ARG(failed), place->failures, STR_ARG(place->why));
	send_to(flow, str_fmt(arena, "source works again: " STR_FMT, STR_ARG(name)), text,
		SEVERITY_NOTICE, NULL);
}

void health_gone(struct flow *flow, const struct spot *spot)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct str name = spot->source->name;
	LOG(source_gone, KV("source", name));
	send_to(flow, str_fmt(arena, "source gone: " STR_FMT, STR_ARG(name)),
		STR("Its server says that it is gone for good (410). It is not asked again."),
		SEVERITY_HIGH, NULL);
}

void health_channel(struct flow *flow, const struct post *post, bool is_failing)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct str name = post->channel->name;
	if (!is_failing) {
		LOG(channel_recovered, KV("channel", name));
		send_to(flow, str_fmt(arena, "channel works again: " STR_FMT, STR_ARG(name)),
			STR("Deliveries that waited are being sent."), SEVERITY_NOTICE,
			post->channel);
		return;
	}
	if (post->state.state == CHANNEL_OFF)
		LOG(channel_off, KV("channel", name), KV("why", post->state.why));
	else
		LOG(channel_failing, KV("channel", name), KV("why", post->state.why));
	send_to(flow, str_fmt(arena, "channel failing: " STR_FMT, STR_ARG(name)), post->state.why,
		SEVERITY_HIGH, post->channel);
}

static bool is_about_mention(struct flow *flow, const struct delivery *row, struct arena *arena)
{
	const struct mention_filter filter = { .id = row->alert, .limit = 1 };
	struct mention_row *mentions;
	struct err err = { 0 };
	size_t n = 0;
	return store_mentions(flow->store, &filter, arena, &mentions, &n, &err) && n > 0;
}

void health_dead(struct flow *flow, const struct delivery *row, struct str why)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	LOG(delivery_dead, KV("delivery", row->id), KV("channel", row->channel),
	    KV("to", row->recipient), KV("why", why));
	/* A health message that cannot be delivered must not make the next one: two channels that
	 * refuse everything would tell each other for ever. */
	if (!is_about_mention(flow, row, arena))
		return;
	struct str text = str_fmt(arena, STR_FMT " to " STR_FMT ": " STR_FMT, STR_ARG(row->id),
				  STR_ARG(row->recipient.len ? row->recipient : row->channel),
				  STR_ARG(why));
	send_to(flow, str_fmt(arena, "delivery given up: " STR_FMT, STR_ARG(row->channel)), text,
		SEVERITY_HIGH, plan_channel(flow->plan, row->channel));
}

void health_buried(struct flow *flow, struct str channel, size_t n, struct str why)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	LOG(deliveries_dead, KV("channel", channel), KV_INT("deliveries", (int64_t)n),
	    KV("why", why));
	send_to(flow, str_fmt(arena, "deliveries given up: " STR_FMT, STR_ARG(channel)),
		str_fmt(arena, "%zu: " STR_FMT ". `mentiond dead` shows them.", n, STR_ARG(why)),
		SEVERITY_HIGH, plan_channel(flow->plan, channel));
}

void health_store(struct flow *flow, const struct err *err)
{
	int64_t now = clock_mono_ms();
	if (!err) {
		if (flow->is_store_down)
			LOG(store_recovered,
			    KV_INT("after_s", (now - flow->store_down_ms) / SECOND_MS));
		flow->is_store_down = false;
		return;
	}
	if (!flow->is_store_down) {
		LOG(store_failed, KV_Z("why", err->text));
		flow->store_down_ms = now;
	}
	flow->is_store_down = true;
	flow->store_err = *err;
	flow->retry_store_ms = now + 5 * SECOND_MS;
}

bool health_can_write(const struct flow *flow)
{
	return !flow->is_store_down || clock_mono_ms() >= flow->retry_store_ms;
}
