#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "poison.h"

bool terminal_is_able(int fd)
{
	const char *term = getenv("TERM");
	return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

bool terminal_has_colour(int fd)
{
	const char *no = getenv("NO_COLOR");
	return terminal_is_able(fd) && !(no && *no);
}

size_t terminal_columns(int fd)
{
	struct winsize size = { 0 };
	return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
