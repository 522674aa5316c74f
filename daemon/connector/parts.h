/* parts - a connector as it was read, and a use of it, for the files of this room only.
 *
 * file.c reads the YAML into it, map.c makes items by it, query.c binds terms, talk.c asks and
 * hears. */
#ifndef PARTS_H
#define PARTS_H

#include "connector.h"
#include "template.h"

/* A key of the file with its text: of headers, of a query, of a form. */
struct pair {
	struct str name;
	struct template value;
};

struct pairs {
	const struct pair *at;
	size_t n;
};

/* What a request is made of: `request`, and those of a login and of look-ups. */
struct asking {
	struct template url, body, basic;
	struct str method; /* GET or POST */
	struct pairs headers, query, form;
	const struct node *json; /* NULL: none */
	/* Of its scalars with a brace in them, in the order in which they stand in the file. */
	const struct template *json_strings;
	size_t n_json_strings;
	bool is_given;
};

struct kept {
	struct str name;
	struct path path;
	struct where where; /* of the name */
};

struct login {
	struct asking request, again;
	struct path token, expires;
	bool has_expires;
	const struct kept *keep;
	size_t n_keep;
};

struct prepare {
	struct str name;
	struct asking request;
	struct path take;
	bool is_by_term;    /* its request has a hole for {term} */
	struct where where; /* of the name */
};

struct terms_form {
	struct template write; /* of one term: {term} */
	struct str join;
	size_t max_chars, max_terms; /* 0: any; characters are code points */
	bool is_given;		     /* else one request a term */
};

struct since {
	enum { SINCE_NONE, SINCE_TIME, SINCE_ID } by;
	enum { AS_EPOCH, AS_RFC3339, AS_FORMAT } as;
	struct str format; /* strftime, UTC */
	int64_t overlap_ms;
	int64_t first_run_ms; /* 0: none */
	struct path newest;   /* of the answer; SINCE_ID */
	struct path of;	      /* of an element, when there is no newest: "id" */
	bool has_newest;
};

struct pages {
	enum {
		PAGES_NONE,
		PAGES_NUMBER,
		PAGES_OFFSET, /* how many elements were met */
		PAGES_CURSOR,
		PAGES_LINK,
		PAGES_URL,
		PAGES_LAST /* {cursor} is `of` in the last element */
	} by;
	int64_t from, max;
	struct path last, total, more, next, of;
	bool has_last, has_total, has_more;
	struct str total_header, rel;
};

/* What limits an answer tells in its body or in a JSON header. */
struct limits {
	struct path wait, left; /* seconds to wait; how many requests are left */
	bool has_wait, has_left;
	struct str usage; /* a header with percentages: rest from 90 on */
};

struct fail {
	struct path when, message;
	struct str is; /* that value; empty: it is there and not false */
	bool is_given, has_message;
};

/* Something in an item: the first alternative that is not empty. */
struct choice_of {
	const struct template *at; /* a path is a template of one hole */
	size_t n;
};

enum item_part {
	PART_ID,
	PART_URL,
	PART_TITLE,
	PART_TEXT,
	PART_AUTHOR,
	PART_PROFILE,
	PART_FOLLOWERS,
	PART_TIME,
	PART_SEEN,
	PART_LANG,
	PART_PLACE,
	PART_LINK,
	PART_PARENT,
	PART_THREAD,
	PART_RATING,
	PART_KIND,
	PART_COUNT
};

enum text_format { FORMAT_PLAIN, FORMAT_ESCAPED, FORMAT_HTML, FORMAT_MARKDOWN };

struct count_of {
	struct str name;
	struct choice_of value;
};

struct item_map {
	struct choice_of parts[PART_COUNT];
	enum text_format format;
	bool is_comment; /* `kind: comment`; else PART_KIND is a path: there is something */
	const struct count_of *counts;
	size_t n_counts;
};

struct join {
	struct str name;
	struct path in, id; /* the table in the answer; the key in the element */
	struct str key;	    /* of an entry: "id" unless the file says otherwise */
	struct where where; /* of the name */
};

struct array_map {
	struct path each;
	struct choice_of keep; /* n 0: all */
	struct item_map item;
	const struct join *joins;
	size_t n_joins;
};

struct file_test {
	struct where where;
	struct str body; /* as it stands there: relative to the YAML file */
	struct params params;
	int64_t items;		   /* -1: not told */
	struct str fails;	   /* words of the failure that the answer is; empty: it is none */
	const struct param *first; /* field and value of the first item */
	size_t n_first;
};

