/* webhook.c - an alert as JSON by POST: our own document, signed, or what a chat service wants.
 *
 * The generic form is Standard Webhooks (https://www.standardwebhooks.com): the id stays the same
 * over all tries, the time is that of the try, and the signature covers "id.time.body". The body
 * stays below 20 KB: it is rendered again with less of the text and of the lists until it fits.
 * A redirect is an answer, not an order: the secret in the address goes to nobody else. */
#include "arena.h"
#include "hmac.h"
#include "kinds.h"
#include "render.h"
#include "url.h"

#include "poison.h"

enum { BODY_MAX = 20000, SECRET_MIN = 24, SECRET_MAX = 64, OWN_HEADERS = 4, HEADERS_MAX = 32 };

enum format { FORMAT_GENERIC, FORMAT_SLACK, FORMAT_MATTERMOST };

struct webhook {
	struct secret_url url;
	int format;
	struct str secret;
	const struct node *headers;
};

static const struct choice formats[] = {
	{ "generic", FORMAT_GENERIC },
	{ "slack", FORMAT_SLACK },
	{ "mattermost", FORMAT_MATTERMOST },
	{ 0 },
};

static const struct option options[] = {
	{ "url", OPT_URL_OR_SECRET, offsetof(struct webhook, url), .must = true,
	  .doc = "Where to POST; of a chat service the address itself is the secret." },
	{ "format", OPT_CHOICE, offsetof(struct webhook, format), .def = "generic",
	  .choices = formats, .doc = "What the receiver understands." },
	{ "secret", OPT_SECRET, offsetof(struct webhook, secret),
	  .doc = "whsec_ and base64 of 24 to 64 bytes: generic posts are signed with it." },
	{ "headers", OPT_NODE, offsetof(struct webhook, headers),
	  .doc = "Further headers, name: text; sent to this host only." },
	{ 0 },
};

/* Services whose webhook addresses carry their key; a name stands for its sub-domains too. */
static const struct str chat_hosts[] = {
	STR_INIT("hooks.slack.com"),	   STR_INIT("hooks.slack-gov.com"),
	STR_INIT("discord.com"),	   STR_INIT("discordapp.com"),
	STR_INIT("webhook.office.com"),	   STR_INIT("logic.azure.com"),
	STR_INIT("api.powerplatform.com"), STR_INIT("chat.googleapis.com"),
	STR_INIT("api.telegram.org"),
};

static bool is_chat_host(struct str text)
{
	struct url url;
	if (!url_parse(text, &url))
		return false;
	for (size_t i = 0; i < COUNT_OF(chat_hosts); i++) {
		struct str name = chat_hosts[i];
		struct str end = str_skip(url.host, url.host.len - name.len);
		if (url.host.len >= name.len && str_eq_nocase(end, name) &&
		    (url.host.len == name.len || url.host.at[url.host.len - name.len - 1] == '.'))
			return true;
	}
	return false;
}

static bool secret_key(struct str secret, struct arena *arena, struct str *out)
{
	const struct str prefix = STR("whsec_");
	struct str key;
	secret = str_trim(secret);
	if (!str_starts(secret, prefix) ||
	    !base64_decode(arena, str_skip(secret, prefix.len), &key) || key.len < SECRET_MIN ||
	    key.len > SECRET_MAX)
		return false;
	*out = key;
	return true;
}

/* RFC 9110, 5.1: a header's name is a token. */
static bool is_header_name(struct str name)
{
	const struct str more = STR("!#$%&'*+-.^_`|~");
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				(c >= '0' && c <= '9');
		if (!is_alnum && str_find_char(more, c) == more.len)
			return false;
	}
	return name.len > 0;
}

static bool is_ours(struct str name)
{
	static const struct str ours[] = {
		STR_INIT("host"),
		STR_INIT("content-length"),
		STR_INIT("transfer-encoding"),
		STR_INIT("content-type"),
		STR_INIT("connection"),
		STR_INIT("webhook-id"),
		STR_INIT("expect"),
		STR_INIT("webhook-timestamp"),
		STR_INIT("webhook-signature"),
	};
	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (str_eq_nocase(name, ours[i]))
			return true;
	return false;
}

static bool is_header_value(struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (((unsigned char)value.at[i] < ' ' && value.at[i] != '\t') ||
		    value.at[i] == 0x7F)
			return false;
	return true;
}

static void check_headers(const struct node *headers, struct problems *problems)
{
	if (headers->kind != NODE_MAP) {
		problem_error(problems, headers->where, "headers are a map of name: text");
		return;
	}
	if (headers->n > HEADERS_MAX)
		problem_error(problems, headers->where, "more than %d headers", HEADERS_MAX);
	for (size_t i = 0; i < headers->n; i++) {
		const struct node *key = &headers->keys[i], *value = &headers->values[i];
		if (!is_header_name(key->text))
			problem_error(problems, key->where, "no name of a header: \"" STR_FMT "\"",
				      STR_ARG(str_first(key->text, 100)));
		else if (is_ours(key->text))
			problem_error(problems, key->where,
				      "header " STR_FMT " is set by mentiond itself",
				      STR_ARG(key->text));
		if (value->kind != NODE_TEXT || !is_header_value(value->text))
			problem_error(problems, value->where,
				      "a header's value is one line of text");
	}
}

