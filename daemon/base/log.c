#include "log.h"

#include "arena.h"
#include "escape.h"
#include "hash.h"

#include <stdio.h>

#include "poison.h"

enum { LINE_MAX_BYTES = 2048 };

static const struct {
	const char *name, *meaning;
	enum log_level level;
} events[] = {
#define EVENT(name, level, meaning) { #name, meaning, LOG_LEVEL_##level },
#include "events.def"
#undef EVENT
};

static struct {
	enum log_level most;
	log_sink *sink;
	void *ctx;
	uint64_t counts[EVENT_COUNT];
} state = { .most = LOG_LEVEL_WARNING };

void log_open(enum log_level most, log_sink *sink, void *ctx)
{
	state.most = most;
	state.sink = sink;
	state.ctx = ctx;
}

static void add_field(struct buf *line, const struct log_field *field)
{
	buf_fmt(line, " %s=", field->key);
	if (field->is_number)
		buf_fmt(line, "%lld", (long long)field->number);
	else
		escape_log(line, field->text);
}

void log_write(enum log_event event, const struct log_field *fields)
{
	state.counts[event]++;
	if (events[event].level > state.most)
		return;
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf line = buf_new(arena, LINE_MAX_BYTES);
	buf_add(&line, str_from(events[event].name));
	for (const struct log_field *field = fields; field->key; field++)
		add_field(&line, field);
	if (state.sink)
		state.sink(state.ctx, event, events[event].level, buf_str(&line), fields);
	else
		fprintf(stderr, "mentiond: " STR_FMT "\n", STR_ARG(buf_str(&line)));
}

uint64_t log_count(enum log_event event)
{
	return state.counts[event];
}

const char *log_name(enum log_event event)
{
	return events[event].name;
}

const char *log_meaning(enum log_event event)
{
	return events[event].meaning;
}

enum log_level log_level_of(enum log_event event)
{
	return events[event].level;
}

void log_id(enum log_event event, char out[LOG_ID_SIZE])
{
	/* The first half says "mentiond" in ASCII. */
	snprintf(out, LOG_ID_SIZE, "6d656e74696f6e64%016llx",
		 (unsigned long long)hash_str(str_from(log_name(event))));
}
