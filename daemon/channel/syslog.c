/* syslog.c - one line an alert, for grep: the classic datagram or the journal's native one.
 *
 * The line is rendered once and stays; `note` holds what stands around it, as lines KEY=value: the
 * time, the priority and the journal's own fields. Which form is sent is decided at each try, so a
 * row that was written before a reboot still finds its way. The own writer is a few lines and knows
 * no hidden state (an overlong ident overflowed glibc's syslog(), CVE-2023-6246). */
#include "arena.h"
#include "escape.h"
#include "kinds.h"
#include "render.h"
#include "words.h"

#include <time.h>
#include <unistd.h>

#include "poison.h"

#define JOURNAL_SOCKET STR("/run/systemd/journal/socket")
#define CLASSIC_SOCKET STR("/dev/log")

/* One for each kind of event (journalctl -x shows their texts); made once, never changed. */
#define MESSAGE_ID_MENTION "28e3c54fcc0b4a99bd92be9df3edd766"
#define MESSAGE_ID_HEALTH "b4d34b034855460489b8788d9f7ad9da"

enum { DATAGRAM_MAX = 8 * KIB, SOCKET_PATH_MAX = 107 };

enum format { FORMAT_AUTO, FORMAT_CLASSIC, FORMAT_JOURNAL };

struct syslog {
	int facility, format;
	struct str socket;
};

/* RFC 5424, table 1; the kernel's own is not for programs. */
static const struct choice facilities[] = {
	{ "user", 1 },	  { "mail", 2 },    { "daemon", 3 },  { "auth", 4 },	{ "news", 7 },
	{ "cron", 9 },	  { "local0", 16 }, { "local1", 17 }, { "local2", 18 }, { "local3", 19 },
	{ "local4", 20 }, { "local5", 21 }, { "local6", 22 }, { "local7", 23 }, { 0 },
};

static const struct choice formats[] = {
	{ "auto", FORMAT_AUTO },
	{ "classic", FORMAT_CLASSIC },
	{ "journal", FORMAT_JOURNAL },
	{ 0 },
};

static const struct option options[] = {
	{ "facility", OPT_CHOICE, offsetof(struct syslog, facility), .def = "local0",
	  .choices = facilities, .doc = "Facility of the lines." },
	{ "format", OPT_CHOICE, offsetof(struct syslog, format), .def = "auto", .choices = formats,
	  .doc = "classic, journal (its native fields), or auto: journal where systemd's journal "
		 "runs and no socket is set." },
	{ "socket", OPT_PATH, offsetof(struct syslog, socket),
	  .doc = "Datagram socket; default: /dev/log, or the journal's." },
	{ 0 },
};

/* Never EMERG or ALERT: syslog daemons write those to every terminal. */
static int priority_of(enum severity severity)
{
	static const int priorities[] = {
		[SEVERITY_INFO] = 6,
		[SEVERITY_NOTICE] = 5,
		[SEVERITY_HIGH] = 4,
		[SEVERITY_CRITICAL] = 2,
	};
	return priorities[severity];
}

static void check(const struct channel *channel, struct problems *problems)
{
	const struct syslog *syslog = channel->settings;
	if (syslog->socket.len > SOCKET_PATH_MAX)
		problem_error(problems, channel->where,
			      "the path of a socket has at most %d characters", SOCKET_PATH_MAX);
}

static void add_note(struct buf *note, const char *key, struct str value)
{
	if (value.len == 0)
		return;
	buf_fmt(note, "%s=", key);
	buf_add(note, words_line(value, KIB, note->arena));
	buf_char(note, '\n');
}

static bool render(const struct channel *channel, const struct alert *alert, struct arena *arena,
		   struct delivery *row, struct err *err)
{
	struct buf note = buf_new(arena, DATAGRAM_MAX / 2);
	int64_t time_ms = alert->sent_ms ? alert->sent_ms : alert->seen_ms;
	(void)channel;
	(void)err;
	buf_fmt(&note, "%lld\nPRIORITY=%d\nMESSAGE_ID=%s\n", (long long)time_ms,
		priority_of(alert->severity),
		alert->mention ? MESSAGE_ID_MENTION : MESSAGE_ID_HEALTH);
	add_note(&note, "MENTION_ID", alert->id);
	add_note(&note, "MENTION_BRAND", words_join(alert->brands, STR(","), arena));
	add_note(&note, "MENTION_RULE", words_join(alert->rules, STR(","), arena));
	add_note(&note, "MENTION_URL", words_url(alert, arena));
	if (alert->mention)
		add_note(&note, "MENTION_SENTIMENT", words_score(words_sentiment(alert), arena));
	if (alert->mention)
		add_note(&note, "MENTION_EVIDENCE", words_reasons_line(alert, KIB, arena));
	add_note(&note, "MENTION_TOPICS", words_topics(alert, STR(","), arena));
	if (alert->mention && alert->mention->is_edited)
		add_note(&note, "MENTION_EDITED", STR("yes"));
	row->body = render_logfmt(alert, arena);
	row->note = buf_str(&note);
	return true;
}

