/* Topics: which words of which language tell them, which do not, and what is refused. */
#include "plan.h"

#include "test.h"

#include "arena.h"

static struct arena *arena;

static struct plan *make_plan(const char *rules, struct problems *problems)
{
	return plan_text(STR("test"),
			 str_fmt(arena,
				 "brands: {acme: {any: [Acme, \"Boycott Records\"]}}\n"
				 "channels: {screen: {stdout: true}}\n"
				 "sources: [{file: /nowhere}]\n"
				 "rules: %s\n",
				 rules),
			 STR(DATA_SOURCE), problems);
}

static struct str topics_of(const struct plan *plan, struct match_desk *desk, const char *lang,
			    const char *text)
{
	struct item *item = NEW(arena, struct item, 1);
	struct mention mention;
	struct match_faults faults;
	struct str told = STR("");
	*item = (struct item){ .text = str_from(text), .lang = str_from(lang) };
	plan_examine(plan, desk, arena, item, &mention, &faults);
	for (size_t i = 0; i < mention.n_topics; i++)
		told = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(told), i ? " " : "",
			       STR_ARG(mention.topics[i].name));
	return told;
}

static const struct {
	const char *lang, *text, *want;
} cases[] = {
	{ "en", "Acme confirms data breach, says 2,000 customers are affected", "breach" },
	{ "en", "Acme was hacked last night", "breach" },
	{ "en", "Acme says that it was not hacked", "" },
	{ "en", "A breach of contract, says Acme", "" },
	{ "en", "Acme recalls 2,000 units", "recall" },
	{ "en", "Acme recalled about 12,000 SUVs over brake failure", "recall" },
	{ "en", "Acme issues a recall", "recall" },
	{ "en", "I recall that Acme cars were fine", "" },
	{ "en", "I don\xE2\x80\x99t recall how many units Acme sold", "" },
	{ "en", "Total Recall runs on Acme TV", "" },
	{ "en", "Class action filed against Acme", "lawsuit" },
	{ "en", "Acme sued by a former employee", "lawsuit" },
	{ "en", "Two people injured by an Acme ladder", "injury" },
	{ "en", "Nobody was injured at Acme", "" },
	{ "en", "The Acme charger exploded on my desk", "injury" },
	{ "en", "Acme is down for everyone", "outage" },
	{ "en", "Seriously? No. Outage again at Acme", "outage" },
	{ "en", "No outage at Acme today", "" },
	{ "en", "Acme shares are down 3 %", "" },
	{ "en", "Acme promises zero downtime", "" },
	{ "en", "I am boycotting Acme from now on", "boycott" },
	{ "en", "#BoycottAcme", "" }, /* a hashtag is a word of its own, and here no brand */
	{ "en", "Boycott Records signs Acme", "" },
	{ "en", "Acme sued after data breach and outage", "breach lawsuit outage" },
	{ "en-GB", "Acme has an outage", "outage" },
	{ "de", "Datenleck bei Acme", "breach" },
	{ "de",
	  "Acme ruft 500 Fahrzeuge zur\xC3\xBC"
	  "ck, R\xC3\xBC"
	  "ckrufaktion l\xC3\xA4uft",
	  "recall" },
	{ "de",
	  "Acme bittet um R\xC3\xBC"
	  "ckruf",
	  "" },
	{ "fr",
	  "Fuite de donn\xC3\xA9"
	  "es chez Acme",
	  "breach" },
	{ "fr", "Acme me rappelle mes vieux jouets", "" },
	{ "es",
	  "Acme est\xC3\xA1 ca\xC3\xAD"
	  "do otra vez",
	  "outage" },
	{ "it", "Acme citata in giudizio", "lawsuit" },
	{ "pt", "Acme fora do ar", "outage" },
	/* Other languages' words are not looked at, but where nobody knows the language, all are.
	 */
	{ "fr", "Acme is down", "" },
	{ "nl", "Acme outage", "" },
	{ "und", "Boykott Acme", "boycott" },
	{ "und", "ransomware Acme", "breach" },
	{ "en", "An outage at Globex", "" }, /* no mention */
};

static void words_tell_topics(void)
{
	struct problems problems = problems_new(arena);
	CLEANUP(plan_release)
	struct plan *plan = make_plan("[{name: all, to: [screen]}]", &problems);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	if (!EXPECT(plan != NULL))
		return;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].text);
		EXPECT_STR(topics_of(plan, desk, cases[i].lang, cases[i].text),
			   str_from(cases[i].want));
	}
}

static void an_unknown_topic_is_refused(void)
{
	struct problems problems = problems_new(arena);
	CLEANUP(plan_release)
	struct plan *plan = make_plan("[{name: a, topics: [brech, recall], to: [screen]},"
				      " {name: all, to: [screen]}]",
				      &problems);
	EXPECT(!plan);
	EXPECT_INT(problems.errors, 1);
	if (problems.errors != 1)
		return;
	EXPECT_STR(problems.at[0].what, STR("no topic is called \"brech\""));
	EXPECT_STR(problems.at[0].hint, STR("did you mean \"breach\"?"));
	EXPECT_INT(problems.at[0].where.column, 28);
}

int main(void)
{
	arena = arena_new(MIB);
	RUN(words_tell_topics);
	RUN(an_unknown_topic_is_refused);
	arena_free(&arena);
	return test_end();
}
