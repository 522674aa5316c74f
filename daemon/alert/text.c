#include "arena.h"
#include "words.h"

#include "poison.h"

enum { SUBJECT_TITLE = 60, SUBJECT_HEALTH = 90, WIDTH = 76, REASONS = 5, TEXT_MAX = 32 * KIB };

#define DASH " \xE2\x80\x94 "

/* One word to begin with: what is critical says so, else the tone, else how grave it is. */
static struct str headword(const struct alert *alert)
{
	enum tone tone = words_sentiment(alert)->tone;
	if (alert->severity == SEVERITY_CRITICAL || tone == TONE_UNKNOWN)
		return severity_name(alert->severity);
	return words_tone(tone);
}

struct str render_subject(const struct alert *alert, struct arena *arena)
{
	const char *sample = alert->is_sample ? "(test) " : "";
	if (!alert->mention) {
		struct str title = words_title(alert, SUBJECT_HEALTH, arena);
		return str_fmt(arena, "[mentions] %s" STR_FMT, sample, STR_ARG(title));
	}
	struct str brands = words_line(words_join(alert->brands, STR(", "), arena),
				       SUBJECT_TITLE / 2, arena);
	struct str word = headword(alert);
	struct str title = words_title(alert, SUBJECT_TITLE, arena);
	struct str source = words_line(words_source(alert, arena), SUBJECT_TITLE / 2, arena);
	const char *edited = alert->mention->is_edited ? ", edited" : "";
	return str_fmt(arena, "[" STR_FMT "] %s" STR_FMT "%s: \"" STR_FMT "\" (" STR_FMT ")",
		       STR_ARG(brands), sample, STR_ARG(word), edited, STR_ARG(title),
		       STR_ARG(source));
}

struct terms {
	struct {
		struct str text;
		bool is_lookalike;
		bool is_told; /* by the service that found it */
	} at[REASONS];
	size_t n;
};

static void add_terms(struct terms *terms, const struct hit *hits, size_t n)
{
	for (size_t i = 0; i < n && terms->n < REASONS; i++) {
		bool is_lookalike = hits[i].lookalike.len > 0;
		struct str text = is_lookalike ? hits[i].lookalike : hits[i].term;
		size_t known = 0;
		while (known < terms->n && !str_eq(terms->at[known].text, text))
			known++;
		if (known < terms->n)
			continue;
		terms->at[terms->n].text = text;
		terms->at[terms->n].is_told = false;
		terms->at[terms->n++].is_lookalike = is_lookalike;
	}
}

static void add_service(struct terms *terms, const struct brand_hit *brand)
{
	size_t before = terms->n;
	const struct hit hit = { .term = brand->by_service };
	if (brand->by_service.len == 0)
		return;
	add_terms(terms, &hit, 1);
	if (terms->n > before)
		terms->at[before].is_told = true;
}

/* The terms that were found, each once, and what only looks like one. */
static struct terms found_terms(const struct mention *mention)
{
	struct terms terms = { .n = 0 };
	for (size_t i = 0; i < mention->n_brands; i++)
		add_terms(&terms, mention->brands[i].hits, mention->brands[i].n);
	for (size_t i = 0; i < mention->n_brands; i++)
		add_service(&terms, &mention->brands[i]);
	for (size_t i = 0; i < mention->n_rules; i++)
		add_terms(&terms, mention->rules[i].hits, mention->rules[i].n);
	return terms;
}

static void add_words(struct buf *out, struct str words, const struct words_style *style)
{
	buf_add(out, style->term[0]);
	style->escape(out, words_line(words, WORDS_NAME_MAX, out->arena));
	buf_add(out, style->term[1]);
}

/* "; topic breach: "data breach", recall: …", each with the words that tell it. */
static void add_topics(struct buf *out, const struct mention *mention,
		       const struct words_style *style)
{
	for (size_t i = 0; i < mention->n_topics; i++) {
		const struct topic_hit *topic = &mention->topics[i];
		struct terms terms = { .n = 0 };
		add_terms(&terms, topic->hits, topic->n);
		buf_add(out, i ? STR(", ") : out->len ? STR("; topic ") : STR("topic "));
		style->escape(out, words_line(topic->name, WORDS_NAME_MAX, out->arena));
		for (size_t j = 0; j < terms.n; j++) {
			buf_add(out, j ? STR(", \"") : STR(": \""));
			add_words(out, terms.at[j].text, style);
			buf_char(out, '"');
		}
	}
}

