/* The loop: the only place that waits.
 *
 * One epoll descriptor holds what both wires, the watches and net_wake wait for; the upper half of
 * an event's data tells whose it is, the lower half is the descriptor. No pointer stands there, so
 * a watch that is gone, or a descriptor closed by an earlier event of the same round, does no harm.
 * net_send only queues. All else happens in net_wait: local requests are done, the throttle lets
 * transfers start, epoll waits, the wires move, what has ended follows its redirect (back to the
 * throttle when that leads to another host) or is told to its owner. */
#include "net.h"

#include "clock.h"
#include "transfer.h"
#include "url.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "poison.h"

enum {
	SIDES = 2,
	EVENTS = 64,
	CHANNELS_A_HOST = 4,
	CONNECT_MS = 10 * 1000,
	TOTAL_MS = 30 * 1000,
	LOW_SPEED_S = 15,
};

/* The sides come first, so that a wire's tag is its side. */
enum tag { TAG_SOURCE = NET_SOURCE, TAG_CHANNEL = NET_CHANNEL, TAG_WATCH, TAG_WAKE };

struct watch {
	struct watch *next;
	int fd;
	net_ready *ready;
	void *ctx;
};

struct net {
	struct arena *arena;
	struct arena *settings; /* what options point to */
	struct net_options options;
	int epoll, wake;
	struct watch *watches, *unused_watches;
	struct wire *wires[SIDES];
	int64_t due_ms[SIDES]; /* of the wires */
	struct throttle *throttles[SIDES];
	struct datagrams *datagrams;
	struct streams *streams;
	struct transfers local; /* not for a wire, or not even that */
	size_t pending;
};

static uint64_t tagged(enum tag tag, int fd)
{
	return (uint64_t)tag << 32 | (uint32_t)fd;
}

/* --- Settings */

static struct net_options options_copy(struct arena *arena, const struct net_options *options)
{
	struct net_options copy = *options;
	struct str *allow = NEW(arena, struct str, options->n_allow);
	for (size_t i = 0; i < options->n_allow; i++)
		allow[i] = str_dup(arena, options->allow[i]);
	copy.allow = allow;
	copy.agent = str_dup(arena, options->agent);
	copy.proxy = str_dup(arena, options->proxy);
	copy.body_max = options->body_max ? options->body_max : BODY_MAX;
	copy.transfers_max = options->transfers_max > 0 ? options->transfers_max : TRANSFERS_MAX;
	copy.connect_ms = options->connect_ms > 0 ? options->connect_ms : CONNECT_MS;
	copy.total_ms = options->total_ms > 0 ? options->total_ms : TOTAL_MS;
	copy.low_speed_s = options->low_speed_s > 0 ? options->low_speed_s : LOW_SPEED_S;
	return copy;
}

bool net_configure(struct net *net, const struct net_options *options, struct err *err)
{
	for (size_t i = 0; i < options->n_allow; i++)
		if (!cidr_valid(options->allow[i]))
			return err_set(err, ERR_CONFIG, STR_FMT " is no address and no network",
				       STR_ARG(options->allow[i]));
	struct arena *settings = arena_new(KIB);
	net->options = options_copy(settings, options);
	arena_free(&net->settings);
	net->settings = settings;
	struct throttle_limits limits = {
		.running = (size_t)net->options.transfers_max,
		.slow = SLOW_MAX,
		.per_host = 1,
		.gap_ms = net->options.gap_ms,
	};
	throttle_set(net->throttles[NET_SOURCE], limits);
	limits.per_host = CHANNELS_A_HOST;
	limits.gap_ms = 0;
	throttle_set(net->throttles[NET_CHANNEL], limits);
	return true;
}

static bool open_sides(struct net *net, struct err *err)
{
	for (int side = 0; side < SIDES; side++) {
		struct wire_place place = { net->epoll, tagged((enum tag)side, 0),
					    &net->due_ms[side] };
		net->due_ms[side] = INT64_MAX;
		net->throttles[side] = throttle_new(net->arena);
		if (!wire_open(net->arena, place, &net->options, &net->wires[side], err))
			return false;
	}
	return true;
}

