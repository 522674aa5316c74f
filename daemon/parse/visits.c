#include "visits.h"

#include "poison.h"

enum { NUMBER_MAX = 525600 }; /* minutes of a year */

static void say_period(struct visits *visits, struct str text)
{
	static const struct {
		struct str name;
		int64_t ms;
	} periods[] = {
		{ STR_INIT("hourly"), 3600000 },	  { STR_INIT("daily"), 86400000 },
		{ STR_INIT("weekly"), 7 * 86400000LL },	  { STR_INIT("monthly"), 30 * 86400000LL },
		{ STR_INIT("yearly"), 365 * 86400000LL },
	};
	for (size_t i = 0; i < COUNT_OF(periods); i++)
		if (str_eq_nocase(text, periods[i].name))
			visits->period_ms = periods[i].ms;
}

static void say_day(struct visits *visits, struct str text)
{
	static const char *const days[] = { "Sunday",	"Monday", "Tuesday", "Wednesday",
					    "Thursday", "Friday", "Saturday" };
	for (size_t i = 0; i < COUNT_OF(days); i++)
		if (str_eq_nocase(text, str_from(days[i])))
			visits->skip_days |= 1 << i;
}

/* The first drafts of RSS called midnight 24. */
static void say_number(struct visits *visits, enum role role, int64_t number)
{
	if (role == ROLE_SKIP_HOUR && number >= 0 && number <= 24)
		visits->skip_hours |= 1 << number % 24;
	if (number < 1 || number > NUMBER_MAX)
		return;
	if (role == ROLE_TTL)
		visits->ttl_ms = number * 60000;
	if (role == ROLE_FREQUENCY)
		visits->frequency = number;
}

void visits_say(struct visits *visits, enum role role, struct str text)
{
	int64_t number;
	text = str_trim(text);
	if (role == ROLE_PERIOD)
		say_period(visits, text);
	else if (role == ROLE_SKIP_DAY)
		say_day(visits, text);
	else if (str_int(text, &number))
		say_number(visits, role, number);
}

int64_t visits_wait_ms(const struct visits *visits)
{
	if (visits->ttl_ms)
		return visits->ttl_ms;
	return visits->period_ms / (visits->frequency ? visits->frequency : 1);
}
