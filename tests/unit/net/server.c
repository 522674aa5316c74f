#include "server.h"

#include "arena.h"
#include "buf.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

enum { LOG_MAX = MIB, CONNECTIONS_MAX = 1024, HEAD_MAX = 16 * KIB };

struct server {
	enum server_kind kind;
	int fd, port;
	pthread_t thread;
	pthread_mutex_t lock;
	bool is_over;
	char log[LOG_MAX];
	size_t log_len;
	int connections, at_once, most_at_once;
	pthread_t threads[CONNECTIONS_MAX];
	int fds[CONNECTIONS_MAX]; /* -1: closed */
};

struct visit {
	struct server *server;
	int fd, number;
};

static void note(struct server *server, const char *format, ...)
{
	va_list args;
	pthread_mutex_lock(&server->lock);
	va_start(args, format);
	int n = vsnprintf(server->log + server->log_len, LOG_MAX - server->log_len, format, args);
	va_end(args);
	if (n > 0 && server->log_len + (size_t)n < LOG_MAX)
		server->log_len += (size_t)n;
	pthread_mutex_unlock(&server->lock);
}

static void busy(struct server *server, int by)
{
	pthread_mutex_lock(&server->lock);
	server->at_once += by;
	if (server->at_once > server->most_at_once)
		server->most_at_once = server->at_once;
	pthread_mutex_unlock(&server->lock);
}

static bool say(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;
	while (len) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static bool say_text(int fd, const char *text)
{
	return say(fd, text, strlen(text));
}

static void say_body(int fd, const char *head, const void *body, size_t len)
{
	char text[512];
	snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n", head, len);
	if (say_text(fd, text))
		say(fd, body, len);
}

/* `size` zeros, gzipped. */
static void say_zeros(int fd, size_t size)
{
	unsigned char *zeros = calloc(1, size), *packed = malloc(size);
	z_stream z = { .next_in = zeros, .avail_in = (unsigned)size, .next_out = packed };
	z.avail_out = (unsigned)size;
	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_FINISH);
	say_body(fd, "Content-Encoding: gzip\r\n", packed, z.total_out);
	deflateEnd(&z);
	free(zeros);
	free(packed);
}

static bool is_over(struct visit *visit)
{
	return __atomic_load_n(&visit->server->is_over, __ATOMIC_RELAXED);
}

