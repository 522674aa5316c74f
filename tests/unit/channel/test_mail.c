#include "channel.h"

#include "test.h"
#include "../alert/sample.h"

#include <string.h>

/* As mail.c lays out its settings; `to` is the first row of its options. */
struct settings {
	struct nodes to;
	struct str from;
};

struct setup {
	struct arena *arena;
	struct node nodes[4];
	struct settings settings;
	struct mail_settings mail;
	struct channel channel;
	struct err err;
};

static void setup_init(struct setup *s, struct arena *arena, const char *to)
{
	struct str rest = str_from(to), part;
	*s = (struct setup){ .arena = arena };
	while (s->settings.to.n < COUNT_OF(s->nodes) && str_cut(&rest, ';', &part))
		s->nodes[s->settings.to.n++] = (struct node){ .text = part };
	s->settings.to.at = s->nodes;
	s->mail = (struct mail_settings){
		.server = STR("localhost:25"),
		.tls = -1,
		.from = STR("Acme mentions <mentions@acme.example>"),
	};
	s->channel = (struct channel){ .name = STR("marketing"),
				       .kind = channel_kinds[0],
				       .settings = &s->settings,
				       .mail = &s->mail };
}

static bool render(struct setup *s, const struct alert *alert, struct delivery *row)
{
	return s->channel.kind->render(&s->channel, alert, s->arena, row, &s->err);
}

static bool has(struct str s, const char *what)
{
	return str_find(s, str_from(what)) < s.len;
}

static void the_table(void)
{
	static const char *const names[] = { "email", "webhook", "syslog", "stdout" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct channel_kind *kind = channel_kinds[i];
		CASE(names[i]);
		EXPECT_STR(str_from(kind->name), str_from(names[i]));
		EXPECT(kind->options && kind->check && kind->recipients && kind->render &&
		       kind->ask && kind->read);
		for (const struct option *row = kind->options; row->key; row++)
			EXPECT(row->doc && row->offset < kind->settings_size);
	}
	EXPECT(channel_kinds[COUNT_OF(names)] == NULL);
}

static void one_row_an_address(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct setup s;
	setup_init(&s, arena, "a@x.example;Bob <b@y.example>;A@X.example;broken");
	struct strs got = s.channel.kind->recipients(&s.channel, arena);
	EXPECT_INT(got.n, 2);
	EXPECT_STR(got.at[0], STR("a@x.example"));
	EXPECT_STR(got.at[1], STR("b@y.example"));
}

static void headers_exactly(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct delivery row = { .id = STR("msg_01KANTSX2TB7G3M4N5P6Q7R8S9_1"),
				.recipient = STR("Social.Team+x@acme.example") };
	struct sample sample;
	struct setup s;
	setup_init(&s, arena, "social-team@acme.example");
	sample_init(&sample);
	EXPECT(render(&s, &sample.alert, &row));
	EXPECT_STR(
		str_first(row.body, str_find(row.body, STR("MIME-Version"))),
		STR("From: Acme mentions <mentions@acme.example>\r\n"
		    "To: Social.Team+x@acme.example\r\n"
		    "Subject: [acme] negative: \"Acme ate my invoice\" (reddit r/sysadmin)\r\n"
		    "Date: Sun, 22 Nov 2026 10:14:31 +0000\r\n"
		    "Message-ID: <s3bd.1.social-team-x.01kantsx2tb7g3m4n5p6q7r8s9@acme.example>\r\n"
		    "In-Reply-To: <story-7c2e0a1b2c3d4e5f@acme.example>\r\n"
		    "References: <story-7c2e0a1b2c3d4e5f@acme.example>\r\n"
		    "List-Id: complaint <complaint.mentions.acme.example>\r\n"
		    "Auto-Submitted: auto-generated\r\n"
		    "X-Auto-Response-Suppress: All\r\n"
		    "X-Mention-Id: s3bd\r\n"
		    "X-Mention-Rule: complaint\r\n"
		    "X-Mention-Severity: high\r\n"
		    "X-Mention-Sentiment: negative -0.62\r\n"
		    "X-Mention-Reason: first\r\n"
		    "X-Mention-Source: reddit\r\n"));
	EXPECT_STR(row.note, STR("mentions@acme.example Social.Team+x@acme.example"));
	EXPECT(has(row.body, "Content-Type: text/plain") &&
	       has(row.body, "Content-Type: text/html"));
}

static void the_same_bytes_again(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct delivery one = { .recipient = STR("a@x.example") }, two = one;
	struct sample sample;
	struct setup s;
	setup_init(&s, arena, "a@x.example");
	sample_init(&sample);
	EXPECT(render(&s, &sample.alert, &one) && render(&s, &sample.alert, &two));
	EXPECT_STR(one.body, two.body);
	sample_health(&sample);
	EXPECT(render(&s, &sample.alert, &one));
	EXPECT(has(one.body, "List-Id: health <health.mentions.acme.example>\r\n"));
	EXPECT(!has(one.body, "References:") && !has(one.body, "X-Mention-Sentiment"));
}

