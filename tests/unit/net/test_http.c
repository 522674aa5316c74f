#include "client.h"

#include <pthread.h>
#include <unistd.h>

#include "poison.h"

static struct server *server;
static struct net *net;

static void setup(const struct net_options *options)
{
	arena = arena_new(64 * KIB);
	server = server_open(SERVER_HTTP);
	net = client_open(options);
}

static void teardown(void)
{
	net_close(&net);
	server_close(&server);
	arena_free(&arena);
}

static struct str url_at(const char *host, const char *path)
{
	return str_fmt(arena, "http://%s:%d%s", host, server_port(server), path);
}

static void asks_politely(void)
{
	setup(&quick);
	const struct response *response = client_path(net, server, "/etag");
	EXPECT_INT(response->status, 200);
	EXPECT_STR(response->body, STR("new"));
	EXPECT_STR(response_header(response, STR("etag")), STR("W/\"x\""));
	EXPECT_INT(response->n_parts, 0);
	struct str log = server_log(server, arena);
	EXPECT_HAS(log, "GET /etag HTTP/1.1\r\n");
	EXPECT_HAS(log, "User-Agent: mentiond/0 (+https://example.org)\r\n");
	EXPECT_HAS(log, "Accept-Encoding: deflate, gzip, br, zstd\r\n");
	EXPECT(!text_has(log, "Cookie") && !text_has(log, "Referer"));
	EXPECT(!text_has(log, "If-") && !text_has(log, "Authorization"));

	static const struct header headers[] = { { STR_INIT("If-None-Match"), STR_INIT("W/\"x\"") },
						 { STR_INIT("X-Empty"), STR_INIT("") } };
	struct request request = client_get(url_at("127.0.0.1", "/etag"));
	request.headers = (struct headers){ headers, 2 };
	response = client_ask(net, NET_SOURCE, &request);
	EXPECT_INT(response->status, 304);
	EXPECT_INT(response->err.kind, ERR_NONE);
	EXPECT_STR(response_header(response, STR("ETag")), STR("W/\"y\""));
	EXPECT_HAS(server_log(server, arena), "X-Empty:\r\n");
	EXPECT_INT(server_connections(server), 1);
	teardown();
}

static void understands_answers(void)
{
	static const struct {
		const char *path;
		int status;
		enum err_kind kind;
		const char *text;
		struct str body;
	} cases[] = {
		{ "/ok", 200, ERR_NONE, "", STR_INIT("ok") },
		{ "/503", 503, ERR_NONE, "", STR_INIT("") },
		{ "/503-not-gzip", 503, ERR_NONE, "", STR_INIT("") },
		{ "/nowhere", 302, ERR_NONE, "", STR_INIT("") },
		{ "/not-gzip", 0, ERR_DATA, "not encoded as it says", STR_INIT("") },
		{ "/half", 0, ERR_AGAIN, "closed in the middle", STR_INIT("") },
		{ "/not-http", 0, ERR_DATA, "", STR_INIT("") },
		{ "/bomb", 0, ERR_LIMIT, "larger than 65536 bytes decoded", STR_INIT("") },
		{ "/endless", 0, ERR_LIMIT, "larger than 65536 bytes decoded", STR_INIT("") },
		{ "/announces", 0, ERR_LIMIT, "more bytes than allowed", STR_INIT("") },
		{ "/long-head", 0, ERR_LIMIT, "header larger than 65536", STR_INIT("") },
		{ "/loop", 0, ERR_LIMIT, "more than 5 redirects", STR_INIT("") },
		{ "/file", 0, ERR_REFUSED, "redirect to a file: URL", STR_INIT("") },
		{ "/user", 0, ERR_REFUSED, "user name", STR_INIT("") },
		{ "/302/http://[::1", 0, ERR_DATA, "redirect", STR_INIT("") },
	};
	setup(&quick);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].path);
		const struct response *response = client_path(net, server, cases[i].path);
		EXPECT_INT(response->status, cases[i].status);
		EXPECT_INT(response->err.kind, cases[i].kind);
		EXPECT_STR(response->body, cases[i].body);
		if (cases[i].kind != ERR_NONE)
			EXPECT_HAS(str_from(response->err.text), cases[i].text);
	}
	CASE("gzip");
	EXPECT_INT(client_path(net, server, "/gzip")->body.len, 100);
	CASE("trailers and odd validators");
	const struct response *odd = client_path(net, server, "/odd");
	EXPECT_STR(response_header(odd, STR("ETag")), STR("RSS-f3fd"));
	EXPECT_INT(odd->headers.n, 4);
	teardown();
}

