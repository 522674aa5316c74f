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

/* One request at a time, answered at once: what is asked here is short, and the asker is an
 * operator on this machine. A peer that sends or reads nothing for 2 s is dropped. */

enum { PEER_WAIT_S = 2, BACKLOG = 16 };

struct control {
	int fd;
	struct net *net;
	control_answer *answer;
	void *ctx;
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
};

static bool read_line(int fd, char line[CONTROL_LINE_MAX], struct str *out)
{
	size_t len = 0;
	while (len < CONTROL_LINE_MAX) {
		ssize_t got = recv(fd, line + len, CONTROL_LINE_MAX - len, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		len += (size_t)got;
		const char *end = memchr(line, '\n', len);
		if (end) {
			*out = str_trim((struct str){ line, (size_t)(end - line) });
			return true;
		}
	}
	return false;
}

static void send_all(int fd, struct str text)
{
	while (text.len) {
		ssize_t sent = send(fd, text.at, text.len, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return;
		text = str_skip(text, (size_t)sent);
	}
}

static void serve(void *ctx)
{
	struct control *control = ctx;
	char line[CONTROL_LINE_MAX];
	struct str request;
	struct timeval wait = { .tv_sec = PEER_WAIT_S };
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (read_line(fd, line, &request)) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		struct buf text = buf_new(arena, CONTROL_ANSWER_MAX);
		int status = control->answer(control->ctx, request, &text);
		send_all(fd, str_fmt(arena, "%d\n", status));
		send_all(fd, buf_str(&text));
	}
	close(fd);
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
	if (is_answered(&address))
		return err_set(err, ERR_CONFIG, "another mentiond answers at %s already",
			       control->path);
	unlink(control->path);
	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
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
	if (!listen_at(control, err) || !net_watch(net, control->fd, serve, control, err)) {
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
	net_unwatch((*control)->net, (*control)->fd);
	close((*control)->fd);
	unlink((*control)->path);
	free(*control);
	*control = NULL;
}
