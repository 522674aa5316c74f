/* How it works: each array of the file is walked element by element; an element with the objects
 * around it, its entries in side tables and the names is a scope, in which every part of an item
 * is looked up by its choices. Parts come as texts; what each is good for (an address, a time, a
 * number, words) is told in the rows below. What has no id or no address is no item: it is
 * counted, and the first such element named. */
#include "parts.h"

#include "arena.h"
#include "feed.h"
#include "html.h"
#include "identity.h"
#include "url.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "join.h"
#include "talk.h"
#include "poison.h"

enum {
	NUMBER_MAX = 63,
	ADDRESS_MAX = 8192,
	LINE_MAX = 1024,
	MAPPED_MAX = 128 * MIB, /* bytes of all items of an answer */
};

struct mapping {
	const struct connector *connector;
	const struct array_map *array;
	struct arena *arena;
	size_t most;	    /* that the arena may hold */
	struct scope scope; /* of the element */
	struct item item;
	unsigned found; /* bits of the parts that had something in an element */
};

static struct str choose(const struct choice_of *choices, const struct scope *scope,
			 struct arena *arena)
{
	for (size_t i = 0; i < choices->n; i++) {
		struct str text = template_fill(&choices->at[i], scope, ENCODE_NONE, arena);
		if (text.len)
			return text;
	}
	return STR("");
}

/* The path that a template is as a whole, or NULL. */
static const struct path *lone_path(const struct template *template)
{
	bool is_lone = template->n == 1 && template->lines->n == 1;
	const struct hole *hole = is_lone ? template->lines->pieces->hole : NULL;
	return hole && hole->function == HOLE_PLAIN && hole->n_filters == 0 ? hole->paths : NULL;
}

/* Is there anything, be it a list or an object? */
static bool has_any(const struct choice_of *choices, const struct scope *scope, struct arena *arena)
{
	for (size_t i = 0; i < choices->n; i++) {
		const struct path *path = lone_path(&choices->at[i]);
		if (path ? path_first(path, scope, arena) != NULL
			 : template_fill(&choices->at[i], scope, ENCODE_NONE, arena).len > 0)
			return true;
	}
	return false;
}

static struct str part(struct mapping *m, enum item_part part)
{
	struct str text = choose(&m->array->item.parts[part], &m->scope, m->arena);
	m->found |= (unsigned)(text.len > 0) << part;
	return text;
}

/* What no URL holds is encoded, for people's names stand in some. */
static struct str address(struct arena *arena, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";
	bool is_clean = true;
	text = str_trim(text);
	if (str_starts(text, STR("//")))
		text = str_fmt(arena, "https:" STR_FMT, STR_ARG(text));
	if (text.len > ADDRESS_MAX || !url_is_web(text))
		return STR("");
	for (size_t i = 0; i < text.len; i++)
		is_clean &= text.at[i] > ' ' ? text.at[i] != 0x7F : text.at[i] < 0;
	if (is_clean)
		return text;
	struct buf out = buf_new(arena, 3 * text.len);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		char code[3] = { '%', digits[c >> 4], digits[c & 15] };
		if (c > ' ' && c != 0x7F)
			buf_char(&out, text.at[i]);
		else
			buf_add(&out, (struct str){ code, sizeof(code) });
	}
	return buf_str(&out);
}

static void read_address(struct mapping *m, struct str text, void *to)
{
	*(struct str *)to = address(m->arena, text);
}

/* Ids are long at times, and a cut one would be another's. */
static void read_id(struct mapping *m, struct str text, void *to)
{
	*(struct str *)to = text_fold(m->arena, text);
}

static void read_title(struct mapping *m, struct str text, void *to)
{
	*(struct str *)to = format_line(m->array->item.format, text, m->arena);
}

/* Where words are escaped, so are names; they hold no mark-up. */
static void read_name(struct mapping *m, struct str text, void *to)
{
	bool is_escaped = m->array->item.format == FORMAT_HTML ||
			  m->array->item.format == FORMAT_ESCAPED;
	*(struct str *)to = format_line(is_escaped ? FORMAT_ESCAPED : FORMAT_PLAIN,
					utf8_first(text, LINE_MAX), m->arena);
}

static void read_words(struct mapping *m, struct str text, void *to)
{
	*(struct str *)to = format_text(m->array->item.format, text, m->arena, &m->item.links);
}

static void read_lang(struct mapping *m, struct str text, void *to)
{
	*(struct str *)to = lang_tag(text, m->arena);
}

static void read_time(struct mapping *m, struct str text, void *to)
{
	(void)m;
	*(int64_t *)to = time_of(text);
}

