/* options.c - a map read by rows of options.
 *
 * Each type of option is one reader in the table below: it takes the value's node and writes the
 * C type that option.h names for it. Defaults go through the same readers, as if they had been
 * written in the file. Several sets of rows can be read from one map (what all sources share, and
 * what one kind adds); what no set knows is an error with a suggestion. */
#include "inside.h"

#include "arena.h"
#include "file.h"
#include "url.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "poison.h"

enum { WORDS_MAX = 1000, SHOWN_MAX = 80, KEYS_MAX = 64 };

#define DURATIONS "such as 90s, 15m, 2h, 7d or 2y"

/* One value on its way into its place. */
struct slot {
	const struct reading *reading;
	const struct option *row;
	struct where key;
	void *out;
};

static bool wrong(const struct slot *slot, const struct node *value, const char *wants)
{
	problem_error(slot->reading->problems, value->where, "\"%s\" wants %s", slot->row->key,
		      wants);
	return false;
}

static bool is_text(const struct slot *slot, const struct node *value, const char *wants)
{
	if (value->kind == NODE_TEXT)
		return true;
	problem_error(slot->reading->problems, value->where, "\"%s\" wants %s, not a %s",
		      slot->row->key, wants, value->kind == NODE_LIST ? "list" : "map");
	return false;
}

static bool read_text(const struct slot *slot, const struct node *value)
{
	if (!is_text(slot, value, "a text"))
		return false;
	*(struct str *)slot->out = value->text;
	return true;
}

bool node_is_bool(const struct node *node, bool *out)
{
	static const struct {
		struct str word;
		bool value;
	} words[] = { { STR_INIT("true"), true }, { STR_INIT("yes"), true },
		      { STR_INIT("on"), true },	  { STR_INIT("false"), false },
		      { STR_INIT("no"), false },  { STR_INIT("off"), false } };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (node->kind == NODE_TEXT && str_eq_nocase(node->text, words[i].word)) {
			*out = words[i].value;
			return true;
		}
	return false;
}

static bool read_bool(const struct slot *slot, const struct node *value)
{
	return node_is_bool(value, slot->out) || wrong(slot, value, "true or false");
}

/* Both bounds 0: any from 0 up. */
static bool is_within(const struct option *row, int64_t value, int64_t *most)
{
	*most = row->min || row->max ? row->max : INT64_MAX;
	return value >= row->min && value <= *most;
}

static bool read_int(const struct slot *slot, const struct node *value)
{
	const struct option *row = slot->row;
	int64_t number, most;
	if (!is_text(slot, value, "a whole number"))
		return false;
	if (!str_int(value->text, &number))
		return wrong(slot, value, "a whole number");
	if (!is_within(row, number, &most)) {
		struct str range = most == INT64_MAX
					   ? str_fmt(slot->reading->arena, "a number from %lld up",
						     (long long)row->min)
					   : str_fmt(slot->reading->arena,
						     "a number from %lld to %lld",
						     (long long)row->min, (long long)most);
		return wrong(slot, value, range.at);
	}
	*(int64_t *)slot->out = number;
	return true;
}

static bool number_parse(struct arena *arena, struct str text, double *out)
{
	const char *start = str_z(arena, text);
	char *end;
	if (text.len == 0 || strspn(start, "+-.0123456789") != text.len)
		return false;
	double number = strtod(start, &end);
	if (*end)
		return false;
	*out = number;
	return true;
}

static bool read_number(const struct slot *slot, const struct node *value)
{
	return is_text(slot, value, "a number") &&
	       (number_parse(slot->reading->arena, value->text, slot->out) ||
		wrong(slot, value, "a number such as 0.5 or -0.3"));
}

static bool read_duration(const struct slot *slot, const struct node *value)
{
	struct arena *arena = slot->reading->arena;
	int64_t ms, most;
	if (!is_text(slot, value, "a duration"))
		return false;
	if (!duration_parse(value->text, &ms)) {
		wrong(slot, value, "a duration");
		problem_hint(slot->reading->problems, DURATIONS);
		return false;
	}
	if (!is_within(slot->row, ms, &most)) {
		struct str least = duration_text(arena, slot->row->min);
		struct str range = most == INT64_MAX
					   ? str_fmt(arena, "at least " STR_FMT, STR_ARG(least))
					   : str_fmt(arena, "between " STR_FMT " and " STR_FMT,
						     STR_ARG(least),
						     STR_ARG(duration_text(arena, most)));
		return wrong(slot, value, range.at);
	}
	*(int64_t *)slot->out = ms;
	return true;
}

static bool has_blank_or_control(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7f)
			return true;
	return false;
}

static bool url_is_fine(const struct slot *slot, const struct node *value)
{
	struct url url;
	if (!url_is_web(value->text) || has_blank_or_control(value->text) ||
	    !url_parse(value->text, &url)) {
		wrong(slot, value, "a whole URL");
		problem_hint(slot->reading->problems, "it begins with http:// or https://");
		return false;
	}
	if (str_find_char(url.user, ':') < url.user.len) {
		problem_error(slot->reading->problems, slot->key,
			      "a secret is never written inline, not in a URL either");
		problem_hint(slot->reading->problems,
			     "use user: NAME and password: {file: PATH} beside it");
		return false;
	}
	return true;
}

