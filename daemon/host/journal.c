#include "host.h"

#include "arena.h"
#include "calendar.h"
#include "clock.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "poison.h"

/* The daemon's own log: to journald in its native form (one datagram, a field a line; systemd's
 * "Native Journal Protocol"), to /dev/log in the classic form, or to standard error. Datagrams are
 * sent without waiting: a log that does not keep up must not stop the loop. */

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define SYSLOG_SOCKET "/dev/log"

enum { FACILITY_DAEMON = 3 };

static struct {
	int fd;
	enum log_to to;
} host_log = { .fd = -1, .to = LOG_TO_STDERR };

static int open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void to_stderr(struct str line)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1 * KIB);
	struct str time = calendar_rfc3339(arena, clock_wall_ms());
	fprintf(stderr, STR_FMT " " STR_FMT "\n", STR_ARG(time), STR_ARG(line));
}

/* A log daemon that was restarted has a new socket: connect once more, then give up. */
static void send_datagram(const char *path, struct str bytes)
{
	for (int i = 0; i < 2; i++) {
		if (host_log.fd >= 0 && send(host_log.fd, bytes.at, bytes.len, MSG_NOSIGNAL) >= 0)
			return;
		if (host_log.fd >= 0 && errno != ECONNREFUSED && errno != ENOTCONN)
			return;
		if (host_log.fd >= 0)
			close(host_log.fd);
		host_log.fd = open_socket(path);
	}
}

static void add_upper(struct buf *out, const char *key)
{
	for (; *key; key++)
		buf_char(out, (char)toupper((unsigned char)*key));
}

static void to_journal(enum log_event event, enum log_level level, struct str line,
		       const struct log_field *fields)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(8 * KIB);
	struct buf out = buf_new(arena, 128 * KIB);
	char id[LOG_ID_SIZE];
	log_id(event, id);
	buf_fmt(&out,
		"MESSAGE_ID=%s\nPRIORITY=%d\nSYSLOG_FACILITY=%d\nSYSLOG_IDENTIFIER=mentiond\n"
		"MENTIOND_EVENT=%s\nMESSAGE=",
		id, level, FACILITY_DAEMON, log_name(event));
	buf_add(&out, line);
	buf_char(&out, '\n');
	for (; fields->key; fields++) {
		if (!fields->is_number && str_find_char(fields->text, '\n') < fields->text.len)
			continue; /* stands escaped in MESSAGE */
		buf_add(&out, STR("MENTIOND_"));
		add_upper(&out, fields->key);
		if (fields->is_number)
			buf_fmt(&out, "=%lld\n", (long long)fields->number);
		else
			buf_fmt(&out, "=" STR_FMT "\n", STR_ARG(fields->text));
	}
	send_datagram(JOURNAL_SOCKET, buf_str(&out));
}

/* RFC 3164's form, as every /dev/log reader takes it. */
static void to_syslog(enum log_level level, struct str line)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	time_t now = (time_t)(clock_wall_ms() / 1000);
	struct tm local;
	char stamp[32];
	strftime(stamp, sizeof(stamp), "%b %e %H:%M:%S", localtime_r(&now, &local));
	send_datagram(SYSLOG_SOCKET, str_fmt(arena, "<%d>%s mentiond[%d]: " STR_FMT,
					     FACILITY_DAEMON * 8 + (int)level, stamp, (int)getpid(),
					     STR_ARG(line)));
}

static void write_line(void *ctx, enum log_event event, enum log_level level, struct str line,
		       const struct log_field *fields)
{
	(void)ctx;
	if (host_log.to == LOG_TO_JOURNAL)
		to_journal(event, level, line, fields);
	else if (host_log.to == LOG_TO_SYSLOG)
		to_syslog(level, line);
	else
		to_stderr(line);
}

static enum log_to choose(void)
{
	if (getenv("JOURNAL_STREAM") && access(JOURNAL_SOCKET, W_OK) == 0)
		return LOG_TO_JOURNAL;
	if (isatty(STDERR_FILENO) || access(SYSLOG_SOCKET, W_OK) != 0)
		return LOG_TO_STDERR;
	return LOG_TO_SYSLOG;
}

bool host_log_is_on_stderr(void)
{
	return host_log.to == LOG_TO_STDERR;
}

void host_log_open(enum log_to to, enum log_level most)
{
	if (host_log.fd >= 0)
		close(host_log.fd);
	host_log.fd = -1;
	host_log.to = to == LOG_TO_AUTO ? choose() : to;
	log_open(most, write_line, NULL);
}
