/* words - the small pieces every rendering is put together from, in mails and in chat formats.
 * Clean single lines, yet unescaped unless said. Memory: the arena. Thread: any. Failure: none. */
#ifndef WORDS_H
#define WORDS_H

#include "buf.h"
#include "decide.h"
#include "render.h"

enum { WORDS_TITLE_MAX = 200, WORDS_NAME_MAX = 80, WORDS_URL_MAX = 2000, WORDS_HEALTH_MAX = 4000 };
enum { WORDS_EVIDENCE = 4, WORDS_EVIDENCE_MAX = 20 }; /* pieces a side: in alerts, anywhere */

/* One line of clean text of at most max bytes, ended by an ellipsis when something was cut. */
struct str words_line(struct str text, size_t max, struct arena *arena);
struct str words_join(struct strs list, struct str between, struct arena *arena);

/* The sentiment people are shown: the first brand's, or that of a brand spoken ill of. */
const struct sentiment *words_sentiment(const struct alert *alert);
/* Toward which brand that is; empty when there is only one. */
struct str words_toward(const struct alert *alert);
struct str words_tone(enum tone tone);
struct str words_score(const struct sentiment *sentiment, struct arena *arena); /* "-0.46" or "" */

/* The names of the topics, with `between` between them; empty: of none. */
struct str words_topics(const struct alert *alert, struct str between, struct arena *arena);
struct str words_title(const struct alert *alert, size_t max, struct arena *arena);
struct str words_source(const struct alert *alert, struct arena *arena); /* reddit r/sysadmin */
/* reddit r/sysadmin · comment by bob · 6 min ago; "edited comment by bob" when that is the news */
struct str words_byline(const struct alert *alert, struct arena *arena);
/* The same as what stands before the author, the author, and the rest. */
void words_byline_parts(const struct alert *alert, struct arena *arena, struct str parts[3]);
struct str words_times(const struct alert *alert, struct arena *arena);

/* The address as a link: http or https with all that could end a link elsewhere percent-encoded;
 * empty when it is none. words_plain_url is what may be shown, but not linked, instead. */
struct str words_url(const struct alert *alert, struct arena *arena);
struct str words_plain_url(const struct alert *alert, struct arena *arena);

/* How a fragment is written: what stands before and behind its marks, and the escape of all text
 * between. */
struct words_style {
	struct str term[2], tone[2];
	void (*escape)(struct buf *buf, struct str s);
};
void words_quote(struct buf *buf, const struct fragment *fragment, const struct words_style *style);
extern const struct words_style words_plain; /* no marks, nothing escaped */
/* negative -0.69 toward acme: "on hold" -3.0, "never" negates "works" -1.18, and 2 more -1.6;
 * against: "thanks" +1.3. Of each side the strongest `most` pieces; the values add up to the sum of
 * the score. toward: empty where there is only one. */
void words_evidence(struct buf *out, const struct sentiment *sentiment, struct str toward,
		    size_t most, const struct words_style *style);
/* The same of an alert; nothing without any evidence. */
void words_reasons(struct buf *out, const struct alert *alert, const struct words_style *style);
/* As one plain line of at most max bytes. */
struct str words_reasons_line(const struct alert *alert, size_t max, struct arena *arena);
/* render_why() with what stands around each of the found words, and escaped. */
struct str render_why_as(const struct alert *alert, const struct words_style *style,
			 struct arena *arena);

/* Breaks text at blanks to lines of `width` columns, each begun with the indent and ended by a
 * newline. Escape sequences of a terminal take no column. */
void words_wrap(struct buf *buf, struct str text, struct str indent, size_t width);

#endif
