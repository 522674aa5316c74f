#include "channel.h"

#include "test.h"
#include "../alert/sample.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* As syslog.c and stdout.c lay out their settings. */
struct syslog_settings {
	int facility, format;
	struct str socket;
};
struct stdout_settings {
	bool is_on, clears_line;
	int colour, format;
};

enum { CLASSIC = 1, JOURNAL = 2, LOCAL3 = 19, ALWAYS = 1, NEVER = 2, JSON = 1 };

static bool send(const struct channel *channel, const struct alert *alert, struct arena *arena,
		 struct request *out)
{
	struct delivery row = { .attempt = 1 };
	struct err err = { 0 };
	return channel->kind->render(channel, alert, arena, &row, &err) &&
	       channel->kind->ask(channel, &row, 99000, arena, out, &err);
}

static struct str pid(struct arena *arena)
{
	return str_fmt(arena, "mentiond[%d]: ", (int)getpid());
}

static void the_classic_line(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct syslog_settings settings = { LOCAL3, CLASSIC, STR("") };
	struct channel channel = { .kind = channel_kinds[2], .settings = &settings };
	struct request request;
	struct sample s;
	sample_init(&s);
	EXPECT(send(&channel, &s.alert, arena, &request));
	struct str line = str_fmt(
		arena,
		"<156>Nov 22 10:14:31 " STR_FMT "mention id=01KANTSX2TB7G3M4N5P6Q7R8S9 brand=acme "
		"rule=complaint severity=high sentiment=-0.62 "
		"evidence=\"negative -0.62: \\\"ate my invoice\\\" -1.6, \\\"silent\\\" -1.2\" "
		"source=reddit author=bob url=\"https://news.example/item?id=41999001&p=2\" "
		"title=\"Acme ate my invoice\" "
		"short=s3bd",
		STR_ARG(pid(arena)));
	EXPECT_INT(request.kind, REQUEST_DATAGRAM);
	EXPECT_STR(request.url, STR("/dev/log"));
	EXPECT_STR(request.body, line);
}

