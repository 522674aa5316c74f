/* Logins: tokens, what is kept, renewals, expiry, and what a refusal leads to. */
#include "player.h"

#include "poison.h"

#define ITEM "item: {id: id, url: u, title: t, time: at}\n"
#define PAGE "{\"hits\":[{\"id\":1,\"u\":\"https://x.example/1\",\"t\":\"t\",\"at\":1795348000}]}"
#define NOTHING "{\"hits\":[]}"

/* OAuth 2 with the credentials of a program. */
#define CREDENTIALS                                                                   \
	"connector: creds\nlabel: Creds\nneeds: [client_id, client_secret]\nlogin:\n" \
	"  request:\n    method: POST\n    url: https://www.api.example/token\n"      \
	"    basic: \"{client_id}:{client_secret}\"\n"                                \
	"    form: {grant_type: client_credentials}\n"                                \
	"  token: access_token\n  expires: expires_in\n"                              \
	"request:\n  url: https://oauth.api.example/search\n"                         \
	"  headers: {Authorization: \"Bearer {token}\"}\n"                            \
	"since: {by: time, as: epoch, overlap: 10m, first_run: 1d}\neach: hits\n" ITEM

static void logs_in_with_credentials(void)
{
	struct play play = { .yaml = CREDENTIALS,
			     .params = { "client_id=me", "!client_secret=s3cr3t:x" } };
	static const struct step_of steps[] = {
		{ .name = "the login",
		  .url = "https://www.api.example/token",
		  .header = "Content-Type: application/x-www-form-urlencoded",
		  .body = "grant_type=client_credentials",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"T1\",\"expires_in\":3600}" },
		{ .name = "the search",
		  .url = "https://oauth.api.example/search",
		  .header = "Authorization: Bearer T1",
		  .status = 200,
		  .answer = PAGE,
		  .items = 1,
		  .is_first = true },
		{ .name = "the token is kept",
		  .later_s = 3500,
		  .header = "Authorization: Bearer T1",
		  .status = 200,
		  .answer = NOTHING },
		{ .name = "it ends in 40 s: a new one",
		  .later_s = 60,
		  .url = "https://www.api.example/token",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"T2\",\"expires_in\":\"3600\"}" },
		{ .name = "the new one",
		  .header = "Authorization: Bearer T2",
		  .status = 200,
		  .answer = NOTHING },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void sends_credentials_as_basic(void)
{
	struct play play = { .yaml = CREDENTIALS,
			     .params = { "client_id=me", "!client_secret=s3cr3t:x" } };
	struct request request;
	struct err err = { 0 };
	if (!play_begin(&play))
		return;
	EXPECT(connector_ask(&play.use, STR(""), PLAY_NOW_MS, play.home, &request, &err));
	EXPECT_STR(request.method, STR("POST"));
	EXPECT_STR(request.user, STR("me"));
	EXPECT_STR(request.password, STR("s3cr3t:x"));
	EXPECT_INT(request.max_redirects, 0);
	EXPECT(request.headers.n == 1);
	play_end(&play);
}

/* In the middle of a round the service forgets the token: one login, and the same page again. */
static void a_refused_token_is_made_anew_once(void)
{
	struct play play = { .yaml = CREDENTIALS,
			     .params = { "client_id=me", "!client_secret=s3cr3t" } };
	static const struct step_of steps[] = {
		{ .name = "the login",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"TOKEN1\"}" },
		{ .name = "refused",
		  .header = "Authorization: Bearer TOKEN1",
		  .status = 401,
		  .answer = "{\"error\":{\"message\":\"no TOKEN1 here, s3cr3t\"}}",
		  .kind = ERR_AGAIN,
		  .says = "no *** here, ***",
		  .goes_on = true },
		{ .name = "another login",
		  .url = "https://www.api.example/token",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"T22222\"}" },
		{ .name = "refused again: no loop",
		  .header = "Authorization: Bearer T22222",
		  .status = 403,
		  .answer = "{}",
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .says = "look at client_id, client_secret" },
		{ .name = "an hour later with a login",
		  .later_s = 3600,
		  .url = "https://www.api.example/token",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"T3\"}" },
		{ .name = "all is well",
		  .header = "Authorization: Bearer T3",
		  .status = 200,
		  .answer = PAGE,
		  .items = 1,
		  .is_first = true },
		{ .name = "the next refusal is mended again",
		  .later_s = 60,
		  .status = 401,
		  .answer = "",
		  .kind = ERR_AGAIN,
		  .goes_on = true },
		{ .name = "a login",
		  .url = "https://www.api.example/token",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"T4\"}" },
		{ .name = "well",
		  .header = "Authorization: Bearer T4",
		  .status = 200,
		  .answer = NOTHING },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

static void a_refused_login_wants_a_human(void)
{
	static const struct step_of steps[] = {
		{ .name = "401",
		  .status = 401,
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .answer =
			  "{\"error\":\"invalid_client\",\"error_description\":\"unknown client\"}",
		  .says = "Creds refuses the login (401): unknown client" },
		{ .name = "400",
		  .status = 400,
		  .kind = ERR_REFUSED,
		  .rest_s = 3600,
		  .answer = "{\"error\":\"invalid_request\"}",
		  .says = "invalid_request" },
		{ .name = "too many logins",
		  .status = 429,
		  .kind = ERR_AGAIN,
		  .rest_s = 120,
		  .headers = { "Retry-After: 120" },
		  .answer = "" },
		{ .name = "the service is down", .status = 500, .kind = ERR_AGAIN, .answer = "" },
		{ .name = "no line", .status = 0, .kind = ERR_AGAIN, .answer = "" },
		{ .name = "a page",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = "<html>",
		  .says = "not JSON" },
		{ .name = "no token",
		  .status = 200,
		  .kind = ERR_DATA,
		  .goes_on = false,
		  .answer = "{\"access_token\":null}",
		  .says = "no token" },
		{ .name = "a token with a line break",
		  .status = 200,
		  .kind = ERR_DATA,
		  .answer = "{\"access_token\":\"a\\r\\nX-Evil: 1\"}",
		  .says = "control characters" },
	};
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct play play = { .yaml = CREDENTIALS,
				     .params = { "client_id=me", "!client_secret=s3cr3t" } };
		play_all(&play, &steps[i], 1);
	}
}

static void a_token_of_seconds_is_no_loop(void)
{
	struct play play = { .yaml = CREDENTIALS,
			     .params = { "client_id=me", "!client_secret=s3cr3t" } };
	static const struct step_of steps[] = {
		{ .name = "a token of a second",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"access_token\":\"T1\",\"expires_in\":1}" },
		{ .name = "it is used",
		  .later_s = 2,
		  .header = "Authorization: Bearer T1",
		  .status = 200,
		  .answer = PAGE,
		  .items = 1,
		  .is_first = true },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* --- a renewal, a host that is told, and the end in the token itself --- */

#define SESSION                                                                                \
	"connector: session\nlabel: Session\nneeds: [handle, app_password]\nlogin:\n"          \
	"  request:\n    method: POST\n    url: https://entry.example/createSession\n"         \
	"    json: {identifier: \"{handle}\", password: \"{app_password}\", n: 1, s: \"1\"}\n" \
	"  token: accessJwt\n"                                                                 \
	"  keep: {refresh: refreshJwt, host: \"didDoc.service[id=#pds].serviceEndpoint\"}\n"   \
	"  again:\n    method: POST\n    url: \"{host}/refreshSession\"\n"                     \
	"    headers: {Authorization: \"Bearer {refresh}\"}\n"                                 \
	"request:\n  url: \"{host}/searchPosts\"\n"                                            \
	"  headers: {Authorization: \"Bearer {token}\"}\n"                                     \
	"  query: {q: '\"{term}\"', cursor: \"{cursor}\"}\n"                                   \
	"since: {by: time, as: rfc3339, overlap: 10m, first_run: 1d}\n"                        \
	"pages: {by: cursor, next: cursor, max: 3}\neach: hits\n" ITEM

/* {"exp":1795352400}: one hour after the beginning. */
#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTUzNTI0MDB9.c2ln"
#define DOC(host)                                                                               \
	"\"didDoc\":{\"service\":[{\"id\":\"#x\"},{\"id\":\"#pds\",\"serviceEndpoint\":\"" host \
	"\"}]}"

static const struct step_of created = {
	.name = "createSession",
	.url = "https://entry.example/createSession",
	.header = "Content-Type: application/json",
	.body = "{\"identifier\":\"a\\\"b\",\"password\":\"pass-word\",\"n\":1,\"s\":\"1\"}",
	.status = 200,
	.goes_on = true,
	.answer = "{\"accessJwt\":\"" JWT
		  "\",\"refreshJwt\":\"R1\"," DOC("https://pds.example") "}",
};

static void renews_before_the_end_that_the_token_tells(void)
{
	struct play play = { .yaml = SESSION,
			     .terms = { "acme" },
			     .params = { "handle=a\"b", "!app_password=pass-word" } };
	static const struct step_of steps[] = {
		{ .name = "the host that was told",
		  .url = "https://pds.example/searchPosts?q=%22acme%22",
		  .header = "Authorization: Bearer " JWT,
		  .status = 200,
		  .is_first = true,
		  .answer = PAGE,
		  .items = 1 },
		{ .name = "59 minutes later: a renewal, with the other token",
		  .later_s = 3541,
		  .url = "https://pds.example/refreshSession",
		  .header = "Authorization: Bearer R1",
		  .body = "",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"accessJwt\":\"A2\",\"refreshJwt\":\"R2\"}" },
		{ .name = "the host stays",
		  .url = "https://pds.example/searchPosts?q=%22acme%22",
		  .header = "Authorization: Bearer A2",
		  .status = 200,
		  .answer = NOTHING },
		{ .name = "an old token by its name, in a 400",
		  .later_s = 60,
		  .status = 400,
		  .answer = "{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}",
		  .kind = ERR_AGAIN,
		  .says = "Token has expired",
		  .goes_on = true },
		{ .name = "both tokens rotate",
		  .url = "https://pds.example/refreshSession",
		  .header = "Authorization: Bearer R2",
		  .status = 200,
		  .goes_on = true,
		  .answer = "{\"accessJwt\":\"A3\",\"refreshJwt\":\"R3\"," DOC(
			  "https://pds2.example") "}" },
		{ .name = "the host moved",
		  .url = "https://pds2.example/searchPosts?q=%22acme%22",
		  .header = "Authorization: Bearer A3",
		  .status = 200,
		  .answer = NOTHING },
	};
	if (play_begin(&play)) {
		play_step(&play, &created);
		for (size_t i = 0; i < COUNT_OF(steps); i++)
			play_step(&play, &steps[i]);
	}
	play_end(&play);
}

static void a_renewal_without_a_token_is_a_full_login(void)
{
	static const char *const answers[] = { "{\"accessJwt\":\"\"}", "<html>", "[]" };
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct play play = { .yaml = SESSION,
				     .terms = { "acme" },
				     .params = { "handle=a\"b", "!app_password=pass-word" } };
		const struct step_of step = { .name = answers[i],
					      .later_s = 3600,
					      .status = 200,
					      .url = "https://pds.example/refreshSession",
					      .answer = answers[i],
					      .goes_on = true,
					      .kind = answers[i][0] == '<' ? ERR_AGAIN : ERR_DATA };
		if (play_begin(&play)) {
			play_step(&play, &created);
			play_step(&play, &step);
			play_step(&play, &created);
		}
		play_end(&play);
	}
}

static void a_refused_renewal_is_a_full_login(void)
{
	struct play play = { .yaml = SESSION,
			     .terms = { "acme" },
			     .params = { "handle=a\"b", "!app_password=pass-word" } };
	static const struct step_of steps[] = {
		{ .name = "the line is down: the renewal is tried again",
		  .later_s = 3600,
		  .url = "https://pds.example/refreshSession",
		  .status = 0,
		  .answer = "",
		  .kind = ERR_AGAIN },
		{ .name = "so it is when the service is down",
		  .later_s = 60,
		  .url = "https://pds.example/refreshSession",
		  .status = 502,
		  .answer = "<html><title>Bad gateway</title>",
		  .kind = ERR_AGAIN,
		  .says = "server error (502): Bad gateway" },
		{ .name = "or wants us to wait",
		  .url = "https://pds.example/refreshSession",
		  .status = 429,
		  .answer = "{}",
		  .kind = ERR_AGAIN,
		  .rest_s = 300 },
		{ .name = "refused",
		  .later_s = 60,
		  .url = "https://pds.example/refreshSession",
		  .status = 401,
		  .answer = "{\"error\":\"ExpiredToken\"}",
		  .kind = ERR_AGAIN,
		  .goes_on = true },
	};
	if (play_begin(&play)) {
		play_step(&play, &created);
		for (size_t i = 0; i < COUNT_OF(steps); i++)
			play_step(&play, &steps[i]);
		play_step(&play, &created);
	}
	play_end(&play);
}

/* Nothing of an answer may lead the password elsewhere, or a token to the open line. */
static void credentials_go_where_the_entry_says(void)
{
	struct play play = { .yaml = SESSION,
			     .terms = { "acme" },
			     .params = { "handle=a\"b", "!app_password=pass-word" } };
	static const char *const answers[] = {
		"{\"accessJwt\":\"A1\",\"refreshJwt\":\"R1\"," DOC("http://pds.example") "}",
		"{\"accessJwt\":\"A1\",\"refreshJwt\":\"R1\"," DOC("ftp://pds.example") "}",
		"{\"accessJwt\":\"A1\",\"refreshJwt\":\"R1\"," DOC("nobody") "}",
	};
	struct step_of step = created;
	step.kind = ERR_CONFIG;
	step.says = "what it told to keep";
	step.goes_on = false;
	for (size_t i = 0; i < COUNT_OF(answers) && play_begin(&play); i++) {
		step.name = step.answer = answers[i];
		play_step(&play, &step);
		play_step(&play, &created);
		play_end(&play);
	}
}

/* Where the entry names the server, it says by its scheme how safe it is to be. */
static void a_server_of_the_entry_is_as_safe_as_it_says(void)
{
	static const struct {
		const char *server;
		enum err_kind kind;
	} cases[] = { { "server=https://in.example", ERR_CONFIG },
		      { "server=http://in.example", ERR_NONE } };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct play play = {
			.yaml = "connector: own\nneeds: [server, secret]\nlogin:\n  request: "
				"{method: "
				"POST, url: \"{server}/in\", form: {p: \"{secret}\"}}\n"
				"  token: token\n  keep: {host: host}\n"
				"request: {url: \"{host}/s\", headers: {T: \"{token}\"}}\n"
				"each: hits\nitem: {id: id, url: u}\n",
			.params = { cases[i].server, "!secret=s3cr3t" },
		};
		const struct step_of step = {
			.name = cases[i].server,
			.status = 200,
			.kind = cases[i].kind,
			.goes_on = cases[i].kind == ERR_NONE,
			.answer = "{\"token\":\"T1\",\"host\":\"http://search.example\"}",
		};
		play_all(&play, &step, 1);
	}
}

static void another_credential_begins_with_a_login(void)
{
	struct play play = { .yaml = SESSION,
			     .terms = { "acme" },
			     .params = { "handle=a\"b", "!app_password=pass-word" } };
	struct step_of step = created;
	step.body = NULL;
	if (play_begin(&play)) {
		play_step(&play, &created);
		play.params[1] = "!app_password=changed";
		play_bind(&play);
		play_step(&play, &step);
	}
	play_end(&play);
}

static void tokens_are_masked(void)
{
	struct play play = { .yaml = SESSION,
			     .terms = { "acme" },
			     .params = { "handle=a\"b", "!app_password=pass-word" } };
	if (play_begin(&play)) {
		play_step(&play, &created);
		struct str text = STR("k=pass-word " JWT " R1 https://pds.example");
		struct str shown = connector_mask(&play.use, str_from(play.state), play.home, text);
		EXPECT(str_find(shown, STR("pass-word")) == shown.len);
		EXPECT(str_find(shown, STR(JWT)) == shown.len);
		EXPECT(str_find(shown, STR("https://pds.example")) < shown.len);
	}
	play_end(&play);
}

int main(void)
{
	RUN(logs_in_with_credentials);
	RUN(sends_credentials_as_basic);
	RUN(a_refused_token_is_made_anew_once);
	RUN(a_refused_login_wants_a_human);
	RUN(a_token_of_seconds_is_no_loop);
	RUN(renews_before_the_end_that_the_token_tells);
	RUN(a_renewal_without_a_token_is_a_full_login);
	RUN(a_refused_renewal_is_a_full_login);
	RUN(credentials_go_where_the_entry_says);
	RUN(a_server_of_the_entry_is_as_safe_as_it_says);
	RUN(another_credential_begins_with_a_login);
	RUN(tokens_are_masked);
	return test_end();
}
