/* bench_net - how many polls a second does net/ carry? A child plays 1,000 hosts of 127.0.0.0/8
 * that all answer 304; the parent keeps every host asked, one request in flight a host.
 *	bench_net [SECONDS [HOSTS]] */
#include "arena.h"
#include "clock.h"
#include "net.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "poison.h"

enum { EVENTS = 256, HOSTS = 1000, SECONDS = 3, AT_ONCE = 64 };

/* --- The server: every read is one request, as our client sends it. */

static int listen_any(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(fd, (struct sockaddr *)&at, size) != 0 || listen(fd, 4096) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		exit(1);
	*port = ntohs(at.sin_port);
	return fd;
}

static void accept_all(int epoll, int listener)
{
	int fd, yes = 1;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
	}
}

static void answer(int fd)
{
	static const char same[] = "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n"
				   "Date: Sun, 22 Nov 2026 07:00:00 GMT\r\n\r\n";
	char head[4096];
	ssize_t n = read(fd, head, sizeof(head));
	if (n <= 0 || write(fd, same, sizeof(same) - 1) < 0)
		close(fd);
}

static void serve(int listener)
{
	int epoll = epoll_create1(0);
	struct epoll_event events[EVENTS], event = { .events = EPOLLIN, .data.fd = listener };
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == listener)
				accept_all(epoll, listener);
			else
				answer(events[i].data.fd);
		}
	}
}

/* --- The client */

struct bench {
	struct net *net;
	int port, hosts, next;
	int64_t good, bad, end_ms;
};

struct poll {
	struct bench *bench;
	struct arena *arena;
	struct request request;
};

static void send_next(struct poll *poll);

static void done(void *ctx, struct response *response)
{
	struct poll *poll = ctx;
	struct bench *bench = poll->bench;
	if (response->status == 304)
		bench->good++;
	else if (bench->bad++ == 0)
		fprintf(stderr, "%s\n", response->err.text);
	arena_free(&poll->arena);
	if (clock_mono_ms() < bench->end_ms)
		send_next(poll);
}

static void send_next(struct poll *poll)
{
	static const struct header headers[] = {
		{ STR_INIT("Accept"), STR_INIT("application/atom+xml, application/rss+xml") },
		{ STR_INIT("If-None-Match"), STR_INIT("\"a\"") },
	};
	struct bench *bench = poll->bench;
	int host = bench->next++ % bench->hosts;
	poll->arena = arena_new(8 * KIB);
	poll->request = (struct request){
		.method = STR("GET"),
		.url = str_fmt(poll->arena, "http://127.1.%d.%d:%d/feed", host / 250,
			       host % 250 + 1, bench->port),
		.headers = { headers, COUNT_OF(headers) },
		.max_redirects = 5,
	};
	net_send(bench->net, NET_SOURCE, &poll->request, poll->arena, done, poll);
}

static int run(struct bench *bench, int64_t seconds)
{
	static const struct str loopback[] = { STR_INIT("127.0.0.0/8") };
	struct net_options options = { .agent = STR("bench"), .allow = loopback, .n_allow = 1 };
	struct poll polls[AT_ONCE];
	struct err err;
	if (!net_open(&options, &bench->net, &err))
		return 1;
	int64_t start_ms = clock_mono_ms();
	bench->end_ms = start_ms + seconds * 1000;
	for (int i = 0; i < AT_ONCE; i++) {
		polls[i].bench = bench;
		send_next(&polls[i]);
	}
	while (net_pending(bench->net))
		if (!net_wait(bench->net, 1000, &err))
			return 1;
	int64_t took_ms = clock_mono_ms() - start_ms;
	printf("%d hosts: %lld polls/s, %lld failed\n", bench->hosts,
	       (long long)(bench->good * 1000 / took_ms), (long long)bench->bad);
	net_close(&bench->net);
	return bench->bad != 0;
}

int main(int n, char **arguments)
{
	struct bench bench = { .hosts = n > 2 ? (int)strtol(arguments[2], NULL, 10) : HOSTS };
	int64_t seconds = n > 1 ? strtol(arguments[1], NULL, 10) : SECONDS;
	int listener = listen_any(&bench.port);
	pid_t child = fork();
	if (child == 0)
		serve(listener);
	int status = bench.hosts > 0 && seconds > 0 ? run(&bench, seconds) : 1;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return status;
}