/* "comment", or a path to what only comments have. */
static void read_kind(struct mapping *m)
{
	const struct choice_of *kind = &m->array->item.parts[PART_KIND];
	struct str text = choose(kind, &m->scope, m->arena);
	bool is_post = str_eq(text, STR("false")) || str_eq(text, STR("post"));
	if (m->array->item.is_comment || (!is_post && has_any(kind, &m->scope, m->arena)))
		m->item.kind = ITEM_COMMENT;
}

/* Without these two it is no item. */
enum { ROWS_NEEDED = 2 };
static const struct row {
	enum item_part part;
	size_t offset; /* into struct item */
	void (*read)(struct mapping *m, struct str text, void *to);
} rows[] = {
	{ PART_ID, offsetof(struct item, id), read_id },
	{ PART_URL, offsetof(struct item, url), read_address },
	{ PART_TITLE, offsetof(struct item, title), read_title },
	{ PART_TEXT, offsetof(struct item, text), read_words },
	{ PART_AUTHOR, offsetof(struct item, author), read_name },
	{ PART_PROFILE, offsetof(struct item, profile), read_address },
	{ PART_TIME, offsetof(struct item, published_ms), read_time },
	{ PART_LANG, offsetof(struct item, lang), read_lang },
	{ PART_PLACE, offsetof(struct item, place), read_name },
	{ PART_PARENT, offsetof(struct item, parent), read_id },
	{ PART_THREAD, offsetof(struct item, thread), read_id },
};

static void read_rows(struct mapping *m, const struct row *row, size_t n)
{
	for (; n; row++, n--) {
		struct str text = part(m, row->part);
		if (text.len)
			row->read(m, text, (char *)&m->item + row->offset);
	}
}

/* A thumb up is 1, a thumb down 0. */
static bool number_of(struct str text, double *out)
{
	char number[NUMBER_MAX + 1], *end;
	bool is_true = str_eq(text, STR("true"));
	text = str_trim(text);
	*out = is_true;
	if (is_true || str_eq(text, STR("false")))
		return true;
	if (text.len == 0 || text.len > NUMBER_MAX)
		return false;
	memcpy(number, text.at, text.len);
	number[text.len] = '\0';
	*out = strtod(number, &end);
	return *end == '\0' && isfinite(*out);
}

static void add_count(struct count *counts, struct item *item, struct str name, struct str text)
{
	struct count count = { .name = name };
	if (number_of(text, &count.value))
		counts[item->n_counts++] = count;
}

static void read_counts(struct mapping *m)
{
	const struct item_map *map = &m->array->item;
	struct count *counts = NEW(m->arena, struct count, map->n_counts + 2);
	for (size_t i = 0; i < map->n_counts; i++)
		add_count(counts, &m->item, map->counts[i].name,
			  choose(&map->counts[i].value, &m->scope, m->arena));
	add_count(counts, &m->item, STR("followers"), part(m, PART_FOLLOWERS));
	add_count(counts, &m->item, STR("rating"), part(m, PART_RATING));
	m->item.counts = counts;
}

/* What a post is about stands before the links in its text. */
static void read_link(struct mapping *m)
{
	struct str link = address(m->arena, part(m, PART_LINK));
	if (link.len == 0)
		return;
	struct str *all = NEW(m->arena, struct str, m->item.links.n + 1);
	size_t n = 0;
	all[n++] = link;
	for (size_t i = 0; i < m->item.links.n; i++)
		if (!str_eq(m->item.links.at[i], link))
			all[n++] = m->item.links.at[i];
	m->item.links = (struct strs){ all, n };
}

/* The time is the client's claim; when the service saw it, it was there. */
static void read_seen(struct mapping *m)
{
	int64_t seen = time_of(part(m, PART_SEEN));
	if (seen != TIME_ABSENT &&
	    (m->item.published_ms == TIME_ABSENT || m->item.published_ms > seen))
		m->item.published_ms = seen;
}

/* False: it is no item; `why` tells. */
static bool read_item(struct mapping *m, const char **why)
{
	m->item = (struct item){
		.genre = m->connector->about.genre,
		.published_ms = TIME_ABSENT,
		.updated_ms = TIME_ABSENT,
	};
	read_rows(m, rows, ROWS_NEEDED);
	*why = m->scope.here->kind != JSON_MAP ? "it is no object"
	       : m->item.id.len == 0	       ? "it has no id"
					       : "it has no web address";
	if (m->item.id.len == 0 || m->item.url.len == 0)
		return false;
	read_rows(m, rows + ROWS_NEEDED, COUNT_OF(rows) - ROWS_NEEDED);
	read_kind(m);
	read_seen(m);
	read_link(m);
	read_counts(m);
	return true;
}

/* The last key of the path that leads there, for people. */
static struct str array_name(const struct path *each)
{
	for (size_t i = each->n; i > 0; i--)
		if (each->steps[i - 1].kind == STEP_KEY)
			return each->steps[i - 1].key;
	return STR("the answer");
}