static bool read_url(const struct slot *slot, const struct node *value)
{
	if (!is_text(slot, value, "a URL") || !url_is_fine(slot, value))
		return false;
	*(struct str *)slot->out = value->text;
	return true;
}

static bool read_secret(const struct slot *slot, const struct node *value)
{
	return secret_read(slot->reading, slot->row->key, slot->key, value, slot->out);
}

static bool read_url_or_secret(const struct slot *slot, const struct node *value)
{
	struct secret_url *out = slot->out;
	struct node inner = { .kind = NODE_TEXT, .where = value->where, .text = value->text };
	bool is_inline = value->kind == NODE_TEXT;
	if (!is_inline &&
	    !secret_read(slot->reading, slot->row->key, slot->key, value, &inner.text))
		return false;
	if (!url_is_fine(slot, &inner))
		return false;
	*out = (struct secret_url){ inner.text, is_inline, value->where };
	return true;
}

static struct str choice_names(const struct slot *slot, struct str *names, size_t *n)
{
	struct buf list = buf_new(slot->reading->arena, WORDS_MAX);
	*n = 0;
	for (const struct choice *c = slot->row->choices; c->name && *n < KEYS_MAX; c++) {
		buf_fmt(&list, *n ? ", %s" : "%s", c->name);
		names[(*n)++] = str_from(c->name);
	}
	return buf_str(&list);
}

static bool read_choice(const struct slot *slot, const struct node *value)
{
	struct problems *problems = slot->reading->problems;
	struct str names[KEYS_MAX];
	size_t n;
	struct str list = choice_names(slot, names, &n);
	if (!is_text(slot, value, "one word"))
		return false;
	for (const struct choice *c = slot->row->choices; c->name; c++)
		if (str_eq(value->text, str_from(c->name))) {
			*(int *)slot->out = c->value;
			return true;
		}
	struct str near = str_nearest(value->text, names, n);
	problem_error(problems, value->where, "\"%s\" does not know \"" STR_FMT "\"",
		      slot->row->key, STR_ARG(str_first(value->text, SHOWN_MAX)));
	if (near.len)
		problem_hint(problems, "did you mean \"" STR_FMT "\"? known are: " STR_FMT,
			     STR_ARG(near), STR_ARG(list));
	else
		problem_hint(problems, "known are: " STR_FMT, STR_ARG(list));
	return false;
}

static bool read_list(const struct slot *slot, const struct node *value)
{
	struct problems *problems = slot->reading->problems;
	bool is_fine = true;
	if (value->kind == NODE_TEXT) {
		*(struct nodes *)slot->out = (struct nodes){ value, 1 };
		return true;
	}
	if (value->kind == NODE_MAP)
		return is_text(slot, value, "a text or a list of texts");
	for (size_t i = 0; i < value->n; i++) {
		const struct node *item = &value->values[i];
		if (item->kind == NODE_TEXT && !node_is_none(item))
			continue;
		is_fine = false;
		problem_error(problems, item->where, "\"%s\" wants a list of texts",
			      slot->row->key);
		if (node_is_none(item))
			problem_hint(problems, "what begins with # is a comment unless quoted");
	}
	if (is_fine)
		*(struct nodes *)slot->out = (struct nodes){ value->values, value->n };
	return is_fine;
}

static bool read_node(const struct slot *slot, const struct node *value)
{
	*(const struct node **)slot->out = value;
	return true;
}

static bool read_path(const struct slot *slot, const struct node *value)
{
	if (!is_text(slot, value, "a path"))
		return false;
	bool is_given = value->where.file && !str_eq(value->text, STR("-"));
	*(struct str *)slot->out = is_given ? file_beside(slot->reading->arena,
							  value->where.file->path, value->text)
					    : value->text;
	return true;
}

/* A key whose work comes later; the one value that asks for no such work is fine. */
static bool refuse_later(const struct slot *slot, const struct node *value)
{
	struct problems *problems = slot->reading->problems;
	const char *now = slot->row->def;
	if (now && value->kind == NODE_TEXT && str_eq(value->text, str_from(now)))
		return true;
	problem_error(problems, slot->key, "not yet: \"%s\" comes with a later version",
		      slot->row->key);
	if (now)
		problem_hint(problems, "until then only \"%s: %s\"", slot->row->key, now);
	else
		problem_hint(problems, "take it out until then");
	return false;
}

typedef bool option_reader(const struct slot *slot, const struct node *value);

static option_reader *const readers[] = {
	[OPT_TEXT] = read_text,
	[OPT_BOOL] = read_bool,
	[OPT_INT] = read_int,
	[OPT_NUMBER] = read_number,
	[OPT_DURATION] = read_duration,
	[OPT_URL] = read_url,
	[OPT_CHOICE] = read_choice,
	[OPT_SECRET] = read_secret,
	[OPT_URL_OR_SECRET] = read_url_or_secret,
	[OPT_LIST] = read_list,
	[OPT_NODE] = read_node,
	[OPT_PATH] = read_path,
	[OPT_LATER] = refuse_later,
};

