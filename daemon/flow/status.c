#include "flow_parts.h"

#include "clock.h"
#include "escape.h"
#include "interval.h"
#include "url.h"

#include "poison.h"

/* What `mentiond status` tells: as lines for people or as one JSON object. */

enum { SOURCES_MAX = 50, NAME_COLUMNS = 30, FACTS = 12, WHY_COLUMNS = 68 };

#define CUT "more pages than it takes: raise max under pages, or ask more often"

/* In the order in which people are told of them. */
enum state { STATE_FAILING, STATE_GONE, STATE_RETRYING, STATE_NEW, STATE_ENDED, STATE_OK, STATES };

static const char *const state_names[STATES] = {
	"failing", "gone", "retrying", "new", "ended", "ok"
};

static enum state state_of(const struct spot *spot)
{
	const struct place *place = &spot->place;
	if (place->is_gone)
		return STATE_GONE;
	if (spot->has_ended)
		return STATE_ENDED;
	if (place->failures >= FAILING_AFTER)
		return STATE_FAILING;
	if (place->failures)
		return STATE_RETRYING;
	return place->ok_ms ? STATE_OK : STATE_NEW;
}

static bool is_asked_again(const struct spot *spot)
{
	return !spot->place.is_gone && !spot->has_ended;
}

/* Whose requests bring its items. */
static const struct spot *asker(const struct spot *spot)
{
	return spot->leader ? spot->leader : spot;
}

/* 0: never */
static int64_t next_ms(const struct spot *spot)
{
	if (!is_asked_again(spot))
		return 0;
	return asker(spot)->place.due_ms;
}

static struct str next_why(const struct spot *spot, struct arena *arena)
{
	const struct spot *from = asker(spot);
	struct str why = STR("");
	if (from->place.because == BECAUSE_PACE)
		pace_wait(from, arena, &why);
	return why.len ? why : interval_why(&from->place, from->source, arena);
}

static size_t count(const struct flow *flow, enum state state)
{
	size_t n = 0;
	for (size_t i = 0; i < flow->n_spots; i++)
		n += state_of(flow->spots[i]) == state;
	return n;
}

struct str flow_summary(struct flow *flow, struct arena *arena)
{
	struct out_counts counts = { 0 };
	struct err err = { 0 };
	if (flow->is_store_down)
		err = flow->store_err;
	if (flow->is_store_down || !store_out_counts(flow->store, &counts, &err))
		return str_fmt(arena, "nothing is polled or told until the store works again: %s",
			       err.text);
	size_t n_gone = count(flow, STATE_GONE);
	struct str gone = n_gone ? str_fmt(arena, ", gone: %zu", n_gone) : STR("");
	return str_fmt(arena,
		       "sources: %zu, failing: %zu" STR_FMT
		       "; deliveries waiting: %lld, dead: %lld",
		       flow->n_spots, count(flow, STATE_FAILING), STR_ARG(gone),
		       (long long)counts.waiting, (long long)counts.dead);
}

static void put_time(struct json *json, const char *key, int64_t ms)
{
	if (ms)
		json_put_time(json, key, ms);
}

static void source_json(struct flow *flow, const struct spot *spot, bool is_long, struct json *json)
{
	const struct place *place = &spot->place;
	json_open(json, '{');
	json_put(json, "name", spot->source->name);
	json_put(json, "kind", str_from(spot->source->kind->name));
	json_put(json, "state", str_from(state_names[state_of(spot)]));
	json_put(json, "side",
		 spot->source->side == SIDE_INTERNAL ? STR("internal") : STR("external"));
	put_time(json, "last_asked", place->asked_ms);
	put_time(json, "last_ok", place->ok_ms);
	put_time(json, "last_new", place->new_ms);
	put_time(json, "next_poll", next_ms(spot));
	if (next_ms(spot))
		json_put_some(json, "next_why", next_why(spot, json->buf->arena));
	json_put_int(json, "interval_s", place->interval_ms / SECOND_MS);
	json_put_int(json, "status", place->status);
	json_put_int(json, "failures", place->failures);
	put_time(json, "failing_since", place->failing_since_ms);
	json_put_some(json, "why", place->why);
	json_put_some(json, "connector", spot->source->connector);
	if (spot->was_cut)
		json_put_some(json, "cut", STR(CUT));
	json_put_some(json, "same_feed_as", spot->leader ? spot->leader->source->name : STR(""));
	if (is_long)
		history_json(flow, spot, json);
	json_close(json, '}');
}

static const char *channel_state_name(const struct post *post)
{
	static const char *const names[] = { "ok", "throttled", "failing", "off" };
	bool is_retrying = post->state.state == CHANNEL_OK && post->state.failures;
	return is_retrying ? "retrying" : names[post->state.state];
}

static bool is_wanted(const struct status_wanted *wanted, const struct spot *spot)
{
	return wanted->source.len == 0 || str_eq(spot->source->name, wanted->source);
}

