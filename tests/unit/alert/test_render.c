#include "render.h"

#include "test.h"
#include "sample.h"
#include "words.h"

#include <string.h>

static bool has(struct str s, const char *what)
{
	return str_find(s, str_from(what)) < s.len;
}

static struct str json_of(const struct alert *alert, struct arena *arena)
{
	struct buf buf = buf_new(arena, RENDER_JSON_MAX);
	struct json json = json_new(&buf);
	render_json(alert, &json);
	return buf_str(&buf);
}

/* Of a text that its service found there is no hit to show. */
static void counts_are_told(void)
{
	static const struct count counts[] = { { STR_INIT("points"), 412 },
					       { STR_INIT("likes"), 0 },
					       { STR_INIT("replies"), 1 } };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct sample s;
	sample_init(&s);
	s.item.counts = counts;
	s.item.n_counts = COUNT_OF(counts);
	s.item.parent = STR("p1");
	s.item.thread = STR("t1");
	s.brand.n = 0;
	s.brand.by_service = STR("Acme Inc");
	struct buf out = buf_new(arena, 64 * KIB);
	struct json json = json_new(&out);
	render_json(&s.alert, &json);
	struct str text = render_text(&s.alert, arena), document = buf_str(&out);
	EXPECT(str_find(text, STR(" \xC2\xB7 412 points, 1 reply")) < text.len);
	EXPECT(str_find(text, STR("its service found \"Acme Inc\"")) < text.len);
	EXPECT(str_find(document, STR("\"counts\":{\"points\":412,\"likes\":0,\"replies\":1}")) <
	       document.len);
	EXPECT(str_find(document, STR("\"parent\":\"p1\",\"thread\":\"t1\"")) < document.len);
	EXPECT(str_find(document, STR("\"field\":\"service\",\"start\":0,\"end\":0,\"term\":"
				      "\"Acme Inc\"")) < document.len);
}

static void subjects(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	CASE("tone first");
	EXPECT_STR(render_subject(&s.alert, arena),
		   STR("[acme] negative: \"Acme ate my invoice\" (reddit r/sysadmin)"));
	CASE("critical says so");
	s.alert.severity = SEVERITY_CRITICAL;
	EXPECT_STR(render_subject(&s.alert, arena),
		   STR("[acme] critical: \"Acme ate my invoice\" (reddit r/sysadmin)"));
	CASE("no tone: the severity");
	s.alert.severity = SEVERITY_NOTICE;
	s.mention.sentiment.tone = s.brand.sentiment.tone = TONE_UNKNOWN;
	EXPECT_STR(render_subject(&s.alert, arena),
		   STR("[acme] notice: \"Acme ate my invoice\" (reddit r/sysadmin)"));
	CASE("no title, no place: the first words");
	s.item.title = s.item.place = STR("");
	EXPECT_STR(render_subject(&s.alert, arena),
		   STR("[acme] notice: \"We have been on three billing tools in as many years. "
		       "In\xE2\x80\xA6\""
		       " (reddit)"));
	CASE("a test says so");
	s.alert.is_sample = true;
	EXPECT(str_starts(render_subject(&s.alert, arena), STR("[acme] (test) notice: ")));
	CASE("health");
	sample_health(&s);
	EXPECT_STR(render_subject(&s.alert, arena),
		   STR("[mentions] source failing: lobsters (HTTP 503 since 06:10)"));
}

static void a_lookalike_says_so(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	static struct sample s;
	sample_init(&s);
	s.hits[0].lookalike = STR("4cme (4 for a)");
	EXPECT(has(render_why(&s.alert, arena), " look-alike: 4cme (4 for a)"));
	EXPECT(has(render_text(&s.alert, arena), "look-alike: 4cme (4 for a)"));
	EXPECT(has(render_logfmt(&s.alert, arena), " lookalike=\"4cme (4 for a)\" source="));
	EXPECT(has(render_html(&s.alert, arena), "look-alike: <"));
	EXPECT(has(render_html(&s.alert, arena), ">4cme (4 for a)<"));
	EXPECT(has(json_of(&s.alert, arena), "\"lookalike\":\"4cme (4 for a)\""));
}