static void follows_redirects(void)
{
	static const struct {
		const char *path, *url, *moved;
	} cases[] = {
		{ "/301/ok", "/ok", "/ok" },	{ "/308/301/ok", "/ok", "/ok" },
		{ "/302/ok", "/ok", NULL },	{ "/301/302/ok", "/ok", NULL },
		{ "/302/301/ok", "/ok", NULL }, { "/307/303/ok", "/ok", NULL },
		{ "/301/503", "/503", "/503" },
	};
	setup(&quick);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].path);
		const struct response *response = client_path(net, server, cases[i].path);
		EXPECT_INT(response->err.kind, ERR_NONE);
		EXPECT_STR(response->url, url_at("127.0.0.1", cases[i].url));
		EXPECT_STR(response->moved,
			   cases[i].moved ? url_at("127.0.0.1", cases[i].moved) : STR(""));
	}
	CASE("none wanted");
	struct request request = client_get(url_at("127.0.0.1", "/301/ok"));
	request.max_redirects = 0;
	EXPECT_INT(client_ask(net, NET_SOURCE, &request)->status, 301);
	CASE("channels follow none");
	request.max_redirects = 5;
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 301);
	teardown();
}

static struct str log_of(const struct request *request)
{
	server_forget(server);
	EXPECT_INT(client_ask(net, NET_SOURCE, request)->status, 200);
	struct str log = server_log(server, arena);
	size_t second = str_find(str_skip(log, 3), STR("== "));
	EXPECT_HAS(log, "If-None-Match");
	return str_skip(log, 3 + second);
}

static void keeps_secrets_at_home(void)
{
	static const struct header headers[] = {
		{ STR_INIT("Accept"), STR_INIT("application/atom+xml") },
		{ STR_INIT("If-None-Match"), STR_INIT("\"a\"") },
		{ STR_INIT("If-Modified-Since"), STR_INIT("yesterday") },
		{ STR_INIT("X-Key"), STR_INIT("secret") },
	};
	setup(&quick);
	struct request request = client_get(url_at("127.0.0.1", "/302/ok"));
	request.headers = (struct headers){ headers, COUNT_OF(headers) };
	request.user = STR("me");
	request.password = STR("word");
	CASE("same host");
	struct str log = log_of(&request);
	EXPECT_HAS(log, "Accept: application/atom+xml\r\n");
	EXPECT_HAS(log, "X-Key: secret\r\n");
	EXPECT_HAS(log, "Authorization: Basic bWU6d29yZA==\r\n");
	EXPECT(!text_has(log, "If-"));
	CASE("other host");
	request.url = str_fmt(arena, "http://127.0.0.1:%d/302/http://127.0.0.2:%d/ok",
			      server_port(server), server_port(server));
	log = log_of(&request);
	EXPECT_HAS(log, "Host: 127.0.0.2");
	EXPECT_HAS(log, "Accept: application/atom+xml\r\n");
	EXPECT(!text_has(log, "X-Key") && !text_has(log, "Authorization") && !text_has(log, "If-"));
	teardown();
}

static void guards_addresses(void)
{
	static const char *const hosts[] = { "127.0.0.1",  "127.1",	   "2130706433",
					     "0x7f000001", "017700000001", "0",
					     "localhost",  "[::1]",	   "[::ffff:127.0.0.1]",
					     "[::]" };
	struct net_options closed = quick;
	closed.n_allow = 0;
	setup(&closed);
	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		CASE(hosts[i]);
		struct request request = client_get(url_at(hosts[i], "/ok"));
		const struct response *response = client_ask(net, NET_SOURCE, &request);
		EXPECT_INT(response->err.kind, ERR_REFUSED);
		EXPECT_HAS(str_from(response->err.text), "is private");
		EXPECT_HAS(str_from(response->err.text), "allow_private");
	}
	EXPECT_INT(server_connections(server), 0);
	CASE("channels may");
	struct request request = client_get(url_at("127.0.0.1", "/ok"));
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 200);
	teardown();
}

