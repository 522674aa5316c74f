/* flow - the way itself: schedule, fetch, parse, dedupe, match, score, decide, deliver.
 *
 * The loop thread owns all state and all I/O; workers get jobs and give them back.
 * Memory: a flow owns its store, net, workers and a hold on the plan. Thread: the loop; flow_stop
 * is safe in a signal handler's place (signalfd). Failure: err; a full disk stops polling, not us.
 */
#ifndef FLOW_H
#define FLOW_H

#include "json_write.h"
#include "net.h"
#include "plan.h"

struct flow;

struct flow_options {
	struct plan *plan; /* the flow takes its own hold */
	bool is_once;	   /* poll every source once, deliver, end */
	bool is_in_memory; /* no state on disk: `watch` */
	struct str version;
	/* Called once a second or so, and once when ready: for sd_notify and the watchdog. */
	void (*tick)(void *ctx, struct flow *flow, bool is_healthy);
	void *ctx;
};

bool flow_open(const struct flow_options *options, struct flow **out, struct err *err) MUST_CHECK;
void flow_close(struct flow **flow);
struct net *flow_net(struct flow *flow);

/* Until flow_stop, or until everything is done with is_once or when standard input was the only
 * source and has ended. */
bool flow_run(struct flow *flow, struct err *err) MUST_CHECK;
/* One turn of that loop, for whoever drives it by hand (tests). False: nothing is left to do, or
 * the loop cannot go on and err says why. */
bool flow_turn(struct flow *flow, struct err *err) MUST_CHECK;
bool flow_is_busy(struct flow *flow); /* jobs are with the workers */
/* Stops polling, ends transactions and deliveries under way (at most 10 s). */
void flow_stop(struct flow *flow);
/* Swaps the plan; jobs under way keep the old one. Refuses what needs a restart (store path). */
bool flow_reload(struct flow *flow, struct plan *plan, struct err *err) MUST_CHECK;

/* How the bytes of this plan travel. */
struct net_options flow_net_options(const struct plan *plan, struct str version,
				    struct arena *arena);

/* What `status` tells, for people or as JSON. A source: only that one (false: there is none), with
 * its requests of the last day. Of many sources people see those that are not well, and all with
 * is_all; of many requests the newest, and all with is_all. JSON has always all. */
struct status_wanted {
	struct str source;
	bool is_json, is_all;
};
bool flow_status(struct flow *flow, const struct status_wanted *wanted, struct buf *out);
/* One line: "sources: 24, failing: 1; deliveries waiting: 3, dead: 0". */
struct str flow_summary(struct flow *flow, struct arena *arena);
/* In how many ms the next source is asked; 0: one is due or under way; -1: none will be. */
int64_t flow_next_poll(const struct flow *flow);
/* Asks a source now, conditionally, at most once in 30 s and not before its server wants it, be it
 * that another source of its host was told so. False: it is not asked, and out says why. */
bool flow_poll(struct flow *flow, struct str source, struct buf *out);
/* What the last poll by hand met: request, answer, what was new. False: it is under way. */
bool flow_explain(struct flow *flow, struct str source, struct buf *out);
/* Deliveries that were given up wait once more: one by its id, or all. */
bool flow_send_again(struct flow *flow, struct str delivery, size_t *n, struct err *err) MUST_CHECK;

/* People say what the tone of a mention should have been. */
bool flow_correct(struct flow *flow, struct str id, struct str tone, struct err *err) MUST_CHECK;

/* The source of a text that came by the command line. */
extern const struct source source_nowhere;

/* An alert as it would be made for this mention: try, send-test and the loop use the same way. */
struct alert_facts {
	const struct plan *plan;
	const struct source *source;
	const struct mention *mention;
	const struct verdict *verdict;
	struct str id, short_id, story;
	int64_t seen_ms;
};
void alert_make(const struct alert_facts *facts, struct arena *arena, struct alert *out);
/* One row a recipient of every channel in `to`; a channel that cannot render is logged. */
struct delivery *alert_rows(const struct plan *plan, const struct alert *alert, const uint32_t *to,
			    size_t n_to, struct arena *arena, size_t *n);

#endif
