#include "file.h"

#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poison.h"

static void close_fd(int *fd)
{
	if (*fd > STDERR_FILENO)
		close(*fd);
}

/* Reads until the end; the size of a pipe is not known before. */
static bool read_all(struct arena *arena, int fd, size_t max, struct str *out, struct err *err)
{
	size_t cap = 64 * KIB, len = 0;
	char *bytes = arena_bytes(arena, cap);
	for (;;) {
		if (len == cap) {
			bytes = arena_grow(arena, bytes, cap, cap * 2);
			cap *= 2;
		}
		ssize_t got = read(fd, bytes + len, cap - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_CONFIG, "%s", strerror(errno));
		if (got == 0)
			break;
		len += (size_t)got;
		if (len > max)
			return err_set(err, ERR_LIMIT, "larger than %zu bytes", max);
	}
	*out = (struct str){ bytes, len };
	return true;
}

bool file_read(struct arena *arena, struct str path, size_t max, struct str *out, struct err *err)
{
	struct stat about;
	CLEANUP(close_fd)
	int fd = open(str_z(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(err, ERR_CONFIG, STR_FMT ": %s", STR_ARG(path), strerror(errno));
	if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode))
		return err_set(err, ERR_CONFIG, STR_FMT ": is a folder", STR_ARG(path));
	if (!read_all(arena, fd, max, out, err))
		return err_in(err, STR_FMT, STR_ARG(path));
	return true;
}

bool file_read_or_stdin(struct arena *arena, struct str path, size_t max, struct str *out,
			struct err *err)
{
	if (!str_eq(path, STR("-")))
		return file_read(arena, path, max, out, err);
	if (!read_all(arena, STDIN_FILENO, max, out, err))
		return err_in(err, "standard input");
	return true;
}

struct str file_beside(struct arena *arena, struct str from, struct str path)
{
	size_t folder = from.len;
	if (str_starts(path, STR("/")))
		return path;
	while (folder > 0 && from.at[folder - 1] != '/')
		folder--;
	return str_fmt(arena, STR_FMT STR_FMT, (int)folder, from.at, STR_ARG(path));
}
