/* job - one answer on its way from bytes to mentions (architecture.md, "The job and the threads").
 *
 * The loop makes a job, hands it to a worker, and gets it back; whoever holds the pointer owns the
 * job and its arena. The plan is immutable and held for the job's life. */
#ifndef JOB_H
#define JOB_H

#include "plan.h"
#include "store.h"

/* A regex that hit a limit, and in how many texts of the answer. */
struct job_fault {
	struct str pattern, what;
	int64_t texts;
};

struct job {
	struct job *next; /* in a queue of work/ */
	struct arena *arena;
	/* loop, before */
	struct plan *plan;
	const struct source *source;
	struct request *request;
	struct response *response;
	struct str cursor;	  /* of the place, as the request was made */
	struct spending spending; /* what it may cost; key 0: nothing is counted */
	int64_t asked_ms;	  /* wall: when the request was made */
	int64_t paid_ms;	  /* monotonic: the same, of what is counted */
	struct seen_view seen;
	bool is_first;	/* nothing of this source has been taken in yet */
	int64_t now_ms; /* wall, for `baseline: 24h` */
	void *owner;	/* the loop's own record of the source */
	/* worker */
	bool is_read; /* the answer was understood; else err says why not */
	struct err err;
	struct intake intake;
	struct items fresh;	  /* items whose keys the view does not know */
	struct mentions mentions; /* of all items but those that the view knows as they are */
	const struct trust_list *trusted; /* of a source whose service is believed */
	struct job_fault *faults;
	size_t n_faults, cap_faults;
};

struct job *job_new(struct plan *plan, const struct source *source);
void job_free(struct job **job); /* the loop: gives the plan back */

/* Is this item of a first answer known already to everybody, and told to nobody? */
bool job_is_baseline(const struct job *job, const struct item *item);

/* Bytes to mentions: no clock, no network, no database, no lock. */
void job_run(struct job *job, struct match_desk *desk);

/* The workers. n == 0: work_give() runs the job at once, in the loop. */
struct work;
typedef void work_wake(void *ctx); /* called by a worker when something is finished */
struct work *work_open(size_t n, work_wake *wake, void *ctx);
void work_close(struct work **work); /* waits for the jobs under way, frees the rest */
void work_give(struct work *work, struct job *job);
struct job *work_take(struct work *work); /* a finished job, or NULL */
size_t work_pending(struct work *work);
/* Have all workers either been idle or finished something since the last call? For the watchdog. */
bool work_ticks(struct work *work);

#endif
