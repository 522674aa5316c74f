#include "host.h"

#include "arena.h"
#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "poison.h"

/* A peer is read and written only when that does not block, so that none, however slow, keeps the
 * loop from its work. There is no time-out: of more than PEERS_MAX the oldest makes room. */

enum { PEERS_MAX = 16, BACKLOG = 16 };

struct peer {
	struct control *control;
	int fd;
	char line[CONTROL_LINE_MAX];
	size_t len;
	struct arena *arena; /* of the answer */
	struct str rest;     /* of the answer, not yet sent */
};

struct control {
	int fd;
	struct net *net;
	control_answer *answer;
	void *ctx;
	struct peer *peers[PEERS_MAX]; /* the oldest first */
	size_t n;
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
};

static void drop(struct peer *peer)
{
	struct control *control = peer->control;
	size_t at = 0;
	while (control->peers[at] != peer)
		at++;
	for (control->n--; at < control->n; at++)
		control->peers[at] = control->peers[at + 1];
	net_unwatch(control->net, peer->fd);
	close(peer->fd);
	arena_free(&peer->arena);
	free(peer);
}

static bool is_only_busy(ssize_t n)
{
	return n < 0 && (errno == EINTR || errno == EAGAIN);
}

static void send_more(void *ctx)
{
	struct peer *peer = ctx;
	ssize_t sent = send(peer->fd, peer->rest.at, peer->rest.len, MSG_NOSIGNAL);
	if (is_only_busy(sent))
		return;
	peer->rest = str_skip(peer->rest, sent > 0 ? (size_t)sent : peer->rest.len);
	if (peer->rest.len == 0)
		drop(peer);
}

static void reply(struct peer *peer, struct str line)
{
	struct control *control = peer->control;
	struct err err = { 0 };
	peer->arena = arena_new(16 * KIB);
	struct buf text = buf_new(peer->arena, CONTROL_ANSWER_MAX);
	int status = control->answer(control->ctx, line, &text);
	peer->rest = str_fmt(peer->arena, "%d\n" STR_FMT, status, STR_ARG(buf_str(&text)));
	net_unwatch(control->net, peer->fd);
	if (!net_watch_write(control->net, peer->fd, send_more, peer, &err))
		drop(peer);
}

static void read_more(void *ctx)
{
	struct peer *peer = ctx;
	ssize_t got = recv(peer->fd, peer->line + peer->len, CONTROL_LINE_MAX - peer->len, 0);
	if (is_only_busy(got))
		return;
	peer->len += got > 0 ? (size_t)got : 0;
	struct str line = { peer->line, peer->len };
	size_t end = str_find_char(line, '\n');
	if (end < line.len)
		reply(peer, str_trim(str_first(line, end)));
	else if (got <= 0 || peer->len == CONTROL_LINE_MAX)
		drop(peer);
}

static void welcome(void *ctx)
{
	struct control *control = ctx;
	struct err err = { 0 };
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (control->n == PEERS_MAX)
		drop(control->peers[0]);
	struct peer *peer = calloc(1, sizeof(*peer));
	if (!peer)
		abort();
	peer->control = control;
	peer->fd = fd;
	control->peers[control->n++] = peer;
	if (!net_watch(control->net, fd, read_more, peer, &err))
		drop(peer);
}

static bool is_answered(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers = fd >= 0 &&
		       connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
	if (fd >= 0)
		close(fd);
	return answers;
}

static bool listen_at(struct control *control, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, control->path, strlen(control->path));
	struct stat about;
	if (is_answered(&address))
		return err_set(err, ERR_CONFIG, "another mentiond answers at %s already",
			       control->path);
	if (lstat(control->path, &about) == 0 && !S_ISSOCK(about.st_mode))
		return err_set(err, ERR_CONFIG, "control: %s is there already, and is no socket",
			       control->path);
	unlink(control->path);
	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t before = umask(0117);
	bool is_open = control->fd >= 0 &&
		       bind(control->fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
		       listen(control->fd, BACKLOG) == 0;
	umask(before);
	if (!is_open)
		return err_set(err, ERR_CONFIG, "control socket %s: %s; `control:` names another",
			       control->path, strerror(errno));
	return true;
}

bool control_open(struct str path, struct net *net, control_answer *answer, void *ctx,
		  struct control **out, struct err *err)
{
	struct control *control = calloc(1, sizeof(*control));
	if (!control)
		abort();
	*control = (struct control){ .fd = -1, .net = net, .answer = answer, .ctx = ctx };
	if (path.len >= sizeof(control->path)) {
		free(control);
		return err_set(err, ERR_CONFIG, "control: the path is longer than %zu bytes",
			       sizeof(control->path) - 1);
	}
	memcpy(control->path, path.at, path.len);
	if (!listen_at(control, err) || !net_watch(net, control->fd, welcome, control, err)) {
		if (control->fd >= 0)
			close(control->fd);
		free(control);
		return false;
	}
	*out = control;
	return true;
}

void control_close(struct control **control)
{
	if (!*control)
		return;
	while ((*control)->n)
		drop((*control)->peers[0]);
	net_unwatch((*control)->net, (*control)->fd);
	close((*control)->fd);
	unlink((*control)->path);
	free(*control);
	*control = NULL;
}