struct connector {
	struct connector_about about;
	enum { ANSWER_JSON, ANSWER_FEED } answer; /* a feed is mapped as if it were JSON */
	struct asking request;
	struct terms_form terms;
	struct login login;
	const struct prepare *prepare;
	size_t n_prepare;
	struct since since;
	struct pages pages;
	struct limits limits;
	struct pace pace; /* rates, page, every; its key is made when it is bound */
	struct fail fail;
	const struct array_map *arrays; /* each and also */
	size_t n_arrays;
	const struct file_test *tests; /* about.n_tests of them */
};

struct connector_query {
	struct str term;   /* {term}; empty when several are asked for together */
	struct str terms;  /* {terms} */
	struct strs parts; /* the terms in it: how far each was read is kept by these */
};

enum {
	NAMES_MAX = 64, /* names of a scope */
	ARRAYS_MAX = 8,
	PREPARE_MAX = 16, /* look-ups */
	STATE_MAX = 4 * 1024 * 1024,
};

/* map.c: the elements of an answer as items. */
struct mapped {
	struct items items;
	size_t elements, bad;
	struct err first_bad;
	struct str last_of, newest_of; /* pages.of of the last, since.of: the greatest of all */
	unsigned found;		       /* bits of the parts that had something in an element */
};
void map_answer(const struct connector *connector, const struct scope *answer, struct arena *arena,
		struct mapped *out);
/* note.c: what the file looks for and the answer has nowhere, in words; or empty. */
struct str note_of(const struct connector *connector, const struct scope *answer,
		   const struct mapped *mapped, struct arena *arena);
/* The body as JSON: as it is, or a feed told as JSON. False: it is neither. */
bool answer_read(const struct connector *connector, const struct response *response,
		 struct arena *arena, struct json_value *out, struct err *err) MUST_CHECK;

/* lang.c: a language as a BCP 47 tag, also of an English name; empty: it names none. */
struct str lang_tag(struct str text, struct arena *arena);

/* format.c: a text as people read it, clean, at most FEED_TEXT_MAX bytes, and the absolute links in
 * its mark-up; and a title, a name: the same in one line. */
struct str format_text(enum text_format format, struct str text, struct arena *arena,
		       struct strs *links);
struct str format_line(enum text_format format, struct str text, struct arena *arena);

/* time.c: a time in any of the forms of primitive 12; TIME_ABSENT: none of them. */
int64_t time_of(struct str text);

/* request.c: a request out of its parts, in a scope. */
bool asking_fill(const struct asking *asking, const struct scope *scope, struct arena *arena,
		 struct request *out, struct err *err) MUST_CHECK;
/* Is it one that may be sent? */
bool asking_is_url(struct str text);

/* rate.c: the limits that the headers tell, in every dialect; 0: none is reached. */
int64_t rate_rest(const struct response *response, int64_t now_ms, struct str *why,
		  struct arena *arena);

/* state.c: what is kept between the requests of a conversation, as one JSON text. */
struct kept_text {
	struct str name, value;
};
struct state {
	uint64_t owner; /* the pace key of the use that it belongs to */
	struct str token;
	int64_t expires_ms;	/* 0: nobody said */
	bool is_retried;	/* a login was made because of the last answer */
	struct kept_text *kept; /* what the login kept */
	size_t n_kept;
	struct kept_text *prepared; /* "name" or "name\nterm" */
	size_t n_prepared;
	struct kept_text *since; /* a term, and how far it was read */
	size_t n_since;
	bool has_ids;	     /* since: else times */
	struct valid {	     /* validators of the last answer (fresh.c) */
		uint64_t of; /* hash of its address; 0: none */
		struct str etag, modified;
	} valid;
	struct round {
		bool is_open;
		int64_t began_ms;
		size_t query;	  /* that is asked */
		uint64_t of;	  /* hash of its terms */
		int64_t page;	  /* of it, from 0 */
		int64_t elements; /* of it, so far */
		struct str next;  /* cursor or URL of the next page */
		struct str newest;
		int64_t failures; /* of this request, in a row */
		uint64_t guard; /* hash of the cursor before a page whose number is a power of 2 */
	} round;
};
bool state_read(struct str text, struct arena *arena, struct state *out);
struct str state_write(const struct state *state, struct arena *arena);

#endif
