/* mail.c - one mail to one recipient, composed once and sent as it lies in the outbox.
 *
 * Every recipient has a row of its own, so one full mailbox delays nobody else. The Message-ID is
 * made of what never changes over retries; the long id is part of it because short ids begin anew
 * with a new store, and a mail box that drops what it believes to have (many do, by Message-ID)
 * would eat the alert. All mails of a story refer to one root that was never sent, so that programs
 * show them as one conversation. The envelope goes through `note`: a reload between writing and
 * sending must not give an old mail a new sender. */
#include "arena.h"
#include "escape.h"
#include "kinds.h"
#include "mime.h"
#include "render.h"
#include "words.h"

#include "poison.h"

struct email {
	struct nodes to;
	struct str from;
};

static const struct option options[] = {
	{ "to", OPT_LIST, offsetof(struct email, to), .must = true,
	  .doc = "Addresses; each gets a mail of its own." },
	{ "from", OPT_TEXT, offsetof(struct email, from),
	  .doc = "Sender of this channel's mails, as Name <local@domain>; default: mail.from." },
	{ 0 },
};

/* host, host:port, [v6] or [v6]:port */
struct server {
	struct str host, port; /* port may be empty */
	bool is_v6;
};

static bool is_host(struct str host, bool is_v6)
{
	const struct str more = is_v6 ? STR(":.") : STR(".-_");
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				(c >= '0' && c <= '9');
		if (!is_alnum && str_find_char(more, c) == more.len)
			return false;
	}
	return host.len > 0 && host.len <= 255;
}

static bool server_parse(struct str text, struct server *out)
{
	struct server server = { .is_v6 = str_starts(text, STR("[")) };
	size_t end = str_find_char(text, server.is_v6 ? ']' : ':');
	int64_t port;
	server.host = server.is_v6 && end < text.len ? str_first(str_skip(text, 1), end - 1)
						     : str_first(text, end);
	struct str rest = str_skip(text, server.is_v6 ? end + 1 : end);
	if (str_starts(rest, STR(":"))) {
		server.port = str_skip(rest, 1);
		if (!str_int(server.port, &port) || port < 1 || port > 65535)
			return false;
	} else if (rest.len) {
		return false;
	}
	if (!is_host(server.host, server.is_v6))
		return false;
	*out = server;
	return true;
}

static bool is_loopback(const struct server *server)
{
	struct str rest = server->host, part;
	size_t n = 0;
	int64_t number;
	if (server->is_v6)
		return str_eq(server->host, STR("::1"));
	if (str_eq_nocase(server->host, STR("localhost")))
		return true;
	/* Four numbers, or "127.mail.example" would pass. */
	for (; str_cut(&rest, '.', &part); n++)
		if (!str_int(part, &number) || number < 0 || number > 255)
			return false;
	return n == 4 && str_starts(server->host, STR("127."));
}

static enum tls_policy tls_of(const struct mail_settings *mail, const struct server *server)
{
	if (mail->tls >= 0)
		return (enum tls_policy)mail->tls;
	return is_loopback(server) ? TLS_NONE : TLS_STARTTLS;
}

static struct str sender_of(const struct channel *channel)
{
	const struct email *email = channel->settings;
	return email->from.len ? email->from : channel->mail->from;
}

static void check_server(const struct channel *channel, struct problems *problems)
{
	const struct mail_settings *mail = channel->mail;
	struct server server;
	if (!server_parse(mail->server, &server)) {
		problem_error(problems, channel->where,
			      "mail.server is no host:port: \"" STR_FMT "\"",
			      STR_ARG(str_first(mail->server, 200)));
		return;
	}
	if (tls_of(mail, &server) == TLS_NONE && !is_loopback(&server)) {
		problem_error(problems, channel->where,
			      "mail.tls is none, but " STR_FMT " is another machine",
			      STR_ARG(server.host));
		problem_hint(problems, "use starttls or implicit");
	}
	if (!mail->user.len != !mail->password.len)
		problem_error(problems, channel->where,
			      "mail.user and mail.password belong together: one is missing");
}

