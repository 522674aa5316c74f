#include "flow_parts.h"

#include "hash.h"
#include "interval.h"
#include "log.h"
#include "url.h"

#include <stdlib.h>

#include "poison.h"

/* Sources whose feed is the same one, because one of them moved there or is a page that names it.
 *
 * Who asks is the leader; the others are its twins and get each of its answers as if it were their
 * own: a job, a place and a set of seen items stay with each source, so that nothing but the
 * request is shared. A twin joins after an answer of either, when the leader has none that is
 * newer, and is let go, to ask for itself, when an answer could not be handed to it, when it moves
 * on, or when its leader does. Only a source that moved becomes a twin, so the one whose own
 * address it is leads. Sources with headers, a password or certificates of their own are no twins
 * of anybody: they may be shown something else. */

struct addresses {
	struct spot **buckets; /* by address */
	size_t n;	       /* a power of two */
};

static bool has_moved(const struct spot *spot)
{
	return spot->place.moved_seen >= MOVED_CONFIRMED && spot->place.moved_to.len;
}

static uint64_t moved_address(const struct spot *spot)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	return hash_str(str_fmt(arena, "%s:" STR_FMT, spot->source->kind->name,
				STR_ARG(url_identity(arena, spot->place.moved_to))));
}

/* What its requests ask for, in the way of source->key. */
static uint64_t address_of(const struct spot *spot)
{
	return has_moved(spot) ? moved_address(spot) : hash_str(spot->source->key);
}

static struct spot **bucket_of(const struct flow *flow, uint64_t address)
{
	return &flow->addresses->buckets[address & (flow->addresses->n - 1)];
}

static void address_add(struct spot *spot)
{
	struct spot **bucket = bucket_of(spot->flow, spot->address);
	spot->next_at = *bucket;
	*bucket = spot;
}

static void address_remove(const struct spot *spot)
{
	struct spot **at = bucket_of(spot->flow, spot->address);
	while (*at != spot)
		at = &(*at)->next_at;
	*at = spot->next_at;
}

/* --- Joining and leaving */

static bool is_plain(const struct source *source)
{
	return !source->kind->hears_all &&
	       source->headers.n + source->user.len + source->password.len + source->ca.len == 0;
}

/* Of two that both moved there, the first in the configuration. */
static bool ranks_before(const struct spot *spot, const struct spot *other)
{
	if (has_moved(spot) != has_moved(other))
		return !has_moved(spot);
	return spot->number < other->number;
}

/* Has it met all that the leader has? */
static bool is_in_step(const struct spot *spot, const struct spot *leader)
{
	return spot->place.ok_ms >= leader->place.ok_ms ||
	       spot->place.body_hash == leader->place.body_hash;
}

static bool can_lead(const struct spot *leader, const struct spot *spot)
{
	const struct place *place = &leader->place;
	return leader != spot && leader->address == spot->address && !leader->leader &&
	       !leader->is_asked && !leader->has_ended && !place->is_gone && !place->failures &&
	       is_in_step(spot, leader) && is_plain(leader->source) && ranks_before(leader, spot);
}

static struct spot *find_leader(const struct spot *spot)
{
	const struct place *place = &spot->place;
	bool is_ready = place->has_baseline && !place->failures && !place->is_gone;
	if (!is_ready || !has_moved(spot) || !is_plain(spot->source))
		return NULL;
	struct spot *leader = *bucket_of(spot->flow, spot->address);
	while (leader && !can_lead(leader, spot))
		leader = leader->next_at;
	return leader;
}

static void leave(struct spot *spot)
{
	struct spot **at;
	if (!spot->leader)
		return;
	for (at = &spot->leader->twins; *at != spot; at = &(*at)->next_twin)
		continue;
	*at = spot->next_twin;
	spot->leader = NULL;
}

static void let_go(struct spot *spot)
{
	while (spot->twins) {
		struct spot *twin = spot->twins;
		leave(twin);
		if (!twin->is_asked)
			rhythm_set(twin);
	}
}

static void join(struct spot *spot, struct spot *leader)
{
	let_go(spot);
	spot->leader = leader;
	spot->next_twin = leader->twins;
	leader->twins = spot;
}

