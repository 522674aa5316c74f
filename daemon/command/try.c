#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "escape.h"
#include "feed.h"
#include "flow.h"
#include "language.h"
#include "render.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

/* What would happen to a text. Lines are judged as they come; the answers leave together whenever
 * the input has nothing more at once, so that a program may ask line by line. */

enum { LINE_MAX_BYTES = 8 * MIB, OUT_MAX = 256 * MIB, FLUSH_BYTES = 64 * KIB };

struct trial {
	const struct cli *cli;
	const struct plan *plan;
	struct match_desk *desk;
	struct arena *arena; /* reset after each line */
	bool is_json;
};

/* What became of one text. */
struct trial_outcome {
	struct item item;
	struct mention mention;
	struct verdict verdict;
	struct match_faults faults;
	struct sentiment sentiment;
	bool has_target; /* toward which it is */
	struct strs brands, rules, to;
};

static struct strs channel_names(const struct plan *plan, const struct verdict *verdict,
				 struct arena *arena)
{
	struct str *names = NEW(arena, struct str, verdict->n_to);
	for (size_t i = 0; i < verdict->n_to; i++)
		names[i] = plan->channels[verdict->to[i]].name;
	return (struct strs){ names, verdict->n_to };
}

static void judge_item(const struct trial *trial, struct str target, struct trial_outcome *out)
{
	const struct plan *plan = trial->plan;
	struct arena *arena = trial->arena;
	struct alert alert;
	plan_examine(plan, trial->desk, arena, &out->item, &out->mention, &out->faults);
	if (out->mention.n_brands == 0)
		plan_feel(plan, arena, &out->mention);
	out->sentiment = out->mention.sentiment;
	out->has_target = target.len > 0;
	if (target.len)
		plan_toward(plan, arena, &out->item, target, &out->sentiment);
	if (out->mention.n_brands == 0)
		return;
	const struct source *source = plan_source(plan, out->item.source);
	if (!source)
		source = &source_nowhere;
	decide(&(struct decide_case){ &plan->decide, source, &out->mention, clock_wall_ms(), NULL },
	       arena, &out->verdict);
	alert_make(&(struct alert_facts){ .plan = plan,
					  .source = source,
					  .mention = &out->mention,
					  .verdict = &out->verdict },
		   arena, &alert);
	out->brands = alert.brands;
	out->rules = alert.rules;
	out->to = channel_names(plan, &out->verdict, arena);
}

static void json_strs(struct json *json, const char *key, struct strs texts)
{
	json_key(json, key);
	json_open(json, '[');
	for (size_t i = 0; i < texts.n; i++)
		json_text(json, texts.at[i]);
	json_close(json, ']');
}

static void json_matches(struct json *json, const struct mention *mention)
{
	json_key(json, "matches");
	json_open(json, '[');
	for (size_t i = 0; i < mention->n_brands; i++) {
		const struct brand_hit *brand = &mention->brands[i];
		for (size_t j = 0; j < brand->n; j++) {
			const struct hit *hit = &brand->hits[j];
			json_open(json, '{');
			json_put(json, "brand", brand->name);
			json_put(json, "field", field_name(hit->field));
			json_put_int(json, "start", hit->start);
			json_put_int(json, "end", hit->end);
			json_put(json, "term", hit->term);
			json_put_some(json, "lookalike", hit->lookalike);
			json_close(json, '}');
		}
	}
	json_close(json, ']');
}

static void json_sentiments(struct json *json, const struct mention *mention)
{
	json_key(json, "sentiments");
	json_open(json, '{');
	for (size_t i = 0; i < mention->n_brands; i++) {
		json_key(json, str_z(json->buf->arena, mention->brands[i].name));
		render_sentiment(&mention->brands[i].sentiment, json);
	}
	json_close(json, '}');
}

/* A pattern that several queries use is there once for each, in a row. */
static bool is_told(const struct match_faults *faults, size_t i)
{
	return i && str_eq(faults->at[i].term, faults->at[i - 1].term);
}

