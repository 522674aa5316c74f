#include "job.h"

#include "test.h"

#include "poison.h"

/* One answer of a kind whose items are given: which are examined, and what is said of them. */

static const struct items *answer;

static bool read_all(const struct source *source, const struct answer *said, struct arena *arena,
		     struct intake *out, struct err *err)
{
	(void)source, (void)said, (void)arena, (void)err;
	out->items = *answer;
	return true;
}

static const struct source_kind kind = { .name = "given", .read = read_all };

/* What the view knows. */
enum { KNOWN = 10, EDITED = 20, UNKNOWN = 30, FRESH = 40, DATED = 50 };
static const uint64_t keys[] = { KNOWN, EDITED, UNKNOWN }, texts[] = { 1, 1, 0 };
static const struct seen_view view = { keys, texts, COUNT_OF(keys) };

#define TODAY_MS INT64_C(1767225600000)

static struct item all[] = {
	{ .key_id = KNOWN, .key_text = 1, .title = STR_INIT("Acme, known") },
	{ .key_id = EDITED, .key_text = 2, .title = STR_INIT("Acme, edited") },
	{ .key_id = UNKNOWN, .key_text = 2, .title = STR_INIT("Acme, from before texts") },
	{ .key_id = FRESH, .key_text = 1, .title = STR_INIT("Acme"), .published_ms = TIME_ABSENT },
	{ .key_id = DATED, .key_text = 1, .title = STR_INIT("Acme"), .published_ms = TODAY_MS },
	{ .key_id = FRESH + 1, .key_text = 1, .title = STR_INIT("Globex") },
};

static const struct {
	const char *name;
	struct source source;
	bool is_first, fresh_is_old, dated_is_old;
} cases[] = {
	{ "later", { .kind = &kind }, false, false, false },
	{ "first, silent", { .kind = &kind, .baseline = BASELINE_SILENT }, true, true, true },
	{ "first, all", { .kind = &kind, .baseline = BASELINE_ALL }, true, false, false },
	{ "first, what is young",
	  { .kind = &kind, .baseline = BASELINE_YOUNGER, .baseline_ms = 3600 * 1000 },
	  true,
	  true,
	  false },
};

static struct plan *make_plan(struct arena *arena)
{
	struct problems problems = problems_new(arena);
	return plan_text(STR("test"),
			 STR("brands: {acme: {any: [Acme]}}\n"
			     "channels: {screen: {stdout: true}}\n"
			     "sources: [{file: /nowhere}]\n"
			     "rules: [{name: all, to: [screen]}]\n"),
			 STR(DATA_SOURCE), &problems);
}

static void examines_what_is_not_as_it_was(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	CLEANUP(plan_release)
	struct plan *plan = make_plan(arena);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	static const struct items items = { all, COUNT_OF(all) };
	answer = &items;
	if (!EXPECT(plan != NULL))
		return;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(job_free)
		struct job *job = job_new(plan, &cases[i].source);
		job->seen = view;
		job->is_first = cases[i].is_first;
		job->now_ms = TODAY_MS + 1000;
		CASE(cases[i].name);
		job_run(job, desk);
		EXPECT(job->is_read);
		EXPECT_INT(job->fresh.n, 3);
		if (!EXPECT(job->mentions.n == 4))
			return;
		const struct mention *mentions = job->mentions.at;
		for (size_t j = 0; j < 4; j++)
			EXPECT(mentions[j].item == &all[j + 1] && !mentions[j].is_edited);
		EXPECT(!mentions[0].is_old && mentions[1].is_old);
		EXPECT_INT(mentions[2].is_old, cases[i].fresh_is_old);
		EXPECT_INT(mentions[3].is_old, cases[i].dated_is_old);
	}
}

int main(void)
{
	RUN(examines_what_is_not_as_it_was);
	return test_end();
}
