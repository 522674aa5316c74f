/* fragment.c - the pieces of a text that a reader decides from.
 *
 * All spans worth marking (terms of brands and rules, words of feeling) are collected for the field
 * that is quoted: the text, or the title where there is no text. Each hit offers a window of
 * RENDER_AROUND characters to both sides; the window that shows most spans is taken first, what it
 * overlaps is gone, and so on, three times. A window is then narrowed to whole words, and copied as
 * one line: white space folded, controls dropped, while the marks move along with the bytes.
 * Texts may have a megabyte: only windows are walked, and at most SPANS_MAX spans are looked at. */
#include "arena.h"
#include "escape.h"
#include "utf8.h"
#include "words.h"

#include <stdlib.h>

#include "poison.h"

/* A rest shorter than REST_MAX is not worth an ellipsis: the window takes it in. */
enum { SPANS_MAX = 256, WORD_MAX = 30, REST_MAX = 40, MARK_MAX = 4 * RENDER_AROUND };

struct spans {
	struct mark at[SPANS_MAX];
	size_t n;
};

struct window {
	size_t start, end;
};

/* A regex may match a whole text; a mark of that length marks nothing. */
static void add_span(struct spans *spans, struct str text, struct mark mark)
{
	if (spans->n == SPANS_MAX || mark.start >= mark.end || mark.end > text.len ||
	    !utf8_is_start(text, mark.start) || !utf8_is_start(text, mark.end))
		return;
	if (mark.end - mark.start > MARK_MAX)
		mark.end = mark.start +
			   (uint32_t)utf8_first(str_skip(text, mark.start), MARK_MAX).len;
	spans->at[spans->n++] = mark;
}

static void add_hits(struct spans *spans, struct str text, enum field field, const struct hit *hits,
		     size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hits[i].field == field)
			add_span(spans, text, (struct mark){ hits[i].start, hits[i].end, false });
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* By start; at the same place the term wins over the tone, then the longer one. */
static int by_place(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->is_tone != b->is_tone)
		return a->is_tone ? 1 : -1;
	return (a->end < b->end) - (a->end > b->end);
}

/* "moved to Acme" is a word of feeling with the term in it: it ends where the term begins. */
static void end_before_terms(struct spans *spans, struct str text)
{
	for (size_t i = 0; i < spans->n; i++) {
		struct mark *mark = &spans->at[i];
		for (size_t j = i + 1; mark->is_tone && j < spans->n; j++)
			if (!spans->at[j].is_tone && spans->at[j].start < mark->end)
				mark->end = spans->at[j].start;
		while (mark->is_tone && mark->end > mark->start && is_blank(text.at[mark->end - 1]))
			mark->end--;
	}
}

static void collect(const struct alert *alert, enum field field, struct str text,
		    struct spans *spans)
{
	const struct mention *mention = alert->mention;
	const struct sentiment *sentiment = words_sentiment(alert);
	for (size_t i = 0; i < mention->n_brands; i++)
		add_hits(spans, text, field, mention->brands[i].hits, mention->brands[i].n);
	for (size_t i = 0; i < mention->n_rules; i++)
		add_hits(spans, text, field, mention->rules[i].hits, mention->rules[i].n);
	for (size_t i = 0; i < mention->n_topics; i++)
		add_hits(spans, text, field, mention->topics[i].hits, mention->topics[i].n);
	for (size_t i = 0; i < sentiment->n; i++) {
		const struct evidence *e = &sentiment->evidence[i];
		bool is_word = !str_eq(e->why, STR("style")); /* no mark for a "!" */
		if (e->field == field && is_word)
			add_span(spans, text, (struct mark){ e->start, e->end, true });
	}
	qsort(spans->at, spans->n, sizeof(*spans->at), by_place);
	end_before_terms(spans, text);
}

static size_t chars_before(struct str text, size_t at, size_t n)
{
	for (; n && at; n--)
		do
			at--;
		while (at && !utf8_is_start(text, at));
	return at;
}

static size_t chars_after(struct str text, size_t at, size_t n)
{
	for (size_t len; n && at < text.len; n--, at += len)
		utf8_next(str_skip(text, at), &len);
	return at;
}

/* Forward to the next word, unless none begins soon (then at least not inside a character). */
static size_t word_start(struct str text, size_t at, size_t limit)
{
	if (at <= REST_MAX)
		return 0;
	for (size_t i = at; i < limit && i < at + WORD_MAX; i++)
		if (is_blank(text.at[i - 1]) && !is_blank(text.at[i]))
			return i;
	return utf8_first(text, at).len;
}

static size_t word_end(struct str text, size_t at, size_t limit)
{
	if (at + REST_MAX >= text.len)
		return text.len;
	for (size_t i = at; i > limit && i + WORD_MAX > at; i--)
		if (is_blank(text.at[i]) && !is_blank(text.at[i - 1]))
			return i;
	size_t cut = utf8_first(text, at).len;
	return cut > limit ? cut : at;
}

