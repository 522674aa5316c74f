#include "watch.h"

#include "arena.h"
#include "calendar.h"
#include "escape.h"
#include "flow.h"
#include "log.h"
#include "terminal.h"

#include <string.h>
#include <unistd.h>

#include "poison.h"

/* The status line stands in the terminal's last line and is drawn over itself; the channel clears
 * it before each mention (its option clear_line), and the next drawing puts it below. */

#define CLEAR_LINE "\r\033[K"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

enum { LINE_MAX_BYTES = 4 * KIB, COLUMNS_DEFAULT = 80, COLUMNS_NARROW = 64, WHY_BYTES = 512 };

struct watched {
	struct str name;
	bool is_asked, is_failing, is_told;
};

struct screen {
	struct arena *arena;
	struct flow *flow;
	struct watched *sources;
	size_t n;
	size_t mentions;
	char why[WHY_BYTES]; /* the last failure: "lobsters: HTTP 503" */
	bool is_terminal, has_colour;
	bool is_judged; /* what the first round of all sources came to was told */
};

static struct watched *watched_of(struct screen *screen, struct str name)
{
	for (size_t i = 0; i < screen->n; i++)
		if (str_eq(screen->sources[i].name, name))
			return &screen->sources[i];
	return NULL;
}

static struct str field_of(const struct log_field *fields, const char *key)
{
	for (; fields->key; fields++)
		if (strcmp(fields->key, key) == 0)
			return fields->text;
	return STR("");
}

static void clear(const struct screen *screen)
{
	if (screen->is_terminal)
		cli_print(STR(CLEAR_LINE));
}

/* A source that fails says so once, until it works again. */
static void note_failure(struct screen *screen, struct watched *source, struct str why)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(LINE_MAX_BYTES);
	struct buf line = buf_new(arena, WHY_BYTES - 1);
	escape_terminal(&line, source->name);
	buf_add(&line, STR(": "));
	escape_terminal(&line, why);
	memcpy(screen->why, line.at, line.len);
	screen->why[line.len] = '\0';
	source->is_failing = true;
	if (source->is_told)
		return;
	source->is_told = true;
	clear(screen);
	cli_error("%s", screen->why);
}

struct tally {
	size_t asked, failing;
};

static struct tally tally(const struct screen *screen)
{
	struct tally tally = { 0 };
	for (size_t i = 0; i < screen->n; i++) {
		tally.asked += screen->sources[i].is_asked;
		tally.failing += screen->sources[i].is_failing;
	}
	return tally;
}

/* Nothing on the screen may mean that nobody wrote, or that nothing can be asked from here. */
static void judge(struct screen *screen)
{
	struct tally now = tally(screen);
	if (screen->is_judged || now.asked < screen->n)
		return;
	screen->is_judged = true;
	if (screen->mentions || (now.failing == screen->n && screen->n == 1))
		return;
	clear(screen);
	if (now.failing == screen->n)
		cli_error("none of the %zu sources can be asked; is there a connection to the "
			  "internet?",
			  screen->n);
	else
		cli_error("nothing found so far; a longer --since looks further back");
}

static void follow(void *ctx, enum log_event event, enum log_level level, struct str line,
		   const struct log_field *fields)
{
	struct screen *screen = ctx;
	struct watched *source = watched_of(screen, field_of(fields, "source"));
	bool is_well = event == EVENT_polled || event == EVENT_nothing_new;
	if (event == EVENT_mention)
		screen->mentions++;
	if (source && (is_well || event == EVENT_poll_failed))
		source->is_asked = true;
	if (source && is_well)
		source->is_failing = source->is_told = false;
	if (source && event == EVENT_poll_failed) {
		note_failure(screen, source, field_of(fields, "why"));
	} else if (event == EVENT_delivery_later) {
		flow_stop(screen->flow); /* the only channel: nobody reads on, as in `| head` */
	} else if (level <= LOG_LEVEL_WARNING && event != EVENT_source_failing) {
		clear(screen);
		cli_error(STR_FMT, STR_ARG(line));
	}
	judge(screen);
	screen_draw(screen);
}

static size_t columns(void)
{
	size_t columns = terminal_columns(STDOUT_FILENO);
	return columns ? columns : COLUMNS_DEFAULT;
}

/* The same in 38 columns. */
static void add_short_status(const struct screen *screen, struct buf *out)
{
	struct tally now = tally(screen);
	int64_t wait = flow_next_poll(screen->flow);
	buf_fmt(out, "%zu/%zu asked, %zu found", now.asked, screen->n, screen->mentions);
	if (wait > 0)
		buf_fmt(out, ", next %lld s", (long long)wait / 1000);
	if (now.failing)
		buf_fmt(out, ", %zu failing", now.failing);
}

static void add_status(const struct screen *screen, struct buf *out)
{
	struct tally now = tally(screen);
	int64_t wait = flow_next_poll(screen->flow);
	buf_fmt(out, "asked %zu of %zu sources, %zu mention%s", now.asked, screen->n,
		screen->mentions, screen->mentions == 1 ? "" : "s");
	if (wait > 0)
		buf_fmt(out, " \xC2\xB7 next poll in " STR_FMT,
			STR_ARG(calendar_span(out->arena, wait)));
	else if (wait == 0)
		buf_add(out, STR(" \xC2\xB7 asking \xE2\x80\xA6"));
	if (now.failing)
		buf_fmt(out, " \xC2\xB7 %zu failing, last %s", now.failing, screen->why);
}

void screen_draw(struct screen *screen)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(LINE_MAX_BYTES);
	struct buf status = buf_new(arena, LINE_MAX_BYTES), line = buf_new(arena, LINE_MAX_BYTES);
	if (!screen->is_terminal || !screen->flow)
		return;
	if (columns() < COLUMNS_NARROW)
		add_short_status(screen, &status);
	else
		add_status(screen, &status);
	buf_add(&line, screen->has_colour ? STR(CLEAR_LINE DIM) : STR(CLEAR_LINE));
	escape_cell(&line, buf_str(&status), columns() - 1);
	buf_add(&line, screen->has_colour ? STR(PLAIN) : STR(""));
	cli_print(buf_str(&line));
}

bool screen_has_answer(const struct screen *screen)
{
	for (size_t i = 0; i < screen->n; i++)
		if (screen->sources[i].is_asked && !screen->sources[i].is_failing)
			return true;
	return false;
}

struct screen *screen_open(const struct plan *plan, struct arena *arena)
{
	struct screen *screen = NEW(arena, struct screen, 1);
	screen->arena = arena;
	screen->n = plan->n_sources;
	screen->sources = NEW(arena, struct watched, screen->n);
	for (size_t i = 0; i < screen->n; i++)
		screen->sources[i].name = plan->sources[i].name;
	log_open(LOG_LEVEL_DEBUG, follow, screen);
	return screen;
}

void screen_use(struct screen *screen, struct flow *flow)
{
	screen->flow = flow;
	screen->is_terminal = flow && terminal_is_able(STDOUT_FILENO);
	screen->has_colour = terminal_has_colour(STDOUT_FILENO);
	screen_draw(screen);
}

void screen_close(struct screen *screen)
{
	clear(screen);
	screen->is_terminal = false;
	log_open(LOG_LEVEL_WARNING, NULL, NULL);
}
