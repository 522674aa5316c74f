/* What the shipped packs make of a text: its tone, every piece of evidence, and that the score can
 * be repeated from the evidence alone. */
#include "score.h"

#include "judge.h"

static const struct judged_case cases[] = {
	/* negation */
	{ "en", "", "I don't like this at all", TONE_NEGATIVE, "don't like this -2.00 lexicon" },
	{ "en", "", "I don’t like it", TONE_NEGATIVE,
	  "like it -1.48 lexicon, negated by \"don’t\"" },
	{ "en", "", "I donʼt like it", TONE_NEGATIVE,
	  "like it -1.48 lexicon, negated by \"donʼt\"" },
	{ "en", "", "It is not good", TONE_NEGATIVE, "not good -2.00 lexicon" },
	{ "en", "", "It isn't very good", TONE_NEGATIVE,
	  "good -1.35 lexicon, negated by \"isn't\", stronger by \"very\"" },
	{ "en", "", "Not the worst", TONE_NEUTRAL, "the worst +0.48 lexicon, negated by \"Not\"" },
	{ "en", "", "Not bad", TONE_POSITIVE, "Not bad +2.00 lexicon" },
	{ "en", "", "no problem", TONE_POSITIVE, "no problem +2.40 lexicon" },
	{ "en", "", "No, great service", TONE_POSITIVE, "great service +2.40 lexicon" },
	{ "en", "", "It is not only good. It is great", TONE_POSITIVE,
	  "good +1.40 lexicon; great +2.40 lexicon" },
	{ "en", "", "Nobody ever said it was not good", TONE_NEGATIVE,
	  "Nobody -0.60 lexicon; not good -2.00 lexicon" },
	{ "en", "", "Never had a problem, never slow", TONE_POSITIVE,
	  "had a problem +1.80 lexicon, with \"Never\"; slow +0.32 lexicon, negated by \"never\"" },
	{ "en", "", "It works without any problems", TONE_POSITIVE,
	  "without any problems +2.40 lexicon" },
	{ "en", "", "She never disappoints", TONE_POSITIVE, "never disappoints +2.40 lexicon" },
	{ "en", "", "can't wait", TONE_POSITIVE, "can't wait +2.40 lexicon" },
	{ "en", "", "I can not wait for it", TONE_POSITIVE, "can not wait +2.40 lexicon" },
	{ "en", "", "This is not a terrible idea", TONE_NEUTRAL,
	  "terrible +0.48 lexicon, negated by \"not\"" },
	{ "en", "", "I do not think that this is in any way good", TONE_NEUTRAL,
	  "not -0.60 lexicon; good +1.68 lexicon, stronger by \"way\"" },
	{ "en", "", "They no longer care, no longer helpful", TONE_NEGATIVE,
	  "no longer -1.60 lexicon; helpful -1.78 lexicon, negated by \"no longer\"" },
	/* degrees and emphasis */
	{ "en", "", "good", TONE_POSITIVE, "good +1.40 lexicon" },
	{ "en", "", "very good", TONE_POSITIVE, "good +1.82 lexicon, stronger by \"very\"" },
	{ "en", "", "really really good", TONE_POSITIVE,
	  "good +2.19 lexicon, stronger by \"really really\"" },
	{ "en", "", "slightly annoying", TONE_NEGATIVE,
	  "annoying -1.44 lexicon, weaker by \"slightly\"" },
	{ "en", "", "pretty good", TONE_POSITIVE, "good +1.54 lexicon, stronger by \"pretty\"" },
	{ "en", "", "pretty awful", TONE_NEGATIVE, "awful -2.64 lexicon, stronger by \"pretty\"" },
	{ "en", "", "extremely rude staff", TONE_NEGATIVE,
	  "rude staff -3.36 lexicon, stronger by \"extremely\"" },
	{ "en", "", "kind of slow", TONE_NEGATIVE, "slow -1.12 lexicon, weaker by \"kind of\"" },
	{ "en", "", "This is GREAT work", TONE_POSITIVE, "GREAT work +2.88 lexicon, in capitals" },
	{ "en", "", "THIS IS GREAT WORK", TONE_POSITIVE, "GREAT WORK +2.40 lexicon" },
	{ "en", "", "it is gooooood", TONE_POSITIVE, "gooooood +1.68 lexicon, stretched" },
	{ "en", "", "sooooo helpful", TONE_POSITIVE,
	  "helpful +3.00 lexicon, stronger by \"sooooo\"" },
	{ "en", "", "great!", TONE_POSITIVE, "great +2.40 lexicon; ! +0.30 style" },
	{ "en", "", "great!!!", TONE_POSITIVE, "great +2.40 lexicon; !!! +0.50 style" },
	{ "en", "", "awful!", TONE_NEGATIVE, "awful -2.40 lexicon; ! -0.30 style" },
	{ "en", "", "great https://example.org/a?b=c", TONE_POSITIVE,
	  "great +2.40 lexicon; https://example.org/a?b=c -0.70 style" },
	{ "en", "", "awful www.example.org/x", TONE_NEGATIVE,
	  "awful -2.40 lexicon; www.example.org/x +0.70 style" },
	{ "en", "", "What is this??", TONE_NEUTRAL, "?? -0.60 style" },
	/* contrast */
	{ "en", "", "The screen is great but the battery is terrible", TONE_NEGATIVE,
	  "great +1.80 lexicon, before \"but\"; terrible -3.00 lexicon, after \"but\"" },
	{ "en", "", "The battery is terrible but the screen is great", TONE_MIXED,
	  "terrible -1.80 lexicon, before \"but\"; great +3.00 lexicon, after \"but\"" },
	{ "en", "", "But it is great", TONE_POSITIVE, "great +2.40 lexicon" },
	{ "en", "", "I love the screen. I hate the battery.", TONE_MIXED,
	  "I love +2.40 lexicon; I hate -2.50 lexicon" },
	/* complaints */
	{ "en", "", "I was on hold for 2 hours", TONE_NEGATIVE,
	  "on hold -3.00 lexicon; 2 hours -1.20 lexicon" },
	{ "en", "Acme", "<3 Acme", TONE_POSITIVE, "<3 +2.50 lexicon" },
	{ "en", "Acme", "Acme is down again", TONE_NEGATIVE, "down -1.60 lexicon" },
	{ "en", "Acme", "Acme is down again and nobody answers", TONE_NEGATIVE,
	  "down -1.60 lexicon; nobody answers -2.40 lexicon" },
	{ "en", "", "Still waiting for my refund", TONE_NEGATIVE,
	  "Still waiting -2.40 lexicon; refund -1.60 lexicon" },
	{ "en", "", "The app keeps crashing", TONE_NEGATIVE, "keeps crashing -2.40 lexicon" },
	{ "en", "", "my order never arrived", TONE_NEGATIVE, "never arrived -2.40 lexicon" },
	{ "en", "Acme", "Acme charged twice and no reply", TONE_NEGATIVE,
	  "charged twice -2.40 lexicon; no reply -2.40 lexicon" },
	{ "en", "Acme", "Acme stole my money", TONE_NEGATIVE, "stole my -3.00 lexicon" },
	{ "en", "", "Great, another update that breaks everything", TONE_NEGATIVE,
	  "Great, another -2.00 lexicon; breaks everything -2.40 lexicon" },
	{ "en", "", "thanks for nothing", TONE_NEGATIVE, "thanks for nothing -2.00 lexicon" },
	{ "en", "", "Works like a charm #not", TONE_NEGATIVE,
	  "Works like a charm +2.40 lexicon; #not -4.00 lexicon" },
	{ "en", "", "what a joke", TONE_NEGATIVE, "what a joke -2.50 lexicon" },
	{ "en", "", "customer service hung up on me", TONE_NEGATIVE,
	  "customer service -1.60 lexicon; hung up on me -3.00 lexicon" },
	{ "en", "", "Please fix your login", TONE_NEGATIVE, "Please fix -1.60 lexicon" },
	{ "en", "", "I want my money back", TONE_NEGATIVE, "I want my money -2.40 lexicon" },
	/* praise */
	{ "en", "Acme", "Acme saved my day", TONE_POSITIVE, "saved my +2.40 lexicon" },
	{ "en", "Acme", "Thank you Acme, quick and friendly", TONE_POSITIVE,
	  "Thank you +2.00 lexicon; quick +1.00 lexicon; friendly +2.40 lexicon" },
	{ "en", "", "easy to use, highly recommended", TONE_POSITIVE,
	  "easy to use +2.40 lexicon; highly recommended +2.40 lexicon" },
	{ "en", "", "user-friendly and user friendly", TONE_POSITIVE,
	  "user-friendly +2.40 lexicon; user friendly +2.40 lexicon" },
	{ "en", "", "my favourite, best ever", TONE_POSITIVE,
	  "my favourite +2.40 lexicon; best ever +2.40 lexicon" },
	{ "en", "", "They fixed my phone, I am impressed", TONE_POSITIVE,
	  "fixed my +2.40 lexicon; impressed +2.40 lexicon" },
	/* signs, tags, emoji */
	{ "en", "", "so happy :-)", TONE_POSITIVE,
	  "happy +3.38 lexicon, stronger by \"so\"; :-) +2.00 lexicon" },
	{ "en", "", "=(", TONE_NEGATIVE, "=( -2.00 lexicon" },
	{ "en", "", ":'(", TONE_NEGATIVE, ":'( -2.00 lexicon" },
	{ "en", "", "❤️", TONE_POSITIVE, "❤️ +3.00 lexicon" },
	{ "en", "", "❤", TONE_POSITIVE, "❤ +3.00 lexicon" },
	{ "en", "", "❤️‍🔥", TONE_POSITIVE, "❤️‍🔥 +3.00 lexicon" },
	{ "en", "", "👍🏽", TONE_POSITIVE, "👍🏽 +2.00 lexicon" },
	{ "en", "", "😡😡😡", TONE_NEGATIVE, "😡😡😡 -3.60 lexicon, stretched" },
	{ "en", "", "I am not happy 😡", TONE_NEGATIVE, "not happy -2.00 lexicon; 😡 -3.00 lexicon" },
	{ "en", "", "#fail", TONE_NEGATIVE, "#fail -2.50 lexicon" },
	{ "en", "", "#Awesome", TONE_POSITIVE, "#Awesome +2.40 lexicon" },
	{ "en", "", "#EpicFail", TONE_NEGATIVE, "#EpicFail -2.50 lexicon" },
	{ "en", "", "</3", TONE_NEGATIVE, "</3 -2.00 lexicon" },
	{ "en", "", "see http://example.org/:( for more", TONE_UNKNOWN, "" },
	{ "en", "", "mail love@example.org or ask @hater", TONE_UNKNOWN, "" },
	{ "en", "", "12:30 (see:below) a:b", TONE_UNKNOWN, "" },
	{ "en", "", "example.org/great/awful is a page", TONE_UNKNOWN, "" },
	/* nothing to say */
	{ "en", "Acme", "Acme opened an office in Turin", TONE_UNKNOWN, "" },
	{ "en", "", "", TONE_UNKNOWN, "" },
	{ "en", "", "12345 67,89", TONE_UNKNOWN, "" },
	{ "en", "", "It looks like rain", TONE_UNKNOWN, "" },
	/* mask */
	{ "en", "Best Buy", "Best Buy opened a store", TONE_UNKNOWN, "" },
	{ "en", "Killer Sudoku", "Killer Sudoku tips", TONE_UNKNOWN, "" },
	{ "en", "BestBuy", "#BestBuy and @BestBuy", TONE_UNKNOWN, "" },
	{ "en", "Best Buy", "Best Buy is the best", TONE_POSITIVE, "the best +2.40 lexicon" },
	/* languages */
	{ "de", "", "Die Bahn war heute wieder zu spät und der Service ist kaputt", TONE_UNKNOWN,
	  "" },
	{ "de", "", "Die Preise sind hoch und die Leute war nicht da", TONE_UNKNOWN, "" },
	{ "de", "", "Die war fatal", TONE_UNKNOWN, "" },
	{ "fr", "", "C'est fatal", TONE_UNKNOWN, "" },
	{ "und", "Acme", "Acme nervt 😡", TONE_NEGATIVE, "😡 -3.00 lexicon" },
	{ "es", "", "Hoy no estoy y la gente no sabe por qué, fatal", TONE_UNKNOWN, "" },
	{ "und", "", "Это было bad и очень плохо", TONE_UNKNOWN, "" },
	{ "", "", "This is awful and I hate it", TONE_NEGATIVE,
	  "awful -2.40 lexicon; I hate -2.50 lexicon" },
	{ "", "Acme", "Acme sucks", TONE_NEGATIVE, "sucks -2.50 lexicon" },
	{ "en-GB", "", "awful", TONE_NEGATIVE, "awful -2.40 lexicon" },
	{ "EN", "", "awful", TONE_NEGATIVE, "awful -2.40 lexicon" },
	{ "xx", "", "awful", TONE_UNKNOWN, "" },
	{ "en", "", "ÄRGERLICH but great", TONE_POSITIVE, "great +2.40 lexicon" },
	{ "en", "", "AWFUL service", TONE_NEGATIVE, "AWFUL service -3.60 lexicon, in capitals" },
	{ "en", "", "awful, awful, awful", TONE_NEGATIVE,
	  "awful -2.40 lexicon; awful -2.40 lexicon; awful -2.40 lexicon" },
	/* several at once */
	{ "en", "", "it never ever fails", TONE_NEUTRAL,
	  "fails +0.40 lexicon, negated by \"never ever\"" },
	{ "en", "", "The battery is terrible, but the price is fine, however I love it",
	  TONE_POSITIVE,
	  "terrible -1.80 lexicon, before \"however\"; fine +0.60 lexicon, before \"however\"; I "
	  "love +3.00 lexicon, after \"however\"" },
	{ "en", "", "I am not sure it is broken. Great!", TONE_POSITIVE,
	  "broken +0.48 lexicon, negated by \"not\"; Great +2.40 lexicon; ! +0.30 style" },
	{ "en", "", "kinda slow, absolutely awful", TONE_NEGATIVE,
	  "slow -1.12 lexicon, weaker by \"kinda\"; awful -3.24 lexicon, stronger by "
	  "\"absolutely\"" },
	{ "en", "", "The delay was not a problem", TONE_NEUTRAL,
	  "delay -1.60 lexicon; a problem +1.00 lexicon, with \"not\"" },
	{ "en", "", "Not worth it", TONE_NEGATIVE, "Not worth it -2.00 lexicon" },
	{ "en", "", "my phone isn't broken anymore", TONE_NEUTRAL,
	  "broken +0.48 lexicon, negated by \"isn't\"" },
	{ "en", "", "I wouldn't recommend it", TONE_NEGATIVE,
	  "recommend it -1.78 lexicon, negated by \"wouldn't\"" },
	{ "en", "", "you rock 😍😍", TONE_POSITIVE,
	  "you rock +2.40 lexicon; 😍😍 +3.60 lexicon, stretched" },
	{ "en", "", ":)))))", TONE_POSITIVE, ":))))) +2.40 lexicon, stretched" },
	{ "en", "", "great;awful", TONE_MIXED, "great +2.40 lexicon; awful -2.40 lexicon" },
	{ "en", "", "great…awful", TONE_MIXED, "great +2.40 lexicon; awful -2.40 lexicon" },
	{ "en", "Acme", "Acme's support is awful", TONE_NEGATIVE, "awful -2.40 lexicon" },
};
enum { N_CASES = sizeof(cases) / sizeof(*cases) };

