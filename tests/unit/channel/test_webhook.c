#include "channel.h"

#include "test.h"
#include "../alert/sample.h"

#include <string.h>

/* As webhook.c lays out its settings; the rows of its options say where each goes. */
static void set(void *settings, const struct channel_kind *kind, const char *key, const void *value,
		size_t size)
{
	for (const struct option *row = kind->options; row->key; row++)
		if (str_eq(str_from(row->key), str_from(key)))
			memcpy((char *)settings + row->offset, value, size);
}

static int choice(const struct channel_kind *kind, const char *key, const char *name)
{
	for (const struct option *row = kind->options; row->key; row++)
		for (const struct choice *c = row->choices; c && c->name; c++)
			if (str_eq(str_from(row->key), str_from(key)) &&
			    str_eq(str_from(c->name), str_from(name)))
				return c->value;
	abort();
}

struct setup {
	struct arena *arena;
	struct channel channel;
	struct delivery row;
	struct request request;
	struct err err;
};

static struct setup setup_new(struct arena *arena, const char *url, const char *format,
			      struct str secret, const struct node *headers)
{
	const struct channel_kind *kind = channel_kinds[1];
	void *settings = arena_alloc(arena, kind->settings_size);
	struct secret_url address = { .url = str_from(url), .is_inline = true };
	int number = choice(kind, "format", format);
	set(settings, kind, "url", &address, sizeof(address));
	set(settings, kind, "format", &number, sizeof(number));
	set(settings, kind, "secret", &secret, sizeof(secret));
	set(settings, kind, "headers", &headers, sizeof(struct node *));
	return (struct setup){
		.arena = arena,
		.channel = { .name = STR("chat"), .kind = kind, .settings = settings },
		.row = { .id = STR("msg_01KANTSX2TB7G3M4N5P6Q7R8S9_1"), .attempt = 1 },
	};
}

static bool render(struct setup *s, const struct alert *alert)
{
	return s->channel.kind->render(&s->channel, alert, s->arena, &s->row, &s->err);
}

static bool ask(struct setup *s, int64_t now_ms)
{
	return s->channel.kind->ask(&s->channel, &s->row, now_ms, s->arena, &s->request, &s->err);
}

static struct str header(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->headers.n; i++)
		if (str_eq_nocase(request->headers.at[i].name, str_from(name)))
			return request->headers.at[i].value;
	return STR("");
}

static bool has(struct str s, const char *what)
{
	return str_find(s, str_from(what)) < s.len;
}

#define SECRET STR("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

/* The key and the first message are the example of the Standard Webhooks libraries; the signatures
 * were made with Python's hmac. */
