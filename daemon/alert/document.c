#include "words.h"

#include "arena.h"
#include "escape.h"
#include "utf8.h"

#include "poison.h"

enum { LINE_MAX_BYTES = 2000, TEXT_MAX = 64 * KIB, TITLE_MAX = 4 * KIB, LIST_MAX = 100 };
enum { NAME_MAX = 400, WORD_MAX = 200, BRANDS_MAX = 16, COUNTS_MAX = 16 };

/* The document under construction and how much of long things goes into it. */
struct document {
	struct json *json;
	struct str text;
	size_t list_max;
};

struct str field_name(enum field field)
{
	static const struct str names[] = {
		[FIELD_TITLE] = STR_INIT("title"),   [FIELD_TEXT] = STR_INIT("text"),
		[FIELD_AUTHOR] = STR_INIT("author"), [FIELD_URL] = STR_INIT("url"),
		[FIELD_TAG] = STR_INIT("tag"),	     [FIELD_LINK] = STR_INIT("link"),
	};
	return names[field];
}

/* A claim that does not hold is not made. */
static void put_claim(struct json *json, const char *key, bool holds)
{
	if (!holds)
		return;
	json_key(json, key);
	json_bool(json, true);
}

static void put_texts(struct json *json, const char *key, struct strs texts)
{
	json_key(json, key);
	json_open(json, '[');
	for (size_t i = 0; i < texts.n && i < LIST_MAX; i++)
		json_text(json, utf8_first(texts.at[i], WORD_MAX));
	json_close(json, ']');
}

static void put_evidence(struct json *json, const struct evidence *evidence)
{
	json_open(json, '{');
	json_put(json, "field", field_name(evidence->field));
	json_put_int(json, "start", evidence->start);
	json_put_int(json, "end", evidence->end);
	json_put(json, "text", evidence->text);
	json_key(json, "value");
	json_number(json, evidence->value);
	json_put(json, "why", utf8_first(evidence->why, WORD_MAX));
	json_close(json, '}');
}

static void put_sentiment(struct json *json, const struct sentiment *sentiment, size_t max)
{
	json_open(json, '{');
	json_put(json, "label", words_tone(sentiment->tone));
	json_key(json, "score");
	json_number(json, sentiment->score);
	json_key(json, "evidence");
	json_open(json, '[');
	for (size_t i = 0; i < sentiment->n && i < max; i++)
		put_evidence(json, &sentiment->evidence[i]);
	json_close(json, ']');
	json_close(json, '}');
}

void render_sentiment(const struct sentiment *sentiment, struct json *json)
{
	put_sentiment(json, sentiment, SIZE_MAX);
}

/* What found it: "brand", "topic", or NULL where it is a rule's. */
struct whose {
	const char *what;
	struct str name;
};

static void put_hit(struct json *json, struct whose whose, const struct hit *hit)
{
	json_open(json, '{');
	if (whose.what)
		json_put(json, whose.what, utf8_first(whose.name, WORD_MAX));
	json_put(json, "field", field_name(hit->field));
	if (hit->field == FIELD_TAG || hit->field == FIELD_LINK)
		json_put_int(json, "part", hit->part);
	json_put_int(json, "start", hit->start);
	json_put_int(json, "end", hit->end);
	json_put(json, "term", utf8_first(hit->term, WORD_MAX));
	json_put_some(json, "lookalike", hit->lookalike);
	json_close(json, '}');
}

/* No offset in the document points behind the text that it holds. */
static void put_hits(const struct document *to, struct whose whose, const struct hit *hits,
		     size_t n)
{
	size_t left = to->list_max;
	for (size_t i = 0; i < n && left; i++) {
		if (hits[i].field == FIELD_TEXT && hits[i].end > to->text.len)
			continue;
		put_hit(to->json, whose, &hits[i]);
		left--;
	}
}

/* There is no place in the text to point at. */
static void put_service(struct json *json, const struct brand_hit *brand)
{
	json_open(json, '{');
	json_put(json, "brand", utf8_first(brand->name, WORD_MAX));
	json_put(json, "field", STR("service"));
	json_put_int(json, "start", 0);
	json_put_int(json, "end", 0);
	json_put(json, "term", utf8_first(brand->by_service, WORD_MAX));
	json_close(json, '}');
}

static void put_matches(const struct document *to, const struct mention *mention)
{
	json_key(to->json, "matches");
	json_open(to->json, '[');
	for (size_t i = 0; i < mention->n_brands && i < BRANDS_MAX; i++) {
		const struct brand_hit *brand = &mention->brands[i];
		put_hits(to, (struct whose){ "brand", brand->name }, brand->hits, brand->n);
		if (brand->by_service.len)
			put_service(to->json, brand);
	}
	for (size_t i = 0; i < mention->n_rules && i < BRANDS_MAX; i++)
		put_hits(to, (struct whose){ 0 }, mention->rules[i].hits, mention->rules[i].n);
	json_close(to->json, ']');
}

