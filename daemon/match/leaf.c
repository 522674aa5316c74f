/* How it works: every kind of term gets the key it is searched for, and what check.c must know to
 * tell a hit from a chance. A word is its own key; an exact text keeps its characters beside it; a
 * domain is searched for by its longest label, in both ways to write it when it has letters beyond
 * ASCII; a regex by the texts that must be in each of its matches, or by what its author names. */
#include "leaf.h"

#include "arena.h"
#include "fold.h"
#include "idn.h"
#include "look.h"
#include "pattern.h"
#include "regex.h"
#include "require.h"
#include "utf8.h"

#include <stdint.h>
#include <string.h>

#include "poison.h"

enum { DOMAIN_MAX = 253, LOOK_LEAST = 3 };

static uint32_t add(struct reader *reader, struct leaf leaf, struct str key)
{
	struct leaves *leaves = &reader->leaves;
	if (key.len) {
		struct str *one = NEW(reader->arena, struct str, 1);
		*one = key;
		leaf.keys = (struct strs){ one, 1 };
	}
	leaves->at = arena_more(reader->scratch, leaves->at, leaves->n, &leaves->cap, sizeof(leaf));
	leaves->at[leaves->n] = leaf;
	return (uint32_t)leaves->n++;
}

bool is_term_text(struct reader *reader, const struct node *node)
{
	if (node->kind != NODE_TEXT)
		problem_error(reader->problems, node->where, "a text is wanted here");
	else if (str_trim(node->text).len == 0)
		problem_error(reader->problems, node->where, "empty term");
	else if (node->text.len > TERM_BYTES)
		problem_error(reader->problems, node->where, "term longer than %d bytes",
			      TERM_BYTES);
	else if (!utf8_valid(node->text))
		problem_error(reader->problems, node->where, "term is not valid UTF-8");
	else
		return true;
	return false;
}

/* A handle or a hashtag: its sign, then one word. */
static bool is_token(struct str key)
{
	return key.len > 1 && (key.at[0] == '@' || key.at[0] == '#') &&
	       (kind_at(key, 1) & KIND_WORD || key.at[1] == '_') &&
	       str_find_char(key, ' ') == key.len;
}

static void tell_invisible(struct reader *reader, const struct node *node)
{
	problem_error(reader->problems, node->where, "empty term: it has no visible character");
}

/* Takes the `*` of `acme*` and `*soft` off; false and told: it stands where it means nothing. */
static bool cut_stars(struct reader *reader, const struct node *node, struct str *text,
		      struct leaf *leaf)
{
	leaf->is_open_left = str_starts(*text, STR("*"));
	leaf->is_open_right = str_ends(*text, STR("*")) && text->len > 1;
	*text = str_skip(*text, leaf->is_open_left);
	text->len -= leaf->is_open_right;
	bool is_loose = str_trim(*text).len < text->len || text->len == 0;
	if (is_loose || (leaf->is_open_left && leaf->is_open_right)) {
		problem_error(reader->problems, node->where,
			      is_loose ? "`*` stands for the rest of a word: `acme*` or `*soft`"
				       : "`*` can stand at one end of a word only");
		problem_hint(reader->problems, "for anything else there is {regex: ...}");
		return false;
	}
	return true;
}

bool leaf_phrase(struct arena *arena, struct str text, struct leaf *leaf, struct str *key)
{
	*key = str_trim(fold(arena, text, '\0'));
	leaf->kind = LEAF_WORD;
	leaf->text = text;
	leaf->is_token = is_token(*key);
	leaf->is_name = !leaf->is_token && !leaf->is_open_left && !leaf->is_open_right;
	return key->len > 0;
}

uint32_t leaf_word(struct reader *reader, const struct node *node)
{
	struct leaf leaf = { 0 };
	struct str text = str_trim(node->text), key;
	if (!is_term_text(reader, node))
		return NO_LEAF;
	if (!cut_stars(reader, node, &text, &leaf))
		return NO_LEAF;
	if (leaf_phrase(reader->arena, text, &leaf, &key))
		return add(reader, leaf, key);
	tell_invisible(reader, node);
	return NO_LEAF;
}

uint32_t leaf_exact(struct reader *reader, const struct node *node)
{
	if (!is_term_text(reader, node))
		return NO_LEAF;
	struct str key = fold(reader->arena, node->text, '\0');
	if (str_trim(key).len == 0) {
		tell_invisible(reader, node);
		return NO_LEAF;
	}
	struct leaf leaf = {
		.kind = LEAF_EXACT,
		.text = node->text,
		.lead = fold_map(reader->arena, node->text, '\0', key.len)[0],
		.is_token = is_token(key),
		.is_name = !is_token(key),
	};
	return add(reader, leaf, key);
}