static void golden_signature(void)
{
	static const struct {
		const char *name, *id, *want;
		int64_t now_ms;
	} cases[] = {
		{ "the published example", "msg_p5jXN8AQM9LWM0D4loKWxJek",
		  "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 1614265330999 },
		{ "our id", "msg_01KANTSX2TB7G3M4N5P6Q7R8S9_1",
		  "v1,WU9YsJMycQ3zwkA5yDdfhBICQQyxnkf/EyBl1pT3Xeo=", 1795342471000 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct setup s = setup_new(arena, "https://a.example/hook", "generic", SECRET,
					   NULL);
		CASE(cases[i].name);
		s.row.id = str_from(cases[i].id);
		s.row.body = STR("{\"test\": 2432232314}");
		EXPECT(ask(&s, cases[i].now_ms));
		EXPECT_STR(header(&s.request, "webhook-id"), s.row.id);
		EXPECT_STR(header(&s.request, "webhook-signature"), str_from(cases[i].want));
		EXPECT_STR(s.request.body, s.row.body);
		EXPECT_STR(s.request.method, STR("POST"));
		EXPECT_INT(s.request.max_redirects, 0);
	}
}

static void a_retry_changes_the_time_alone(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	const struct node key = { .text = STR("X-Team") }, value = { .text = STR("social") };
	const struct node headers = { .kind = NODE_MAP, .n = 1, .keys = &key, .values = &value };
	struct setup s = setup_new(arena, "https://a.example/hook", "generic", SECRET, &headers);
	struct sample sample;
	sample_init(&sample);
	EXPECT(render(&s, &sample.alert));
	EXPECT(ask(&s, 1795342471000));
	struct request first = s.request;
	s.row.attempt = 2;
	EXPECT(ask(&s, 1795342476000));
	EXPECT_STR(s.request.body, first.body);
	EXPECT_STR(s.request.url, first.url);
	EXPECT_STR(header(&s.request, "webhook-id"), header(&first, "webhook-id"));
	EXPECT_STR(header(&first, "webhook-timestamp"), STR("1795342471"));
	EXPECT_STR(header(&s.request, "webhook-timestamp"), STR("1795342476"));
	EXPECT(!str_eq(header(&s.request, "webhook-signature"),
		       header(&first, "webhook-signature")));
	EXPECT_STR(header(&s.request, "x-team"), STR("social"));
	EXPECT_STR(header(&s.request, "content-type"), STR("application/json"));
	EXPECT(str_starts(first.body, STR("{\"type\":\"mention.created\",\"timestamp\":"
					  "\"2026-11-22T10:14:31Z\",\"data\":{\"id\":")));
}

static void without_a_secret_no_signature(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct setup s = setup_new(arena, "https://a.example/hook", "generic", STR(""), NULL);
	EXPECT(ask(&s, 1000));
	EXPECT_STR(header(&s.request, "webhook-timestamp"), STR("1"));
	EXPECT_STR(header(&s.request, "webhook-signature"), STR(""));
}

static void slack_post(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct setup s = setup_new(arena, "https://hooks.slack.com/x", "slack", STR(""), NULL);
	struct sample sample;
	sample_init(&sample);
	sample.item.text = STR("Acme ate my invoice");
	sample.hits[0].start = 0, sample.hits[0].end = 4;
	sample.evidence[0].start = 5, sample.evidence[0].end = 19;
	sample.brand.sentiment.n = sample.mention.sentiment.n = 1;
	EXPECT(render(&s, &sample.alert));
	EXPECT_STR(
		s.row.body,
		STR("{\"text\":\"acme: negative mention on reddit r/sysadmin: Acme ate my invoice "
		    "https://news.example/"
		    "item?id=41999001&amp;p=2\",\"blocks\":[{\"type\":\"header\","
		    "\"text\":{\"type\":\"plain_text\",\"text\":\"acme \xC2\xB7 negative -0.62\","
		    "\"emoji\":false}},{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\","
		    "\"text\":"
		    "\"*<https://news.example/item?id=41999001&amp;p=2|Acme ate my invoice>*\\n"
		    ">*Acme* _ate my invoice_\"}},{\"type\":\"context\",\"elements\":[{\"type\":"
		    "\"mrkdwn\",\"text\":\"negative -0.62: \\\"ate my invoice\\\" -1.6\"}]},"
		    "{\"type\":\"context\",\"elements\":[{\"type\":\"mrkdwn\",\"text\":\"reddit "
		    "r/sysadmin \xC2\xB7 bob \xC2\xB7 "
		    "<!date^1795342080^{date_short_pretty} {time}|2026-11-22 10:08 UTC> \xC2\xB7 "
		    "rule complaint \xC2\xB7 s3bd\"}]}],\"unfurl_links\":false,"
		    "\"unfurl_media\":false}"));
	EXPECT(ask(&s, 1000));
	EXPECT_STR(header(&s.request, "webhook-id"), STR(""));
}

static void mattermost_post(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct setup s = setup_new(arena, "https://chat.example/x", "mattermost", STR(""), NULL);
	struct sample sample;
	sample_init(&sample);
	sample.item.text = STR("Acme ate my invoice");
	sample.hits[0].start = 0, sample.hits[0].end = 4;
	sample.brand.sentiment.n = sample.mention.sentiment.n = 0;
	EXPECT(render(&s, &sample.alert));
	EXPECT_STR(s.row.body,
		   STR("{\"username\":\"mentiond\",\"attachments\":[{\"fallback\":"
		       "\"acme: negative -0.62 mention: Acme ate my invoice "
		       "https://news.example/item?id=41999001&p=2\",\"color\":\"#B3261E\","
		       "\"title\":\"Acme ate my invoice\","
		       "\"title_link\":\"https://news.example/item?id=41999001&p=2\","
		       "\"text\":\"> **Acme** ate my invoice\",\"fields\":["
		       "{\"short\":true,\"title\":\"Brand\",\"value\":\"acme\"},"
		       "{\"short\":true,\"title\":\"Sentiment\",\"value\":\"negative -0.62\"}],"
		       "\"footer\":\"reddit r/sysadmin \xC2\xB7 post by bob \xC2\xB7 6 min ago "
		       "\xC2\xB7 "
		       "rule complaint \xC2\xB7 s3bd\"}]}"));
	CASE("with evidence");
	sample_init(&sample);
	EXPECT(render(&s, &sample.alert));
	EXPECT(has(s.row.body, "{\"short\":false,\"title\":\"Evidence\",\"value\":\"negative "
			       "\\\\-0.62: \\\"ate my invoice\\\" \\\\-1.6, "));
}

static void an_edit_says_so(void)
{
	static const struct {
		const char *format, *says;
	} cases[] = {
		{ "slack", "\"acme: negative mention (edited) on reddit r/sysadmin: " },
		{ "slack", "\"acme \xC2\xB7 negative -0.62 \xC2\xB7 edited\"" },
		{ "mattermost", "\"acme: negative -0.62 mention (edited): " },
		{ "mattermost", "\xC2\xB7 edited post by bob" },
		{ "generic", "\"edited\":true," },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct setup s = setup_new(arena, "https://chat.example/x", cases[i].format,
					   STR(""), NULL);
		struct str says = str_from(cases[i].says);
		struct sample sample;
		sample_init(&sample);
		CASE(cases[i].says);
		EXPECT(render(&s, &sample.alert));
		EXPECT(str_find(s.row.body, says) == s.row.body.len);
		sample.mention.is_edited = true;
		EXPECT(render(&s, &sample.alert));
		EXPECT(str_find(s.row.body, says) < s.row.body.len);
	}
}

/* Words that would wake a whole company, or draw where text should stand. */
static void nobody_is_called(void)
{
	static const struct {
		const char *name, *text, *never_slack, *never_mattermost;
	} cases[] = {
		{ "everyone", "<!everyone> down", "<!everyone", "<!everyone" },
		{ "channel", "<!channel|x> down", "<!channel", "<!channel" },
		{ "a user", "<@U012AB3CD> down", "<@U", "<@U" },
		{ "@channel", "hey @channel @all @here", "<!", "@channel" },
		{ "@here", "hey @here", "<!", "@here" },
		{ "a hidden link", "<https://evil.example|Bank> [Bank](https://evil.example)",
		  "<https://evil", "](" },
		{ "an image", "![x](https://evil.example/pixel.png)", "<https://evil", "](" },
		{ "escaped twice", "&lt;!everyone&gt;", "&lt;!everyone&gt;", "<!everyone" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct str text = str_from(cases[i].text);
		struct setup slack = setup_new(arena, "https://a.example/", "slack", STR(""), NULL);
		struct setup other = setup_new(arena, "https://a.example/", "mattermost", STR(""),
					       NULL);
		struct sample sample;
		CASE(cases[i].name);
		sample_init(&sample);
		sample.item.title = sample.item.text = sample.item.author = sample.item.place =
			text;
		sample.brand_names[0] = sample.rule_names[0] = sample.alert.source = text;
		sample.brand.n = sample.brand.sentiment.n = sample.mention.sentiment.n = 0;
		sample.alert.posted_ms = TIME_ABSENT;
		EXPECT(render(&slack, &sample.alert));
		/* The header is plain text: there nothing is read. */
		struct str body = str_skip(slack.row.body,
					   str_find(slack.row.body, STR("\"section\"")));
		EXPECT(!has(body, cases[i].never_slack));
		EXPECT(render(&other, &sample.alert));
		body = other.row.body;
		EXPECT(!has(body, cases[i].never_mattermost));
		sample_health(&sample);
		sample.alert.title = sample.alert.text = text;
		EXPECT(render(&slack, &sample.alert) && render(&other, &sample.alert));
		EXPECT(!has(other.row.body, cases[i].never_mattermost));
	}
}

static struct str repeated(struct arena *arena, const char *piece, size_t n)
{
	struct buf out = buf_new(arena, 4 * MIB);
	for (size_t i = 0; i < n; i++)
		buf_add(&out, str_from(piece));
	return buf_str(&out);
}

static void posts_have_a_ceiling(void)
{
	static const char *const pieces[] = {
		"word ", "&", "\x01", "\"", "@", "\xE6\x9C\x80", "*"
	};
	static const struct {
		const char *format;
		size_t max;
	} formats[] = { { "generic", 20000 }, { "slack", 40000 }, { "mattermost", 16000 } };
	for (size_t i = 0; i < COUNT_OF(pieces) * COUNT_OF(formats); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		const char *format = formats[i % 3].format;
		struct setup s = setup_new(arena, "https://a.example/", format, STR(""), NULL);
		struct str text = repeated(arena, pieces[i / 3], 100000);
		struct hit *hits = NEW(arena, struct hit, 1000);
		struct sample sample;
		CASE(str_z(arena, str_fmt(arena, "%s %s", format, pieces[i / 3])));
		sample_init(&sample);
		sample.item.title = sample.item.text = sample.item.author = text;
		sample.item.place = sample.item.profile = sample.evidence[0].why = text;
		sample.item.url = str_fmt(arena, "https://a.example/" STR_FMT,
					  STR_ARG(str_first(text, 4000)));
		for (size_t j = 0; j < 1000; j++)
			hits[j] = (struct hit){ FIELD_TEXT, 0, (uint32_t)j * 6, (uint32_t)j * 6 + 3,
						text };
		sample.brand.hits = hits;
		sample.brand.n = 1000;
		EXPECT(render(&s, &sample.alert));
		EXPECT(s.row.body.len > 300 && s.row.body.len < formats[i % 3].max);
		EXPECT(str_ends(s.row.body, STR("}")));
	}
}

static void health_has_its_type(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct setup s = setup_new(arena, "https://a.example/", "generic", STR(""), NULL);
	struct sample sample;
	sample_health(&sample);
	EXPECT(render(&s, &sample.alert));
	EXPECT(str_starts(s.row.body, STR("{\"type\":\"health.changed\",")));
	EXPECT(has(s.row.body, "\"title\":\"source failing: lobsters"));
}

static void what_check_says(void)
{
	static const struct node names[] = { { .text = STR_INIT("Content-Length") },
					     { .text = STR_INIT("X Y") },
					     { .text = STR_INIT("X-Good") } };
	static const struct node values[] = { { .text = STR_INIT("1") },
					      { .text = STR_INIT("1") },
					      { .text = STR_INIT("1\r\nX: 2") } };
	static const struct node headers = {
		.kind = NODE_MAP, .n = 3, .keys = names, .values = values
	};
	static const struct {
		const char *name, *url, *format, *secret;
		const struct node *headers;
		size_t errors, warnings;
	} cases[] = {
		{ "fine", "https://a.example/", "generic", "", NULL, 0, 0 },
		{ "a secret URL inline", "https://hooks.slack.com/services/x", "generic", "", NULL,
		  0, 1 },
		{ "a sub-domain", "https://x.webhook.office.com/y", "generic", "", NULL, 0, 1 },
		{ "only looks like it", "https://xhooks.slack.com/y", "generic", "", NULL, 0, 0 },
		{ "a chat format inline", "https://chat.example/hooks/x", "mattermost", "", NULL, 0,
		  1 },
		{ "no address", "ftp://a.example/", "generic", "", NULL, 1, 0 },
		{ "secret without prefix", "https://a.example/", "generic",
		  "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NULL, 1, 0 },
		{ "secret too short", "https://a.example/", "generic", "whsec_AAAA", NULL, 1, 0 },
		{ "secret not base64", "https://a.example/", "generic",
		  "whsec_!!KQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NULL, 1, 0 },
		{ "three bad headers", "https://a.example/", "generic", "", &headers, 3, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct problems problems = problems_new(arena);
		struct setup s = setup_new(arena, cases[i].url, cases[i].format,
					   str_from(cases[i].secret), cases[i].headers);
		CASE(cases[i].name);
		s.channel.kind->check(&s.channel, &problems);
		EXPECT_INT(problems.errors, cases[i].errors);
		EXPECT_INT(problems.n - problems.errors, cases[i].warnings);
	}
}

int main(void)
{
	RUN(golden_signature);
	RUN(a_retry_changes_the_time_alone);
	RUN(without_a_secret_no_signature);
	RUN(slack_post);
	RUN(mattermost_post);
	RUN(an_edit_says_so);
	RUN(nobody_is_called);
	RUN(posts_have_a_ceiling);
	RUN(health_has_its_type);
	RUN(what_check_says);
	return test_end();
}
