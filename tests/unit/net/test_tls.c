/* TLS against the server of openssl(1), with certificates made for the test. Without the program
 * the test is skipped. */
#include "client.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "poison.h"

enum { SKIPPED = 77 };

static char folder[] = "/tmp/test-net-tls-XXXXXX";
static struct net *net;

static pid_t openssl(const char *const *arguments)
{
	pid_t child = fork();
	if (child)
		return child;
	if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout) ||
	    chdir(folder) != 0)
		_exit(1);
	execvp("openssl", (char *const *)arguments); /* it does not write there */
	_exit(127);
}

static bool run(const char *const *arguments)
{
	int status = -1;
	waitpid(openssl(arguments), &status, 0);
	return status == 0;
}

#define OPENSSL(...) ((const char *const[]){ "openssl", __VA_ARGS__, NULL })

static bool make_certificate(const char *name, const char *host)
{
	char key[32], certificate[32], names[64];
	snprintf(key, sizeof(key), "%s.key", name);
	snprintf(certificate, sizeof(certificate), "%s.pem", name);

	snprintf(names, sizeof(names), "subjectAltName=%s", host);
	return run(OPENSSL("req", "-x509", "-newkey", "ec", "-pkeyopt",
			   "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
			   certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", names));
}

/* The good one again, dated back. */
static bool make_expired(void)
{
	return run(OPENSSL("x509", "-in", "good.pem", "-signkey", "good.key", "-days", "-1", "-out",
			   "old.pem")) &&
	       run(OPENSSL("pkey", "-in", "good.key", "-out", "old.key"));
}

static int free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT(bind(fd, (struct sockaddr *)&at, size) == 0 &&
	       getsockname(fd, (struct sockaddr *)&at, &size) == 0);
	close(fd);
	return ntohs(at.sin_port);
}

static bool is_listening(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bool is_there = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return is_there;
}

/* Serves the files of the folder, whole answers with their heads. */
static pid_t serve(const char *name, int port, const char *most)
{
	char key[32], certificate[32], where[16];
	snprintf(key, sizeof(key), "%s.key", name);
	snprintf(certificate, sizeof(certificate), "%s.pem", name);
	snprintf(where, sizeof(where), "%d", port);
	pid_t child = openssl(OPENSSL("s_server", "-HTTP", "-accept", where, "-key", key, "-cert",
				      certificate, most));
	for (int i = 0; i < 100 && !is_listening(port); i++)
		usleep(20 * 1000);
	return child;
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(str_z(arena, str_fmt(arena, "%s/%s", folder, name)), "w");
	if (EXPECT(file)) {
		fputs(text, file);
		fclose(file);
	}
}

static const struct response *ask(int port, const char *path, const char *ca)
{
	struct request *request = NEW(arena, struct request, 1);
	*request = client_get(str_fmt(arena, "https://127.0.0.1:%d/%s", port, path));
	if (ca)
		request->ca = str_fmt(arena, "%s/%s", folder, ca);
	return client_ask(net, NET_SOURCE, request);
}

static void names_what_is_wrong(void)
{
	static const struct {
		const char *certificate;
		const char *ca, *path, *words;
		const char *most; /* the highest version the server speaks */
		int status;
		enum err_kind kind;
	} cases[] = {
		{ "good", "good.pem", "ok", "", "-tls1_3", 200, ERR_NONE },
		{ "good", "good.pem", "ok", "", "-tls1_2", 200, ERR_NONE },
		{ "good", "good.pem", "down", "from https to http", "-tls1_3", 0, ERR_REFUSED },
		{ "good", NULL, "ok", "certificate is self-signed", "-tls1_3", 0, ERR_REFUSED },
		{ "good", "none.pem", "ok", "trusted certificates", "-tls1_3", 0, ERR_CONFIG },
		{ "other", "other.pem", "ok",
		  "certificate is for other.\\x1B[1m.example, not for 127.0.0.1", "-tls1_3", 0,
		  ERR_REFUSED },
		{ "many", "many.pem", "ok", "is for 10.0.0.1 and 1 more, not for 127.0.0.1",
		  "-tls1_2", 0, ERR_REFUSED },
		{ "old", "old.pem", "ok", "certificate expired on 20", "-tls1_3", 0, ERR_REFUSED },
		{ "good", "good.pem", "ok", "TLS", "-tls1_1", 0, ERR_AGAIN },
	};
	put("ok", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
	put("down", "HTTP/1.0 301 Go\r\nLocation: http://127.0.0.1/\r\n"
		    "Content-Length: 0\r\n\r\n");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int port = free_port();
		pid_t child = serve(cases[i].certificate, port, cases[i].most);
		CASE(cases[i].words);
		const struct response *response = ask(port, cases[i].path, cases[i].ca);
		EXPECT_INT(response->status, cases[i].status);
		EXPECT_INT(response->err.kind, cases[i].kind);
		EXPECT_HAS(str_from(response->err.text), cases[i].words);
		kill(child, SIGTERM);
		waitpid(child, NULL, 0);
	}
}

static void clean_up(void)
{
	static const char *const names[] = { "good.key", "good.pem", "other.key", "other.pem",
					     "many.key", "many.pem", "old.key",	  "old.pem",
					     "ok",	 "down" };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		remove(str_z(arena, str_fmt(arena, "%s/%s", folder, names[i])));
	rmdir(folder);
}

int main(void)
{
	if (!mkdtemp(folder))
		return 1;
	arena = arena_new(64 * KIB);
	net = client_open(&quick);
	bool has_openssl = make_certificate("good", "IP:127.0.0.1") &&
			   make_certificate("other", "DNS:other.\033[1m.example") &&
			   make_certificate("many", "IP:10.0.0.1,DNS:*.example") && make_expired();
	if (has_openssl)
		RUN(names_what_is_wrong);
	clean_up();
	net_close(&net);
	arena_free(&arena);
	return has_openssl ? test_end() : SKIPPED;
}
