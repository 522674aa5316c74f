#include "story.h"

#include "clock.h"
#include "config.h"

#include <dirent.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poison.h"

/* One play of a story: a flow with a true store in a folder of its own, driven turn by turn.
 *
 * A crash is made by hand: the files of the store are set aside, the flow is taken down, and the
 * files are put back, so that nothing which taking down may write can help. What the store had
 * flushed is there, as after a SIGKILL; what was only in memory is lost. */

enum { CONFIG_MAX = 1024 * 1024, STOP_MS = 60 * 1000, UNTIL_MS = 24 * 3600 * 1000 };

static void tell_requests(const struct play *play)
{
	const struct fake_world *world = &play->world;
	for (size_t i = play->first_request; i < world->n_requests; i++)
		fprintf(stderr, "    asked " STR_FMT "\n", STR_ARG(world->requests[i].key));
	for (size_t i = play->first_log; i < play->n_logs; i++)
		fprintf(stderr, "    log " STR_FMT "\n", STR_ARG(play->logs[i].line));
}

static bool step_disk(struct play *play, struct str rest);

bool play_fail(struct play *play, const char *format, ...)
{
	va_list arguments;
	play->is_failed = true;
	step_disk(play, STR("free")); /* standard error may be a file */
	fprintf(stderr, STR_FMT ":%d: [workers: %d] ", STR_ARG(play->story->path),
		play->step ? play->step->line : 0, play->workers);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	tell_requests(play);
	return false;
}

static void write_down(void *ctx, enum log_event event, enum log_level level, struct str line,
		       const struct log_field *fields)
{
	struct play *play = ctx;
	(void)fields;
	play->logs = arena_more(play->arena, play->logs, play->n_logs, &play->cap_logs,
				sizeof(*play->logs));
	play->logs[play->n_logs++] = (struct logged){ event, level, str_dup(play->arena, line),
						      false };
}

static bool has_section(struct str yaml, struct str line)
{
	struct str section = str_first(line, str_find_char(line, ':') + 1), each;
	while (str_cut(&yaml, '\n', &each))
		if (str_starts(each, section))
			return true;
	return false;
}

/* The story's block, the house's sections that it does not have, and what only the runner knows. */
static struct str full_config(struct play *play)
{
	struct buf out = buf_new(play->arena, CONFIG_MAX);
	struct str block = play->step->block, rest = play->house, line;
	bool is_wanted = false;
	buf_add(&out, block);
	while (str_cut(&rest, '\n', &line)) {
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (line.at[0] != ' ')
			is_wanted = !has_section(block, line);
		if (is_wanted)
			buf_fmt(&out, STR_FMT "\n", STR_ARG(line));
	}
	buf_fmt(&out, "store: \"sqlite:" STR_FMT "/store.db\"\ncontrol: " STR_FMT "/control\n",
		STR_ARG(play->folder), STR_ARG(play->folder));
	buf_fmt(&out, "workers: %d\n", play->workers);
	return buf_str(&out);
}

/* NULL: the configuration has errors, told in *why. */
static struct plan *read_plan(struct play *play, struct str *why)
{
	struct problems problems = problems_new(play->arena);
	struct str path = str_fmt(play->arena, STR_FMT ":%d+", STR_ARG(play->story->path),
				  play->step->block_line - 1);
	struct plan *plan = plan_text(path, full_config(play), play->data, &problems);
	struct buf out = buf_new(play->arena, CONFIG_MAX);
	problems_print(&problems, &out, false);
	*why = buf_str(&out);
	return plan;
}

static bool step_config(struct play *play, struct str rest)
{
	struct str why;
	(void)rest;
	struct plan *plan = read_plan(play, &why);
	if (!plan)
		return play_fail(play, "the configuration has errors\n" STR_FMT, STR_ARG(why));
	plan_release(&play->plan);
	play->plan = plan;
	return true;
}

static bool step_start(struct play *play, struct str rest)
{
	struct err err = { 0 };
	(void)rest;
	if (!play->plan || play->flow)
		return play_fail(play, play->plan ? "it runs already" : "no config so far");
	const struct flow_options options = { .plan = play->plan, .version = STR("0") };
	fake_world_use(&play->world);
	return flow_open(&options, &play->flow, &err) || play_fail(play, "%s", err.text);
}

static bool needs_flow(struct play *play)
{
	return play->flow || play_fail(play, "no daemon runs: `start` is missing");
}

