#include "flow_parts.h"

#include "clock.h"
#include "escape.h"
#include "interval.h"
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
	status_unknown(flow, name, out);
	return NULL;
}

/* For how long its server wants no request: it said so itself, or to another source of its host. */
static int64_t rest_of(const struct spot *spot)
{
	const struct place *place = &spot->place;
	bool is_told = place->because == BECAUSE_ASKED || place->because == BECAUSE_HOST ||
		       (place->failures && place->status == 429);
	int64_t own = is_told ? place->due_ms - clock_wall_ms() : 0;
	int64_t of_host = spot->rest_ms - clock_mono_ms();
	return own > of_host ? own : of_host;
}

static bool may_ask(const struct spot *spot, struct buf *out)
{
	struct str limit = STR("");
	const struct place *place = &spot->place;
	bool is_told = place->failures && (place->status == 429 || place->status == 503);
	int64_t now = clock_mono_ms(), rest = rest_of(spot);
	if (spot->hand_ms && now - spot->hand_ms < AGAIN_MS)
		buf_fmt(out, "asked by hand " STR_FMT " ago: at most once in %d s\n",
			STR_ARG(calendar_span(out->arena, now - spot->hand_ms)), AGAIN_MS / 1000);
	else if (spot->is_asked)
		buf_add(out, STR("it is being asked right now\n"));
	else if (place->is_gone)
		buf_add(out, STR("its server says that it is gone for good (410)\n"));
	else if (spot->has_ended)
		buf_add(out, STR("it has come to its end\n"));
	else if (rest > 0 && is_told)
		buf_fmt(out, "its server wants no request for another " STR_FMT " (HTTP %d)\n",
			STR_ARG(calendar_span(out->arena, rest)), place->status);
	else if (rest > 0)
		buf_fmt(out,
			"its host wants no request for another " STR_FMT
			": another source there was told so\n",
			STR_ARG(calendar_span(out->arena, rest)));
	else if ((rest = pace_wait(spot, out->arena, &limit)) > 0)
		buf_fmt(out, "it waits for another " STR_FMT ": " STR_FMT "\n",
			STR_ARG(calendar_span(out->arena, rest)), STR_ARG(limit));
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
	rhythm_set(spot);
	buf_add(out, STR("it is asked now\n"));
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
void hand_asked(const struct job *job, const struct request *request)
{
	struct spot *spot = job->owner;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf out = buf_new(arena, ACCOUNT_MAX);
	const struct flow *flow = spot->flow;
	size_t own = request->headers.n - spot->source->headers.n;
	if (!spot->is_by_hand || request->kind != REQUEST_HTTP)
		return;
	buf_fmt(&out, "> " STR_FMT " ", STR_ARG(request->method));
	escape_terminal(&out, job->source->kind->mask ? round_masked(job, request->url)
						      : url_shown(arena, request->url));
	buf_char(&out, '\n');
	add_header(&out, '>', STR("User-Agent"),
		   flow_net_options(flow->plan, flow->options.version, arena).agent);
	if (request->user.len || request->password.len)
		add_header(&out, '>', STR("Authorization"), STR("***"));
	for (size_t i = 0; i < request->headers.n; i++)
		add_header(&out, '>', request->headers.at[i].name,
			   i < own ? request->headers.at[i].value : STR("***"));
	add(spot, round_masked(job, buf_str(&out)));
}

void hand_answered(const struct job *job, const struct response *response)
{
	struct spot *spot = job->owner;
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
		buf_fmt(&out, ", after %d redirect%s, from ", response->hops,
			response->hops == 1 ? "" : "s");
		escape_terminal(&out, url_shown(arena, response->url));
	}
	buf_char(&out, '\n');
	for (size_t i = 0; i < response->headers.n; i++)
		add_header(&out, '<', response->headers.at[i].name, response->headers.at[i].value);
	add(spot, round_masked(job, buf_str(&out)));
}

static const struct judged *judged_of(const struct judging *judging, const struct item *item)
{
	for (size_t i = 0; i < judging->n; i++)
		if (judging->judged[i].item == item)
			return &judging->judged[i];
	return NULL;
}

static bool is_known(const struct job *job, const struct item *item)
{
	enum sight sight = seen_sight(&job->seen, item);
	return sight == SIGHT_SAME || sight == SIGHT_UNKNOWN;
}

/* What became of an item, as far as its job knows. */
static struct str fate_of(const struct judging *judging, const struct item *item,
			  struct arena *arena)
{
	const struct job *job = judging->job;
	const struct judged *judged = judged_of(judging, item);
	const char *edited = judged && judged->is_edited ? "edited, " : "";
	if (judged && judged->said.silent.len)
		return str_fmt(arena, "%sa mention, silent: " STR_FMT, edited,
			       STR_ARG(judged->said.silent));
	if (judged)
		return str_fmt(arena, "%sa mention, rule " STR_FMT, edited,
			       STR_ARG(judged->said.rules));
	if (is_known(job, item))
		return STR("seen before");
	if (seen_sight(&job->seen, item) == SIGHT_EDITED)
		return STR("edited: no brand in it that is new");
	if (job_is_baseline(job, item))
		return STR("baseline: the first poll tells nobody");
	for (size_t i = 0; i < job->mentions.n; i++)
		if (job->mentions.at[i].item == item)
			return STR("twice in this answer");
	return STR("no brand in it");
}

static void add_item(struct buf *out, const struct judging *judging, const struct item *item)
{
	struct str title = str_trim(item->title).len ? item->title : item->text;
	buf_add(out, STR("  "));
	escape_cell(out, utf8_first(title, TITLE_BYTES), TITLE_COLUMNS);
	buf_add(out, STR("  "));
	escape_terminal(out, fate_of(judging, item, out->arena));
	buf_char(out, '\n');
}

/* The new and edited ones first; what was skipped, and why, behind them. */
void hand_items(struct spot *spot, const struct judging *judging)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct buf out = buf_new(arena, ACCOUNT_MAX);
	const struct items *items = &judging->job->intake.items;
	size_t lines = 0;
	if (!spot->is_by_hand)
		return;
	for (int known = 0; known <= 1; known++)
		for (size_t i = 0; i < items->n; i++)
			if (is_known(judging->job, &items->at[i]) == known && lines++ < ITEMS_MAX)
				add_item(&out, judging, &items->at[i]);
	if (lines > ITEMS_MAX)
		buf_fmt(&out, "  … and %zu more\n", lines - ITEMS_MAX);
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
	if (spot->goes_on && !spot->is_held) {
		buf_char(&out, '\n');
		add(spot, buf_str(&out));
		return;
	}
	buf_fmt(&out, "\nnext poll in " STR_FMT "\n",
		STR_ARG(calendar_span(arena, spot->place.due_ms - clock_wall_ms())));
	add(spot, buf_str(&out));
	spot->is_by_hand = false;
}
