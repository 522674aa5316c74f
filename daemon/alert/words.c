#include "words.h"

#include "arena.h"
#include "escape.h"
#include "url.h"
#include "utf8.h"

#include "poison.h"

#define ELLIPSIS STR("\xE2\x80\xA6")
#define DOT STR(" \xC2\xB7 ")

enum { WORD_BACK = 20 };

/* At most max bytes with the ellipsis, cut behind a word when one ends near. */
static struct str shorten(struct str line, size_t max, struct arena *arena)
{
	struct str cut = utf8_first(line, max - ELLIPSIS.len);
	for (size_t i = cut.len; i > 0 && i + WORD_BACK > cut.len; i--) {
		if (line.at[i] != ' ')
			continue;
		cut.len = i;
		break;
	}
	return str_fmt(arena, STR_FMT STR_FMT, STR_ARG(cut), STR_ARG(ELLIPSIS));
}

struct str words_line(struct str text, size_t max, struct arena *arena)
{
	struct str front = utf8_first(text, max * 4);
	struct buf line = buf_new(arena, max * 12);
	escape_line(&line, front);
	if (line.len > max)
		return shorten(buf_str(&line), max, arena);
	if (front.len < text.len)
		buf_add(&line, ELLIPSIS);
	return buf_str(&line);
}

struct str words_join(struct strs list, struct str between, struct arena *arena)
{
	struct buf out = buf_new(arena, 4 * WORDS_NAME_MAX);
	for (size_t i = 0; i < list.n && !out.is_full; i++) {
		if (i)
			buf_add(&out, between);
		buf_add(&out, words_line(list.at[i], WORDS_NAME_MAX, arena));
	}
	return buf_str(&out);
}

static bool has_name(struct strs list, struct str name)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.at[i], name))
			return true;
	return list.n == 0;
}

const struct sentiment *words_sentiment(const struct alert *alert)
{
	const struct mention *mention = alert->mention;
	const struct sentiment *shown = &mention->sentiment;
	for (size_t i = 0; i < mention->n_brands; i++) {
		const struct brand_hit *brand = &mention->brands[i];
		if (has_name(alert->brands, brand->name) &&
		    brand->sentiment.tone == TONE_NEGATIVE &&
		    (shown->tone != TONE_NEGATIVE || brand->sentiment.score < shown->score))
			shown = &brand->sentiment;
	}
	return shown;
}

struct str words_toward(const struct alert *alert)
{
	const struct mention *mention = alert->mention;
	const struct sentiment *shown = words_sentiment(alert);
	if (mention->n_brands < 2)
		return STR("");
	for (size_t i = 0; i < mention->n_brands; i++)
		if (shown == &mention->brands[i].sentiment)
			return mention->brands[i].name;
	return mention->brands[0].name;
}

struct str words_tone(enum tone tone)
{
	static const struct str names[] = {
		[TONE_UNKNOWN] = STR_INIT("unknown"), [TONE_NEGATIVE] = STR_INIT("negative"),
		[TONE_NEUTRAL] = STR_INIT("neutral"), [TONE_POSITIVE] = STR_INIT("positive"),
		[TONE_MIXED] = STR_INIT("mixed"),
	};
	return names[tone];
}

struct str words_score(const struct sentiment *sentiment, struct arena *arena)
{
	double score = sentiment->score;
	if (sentiment->tone == TONE_UNKNOWN)
		return STR("");
	return str_fmt(arena, "%.2f", score > -0.005 && score < 0 ? 0 : score);
}

