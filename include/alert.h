/* alert - a noun: everything a message about one mention may show. Holds no code.
 *
 * The same fields under the same names go to mail, chat, syslog and webhook JSON. Texts are
 * unescaped; whoever writes them into something escapes for it. Memory: the job's arena. */
#ifndef ALERT_H
#define ALERT_H

#include "rule.h"

enum alert_kind {
	ALERT_MENTION, /* somebody spoke */
	ALERT_HEALTH,  /* a source or a channel fails or works again: title and text say it */
};

struct alert {
	enum alert_kind kind;
	struct str id, short_id;       /* 26 characters, time-ordered; short one for people */
	struct str story;	       /* id of the story, stable over its copies */
	struct str reason;	       /* "first", "edited", … */
	const struct mention *mention; /* NULL for ALERT_HEALTH */
	struct strs brands, rules, tags;
	enum severity severity;
	struct str source; /* name of the source */
	enum side side;
	struct str title, text;		     /* ALERT_HEALTH: what happened */
	int64_t posted_ms, seen_ms, sent_ms; /* posted may be TIME_ABSENT */
	bool is_sample;			     /* made by send-test */
};

#endif
