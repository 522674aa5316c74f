/* html.c - the HTML part of a mail: one card, six rows, no image and nothing to load.
 *
 * Mail programs know little CSS: tables carry the layout, styles stand inline, and every place with
 * text sets its colour *and* its background, because a program that darkens one alone makes text
 * unreadable. The one <style> block only recolours by class for readers in the dark; who drops it
 * (as Gmail does for some accounts) still has the complete light card. All contrasts are 4.5:1 or
 * better. Whatever comes from outside passes escape_html() here and nowhere else, and becomes a
 * link only through words_url(). */
#include "arena.h"
#include "escape.h"
#include "url.h"
#include "words.h"

#include "poison.h"

enum { PREHEADER_MAX = 140 };

static const struct str head = STR_INIT(
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	"<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<meta name=\"supported-color-schemes\" content=\"light dark\">\n"
	"<meta name=\"referrer\" content=\"no-referrer\">\n"
	"<style>\n"
	"@media (prefers-color-scheme: dark) {\n"
	".page { background: #101214 !important; color: #e6e8ea !important; }\n"
	".card { background: #1b1e22 !important; color: #e6e8ea !important; }\n"
	".line { border-color: #33383e !important; }\n"
	".soft { background: #1b1e22 !important; color: #a4abb3 !important; }\n"
	".foot { background: #101214 !important; color: #a4abb3 !important; }\n"
	".mark { background: #5c4a00 !important; color: #ffffff !important; }\n"
	".open { background: #e6e8ea !important; color: #1b1e22 !important; }\n"
	"}\n"
	"</style>\n");

static const struct str page = STR_INIT(
	"</head>\n"
	"<body class=\"page\" style=\"margin:0;padding:0;background:#f3f4f6;color:#1f2328\">\n");

static const struct str card = STR_INIT(
	"<table role=\"presentation\" class=\"page\" width=\"100%\" cellpadding=\"0\" "
	"cellspacing=\"0\" style=\"background:#f3f4f6;color:#1f2328\">\n"
	"<tr><td align=\"center\" style=\"padding:24px 12px\">\n"
	"<table role=\"presentation\" class=\"card line\" width=\"100%\" cellpadding=\"0\" "
	"cellspacing=\"0\" style=\"max-width:600px;background:#ffffff;color:#1f2328;"
	"border:1px solid #dfe2e6;border-radius:8px;text-align:left;"
	"font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif\">\n");

static const struct str end_card = STR_INIT("</table>\n");
static const struct str end = STR_INIT("</td></tr>\n</table>\n</body>\n</html>\n");

/* White on each of these has a contrast of at least 4.9:1. */
static const struct str tone_colours[] = {
	[TONE_UNKNOWN] = STR_INIT("#57606a"), [TONE_NEGATIVE] = STR_INIT("#b3261e"),
	[TONE_NEUTRAL] = STR_INIT("#57606a"), [TONE_POSITIVE] = STR_INIT("#1a7f37"),
	[TONE_MIXED] = STR_INIT("#8f5e00"),
};

static struct str escaped(struct arena *arena, struct str s)
{
	struct buf out = buf_new(arena, 8 * s.len + 1);
	escape_html(&out, s);
	return buf_str(&out);
}

static void add_title(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct str subject = escaped(arena, render_subject(alert, arena));
	buf_fmt(out, "<title>" STR_FMT "</title>\n", STR_ARG(subject));
}

/* What an inbox shows beside the subject; nobody sees it in the mail itself. */
static void add_preheader(struct buf *out, struct str text, struct arena *arena)
{
	struct str line = escaped(arena, words_line(text, PREHEADER_MAX, arena));
	buf_fmt(out,
		"<div style=\"display:none;max-height:0;overflow:hidden;font-size:1px;"
		"color:#f3f4f6;background:#f3f4f6\">" STR_FMT "</div>\n",
		STR_ARG(line));
}