static bool open_loop(struct net *net, struct err *err)
{
	struct epoll_event event = { .events = EPOLLIN };
	net->epoll = epoll_create1(EPOLL_CLOEXEC);
	net->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	event.data.u64 = tagged(TAG_WAKE, net->wake);
	if (net->epoll < 0 || net->wake < 0 ||
	    epoll_ctl(net->epoll, EPOLL_CTL_ADD, net->wake, &event) != 0)
		return err_set(err, ERR_SYSTEM, "epoll: %s", strerror(errno));
	/* A peer that goes away is told by EPIPE, to libraries too. */
	signal(SIGPIPE, SIG_IGN);
	return true;
}

bool net_open(const struct net_options *options, struct net **out, struct err *err)
{
	struct arena *arena = arena_new(64 * KIB);
	CLEANUP(net_close)
	struct net *net = NEW(arena, struct net, 1);
	net->arena = arena;
	net->epoll = net->wake = -1;
	net->datagrams = datagrams_new(arena);
	net->streams = streams_new(arena, net);
	if (!open_loop(net, err) || !open_sides(net, err) || !net_configure(net, options, err))
		return false;
	*out = net;
	net = NULL;
	return true;
}

void net_close(struct net **net)
{
	struct net *old = *net;
	if (!old)
		return;
	for (int side = 0; side < SIDES; side++)
		wire_close(old->wires[side]);
	datagrams_close(old->datagrams);
	streams_close(old->streams);
	if (old->epoll >= 0)
		close(old->epoll);
	if (old->wake >= 0)
		close(old->wake);
	arena_free(&old->settings);
	struct arena *home = old->arena; /* where `old` itself lives */
	arena_free(&home);
	*net = NULL;
}

/* --- Queueing */

static bool has_none_of(struct str text, const char *bad, size_t n_bad)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(bad, text.at[i], n_bad))
			return false;
	return true;
}

/* No text of a request may end a line of the protocol it goes into. */
static bool is_line(struct str text)
{
	return has_none_of(text, "\r\n\0", 3);
}

static bool is_address(struct str text)
{
	return is_line(text) && has_none_of(text, "<> \t", 4);
}

static bool check_http(const struct transfer *transfer, struct err *err)
{
	const struct request *request = transfer->request;
	for (size_t i = 0; i < request->headers.n; i++) {
		const struct header *header = &request->headers.at[i];
		if (header->name.len == 0 || !is_line(header->value) || !is_line(header->name) ||
		    !has_none_of(header->name, ": \t", 3))
			return err_set(err, ERR_CONFIG, "header %zu cannot be sent", i + 1);
	}
	if (request->method.len == 0 || !is_address(request->method))
		return err_set(err, ERR_CONFIG, "no method of HTTP: " STR_FMT,
			       STR_ARG(request->method));
	if (!url_is_web(request->url))
		return err_set(err, ERR_CONFIG, "neither http nor https: " STR_FMT,
			       STR_ARG(transfer->first.scheme));
	return true;
}

static bool check_remote(struct transfer *transfer, struct err *err)
{
	const struct request *request = transfer->request;
	if (!is_line(request->url) || !is_line(request->user) || !is_line(request->password))
		return err_set(err, ERR_CONFIG, "a line break in the URL, user or password");
	if (!wire_target(transfer->arena, STR(""), request->url, &transfer->first, err))
		return false;
	transfer->now = transfer->first;
	if (request->kind == REQUEST_HTTP)
		return check_http(transfer, err);
	if (!is_address(request->mail_from) || !is_address(request->mail_to))
		return err_set(err, ERR_CONFIG, "no mail address: " STR_FMT,
			       STR_ARG(request->mail_to));
	return true;
}

/* Not to be sent: told to its owner at the next turn. */
static void withhold(struct transfer *transfer, int64_t left_ms)
{
	struct response *response = &transfer->response;
	*response = (struct response){ .url = transfer->now.url, .held_ms = left_ms };
	err_set(&response->err, ERR_AGAIN, "not sent: its host wants no request for another %lld s",
		(long long)(left_ms + 999) / 1000);
	transfers_put(&transfer->net->local, transfer);
}

