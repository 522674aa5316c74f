#include "cli.h"

#include "arena.h"
#include "control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "poison.h"

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int connect_to(struct str path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	errno = ENAMETOOLONG;
	if (path.len >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path.at, path.len);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

static bool send_line(int fd, struct str line)
{
	while (line.len) {
		ssize_t sent = send(fd, line.at, line.len, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		line = str_skip(line, (size_t)sent);
	}
	return true;
}

static bool read_answer(int fd, struct buf *out)
{
	char bytes[16 * KIB];
	for (;;) {
		ssize_t got = recv(fd, bytes, sizeof(bytes), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		buf_add(out, (struct str){ bytes, (size_t)got });
	}
}

bool cli_control(const struct cli *cli, struct str path, struct str line, int *status)
{
	CLEANUP(close_fd)
	int fd = connect_to(path);
	struct buf out = buf_new(cli->arena, CONTROL_ANSWER_MAX);
	struct str rest, first;
	int64_t code;
	if (fd < 0)
		return false;
	if (!send_line(fd, str_fmt(cli->arena, STR_FMT "\n", STR_ARG(line))) ||
	    !read_answer(fd, &out))
		return false;
	rest = buf_str(&out);
	if (!str_cut(&rest, '\n', &first) || !str_int(first, &code)) {
		cli_error("the daemon gave no answer; its log tells why");
		*status = EXIT_NO;
		return true;
	}
	*status = (int)code;
	if (rest.len)
		cli_print(rest);
	return true;
}
