#include "cli.h"

#include "arena.h"
#include "config.h"
#include "escape.h"
#include "language.h"
#include "score.h"
#include "utf8.h"
#include "words.h"

#include <stdlib.h>

#include "poison.h"

/* A mention as the store keeps it, for people. The document is JSON, and JSON is YAML: what reads
 * the configuration reads it, too. */

enum { TITLE_MAX = 60 };

static const struct node *child(const struct node *map, const char *key)
{
	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++)
		if (str_eq(map->keys[i].text, str_from(key)))
			return &map->values[i];
	return NULL;
}

static struct str child_text(const struct node *map, const char *key)
{
	const struct node *node = child(map, key);
	return node ? node->text : STR("");
}

static const struct node *read_document(struct arena *arena, struct str document)
{
	struct problems problems = problems_new(arena);
	return yaml_parse(arena, STR("(mention)"), document, &problems);
}

static bool is_first(const struct node *list, size_t at, const char *key)
{
	struct str text = child_text(&list->values[at], key);
	for (size_t i = 0; i < at; i++)
		if (str_eq(child_text(&list->values[i], key), text))
			return false;
	return true;
}

/* The entries of a list on one line with a label, each text once. */
static void add_list(struct buf *out, const char *label, const struct node *list, const char *key)
{
	const char *before = label;
	for (size_t i = 0; list && i < list->n; i++) {
		if (child_text(&list->values[i], key).len == 0 || !is_first(list, i, key))
			continue;
		buf_fmt(out, before == label ? "  %-7s " : "%s", before);
		escape_terminal(out, child_text(&list->values[i], key));
		before = ", ";
	}
	if (before != label)
		buf_char(out, '\n');
}

/* An item that was known speaks of these brands since an edit. */
static void add_edit(struct buf *out, const struct node *map)
{
	const struct node *brands = child(map, "brands");
	const char *before = "  edited  now speaks of ";
	for (size_t i = 0; brands && i < brands->n; i++, before = ", ") {
		buf_add(out, str_from(before));
		escape_terminal(out, brands->values[i].text);
	}
	if (brands && brands->n)
		buf_char(out, '\n');
}

/* As the source wrote it, or the name of what we guess. */
static void add_language(struct buf *out, const struct node *map)
{
	struct str lang = child_text(map, "lang");
	bool is_guessed = str_eq(child_text(map, "lang_is_guessed"), STR("true"));
	if (lang.len == 0)
		return;
	buf_add(out, STR("  lang    "));
	escape_terminal(out, is_guessed ? language_name(lang) : lang);
	buf_add(out, is_guessed ? STR(", guessed\n") : STR("\n"));
}

static bool is_told_topic(const struct node *list, size_t at)
{
	const struct node *now = &list->values[at];
	for (size_t i = 0; i < at; i++)
		if (str_eq(child_text(&list->values[i], "topic"), child_text(now, "topic")) &&
		    str_eq(child_text(&list->values[i], "term"), child_text(now, "term")))
			return true;
	return false;
}

/* The topics, each with the words that tell it, each once. */
static void add_topics(struct buf *out, const struct node *map)
{
	const struct node *list = child(map, "topic_matches");
	struct str last = STR("");
	for (size_t i = 0; list && i < list->n; i++) {
		struct str topic = child_text(&list->values[i], "topic");
		if (is_told_topic(list, i))
			continue;
		buf_add(out, i == 0 ? STR("  topics  ") : STR(", "));
		if (!str_eq(topic, last)) {
			escape_terminal(out, topic);
			buf_add(out, STR(": "));
		}
		escape_terminal(out, child_text(&list->values[i], "term"));
		last = topic;
	}
	if (list && list->n)
		buf_char(out, '\n');
}

void cli_tone(const struct sentiment *sentiment, struct str toward, struct buf *out)
{
	static const struct words_style style = { .escape = escape_terminal };
	words_evidence(out, sentiment, toward, WORDS_EVIDENCE_MAX, &style);
	buf_char(out, '\n');
}

static enum tone tone_of(struct str label)
{
	enum tone tone = TONE_MIXED;
	while (tone > TONE_UNKNOWN && !str_eq(tone_name(tone), label))
		tone--;
	return tone;
}

