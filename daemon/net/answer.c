/* An answer as it comes in, line by line and piece by piece, until it is a response.
 *
 * Everything the other side says passes here and is counted: header bytes, and body bytes after
 * decoding, because only those tell how much memory an answer takes. A function that says false
 * has left the reason in transfer->stop, and the transfer ends there. A body goes straight into the
 * arena of the answer; collecting it elsewhere first would need it twice at the end.
 * SMTP has no body: its replies are the headers, and the last whole one is the status. */
#include "transfer.h"

#include <string.h>

#include "poison.h"

enum { FIRST_BODY = 16 * KIB, BODY_GROWS = 4 };

void answer_begin(struct transfer *transfer)
{
	transfer->headers = NULL;
	transfer->n_headers = transfer->cap_headers = transfer->header_bytes = 0;
	transfer->body_len = 0;
	transfer->status = 0;
	transfer->has_byte = transfer->is_mail_open = false;
	transfer->stop.kind = ERR_NONE;
	transfer->sent = 0;
}

static bool header_add(struct transfer *transfer, struct str name, struct str value)
{
	transfer->headers = arena_more(transfer->arena, transfer->headers, transfer->n_headers,
				       &transfer->cap_headers, sizeof(*transfer->headers));
	transfer->headers[transfer->n_headers++] = (struct header){ name, value };
	return true;
}

/* Counts a line of a head, and copies it. */
static bool line_take(struct transfer *transfer, struct str line, struct str *out)
{
	transfer->has_byte = true;
	transfer->header_bytes += line.len;
	if (transfer->header_bytes > HEADER_BYTES_MAX)
		return err_set(&transfer->stop, ERR_LIMIT, "header larger than %d bytes",
			       HEADER_BYTES_MAX);
	*out = str_dup(transfer->arena, str_trim(line));
	return true;
}

/* "HTTP/1.1 200 OK", "HTTP/2 304" */
static int status_of(struct str line)
{
	int64_t status;
	struct str rest = line, part;
	if (!str_cut(&rest, ' ', &part) || !str_cut(&rest, ' ', &part) || !str_int(part, &status))
		return 0;
	return (int)status;
}

static bool http_line(struct transfer *transfer, struct str line)
{
	struct str name, rest;
	if (!line_take(transfer, line, &rest))
		return false;
	/* Each of several heads (100, then 200) begins anew. */
	if (str_starts(rest, STR("HTTP/"))) {
		transfer->status = status_of(rest);
		transfer->n_headers = 0;
		return true;
	}
	/* After the body come trailers, which may not speak for the head (RFC 9110, 6.5.1); a line
	 * that begins with a blank is an obsolete fold, which nothing we read uses. */
	bool is_fold = line.len && (line.at[0] == ' ' || line.at[0] == '\t');
	if (transfer->body_len || is_fold || str_find_char(rest, ':') == rest.len)
		return true;
	str_cut(&rest, ':', &name);
	return header_add(transfer, str_trim(name), str_trim(rest));
}

/* "250-SIZE 1000", "250 OK": three digits, and a blank after the last of several. */
static bool smtp_line(struct transfer *transfer, struct str line)
{
	int64_t code;
	if (!line_take(transfer, line, &line) || !header_add(transfer, STR(""), line))
		return false;
	bool is_last = line.len == 3 || (line.len > 3 && line.at[3] == ' ');
	if (!is_last || !str_int(str_first(line, 3), &code))
		return true;
	transfer->status = (int)code;
	/* The mail is refused: leave at once. The library would send QUIT and wait for its answer
	 * with everybody else waiting too. */
	return !(transfer->is_mail_open && code >= 400);
}

bool answer_line(struct transfer *transfer, struct str line)
{
	bool is_smtp = transfer->request->kind == REQUEST_SMTP;
	return (is_smtp ? smtp_line : http_line)(transfer, line);
}

/* Did the last EHLO name AUTH? What stood before STARTTLS counts no more, so only the lines after
 * the last 220 do. A connection that was used before says no EHLO: it has been through this. */
