/* source - a noun: where we listen, and how far we have read there.
 *
 * A kind of source *asks* (settings and place to a request) and *reads* (a response to items).
 * It opens no socket and knows no clock. Memory: settings live with the plan, the place with the
 * process (flow's table), everything made by ask and read in the job's arena. */
#ifndef SOURCE_H
#define SOURCE_H

#include "item.h"
#include "option.h"
#include "pace.h"
#include "request.h"

enum side { SIDE_EXTERNAL, SIDE_INTERNAL };

/* Must we find a brand's term ourselves, or does it do that the service found it? */
enum trust { TRUST_LOCAL, TRUST_REMOTE };

/* From MOVED_CONFIRMED on the other address is asked directly. MOVED_FOUND: it was found in a page
 * that was given as a feed. */
enum { MOVED_CONFIRMED = 3, MOVED_FOUND };

/* What a publisher says inside the feed about when to come. */
struct hints {
	int64_t wait_ms;	   /* not before that long (ttl); 0: none */
	int skip_hours, skip_days; /* not then, GMT: bit 0 is midnight, or Sunday */
};

/* Saved by the store in the same transaction as the ids of the items; all zero at the start. */
struct place {
	bool has_baseline; /* the first good answer has been taken in */
	bool is_gone;	   /* 410: no more requests */
	struct str etag;   /* validators, byte for byte as received, a pair from one answer */
	struct str last_modified;
	struct str cursor;   /* what a kind needs to go on: a file's fingerprint, a page, an id */
	struct str moved_to; /* where permanent redirects led, the same each time; or a page */
	struct str why;	     /* the last failure in words; empty when well */
	int moved_seen;	     /* how often, or MOVED_FOUND */
	int failures;	     /* in a row */
	int status;	     /* of the last answer */
	uint64_t body_hash;  /* of the last good body: the same bytes are not parsed again */
	int64_t due_ms;	     /* next poll, wall time */
	int64_t asked_ms, ok_ms, new_ms, failing_since_ms; /* wall time; 0: never */
	int64_t interval_ms;				   /* as chosen last */
	int64_t wait_ms;				   /* the hints of the last feed */
	int skip_hours, skip_days;			   /* the same */
	struct str rhythm; /* when it publishes (adapt.h), packed; empty: nothing learned yet */
	int because;	   /* enum because (interval.h): why the interval is what it is */
};

/* What all kinds share; the kind's own part is in `settings`. */
struct source {
	struct str name; /* what people see */
	struct str key;	 /* what the store remembers it by: stable when names or order change */
	const struct source_kind *kind;
	const void *settings;
	struct where where;
	enum side side;
	enum { BASELINE_SILENT, BASELINE_ALL, BASELINE_YOUNGER } baseline;
	int64_t baseline_ms; /* BASELINE_YOUNGER: alert what is younger than this */
	int64_t every_ms;    /* 0: as `poll:` says; else fixed */
	struct str lang;
	enum genre genre;
	struct strs tags;
	struct headers headers;
	struct str user, password, ca;
	enum trust trust;
	/* Told by a kind that has them, see source_kind.make. */
	struct str connector;	 /* its name */
	const struct pace *pace; /* NULL: nothing is counted */
	int64_t usual_ms;	 /* how often to look when the author does not say; 0: unknown */
	size_t n_requests;	 /* of one round, at least; 0: one */
};

/* What one answer brought. */
struct intake {
	struct items items;
	size_t bad;	      /* lines or entries that could not be read; the others came */
	struct err first_bad; /* the first of them: "line 3: …" */
	size_t n_paid;	      /* what a budget of items counts; with a pace that has one */
	struct strs feeds;    /* read failed, but the answer is a page that names these feeds */
	struct strs terms;    /* that its request asked for */
	struct hints hints;
	/* Of a kind that needs several requests for one look (connector.h); also after a failure:
	 */
	struct str cursor;   /* the place's next one; at NULL: as it was */
	bool goes_on;	     /* ask again at once */
	bool is_first;	     /* what came is old, whatever the place says */
	bool was_cut;	     /* there was more than we take */
	int64_t rest_ms;     /* no request with this pace before so long; 0: none */
	struct str rest_why; /* in words */
};

/* What came, and where we stood when we asked. */
struct answer {
	const struct response *response;
	struct str cursor; /* of the place that the request was made of */
	int64_t asked_ms;  /* wall: when it was made */
	int64_t now_ms;	   /* wall */
};

/* What a source of a kind is made with that needs more than its options. */
struct connector;
struct source_makings {
	struct arena *home;
	struct source *source; /* whole but for what the kind tells, and its name and key */
	void *settings;
	struct strs terms; /* what the brands are called */
	/* The connector of a name or a path; NULL: there is none, and that was told. */
	const struct connector *(*connector)(void *ctx, struct str name, struct where where);
	void *ctx;
};

struct source_kind {
	const char *name; /* the key that names it in the configuration */
	const struct option *options;
	size_t settings_size;
	/* Once a plan, before all else; may be NULL. False: an error was told. */
	bool (*make)(const struct source_makings *makings, struct problems *problems);
	/* The name a source gets when the author gave none: a host, a file's name. */
	struct str (*title)(const void *settings, struct arena *arena);
	/* What tells it from all other sources of its kind: a normalised URL, a path. */
	struct str (*key)(const void *settings, struct arena *arena);
	bool (*ask)(const struct source *source, const struct place *place, int64_t now_ms,
		    struct arena *arena, struct request *out, struct err *err);
	/* Items come with their identity keys. ERR_DATA: this is no feed; nothing of it may become
	 * an item or a validator. */
	bool (*read)(const struct source *source, const struct answer *answer, struct arena *arena,
		     struct intake *out, struct err *err);
	/* A text without the secrets that a request or its answer may show; NULL: it has none. */
	struct str (*mask)(const struct source *source, struct str cursor, struct arena *arena,
			   struct str text);
	/* How often to look when neither the author nor the feed says; 0: as `poll:` says. */
	int64_t every_ms;
	/* It reads every answer, of any HTTP status and the same bytes again; else only good new
	 * ones. It keeps no validators, and no address to which an answer has moved. */
	bool hears_all;
};

extern const struct source_kind *const source_kinds[]; /* ends with NULL */

#endif