struct str words_topics(const struct alert *alert, struct str between, struct arena *arena)
{
	size_t n = alert->mention ? alert->mention->n_topics : 0;
	struct str *names = NEW(arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		names[i] = alert->mention->topics[i].name;
	return words_join((struct strs){ names, n }, between, arena);
}

struct str words_title(const struct alert *alert, size_t max, struct arena *arena)
{
	struct str title = alert->title;
	if (alert->mention && alert->mention->item->title.len)
		title = alert->mention->item->title;
	else if (alert->mention)
		title = alert->mention->item->text;
	return words_line(title, max, arena);
}

struct str words_source(const struct alert *alert, struct arena *arena)
{
	struct str source = words_line(alert->source, WORDS_NAME_MAX, arena);
	if (!alert->mention || alert->mention->item->place.len == 0)
		return source;
	struct str place = words_line(alert->mention->item->place, WORDS_NAME_MAX, arena);
	return str_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(source), STR_ARG(place));
}

static bool is_time(int64_t ms)
{
	return ms != TIME_ABSENT && ms != 0;
}

/* "1 reply", "1 point". */
static struct str singular(struct str name, struct arena *arena)
{
	if (str_ends(name, STR("ies")))
		return str_fmt(arena, STR_FMT "y", STR_ARG(str_first(name, name.len - 3)));
	return str_ends(name, STR("s")) ? str_first(name, name.len - 1) : name;
}

/* " · 412 points, 35 comments": the first ones that are not 0, as its source names them. */
static struct str counts(const struct item *item, struct arena *arena)
{
	enum { SHOWN = 3 };
	struct buf out = buf_new(arena, KIB);
	size_t n = 0;
	for (size_t i = 0; i < item->n_counts && n < SHOWN; i++) {
		const struct count *count = &item->counts[i];
		struct str name = words_line(count->name, WORDS_NAME_MAX, arena);
		if (count->value == 0 || name.len == 0)
			continue;
		buf_add(&out, n++ ? STR(", ") : DOT);
		buf_fmt(&out, "%.15g " STR_FMT, count->value,
			STR_ARG(count->value == 1 ? singular(name, arena) : name));
	}
	return buf_str(&out);
}

void words_byline_parts(const struct alert *alert, struct arena *arena, struct str parts[3])
{
	const struct item *item = alert->mention->item;
	int64_t now_ms = is_time(alert->sent_ms) ? alert->sent_ms : alert->seen_ms;
	struct buf out = buf_new(arena, KIB);
	buf_add(&out, words_source(alert, arena));
	buf_add(&out, DOT);
	if (alert->mention->is_edited)
		buf_add(&out, STR("edited "));
	buf_add(&out, item->kind == ITEM_COMMENT ? STR("comment") : STR("post"));
	if (item->author.len)
		buf_add(&out, STR(" by "));
	parts[0] = buf_str(&out);
	parts[1] = words_line(item->author, WORDS_NAME_MAX, arena);
	struct str ago = STR("");
	if (is_time(alert->posted_ms))
		ago = str_fmt(arena, STR_FMT STR_FMT " ago", STR_ARG(DOT),
			      STR_ARG(calendar_span(arena, now_ms - alert->posted_ms)));
	parts[2] = str_fmt(arena, STR_FMT STR_FMT, STR_ARG(ago), STR_ARG(counts(item, arena)));
}

struct str words_byline(const struct alert *alert, struct arena *arena)
{
	struct str parts[3];
	words_byline_parts(alert, arena, parts);
	return str_fmt(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(parts[0]), STR_ARG(parts[1]),
		       STR_ARG(parts[2]));
}

/* posted 2026-11-22 10:08:00, seen 10:14:09, sent 10:14:31 UTC: a date once as long as it stays. */
struct str words_times(const struct alert *alert, struct arena *arena)
{
	const struct {
		const char *word;
		int64_t ms;
	} times[] = { { "posted", alert->mention ? alert->posted_ms : TIME_ABSENT },
		      { "seen", alert->seen_ms },
		      { "sent", alert->sent_ms } };
	struct buf out = buf_new(arena, KIB);
	struct str today = STR("");
	for (size_t i = 0; i < COUNT_OF(times); i++) {
		if (!is_time(times[i].ms))
			continue;
		struct str rest = calendar_rfc3339(arena, times[i].ms), date;
		str_cut(&rest, 'T', &date);
		buf_fmt(&out, "%s%s ", out.len ? ", " : "", times[i].word);
		if (!str_eq(date, today))
			buf_fmt(&out, STR_FMT " ", STR_ARG(date));
		buf_add(&out, str_first(rest, rest.len - 1));
		today = date;
	}
	if (out.len)
		buf_add(&out, STR(" UTC"));
	return buf_str(&out);
}

