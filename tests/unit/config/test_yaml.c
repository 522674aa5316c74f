#include "config.h"

#include "test.h"

/* The tree, written so that a table can hold it: {key:value} [value] text, ~ for no value. */
static void write_tree(struct buf *out, const struct node *node)
{
	if (node->kind == NODE_TEXT) {
		buf_add(out, node->text.len || !node->is_plain ? node->text : STR("~"));
		return;
	}
	buf_char(out, node->kind == NODE_MAP ? '{' : '[');
	for (size_t i = 0; i < node->n; i++) {
		if (i)
			buf_char(out, ' ');
		if (node->kind == NODE_MAP) {
			buf_add(out, node->keys[i].text);
			buf_char(out, ':');
		}
		write_tree(out, &node->values[i]);
	}
	buf_char(out, node->kind == NODE_MAP ? '}' : ']');
}

static struct str told(struct arena *arena, const struct problems *problems)
{
	struct buf out = buf_new(arena, 64 * KIB);
	for (size_t i = 0; i < problems->n; i++)
		buf_fmt(&out, "%s%u:%u: " STR_FMT, i ? "\n" : "", problems->at[i].where.line,
			problems->at[i].where.column, STR_ARG(problems->at[i].what));
	return buf_str(&out);
}

static const struct {
	const char *name, *in, *want; /* a tree, or the problems */
} cases[] = {
	{ "texts keep their form", "a: no\nb: 1e3\nc: 'x'\n", "{a:no b:1e3 c:x}" },
	{ "nested", "a: [1, {b: c}]\nd:\n  - e\n", "{a:[1 {b:c}] d:[e]}" },
	{ "no value", "a:\nb: ''\n", "{a:~ b:}" },
	{ "byte order mark",
	  "\xEF\xBB\xBF"
	  "a: b\n",
	  "{a:b}" },
	{ "alias", "a: &x [1, 2]\nb: *x\n", "{a:[1 2] b:[1 2]}" },
	{ "anchor set anew", "a: &x 1\nb: &x 2\nc: *x\n", "{a:1 b:2 c:2}" },
	{ "empty", "", "1:1: the file is empty" },
	{ "only a comment", "# nothing\n", "1:1: the file is empty" },
	{ "only a line of ---", "---\n", "1:1: the file is empty" },
	{ "twice", "a: 1\nb: 2\na: 3\n", "3:1: the key \"a\" stands here twice" },
	{ "twice, deep", "x: {a: 1, \"a\": 3}\n", "1:11: the key \"a\" stands here twice" },
	{ "tag", "a: !foo b\n", "1:4: tags (!foo) are not known here" },
	{ "tag on a list", "a: !!set [b]\n",
	  "1:4: tags (tag:yaml.org,2002:set) are not known here" },
	{ "undefined tag", "a: !x!foo b\n", "1:4: tags (!name) are not known here" },
	{ "two documents", "a: b\n---\nc: d\n", "2:1: a second document begins here" },
	{ "merge key", "a: &x {b: c}\nd:\n  <<: *x\n", "3:3: merge keys (<<) are not known here" },
	{ "quoted << is a text", "'<<': a\n", "{<<:a}" },
	{ "list as a key", "? [a]\n: b\n", "1:3: a key must be a plain text" },
	{ "map as a key", "{{a: b}}: c\n",
	  "1:2: a key must be a plain text\n1:1: a key must be a plain text" },
	{ "unknown alias", "a: *soft\n", "1:4: no anchor &soft stands before" },
	{ "holds itself", "a: &x [*x]\n", "1:8: no anchor &x stands before" },
	{ "NUL", "a: \"\\0\"\n", "1:4: a text cannot hold the character NUL" },
	{ "tab", "a:\n\tb: c\n", "2:1: a tab indents this line" },
	{ "tab after blanks", "a:\n  \tb: c\n", "2:3: a tab indents this line" },
	{ "handle", "a: @acme\n", "1:4: a value that starts with @ goes in quotes" },
	{ "brace", "a: {b} c\n", "1:8: no key was expected here" },
	{ "colon", "a: b: c\n", "1:5: no `key:` can stand here" },
	{ "open quote", "a: b\nc: \"d\n", "2:4: this quotation is never closed" },
	{ "open list", "a: [b,\n  c\n", "1:4: this list is never closed, or a comma is missing" },
	{ "escape", "a: \"\\bAC\\-ME\"\n", "1:9: unknown escape in double quotes" },
	{ "no colon", "a: 1\nb\nc: 2\n", "2:1: this key has no \": \" behind it" },
	{ "indentation", "a:\n  b: 1\n c: 2\n", "3:2: no key was expected here" },
	{ "star alone", "a: [ *, b ]\n", "1:6: a value that starts with * goes in quotes" },
	{ "several at once", "a: !t 1\na: *n\n",
	  "1:4: tags (!t) are not known here\n2:4: no anchor &n stands before\n"
	  "2:1: the key \"a\" stands here twice" },
	{ "no UTF-8", "a: b\nc: \xC3(\n", "2:5: this is no UTF-8 text" },
	{ "control", "a: b\nc: \x01\n", "2:4: a control character (0x01) in the text" },
	{ "columns count characters", "\xC3\xA4\xC3\xB6: !t b\n",
	  "1:5: tags (!t) are not known here" },
};

static void reads_strictly(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(4 * KIB);
		struct problems problems = problems_new(arena);
		struct buf out = buf_new(arena, 64 * KIB);
		CASE(cases[i].name);
		const struct node *root = yaml_parse(arena, STR("t.yaml"), str_from(cases[i].in),
						     &problems);
		if (root)
			write_tree(&out, root);
		EXPECT(!root == (problems.errors > 0));
		EXPECT_STR(root ? buf_str(&out) : told(arena, &problems), str_from(cases[i].want));
	}
}

int main(void)
{
	RUN(reads_strictly);
	return test_end();
}
