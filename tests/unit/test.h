/* test - a hundred lines instead of a framework: named cases, one closing line.
 *
 *	int main(void)
 *	{
 *		RUN(parses_dates);
 *		return test_end();
 *	}
 *
 * A failed EXPECT tells file, line and both values, and the test goes on; the closing line is
 * "N passed, N failed". A test that checks nothing fails. */
#ifndef TEST_H
#define TEST_H

#include "arena.h"
#include "str.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int test_passed, test_failed, test_checks, test_bad;
static const char *test_case = "";

static inline void test_run(const char *name, void (*body)(void))
{
	test_checks = test_bad = 0;
	test_case = "";
	body();
	if (test_checks == 0)
		fprintf(stderr, "%s: checks nothing\n", name);
	if (test_bad || test_checks == 0)
		test_failed++;
	else
		test_passed++;
	if (test_bad)
		fprintf(stderr, "FAIL %s: %d of %d checks\n", name, test_bad, test_checks);
}

static inline bool test_check(bool is_true, const char *file, int line, const char *what)
{
	test_checks++;
	if (!is_true) {
		test_bad++;
		fprintf(stderr, "%s:%d: [%s] not true: %s\n", file, line, test_case, what);
	}
	return is_true;
}

static inline void test_str(struct str got, struct str want, const char *file, int line)
{
	test_checks++;
	if (!str_eq(got, want)) {
		test_bad++;
		fprintf(stderr, "%s:%d: [%s]\n    got  \"" STR_FMT "\"\n    want \"" STR_FMT "\"\n",
			file, line, test_case, STR_ARG(got), STR_ARG(want));
	}
}

static inline void test_int(int64_t got, int64_t want, const char *file, int line)
{
	test_checks++;
	if (got != want) {
		test_bad++;
		fprintf(stderr, "%s:%d: [%s] got %" PRId64 ", want %" PRId64 "\n", file, line,
			test_case, got, want);
	}
}

#define RUN(body) test_run(#body, body)
#define CASE(name) (test_case = (name))
#define EXPECT(claim) test_check((claim), __FILE__, __LINE__, #claim)
#define EXPECT_STR(got, want) test_str((got), (want), __FILE__, __LINE__)
#define EXPECT_INT(got, want) test_int((int64_t)(got), (int64_t)(want), __FILE__, __LINE__)

static inline int test_end(void)
{
	printf("%d passed, %d failed\n", test_passed, test_failed);
	return test_failed || test_passed == 0;
}

#endif
