/* story - a text of steps, and one play of it.
 *
 * A step is a line that begins in the first column; indented lines below are its block. A line
 * that begins with # is a comment. What the words mean stands in run.c.
 * Memory: the arena of the play. Thread: one. */
#ifndef STORY_H
#define STORY_H

#include "arena.h"
#include "fake.h"
#include "flow.h"
#include "log.h"

struct step {
	int line; /* from 1 */
	struct str word, rest;
	struct str block; /* without its indentation; ends with a newline unless empty */
	int block_line;	  /* of its first line */
};

struct story {
	struct str path;
	struct step *steps;
	size_t n;
};

bool story_read(struct arena *arena, struct str path, struct story *out, struct err *err);

/* A line that mentiond logged. */
struct logged {
	enum log_event event;
	enum log_level level;
	struct str line;
	bool is_expected;
};

struct play {
	const struct story *story;
	const struct step *step;
	struct arena *arena;
	int workers;
	struct str folder; /* of the store */
	struct str data;   /* the shipped rules */
	struct str house;  /* house.yaml */
	struct plan *plan;
	struct flow *flow; /* NULL: no daemon runs */
	struct fake_world world;
	struct logged *logs;
	size_t n_logs, cap_logs;
	size_t first_request, first_log; /* of the last run */
	bool is_failed;
};

bool play_story(struct play *play); /* play.c */

/* Says file:line, what happened since the last run, and why it is not what was to be. */
bool play_fail(struct play *play, const char *format, ...) PRINTF_LIKE(2, 3);

/* The next word of *rest, or empty. */
struct str next_word(struct str *rest);
/* The name of a request: a URL, `mail`, `mail ADDRESS`, `syslog`, `stdout`. */
struct str next_key(struct play *play, struct str *rest);

/* answer.c */
bool step_answer(struct play *play, struct str rest);
bool step_feed(struct play *play, struct str rest);

/* expect.c */
bool step_expect(struct play *play, struct str rest);
/* Nothing of WARNING or worse was logged that the story did not expect. */
bool no_surprises(struct play *play);

#endif