static void an_edit_says_so(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	static struct sample s;
	sample_init(&s);
	EXPECT(!has(json_of(&s.alert, arena), "edited"));
	EXPECT(!has(render_text(&s.alert, arena), "edited"));
	s.mention.is_edited = true;
	EXPECT_STR(render_subject(&s.alert, arena),
		   STR("[acme] negative, edited: \"Acme ate my invoice\" (reddit r/sysadmin)"));
	EXPECT(str_starts(
		render_why(&s.alert, arena),
		STR("edited: now speaks of acme \xE2\x80\x94 rule complaint \xE2\x80\x94 ")));
	EXPECT(has(render_text(&s.alert, arena), "edited post by bob"));
	EXPECT(has(render_html(&s.alert, arena), "Why: edited: now speaks of acme"));
	EXPECT(has(render_block(&s.alert, false, 96, arena), "edited: now speaks of acme"));
	EXPECT(has(render_logfmt(&s.alert, arena), " -1.2\" edited=yes source="));
	EXPECT(has(json_of(&s.alert, arena), "\"edited\":true,"));
}

/* What is written from right to left turns nothing around it. */
static void other_directions(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	s.item.title = STR("\u0634\u0631\u0643\u0629 Acme");
	s.item.text = STR("\u0634\u0631\u0643\u0629 Acme \u0633\u064A\u0626");
	s.item.author = STR("\u0623\u062D\u0645\u062F");
	s.brand.n = s.brand.sentiment.n = 0;
	sample_hit(&s, "Acme", "Acme");
	sample_evidence(&s, "\u0633\u064A\u0626", -1);
	struct str html = render_html(&s.alert, arena);
	EXPECT(has(html, "<td dir=\"auto\""));
	EXPECT(has(html, "<div dir=\"auto\""));
	EXPECT(has(html, " by <bdi>\u0623\u062D\u0645\u062F</bdi> "));
	EXPECT(has(html, "negative -0.62: \"<bdi>\u0633\u064A\u0626</bdi>\" -1.0"));
	EXPECT(has(html, "\"<bdi>Acme</bdi>\""));
	EXPECT(!has(render_text(&s.alert, arena), "bdi"));
}

static void the_gravest_brand_is_shown(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	const struct brand_hit two[] = {
		{ .name = STR("acme"), .sentiment = { TONE_POSITIVE, 0.5, NULL, 0 } },
		{ .name = STR("globex"), .sentiment = { TONE_NEGATIVE, -0.4, NULL, 0 } },
	};
	const struct str both[] = { STR("acme"), STR("globex") };
	s.mention.brands = two;
	s.mention.n_brands = 2;
	s.mention.sentiment = two[0].sentiment;
	s.alert.brands = (struct strs){ both, 2 };
	EXPECT(str_starts(render_subject(&s.alert, arena), STR("[acme, globex] negative: ")));
	EXPECT(has(json_of(&s.alert, arena), "\"sentiments\":{\"acme\":{\"label\":\"positive\""));
	CASE("a brand that is not told does not colour it");
	s.alert.brands.n = 1;
	EXPECT(str_starts(render_subject(&s.alert, arena), STR("[acme] positive: ")));
}

static void text_part(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	s.item.text = STR("Last week Acme ate my invoice.");
	s.hits[0].start = 10, s.hits[0].end = 14;
	s.evidence[0].start = 15, s.evidence[0].end = 29;
	s.brand.sentiment.n = s.mention.sentiment.n = 1;
	EXPECT_STR(render_text(&s.alert, arena),
		   STR("NEGATIVE  -0.62  high    reddit r/sysadmin \xC2\xB7 post by bob \xC2\xB7 6 "
		       "min "
		       "ago\n\n"
		       "  Acme ate my invoice\n\n"
		       "  \"Last week *Acme* *ate my invoice*.\"\n\n"
		       "Open:    https://news.example/item?id=41999001&p=2\n"
		       "Brand:   acme\n"
		       "Why:     rule complaint \xE2\x80\x94 \"Acme\"; negative -0.62: \"ate my "
		       "invoice\" -1.6\n"
		       "-- \n"
		       "s3bd \xC2\xB7 reason: first \xC2\xB7 posted 2026-11-22 10:08:00, seen "
		       "10:14:09, "
		       "sent\n10:14:31 UTC\n"));
	CASE("all that may be absent");
	s.item = (struct item){ .text = STR("Acme"), .published_ms = TIME_ABSENT };
	s.brand = (struct brand_hit){ 0 };
	s.mention.sentiment = (struct sentiment){ 0 };
	s.alert.posted_ms = TIME_ABSENT;
	s.alert.brands.n = s.alert.rules.n = 0;
	s.mention.n_brands = 0;
	EXPECT_STR(
		render_text(&s.alert, arena),
		STR("UNKNOWN  high    reddit \xC2\xB7 post\n\n"
		    "  \"Acme\"\n\n"
		    "-- \n"
		    "s3bd \xC2\xB7 reason: first \xC2\xB7 seen 2026-11-22 10:14:09, sent 10:14:31 "
		    "UTC\n"));
}