static void counts_json(struct flow *flow, struct json *json)
{
	struct store_counts counts = { 0 };
	struct out_counts out = { 0 };
	struct err err = { 0 };
	bool is_readable = store_counts(flow->store, &counts, &err) &&
			   store_out_counts(flow->store, &out, &err);
	json_put(json, "store", flow->is_store_down || !is_readable ? STR("failing") : STR("ok"));
	json_put(json, "jit", match_has_jit() ? STR("on") : STR("off"));
	json_put_int(json, "seen", counts.seen);
	json_put_int(json, "mentions", counts.mentions);
	json_key(json, "deliveries");
	json_open(json, '{');
	json_put_int(json, "waiting", out.waiting);
	json_put_int(json, "dead", out.dead);
	json_close(json, '}');
}

static void status_json(struct flow *flow, const struct status_wanted *wanted, struct buf *out)
{
	struct json json = json_new(out);
	json_open(&json, '{');
	json_put(&json, "version", flow->options.version);
	json_put_int(&json, "uptime_s", (clock_mono_ms() - flow->started_ms) / SECOND_MS);
	counts_json(flow, &json);
	json_key(&json, "sources");
	json_open(&json, '[');
	for (size_t i = 0; i < flow->n_spots; i++)
		if (is_wanted(wanted, flow->spots[i]))
			source_json(flow, flow->spots[i], wanted->source.len, &json);
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
	limits_json(flow, &json);
	faults_json(flow, &json);
	json_close(&json, '}');
	buf_char(out, '\n');
}

/* --- For people: all sources */

/* The first unit of a duration is enough for a table. */
static void add_span(struct buf *out, struct str ago, int64_t ms, bool is_known)
{
	struct str span = calendar_span(out->arena, ms), first = span;
	size_t blank = str_find_char(span, ' ') + 1;
	if (blank < span.len)
		first.len = blank + str_find_char(str_skip(span, blank), ' ');
	struct str cell = is_known ? str_fmt(out->arena, STR_FMT STR_FMT, STR_ARG(first),
					     STR_ARG(ago))
				   : STR("-");
	escape_cell(out, cell, FACTS);
}

static void trim_line(struct buf *out)
{
	while (out->len && out->at[out->len - 1] == ' ')
		out->len--;
	buf_char(out, '\n');
}

static void source_line(const struct spot *spot, size_t columns, struct buf *out)
{
	const struct place *place = &spot->place;
	int64_t now = clock_wall_ms();
	buf_fmt(out, "  %-9s", state_names[state_of(spot)]);
	escape_cell(out, spot->source->name, columns);
	buf_add(out, STR("  "));
	add_span(out, STR(" ago"), now - place->ok_ms, place->ok_ms);
	add_span(out, STR(" ago"), now - place->new_ms, place->new_ms);
	if (next_ms(spot) && next_ms(spot) <= now)
		buf_add(out, STR("now"));
	else
		add_span(out, STR(""), next_ms(spot) - now, next_ms(spot) != 0);
	trim_line(out);
	if (spot->was_cut)
		buf_add(out, STR("           " CUT "\n"));
	if (place->failures == 0)
		return;
	buf_add(out, STR("           "));
	escape_cell(out, place->why, WHY_COLUMNS);
	trim_line(out);
	buf_fmt(out, "           failures: %d, since " STR_FMT "\n", place->failures,
		STR_ARG(calendar_plain(out->arena, place->failing_since_ms)));
}

/* Which of many are told of one by one. */
static bool is_worth_a_line(const struct flow *flow, const struct status_wanted *wanted,
			    enum state state)
{
	return wanted->is_all || flow->n_spots <= SOURCES_MAX || state <= STATE_RETRYING;
}

static size_t name_columns(const struct flow *flow, const struct status_wanted *wanted)
{
	size_t columns = sizeof("sources");
	for (size_t i = 0; i < flow->n_spots && columns < NAME_COLUMNS; i++) {
		size_t own = escape_columns(flow->spots[i]->source->name);
		if (own > columns && is_worth_a_line(flow, wanted, state_of(flow->spots[i])))
			columns = own;
	}
	return columns < NAME_COLUMNS ? columns : NAME_COLUMNS;
}

static void sources_text(const struct flow *flow, const struct status_wanted *wanted,
			 struct buf *out)
{
	size_t rest[STATES] = { 0 }, lines = 0, columns = name_columns(flow, wanted);
	buf_fmt(out, "%-*s  %-*s%-*s%s\n", (int)columns + 11, "sources", FACTS, "read", FACTS,
		"new", "next in");
	for (int state = 0; state < STATES; state++) {
		for (size_t i = 0; i < flow->n_spots; i++) {
			if ((int)state_of(flow->spots[i]) != state)
				continue;
			if (!is_worth_a_line(flow, wanted, (enum state)state) ||
			    (lines >= SOURCES_MAX && !wanted->is_all)) {
				rest[state]++;
				continue;
			}
			source_line(flow->spots[i], columns, out);
			lines++;
		}
	}
	for (int state = 0; state < STATES; state++)
		if (rest[state])
			buf_fmt(out, "  %-9s%zu %s: --all lists them\n", state_names[state],
				rest[state], lines ? "others" : "sources");
}

