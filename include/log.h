/* log - an event is a log line, a counter and a row of the manual at once (events.def).
 *
 *	LOG(source_failing, KV("source", name), KV_INT("status", 503), KV("why", why));
 *
 * Fields are typed and quoted in one place, so no outside text can forge a line. Never log secrets
 * or whole bodies. Before log_open() lines of WARNING and above go to standard error.
 * Thread: the loop only; workers report through their job. Failure: none. */
#ifndef LOG_H
#define LOG_H

#include "str.h"

enum log_level {
	LOG_LEVEL_ERR = 3,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

enum log_event {
#define EVENT(name, level, meaning) EVENT_##name,
#include "events.def"
#undef EVENT
	EVENT_COUNT
};

struct log_field {
	const char *key;
	bool is_number;
	struct str text;
	int64_t number;
};

#define KV(key, value) ((struct log_field){ (key), false, (value), 0 })
#define KV_Z(key, value) ((struct log_field){ (key), false, str_from(value), 0 })
#define KV_INT(key, value) ((struct log_field){ (key), true, { NULL, 0 }, (value) })
#define LOG(event, ...) log_write(EVENT_##event, (const struct log_field[]){ __VA_ARGS__, { 0 } })

void log_write(enum log_event event, const struct log_field *fields);

/* Where finished lines go: "event key=value …", without time or newline. */
typedef void log_sink(void *ctx, enum log_event event, enum log_level level, struct str line,
		      const struct log_field *fields);
void log_open(enum log_level most, log_sink *sink, void *ctx);

uint64_t log_count(enum log_event event);
const char *log_name(enum log_event event);
const char *log_meaning(enum log_event event);
enum log_level log_level_of(enum log_event event);

/* The journal's MESSAGE_ID of an event: made from its name, so it never changes; the catalogue
 * (systemd/mentiond.catalog) explains each. */
enum { LOG_ID_SIZE = 33 };
void log_id(enum log_event event, char out[LOG_ID_SIZE]);

#endif