static void guards_hops_and_kept_connections(void)
{
	static const struct str one[] = { STR_INIT("127.0.0.1") };
	struct net_options options = quick;
	struct err err;
	options.allow = one;
	setup(&options);
	CASE("hop");
	struct request request = client_get(
		str_fmt(arena, "http://127.0.0.1:%d/302/http://127.0.0.2:%d/ok",
			server_port(server), server_port(server)));
	const struct response *response = client_ask(net, NET_SOURCE, &request);
	EXPECT_INT(response->err.kind, ERR_REFUSED);
	EXPECT_HAS(str_from(response->err.text), "127.0.0.2");
	EXPECT_INT(server_connections(server), 1);
	CASE("kept connection");
	EXPECT_INT(client_path(net, server, "/ok")->status, 200);
	options.n_allow = 0;
	EXPECT(net_configure(net, &options, &err));
	EXPECT_INT(client_path(net, server, "/ok")->err.kind, ERR_REFUSED);
	CASE("no network");
	static const struct str wrong[] = { STR_INIT("10.0.0.0/99") };
	options.allow = wrong;
	options.n_allow = 1;
	EXPECT(!net_configure(net, &options, &err) && err.kind == ERR_CONFIG);
	CASE("proxy");
	options.n_allow = 0;
	options.proxy = str_fmt(arena, "http://127.0.0.1:%d", server_port(server));
	EXPECT(net_configure(net, &options, &err));
	request = client_get(STR("http://0x7f.1/ok"));
	EXPECT_INT(client_ask(net, NET_SOURCE, &request)->err.kind, ERR_REFUSED);
	request = client_get(STR("http://[fd00::1]/ok"));
	EXPECT_INT(client_ask(net, NET_SOURCE, &request)->err.kind, ERR_REFUSED);
	request = client_get(STR("http://x.localhost/ok"));
	EXPECT_INT(client_ask(net, NET_SOURCE, &request)->err.kind, ERR_REFUSED);
	server_forget(server);
	request = client_get(STR("http://feed.example/301/ok"));
	client_ask(net, NET_SOURCE, &request);
	EXPECT_HAS(server_log(server, arena), "GET http://feed.example/301/ok HTTP/1.1");
	teardown();
}

static void refuses_bad_requests(void)
{
	static const struct {
		struct str method, url;
		struct header header;
	} cases[] = {
		{ STR_INIT("GET"), STR_INIT(""), { STR_INIT("A"), STR_INIT("b") } },
		{ STR_INIT("GET"), STR_INIT("example.org"), { STR_INIT("A"), STR_INIT("b") } },
		{ STR_INIT("GET"), STR_INIT("ftp://a/b"), { STR_INIT("A"), STR_INIT("b") } },
		{ STR_INIT("GET"), STR_INIT("file:///etc"), { STR_INIT("A"), STR_INIT("b") } },
		{ STR_INIT("GET"), STR_INIT("http://a\r\nb/"), { STR_INIT("A"), STR_INIT("b") } },
		{ STR_INIT("G T"), STR_INIT("http://a/"), { STR_INIT("A"), STR_INIT("b") } },
		{ STR_INIT("GET"),
		  STR_INIT("http://a/"),
		  { STR_INIT("A"), STR_INIT("b\r\nC: d") } },
		{ STR_INIT("GET"), STR_INIT("http://a/"), { STR_INIT("A\nB"), STR_INIT("b") } },
		{ STR_INIT("GET"), STR_INIT("http://a/"), { STR_INIT("A:"), STR_INIT("b") } },
		{ STR_INIT("GET"), STR_INIT("http://a/"), { STR_INIT(""), STR_INIT("b") } },
	};
	setup(&quick);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].url.at);
		struct request request = client_get(cases[i].url);
		request.method = cases[i].method;
		request.headers = (struct headers){ &cases[i].header, 1 };
		EXPECT_INT(client_ask(net, NET_SOURCE, &request)->err.kind, ERR_CONFIG);
	}
	CASE("nobody listens");
	struct request request = client_get(STR("http://127.0.0.1:1/"));
	const struct response *response = client_ask(net, NET_SOURCE, &request);
	EXPECT_INT(response->err.kind, ERR_AGAIN);
	EXPECT_STR(str_from(response->err.text), STR("connection refused by 127.0.0.1 port 1"));
	teardown();
}