/* To the queue of its host, if nobody is to leave that one alone. */
static void enqueue(struct transfer *transfer, bool is_first)
{
	struct throttle *throttle = transfer->net->throttles[transfer->side];
	int64_t now_ms = clock_mono_ms();
	int64_t held_ms = throttle_held(throttle, &transfer->now, now_ms);
	if (held_ms)
		withhold(transfer, held_ms - now_ms);
	else
		throttle_put(throttle, transfer, is_first);
}

void net_hold(struct net *net, struct str url, int64_t wait_ms)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct target target = { 0 };
	struct err err;
	int64_t now_ms = clock_mono_ms();
	struct transfer *transfer;
	if (wait_ms <= 0 || !wire_target(arena, STR(""), url, &target, &err))
		return;
	struct transfers waiting = throttle_hold(net->throttles[NET_SOURCE], &target,
						 now_ms + wait_ms, now_ms);
	while ((transfer = transfers_take(&waiting)))
		withhold(transfer, wait_ms);
}

void net_send(struct net *net, enum net_side side, const struct request *request,
	      struct arena *arena, net_done *done, void *ctx)
{
	struct transfer *transfer = NEW(arena, struct transfer, 1);
	bool is_remote = request->kind == REQUEST_HTTP || request->kind == REQUEST_SMTP;
	*transfer = (struct transfer){ .net = net, .side = side, .request = request };
	transfer->arena = arena;
	transfer->done = done;
	transfer->ctx = ctx;
	transfer->body_max = net->options.body_max;
	net->pending++;
	if (is_remote && check_remote(transfer, &transfer->response.err))
		enqueue(transfer, false);
	else
		transfers_put(&net->local, transfer);
}

size_t net_pending(const struct net *net)
{
	return net->pending;
}

void transfer_finish(struct transfer *transfer)
{
	transfer->net->pending--;
	transfer->response.took_ms = transfer->spent_ms;
	transfer->done(transfer->ctx, &transfer->response);
}

/* --- Watches */