static bool offers_auth(const struct transfer *transfer)
{
	for (size_t i = transfer->n_headers; i > 0; i--) {
		struct str line = transfer->headers[i - 1].value;
		if (str_starts(line, STR("235")))
			return true; /* used already */
		if (str_starts(line, STR("220")))
			return false;
		struct str word = str_skip(line, 4);
		if (str_starts(line, STR("250")) && str_starts_nocase(word, STR("AUTH")) &&
		    (word.len == 4 || word.at[4] == ' ' || word.at[4] == '='))
			return true;
	}
	return transfer->n_headers == 0;
}

bool answer_lets_in(struct transfer *transfer)
{
	const struct request *request = transfer->request;
	/* Without AUTH the library would go on without logging in. */
	if (request->kind == REQUEST_SMTP && request->user.len && !offers_auth(transfer))
		return err_set(&transfer->stop, ERR_REFUSED,
			       "server offers no AUTH, but a user is set");
	transfer->is_mail_open = true;
	return true;
}

size_t answer_take_mail(struct transfer *transfer, char *out, size_t size)
{
	struct str rest = str_first(str_skip(transfer->request->body, transfer->sent), size);
	if (rest.len)
		memcpy(out, rest.at, rest.len);
	transfer->sent += rest.len;
	return rest.len;
}

/* Grows by four and not by two, so that the copies left behind in the arena stay small beside the
 * ceiling; memory that no byte reaches costs nothing. */
static void body_grow(struct transfer *transfer, size_t wanted)
{
	size_t cap = transfer->body_cap ? transfer->body_cap * BODY_GROWS : FIRST_BODY;
	if (cap < wanted)
		cap = wanted;
	if (cap > transfer->body_max)
		cap = transfer->body_max;
	transfer->body = arena_grow(transfer->arena, transfer->body, transfer->body_cap, cap);
	transfer->body_cap = cap;
}

bool answer_body(struct transfer *transfer, struct str bytes)
{
	size_t len = transfer->body_len + bytes.len;
	transfer->has_byte = true;
	if (bytes.len > transfer->body_max - transfer->body_len)
		return err_set(&transfer->stop, ERR_LIMIT, "answer larger than %zu bytes decoded",
			       transfer->body_max);
	/* Nobody reads what a redirect says; it only counts. */
	if (!redirect_is_hop(transfer, transfer->status)) {
		if (len > transfer->body_cap)
			body_grow(transfer, len);
		memcpy(transfer->body + transfer->body_len, bytes.at, bytes.len);
	}
	transfer->body_len = len;
	return true;
}

static void end_http(struct transfer *transfer, const struct err *fault)
{
	struct response *response = &transfer->response;
	/* An error page may be broken, but its status and its Retry-After count. */
	bool is_answer = transfer->status >= 400 &&
			 (fault->kind == ERR_DATA || fault->kind == ERR_LIMIT);
	if (fault->kind == ERR_NONE || is_answer)
		response->status = transfer->status;
	else
		response->err = *fault;
}

/* A reply of 400 or more is an answer, whatever the library calls it. But a 5xx before MAIL FROM
 * (greeting, STARTTLS, AUTH) speaks of us and not of the mail: that must not bury the mail. */
static void end_smtp(struct transfer *transfer, const struct err *fault)
{
	struct response *response = &transfer->response;
	bool is_refusal = transfer->status >= 400 && transfer->stop.kind == ERR_NONE;
	if (fault->kind == ERR_NONE || is_refusal)
		response->status = transfer->status;
	else
		response->err = *fault;
	if (is_refusal && transfer->status >= 500 && !transfer->is_mail_open)
		err_set(&response->err, ERR_REFUSED, "server refuses us: " STR_FMT,
			STR_ARG(transfer->headers[transfer->n_headers - 1].value));
}

void answer_end(struct transfer *transfer, const struct err *fault)
{
	struct response *response = &transfer->response;
	bool is_smtp = transfer->request->kind == REQUEST_SMTP;
	response->status = 0;
	response->err.kind = ERR_NONE;
	(is_smtp ? end_smtp : end_http)(transfer, fault);
	response->url = transfer->now.url;
	response->hops = transfer->hops;
	response->moved = transfer->hops && transfer->is_moved ? transfer->now.url : STR("");
	response->headers = (struct headers){ transfer->headers, transfer->n_headers };
	response->body = STR("");
	if (fault->kind == ERR_NONE && transfer->body)
		response->body = (struct str){ transfer->body, transfer->body_len };
}
