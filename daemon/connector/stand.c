#include "talk.h"

#include "arena.h"
#include "buf.h"
#include "calendar.h"
#include "hash.h"

#include <string.h>
#include <time.h>

#include "poison.h"

/* Where a conversation stands is told by its state alone. The configuration may have changed since
 * it was written: what belongs to another credential is forgotten, and a round whose terms are not
 * the same any more begins again. How far each term was read stays in both cases. */

static const struct json_value nothing = { .kind = JSON_NOTHING };

enum { OWN_NAMES = 7, FORMATTED_MAX = 128 };

/* What a place inside a round belongs to: the terms, and how this file turns pages. */
static uint64_t query_hash(const struct connector_use *use, size_t number)
{
	const struct connector_query *query = &use->queries[number];
	char by = (char)use->connector->pages.by;
	uint64_t hash = hash_more(hash_str(query->terms), (struct str){ &by, 1 });
	for (size_t i = 0; i < query->parts.n; i++)
		hash = hash_more(hash, query->parts.at[i]);
	return hash;
}

void talk_drop_token(struct talk *talk)
{
	talk->state.token = STR("");
	talk->state.expires_ms = 0;
}

/* A page of another credential may be another page. */
static void settle(struct talk *talk)
{
	const struct connector_use *use = talk->use;
	struct state *state = &talk->state;
	bool is_ids = use->connector->since.by == SINCE_ID;
	/* Times and ids say nothing of each other. */
	if (state->has_ids != is_ids) {
		state->n_since = 0;
		state->round.is_open = false;
	}
	if (state->owner != use->pace.key)
		*state = (struct state){ .owner = use->pace.key,
					 .since = state->since,
					 .n_since = state->n_since };
	state->has_ids = is_ids;
	bool is_fit = state->round.is_open && state->round.query < use->n_queries &&
		      state->round.of == query_hash(use, state->round.query);
	if (!is_fit)
		state->round = (struct round){ 0 };
	talk->query = &use->queries[state->round.query];
}

struct str talk_lookup(const struct talk *talk, const struct prepare *prepare)
{
	if (!prepare->is_by_term)
		return prepare->name;
	return str_fmt(talk->arena, STR_FMT "\n" STR_FMT, STR_ARG(prepare->name),
		       STR_ARG(talk->query->term));
}

static enum stage stage_of(struct talk *talk)
{
	const struct connector *connector = talk->connector;
	const struct state *state = &talk->state;
	bool is_over = state->expires_ms && talk->now_ms >= state->expires_ms;
	if (connector->login.request.is_given && (state->token.len == 0 || is_over))
		return connector->login.again.is_given && state->n_kept ? STAGE_AGAIN : STAGE_LOGIN;
	for (size_t i = 0; i < connector->n_prepare; i++) {
		talk->prepare = &connector->prepare[i];
		if (!kept_has(state->prepared, state->n_prepared, talk_lookup(talk, talk->prepare)))
			return STAGE_PREPARE;
	}
	return STAGE_QUERY;
}

struct talk talk_begin(const struct connector_use *use, struct str text, int64_t now_ms,
		       struct arena *arena)
{
	struct talk talk = {
		.use = use, .connector = use->connector, .arena = arena, .now_ms = now_ms
	};
	if (!state_read(text, arena, &talk.state))
		talk.state.owner = use->pace.key;
	settle(&talk);
	talk.stage = stage_of(&talk);
	return talk;
}

bool talk_is_first(const struct talk *talk)
{
	for (size_t i = 0; i < talk->query->parts.n; i++)
		if (kept_has(talk->state.since, talk->state.n_since, talk->query->parts.at[i]))
			return false;
	return true;
}

/* A new term among old ones begins where they are: what it brings is new, and nothing is told that
 * was there before it. */
struct str talk_since(const struct talk *talk)
{
	const struct state *state = &talk->state;
	struct str least = STR("");
	for (size_t i = 0; i < talk->query->parts.n; i++) {
		struct str one = kept_get(state->since, state->n_since, talk->query->parts.at[i]);
		if (one.len && (least.len == 0 || id_is_greater(least, one)))
			least = one;
	}
	return least;
}

