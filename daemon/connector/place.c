#include "place.h"

#include "utf8.h"

#include "poison.h"

struct where where_behind(struct where where, struct str text)
{
	while (text.len) {
		size_t len;
		utf8_next(text, &len);
		text = str_skip(text, len);
		where.column++;
	}
	return where;
}

/* The source, from the place on to the end of its line. */
static struct str source_at(struct where where)
{
	struct str rest = where.file ? where.file->text : STR(""), line = STR("");
	for (uint32_t i = 0; i < where.line; i++)
		if (!str_cut(&rest, '\n', &line))
			return STR("");
	for (uint32_t i = 1; i < where.column && line.len; i++)
		do
			line = str_skip(line, 1);
		while (line.len && ((unsigned char)line.at[0] & 0xC0) == 0x80);
	return line;
}

/* Does the source begin with that? What sounds like a secret in it is masked, a * for a sign. */
static bool reads_as(struct str source, struct str front)
{
	while (front.len) {
		size_t len, source_len;
		uint32_t c = utf8_next(front, &len), in_source = utf8_next(source, &source_len);
		if (source.len == 0 || (c != in_source && in_source != '*'))
			return false;
		front = str_skip(front, len);
		source = str_skip(source, source_len);
	}
	return true;
}

struct where place_in(const struct node *text, size_t at)
{
	struct where where = text->where;
	struct str front = str_first(text->text, at);
	where.column += !text->is_plain;
	return reads_as(source_at(where), front) ? where_behind(where, front) : text->where;
}

bool place_has_text(const struct node *node, struct problems *problems)
{
	if (node->kind == NODE_TEXT)
		return true;
	struct str source = source_at(node->where);
	char first = source.len ? source.at[0] : ' ';
	if (first == '*') /* masked, for its key sounds like a secret */
		first = node->kind == NODE_MAP ? '{' : '[';
	problem_error(problems, node->where, "not a text");
	if (first == '{' || first == '[')
		problem_hint(problems, "a value that starts with %c goes in quotes", first);
	return false;
}