/* The badge says the tone in words, too: colour alone is no message. */
static void add_badge_row(struct buf *out, const struct alert *alert, struct str badge,
			  struct str colour, struct arena *arena)
{
	struct str severity = severity_name(alert->severity);
	struct str brands = escaped(arena, words_join(alert->brands, STR(", "), arena));
	buf_fmt(out,
		"<tr><td style=\"padding:20px 24px 0\">\n"
		"<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" "
		"cellspacing=\"0\"><tr>\n"
		"<td style=\"font-size:13px;line-height:20px\"><span style=\"display:inline-block;"
		"padding:2px 9px;border-radius:4px;background:" STR_FMT ";color:#ffffff;"
		"font-weight:600;text-transform:uppercase;letter-spacing:.03em\">" STR_FMT "</span>"
		"<span class=\"soft\" style=\"color:#57606a;background:#ffffff\">&nbsp; " STR_FMT
		"</span></td>\n"
		"<td align=\"right\" "
		"style=\"font-size:13px;line-height:20px;font-weight:600\">" STR_FMT
		"</td>\n</tr></table>\n</td></tr>\n",
		STR_ARG(colour), STR_ARG(badge), STR_ARG(severity), STR_ARG(brands));
}

static void add_heading(struct buf *out, struct str title, struct arena *arena)
{
	struct str text = escaped(arena, title);
	buf_fmt(out,
		"<tr><td dir=\"auto\" style=\"padding:14px 24px 0;text-align:start;"
		"font-size:19px;line-height:26px;font-weight:600\">" STR_FMT "</td></tr>\n",
		STR_ARG(text));
}

static void add_quotes(struct buf *out, const struct alert *alert, struct str colour,
		       struct arena *arena)
{
	struct str underline = str_fmt(arena,
				       "<span style=\"text-decoration:underline " STR_FMT
				       " 2px;text-underline-offset:3px\">",
				       STR_ARG(colour));
	struct words_style style = {
		.term = { STR("<b class=\"mark\" style=\"background:#fff0b3;color:#1f2328;"
			      "padding:0 2px;border-radius:2px\">"),
			  STR("</b>") },
		.tone = { underline, STR("</span>") },
		.escape = escape_html,
	};
	struct fragment fragments[RENDER_FRAGMENTS];
	size_t n = render_fragments(alert, arena, fragments);
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out,
			"<tr><td style=\"padding:14px 24px 0\"><div dir=\"auto\" "
			"style=\"border-left:3px solid " STR_FMT ";padding:1px 14px;"
			"text-align:start;font-size:16px;line-height:25px\">",
			STR_ARG(colour));
		words_quote(out, &fragments[i], &style);
		buf_add(out, STR("</div></td></tr>\n"));
	}
}

static void add_soft_html(struct buf *out, struct str line)
{
	buf_fmt(out,
		"<tr><td class=\"soft\" style=\"padding:12px 24px 0;font-size:13px;"
		"line-height:20px;color:#57606a;background:#ffffff\">" STR_FMT "</td></tr>\n",
		STR_ARG(line));
}

static void add_soft(struct buf *out, struct str text, struct arena *arena)
{
	add_soft_html(out, escaped(arena, text));
}

/* A name that is written from right to left must not turn what stands around it. */
static void add_byline(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct str parts[3];
	words_byline_parts(alert, arena, parts);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		parts[i] = escaped(arena, parts[i]);
	add_soft_html(out, str_fmt(arena, STR_FMT "<bdi>" STR_FMT "</bdi>" STR_FMT,
				   STR_ARG(parts[0]), STR_ARG(parts[1]), STR_ARG(parts[2])));
}

/* A link says where it leads; what is no web address is text. */
static void add_link(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct url parts;
	struct str url = words_url(alert, arena);
	if (url.len == 0 || !url_parse(url, &parts)) {
		struct str plain = words_plain_url(alert, arena);
		if (plain.len)
			add_soft(out, plain, arena);
		return;
	}
	struct str href = escaped(arena, url), host = escaped(arena, parts.host);
	buf_fmt(out,
		"<tr><td style=\"padding:16px 24px 0\"><a class=\"open\" href=\"" STR_FMT
		"\" rel=\"noreferrer noopener nofollow\" style=\"display:inline-block;"
		"padding:9px 16px;border-radius:6px;background:#1f2328;color:#ffffff;"
		"font-size:14px;line-height:20px;font-weight:600;text-decoration:none\">"
		"Open on " STR_FMT "</a></td></tr>\n",
		STR_ARG(href), STR_ARG(host));
}

