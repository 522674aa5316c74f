/* flow_parts - the state of the loop, shared by the files of this room only. */
#ifndef FLOW_PARTS_H
#define FLOW_PARTS_H

#include "arena.h"
#include "flow.h"
#include "job.h"
#include "schedule.h"
#include "toll.h"

enum {
	FAILING_AFTER = 3, /* failures in a row, of a source or a channel */
	BATCH_MAX = 64,	   /* jobs of one transaction */
	CLAIM_MAX = 16,	   /* rows a working channel takes at once */
};

#define SECOND_MS INT64_C(1000)
#define HOUR_MS (3600 * SECOND_MS)
#define DAY_MS (24 * HOUR_MS)
#define LEASE_MS (60 * SECOND_MS)
#define LIFETIME_MS (3 * DAY_MS)
#define SPENT_MS (31 * DAY_MS) /* what was spent is remembered for so long at least */

/* A source at run time. */
struct spot {
	struct flow *flow;
	struct plan *plan; /* held: an orphan outlives it elsewhere */
	const struct source *source;
	struct lease lease;
	struct place place;	   /* its texts are malloc'ed, see place_keep */
	size_t number;		   /* in flow->spots and in the schedule */
	uint64_t host;		   /* host_key of the one asked last, or to be asked; 0: none */
	int64_t rest_ms;	   /* monotonic: until then its host wants no request */
	size_t n_host;		   /* requests of a round of all sources of its host */
	bool is_in_crowd;	   /* asked at the start, together with others */
	bool is_asked;		   /* a request or a job is under way */
	bool has_ended;		   /* standard input, at its end */
	bool is_orphan;		   /* no longer in the plan; ends with what is under way */
	bool is_dirty;		   /* the place waits to be saved, in flow->dirty */
	bool is_by_hand;	   /* somebody waits for the account of this poll */
	int64_t hand_ms;	   /* monotonic: asked by hand last; 0: never */
	struct str account;	   /* of that, malloc'ed */
	struct request_row *asked; /* answered, waiting to be saved with the place; asked.c */
	struct spot *next_dirty, *next_orphan;
	struct job *job; /* whose request is under way */
	bool goes_on;	 /* its round is not over: it is asked again at once */
	bool is_mended;	 /* its last answer was a failure that the next request mends */
	bool was_cut;	 /* there was more in its last round than we take */
	/* pace.c */
	struct toll *toll;	   /* NULL: nothing is counted */
	struct toll *paid;	   /* that of the request under way */
	struct spending owed;	   /* to be saved with the place; key 0: nothing */
	struct spot *next_waiting; /* for its turn, in toll->waiting */
	bool is_waiting;
	bool is_held; /* it stood in the schedule until its limit lets it */
	/* twin.c */
	uint64_t address;
	struct spot *next_at;
	struct spot *leader; /* asks for this one too; NULL: it asks itself */
	struct spot *twins, *next_twin;
};

/* A channel at run time: one delivery under way keeps the order. */
struct post {
	struct flow *flow;
	struct plan *plan; /* held: a request under way borrows from it */
	const struct channel *channel;
	bool is_orphan; /* no longer in the plan; ends with what is under way */
	struct post *next_orphan;
	struct arena *arena; /* of the claimed rows */
	struct delivery *rows;
	size_t n, next; /* claimed, and how many of them are done */
	bool is_sending;
	struct delivery sending;
	struct channel_state state; /* its why is the text below */
	char why[256];
	/* Monotonic, so that a clock that is set makes no channel wait. */
	int64_t wake_ms;       /* not before, because of what the other side said */
	int64_t idle_until_ms; /* no row is due before, unless new ones come */
};

/* A regex that hit a limit since the start. */
struct fault {
	struct str pattern, what;
	int64_t texts, last_ms;
};

