#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "escape.h"
#include "json_write.h"
#include "score.h"

#include "poison.h"

/* list, show, why and dead: what the store remembers, read without disturbing the daemon. */

enum { OUT_MAX = 64 * MIB, LIST_DEFAULT = 50, LIST_MAX = 100000 };

struct store *cli_store(const struct cli *cli, struct plan **plan)
{
	struct err err = { 0 };
	struct store *store = NULL;
	*plan = cli_outline(cli);
	if (!*plan)
		return NULL;
	if (!store_open((*plan)->config.store, true, &store, &err)) {
		cli_error("%s", err.text);
		plan_release(plan);
		return NULL;
	}
	return store;
}

/* The open store, what was asked for, and what is written. */
struct view {
	const struct cli *cli;
	const struct plan *plan;
	struct store *store;
	struct buf *out;
	bool is_json, is_misused;
	struct err err;
};

typedef bool show(struct view *view);

static int with_store(struct cli *cli, show *body)
{
	struct plan *plan;
	struct store *store = cli_store(cli, &plan);
	struct buf out = buf_new(cli->arena, OUT_MAX);
	if (!store)
		return EXIT_CONFIG;
	struct view view = { cli, plan, store, &out, cli_has(cli, "--json"), false, { 0 } };
	bool is_fine = body(&view);
	cli_print(buf_str(&out));
	if (view.err.kind != ERR_NONE)
		cli_error("%s", view.err.text);
	store_close(&store);
	plan_release(&plan);
	return is_fine ? EXIT_FINE : view.is_misused ? EXIT_USAGE : EXIT_NO;
}

/* The store knows a source by its key, people by its name. */
static struct str source_name(const struct view *view, struct str key)
{
	for (size_t i = 0; i < view->plan->n_sources; i++)
		if (str_eq(view->plan->sources[i].key, key))
			return view->plan->sources[i].name;
	return key;
}

/* How wide the columns of a list are: as its widest cell, within reason. */
struct widths {
	size_t brands, source, rules;
};

static void widen(size_t *width, struct str cell)
{
	enum { WIDEST = 20 };
	size_t own = escape_columns(cell);
	own = own < WIDEST ? own : WIDEST;
	*width = own > *width ? own : *width;
}

static struct widths widths_of(const struct view *view, const struct mention_row *rows, size_t n)
{
	struct widths widths = { 0 };
	for (size_t i = 0; i < n; i++) {
		widen(&widths.brands, rows[i].brands);
		widen(&widths.source, source_name(view, rows[i].source));
		widen(&widths.rules, rows[i].rules);
	}
	return widths;
}

/* A tone that is unknown has no score. */
static void print_row(const struct view *view, const struct mention_row *row,
		      const struct widths *widths)
{
	struct buf *out = view->out;
	bool is_known = !str_eq(row->tone, tone_name(TONE_UNKNOWN));
	struct str score = is_known ? str_fmt(out->arena, "%+.2f", row->score) : STR("");
	buf_fmt(out, STR_FMT "  " STR_FMT "  %-8.*s %5.*s  ", STR_ARG(row->short_id),
		STR_ARG(calendar_plain(out->arena, row->seen_ms)), STR_ARG(row->tone),
		STR_ARG(score));
	escape_cell(out, row->brands, widths->brands);
	buf_add(out, STR("  "));
	escape_cell(out, source_name(view, row->source), widths->source);
	buf_add(out, STR("  "));
	escape_cell(out, row->rules, widths->rules);
	buf_add(out, STR("  "));
	cli_document_line(row->document, out);
	if (row->corrected.len)
		buf_fmt(out, "  (corrected: " STR_FMT ")", STR_ARG(row->corrected));
	if (row->silent.len) {
		buf_add(out, STR("  (silent: "));
		escape_terminal(out, row->silent);
		buf_char(out, ')');
	}
	buf_char(out, '\n');
}

