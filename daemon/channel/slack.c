#include "arena.h"
#include "json_write.h"
#include "kinds.h"
#include "render.h"
#include "words.h"

#include "poison.h"

/* docs.slack.dev, block reference: header 150 characters, section 3,000, text 40,000. */
enum {
	HEADER_MAX = 150,
	TITLE_MAX = 200,
	URL_MAX = 1500,
	REASONS_MAX = 500,
	PIECE_MAX = 8 * KIB,
	BODY_MAX = 40000
};

/* These three are all Slack asks for, and with them <!everyone> and <@U1> are plain text. Names
 * without brackets notify nobody, as link_names is not set. */
static void escape(struct buf *buf, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '&')
			buf_add(buf, STR("&amp;"));
		else if (s.at[i] == '<')
			buf_add(buf, STR("&lt;"));
		else if (s.at[i] == '>')
			buf_add(buf, STR("&gt;"));
		else
			buf_char(buf, s.at[i]);
	}
}

static struct str escaped(struct str s, struct arena *arena)
{
	struct buf out = buf_new(arena, 5 * s.len + 1);
	escape(&out, s);
	return buf_str(&out);
}

static void put_text(struct json *json, const char *key, const char *type, struct str text)
{
	if (key)
		json_key(json, key);
	json_open(json, '{');
	json_put(json, "type", str_from(type));
	json_put(json, "text", text);
	if (str_eq(str_from(type), STR("plain_text"))) {
		json_key(json, "emoji");
		json_bool(json, false);
	}
	json_close(json, '}');
}

static void put_block(struct json *json, const char *type, const char *text_type, struct str text)
{
	json_open(json, '{');
	json_put(json, "type", str_from(type));
	put_text(json, "text", text_type, text);
	json_close(json, '}');
}

/* "acme · negative -0.82 · edited"; of a fault what happened. */
static struct str headline(const struct alert *alert, struct arena *arena)
{
	const char *sample = alert->is_sample ? "(test) " : "";
	if (!alert->mention) {
		struct str title = words_title(alert, HEADER_MAX - 10, arena);
		return str_fmt(arena, "%s" STR_FMT, sample, STR_ARG(title));
	}
	const struct sentiment *sentiment = words_sentiment(alert);
	struct str brands = words_line(words_join(alert->brands, STR(", "), arena), 80, arena);
	struct str tone = words_tone(sentiment->tone), score = words_score(sentiment, arena);
	struct str topics = words_topics(alert, STR(", "), arena);
	return str_fmt(arena, "%s" STR_FMT " \xC2\xB7 " STR_FMT "%s" STR_FMT "%s" STR_FMT "%s",
		       sample, STR_ARG(brands), STR_ARG(tone), score.len ? " " : "", STR_ARG(score),
		       topics.len ? " \xC2\xB7 " : "", STR_ARG(topics),
		       alert->mention->is_edited ? " \xC2\xB7 edited" : "");
}

/* What a notification and a screen reader say. */
static struct str fallback(const struct alert *alert, struct arena *arena)
{
	if (!alert->mention)
		return escaped(headline(alert, arena), arena);
	enum tone tone = words_sentiment(alert)->tone;
	struct str brands = words_join(alert->brands, STR(", "), arena),
		   url = words_url(alert, arena);
	struct str source = words_source(alert, arena),
		   title = words_title(alert, TITLE_MAX, arena);
	struct str feeling = tone == TONE_UNKNOWN ? STR("a") : words_tone(tone);
	struct str text = str_fmt(
		arena, STR_FMT ": " STR_FMT " mention%s on " STR_FMT ": " STR_FMT " " STR_FMT,
		STR_ARG(brands), STR_ARG(feeling), alert->mention->is_edited ? " (edited)" : "",
		STR_ARG(source), STR_ARG(title), STR_ARG(url));
	return escaped(str_trim(text), arena);
}

/* The title as a link, and below it the words that count. */
static struct str section(const struct alert *alert, struct arena *arena)
{
	static const struct words_style marks = {
		.term = { STR_INIT("*"), STR_INIT("*") },
		.tone = { STR_INIT("_"), STR_INIT("_") },
		.escape = escape,
	};
	struct fragment fragments[RENDER_FRAGMENTS];
	struct buf out = buf_new(arena, PIECE_MAX);
	if (!alert->mention) {
		escape(&out, words_line(alert->text, TITLE_MAX * 3, arena));
		return out.len ? buf_str(&out) : STR("-");
	}
	struct str url = escaped(words_url(alert, arena), arena);
	struct str title = escaped(words_title(alert, TITLE_MAX, arena), arena);
	if (url.len && url.len <= URL_MAX)
		buf_fmt(&out, "*<" STR_FMT "|" STR_FMT ">*\n>", STR_ARG(url), STR_ARG(title));
	else
		buf_fmt(&out, "*" STR_FMT "*\n>", STR_ARG(title));
	if (render_fragments(alert, arena, fragments))
		words_quote(&out, &fragments[0], &marks);
	return buf_str(&out);
}

/* In the reader's own time zone. */
static void add_date(struct buf *out, int64_t ms)
{
	if (ms == TIME_ABSENT || ms == 0)
		return;
	struct str plain = calendar_plain(out->arena, ms);
	buf_fmt(out, " \xC2\xB7 <!date^%lld^{date_short_pretty} {time}|" STR_FMT ">",
		(long long)(ms / 1000), STR_ARG(plain));
}

static void put_context(struct json *json, struct str text)
{
	json_open(json, '{');
	json_put(json, "type", STR("context"));
	json_key(json, "elements");
	json_open(json, '[');
	put_text(json, NULL, "mrkdwn", text);
	json_close(json, ']');
	json_close(json, '}');
}

/* Slack knows no idempotency key: the short id is how people tell a second post of the same. */
static struct str context(const struct alert *alert, struct arena *arena)
{
	struct buf out = buf_new(arena, PIECE_MAX);
	if (!alert->mention)
		return alert->short_id;
	escape(&out, words_source(alert, arena));
	if (alert->mention->item->author.len) {
		buf_add(&out, STR(" \xC2\xB7 "));
		escape(&out, words_line(alert->mention->item->author, 80, arena));
	}
	add_date(&out, alert->posted_ms);
	buf_add(&out, STR(" \xC2\xB7 rule "));
	escape(&out, words_join(alert->rules, STR(", "), arena));
	buf_fmt(&out, " \xC2\xB7 " STR_FMT, STR_ARG(alert->short_id));
	return buf_str(&out);
}

bool slack_render(const struct alert *alert, struct arena *arena, struct str *out, struct err *err)
{
	struct buf buf = buf_new(arena, BODY_MAX);
	struct json json = json_new(&buf);
	json_open(&json, '{');
	json_put(&json, "text", fallback(alert, arena));
	json_key(&json, "blocks");
	json_open(&json, '[');
	put_block(&json, "header", "plain_text", headline(alert, arena));
	put_block(&json, "section", "mrkdwn", section(alert, arena));
	if (alert->mention && words_sentiment(alert)->n)
		put_context(&json, escaped(words_reasons_line(alert, REASONS_MAX, arena), arena));
	put_context(&json, context(alert, arena));
	json_close(&json, ']');
	json_key(&json, "unfurl_links");
	json_bool(&json, false);
	json_key(&json, "unfurl_media");
	json_bool(&json, false);
	json_close(&json, '}');
	if (buf.is_full)
		return err_set(err, ERR_LIMIT, "the post is larger than %d bytes", BODY_MAX);
	*out = buf_str(&buf);
	return true;
}