struct str render_why_as(const struct alert *alert, const struct words_style *style,
			 struct arena *arena)
{
	struct buf out = buf_new(arena, 8 * KIB), feeling = buf_new(arena, 4 * KIB);
	if (!alert->mention)
		return STR("");
	struct terms terms = found_terms(alert->mention);
	if (alert->mention->is_edited)
		buf_add(&out, STR("edited: now speaks of "));
	if (alert->mention->is_edited)
		style->escape(&out, words_join(alert->brands, STR(", "), arena));
	if (alert->rules.n) {
		buf_add(&out, out.len ? STR(DASH) : STR(""));
		buf_add(&out, alert->rules.n == 1 ? STR("rule ") : STR("rules "));
		style->escape(&out, words_join(alert->rules, STR(", "), arena));
	}
	for (size_t i = 0; i < terms.n; i++) {
		bool is_lookalike = terms.at[i].is_lookalike;
		buf_add(&out, i ? STR(", ") : out.len ? STR(DASH) : STR(""));
		buf_add(&out, terms.at[i].is_told ? STR("its service found ") : STR(""));
		buf_add(&out, is_lookalike ? STR("look-alike: ") : STR("\""));
		add_words(&out, terms.at[i].text, style);
		buf_add(&out, is_lookalike ? STR("") : STR("\""));
	}
	add_topics(&out, alert->mention, style);
	words_reasons(&feeling, alert, style);
	if (out.len && feeling.len)
		buf_add(&out, STR("; "));
	buf_add(&out, buf_str(&feeling));
	return buf_str(&out);
}

struct str render_why(const struct alert *alert, struct arena *arena)
{
	return render_why_as(alert, &words_plain, arena);
}

static const struct words_style stars = {
	.term = { STR_INIT("*"), STR_INIT("*") },
	.tone = { STR_INIT("*"), STR_INIT("*") },
	.escape = buf_add,
};

static void add_quotes(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct fragment fragments[RENDER_FRAGMENTS];
	size_t n = render_fragments(alert, arena, fragments);
	for (size_t i = 0; i < n; i++) {
		struct buf quote = buf_new(arena, 8 * KIB);
		buf_char(&quote, '"');
		words_quote(&quote, &fragments[i], &stars);
		buf_char(&quote, '"');
		words_wrap(out, buf_str(&quote), STR("  "), WIDTH);
		buf_char(out, '\n');
	}
}

static void add_headline(struct buf *out, const struct alert *alert, struct arena *arena)
{
	const struct sentiment *sentiment = words_sentiment(alert);
	struct str tone = words_tone(sentiment->tone), score = words_score(sentiment, arena);
	struct str severity = severity_name(alert->severity), byline = words_byline(alert, arena);
	for (size_t i = 0; i < tone.len; i++)
		buf_char(out, (char)(tone.at[i] - ('a' - 'A')));
	buf_fmt(out, "%s" STR_FMT "  " STR_FMT "    " STR_FMT "\n\n", score.len ? "  " : "",
		STR_ARG(score), STR_ARG(severity), STR_ARG(byline));
}

static void add_row(struct buf *out, const char *label, struct str value)
{
	if (value.len)
		buf_fmt(out, "%-8s " STR_FMT "\n", label, STR_ARG(value));
}

static void add_footer(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct str reason = alert->mention ? words_line(alert->reason, WORDS_NAME_MAX, arena)
					   : STR("health");
	struct str times = words_times(alert, arena);
	struct str line = str_fmt(arena, STR_FMT " \xC2\xB7 %s" STR_FMT " \xC2\xB7 " STR_FMT,
				  STR_ARG(alert->short_id), alert->mention ? "reason: " : "",
				  STR_ARG(reason), STR_ARG(times));
	/* "-- " begins a signature (RFC 3676, 4.3): programs show it dim and do not quote it. */
	buf_add(out, STR("-- \n"));
	words_wrap(out, line, STR(""), WIDTH);
}

static void add_health(struct buf *out, const struct alert *alert, struct arena *arena)
{
	struct str rest = str_first(alert->text, WORDS_HEALTH_MAX), line;
	words_wrap(out, words_title(alert, WORDS_TITLE_MAX, arena), STR(""), WIDTH);
	buf_char(out, '\n');
	while (rest.len && str_cut(&rest, '\n', &line))
		words_wrap(out, words_line(line, WORDS_HEALTH_MAX, arena), STR("  "), WIDTH);
	buf_char(out, '\n');
}

struct str render_text(const struct alert *alert, struct arena *arena)
{
	struct buf out = buf_new(arena, TEXT_MAX);
	if (alert->is_sample)
		buf_add(&out, STR("This is a test; nobody said this.\n\n"));
	if (!alert->mention) {
		add_health(&out, alert, arena);
		add_footer(&out, alert, arena);
		return buf_str(&out);
	}
	struct str url = words_url(alert, arena);
	add_headline(&out, alert, arena);
	if (alert->mention->item->title.len && alert->mention->item->text.len) {
		words_wrap(&out, words_title(alert, WORDS_TITLE_MAX, arena), STR("  "), WIDTH);
		buf_char(&out, '\n');
	}
	add_quotes(&out, alert, arena);
	add_row(&out,
		url.len ? "Open:" : "Address:", url.len ? url : words_plain_url(alert, arena));
	add_row(&out, "Brand:", words_join(alert->brands, STR(", "), arena));
	struct buf why = buf_new(arena, 8 * KIB);
	words_wrap(&why, render_why(alert, arena), STR("         "), WIDTH);
	add_row(&out, "Why:", str_trim(buf_str(&why)));
	add_row(&out, "Tags:", words_join(alert->tags, STR(", "), arena));
	add_footer(&out, alert, arena);
	return buf_str(&out);
}
