/* request - a noun: bytes to move, and what came back. Holds no code.
 *
 * Sources and channels write requests and read responses; only net/ moves them. One struct serves
 * HTTP, SMTP, local files and datagrams, so that ceilings and time-outs exist once.
 * Memory: whoever made it (a job's or a delivery's arena), until the response has been read. */
#ifndef REQUEST_H
#define REQUEST_H

#include "err.h"
#include "str.h"

enum request_kind {
	REQUEST_HTTP, /* method, url, headers, body */
	REQUEST_SMTP, /* url smtp://host:port or smtps://, mail_from, mail_to, body = the mail */
	REQUEST_READ, /* url = a path: file, folder or "-"; body of the answer = its bytes */
	REQUEST_DATAGRAM, /* url = path of a unix datagram socket; body = one datagram */
	REQUEST_WRITE,	  /* body to standard output */
};

enum tls_policy { TLS_NONE, TLS_STARTTLS, TLS_IMPLICIT };

struct header {
	struct str name, value;
};

struct headers {
	const struct header *at;
	size_t n;
};

struct request {
	enum request_kind kind;
	struct str method; /* HTTP: GET or POST */
	struct str url;
	struct headers headers; /* go to the host of `url` only, never to a redirect's other host */
	struct str body;
	struct str user, password; /* HTTP Basic or SMTP AUTH; as headers, for this host only */
	struct str ca;		   /* a file of trusted certificates, or empty */
	enum tls_policy tls;	   /* SMTP */
	struct str mail_from, mail_to;
	struct str since;  /* REQUEST_READ: the fingerprint of last time; unchanged: 304 */
	int max_redirects; /* 0: a redirect is the answer itself */
};

/* One file of a folder that was read. */
struct part {
	struct str name, body;
};

struct response {
	int status;	  /* HTTP or SMTP status; 200 and 304 of a local file; 0: none came */
	struct err err;	  /* kind ERR_NONE: an answer came, whatever its status */
	struct str url;	  /* after redirects */
	int hops;	  /* redirects followed */
	struct str moved; /* where a chain of only permanent redirects led, or empty */
	/* Of the last answer, in order; SMTP: every reply line as a value; a folder: "skipped",
	 * what could not be read and why. */
	struct headers headers;
	struct str body;
	const struct part *parts; /* REQUEST_READ of a folder: the files that changed */
	size_t n_parts;
	struct str mark; /* REQUEST_READ: the fingerprint to remember */
	bool has_ended;	 /* REQUEST_READ of "-": nothing will come any more */
	int64_t took_ms;
	int64_t held_ms; /* > 0: not sent, its host is to be left alone for so long (net_hold) */
};

/* The value of the last header of that name, without case, or empty. */
struct str response_header(const struct response *response, struct str name);
/* What a status that is no answer means, for people: 429 is "too many requests". */
const char *response_meaning(int status);

#endif
