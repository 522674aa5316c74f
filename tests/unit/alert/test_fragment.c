#include "render.h"

#include "test.h"
#include "sample.h"
#include "utf8.h"
#include "words.h"

#include <string.h>

/* The fragments as one text: [term], {tone}, … where it was cut, | between two. */
static struct str shown(const struct alert *alert, struct arena *arena)
{
	static const struct words_style style = {
		.term = { STR_INIT("["), STR_INIT("]") },
		.tone = { STR_INIT("{"), STR_INIT("}") },
		.escape = buf_add,
	};
	struct fragment fragments[RENDER_FRAGMENTS];
	struct buf out = buf_new(arena, 64 * KIB);
	size_t n = render_fragments(alert, arena, fragments);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&out, '|');
		words_quote(&out, &fragments[i], &style);
	}
	return buf_str(&out);
}

static void set_text(struct sample *s, struct str text)
{
	sample_init(s);
	s->item.text = text;
	s->brand.n = s->brand.sentiment.n = 0;
	s->mention.sentiment.n = 0;
}

static void marks_terms_and_tones(void)
{
	static const struct {
		const char *name, *text, *term, *tone, *want;
	} cases[] = {
		{ "both", "Acme is down again", "Acme", "down", "[Acme] is {down} again" },
		{ "folded", "  Acme \n\t is\n\ndown  ", "Acme", "down", "[Acme] is {down}" },
		{ "a mark over a line break", "the Acme\n Cloud is down", "Acme\n Cloud", "down",
		  "the [Acme Cloud] is {down}" },
		{ "controls go", "see\x1b[31m Acme\xE2\x80\xAE\x07 down", "Acme", "down",
		  "see[31m [Acme] {down}" },
		{ "at both ends", "down: Acme", "Acme", "down", "{down}: [Acme]" },
		{ "one inside the other", "Acme is the Acme down", "Acme is", "is the Acme",
		  "[Acme is]{ the Acme} down" },
		{ "a term in a tone", "I moved to Acme today", "Acme", "moved to Acme",
		  "I {moved to} [Acme] today" },
		{ "a term in the middle of a tone", "why Acme why", "Acme", "why Acme why",
		  "{why} [Acme] why" },
		{ "not there", "Acme", "Globex", "down", "Acme" },
		{ "other scripts", "\xE3\x81\x93 Acme \xE6\x9C\x80\xE4\xBD\x8E", "Acme",
		  "\xE6\x9C\x80\xE4\xBD\x8E", "\xE3\x81\x93 [Acme] {\xE6\x9C\x80\xE4\xBD\x8E}" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct sample s;
		CASE(cases[i].name);
		set_text(&s, str_from(cases[i].text));
		sample_hit(&s, cases[i].term, cases[i].term);
		sample_evidence(&s, cases[i].tone, -1);
		EXPECT_STR(shown(&s.alert, arena), str_from(cases[i].want));
	}
}

static struct str many(struct arena *arena, const char *word, size_t n)
{
	struct buf out = buf_new(arena, MIB);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%s ", word);
	return buf_str(&out);
}

static struct str around(struct arena *arena, const char *filler, const char *words, size_t times)
{
	struct str side = many(arena, filler, 60);
	struct buf out = buf_new(arena, MIB);
	for (size_t i = 0; i < times; i++)
		buf_fmt(&out, STR_FMT "%s ", STR_ARG(side), words);
	buf_add(&out, side);
	return buf_str(&out);
}

static void cuts_at_words(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	struct fragment got[RENDER_FRAGMENTS];
	set_text(&s, around(arena, "filler", "Acme", 1));
	sample_hit(&s, "Acme", "Acme");
	EXPECT_INT(render_fragments(&s.alert, arena, got), 1);
	EXPECT(got[0].is_cut_left && got[0].is_cut_right);
	EXPECT(str_starts(got[0].text, STR("filler ")));
	EXPECT(str_ends(got[0].text, STR(" filler")));
	EXPECT(got[0].text.len > 200 && got[0].text.len <= 2 * RENDER_AROUND + 4);
	EXPECT_INT(got[0].n, 1);
}

/* The edge of the piece falls into the second term, which has blanks. */
static void never_inside_a_term(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	struct fragment got[RENDER_FRAGMENTS];
	struct buf text = buf_new(arena, 4 * KIB);
	buf_fmt(&text, "Acme " STR_FMT "Globex International Corporation " STR_FMT,
		STR_ARG(many(arena, "yy", 35)), STR_ARG(many(arena, "zz", 90)));
	set_text(&s, buf_str(&text));
	sample_hit(&s, "Acme", "Acme");
	EXPECT_INT(render_fragments(&s.alert, arena, got), 1);
	EXPECT(str_ends(got[0].text, STR(" Globex")));
	sample_hit(&s, "Globex International Corporation", "Globex International Corporation");
	EXPECT(render_fragments(&s.alert, arena, got) == 1 && got[0].n == 2);
	EXPECT(str_ends(got[0].text, STR(" Globex International Corporation")));
}

/* A regex that matches all of a long text does not bring all of it. */
static void not_all_of_a_long_match(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	struct fragment got[RENDER_FRAGMENTS];
	set_text(&s, many(arena, "Acme", 2000));
	s.hits[0] = (struct hit){ FIELD_TEXT, 0, 0, (uint32_t)s.item.text.len, STR(".*") };
	s.brand.n = 1;
	EXPECT_INT(render_fragments(&s.alert, arena, got), 1);
	EXPECT(got[0].text.len < 1000 && got[0].n == 1 && got[0].is_cut_right);
}

static void at_most_three_pieces(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	struct fragment got[RENDER_FRAGMENTS];
	struct hit hits[10];
	set_text(&s, around(arena, "filler", "Acme is down", 10));
	for (size_t i = 0, at = 0; i < 10; i++) {
		at += str_find(str_skip(s.item.text, at), STR("Acme"));
		hits[i] = (struct hit){ FIELD_TEXT, 0, (uint32_t)at, (uint32_t)at + 4,
					STR("Acme") };
		at += 4;
	}
	s.brand.hits = hits;
	s.brand.n = 10;
	/* The piece with a word of feeling comes along, in its place. */
	s.evidence[0] = (struct evidence){
		FIELD_TEXT, hits[5].start + 8, hits[5].start + 12, STR("down"), -1, STR("lexicon")
	};
	s.brand.sentiment.n = s.mention.sentiment.n = 1;
	EXPECT_INT(render_fragments(&s.alert, arena, got), 3);
	EXPECT(got[2].n == 2 && got[2].marks[1].is_tone);
}

static void never_inside_a_character(void)
{
	/* Without a blank far and wide: a skin tone, a letter as two, a family, a flag, Korean in
	 * parts, a variant, Hindi, Arabic with a vowel. */
	static const char *const words[] = { "\U0001F44D\U0001F3FD",
					     "e\u0301",
					     "\u6700",
					     "\U0001F469\u200D\U0001F469\u200D\U0001F467",
					     "\U0001F1E9\U0001F1EA",
					     "\u1112\u1161\u11AB",
					     "\u2764\uFE0F",
					     "\u0915\u093F",
					     "\u0628\u064E" };
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct sample s;
		struct fragment got[RENDER_FRAGMENTS];
		struct buf text = buf_new(arena, MIB);
		CASE(words[i]);
		for (size_t j = 0; j < 1000; j++)
			buf_fmt(&text, "%s%s", words[i], j == 500 ? "Acme" : "");
		set_text(&s, buf_str(&text));
		sample_hit(&s, "Acme", "Acme");
		EXPECT_INT(render_fragments(&s.alert, arena, got), 1);
		EXPECT(utf8_valid(got[0].text));
		EXPECT(str_starts(got[0].text, str_from(words[i])));
		EXPECT(str_ends(got[0].text, str_from(words[i])));
	}
}