static void channels_text(const struct flow *flow, struct buf *out)
{
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

/* --- For people: one source */

static void add_fact(struct buf *out, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	buf_fmt(out, "  %-15s", name);
	escape_terminal(out, value);
	buf_char(out, '\n');
}

static struct str time_ago(struct arena *arena, int64_t ms)
{
	if (ms == 0)
		return STR("never");
	return str_fmt(arena, STR_FMT ", " STR_FMT " ago", STR_ARG(calendar_plain(arena, ms)),
		       STR_ARG(calendar_span(arena, clock_wall_ms() - ms)));
}

static struct str next_poll(const struct spot *spot, struct arena *arena)
{
	const struct place *place = &spot->place;
	int64_t wait = next_ms(spot) - clock_wall_ms();
	if (place->is_gone)
		return STR("never: its server says that it is gone for good (410)");
	if (spot->has_ended)
		return STR("never: it has come to its end");
	if (spot->is_asked)
		return STR("under way");
	if (wait <= 0)
		return STR("now");
	return str_fmt(arena, STR_FMT ", in " STR_FMT,
		       STR_ARG(calendar_plain(arena, next_ms(spot))),
		       STR_ARG(calendar_span(arena, wait)));
}

static void failure_facts(const struct place *place, struct buf *out)
{
	struct arena *arena = out->arena;
	if (place->failures == 0)
		return;
	add_fact(out, "failing since",
		 str_fmt(arena, STR_FMT ", %d %s",
			 STR_ARG(time_ago(arena, place->failing_since_ms)), place->failures,
			 place->failures == 1 ? "time" : "times in a row"));
	add_fact(out, "reason", place->why);
}

static void one_source_text(struct flow *flow, const struct spot *spot, bool is_all,
			    struct buf *out)
{
	const struct place *place = &spot->place;
	const struct source *source = spot->source;
	struct arena *arena = out->arena;
	escape_terminal(out, source->name);
	buf_fmt(out, ": %s\n", state_names[state_of(spot)]);
	failure_facts(place, out);
	add_fact(out, "last success", time_ago(arena, place->ok_ms));
	add_fact(out, "last new item", time_ago(arena, place->new_ms));
	add_fact(out, "next poll", next_poll(spot, arena));
	if (is_asked_again(spot))
		add_fact(out, "why then", next_why(spot, arena));
	if (spot->was_cut)
		add_fact(out, "cut", STR(CUT));
	if (spot->leader)
		add_fact(out, "same feed as", spot->leader->source->name);
	add_fact(out, "side", source->side == SIDE_INTERNAL ? STR("internal") : STR("external"));
	if (place->moved_seen >= MOVED_CONFIRMED)
		add_fact(out, "moved to", url_shown(arena, place->moved_to));
	add_fact(out, "ETag", place->etag);
	add_fact(out, "Last-Modified", place->last_modified);
	history_text(flow, spot, is_all, out);
}

static void status_text(struct flow *flow, const struct status_wanted *wanted, struct buf *out)
{
	for (size_t i = 0; i < flow->n_spots && wanted->source.len; i++)
		if (is_wanted(wanted, flow->spots[i]))
			one_source_text(flow, flow->spots[i], wanted->is_all, out);
	if (wanted->source.len)
		return;
	buf_fmt(out, "mentiond " STR_FMT ", up " STR_FMT ", JIT %s\n" STR_FMT "\n",
		STR_ARG(flow->options.version),
		STR_ARG(calendar_span(out->arena, clock_mono_ms() - flow->started_ms)),
		match_has_jit() ? "on" : "off", STR_ARG(flow_summary(flow, out->arena)));
	sources_text(flow, wanted, out);
	limits_text(flow, wanted->is_all, out);
	channels_text(flow, out);
	faults_text(flow, out);
}

/* What people ask for is often what they wrote: the connector's name, or the name in other cases.
 */
static struct str near_source(const struct flow *flow, struct str name, struct arena *arena)
{
	struct str *names = NEW(arena, struct str, flow->n_spots);
	for (size_t i = 0; i < flow->n_spots; i++) {
		const struct source *source = flow->spots[i]->source;
		names[i] = source->name;
		if (name.len && (str_eq_nocase(source->connector, name) ||
				 str_starts_nocase(source->name, name)))
			return source->name;
	}
	return str_nearest(name, names, flow->n_spots);
}

void status_unknown(const struct flow *flow, struct str name, struct buf *out)
{
	struct str near = near_source(flow, name, out->arena);
	buf_add(out, STR("no source of this name: "));
	escape_terminal(out, name);
	if (near.len) {
		buf_add(out, STR("; did you mean \""));
		escape_terminal(out, near);
		buf_char(out, '"');
	}
	buf_add(out, near.len ? STR("?\n") : STR("; `mentiond status --all` lists them\n"));
}

bool flow_status(struct flow *flow, const struct status_wanted *wanted, struct buf *out)
{
	if (wanted->source.len && !plan_source(flow->plan, wanted->source)) {
		status_unknown(flow, wanted->source, out);
		return false;
	}
	(wanted->is_json ? status_json : status_text)(flow, wanted, out);
	return true;
}
