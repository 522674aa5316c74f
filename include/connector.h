/* connector - a search API told in one YAML file: terms to requests, answers to items.
 *
 * No service is known here; what can be said about one is in mentiond-connectors(7).
 *
 * A conversation (a login, look-ups, each query and its pages) is a chain of single requests. What
 * one step must know of those before it is one text, the state, which the store keeps with the
 * source's place: connector_ask makes of the state the next request, connector_hear of the state
 * and the answer the items and the next state. Both are pure: no socket, no clock, no store. Items
 * and state are saved in one transaction, so a crash loses nothing but the answer under way, also
 * in the middle of a round or of a login whose tokens rotate.
 *
 * A round asks each query, page by page, until nothing of it is new, and then rests. A query is one
 * term, or as many as fit into one request. How far a term has been read is kept with the term:
 * the first round of a term tells nobody (heard->is_first). A query that the service does not like,
 * or that fails again and again, is left for the next round, so that it does not hold the others
 * up.
 *
 * Memory: a connector and a use of it in the arena given at birth, immutable; all else in the
 * arena of the call. Thread: any. Failure: loading and binding tell problems; ask CONFIG; hear
 * AGAIN (come again later), REFUSED (a human must look), DATA (not the answer that the file
 * describes), with the service's own words, secrets masked. */
#ifndef CONNECTOR_H
#define CONNECTOR_H

#include "err.h"
#include "item.h"
#include "node.h"
#include "pace.h"
#include "param.h"
#include "request.h"

struct connector;

/* What the file says of itself. */
struct connector_about {
	struct str name, label, docs, terms_of_use;
	struct strs needs, optional;
	struct params params; /* with their defaults */
	enum genre genre;
	bool is_for_watch; /* `mentiond watch` asks it */
	bool wants_terms;  /* its requests have a hole for {term} or {terms} */
	bool has_login;
	size_t n_tests;
};

/* NULL after errors; all of them are told. The connector borrows the file's nodes. */
struct connector *connector_load(struct arena *home, const struct node *file,
				 struct problems *problems) MUST_CHECK;
const struct connector_about *connector_about(const struct connector *connector);
/* Its own limits; without a key or a name, which come with a use of it. */
const struct pace *connector_pace(const struct connector *connector);

/* What a source's entry says. */
struct connector_wish {
	struct params given;
	struct strs terms;  /* to ask for; ignored when it wants none */
	struct where where; /* of the entry */
	int64_t reach_ms;   /* the first round looks back at least so far; 0: as the file says */
};

/* A connector as one source uses it. */
struct connector_use {
	const struct connector *connector;
	struct params params; /* the given ones and the defaults of the others */
	struct strs secrets;  /* values that nobody may see */
	const struct connector_query *queries;
	size_t n_queries; /* requests of a round, without logins and further pages */
	struct pace pace;
	struct str host;  /* of the request */
	int64_t reach_ms; /* of the wish */
};

/* An unknown name, a missing need, a term too long: told, with where. */
bool connector_bind(struct arena *home, const struct connector *connector,
		    const struct connector_wish *wish, struct problems *problems,
		    struct connector_use *out) MUST_CHECK;

/* The next request. An empty state is the beginning. */
bool connector_ask(const struct connector_use *use, struct str state, int64_t now_ms,
		   struct arena *arena, struct request *out, struct err *err) MUST_CHECK;

struct connector_answer {
	const struct response *response; /* of any HTTP status */
	struct str state;		 /* that the request was made of */
	int64_t asked_ms;		 /* wall: the now_ms of connector_ask; 0: now_ms */
	int64_t now_ms;			 /* wall, of the answer */
};

struct heard {
	struct items items;   /* with identity; may be empty: a login, a look-up */
	struct strs terms;    /* that these items were asked for */
	size_t bad;	      /* elements without an id or an address, or of another shape */
	struct err first_bad; /* the first of them */
	size_t n_elements;    /* that came, what `keep` leaves out, too */
	struct str state;     /* the next; also after a failure */
	bool goes_on;	      /* ask again at once: the next page, query or step */
	bool is_first;	      /* these terms were never asked before: what came is old */
	bool was_cut;	      /* there were more pages than `max` */
	int64_t rest_ms;      /* no request with this pace key before so long; 0: none */
	struct str rest_why;  /* in words: "backoff", "X-RateLimit-Remaining: 0", … */
	struct str note;      /* of connector_map: what the file looks for and nothing had */
};

/* False: a failure, in err; out holds the next state, goes_on (after an expired login) and rest. */
bool connector_hear(const struct connector_use *use, const struct connector_answer *answer,
		    struct arena *arena, struct heard *out, struct err *err) MUST_CHECK;

/* The items of one saved answer, whatever request it came from: what tests and `parse` do. */
bool connector_map(const struct connector_use *use, struct str body, struct arena *arena,
		   struct heard *out, struct err *err) MUST_CHECK;

/* The tests in the file. read() gets a file that a test names, as it stands there. */
struct connector_test_result {
	struct where where;
	struct str body;  /* the file of the test */
	struct str wrong; /* empty: it passed */
	struct items items;
};
typedef bool connector_read_file(void *ctx, struct str name, struct arena *arena, struct str *out,
				 struct err *err);
struct connector_test_result *connector_test(const struct connector *connector, struct arena *arena,
					     connector_read_file *read, void *ctx);

/* A text with the secrets of this use, and the tokens in its state, masked by value: raw and
 * percent-encoded. */
struct str connector_mask(const struct connector_use *use, struct str state, struct arena *arena,
			  struct str text);

#endif
