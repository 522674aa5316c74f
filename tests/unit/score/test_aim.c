/* Toward one of several brands: whose evidence it is. In a case the brand asked about is Acme, its
 * rival Globex where `rival` says that it is known as one. */
#include "score.h"

#include "judge.h"

static struct sentiment toward(const char *of, bool has_rival, struct str text, enum genre genre)
{
	static const char *const names[] = { "Acme", "Globex" };
	struct hit mask[HITS_MAX], hits[HITS_MAX];
	struct score_field field = { .field = FIELD_TEXT, .text = text, .mask = mask };
	struct score_ask ask = { .fields = &field, .n = 1, .lang = STR("en"), .genre = genre };
	struct sentiment out;
	ask.toward = hits;
	for (size_t at = 0; at < text.len; at++)
		for (size_t i = 0; i < COUNT_OF(names); i++) {
			struct str name = str_from(names[i]);
			bool is_asked = str_eq(name, str_from(of));
			struct hit hit = { .field = FIELD_TEXT,
					   .start = (uint32_t)at,
					   .end = (uint32_t)(at + name.len) };
			if (!str_starts(str_skip(text, at), name) || !(is_asked || has_rival))
				continue;
			mask[field.n_mask++] = hit;
			if (is_asked)
				hits[ask.n_toward++] = hit;
		}
	score_text(scorer, arena, &ask, &out);
	return out;
}

static const struct {
	const char *text;
	bool has_rival;
	enum tone acme, globex;
	const char *evidence; /* toward Acme */
} cases[] = {
	{ "Acme is great but Globex is terrible", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "great +3.60 lexicon, before \"but\", 2 words away; terrible -0.29 lexicon, after "
	  "\"but\", 6 words away in another clause" },
	{ "Acme is great but Globex is terrible", false, TONE_POSITIVE, TONE_NEGATIVE,
	  "great +3.60 lexicon, before \"but\", 2 words away; terrible -2.05 lexicon, after "
	  "\"but\", 6 words away in another clause" },
	{ "Globex sucks, Acme rocks", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "sucks -0.23 lexicon, 2 words away in another clause; rocks +4.80 lexicon, 1 word away" },
	{ "Globex never answers the phone, while Acme solved my problem", true, TONE_POSITIVE,
	  TONE_NEGATIVE,
	  "never answers -0.14 lexicon, 6 words away in another clause; solved my +4.80 lexicon, 1 "
	  "word away; problem +2.88 lexicon, relieved by \"solved my\", 3 words away" },
	{ "Acme is better than Globex", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "better +2.50 compared, the brand before" },
	{ "Acme is better than Globex", false, TONE_POSITIVE, TONE_NEGATIVE,
	  "better +2.50 compared, the brand before" },
	{ "Acme is faster than Globex", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "faster +2.50 compared, the brand before" },
	{ "Acme has better battery life than Globex", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "better +2.50 compared, the brand before" },
	{ "Acme is worse than Globex", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "worse -2.50 compared, the brand before" },
	{ "Acme beats Globex", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "beats +2.50 compared, the brand before" },
	{ "Acme loses to Globex", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "loses -2.50 compared, the brand before" },
	{ "Acme is not better than Globex", true, TONE_NEGATIVE, TONE_NEUTRAL,
	  "better -1.85 compared, the brand before, negated by \"not\"" },
	{ "Unlike Globex, Acme never answers the phone", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "never answers -4.80 lexicon, 1 word away" },
	{ "Unlike Acme, Globex works great", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "works great -2.00 lexicon, seen from \"Unlike\"" },
	{ "Unlike Acme, Globex answers the phone", true, TONE_NEUTRAL, TONE_UNKNOWN,
	  "Unlike -0.80 lexicon" },
	{ "I prefer Acme over Globex", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "prefer +2.50 compared, the brand before" },
	{ "I prefer Globex to Acme", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "prefer -2.50 compared, the brand behind" },
	{ "I'd rather use Acme than Globex", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "rather +2.00 compared, the brand before" },
	{ "We chose Globex over Acme", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "chose -2.50 compared, the brand behind" },
	{ "Acme is not as good as Globex", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "as -2.50 compared, the brand before, with \"not\"" },
	{ "Acme is as good as Globex", true, TONE_NEUTRAL, TONE_NEUTRAL,
	  "good +1.27 lexicon, 3 words away in another clause" },
	{ "Acme can't compete with Globex", true, TONE_NEGATIVE, TONE_POSITIVE,
	  "compete -2.50 compared, the brand before, with \"can't\"" },
	{ "Nothing beats Acme, Globex least of all", true, TONE_POSITIVE, TONE_UNKNOWN,
	  "Nothing beats Acme +2.40 lexicon" },
	{ "Acme shares surge, Globex shares plunge", true, TONE_POSITIVE, TONE_NEGATIVE,
	  "surge +5.80 lexicon, 2 words away; plunge -0.28 lexicon, 6 words away in another "
	  "clause" },
	{ "Acme shares surge; Globex shares plunge", false, TONE_POSITIVE, TONE_NEGATIVE,
	  "surge +5.80 lexicon, 2 words away; plunge -1.98 lexicon, 6 words away in another "
	  "clause" },
	{ "I switched from Acme to Globex", true, TONE_NEGATIVE, TONE_UNKNOWN,
	  "switched from Acme -2.40 lexicon" },
	{ "I love Acme and Globex", true, TONE_POSITIVE, TONE_POSITIVE, "I love +2.40 lexicon" },
	{ "Acme and Globex are both awful", true, TONE_NEGATIVE, TONE_NEGATIVE,
	  "awful -2.40 lexicon" },
};

