/* transfer - what the files of this room share: one net_send on its way.
 *
 *	net_send -> throttle (waits for its host and for a slot) -> curl -> answer -> redirect?
 *	   back to throttle -> done. Local kinds go through local, stream or datagram instead.
 * Memory: a transfer and its answer live in the arena given to net_send. Thread: the loop. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "arena.h"
#include "net.h"

enum {
	BODY_MAX = 15 * MIB,
	HEADER_BYTES_MAX = 64 * KIB,
	TRANSFERS_MAX = 16,
	SLOW_MAX = 256,
	SLOW_AFTER_MS = 500,
	FILES_MAX = 5000,
};

/* A URL as the library that connects reads it: one parser, so no two opinions on the host. */
struct target {
	struct str url, scheme, host, port;
	bool has_user;
};

struct transfer {
	struct transfer *next;
	struct net *net;
	const struct request *request;
	struct arena *arena;
	net_done *done;
	void *ctx;
	enum net_side side;

	struct target first, now; /* what was asked for, and where redirects led */
	int hops;
	bool is_moved; /* all hops so far were permanent */

	struct host *host; /* throttle */
	bool is_followed;  /* the next one for this host waits already */
	struct transfer *next_running;
	bool is_slow;
	int64_t started_ms, spent_ms;

	size_t sent; /* bytes of request->body that are gone */

	/* The answer as it comes in. */
	struct header *headers;
	size_t n_headers, cap_headers, header_bytes;
	char *body;
	size_t body_len, body_cap, body_max;
	int status;	   /* of HTTP, or of the last whole SMTP reply */
	bool has_byte;	   /* the other side said something */
	bool is_mail_open; /* MAIL FROM may be on the wire: replies speak of this mail now */
	struct err stop;   /* why a callback ended the transfer */

	struct response response;
};

struct transfers { /* a queue */
	struct transfer *head, *tail;
};

void transfers_put(struct transfers *queue, struct transfer *transfer);
void transfers_put_first(struct transfers *queue, struct transfer *transfer);
struct transfer *transfers_take(struct transfers *queue); /* NULL: empty */

/* --- net.c */

/* A watch for any epoll events; net_watch is the one for EPOLLIN. */
bool watch_add(struct net *net, int fd, uint32_t events, net_ready *ready, void *ctx);
/* Calls `done`; the transfer is gone after that. */
void transfer_finish(struct transfer *transfer);

/* --- throttle.c: who may start */

struct throttle;
struct throttle_limits {
	size_t running, slow, per_host;
	int64_t gap_ms;
};

struct throttle *throttle_new(struct arena *arena);
void throttle_set(struct throttle *throttle, struct throttle_limits limits);
/* Nobody may be put there before `until_ms`; returns those that waited. */
struct transfers throttle_hold(struct throttle *throttle, const struct target *target,
			       int64_t until_ms, int64_t now_ms);
/* Until when this host is held, or 0. */
int64_t throttle_held(struct throttle *throttle, const struct target *target, int64_t now_ms);
void throttle_put(struct throttle *throttle, struct transfer *transfer, bool is_first);
/* The next one that may start now, counted as running; NULL: none. */
struct transfer *throttle_next(struct throttle *throttle, int64_t now_ms);
/* It runs no longer. A rest before the next request to this host, or (a redirect) none. */
void throttle_leave(struct throttle *throttle, struct transfer *transfer, int64_t now_ms,
		    bool has_rest);
/* When throttle_next may give more without anything having ended; INT64_MAX: never. */
int64_t throttle_due(const struct throttle *throttle, int64_t now_ms);

/* --- answer.c: bytes from the other side; false: enough, transfer->stop tells why */

void answer_begin(struct transfer *transfer);
bool answer_line(struct transfer *transfer, struct str line); /* of a head, or an SMTP reply */
bool answer_body(struct transfer *transfer, struct str bytes);
/* Before a request or a mail goes out; false: transfer->stop tells why not. */
bool answer_lets_in(struct transfer *transfer);
size_t answer_take_mail(struct transfer *transfer, char *out, size_t size); /* what is to be sent */
/* Makes the response of what came; `fault` is what went wrong, or ERR_NONE. */
void answer_end(struct transfer *transfer, const struct err *fault);

/* --- reach.c: may this transfer go there? False: transfer->stop tells why not */

/* What the library says of a failure, for people; number: errno of the last attempt to connect.
 * Always false, as err_set. */
bool reach_fault(const struct transfer *transfer, enum err_kind kind, const char *words,
		 const char *said, long number, struct err *err);

struct sockaddr;
bool reach_socket(struct transfer *transfer, const struct net_options *options,
		  const struct sockaddr *to);
bool reach_address(struct transfer *transfer, const struct net_options *options, struct str to);
bool reach_through_proxy(struct transfer *transfer, const struct net_options *options);

/* --- redirect.c */

/* True: transfer->now is the next hop. False: the response stands (it may be an error now). */
bool redirect_follow(struct transfer *transfer);
bool redirect_is_hop(const struct transfer *transfer, int status);
bool redirect_is_home(const struct transfer *transfer);
/* May this header of the request go to transfer->now? */
bool redirect_carries(const struct transfer *transfer, struct str name);

/* --- curl.c: one multi handle */

struct wire;
struct wire_place { /* where it waits */
	int epoll;
	uint64_t tag;	 /* or'ed to the descriptor in epoll's data */
	int64_t *due_ms; /* the wire writes here when it wants wire_tick; INT64_MAX: never */
};

bool wire_open(struct arena *arena, struct wire_place place, const struct net_options *options,
	       struct wire **out, struct err *err) MUST_CHECK;
void wire_close(struct wire *wire); /* drops what runs */
/* `reference` as seen from `base` (may be empty). */
bool wire_target(struct arena *arena, struct str base, struct str reference, struct target *out,
		 struct err *err) MUST_CHECK;
bool wire_start(struct wire *wire, struct transfer *transfer, struct err *err) MUST_CHECK;
void wire_ready(struct wire *wire, int fd, uint32_t events);
void wire_tick(struct wire *wire);
/* The next transfer that has ended, its response filled; NULL: none. */
struct transfer *wire_ended(struct wire *wire);

/* --- local.c, datagram.c: done at once, the response filled */

void local_read(struct transfer *transfer);

struct datagrams;
struct datagrams *datagrams_new(struct arena *arena);
void datagrams_close(struct datagrams *datagrams);
void datagram_send(struct datagrams *datagrams, struct transfer *transfer);

/* --- stream.c: standard input and output, which may let us wait */

struct streams;
struct streams *streams_new(struct arena *arena, struct net *net);
void streams_close(struct streams *streams);
void stream_read(struct streams *streams, struct transfer *transfer);
void stream_write(struct streams *streams, struct transfer *transfer);

#endif
