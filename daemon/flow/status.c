#include "flow_parts.h"

#include "clock.h"
#include "escape.h"

#include "poison.h"

/* What `mentiond status` tells: as lines for people or as one JSON object. */

static const char *state_of(const struct spot *spot)
{
	const struct place *place = &spot->place;
	if (place->is_gone)
		return "gone";
	if (spot->has_ended)
		return "ended";
	if (place->failures >= FAILING_AFTER)
		return "failing";
	if (place->failures)
		return "retrying";
	return place->ok_ms ? "ok" : "new";
}

/* 0: never */
static int64_t next_ms(const struct spot *spot)
{
	if (spot->place.is_gone || spot->has_ended)
		return 0;
	return spot->leader ? spot->leader->place.due_ms : spot->place.due_ms;
}

static size_t count_failing(const struct flow *flow)
{
	size_t n = 0;
	for (size_t i = 0; i < flow->n_spots; i++)
		n += flow->spots[i]->place.failures >= FAILING_AFTER;
	return n;
}

struct str flow_summary(struct flow *flow, struct arena *arena)
{
	struct store_counts counts = { 0 };
	struct err err = { 0 };
	if (flow->is_store_down || !store_counts(flow->store, &counts, &err))
		return STR("the store cannot be read or written");
	return str_fmt(arena, "sources: %zu, failing: %zu; deliveries waiting: %lld, dead: %lld",
		       flow->n_spots, count_failing(flow), (long long)counts.waiting,
		       (long long)counts.dead);
}

static void put_time(struct json *json, const char *key, int64_t ms)
{
	if (ms)
		json_put_time(json, key, ms);
}

static void source_json(const struct spot *spot, struct json *json)
{
	const struct place *place = &spot->place;
	json_open(json, '{');
	json_put(json, "name", spot->source->name);
	json_put(json, "kind", str_from(spot->source->kind->name));
	json_put(json, "state", str_from(state_of(spot)));
	json_put(json, "side",
		 spot->source->side == SIDE_INTERNAL ? STR("internal") : STR("external"));
	put_time(json, "last_asked", place->asked_ms);
	put_time(json, "last_ok", place->ok_ms);
	put_time(json, "last_new", place->new_ms);
	put_time(json, "next_poll", next_ms(spot));
	json_put_int(json, "interval_s", place->interval_ms / SECOND_MS);
	json_put_int(json, "status", place->status);
	json_put_int(json, "failures", place->failures);
	put_time(json, "failing_since", place->failing_since_ms);
	json_put_some(json, "why", place->why);
	json_put_some(json, "same_feed_as", spot->leader ? spot->leader->source->name : STR(""));
	json_close(json, '}');
}

static const char *channel_state_name(const struct post *post)
{
	static const char *const names[] = { "ok", "throttled", "failing", "off" };
	bool is_retrying = post->state.state == CHANNEL_OK && post->state.failures;
	return is_retrying ? "retrying" : names[post->state.state];
}

