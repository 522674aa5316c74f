/* settings.c - the sections that are small maps of options, and brands, lists and people.
 *
 * Rows write straight into struct config; what a row cannot say (host:port, a URL or `none`, two
 * settings that must agree) is looked at behind them. */
#include "inside.h"

#include "arena.h"
#include "file.h"
#include "log.h"
#include "url.h"

#include <string.h>

#include "poison.h"

#define AT(member) offsetof(struct config, member)

static const struct choice tls_choices[] = {
	{ "none", TLS_NONE }, { "starttls", TLS_STARTTLS }, { "implicit", TLS_IMPLICIT }, { 0 }
};
static const struct choice log_to_choices[] = { { "auto", LOG_TO_AUTO },
						{ "stderr", LOG_TO_STDERR },
						{ "syslog", LOG_TO_SYSLOG },
						{ "journal", LOG_TO_JOURNAL },
						{ 0 } };
static const struct choice log_level_choices[] = {
	{ "err", LOG_LEVEL_ERR },	{ "warning", LOG_LEVEL_WARNING },
	{ "notice", LOG_LEVEL_NOTICE }, { "info", LOG_LEVEL_INFO },
	{ "debug", LOG_LEVEL_DEBUG },	{ 0 }
};

static const struct option mail_rows[] = {
	{ "server", OPT_TEXT, AT(mail.server), .must = true,
	  .doc = "The mail server as host:port, such as localhost:25." },
	{ "tls", OPT_CHOICE, AT(mail.tls), .choices = tls_choices,
	  .doc = "How the connection is protected." },
	{ "user", OPT_TEXT, AT(mail.user), .doc = "Name for AUTH." },
	{ "password", OPT_SECRET, AT(mail.password), .doc = "Password for AUTH." },
	{ "from", OPT_TEXT, AT(mail.from),
	  .doc = "The sender, \"Name <address>\", of channels that name none themselves." },
	{ "ca", OPT_PATH, AT(mail.ca), .doc = "File of trusted certificates." },
	{ "replies", OPT_LATER, 0, .def = "none", .doc = "Address for replies." },
	{ 0 },
};

static const struct option poll_rows[] = {
	{ "every", OPT_DURATION, AT(poll.every_ms), .def = "15m", .min = 100, .max = INT64_MAX,
	  .doc = "How often a source is asked at first." },
	{ "slowest", OPT_DURATION, AT(poll.slowest_ms), .def = "4h", .min = 100, .max = INT64_MAX,
	  .doc = "The longest pause a quiet source gets." },
	{ "floor", OPT_DURATION, AT(poll.floor_ms), .def = "1m", .min = 100, .max = INT64_MAX,
	  .doc = "Never asked more often than this." },
	{ "retry", OPT_DURATION, AT(poll.retry_ms), .def = "1h", .min = 100, .max = INT64_MAX,
	  .doc = "First pause after a failure without a hint." },
	{ 0 },
};

static const struct option net_rows[] = {
	{ "allow_private", OPT_LIST, AT(net.allow_private),
	  .doc = "Private networks that sources may reach, as CIDR." },
	{ "contact", OPT_TEXT, AT(net.contact), .doc = "URL or address told to every server." },
	{ "proxy", OPT_TEXT, AT(net.proxy), .doc = "URL of a proxy, or none." },
	{ 0 },
};

static const struct option log_rows[] = {
	{ "to", OPT_CHOICE, AT(log.to), .def = "auto", .choices = log_to_choices,
	  .doc = "Where log lines go." },
	{ "level", OPT_CHOICE, AT(log.level), .def = "info", .choices = log_level_choices,
	  .doc = "The least weighty lines that are logged." },
	{ 0 },
};

static const struct option health_rows[] = {
	{ "to", OPT_LIST, AT(health_to), .doc = "Channels that hear of failures." },
	{ 0 },
};

static const struct option sentiment_rows[] = {
	{ "packs", OPT_LIST, AT(sentiment.packs), .doc = "Word lists to score with." },
	{ "words", OPT_NODE, AT(sentiment.words), .doc = "Words of your own and their values." },
	{ 0 },
};