static void tells_tone_and_evidence(void)
{
	for (size_t i = 0; i < N_CASES; i++)
		expect_case(&cases[i]);
}

static void evidence_is_where_it_says(void)
{
	for (size_t i = 0; i < N_CASES; i++) {
		struct str text = str_from(cases[i].text);
		struct sentiment got = judge(cases[i].lang, text, str_from(cases[i].brand));
		CASE(cases[i].text);
		EXPECT_INT(got.n == 0, got.tone == TONE_UNKNOWN);
		for (size_t k = 0; k < got.n; k++) {
			const struct evidence *evidence = &got.evidence[k];
			EXPECT(k == 0 || evidence->start >= got.evidence[k - 1].start);
			EXPECT_STR(str_first(str_skip(text, evidence->start),
					     evidence->end - evidence->start),
				   evidence->text);
		}
	}
}

/* Whatever the brand is called, the verdict is the same. */
static void brand_name_carries_no_feeling(void)
{
	static const char *const names[] = {
		"Acme",	 "Killer",   "Best Buy", "HATE!",
		"never", "but very", "😡",	 "http://awful.example"
	};
	static const char *const frames[] = { "%s is down again, why",
					      "I do not love %s at all",
					      "%s",
					      "#%s and @%s, great",
					      "thanks %s!",
					      "so %s good" };
	for (size_t f = 0; f < sizeof(frames) / sizeof(*frames); f++) {
		struct str rest = str_from(frames[f]);
		struct sentiment first = { 0 };
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			struct buf text = buf_new(arena, 256);
			struct str part, left = rest;
			CASE(names[i]);
			for (bool is_first = true; str_cut(&left, '%', &part); is_first = false) {
				buf_add(&text, is_first ? STR("") : str_from(names[i]));
				buf_add(&text, is_first ? part : str_skip(part, 1));
			}
			struct sentiment got = judge("en", buf_str(&text), str_from(names[i]));
			if (i == 0)
				first = got;
			EXPECT_STR(told(&got), told(&first));
			EXPECT_INT(got.tone, first.tone);
		}
	}
}

