/* How it works: rows_read looks every key of a map up in the rows of one or several sets and lets
 * the row's reader write what stands behind it. The readers here are those of single values; what
 * is a map of its own has its rows where its struct is filled. */
#include "reader.h"

#include "arena.h"
#include "duration.h"
#include "place.h"
#include "url.h"

#include <string.h>

#include "poison.h"

enum { KEYS_MAX = 64, SHOWN_MAX = 80, RATE_COUNT_MAX = 1000000000 };

/* --- maps --- */

bool reader_wants(const struct reader *r, const struct node *node, enum node_kind kind,
		  const char *what)
{
	if (node->kind != kind)
		problem_error(r->problems, node->where, "%s", what);
	return node->kind == kind;
}

static void tell_unknown(const struct reader *r, const struct node *key, const struct row_set *sets,
			 size_t n)
{
	struct str known[KEYS_MAX];
	size_t n_known = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sets[i].n && n_known < KEYS_MAX; k++)
			known[n_known++] = str_from(sets[i].rows[k].key);
	problem_error(r->problems, key->where, "unknown key \"" STR_FMT "\"",
		      STR_ARG(str_first(key->text, SHOWN_MAX)));
	problem_suggest(r->problems, key->text, known, n_known);
}

static bool read_with(const struct reader *r, const struct row_set *set, const struct node *key,
		      const struct node *value)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct row *row = &set->rows[i];
		if (!str_eq(key->text, str_from(row->key)))
			continue;
		if (row->has)
			*(bool *)((char *)set->out + row->has) = true;
		row->read(r, row, value, (char *)set->out + row->offset);
		return true;
	}
	return false;
}

static bool has_key(const struct node *map, const char *key)
{
	for (size_t i = 0; i < map->n; i++)
		if (str_eq(map->keys[i].text, str_from(key)))
			return true;
	return false;
}

void rows_read(const struct reader *r, const struct node *map, const struct row_set *sets, size_t n)
{
	if (!reader_wants(r, map, NODE_MAP, "not a map"))
		return;
	for (size_t i = 0; i < map->n; i++) {
		bool is_known = false;
		for (size_t k = 0; k < n && !is_known; k++)
			is_known = read_with(r, &sets[k], &map->keys[i], &map->values[i]);
		if (!is_known)
			tell_unknown(r, &map->keys[i], sets, n);
	}
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < sets[k].n; i++)
			if (sets[k].rows[i].must && !has_key(map, sets[k].rows[i].key))
				problem_error(r->problems, map->where, "\"%s\" is missing",
					      sets[k].rows[i].key);
}

struct nodes reader_each(const struct node *node)
{
	return node->kind == NODE_LIST ? (struct nodes){ node->values, node->n }
				       : (struct nodes){ node, 1 };
}

/* --- single values --- */

static bool refuse(const struct reader *r, const struct row *row, const struct node *value,
		   const char *wants)
{
	if (place_has_text(value, r->problems))
		problem_error(r->problems, value->where, "\"%s\" wants %s", row->key, wants);
	return false;
}

void read_text(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	if (value->kind != NODE_TEXT || value->text.len == 0)
		refuse(r, row, value, "a text");
	else
		*(struct str *)out = value->text;
}

void read_web(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	if (value->kind != NODE_TEXT || !url_is_web(value->text))
		refuse(r, row, value, "an address that begins with https://");
	else
		*(struct str *)out = value->text;
}

void read_truth(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	static const struct {
		struct str word;
		bool is_true;
	} words[] = {
		{ STR_INIT("true"), true },   { STR_INIT("yes"), true }, { STR_INIT("on"), true },
		{ STR_INIT("false"), false }, { STR_INIT("no"), false }, { STR_INIT("off"), false },
	};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (value->kind == NODE_TEXT && str_eq_nocase(value->text, words[i].word)) {
			*(bool *)out = words[i].is_true;
			return;
		}
	refuse(r, row, value, "true or false");
}

void read_number(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	int64_t number;
	if (value->kind == NODE_TEXT && str_int(value->text, &number) && number >= row->min &&
	    number <= row->max) {
		*(int64_t *)out = number;
		return;
	}
	struct str wants = str_fmt(r->home, "a number from %lld to %lld", (long long)row->min,
				   (long long)row->max);
	refuse(r, row, value, wants.at);
}

void read_size(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	int64_t number = row->min;
	read_number(r, row, value, &number);
	*(size_t *)out = (size_t)number;
}

void read_duration(const struct reader *r, const struct row *row, const struct node *value,
		   void *out)
{
	if (value->kind == NODE_TEXT && duration_parse(value->text, out))
		return;
	if (!refuse(r, row, value, "a duration") && value->kind == NODE_TEXT)
		problem_hint(r->problems, "such as 90s, 15m, 2h or 7d");
}

void read_word(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	struct str words[KEYS_MAX];
	struct buf known = buf_new(r->home, KIB);
	size_t n = 0;
	for (const struct word *word = row->words; word->text && n < KEYS_MAX; word++) {
		words[n] = str_from(word->text);
		if (value->kind == NODE_TEXT && str_eq(value->text, words[n])) {
			*(int *)out = word->value;
			return;
		}
		buf_fmt(&known, n++ ? ", %s" : "%s", word->text);
	}
	if (!place_has_text(value, r->problems))
		return;
	problem_error(r->problems, value->where, "\"%s\" does not know \"" STR_FMT "\"", row->key,
		      STR_ARG(str_first(value->text, SHOWN_MAX)));
	struct str near = str_nearest(value->text, words, n), all = buf_str(&known);
	if (near.len)
		problem_hint(r->problems, "did you mean \"" STR_FMT "\"? known are: " STR_FMT,
			     STR_ARG(near), STR_ARG(all));
	else
		problem_hint(r->problems, "known are: " STR_FMT, STR_ARG(all));
}

