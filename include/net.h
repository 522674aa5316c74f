/* net - the only room that moves bytes, and the only place that waits.
 *
 * Two curl multi handles in one loop: sources (addresses guarded, redirects by hand, one request
 * in flight a host) and channels (SMTP, webhooks; private addresses allowed, no redirects), because
 * connection reuse inside one handle would bypass the guard. Local files, datagrams and standard
 * output are moved here too. A request's memory must live until `done` was called.
 * Through a proxy the proxy connects, so there the guard judges only what the URL itself tells.
 * SMTP: an answer of 400 or more to the mail is a status, not an error; a 5xx before MAIL FROM is
 * ERR_REFUSED with its status, for it speaks of us and not of the mail. SIGPIPE is ignored from
 * net_open on.
 * Thread: the loop; net_wake any. Failure: of a transfer in response->err; of the room SYSTEM. */
#ifndef NET_H
#define NET_H

#include "request.h"

#include <stdint.h>

struct net;
struct arena;

struct net_options {
	struct str agent;	 /* User-Agent: mentiond/VERSION (+CONTACT) */
	struct str proxy;	 /* empty: none, also not from the environment */
	const struct str *allow; /* CIDRs that sources may reach although private */
	size_t n_allow;
	size_t body_max;   /* decoded bytes; 0: 15 MiB */
	int transfers_max; /* 0: 16; after 0.5 s without a byte a transfer moves to a pool of 256 */
	int64_t connect_ms, total_ms; /* 0: 10 s, 30 s; SMTP: 900 s in all */
	int low_speed_s; /* 0: 15; less than 100 bytes a second for so long ends a transfer */
	int64_t gap_ms;	 /* sources: from one request's end to the next at a host; 0: none */
};

enum net_side { NET_SOURCE, NET_CHANNEL };

/* The response and all in it live in the arena given to net_send. */
typedef void net_done(void *ctx, struct response *response);

bool net_open(const struct net_options *options, struct net **out, struct err *err) MUST_CHECK;
void net_close(struct net **net); /* transfers under way are dropped without `done` */

/* Queues a transfer; `done` is called from net_wait, once. Queues without bound, in order a host;
 * what is over the limits waits its turn. */
void net_send(struct net *net, enum net_side side, const struct request *request,
	      struct arena *arena, net_done *done, void *ctx);

/* Until then no request of a source goes to this URL's host, also not behind a redirect: those that
 * wait for it, and those that come meanwhile, are answered at once with held_ms. */
void net_hold(struct net *net, struct str url, int64_t wait_ms);

/* Also wait for this descriptor to become readable, or writable; one watch a descriptor. */
typedef void net_ready(void *ctx);
bool net_watch(struct net *net, int fd, net_ready *ready, void *ctx, struct err *err) MUST_CHECK;
bool net_watch_write(struct net *net, int fd, net_ready *ready, void *ctx,
		     struct err *err) MUST_CHECK;
void net_unwatch(struct net *net, int fd);

/* Waits at most that long (-1: for ever) and moves what can be moved. */
bool net_wait(struct net *net, int64_t timeout_ms, struct err *err) MUST_CHECK;
void net_wake(struct net *net);		   /* any thread, async-signal-safe */
size_t net_pending(const struct net *net); /* transfers queued or under way */

/* Settings may change at a reload: the next transfers use them. */
bool net_configure(struct net *net, const struct net_options *options, struct err *err) MUST_CHECK;

/* May a source connect to this address? The table of security.md. */
bool guard_allows(struct str address, const struct str *allow, size_t n_allow);
/* Is this host an address as it stands, and one that a source may not connect to? */
bool guard_refuses(struct str host, const struct str *allow, size_t n_allow);
bool cidr_valid(struct str cidr);

#endif
