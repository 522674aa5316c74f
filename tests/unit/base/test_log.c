#include "log.h"

#include "buf.h"
#include "file.h"
#include "test.h"

#include <string.h>

#include "poison.h"

static char last[4096];
static size_t last_len;
static int lines;

static void keep(void *ctx, enum log_event event, enum log_level level, struct str line,
		 const struct log_field *fields)
{
	EXPECT(ctx == &lines);
	EXPECT(level == log_level_of(event));
	EXPECT(fields != NULL);
	last_len = line.len < sizeof(last) ? line.len : sizeof(last);
	memcpy(last, line.at, last_len);
	lines++;
}

static void lines_are_written_and_quoted_in_one_place(void)
{
	log_open(LOG_LEVEL_INFO, keep, &lines);
	LOG(polled, KV("source", STR("blog")), KV_INT("items", 3),
	    KV("title", STR("x\" y=1\nmention id=1")));
	EXPECT_STR(((struct str){ last, last_len }),
		   STR("polled source=blog items=3 title=\"x\\\" y=1\\nmention id=1\""));
	LOG(note, KV_Z("why", "plain"));
	EXPECT_STR(((struct str){ last, last_len }), STR("note why=plain"));
}

static void events_count_even_when_nobody_listens(void)
{
	uint64_t before = log_count(EVENT_polled);
	int lines_before = lines;
	log_open(LOG_LEVEL_ERR, keep, &lines);
	LOG(polled, KV("source", STR("blog")));
	EXPECT_INT(log_count(EVENT_polled), before + 1);
	EXPECT_INT(lines, lines_before);
	LOG(fatal, KV("why", STR("a reason")));
	EXPECT_INT(lines, lines_before + 1);
}

static void long_lines_are_cut(void)
{
	static char text[10000];
	memset(text, 'a', sizeof(text));
	log_open(LOG_LEVEL_DEBUG, keep, &lines);
	LOG(note, KV("why", ((struct str){ text, sizeof(text) })), KV("more", STR("x")));
	EXPECT(last_len <= 2048);
}

static void every_event_has_a_row(void)
{
	for (int i = 0; i < EVENT_COUNT; i++) {
		EXPECT(str_from(log_name((enum log_event)i)).len > 0);
		EXPECT(str_ends(str_from(log_meaning((enum log_event)i)), STR(".")));
		EXPECT(log_level_of((enum log_event)i) >= LOG_LEVEL_ERR);
	}
}

/* Where a line ends is no matter of meaning. */
static struct str unwrapped(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, MIB);
	for (size_t i = 0; i < text.len; i++)
		buf_char(&out, text.at[i] == '\n' ? ' ' : text.at[i]);
	return buf_str(&out);
}

/* Whether a file of the project (SOURCE_ROOT comes from meson.build) has a text for each event. */
static void all_are_in(const char *file, struct str (*wanted)(struct arena *, enum log_event))
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct err err = { 0 };
	struct str text = STR("");
	EXPECT(file_read(arena, str_fmt(arena, SOURCE_ROOT "/%s", file), MIB, &text, &err));
	text = unwrapped(arena, text);
	for (int i = 0; i < EVENT_COUNT; i++) {
		CASE(log_name((enum log_event)i));
		struct str entry = unwrapped(arena, wanted(arena, (enum log_event)i));
		EXPECT(str_find(text, entry) < text.len);
	}
}

static struct str catalogue_entry(struct arena *arena, enum log_event event)
{
	char id[LOG_ID_SIZE];
	log_id(event, id);
	return str_fmt(arena, "-- %s\nSubject: mentiond: %s\n", id, log_name(event));
}

static void the_catalogue_explains_every_event(void)
{
	all_are_in("systemd/mentiond.catalog", catalogue_entry);
}

static struct str manual_entry(struct arena *arena, enum log_event event)
{
	static const char *const levels[] = { [LOG_LEVEL_ERR] = "err",
					      [LOG_LEVEL_WARNING] = "warning",
					      [LOG_LEVEL_NOTICE] = "notice",
					      [LOG_LEVEL_INFO] = "info",
					      [LOG_LEVEL_DEBUG] = "debug" };
	return str_fmt(arena, ".It Sy %s Pq %s\n%s\n", log_name(event), levels[log_level_of(event)],
		       log_meaning(event));
}

static void the_manual_explains_every_event(void)
{
	all_are_in("man/mentiond.8", manual_entry);
}

int main(void)
{
	RUN(lines_are_written_and_quoted_in_one_place);
	RUN(events_count_even_when_nobody_listens);
	RUN(long_lines_are_cut);
	RUN(every_event_has_a_row);
	RUN(the_catalogue_explains_every_event);
	RUN(the_manual_explains_every_event);
	return test_end();
}
