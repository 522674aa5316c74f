/* libcurl, and nothing else in the house knows it.
 *
 * A wire is one multi handle and the easy handles ("hands") that work on it; a hand is reset and
 * used again, because making one costs more than a request. The library tells which descriptors it
 * waits for (on_socket) and until when (on_timer); the loop in net.c waits, because two multi
 * handles and other descriptors must wait together, which curl_multi_poll cannot.
 * What the library decides alone is switched off: redirects, cookies, proxies of the environment,
 * netrc, every protocol but the one asked for. The guard judges the address that is really
 * connected, once before the socket exists and once before the request, so that neither a name nor
 * a connection that is used again leads elsewhere. Through a proxy the proxy connects: there only
 * literal addresses and "localhost" in the URL can be judged, and the proxy must do the rest. */
#include "transfer.h"

#include "cert.h"
#include "clock.h"

#include <assert.h>
#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "poison.h"

enum {
	CONNECTIONS_KEPT = 64,
	KEPT_S = 30,
	OPEN_SOCKETS_MAX = CONNECTIONS_KEPT + TRANSFERS_MAX + SLOW_MAX,
	LOW_SPEED_BYTES = 100,
	SMTP_REPLY_S = 600, /* RFC 5321, 4.5.3.2.6: giving up early makes two mails of one */
	SMTP_TOTAL_S = 900,
};

struct hand {
	struct hand *next, *next_idle;
	struct wire *wire;
	CURL *easy;
	struct curl_slist *headers, *recipients;
	struct transfer *transfer; /* NULL: idle */
	struct cert cert;
	char error[CURL_ERROR_SIZE];
};

struct wire {
	CURLM *multi;
	struct arena *arena;
	struct wire_place place;
	const struct net_options *options;
	struct hand *hands, *idle;
	int open[OPEN_SOCKETS_MAX];
	size_t n_open;
	bool sees_certificates; /* below the library is a TLS that tells us */
};

/* --- What went wrong, in words */

static const struct fault {
	CURLcode code;
	enum err_kind kind;
	const char *words;
} faults[] = {
	{ CURLE_UNSUPPORTED_PROTOCOL, ERR_DATA, "no such protocol" },
	{ CURLE_URL_MALFORMAT, ERR_CONFIG, "not a URL" },
	{ CURLE_COULDNT_RESOLVE_PROXY, ERR_AGAIN, "name of the proxy not found" },
	{ CURLE_COULDNT_RESOLVE_HOST, ERR_AGAIN, "name not found" },
	{ CURLE_COULDNT_CONNECT, ERR_AGAIN, "no connection" },
	{ CURLE_WEIRD_SERVER_REPLY, ERR_DATA, "not the protocol expected" },
	{ CURLE_PARTIAL_FILE, ERR_AGAIN, "connection closed in the middle of the answer" },
	{ CURLE_OUT_OF_MEMORY, ERR_SYSTEM, "out of memory" },
	{ CURLE_OPERATION_TIMEDOUT, ERR_AGAIN, "timed out" },
	{ CURLE_SSL_CONNECT_ERROR, ERR_AGAIN, "no TLS connection" },
	{ CURLE_GOT_NOTHING, ERR_AGAIN, "connection closed without an answer" },
	{ CURLE_SEND_ERROR, ERR_AGAIN, "connection broken" },
	{ CURLE_RECV_ERROR, ERR_AGAIN, "connection broken" },
	{ CURLE_BAD_CONTENT_ENCODING, ERR_DATA, "answer is not encoded as it says" },
	{ CURLE_FILESIZE_EXCEEDED, ERR_LIMIT, "answer announces more bytes than allowed" },
	{ CURLE_USE_SSL_FAILED, ERR_REFUSED, "server offers no STARTTLS" },
	{ CURLE_LOGIN_DENIED, ERR_REFUSED, "log-in denied" },
	{ CURLE_SSL_CACERT_BADFILE, ERR_CONFIG, "file of trusted certificates cannot be read" },
};

/* Does a callback's own reason explain this code? Another address may have been tried since. */
static bool is_stopped(const struct transfer *transfer, CURLcode code)
{
	return transfer->stop.kind != ERR_NONE &&
	       (code == CURLE_WRITE_ERROR || code == CURLE_ABORTED_BY_CALLBACK ||
		code == CURLE_COULDNT_CONNECT);
}