struct flow {
	struct arena *arena; /* the process's */
	struct plan *plan;
	struct store *store;
	struct net *net;
	struct work *work;
	struct schedule *schedule;
	struct spot **spots;
	size_t n_spots;
	size_t turn_step;	     /* of their order when they go apart */
	int64_t planned_ms;	     /* monotonic: when the schedule was made */
	struct addresses *addresses; /* twin.c */
	struct toll **tolls;	     /* by their keys; toll.c */
	size_t n_tolls;
	struct job *asking;   /* made in this turn, to be paid for and sent */
	struct spot *dirty;   /* places to save */
	struct spot *orphans; /* sources that left the plan with a poll under way */
	struct post *orphan_posts;
	struct post **posts;
	size_t n_posts;
	struct str node; /* this node's name, for leases */
	struct flow_options options;
	bool is_stopping, is_store_down, has_new_rows;
	int64_t stop_by_ms; /* monotonic */
	int64_t tick_ms, renew_ms, purge_ms, bury_ms, flush_ms, started_ms;
	int64_t store_down_ms, retry_store_ms;
	struct err store_err;	      /* why the store is down */
	struct job *batch[BATCH_MAX]; /* read, not yet in the store */
	size_t n_batch;
	size_t under_way; /* sources asked and not yet done */
	struct fault *faults;
	size_t n_faults;
	struct out_result *results; /* deliveries done, not yet in the store */
	size_t n_results, cap_results;
};

/* spots.c */
bool spots_open(struct flow *flow, struct plan *plan, struct err *err); /* also a reload */
void spots_close(struct flow *flow);
/* What a host asked of one source holds for all of its sources: not before so long. */
void spots_hold(struct flow *flow, const struct spot *from, const struct response *response,
		int64_t wait_ms);
void orphan_free(struct flow *flow, struct spot *spot);

/* place.c */
void text_keep(struct str *slot, struct str value); /* a copy of its own; frees the old one */
void place_keep(struct place *place, const struct place *from); /* copies the texts */
void place_why(struct place *place, struct str why);
void place_adopt(struct place *place, const struct response *response); /* borrows them */
bool place_find(struct place *place, const struct strs *feeds);		/* true: ask again */
void place_forget_address(struct place *place);

/* asked.c: the history of the last day */
struct request_row asked_row(const struct response *response, struct str why); /* borrows why */
void asked_add(struct spot *spot, const struct response *response, struct str why);
void asked_forget(struct spot *spot); /* they are saved, or never will be */

/* history.c: the requests of the last day, for people or as JSON: its members last_day, history */
void history_text(struct flow *flow, const struct spot *spot, bool is_all, struct buf *out);
void history_json(struct flow *flow, const struct spot *spot, struct json *json);

/* fault.c: a fault of a regex is told once and then counted */
void fault_count(const struct job *job);
void faults_text(const struct flow *flow, struct buf *out);
void faults_json(const struct flow *flow, struct json *json);

/* limits.c: what is left of the limits that sources share */
void limits_text(const struct flow *flow, bool is_all, struct buf *out);
void limits_json(const struct flow *flow, struct json *json);

/* reason.c */
/* Why this is no good answer. */
struct str reason_answer(const struct response *response, int64_t now_ms, struct arena *arena);
/* The same of a good one whose body is no feed: a page that challenges is named as such. */
struct str reason_body(const struct response *response, struct str why, struct arena *arena);
/* Whose challenge to prove that one is no machine this is, or NULL. */
const char *reason_challenge(const struct response *response);

/* twin.c: sources whose feed is the same one share its requests */
void twins_open(struct flow *flow); /* after flow->spots has changed */
void twins_close(struct flow *flow);
/* What an answer means for the sources that share it: who asks from now on. */
void twin_settle(struct spot *spot);
/* A job for each of those that this answer is for as well, to be taken like its own. */
struct job *twins_hear(struct spot *spot, const struct response *response);

/* pace.c: limits that sources share */
/* How long its limits want it to wait, and why in words; they borrow from the toll or the arena. */
int64_t pace_wait(const struct spot *spot, struct arena *arena, struct str *why);
bool pace_lets(struct spot *spot); /* false: it waits, and is asked when its turn comes */
void pace_spend(struct job *job);  /* the request that is made now */
bool pace_pay(struct flow *flow, const struct job *jobs, struct err *err); /* durably */
/* What an answer brought, for the store: against what it might have brought. */
struct spending pace_settle(struct job *job, int64_t items);
void pace_unsent(struct job *job);  /* the request never left the house */
void pace_ended(struct spot *spot); /* the next one may come */
/* All sources of its pace wait; from one that is asked itself at the end of its poll. */
void pace_rest(struct spot *from, int64_t rest_ms, struct str why);
bool pace_defers(struct spot *spot);	       /* true: it was put behind a rest */
int64_t pace_refused(const struct spot *spot); /* how long to rest: longer each time */
void pace_plan(struct flow *flow);	       /* the spots have changed */