static void count_bad(struct mapped *out, enum err_kind kind, const char *why)
{
	if (out->bad++ == 0)
		err_set(&out->first_bad, kind, "%s", why);
}

static void add_element(struct mapping *m, size_t index, struct mapped *out)
{
	const char *why;
	/* Many small elements can each take the same large text from around them. */
	if (arena_size(m->arena) > m->most) {
		count_bad(out, ERR_LIMIT, "more text than one answer may hold");
		return;
	}
	if (m->array->keep.n && !has_any(&m->array->keep, &m->scope, m->arena))
		return;
	if (out->items.n == FEED_ITEMS_MAX) {
		count_bad(out, ERR_LIMIT, "more items than one answer may hold");
		return;
	}
	if (read_item(m, &why)) {
		out->items.at[out->items.n++] = m->item;
		return;
	}
	count_bad(out, ERR_DATA, why);
	if (out->bad == 1) {
		struct str name = array_name(&m->array->each);
		err_in(&out->first_bad, "element %zu of " STR_FMT, index + 1, STR_ARG(name));
	}
}

static void note_pages(struct mapping *m, struct mapped *out)
{
	const struct connector *connector = m->connector;
	if (connector->pages.by == PAGES_LAST)
		out->last_of = path_text(&connector->pages.of, &m->scope, m->arena);
	if (connector->since.by != SINCE_ID || connector->since.has_newest)
		return;
	struct str id = path_text(&connector->since.of, &m->scope, m->arena);
	if (id_is_greater(id, out->newest_of))
		out->newest_of = id;
}

static void map_array(struct mapping *m, const struct scope *answer, struct scopes elements,
		      struct mapped *out)
{
	const struct array_map *array = m->array;
	struct table *tables = join_tables(array, answer, m->arena);
	for (size_t i = 0; i < elements.n; i++) {
		struct joined *joined = NEW(m->arena, struct joined, array->n_joins);
		m->scope = elements.at[i];
		join_find(array, tables, &elements.at[i], joined, m->arena);
		m->scope.joined = joined;
		m->scope.n_joined = array->n_joins;
		if (array == m->connector->arrays)
			note_pages(m, out);
		add_element(m, i, out);
	}
}

void map_answer(const struct connector *connector, const struct scope *answer, struct arena *arena,
		struct mapped *out)
{
	struct scopes elements[ARRAYS_MAX];
	struct mapping m = { .connector = connector,
			     .arena = arena,
			     .most = arena_size(arena) + MAPPED_MAX };
	*out = (struct mapped){ .last_of = STR(""), .newest_of = STR("") };
	for (size_t i = 0; i < connector->n_arrays; i++) {
		elements[i] = path_each(&connector->arrays[i].each, answer, arena);
		out->elements += elements[i].n;
	}
	size_t room = out->elements < FEED_ITEMS_MAX ? out->elements : FEED_ITEMS_MAX;
	out->items.at = NEW(arena, struct item, room);
	for (size_t i = 0; i < connector->n_arrays; i++) {
		m.array = &connector->arrays[i];
		map_array(&m, answer, elements[i], out);
	}
	out->found = m.found;
	identity_set(arena, &out->items);
}

/* A failure inside a good answer, in the service's words. */
static bool is_failure(const struct talk *talk, const struct scope *answer, struct err *err)
{
	enum { SHOWN = 200 };
	const struct connector *connector = talk->connector;
	struct str words = STR("");
	if (!fault_is_told(talk, answer->here))
		return false;
	if (connector->fail.has_message)
		words = path_text(&connector->fail.message, answer, talk->arena);
	words = words.len ? format_line(FORMAT_HTML, words, talk->arena) : STR("it failed");
	return !err_set(err, ERR_AGAIN, STR_FMT " says: " STR_FMT, STR_ARG(connector->about.label),
			STR_ARG(utf8_first(words, SHOWN)));
}

bool connector_map(const struct connector_use *use, struct str body, struct arena *arena,
		   struct heard *out, struct err *err)
{
	const struct response response = { .status = 200, .body = body };
	struct json_value *answer = NEW(arena, struct json_value, 1);
	struct mapped mapped;
	if (!answer_read(use->connector, &response, arena, answer, err))
		return false;
	const struct scope scope = {
		.here = answer,
		.answer = answer,
		.names = use_names(use, arena),
	};
	const struct talk talk = { .use = use, .connector = use->connector, .arena = arena };
	if (is_failure(&talk, &scope, err))
		return false;
	map_answer(use->connector, &scope, arena, &mapped);
	*out = (struct heard){
		.items = mapped.items,
		.bad = mapped.bad,
		.first_bad = mapped.first_bad,
		.note = note_of(use->connector, &scope, &mapped, arena),
	};
	return true;
}