static void put_topics(const struct document *to, const struct mention *mention)
{
	json_key(to->json, "topics");
	json_open(to->json, '[');
	for (size_t i = 0; i < mention->n_topics; i++)
		json_text(to->json, mention->topics[i].name);
	json_close(to->json, ']');
	if (mention->n_topics == 0)
		return;
	json_key(to->json, "topic_matches");
	json_open(to->json, '[');
	for (size_t i = 0; i < mention->n_topics; i++)
		put_hits(to, (struct whose){ "topic", mention->topics[i].name },
			 mention->topics[i].hits, mention->topics[i].n);
	json_close(to->json, ']');
}

void render_topics(const struct mention *mention, struct json *json)
{
	put_topics(&(struct document){ json, mention->item->text, SIZE_MAX }, mention);
}

static void put_sentiments(const struct document *to, const struct alert *alert)
{
	const struct mention *mention = alert->mention;
	json_key(to->json, "sentiment");
	put_sentiment(to->json, words_sentiment(alert), to->list_max);
	if (mention->n_brands < 2)
		return;
	json_key(to->json, "sentiments");
	json_open(to->json, '{');
	for (size_t i = 0; i < mention->n_brands && i < BRANDS_MAX; i++) {
		const struct brand_hit *brand = &mention->brands[i];
		json_key(to->json, str_z(to->json->buf->arena, utf8_first(brand->name, WORD_MAX)));
		put_sentiment(to->json, &brand->sentiment, to->list_max);
	}
	json_close(to->json, '}');
}

static struct str quote(const struct alert *alert, struct arena *arena)
{
	struct fragment fragments[RENDER_FRAGMENTS];
	size_t n = render_fragments(alert, arena, fragments);
	struct buf out = buf_new(arena, 16 * KIB);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&out, ' ');
		words_quote(&out, &fragments[i], &words_plain);
	}
	return buf_str(&out);
}

/* As the source wrote it, if that is one clean line; else encoded. Half an address is none. */
static struct str address(const struct alert *alert, struct arena *arena)
{
	struct str url = alert->mention->item->url;
	bool is_clean = url.len <= WORDS_URL_MAX && str_eq(words_line(url, url.len, arena), url);
	return is_clean ? url : words_url(alert, arena);
}

static void put_lang(struct json *json, const struct mention *mention)
{
	bool is_guessed = mention->item->lang.len == 0 && mention->lang_guess.len;
	struct str lang = is_guessed ? mention->lang_guess : mention->item->lang;
	json_put_some(json, "lang", utf8_first(lang, NAME_MAX));
	if (is_guessed) {
		json_key(json, "lang_is_guessed");
		json_bool(json, true);
	}
}

static void put_counts(struct json *json, const struct item *item)
{
	if (item->n_counts == 0)
		return;
	json_key(json, "counts");
	json_open(json, '{');
	for (size_t i = 0; i < item->n_counts && i < COUNTS_MAX; i++) {
		struct str name = utf8_first(item->counts[i].name, WORD_MAX);
		json_key(json, str_z(json->buf->arena, name));
		json_number(json, item->counts[i].value);
	}
	json_close(json, '}');
}

static void put_item(const struct document *to, const struct alert *alert)
{
	const struct item *item = alert->mention->item;
	struct json *json = to->json;
	json_put(json, "kind", item->kind == ITEM_COMMENT ? STR("comment") : STR("post"));
	json_put_some(json, "place", utf8_first(item->place, NAME_MAX));
	put_lang(json, alert->mention);
	json_put_some(json, "author", utf8_first(item->author, NAME_MAX));
	json_put_some(json, "profile", utf8_first(item->profile, NAME_MAX));
	json_put_some(json, "parent", utf8_first(item->parent, NAME_MAX));
	json_put_some(json, "thread", utf8_first(item->thread, NAME_MAX));
	put_counts(json, item);
	json_put_some(json, "url", address(alert, json->buf->arena));
	json_put_some(json, "title",
		      utf8_first(item->title, to->text.len > TITLE_MAX ? TITLE_MAX : NAME_MAX));
	json_put(json, "text", to->text);
	put_claim(json, "text_is_cut", to->text.len < item->text.len);
}

static void put_mention(const struct document *to, const struct alert *alert)
{
	struct json *json = to->json;
	put_sentiments(to, alert);
	put_texts(json, "brands", alert->brands);
	json_put(json, "source", utf8_first(alert->source, WORD_MAX));
	json_put(json, "side", alert->side == SIDE_INTERNAL ? STR("internal") : STR("external"));
	put_item(to, alert);
	json_put(json, "quote", quote(alert, json->buf->arena));
	put_matches(to, alert->mention);
	put_topics(to, alert->mention);
	put_texts(json, "tags", alert->tags);
}

