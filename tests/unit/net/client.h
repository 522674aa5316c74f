/* client - what the tests of net share: ask, wait, look at the answer. */
#ifndef CLIENT_H
#define CLIENT_H

#include "clock.h"
#include "net.h"
#include "server.h"

#include "test.h"

static struct arena *arena; /* of the test that runs */

static const struct str loopback[] = { STR_INIT("127.0.0.0/8") };

static const struct net_options quick = {
	.agent = STR_INIT("mentiond/0 (+https://example.org)"),
	.allow = loopback,
	.n_allow = 1,
	.body_max = 64 * KIB,
	.connect_ms = 2000,
	.total_ms = 3000,
	.low_speed_s = 1,
};

static inline struct net *client_open(const struct net_options *options)
{
	struct net *net = NULL;
	struct err err = { 0 };
	EXPECT(net_open(options, &net, &err));
	return net;
}

struct answer {
	struct response *response;
	int times;
	int64_t at_ms;
};

static inline void client_done(void *ctx, struct response *response)
{
	struct answer *answer = ctx;
	answer->response = response;
	answer->at_ms = clock_mono_ms();
	answer->times++;
}

/* Waits until all is told, or ten seconds. */
static inline void client_run(struct net *net)
{
	struct err err;
	int64_t end_ms = clock_mono_ms() + 10000;
	while (net_pending(net) && clock_mono_ms() < end_ms)
		EXPECT(net_wait(net, 100, &err));
	EXPECT_INT(net_pending(net), 0);
}

static inline const struct response *client_ask(struct net *net, enum net_side side,
						const struct request *request)
{
	static const struct response none;
	struct answer answer = { 0 };
	net_send(net, side, request, arena, client_done, &answer);
	EXPECT_INT(answer.times, 0);
	client_run(net);
	EXPECT_INT(answer.times, 1);
	return answer.response ? answer.response : &none;
}

static inline struct request client_get(struct str url)
{
	return (struct request){ .method = STR("GET"), .url = url, .max_redirects = 5 };
}

/* The same for what stands under a path of the test's own server. */
static inline const struct response *client_path(struct net *net, struct server *server,
						 const char *path)
{
	struct request *request = NEW(arena, struct request, 1);
	*request = client_get(str_fmt(arena, "http://127.0.0.1:%d%s", server_port(server), path));
	return client_ask(net, NET_SOURCE, request);
}

static inline bool text_has(struct str text, const char *needle)
{
	return !*needle || str_find(text, str_from(needle)) < text.len;
}

#define EXPECT_HAS(text, needle) expect_has((text), (needle), __LINE__)
static inline void expect_has(struct str text, const char *needle, int line)
{
	if (!test_check(text_has(text, needle), "text", line, needle))
		fprintf(stderr, "    in \"" STR_FMT "\"\n", STR_ARG(text));
}

#endif