static void without_text_the_title(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	set_text(&s, STR(""));
	s.item.title = STR("Acme is down");
	s.hits[0] = (struct hit){ FIELD_TITLE, 0, 0, 4, STR("Acme") };
	s.brand.n = 1;
	EXPECT_STR(shown(&s.alert, arena), STR("[Acme] is down"));
	s.item.title = STR("");
	EXPECT_STR(shown(&s.alert, arena), STR(""));
	sample_health(&s);
	EXPECT_STR(shown(&s.alert, arena), STR(""));
}

static void wrong_spans_are_left_out(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const struct hit wrong[] = {
		{ FIELD_TEXT, 0, 5, 5, STR_INIT("empty") },
		{ FIELD_TEXT, 0, 9, 4, STR_INIT("turned") },
		{ FIELD_TEXT, 0, 0, 4000, STR_INIT("too long") },
		{ FIELD_TEXT, 0, UINT32_MAX, UINT32_MAX, STR_INIT("far away") },
		{ FIELD_TEXT, 0, 1, 2, STR_INIT("inside a character") },
	};
	struct sample s;
	set_text(&s, STR("\xC3\x84"
			 "cme is down"));
	s.brand.hits = wrong;
	s.brand.n = COUNT_OF(wrong);
	EXPECT_STR(shown(&s.alert, arena), STR("\xC3\x84"
					       "cme is down"));
}