/* Bytes that RFC 3986 allows nowhere, or that could end the link in a mail, in chat or in HTML. */
static bool is_unsafe(unsigned char c)
{
	const struct str never = STR("\"<>\\^`{|}'");
	return c <= ' ' || c >= 0x7F || str_find_char(never, (char)c) < never.len;
}

struct str words_url(const struct alert *alert, struct arena *arena)
{
	struct url parts;
	if (!alert->mention)
		return STR("");
	struct str url = str_trim(alert->mention->item->url);
	if (url.len > WORDS_URL_MAX || !url_is_web(url) || !url_parse(url, &parts))
		return STR("");
	/* A host may be written in any script, but nothing in it may be invisible. */
	struct str host = words_line(parts.host, WORDS_URL_MAX, arena);
	if (!str_eq(host, parts.host) || str_find_char(host, ' ') < host.len)
		return STR("");
	size_t host_at = (size_t)(parts.host.at - url.at);
	struct buf out = buf_new(arena, (size_t)3 * WORDS_URL_MAX);
	for (size_t i = 0; i < url.len; i++) {
		unsigned char c = (unsigned char)url.at[i];
		bool is_host = i >= host_at && i < host_at + host.len && c >= 0x80;
		if (is_unsafe(c) && !is_host)
			buf_fmt(&out, "%%%02X", c);
		else
			buf_char(&out, url.at[i]);
	}
	return out.len <= WORDS_URL_MAX ? buf_str(&out) : STR("");
}

struct str words_plain_url(const struct alert *alert, struct arena *arena)
{
	if (!alert->mention)
		return STR("");
	return words_line(alert->mention->item->url, WORDS_TITLE_MAX, arena);
}

const struct words_style words_plain = { .escape = buf_add };

void words_quote(struct buf *buf, const struct fragment *fragment, const struct words_style *style)
{
	size_t at = 0;
	if (fragment->is_cut_left)
		buf_add(buf, ELLIPSIS);
	for (size_t i = 0; i < fragment->n; i++) {
		const struct mark *mark = &fragment->marks[i];
		const struct str *around = mark->is_tone ? style->tone : style->term;
		struct str marked = { fragment->text.at + mark->start, mark->end - mark->start };
		style->escape(buf, (struct str){ fragment->text.at + at, mark->start - at });
		buf_add(buf, around[0]);
		style->escape(buf, marked);
		buf_add(buf, around[1]);
		at = mark->end;
	}
	style->escape(buf, str_skip(fragment->text, at));
	if (fragment->is_cut_right && str_ends(fragment->text, STR(".")))
		buf_char(buf, ' ');
	if (fragment->is_cut_right)
		buf_add(buf, ELLIPSIS);
}

/* Columns a word takes; "ESC [ … m" takes none. */
static size_t columns(struct str word)
{
	size_t n = 0;
	while (word.len) {
		struct str plain = str_first(word, str_find(word, STR("\033[")));
		n += escape_columns(plain);
		word = str_skip(word, plain.len);
		if (word.len)
			word = str_skip(word, str_find_char(word, 'm') + 1);
	}
	return n;
}

void words_wrap(struct buf *buf, struct str text, struct str indent, size_t width)
{
	struct str rest = text, word;
	size_t column = 0;
	while (str_cut(&rest, ' ', &word)) {
		size_t n = columns(word);
		if (column && column + 1 + n > width) {
			buf_char(buf, '\n');
			column = 0;
		}
		if (column == 0) {
			buf_add(buf, indent);
			column = indent.len;
		} else {
			buf_char(buf, ' ');
			column++;
		}
		buf_add(buf, word);
		column += n;
	}
	buf_char(buf, '\n');
}