/* A term at its edge is wholly inside, or what is marked would not be what was found. Terms may
 * overlap in a long chain: then it ends where it ends. */
static struct window widened(const struct spans *spans, struct window window)
{
	struct window wide = window;
	for (size_t i = spans->n; i-- > 0;) {
		const struct mark *mark = &spans->at[i];
		if (!mark->is_tone && mark->start < wide.start && mark->end > wide.start &&
		    window.start - mark->start <= MARK_MAX)
			wide.start = mark->start;
	}
	for (size_t i = 0; i < spans->n; i++) {
		const struct mark *mark = &spans->at[i];
		if (!mark->is_tone && mark->start < wide.end && mark->end > wide.end &&
		    mark->end - window.end <= MARK_MAX)
			wide.end = mark->end;
	}
	return wide;
}

static struct window around(struct str text, const struct mark *mark)
{
	size_t start = chars_before(text, mark->start, RENDER_AROUND);
	size_t end = chars_after(text, mark->end, RENDER_AROUND);
	return (struct window){ word_start(text, start, mark->start),
				word_end(text, end, mark->end) };
}

static size_t spans_in(const struct spans *spans, struct window window)
{
	size_t n = 0;
	for (size_t i = 0; i < spans->n; i++)
		n += spans->at[i].start >= window.start && spans->at[i].end <= window.end;
	return n;
}

static bool overlaps(const struct window *taken, size_t n, struct window window)
{
	for (size_t i = 0; i < n; i++)
		if (window.start < taken[i].end && taken[i].start < window.end)
			return true;
	return false;
}

static int by_start(const void *left, const void *right)
{
	const struct window *a = left, *b = right;
	return (a->start > b->start) - (a->start < b->start);
}

static bool best_window(struct str text, const struct spans *spans, const struct window *taken,
			size_t n_taken, struct window *out)
{
	size_t most = 0;
	for (size_t i = 0; i < spans->n; i++) {
		if (spans->at[i].is_tone)
			continue;
		struct window window = widened(spans, around(text, &spans->at[i]));
		size_t n = spans_in(spans, window);
		if (n <= most || overlaps(taken, n_taken, window))
			continue;
		most = n;
		*out = window;
	}
	return most > 0;
}

static size_t choose(struct str text, const struct spans *spans,
		     struct window out[RENDER_FRAGMENTS])
{
	size_t n = 0;
	while (n < RENDER_FRAGMENTS && best_window(text, spans, out, n, &out[n]))
		n++;
	if (n == 0 && text.len) {
		size_t end = chars_after(text, 0, (size_t)2 * RENDER_AROUND);
		out[n++] = (struct window){ 0, word_end(text, end, 0) };
	}
	qsort(out, n, sizeof(*out), by_start);
	return n;
}

/* How long a piece of text is once it is one clean line. */
static size_t line_length(struct str text, struct arena *arena)
{
	struct arena_mark mark = arena_mark(arena);
	struct buf line = buf_new(arena, text.len * 3);
	escape_line(&line, text);
	arena_reset(arena, mark);
	return line.len;
}

/* Where a place in the window comes to lie in its line: behind as much as stands before it, and
 * behind the blank that was at the end of that. */
static uint32_t moved_start(struct str line, struct str before, struct arena *arena)
{
	size_t at = line_length(before, arena);
	return (uint32_t)(at + (at && at < line.len && line.at[at] == ' '));
}

static struct fragment cut_out(struct str text, const struct spans *spans, struct window window,
			       struct arena *arena)
{
	struct str piece = { text.at + window.start, window.end - window.start };
	struct str line = words_line(piece, 3 * piece.len, arena);
	struct mark *marks = NEW(arena, struct mark, spans_in(spans, window));
	size_t n = 0;
	uint32_t free_from = 0;
	for (size_t i = 0; i < spans->n; i++) {
		struct mark span = spans->at[i];
		if (span.start < window.start || span.end > window.end)
			continue;
		uint32_t start = moved_start(line, str_first(piece, span.start - window.start),
					     arena);
		size_t end = line_length(str_first(piece, span.end - window.start), arena);
		start = start > free_from ? start : free_from;
		if (start >= end)
			continue;
		free_from = (uint32_t)end;
		marks[n++] = (struct mark){ start, free_from, span.is_tone };
	}
	return (struct fragment){ line, marks, n, window.start > 0, window.end < text.len };
}

size_t render_fragments(const struct alert *alert, struct arena *arena,
			struct fragment out[RENDER_FRAGMENTS])
{
	struct window windows[RENDER_FRAGMENTS];
	if (!alert->mention)
		return 0;
	const struct item *item = alert->mention->item;
	enum field field = item->text.len ? FIELD_TEXT : FIELD_TITLE;
	struct str text = item->text.len ? item->text : item->title;
	struct spans *spans = NEW(arena, struct spans, 1);
	collect(alert, field, text, spans);
	size_t n = choose(text, spans, windows);
	for (size_t i = 0; i < n; i++)
		out[i] = cut_out(text, spans, windows[i], arena);
	return n;
}
