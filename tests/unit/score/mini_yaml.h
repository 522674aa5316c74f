/* mini_yaml - nodes for a test out of the plain YAML that packs are written in: a map of texts, of
 * lists ("  - item") and of maps ("  key: value", a value perhaps "{key: value}"), or a text below
 * "|". What it does not know it takes as text. */
#ifndef MINI_YAML_H
#define MINI_YAML_H

#include "arena.h"
#include "buf.h"
#include "node.h"

struct mini {
	struct arena *arena;
	struct text_file *file;
	struct str rest;
	uint32_t line;
};

struct growing {
	struct node *keys, *values;
	size_t n, keys_cap, values_cap;
};

static inline struct node mini_text(const struct mini *mini, struct str text)
{
	text = str_trim(text);
	bool is_quoted = text.len > 1 && text.at[0] == '"' && text.at[text.len - 1] == '"';
	if (is_quoted)
		text = (struct str){ text.at + 1, text.len - 2 };
	return (struct node){ .text = text,
			      .is_plain = !is_quoted,
			      .where = { mini->file, mini->line, 1 } };
}

static inline void mini_add(const struct mini *mini, struct growing *map, struct node key,
			    struct node value)
{
	map->keys = arena_more(mini->arena, map->keys, map->n, &map->keys_cap, sizeof(key));
	map->values = arena_more(mini->arena, map->values, map->n, &map->values_cap, sizeof(key));
	map->keys[map->n] = key;
	map->values[map->n++] = value;
}

static inline struct node mini_done(enum node_kind kind, struct where where,
				    const struct growing *map)
{
	return (struct node){ .kind = kind,
			      .where = where,
			      .n = map->n,
			      .keys = kind == NODE_MAP ? map->keys : NULL,
			      .values = map->values };
}

static inline size_t mini_colon(struct str line)
{
	size_t at = line.len && line.at[0] == '"' ? 1 + str_find_char(str_skip(line, 1), '"') : 0;
	struct str rest = str_skip(line, at);
	size_t found = str_find(rest, STR(": "));
	return found == rest.len && str_ends(rest, STR(":")) ? line.len - 1 : at + found;
}

static inline struct node mini_value(const struct mini *mini, struct str text)
{
	struct growing map = { 0 };
	struct str part;
	text = str_trim(text);
	if (!str_starts(text, STR("{")) || !str_ends(text, STR("}")))
		return mini_text(mini, text);
	for (struct str rest = { text.at + 1, text.len - 2 }; str_cut(&rest, ',', &part);) {
		part = str_trim(part);
		size_t colon = mini_colon(part);
		mini_add(mini, &map, mini_text(mini, str_first(part, colon)),
			 mini_text(mini, str_skip(part, colon + 1)));
	}
	return mini_done(NODE_MAP, (struct where){ mini->file, mini->line, 1 }, &map);
}

/* The next line that says something; false at the end or at less than this much indentation. */
static inline bool mini_line(struct mini *mini, size_t indent, struct str *out)
{
	struct str line, rest = mini->rest;
	while (rest.at && str_cut(&rest, '\n', &line)) {
		struct str said = str_trim(line);
		if (said.len && said.at[0] != '#') {
			*out = said;
			if ((size_t)(said.at - line.at) < indent)
				return false;
			mini->rest = rest;
			mini->line++;
			return true;
		}
		mini->rest = rest;
		mini->line++;
	}
	return false;
}

static inline struct node mini_block(struct mini *mini)
{
	struct growing map = { 0 };
	struct where where = { mini->file, mini->line, 1 };
	enum node_kind kind = NODE_MAP;
	struct str line;
	while (mini_line(mini, 1, &line)) {
		size_t colon = mini_colon(line);
		if (str_starts(line, STR("- "))) {
			kind = NODE_LIST;
			mini_add(mini, &map, (struct node){ 0 },
				 mini_text(mini, str_skip(line, 2)));
		} else {
			mini_add(mini, &map, mini_text(mini, str_first(line, colon)),
				 mini_value(mini, str_skip(line, colon + 1)));
		}
	}
	return mini_done(kind, where, &map);
}

/* What stands below "key: |", without the indentation of its first line. */
static inline struct node mini_text_block(struct mini *mini)
{
	struct node node = { .where = { mini->file, mini->line, 1 } };
	struct buf text = buf_new(mini->arena, 4 * MIB);
	struct str line, rest = mini->rest;
	size_t indent = SIZE_MAX;
	while (rest.at && str_cut(&rest, '\n', &line)) {
		struct str said = str_trim(line);
		if (said.len && said.at == line.at)
			break;
		if (said.len && indent == SIZE_MAX)
			indent = (size_t)(said.at - line.at);
		buf_add(&text, str_skip(line, said.len ? indent : line.len));
		buf_char(&text, '\n');
		mini->rest = rest;
		mini->line++;
	}
	node.text = buf_str(&text);
	return node;
}

static inline struct node mini_below(struct mini *mini, struct str value)
{
	if (str_eq(str_trim(value), STR("|")))
		return mini_text_block(mini);
	return value.len ? mini_value(mini, value) : mini_block(mini);
}

static inline const struct node *mini_yaml(struct arena *arena, struct str path, struct str text)
{
	struct mini mini = { .arena = arena,
			     .file = NEW(arena, struct text_file, 1),
			     .rest = text };
	struct node *root = NEW(arena, struct node, 1);
	struct growing map = { 0 };
	struct str line;
	*mini.file = (struct text_file){ path, text };
	while (mini_line(&mini, 0, &line)) {
		size_t colon = mini_colon(line);
		struct node key = mini_text(&mini, str_first(line, colon));
		mini_add(&mini, &map, key, mini_below(&mini, str_skip(line, colon + 1)));
	}
	*root = mini_done(NODE_MAP, (struct where){ mini.file, 1, 1 }, &map);
	return root;
}

#endif