/* Any text, any spans: one clean line, marks in order and within it. */
static void random_spans(void)
{
	static const char *const pieces[] = { "Acme",
					      " ",
					      "\n",
					      "\xE2\x80\xAE",
					      "\xC3\xA4",
					      "\x01",
					      "x",
					      "  ",
					      "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD",
					      "." };
	uint64_t seed = 42;
	for (size_t round = 0; round < 2000; round++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct sample s;
		struct fragment got[RENDER_FRAGMENTS];
		struct buf text = buf_new(arena, 64 * KIB);
		size_t n = (seed >> 33) % 400;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_add(&text, str_from(pieces[(seed >> 33) % COUNT_OF(pieces)]));
		}
		set_text(&s, buf_str(&text));
		for (size_t i = 0; i < 4; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			uint32_t start = (uint32_t)((seed >> 33) % (s.item.text.len + 1));
			uint32_t end = start + (uint32_t)(seed >> 60);
			s.hits[i] = (struct hit){ FIELD_TEXT, 0, start, end, STR("x") };
			s.evidence[i] = (struct evidence){ FIELD_TEXT, end, end + 3,
							   STR("x"),   1,   STR("") };
		}
		s.brand.n = 4;
		s.brand.sentiment.n = s.mention.sentiment.n = 4;
		size_t found = render_fragments(&s.alert, arena, got);
		bool is_good = found <= RENDER_FRAGMENTS;
		for (size_t i = 0; i < found; i++) {
			size_t at = 0;
			is_good &= str_eq(got[i].text, words_line(got[i].text, 64 * KIB, arena));
			for (size_t j = 0; j < got[i].n; j++) {
				is_good &= got[i].marks[j].start >= at;
				is_good &= got[i].marks[j].end > got[i].marks[j].start;
				at = got[i].marks[j].end;
			}
			is_good &= at <= got[i].text.len;
		}
		if (!EXPECT(is_good))
			break;
	}
}

static void marks_that_touch_are_one(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const struct mark marks[] = { { 0, 7, false }, { 7, 13, false }, { 13, 19, true } };
	const struct fragment fragment = { STR("is down again badly"), marks, 3, false, false };
	const struct words_style style = { { STR("*"), STR("*") },
					   { STR("_"), STR("_") },
					   buf_add };
	struct buf out = buf_new(arena, KIB);
	words_quote(&out, &fragment, &style);
	EXPECT_STR(buf_str(&out), STR("*is down again*_ badly_"));
}

int main(void)
{
	RUN(marks_that_touch_are_one);
	RUN(marks_terms_and_tones);
	RUN(cuts_at_words);
	RUN(never_inside_a_term);
	RUN(not_all_of_a_long_match);
	RUN(at_most_three_pieces);
	RUN(never_inside_a_character);
	RUN(without_text_the_title);
	RUN(wrong_spans_are_left_out);
	RUN(random_spans);
	return test_end();
}