static void check_sender(const struct channel *channel, struct problems *problems)
{
	struct str name, address, sender = sender_of(channel);
	if (sender.len == 0) {
		problem_error(problems, channel->where, "channel " STR_FMT " has no sender",
			      STR_ARG(channel->name));
		problem_hint(problems, "mail: {from: \"Acme mentions <mentions@acme.example>\"}");
	} else if (!mail_address(sender, &name, &address)) {
		problem_error(problems, channel->where, "the sender is no address: \"" STR_FMT "\"",
			      STR_ARG(str_first(sender, 200)));
		problem_hint(problems, "write Name <local@domain>");
	}
}

static void check(const struct channel *channel, struct problems *problems)
{
	const struct email *email = channel->settings;
	struct str name, address;
	for (size_t i = 0; i < email->to.n; i++)
		if (!mail_address(email->to.at[i].text, &name, &address))
			problem_error(problems, email->to.at[i].where,
				      "no mail address: \"" STR_FMT "\"",
				      STR_ARG(str_first(email->to.at[i].text, 200)));
	if (email->to.n == 0)
		problem_error(problems, channel->where, "channel " STR_FMT " names no address",
			      STR_ARG(channel->name));
	if (!channel->mail || channel->mail->server.len == 0) {
		problem_error(problems, channel->where, "there is no `mail:` section");
		problem_hint(problems, "such as mail: {server: \"localhost:25\", from: \"Acme "
				       "mentions <mentions@acme.example>\"}");
		return;
	}
	check_server(channel, problems);
	check_sender(channel, problems);
}

static struct strs recipients(const struct channel *channel, struct arena *arena)
{
	const struct email *email = channel->settings;
	struct str *out = NEW(arena, struct str, email->to.n), name, address;
	size_t n = 0;
	for (size_t i = 0; i < email->to.n; i++) {
		if (!mail_address(email->to.at[i].text, &name, &address))
			continue;
		size_t known = 0;
		while (known < n && !str_eq_nocase(out[known], address))
			known++;
		if (known == n)
			out[n++] = address;
	}
	return (struct strs){ out, n };
}

/* Letters, digits and single hyphens: what a List-Id and a Message-ID may be made of. */
static struct str label(struct str text, size_t max, struct arena *arena)
{
	struct buf out = buf_new(arena, max);
	struct str lower = str_lower(arena, str_first(text, 4 * max));
	for (size_t i = 0; i < lower.len; i++) {
		char c = lower.at[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_char(&out, c);
		else if (out.len && out.at[out.len - 1] != '-')
			buf_char(&out, '-');
	}
	while (out.len && out.at[out.len - 1] == '-')
		out.len--;
	return out.len ? buf_str(&out) : STR("x");
}

static struct str local_of(struct str address)
{
	return str_first(address, str_find_char(address, '@'));
}

static struct str domain_of(struct str address)
{
	return str_skip(address, str_find_char(address, '@') + 1);
}

enum { HEADERS_MAX = 12, VALUE_MAX = 200 };

struct header_list {
	struct header at[HEADERS_MAX];
	size_t n;
};

static void add(struct header_list *list, struct str name, struct str value)
{
	if (value.len)
		list->at[list->n++] = (struct header){ name, value };
}

/* delivery.md, "Headers, exact"; without the reply verbs, which need `replies`. */
static void add_headers(struct header_list *list, const struct alert *alert, struct str domain,
			struct arena *arena)
{
	struct str rule = alert->rules.n ? alert->rules.at[0] : STR("health");
	struct str list_name = label(rule, 60, arena), story = label(alert->story, 60, arena);
	struct str root = str_fmt(arena, "<story-" STR_FMT "@" STR_FMT ">", STR_ARG(story),
				  STR_ARG(domain));
	if (alert->story.len) {
		add(list, STR("In-Reply-To"), root);
		add(list, STR("References"), root);
	}
	add(list, STR("List-Id"),
	    str_fmt(arena, STR_FMT " <" STR_FMT ".mentions." STR_FMT ">", STR_ARG(list_name),
		    STR_ARG(list_name), STR_ARG(domain)));
	add(list, STR("Auto-Submitted"), STR("auto-generated"));
	add(list, STR("X-Auto-Response-Suppress"), STR("All"));
	add(list, STR("X-Mention-Id"), alert->short_id);
	add(list, STR("X-Mention-Rule"), words_join(alert->rules, STR(", "), arena));
	add(list, STR("X-Mention-Severity"), severity_name(alert->severity));
	if (alert->mention) {
		const struct sentiment *sentiment = words_sentiment(alert);
		struct str score = words_score(sentiment, arena);
		struct str tone = words_tone(sentiment->tone);
		add(list, STR("X-Mention-Sentiment"),
		    str_trim(str_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(tone), STR_ARG(score))));
	}
	struct str topics = words_topics(alert, STR(", "), arena);
	if (topics.len)
		add(list, STR("X-Mention-Topics"), topics);
	add(list, STR("X-Mention-Reason"), words_line(alert->reason, VALUE_MAX, arena));
	add(list, STR("X-Mention-Source"), words_line(alert->source, VALUE_MAX, arena));
}

