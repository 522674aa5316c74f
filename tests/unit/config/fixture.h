/* fixture - a folder for a test's files, kinds of sources and channels, and what was told. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "config.h"
#include "param.h"

#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

struct feed_settings {
	struct str url;
	int64_t limit;
};

struct file_settings {
	struct str path;
};

struct connector_settings {
	struct str name;
	struct nodes terms;
	struct params params;
};

struct email_settings {
	struct nodes to;
	struct str from;
};

struct syslog_settings {
	int facility;
	struct str ident;
};

struct webhook_settings {
	struct secret_url url;
	struct str secret;
	int format;
};

enum { KIND_FEED, KIND_FILE, KIND_CONNECTOR };
enum { KIND_EMAIL, KIND_SYSLOG, KIND_WEBHOOK, KIND_STDOUT };

static const struct choice facilities[] = { { "local0", 16 }, { "local3", 19 }, { 0 } };
static const struct choice formats[] = { { "generic", 0 }, { "slack", 1 }, { 0 } };

static const struct option feed_rows[] = {
	{ "feed", OPT_URL, offsetof(struct feed_settings, url), .must = true, .doc = "address" },
	{ "limit", OPT_INT, offsetof(struct feed_settings, limit), .def = "5000", .min = 1,
	  .max = 5000, .doc = "items" },
	{ 0 },
};
static const struct option file_rows[] = {
	{ "path", OPT_PATH, offsetof(struct file_settings, path), .must = true, .doc = "path" },
	{ 0 },
};
static const struct option connector_rows[] = {
	{ "connector", OPT_TEXT, offsetof(struct connector_settings, name), .must = true,
	  .doc = "name" },
	{ "terms", OPT_LIST, offsetof(struct connector_settings, terms), .doc = "terms" },
	{ "PARAMETER", OPT_REST, offsetof(struct connector_settings, params), .doc = "others" },
	{ 0 },
};
static const struct option email_rows[] = {
	{ "to", OPT_LIST, offsetof(struct email_settings, to), .must = true, .doc = "who" },
	{ "from", OPT_TEXT, offsetof(struct email_settings, from), .doc = "sender" },
	{ 0 },
};
static const struct option syslog_rows[] = {
	{ "facility", OPT_CHOICE, offsetof(struct syslog_settings, facility), .def = "local0",
	  .choices = facilities, .doc = "facility" },
	{ "ident", OPT_TEXT, offsetof(struct syslog_settings, ident), .def = "mentiond",
	  .doc = "name" },
	{ 0 },
};
static const struct option webhook_rows[] = {
	{ "url", OPT_URL_OR_SECRET, offsetof(struct webhook_settings, url), .must = true,
	  .doc = "where" },
	{ "format", OPT_CHOICE, offsetof(struct webhook_settings, format), .def = "generic",
	  .choices = formats, .doc = "form" },
	{ "secret", OPT_SECRET, offsetof(struct webhook_settings, secret), .doc = "key" },
	{ 0 },
};

static const struct config_kind source_kinds_here[] = {
	{ "feed", feed_rows, sizeof(struct feed_settings) },
	{ "file", file_rows, sizeof(struct file_settings) },
	{ "connector", connector_rows, sizeof(struct connector_settings) },
};
static const struct config_kind channel_kinds_here[] = {
	{ "email", email_rows, sizeof(struct email_settings) },
	{ "syslog", syslog_rows, sizeof(struct syslog_settings) },
	{ "webhook", webhook_rows, sizeof(struct webhook_settings) },
	{ "stdout", NULL, 0 },
};
static const struct config_kinds kinds_here = { source_kinds_here, channel_kinds_here,
						COUNT_OF(source_kinds_here),
						COUNT_OF(channel_kinds_here) };

static struct arena *arena;
static struct problems problems;
static struct config config;
static char folder[] = "/tmp/mentiond-config-XXXXXX";

/* Begins anew: an empty arena, nothing told. */
static inline void fixture_reset(void)
{
	arena_free(&arena);
	arena = arena_new(16 * KIB);
	problems = problems_new(arena);
	config = (struct config){ 0 };
}

static inline struct str fixture_path(const char *name)
{
	return str_fmt(arena, "%s/%s", folder, name);
}

static inline void fixture_write(const char *name, struct str text, mode_t mode)
{
	const char *path = str_z(arena, fixture_path(name));
	FILE *file = fopen(path, "w");
	if (!EXPECT(file != NULL))
		return;
	fwrite(text.at, 1, text.len, file);
	fclose(file);
	chmod(path, mode);
}

static inline void fixture_remove(const char *name)
{
	unlink(str_z(arena, fixture_path(name)));
}

static inline bool fixture_load(const char *text)
{
	fixture_write("main.yaml", str_from(text), 0640);
	return config_load(arena, fixture_path("main.yaml"), &kinds_here, &config, &problems);
}

static inline struct str without(struct str text, struct str what)
{
	struct buf out = buf_new(arena, 4 * MIB);
	while (text.len) {
		size_t at = str_find(text, what);
		buf_add(&out, str_first(text, at));
		text = str_skip(text, at + what.len);
	}
	return buf_str(&out);
}

/* As problems_print has it, without the folder and without the source lines: one problem a line,
 * "2:3: what | hint"; files other than main.yaml by name. */
static inline struct str fixture_told(void)
{
	struct buf printed = buf_new(arena, 4 * MIB), out = buf_new(arena, 4 * MIB);
	problems_print(&problems, &printed, false);
	struct str rest = buf_str(&printed), line;
	struct str prefix = str_fmt(arena, "%s/", folder);
	struct str main_prefix = str_fmt(arena, "%s/main.yaml:", folder);
	while (str_cut(&rest, '\n', &line)) {
		size_t caret = str_find_char(line, '^');
		if (str_starts(line, prefix) || str_starts(line, STR("error")))
			buf_fmt(&out, "%s", out.len ? "\n" : "");
		if (str_starts(line, main_prefix))
			buf_add(&out, str_skip(line, main_prefix.len));
		else if (str_starts(line, prefix))
			buf_add(&out, str_skip(line, prefix.len));
		else if (str_starts(line, STR("error")))
			buf_add(&out, line);
		else if (str_starts(line, STR("      | ")) && caret + 1 < line.len)
			buf_fmt(&out, " |" STR_FMT, STR_ARG(str_skip(line, caret + 1)));
	}
	return without(buf_str(&out), prefix);
}

static inline int fixture_run(void (*body)(void))
{
	if (!mkdtemp(folder))
		return 1;
	fixture_reset();
	body();
	fixture_remove("main.yaml");
	rmdir(folder);
	arena_free(&arena);
	return test_end();
}

#endif
