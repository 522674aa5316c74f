/* Limits, the stack, and what remains without JIT. */
#include "pattern.h"

#include "arena.h"
#include "buf.h"
#include "match.h"
#include "test.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "poison.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

static const struct {
	const char *name, *pattern, *piece;
	size_t times;
	const char *end;
	enum pattern_result want, interpreted;
	const char *fault;
} cases[] = {
	{ "plain", "Acme", "see ", 10, "Acme", PATTERN_HIT, PATTERN_HIT, "" },
	{ "nothing", "Acme", "see ", 10, "", PATTERN_NONE, PATTERN_NONE, "" },
	{ "more than JIT's first stack", "(?:(.)|b)*d", "a", 5000, "d", PATTERN_HIT, PATTERN_HIT,
	  "" },
	{ "more than its last", "(?:(.)|b)*d", "a", 30000, "d", PATTERN_HIT, PATTERN_FAULT,
	  "match limit 8947 reached" },
	{ "bad bytes", "Acme", "\xFF\xC3", 10, "Acme", PATTERN_HIT, PATTERN_HIT, "" },
	{ "many steps", "q(?:[bcd]+[cde]+)+f", "cd", 30, "", PATTERN_NONE, PATTERN_NONE, "" },
	{ "too many", "(?:[bcd]+[cde]+)+f", "cd", 30, " f", PATTERN_FAULT, PATTERN_FAULT,
	  "match limit 100000 reached" },
};

static void find_all(bool has_jit)
{
	CLEANUP(pattern_desk_free)
	struct pattern_desk *desk = pattern_desk_new();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(16 * KIB);
		CLEANUP(pattern_free)
		struct pattern *pattern = NULL;
		struct buf text = buf_new(arena, MIB);
		struct pattern_fault fault = { 0 };
		size_t span[2] = { 0, 0 };
		CASE(cases[i].name);
		for (size_t n = 0; n < cases[i].times; n++)
			buf_add(&text, str_from(cases[i].piece));
		buf_add(&text, str_from(cases[i].end));
		if (!EXPECT(pattern_untried(arena, str_from(cases[i].pattern), &pattern)))
			continue;
		EXPECT_INT(pattern_find(pattern, desk, buf_str(&text), span, &fault),
			   has_jit ? cases[i].want : cases[i].interpreted);
		if (fault.text[0])
			EXPECT_STR(str_from(fault.text), str_from(cases[i].fault));
	}
}

static void finds(void)
{
	find_all(pattern_has_jit());
}

/* In a process whose memory may not become executable (systemd's MemoryDenyWriteExecute). The first
 * test, because what is executable already stays so. */
static void finds_without_jit(void)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0L, 0L, 0L) != 0) {
			printf("skipped without JIT: this kernel knows no PR_SET_MDWE\n");
			fflush(stdout);
			_exit(0);
		}
		EXPECT(!pattern_has_jit());
		find_all(false);
		_exit(test_bad > 0);
	}
	EXPECT(child > 0 && waitpid(child, &status, 0) == child);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
	RUN(finds_without_jit);
	RUN(finds);
	return test_end();
}
