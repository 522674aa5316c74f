#include "flow_parts.h"

#include "clock.h"
#include "escape.h"
#include "url.h"
#include "utf8.h"

#include "poison.h"

/* Polls by hand: one source now, as conditional as ever, and an account of what it met. */

enum {
	AGAIN_MS = 30000,
	ACCOUNT_MAX = 64 * KIB,
	ITEMS_MAX = 50,
	TITLE_COLUMNS = 60,
	TITLE_BYTES = 4 * KIB
};

static struct spot *find(const struct flow *flow, struct str name, struct buf *out)
{
	for (size_t i = 0; i < flow->n_spots; i++)
		if (str_eq(flow->spots[i]->source->name, name))
			return flow->spots[i];
	buf_add(out, STR("no source of this name: "));
	escape_terminal(out, name);
	buf_char(out, '\n');
	return NULL;
}

static bool may_ask(const struct spot *spot, struct buf *out)
{
	const struct place *place = &spot->place;
	bool was_told_to_wait = place->failures && (place->status == 429 || place->status == 503);
	int64_t now = clock_mono_ms(), wait = place->due_ms - clock_wall_ms();
	if (spot->hand_ms && now - spot->hand_ms < AGAIN_MS)
		buf_fmt(out, "asked by hand less than %d s ago\n", AGAIN_MS / 1000);
	else if (spot->is_asked)
		buf_add(out, STR("it is being asked right now\n"));
	else if (place->is_gone)
		buf_add(out, STR("its server says that it is gone for good (410)\n"));
	else if (spot->has_ended)
		buf_add(out, STR("it has come to its end\n"));
	else if (was_told_to_wait && wait > 0)
		buf_fmt(out, "its server wants no request for another " STR_FMT " (HTTP %d)\n",
			STR_ARG(calendar_span(out->arena, wait)), place->status);
	else
		return true;
	return false;
}

bool flow_poll(struct flow *flow, struct str source, struct buf *out)
{
	struct spot *spot = find(flow, source, out);
	if (!spot || !may_ask(spot, out))
		return false;
	spot->hand_ms = clock_mono_ms();
	spot->is_by_hand = true;
	text_keep(&spot->account, STR(""));
	schedule_set(flow->schedule, spot->number, spot->hand_ms);
	buf_add(out, STR("started\n"));
	return true;
}

bool flow_explain(struct flow *flow, struct str source, struct buf *out)
{
	const struct spot *spot = find(flow, source, out);
	if (!spot || spot->is_by_hand)
		return false;
	buf_add(out, spot->account);
	return true;
}

static void add(struct spot *spot, struct str text)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(ACCOUNT_MAX);
	text_keep(&spot->account,
		  str_fmt(arena, STR_FMT STR_FMT, STR_ARG(spot->account), STR_ARG(text)));
}

static void add_header(struct buf *out, char mark, struct str name, struct str value)
{
	buf_fmt(out, "%c ", mark);
	escape_terminal(out, name);
	buf_add(out, STR(": "));
	escape_terminal(out, value);
	buf_char(out, '\n');
}

/* The author's own headers come last, and may be secrets. */
void hand_asked(struct spot *spot, const struct request *request)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf out = buf_new(arena, ACCOUNT_MAX);
	const struct flow *flow = spot->flow;
	size_t own = request->headers.n - spot->source->headers.n;
	if (!spot->is_by_hand || request->kind != REQUEST_HTTP)
		return;
	buf_add(&out, STR("> GET "));
	escape_terminal(&out, url_shown(arena, request->url));
	buf_char(&out, '\n');
	add_header(&out, '>', STR("User-Agent"),
		   flow_net_options(flow->plan, flow->options.version, arena).agent);
	if (request->user.len || request->password.len)
		add_header(&out, '>', STR("Authorization"), STR("***"));
	for (size_t i = 0; i < request->headers.n; i++)
		add_header(&out, '>', request->headers.at[i].name,
			   i < own ? request->headers.at[i].value : STR("***"));
	add(spot, buf_str(&out));
}

void hand_answered(struct spot *spot, const struct response *response)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf out = buf_new(arena, ACCOUNT_MAX);
	if (!spot->is_by_hand)
		return;
	buf_add(&out, STR("< "));
	if (response->err.kind == ERR_NONE)
		buf_fmt(&out, "HTTP %d, %zu bytes", response->status, response->body.len);
	else
		escape_terminal(&out, str_from(response->err.text));
	if (response->hops) {
		buf_fmt(&out, ", after %d redirects, from ", response->hops);
		escape_terminal(&out, url_shown(arena, response->url));
	}
	buf_char(&out, '\n');
	for (size_t i = 0; i < response->headers.n; i++)
		add_header(&out, '<', response->headers.at[i].name, response->headers.at[i].value);
	add(spot, buf_str(&out));
}

static const struct judged *judged_of(const struct judging *judging, const struct item *item)
{
	for (size_t i = 0; i < judging->n; i++)
		if (judging->judged[i].item == item)
			return &judging->judged[i];
	return NULL;
}

/* What became of an item that the source has not told before, as far as its job knows. */
static struct str fate_of(const struct judging *judging, const struct item *item,
			  struct arena *arena)
{
	const struct job *job = judging->job;
	const struct judged *judged = judged_of(judging, item);
	if (judged && judged->said.silent.len)
		return str_fmt(arena, "a mention, silent: " STR_FMT, STR_ARG(judged->said.silent));
	if (judged)
		return str_fmt(arena, "a mention, rule " STR_FMT, STR_ARG(judged->said.rules));
	if (job_is_baseline(job, item))
		return STR("baseline: the first poll tells nobody");
	for (size_t i = 0; i < job->mentions.n; i++)
		if (job->mentions.at[i].item == item)
			return STR("twice in this answer");
	return STR("no brand in it");
}

/* judging: NULL for those that were seen before. */
static void add_items(struct buf *out, const struct items *items, size_t max,
		      const struct judging *judging)
{
	for (size_t i = 0; i < items->n && i < max; i++) {
		const struct item *item = &items->at[i];
		struct str title = str_trim(item->title).len ? item->title : item->text;
		buf_add(out, STR("  "));
		escape_cell(out, utf8_first(title, TITLE_BYTES), TITLE_COLUMNS);
		buf_add(out, STR("  "));
		escape_terminal(out,
				judging ? fate_of(judging, item, out->arena) : STR("seen before"));
		buf_char(out, '\n');
	}
	if (items->n > max)
		buf_fmt(out, "  … and %zu more %s\n", items->n - max,
			judging ? "new ones" : "seen before");
}

/* The new ones first; what was skipped, and why, behind them. */
void hand_items(struct spot *spot, const struct judging *judging)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct buf out = buf_new(arena, ACCOUNT_MAX);
	const struct job *job = judging->job;
	if (!spot->is_by_hand)
		return;
	add_items(&out, &job->fresh, ITEMS_MAX, judging);
	add_items(&out, &job->again, job->fresh.n < ITEMS_MAX ? ITEMS_MAX - job->fresh.n : 0, NULL);
	add(spot, buf_str(&out));
}

void hand_ended(struct spot *spot, struct str words)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf out = buf_new(arena, ACCOUNT_MAX);
	if (!spot->is_by_hand)
		return;
	escape_terminal(&out, words);
	buf_fmt(&out, "\nnext poll in " STR_FMT "\n",
		STR_ARG(calendar_span(arena, spot->place.due_ms - clock_wall_ms())));
	add(spot, buf_str(&out));
	spot->is_by_hand = false;
}