int64_t talk_floor(const struct talk *talk)
{
	const struct since *since = &talk->connector->since;
	const struct round *round = &talk->state.round;
	int64_t began_ms = round->is_open ? round->began_ms : talk->now_ms, read_ms;
	if (since->by == SINCE_ID)
		return TIME_ABSENT;
	/* From the future comes what a wrong clock wrote, or an id of an older file. */
	if (str_int(talk_since(talk), &read_ms) && read_ms <= began_ms)
		return read_ms - since->overlap_ms;
	int64_t reach_ms = talk->use->reach_ms > since->first_run_ms ? talk->use->reach_ms
								     : since->first_run_ms;
	return since->first_run_ms ? began_ms - reach_ms : TIME_ABSENT;
}

static struct str formatted(struct arena *arena, struct str format, int64_t ms)
{
	char text[FORMATTED_MAX];
	struct civil civil = calendar_civil(ms);
	int64_t new_year = calendar_days(civil.year, 1, 1);
	struct tm tm = {
		.tm_year = (int)(civil.year - 1900),
		.tm_mon = civil.month - 1,
		.tm_mday = civil.day,
		.tm_hour = civil.hour,
		.tm_min = civil.minute,
		.tm_sec = civil.second,
		.tm_wday = civil.weekday,
		.tm_yday = (int)(calendar_days(civil.year, civil.month, civil.day) - new_year),
	};
	size_t len = strftime(text, sizeof(text), str_z(arena, format), &tm);
	return str_dup(arena, (struct str){ text, len });
}

static struct str since_text(const struct talk *talk)
{
	const struct since *since = &talk->connector->since;
	int64_t floor_ms = talk_floor(talk);
	if (since->by == SINCE_ID)
		return talk_since(talk);
	if (floor_ms == TIME_ABSENT)
		return STR("");
	if (since->as == AS_RFC3339)
		return calendar_rfc3339(talk->arena, floor_ms);
	if (since->as == AS_FORMAT)
		return formatted(talk->arena, since->format, floor_ms);
	return str_fmt(talk->arena, "%lld", (long long)(floor_ms / 1000));
}

static struct str number(const struct talk *talk, int64_t value)
{
	return str_fmt(talk->arena, "%lld", (long long)value);
}

struct naming {
	struct named *at;
	size_t n;
};

static void name(struct naming *names, struct str key, struct str value)
{
	names->at[names->n++] = (struct named){ key, value };
}

/* Only what this connector has a use for: else the name is free for a parameter, which may be
 * empty. */
static void name_query(const struct talk *talk, struct naming *names)
{
	const struct connector *connector = talk->connector;
	const struct pages *pages = &connector->pages;
	const struct round *round = &talk->state.round;
	int64_t met = pages->by == PAGES_OFFSET ? round->elements : round->page;
	name(names, STR("term"), talk->query->term);
	if (connector->terms.is_given)
		name(names, STR("terms"), talk->query->terms);
	if (connector->since.by != SINCE_NONE)
		name(names, STR("since"), since_text(talk));
	if (pages->by == PAGES_NUMBER || pages->by == PAGES_OFFSET)
		name(names, STR("page"), number(talk, pages->from + met));
	if (pages->by == PAGES_CURSOR || pages->by == PAGES_LAST)
		name(names, STR("cursor"), round->next);
	if (connector->login.request.is_given)
		name(names, STR("token"), talk->state.token);
}

/* By the names in the file: what an older one kept must not stand in for a parameter. */
static void name_kept(const struct talk *talk, struct naming *names)
{
	const struct login *login = &talk->connector->login;
	const struct state *state = &talk->state;
	for (size_t i = 0; i < login->n_keep; i++)
		name(names, login->keep[i].name,
		     kept_get(state->kept, state->n_kept, login->keep[i].name));
}