static void json_faults(struct json *json, const struct match_faults *faults)
{
	if (faults->n == 0)
		return;
	json_key(json, "faults");
	json_open(json, '[');
	for (size_t i = 0; i < faults->n; i++)
		if (!is_told(faults, i))
			json_text(json, faults->at[i].what);
	json_close(json, ']');
}

static void json_lang(struct json *json, const struct mention *mention)
{
	json_put_some(json, "lang", mention->item->lang);
	if (mention->lang_guess.len == 0)
		return;
	json_put(json, "lang", mention->lang_guess);
	json_key(json, "lang_is_guessed");
	json_bool(json, true);
}

static void print_json(const struct trial *trial, const struct trial_outcome *outcome,
		       struct buf *out)
{
	struct json json = json_new(out);
	const struct item *item = &outcome->item;
	(void)trial;
	json_open(&json, '{');
	json_put(&json, "text", item->text);
	json_put_some(&json, "title", item->title);
	json_lang(&json, &outcome->mention);
	json_strs(&json, "brands", outcome->brands);
	json_strs(&json, "rules", outcome->rules);
	json_key(&json, "severity");
	if (outcome->verdict.n_rules)
		json_text(&json, severity_name(outcome->verdict.severity));
	else
		json_null(&json);
	json_strs(&json, "to", outcome->verdict.silent.len ? (struct strs){ 0 } : outcome->to);
	json_put_some(&json, "silent", outcome->verdict.silent);
	json_matches(&json, &outcome->mention);
	json_key(&json, "sentiment");
	render_sentiment(&outcome->sentiment, &json);
	if (outcome->mention.n_brands)
		json_sentiments(&json, &outcome->mention);
	render_topics(&outcome->mention, &json);
	json_faults(&json, &outcome->faults);
	json_close(&json, '}');
	buf_char(out, '\n');
}

/* The hit that is marked first: the one that begins earlier, of two the longer. */
static bool is_before(const struct hit *hit, const struct hit *other)
{
	if (!other || hit->start != other->start)
		return !other || hit->start < other->start;
	return hit->end > other->end;
}

static const struct hit *next_hit(const struct mention *mention, enum field field, size_t from)
{
	const struct hit *next = NULL;
	for (size_t i = 0; i < mention->n_brands; i++)
		for (size_t j = 0; j < mention->brands[i].n; j++) {
			const struct hit *hit = &mention->brands[i].hits[j];
			if (hit->field == field && hit->start >= from && is_before(hit, next))
				next = hit;
		}
	return next;
}

/* A text with the matched characters marked: in colour on a terminal, else in [brackets]. */
static void print_marked(const struct trial *trial, const struct mention *mention, enum field field,
			 struct str text, struct buf *out)
{
	size_t at = 0;
	bool has_colour = trial->cli->has_colour;
	while (at < text.len) {
		const struct hit *next = next_hit(mention, field, at);
		size_t start = next ? next->start : text.len, end = next ? next->end : text.len;
		escape_terminal(out, (struct str){ text.at + at, start - at });
		if (next) {
			buf_add(out, has_colour ? STR("\033[1;33m") : STR("["));
			escape_terminal(out, (struct str){ text.at + start, end - start });
			buf_add(out, has_colour ? STR("\033[0m") : STR("]"));
		}
		at = end;
	}
}

static void print_names(struct buf *out, const char *what, struct strs names, const char *none)
{
	buf_fmt(out, "  %-10s", what);
	if (names.n == 0)
		buf_add(out, str_from(none));
	for (size_t i = 0; i < names.n; i++) {
		buf_add(out, i ? STR(", ") : STR(""));
		escape_terminal(out, names.at[i]);
	}
	buf_char(out, '\n');
}

