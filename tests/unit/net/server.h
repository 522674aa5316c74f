/* server - a scripted server on loopback, in threads of the test: what it answers is in the path
 * (HTTP) or in the recipient (SMTP), what it was asked is kept for the test to look at. */
#ifndef SERVER_H
#define SERVER_H

#include "str.h"

struct server;

enum server_kind { SERVER_HTTP, SERVER_SMTP };

/* Listens on all of 127.0.0.0/8, so one server plays many hosts. */
struct server *server_open(enum server_kind kind);
void server_close(struct server **server);
int server_port(const struct server *server);

/* All heads (HTTP) or commands (SMTP) received so far, each after a line "== connection N". */
struct str server_log(struct server *server, struct arena *arena);
void server_forget(struct server *server);
int server_most_at_once(const struct server *server); /* requests under way, HTTP */
int server_connections(const struct server *server);

#endif