/* poll.c */
void spot_dirty(struct spot *spot); /* its place is to be saved */
void poll_due(struct flow *flow);
void poll_finished(struct flow *flow);	    /* jobs that came back: one transaction */
void poll_close(struct flow *flow);	    /* lets go of what could not be saved */
void poll_flush(struct flow *flow);	    /* places that changed, batched */
bool poll_is_over(const struct flow *flow); /* is_once, or every source has ended */

/* round.c: looks that take several requests; nothing happens for others */
struct str round_masked(const struct job *job, struct str text); /* without secrets */
void round_step(const struct job *job, struct place *place);	 /* the place after a good step */
void round_taken(const struct job *job);			 /* which the store has now */
bool round_mends(const struct job *job, struct str why);	 /* a failure that is none, yet */
void round_heard(struct job *job); /* any failure that the kind has read */

/* rhythm.c: when a spot is asked */
void rhythm_plan(struct flow *flow); /* a new schedule: what the store says of each holds */
/* The next poll of a place after an answer, and why then; takes a place in the schedule. */
void rhythm_due(const struct spot *spot, struct place *place, const struct response *response);
/* What is known of its rhythm after this answer; borrows from the job or the place. */
struct str rhythm_after(const struct job *job, int64_t now_ms);
void rhythm_hold(struct spot *spot, int64_t wait_ms); /* not before so long, for its host's sake */
/* Failures in a row are at least twice as far apart each time. */
void rhythm_stretch(struct place *place, int64_t wait_before);
void rhythm_set(struct spot *spot);	/* it is asked when its place says, or not at all */
uint64_t host_key(struct str identity); /* of a URL, see url.h: one for http and https */

struct judging;

/* status.c: that there is no such source, and which could be meant */
void status_unknown(const struct flow *flow, struct str name, struct buf *out);

/* hand.c: for the account of a poll by hand; nothing happens for others */
void hand_asked(const struct job *job, const struct request *request);
void hand_answered(const struct job *job, const struct response *response);
void hand_items(struct spot *spot, const struct judging *judging); /* once they are stored */
void hand_ended(struct spot *spot, struct str words);

/* tell.c: what became of an answer that was understood */
void tell_taken(const struct job *job, const struct commit *commit);

/* judge.c: the callbacks of store_commit */
struct judged {
	const struct item *item; /* in the intake of the job */
	struct judgement said;
	bool is_edited;
};
struct judging {
	const struct job *job;
	struct judged *judged; /* so far, in the job's arena */
	size_t n, cap;
};
void judge_tell(const struct judging *judging); /* to the log, after the commit */
struct str judge_story(void *ctx, const struct mention *mention, struct arena *arena);
bool judge(void *ctx, const struct mention *mention, struct arena *arena, struct judgement *out,
	   struct err *err);

/* deliver.c */
/* A reload makes the new posts first, so that what can fail has done so before anything changes. */
struct post **posts_new(struct flow *flow, struct plan *plan, struct err *err);
void posts_free(struct post **posts, size_t n);
void posts_use(struct flow *flow, struct post **posts, size_t n);
void posts_close(struct flow *flow);
void deliver_due(struct flow *flow);
void deliver_flush(struct flow *flow); /* results to the store */
void deliver_stop(struct flow *flow);  /* only what is under way ends */
void deliver_bury(struct flow *flow);  /* gives up what nobody will take any more */
bool deliver_is_idle(const struct flow *flow);
int64_t deliver_next(const struct flow *flow); /* monotonic; INT64_MAX: nothing waits */

/* health.c: what ops must know, to the log and to `health: to:` */
void health_failing(struct flow *flow, const struct spot *spot);
void health_recovered(struct flow *flow, const struct spot *spot); /* its place as it was */
void health_wait(const struct spot *spot, int64_t wait_before);	   /* longer than a day */
void health_gone(struct flow *flow, const struct spot *spot);
void health_channel(struct flow *flow, const struct post *post, bool is_failing);
void health_dead(struct flow *flow, const struct delivery *row, struct str why);
void health_buried(struct flow *flow, struct str channel, size_t n, struct str why);
void health_store(struct flow *flow, const struct err *err); /* err NULL: works again */
bool health_can_write(const struct flow *flow); /* the store works, or it is time to try again */

#endif