static void join_if_same(struct spot *spot)
{
	struct spot *leader = spot->leader ? NULL : find_leader(spot);
	if (!leader)
		return;
	LOG(same_feed, KV("source", spot->source->name), KV("as", leader->source->name));
	join(spot, leader);
	rhythm_set(spot);
}

/* The one who wants to come first asks for all. */
static void hurry(struct spot *leader, const struct place *place)
{
	if (leader->is_asked || leader->place.due_ms <= place->due_ms)
		return;
	leader->place.due_ms = place->due_ms;
	leader->place.interval_ms = place->interval_ms;
	leader->place.because = place->because;
	spot_dirty(leader);
	rhythm_set(leader);
}

void twin_settle(struct spot *spot)
{
	uint64_t address = address_of(spot);
	if (spot->leader && !is_in_step(spot, spot->leader))
		leave(spot);
	if (spot->place.is_gone) {
		leave(spot);
		let_go(spot);
	}
	if (address != spot->address) {
		leave(spot);
		let_go(spot);
		address_remove(spot);
		spot->address = address;
		address_add(spot);
	}
	join_if_same(spot);
	for (struct spot *other = *bucket_of(spot->flow, address); other; other = other->next_at)
		if (!other->is_asked && !other->is_by_hand && other->address == address)
			join_if_same(other);
	if (spot->leader)
		hurry(spot->leader, &spot->place);
	for (const struct spot *twin = spot->twins; twin; twin = twin->next_twin)
		if (!twin->is_asked)
			hurry(spot, &twin->place);
}

/* --- Sharing an answer */

static struct response *response_copy(const struct response *response, struct arena *arena)
{
	struct response *copy = NEW(arena, struct response, 1);
	struct header *headers = NEW(arena, struct header, response->headers.n);
	for (size_t i = 0; i < response->headers.n; i++)
		headers[i] = (struct header){ str_dup(arena, response->headers.at[i].name),
					      str_dup(arena, response->headers.at[i].value) };
	*copy = *response;
	copy->headers.at = headers;
	copy->url = str_dup(arena, response->url);
	copy->moved = str_dup(arena, response->moved);
	copy->body = str_dup(arena, response->body);
	copy->mark = str_dup(arena, response->mark);
	return copy;
}

struct job *twins_hear(struct spot *spot, const struct response *response)
{
	struct job *jobs = NULL;
	struct spot *next;
	for (struct spot *twin = spot->is_orphan ? NULL : spot->twins; twin; twin = next) {
		next = twin->next_twin;
		if (twin->is_asked) {
			leave(twin); /* it has not seen this answer, so it asks itself */
			continue;
		}
		struct job *job = job_new(spot->flow->plan, twin->source);
		job->owner = twin;
		twin->is_asked = true;
		spot->flow->under_way++;
		job->response = response_copy(response, job->arena);
		job->next = jobs;
		jobs = job;
	}
	return jobs;
}

/* --- The table */

void twins_close(struct flow *flow)
{
	if (flow->addresses)
		free(flow->addresses->buckets);
	free(flow->addresses);
	flow->addresses = NULL;
}

void twins_open(struct flow *flow)
{
	struct addresses *addresses = calloc(1, sizeof(*addresses));
	twins_close(flow);
	if (!addresses)
		abort();
	for (addresses->n = 1; addresses->n < flow->n_spots;)
		addresses->n *= 2;
	addresses->buckets = calloc(addresses->n, sizeof(struct spot *));
	if (!addresses->buckets)
		abort();
	flow->addresses = addresses;
	for (size_t i = 0; i < flow->n_spots; i++) {
		struct spot *spot = flow->spots[i];
		spot->leader = spot->twins = spot->next_twin = NULL;
		spot->address = address_of(spot);
		address_add(spot);
	}
	for (size_t i = 0; i < flow->n_spots && !flow->options.is_once; i++) {
		struct spot *spot = flow->spots[i];
		struct spot *leader = spot->is_asked ? NULL : find_leader(spot);
		if (leader)
			join(spot, leader);
	}
}