static void priorities(void)
{
	static const struct {
		enum severity severity;
		const char *classic, *journal;
	} cases[] = {
		{ SEVERITY_INFO, "<158>", "\nPRIORITY=6\n" },
		{ SEVERITY_NOTICE, "<157>", "\nPRIORITY=5\n" },
		{ SEVERITY_HIGH, "<156>", "\nPRIORITY=4\n" },
		{ SEVERITY_CRITICAL, "<154>", "\nPRIORITY=2\n" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct syslog_settings settings = { LOCAL3, CLASSIC, STR("") };
		struct channel channel = { .kind = channel_kinds[2], .settings = &settings };
		struct request request;
		struct sample s;
		sample_init(&s);
		s.alert.severity = cases[i].severity;
		EXPECT(send(&channel, &s.alert, arena, &request));
		EXPECT(str_starts(request.body, str_from(cases[i].classic)));
		settings.format = JOURNAL;
		EXPECT(send(&channel, &s.alert, arena, &request));
		EXPECT(str_find(request.body, str_from(cases[i].journal)) < request.body.len);
	}
}

static void the_journals_fields(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct syslog_settings settings = { LOCAL3, JOURNAL, STR("/tmp/journal.sock") };
	struct channel channel = { .kind = channel_kinds[2], .settings = &settings };
	struct request request;
	struct sample s;
	sample_init(&s);
	s.rule_names[0] = STR("a\nPRIORITY=0");
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT_STR(request.url, STR("/tmp/journal.sock"));
	struct str rest = str_skip(request.body, str_find(request.body, STR("\nSYSLOG_FACILITY")));
	EXPECT(str_starts(request.body, STR("MESSAGE=mention id=01KANTSX2TB7G3M4N5P6Q7R8S9 ")));
	EXPECT_STR(
		rest,
		STR("\nSYSLOG_FACILITY=19\nSYSLOG_IDENTIFIER=mentiond\nPRIORITY=4\n"
		    "MESSAGE_ID=28e3c54fcc0b4a99bd92be9df3edd766\n"
		    "MENTION_ID=01KANTSX2TB7G3M4N5P6Q7R8S9\nMENTION_BRAND=acme\n"
		    "MENTION_RULE=a PRIORITY=0\n"
		    "MENTION_URL=https://news.example/item?id=41999001&p=2\n"
		    "MENTION_SENTIMENT=-0.62\n"
		    "MENTION_EVIDENCE=negative -0.62: \"ate my invoice\" -1.6, \"silent\" -1.2\n"));
	s.mention.is_edited = true;
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT(str_ends(request.body, STR(" -1.2\nMENTION_EDITED=yes\n")));
}

static void a_line_break_takes_the_long_form(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct syslog_settings settings = { LOCAL3, JOURNAL, STR("") };
	struct channel channel = { .kind = channel_kinds[2], .settings = &settings };
	struct delivery row = { .body = STR("two\nlines"), .note = STR("0\nPRIORITY=5\n") };
	struct request request;
	struct err err = { 0 };
	EXPECT(channel.kind->ask(&channel, &row, 0, arena, &request, &err));
	EXPECT_STR(request.body, STR("MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines\nSYSLOG_FACILITY=19\n"
				     "SYSLOG_IDENTIFIER=mentiond\nPRIORITY=5\n"));
	EXPECT_STR(request.url, STR("/run/systemd/journal/socket"));
}

static void one_line_whatever_comes(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct syslog_settings settings = { LOCAL3, CLASSIC, STR("") };
	struct channel channel = { .kind = channel_kinds[2], .settings = &settings };
	const struct str evil = STR("a\n<0>Jan  1 00:00:00 kernel: \x1b[31m\xE2\x80\xAE\xFF");
	struct request request;
	struct sample s;
	sample_init(&s);
	s.item.title = s.item.author = s.item.url = s.alert.source = evil;
	s.brand_names[0] = s.rule_names[0] = evil;
	EXPECT(send(&channel, &s.alert, arena, &request));
	for (size_t i = 0; i < request.body.len; i++)
		if (!EXPECT((unsigned char)request.body.at[i] >= ' '))
			break;
	EXPECT(request.body.len < 2048);
	sample_health(&s);
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT(str_find(request.body, STR(": health id=")) < request.body.len);
	EXPECT(str_find_char(request.body, '\n') == request.body.len);
}

static void too_long_a_socket(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct problems problems = problems_new(arena);
	char path[200];
	memset(path, 'x', sizeof(path));
	struct syslog_settings settings = { LOCAL3, 0, { path, 107 } };
	struct channel channel = { .kind = channel_kinds[2], .settings = &settings };
	channel.kind->check(&channel, &problems);
	EXPECT_INT(problems.errors, 0);
	settings.socket.len = 108;
	channel.kind->check(&channel, &problems);
	EXPECT_INT(problems.errors, 1);
}

static void standard_output(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct stdout_settings settings = { .is_on = true, .colour = NEVER };
	struct channel channel = { .kind = channel_kinds[3], .settings = &settings };
	struct problems problems = problems_new(arena);
	struct request request;
	struct sample s;
	sample_init(&s);
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT_INT(request.kind, REQUEST_WRITE);
	EXPECT(str_starts(request.body, STR("\xE2\x97\x8F acme  negative -0.62  high  s3bd\n")));
	settings.colour = ALWAYS;
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT(str_starts(request.body, STR("\033[31m")));
	settings.clears_line = true;
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT(str_starts(request.body, STR("\r\033[K\033[31m")));
	settings = (struct stdout_settings){ .is_on = true, .format = JSON };
	EXPECT(send(&channel, &s.alert, arena, &request));
	EXPECT(str_starts(request.body, STR("{\"id\":")));
	EXPECT(str_ends(request.body, STR("}\n")));
	EXPECT_INT(str_find_char(request.body, '\n'), request.body.len - 1);
	channel.kind->check(&channel, &problems);
	EXPECT_INT(problems.n, 0);
	EXPECT_INT(channel.kind->recipients(&channel, arena).n, 1);
	settings.is_on = false;
	channel.kind->check(&channel, &problems);
	EXPECT_INT(problems.n, 1);
	EXPECT_INT(channel.kind->recipients(&channel, arena).n, 0);
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
	RUN(the_classic_line);
	RUN(priorities);
	RUN(the_journals_fields);
	RUN(a_line_break_takes_the_long_form);
	RUN(one_line_whatever_comes);
	RUN(too_long_a_socket);
	RUN(standard_output);
	return test_end();
}
