/* What is a rating, how good it is, and how much of the text it takes. */
#include "../../../daemon/score/rating.h"

#include "test.h"

static const struct {
	const char *text, *known; /* "": none */
	size_t n;
} cases[] = {
	{ "5 stars", "<high>", 7 },
	{ "4 Sterne, gern wieder", "<high>", 8 },
	{ "1 star", "<low>", 6 },
	{ "0 étoile", "<low>", 9 },
	{ "3 stars", "", 0 },
	{ "7 stars", "", 0 },
	{ "5-star hotel", "", 0 },
	{ "5 starship", "", 0 },
	{ "5 starsé", "", 0 },
	{ "10/10", "<high>", 5 },
	{ "10/10 would buy", "<high>", 5 },
	{ "0 / 10", "<low>", 6 },
	{ "4.5/5", "<high>", 5 },
	{ "4,5/5.", "<high>", 5 },
	{ "5/10", "", 0 },
	{ "9/10, thanks", "<high>", 4 },
	{ "9/10 at noon", "", 0 },
	{ "10/10/2025", "", 0 },
	{ "100/1000", "", 0 },
	{ "90/100", "<high>", 6 },
	{ "11/10", "", 0 },
	{ "10 out of 10", "<high>", 12 },
	{ "1 out of 10 people", "", 0 },
	{ "10 von 10", "<high>", 9 },
	{ "10 von 10%", "", 0 },
	{ "5 ", "", 0 },
	{ "5/", "", 0 },
	{ "5", "", 0 },
	{ "5.", "", 0 },
	{ "", "", 0 },
	{ "99999999999999999999/10", "", 0 },
};

static void knows_ratings(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rating got = { 0 };
		CASE(cases[i].text);
		bool is_rating = rating_read(str_from(cases[i].text), &got);
		EXPECT_INT(is_rating, cases[i].n > 0);
		if (!is_rating)
			continue;
		EXPECT_STR(got.known, str_from(cases[i].known));
		EXPECT_INT(got.n, cases[i].n);
	}
}

int main(void)
{
	RUN(knows_ratings);
	return test_end();
}
