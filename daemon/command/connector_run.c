#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "connector.h"
#include "escape.h"
#include "file.h"
#include "flow.h"

#include <stdlib.h>

#include "poison.h"

/* `connector run`: the first request of a round through the daemon's own door to the network, with
 * the login and the look-ups before it, shown step by step. Nothing is stored. What is printed goes
 * through the mask of all that is secret by then, also the names and values of headers. */

enum { OUT_MAX = 64 * MIB, STEPS_MAX = 10, SECRET_MAX = 64 * KIB, PARAMS_MAX = 64 };

struct run {
	struct cli *cli;
	struct arena *arena;
	struct net *net;
	struct connector_use use;
	struct str state, before; /* before: that the last request was made of */
	struct buf out;
	struct json json;
	bool is_json;
};

/* --- what the command line gives --- */

static bool has(struct strs names, struct str name)
{
	for (size_t i = 0; i < names.n; i++)
		if (str_eq(names.at[i], name))
			return true;
	return false;
}

static bool fetch(const struct cli *cli, struct str from, struct param *param)
{
	struct err err = { 0 };
	param->value = from;
	if (str_starts(from, STR("@"))) {
		param->is_secret = true;
		if (!file_read(cli->arena, str_skip(from, 1), SECRET_MAX, &param->value, &err)) {
			cli_error("--param " STR_FMT ": %s", STR_ARG(param->name), err.text);
			return false;
		}
	} else if (str_starts(from, STR("env:"))) {
		const char *value = getenv(str_z(cli->arena, str_skip(from, 4)));
		param->is_secret = true;
		if (!value) {
			cli_error("--param " STR_FMT ": " STR_FMT " is not set",
				  STR_ARG(param->name), STR_ARG(str_skip(from, 4)));
			return false;
		}
		param->value = str_from(value);
	}
	param->value = str_trim(param->value);
	return true;
}

/* What a connector needs or may have is masked also when it stands on the command line: the output
 * is pasted into reports. */
static bool take_params(const struct cli *cli, const struct connector *connector,
			struct params *out)
{
	const struct connector_about *about = connector_about(connector);
	struct param *list = NEW(cli->arena, struct param, PARAMS_MAX);
	struct str rest = cli_value(cli, "--param"), value, name;
	size_t n = 0;
	while (str_cut(&rest, '\n', &value)) {
		if (n == PARAMS_MAX || !str_cut(&value, '=', &name) || !value.at) {
			cli_error("--param wants NAME=VALUE, NAME=@FILE or NAME=env:NAME");
			return false;
		}
		list[n].name = name;
		if (!fetch(cli, value, &list[n]))
			return false;
		list[n].is_secret |= has(about->needs, name) || has(about->optional, name);
		n++;
	}
	*out = (struct params){ list, n };
	return true;
}

static struct strs take_terms(const struct cli *cli)
{
	struct str rest = cli_value(cli, "--term"), term;
	struct str *list = NEW(cli->arena, struct str, rest.len + 1);
	size_t n = 0;
	while (str_cut(&rest, '\n', &term))
		list[n++] = term;
	return (struct strs){ list, n };
}

static bool bind(struct run *run, const struct connector *connector)
{
	struct problems problems = problems_new(run->arena);
	struct connector_wish wish = { .terms = take_terms(run->cli) };
	if (!take_params(run->cli, connector, &wish.given))
		return false;
	if (wish.terms.n == 0 && connector_about(connector)->wants_terms) {
		cli_error("what shall it ask for? --term TERM tells");
		return false;
	}
	bool is_fine = connector_bind(run->arena, connector, &wish, &problems, &run->use);
	cli_problems(&problems, true);
	return is_fine;
}