static const struct option keep_rows[] = {
	{ "seen", OPT_DURATION, AT(keep.seen_ms), .def = "90d", .min = 3600000, .max = INT64_MAX,
	  .doc = "How long an item is known after it was last met." },
	{ "mentions", OPT_DURATION, AT(keep.mentions_ms), .def = "2y", .min = 3600000,
	  .max = INT64_MAX, .doc = "How long mentions are kept." },
	{ 0 },
};

static const struct option ignore_rows[] = {
	{ "any", OPT_NODE, AT(ignore_any), .doc = "Terms that make an item uninteresting." },
	{ "authors", OPT_LIST, AT(ignore_authors), .doc = "Authors nobody is alerted about." },
	{ 0 },
};

static const struct {
	size_t section; /* its node in struct sections */
	const struct option *rows;
} maps[] = {
	{ offsetof(struct sections, mail), mail_rows },
	{ offsetof(struct sections, poll), poll_rows },
	{ offsetof(struct sections, net), net_rows },
	{ offsetof(struct sections, log), log_rows },
	{ offsetof(struct sections, health), health_rows },
	{ offsetof(struct sections, sentiment), sentiment_rows },
	{ offsetof(struct sections, keep), keep_rows },
	{ offsetof(struct sections, ignore), ignore_rows },
};

/* host:port, the host of IPv6 in brackets; the host alone in *host. */
static bool server_parse(struct str text, struct str *host)
{
	size_t colon = text.len;
	int64_t port;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == ':')
			colon = i;
	struct str name = str_first(text, colon);
	bool is_v6 = str_starts(name, STR("[")) && str_ends(name, STR("]"));
	if (is_v6)
		name = str_first(str_skip(name, 1), name.len - 2);
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] <= ' ' || strchr("/@[]", name.at[i]) ||
		    (name.at[i] == ':' && !is_v6))
			return false;
	if (name.len == 0 || !str_int(str_skip(text, colon + 1), &port) || port < 1 || port > 65535)
		return false;
	*host = name;
	return true;
}

/* A name that only begins with 127. is some other machine. */
static bool is_loopback(struct str host)
{
	bool is_number = host.len > 0;
	for (size_t i = 0; i < host.len; i++)
		is_number = is_number && strchr("0123456789.", host.at[i]);
	return str_eq_nocase(host, STR("localhost")) || str_eq(host, STR("::1")) ||
	       (is_number && str_starts(host, STR("127.")));
}

static void mail_check(const struct reading *reading, const struct node *map, struct config *out)
{
	struct problems *problems = reading->problems;
	struct str host;
	const struct node *tls = node_get(map, "tls");
	if (out->mail.server.len == 0)
		return;
	if (!server_parse(out->mail.server, &host)) {
		problem_error(problems, node_get(map, "server")->where,
			      "\"server\" wants host:port");
		problem_hint(problems, "such as localhost:25 or smtp.example.org:587");
		return;
	}
	if (tls && out->mail.tls == TLS_NONE && !is_loopback(host)) {
		problem_error(problems, tls->where, "\"tls: none\" is for this machine only");
		problem_hint(problems, "starttls (the default elsewhere) or implicit");
	}
	if (!node_get(map, "user") != !node_get(map, "password")) {
		problem_error(problems, map->where, "\"user\" and \"password\" belong together");
	}
}

/* What is not given gives way to what is, but the floor, which is there for the servers' sake. */
static void poll_check(const struct reading *reading, const struct node *map, struct config *out)
{
	struct problems *problems = reading->problems;
	const struct node *every = node_get(map, "every"), *slowest = node_get(map, "slowest");
	if (out->poll.slowest_ms < out->poll.every_ms && slowest)
		problem_error(problems, map->where, "\"slowest\" is shorter than \"every\"");
	else if (out->poll.slowest_ms < out->poll.every_ms)
		out->poll.slowest_ms = out->poll.every_ms;
	if (out->poll.floor_ms > out->poll.every_ms && node_get(map, "floor"))
		problem_error(problems, map->where, "\"every\" is shorter than \"floor\"");
	else if (out->poll.floor_ms > out->poll.every_ms) {
		problem_warn(problems, every->where, "\"every\" is shorter than \"floor\"");
		problem_hint(problems, "nothing is asked more often than floor, 1m when not given");
	}
}

