#include "client.h"

#include "poison.h"

static struct server *server;
static struct net *net;

static void setup(void)
{
	arena = arena_new(64 * KIB);
	server = server_open(SERVER_SMTP);
	net = client_open(&quick);
}

static void teardown(void)
{
	int64_t start_ms = clock_mono_ms();
	net_close(&net);
	/* The server never answers QUIT: nobody waits for that. */
	EXPECT(clock_mono_ms() - start_ms < 500);
	server_close(&server);
	arena_free(&arena);
}

static struct request mail(const char *to, const char *path)
{
	return (struct request){
		.kind = REQUEST_SMTP,
		.url = str_fmt(arena, "smtp://127.0.0.1:%d/%s", server_port(server), path),
		.mail_from = STR("mentions@example.org"),
		.mail_to = str_from(to),
		.body = STR("Subject: a\r\n\r\nfirst\r\n.dot\r\nlast\r\n"),
	};
}

static struct str last_line(const struct response *response)
{
	size_t n = response->headers.n;
	return n ? response->headers.at[n - 1].value : STR("");
}

static void sends_a_mail(void)
{
	setup();
	struct request request = mail("you@example.net", "");
	const struct response *response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->status, 250);
	EXPECT_INT(response->err.kind, ERR_NONE);
	EXPECT_STR(last_line(response), STR("250 2.0.0 Ok: queued as ABC1"));
	EXPECT_STR(response->headers.at[0].value, STR("220 test"));
	struct str log = server_log(server, arena);
	EXPECT_HAS(log, "MAIL FROM:<mentions@example.org> SIZE=");
	EXPECT_HAS(log, "RCPT TO:<you@example.net>\r\n");
	EXPECT_HAS(log, "first\r\n..dot\r\nlast\r\n.\r\n");
	EXPECT(!text_has(log, "AUTH"));
	CASE("a second one on the same connection");
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 250);
	EXPECT_INT(server_connections(server), 1);
	teardown();
}

static void tells_the_real_reply(void)
{
	static const struct {
		const char *to, *from, *body;
		int status;
		const char *line;
	} cases[] = {
		{ "grey@x.org", "a@x.org", "Hi\r\n", 451, "451 4.7.1 come again" },
		{ "unknown@x.org", "a@x.org", "Hi\r\n", 550, "550 5.1.1 user here" },
		{ "b@x.org", "spam@x.org", "Hi\r\n", 552, "552 5.3.4 not from you" },
		{ "b@x.org", "a@x.org", "VIRUS\r\n", 554, "554 5.7.1 a virus" },
		{ "b@x.org", "a@x.org", "Hi\r\n", 250, "250 2.0.0 Ok: queued as ABC1" },
	};
	setup();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].line);
		struct request request = mail(cases[i].to, "");
		request.mail_from = str_from(cases[i].from);
		request.body = str_from(cases[i].body);
		const struct response *response = client_ask(net, NET_CHANNEL, &request);
		EXPECT_INT(response->status, cases[i].status);
		EXPECT_INT(response->err.kind, ERR_NONE);
		EXPECT_STR(last_line(response), str_from(cases[i].line));
		EXPECT(response->took_ms < 1000);
	}
	teardown();
}

static void logs_in_or_fails_closed(void)
{
	setup();
	CASE("log-in");
	struct request request = mail("you@example.net", "");
	request.user = STR("me");
	request.password = STR("word");
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 250);
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 250);
	EXPECT_INT(server_connections(server), 1);
	EXPECT_HAS(server_log(server, arena), "AUTH PLAIN\r\nAG1lAHdvcmQ=\r\nMAIL");

	CASE("wrong password: nothing is wrong with the mail");
	request.user = request.password = STR("bad");
	const struct response *response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->status, 535);
	EXPECT_INT(response->err.kind, ERR_REFUSED);
	EXPECT_HAS(str_from(response->err.text), "535 5.7.8 no");

	CASE("no AUTH offered");
	server_forget(server);
	request = mail("you@example.net", "noauth");
	request.user = STR("another");
	request.password = STR("word");
	response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->err.kind, ERR_REFUSED);
	EXPECT_INT(response->status, 0);
	EXPECT_HAS(str_from(response->err.text), "offers no AUTH");
	EXPECT(!text_has(server_log(server, arena), "MAIL"));

	CASE("no STARTTLS offered");
	server_forget(server);
	request = mail("you@example.net", "");
	request.tls = TLS_STARTTLS;
	response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->err.kind, ERR_REFUSED);
	EXPECT_INT(response->status, 0);
	EXPECT_HAS(str_from(response->err.text), "STARTTLS");
	EXPECT(!text_has(server_log(server, arena), "MAIL"));

	CASE("TLS wanted, plain URL");
	request.tls = TLS_IMPLICIT;
	EXPECT(client_ask(net, NET_CHANNEL, &request)->err.kind != ERR_NONE);
	EXPECT(!text_has(server_log(server, arena), "MAIL"));
	teardown();
}

static void refuses_what_ends_a_command(void)
{
	static const char *const addresses[] = { "a@b>\r\nRCPT TO:<c@d", "a@b> NOTIFY=NEVER",
						 "a b@c", "<a@b>", "a@b\n" };
	setup();
	for (size_t i = 0; i < COUNT_OF(addresses); i++) {
		CASE(addresses[i]);
		struct request request = mail(addresses[i], "");
		EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->err.kind, ERR_CONFIG);
		request = mail("a@b", "");
		request.mail_from = str_from(addresses[i]);
		EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->err.kind, ERR_CONFIG);
	}
	EXPECT_INT(server_connections(server), 0);
	CASE("nobody there");
	struct request request = mail("a@b", "");
	request.url = STR("smtp://127.0.0.1:1");
	const struct response *response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->err.kind, ERR_AGAIN);
	EXPECT_INT(response->status, 0);
	teardown();
}

int main(void)
{
	RUN(sends_a_mail);
	RUN(tells_the_real_reply);
	RUN(logs_in_or_fails_closed);
	RUN(refuses_what_ends_a_command);
	return test_end();
}