static void add_why(struct buf *out, const struct alert *alert, struct arena *arena)
{
	static const struct words_style isolated = {
		.term = { STR_INIT("<bdi>"), STR_INIT("</bdi>") },
		.escape = escape_html,
	};
	struct str why = render_why_as(alert, &isolated, arena);
	buf_fmt(out,
		"<tr><td style=\"padding:20px 24px 18px\"><div class=\"soft line\" "
		"style=\"border-top:1px solid #dfe2e6;padding-top:12px;font-size:13px;"
		"line-height:20px;color:#57606a;background:#ffffff\">Why: " STR_FMT
		"</div></td></tr>\n",
		STR_ARG(why));
}

static void add_footer(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct str id = escaped(arena, alert->short_id);
	struct str times = words_times(alert, arena);
	struct str reason = STR("health");
	if (alert->mention)
		reason = escaped(arena, words_line(alert->reason, WORDS_NAME_MAX, arena));
	buf_fmt(out,
		"<div class=\"foot\" style=\"max-width:600px;padding:14px 4px 0;font-size:12px;"
		"line-height:18px;color:#57606a;background:#f3f4f6;"
		"font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif\">" STR_FMT
		" &middot; %s" STR_FMT " &middot; " STR_FMT "%s</div>\n",
		STR_ARG(id), alert->mention ? "reason: " : "", STR_ARG(reason), STR_ARG(times),
		alert->is_sample ? "<br>This is a test; nobody said this." : "");
}

static void add_mention(struct buf *out, const struct alert *alert, struct arena *arena)
{
	const struct item *item = alert->mention->item;
	const struct sentiment *sentiment = words_sentiment(alert);
	struct str colour = tone_colours[sentiment->tone], tone = words_tone(sentiment->tone);
	struct str score = words_score(sentiment, arena);
	struct str badge = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(tone), score.len ? " " : "",
				   STR_ARG(score));
	struct str first = words_line(item->text, PREHEADER_MAX, arena);
	struct str preheader = str_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(badge), STR_ARG(first));
	add_preheader(out, preheader, arena);
	buf_add(out, card);
	add_badge_row(out, alert, badge, colour, arena);
	if (item->title.len && item->text.len)
		add_heading(out, words_title(alert, WORDS_TITLE_MAX, arena), arena);
	add_quotes(out, alert, colour, arena);
	add_byline(out, alert, arena);
	add_link(out, alert, arena);
	add_why(out, alert, arena);
}

static void add_health(struct buf *out, const struct alert *alert, struct arena *arena)
{
	bool is_bad = alert->severity >= SEVERITY_HIGH;
	struct str rest = str_first(alert->text, WORDS_HEALTH_MAX), line;
	add_preheader(out, alert->text, arena);
	buf_add(out, card);
	add_badge_row(out, alert, STR("health"),
		      tone_colours[is_bad ? TONE_NEGATIVE : TONE_NEUTRAL], arena);
	add_heading(out, words_title(alert, WORDS_TITLE_MAX, arena), arena);
	while (rest.len && str_cut(&rest, '\n', &line))
		add_soft(out, words_line(line, WORDS_HEALTH_MAX, arena), arena);
	buf_add(out, STR("<tr><td style=\"padding:0 0 20px\"></td></tr>\n"));
}

struct str render_html(const struct alert *alert, struct arena *arena)
{
	struct buf out = buf_new(arena, RENDER_MAIL_MAX);
	buf_add(&out, head);
	add_title(&out, alert, arena);
	buf_add(&out, page);
	if (alert->mention)
		add_mention(&out, alert, arena);
	else
		add_health(&out, alert, arena);
	buf_add(&out, end_card);
	add_footer(&out, alert, arena);
	buf_add(&out, end);
	return buf_str(&out);
}
