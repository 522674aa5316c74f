/* rest.c - the keys of a map that no row reads: what an entry gives to a connector. */
#include "inside.h"

#include "arena.h"

#include "poison.h"

struct rest rest_new(const struct reading *reading, const struct node *map,
		     const struct option_set *sets, size_t n)
{
	struct rest rest = { 0 };
	for (size_t i = 0; i < n; i++)
		for (const struct option *row = sets[i].rows; row && row->key; row++)
			if (row->type == OPT_REST)
				rest.out = (void *)((char *)sets[i].settings + row->offset);
	if (!rest.out)
		return rest;
	rest.at = NEW(reading->arena, struct param, map->n);
	*rest.out = (struct params){ rest.at, 0 };
	return rest;
}

/* A name of the connector's author may sound like no secret: what stands in a secret's place is
 * one whatever it is called. */
void rest_add(const struct reading *reading, struct rest *rest, const struct node *key,
	      const struct node *value)
{
	struct param *param = &rest->at[rest->out->n];
	*param = (struct param){ .name = key->text, .where = key->where };
	if (node_is_none(value)) {
		problem_error(reading->problems, key->where, "\"" STR_FMT "\" has no value",
			      STR_ARG(key->text));
		problem_hint(reading->problems, "what begins with # is a comment unless quoted");
		return;
	}
	bool has_secret_name = shown_is_secret_param(key->text);
	if (value->kind != NODE_TEXT && !secret_is_place(value) && !has_secret_name) {
		problem_error(reading->problems, key->where,
			      "\"" STR_FMT "\" is neither a text nor a secret's place",
			      STR_ARG(key->text));
		problem_hint(reading->problems, "what it takes: mentiond connector show NAME");
		return;
	}
	param->is_secret = value->kind != NODE_TEXT || has_secret_name;
	if (!param->is_secret)
		param->value = value->text;
	else if (!secret_read(reading, str_z(reading->arena, key->text), key->where, value,
			      &param->value))
		return;
	rest->out->n++;
}
