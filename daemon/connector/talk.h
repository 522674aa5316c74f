/* talk - what the files of a conversation share: where it stands, and what comes next.
 *
 * talk.c asks and hears; login.c, page.c and limit.c read one kind of answer each. */
#ifndef TALK_H
#define TALK_H

#include "parts.h"

#define TALK_SECOND_MS INT64_C(1000)
#define TALK_MINUTE_MS (60 * TALK_SECOND_MS)
#define TALK_HOUR_MS (60 * TALK_MINUTE_MS)
#define TALK_DAY_MS (24 * TALK_HOUR_MS)

enum {
	TOKEN_MAX = 16 * 1024,	     /* a token, or what a login keeps */
	PREPARED_MAX = 1024,	     /* what a look-up found */
	NEXT_MAX = 8 * 1024,	     /* a cursor, the URL of a page */
	ID_MAX = 256,		     /* of the newest element */
	WORDS_MAX = 200,	     /* of a service, in an error */
	TERM_MAX = 512,		     /* a term; bytes */
	TERMS_MAX = 2000,	     /* of one source */
	TOKEN_MARGIN_MS = 60 * 1000, /* a token that ends so soon is not used any more */
};

/* What the next request is. */
enum stage { STAGE_AGAIN, STAGE_LOGIN, STAGE_PREPARE, STAGE_QUERY };

struct talk {
	const struct connector_use *use;
	const struct connector *connector;
	struct arena *arena;
	struct state state;
	int64_t now_ms; /* when the request is made, or was */
	enum stage stage;
	const struct prepare *prepare; /* STAGE_PREPARE */
	const struct connector_query *query;
	struct str url; /* of the request that was answered */
};

/* talk.c: the request that the state is at. */
bool talk_request(const struct talk *talk, struct request *out, struct err *err) MUST_CHECK;
/* Scheme, host and port: the request's headers go with it, so a page must not lead elsewhere. */
bool talk_is_same_place(struct str one, struct str other);

/* stand.c: a state made fit for the use: nothing of another credential, no round of other terms. */
struct talk talk_begin(const struct connector_use *use, struct str text, int64_t now_ms,
		       struct arena *arena);
/* The scope of its requests. A login sees the entry's parameters only: whatever an answer said,
 * the credentials go where the entry says. */
struct scope talk_scope(const struct talk *talk);
/* How far the terms of the query were read: the least of them. Empty: none of them was. */
struct str talk_since(const struct talk *talk);
/* The same as a time, the overlap taken off; TIME_ABSENT: no such. */
int64_t talk_floor(const struct talk *talk);
bool talk_is_first(const struct talk *talk);
/* Ids count up; they are compared as the numbers they are, and longer than any number type. */
bool id_is_greater(struct str id, struct str than);
/* The query was read to its end: how far each of its terms was read now. A query without elements
 * says nothing about ids. */
void talk_advance(struct talk *talk);
/* The terms of the query stay known, but from which id on they were read does not. */
void talk_forget_ids(struct talk *talk);
/* Opens the round when it is not. */
void talk_open(struct talk *talk);
/* On to the next query; false: the round is closed. */
bool talk_next_query(struct talk *talk);
/* The name under which a look-up is kept. */
struct str talk_lookup(const struct talk *talk, const struct prepare *prepare);
void talk_drop_token(struct talk *talk);

/* No control characters: what is kept may come to stand in a header. */
bool talk_is_line(struct str text);

/* query.c: the names that the entry gives. */
struct names use_names(const struct connector_use *use, struct arena *arena);

/* login.c: the token and what is kept, of the answer to a login. */
bool login_hear(struct talk *talk, const struct json_value *answer, int64_t now_ms,
		struct err *err) MUST_CHECK;
/* The `exp` of a JSON Web Token (RFC 7519, 4.1.4) in ms; 0: it is none, or has none. */
int64_t token_expiry(struct str token, struct arena *arena);

/* fresh.c: a feed that has not changed is not sent again. */
void fresh_ask(const struct talk *talk, struct request *inout);
bool fresh_is_unchanged(const struct talk *talk, const struct response *response);
void fresh_keep(struct talk *talk, const struct response *response);

/* page.c: the page that came. Turns the state to the next page or query, or closes the round. */
void page_hear(struct talk *talk, const struct response *response, const struct scope *answer,
	       const struct mapped *mapped, struct heard *out);
/* The first link of that relation in the Link headers (RFC 8288), absolute; else empty. */
struct str link_of(const struct response *response, struct str rel, struct str base,
		   struct arena *arena);

/* fault.c: an answer that is none. Turns the state so that the next request makes sense. False,
 * always. */
struct fault {
	const struct response *response;
	const struct json_value *answer; /* NULL: no JSON */
	struct rest *rest;
	bool goes_on;
};
bool fault_status(struct talk *talk, struct fault *fault, struct err *err);
/* A failure inside a good status, by the words of the file. */
bool fault_is_told(const struct talk *talk, const struct json_value *answer);
bool fault_told(struct talk *talk, struct fault *fault, struct err *err);
/* Not the answer that the file describes. */
bool fault_shape(struct talk *talk, struct fault *fault, struct err *err);

/* The same request failed once more; when it did so too often, the next query has its turn. */
void fault_again(struct talk *talk);
/* A renewal that brought nothing: the next login is a full one. */
void fault_renewal(struct talk *talk);
/* A look-up that found nothing. */
bool fault_lookup(struct talk *talk, struct err *err);

/* Not empty, not false, not 0. */
bool value_is_true(const struct json_value *value);

/* What is outside text of a service, for people: one line, bounded, masked. */
struct str talk_words(const struct talk *talk, struct str text);

/* limit.c: what an answer tells of limits in its body and in a header of JSON. */
struct rest {
	int64_t ms;
	struct str why;
};
void rest_at_least(struct rest *rest, int64_t ms, struct str why);
struct rest limit_rest(const struct talk *talk, const struct response *response,
		       const struct json_value *answer);

/* state.c */
struct str kept_get(const struct kept_text *at, size_t n, struct str name);
bool kept_has(const struct kept_text *at, size_t n, struct str name);
/* The list with that name told anew; the old list stays as it is. */
struct kept_text *kept_set(const struct kept_text *at, size_t *n, struct kept_text one,
			   struct arena *arena);
/* The same of several: a copy with room for so many more, into which they are put one by one. */
struct kept_text *kept_room(const struct kept_text *at, size_t n, size_t more, struct arena *arena);
void kept_put(struct kept_text *list, size_t *n, struct kept_text one);

/* rate.c: a number as headers write it, "997.0" or "10;w=60"; false: it begins with none. */
bool rate_number(struct str text, double *out) MUST_CHECK;

#endif