/* As the daemon would ask with this configuration; this machine itself may always be asked. */
static bool open_net(struct run *run)
{
	static const struct str here[] = { STR_INIT("127.0.0.0/8"), STR_INIT("::1/128") };
	struct err err = { 0 };
	struct plan *plan = NULL;
	struct net_options options = { .agent = STR("mentiond/" VERSION) };
	if (run->cli->has_config && !(plan = cli_plan(run->cli, false)))
		return false;
	if (plan)
		options = flow_net_options(plan, STR(VERSION), run->arena);
	struct str *allow = NEW(run->arena, struct str, options.n_allow + COUNT_OF(here));
	for (size_t i = 0; i < options.n_allow; i++)
		allow[i] = options.allow[i];
	for (size_t i = 0; i < COUNT_OF(here); i++)
		allow[options.n_allow + i] = here[i];
	options.allow = allow;
	options.n_allow += COUNT_OF(here);
	bool is_fine = net_open(&options, &run->net, &err);
	if (!is_fine)
		cli_error("%s", err.text);
	plan_release(&plan);
	return is_fine;
}

/* --- what is shown --- */

static struct str masked(const struct run *run, struct str text)
{
	text = connector_mask(&run->use, run->before, run->arena, text);
	return connector_mask(&run->use, run->state, run->arena, text);
}

static void put_line(struct run *run, const char *before, struct str text)
{
	buf_fmt(&run->out, "%s", before);
	escape_terminal(&run->out, masked(run, text));
	buf_char(&run->out, '\n');
}

static void put_headers(struct run *run, struct headers headers)
{
	for (size_t i = 0; i < headers.n; i++)
		put_line(run, "  ",
			 str_fmt(run->arena, STR_FMT ": " STR_FMT, STR_ARG(headers.at[i].name),
				 STR_ARG(headers.at[i].value)));
}

static struct str status_words(const struct run *run, const struct response *response)
{
	if (response->err.kind != ERR_NONE)
		return str_fmt(run->arena, "no answer: %s", response->err.text);
	return str_fmt(run->arena, "status %d, %zu bytes, %lld ms", response->status,
		       response->body.len, (long long)response->took_ms);
}

static void put_step(struct run *run, const struct request *request,
		     const struct response *response)
{
	put_line(run, "",
		 str_fmt(run->arena, STR_FMT " " STR_FMT, STR_ARG(request->method),
			 STR_ARG(request->url)));
	if (request->user.len)
		put_line(run, "  ", STR("Authorization: Basic ***"));
	put_headers(run, request->headers);
	if (request->body.len)
		put_line(run, "  ", request->body);
	put_line(run, "", status_words(run, response));
	put_headers(run, response->headers);
	buf_char(&run->out, '\n');
}

static void json_headers(struct run *run, const char *key, struct headers headers)
{
	json_key(&run->json, key);
	json_open(&run->json, '[');
	for (size_t i = 0; i < headers.n; i++) {
		json_open(&run->json, '{');
		json_put(&run->json, "name", masked(run, headers.at[i].name));
		json_put(&run->json, "value", masked(run, headers.at[i].value));
		json_close(&run->json, '}');
	}
	json_close(&run->json, ']');
}

static void json_step(struct run *run, const struct request *request,
		      const struct response *response)
{
	struct json *json = &run->json;
	json_open(json, '{');
	json_put(json, "method", request->method);
	json_put(json, "url", masked(run, request->url));
	json_headers(run, "headers", request->headers);
	json_put_some(json, "body", masked(run, request->body));
	json_key(json, "answer");
	json_open(json, '{');
	if (response->err.kind != ERR_NONE)
		json_put(json, "error", masked(run, str_from(response->err.text)));
	json_put_int(json, "status", response->status);
	json_put_int(json, "bytes", (int64_t)response->body.len);
	json_headers(run, "headers", response->headers);
	json_close(json, '}');
	json_close(json, '}');
}

static void put_items(struct run *run, const struct heard *heard)
{
	buf_fmt(&run->out, "%zu %s\n", heard->items.n, heard->items.n == 1 ? "item" : "items");
	for (size_t i = 0; i < heard->items.n; i++)
		cli_item_row(&run->out, &heard->items.at[i]);
	if (heard->bad)
		put_line(
			run, "",
			str_fmt(run->arena, "%zu not read: %s", heard->bad, heard->first_bad.text));
	if (heard->goes_on)
		put_line(run, "", STR("more would be asked: a page, or the next terms"));
}

