/* How it works: the pieces of each side are told from the strongest on; what is not told is counted
 * and summed up, so that the values shown always add up to the sum that the score is made of. What
 * acts on a piece stands in its reason, in the words of mentiond-sentiment(7), and a stored reason
 * reads as a fresh one; only a negation is turned round: "never" negates "works". */
#include "words.h"

#include "arena.h"

#include <math.h>

#include "poison.h"

enum { WORD_MAX = 60, REASON_MAX = 200 };

/* What pulls to one side, and what of it was told already. */
struct pull {
	const struct sentiment *sentiment;
	bool is_below;
	const struct evidence *told[WORDS_EVIDENCE_MAX];
	size_t n;
};

static bool is_alike(const struct evidence *a, const struct evidence *b)
{
	return a->value == b->value && str_eq_nocase(a->text, b->text) && str_eq(a->why, b->why);
}

static bool is_told(const struct pull *pull, const struct evidence *e)
{
	for (size_t i = 0; i < pull->n; i++)
		if (is_alike(pull->told[i], e))
			return true;
	return false;
}

static bool is_of(const struct pull *pull, const struct evidence *e)
{
	return (e->value < 0) == pull->is_below;
}

/* The strongest that was not told, of equals the first. */
static const struct evidence *strongest(const struct pull *pull)
{
	const struct evidence *out = NULL;
	for (size_t i = 0; i < pull->sentiment->n; i++) {
		const struct evidence *e = &pull->sentiment->evidence[i];
		if (is_of(pull, e) && (!out || fabs(e->value) > fabs(out->value)) &&
		    !is_told(pull, e))
			out = e;
	}
	return out;
}

static size_t times_of(const struct pull *pull, const struct evidence *e)
{
	size_t n = 0;
	for (size_t i = 0; i < pull->sentiment->n; i++)
		n += is_alike(&pull->sentiment->evidence[i], e);
	return n;
}

static void add_marked(struct buf *out, struct str text, size_t max,
		       const struct words_style *style)
{
	buf_add(out, style->term[0]);
	style->escape(out, words_line(text, max, out->arena));
	buf_add(out, style->term[1]);
}

static void add_quoted(struct buf *out, struct str text, const struct words_style *style)
{
	buf_char(out, '"');
	add_marked(out, text, WORD_MAX, style);
	buf_char(out, '"');
}

/* "-3.0", "+1.48": to the hundredth, and at least to the tenth. */
static void add_value(struct buf *out, double value)
{
	struct str text = str_fmt(out->arena, " %+.2f", value);
	buf_add(out, str_first(text, text.len - str_ends(text, STR("0"))));
}

/* The words behind `mark` up to their closing quote, and *why without both; else empty. */
static struct str cut_quoted(struct str *why, struct str mark, struct arena *arena)
{
	size_t at = str_find(*why, mark);
	if (at == why->len)
		return STR("");
	struct str word = str_skip(*why, at + mark.len);
	word.len = str_find(word, STR("\","));
	if (at + mark.len + word.len == why->len)
		word.len -= str_ends(word, STR("\""));
	struct str rest = str_skip(*why, at + mark.len + word.len + 1);
	*why = str_fmt(arena, STR_FMT STR_FMT, STR_ARG(str_first(*why, at)), STR_ARG(rest));
	return word;
}

/* That a word stands in a pack is no news. */
static struct str without_usual(struct str why)
{
	struct str usual = STR("lexicon");
	if (!str_starts(why, usual))
		return why;
	why = str_skip(why, usual.len);
	return str_skip(why, str_starts(why, STR(", ")) ? 2 : 0);
}

static void add_piece(struct buf *out, const struct evidence *e, size_t times,
		      const struct words_style *style)
{
	struct str why = e->why;
	struct str negator = cut_quoted(&why, STR(", negated by \""), out->arena);
	if (negator.len == 0)
		negator = cut_quoted(&why, STR(", with \""), out->arena);
	why = without_usual(why);
	if (negator.len) {
		add_quoted(out, negator, style);
		buf_add(out, STR(" negates "));
	}
	add_quoted(out, e->text, style);
	add_value(out, e->value);
	if (times > 1 || why.len)
		buf_add(out, STR(" ("));
	if (times > 1)
		buf_fmt(out, "%zu times%s", times, why.len ? ", " : "");
	if (why.len)
		add_marked(out, why, REASON_MAX, style);
	if (times > 1 || why.len)
		buf_char(out, ')');
}

static void add_side(struct buf *out, struct pull *pull, size_t most, const char *before,
		     const struct words_style *style)
{
	size_t left = 0;
	double sum = 0;
	for (size_t i = 0; i < pull->sentiment->n; i++) {
		const struct evidence *e = &pull->sentiment->evidence[i];
		left += is_of(pull, e);
		sum += is_of(pull, e) ? e->value : 0;
	}
	for (; left && pull->n < most; before = ", ") {
		const struct evidence *e = strongest(pull);
		size_t times = times_of(pull, e);
		pull->told[pull->n++] = e;
		left -= times;
		sum -= (double)times * e->value;
		buf_add(out, str_from(before));
		add_piece(out, e, times, style);
	}
	if (left == 0)
		return;
	buf_fmt(out, ", and %zu more", left);
	add_value(out, sum);
}

void words_evidence(struct buf *out, const struct sentiment *sentiment, struct str toward,
		    size_t most, const struct words_style *style)
{
	struct str score = words_score(sentiment, out->arena);
	double sum = 0;
	buf_add(out, words_tone(sentiment->tone));
	buf_fmt(out, "%s" STR_FMT, score.len ? " " : "", STR_ARG(score));
	if (toward.len) {
		buf_add(out, STR(" toward "));
		add_marked(out, toward, WORDS_NAME_MAX, style);
	}
	for (size_t i = 0; i < sentiment->n; i++)
		sum += sentiment->evidence[i].value;
	most = most < WORDS_EVIDENCE_MAX ? most : WORDS_EVIDENCE_MAX;
	struct pull winning = { .sentiment = sentiment, .is_below = round(sum * 100) < 0 };
	struct pull losing = { .sentiment = sentiment, .is_below = !winning.is_below };
	add_side(out, &winning, most, ": ", style);
	add_side(out, &losing, most, "; against: ", style);
	if (sentiment->n == 0)
		buf_add(out, STR(": no evidence"));
}

void words_reasons(struct buf *out, const struct alert *alert, const struct words_style *style)
{
	const struct sentiment *sentiment = words_sentiment(alert);
	if (sentiment->n)
		words_evidence(out, sentiment, words_toward(alert), WORDS_EVIDENCE, style);
}

struct str words_reasons_line(const struct alert *alert, size_t max, struct arena *arena)
{
	struct buf out = buf_new(arena, 8 * KIB);
	words_reasons(&out, alert, &words_plain);
	return words_line(buf_str(&out), max, arena);
}