/* The row's number tells the recipients of one alert apart: two may have the same local part. */
static struct str message_id(const struct alert *alert, const struct delivery *row,
			     struct str domain, struct arena *arena)
{
	struct str short_id = label(alert->short_id, 16, arena), id = label(alert->id, 40, arena);
	struct str to = label(local_of(row->recipient), 64, arena), number = row->id, part;
	for (struct str rest = row->id; str_cut(&rest, '_', &part);)
		number = part;
	return str_fmt(arena, STR_FMT "." STR_FMT "." STR_FMT "." STR_FMT "@" STR_FMT,
		       STR_ARG(short_id), STR_ARG(label(number, 8, arena)), STR_ARG(to),
		       STR_ARG(id), STR_ARG(domain));
}

static bool render(const struct channel *channel, const struct alert *alert, struct arena *arena,
		   struct delivery *row, struct err *err)
{
	struct header_list extra = { .n = 0 };
	struct str name, from, sender = sender_of(channel);
	if (!mail_address(sender, &name, &from))
		return err_set(err, ERR_CONFIG, "the sender is no address: " STR_FMT,
			       STR_ARG(str_first(sender, VALUE_MAX)));
	add_headers(&extra, alert, domain_of(from), arena);
	struct mail mail = {
		.from = sender,
		.to = row->recipient,
		.subject = render_subject(alert, arena),
		.message_id = message_id(alert, row, domain_of(from), arena),
		.text = render_text(alert, arena),
		.html = render_html(alert, arena),
		.date_ms = alert->sent_ms ? alert->sent_ms : alert->seen_ms,
		.extra = { extra.at, extra.n },
	};
	if (!mime_compose(&mail, arena, &row->body, err))
		return err_in(err, "mail to " STR_FMT, STR_ARG(row->recipient));
	row->note = str_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(from), STR_ARG(row->recipient));
	return true;
}

static bool ask(const struct channel *channel, const struct delivery *row, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	const struct mail_settings *mail = channel->mail;
	struct str to = row->note, from;
	struct server server;
	(void)now_ms;
	if (!server_parse(mail->server, &server))
		return err_set(err, ERR_CONFIG, "mail.server is no host:port: " STR_FMT,
			       STR_ARG(str_first(mail->server, VALUE_MAX)));
	enum tls_policy tls = tls_of(mail, &server);
	if (tls == TLS_NONE && !is_loopback(&server))
		return err_set(err, ERR_CONFIG,
			       "mail.tls is none, but " STR_FMT " is another machine",
			       STR_ARG(server.host));
	if (!str_cut(&to, ' ', &from) || !to.at)
		return err_set(err, ERR_DATA, "row %lld has no envelope", (long long)row->row);
	*out = (struct request){
		.kind = REQUEST_SMTP,
		.url = str_fmt(arena, "%s" STR_FMT, tls == TLS_IMPLICIT ? "smtps://" : "smtp://",
			       STR_ARG(mail->server)),
		.body = row->body,
		.user = mail->user,
		.password = mail->password,
		.ca = mail->ca,
		.tls = tls,
		.mail_from = from,
		.mail_to = to,
	};
	return true;
}

static void read_receipt(const struct channel *channel, const struct response *response,
			 struct arena *arena, struct receipt *out)
{
	(void)channel;
	receipt_smtp(response, arena, out);
}

const struct channel_kind channel_email = {
	.name = "email",
	.options = options,
	.settings_size = sizeof(struct email),
	.check = check,
	.recipients = recipients,
	.render = render,
	.ask = ask,
	.read = read_receipt,
};