bool watch_add(struct net *net, int fd, uint32_t events, net_ready *ready, void *ctx)
{
	struct epoll_event event = { .events = events, .data.u64 = tagged(TAG_WATCH, fd) };
	if (epoll_ctl(net->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		return false;
	struct watch *watch = net->unused_watches;
	if (watch)
		net->unused_watches = watch->next;
	else
		watch = NEW(net->arena, struct watch, 1);
	*watch = (struct watch){ net->watches, fd, ready, ctx };
	net->watches = watch;
	return true;
}

bool net_watch(struct net *net, int fd, net_ready *ready, void *ctx, struct err *err)
{
	return watch_add(net, fd, EPOLLIN, ready, ctx) ||
	       err_set(err, ERR_SYSTEM, "watch: %s", strerror(errno));
}

bool net_watch_write(struct net *net, int fd, net_ready *ready, void *ctx, struct err *err)
{
	return watch_add(net, fd, EPOLLOUT, ready, ctx) ||
	       err_set(err, ERR_SYSTEM, "watch: %s", strerror(errno));
}

static struct watch **watch_slot(struct net *net, int fd)
{
	struct watch **slot = &net->watches;
	while (*slot && (*slot)->fd != fd)
		slot = &(*slot)->next;
	return slot;
}

void net_unwatch(struct net *net, int fd)
{
	struct watch **slot = watch_slot(net, fd);
	struct watch *watch = *slot;
	if (!watch)
		return;
	epoll_ctl(net->epoll, EPOLL_CTL_DEL, fd, &(struct epoll_event){ 0 });
	*slot = watch->next;
	watch->next = net->unused_watches;
	net->unused_watches = watch;
}

void net_wake(struct net *net)
{
	uint64_t one = 1;
	/* Full means that it is awake already. */
	ssize_t n = write(net->wake, &one, sizeof(one));
	(void)n;
}

/* --- Waiting */

static void run_local(struct net *net, struct transfer *transfer)
{
	const struct request *request = transfer->request;
	if (transfer->response.err.kind != ERR_NONE) {
		transfer_finish(transfer);
	} else if (request->kind == REQUEST_WRITE) {
		stream_write(net->streams, transfer);
	} else if (request->kind == REQUEST_READ && str_eq(request->url, STR("-"))) {
		stream_read(net->streams, transfer);
	} else if (request->kind == REQUEST_READ) {
		local_read(transfer);
		transfer_finish(transfer);
	} else {
		datagram_send(net->datagrams, transfer);
		transfer_finish(transfer);
	}
}

/* Those that are queued now; what their owners queue on hearing of it waits for the next round. */
static bool run_locals(struct net *net)
{
	struct transfers queue = net->local;
	struct transfer *transfer;
	bool has_any = queue.head;
	net->local = (struct transfers){ 0 };
	while ((transfer = transfers_take(&queue)))
		run_local(net, transfer);
	return has_any;
}

static void start(struct net *net, struct transfer *transfer)
{
	struct response *response = &transfer->response;
	if (wire_start(net->wires[transfer->side], transfer, &response->err))
		return;
	throttle_leave(net->throttles[transfer->side], transfer, clock_mono_ms(), false);
	transfer_finish(transfer);
}

static void start_all(struct net *net)
{
	struct transfer *transfer;
	int64_t now_ms = clock_mono_ms();
	for (int side = 0; side < SIDES; side++)
		while ((transfer = throttle_next(net->throttles[side], now_ms)))
			start(net, transfer);
}

static void end(struct net *net, struct transfer *transfer, int64_t now_ms)
{
	struct throttle *throttle = net->throttles[transfer->side];
	struct target before = transfer->now;
	transfer->spent_ms += now_ms - transfer->started_ms;
	if (!redirect_follow(transfer)) {
		throttle_leave(throttle, transfer, now_ms, true);
		transfer_finish(transfer);
	} else if (str_eq(before.host, transfer->now.host) &&
		   str_eq(before.port, transfer->now.port)) {
		/* Still our turn at this host. */
		transfer->started_ms = now_ms;
		start(net, transfer);
	} else {
		throttle_leave(throttle, transfer, now_ms, true);
		enqueue(transfer, true);
	}
}

static void end_all(struct net *net)
{
	struct transfer *transfer;
	int64_t now_ms = clock_mono_ms();
	for (int side = 0; side < SIDES; side++) {
		if (net->due_ms[side] <= now_ms)
			wire_tick(net->wires[side]);
		while ((transfer = wire_ended(net->wires[side])))
			end(net, transfer, now_ms);
	}
}

static int wait_ms(const struct net *net, int64_t timeout_ms)
{
	int64_t now_ms = clock_mono_ms();
	int64_t due_ms = timeout_ms < 0 ? INT64_MAX : now_ms + timeout_ms;
	for (int side = 0; side < SIDES; side++) {
		int64_t wire_ms = net->due_ms[side];
		int64_t throttle_ms = throttle_due(net->throttles[side], now_ms);
		due_ms = wire_ms < due_ms ? wire_ms : due_ms;
		due_ms = throttle_ms < due_ms ? throttle_ms : due_ms;
	}
	if (due_ms == INT64_MAX)
		return -1;
	if (due_ms <= now_ms)
		return 0;
	return due_ms - now_ms > INT32_MAX ? INT32_MAX : (int)(due_ms - now_ms);
}

static void dispatch(struct net *net, const struct epoll_event *event)
{
	int fd = (int)(uint32_t)event->data.u64;
	uint64_t tag = event->data.u64 >> 32, counter;
	if (tag < SIDES) {
		wire_ready(net->wires[tag], fd, event->events);
	} else if (tag == TAG_WATCH) {
		const struct watch *watch = *watch_slot(net, fd);
		if (watch)
			watch->ready(watch->ctx);
	} else {
		ssize_t n = read(fd, &counter, sizeof(counter));
		(void)n;
	}
}

bool net_wait(struct net *net, int64_t timeout_ms, struct err *err)
{
	struct epoll_event events[EVENTS];
	bool is_busy = run_locals(net);
	start_all(net);
	int n = epoll_wait(net->epoll, events, EVENTS, is_busy ? 0 : wait_ms(net, timeout_ms));
	if (n < 0 && errno != EINTR)
		return err_set(err, ERR_SYSTEM, "epoll: %s", strerror(errno));
	for (int i = 0; i < n; i++)
		dispatch(net, &events[i]);
	end_all(net);
	start_all(net);
	return true;
}
