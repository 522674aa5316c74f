/* Secrets: where they come from, and that they are never printed. */
#include "fixture.h"

#define REST                                                                  \
	"\nbrands: {acme: {any: [Acme]}}\nrules: [{name: rest, to: [ops]}]\n" \
	"channels: {ops: {syslog: true}}\n"
#define SOURCES "sources: [{file: a}]\n"
#define PASSWORD(value) "sources: [{feed: 'https://a.example/', user: u, password: " value "}]" REST

static void fetches(void)
{
	static const struct {
		const char *name, *content;
		mode_t mode;
		const char *value, *want; /* the secret, or what is told */
	} cases[] = {
		{ "file", "geheim\n", 0600, "{file: s}", "geheim" },
		{ "file of a group", "geheim", 0640, "{file: s}", "geheim" },
		{ "file with a carriage return", "geheim\r\n", 0600, "{file: s}", "geheim" },
		{ "only the last newline", " ge heim \n", 0600, "{file: s}", " ge heim " },
		{ "everybody's file", "geheim\n", 0644, "{file: s}",
		  "1:66: error: \"password\": everybody on this machine can read that file | "
		  "chmod 0640 s" },
		{ "no file", "", 0600, "{file: t}",
		  "1:66: error: \"password\": t: No such file or directory" },
		{ "empty file", "", 0600, "{file: s}",
		  "1:66: error: \"password\": the secret is empty" },
		{ "two lines", "ge\nheim\n", 0600, "{file: s}",
		  "1:66: error: \"password\": the secret holds a line break or a control "
		  "character" },
		{ "environment", "", 0600, "{env: MENTIOND_TEST_SECRET}", "geheim" },
		{ "no environment", "", 0600, "{env: MENTIOND_TEST_NOTHING}",
		  "1:65: error: \"password\": this environment variable is not set" },
		{ "credential", "geheim\n", 0644, "{credential: s}", "geheim" },
		{ "credential elsewhere", "geheim\n", 0600, "{credential: ../s}",
		  "1:72: error: \"password\": a credential has a plain name without /" },
		{ "inline", "", 0600, "geheim",
		  "1:49: error: \"password\": a secret is never written inline | write {file: "
		  "PATH}, {env: NAME} or {credential: NAME} instead" },
		{ "inline list", "", 0600, "[geheim]",
		  "1:49: error: \"password\" wants a secret's place | write {file: PATH}, {env: "
		  "NAME} or {credential: NAME} instead" },
		{ "unknown way", "", 0600, "{fil: s}",
		  "1:49: error: \"password\" wants a secret's place | write {file: PATH}, {env: "
		  "NAME} or {credential: NAME} instead" },
	};
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		fixture_reset();
		fixture_write("s", str_from(cases[i].content), cases[i].mode);
		const char *text = str_z(arena, str_fmt(arena, PASSWORD("%s"), cases[i].value));
		bool is_loaded = fixture_load(text);
		EXPECT_STR(is_loaded ? config.sources[0].password : fixture_told(),
			   str_from(cases[i].want));
		fixture_remove("s");
	}
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void needs_credentials(void)
{
	fixture_reset();
	unsetenv("CREDENTIALS_DIRECTORY");
	EXPECT(!fixture_load(PASSWORD("{credential: mail}")));
	EXPECT_STR(fixture_told(),
		   STR("1:72: error: \"password\": there are no credentials "
		       "($CREDENTIALS_DIRECTORY is not set) | systemd hands them over by "
		       "LoadCredential=mail:PATH"));
}