static void title_and_text_count_together(void)
{
	struct score_field fields[] = {
		{ .field = FIELD_TITLE, .text = STR_INIT("This is great") },
		{ .field = FIELD_TEXT, .text = STR_INIT("but the app keeps crashing, awful") },
	};
	struct sentiment got;
	score_text(scorer, arena,
		   &(struct score_ask){ .fields = fields, .n = 2, .lang = STR("en") }, &got);
	EXPECT_STR(told(&got), STR("great +2.40 lexicon; keeps crashing -2.40 lexicon; "
				   "awful -2.40 lexicon"));
	EXPECT_INT(got.evidence[0].field, FIELD_TITLE);
	EXPECT_INT(got.evidence[2].field, FIELD_TEXT);
	EXPECT(got.score < 0);
}

static void brand_terms_can_be_checked(void)
{
	EXPECT(score_word(scorer, STR("Best Buy")) > 1);
	EXPECT(score_word(scorer, STR("Panic Room")) < 0);
	EXPECT(score_word(scorer, STR("Acme")) == 0);
	EXPECT(score_word(scorer, STR("")) == 0);
}

static void survives_hostile_text(void)
{
	enum { BIG = 300000 };
	static const char *const bricks[] = { "not ", "awful ",	      "a",    "\xF0\x9F",
					      "😡",    "\xE2\x80\x8D", "@",    "#",
					      "!?",   ":-",	      ".a/b", "a.b.",
					      "<3",   "don’",	      "1.1,", "awfull" };
	char *bytes = arena_bytes(arena, BIG);
	for (size_t i = 0; i < sizeof(bricks) / sizeof(*bricks); i++) {
		struct str brick = str_from(bricks[i]);
		CASE(bricks[i]);
		for (size_t at = 0; at < BIG; at++)
			bytes[at] = brick.at[at % brick.len];
		struct sentiment got = judge("", (struct str){ bytes, BIG }, STR(""));
		EXPECT(got.n <= 1001);
		EXPECT(got.score >= -1 && got.score <= 1);
		expect_repeatable(&got);
		for (size_t k = 0; k < got.n; k++)
			EXPECT_INT(got.evidence[k].end - got.evidence[k].start,
				   got.evidence[k].text.len);
	}
}

int main(void)
{
	arena = arena_new(1024 * 1024);
	RUN(load_packs);
	RUN(tells_tone_and_evidence);
	RUN(evidence_is_where_it_says);
	RUN(brand_name_carries_no_feeling);
	RUN(title_and_text_count_together);
	RUN(brand_terms_can_be_checked);
	RUN(survives_hostile_text);
	arena_free(&arena);
	return test_end();
}