static void block(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	s.item.text = STR("Last week Acme ate my invoice.");
	s.hits[0].start = 10, s.hits[0].end = 14;
	s.evidence[0].start = 15, s.evidence[0].end = 29;
	s.brand.sentiment.n = s.mention.sentiment.n = 1;
	EXPECT_STR(render_block(&s.alert, false, 96, arena),
		   STR("\xE2\x97\x8F acme  negative -0.62  high  s3bd\n"
		       "  Acme ate my invoice\n"
		       "  \"Last week *Acme* *ate my invoice*.\"\n"
		       "  reddit r/sysadmin \xC2\xB7 post by bob \xC2\xB7 6 min ago\n"
		       "  https://news.example/item?id=41999001&p=2\n"
		       "  rule complaint \xE2\x80\x94 \"Acme\"; negative -0.62: \"ate my invoice\" "
		       "-1.6\n\n"));
	struct str coloured = render_block(&s.alert, true, 96, arena);
	EXPECT(has(coloured, "\033[1mAcme\033[0m \033[31mate my invoice\033[0m."));
	EXPECT(!has(coloured, "*Acme*"));
	struct str narrow = render_block(&s.alert, false, 30, arena);
	EXPECT(has(narrow, "\n  reddit r/sysadmin \xC2\xB7 post by\n  bob \xC2\xB7 6 min ago\n"));
	s.item.author = STR("\xE6\x97\xA5\xE6\x9C\xAC"); /* two characters, four columns */
	narrow = render_block(&s.alert, false, 33, arena);
	EXPECT(has(narrow, "post by\n  \xE6\x97\xA5\xE6\x9C\xAC \xC2\xB7 6 min"));
}

static void lines_for_grep(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	s.item.title = STR("He said \"Acme\"\nis down");
	EXPECT_STR(
		render_logfmt(&s.alert, arena),
		STR("mention id=01KANTSX2TB7G3M4N5P6Q7R8S9 brand=acme rule=complaint severity=high "
		    "sentiment=-0.62 evidence=\"negative -0.62: \\\"ate my invoice\\\" -1.6, "
		    "\\\"silent\\\" -1.2\" source=reddit author=bob "
		    "url=\"https://news.example/item?id=41999001&p=2\" "
		    "title=\"He said \\\"Acme\\\" is down\" short=s3bd"));
	CASE("nothing known");
	s.item = (struct item){ 0 };
	s.mention = (struct mention){ .item = &s.item };
	EXPECT(has(render_logfmt(&s.alert, arena),
		   " sentiment=unknown source=reddit author=\"\" "));
	sample_health(&s);
	CASE("health");
	EXPECT_STR(render_logfmt(&s.alert, arena),
		   STR("health id=01KANTSX2TB7G3M4N5P6Q7R8S9 severity=high "
		       "title=\"source failing: lobsters (HTTP 503 since 06:10)\" "
		       "text=\"It failed 3 times in a row.\\nNext try in 15 min.\" short=s3bd"));
}

/* What strangers write into a title, a name or an address to become more than text. */
static const struct {
	const char *name, *text;
} attacks[] = {
	{ "a header of its own", "Acme\r\nBcc: victim@acme.example\r\n\r\nbody" },
	{ "terminal colours", "Acme \x1b[31m\x1b]8;;http://evil.example\x07 click" },
	{ "one-byte CSI", "Acme \xC2\x9B"
			  "2J" },
	{ "direction override", "Acme \xE2\x80\xAE"
				"gpj.exe \xE2\x81\xA6x" },
	{ "line separators", "Acme\xE2\x80\xA8mention id=1\xE2\x80\xA9x" },
	{ "HTML", "<script>alert(1)</script><img src=x onerror=alert(1)>" },
	{ "out of an attribute", "\" onmouseover=\"alert(1)\" x='" },
	{ "a reference", "&lt;b&gt; &#60;b&#62;" },
	{ "invalid UTF-8", "Acme \xFF\xC3(\xED\xA0\x80" },
	{ "NUL and friends", "Acme \x01\x02\x7f\x08" },
	{ "a log line", "x\" severity=critical title=\"y" },
};

static void infect(struct sample *s, struct str text)
{
	sample_init(s);
	s->item.title = s->item.text = s->item.author = s->item.place = s->item.profile = text;
	s->item.url = text;
	s->alert.source = s->brand_names[0] = s->rule_names[0] = text;
	s->brand.name = s->hits[0].term = s->evidence[0].text = s->evidence[0].why = text;
	s->hits[0].start = 0, s->hits[0].end = 4;
	s->brand.sentiment.n = s->mention.sentiment.n = 1;
}