static bool set_number(const struct cli *cli, const char *name, size_t *out)
{
	int64_t n;
	if (!cli_has(cli, name))
		return true;
	if (!str_int(cli_value(cli, name), &n) || n < 1 || n > LIST_MAX) {
		cli_error("%s takes a number from 1 to %d", name, LIST_MAX);
		return false;
	}
	*out = (size_t)n;
	return true;
}

static bool is_tone(struct str name)
{
	for (enum tone tone = TONE_UNKNOWN; tone <= TONE_MIXED; tone++)
		if (str_eq(name, tone_name(tone)))
			return true;
	return false;
}

static bool filter_of(const struct view *view, struct mention_filter *filter)
{
	const struct cli *cli = view->cli;
	int64_t since_ms;
	filter->limit = LIST_DEFAULT;
	filter->brand = cli_value(cli, "--brand");
	filter->tone = cli_value(cli, "--tone");
	if (filter->tone.len && !is_tone(filter->tone)) {
		cli_error("--tone takes negative, neutral, positive, mixed or unknown");
		return false;
	}
	filter->source = cli_value(cli, "--source");
	const struct source *source = plan_source(view->plan, filter->source);
	if (source)
		filter->source = source->key;
	filter->rule = cli_value(cli, "--rule");
	filter->topic = cli_value(cli, "--topic");
	if (cli_has(cli, "--since")) {
		if (!duration_parse(cli_value(cli, "--since"), &since_ms)) {
			cli_error("--since takes a duration such as 2h or 7d");
			return false;
		}
		filter->since_ms = clock_wall_ms() - since_ms;
	}
	return set_number(cli, "--limit", &filter->limit);
}

static bool show_list(struct view *view)
{
	struct mention_filter filter = { 0 };
	struct mention_row *rows;
	size_t n;
	view->is_misused = !filter_of(view, &filter);
	if (view->is_misused ||
	    !store_mentions(view->store, &filter, view->cli->arena, &rows, &n, &view->err))
		return false;
	const struct widths widths = widths_of(view, rows, n);
	for (size_t i = 0; i < n; i++) {
		if (view->is_json)
			buf_fmt(view->out, STR_FMT "\n", STR_ARG(rows[i].document));
		else
			print_row(view, &rows[i], &widths);
	}
	bool is_narrowed = filter.brand.len || filter.tone.len || filter.source.len ||
			   filter.rule.len || filter.topic.len || filter.since_ms;
	if (n == 0 && !view->is_json)
		buf_add(view->out,
			is_narrowed ? STR("no such mentions\n") : STR("no mentions yet\n"));
	return true;
}

/* The one mention of this id, or an error that says why not. */
static bool find_one(struct view *view, struct mention_row *out)
{
	const struct mention_filter filter = { .id = view->cli->args[0], .limit = 2 };
	struct mention_row *rows;
	size_t n;
	if (!store_mentions(view->store, &filter, view->cli->arena, &rows, &n, &view->err))
		return false;
	if (n != 1) {
		cli_error(n ? "more than one mention begins with " STR_FMT
			    : "no mention with the id " STR_FMT,
			  STR_ARG(filter.id));
		return false;
	}
	*out = rows[0];
	return true;
}

static void json_delivery(struct view *view, const struct delivery_row *row, struct json *json)
{
	struct receipt_row *receipts;
	size_t n;
	json_open(json, '{');
	json_put(json, "id", row->id);
	json_put(json, "mention", row->alert);
	json_put_some(json, "short_id", row->short_id);
	json_put(json, "channel", row->channel);
	json_put_some(json, "recipient", row->recipient);
	json_put(json, "state", row->state);
	json_put_int(json, "attempts", row->attempts);
	json_put_time(json, "born", row->born_ms);
	if (row->done_ms)
		json_put_time(json, "done", row->done_ms);
	if (row->next_ms)
		json_put_time(json, "next", row->next_ms);
	json_put_some(json, "last", row->last);
	json_key(json, "receipts");
	json_open(json, '[');
	if (store_receipts(view->store, row->id, view->cli->arena, &receipts, &n, &view->err))
		for (size_t i = 0; i < n; i++) {
			json_open(json, '{');
			json_put_time(json, "at", receipts[i].at_ms);
			json_put_int(json, "attempt", receipts[i].attempt);
			json_put(json, "outcome", receipts[i].outcome);
			json_put(json, "text", receipts[i].text);
			json_close(json, '}');
		}
	json_close(json, ']');
	json_close(json, '}');
}