static void put_end(struct run *run, const struct heard *heard, const struct err *err)
{
	struct str rest = calendar_span(run->arena, heard->rest_ms);
	if (err->kind == ERR_NONE)
		put_items(run, heard);
	else
		put_line(run, "", str_fmt(run->arena, "failed: %s", err->text));
	if (heard->rest_ms)
		put_line(run, "",
			 str_fmt(run->arena, "no request for " STR_FMT " (" STR_FMT ")",
				 STR_ARG(rest), STR_ARG(heard->rest_why)));
}

static void json_end(struct run *run, const struct heard *heard, const struct err *err)
{
	struct json *json = &run->json;
	json_close(json, ']');
	json_key(json, "items");
	json_open(json, '[');
	for (size_t i = 0; i < heard->items.n; i++)
		cli_item_json(json, &heard->items.at[i], KEYS_OF_LINE);
	json_close(json, ']');
	if (err->kind != ERR_NONE)
		json_put(json, "error", masked(run, str_from(err->text)));
	json_put_int(json, "bad", (int64_t)heard->bad);
	json_put_some(json, "first_bad", masked(run, str_from(heard->first_bad.text)));
	json_key(json, "goes_on");
	json_bool(json, heard->goes_on);
	json_put_int(json, "rest_ms", heard->rest_ms);
	json_put_some(json, "rest_why", heard->rest_why);
	json_close(json, '}');
	buf_char(&run->out, '\n');
}

/* --- the requests --- */

static void answered(void *ctx, struct response *response)
{
	struct response **place = ctx;
	*place = response;
}

static bool move(struct run *run, const struct request *request, struct response **response,
		 struct err *err)
{
	*response = NULL;
	net_send(run->net, NET_SOURCE, request, run->arena, answered, response);
	while (!*response)
		if (!net_wait(run->net, -1, err))
			return false;
	return true;
}

/* One request and its answer. Its words are masked by what is known behind it, the new token too.
 */
static bool step(struct run *run, struct heard *heard, struct err *err)
{
	struct request *request = NEW(run->arena, struct request, 1);
	struct response *response;
	int64_t asked_ms = clock_wall_ms();
	*heard = (struct heard){ .state = run->state };
	if (!connector_ask(&run->use, run->state, asked_ms, run->arena, request, err) ||
	    !move(run, request, &response, err))
		return false;
	const struct connector_answer answer = { .response = response,
						 .state = run->state,
						 .asked_ms = asked_ms,
						 .now_ms = clock_wall_ms() };
	bool is_fine = connector_hear(&run->use, &answer, run->arena, heard, err);
	run->before = run->state;
	run->state = heard->state;
	if (run->is_json)
		json_step(run, request, response);
	else
		put_step(run, request, response);
	return is_fine;
}

/* Only an answer to the terms themselves can be their first one. */
static bool is_over(const struct heard *heard, bool is_fine)
{
	return !heard->goes_on || (is_fine && heard->is_first);
}

static int go(struct run *run)
{
	struct heard heard = { 0 };
	struct err err = { 0 };
	bool is_fine = false;
	if (run->is_json) {
		json_open(&run->json, '{');
		json_key(&run->json, "requests");
		json_open(&run->json, '[');
	}
	for (size_t i = 0; i < STEPS_MAX; i++) {
		err = (struct err){ 0 };
		is_fine = step(run, &heard, &err);
		if (is_over(&heard, is_fine))
			break;
	}
	if (run->is_json)
		json_end(run, &heard, &err);
	else
		put_end(run, &heard, &err);
	return cli_print(buf_str(&run->out)) && is_fine ? EXIT_FINE : EXIT_NO;
}

int cli_connector_run(struct cli *cli)
{
	struct run run = {
		.cli = cli, .arena = cli->arena, .state = STR(""), .is_json = cli_has(cli, "--json")
	};
	struct str path;
	run.out = buf_new(cli->arena, OUT_MAX);
	run.json = json_new(&run.out);
	const struct connector *connector = cli_connector(cli, cli->arena, cli->args[1], &path);
	if (!connector)
		return EXIT_CONFIG;
	if (!bind(&run, connector))
		return EXIT_USAGE;
	if (!open_net(&run))
		return EXIT_NO;
	int status = go(&run);
	net_close(&run.net);
	return status;
}
