#include "job.h"

#include "test.h"

#include <stdatomic.h>
#include <unistd.h>

/* Jobs in are jobs out, with a kind of source that makes one item of each answer. */

enum { JOBS = 400 };

static atomic_int wakes;

static void wake(void *ctx)
{
	(void)ctx;
	atomic_fetch_add(&wakes, 1);
}

static bool read_one(const struct source *source, const struct answer *answer, struct arena *arena,
		     struct intake *out, struct err *err)
{
	const struct response *response = answer->response;
	(void)source;
	if (response->status != 200)
		return err_set(err, ERR_DATA, "status %d", response->status);
	struct item *item = NEW(arena, struct item, 1);
	*item = (struct item){ .title = response->body, .key_id = 1, .key_alt = 2 };
	out->items = (struct items){ item, 1 };
	return true;
}

static const struct source_kind kind = { .name = "one", .read = read_one };
static const struct source source = { .name = STR_INIT("one"),
				      .kind = &kind,
				      .baseline = BASELINE_ALL };

static struct plan *make_plan(struct arena *arena)
{
	struct problems problems = problems_new(arena);
	struct plan *plan = plan_text(STR("test"),
				      STR("brands: {acme: {any: [Acme]}}\n"
					  "channels: {screen: {stdout: true}}\n"
					  "sources: [{file: /nowhere}]\n"
					  "rules: [{name: all, to: [screen]}]\n"),
				      STR(DATA_SOURCE), &problems);
	struct buf out = buf_new(arena, MIB);
	problems_print(&problems, &out, false);
	fprintf(stderr, STR_FMT, STR_ARG(buf_str(&out)));
	return plan;
}

static void give(struct work *work, struct plan *plan, size_t number)
{
	struct job *job = job_new(plan, &source);
	struct response *response = NEW(job->arena, struct response, 1);
	response->status = number % 10 ? 200 : 500;
	response->body = str_fmt(job->arena, "Acme %zu", number);
	job->response = response;
	job->owner = response;
	work_give(work, job);
}

static bool is_right(const struct job *job)
{
	if (job->owner != job->response)
		return false;
	if (job->response->status != 200)
		return !job->is_read && job->err.kind == ERR_DATA && job->mentions.n == 0;
	return job->is_read && job->fresh.n == 1 && job->mentions.n == 1 &&
	       str_eq(job->mentions.at[0].item->title, job->response->body);
}

static void jobs_in_are_jobs_out(size_t workers)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct plan *plan = make_plan(arena);
	struct work *work = work_open(workers, wake, NULL);
	struct job *job;
	size_t n = 0;
	if (!EXPECT(plan != NULL))
		return;
	for (size_t i = 0; i < JOBS; i++)
		give(work, plan, i);
	while (n < JOBS) {
		if (!(job = work_take(work))) {
			usleep(100);
			continue;
		}
		n++;
		EXPECT(is_right(job));
		job_free(&job);
	}
	EXPECT_INT(work_pending(work), 0);
	EXPECT(!work_take(work));
	EXPECT(work_ticks(work));
	work_close(&work);
	EXPECT_INT(plan->holders, 1);
	plan_release(&plan);
}

static void inline_work(void)
{
	jobs_in_are_jobs_out(0);
	EXPECT_INT(atomic_load(&wakes), 0);
}

static void one_worker(void)
{
	jobs_in_are_jobs_out(1);
}

static void four_workers(void)
{
	atomic_store(&wakes, 0);
	jobs_in_are_jobs_out(4);
	EXPECT_INT(atomic_load(&wakes), JOBS);
}

/* What is still waiting at the end is freed (the leak checker looks on). */
static void closes_with_jobs_under_way(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct plan *plan = make_plan(arena);
	struct work *work = work_open(4, wake, NULL);
	if (!EXPECT(plan != NULL))
		return;
	for (size_t i = 0; i < JOBS; i++)
		give(work, plan, i);
	work_close(&work);
	EXPECT(work == NULL);
	EXPECT_INT(plan->holders, 1);
	plan_release(&plan);
}

int main(void)
{
	RUN(inline_work);
	RUN(one_worker);
	RUN(four_workers);
	RUN(closes_with_jobs_under_way);
	return test_end();
}
