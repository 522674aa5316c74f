#include "story.h"

#include "file.h"

#include "poison.h"

enum { STORY_MAX = 1024 * 1024 };

static bool is_indented(struct str line)
{
	return line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

static bool is_blank(struct str line)
{
	return str_trim(line).len == 0;
}

static struct str next_line(struct str *rest)
{
	struct str line = { NULL, 0 };
	return str_cut(rest, '\n', &line) ? line : STR("");
}

static size_t indentation(struct str line)
{
	size_t n = 0;
	while (n < line.len && (line.at[n] == ' ' || line.at[n] == '\t'))
		n++;
	return n;
}

/* Takes the indented lines from the front of *rest; blank ones belong to it when another indented
 * line follows. */
static struct str take_block(struct arena *arena, struct str *rest, int *line)
{
	struct buf out = buf_new(arena, STORY_MAX);
	struct str ahead = *rest;
	size_t by = 0;
	int blanks = 0, n = 0;
	while (ahead.at && ahead.len) {
		struct str text = next_line(&ahead);
		n++;
		if (is_blank(text)) {
			blanks++;
			continue;
		}
		if (!is_indented(text))
			break;
		by = by ? by : indentation(text);
		for (; out.len && blanks; blanks--)
			buf_char(&out, '\n');
		blanks = 0;
		size_t has = indentation(text);
		buf_add(&out, str_skip(text, has < by ? has : by));
		buf_char(&out, '\n');
		*rest = ahead;
		*line += n;
		n = 0;
	}
	return buf_str(&out);
}

bool story_read(struct arena *arena, struct str path, struct story *out, struct err *err)
{
	struct str rest;
	size_t cap = 0;
	int line = 0;
	*out = (struct story){ .path = path };
	if (!file_read(arena, path, STORY_MAX, &rest, err))
		return false;
	while (rest.at && rest.len) {
		struct str text = next_line(&rest);
		struct step step = { .line = ++line };
		if (is_blank(text) || text.at[0] == '#')
			continue;
		if (is_indented(text))
			return err_set(err, ERR_DATA, STR_FMT ":%d: an indented line below no step",
				       STR_ARG(path), line);
		step.rest = text;
		step.word = next_word(&step.rest);
		step.block_line = line + 1;
		step.block = take_block(arena, &rest, &line);
		out->steps = arena_more(arena, out->steps, out->n, &cap, sizeof(step));
		out->steps[out->n++] = step;
	}
	return true;
}

struct str next_word(struct str *rest)
{
	struct str all = str_trim(*rest);
	struct str word = str_first(all, str_find_char(all, ' '));
	*rest = str_trim(str_skip(all, word.len));
	return word;
}
