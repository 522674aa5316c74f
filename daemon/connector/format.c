#include "parts.h"

#include "arena.h"
#include "feed.h"
#include "html.h"
#include "utf8.h"

#include <string.h>

#include "markdown.h"
#include "poison.h"

/* Text without mark-up keeps its lines and paragraphs, for sentences end there; all other white
 * space folds, as in a feed. */

enum gap { GAP_NONE, GAP_BLANK, GAP_BREAK, GAP_PARAGRAPH };

struct writer {
	char *start, *to;
	enum gap gap;
};

static void put_gap(struct writer *w)
{
	static const struct str gaps[] = { STR_INIT(""), STR_INIT(" "), STR_INIT("\n"),
					   STR_INIT("\n\n") };
	if (w->to > w->start)
		w->to = mempcpy(w->to, gaps[w->gap].at, gaps[w->gap].len);
	w->gap = GAP_NONE;
}

static bool is_plain(char c, bool has_entities)
{
	return (unsigned char)c > ' ' && c != 0x7F && !(has_entities && c == '&');
}

static void put(struct writer *w, const char *at, size_t len)
{
	bool is_white = len == 1 && !is_plain(at[0], false);
	if (!is_white) {
		put_gap(w);
		w->to = mempcpy(w->to, at, len);
	} else if (at[0] == '\n') {
		w->gap = w->gap >= GAP_BREAK ? GAP_PARAGRAPH : GAP_BREAK;
	} else if (w->gap == GAP_NONE) {
		w->gap = GAP_BLANK;
	}
}

/* Visible characters with single blanks between them stay as they are. */
static size_t run_of(struct str text, bool has_entities)
{
	size_t n = 0;
	while (n < text.len) {
		bool is_between = text.at[n] == ' ' && n && n + 1 < text.len &&
				  is_plain(text.at[n + 1], has_entities);
		if (!is_between && !is_plain(text.at[n], has_entities))
			break;
		n++;
	}
	return n;
}

static struct str plain(struct arena *arena, struct str text, bool has_entities)
{
	/* The longest growth: "&nGt;" is 5 bytes and its text 6. */
	char *out = arena_bytes(arena, text.len + text.len / 5 + 1);
	struct writer w = { out, out, GAP_NONE };
	while (text.len) {
		char decoded[8];
		size_t len, took = run_of(text, has_entities);
		if (took)
			put(&w, text.at, took);
		else if (has_entities && text.at[0] == '&' &&
			 html_entity(text, decoded, &len, &took))
			put(&w, decoded, len);
		else
			put(&w, text.at, took = 1);
		text = str_skip(text, took);
	}
	return (struct str){ out, (size_t)(w.to - out) };
}

struct str format_text(enum text_format format, struct str text, struct arena *arena,
		       struct strs *links)
{
	*links = (struct strs){ NULL, 0 };
	text = utf8_first(text, FEED_TEXT_MAX);
	if (format == FORMAT_MARKDOWN)
		text = markdown_html(arena, text);
	if (format == FORMAT_MARKDOWN || format == FORMAT_HTML)
		return html_text(arena, text, STR(""), links);
	return plain(arena, text, format == FORMAT_ESCAPED);
}

struct str format_line(enum text_format format, struct str text, struct arena *arena)
{
	struct strs links;
	/* Nobody reads a title as Markdown. */
	format = format == FORMAT_MARKDOWN ? FORMAT_PLAIN : format;
	return text_fold(arena, format_text(format, text, arena, &links));
}