/* Sends a piece every wait_ms until the other side has had enough. */
static void drip(struct visit *visit, const char *piece, int wait_ms)
{
	say_text(visit->fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	while (!is_over(visit) && say_text(visit->fd, piece))
		usleep((useconds_t)wait_ms * 1000);
}

static void hang(struct visit *visit)
{
	struct pollfd gone = { .fd = visit->fd, .events = POLLRDHUP };
	while (!is_over(visit) && poll(&gone, 1, 20) == 0)
		;
}

static void redirect(int fd, int status, const char *to)
{
	char text[4096];
	snprintf(text, sizeof(text),
		 "HTTP/1.1 %d Go\r\nLocation: %s\r\nContent-Length: 3\r\n\r\nno\n", status, to);
	say_text(fd, text);
}

/* "/301/REST" redirects to REST, which is a path or a whole URL. */
static bool redirect_path(int fd, const char *path)
{
	int status = 0;
	if (sscanf(path, "/%3d/", &status) != 1 || status < 300 || status > 399)
		return false;
	const char *rest = path + 4;
	redirect(fd, status, strstr(rest, ":") ? rest + 1 : rest);
	return true;
}

static const char plain_ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

static const struct {
	const char *path, *answer;
} fixed[] = {
	{ "/ok", plain_ok },
	{ "/503", "HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n" },
	{ "/not-gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n"
		       "<rss>" },
	{ "/503-not-gzip", "HTTP/1.1 503 No\r\nRetry-After: 9\r\nContent-Encoding: gzip\r\n"
			   "Content-Length: 5\r\n\r\n<rss>" },
	{ "/half", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nhalf" },
	{ "/announces", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" },
	{ "/not-http", "220 hello\r\n\r\n" },
	{ "/loop", "HTTP/1.1 302 Go\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n" },
	{ "/file", "HTTP/1.1 302 Go\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n" },
	{ "/user", "HTTP/1.1 302 Go\r\nLocation: http://a:b@127.0.0.9/\r\n"
		   "Content-Length: 0\r\n\r\n" },
	{ "/nowhere", "HTTP/1.1 302 Go\r\nContent-Length: 0\r\n\r\n" },
	{ "/odd", "HTTP/1.1 200 OK\r\nETag: W/\"x\"\r\nETag : RSS-f3fd\r\nX-Empty:\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nETag: trailer\r\n\r\n" },
};

/* No longer counted once its answer leaves: the next request may be here before we go on. */
static void linger(struct visit *visit)
{
	busy(visit->server, 1);
	usleep(60 * 1000);
	busy(visit->server, -1);
	say_text(visit->fd, plain_ok);
}

static void http_answer(struct visit *visit, const char *path, const char *head)
{
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (strcmp(path, fixed[i].path) == 0)
			say_text(visit->fd, fixed[i].answer);
	if (strcmp(path, "/etag") == 0 && strstr(head, "If-None-Match: W/\"x\"\r\n"))
		say_text(visit->fd, "HTTP/1.1 304 Same\r\nETag: W/\"y\"\r\n\r\n");
	else if (strcmp(path, "/etag") == 0)
		say_body(visit->fd, "ETag: W/\"x\"\r\n", "new", 3);
	else if (strcmp(path, "/gzip") == 0)
		say_zeros(visit->fd, 100);
	else if (strcmp(path, "/bomb") == 0)
		say_zeros(visit->fd, 8 * MIB);
	else if (strcmp(path, "/endless") == 0)
		drip(visit, "8\r\n12345678\r\n8\r\n12345678\r\n", 0);
	else if (strcmp(path, "/loris") == 0)
		drip(visit, "1\r\nx\r\n", 50);
	else if (strcmp(path, "/hang") == 0)
		hang(visit);
	else if (strcmp(path, "/slow") == 0)
		linger(visit);
	else if (strcmp(path, "/long-head") == 0)
		for (int i = 0;
		     i < 4000 && say_text(visit->fd, i ? "X-Long: 12345678901234567890\r\n"
						       : "HTTP/1.1 200 OK\r\n");)
			i++;
	else
		redirect_path(visit->fd, path);
}

/* One head from the connection; the body of a POST is short enough to come along. */
static bool read_head(int fd, char *head)
{
	size_t len = 0;
	while (len < HEAD_MAX - 1) {
		ssize_t n = recv(fd, head + len, HEAD_MAX - 1 - len, 0);
		if (n <= 0)
			return false;
		len += (size_t)n;
		head[len] = '\0';
		if (strstr(head, "\r\n\r\n"))
			return true;
	}
	return false;
}

static void http_visit(struct visit *visit)
{
	char head[HEAD_MAX], path[2048];
	while (!is_over(visit) && read_head(visit->fd, head)) {
		note(visit->server, "== connection %d\n%s", visit->number, head);
		if (sscanf(head, "%*s %2047s", path) != 1)
			return;
		http_answer(visit, path, head);
		if (strcmp(path, "/half") == 0 || strcmp(path, "/not-http") == 0)
			return;
	}
}

/* The host part of the recipient tells what to do; the greeting is told by the port's user: the
 * first EHLO's name is the path of the URL. */
static const char *smtp_answer(const char *line, bool *is_data, const char *ehlo)
{
	*is_data = false;
	if (strncmp(line, "EHLO", 4) == 0)
		return strstr(line, "noauth") ? "250-here\r\n250 SIZE 100000\r\n" : ehlo;
	if (strncmp(line, "AUTH", 4) == 0)
		return "334 \r\n";
	if (strncmp(line, "AGJhZABiYWQ=", 12) == 0)
		return "535 5.7.8 no\r\n";
	if (strncmp(line, "AG1lAHdvcmQ=", 12) == 0)
		return "235 2.7.0 yes\r\n";
	if (strncmp(line, "RCPT", 4) == 0 && strstr(line, "unknown@"))
		return "550-5.1.1 no such\r\n550 5.1.1 user here\r\n";
	if (strncmp(line, "RCPT", 4) == 0 && strstr(line, "grey@"))
		return "451 4.7.1 come again\r\n";
	if (strncmp(line, "MAIL", 4) == 0 && strstr(line, "spam@"))
		return "552 5.3.4 not from you\r\n";
	if (strncmp(line, "DATA", 4) == 0)
		*is_data = true;
	return *is_data ? "354 go\r\n" : "250 2.1.0 Ok\r\n";
}

static void smtp_visit(struct visit *visit)
{
	char line[1024];
	bool is_data = false, is_refused = false;
	FILE *in = fdopen(dup(visit->fd), "r");
	say_text(visit->fd, "220 test\r\n");
	while (!is_over(visit) && fgets(line, sizeof(line), in)) {
		note(visit->server, "%s", line);
		if (is_data && strcmp(line, ".\r\n") != 0) {
			is_refused |= strstr(line, "VIRUS") != NULL;
			continue;
		}
		if (is_data) {
			say_text(visit->fd, is_refused ? "554 5.7.1 a virus\r\n"
						       : "250 2.0.0 Ok: queued as ABC1\r\n");
			is_data = is_refused = false;
		} else if (strncmp(line, "QUIT", 4) == 0) {
			hang(visit); /* a server that does not say good bye */
			break;
		} else {
			say_text(visit->fd, smtp_answer(line, &is_data,
							"250-here\r\n250-AUTH PLAIN\r\n250 SIZE "
							"100000\r\n"));
		}
	}
	fclose(in);
}

static void *run_visit(void *ctx)
{
	struct visit *visit = ctx;
	struct server *server = visit->server;
	(server->kind == SERVER_SMTP ? smtp_visit : http_visit)(visit);
	pthread_mutex_lock(&server->lock);
	close(visit->fd);
	server->fds[visit->number] = -1;
	pthread_mutex_unlock(&server->lock);
	free(visit);
	return NULL;
}

static void *run_server(void *ctx)
{
	struct server *server = ctx;
	int fd;
	while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
		struct visit *visit = calloc(1, sizeof(*visit));
		*visit = (struct visit){ server, fd, server->connections };
		pthread_mutex_lock(&server->lock);
		server->fds[server->connections] = fd;
		pthread_create(&server->threads[server->connections++], NULL, run_visit, visit);
		pthread_mutex_unlock(&server->lock);
	}
	return NULL;
}

struct server *server_open(enum server_kind kind)
{
	struct server *server = calloc(1, sizeof(*server));
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	server->kind = kind;
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server->fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(server->fd, 512) != 0 ||
	    getsockname(server->fd, (struct sockaddr *)&at, &size) != 0)
		abort();
	server->port = ntohs(at.sin_port);
	pthread_mutex_init(&server->lock, NULL);
	pthread_create(&server->thread, NULL, run_server, server);
	return server;
}

void server_close(struct server **server)
{
	struct server *old = *server;
	__atomic_store_n(&old->is_over, true, __ATOMIC_RELAXED);
	shutdown(old->fd, SHUT_RDWR);
	pthread_join(old->thread, NULL);
	pthread_mutex_lock(&old->lock);
	for (int i = 0; i < old->connections; i++)
		if (old->fds[i] >= 0)
			shutdown(old->fds[i], SHUT_RDWR);
	pthread_mutex_unlock(&old->lock);
	for (int i = 0; i < old->connections; i++)
		pthread_join(old->threads[i], NULL);
	close(old->fd);
	pthread_mutex_destroy(&old->lock);
	free(old);
	*server = NULL;
}

int server_port(const struct server *server)
{
	return server->port;
}

struct str server_log(struct server *server, struct arena *arena)
{
	pthread_mutex_lock(&server->lock);
	struct str copy = str_dup(arena, (struct str){ server->log, server->log_len });
	pthread_mutex_unlock(&server->lock);
	return copy;
}

void server_forget(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->log_len = 0;
	server->most_at_once = server->at_once;
	pthread_mutex_unlock(&server->lock);
}

int server_most_at_once(const struct server *server)
{
	return server->most_at_once;
}

int server_connections(const struct server *server)
{
	return server->connections;
}
