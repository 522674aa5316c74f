/* What we ship is read without an error and without a warning. The files are the arguments. */
#include "fixture.h"

static const char *path;

static void loads(void)
{
	CASE(path);
	fixture_reset();
	EXPECT(config_load(arena, str_from(path), &kinds_here, &config, &problems));
	EXPECT_STR(fixture_told(), STR(""));
	EXPECT_INT(problems.n, 0);
}

static char **paths;

static void body(void)
{
	for (; *paths; paths++) {
		path = *paths;
		RUN(loads);
	}
}

int main(int n, char **arguments)
{
	paths = arguments + (n > 0);
	return fixture_run(body);
}