static void status_json(struct flow *flow, struct str source, struct buf *out)
{
	struct json json = json_new(out);
	struct store_counts counts = { 0 };
	struct err err = { 0 };
	bool is_readable = store_counts(flow->store, &counts, &err);
	json_open(&json, '{');
	json_put(&json, "version", flow->options.version);
	json_put_int(&json, "uptime_s", (clock_mono_ms() - flow->started_ms) / SECOND_MS);
	json_put(&json, "store", flow->is_store_down || !is_readable ? STR("failing") : STR("ok"));
	json_put(&json, "jit", match_has_jit() ? STR("on") : STR("off"));
	json_put_int(&json, "seen", counts.seen);
	json_put_int(&json, "mentions", counts.mentions);
	json_key(&json, "deliveries");
	json_open(&json, '{');
	json_put_int(&json, "waiting", counts.waiting);
	json_put_int(&json, "dead", counts.dead);
	json_close(&json, '}');
	json_key(&json, "sources");
	json_open(&json, '[');
	for (size_t i = 0; i < flow->n_spots; i++)
		if (source.len == 0 || str_eq(flow->spots[i]->source->name, source))
			source_json(flow->spots[i], &json);
	json_close(&json, ']');
	json_key(&json, "channels");
	json_open(&json, '[');
	for (size_t i = 0; i < flow->n_posts; i++) {
		const struct post *post = flow->posts[i];
		json_open(&json, '{');
		json_put(&json, "name", post->channel->name);
		json_put(&json, "kind", str_from(post->channel->kind->name));
		json_put(&json, "state", str_from(channel_state_name(post)));
		json_put_some(&json, "why", post->state.why);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	buf_char(out, '\n');
}

static void add_ago(struct buf *out, const char *what, int64_t ms, int64_t now)
{
	if (ms)
		buf_fmt(out, ", %s " STR_FMT " ago", what,
			STR_ARG(calendar_span(out->arena, now - ms)));
}

static void source_lines(const struct spot *spot, struct buf *out, bool is_long)
{
	const struct place *place = &spot->place;
	int64_t now = clock_wall_ms();
	buf_fmt(out, "  %-9s", state_of(spot));
	escape_terminal(out, spot->source->name);
	add_ago(out, "read", place->ok_ms, now);
	add_ago(out, "something new", place->new_ms, now);
	if (spot->leader) {
		buf_add(out, STR(", same feed as "));
		escape_terminal(out, spot->leader->source->name);
	}
	if (next_ms(spot) > now)
		buf_fmt(out, ", next in " STR_FMT,
			STR_ARG(calendar_span(out->arena, next_ms(spot) - now)));
	buf_char(out, '\n');
	if (place->failures) {
		buf_fmt(out, "           failures: %d, since " STR_FMT ": ", place->failures,
			STR_ARG(calendar_plain(out->arena, place->failing_since_ms)));
		escape_terminal(out, place->why);
		buf_char(out, '\n');
	}
	if (!is_long)
		return;
	buf_fmt(out, "           last answer: HTTP %d; interval " STR_FMT "\n", place->status,
		STR_ARG(calendar_span(out->arena, place->interval_ms)));
	if (place->etag.len) {
		buf_add(out, STR("           ETag "));
		escape_terminal(out, place->etag);
		buf_char(out, '\n');
	}
	if (place->last_modified.len) {
		buf_add(out, STR("           Last-Modified "));
		escape_terminal(out, place->last_modified);
		buf_char(out, '\n');
	}
}

static void status_text(struct flow *flow, struct str source, struct buf *out)
{
	if (source.len == 0) {
		buf_fmt(out, "mentiond " STR_FMT ", up " STR_FMT ", JIT %s\n" STR_FMT "\n",
			STR_ARG(flow->options.version),
			STR_ARG(calendar_span(out->arena, clock_mono_ms() - flow->started_ms)),
			match_has_jit() ? "on" : "off", STR_ARG(flow_summary(flow, out->arena)));
		buf_add(out, STR("sources\n"));
	}
	for (size_t i = 0; i < flow->n_spots; i++)
		if (source.len == 0 || str_eq(flow->spots[i]->source->name, source))
			source_lines(flow->spots[i], out, source.len != 0);
	if (source.len)
		return;
	buf_add(out, STR("channels\n"));
	for (size_t i = 0; i < flow->n_posts; i++) {
		const struct post *post = flow->posts[i];
		buf_fmt(out, "  %-9s", channel_state_name(post));
		escape_terminal(out, post->channel->name);
		if (post->state.why.len) {
			buf_add(out, STR(": "));
			escape_terminal(out, post->state.why);
		}
		buf_char(out, '\n');
	}
}

bool flow_status(struct flow *flow, struct str source, bool is_json, struct buf *out)
{
	if (source.len && !plan_source(flow->plan, source)) {
		buf_add(out, STR("no source of this name: "));
		escape_terminal(out, source);
		buf_char(out, '\n');
		return false;
	}
	(is_json ? status_json : status_text)(flow, source, out);
	return true;
}