bool node_is_none(const struct node *node)
{
	return node->kind == NODE_TEXT && node->is_plain && node->text.len == 0;
}

const struct node *node_get(const struct node *map, const char *key)
{
	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++)
		if (str_eq(map->keys[i].text, str_from(key)))
			return &map->values[i];
	return NULL;
}

bool node_wants(const struct reading *reading, const struct node *node, enum node_kind kind,
		const char *what)
{
	if (node->kind == kind)
		return true;
	problem_error(reading->problems, node->where, "%s", what);
	return false;
}

bool option_read(const struct reading *reading, const struct option *row, struct where key,
		 const struct node *value, void *settings)
{
	struct slot slot = { reading, row, key, (char *)settings + row->offset };
	bool is_empty = row->must && value->kind == NODE_TEXT && value->text.len == 0;
	if ((is_empty || node_is_none(value)) && row->type != OPT_NODE && row->type != OPT_LATER) {
		problem_error(reading->problems, key, "\"%s\" has no value", row->key);
		problem_hint(reading->problems, "what begins with # is a comment unless quoted");
		return false;
	}
	return readers[row->type](&slot, value);
}

void options_defaults(struct arena *arena, const struct option *rows, void *settings)
{
	struct problems problems = problems_new(arena);
	struct reading reading = { .arena = arena, .problems = &problems };
	for (; rows && rows->key; rows++) {
		struct node value = { .kind = NODE_TEXT, .text = str_from(rows->def) };
		if (!rows->def || rows->type == OPT_LATER)
			continue;
		if (rows->type == OPT_LIST || rows->type == OPT_NODE) { /* these keep the node */
			struct node *kept = NEW(arena, struct node, 1);
			*kept = value;
			readers[rows->type](
				&(struct slot){
					&reading, rows, { 0 }, (char *)settings + rows->offset },
				kept);
			continue;
		}
		bool is_good = option_read(&reading, rows, value.where, &value, settings);
		assert(is_good);
	}
}

static const struct option *row_of(const struct option *rows, struct str key)
{
	for (; rows && rows->key; rows++)
		if (rows->type != OPT_REST && str_eq(key, str_from(rows->key)))
			return rows;
	return NULL;
}

static void refuse_unknown(const struct reading *reading, const struct node *key,
			   const struct option_set *sets, size_t n)
{
	struct str names[KEYS_MAX];
	size_t n_names = 0;
	struct buf list = buf_new(reading->arena, WORDS_MAX);
	for (size_t i = 0; i < n; i++)
		for (const struct option *row = sets[i].rows; row && row->key && n_names < KEYS_MAX;
		     row++) {
			if (row->type != OPT_LATER)
				buf_fmt(&list, list.len ? ", %s" : "%s", row->key);
			names[n_names++] = str_from(row->key);
		}
	problem_error(reading->problems, key->where, "unknown key \"" STR_FMT "\"",
		      STR_ARG(str_first(key->text, SHOWN_MAX)));
	problem_hint(reading->problems, "known here: " STR_FMT, STR_ARG(buf_str(&list)));
	problem_suggest(reading->problems, key->text, names, n_names);
}

static void require(const struct reading *reading, const struct node *map,
		    const struct option *rows)
{
	for (; rows && rows->key; rows++)
		if (rows->must && !node_get(map, rows->key)) {
			problem_error(reading->problems, map->where, "\"%s\" is missing here",
				      rows->key);
			problem_hint(reading->problems, "%s", rows->doc ? rows->doc : "");
		}
}

bool options_read_sets(const struct reading *reading, const struct node *map,
		       const struct option_set *sets, size_t n)
{
	size_t errors = reading->problems->errors;
	struct rest rest = rest_new(reading, map, sets, n);
	for (size_t i = 0; i < n; i++)
		options_defaults(reading->arena, sets[i].rows, sets[i].settings);
	if (!node_wants(reading, map, NODE_MAP, "a map of keys and values is wanted here"))
		return false;
	for (size_t k = 0; k < map->n; k++) {
		const struct option *row = NULL;
		size_t i = 0;
		while (i < n && !(row = row_of(sets[i].rows, map->keys[k].text)))
			i++;
		if (row)
			option_read(reading, row, map->keys[k].where, &map->values[k],
				    sets[i].settings);
		else if (rest.out)
			rest_add(reading, &rest, &map->keys[k], &map->values[k]);
		else
			refuse_unknown(reading, &map->keys[k], sets, n);
	}
	for (size_t i = 0; i < n && !reading->is_partial; i++)
		require(reading, map, sets[i].rows);
	return reading->problems->errors == errors;
}

bool options_read(struct arena *arena, const struct node *map, const struct option *rows,
		  void *settings, struct problems *problems)
{
	struct reading reading = { .arena = arena, .problems = problems };
	struct option_set set = { rows, settings };
	return options_read_sets(&reading, map, &set, 1);
}
