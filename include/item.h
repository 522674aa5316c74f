/* item - a noun: one text somebody published, as its source told it. Holds no code.
 *
 * All text is clean UTF-8 plain text (no mark-up). Times are milliseconds since 1970, TIME_ABSENT
 * when the source does not say. Memory: the job's arena. */
#ifndef ITEM_H
#define ITEM_H

#include "calendar.h"
#include "str.h"

/* The places a term can be found in. FIELD_LINK is a link inside the text (an href). */
enum field { FIELD_TITLE, FIELD_TEXT, FIELD_AUTHOR, FIELD_URL, FIELD_TAG, FIELD_LINK, FIELD_COUNT };

enum item_kind { ITEM_POST, ITEM_COMMENT };

/* How people write there, which decides what words mean: "fatal" in a post and in a bug report. */
enum genre { GENRE_ANY, GENRE_SOCIAL, GENRE_NEWS, GENRE_SOFTWARE, GENRES };

struct strs {
	const struct str *at;
	size_t n;
};

/* A number told with an item: likes, points, views, …; "followers" are those of the author,
 * "rating" is the author's judgement (stars). */
struct count {
	struct str name;
	double value;
};

struct item {
	struct str id;	/* as the source gives it; may be empty */
	struct str url; /* absolute, or empty */
	/* The title of a comment is that of its thread: shown, but neither matched nor judged, else
	 * all comments of a thread about a brand were mentions of it. */
	struct str title, text, author, profile;
	struct str lang;   /* BCP 47 tag, or empty when the source does not say */
	struct str source; /* as a line of items names it; empty: the source it was read from */
	struct str place;  /* forum, subreddit, …; may be empty */
	struct str parent, thread; /* what it answers, where it belongs: ids or URLs, as told */
	struct strs tags, links;   /* links: absolute URLs found in the text's mark-up */
	const struct count *counts;
	size_t n_counts;
	enum item_kind kind;
	enum genre genre; /* GENRE_ANY when the source does not say */
	int64_t published_ms, updated_ms;
	/* Identity (feeds.md): the item was seen before when either key was. 0: no such key. */
	uint64_t key_id, key_alt;
	uint64_t key_text; /* of all that it says: another one is an edit; 0: not made */
};

struct items {
	struct item *at;
	size_t n;
};

#endif