static void tells_whose_it_is(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str text = str_from(cases[i].text);
		bool has_rival = cases[i].has_rival;
		CASE(cases[i].text);
		struct sentiment acme = toward("Acme", has_rival, text, GENRE_ANY);
		struct sentiment globex = toward("Globex", has_rival, text, GENRE_ANY);
		EXPECT_STR(tone_name(acme.tone), tone_name(cases[i].acme));
		EXPECT_STR(tone_name(globex.tone), tone_name(cases[i].globex));
		EXPECT_STR(told(&acme), str_from(cases[i].evidence));
		expect_repeatable(&acme);
		expect_repeatable(&globex);
	}
}

/* One clause, or nobody else: the text as a whole, and the plain values. */
static void needs_somebody_else(void)
{
	static const char *const texts[] = {
		"Acme is great, and friendly too",
		"the screen is bad, but i like my Acme",
		"Acme is great",
	};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		CASE(texts[i]);
		struct sentiment whole = judge("en", str_from(texts[i]), STR("Acme"));
		struct sentiment got = toward("Acme", true, str_from(texts[i]), GENRE_ANY);
		EXPECT_STR(told(&got), told(&whole));
	}
}

static void tells_why(void)
{
	struct str text = STR("Acme is great but Globex is terrible");
	struct sentiment got = toward("Acme", true, text, GENRE_ANY);
	EXPECT_STR(told(&got), STR("great +3.60 lexicon, before \"but\", 2 words away; "
				   "terrible -0.29 lexicon, after \"but\", 6 words away in another "
				   "clause"));
	got = toward("Globex", true, STR("Acme is better than Globex"), GENRE_ANY);
	EXPECT_STR(told(&got), STR("better -2.50 compared, the brand behind"));
	got = toward("Acme", true, STR("Unlike Acme, Globex works great"), GENRE_ANY);
	EXPECT_STR(told(&got), STR("works great -2.00 lexicon, seen from \"Unlike\""));
}

/* The same words, where other people write them. */
static void knows_genres(void)
{
	static const struct {
		const char *text;
		enum genre genre;
		enum tone tone;
	} genres[] = {
		{ "The parser fails with a fatal error", GENRE_SOCIAL, TONE_NEGATIVE },
		{ "The parser fails with a fatal error", GENRE_SOFTWARE, TONE_UNKNOWN },
		{ "Acme slips after weak demand", GENRE_NEWS, TONE_NEGATIVE },
		{ "Acme slips after weak demand", GENRE_ANY, TONE_NEGATIVE },
		{ "@acme slips", GENRE_ANY, TONE_UNKNOWN },
		{ "acme goes up in the lift", GENRE_ANY, TONE_UNKNOWN },
		{ "The outage took down production", GENRE_SOFTWARE, TONE_NEGATIVE },
	};
	for (size_t i = 0; i < COUNT_OF(genres); i++) {
		CASE(genres[i].text);
		struct score_field field = { .field = FIELD_TEXT,
					     .text = str_from(genres[i].text) };
		struct sentiment out;
		score_text(scorer, arena,
			   &(struct score_ask){ .fields = &field,
						.n = 1,
						.lang = STR("en"),
						.genre = genres[i].genre },
			   &out);
		EXPECT_STR(tone_name(out.tone), tone_name(genres[i].tone));
	}
}

/* A brand in each word, and in no field that exists: no ceiling bursts. */
static void survives_a_crowd(void)
{
	enum { CROWD = 3000 };
	struct buf text = buf_new(arena, 65536);
	struct hit *hits = NEW(arena, struct hit, CROWD);
	for (size_t i = 0; i < CROWD; i++) {
		hits[i] = (struct hit){ .field = FIELD_TEXT, .start = (uint32_t)text.len };
		buf_add(&text, STR("Acme"));
		hits[i].end = (uint32_t)text.len;
		buf_add(&text, STR(" awful, than "));
	}
	struct score_field field = { FIELD_TEXT, buf_str(&text), hits, CROWD };
	struct score_ask ask = { .fields = &field, .n = 1, .lang = STR("en"), .toward = hits };
	struct sentiment out;
	ask.n_toward = CROWD;
	ask.genre = GENRE_NEWS;
	score_text(scorer, arena, &ask, &out);
	EXPECT_STR(tone_name(out.tone), STR("negative"));
	expect_repeatable(&out);
}

int main(void)
{
	arena = arena_new(1024 * 1024);
	RUN(load_packs);
	RUN(tells_whose_it_is);
	RUN(needs_somebody_else);
	RUN(tells_why);
	RUN(knows_genres);
	RUN(survives_a_crowd);
	arena_free(&arena);
	return test_end();
}
