/* kinds - inside the channel room: the rows of the table and what they share. */
#ifndef KINDS_H
#define KINDS_H

#include "channel.h"

extern const struct channel_kind channel_email, channel_webhook, channel_syslog, channel_stdout;

/* One row for the channel itself: there is no recipient to name. */
struct strs recipients_one(const struct channel *channel, struct arena *arena);

/* From an answer to an outcome. What is said in words came from outside and is one clean line. */
void receipt_http(const struct response *response, struct arena *arena, struct receipt *out);
void receipt_smtp(const struct response *response, struct arena *arena, struct receipt *out);
void receipt_local(const struct response *response, struct arena *arena, struct receipt *out);

/* One small file each: the JSON a chat service wants. */
bool slack_render(const struct alert *alert, struct arena *arena, struct str *out,
		  struct err *err) MUST_CHECK;
bool mattermost_render(const struct alert *alert, struct arena *arena, struct str *out,
		       struct err *err) MUST_CHECK;

#endif
