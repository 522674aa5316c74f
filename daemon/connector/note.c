#include "talk.h"

#include "arena.h"
#include "buf.h"
#include "utf8.h"

#include "poison.h"

/* What a file looks for and an answer does not have is no failure: a field may be empty, a list
 * missing where nothing was found. Whoever writes the file has mistyped it, most of the time. */

enum { NOTE_MAX = 2 * KIB, KEYS_TOLD = 12, KEY_MAX = 40 };

static const struct str part_names[PART_COUNT] = {
	[PART_ID] = STR_INIT("id"),	    [PART_URL] = STR_INIT("url"),
	[PART_TITLE] = STR_INIT("title"),   [PART_TEXT] = STR_INIT("text"),
	[PART_AUTHOR] = STR_INIT("author"), [PART_PROFILE] = STR_INIT("profile"),
	[PART_TIME] = STR_INIT("time"),	    [PART_SEEN] = STR_INIT("seen"),
	[PART_LANG] = STR_INIT("lang"),	    [PART_PLACE] = STR_INIT("place"),
	[PART_LINK] = STR_INIT("link"),	    [PART_FOLLOWERS] = STR_INIT("followers"),
	[PART_PARENT] = STR_INIT("parent"), [PART_THREAD] = STR_INIT("thread"),
	[PART_RATING] = STR_INIT("rating"),
};

static bool is_given(const struct connector *connector, size_t part)
{
	for (size_t i = 0; i < connector->n_arrays; i++)
		if (connector->arrays[i].item.parts[part].n)
			return true;
	return false;
}

static struct str keys_of(const struct json_value *answer, struct arena *arena)
{
	struct buf keys = buf_new(arena, NOTE_MAX);
	if (answer->kind == JSON_LIST)
		return STR("a list: each is . then");
	for (size_t i = 0; i < answer->n && i < KEYS_TOLD; i++)
		buf_fmt(&keys, "%s" STR_FMT, i ? ", " : "",
			STR_ARG(utf8_first(answer->at[i].key, KEY_MAX)));
	if (answer->n > KEYS_TOLD)
		buf_add(&keys, STR(", \xE2\x80\xA6"));
	return keys.len ? buf_str(&keys) : STR("nothing in it");
}

struct str note_of(const struct connector *connector, const struct scope *answer,
		   const struct mapped *mapped, struct arena *arena)
{
	struct buf note = buf_new(arena, NOTE_MAX);
	if (mapped->elements == 0 && !path_first(&connector->arrays->each, answer, arena))
		return str_fmt(arena, "nothing stands at `each`; the answer has " STR_FMT,
			       STR_ARG(keys_of(answer->here, arena)));
	for (size_t part = 0; part < PART_COUNT && mapped->items.n; part++)
		if (part_names[part].len && is_given(connector, part) &&
		    !(mapped->found & 1U << part))
			buf_fmt(&note, STR_FMT STR_FMT, STR_ARG(note.len ? STR(", ") : STR("")),
				STR_ARG(part_names[part]));
	return note.len ? str_fmt(arena, "empty in all of them: " STR_FMT, STR_ARG(buf_str(&note)))
			: STR("");
}
