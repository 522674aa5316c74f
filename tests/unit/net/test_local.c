#include "client.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "poison.h"

static struct net *net;
static char folder[] = "/tmp/test-net-local-XXXXXX";

static void setup(void)
{
	static const char fresh[] = "/tmp/test-net-local-XXXXXX";
	arena = arena_new(64 * KIB);
	net = client_open(&quick);
	memcpy(folder, fresh, sizeof(fresh));
	EXPECT(mkdtemp(folder));
}

static struct str path_of(const char *name)
{
	return str_fmt(arena, "%s/%s", folder, name);
}

static void put(const char *name, struct str text)
{
	FILE *file = fopen(str_z(arena, path_of(name)), "w");
	EXPECT(file && fwrite(text.at, 1, text.len, file) == text.len);
	if (file)
		fclose(file);
}

static void drop(const char *name)
{
	EXPECT_INT(remove(str_z(arena, path_of(name))), 0);
}

static void teardown(void)
{
	net_close(&net);
	EXPECT_INT(rmdir(folder), 0);
	arena_free(&arena);
}

static const struct response *read_path(struct str path, struct str since)
{
	struct request *request = NEW(arena, struct request, 1);
	*request = (struct request){ .kind = REQUEST_READ, .url = path, .since = since };
	return client_ask(net, NET_SOURCE, request);
}

static void reads_a_file_when_it_changed(void)
{
	setup();
	put("a", STR("hello\n"));
	const struct response *response = read_path(path_of("a"), STR(""));
	EXPECT_INT(response->status, 200);
	EXPECT_STR(response->body, STR("hello\n"));
	EXPECT_INT(response->n_parts, 0);
	CASE("the same");
	struct str mark = response->mark;
	response = read_path(path_of("a"), mark);
	EXPECT_INT(response->status, 304);
	EXPECT_STR(response->mark, mark);
	CASE("longer");
	put("a", STR("hello again\n"));
	response = read_path(path_of("a"), mark);
	EXPECT_INT(response->status, 200);
	EXPECT_STR(response->body, STR("hello again\n"));
	EXPECT(!str_eq(response->mark, mark));
	CASE("too large");
	char *large = arena_bytes(arena, 64 * KIB + 1);
	memset(large, 'x', 64 * KIB + 1);
	put("a", (struct str){ large, 64 * KIB + 1 });
	EXPECT_INT(read_path(path_of("a"), mark)->err.kind, ERR_LIMIT);
	drop("a");
	CASE("gone");
	response = read_path(path_of("a"), mark);
	EXPECT_INT(response->err.kind, ERR_AGAIN);
	EXPECT_HAS(str_from(response->err.text), "No such file");
	CASE("a pipe is no file");
	EXPECT_INT(mkfifo(str_z(arena, path_of("p")), 0600), 0);
	EXPECT_INT(read_path(path_of("p"), STR(""))->err.kind, ERR_REFUSED);
	drop("p");
	teardown();
}

static struct str part_names(const struct response *response)
{
	struct str all = STR("");
	for (size_t i = 0; i < response->n_parts; i++)
		all = str_fmt(arena, STR_FMT "[" STR_FMT "]", STR_ARG(all),
			      STR_ARG(response->parts[i].name));
	return all;
}

static void reads_what_is_new_in_a_folder(void)
{
	setup();
	CASE("empty");
	const struct response *response = read_path(str_from(folder), STR(""));
	EXPECT_INT(response->status, 200);
	EXPECT_INT(response->n_parts, 0);
	CASE("first look");
	put("b 1", STR("bee"));
	put("a%\n", STR("ay"));
	put(".hidden", STR("no"));
	EXPECT_INT(mkdir(str_z(arena, path_of("sub")), 0700), 0);
	EXPECT_INT(symlink("nowhere", str_z(arena, path_of("dangling"))), 0);
	response = read_path(str_from(folder), STR(""));
	EXPECT_INT(response->status, 200);
	EXPECT_STR(part_names(response), STR("[a%\n][b 1]"));
	EXPECT_STR(response->parts[1].body, STR("bee"));
	EXPECT_HAS(response->mark, "a%25%0A ");
	EXPECT_HAS(response->mark, "\nb%201 ");
	EXPECT_HAS(response_header(response, STR("skipped")), "dangling: No such file");
	struct str mark = response->mark;
	CASE("nothing new");
	response = read_path(str_from(folder), mark);
	EXPECT_INT(response->status, 304);
	EXPECT_STR(response->mark, mark);
	CASE("one changed, one new, one gone");
	put("b 1", STR("bees"));
	put("c", STR("sea"));
	drop("a%\n");
	response = read_path(str_from(folder), mark);
	EXPECT_STR(part_names(response), STR("[b 1][c]"));
	mark = response->mark;
	EXPECT_INT(read_path(str_from(folder), mark)->status, 304);
	drop("b 1");
	drop("c");
	drop(".hidden");
	drop("sub");
	drop("dangling");
	teardown();
}

