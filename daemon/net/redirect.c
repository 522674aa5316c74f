#include "transfer.h"

#include "poison.h"

static bool is_permanent(int status)
{
	return status == 301 || status == 308;
}

static bool is_redirect(int status)
{
	return is_permanent(status) || status == 302 || status == 303 || status == 307;
}

/* A POST is not sent twice: there the redirect is the answer. */
bool redirect_is_hop(const struct transfer *transfer, int status)
{
	const struct request *request = transfer->request;
	return transfer->side == NET_SOURCE && request->kind == REQUEST_HTTP &&
	       request->max_redirects > 0 && is_redirect(status) &&
	       str_eq(request->method, STR("GET"));
}

bool redirect_is_home(const struct transfer *transfer)
{
	return str_eq(transfer->first.scheme, transfer->now.scheme) &&
	       str_eq_nocase(transfer->first.host, transfer->now.host) &&
	       str_eq(transfer->first.port, transfer->now.port);
}

static bool is_one_of(struct str name, const struct str *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

bool redirect_carries(const struct transfer *transfer, struct str name)
{
	/* Validators belong to one URL, and A-IM is nothing without them. */
	static const struct str of_the_url[] = { STR_INIT("If-None-Match"),
						 STR_INIT("If-Modified-Since"), STR_INIT("A-IM") };
	/* These tell what we can read, and nothing about who we are. */
	static const struct str for_all[] = { STR_INIT("Accept"), STR_INIT("Accept-Language") };
	if (transfer->hops == 0 || is_one_of(name, for_all, COUNT_OF(for_all)))
		return true;
	return redirect_is_home(transfer) && !is_one_of(name, of_the_url, COUNT_OF(of_the_url));
}

/* May we go from where we are to there? */
static bool check_hop(const struct transfer *transfer, const struct target *to, struct err *err)
{
	bool is_tls = str_eq(to->scheme, STR("https"));
	if (!is_tls && !str_eq(to->scheme, STR("http")))
		return err_set(err, ERR_REFUSED, "redirect to a " STR_FMT ": URL is not followed",
			       STR_ARG(to->scheme));
	if (!is_tls && str_eq(transfer->now.scheme, STR("https")))
		return err_set(err, ERR_REFUSED,
			       "redirect from https to http://" STR_FMT " is not followed",
			       STR_ARG(to->host));
	if (transfer->hops >= transfer->request->max_redirects)
		return err_set(err, ERR_LIMIT, "more than %d redirects, the last to " STR_FMT,
			       transfer->request->max_redirects, STR_ARG(to->host));
	return true;
}

/* A Location may name a user on a host that we were not told about. */
static bool find_hop(const struct transfer *transfer, struct str location, struct target *to,
		     struct err *err)
{
	if (!wire_target(transfer->arena, transfer->now.url, location, to, err)) {
		err->kind = ERR_DATA;
		return err_in(err, "redirect");
	}
	struct transfer there = { .first = transfer->first, .now = *to };
	if (to->has_user && !redirect_is_home(&there))
		return err_set(err, ERR_REFUSED, "redirect with a user name is not followed");
	return check_hop(transfer, to, err);
}

bool redirect_follow(struct transfer *transfer)
{
	struct target to;
	struct response *response = &transfer->response;
	int status = response->status;
	if (response->err.kind != ERR_NONE || !redirect_is_hop(transfer, status))
		return false;
	struct str location = response_header(response, STR("Location"));
	if (location.len == 0)
		return false;
	if (!find_hop(transfer, location, &to, &response->err)) {
		response->status = 0;
		return false;
	}
	transfer->is_moved = is_permanent(status) && (transfer->hops == 0 || transfer->is_moved);
	transfer->hops++;
	transfer->now = to;
	return true;
}