static void ends_what_crawls(void)
{
	static const char *const paths[] = { "/loris", "/hang" };
	setup(&quick);
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		CASE(paths[i]);
		const struct response *response = client_path(net, server, paths[i]);
		EXPECT_INT(response->err.kind, ERR_AGAIN);
		EXPECT_HAS(str_from(response->err.text), "timed out after ");
	}
	teardown();
}

enum { MANY = 40 };

static void send_many(struct answer *answers, int n, const char *path, bool has_own_host)
{
	for (int i = 0; i < n; i++) {
		struct request *request = NEW(arena, struct request, 1);
		struct str host = str_fmt(arena, "127.0.1.%d", has_own_host ? i + 1 : 1);
		*request = client_get(url_at(host.at, path));
		net_send(net, NET_SOURCE, request, arena, client_done, &answers[i]);
	}
}

static void lets_hosts_take_turns(void)
{
	struct answer answers[MANY] = { 0 };
	setup(&quick);
	CASE("one host");
	send_many(answers, 5, "/slow", false);
	client_run(net);
	EXPECT_INT(server_most_at_once(server), 1);
	EXPECT_INT(server_connections(server), 1);
	for (int i = 1; i < 5; i++)
		EXPECT(answers[i].at_ms >= answers[i - 1].at_ms);
	CASE("many hosts");
	send_many(answers, MANY, "/slow", true);
	client_run(net);
	EXPECT_INT(server_most_at_once(server), 16);
	teardown();

	struct net_options options = quick;
	options.gap_ms = 150;
	setup(&options);
	CASE("a gap");
	struct answer gaps[3] = { 0 };
	send_many(gaps, 3, "/ok", false);
	client_run(net);
	EXPECT(gaps[1].at_ms - gaps[0].at_ms >= 100 && gaps[2].at_ms - gaps[1].at_ms >= 100);
	teardown();
}

static void hold_when_done(void *ctx, struct response *response)
{
	client_done(ctx, response);
	net_hold(net, response->url, 300);
}

static void leaves_a_host_alone(void)
{
	struct answer first = { 0 }, waiting[3] = { { 0 } }, moved = { 0 }, other = { 0 };
	setup(&quick);
	struct request one = client_get(url_at("127.0.0.1", "/ok"));
	struct request away = client_get(url_at("127.0.0.2", "/ok"));
	struct str there = str_fmt(arena, "/302/" STR_FMT, STR_ARG(one.url));
	struct request behind = client_get(url_at("127.0.0.3", str_z(arena, there)));
	net_send(net, NET_SOURCE, &one, arena, hold_when_done, &first);
	for (size_t i = 0; i < COUNT_OF(waiting); i++)
		net_send(net, NET_SOURCE, &one, arena, client_done, &waiting[i]);
	client_run(net);
	EXPECT_INT(first.response->status, 200);
	CASE("those that waited, and who comes behind a redirect");
	net_send(net, NET_SOURCE, &behind, arena, client_done, &moved);
	net_send(net, NET_SOURCE, &away, arena, client_done, &other);
	client_run(net);
	for (size_t i = 0; i < COUNT_OF(waiting); i++) {
		EXPECT_INT(waiting[i].times, 1);
		EXPECT_INT(waiting[i].response->err.kind, ERR_AGAIN);
		EXPECT_INT(waiting[i].response->held_ms, 300);
	}
	EXPECT_STR(moved.response->url, one.url);
	EXPECT(moved.response->held_ms > 0 && moved.response->held_ms <= 300);
	CASE("another host");
	EXPECT_INT(other.response->status, 200);
	EXPECT_INT(other.response->held_ms, 0);
	CASE("later");
	usleep(320 * 1000);
	EXPECT_INT(client_ask(net, NET_SOURCE, &one)->status, 200);
	teardown();
}

