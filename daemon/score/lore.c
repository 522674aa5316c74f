/* How it works: the grams of the text are looked up in one table, each entry counts once a text, at
 * its first place. Valences are added first; then each emphasis pulls with or against what the sum
 * says, never beyond zero, as the emphasis of signs does. The label comes from the new sum by the
 * brand's own thresholds. */
#include "lore.h"

#include "arena.h"
#include "gram.h"
#include "hash.h"
#include "lore_parts.h"

#include <math.h>
#include <stdlib.h>

#include "poison.h"

static const double value_max = 5;

enum { NUMBER_BYTES = 16, WHY_MAX = 100 };

struct lore *lore_new(struct arena *arena, size_t max)
{
	struct lore *lore = NEW(arena, struct lore, 1);
	uint32_t slots = 64;
	while (slots < 2 * max)
		slots *= 2;
	*lore = (struct lore){ .limits = score_usual_limits,
			       .entries = NEW(arena, struct lore_entry, max + 1),
			       .max = max,
			       .slots = NEW(arena, uint32_t, slots),
			       .mask = slots - 1 };
	lore->limits.is_learned = true;
	return lore;
}

static uint32_t *slot_of(const struct lore *lore, struct str term)
{
	for (uint32_t i = (uint32_t)hash_str(term) & lore->mask;; i = (i + 1) & lore->mask)
		if (lore->slots[i] == 0 || str_eq(lore->entries[lore->slots[i]].term, term))
			return &lore->slots[i];
}

bool lore_add(struct lore *lore, const struct lore_entry *entry)
{
	uint32_t *slot = slot_of(lore, entry->term);
	if (*slot == 0 && lore->n == lore->max)
		return false;
	if (*slot == 0)
		*slot = (uint32_t)++lore->n;
	lore->entries[*slot] = *entry;
	return true;
}

/* -- reading a pack -- */

struct lore_reading {
	struct arena *arena;
	struct problems *problems;
	struct lore *lore;
};

static const struct node *child(const struct node *map, struct str key)
{
	for (size_t i = 0; map->kind == NODE_MAP && i < map->n; i++)
		if (str_eq(map->keys[i].text, key))
			return &map->values[i];
	return NULL;
}

struct str lore_brand(const struct node *pack)
{
	const struct node *brand = child(pack, STR("brand"));
	return brand && brand->kind == NODE_TEXT ? brand->text : STR("");
}

static bool read_number(const struct lore_reading *reading, const struct node *node, double *out)
{
	bool is_decimal = node->kind == NODE_TEXT && node->text.len > 0 &&
			  node->text.len < NUMBER_BYTES;
	for (size_t i = 0; is_decimal && i < node->text.len; i++)
		is_decimal = str_find_char(STR("+-.0123456789"), node->text.at[i]) < 13;
	char *end = NULL;
	double value = is_decimal ? strtod(str_z(reading->arena, node->text), &end) : 0;
	if (!is_decimal || *end || fabs(value) > value_max) {
		problem_error(reading->problems, node->where, "not a number from -%g to %g",
			      value_max, value_max);
		return false;
	}
	*out = value;
	return true;
}

static void read_why(const struct lore_reading *reading, const struct node *node, struct str *out)
{
	if (node->kind == NODE_TEXT && node->text.len <= WHY_MAX)
		*out = str_dup(reading->arena, node->text);
	else
		problem_error(reading->problems, node->where, "`why` is a text of at most %d bytes",
			      WHY_MAX);
}

static void refuse_key(const struct lore_reading *reading, const struct node *key,
		       const struct str *known, size_t n)
{
	problem_error(reading->problems, key->where, "unknown key \"" STR_FMT "\"",
		      STR_ARG(key->text));
	problem_suggest(reading->problems, key->text, known, n);
}

static bool is_map(const struct lore_reading *reading, const struct node *node)
{
	if (node->kind != NODE_MAP)
		problem_error(reading->problems, node->where, "not a map");
	return node->kind == NODE_MAP;
}

/* A number, or a map of valence, emphasis and why. */
static void read_entry(const struct lore_reading *reading, const struct node *node,
		       struct lore_entry *entry)
{
	static const struct str keys[] = { STR_INIT("valence"), STR_INIT("emphasis"),
					   STR_INIT("why") };
	if (node->kind == NODE_TEXT) {
		read_number(reading, node, &entry->valence);
		return;
	}
	for (size_t i = 0; is_map(reading, node) && i < node->n; i++) {
		if (str_eq(node->keys[i].text, keys[0]))
			read_number(reading, &node->values[i], &entry->valence);
		else if (str_eq(node->keys[i].text, keys[1]))
			read_number(reading, &node->values[i], &entry->emphasis);
		else if (str_eq(node->keys[i].text, keys[2]))
			read_why(reading, &node->values[i], &entry->why);
		else
			refuse_key(reading, &node->keys[i], keys, COUNT_OF(keys));
	}
}

static void read_learned(const struct lore_reading *reading, const struct node *map)
{
	if (!is_map(reading, map))
		return;
	for (size_t i = 0; i < map->n; i++) {
		struct lore_entry entry = { .why = STR("learned") };
		char bytes[GRAM_BYTES];
		read_entry(reading, &map->values[i], &entry);
		if (!gram_written(map->keys[i].text, bytes, &entry.term))
			problem_error(reading->problems, map->keys[i].where,
				      "a learned term is one word or two");
		entry.term = str_dup(reading->arena, entry.term);
		if (lore_add(reading->lore, &entry))
			continue;
		problem_error(reading->problems, map->keys[i].where, "more than %d terms",
			      LORE_ENTRIES_MAX);
		return;
	}
}

