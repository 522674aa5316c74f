/* English of many kinds: what customers write of many trades, what the press prints, and what other
 * programs are known to get wrong. Each case with its tone and its evidence. */
#include "score.h"

#include "judge.h"

static const struct judged_case cases[] = {
	/* neither, nor, answers */
	{ "en", "", "Neither good nor bad", TONE_NEUTRAL,
	  "good -1.04 lexicon, negated by \"Neither\"; bad +0.32 lexicon, negated by \"nor\"" },
	{ "en", "", "The food was neither good nor bad", TONE_NEUTRAL,
	  "good -1.04 lexicon, negated by \"neither\"; bad +0.32 lexicon, negated by \"nor\"" },
	{ "en", "", "It is neither helpful nor nice", TONE_NEGATIVE,
	  "helpful -1.78 lexicon, negated by \"neither\"; nice -0.89 lexicon, negated by \"nor\"" },
	{ "en", "", "Not only fast but also reliable", TONE_POSITIVE,
	  "fast +0.75 lexicon, before \"but\"; reliable +3.00 lexicon, after \"but\"" },
	{ "en", "", "No, this is not what I ordered", TONE_NEGATIVE,
	  "not what I ordered -2.40 lexicon" },
	{ "en", "", "Never a bad word about them, great people", TONE_POSITIVE,
	  "bad +0.32 lexicon, negated by \"Never\"; great +2.40 lexicon" },
	/* sarcasm by its marks */
	{ "en", "", "Oh great, the app is down again", TONE_NEGATIVE,
	  "Oh great -2.00 lexicon; app is down -2.40 lexicon" },
	{ "en", "", "Great, another outage", TONE_NEGATIVE,
	  "Great, another -2.00 lexicon; outage -2.40 lexicon" },
	{ "en", "", "Yeah right, reliable", TONE_NEGATIVE,
	  "Yeah right -4.00 lexicon; reliable +2.40 lexicon" },
	{ "en", "", "Love waiting 3 hours for support", TONE_NEGATIVE,
	  "Love waiting -2.40 lexicon; 3 hours -1.20 lexicon" },
	{ "en", "", "Thanks for nothing, Acme", TONE_NEGATIVE, "Thanks for nothing -2.00 lexicon" },
	{ "en", "", "So much for customer service", TONE_NEGATIVE,
	  "So much for -2.50 lexicon; customer service -1.60 lexicon" },
	{ "en", "", "Works great #sarcasm", TONE_NEGATIVE,
	  "Works great +2.00 lexicon; #sarcasm -4.00 lexicon" },
	{ "en", "", "Just great. Third delay today 🙄", TONE_NEGATIVE,
	  "Just great -2.00 lexicon; delay -1.60 lexicon; 🙄 -1.50 lexicon" },
	/* elongation and capitals */
	{ "en", "", "This is sooooo slow", TONE_NEGATIVE,
	  "slow -2.00 lexicon, stronger by \"sooooo\"" },
	{ "en", "", "Loooove it", TONE_POSITIVE, "Loooove it +2.88 lexicon, stretched" },
	{ "en", "", "WORST SERVICE EVER", TONE_NEGATIVE, "WORST SERVICE -3.00 lexicon" },
	{ "en", "", "the WORST airline", TONE_NEGATIVE, "the WORST -2.88 lexicon, in capitals" },
	/* emoji of several code points */
	{ "en", "", "🤦🏽‍♀️ again", TONE_NEGATIVE, "🤦🏽‍♀️ -1.50 lexicon" },
	{ "en", "", "👏🏻👏🏻 team", TONE_POSITIVE,
	  "👏🏻👏🏻 +3.00 lexicon, stretched" },
	{ "en", "", "🏳️‍🌈 proud", TONE_POSITIVE, "proud +2.10 lexicon" },
	{ "en", "", "💔", TONE_NEGATIVE, "💔 -2.00 lexicon" },
	{ "en", "", "🇩🇪", TONE_UNKNOWN, "" },
	/* curly apostrophes of each kind */
	{ "en", "", "It doesn’t work", TONE_NEGATIVE, "doesn’t work -2.40 lexicon" },
	{ "en", "", "It doesn‘t work", TONE_NEGATIVE, "doesn‘t work -2.40 lexicon" },
	{ "en", "", "Can’t wait for it", TONE_POSITIVE, "Can’t wait for +2.40 lexicon" },
	{ "en", "", "You’re the worst", TONE_NEGATIVE, "the worst -2.40 lexicon" },
	{ "en", "", "I can`t log in", TONE_NEGATIVE, "can`t log in -2.40 lexicon" },
	/* questions */
	{ "en", "", "Why is nobody answering the phone?", TONE_NEGATIVE,
	  "Why is nobody -1.60 lexicon; answering the phone -2.40 lexicon" },
	{ "en", "", "Where is my refund???", TONE_NEGATIVE,
	  "Where is my refund -1.60 lexicon; ??? -0.60 style" },
	{ "en", "", "Do you fly to Lisbon in winter?", TONE_UNKNOWN, "" },
	{ "en", "", "What time do you open on Sunday?", TONE_UNKNOWN, "" },
	{ "en", "", "How hard can it be to answer an email?", TONE_NEGATIVE,
	  "How hard can it -2.40 lexicon" },
	/* numbers and their units */
	{ "en", "", "Waited 3hrs at the gate", TONE_NEGATIVE, "Waited 3 -2.40 lexicon" },
	{ "en", "", "45min on hold", TONE_NEGATIVE, "45min -1.00 lexicon; on hold -3.00 lexicon" },
	{ "en", "", "Open 24 hours a day", TONE_UNKNOWN, "" },
	{ "en", "", "The 2nd floor, room 12b", TONE_UNKNOWN, "" },
	/* complaints of several trades */
	{ "en", "", "My flight was cancelled and nobody will rebook me", TONE_NEGATIVE,
	  "My flight -0.30 lexicon; was cancelled -2.40 lexicon; "
	  "rebook +0.40 lexicon, negated by \"nobody\"" },
	{ "en", "", "They lost my luggage", TONE_NEGATIVE, "lost my luggage -2.40 lexicon" },
	{ "en", "", "Stuck on the tarmac since noon", TONE_NEGATIVE,
	  "Stuck on the -2.40 lexicon; tarmac -1.60 lexicon" },
	{ "en", "", "No signal for the third day in a row", TONE_NEGATIVE,
	  "No signal -1.60 lexicon" },
	{ "en", "", "The internet is down again", TONE_NEGATIVE, "internet is down -2.40 lexicon" },
	{ "en", "", "My parcel never arrived", TONE_NEGATIVE, "never arrived -2.40 lexicon" },
	{ "en", "", "They sent the wrong item and refuse to refund me", TONE_NEGATIVE,
	  "wrong item -2.40 lexicon; refuse to -2.40 lexicon; refund me -2.40 lexicon" },
	{ "en", "", "The soup was cold and the waiter rude", TONE_NEGATIVE, "rude -2.40 lexicon" },
	{ "en", "", "There was a hair in my burger", TONE_NEGATIVE,
	  "hair in my burger -2.40 lexicon" },
	{ "en", "", "The sheets were stained and there was no hot water", TONE_NEGATIVE,
	  "stained -2.40 lexicon; no hot water -2.40 lexicon" },
	{ "en", "", "The bank froze my account", TONE_NEGATIVE, "froze my account -2.40 lexicon" },
	{ "en", "", "They charged me twice", TONE_NEGATIVE, "charged me twice -2.40 lexicon" },
	{ "en", "", "The latest update deleted all my photos", TONE_NEGATIVE,
	  "deleted all -2.40 lexicon" },
	{ "en", "", "The app won't let me log in", TONE_NEGATIVE, "won't let me -2.40 lexicon" },
	{ "en", "", "I regret buying this phone", TONE_NEGATIVE, "regret -2.40 lexicon" },
	{ "en", "", "Avoid at all costs", TONE_NEGATIVE, "Avoid at all costs -3.00 lexicon" },
	{ "en", "", "Gone downhill since the takeover", TONE_NEGATIVE,
	  "Gone downhill -2.40 lexicon" },
	{ "en", "", "Taking my business elsewhere", TONE_NEGATIVE,
	  "Taking my business -2.40 lexicon" },
	/* praise of several trades */
	{ "en", "", "The crew was lovely and we landed early", TONE_POSITIVE,
	  "lovely +2.80 lexicon; landed early +2.40 lexicon" },
	{ "en", "", "Problem solved in five minutes", TONE_POSITIVE,
	  "Problem solved +2.40 lexicon" },
	{ "en", "", "Delicious food, great value", TONE_POSITIVE,
	  "Delicious +2.40 lexicon; great value +2.40 lexicon" },
	{ "en", "", "Clean room, friendly staff, we will be back", TONE_POSITIVE,
	  "Clean room +2.40 lexicon; friendly staff +2.40 lexicon; will be back +2.40 lexicon" },
	{ "en", "", "They refunded me within a day, impressed", TONE_POSITIVE,
	  "refunded me +2.40 lexicon; impressed +2.40 lexicon" },
	{ "en", "", "Five stars", TONE_POSITIVE, "Five stars +2.40 lexicon" },
	{ "en", "", "My kids love it", TONE_POSITIVE, "kids love +2.40 lexicon" },
	{ "en", "", "It just works", TONE_POSITIVE, "It just works +2.40 lexicon" },
	/* headlines */
	{ "en", "", "Globex shares plunge 12% after profit warning", TONE_NEGATIVE,
	  "plunge -2.90 lexicon; profit warning -2.90 lexicon" },
	{ "en", "", "Globex rallies on record profit", TONE_POSITIVE,
	  "rallies +2.90 lexicon; record profit +2.90 lexicon" },
	{ "en", "", "Globex misses estimates, cuts forecast", TONE_NEGATIVE,
	  "misses estimates -2.90 lexicon; cuts forecast -2.90 lexicon" },
	{ "en", "", "Globex beats estimates and raises guidance", TONE_POSITIVE,
	  "beats estimates +2.90 lexicon; raises guidance +2.90 lexicon" },
	{ "en", "", "Regulator fines Globex over data breach", TONE_NEGATIVE,
	  "fines -2.40 lexicon; data breach -2.40 lexicon" },
	{ "en", "", "Globex recalls 40,000 cars", TONE_NEGATIVE, "recalls -2.40 lexicon" },
	{ "en", "", "Globex sued over faulty batteries", TONE_NEGATIVE,
	  "sued -2.40 lexicon; faulty -2.40 lexicon" },
	{ "en", "", "Analysts downgrade Globex to sell", TONE_NEGATIVE,
	  "downgrade -1.60 lexicon; sell -2.20 lexicon" },
	{ "en", "", "Analysts upgrade Globex to buy", TONE_POSITIVE,
	  "upgrade +2.90 lexicon; buy +2.20 lexicon" },
	{ "en", "", "Globex names new finance chief", TONE_UNKNOWN, "" },
	{ "en", "", "Globex to issue new shares in March", TONE_UNKNOWN, "" },
	{ "en", "", "Globex net loss widens in third quarter", TONE_NEGATIVE,
	  "net loss -2.90 lexicon" },
	{ "en", "", "Globex wins order worth 2 billion", TONE_POSITIVE,
	  "wins +1.20 lexicon; worth +1.40 lexicon" },
	{ "en", "", "Oil slips as demand weakens", TONE_NEGATIVE,
	  "slips -2.90 lexicon; weakens -1.30 lexicon" },
	/* mixed */
	{ "en", "", "I love the screen but I hate the keyboard", TONE_NEGATIVE,
	  "I love +1.80 lexicon, before \"but\"; I hate -3.13 lexicon, after \"but\"" },
	{ "en", "", "Great hotel, awful breakfast", TONE_MIXED,
	  "Great +2.40 lexicon; awful -2.40 lexicon" },
	{ "en", "", "Friendly staff, terrible food", TONE_MIXED,
	  "Friendly staff +2.40 lexicon; terrible -2.40 lexicon" },
	/* what others get wrong */
	{ "en", "", "ok!", TONE_NEUTRAL, "ok +0.60 lexicon; ! +0.30 style" },
	{ "en", "", "kind of bad", TONE_NEGATIVE, "bad -1.12 lexicon, weaker by \"kind of\"" },
	{ "en", "", "the bomb", TONE_POSITIVE, "the bomb +2.40 lexicon" },
	{ "en", "", "don’t like it", TONE_NEGATIVE, "like it -1.48 lexicon, negated by \"don’t\"" },
	{ "en", "", "❤️ this", TONE_POSITIVE, "❤️ +3.00 lexicon" },
	{ "en", "", "Not the worst", TONE_NEUTRAL, "the worst +0.48 lexicon, negated by \"Not\"" },
	{ "en", "", "The party is on Friday", TONE_UNKNOWN, "" },
	{ "en", "", "He shared the link", TONE_UNKNOWN, "" },
	{ "en", "", "It stinks, and the smell stays", TONE_NEGATIVE, "stinks -2.40 lexicon" },
};

static void tells_tone_and_evidence(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect_case(&cases[i]);
}

int main(void)
{
	arena = arena_new(1024 * 1024);
	RUN(load_packs);
	RUN(tells_tone_and_evidence);
	arena_free(&arena);
	return test_end();
}
