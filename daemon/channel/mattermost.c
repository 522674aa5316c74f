#include "arena.h"
#include "json_write.h"
#include "kinds.h"
#include "render.h"
#include "words.h"

#include "poison.h"

/* A post has at most 16,383 characters; longer ones the server splits (webhooks-incoming). */
enum { TITLE_MAX = 200, REASONS_MAX = 500, PIECE_MAX = 8 * KIB, BODY_MAX = 16000 };

#define ZERO_WIDTH_SPACE STR("\xE2\x80\x8B")

static const struct str tone_colours[] = {
	[TONE_UNKNOWN] = STR_INIT("#57606A"), [TONE_NEGATIVE] = STR_INIT("#B3261E"),
	[TONE_NEUTRAL] = STR_INIT("#57606A"), [TONE_POSITIVE] = STR_INIT("#1A7F37"),
	[TONE_MIXED] = STR_INIT("#8F5E00"),
};

/* Mattermost turns @name, @channel and Slack's <!channel> into notifications wherever they stand,
 * and [words](address) into a link even in a title; an invisible blank behind the sign breaks all
 * of them and is seen by nobody. */
static void escape_plain(struct buf *buf, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		buf_char(buf, s.at[i]);
		if (s.at[i] == '@' || s.at[i] == '<' || s.at[i] == ']')
			buf_add(buf, ZERO_WIDTH_SPACE);
	}
}

/* The same where Markdown is read: no image is loaded and no link hides where it leads. */
static void escape_markdown(struct buf *buf, struct str s)
{
	const struct str active = STR("\\`*_{}[]()#+-!~|>");
	for (size_t i = 0; i < s.len; i++) {
		if (str_find_char(active, s.at[i]) < active.len)
			buf_char(buf, '\\');
		escape_plain(buf, (struct str){ s.at + i, 1 });
	}
}

static struct str plain(struct str s, struct arena *arena)
{
	struct buf out = buf_new(arena, 4 * s.len + 1);
	escape_plain(&out, s);
	return buf_str(&out);
}

static struct str markdown(struct str s, struct arena *arena)
{
	struct buf out = buf_new(arena, 5 * s.len + 1);
	escape_markdown(&out, s);
	return buf_str(&out);
}

static void put_field(struct json *json, const char *title, struct str value, bool is_short)
{
	json_open(json, '{');
	json_key(json, "short");
	json_bool(json, is_short);
	json_put(json, "title", str_from(title));
	json_put(json, "value", value);
	json_close(json, '}');
}

static struct str feeling(const struct alert *alert, struct arena *arena)
{
	const struct sentiment *sentiment = words_sentiment(alert);
	struct str tone = words_tone(sentiment->tone), score = words_score(sentiment, arena);
	return str_trim(str_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(tone), STR_ARG(score)));
}

static struct str quote(const struct alert *alert, struct arena *arena)
{
	static const struct words_style marks = {
		.term = { STR_INIT("**"), STR_INIT("**") },
		.tone = { STR_INIT("_"), STR_INIT("_") },
		.escape = escape_markdown,
	};
	struct fragment fragments[RENDER_FRAGMENTS];
	struct buf out = buf_new(arena, PIECE_MAX);
	buf_add(&out, STR("> "));
	if (render_fragments(alert, arena, fragments))
		words_quote(&out, &fragments[0], &marks);
	return buf_str(&out);
}

static void put_mention(struct json *json, const struct alert *alert, struct arena *arena)
{
	struct str brands = words_join(alert->brands, STR(", "), arena);
	struct str rules = words_join(alert->rules, STR(", "), arena);
	struct str title = words_title(alert, TITLE_MAX, arena), tone = feeling(alert, arena);
	struct str topics = words_topics(alert, STR(", "), arena);
	struct str reasons = words_reasons_line(alert, REASONS_MAX, arena);
	struct str url = words_url(alert, arena), byline = words_byline(alert, arena);
	const char *edited = alert->mention->is_edited ? " (edited)" : "";
	struct str says = str_fmt(arena, STR_FMT ": " STR_FMT " mention%s: " STR_FMT " " STR_FMT,
				  STR_ARG(brands), STR_ARG(tone), edited, STR_ARG(title),
				  STR_ARG(url));
	struct str footer = str_fmt(arena, STR_FMT " \xC2\xB7 rule " STR_FMT " \xC2\xB7 " STR_FMT,
				    STR_ARG(byline), STR_ARG(rules), STR_ARG(alert->short_id));
	json_put(json, "fallback", plain(str_trim(says), arena));
	json_put(json, "color", tone_colours[words_sentiment(alert)->tone]);
	json_put(json, "title", plain(title, arena));
	json_put_some(json, "title_link", url);
	json_put(json, "text", quote(alert, arena));
	json_key(json, "fields");
	json_open(json, '[');
	put_field(json, "Brand", markdown(brands, arena), true);
	put_field(json, "Sentiment", tone, true);
	if (topics.len)
		put_field(json, "Topics", markdown(topics, arena), true);
	if (reasons.len)
		put_field(json, "Evidence", markdown(reasons, arena), false);
	json_close(json, ']');
	json_put(json, "footer", plain(footer, arena));
}

static void put_health(struct json *json, const struct alert *alert, struct arena *arena)
{
	struct str title = plain(words_title(alert, TITLE_MAX, arena), arena);
	bool is_bad = alert->severity >= SEVERITY_HIGH;
	json_put(json, "fallback", title);
	json_put(json, "color", tone_colours[is_bad ? TONE_NEGATIVE : TONE_NEUTRAL]);
	json_put(json, "title", title);
	json_put(json, "text", markdown(words_line(alert->text, 3 * TITLE_MAX, arena), arena));
	json_put(json, "footer", alert->short_id);
}

bool mattermost_render(const struct alert *alert, struct arena *arena, struct str *out,
		       struct err *err)
{
	struct buf buf = buf_new(arena, BODY_MAX);
	struct json json = json_new(&buf);
	json_open(&json, '{');
	json_put(&json, "username", STR("mentiond"));
	if (alert->is_sample)
		json_put(&json, "text", STR("This is a test; nobody said this."));
	json_key(&json, "attachments");
	json_open(&json, '[');
	json_open(&json, '{');
	if (alert->mention)
		put_mention(&json, alert, arena);
	else
		put_health(&json, alert, arena);
	json_close(&json, '}');
	json_close(&json, ']');
	json_close(&json, '}');
	if (buf.is_full)
		return err_set(err, ERR_LIMIT, "the post is larger than %d bytes", BODY_MAX);
	*out = buf_str(&buf);
	return true;
}
