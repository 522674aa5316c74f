#include "arena.h"
#include "json_write.h"
#include "kinds.h"
#include "render.h"
#include "terminal.h"

#include <unistd.h>

#include "poison.h"

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum form { FORM_TEXT, FORM_JSON };

struct stdout_settings {
	bool is_on, clears_line;
	int colour, format;
};

static const struct choice forms[] = { { "text", FORM_TEXT }, { "json", FORM_JSON }, { 0 } };

#define CLEAR_LINE "\r\033[K"

static const struct choice colours[] = {
	{ "auto", COLOUR_AUTO },
	{ "always", COLOUR_ALWAYS },
	{ "never", COLOUR_NEVER },
	{ 0 },
};

static const struct option options[] = {
	{ "on", OPT_BOOL, offsetof(struct stdout_settings, is_on), .def = "true",
	  .doc = "Whether alerts are printed on standard output, one block each." },
	{ "colour", OPT_CHOICE, offsetof(struct stdout_settings, colour), .def = "auto",
	  .choices = colours, .doc = "Colours: auto is on a terminal, unless NO_COLOR is set." },
	{ "format", OPT_CHOICE, offsetof(struct stdout_settings, format), .def = "text",
	  .choices = forms, .doc = "A block for people, or one line of JSON." },
	{ "clear_line", OPT_BOOL, offsetof(struct stdout_settings, clears_line), .def = "false",
	  .doc = "Clear the terminal's last line before each block, where a status line stands." },
	{ 0 },
};

static void check(const struct channel *channel, struct problems *problems)
{
	const struct stdout_settings *settings = channel->settings;
	if (!settings->is_on)
		problem_warn(problems, channel->where,
			     "channel " STR_FMT " is switched off: it tells nobody",
			     STR_ARG(channel->name));
}

static struct strs recipients(const struct channel *channel, struct arena *arena)
{
	const struct stdout_settings *settings = channel->settings;
	return settings->is_on ? recipients_one(channel, arena) : (struct strs){ NULL, 0 };
}

static bool has_colour(const struct stdout_settings *settings)
{
	if (settings->colour != COLOUR_AUTO)
		return settings->colour == COLOUR_ALWAYS;
	return terminal_has_colour(STDOUT_FILENO);
}

/* So wide that lines are short enough to read, or so narrow that the terminal breaks none. */
static size_t width(void)
{
	enum { WIDEST = 96, NARROWEST = 24 };
	size_t columns = terminal_columns(STDOUT_FILENO);
	if (columns == 0 || columns > WIDEST)
		return WIDEST;
	return columns < NARROWEST ? NARROWEST : columns;
}

static struct str json_line(const struct alert *alert, struct arena *arena)
{
	struct buf out = buf_new(arena, RENDER_JSON_MAX);
	struct json json = json_new(&out);
	render_json(alert, &json);
	buf_char(&out, '\n');
	return buf_str(&out);
}

static bool render(const struct channel *channel, const struct alert *alert, struct arena *arena,
		   struct delivery *row, struct err *err)
{
	(void)err;
	const struct stdout_settings *settings = channel->settings;
	if (settings->format == FORM_JSON)
		row->body = json_line(alert, arena);
	else
		row->body = render_block(alert, has_colour(settings), width(), arena);
	if (settings->clears_line)
		row->body = str_fmt(arena, CLEAR_LINE STR_FMT, STR_ARG(row->body));
	return true;
}

static bool ask(const struct channel *channel, const struct delivery *row, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	(void)channel;
	(void)now_ms;
	(void)arena;
	(void)err;
	*out = (struct request){ .kind = REQUEST_WRITE, .body = row->body };
	return true;
}

static void read_receipt(const struct channel *channel, const struct response *response,
			 struct arena *arena, struct receipt *out)
{
	(void)channel;
	receipt_local(response, arena, out);
}

const struct channel_kind channel_stdout = {
	.name = "stdout",
	.options = options,
	.settings_size = sizeof(struct stdout_settings),
	.check = check,
	.recipients = recipients,
	.render = render,
	.ask = ask,
	.read = read_receipt,
};
