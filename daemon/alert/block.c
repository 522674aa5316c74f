#include "arena.h"
#include "escape.h"
#include "words.h"

#include "poison.h"

enum { BLOCK_MAX = 16 * KIB, BLOCK_TITLE = 90 };

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

/* The colours of a terminal's own palette, so that they are readable on its background. */
static const struct str tone_colours[] = {
	[TONE_UNKNOWN] = STR_INIT(DIM),	       [TONE_NEGATIVE] = STR_INIT("\033[31m"),
	[TONE_NEUTRAL] = STR_INIT("\033[36m"), [TONE_POSITIVE] = STR_INIT("\033[32m"),
	[TONE_MIXED] = STR_INIT("\033[33m"),
};

/* One block under construction: text with or without colour. */
struct block {
	struct buf out;
	bool has_colour;
	size_t width;
	struct arena *arena;
};

static struct str coloured(const struct block *block, struct str colour, struct str text)
{
	struct buf out = buf_new(block->arena, BLOCK_MAX);
	bool is_coloured = block->has_colour && colour.len;
	if (is_coloured)
		buf_add(&out, colour);
	escape_terminal(&out, text);
	if (is_coloured)
		buf_add(&out, STR(PLAIN));
	return buf_str(&out);
}

static void add_line(struct block *block, struct str colour, struct str text)
{
	if (text.len)
		words_wrap(&block->out, coloured(block, colour, text), STR("  "), block->width);
}

static void add_head(struct block *block, const struct alert *alert)
{
	const struct sentiment *sentiment = words_sentiment(alert);
	struct str colour = tone_colours[sentiment->tone];
	struct str brands = words_join(alert->brands, STR(", "), block->arena);
	struct str score = words_score(sentiment, block->arena);
	struct str tone = words_tone(sentiment->tone);
	struct str feeling = str_fmt(block->arena, STR_FMT "%s" STR_FMT, STR_ARG(tone),
				     score.len ? " " : "", STR_ARG(score));
	buf_add(&block->out, coloured(block, colour, STR("\xE2\x97\x8F ")));
	buf_add(&block->out, coloured(block, STR(BOLD), brands));
	buf_add(&block->out, STR("  "));
	buf_add(&block->out, coloured(block, colour, feeling));
	buf_add(&block->out, STR("  "));
	buf_add(&block->out,
		coloured(block, alert->severity >= SEVERITY_HIGH ? STR(BOLD) : STR(DIM),
			 severity_name(alert->severity)));
	buf_add(&block->out, STR("  "));
	buf_add(&block->out, coloured(block, STR(DIM), alert->short_id));
	if (alert->is_sample)
		buf_add(&block->out, STR("  (test)"));
	buf_char(&block->out, '\n');
}

static void add_quote(struct block *block, const struct alert *alert)
{
	struct str tone = tone_colours[words_sentiment(alert)->tone];
	struct words_style plain = {
		.term = { STR("*"), STR("*") },
		.tone = { STR("*"), STR("*") },
		.escape = escape_terminal,
	};
	struct words_style colours = {
		.term = { STR(BOLD), STR(PLAIN) },
		.tone = { tone, STR(PLAIN) },
		.escape = escape_terminal,
	};
	struct fragment fragments[RENDER_FRAGMENTS];
	struct buf quote = buf_new(block->arena, BLOCK_MAX / 2);
	/* A terminal shows one alert after the other: the first piece is enough. */
	if (render_fragments(alert, block->arena, fragments) == 0)
		return;
	buf_char(&quote, '"');
	words_quote(&quote, &fragments[0], block->has_colour ? &colours : &plain);
	buf_char(&quote, '"');
	words_wrap(&block->out, buf_str(&quote), STR("  "), block->width);
}

static void add_health(struct block *block, const struct alert *alert)
{
	bool is_bad = alert->severity >= SEVERITY_HIGH;
	struct str colour = tone_colours[is_bad ? TONE_MIXED : TONE_POSITIVE];
	buf_add(&block->out, coloured(block, colour, STR("\xE2\x97\x8F ")));
	buf_add(&block->out,
		coloured(block, STR(BOLD), words_title(alert, BLOCK_TITLE, block->arena)));
	buf_add(&block->out, STR("  "));
	buf_add(&block->out, coloured(block, STR(DIM), alert->short_id));
	buf_char(&block->out, '\n');
	add_line(block, STR(""), words_line(alert->text, WORDS_HEALTH_MAX, block->arena));
}

struct str render_block(const struct alert *alert, bool has_colour, size_t width,
			struct arena *arena)
{
	struct block block = { buf_new(arena, BLOCK_MAX), has_colour, width, arena };
	if (!alert->mention) {
		add_health(&block, alert);
		buf_char(&block.out, '\n');
		return buf_str(&block.out);
	}
	struct str url = words_url(alert, arena);
	add_head(&block, alert);
	if (alert->mention->item->title.len && alert->mention->item->text.len)
		add_line(&block, STR(BOLD), words_title(alert, BLOCK_TITLE, arena));
	add_quote(&block, alert);
	add_line(&block, STR(""), words_byline(alert, arena));
	add_line(&block, STR(""), url.len ? url : words_plain_url(alert, arena));
	add_line(&block, STR(DIM), render_why(alert, arena));
	buf_char(&block.out, '\n');
	return buf_str(&block.out);
}