/* However it is written, and whatever else is wrong there. */
static void is_never_printed(void)
{
	static const struct {
		const char *name, *in;
	} cases[] = {
		{ "inline", PASSWORD("hunter2") },
		{ "quoted", PASSWORD("\"hunter2\"") },
		{ "quoted, two lines", PASSWORD("\"\n   hunter2\"") },
		{ "number", PASSWORD("hunter2 # 5") },
		{ "list", PASSWORD("[hunter2]") },
		{ "map", PASSWORD("{value: hunter2}") },
		{ "wrong key in the same line", PASSWORD("hunter2, foo: 1, limit: x") },
		{ "wrong key before", "sources: [{foo: 1, user: u, password: hunter2}]" REST },
		{ "block",
		  "mail:\n  server: x\n  password: hunter2\n  from: a@b.example\n" SOURCES REST },
		{ "literal", "mail:\n  password: |\n    hunter2\n    x: y\n" SOURCES REST },
		{ "next line", "mail:\n  password:\n    hunter2\n  servr: y\n" SOURCES REST },
		{ "misspelt", "mail: {pasword: hunter2}\n" SOURCES REST },
		{ "misspelt otherwise", "mail: {passwrd: hunter2}\n" SOURCES REST },
		{ "another name", "mail: {smtp_token: hunter2}\n" SOURCES REST },
		{ "quoted key", "mail: {\"password\": hunter2}\n" SOURCES REST },
		{ "no YAML", "mail: {password: hunter2: x}\n" SOURCES REST },
		{ "no YAML in a block", "mail:\n  password: hunter2: x\n" SOURCES REST },
		{ "no colon", "mail:\n  password hunter2\n  server: y\n" SOURCES REST },
		{ "equals sign", "mail:\n  password=hunter2\n  server: y\n" SOURCES REST },
		{ "tab", "mail:\n\tpassword: hunter2\n" SOURCES REST },
		{ "tag", "mail: {password: !x hunter2}\n" SOURCES REST },
		{ "twice", "mail: {password: {env: HOME}, password: hunter2}\n" SOURCES REST },
		{ "anchor", "mail: {password: &x hunter2, user: [*x]}\n" SOURCES REST },
		{ "in a URL", "sources: [{feed: 'https://u:hunter2@a.example/'}]" REST },
		{ "in a URL of another kind",
		  "sources: [{feed: 'ftp://u:hunter2@a.example/'}]" REST },
		{ "header", "sources: [{feed: 'https://a.example/', headers: {Authorization: "
			    "Bearer hunter2}}]" REST },
		{ "webhook secret", SOURCES "channels: {ops: {webhook: {url: 'https://c.example/', "
					    "secret: whsec_hunter2}}}\n" },
		{ "webhook URL", SOURCES
		  "channels: {ops: {webhook: {url: 'https://c.example/hunter2', formt: x}}}\n" },
		{ "webhook in short",
		  SOURCES "channels: {ops: {webhook: 'https://c.example/hunter2', formt: x}}\n" },
		{ "webhook URL, misspelt",
		  SOURCES "channels: {ops: {webhook: {urll: 'https://c.example/hunter2'}}}\n" },
		{ "in a query",
		  "sources: [{feed: 'https://a.example/?feed_token=hunter2', evry: 5m}]" REST },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		fixture_reset();
		EXPECT(!fixture_load(cases[i].in));
		struct buf printed = buf_new(arena, MIB);
		problems_print(&problems, &printed, false);
		if (!EXPECT(str_find(buf_str(&printed), STR("hunter2")) == printed.len))
			fprintf(stderr, STR_FMT, STR_ARG(buf_str(&printed)));
	}
}

static void shows_everything_else(void)
{
	fixture_reset();
	fixture_load("mail: {password: {file: mail.secret}, servr: a}\n" SOURCES REST);
	struct buf printed = buf_new(arena, MIB);
	problems_print(&problems, &printed, false);
	EXPECT(str_find(buf_str(&printed),
			STR("1 | mail: {password: {file: mail.secret}, servr: a}")) < printed.len);
	fixture_reset();
	fixture_load("rules:\n- {name: a, any: [password leak, token], sentimnt: x}\n" SOURCES);
	printed = buf_new(arena, MIB);
	problems_print(&problems, &printed, false);
	EXPECT(str_find(buf_str(&printed),
			STR("- {name: a, any: [password leak, token], sentimnt: x}")) <
	       printed.len);
}

static void body(void)
{
	setenv("MENTIOND_TEST_SECRET", "geheim", 1);
	RUN(fetches);
	RUN(needs_credentials);
	RUN(is_never_printed);
	RUN(shows_everything_else);
}

int main(void)
{
	return fixture_run(body);
}