static void print_delivery(struct view *view, const struct delivery_row *row)
{
	struct buf *out = view->out;
	struct receipt_row *receipts;
	size_t n;
	buf_fmt(out, "  %-8.*s", STR_ARG(row->state));
	escape_terminal(out, row->channel);
	if (row->recipient.len) {
		buf_add(out, STR(" to "));
		escape_terminal(out, row->recipient);
	}
	buf_fmt(out, "  " STR_FMT "\n", STR_ARG(row->id));
	if (!store_receipts(view->store, row->id, view->cli->arena, &receipts, &n, &view->err))
		return;
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out, "    " STR_FMT "  try %d: " STR_FMT ", ",
			STR_ARG(calendar_rfc3339(out->arena, receipts[i].at_ms)),
			receipts[i].attempt, STR_ARG(receipts[i].outcome));
		escape_terminal(out, receipts[i].text);
		buf_char(out, '\n');
	}
}

static bool show_one(struct view *view)
{
	struct mention_row row;
	if (!find_one(view, &row))
		return false;
	if (view->is_json) {
		buf_fmt(view->out, STR_FMT "\n", STR_ARG(row.document));
		return true;
	}
	const struct widths widths = widths_of(view, &row, 1);
	print_row(view, &row, &widths);
	cli_document(row.document, view->out);
	return true;
}

/* The whole chain: source, rule, decision, deliveries, receipts. */
static bool show_why(struct view *view)
{
	struct mention_row row;
	struct delivery_row *rows;
	size_t n;
	struct buf *out = view->out;
	if (!find_one(view, &row))
		return false;
	const struct delivery_filter filter = { .alert = row.id, .limit = LIST_MAX };
	if (!store_deliveries(view->store, &filter, view->cli->arena, &rows, &n, &view->err))
		return false;
	if (view->is_json) {
		struct json json = json_new(out);
		json_open(&json, '{');
		json_key(&json, "mention");
		buf_add(out, row.document);
		json.needs_comma = true;
		json_put_some(&json, "silent", row.silent);
		json_put_some(&json, "corrected", row.corrected);
		json_key(&json, "deliveries");
		json_open(&json, '[');
		for (size_t i = 0; i < n; i++)
			json_delivery(view, &rows[i], &json);
		json_close(&json, ']');
		json_close(&json, '}');
		buf_char(out, '\n');
		return true;
	}
	const struct widths widths = widths_of(view, &row, 1);
	print_row(view, &row, &widths);
	buf_fmt(out, "  seen " STR_FMT " at ", STR_ARG(calendar_rfc3339(out->arena, row.seen_ms)));
	escape_terminal(out, source_name(view, row.source));
	buf_add(out, STR("\n  taken by rule "));
	escape_terminal(out, row.rules.len ? row.rules : STR("none"));
	buf_fmt(out, ", severity " STR_FMT "\n  id " STR_FMT ", story " STR_FMT "\n",
		STR_ARG(row.severity), STR_ARG(row.id), STR_ARG(row.story));
	cli_document_reasons(row.document, out);
	if (row.silent.len) {
		buf_add(out, STR("  nobody was told: "));
		escape_terminal(out, row.silent);
		buf_char(out, '\n');
	} else if (n == 0) {
		buf_add(out, STR("  nobody was told: the rule names no channel\n"));
	}
	for (size_t i = 0; i < n; i++)
		print_delivery(view, &rows[i]);
	return true;
}