static bool is_there(struct str path, struct arena *arena)
{
	return access(str_z(arena, path), F_OK) == 0;
}

static bool is_journal(const struct syslog *syslog, struct arena *arena)
{
	if (syslog->format != FORMAT_AUTO)
		return syslog->format == FORMAT_JOURNAL;
	return syslog->socket.len == 0 && is_there(JOURNAL_SOCKET, arena);
}

/* The journal's native protocol: KEY=value, or, when the value has a line break, KEY, the length as
 * 64 bits little-endian, and the bytes; a newline ends both. */
static void add_field(struct buf *buf, struct str key, struct str value)
{
	bool is_long = str_find_char(value, '\n') < value.len;
	buf_add(buf, key);
	buf_char(buf, is_long ? '\n' : '=');
	for (int i = 0; is_long && i < 8; i++)
		buf_char(buf, (char)((uint64_t)value.len >> (8 * i)));
	buf_add(buf, value);
	buf_char(buf, '\n');
}

static void write_journal(struct buf *buf, const struct syslog *syslog, struct str line,
			  struct str fields)
{
	struct str facility = str_fmt(buf->arena, "%d", syslog->facility), field;
	add_field(buf, STR("MESSAGE"), line);
	add_field(buf, STR("SYSLOG_FACILITY"), facility);
	add_field(buf, STR("SYSLOG_IDENTIFIER"), STR("mentiond"));
	while (str_cut(&fields, '\n', &field)) {
		size_t equals = str_find_char(field, '=');
		if (equals < field.len)
			add_field(buf, str_first(field, equals), str_skip(field, equals + 1));
	}
}

/* RFC 3164 as local daemons read it: local time, no host name. */
static void write_classic(struct buf *buf, const struct syslog *syslog, struct str line,
			  struct str fields, int64_t time_ms)
{
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct str field;
	int64_t priority = 6;
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm tm = { .tm_mday = 1 };
	while (str_cut(&fields, '\n', &field))
		if (str_starts(field, STR("PRIORITY=")) && !str_int(str_skip(field, 9), &priority))
			priority = 6;
	localtime_r(&seconds, &tm);
	buf_fmt(buf, "<%d>%s %2d %02d:%02d:%02d mentiond[%d]: ",
		syslog->facility << 3 | (int)(priority & 7), months[tm.tm_mon], tm.tm_mday,
		tm.tm_hour, tm.tm_min, tm.tm_sec, (int)getpid());
	buf_add(buf, line);
}

static bool ask(const struct channel *channel, const struct delivery *row, int64_t now_ms,
		struct arena *arena, struct request *out, struct err *err)
{
	const struct syslog *syslog = channel->settings;
	struct buf datagram = buf_new(arena, DATAGRAM_MAX);
	struct str fields = row->note, first;
	int64_t time_ms;
	if (!str_cut(&fields, '\n', &first) || !str_int(first, &time_ms))
		time_ms = now_ms;
	bool is_native = is_journal(syslog, arena);
	if (is_native)
		write_journal(&datagram, syslog, row->body, fields);
	else
		write_classic(&datagram, syslog, row->body, fields, time_ms);
	if (datagram.is_full)
		return err_set(err, ERR_LIMIT, "the line is longer than %d bytes", DATAGRAM_MAX);
	struct str usual = is_native ? JOURNAL_SOCKET : CLASSIC_SOCKET;
	*out = (struct request){ .kind = REQUEST_DATAGRAM,
				 .url = syslog->socket.len ? syslog->socket : usual,
				 .body = buf_str(&datagram) };
	return true;
}

static void read_receipt(const struct channel *channel, const struct response *response,
			 struct arena *arena, struct receipt *out)
{
	(void)channel;
	receipt_local(response, arena, out);
}

const struct channel_kind channel_syslog = {
	.name = "syslog",
	.options = options,
	.settings_size = sizeof(struct syslog),
	.check = check,
	.recipients = recipients_one,
	.render = render,
	.ask = ask,
	.read = read_receipt,
};
