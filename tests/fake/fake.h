/* fake - time and network as a story tells them, linked in place of base/clock.c and of net/.
 *
 * Requests leave the house in net_wait, as with the true one, and are written down; an answer that
 * was promised for their key comes when it is due. When nothing is due and no worker is busy, the
 * clock jumps to what comes next. Memory: the world's arena. Thread: the loop; net_wake any. */
#ifndef FAKE_H
#define FAKE_H

#include "net.h"

/* clock.c: both clocks, from the same start in each story; chance is always the least. */
void fake_clock_start(void);
void fake_clock_pass(int64_t ms);
void fake_clock_set(int64_t by_ms); /* somebody moves the hands: wall time only */

/* What a request is called: its URL or path, `mail ADDRESS`, `syslog` or `stdout`. A shorter key
 * stands for all that begin with it and a blank: `mail` is mail to anybody; one that ends with `*`
 * for all that begin with what is before. */
struct fake_answer {
	struct str key;
	int64_t after_ms;
	bool is_silent; /* no answer ever comes */
	struct response response;
};

struct fake_request {
	struct str key;
	int64_t at_ms; /* monotonic */
	struct headers headers;
	struct str body;
	bool is_taken; /* answered with 2xx */
};

struct fake_world {
	struct arena *arena;
	struct fake_answer *answers;
	size_t n_answers, cap_answers;
	struct fake_request *requests; /* all of the story */
	size_t n_requests, cap_requests;
	int64_t until_ms;   /* monotonic: the clock does not pass this */
	bool is_quiet;	    /* out: it stands there, and nothing is left to do */
	struct str stop_at; /* net_wait fails when it has handed over an answer to this key */
	bool has_stopped;
	struct str unanswered; /* out: a key nobody promised an answer for */
	bool (*is_busy)(void *ctx);
	void *ctx;
};

/* The world of the next net_open. */
void fake_world_use(struct fake_world *world);
bool fake_key_covers(struct str key, struct str request);

#endif