/* Toward each brand where there are several. */
static void print_sentiments(const struct trial_outcome *outcome, struct buf *out)
{
	const struct mention *mention = &outcome->mention;
	buf_add(out, STR("  sentiment "));
	if (mention->n_brands < 2 || outcome->has_target) {
		cli_tone(&outcome->sentiment, STR(""), out);
		return;
	}
	for (size_t i = 0; i < mention->n_brands; i++) {
		buf_add(out, i ? STR("            ") : STR(""));
		cli_tone(&mention->brands[i].sentiment, mention->brands[i].name, out);
	}
}

static void print_lookalikes(const struct mention *mention, struct buf *out)
{
	for (size_t i = 0; i < mention->n_brands; i++)
		for (size_t j = 0; j < mention->brands[i].n; j++) {
			struct str look = mention->brands[i].hits[j].lookalike;
			if (look.len == 0)
				continue;
			buf_add(out, STR("  look-alike: "));
			escape_terminal(out, look);
			buf_char(out, '\n');
		}
}

/* Each with the words that tell it, each once. */
static void print_topics(const struct mention *mention, struct buf *out)
{
	for (size_t i = 0; i < mention->n_topics; i++) {
		const struct topic_hit *topic = &mention->topics[i];
		buf_fmt(out, i ? "; " STR_FMT : "  topics    " STR_FMT, STR_ARG(topic->name));
		for (size_t j = 0; j < topic->n; j++) {
			struct str term = topic->hits[j].term;
			size_t known = 0;
			while (!str_eq(topic->hits[known].term, term))
				known++;
			if (known == j)
				buf_fmt(out, "%s \"" STR_FMT "\"", j ? "," : ":", STR_ARG(term));
		}
	}
	if (mention->n_topics)
		buf_char(out, '\n');
}

static void print_language(const struct trial *trial, const struct mention *mention,
			   struct buf *out)
{
	struct str guess = mention->lang_guess;
	struct str lang = guess.len ? guess : mention->item->lang;
	if (lang.len == 0)
		return;
	buf_add(out, STR("  language  "));
	escape_terminal(out, guess.len ? language_name(guess) : lang);
	buf_add(out, guess.len ? STR(", guessed") : STR(""));
	buf_add(out, score_speaks(trial->plan->scorer, lang)
			     ? STR("\n")
			     : STR("; no sentiment pack is of it\n"));
}

static void print_faults(const struct match_faults *faults, struct buf *out)
{
	for (size_t i = 0; i < faults->n; i++) {
		if (is_told(faults, i))
			continue;
		buf_fmt(out, "  fault     " STR_FMT ": ", STR_ARG(faults->at[i].what));
		escape_terminal(out, faults->at[i].term);
		buf_char(out, '\n');
	}
}

static void print_people(const struct trial *trial, const struct trial_outcome *outcome,
			 struct buf *out)
{
	const struct verdict *verdict = &outcome->verdict;
	if (outcome->item.title.len) {
		print_marked(trial, &outcome->mention, FIELD_TITLE, outcome->item.title, out);
		buf_char(out, '\n');
	}
	print_marked(trial, &outcome->mention, FIELD_TEXT, outcome->item.text, out);
	buf_char(out, '\n');
	print_names(out, "brands", outcome->brands, "none: this is no mention");
	print_lookalikes(&outcome->mention, out);
	print_language(trial, &outcome->mention, out);
	print_sentiments(outcome, out);
	print_topics(&outcome->mention, out);
	print_faults(&outcome->faults, out);
	if (outcome->mention.n_brands == 0)
		return;
	print_names(out, "rules", outcome->rules, "none");
	if (verdict->n_rules)
		buf_fmt(out, "  severity  " STR_FMT "\n",
			STR_ARG(severity_name(verdict->severity)));
	if (verdict->silent.len)
		print_names(out, "silent", (struct strs){ &verdict->silent, 1 }, "");
	else
		print_names(out, "told", outcome->to, "nobody; it is only stored");
}

static void tell_error(const struct trial *trial, const char *what, struct buf *out)
{
	if (!trial->is_json) {
		cli_error("%s", what);
		return;
	}
	struct json json = json_new(out);
	json_open(&json, '{');
	json_put(&json, "error", str_from(what));
	json_close(&json, '}');
	buf_char(out, '\n');
}