static bool step_stop(struct play *play, struct str rest)
{
	struct err err = { 0 };
	(void)rest;
	if (!needs_flow(play))
		return false;
	play->world.until_ms = clock_mono_ms() + STOP_MS;
	flow_stop(play->flow);
	bool is_fine = flow_run(play->flow, &err);
	flow_close(&play->flow);
	return is_fine || play_fail(play, "%s", err.text);
}

static bool is_store_file(const struct dirent *entry)
{
	return strncmp(entry->d_name, "store.db", strlen("store.db")) == 0;
}

/* Moves or copies what the store consists of; files of the same name are replaced. */
static bool each_store_file(struct play *play, struct str from, struct str to,
			    bool (*act)(const char *, const char *))
{
	DIR *folder = opendir(str_z(play->arena, from));
	const struct dirent *entry;
	bool is_fine = folder != NULL;
	while (is_fine && (entry = readdir(folder))) {
		if (!is_store_file(entry))
			continue;
		struct str old = str_fmt(play->arena, STR_FMT "/%s", STR_ARG(from), entry->d_name);
		struct str new = str_fmt(play->arena, STR_FMT "/%s", STR_ARG(to), entry->d_name);
		is_fine = act(str_z(play->arena, old), str_z(play->arena, new));
	}
	if (folder)
		closedir(folder);
	return is_fine;
}