static bool fault_tell(const struct hand *hand, CURLcode code, struct err *err)
{
	const char *detail = hand->error[0] ? hand->error : curl_easy_strerror(code);
	struct cert_verdict verdict = { 0, detail };
	long number = 0;
	if (is_stopped(hand->transfer, code))
		return err_set(err, hand->transfer->stop.kind, "%s", hand->transfer->stop.text);
	curl_easy_getinfo(hand->easy, CURLINFO_SSL_VERIFYRESULT, &verdict.fault);
	curl_easy_getinfo(hand->easy, CURLINFO_OS_ERRNO, &number);
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return cert_tell(&hand->cert, &verdict, hand->transfer->now.host, err);
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		if (faults[i].code == code)
			return reach_fault(hand->transfer, faults[i].kind, faults[i].words, detail,
					   number, err);
	return err_set(err, ERR_AGAIN, "%s", detail);
}

/* --- Sockets */

static curl_socket_t on_open(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct hand *hand = ctx;
	struct wire *wire = hand->wire;
	(void)purpose;
	if (!reach_socket(hand->transfer, wire->options, &address->addr))
		return CURL_SOCKET_BAD;
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd < 0)
		return CURL_SOCKET_BAD;
	if (wire->n_open < OPEN_SOCKETS_MAX)
		wire->open[wire->n_open++] = fd;
	return fd;
}

static int on_close(void *ctx, curl_socket_t fd)
{
	struct wire *wire = ctx;
	for (size_t i = 0; i < wire->n_open; i++)
		if (wire->open[i] == fd)
			wire->open[i] = wire->open[--wire->n_open];
	return close(fd);
}

/* Called when the connection stands, new or used again, and before a request goes out. */
static int on_request(void *ctx, char *remote, char *local, int remote_port, int local_port)
{
	struct hand *hand = ctx;
	(void)local, (void)remote_port, (void)local_port;
	bool is_there = reach_address(hand->transfer, hand->wire->options, str_from(remote));
	return is_there && answer_lets_in(hand->transfer) ? CURL_PREREQFUNC_OK
							  : CURL_PREREQFUNC_ABORT;
}

static CURLcode on_tls(CURL *easy, void *context, void *ctx)
{
	(void)easy;
	cert_watch(&((struct hand *)ctx)->cert, context);
	return CURLE_OK;
}

/* --- Bytes */

static size_t on_line(char *at, size_t size, size_t n, void *ctx)
{
	struct hand *hand = ctx;
	struct str line = { at, size * n };
	return answer_line(hand->transfer, line) ? line.len : 0;
}

static size_t on_body(char *at, size_t size, size_t n, void *ctx)
{
	struct hand *hand = ctx;
	struct str bytes = { at, size * n };
	return answer_body(hand->transfer, bytes) ? bytes.len : CURL_WRITEFUNC_ERROR;
}

static size_t on_mail(char *out, size_t size, size_t n, void *ctx)
{
	return answer_take_mail(((struct hand *)ctx)->transfer, out, size * n);
}

/* --- The loop's side */

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct wire *wire = ctx;
	struct epoll_event event = { .data.u64 = wire->place.tag | (uint32_t)fd };
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(wire->place.epoll, EPOLL_CTL_DEL, fd, &event);
		return 0;
	}
	if (what & CURL_POLL_IN)
		event.events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		event.events |= EPOLLOUT;
	int first = known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	int other = known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
	if (epoll_ctl(wire->place.epoll, first, fd, &event) != 0)
		epoll_ctl(wire->place.epoll, other, fd, &event);
	curl_multi_assign(wire->multi, fd, wire);
	return 0;
}

static int on_timer(CURLM *multi, long wait_ms, void *ctx)
{
	struct wire *wire = ctx;
	(void)multi;
	*wire->place.due_ms = wait_ms < 0 ? INT64_MAX : clock_mono_ms() + wait_ms;
	return 0;
}

