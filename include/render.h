/* render - what people read about a mention: fragments, subject, text, HTML, one JSON document.
 *
 * Everything from outside is escaped here for where it goes, once.
 * Memory: the arena. Thread: any. Failure: LIMIT when a message exceeds its ceiling. */
#ifndef RENDER_H
#define RENDER_H

#include "alert.h"
#include "json_write.h"

enum { RENDER_MAIL_MAX = 90 * 1024, RENDER_FRAGMENTS = 3, RENDER_AROUND = 120 };

/* A piece of the text around hits, cut at words, with marks (spans into `text`). */
struct mark {
	uint32_t start, end;
	bool is_tone; /* a word of feeling, else a matched term */
};
struct fragment {
	struct str text; /* one line, folded; unescaped */
	const struct mark *marks;
	size_t n;
	bool is_cut_left, is_cut_right;
};
size_t render_fragments(const struct alert *alert, struct arena *arena,
			struct fragment out[RENDER_FRAGMENTS]);

struct str render_subject(const struct alert *alert, struct arena *arena);
struct str render_why(const struct alert *alert, struct arena *arena);	/* one line of reasons */
struct str render_text(const struct alert *alert, struct arena *arena); /* mail, plain part */
struct str render_html(const struct alert *alert, struct arena *arena); /* mail, HTML part */
/* For a terminal: lines of at most so many columns, but for words that are longer. */
struct str render_block(const struct alert *alert, bool has_colour, size_t width,
			struct arena *arena);
struct str render_logfmt(const struct alert *alert, struct arena *arena); /* syslog line */

/* The mention as one JSON object: the document of the store, `show --json`, webhook `data`. Long
 * texts and lists are cut (`text_is_cut` says so): it fits into RENDER_JSON_MAX bytes. */
enum { RENDER_JSON_MAX = 2 * 1024 * 1024 };
void render_json(const struct alert *alert, struct json *json);
/* The same with at most so many bytes of text, and so many entries in each list. */
void render_json_within(const struct alert *alert, struct json *json, size_t text_max,
			size_t list_max);
/* "topics": their names, and "topic_matches" when there are any: their words with their places. */
void render_topics(const struct mention *mention, struct json *json);
void render_sentiment(const struct sentiment *sentiment, struct json *json);

struct str field_name(enum field field);

#endif