static void tell_pattern(struct reader *reader, const struct node *node,
			 const struct pattern_fault *fault)
{
	size_t column = 1;
	if (fault->at == SIZE_MAX) {
		problem_error(reader->problems, node->where, "regex refused: %s", fault->text);
		problem_hint(reader->problems, "it would be too slow, or match everywhere");
		return;
	}
	for (size_t i = 0; i < fault->at && i < node->text.len; i++)
		column += utf8_is_start(node->text, i + 1);
	struct where where = node->where;
	if (node->is_plain)
		where.column += (uint32_t)column - 1;
	problem_error(reader->problems, where, "invalid regex: %s (column %zu of the pattern)",
		      fault->text, column);
}

uint32_t leaf_regex(struct reader *reader, const struct node *node, const struct node *needs)
{
	struct leaf leaf = { .kind = LEAF_REGEX, .text = node->text };
	struct pattern_fault fault;
	struct str key = { "", 0 };
	if (!is_term_text(reader, node) || (needs && !is_term_text(reader, needs)))
		return NO_LEAF;
	if (needs && (key = str_trim(fold(reader->arena, needs->text, '\0'))).len == 0) {
		tell_invisible(reader, needs);
		return NO_LEAF;
	}
	if (!pattern_new(reader->arena, node->text, &leaf.pattern, &fault)) {
		tell_pattern(reader, node, &fault);
		return NO_LEAF;
	}
	leaf.keys = require_keys(reader->arena, node->text);
	regex_doubts(reader, node, &leaf, key);
	return add(reader, leaf, key);
}

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       (unsigned char)c >= 0x80;
}

/* Labels of host characters with dots between them, at least two. */
static bool is_domain(struct str domain)
{
	struct str rest = domain, label;
	size_t labels = 0;
	for (; str_cut(&rest, '.', &label); labels++) {
		if (label.len == 0)
			return false;
		for (size_t i = 0; i < label.len; i++)
			if (!is_host_char(label.at[i]))
				return false;
	}
	return labels >= 2 && domain.len <= DOMAIN_MAX;
}

/* The longest label but the last is what the text is searched for. */
static uint32_t add_by_label(struct reader *reader, struct leaf leaf)
{
	struct str best = { "", 0 }, label;
	for (struct str rest = leaf.text; str_cut(&rest, '.', &label) && rest.at;)
		if (label.len > best.len)
			best = label;
	if (best.len == 0)
		return NO_LEAF;
	leaf.lead = (uint32_t)(best.at - leaf.text.at);
	return add(reader, leaf, best);
}

static uint32_t add_domain(struct reader *reader, struct str domain)
{
	struct leaf leaf = { .kind = LEAF_DOMAIN, .is_ascii = true, .plain = domain };
	for (size_t i = 0; i < domain.len; i++)
		leaf.is_ascii &= (unsigned char)domain.at[i] < 0x80;
	leaf.text = fold(reader->arena, domain, '\0');
	return add_by_label(reader, leaf);
}

static size_t characters(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += utf8_is_start(text, i);
	return n;
}

uint32_t leaf_look(struct reader *reader, uint32_t of)
{
	struct leaf leaf = reader->leaves.at[of];
	leaf.is_lookalike = true;
	leaf.is_name = false;
	if (leaf.kind == LEAF_DOMAIN) {
		leaf.is_ascii = true;
		leaf.text = look_key(reader->arena, leaf.text);
		return add_by_label(reader, leaf);
	}
	if (leaf.kind != LEAF_WORD || characters(leaf.keys.at[0]) < LOOK_LEAST)
		return NO_LEAF;
	leaf.plain = leaf.keys.at[0];
	return add(reader, leaf, look_key(reader->arena, leaf.plain));
}

uint32_t leaf_domain(struct reader *reader, const struct node *node, uint32_t *other)
{
	struct str other_name;
	*other = NO_LEAF;
	if (!is_term_text(reader, node))
		return NO_LEAF;
	struct str domain = str_lower(reader->arena, str_trim(node->text));
	if (str_ends(domain, STR(".")))
		domain.len--;
	if (!is_domain(domain)) {
		problem_error(reader->problems, node->where,
			      "`domain` wants a name such as acme.example");
		problem_hint(reader->problems,
			     "without scheme, path and `*`; sub-domains are included");
		return NO_LEAF;
	}
	if (idn_other(reader->arena, domain, &other_name) && is_domain(other_name))
		*other = add_domain(reader, str_dup(reader->arena, other_name));
	return add_domain(reader, domain);
}