bool wire_open(struct arena *arena, struct wire_place place, const struct net_options *options,
	       struct wire **out, struct err *err)
{
	struct wire *wire = NEW(arena, struct wire, 1);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_SYSTEM, "libcurl does not start");
	*wire = (struct wire){ .arena = arena, .place = place, .options = options };
	wire->sees_certificates = cert_knows(curl_version_info(CURLVERSION_NOW)->ssl_version);
	wire->multi = curl_multi_init();
	if (!wire->multi)
		return err_set(err, ERR_SYSTEM, "libcurl gives no multi handle");
	curl_multi_setopt(wire->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(wire->multi, CURLMOPT_SOCKETDATA, wire);
	curl_multi_setopt(wire->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(wire->multi, CURLMOPT_TIMERDATA, wire);
	curl_multi_setopt(wire->multi, CURLMOPT_MAXCONNECTS, (long)OPEN_SOCKETS_MAX);
	*out = wire;
	return true;
}

static void hand_rest(struct hand *hand)
{
	curl_multi_remove_handle(hand->wire->multi, hand->easy);
	curl_easy_reset(hand->easy);
	curl_slist_free_all(hand->headers);
	curl_slist_free_all(hand->recipients);
	hand->headers = hand->recipients = NULL;
	hand->transfer = NULL;
	hand->next_idle = hand->wire->idle;
	hand->wire->idle = hand;
}

void wire_close(struct wire *wire)
{
	if (!wire)
		return;
	for (struct hand *hand = wire->hands; hand; hand = hand->next) {
		if (hand->transfer)
			hand_rest(hand);
		curl_easy_cleanup(hand->easy);
	}
	/* An idle SMTP connection is closed with QUIT, and the library would wait minutes for an
	 * answer that may never come. Nothing to read: it says QUIT and goes. */
	for (size_t i = 0; i < wire->n_open; i++)
		shutdown(wire->open[i], SHUT_RD);
	curl_multi_cleanup(wire->multi);
	curl_global_cleanup();
}

static void free_url(CURLU **url)
{
	curl_url_cleanup(*url);
}

static bool url_part(struct arena *arena, CURLU *url, CURLUPart which, struct str *out)
{
	char *text = NULL;
	if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
		return false;
	*out = str_dup(arena, str_from(text));
	curl_free(text);
	return true;
}

bool wire_target(struct arena *arena, struct str base, struct str reference, struct target *out,
		 struct err *err)
{
	const unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;
	CLEANUP(free_url)
	CURLU *url = curl_url();
	struct target target = { .url = reference };
	struct str user;
	if (base.len)
		curl_url_set(url, CURLUPART_URL, str_z(arena, base), flags);
	CURLUcode code = curl_url_set(url, CURLUPART_URL, str_z(arena, reference), flags);
	if (code != CURLUE_OK)
		/* The address itself may be a secret. */
		return err_set(err, ERR_CONFIG, "the address is no URL: %s",
			       curl_url_strerror(code));
	curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
	/* A file: URL has no host; whoever asked judges the scheme. */
	url_part(arena, url, CURLUPART_SCHEME, &target.scheme);
	url_part(arena, url, CURLUPART_HOST, &target.host);
	if (base.len)
		url_part(arena, url, CURLUPART_URL, &target.url);
	url_part(arena, url, CURLUPART_PORT, &target.port);
	target.host = str_lower(arena, target.host);
	target.has_user = url_part(arena, url, CURLUPART_USER, &user);
	*out = target;
	return true;
}

/* --- Setting up a transfer */

static struct hand *hand_take(struct wire *wire)
{
	struct hand *hand = wire->idle;
	if (hand) {
		wire->idle = hand->next_idle;
		return hand;
	}
	hand = NEW(wire->arena, struct hand, 1);
	hand->wire = wire;
	hand->easy = curl_easy_init();
	assert(hand->easy); /* out of memory */
	hand->next = wire->hands;
	wire->hands = hand;
	return hand;
}

static void add_line(struct curl_slist **list, const char *line)
{
	*list = curl_slist_append(*list, line);
	assert(*list); /* out of memory */
}

static void set_callbacks(struct hand *hand)
{
	CURL *easy = hand->easy;
	hand->error[0] = '\0';
	curl_easy_setopt(easy, CURLOPT_PRIVATE, hand);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, hand->error);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, hand);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, hand);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, hand);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, hand->wire);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, hand);
	if (hand->wire->sees_certificates) {
		curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_tls);
		curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, hand);
	}
}

/* Left to itself, 7.88 slows down with every host it has ever seen: when it gives up a connection
 * for another one it keeps an empty record of the host, and it walks through all records and all
 * cached names each time. So we say which connection is not kept, and no name is. */
static void set_keeping(struct hand *hand)
{
	curl_easy_setopt(hand->easy, CURLOPT_MAXAGE_CONN, (long)KEPT_S);
	curl_easy_setopt(hand->easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	if (!hand->transfer->is_followed && hand->wire->n_open >= CONNECTIONS_KEPT)
		curl_easy_setopt(hand->easy, CURLOPT_FORBID_REUSE, 1L);
}

static void set_common(struct hand *hand)
{
	CURL *easy = hand->easy;
	struct transfer *transfer = hand->transfer;
	const struct request *request = transfer->request;
	curl_easy_setopt(easy, CURLOPT_URL, str_z(transfer->arena, transfer->now.url));
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* A resolver that hangs in its thread is left behind, not waited for. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)hand->wire->options->connect_ms);
	if (request->ca.len)
		curl_easy_setopt(easy, CURLOPT_CAINFO, str_z(transfer->arena, request->ca));
	if ((request->user.len || request->password.len) && redirect_is_home(transfer)) {
		curl_easy_setopt(easy, CURLOPT_USERNAME, str_z(transfer->arena, request->user));
		curl_easy_setopt(easy, CURLOPT_PASSWORD, str_z(transfer->arena, request->password));
	}
}