/* An empty line is a text, too, for a program that counts the answers; people need not see it. */
static void try_line(struct trial *trial, struct str line, struct buf *out)
{
	struct arena_mark mark = arena_mark(trial->arena);
	struct trial_outcome outcome = { 0 };
	struct str target = STR("");
	struct err err = { 0 };
	if (!item_parse_line(trial->arena, line, true, &outcome.item, &target, &err)) {
		tell_error(trial, err.text, out);
	} else if (trial->is_json || outcome.item.text.len || outcome.item.title.len) {
		judge_item(trial, target, &outcome);
		(trial->is_json ? print_json : print_people)(trial, &outcome, out);
	}
	arena_reset(trial->arena, mark);
}

/* Standard input, as far as it was read. */
struct trial_input {
	char *bytes;
	size_t len;
	bool is_end, is_in_long; /* the rest of a line that was too long is passed over */
};

/* The whole lines that are there; what is left of the last one moves to the front. */
static void try_lines(struct trial *trial, struct trial_input *input, struct buf *out)
{
	struct str rest = { input->bytes, input->len };
	while (rest.len) {
		size_t len = str_find_char(rest, '\n');
		if (len == rest.len && !input->is_end && len < LINE_MAX_BYTES)
			break;
		if (len == LINE_MAX_BYTES && !input->is_in_long)
			tell_error(trial, "the line is longer than 8 MiB", out);
		else if (!input->is_in_long)
			try_line(trial, str_first(rest, len), out);
		input->is_in_long = len == LINE_MAX_BYTES;
		rest = str_skip(rest, len + (len < rest.len));
		if (out->len >= FLUSH_BYTES) {
			cli_print(buf_str(out));
			out->len = 0;
		}
	}
	memmove(input->bytes, rest.at, rest.len);
	input->len = rest.len;
}

static int try_stdin(struct trial *trial)
{
	struct buf out = buf_new(trial->cli->arena, OUT_MAX);
	struct trial_input input = { arena_bytes(trial->cli->arena, LINE_MAX_BYTES), 0, false,
				     false };
	while (!input.is_end) {
		ssize_t got = read(STDIN_FILENO, input.bytes + input.len,
				   LINE_MAX_BYTES - input.len);
		if (got < 0 && errno == EINTR)
			continue;
		input.len += got > 0 ? (size_t)got : 0;
		input.is_end = got <= 0;
		try_lines(trial, &input, &out);
		if (out.len && !cli_print(buf_str(&out)))
			return EXIT_FINE; /* nobody reads on */
		out.len = 0;
	}
	return EXIT_FINE;
}

static int run_try(struct cli *cli)
{
	int status = EXIT_FINE;
	struct plan *plan = cli_plan_or_bare(cli);
	if (!plan)
		return EXIT_CONFIG;
	struct trial trial = {
		.cli = cli,
		.plan = plan,
		.desk = match_desk_new(),
		.arena = arena_new(256 * KIB),
		.is_json = cli_has(cli, "--json"),
	};
	if (cli->n_args == 0 || str_eq(cli->args[0], STR("-"))) {
		status = try_stdin(&trial);
	} else {
		struct buf out = buf_new(cli->arena, OUT_MAX);
		try_line(&trial, cli->args[0], &out);
		cli_print(buf_str(&out));
	}
	arena_free(&trial.arena);
	match_desk_free(&trial.desk);
	plan_release(&plan);
	return status;
}

static const struct cli_option options[] = {
	{ "--json", NULL, "One JSON object a line of input, in order." },
	{ 0 },
};

const struct command command_try = {
	.name = "try",
	.arguments = "[TEXT | -]",
	.summary =
		"What would happen to a text: brands, rules, sentiment with reasons, who is told.",
	.options = options,
	.args_max = 1,
	.run = run_try,
};
