#include "transfer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "poison.h"

enum { SOCKETS_MAX = 8 };

/* One socket a path, kept; the oldest makes room for a ninth. */
struct datagrams {
	struct {
		struct sockaddr_un to;
		int fd;
	} at[SOCKETS_MAX];
	size_t n, oldest;
};

struct datagrams *datagrams_new(struct arena *arena)
{
	return NEW(arena, struct datagrams, 1);
}

void datagrams_close(struct datagrams *datagrams)
{
	for (size_t i = 0; i < datagrams->n; i++)
		if (datagrams->at[i].fd >= 0)
			close(datagrams->at[i].fd);
}

static size_t slot_of(struct datagrams *datagrams, const struct sockaddr_un *to)
{
	for (size_t i = 0; i < datagrams->n; i++)
		if (memcmp(&datagrams->at[i].to, to, sizeof(*to)) == 0)
			return i;
	size_t slot = datagrams->n;
	if (slot == SOCKETS_MAX) {
		slot = datagrams->oldest;
		datagrams->oldest = (slot + 1) % SOCKETS_MAX;
		if (datagrams->at[slot].fd >= 0)
			close(datagrams->at[slot].fd);
	} else {
		datagrams->n++;
	}
	datagrams->at[slot].to = *to;
	datagrams->at[slot].fd = -1;
	return slot;
}

/* A connected socket, or -1 and errno. */
static int socket_to(const struct sockaddr_un *to)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)to, sizeof(*to)) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

/* Sends on the socket we have, and once more on a new one: the receiver may have been restarted,
 * and then its old socket refuses. Returns 0 or errno. */
static int send_to(int *fd, const struct sockaddr_un *to, struct str bytes)
{
	bool is_new = *fd < 0;
	for (;;) {
		if (*fd < 0 && (*fd = socket_to(to)) < 0)
			return errno;
		if (send(*fd, bytes.at, bytes.len, MSG_NOSIGNAL) >= 0)
			return 0;
		int why = errno;
		if (why == EINTR)
			continue;
		if (why == EAGAIN || why == EMSGSIZE || why == ENOBUFS)
			return why;
		close(*fd);
		*fd = -1;
		if (is_new)
			return why;
		is_new = true;
	}
}

void datagram_send(struct datagrams *datagrams, struct transfer *transfer)
{
	const struct request *request = transfer->request;
	struct response *response = &transfer->response;
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	response->url = request->url;
	if (request->url.len == 0 || request->url.len >= sizeof(to.sun_path)) {
		err_set(&response->err, ERR_CONFIG, "path of the socket is %s: " STR_FMT,
			request->url.len ? "too long" : "empty", STR_ARG(request->url));
		return;
	}
	memcpy(to.sun_path, request->url.at, request->url.len);
	size_t slot = slot_of(datagrams, &to);
	int why = send_to(&datagrams->at[slot].fd, &to, request->body);
	if (why == 0)
		response->status = 200;
	else if (why == EMSGSIZE)
		err_set(&response->err, ERR_LIMIT, STR_FMT ": a datagram of %zu bytes is too large",
			STR_ARG(request->url), request->body.len);
	else
		err_set(&response->err, ERR_AGAIN, STR_FMT ": %s", STR_ARG(request->url),
			why == EAGAIN ? "the receiver does not keep up" : strerror(why));
}
