#include "csv.h"

#include "arena.h"
#include "buf.h"

#include "poison.h"

/* The quote that closes the field that begins with one, or the end. */
static size_t closing_quote(struct str s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] != '"')
			continue;
		if (i + 1 == s.len || s.at[i + 1] != '"')
			return i;
		i++;
	}
	return s.len;
}

static struct str without_doubles(struct arena *arena, struct str text)
{
	if (str_find(text, STR("\"\"")) == text.len)
		return text;
	struct buf out = buf_new(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		buf_char(&out, text.at[i]);
		i += text.at[i] == '"';
	}
	return buf_str(&out);
}

static void skip_line(struct str *rest)
{
	*rest = str_skip(*rest, str_find_char(*rest, '\n') + 1);
}

static bool read_quoted(struct arena *arena, struct str *rest, struct str *out, struct err *err)
{
	size_t end = closing_quote(*rest);
	if (end == rest->len) {
		skip_line(rest);
		return err_set(err, ERR_DATA, "a quote is not closed");
	}
	*out = without_doubles(arena, str_first(str_skip(*rest, 1), end - 1));
	*rest = str_skip(*rest, end + 1);
	return true;
}

static struct str read_plain(struct str *rest)
{
	size_t end = 0;
	while (end < rest->len && rest->at[end] != ',' && rest->at[end] != '\n')
		end++;
	struct str field = str_first(*rest, end);
	*rest = str_skip(*rest, end);
	if (str_ends(field, STR("\r")) && !str_starts(*rest, STR(",")))
		field.len--;
	return field;
}

static bool is_line_end(struct str rest)
{
	return rest.len == 0 || rest.at[0] == '\n' || str_starts(rest, STR("\r\n"));
}

static void skip_empty_lines(struct str *rest)
{
	while (rest->len && is_line_end(*rest))
		skip_line(rest);
}

bool csv_next(struct arena *arena, struct str *rest, struct csv_record *out, struct err *err)
{
	skip_empty_lines(rest);
	if (rest->len == 0)
		return false;
	for (out->n = 0; out->n < CSV_FIELDS_MAX; *rest = str_skip(*rest, 1)) {
		struct str *field = &out->at[out->n++];
		if (!str_starts(*rest, STR("\"")))
			*field = read_plain(rest);
		else if (!read_quoted(arena, rest, field, err))
			return false;
		if (is_line_end(*rest)) {
			skip_line(rest);
			return true;
		}
		if (!str_starts(*rest, STR(","))) {
			skip_line(rest);
			return err_set(err, ERR_DATA, "text stands behind a closing quote");
		}
	}
	skip_line(rest);
	return err_set(err, ERR_LIMIT, "more than %d fields", CSV_FIELDS_MAX);
}
