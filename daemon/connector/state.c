#include "talk.h"

#include "arena.h"
#include "buf.h"
#include "json_write.h"

#include <stdio.h>
#include <string.h>

#include "poison.h"

/* One JSON text, so that the store needs to know nothing of it. It may come from an older version,
 * a hand, or a disk that lies: what cannot be read is left out, and a text that is no state at all
 * is the beginning. That costs a login and a first round, and tells nobody anything twice, for what
 * was seen stands elsewhere. */

/* More pages, elements, failures than anybody counts to. */
enum { KEPT_TEXTS_MAX = PREPARE_MAX * TERMS_MAX, COUNT_MAX = 1000000000 };

struct str kept_get(const struct kept_text *at, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(at[i].name, name))
			return at[i].value;
	return STR("");
}

bool kept_has(const struct kept_text *at, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(at[i].name, name))
			return true;
	return false;
}

struct kept_text *kept_room(const struct kept_text *at, size_t n, size_t more, struct arena *arena)
{
	struct kept_text *list = NEW(arena, struct kept_text, n + more);
	if (n)
		memcpy(list, at, n * sizeof(*at));
	return list;
}

void kept_put(struct kept_text *list, size_t *n, struct kept_text one)
{
	size_t i = 0;
	while (i < *n && !str_eq(list[i].name, one.name))
		i++;
	list[i] = one;
	*n += i == *n;
}

struct kept_text *kept_set(const struct kept_text *at, size_t *n, struct kept_text one,
			   struct arena *arena)
{
	struct kept_text *list = kept_room(at, *n, 1, arena);
	kept_put(list, n, one);
	return list;
}

static int64_t member_int(const struct json_value *map, const char *key)
{
	int64_t value;
	if (!str_int(json_member_text(map, key), &value) || value < 0)
		return 0;
	return value;
}

static int64_t member_count(const struct json_value *map, const char *key)
{
	int64_t value = member_int(map, key);
	return value < COUNT_MAX ? value : 0;
}

static bool member_bool(const struct json_value *map, const char *key)
{
	const struct json_value *value = json_member(map, key);
	return value && value->kind == JSON_BOOL && value->is_true;
}

/* Sixteen digits: JSON's numbers end at 2^53. */
static uint64_t member_hash(const struct json_value *map, const char *key)
{
	struct str text = json_member_text(map, key);
	uint64_t hash = 0;
	for (size_t i = 0; i < text.len; i++) {
		const char *digits = "0123456789abcdef";
		const char *digit = text.at[i] ? strchr(digits, text.at[i]) : NULL;
		if (!digit || text.len > 16)
			return 0;
		hash = hash << 4 | (uint64_t)(digit - digits);
	}
	return hash;
}

static struct kept_text *member_texts(const struct json_value *map, const char *key, size_t *n,
				      struct arena *arena)
{
	const struct json_value *texts = json_member(map, key);
	*n = 0;
	if (!texts || texts->kind != JSON_MAP)
		return NULL;
	struct kept_text *list = NEW(arena, struct kept_text, texts->n);
	for (size_t i = 0; i < texts->n && *n < KEPT_TEXTS_MAX; i++)
		if (texts->at[i].kind == JSON_TEXT)
			list[(*n)++] = (struct kept_text){ texts->at[i].key, texts->at[i].text };
	return list;
}

static struct round round_read(const struct json_value *map)
{
	if (!map || map->kind != JSON_MAP)
		return (struct round){ 0 };
	return (struct round){
		.is_open = true,
		.began_ms = member_int(map, "began"),
		.query = (size_t)member_count(map, "query"),
		.of = member_hash(map, "of"),
		.page = member_count(map, "page"),
		.elements = member_count(map, "elements"),
		.next = json_member_text(map, "next"),
		.newest = json_member_text(map, "newest"),
		.failures = member_count(map, "failures"),
		.guard = member_hash(map, "guard"),
	};
}

static struct valid valid_read(const struct json_value *map)
{
	if (!map || map->kind != JSON_MAP)
		return (struct valid){ 0 };
	return (struct valid){ member_hash(map, "of"), json_member_text(map, "etag"),
			       json_member_text(map, "modified") };
}

bool state_read(struct str text, struct arena *arena, struct state *out)
{
	struct json_value map;
	struct err err = { 0 };
	*out = (struct state){ 0 };
	if (text.len == 0 || text.len > STATE_MAX || !json_read(arena, text, &map, &err) ||
	    map.kind != JSON_MAP)
		return false;
	out->owner = member_hash(&map, "owner");
	out->token = json_member_text(&map, "token");
	out->expires_ms = member_int(&map, "expires");
	out->is_retried = member_bool(&map, "retried");
	out->has_ids = member_bool(&map, "ids");
	out->kept = member_texts(&map, "kept", &out->n_kept, arena);
	out->prepared = member_texts(&map, "prepared", &out->n_prepared, arena);
	out->since = member_texts(&map, "since", &out->n_since, arena);
	out->valid = valid_read(json_member(&map, "valid"));
	out->round = round_read(json_member(&map, "round"));
	return true;
}

static void put_hash(struct json *json, const char *key, uint64_t hash)
{
	char text[17];
	snprintf(text, sizeof(text), "%016llx", (unsigned long long)hash);
	json_put(json, key, str_from(text));
}

static void put_true(struct json *json, const char *key, bool is_true)
{
	if (!is_true)
		return;
	json_key(json, key);
	json_bool(json, true);
}

static void put_texts(struct json *json, const char *key, const struct kept_text *at, size_t n)
{
	if (n == 0)
		return;
	json_key(json, key);
	json_open(json, '{');
	for (size_t i = 0; i < n; i++) {
		json_text(json, at[i].name);
		buf_char(json->buf, ':');
		json->needs_comma = false;
		json_text(json, at[i].value);
	}
	json_close(json, '}');
}

static void put_round(struct json *json, const struct round *round)
{
	if (!round->is_open)
		return;
	json_key(json, "round");
	json_open(json, '{');
	json_put_int(json, "began", round->began_ms);
	json_put_int(json, "query", (int64_t)round->query);
	put_hash(json, "of", round->of);
	json_put_int(json, "page", round->page);
	json_put_int(json, "elements", round->elements);
	json_put_some(json, "next", round->next);
	json_put_some(json, "newest", round->newest);
	if (round->failures)
		json_put_int(json, "failures", round->failures);
	put_hash(json, "guard", round->guard);
	json_close(json, '}');
}

static void put_valid(struct json *json, const struct valid *valid)
{
	if (!valid->of)
		return;
	json_key(json, "valid");
	json_open(json, '{');
	put_hash(json, "of", valid->of);
	json_put_some(json, "etag", valid->etag);
	json_put_some(json, "modified", valid->modified);
	json_close(json, '}');
}

struct str state_write(const struct state *state, struct arena *arena)
{
	struct buf buf = buf_new(arena, STATE_MAX);
	struct json json = json_new(&buf);
	json_open(&json, '{');
	put_hash(&json, "owner", state->owner);
	json_put_some(&json, "token", state->token);
	if (state->expires_ms)
		json_put_int(&json, "expires", state->expires_ms);
	put_true(&json, "retried", state->is_retried);
	put_true(&json, "ids", state->has_ids);
	put_texts(&json, "kept", state->kept, state->n_kept);
	put_texts(&json, "prepared", state->prepared, state->n_prepared);
	put_texts(&json, "since", state->since, state->n_since);
	put_valid(&json, &state->valid);
	put_round(&json, &state->round);
	json_close(&json, '}');
	return buf.is_full ? STR("") : buf_str(&buf);
}
