/* feed - from the bytes of an answer to entries, whatever the format (design: charset, repair,
 * SAX).
 *
 * RSS 0.90-2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.x. Titles, summaries and contents come out as
 * plain text: mark-up reduced, entities decoded, white space folded. What the feed does not say is
 * an empty text or TIME_ABSENT. Errors are never entries.
 * Memory: everything in the arena given; may borrow from `body`. Thread: any.
 * Failure: DATA (no feed; the text says what it is instead), LIMIT (a ceiling, named). */
#ifndef FEED_H
#define FEED_H

#include "err.h"
#include "item.h"

enum {
	FEED_BODY_MAX = 15 * 1024 * 1024,
	FEED_ITEMS_MAX = 5000,
	FEED_TEXT_MAX = 1024 * 1024, /* text of one entry; more is cut at a code point */
	FEED_XML_DEPTH = 256,
	FEED_XML_ATTRIBUTES = 64,
	FEED_JSON_DEPTH = 64,
};

struct entry {
	struct str id, title, link, author, summary, content, language;
	struct str author_url, comments; /* wfw/slash: page of the discussion, or empty */
	struct str html; /* content or summary with its mark-up, as it came; empty: it had none */
	struct strs categories, links; /* links: absolute http(s) hrefs found in the mark-up */
	int64_t published_ms, updated_ms;
};

struct feed {
	struct str title, link, language, subtitle, author, id;
	struct str format; /* rss090 rss091 rss092 rss10 rss20 atom03 atom10 json10 json11 … */
	struct strs categories;
	int64_t published_ms, updated_ms;
	int64_t ttl_ms;		   /* the publisher's hint how long to wait; 0: none */
	int skip_hours, skip_days; /* no visits then, GMT: bit 0 is midnight, or Sunday */
	const struct entry *entries;
	size_t n;
	size_t dropped; /* entries beyond the ceiling */
};

struct feed_input {
	struct str body;
	struct str url; /* after redirects; relative links resolve against it; may be empty */
	struct str content_type; /* of the HTTP answer; may be empty */
};

bool feed_parse(struct arena *arena, const struct feed_input *in, struct feed *out,
		struct err *err) MUST_CHECK;

/* The feeds that a page names, absolute and each once, in the page's order: its
 * <link rel=alternate> with a feed's type, and those of the `Link:` header it came with (RFC 8288).
 * Of a page whose own address is not known they stay as it writes them. Both add to what is there;
 * addresses beyond the ceiling are dropped. */
enum { FEED_LINKS_MAX = 16 };
struct feed_links {
	struct str at[FEED_LINKS_MAX];
	size_t n;
};
void feed_links_page(struct arena *arena, const struct feed_input *in, struct feed_links *out);
void feed_links_header(struct arena *arena, struct str header, struct str base,
		       struct feed_links *out);

/* NDJSON items, one object a line with `text` (and title, author, url, id, source, published, lang,
 * tags, kind, place): the lines as items. A bad line is counted in *bad and the first one named
 * in `first_bad`; the others still come. A line that is no JSON object is an item of that text
 * when `is_plain_ok` (the way `try` reads), else bad. Empty lines are skipped. */
struct lines_result {
	size_t bad;
	struct err first_bad; /* "line 3: …" */
};
bool items_parse_lines(struct arena *arena, struct str body, bool is_plain_ok, struct items *out,
		       struct lines_result *result, struct err *err) MUST_CHECK;

/* One such line. `target` (may be NULL) gets the phrase toward which sentiment is asked. */
bool item_parse_line(struct arena *arena, struct str line, bool is_plain_ok, struct item *out,
		     struct str *target, struct err *err) MUST_CHECK;

/* Texts that somebody has labelled, one after the other: such lines with `label` or `tone`, or
 * comma-separated values (RFC 4180) with the columns `text` and `label` or `tone`, perhaps `title`,
 * `author`, `lang` and `target`, in the order of the first line, or without such a line text and
 * label. Which of the two, the first line tells: values when it has a comma and begins no object.
 */
struct item_label {
	struct str label, target; /* target may be empty */
};
struct csv_record;
struct labelled_reader {
	struct str rest;
	const struct csv_record *columns; /* NULL: lines of JSON */
	size_t line;			  /* where the text that was read last begins, from 1 */
	size_t next_line;
};
struct labelled_reader labelled_reader_new(struct arena *arena, struct str body);
/* False: none is left. Of a text that cannot be read err says why; the others still come. */
bool labelled_next(struct arena *arena, struct labelled_reader *reader, struct item *out,
		   struct item_label *label, struct err *err) MUST_CHECK;

#endif
