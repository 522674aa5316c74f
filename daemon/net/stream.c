/* Standard input as a source, standard output as a channel. Both may let us wait, and both are
 * shared with whoever started us: O_NONBLOCK would be theirs too, and stay when we die. So the
 * descriptors keep their mode, and are touched only when poll says that they will not block; a
 * pipe that is ready for writing takes PIPE_BUF bytes at least.
 * epoll refuses regular files, which never block: those are read and written at once. */
#include "transfer.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "poison.h"

enum { READ_AT_ONCE = 64 * KIB };

struct streams {
	struct net *net;

	struct transfers readers;
	struct arena *arena; /* of the bytes not yet told */
	char *at;
	size_t len, cap;
	bool has_ended, is_reading;
	bool is_skipping; /* the rest of a line that was too long */

	struct transfers writers;
	bool is_writing;
};

struct streams *streams_new(struct arena *arena, struct net *net)
{
	struct streams *streams = NEW(arena, struct streams, 1);
	streams->net = net;
	streams->arena = arena_new(READ_AT_ONCE);
	return streams;
}

void streams_close(struct streams *streams)
{
	if (streams)
		arena_free(&streams->arena);
}

static bool is_ready(int fd, short events)
{
	struct pollfd poll_fd = { .fd = fd, .events = events };
	return poll(&poll_fd, 1, 0) > 0;
}

/* --- Input */

static void skip_line(struct streams *streams)
{
	struct str rest = { streams->at, streams->len };
	size_t newline = str_find_char(rest, '\n');
	streams->is_skipping = newline == rest.len;
	rest = str_skip(rest, newline + 1);
	if (rest.len)
		memmove(streams->at, rest.at, rest.len);
	streams->len = rest.len;
}

/* One read; false: nothing more for now, or ever. */
static bool read_some(struct streams *streams, size_t max, struct err *err)
{
	size_t room = max - streams->len < READ_AT_ONCE ? max - streams->len : READ_AT_ONCE;
	if (room == 0 || streams->has_ended || !is_ready(STDIN_FILENO, POLLIN))
		return false;
	if (streams->cap - streams->len < room) {
		size_t cap = (streams->len + room) * 2;
		streams->at = arena_grow(streams->arena, streams->at, streams->cap, cap);
		streams->cap = cap;
	}
	ssize_t got = read(STDIN_FILENO, streams->at + streams->len, room);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return errno == EINTR;
	if (got < 0)
		return err_set(err, ERR_REFUSED, "standard input: %s", strerror(errno));
	streams->has_ended = got == 0;
	streams->len += (size_t)got;
	if (streams->is_skipping)
		skip_line(streams);
	return got > 0;
}

/* The first n bytes are told; what is left begins a buffer of its own. */
static struct str take(struct streams *streams, struct arena *arena, size_t n)
{
	struct str told = str_dup(arena, (struct str){ streams->at, n });
	struct arena *next = arena_new(READ_AT_ONCE);
	size_t left = streams->len - n;
	char *at = left ? memcpy(arena_bytes(next, left), streams->at + n, left) : NULL;
	arena_free(&streams->arena);
	streams->arena = next;
	streams->at = at;
	streams->len = streams->cap = left;
	return told;
}

static size_t whole_lines(const struct streams *streams)
{
	size_t n = streams->len;
	while (n > 0 && !streams->has_ended && streams->at[n - 1] != '\n')
		n--;
	return n;
}

/* Is there anything to tell the first reader? */
static bool answer_reader(struct streams *streams)
{
	struct transfer *transfer = streams->readers.head;
	struct response *response = &transfer->response;
	while (read_some(streams, transfer->body_max, &response->err))
		;
	if (response->err.kind != ERR_NONE)
		return true;
	size_t n = whole_lines(streams);
	if (n == 0 && !streams->has_ended) {
		if (streams->len < transfer->body_max)
			return false;
		streams->len = 0;
		streams->is_skipping = true;
		return !err_set(&response->err, ERR_LIMIT, "a line is longer than %zu bytes",
				transfer->body_max);
	}
	response->status = 200;
	response->body = take(streams, transfer->arena, n);
	response->has_ended = streams->has_ended;
	return true;
}

static void input_ready(void *ctx)
{
	struct streams *streams = ctx;
	while (streams->readers.head && answer_reader(streams))
		transfer_finish(transfers_take(&streams->readers));
	if (streams->readers.head || !streams->is_reading)
		return;
	streams->is_reading = false;
	net_unwatch(streams->net, STDIN_FILENO);
}

void stream_read(struct streams *streams, struct transfer *transfer)
{
	transfer->response.url = transfer->request->url;
	transfers_put(&streams->readers, transfer);
	input_ready(streams);
	if (streams->readers.head && !streams->is_reading)
		streams->is_reading = watch_add(streams->net, STDIN_FILENO, EPOLLIN, input_ready,
						streams);
}

/* --- Output */

/* True: the first writer has its answer. */
static bool answer_writer(struct streams *streams)
{
	struct transfer *transfer = streams->writers.head;
	struct str rest = str_skip(transfer->request->body, transfer->sent);
	while (rest.len) {
		if (!is_ready(STDOUT_FILENO, POLLOUT))
			return false;
		ssize_t n = write(STDOUT_FILENO, rest.at,
				  rest.len < PIPE_BUF ? rest.len : PIPE_BUF);
		if (n < 0 && errno == EAGAIN)
			return false;
		if (n < 0 && errno != EINTR)
			return !err_set(&transfer->response.err,
					errno == ENOSPC ? ERR_AGAIN : ERR_REFUSED,
					"standard output: %s", strerror(errno));
		transfer->sent += n > 0 ? (size_t)n : 0;
		rest = str_skip(transfer->request->body, transfer->sent);
	}
	transfer->response.status = 200;
	return true;
}

static void output_ready(void *ctx)
{
	struct streams *streams = ctx;
	while (streams->writers.head && answer_writer(streams))
		transfer_finish(transfers_take(&streams->writers));
	if (streams->writers.head || !streams->is_writing)
		return;
	streams->is_writing = false;
	net_unwatch(streams->net, STDOUT_FILENO);
}

void stream_write(struct streams *streams, struct transfer *transfer)
{
	transfers_put(&streams->writers, transfer);
	output_ready(streams);
	if (streams->writers.head && !streams->is_writing)
		streams->is_writing = watch_add(streams->net, STDOUT_FILENO, EPOLLOUT, output_ready,
						streams);
}