static void hangers_delay_nobody(void)
{
	struct answer hanging[MANY] = { 0 }, good = { 0 };
	struct net_options options = quick;
	options.low_speed_s = 15;
	options.total_ms = 15000;
	setup(&options);
	int64_t start_ms = clock_mono_ms();
	send_many(hanging, MANY, "/hang", true);
	struct request request = client_get(url_at("127.0.0.1", "/ok"));
	net_send(net, NET_SOURCE, &request, arena, client_done, &good);
	struct err err;
	while (!good.times && clock_mono_ms() - start_ms < 12000)
		EXPECT(net_wait(net, -1, &err));
	/* Forty hangers fill sixteen places two and a half times, and all of them still hang. */
	EXPECT(good.times == 1 && good.response->status == 200);
	EXPECT_INT(net_pending(net), MANY);
	teardown();
	EXPECT_INT(hanging[0].times, 0);
}

static void posts(void)
{
	static const struct header headers[] = { { STR_INIT("Content-Type"),
						   STR_INIT("application/json") } };
	setup(&quick);
	struct request request = { .method = STR("POST"), .url = url_at("127.0.0.1", "/ok") };
	request.headers = (struct headers){ headers, 1 };
	request.body = STR("{\"text\":\"a\"}");
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 200);
	request.method = STR("PUT");
	request.body = STR("");
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 200);
	struct str log = server_log(server, arena);
	EXPECT_HAS(log, "POST /ok HTTP/1.1\r\n");
	EXPECT_HAS(log, "Content-Type: application/json\r\n");
	EXPECT_HAS(log, "Content-Length: 12\r\n");
	EXPECT_HAS(log, "{\"text\":\"a\"}");
	EXPECT_HAS(log, "PUT /ok HTTP/1.1\r\n");
	EXPECT(!text_has(log, "Expect"));
	teardown();
}

struct watcher {
	int fd, times;
	struct net *net;
};

static void readable(void *ctx)
{
	struct watcher *watcher = ctx;
	watcher->times++;
	net_unwatch(watcher->net, watcher->fd);
}

static void *wake_soon(void *ctx)
{
	usleep(50 * 1000);
	net_wake(ctx);
	return NULL;
}

static void waits_for_others(void)
{
	int pipes[2];
	pthread_t thread;
	struct err err;
	setup(&quick);
	EXPECT_INT(pipe(pipes), 0);
	struct watcher watcher = { .fd = pipes[0], .net = net };
	EXPECT(net_watch(net, pipes[0], readable, &watcher, &err));
	EXPECT(net_wait(net, 10, &err));
	EXPECT_INT(watcher.times, 0);
	EXPECT_INT(write(pipes[1], "x", 1), 1);
	EXPECT(net_wait(net, -1, &err));
	EXPECT(net_wait(net, 10, &err));
	EXPECT_INT(watcher.times, 1);
	EXPECT(!net_watch(net, 9999, readable, &watcher, &err));
	int64_t start_ms = clock_mono_ms();
	pthread_create(&thread, NULL, wake_soon, net);
	EXPECT(net_wait(net, -1, &err));
	EXPECT(clock_mono_ms() - start_ms >= 40);
	pthread_join(thread, NULL);
	close(pipes[0]);
	close(pipes[1]);
	teardown();
}

int main(void)
{
	RUN(asks_politely);
	RUN(understands_answers);
	RUN(follows_redirects);
	RUN(keeps_secrets_at_home);
	RUN(guards_addresses);
	RUN(guards_hops_and_kept_connections);
	RUN(refuses_bad_requests);
	RUN(ends_what_crawls);
	RUN(lets_hosts_take_turns);
	RUN(leaves_a_host_alone);
	RUN(hangers_delay_nobody);
	RUN(posts);
	RUN(waits_for_others);
	return test_end();
}
