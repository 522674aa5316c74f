#include "spelling.h"

#include "utf8.h"

#include "poison.h"

static void read_letter(const struct node *key, const struct node *value, struct lexicon *lexicon,
			struct problems *problems)
{
	size_t len;
	uint32_t letter = utf8_next(key->text, &len);
	if (key->text.len == 0 || len != key->text.len || letter < 0x80 || letter >= LETTERS)
		problem_error(problems, key->where, "not one letter with an accent");
	else if (value->kind != NODE_TEXT || value->text.len > LETTER_BYTES)
		problem_error(problems, value->where, "not one or two plain letters");
	else
		lexicon_letter(lexicon, letter, value->text);
}

static void read_letters(const struct node *letters, struct lexicon *lexicon,
			 struct problems *problems)
{
	if (letters->kind != NODE_MAP) {
		problem_error(problems, letters->where, "`letters` is a map of letters");
		return;
	}
	for (size_t i = 0; i < letters->n; i++)
		read_letter(&letters->keys[i], &letters->values[i], lexicon, problems);
}

static void read_elisions(const struct node *list, struct lexicon *lexicon,
			  struct problems *problems)
{
	if (list->kind != NODE_LIST || list->n > ELISIONS_MAX) {
		problem_error(problems, list->where, "not a list of at most %d beginnings of words",
			      ELISIONS_MAX);
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		const struct node *front = &list->values[i];
		if (front->kind == NODE_TEXT && front->text.len)
			lexicon_elision(lexicon, front->text);
		else
			problem_error(problems, front->where, "not the beginning of a word");
	}
}

static bool is_true(const struct node *node, struct problems *problems)
{
	bool is_true = node->kind == NODE_TEXT && str_eq(node->text, STR("true"));
	if (!is_true && (node->kind != NODE_TEXT || !str_eq(node->text, STR("false"))))
		problem_error(problems, node->where, "not true or false");
	return is_true;
}

static void read_concord(const struct node *node, struct lexicon *lexicon,
			 struct problems *problems)
{
	if (is_true(node, problems))
		lexicon_set_concord(lexicon);
}

static void read_capitals(const struct node *node, struct lexicon *lexicon,
			  struct problems *problems)
{
	if (is_true(node, problems))
		lexicon_set_capitals(lexicon);
}

static const struct {
	struct str name;
	void (*read)(const struct node *, struct lexicon *, struct problems *);
} sections[SPELLING_SECTIONS] = {
	{ STR_INIT("letters"), read_letters },
	{ STR_INIT("elisions"), read_elisions },
	{ STR_INIT("concord"), read_concord },
	{ STR_INIT("capitals"), read_capitals },
};

struct str spelling_section(size_t i)
{
	return sections[i].name;
}

bool spelling_knows(struct str section)
{
	for (size_t i = 0; i < SPELLING_SECTIONS; i++)
		if (str_eq(section, sections[i].name))
			return true;
	return false;
}

void spelling_read(const struct node *key, const struct node *value, struct lexicon *lexicon,
		   struct problems *problems)
{
	for (size_t i = 0; i < SPELLING_SECTIONS; i++)
		if (str_eq(key->text, sections[i].name))
			sections[i].read(value, lexicon, problems);
}