void read_path(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	(void)row;
	if (!place_has_text(value, r->problems))
		return;
	if (memchr(value->text.at, '{', value->text.len)) {
		problem_error(r->problems, value->where, "\"%s\" wants a path, without braces",
			      row->key);
		return;
	}
	/* The error is told, so nobody will use the connector. */
	if (!path_read(r->home, value->text, place_in(value, 0), out, r->problems))
		((struct path *)out)->where = value->where;
}

void read_template(const struct reader *r, const struct row *row, const struct node *value,
		   void *out)
{
	bool is_good = template_read(r->home, TEMPLATE_REQUEST, value, out, r->problems);
	if (is_good && row->must && value->text.len == 0)
		refuse(r, row, value, "a text");
}

void read_choice(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	struct nodes nodes = reader_each(value);
	struct template *templates = NEW(r->home, struct template, nodes.n);
	struct choice_of *choice = out;
	if (nodes.n == 0)
		problem_error(r->problems, value->where, "\"%s\" has no path", row->key);
	for (size_t i = 0; i < nodes.n; i++)
		if (template_read(r->home, TEMPLATE_ITEM, &nodes.at[i], &templates[choice->n],
				  r->problems))
			choice->n++;
	choice->at = templates;
}

/* --- names and rates --- */

bool reader_name(const struct reader *r, const struct node *node)
{
	bool is_good = node->kind == NODE_TEXT && node->text.len > 0;
	for (size_t i = 0; is_good && i < node->text.len; i++) {
		char c = node->text.at[i];
		bool is_letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
		is_good = is_letter || (i && (c == '-' || (c >= '0' && c <= '9')));
	}
	if (!is_good && place_has_text(node, r->problems)) {
		problem_error(r->problems, node->where, "\"" STR_FMT "\" is no name",
			      STR_ARG(str_first(node->text, SHOWN_MAX)));
		problem_hint(r->problems, "a name has letters, digits, _ and -");
	}
	return is_good;
}

static bool is_too_many(const struct reader *r, const struct node *value, size_t n)
{
	if (n > NAMES_MAX)
		problem_error(r->problems, value->where, "more than %d names", NAMES_MAX);
	return n > NAMES_MAX;
}

void read_names(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	struct nodes nodes = reader_each(value);
	struct str *names = NEW(r->home, struct str, NAMES_MAX);
	struct strs *strs = out;
	(void)row;
	if (is_too_many(r, value, nodes.n))
		return;
	for (size_t i = 0; i < nodes.n; i++)
		if (reader_name(r, &nodes.at[i]))
			names[strs->n++] = nodes.at[i].text;
	strs->at = names;
}

void read_params(const struct reader *r, const struct row *row, const struct node *value, void *out)
{
	struct params *params = out;
	(void)row;
	if (!reader_wants(r, value, NODE_MAP, "not a map of names and their values") ||
	    is_too_many(r, value, value->n))
		return;
	struct param *list = NEW(r->home, struct param, value->n);
	for (size_t i = 0; i < value->n; i++)
		if (reader_name(r, &value->keys[i]) &&
		    place_has_text(&value->values[i], r->problems))
			list[params->n++] = (struct param){ .name = value->keys[i].text,
							    .value = value->values[i].text,
							    .where = value->keys[i].where };
	params->at = list;
}

/* 10/m 1/5s 300/day */
static bool rate_parse(struct arena *arena, struct str text, struct rate *out)
{
	static const struct {
		struct str word, span;
	} words[] = {
		{ STR_INIT("second"), STR_INIT("1s") }, { STR_INIT("min"), STR_INIT("1m") },
		{ STR_INIT("minute"), STR_INIT("1m") }, { STR_INIT("hour"), STR_INIT("1h") },
		{ STR_INIT("day"), STR_INIT("1d") },	{ STR_INIT("week"), STR_INIT("7d") },
		{ STR_INIT("month"), STR_INIT("31d") },
	};
	struct str count, span = text;
	if (!str_cut(&span, '/', &count) || !span.at || !str_int(str_trim(count), &out->count) ||
	    out->count < 1 || out->count > RATE_COUNT_MAX)
		return false;
	span = str_trim(span);
	bool has_number = span.len && span.at[0] >= '0' && span.at[0] <= '9';
	if (!has_number)
		span = str_fmt(arena, "1" STR_FMT, STR_ARG(span));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!has_number && str_eq(str_skip(span, 1), words[i].word))
			span = words[i].span;
	return duration_parse(span, &out->period_ms) && out->period_ms > 0;
}

bool rate_read(const struct reader *r, const struct node *node, struct rate *out)
{
	if (!place_has_text(node, r->problems))
		return false;
	if (rate_parse(r->home, node->text, out))
		return true;
	problem_error(r->problems, node->where, "\"" STR_FMT "\" is no rate",
		      STR_ARG(str_first(node->text, SHOWN_MAX)));
	problem_hint(r->problems, "a number, a / and a span of time: 10/m, 1/5s, 300/day");
	return false;
}
