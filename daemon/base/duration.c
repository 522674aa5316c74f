#include "duration.h"

#include "poison.h"

static const struct unit {
	struct str name;
	int64_t ms;
} units[] = {
	{ STR_INIT("y"), 365LL * 86400000 },
	{ STR_INIT("d"), 86400000 },
	{ STR_INIT("h"), 3600000 },
	{ STR_INIT("m"), 60000 },
	{ STR_INIT("s"), 1000 },
	{ STR_INIT("ms"), 1 },
};

bool duration_parse(struct str text, int64_t *out_ms)
{
	size_t digits = 0;
	int64_t count, ms;
	while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
		digits++;
	if (!str_int(str_first(text, digits), &count))
		return false;
	struct str unit = str_skip(text, digits);
	if (unit.len == 0 && count == 0) {
		*out_ms = 0;
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (str_eq(unit, units[i].name) &&
		    !__builtin_mul_overflow(count, units[i].ms, &ms) && ms <= DURATION_MAX_MS) {
			*out_ms = ms;
			return true;
		}
	return false;
}

struct str duration_text(struct arena *arena, int64_t ms)
{
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (ms && ms % units[i].ms == 0)
			return str_fmt(arena, "%lld" STR_FMT, (long long)(ms / units[i].ms),
				       STR_ARG(units[i].name));
	return STR("0");
}
