#include "parts.h"

#include "test.h"

#include "poison.h"

/* Every form of a time that the services of mentiond-connectors(7) were seen to write. */
static const struct {
	const char *name, *in, *want; /* want NULL: none */
} cases[] = {
	{ "seconds", "1789041600", "2026-09-10T12:00:00Z" },
	{ "a float of seconds", "1789041600.0", "2026-09-10T12:00:00Z" },
	{ "a float of Java", "1.7890416E9", "2026-09-10T12:00:00Z" },
	{ "milliseconds of Java", "1.7890416E12", "2026-09-10T12:00:00Z" },
	{ "milliseconds", "1789041600999", "2026-09-10T12:00:00Z" },
	{ "microseconds", "1789041600999999", "2026-09-10T12:00:00Z" },
	{ "RFC 3339", "2026-09-10T12:00:00Z", "2026-09-10T12:00:00Z" },
	{ "milliseconds behind", "2026-09-10T14:00:00.000+02:00", "2026-09-10T12:00:00Z" },
	{ "microseconds behind", "2026-09-10T12:00:00.123456Z", "2026-09-10T12:00:00Z" },
	{ "nanoseconds behind", "2026-09-10T12:00:00.123456789Z", "2026-09-10T12:00:00Z" },
	{ "a zone without a colon", "2026-09-10T12:00:00+0000", "2026-09-10T12:00:00Z" },
	{ "without a zone", "2026-09-10T12:00:00", "2026-09-10T12:00:00Z" },
	{ "a blank and no zone", "2026-09-10 12:00:00", "2026-09-10T12:00:00Z" },
	{ "basic", "20260910T120000Z", "2026-09-10T12:00:00Z" },
	{ "RFC 2822", "Thu, 10 Sep 2026 12:00:00 +0000", "2026-09-10T12:00:00Z" },
	{ "of old X", "Thu Sep 10 12:00:00 +0000 2026", "2026-09-10T12:00:00Z" },
	{ "a day", "2026-09-10", "2026-09-10T00:00:00Z" },
	{ "blanks around", " 1789041600\n", "2026-09-10T12:00:00Z" },
	{ "zero is never", "0", NULL },
	{ "empty", "", NULL },
	{ "a word", "yesterday", NULL },
	{ "exponent alone", "e9", NULL },
	{ "an exponent that is none", "1.7890416E9x", NULL },
	{ "beyond all numbers", "1e300", NULL },
	{ "an id", "1275653067283759104123", NULL },
};

static void every_form_is_read(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4096);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CASE(cases[i].name);
		int64_t ms = time_of(str_from(cases[i].in));
		EXPECT(!cases[i].want == (ms == TIME_ABSENT));
		if (cases[i].want && ms != TIME_ABSENT)
			EXPECT_STR(calendar_rfc3339(arena, ms), str_from(cases[i].want));
	}
}

static void parts_of_a_second_stay(void)
{
	EXPECT_INT(time_of(STR("1789041600999")) % 1000, 999);
	EXPECT_INT(time_of(STR("1789041600999999")) % 1000, 999);
	EXPECT_INT(time_of(STR("1789041600.25")) % 1000, 250);
	EXPECT_INT(time_of(STR("2026-09-10T12:00:00.5Z")) % 1000, 500);
}

int main(void)
{
	RUN(every_form_is_read);
	RUN(parts_of_a_second_stay);
	return test_end();
}
