/* channel - a noun: who is told, and the rows that wait for it.
 *
 * A kind of channel *renders* (an alert to the bytes that are stored before anything is sent),
 * *asks* (a stored row to a request; adds addresses, secrets and signatures, never changes the
 * bytes) and *reads* (a response to a receipt). It opens no socket.
 * Memory: settings live with the plan, all else in the arena given. Thread: the loop. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "alert.h"
#include "option.h"
#include "request.h"

/* The `mail:` section; the same for all e-mail channels. */
struct mail_settings {
	struct str server;	   /* host:port */
	int tls;		   /* enum tls_policy, or -1: none on loopback, else starttls */
	struct str user, password; /* empty: no AUTH */
	struct str from;	   /* Name <local@domain> */
	struct str ca;
};

struct channel {
	struct str name;
	const struct channel_kind *kind;
	const void *settings;
	const struct mail_settings *mail;
	struct where where;
	enum side side;
};

/* One row of the outbox: one recipient, the rendered bytes, and its id, which stays the same over
 * all tries. */
struct delivery {
	int64_t row;
	struct str id;	      /* idempotency key: msg_<alert id>_<n>, no dot in it */
	struct str alert;     /* id of the alert */
	struct str channel;   /* name */
	struct str recipient; /* mail address, else empty */
	struct str body;
	struct str note; /* what the kind wants back at ask: envelope sender, priority, … */
	int attempt;	 /* from 1 at the first try */
	int64_t born_ms;
};

enum outcome { OUTCOME_SENT, OUTCOME_LATER, OUTCOME_DEAD, OUTCOME_CHANNEL_OFF };

struct receipt {
	enum outcome outcome;
	bool is_rows_own; /* LATER: this row waits (a full mailbox), else the whole channel does */
	int64_t wait_ms;  /* LATER: as the other side asked, already clamped; 0: our own back-off */
	struct str text;  /* what the other side said: "250 2.0.0 Ok: queued as ABC1", "HTTP 503" */
};

struct channel_kind {
	const char *name; /* the key that names it in the configuration */
	const struct option *options;
	size_t settings_size;
	/* Checks what options cannot say (addresses, secrets); problems keep their place. */
	void (*check)(const struct channel *channel, struct problems *problems);
	/* Who gets a row of their own; an empty text where there is no such thing. */
	struct strs (*recipients)(const struct channel *channel, struct arena *arena);
	/* Fills row->body and row->note; recipient, id and channel are set. */
	bool (*render)(const struct channel *channel, const struct alert *alert,
		       struct arena *arena, struct delivery *row, struct err *err);
	bool (*ask)(const struct channel *channel, const struct delivery *row, int64_t now_ms,
		    struct arena *arena, struct request *out, struct err *err);
	void (*read)(const struct channel *channel, const struct response *response,
		     struct arena *arena, struct receipt *out);
};

extern const struct channel_kind *const channel_kinds[]; /* ends with NULL */

#endif