static void set_headers(struct hand *hand)
{
	struct transfer *transfer = hand->transfer;
	const struct headers *headers = &transfer->request->headers;
	for (size_t i = 0; i < headers->n; i++) {
		const struct header *header = &headers->at[i];
		if (!redirect_carries(transfer, header->name))
			continue;
		/* The library's way to say a header without a value is "Name;". */
		struct str line = str_fmt(transfer->arena, STR_FMT "%s" STR_FMT,
					  STR_ARG(header->name), header->value.len ? ": " : ";",
					  STR_ARG(header->value));
		add_line(&hand->headers, str_z(transfer->arena, line));
	}
	if (!str_eq(transfer->request->method, STR("GET")))
		add_line(&hand->headers, "Expect:");
	curl_easy_setopt(hand->easy, CURLOPT_HTTPHEADER, hand->headers);
}

static void set_http(struct hand *hand)
{
	CURL *easy = hand->easy;
	struct transfer *transfer = hand->transfer;
	const struct net_options *options = hand->wire->options;
	const struct request *request = transfer->request;
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PROXY, str_z(transfer->arena, options->proxy));
	curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_USERAGENT, str_z(transfer->arena, options->agent));
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)transfer->body_max);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)options->low_speed_s);
	int64_t left_ms = options->total_ms - transfer->spent_ms;
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(left_ms > 1 ? left_ms : 1));
	if (!str_eq(request->method, STR("GET"))) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
				 request->body.at ? request->body.at : "");
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
				 str_z(transfer->arena, request->method));
	}
	set_headers(hand);
}

static void set_smtp(struct hand *hand)
{
	CURL *easy = hand->easy;
	struct transfer *transfer = hand->transfer;
	const struct request *request = transfer->request;
	bool is_implicit = request->tls == TLS_IMPLICIT;
	bool is_starttls = request->tls == TLS_STARTTLS;
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, is_implicit ? "smtps" : "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_USE_SSL,
			 (long)(is_starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, str_z(transfer->arena, request->mail_from));
	add_line(&hand->recipients, str_z(transfer->arena, request->mail_to));
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, hand->recipients);
	curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_mail);
	curl_easy_setopt(easy, CURLOPT_READDATA, hand);
	curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body.len);
	curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SMTP_REPLY_S);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)SMTP_TOTAL_S);
}

bool wire_start(struct wire *wire, struct transfer *transfer, struct err *err)
{
	struct hand *hand = hand_take(wire);
	hand->transfer = transfer;
	answer_begin(transfer);
	if (!reach_through_proxy(transfer, wire->options)) {
		*err = transfer->stop;
		hand_rest(hand);
		return false;
	}
	set_callbacks(hand);
	set_keeping(hand);
	set_common(hand);
	(transfer->request->kind == REQUEST_SMTP ? set_smtp : set_http)(hand);
	CURLMcode code = curl_multi_add_handle(wire->multi, hand->easy);
	if (code == CURLM_OK)
		return true;
	hand_rest(hand);
	return err_set(err, ERR_SYSTEM, "libcurl: %s", curl_multi_strerror(code));
}

void wire_ready(struct wire *wire, int fd, uint32_t events)
{
	int running;
	int mask = (events & EPOLLIN ? CURL_CSELECT_IN : 0) |
		   (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
		   (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
	curl_multi_socket_action(wire->multi, fd, mask, &running);
}

void wire_tick(struct wire *wire)
{
	int running;
	*wire->place.due_ms = INT64_MAX;
	curl_multi_socket_action(wire->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

/* --- The end of a transfer */

struct transfer *wire_ended(struct wire *wire)
{
	int left;
	CURLMsg *message;
	struct hand *hand = NULL;
	struct err fault = { 0 };
	while ((message = curl_multi_info_read(wire->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			break;
	if (!message)
		return NULL;
	CURLcode code = message->data.result;
	curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&hand);
	struct transfer *transfer = hand->transfer;
	if (code != CURLE_OK)
		fault_tell(hand, code, &fault);
	answer_end(transfer, &fault);
	hand_rest(hand);
	return transfer;
}