static double number_of(const struct node *map, const char *key, struct arena *arena)
{
	return strtod(str_z(arena, child_text(map, key)), NULL);
}

/* As it was judged, so that it is told in the same words. */
static struct sentiment sentiment_of(const struct node *map, struct arena *arena)
{
	const struct node *list = child(map, "evidence");
	size_t n = list ? list->n : 0;
	struct evidence *evidence = NEW(arena, struct evidence, n);
	for (size_t i = 0; i < n; i++)
		evidence[i] = (struct evidence){
			.text = child_text(&list->values[i], "text"),
			.value = number_of(&list->values[i], "value", arena),
			.why = child_text(&list->values[i], "why"),
		};
	return (struct sentiment){ tone_of(child_text(map, "label")),
				   number_of(map, "score", arena), evidence, n };
}

/* Toward each brand where there are several. */
static void add_tones(struct buf *out, const struct node *map)
{
	const struct node *brands = child(map, "sentiments");
	const struct node *only = child(map, "sentiment");
	size_t n = brands ? brands->n : only != NULL;
	for (size_t i = 0; i < n; i++) {
		struct sentiment sentiment = sentiment_of(brands ? &brands->values[i] : only,
							  out->arena);
		buf_add(out, i ? STR("          ") : STR("  tone    "));
		cli_tone(&sentiment, brands ? brands->keys[i].text : STR(""), out);
	}
}

static void add_reasons(struct buf *out, const struct node *map)
{
	if (str_eq(child_text(map, "edited"), STR("true")))
		add_edit(out, map);
	add_language(out, map);
	add_list(out, "found", child(map, "matches"), "term");
	add_list(out, "look-alike:", child(map, "matches"), "lookalike");
	add_topics(out, map);
	add_tones(out, map);
}

static void add_row(struct buf *out, const char *label, struct str text)
{
	if (text.len == 0)
		return;
	buf_fmt(out, label[0] ? "  %-7s " : "  ", label);
	escape_terminal(out, text);
	buf_char(out, '\n');
}

static void add_counts(struct buf *out, const struct node *counts)
{
	for (size_t i = 0; counts && i < counts->n; i++) {
		buf_add(out, i ? STR(", ") : STR("  counts  "));
		escape_terminal(out, counts->values[i].text);
		buf_char(out, ' ');
		escape_terminal(out, counts->keys[i].text);
	}
	if (counts && counts->n)
		buf_char(out, '\n');
}

void cli_document_line(struct str document, struct buf *out)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	const struct node *map = read_document(arena, document);
	struct str title = child_text(map, "title");
	struct str words = title.len ? title : child_text(map, "quote");
	struct str shown = utf8_first(words, TITLE_MAX);
	const struct node *topics = child(map, "topics");
	buf_char(out, '"');
	escape_terminal(out, shown);
	if (shown.len < words.len)
		buf_add(out, STR("\xE2\x80\xA6"));
	buf_char(out, '"');
	for (size_t i = 0; topics && i < topics->n; i++) {
		buf_add(out, i ? STR(", ") : STR("  (topic: "));
		escape_terminal(out, topics->values[i].text);
	}
	if (topics && topics->n)
		buf_char(out, ')');
}

void cli_document_reasons(struct str document, struct buf *out)
{
	add_reasons(out, read_document(out->arena, document));
}

void cli_document(struct str document, struct buf *out)
{
	static const struct {
		const char *label, *key;
	} rows[] = {
		{ "", "title" },	{ "", "text" },		  { "", "url" },
		{ "author", "author" }, { "profile", "profile" }, { "place", "place" },
		{ "parent", "parent" }, { "thread", "thread" },
	};
	const struct node *map = read_document(out->arena, document);
	if (!map) {
		add_row(out, "", document);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		add_row(out, rows[i].label, child_text(map, rows[i].key));
	add_counts(out, child(map, "counts"));
	add_reasons(out, map);
	add_row(out, "posted", child_text(child(map, "times"), "posted"));
	add_row(out, "seen", child_text(child(map, "times"), "seen"));
	add_row(out, "id", child_text(map, "id"));
}
