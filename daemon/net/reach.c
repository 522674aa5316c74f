#include "transfer.h"

#include "clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "poison.h"

static bool is_guarded(const struct transfer *transfer)
{
	return transfer->side == NET_SOURCE;
}

static bool ask(struct transfer *transfer, const struct net_options *options, struct str address)
{
	if (guard_allows(address, options->allow, options->n_allow))
		return true;
	return err_set(&transfer->stop, ERR_REFUSED,
		       STR_FMT " is private, and net: allow_private does not name it",
		       STR_ARG(address));
}

bool reach_address(struct transfer *transfer, const struct net_options *options, struct str to)
{
	/* The proxy is the operator's choice, and its address says nothing about the goal. */
	return !is_guarded(transfer) || options->proxy.len || ask(transfer, options, to);
}

bool reach_socket(struct transfer *transfer, const struct net_options *options,
		  const struct sockaddr *to)
{
	char text[INET6_ADDRSTRLEN] = "unknown";
	if (to->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)to)->sin_addr, text, sizeof(text));
	if (to->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)to)->sin6_addr, text,
			  sizeof(text));
	return reach_address(transfer, options, str_from(text));
}

/* The library has written 0x7f.1 and its like as four decimals already. */
bool reach_through_proxy(struct transfer *transfer, const struct net_options *options)
{
	struct str host = transfer->now.host;
	struct in_addr v4;
	if (!is_guarded(transfer) || options->proxy.len == 0)
		return true;
	if (str_starts(host, STR("[")))
		return ask(transfer, options, str_first(str_skip(host, 1), host.len - 2));
	if (str_eq(host, STR("localhost")) || str_ends(host, STR(".localhost")))
		return ask(transfer, options, STR("127.0.0.1"));
	bool is_v4 = inet_pton(AF_INET, str_z(transfer->arena, host), &v4) == 1;
	return !is_v4 || ask(transfer, options, host);
}

bool reach_fault(const struct transfer *transfer, enum err_kind kind, const char *words,
		 const char *said, long number, struct err *err)
{
	struct str detail = str_from(said), host = transfer->now.host;
	int64_t took_ms = clock_mono_ms() - transfer->started_ms;
	if (str_eq(str_from(words), STR("timed out")))
		return err_set(err, kind, "timed out after %g s%s", (double)(took_ms / 100) / 10,
			       str_starts(detail, STR("Operation too slow")) ? ", too slow"
			       : str_starts(detail, STR("Operation timed out"))
				       ? ""
				       : ", no connection");
	if (str_starts(detail, STR("Could not resolve host")))
		return err_set(err, kind, "%s: " STR_FMT, words, STR_ARG(host));
	if (str_starts(detail, STR("Failed to connect")) && number == ECONNREFUSED)
		return err_set(err, kind, "connection refused by " STR_FMT " port " STR_FMT,
			       STR_ARG(host), STR_ARG(transfer->now.port));
	return err_set(err, kind, "%s: %s", words, said);
}