static void net_check(const struct reading *reading, const struct node *map, struct config *out)
{
	const struct node *proxy = node_get(map, "proxy");
	if (str_eq(out->net.proxy, STR("none")))
		out->net.proxy = STR("");
	if (out->net.proxy.len == 0 || url_is_web(out->net.proxy))
		return;
	problem_error(reading->problems, proxy->where, "\"proxy\" wants none or a whole URL");
	problem_hint(reading->problems, "such as http://proxy.example:3128");
}

static void store_read(const struct reading *reading, const struct node *node, struct config *out)
{
	struct str prefix = STR("sqlite:");
	if (!node || !node_wants(reading, node, NODE_TEXT, "\"store\" wants sqlite:PATH"))
		return;
	if (str_starts(node->text, prefix) && node->text.len > prefix.len) {
		struct str path = file_beside(reading->arena, node->where.file->path,
					      str_skip(node->text, prefix.len));
		out->store = str_fmt(reading->arena, STR_FMT STR_FMT, STR_ARG(prefix),
				     STR_ARG(path));
		return;
	}
	bool is_other = str_find(node->text, STR("://")) < node->text.len;
	problem_error(reading->problems, node->where,
		      is_other ? "other stores than sqlite:PATH are not yet there"
			       : "\"store\" wants sqlite:PATH");
	problem_hint(reading->problems, "such as sqlite:/var/lib/mentiond/mentiond.db");
}

static void named_read(const struct reading *reading, const struct node *map, const char *what,
		       struct named_nodes **out, size_t *n)
{
	if (!map || !node_wants(reading, map, NODE_MAP, what))
		return;
	*out = NEW(reading->arena, struct named_nodes, map->n);
	for (size_t i = 0; i < map->n; i++)
		(*out)[(*n)++] = (struct named_nodes){ map->keys[i].text, map->keys[i].where,
						       &map->values[i] };
}

static void lists_read(const struct reading *reading, const struct sections *sections,
		       struct config *out)
{
	static const struct option people_row = { "people", OPT_LIST, 0, .doc = "" };
	named_read(reading, sections->lists, "\"lists\" wants a map of names to lists of terms",
		   &out->lists, &out->n_lists);
	for (size_t i = 0; i < out->n_lists; i++)
		out->lists[i].node = terms_read(reading, out->lists[i].node);
	named_read(reading, sections->people, "\"people\" wants a map of names to lists of authors",
		   &out->people, &out->n_people);
	for (size_t i = 0; i < out->n_people; i++) {
		struct nodes ignored;
		if (!option_read(reading, &people_row, out->people[i].where, out->people[i].node,
				 &ignored))
			out->people[i].node = NULL;
	}
}

void settings_read(const struct reading *reading, const struct sections *sections,
		   struct config *out)
{
	struct config *config = out;
	bool is_poll_fine = true;
	out->mail.tls = -1;
	for (size_t i = 0; i < COUNT_OF(maps); i++) {
		const struct node *node;
		memcpy(&node, (const char *)sections + maps[i].section, sizeof(node));
		struct option_set set = { maps[i].rows, config };
		if (node)
			is_poll_fine &= options_read_sets(reading, node, &set, 1) ||
					node != sections->poll;
		else
			options_defaults(reading->arena, maps[i].rows, config);
	}
	if (sections->mail) {
		out->mail_where = sections->mail->where;
		mail_check(reading, sections->mail, out);
	}
	if (sections->poll && is_poll_fine)
		poll_check(reading, sections->poll, out);
	if (sections->net)
		net_check(reading, sections->net, out);
	out->sentiment.has_packs = node_get(sections->sentiment, "packs") != NULL;
	out->ignore_any = terms_read(reading, out->ignore_any);
	store_read(reading, sections->store, out);
	lists_read(reading, sections, out);
}