static void check(const struct channel *channel, struct problems *problems)
{
	const struct webhook *webhook = channel->settings;
	struct str key;
	bool is_generic = webhook->format == FORMAT_GENERIC;
	if (webhook->url.is_inline && (!is_generic || is_chat_host(webhook->url.url))) {
		problem_warn(problems, webhook->url.where,
			     "the URL itself is the secret: put it in a file");
		problem_hint(problems, "url: {file: /etc/mentiond/" STR_FMT ".url}",
			     STR_ARG(channel->name));
	}
	if (!url_is_web(webhook->url.url))
		problem_error(problems, webhook->url.where, "url is no http or https address");
	if (webhook->secret.len && !secret_key(webhook->secret, problems->arena, &key)) {
		problem_error(problems, channel->where,
			      "secret is not whsec_ and base64 of %d "
			      "to %d bytes",
			      SECRET_MIN, SECRET_MAX);
		problem_hint(problems, "echo whsec_$(head -c 32 /dev/urandom | base64 -w0)");
	} else if (webhook->secret.len && !is_generic) {
		problem_warn(problems, channel->where,
			     "secret does nothing: only `format: generic` is signed");
	}
	if (webhook->headers)
		check_headers(webhook->headers, problems);
}

/* How much of the text and of each list goes in, until the body is small enough. */
static const struct {
	size_t text, list;
} sizes[] = { { 8 * KIB, 50 }, { 2 * KIB, 16 }, { 500, 4 }, { 0, 1 } };

static bool generic_render(const struct alert *alert, struct arena *arena, struct str *out,
			   struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct buf buf = buf_new(arena, BODY_MAX);
		struct json json = json_new(&buf);
		json_open(&json, '{');
		json_put(&json, "type",
			 alert->mention ? STR("mention.created") : STR("health.changed"));
		json_put_time(&json, "timestamp", alert->sent_ms ? alert->sent_ms : alert->seen_ms);
		json_key(&json, "data");
		render_json_within(alert, &json, sizes[i].text, sizes[i].list);
		json_close(&json, '}');
		*out = buf_str(&buf);
		if (!buf.is_full)
			return true;
	}
	return err_set(err, ERR_LIMIT, "the post is larger than %d bytes", BODY_MAX);
}

static bool render(const struct channel *channel, const struct alert *alert, struct arena *arena,
		   struct delivery *row, struct err *err)
{
	static bool (*const renderers[])(const struct alert *, struct arena *, struct str *,
					 struct err *) = {
		[FORMAT_GENERIC] = generic_render,
		[FORMAT_SLACK] = slack_render,
		[FORMAT_MATTERMOST] = mattermost_render,
	};
	const struct webhook *webhook = channel->settings;
	return renderers[webhook->format](alert, arena, &row->body, err);
}

static struct str signature(struct str key, struct str id, struct str time, struct str body,
			    struct arena *arena)
{
	unsigned char mac[HMAC_BYTES];
	struct buf message = buf_new(arena, id.len + time.len + body.len + 2);
	buf_add(&message, id);
	buf_char(&message, '.');
	buf_add(&message, time);
	buf_char(&message, '.');
	buf_add(&message, body);
	hmac_sha256(key, buf_str(&message), mac);
	struct str coded = base64_encode(arena, (struct str){ (const char *)mac, sizeof(mac) });
	return str_fmt(arena, "v1," STR_FMT, STR_ARG(coded));
}

static bool ask(const struct channel *channel, const struct delivery *row, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	const struct webhook *webhook = channel->settings;
	size_t n = 0, n_more = webhook->headers ? webhook->headers->n : 0;
	struct header *headers = NEW(arena, struct header, OWN_HEADERS + n_more);
	struct str key, time = str_fmt(arena, "%lld", (long long)(now_ms / 1000));
	headers[n++] = (struct header){ STR("Content-Type"), STR("application/json") };
	if (webhook->format == FORMAT_GENERIC) {
		headers[n++] = (struct header){ STR("webhook-id"), row->id };
		headers[n++] = (struct header){ STR("webhook-timestamp"), time };
	}
	if (webhook->format == FORMAT_GENERIC && webhook->secret.len) {
		if (!secret_key(webhook->secret, arena, &key))
			return err_set(err, ERR_CONFIG, "the secret is not whsec_ and base64");
		headers[n++] = (struct header){ STR("webhook-signature"),
						signature(key, row->id, time, row->body, arena) };
	}
	for (size_t i = 0; i < n_more; i++)
		headers[n++] = (struct header){ webhook->headers->keys[i].text,
						webhook->headers->values[i].text };
	*out = (struct request){
		.kind = REQUEST_HTTP,
		.method = STR("POST"),
		.url = webhook->url.url,
		.headers = { headers, n },
		.body = row->body,
	};
	return true;
}

static void read_receipt(const struct channel *channel, const struct response *response,
			 struct arena *arena, struct receipt *out)
{
	(void)channel;
	receipt_http(response, arena, out);
}

const struct channel_kind channel_webhook = {
	.name = "webhook",
	.options = options,
	.settings_size = sizeof(struct webhook),
	.check = check,
	.recipients = recipients_one,
	.render = render,
	.ask = ask,
	.read = read_receipt,
};
