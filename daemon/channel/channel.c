#include "channel.h"

#include "arena.h"
#include "kinds.h"

#include "poison.h"

const struct channel_kind *const channel_kinds[] = {
	&channel_email, &channel_webhook, &channel_syslog, &channel_stdout, NULL,
};

struct strs recipients_one(const struct channel *channel, struct arena *arena)
{
	(void)channel;
	return (struct strs){ NEW(arena, struct str, 1), 1 };
}
