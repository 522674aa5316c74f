#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "escape.h"
#include "flow.h"

#include "poison.h"

/* A sample alert through the real path of a channel: render, ask, send, read. It touches no store,
 * so it can be tried before the daemon ever ran. */

struct sample {
	const struct cli *cli;
	const struct plan *plan;
	struct net *net;
	struct match_desk *desk;
	size_t sent, failed;
};

struct trip {
	struct sample *sample;
	const struct channel *channel;
	struct delivery row;
	bool is_over;
	struct receipt receipt;
};

/* A text that the first brand's own words make a mention, so that marks and reasons are real. */
static void make_alert(struct sample *sample, struct arena *arena, struct alert *out)
{
	const struct plan *plan = sample->plan;
	struct str name = plan->n_brands ? plan->brands[0].name : STR("Acme");
	struct strs words = plan->n_brands ? match_words(plan->matcher, 0, arena)
					   : (struct strs){ 0 };
	struct str word = words.n ? words.at[0] : name;
	struct item *item = NEW(arena, struct item, 1);
	struct mention *mention = NEW(arena, struct mention, 1);
	struct match_faults faults = { 0 };
	struct verdict verdict;
	int64_t now = clock_wall_ms();
	unsigned char chance[10];
	*item = (struct item){
		.id = STR("sample"),
		.url = STR("https://forum.example/t/sample"),
		.title = str_fmt(arena, STR_FMT " ate my invoice", STR_ARG(word)),
		.text = str_fmt(arena,
				"This is a test of mentiond. If it were real, somebody would "
				"have written: " STR_FMT " is down again, support is silent, "
				"and I am really angry.",
				STR_ARG(word)),
		.author = STR("sample_author"),
		.published_ms = now - INT64_C(360000),
		.updated_ms = TIME_ABSENT,
	};
	clock_random(chance, sizeof(chance));
	plan_examine(plan, sample->desk, arena, item, mention, &faults);
	decide(&(struct decide_case){ &plan->decide, &source_nowhere, mention, now, NULL }, arena,
	       &verdict);
	alert_make(&(struct alert_facts){ .plan = plan,
					  .source = &source_nowhere,
					  .mention = mention,
					  .verdict = &verdict,
					  .id = alert_id(now, chance, arena),
					  .short_id = STR("test"),
					  .story = STR("sample"),
					  .seen_ms = now },
		   arena, out);
	out->is_sample = true;
	out->source = STR("sample");
	out->reason = STR("test");
}

static void print_result(const struct trip *trip)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf out = buf_new(arena, 64 * KIB);
	static const char *const words[] = { "sent", "failed for now", "refused",
					     "channel refused" };
	escape_terminal(&out, trip->channel->name);
	if (trip->row.recipient.len) {
		buf_add(&out, STR(" to "));
		escape_terminal(&out, trip->row.recipient);
	}
	buf_fmt(&out, ": %s, ", words[trip->receipt.outcome]);
	escape_terminal(&out, trip->receipt.text);
	buf_char(&out, '\n');
	cli_print(buf_str(&out));
}

static void answered(void *ctx, struct response *response)
{
	struct trip *trip = ctx;
	trip->channel->kind->read(trip->channel, response, trip->sample->cli->arena,
				  &trip->receipt);
	trip->is_over = true;
}

static void travel(struct sample *sample, const struct channel *channel, struct delivery *row)
{
	struct arena *arena = sample->cli->arena;
	struct trip trip = { .sample = sample, .channel = channel, .row = *row };
	struct request *request = NEW(arena, struct request, 1);
	struct err err = { 0 };
	trip.row.attempt = 1;
	if (!channel->kind->ask(channel, &trip.row, clock_wall_ms(), arena, request, &err)) {
		trip.is_over = true;
		trip.receipt = (struct receipt){ .outcome = OUTCOME_DEAD,
						 .text = str_dup(arena, str_from(err.text)) };
	} else {
		net_send(sample->net, NET_CHANNEL, request, arena, answered, &trip);
	}
	while (!trip.is_over)
		if (!net_wait(sample->net, -1, &err)) {
			cli_error("%s", err.text);
			break;
		}
	sample->sent += trip.receipt.outcome == OUTCOME_SENT;
	sample->failed += trip.receipt.outcome != OUTCOME_SENT;
	print_result(&trip);
}

