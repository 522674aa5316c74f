#include "cli.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "escape.h"
#include "feed.h"
#include "file.h"
#include "flow.h"
#include "json_write.h"

#include <limits.h>
#include <stdlib.h>

#include "poison.h"

/* What people say of a tone: `tone` keeps it beside the mention, `learn` makes a pack of all that
 * was said of a brand. Learning changes nothing by itself: it writes a new file, and tells the line
 * that puts it to use. */

enum { LABELS_BYTES_MAX = 64 * MIB, OUT_MAX = 4 * MIB };

bool cli_label(struct str word, enum tone *out)
{
	static const enum tone tones[] = { TONE_NEGATIVE, TONE_NEUTRAL, TONE_POSITIVE };
	for (size_t i = 0; i < COUNT_OF(tones); i++) {
		*out = tones[i];
		if (str_eq_nocase(word, tone_name(tones[i])))
			return true;
	}
	return false;
}

/* -- tone -- */

static bool correct(struct str where, const struct correction *correction)
{
	struct err err = { 0 };
	CLEANUP(store_close)
	struct store *store = NULL;
	if (store_open(where, false, &store, &err) && store_correct(store, correction, &err))
		return true;
	cli_error("%s", err.text);
	return false;
}

static int run_tone(struct cli *cli)
{
	enum tone tone;
	struct str id = cli->args[0];
	int status = EXIT_FINE;
	if (!cli_label(cli->args[1], &tone)) {
		cli_error("a tone is negative, neutral or positive");
		return EXIT_USAGE;
	}
	struct plan *plan = cli_outline(cli);
	if (!plan)
		return EXIT_CONFIG;
	struct str line = str_fmt(cli->arena, "tone " STR_FMT " " STR_FMT, STR_ARG(id),
				  STR_ARG(tone_name(tone)));
	const struct correction correction = { id, tone_name(tone), clock_wall_ms() };
	/* A running daemon alone writes to its store. */
	if (!cli_control(cli, plan->config.control, line, &status))
		status = correct(plan->config.store, &correction) ? EXIT_FINE : EXIT_NO;
	plan_release(&plan);
	if (status == EXIT_FINE)
		cli_print(str_fmt(cli->arena, STR_FMT " is " STR_FMT "; mentiond learn uses it\n",
				  STR_ARG(id), STR_ARG(tone_name(tone))));
	return status;
}

/* -- learn -- */

struct language_count {
	struct str lang;
	size_t n;
};

enum { LANGUAGES_MAX = 64 };

/* A lesson with its language: one language is learned at a time. */
struct heard {
	struct lesson lesson;
	struct str lang;
};

struct school {
	struct cli *cli;
	struct plan *plan;
	struct match_desk *desk;
	struct arena *arena;
	struct str brand;
	struct heard *heard;
	size_t n, cap, bad, unknown, beyond;
	struct err first_bad;
};

static void hear(struct school *school, struct item *item, struct str target, enum tone tone)
{
	struct arena *arena = school->arena;
	if (school->n == LEARN_TEXTS_MAX) {
		school->beyond++;
		return;
	}
	const struct labelled text = { item, school->brand, target.len ? target : school->brand,
				       tone };
	school->heard = arena_more(arena, school->heard, school->n, &school->cap,
				   sizeof(*school->heard));
	struct heard *heard = &school->heard[school->n++];
	heard->lang = plan_lesson(school->plan, school->desk, arena, &text, &heard->lesson);
}

static void count_bad(struct school *school, const struct err *why)
{
	if (why->kind != ERR_NONE && school->bad++ == 0)
		school->first_bad = *why;
}

static bool hear_file(struct school *school, struct str path)
{
	struct str body;
	struct err err = { 0 }, why = { 0 };
	struct item_label label;
	struct arena *arena = school->arena;
	if (!file_read_or_stdin(arena, path, LABELS_BYTES_MAX, &body, &err)) {
		cli_error("%s", err.text);
		return false;
	}
	struct labelled_reader reader = labelled_reader_new(arena, body);
	struct item *item = NEW(arena, struct item, 1);
	while (labelled_next(arena, &reader, item, &label, &why)) {
		enum tone tone;
		if (why.kind != ERR_NONE) {
			err_in(&why, "line %zu", reader.line);
			count_bad(school, &why);
		} else if (cli_label(label.label, &tone)) {
			hear(school, item, label.target, tone);
		} else {
			school->unknown++;
		}
		item = NEW(arena, struct item, 1);
		why = (struct err){ 0 };
	}
	return true;
}

/* The corrections of the store, where there is one. */
static bool hear_store(struct school *school)
{
	const struct mention_filter filter = { .brand = school->brand,
					       .is_corrected = true,
					       .limit = LEARN_TEXTS_MAX };
	struct mention_row *rows;
	struct err err = { 0 };
	size_t n;
	CLEANUP(store_close)
	struct store *store = NULL;
	if (!store_open(school->plan->config.store, true, &store, &err) ||
	    !store_mentions(store, &filter, school->arena, &rows, &n, &err)) {
		cli_error("%s", err.text);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		enum tone tone;
		struct err why = { 0 };
		struct item *item = NEW(school->arena, struct item, 1);
		if (!cli_label(rows[i].corrected, &tone))
			continue;
		if (item_parse_line(school->arena, rows[i].document, false, item, NULL, &why))
			hear(school, item, STR(""), tone);
		count_bad(school, &why);
	}
	return true;
}