static bool copy(const char *from, const char *to)
{
	char bytes[16 * KIB];
	size_t n;
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	bool is_fine = in && out;
	while (is_fine && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		is_fine = fwrite(bytes, 1, n, out) == n;
	if (in)
		fclose(in);
	return out && fclose(out) == 0 && is_fine;
}

static bool discard(const char *from, const char *to)
{
	(void)to;
	return unlink(from) == 0;
}

static bool put_back(const char *from, const char *to)
{
	return rename(from, to) == 0;
}

static bool step_crash(struct play *play, struct str rest)
{
	struct str aside = str_fmt(play->arena, STR_FMT "/aside", STR_ARG(play->folder));
	(void)rest;
	if (!needs_flow(play))
		return false;
	mkdir(str_z(play->arena, aside), 0700);
	bool is_fine = each_store_file(play, play->folder, aside, copy);
	flow_close(&play->flow);
	is_fine = is_fine && each_store_file(play, play->folder, play->folder, discard) &&
		  each_store_file(play, aside, play->folder, put_back);
	return is_fine || play_fail(play, "the store's files could not be set aside");
}

/* `reload` must be taken, `reload refused` must not. */
static bool step_reload(struct play *play, struct str rest)
{
	struct err err = { 0 };
	struct str why;
	bool is_wanted = rest.len == 0;
	if (!needs_flow(play))
		return false;
	if (!is_wanted && !str_eq(rest, STR("refused")))
		return play_fail(play, "reload, or reload refused");
	struct plan *plan = read_plan(play, &why);
	bool is_taken = plan && flow_reload(play->flow, plan, &err);
	if (is_taken) {
		plan_release(&play->plan);
		play->plan = plan_hold(plan);
	}
	plan_release(&plan);
	if (is_taken == is_wanted)
		return true;
	return play_fail(play, "the reload was %s\n" STR_FMT "%s", is_taken ? "taken" : "refused",
			 STR_ARG(why), err.text);
}

static bool step_again(struct play *play, struct str rest)
{
	struct err err = { 0 };
	size_t n = 0;
	(void)rest;
	if (!needs_flow(play))
		return false;
	if (!flow_send_again(play->flow, STR(""), &n, &err))
		return play_fail(play, "%s", err.text);
	return n > 0 || play_fail(play, "nothing was given up");
}

/* `until log EVENT` or `until answer KEY`; else a duration. */
struct run {
	int64_t ms;
	struct str event, key;
};

static bool read_run(struct play *play, struct str rest, struct run *out)
{
	struct str word = next_word(&rest);
	*out = (struct run){ .ms = UNTIL_MS };
	if (!str_eq(word, STR("until")))
		return duration_parse(word, &out->ms) ||
		       play_fail(play, "run DURATION, run until log EVENT, "
				       "or run until answer KEY");
	word = next_word(&rest);
	if (str_eq(word, STR("log")))
		out->event = next_word(&rest);
	else if (str_eq(word, STR("answer")))
		out->key = next_key(play, &rest);
	return out->event.len || out->key.len || play_fail(play, "until log EVENT or answer KEY");
}

static bool has_logged(const struct play *play, struct str event)
{
	for (size_t i = play->first_log; i < play->n_logs; i++)
		if (str_eq(str_from(log_name(play->logs[i].event)), event))
			return true;
	return false;
}

static bool step_run(struct play *play, struct str rest)
{
	struct fake_world *world = &play->world;
	struct run run;
	struct err err = { 0 };
	bool goes_on = true, is_there = false;
	if (!needs_flow(play) || !no_surprises(play) || !read_run(play, rest, &run))
		return false;
	play->first_request = world->n_requests;
	play->first_log = play->n_logs;
	world->until_ms = clock_mono_ms() + run.ms;
	world->stop_at = run.key;
	world->is_quiet = world->has_stopped = false;
	while (goes_on && !world->is_quiet && !is_there) {
		goes_on = flow_turn(play->flow, &err);
		is_there = world->has_stopped || (run.event.len && has_logged(play, run.event));
	}
	world->stop_at = STR("");
	if (world->unanswered.len)
		return play_fail(play, "the story has no answer for " STR_FMT,
				 STR_ARG(world->unanswered));
	if (err.kind != ERR_NONE && !is_there)
		return play_fail(play, "%s", err.text);
	if (!is_there && (run.event.len || run.key.len))
		return play_fail(play, "a day went by, and it did not happen");
	return true;
}

/* `poll SOURCE`, or `poll refused SOURCE contains TEXT`: by hand. */
static bool step_poll(struct play *play, struct str rest)
{
	struct buf out = buf_new(play->arena, CONFIG_MAX);
	struct str source = next_word(&rest);
	bool is_wanted = !str_eq(source, STR("refused"));
	if (!needs_flow(play))
		return false;
	if (!is_wanted)
		source = next_word(&rest);
	if (!is_wanted && !str_eq(next_word(&rest), STR("contains")))
		return play_fail(play, "poll refused SOURCE contains TEXT");
	bool is_right = flow_poll(play->flow, source, &out) == is_wanted &&
			str_find(buf_str(&out), rest) <= out.len - (rest.len > 0);
	return is_right || play_fail(play, "it says: " STR_FMT, STR_ARG(buf_str(&out)));
}

/* `disk full`: no file grows any more; `disk free`. */
static bool step_disk(struct play *play, struct str rest)
{
	struct rlimit limit;
	bool is_full = str_eq(rest, STR("full"));
	if (!is_full && !str_eq(rest, STR("free")))
		return play_fail(play, "disk full, or disk free");
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = is_full ? 1 : limit.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	return true;
}

/* `clock back 30d`, `clock ahead 30d`: what people see, not what runs by itself. */
static bool step_clock(struct play *play, struct str rest)
{
	struct str word = next_word(&rest);
	int64_t ms;
	bool is_back = str_eq(word, STR("back"));
	if ((!is_back && !str_eq(word, STR("ahead"))) || !duration_parse(rest, &ms))
		return play_fail(play, "clock back DURATION, or clock ahead DURATION");
	fake_clock_set(is_back ? -ms : ms);
	return true;
}

static const struct {
	const char *word;
	bool (*take)(struct play *play, struct str rest);
} words[] = {
	{ "config", step_config }, { "answer", step_answer }, { "feed", step_feed },
	{ "start", step_start },   { "run", step_run },	      { "expect", step_expect },
	{ "stop", step_stop },	   { "crash", step_crash },   { "reload", step_reload },
	{ "again", step_again },   { "disk", step_disk },     { "clock", step_clock },
	{ "poll", step_poll },
};

static bool take(struct play *play)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(play->step->word, str_from(words[i].word)))
			return words[i].take(play, play->step->rest);
	return play_fail(play, "no such word: " STR_FMT, STR_ARG(play->step->word));
}

static bool is_busy(void *ctx)
{
	return flow_is_busy(((struct play *)ctx)->flow);
}

bool play_story(struct play *play)
{
	play->world = (struct fake_world){ .arena = play->arena, .is_busy = is_busy, .ctx = play };
	fake_clock_start();
	log_open(LOG_LEVEL_DEBUG, write_down, play);
	for (size_t i = 0; i < play->story->n && !play->is_failed; i++) {
		play->step = &play->story->steps[i];
		take(play);
	}
	if (!play->is_failed)
		no_surprises(play);
	step_disk(play, STR("free"));
	log_open(LOG_LEVEL_WARNING, NULL, NULL);
	flow_close(&play->flow);
	plan_release(&play->plan);
	return !play->is_failed;
}
