/* The first byte is how often it failed; then a line each of Cache-Control, Retry-After, Expires,
 * Date and Age. */
#include "interval.h"

#include "arena.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

enum { SECOND = 1000, DAY = 86400 * SECOND };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "Cache-Control", "Retry-After", "Expires", "Date",
					     "Age" };
	static const struct interval_rules rules = { 900 * SECOND, DAY, 300 * SECOND,
						     3600 * SECOND };
	struct header headers[COUNT_OF(names)];
	const struct source source = { .kind = source_kinds[0] };
	if (size == 0)
		return 0;
	struct str rest = { (const char *)data + 1, size - 1 };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct str line = STR("");
		str_cut(&rest, '\n', &line);
		headers[i] = (struct header){ str_from(names[i]), line };
	}
	const struct response response = {
		.status = data[0] ? 429 : 200,
		.headers = { headers, COUNT_OF(headers) },
	};
	const struct interval_case at = {
		.rules = &rules,
		.source = &source,
		.response = &response,
		.failures = data[0],
		.has_validators = true,
		.now_ms = INT64_C(1772625600000),
	};
	enum because why;
	int64_t wait = interval_wait(&at, &why);
	assert(wait >= rules.every_ms);
	assert(wait <= INT64_C(7) * DAY);
	assert(why > BECAUSE_NEVER_ASKED && why < BECAUSE_COUNT);
	assert(interval_retry_after(&response, at.now_ms) >= 0);
	return 0;
}