static struct str main_subtag(struct str lang)
{
	return str_first(lang, str_find_char(lang, '-'));
}

/* The language of most lessons. */
static struct str usual_language(const struct school *school)
{
	struct language_count counts[LANGUAGES_MAX] = { 0 };
	size_t n = 0, best = 0;
	for (size_t i = 0; i < school->n; i++) {
		struct str lang = main_subtag(school->heard[i].lang);
		size_t at = 0;
		while (at < n && !str_eq_nocase(counts[at].lang, lang))
			at++;
		if (at == LANGUAGES_MAX)
			continue;
		n += at == n;
		counts[at].lang = lang;
		if (++counts[at].n > counts[best].n)
			best = at;
	}
	return n ? counts[best].lang : STR("");
}

/* A language that nobody could tell is no other one. */
static struct learn_ask ask_of(const struct school *school, size_t *others)
{
	struct str lang = usual_language(school);
	struct lesson *lessons = NEW(school->arena, struct lesson, school->n);
	bool is_any = str_eq(lang, STR("und"));
	struct learn_ask ask = { .brand = school->brand,
				 .lang = is_any ? STR("") : lang,
				 .today = str_first(
					 calendar_rfc3339(school->arena, clock_wall_ms()),
					 STR("2026-01-02").len),
				 .lessons = lessons };
	for (size_t i = 0; i < school->n; i++)
		if (is_any || str_eq_nocase(main_subtag(school->heard[i].lang), lang))
			lessons[ask.n++] = school->heard[i].lesson;
	*others = school->n - ask.n;
	return ask;
}

