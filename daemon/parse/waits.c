#include "waits.h"

#include "poison.h"

/* The syndication module's period. */
static void say_period(struct waits *waits, struct str text)
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
			waits->period_ms = periods[i].ms;
}

/* RSS `skipDays`. */
static void say_day(struct waits *waits, struct str text)
{
	static const char *const days[] = { "Sunday",	"Monday", "Tuesday", "Wednesday",
					    "Thursday", "Friday", "Saturday" };
	for (size_t i = 0; i < COUNT_OF(days); i++)
		if (str_eq_nocase(text, str_from(days[i])))
			waits->skip_days |= 1 << i;
}

/* RSS `ttl` in minutes; how often in the syndication module's period; RSS `skipHours`, of which
 * the first drafts called midnight 24. */
static void say_number(struct waits *waits, enum role role, int64_t number)
{
	bool is_wait = number >= 1 && number <= 525600;
	if (role == ROLE_SKIP_HOUR && number >= 0 && number <= 24)
		waits->skip_hours |= 1 << number % 24;
	else if (role == ROLE_TTL && is_wait)
		waits->ttl_ms = number * 60000;
	else if (role == ROLE_FREQUENCY && is_wait)
		waits->frequency = number;
}

void waits_say(struct waits *waits, enum role role, struct str text)
{
	int64_t number;
	text = str_trim(text);
	if (role == ROLE_PERIOD)
		say_period(waits, text);
	else if (role == ROLE_SKIP_DAY)
		say_day(waits, text);
	else if (str_int(text, &number))
		say_number(waits, role, number);
}

void waits_tell(const struct waits *waits, struct feed *feed)
{
	int64_t frequency = waits->frequency ? waits->frequency : 1;
	feed->ttl_ms = waits->ttl_ms ? waits->ttl_ms : waits->period_ms / frequency;
	feed->skip_hours = waits->skip_hours;
	feed->skip_days = waits->skip_days;
}