static bool is_control(unsigned char c)
{
	return c < ' ' || c == 0x7F;
}

/* Nothing that acts: no control but those allowed, no C1, no direction, no line separator. */
static bool is_inert(struct str s, const char *allowed)
{
	static const char *const active[] = { "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\xA8",
					      "\xE2\x80\xA9", "\xC2\x9B" };
	for (size_t i = 0; i < s.len; i++)
		if (is_control((unsigned char)s.at[i]) && !strchr(allowed, s.at[i]))
			return false;
	for (size_t i = 0; i < COUNT_OF(active); i++)
		if (has(s, active[i]))
			return false;
	return true;
}

static void no_text_acts(void)
{
	for (size_t i = 0; i < COUNT_OF(attacks); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct sample s;
		CASE(attacks[i].name);
		infect(&s, str_from(attacks[i].text));
		struct str html = render_html(&s.alert, arena);
		EXPECT(is_inert(render_subject(&s.alert, arena), ""));
		EXPECT(is_inert(render_why(&s.alert, arena), ""));
		EXPECT(is_inert(render_text(&s.alert, arena), "\n"));
		EXPECT(is_inert(render_block(&s.alert, false, 96, arena), "\n"));
		EXPECT(is_inert(render_logfmt(&s.alert, arena), ""));
		EXPECT(is_inert(json_of(&s.alert, arena), ""));
		EXPECT(is_inert(html, "\n"));
		EXPECT(!has(html, "<script") && !has(html, "<img") && !has(html, "\" onmouse"));
		EXPECT(!has(html, "href="));
		EXPECT(!has(render_text(&s.alert, arena), "\nBcc:"));
		EXPECT(!has(render_logfmt(&s.alert, arena), "x\" severity=critical"));
	}
}

static void links(void)
{
	static const struct {
		const char *name, *url, *want;
	} cases[] = {
		{ "plain", "https://a.example/x?y=1&z#f", "https://a.example/x?y=1&z#f" },
		{ "a script", "javascript:alert(1)", "" },
		{ "data", "data:text/html,x", "" },
		{ "a file", "file:///etc/passwd", "" },
		{ "blanks and quotes", "https://a.example/a b\"c'",
		  "https://a.example/a%20b%22c%27" },
		{ "ends of a link in chat", "https://a.example/a|b>c<d",
		  "https://a.example/a%7Cb%3Ec%3Cd" },
		{ "a line break", "https://a.example/a\nb", "https://a.example/a%0Ab" },
		{ "other scripts", "https://a.example/\xC3\xA4", "https://a.example/%C3%A4" },
		{ "a host in its script",
		  "https://b\xC3\xBC"
		  "cher.example/",
		  "https://b\xC3\xBC"
		  "cher.example/" },
		{ "a host with a direction", "https://a\xE2\x80\xAE.example/", "" },
		{ "no host", "https:///x", "" },
		{ "empty", "", "" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct sample s;
		CASE(cases[i].name);
		sample_init(&s);
		s.item.url = str_from(cases[i].url);
		EXPECT_STR(words_url(&s.alert, arena), str_from(cases[i].want));
		EXPECT(has(render_html(&s.alert, arena), "href=\"http") == (*cases[i].want != 0));
	}
}

static struct str repeated(struct arena *arena, const char *piece, size_t n)
{
	struct buf out = buf_new(arena, 4 * MIB);
	for (size_t i = 0; i < n; i++)
		buf_add(&out, str_from(piece));
	return buf_str(&out);
}

static void everything_has_a_ceiling(void)
{
	static const char *const pieces[] = {
		"word ", "x", "\x01", "\"", "<", "\xE6\x9C\x80", "\\"
	};
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct sample s;
		CASE(pieces[i]);
		infect(&s, repeated(arena, pieces[i], 200000));
		struct str html = render_html(&s.alert, arena), json = json_of(&s.alert, arena);
		EXPECT(render_subject(&s.alert, arena).len <= 200);
		EXPECT(render_text(&s.alert, arena).len <= 16 * KIB);
		EXPECT(render_block(&s.alert, true, 96, arena).len <= 16 * KIB);
		EXPECT(render_logfmt(&s.alert, arena).len <= 2000);
		EXPECT(has(render_logfmt(&s.alert, arena), " short=s3bd"));
		EXPECT(html.len <= 64 * KIB && str_ends(html, STR("</html>\n")));
		EXPECT(json.len < RENDER_JSON_MAX && str_ends(json, STR("}}")));
		EXPECT(has(json, "\"text_is_cut\":true"));
	}
}

