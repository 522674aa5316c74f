#include "lines.h"

#include "utf8.h"

#include "poison.h"

/* By how much the lines of the block are indented: as its first one that is not empty. */
static uint32_t indent_of(const struct text_file *file, uint32_t line)
{
	struct str rest = file ? file->text : STR(""), text = STR("");
	for (uint32_t i = 0; i < line && str_cut(&rest, '\n', &text);)
		i++;
	while (str_cut(&rest, '\n', &text))
		if (str_trim(text).len)
			return (uint32_t)(str_trim(text).at - text.at);
	return 0;
}

struct lines_place lines_place_of(const struct node *block)
{
	struct where where = block->where;
	return (struct lines_place){ where.file, where.line, indent_of(where.file, where.line) };
}

struct where lines_where(const struct lines_place *place, struct str line, size_t at)
{
	struct where where = { place->file, place->line, place->indent + 1 };
	for (size_t i = 0; i < at; i++)
		where.column += utf8_is_start(line, i);
	return where;
}

static struct str without_quotes(struct str text)
{
	bool is_quoted = text.len > 2 && text.at[0] == '"' && text.at[text.len - 1] == '"';
	return is_quoted ? (struct str){ text.at + 1, text.len - 2 } : text;
}

bool lines_split(struct str line, struct str *term, struct str *value)
{
	size_t at = line.len;
	line = str_trim(line);
	for (size_t i = 0; i + 1 < line.len; i++)
		if (line.at[i] == ':' && line.at[i + 1] == ' ')
			at = i;
	if (at >= line.len)
		return false;
	*term = without_quotes(str_first(line, at));
	*value = str_trim(str_skip(line, at + 1));
	return true;
}
