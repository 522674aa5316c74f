#include "join.h"

#include "arena.h"
#include "hash.h"

#include "poison.h"

static struct slot *slot_of(const struct table *table, struct str key)
{
	size_t at = hash_str(key) & (table->n_slots - 1);
	while (table->slots[at].value && !str_eq(table->slots[at].key, key))
		at = (at + 1) & (table->n_slots - 1);
	return &table->slots[at];
}

/* The first of two entries with one key stays. */
static void add(struct table *table, struct str key, const struct json_value *value)
{
	struct slot *slot = slot_of(table, key);
	if (key.len && !slot->value)
		*slot = (struct slot){ key, value };
}

static struct str key_of(const struct json_value *entry, struct str name)
{
	for (size_t i = 0; entry->kind == JSON_MAP && i < entry->n; i++)
		if (str_eq(entry->at[i].key, name))
			return value_text(&entry->at[i]);
	return STR("");
}

static void add_all(struct table *table, const struct json_value *found, struct str name)
{
	if (key_of(found, name).len) {
		add(table, key_of(found, name), found);
		return;
	}
	for (size_t i = 0; i < found->n; i++) {
		const struct json_value *entry = &found->at[i];
		add(table, found->kind == JSON_MAP ? entry->key : key_of(entry, name), entry);
	}
}

static struct table table_of(const struct join *join, const struct scope *answer,
			     struct arena *arena)
{
	struct table table = { NULL, 0 };
	struct values found = path_find(&join->in, answer, arena);
	size_t n = 0;
	for (size_t i = 0; i < found.n; i++)
		n += found.at[i]->n + 1;
	if (n == 0)
		return table;
	for (table.n_slots = 4; table.n_slots < 2 * n;)
		table.n_slots *= 2;
	table.slots = NEW(arena, struct slot, table.n_slots);
	for (size_t i = 0; i < found.n; i++)
		add_all(&table, found.at[i], join->key);
	return table;
}

struct table *join_tables(const struct array_map *array, const struct scope *answer,
			  struct arena *arena)
{
	struct table *tables = NEW(arena, struct table, array->n_joins);
	for (size_t i = 0; i < array->n_joins; i++)
		tables[i] = table_of(&array->joins[i], answer, arena);
	return tables;
}

void join_find(const struct array_map *array, const struct table *tables,
	       const struct scope *element, struct joined *out, struct arena *arena)
{
	for (size_t i = 0; i < array->n_joins; i++) {
		struct str id = path_text(&array->joins[i].id, element, arena);
		bool has_key = id.len && tables[i].n_slots;
		out[i] = (struct joined){
			.name = array->joins[i].name,
			.value = has_key ? slot_of(&tables[i], id)->value : NULL,
		};
	}
}