/* A brand's name is no path. */
static struct str pack_file(const struct school *school)
{
	struct buf name = buf_new(school->arena, KIB);
	for (size_t i = 0; i < school->brand.len && i < 100; i++) {
		char c = school->brand.at[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				(c >= '0' && c <= '9') || c == '-' || c == '_';
		buf_char(&name, is_plain ? c : '-');
	}
	return str_fmt(school->arena, "learned-" STR_FMT ".yaml", STR_ARG(buf_str(&name)));
}

/* Where nothing else is said: beside the configuration. */
static struct str pack_path(const struct school *school)
{
	struct str file = pack_file(school);
	if (cli_has(school->cli, "--write"))
		return cli_value(school->cli, "--write");
	return school->plan->config.path.len
		       ? file_beside(school->arena, school->plan->config.path, file)
		       : file;
}

/* What is left out is told, always. */
static void tell_left_out(const struct school *school, const struct learned *learned, size_t others)
{
	const struct {
		size_t n;
		const char *what;
	} rows[] = {
		{ learned->repeated, "said the same as another one" },
		{ learned->contradicting, "had several labels for the same words" },
		{ others, "were in another language than most" },
		{ school->beyond, "were more than can be learned at once" },
		{ school->unknown, "had a label that is not negative, neutral or positive" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].n)
			cli_error("left out: %zu texts %s", rows[i].n, rows[i].what);
	if (school->bad)
		cli_error("left out: %zu lines, the first: %s", school->bad,
			  school->first_bad.text);
}

static void put_figures(struct json *json, const char *key, const struct learn_figures *figures)
{
	json_key(json, key);
	json_open(json, '{');
	json_key(json, "macro_f1");
	json_number(json, figures->macro_f1);
	json_key(json, "negative_recall");
	json_number(json, figures->negative_recall);
	json_key(json, "negative_precision");
	json_number(json, figures->negative_precision);
	json_close(json, '}');
}

static void print_json(const struct school *school, const struct learned *learned,
		       struct str written, struct buf *out)
{
	struct json json = json_new(out);
	json_open(&json, '{');
	json_put(&json, "brand", school->brand);
	json_put_int(&json, "texts", (int64_t)learned->n);
	json_put_int(&json, "negative", (int64_t)learned->of_tone[TONE_NEGATIVE]);
	json_put_int(&json, "neutral", (int64_t)learned->of_tone[TONE_NEUTRAL]);
	json_put_int(&json, "positive", (int64_t)learned->of_tone[TONE_POSITIVE]);
	if (learned->is_tried) {
		put_figures(&json, "before", &learned->before);
		put_figures(&json, "after", &learned->after);
	}
	json_put_int(&json, "entries", (int64_t)learned->entries);
	json_put_some(&json, "written", written);
	json_put_some(&json, "why_not", learned->why_not);
	json_close(&json, '}');
	buf_char(out, '\n');
}

static void add_figures(struct buf *out, const struct learned *learned)
{
	const struct learn_figures *before = &learned->before, *after = &learned->after;
	buf_fmt(out,
		"                      before  after   (each fifth judged by what the others "
		"teach)\n"
		"  macro-F1            %.3f   %.3f\n"
		"  negative recall     %.3f   %.3f\n"
		"  negative precision  %.3f   %.3f\n",
		before->macro_f1, after->macro_f1, before->negative_recall, after->negative_recall,
		before->negative_precision, after->negative_precision);
}

/* The line that puts the pack to use: naming packs takes the place of the shipped ones. */
static void add_line(const struct school *school, struct str path, struct buf *out)
{
	const struct strs packs = school->plan->pack_names;
	char whole[PATH_MAX];
	bool is_named = cli_has(school->cli, "--write") &&
			realpath(str_z(school->arena, path), whole);
	buf_add(out,
		STR("To use it, write into the configuration, and reload:\n  sentiment: {packs: "
		    "["));
	for (size_t i = 0; i < packs.n; i++) {
		escape_terminal(out, packs.at[i]);
		buf_add(out, STR(", "));
	}
	if (is_named)
		escape_terminal(out, str_from(whole));
	else
		buf_fmt(out, "./" STR_FMT, STR_ARG(pack_file(school)));
	buf_add(out, STR("]}\n"));
}

static void print_people(const struct school *school, const struct learned *learned,
			 struct str written, struct buf *out)
{
	const size_t *of = learned->of_tone;
	escape_terminal(out, school->brand);
	buf_fmt(out, ": %zu texts, %zu negative, %zu neutral, %zu positive\n", learned->n,
		of[TONE_NEGATIVE], of[TONE_NEUTRAL], of[TONE_POSITIVE]);
	if (learned->is_tried)
		add_figures(out, learned);
	if (learned->why_not.len)
		buf_fmt(out, "No pack is written: " STR_FMT ".\n", STR_ARG(learned->why_not));
	if (written.len == 0)
		return;
	buf_add(out, STR("Written: "));
	escape_terminal(out, written);
	if (learned->entries)
		buf_fmt(out, ", %zu terms and the thresholds\n", learned->entries);
	else
		buf_fmt(out, ", the thresholds alone; terms are learned from %d texts on\n",
			LEARN_ENTRIES_FROM);
	add_line(school, written, out);
}

static int learn_brand(struct school *school)
{
	struct learned learned;
	struct str written = STR("");
	size_t others;
	const struct learn_ask ask = ask_of(school, &others);
	struct buf out = buf_new(school->arena, OUT_MAX);
	learn(&ask, school->arena, &learned);
	tell_left_out(school, &learned, others);
	if (learned.pack.len) {
		struct str path = pack_path(school);
		if (!cli_write_new(path, learned.pack, school->arena))
			return EXIT_NO;
		written = path;
	}
	(cli_has(school->cli, "--json") ? print_json : print_people)(school, &learned, written,
								     &out);
	cli_print(buf_str(&out));
	return learned.pack.len ? EXIT_FINE : EXIT_NO;
}

static bool is_listened_for(const struct school *school)
{
	const struct plan *plan = school->plan;
	struct str *names = NEW(school->arena, struct str, plan->n_brands);
	for (size_t i = 0; i < plan->n_brands; i++) {
		names[i] = plan->brands[i].name;
		if (str_eq(names[i], school->brand))
			return true;
	}
	if (plan->n_brands == 0)
		return true; /* without a configuration the word itself is the brand */
	struct str near = str_nearest(school->brand, names, plan->n_brands);
	cli_error("no brand is named " STR_FMT "%s" STR_FMT "%s", STR_ARG(school->brand),
		  near.len ? "; did you mean " : "", STR_ARG(near), near.len ? "?" : "");
	return false;
}

static int run_learn(struct cli *cli)
{
	struct plan *plan = cli_plan_or_bare(cli);
	if (!plan)
		return EXIT_CONFIG;
	struct school school = { .cli = cli,
				 .plan = plan,
				 .desk = match_desk_new(),
				 .arena = arena_new(MIB),
				 .brand = cli->args[0] };
	int status = EXIT_NO;
	if (is_listened_for(&school) &&
	    (cli->n_args > 1 ? hear_file(&school, cli->args[1]) : hear_store(&school)))
		status = learn_brand(&school);
	match_desk_free(&school.desk);
	arena_free(&school.arena);
	plan_release(&plan);
	return status;
}

static const struct cli_option learn_options[] = {
	{ "--write", "PACK", "The file to write (default: learned-BRAND.yaml beside -c FILE)." },
	{ "--json", NULL, "The figures as one JSON object." },
	{ 0 },
};

const struct command command_learn = {
	.name = "learn",
	.arguments = "BRAND [FILE | -]",
	.summary = "Make a sentiment pack for a brand from corrections, or from labelled texts.",
	.options = learn_options,
	.args_min = 1,
	.args_max = 2,
	.run = run_learn,
};

const struct command command_tone = {
	.name = "tone",
	.arguments = "ID negative|neutral|positive",
	.summary = "Say what the tone of a mention should have been.",
	.args_min = 2,
	.args_max = 2,
	.run = run_tone,
};