/* Every name that may come from outside, as a header of its own. */
static void no_header_is_forged(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	const struct str evil = STR("x\r\nBcc: victim@acme.example\r\n\r\n\xE2\x80\xAE<b>");
	struct delivery row = { .id = STR("msg_01KANTSX2TB7G3M4N5P6Q7R8S9_1"),
				.recipient = STR("a@x.example") };
	struct sample sample;
	struct setup s;
	setup_init(&s, arena, "a@x.example");
	sample_init(&sample);
	sample.item.title = sample.item.author = sample.item.place = sample.item.url = evil;
	sample.item.text = evil;
	sample.brand.n = sample.brand.sentiment.n = sample.mention.sentiment.n = 0;
	sample.alert.source = sample.brand_names[0] = sample.rule_names[0] = evil;
	sample.alert.reason = sample.alert.story = evil;
	EXPECT(render(&s, &sample.alert, &row));
	struct str headers = str_first(row.body, str_find(row.body, STR("\r\n\r\n")));
	EXPECT(!has(headers, "\nBcc:") && has(headers, "MIME-Version"));
	EXPECT(!has(row.body, "=E2=80=AE"));
	EXPECT(has(row.body, "\r\nList-Id: x-bcc-victim-acme-example-b\r\n <x-bcc"));
	row.recipient = evil;
	EXPECT(!render(&s, &sample.alert, &row));
	EXPECT_INT(s.err.kind, ERR_DATA);
}

static void requests(void)
{
	static const struct {
		const char *name, *server, *url; /* url NULL: refused */
		int tls;
		enum tls_policy want;
	} cases[] = {
		{ "loopback", "localhost:25", "smtp://localhost:25", -1, TLS_NONE },
		{ "127.x", "127.0.0.1:2525", "smtp://127.0.0.1:2525", -1, TLS_NONE },
		{ "v6", "[::1]:25", "smtp://[::1]:25", -1, TLS_NONE },
		{ "another machine", "mail.example:587", "smtp://mail.example:587", -1,
		  TLS_STARTTLS },
		{ "implicit", "mail.example:465", "smtps://mail.example:465", TLS_IMPLICIT,
		  TLS_IMPLICIT },
		{ "no port", "mail.example", "smtp://mail.example", -1, TLS_STARTTLS },
		{ "starttls on loopback", "localhost", "smtp://localhost", TLS_STARTTLS,
		  TLS_STARTTLS },
		{ "none elsewhere", "mail.example", NULL, TLS_NONE, TLS_NONE },
		{ "a name that begins like loopback", "127.mail.example", NULL, TLS_NONE,
		  TLS_NONE },
		{ "no port number", "mail.example:smtp", NULL, -1, TLS_NONE },
		{ "port 0", "mail.example:0", NULL, -1, TLS_NONE },
		{ "port too large", "mail.example:65536", NULL, -1, TLS_NONE },
		{ "a path", "mail.example/x", NULL, -1, TLS_NONE },
		{ "a line break", "mail.example\r\n", NULL, -1, TLS_NONE },
		{ "user in it", "u@mail.example", NULL, -1, TLS_NONE },
		{ "half a v6", "[::1:25", NULL, -1, TLS_NONE },
		{ "empty", "", NULL, -1, TLS_NONE },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct delivery row = { .body = STR("mail"),
					.note = STR("from@a.example to@b.example") };
		struct problems problems = problems_new(arena);
		struct request request = { 0 };
		struct setup s;
		CASE(cases[i].name);
		setup_init(&s, arena, "a@x.example");
		s.mail.server = str_from(cases[i].server);
		s.mail.tls = cases[i].tls;
		s.mail.user = STR("u"), s.mail.password = STR("p");
		bool is_good = s.channel.kind->ask(&s.channel, &row, 0, arena, &request, &s.err);
		s.channel.kind->check(&s.channel, &problems);
		EXPECT(is_good == (cases[i].url != NULL));
		EXPECT_INT(problems.errors, is_good ? 0 : 1);
		if (!is_good)
			continue;
		EXPECT_INT(request.kind, REQUEST_SMTP);
		EXPECT_INT(request.tls, cases[i].want);
		EXPECT_STR(request.url, str_from(cases[i].url));
		EXPECT_STR(request.mail_from, STR("from@a.example"));
		EXPECT_STR(request.mail_to, STR("to@b.example"));
		EXPECT_STR(request.body, row.body);
		EXPECT_STR(request.user, STR("u"));
		EXPECT_STR(request.password, STR("p"));
	}
}

static void what_check_says(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	struct setup s;
	setup_init(&s, arena, "a@x.example;b;c@;d@y.example");
	s.channel.kind->check(&s.channel, &problems);
	CASE("two of four addresses");
	EXPECT_INT(problems.errors, 2);
	problems = problems_new(arena);
	CASE("no sender, a user without password");
	setup_init(&s, arena, "a@x.example");
	s.mail.from = STR("");
	s.mail.user = STR("u");
	s.channel.kind->check(&s.channel, &problems);
	EXPECT_INT(problems.errors, 2);
	problems = problems_new(arena);
	CASE("the channel's own sender");
	s.mail.user = STR("");
	s.settings.from = STR("Acme <x@acme.example>");
	s.channel.kind->check(&s.channel, &problems);
	EXPECT_INT(problems.n, 0);
	problems = problems_new(arena);
	CASE("no mail section");
	s.channel.mail = NULL;
	s.channel.kind->check(&s.channel, &problems);
	EXPECT_INT(problems.errors, 1);
}

int main(void)
{
	RUN(the_table);
	RUN(one_row_an_address);
	RUN(headers_exactly);
	RUN(the_same_bytes_again);
	RUN(no_header_is_forged);
	RUN(requests);
	RUN(what_check_says);
	return test_end();
}