static void put_times(struct json *json, const struct alert *alert)
{
	json_key(json, "times");
	json_open(json, '{');
	if (alert->posted_ms != 0)
		json_put_time(json, "posted", alert->posted_ms);
	json_put_time(json, "seen", alert->seen_ms);
	json_put_time(json, "sent", alert->sent_ms);
	json_close(json, '}');
}

static void put_health(const struct document *to, const struct alert *alert)
{
	json_put_some(to->json, "source", alert->source);
	json_put(to->json, "title", utf8_first(alert->title, NAME_MAX));
	json_put(to->json, "text", to->text);
}

void render_json_within(const struct alert *alert, struct json *json, size_t text_max,
			size_t list_max)
{
	struct str text = alert->mention ? alert->mention->item->text : alert->text;
	struct document to = { json, utf8_first(text, text_max), list_max };
	json_open(json, '{');
	json_put(json, "id", alert->id);
	json_put(json, "short_id", alert->short_id);
	json_put_some(json, "story", alert->story);
	json_put_some(json, "reason", alert->reason);
	if (alert->rules.n) {
		json_put(json, "rule", utf8_first(alert->rules.at[0], WORD_MAX));
		put_texts(json, "rules", alert->rules);
	}
	json_put(json, "severity", severity_name(alert->severity));
	put_claim(json, "edited", alert->mention && alert->mention->is_edited);
	put_claim(json, "sample", alert->is_sample);
	if (alert->mention)
		put_mention(&to, alert);
	else
		put_health(&to, alert);
	put_times(json, alert);
	json_close(json, '}');
}

void render_json(const struct alert *alert, struct json *json)
{
	render_json_within(alert, json, TEXT_MAX, LIST_MAX);
}

/* One " key=value" of at most max bytes behind the blank: a value is shortened before it is
 * escaped, so that no escape is cut in two. */
static void put_field(struct buf *line, const char *key, struct str value, size_t max)
{
	struct str cut = utf8_first(value, max);
	for (;;) {
		struct buf field = buf_new(line->arena, 8 * max + 64);
		buf_fmt(&field, " %s=", key);
		escape_log(&field, cut);
		if (field.len <= max + 1) {
			buf_add(line, buf_str(&field));
			return;
		}
		cut = utf8_first(value, cut.len * max / (field.len + 1));
	}
}

/* The first of them: one is reason enough to look. */
static struct str lookalike_of(const struct mention *mention)
{
	for (size_t i = 0; i < mention->n_brands; i++)
		for (size_t j = 0; j < mention->brands[i].n; j++)
			if (mention->brands[i].hits[j].lookalike.len)
				return mention->brands[i].hits[j].lookalike;
	return STR("");
}

struct str render_logfmt(const struct alert *alert, struct arena *arena)
{
	struct buf line = buf_new(arena, LINE_MAX_BYTES);
	if (!alert->mention) {
		buf_add(&line, STR("health"));
		put_field(&line, "id", alert->id, 64);
		put_field(&line, "severity", severity_name(alert->severity), 64);
		put_field(&line, "title", alert->title, 400);
		put_field(&line, "text", alert->text, 1300);
		put_field(&line, "short", alert->short_id, 32);
		return buf_str(&line);
	}
	const struct item *item = alert->mention->item;
	struct str score = words_score(words_sentiment(alert), arena);
	buf_add(&line, STR("mention"));
	put_field(&line, "id", alert->id, 64);
	put_field(&line, "brand", words_join(alert->brands, STR(","), arena), 100);
	put_field(&line, "rule", words_join(alert->rules, STR(","), arena), 100);
	put_field(&line, "severity", severity_name(alert->severity), 64);
	put_field(&line, "sentiment", score.len ? score : STR("unknown"), 64);
	struct str reasons = words_reasons_line(alert, 300, arena);
	if (reasons.len)
		put_field(&line, "evidence", reasons, 320);
	struct str topics = words_topics(alert, STR(","), arena);
	if (topics.len)
		put_field(&line, "topics", topics, 100);
	if (alert->mention->is_edited)
		buf_add(&line, STR(" edited=yes"));
	struct str lookalike = lookalike_of(alert->mention);
	if (lookalike.len)
		put_field(&line, "lookalike", lookalike, 100);
	put_field(&line, "source", alert->source, 120);
	put_field(&line, "author", item->author, 120);
	put_field(&line, "url", item->url, 640);
	put_field(&line, "title", words_title(alert, 300, arena), 320);
	put_field(&line, "short", alert->short_id, 32);
	return buf_str(&line);
}