static void tells_a_large_folder_in_turns(void)
{
	setup();
	char *large = arena_bytes(arena, 100 * KIB);
	memset(large, 'x', 100 * KIB);
	put("a", (struct str){ large, 40 * KIB });
	put("b", (struct str){ large, 40 * KIB });
	put("c", (struct str){ large, 100 * KIB });
	put("d", STR("d"));
	const struct response *response = read_path(str_from(folder), STR(""));
	EXPECT_STR(part_names(response), STR("[a]"));
	response = read_path(str_from(folder), response->mark);
	EXPECT_STR(part_names(response), STR("[b]"));
	CASE("one that never fits holds nobody up");
	response = read_path(str_from(folder), response->mark);
	EXPECT_STR(part_names(response), STR("[d]"));
	EXPECT_HAS(response_header(response, STR("skipped")), "c: ");
	EXPECT_INT(read_path(str_from(folder), response->mark)->status, 304);
	drop("a");
	drop("b");
	drop("c");
	drop("d");
	teardown();
}

/* Runs with another standard descriptor, and puts the old one back. */
static int lend(int standard, int fd)
{
	int old = dup(standard);
	fflush(stdout);
	dup2(fd, standard);
	return old;
}

static void give_back(int standard, int old)
{
	dup2(old, standard);
	close(old);
}

static void reads_a_pipe_as_lines_come(void)
{
	int pipes[2];
	struct err err;
	setup();
	EXPECT_INT(pipe(pipes), 0);
	int old = lend(STDIN_FILENO, pipes[0]);
	struct request request = { .kind = REQUEST_READ, .url = STR("-") };
	struct answer answer = { 0 };
	CASE("nothing yet");
	net_send(net, NET_SOURCE, &request, arena, client_done, &answer);
	EXPECT(net_wait(net, 10, &err));
	EXPECT_INT(write(pipes[1], "one\ntw", 6), 6);
	EXPECT_INT(answer.times, 0);
	client_run(net);
	EXPECT_STR(answer.response->body, STR("one\n"));
	EXPECT(!answer.response->has_ended);
	CASE("the rest of a line");
	answer.times = 0;
	net_send(net, NET_SOURCE, &request, arena, client_done, &answer);
	EXPECT(net_wait(net, 10, &err) && net_wait(net, 10, &err));
	EXPECT_INT(answer.times, 0);
	EXPECT_INT(write(pipes[1], "o\nthree", 7), 7);
	client_run(net);
	EXPECT_STR(answer.response->body, STR("two\n"));
	CASE("the end");
	close(pipes[1]);
	net_send(net, NET_SOURCE, &request, arena, client_done, &answer);
	client_run(net);
	EXPECT_STR(answer.response->body, STR("three"));
	EXPECT(answer.response->has_ended);
	const struct response *after = client_ask(net, NET_SOURCE, &request);
	EXPECT(after->has_ended && after->status == 200 && after->body.len == 0);
	EXPECT_INT(fcntl(STDIN_FILENO, F_GETFL) & O_NONBLOCK, 0);
	give_back(STDIN_FILENO, old);
	close(pipes[0]);
	teardown();
}