static void read_thresholds(const struct lore_reading *reading, const struct node *map)
{
	static const struct str keys[] = { STR_INIT("negative"), STR_INIT("positive") };
	struct score_limits *limits = &reading->lore->limits;
	for (size_t i = 0; is_map(reading, map) && i < map->n; i++) {
		if (str_eq(map->keys[i].text, keys[0]))
			read_number(reading, &map->values[i], &limits->negative);
		else if (str_eq(map->keys[i].text, keys[1]))
			read_number(reading, &map->values[i], &limits->positive);
		else
			refuse_key(reading, &map->keys[i], keys, COUNT_OF(keys));
	}
	if (limits->negative >= limits->positive)
		problem_error(reading->problems, map->where,
			      "the negative threshold is not below the positive one");
}

static void read_brand(const struct lore_reading *reading, const struct node *node)
{
	reading->lore->brand = str_dup(reading->arena,
				       node->text); /* a text: lore_brand() has seen it */
}

/* "en-GB" is English. */
static struct str main_subtag(struct str lang)
{
	return str_first(lang, str_find_char(lang, '-'));
}

static void read_language(const struct lore_reading *reading, const struct node *node)
{
	reading->lore->lang = str_dup(reading->arena, main_subtag(node->text));
	if (node->kind != NODE_TEXT)
		problem_error(reading->problems, node->where, "not a text");
}

static void read_about(const struct lore_reading *reading, const struct node *node)
{
	if (node->kind != NODE_TEXT)
		problem_error(reading->problems, node->where, "not a text");
}

bool lore_load(struct arena *arena, const struct node *pack, struct problems *problems,
	       struct lore **out)
{
	static const struct {
		struct str name;
		void (*read)(const struct lore_reading *, const struct node *);
	} sections[] = {
		{ STR_INIT("about"), read_about },
		{ STR_INIT("brand"), read_brand },
		{ STR_INIT("language"), read_language },
		{ STR_INIT("thresholds"), read_thresholds },
		{ STR_INIT("learned"), read_learned },
	};
	struct str known[COUNT_OF(sections)];
	size_t errors = problems->errors;
	const struct node *learned = child(pack, STR("learned"));
	size_t n = learned && learned->n < LORE_ENTRIES_MAX ? learned->n : LORE_ENTRIES_MAX;
	struct lore_reading reading = { arena, problems, lore_new(arena, n) };
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		known[i] = sections[i].name;
	for (size_t i = 0; i < pack->n; i++) {
		size_t at = 0;
		while (at < COUNT_OF(sections) && !str_eq(pack->keys[i].text, known[at]))
			at++;
		if (at < COUNT_OF(sections))
			sections[at].read(&reading, &pack->values[i]);
		else
			refuse_key(&reading, &pack->keys[i], known, COUNT_OF(sections));
	}
	*out = reading.lore;
	return problems->errors == errors;
}

/* -- judging -- */

double lore_sum(const struct sentiment *sentiment)
{
	double sum = 0;
	for (size_t i = 0; i < sentiment->n; i++)
		sum += sentiment->evidence[i].value;
	return round(sum * 100) / 100;
}

/* What of the pack stands in a text, in order of place. */
struct lore_hit {
	const struct lore_entry *entry;
	struct evidence at;
};

struct lore_hits {
	struct lore_hit *at;
	size_t n, cap;
};

static struct lore_hits find(const struct lore *lore, struct arena *arena,
			     const struct score_field *fields, size_t n)
{
	struct lore_hits hits = { 0 };
	bool *is_known = NEW(arena, bool, lore->n + 1);
	struct gram_reader reader = gram_reader_new(fields, n);
	struct gram gram;
	while (hits.n < lore->n && gram_next(&reader, &gram)) {
		uint32_t i = *slot_of(lore, gram.text);
		if (i == 0 || is_known[i])
			continue;
		is_known[i] = true;
		struct str text = fields[reader.at - 1].text;
		hits.at = arena_more(arena, hits.at, hits.n, &hits.cap, sizeof(*hits.at));
		hits.at[hits.n++] = (struct lore_hit){ &lore->entries[i],
						       { .field = gram.field,
							 .start = gram.start,
							 .end = gram.end,
							 .text = { text.at + gram.start,
								   gram.end - gram.start },
							 .why = lore->entries[i].why } };
	}
	return hits;
}

static void tell(struct sentiment *out, struct evidence *list, const struct lore_hit *hit,
		 double value)
{
	value = round(value * 100) / 100;
	if (value == 0)
		return;
	list[out->n] = hit->at;
	list[out->n++].value = value;
}

void lore_apply(const struct lore *lore, struct arena *arena, const struct score_field *fields,
		size_t n, struct str lang, struct sentiment *inout)
{
	if (lore->lang.len && !str_eq_nocase(lore->lang, main_subtag(lang)))
		return;
	struct lore_hits hits = find(lore, arena, fields, n);
	struct evidence *list = NEW(arena, struct evidence, inout->n + 2 * hits.n);
	size_t n_sided = inout->n;
	for (size_t i = 0; i < inout->n; i++)
		list[i] = inout->evidence[i];
	inout->evidence = list;
	for (size_t i = 0; i < hits.n; i++)
		tell(inout, list, &hits.at[i], hits.at[i].entry->valence);
	double sum = lore_sum(inout);
	for (size_t i = 0; i < hits.n; i++) {
		double size = fmax(hits.at[i].entry->emphasis, -fabs(sum));
		double value = sum == 0 ? 0 : copysign(1, sum) * size;
		tell(inout, list, &hits.at[i], value);
		sum += value;
	}
	score_conclude(&lore->limits, n_sided, inout);
}