static void a_guessed_language_says_so(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	s.mention.lang_guess = STR("de");
	EXPECT(!has(json_of(&s.alert, arena), "lang_is_guessed"));
	s.item.lang = STR("");
	EXPECT(has(json_of(&s.alert, arena), "\"lang\":\"de\",\"lang_is_guessed\":true"));
	s.mention.lang_guess = STR("");
	EXPECT(!has(json_of(&s.alert, arena), "\"lang"));
}

static void the_document(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct sample s;
	sample_init(&s);
	s.item.text = STR("Acme is down");
	s.hits[0].start = 0, s.hits[0].end = 4;
	s.evidence[0].start = 8, s.evidence[0].end = 12;
	s.evidence[0].text = STR("down");
	s.brand.sentiment.n = s.mention.sentiment.n = 1;
	EXPECT_STR(
		json_of(&s.alert, arena),
		STR("{\"id\":\"01KANTSX2TB7G3M4N5P6Q7R8S9\",\"short_id\":\"s3bd\","
		    "\"story\":\"7c2e0a1b2c3d4e5f\",\"reason\":\"first\",\"rule\":\"complaint\","
		    "\"rules\":[\"complaint\"],\"severity\":\"high\","
		    "\"sentiment\":{\"label\":\"negative\",\"score\":-0.62,\"evidence\":["
		    "{\"field\":\"text\",\"start\":8,\"end\":12,\"text\":\"down\",\"value\":-1.6,"
		    "\"why\":\"lexicon\"}]},\"brands\":[\"acme\"],\"source\":\"reddit\","
		    "\"side\":\"external\",\"kind\":\"post\",\"place\":\"r/"
		    "sysadmin\",\"lang\":\"en\","
		    "\"author\":\"bob\",\"url\":\"https://news.example/item?id=41999001&p=2\","
		    "\"title\":\"Acme ate my invoice\",\"text\":\"Acme is down\","
		    "\"quote\":\"Acme is "
		    "down\",\"matches\":[{\"brand\":\"acme\",\"field\":\"text\","
		    "\"start\":0,\"end\":4,\"term\":\"Acme\"}],\"topics\":[],\"tags\":[],"
		    "\"times\":{\"posted\":\"2026-11-22T10:08:00Z\",\"seen\":\"2026-11-22T10:14:"
		    "09Z\","
		    "\"sent\":\"2026-11-22T10:14:31Z\"}}"));
	sample_health(&s);
	EXPECT(has(json_of(&s.alert, arena), "\"title\":\"source failing: lobsters"));
}

static void topics_are_told_with_their_words(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	static const struct hit hits[] = {
		{ FIELD_TEXT, 0, 0, 2, STR_INIT("was hacked") },
		{ FIELD_TEXT, 0, 3, 7, STR_INIT("was hacked") },
		{ FIELD_TITLE, 0, 0, 4, STR_INIT("data breach") },
	};
	static const struct topic_hit topics[] = { { STR_INIT("breach"), hits, 3 },
						   { STR_INIT("outage"), hits, 0 } };
	struct sample s;
	sample_init(&s);
	s.mention.topics = topics;
	s.mention.n_topics = COUNT_OF(topics);
	EXPECT(has(render_why(&s.alert, arena), "\"Acme\"; topic breach: \"was hacked\", \"data "
						"breach\", outage; negative -0.62: "));
	EXPECT(has(render_text(&s.alert, arena), "topic breach"));
	EXPECT(has(render_logfmt(&s.alert, arena), " topics=breach,outage source"));
	EXPECT(has(json_of(&s.alert, arena),
		   "\"topics\":[\"breach\",\"outage\"],\"topic_matches\":[{\"topic\":\"breach\","
		   "\"field\":\"text\",\"start\":0,\"end\":2,\"term\":\"was hacked\"},"));
}

int main(void)
{
	RUN(counts_are_told);
	RUN(subjects);
	RUN(a_lookalike_says_so);
	RUN(an_edit_says_so);
	RUN(other_directions);
	RUN(the_gravest_brand_is_shown);
	RUN(text_part);
	RUN(block);
	RUN(lines_for_grep);
	RUN(no_text_acts);
	RUN(links);
	RUN(everything_has_a_ceiling);
	RUN(a_guessed_language_says_so);
	RUN(the_document);
	RUN(topics_are_told_with_their_words);
	return test_end();
}