static void reads_a_file_as_input(void)
{
	setup();
	put("in", STR("one\ntwo"));
	int fd = open(str_z(arena, path_of("in")), O_RDONLY);
	int old = lend(STDIN_FILENO, fd);
	const struct response *response = read_path(STR("-"), STR(""));
	EXPECT_STR(response->body, STR("one\ntwo"));
	EXPECT(response->has_ended);
	give_back(STDIN_FILENO, old);
	close(fd);
	net_close(&net);
	net = client_open(&quick);

	CASE("in turns, and a line that is too long");
	char *large = arena_bytes(arena, 200 * KIB);
	memset(large, 'x', 200 * KIB);
	large[30 * KIB] = '\n';
	large[190 * KIB] = '\n';
	put("in", (struct str){ large, 200 * KIB });
	fd = open(str_z(arena, path_of("in")), O_RDONLY);
	old = lend(STDIN_FILENO, fd);
	EXPECT_INT(read_path(STR("-"), STR(""))->body.len, 30 * KIB + 1);
	EXPECT_INT(read_path(STR("-"), STR(""))->err.kind, ERR_LIMIT);
	response = read_path(STR("-"), STR(""));
	EXPECT_INT(response->body.len, 10 * KIB - 1);
	EXPECT(response->has_ended);
	give_back(STDIN_FILENO, old);
	close(fd);
	drop("in");
	teardown();
}

static void writes_to_output(void)
{
	enum { BYTES = 300 * KIB };
	int pipes[2];
	struct err err;
	setup();
	char *large = arena_bytes(arena, BYTES), *got = arena_bytes(arena, BYTES);
	for (size_t i = 0; i < BYTES; i++)
		large[i] = (char)(i * 7 >> 3);
	struct request request = { .kind = REQUEST_WRITE, .body = { large, BYTES } };
	struct answer answer = { 0 };
	size_t n = 0;
	EXPECT_INT(pipe(pipes), 0);
	int old = lend(STDOUT_FILENO, pipes[1]);
	close(pipes[1]);
	net_send(net, NET_CHANNEL, &request, arena, client_done, &answer);
	EXPECT(net_wait(net, 10, &err));
	EXPECT_INT(answer.times, 0);
	while (n < BYTES) {
		ssize_t more = read(pipes[0], got + n, BYTES - n);
		if (!EXPECT(more > 0))
			break;
		n += (size_t)more;
		EXPECT(net_wait(net, 0, &err));
	}
	EXPECT_INT(answer.times, 1);
	EXPECT(answer.times && answer.response->status == 200);
	EXPECT(memcmp(large, got, BYTES) == 0);
	CASE("nobody reads");
	close(pipes[0]);
	const struct response *response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->err.kind, ERR_REFUSED);
	EXPECT_HAS(str_from(response->err.text), "Broken pipe");
	give_back(STDOUT_FILENO, old);
	teardown();
}

static int receiver(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct str path = path_of("log");
	memcpy(at.sun_path, path.at, path.len);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	EXPECT_INT(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void sends_datagrams(void)
{
	char got[100];
	setup();
	struct request request = { .kind = REQUEST_DATAGRAM, .url = path_of("log") };
	request.body = STR("<13>hello");
	CASE("nobody there");
	const struct response *response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->err.kind, ERR_AGAIN);
	EXPECT_HAS(str_from(response->err.text), "No such file");
	for (int i = 0; i < 2; i++) {
		CASE(i ? "receiver started again" : "received");
		int fd = receiver();
		EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 200);
		EXPECT_INT(recv(fd, got, sizeof(got), MSG_DONTWAIT), 9);
		EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->status, 200);
		close(fd);
		if (i == 0)
			drop("log");
	}
	CASE("nobody listens");
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->err.kind, ERR_AGAIN);
	drop("log");
	CASE("too large");
	int fd = receiver();
	request.body = (struct str){ NEW(arena, char, 8 * MIB), 8 * MIB };
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->err.kind, ERR_LIMIT);
	CASE("receiver asleep");
	request.body = STR("again");
	int sent = 0;
	while (sent < 10000 && client_ask(net, NET_CHANNEL, &request)->status == 200)
		sent++;
	response = client_ask(net, NET_CHANNEL, &request);
	EXPECT_INT(response->err.kind, ERR_AGAIN);
	EXPECT_HAS(str_from(response->err.text), "does not keep up");
	close(fd);
	drop("log");
	CASE("path too long");
	request.url = str_fmt(arena, "/%0200d", 1);
	EXPECT_INT(client_ask(net, NET_CHANNEL, &request)->err.kind, ERR_CONFIG);
	teardown();
}

int main(void)
{
	RUN(reads_a_file_when_it_changed);
	RUN(reads_what_is_new_in_a_folder);
	RUN(tells_a_large_folder_in_turns);
	RUN(reads_a_pipe_as_lines_come);
	RUN(reads_a_file_as_input);
	RUN(writes_to_output);
	RUN(sends_datagrams);
	return test_end();
}