/* Of the look-ups those that were made for this term. */
static void name_prepared(const struct talk *talk, struct naming *names)
{
	const struct connector *connector = talk->connector;
	const struct state *state = &talk->state;
	for (size_t i = 0; i < connector->n_prepare; i++) {
		const struct prepare *one = &connector->prepare[i];
		name(names, one->name,
		     kept_get(state->prepared, state->n_prepared, talk_lookup(talk, one)));
	}
}

struct scope talk_scope(const struct talk *talk)
{
	const struct connector *connector = talk->connector;
	struct names given = use_names(talk->use, talk->arena);
	size_t most = OWN_NAMES + given.n + connector->login.n_keep + connector->n_prepare;
	struct naming names = { NEW(talk->arena, struct named, most), 0 };
	name(&names, STR("now"), number(talk, talk->now_ms / 1000));
	if (talk->stage >= STAGE_PREPARE)
		name_query(talk, &names);
	for (size_t i = 0; i < given.n; i++)
		name(&names, given.at[i].name, given.at[i].value);
	if (talk->stage != STAGE_LOGIN)
		name_kept(talk, &names);
	if (talk->stage >= STAGE_PREPARE)
		name_prepared(talk, &names);
	return (struct scope){ .here = &nothing,
			       .answer = &nothing,
			       .names = { names.at, names.n } };
}

void talk_open(struct talk *talk)
{
	struct round *round = &talk->state.round;
	if (!round->is_open)
		*round = (struct round){ .is_open = true,
					 .began_ms = talk->now_ms,
					 .of = query_hash(talk->use, 0) };
}

bool talk_is_line(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7F)
			return false;
	return true;
}

bool id_is_greater(struct str id, struct str than)
{
	return id.len != than.len ? id.len > than.len : str_cmp(id, than) > 0;
}

void talk_advance(struct talk *talk)
{
	struct state *state = &talk->state;
	bool is_id = talk->connector->since.by == SINCE_ID;
	struct str time = number(talk, state->round.began_ms), newest = state->round.newest;
	state->since = kept_room(state->since, state->n_since, talk->query->parts.n, talk->arena);
	for (size_t i = 0; i < talk->query->parts.n; i++) {
		struct str term = talk->query->parts.at[i];
		struct str before = kept_get(state->since, state->n_since, term);
		struct str to = !is_id ? time : id_is_greater(newest, before) ? newest : before;
		kept_put(state->since, &state->n_since, (struct kept_text){ term, to });
	}
}

void talk_forget_ids(struct talk *talk)
{
	struct state *state = &talk->state;
	state->since = kept_room(state->since, state->n_since, 0, talk->arena);
	for (size_t i = 0; i < talk->query->parts.n && state->has_ids; i++)
		if (kept_has(state->since, state->n_since, talk->query->parts.at[i]))
			kept_put(state->since, &state->n_since,
				 (struct kept_text){ talk->query->parts.at[i], STR("") });
}

static bool is_asked(const struct connector_use *use, struct str term)
{
	for (size_t i = 0; i < use->n_queries; i++)
		for (size_t j = 0; j < use->queries[i].parts.n; j++)
			if (str_eq(use->queries[i].parts.at[j], term))
				return true;
	return false;
}

/* Terms that nobody asks for any more are forgotten. */
static void prune(const struct connector_use *use, struct kept_text *at, size_t *n,
		  bool is_prepared)
{
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		struct str term = at[i].name, before;
		if (is_prepared && str_find_char(term, '\n') == term.len)
			term = STR("");
		else if (is_prepared)
			str_cut(&term, '\n', &before);
		if ((is_prepared && term.len == 0) || is_asked(use, term))
			at[kept++] = at[i];
	}
	*n = kept;
}

bool talk_next_query(struct talk *talk)
{
	struct state *state = &talk->state;
	struct round *round = &state->round;
	size_t next = round->query + 1;
	if (next >= talk->use->n_queries) {
		*round = (struct round){ 0 };
		prune(talk->use, state->since, &state->n_since, false);
		prune(talk->use, state->prepared, &state->n_prepared, true);
		return false;
	}
	*round = (struct round){ .is_open = true,
				 .began_ms = round->began_ms,
				 .query = next,
				 .of = query_hash(talk->use, next) };
	return true;
}
