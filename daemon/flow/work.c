#include "job.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "poison.h"

/* One hop out, one hop back, both by pointer: two queues under one lock. */
struct queue {
	struct job *first, **end;
	size_t n;
};

struct worker {
	struct work *work;
	pthread_t thread;
	/* both, under lock */
	struct job *job; /* under way, or NULL */
	uint64_t done;
	uint64_t done_last_tick;
};

struct work {
	/* loop */
	struct worker *workers;
	size_t n;
	struct match_desk *own_desk; /* n == 0 */
	work_wake *wake;
	void *ctx;
	/* both, under lock */
	pthread_mutex_t lock;
	pthread_cond_t has_job;
	struct queue todo, done;
	size_t under_way;
	bool is_closing;
};

static void put(struct queue *queue, struct job *job)
{
	job->next = NULL;
	*(queue->n ? queue->end : &queue->first) = job;
	queue->end = &job->next;
	queue->n++;
}

static struct job *take(struct queue *queue)
{
	struct job *job = queue->n ? queue->first : NULL;
	if (job) {
		queue->first = job->next;
		queue->n--;
	}
	return job;
}

static struct job *next_job(struct worker *worker)
{
	struct work *work = worker->work;
	pthread_mutex_lock(&work->lock);
	while (work->todo.n == 0 && !work->is_closing)
		pthread_cond_wait(&work->has_job, &work->lock);
	struct job *job = work->is_closing ? NULL : take(&work->todo);
	worker->job = job;
	work->under_way += job != NULL;
	pthread_mutex_unlock(&work->lock);
	return job;
}

static void *labour(void *argument)
{
	struct worker *worker = argument;
	struct work *work = worker->work;
	struct match_desk *desk = match_desk_new();
	struct job *job;
	while ((job = next_job(worker))) {
		job_run(job, desk);
		pthread_mutex_lock(&work->lock);
		put(&work->done, job);
		worker->job = NULL;
		worker->done++;
		work->under_way--;
		pthread_mutex_unlock(&work->lock);
		work->wake(work->ctx);
	}
	match_desk_free(&desk);
	return NULL;
}

/* Signals are the loop's: a worker is born with all of them blocked. */
static void start(struct worker *worker)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = pthread_create(&worker->thread, NULL, labour, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	assert(!failed);
}

struct work *work_open(size_t n, work_wake *wake, void *ctx)
{
	struct work *work = calloc(1, sizeof(*work));
	assert(work);
	work->n = n;
	work->wake = wake;
	work->ctx = ctx;
	pthread_mutex_init(&work->lock, NULL);
	pthread_cond_init(&work->has_job, NULL);
	if (n == 0)
		work->own_desk = match_desk_new();
	work->workers = calloc(n ? n : 1, sizeof(*work->workers));
	assert(work->workers);
	for (size_t i = 0; i < n; i++) {
		work->workers[i].work = work;
		start(&work->workers[i]);
	}
	return work;
}

void work_close(struct work **work)
{
	struct work *w = *work;
	struct job *job;
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->is_closing = true;
	pthread_cond_broadcast(&w->has_job);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->n; i++)
		pthread_join(w->workers[i].thread, NULL);
	while ((job = take(&w->todo)) || (job = take(&w->done)))
		job_free(&job);
	match_desk_free(&w->own_desk);
	pthread_cond_destroy(&w->has_job);
	pthread_mutex_destroy(&w->lock);
	free(w->workers);
	free(w);
	*work = NULL;
}

void work_give(struct work *work, struct job *job)
{
	if (work->n == 0)
		job_run(job, work->own_desk);
	pthread_mutex_lock(&work->lock);
	put(work->n ? &work->todo : &work->done, job);
	pthread_cond_signal(&work->has_job);
	pthread_mutex_unlock(&work->lock);
}

struct job *work_take(struct work *work)
{
	pthread_mutex_lock(&work->lock);
	struct job *job = take(&work->done);
	pthread_mutex_unlock(&work->lock);
	return job;
}

size_t work_pending(struct work *work)
{
	pthread_mutex_lock(&work->lock);
	size_t n = work->todo.n + work->done.n + work->under_way;
	pthread_mutex_unlock(&work->lock);
	return n;
}

bool work_ticks(struct work *work)
{
	bool all_tick = true;
	pthread_mutex_lock(&work->lock);
	for (size_t i = 0; i < work->n; i++) {
		struct worker *worker = &work->workers[i];
		all_tick &= !worker->job || worker->done != worker->done_last_tick;
		worker->done_last_tick = worker->done;
	}
	pthread_mutex_unlock(&work->lock);
	return all_tick;
}