static void print_body(const struct channel *channel, const struct delivery *row,
		       struct arena *arena)
{
	struct buf out = buf_new(arena, 4 * MIB);
	struct str rest = row->body, line;
	buf_add(&out, STR("--- "));
	escape_terminal(&out, channel->name);
	buf_char(&out, ' ');
	escape_terminal(&out, row->recipient);
	buf_char(&out, '\n');
	while (str_cut(&rest, '\n', &line)) {
		escape_terminal(&out,
				str_ends(line, STR("\r")) ? str_first(line, line.len - 1) : line);
		buf_char(&out, '\n');
	}
	cli_print(buf_str(&out));
}

static void send_channel(struct sample *sample, size_t number)
{
	struct arena *arena = sample->cli->arena;
	const struct channel *channel = &sample->plan->channels[number];
	struct alert alert;
	size_t n;
	make_alert(sample, arena, &alert);
	uint32_t to = (uint32_t)number;
	struct delivery *rows = alert_rows(sample->plan, &alert, &to, 1, arena, &n);
	if (n == 0) {
		cli_error("channel " STR_FMT " makes no message", STR_ARG(channel->name));
		sample->failed++;
	}
	for (size_t i = 0; i < n; i++) {
		if (cli_has(sample->cli, "--print"))
			print_body(channel, &rows[i], arena);
		else
			travel(sample, channel, &rows[i]);
	}
}

static bool open_net(struct sample *sample)
{
	struct err err = { 0 };
	const struct net_options options = flow_net_options(sample->plan, STR(VERSION),
							    sample->cli->arena);
	if (net_open(&options, &sample->net, &err))
		return true;
	cli_error("%s", err.text);
	return false;
}

static struct str channel_names(const struct plan *plan, struct arena *arena)
{
	struct buf names = buf_new(arena, 4 * KIB);
	for (size_t i = 0; i < plan->n_channels; i++)
		buf_fmt(&names, i ? ", " STR_FMT : STR_FMT, STR_ARG(plan->channels[i].name));
	return buf_str(&names);
}

static int send_all(struct sample *sample)
{
	const struct plan *plan = sample->plan;
	const struct cli *cli = sample->cli;
	bool is_all = cli_has(cli, "--all");
	const struct channel *one = is_all ? NULL : plan_channel(plan, cli->args[0]);
	if (!is_all && !one) {
		cli_error("no channel is called " STR_FMT "; there are: " STR_FMT,
			  STR_ARG(cli->args[0]), STR_ARG(channel_names(plan, cli->arena)));
		return EXIT_USAGE;
	}
	if (!open_net(sample))
		return EXIT_NO;
	for (size_t i = 0; i < plan->n_channels; i++)
		if (is_all || one == &plan->channels[i])
			send_channel(sample, i);
	net_close(&sample->net);
	return sample->failed ? EXIT_NO : EXIT_FINE;
}

static int run_send_test(struct cli *cli)
{
	if (cli->n_args == 0 && !cli_has(cli, "--all")) {
		cli_error("name a channel, or say --all");
		return EXIT_USAGE;
	}
	struct plan *plan = cli_plan(cli, false);
	if (!plan)
		return EXIT_CONFIG;
	struct sample sample = { .cli = cli, .plan = plan, .desk = match_desk_new() };
	int status = send_all(&sample);
	match_desk_free(&sample.desk);
	plan_release(&plan);
	return status;
}

static const struct cli_option options[] = {
	{ "--all", NULL, "Every channel." },
	{ "--print", NULL, "Show the message instead of sending it." },
	{ 0 },
};

const struct command command_send_test = {
	.name = "send-test",
	.arguments = "CHANNEL | --all",
	.summary = "Send a sample alert through a channel, or show it.",
	.options = options,
	.args_max = 1,
	.run = run_send_test,
};