static bool show_dead(struct view *view)
{
	struct delivery_row *rows;
	size_t n, shown = 0;
	struct str wanted = view->cli->n_args ? view->cli->args[0] : STR("");
	const struct delivery_filter filter = { .state = STR("dead"), .limit = LIST_MAX };
	if (!store_deliveries(view->store, &filter, view->cli->arena, &rows, &n, &view->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (wanted.len && !str_eq(rows[i].id, wanted))
			continue;
		shown++;
		if (!view->is_json) {
			print_delivery(view, &rows[i]);
			continue;
		}
		struct json json = json_new(view->out);
		json_delivery(view, &rows[i], &json);
		buf_char(view->out, '\n');
	}
	if (shown == 0 && wanted.len)
		cli_error("no dead delivery has the id " STR_FMT, STR_ARG(wanted));
	else if (shown == 0 && !view->is_json)
		buf_add(view->out, STR("no delivery was given up\n"));
	return shown || wanted.len == 0;
}

static int run_list(struct cli *cli)
{
	return with_store(cli, show_list);
}

static int run_show(struct cli *cli)
{
	return with_store(cli, show_one);
}

static int run_why(struct cli *cli)
{
	return with_store(cli, show_why);
}

/* Making a delivery wait again is the daemon's to write. */
static int run_dead(struct cli *cli)
{
	int status = EXIT_NO;
	if (!cli_has(cli, "--again"))
		return with_store(cli, show_dead);
	struct plan *plan = cli_outline(cli);
	if (!plan)
		return EXIT_CONFIG;
	struct str line = str_fmt(cli->arena, "again " STR_FMT,
				  STR_ARG(cli->n_args ? cli->args[0] : STR("")));
	if (!cli_control(cli, plan->config.control, line, &status))
		cli_error("no daemon answers at " STR_FMT "; it must run to send again",
			  STR_ARG(plan->config.control));
	plan_release(&plan);
	return status;
}

static const struct cli_option list_options[] = {
	{ "--brand", "NAME", "Only of this brand." },
	{ "--tone", "LABEL", "Only negative, neutral, positive, mixed or unknown ones." },
	{ "--source", "NAME", "Only from this source." },
	{ "--rule", "NAME", "Only those this rule took." },
	{ "--topic", "NAME", "Only on this topic: breach, recall, outage, …" },
	{ "--since", "DURATION", "Only younger ones: 2h, 7d." },
	{ "--limit", "N", "At most so many (default 50)." },
	{ "--json", NULL, "One JSON object a line." },
	{ 0 },
};

static const struct cli_option json_only[] = {
	{ "--json", NULL, "One JSON object a line." },
	{ 0 },
};

static const struct cli_option dead_options[] = {
	{ "--again", NULL, "Send them once more: all, or the one with this id." },
	{ "--json", NULL, "One JSON object a line." },
	{ 0 },
};

const struct command command_list = {
	.name = "list",
	.arguments = "",
	.summary = "The mentions in the store, newest first.",
	.options = list_options,
	.run = run_list,
};

const struct command command_show = {
	.name = "show",
	.arguments = "ID",
	.summary = "One mention with all that is known of it.",
	.options = json_only,
	.args_min = 1,
	.args_max = 1,
	.run = run_show,
};

const struct command command_why = {
	.name = "why",
	.arguments = "ID",
	.summary = "Why a mention was told, to whom, and what the receivers answered; or why not.",
	.options = json_only,
	.args_min = 1,
	.args_max = 1,
	.run = run_why,
};

const struct command command_dead = {
	.name = "dead",
	.arguments = "[ID]",
	.summary = "Deliveries that were given up.",
	.options = dead_options,
	.args_max = 1,
	.run = run_dead,
};
