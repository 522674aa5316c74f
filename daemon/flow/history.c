#include "flow_parts.h"

#include "clock.h"
#include "escape.h"

#include "poison.h"

/* What became of the requests of the last day. For people, requests in a row that went alike are
 * one line: of a hundred requests ninety are a 304, and the other ten are what is looked for. */

enum { LINES_MAX = 40, WORDS_COLUMNS = 44 };

struct day {
	struct request_row *rows; /* the newest first */
	size_t n, failed;
	int64_t n_new, bytes;
	struct err err;
};

static struct day day_of(struct flow *flow, const struct spot *spot, struct arena *arena)
{
	struct day day = { 0 };
	int64_t since = clock_wall_ms() - DAY_MS;
	if (!flow->is_store_down)
		poll_flush(flow);
	if (!store_requests(flow->store, spot->lease, since, arena, &day.rows, &day.n, &day.err))
		return day;
	for (size_t i = 0; i < day.n; i++) {
		day.failed += day.rows[i].why.len > 0;
		day.n_new += day.rows[i].n_new;
		day.bytes += day.rows[i].bytes;
	}
	return day;
}

static struct str bytes_shown(struct arena *arena, int64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB" };
	double amount = (double)bytes / 1024;
	size_t i = 0;
	if (bytes < 1024)
		return str_fmt(arena, "%lld B", (long long)bytes);
	for (; amount >= 1024 && i + 1 < COUNT_OF(units); i++)
		amount /= 1024;
	return str_fmt(arena, amount < 10 ? "%.1f %s" : "%.0f %s", amount, units[i]);
}

static struct str took_shown(struct arena *arena, int64_t ms)
{
	return ms < 10 * SECOND_MS ? str_fmt(arena, "%lld ms", (long long)ms)
				   : str_fmt(arena, "%.1f s", (double)ms / SECOND_MS);
}

/* Where the reason is a status of HTTP it says so itself. */
static struct str words_of(const struct request_row *row, struct arena *arena)
{
	bool is_read = row->status == 200 || row->status == 226;
	if (row->why.len && !is_read)
		return row->why;
	if (row->why.len)
		return str_fmt(arena, "%d, " STR_FMT, row->status, STR_ARG(row->why));
	if (row->items == REQUEST_UNREAD)
		return row->status == 304
			       ? STR("304 nothing new")
			       : str_fmt(arena, "%d nothing new: the same bytes", row->status);
	if (row->n_new == 0)
		return str_fmt(arena, "%d nothing new of %lld", row->status, (long long)row->items);
	return str_fmt(arena, "%d, %lld new of %lld", row->status, (long long)row->n_new,
		       (long long)row->items);
}

static int64_t date_of(const struct request_row *row)
{
	return row->at_ms / DAY_MS;
}

static bool is_alike(const struct request_row *a, const struct request_row *b)
{
	return a->n_new == 0 && b->n_new == 0 && a->status == b->status && a->items == b->items &&
	       date_of(a) == date_of(b) && str_eq(a->why, b->why);
}

/* Rows that went alike, from the newest on. */
static void add_line(struct buf *out, const struct request_row *rows, size_t n)
{
	const struct request_row *last = &rows[0], *first = &rows[n - 1];
	struct civil from = calendar_civil(first->at_ms), to = calendar_civil(last->at_ms);
	int64_t took = 0, bytes = 0;
	struct str words = words_of(last, out->arena);
	for (size_t i = 0; i < n; i++) {
		took += rows[i].took_ms;
		bytes += rows[i].bytes;
	}
	if (n == 1)
		buf_fmt(out, "  %02d:%02d:%02d     ", to.hour, to.minute, to.second);
	else if (from.hour == to.hour && from.minute == to.minute)
		buf_fmt(out, "  %02d:%02d        ", to.hour, to.minute);
	else
		buf_fmt(out, "  %02d:%02d-%02d:%02d  ", from.hour, from.minute, to.hour, to.minute);
	if (n > 1)
		words = str_fmt(out->arena, "%zu x " STR_FMT, n, STR_ARG(words));
	escape_cell(out, words, WORDS_COLUMNS);
	buf_fmt(out, " %9.*s", STR_ARG(took_shown(out->arena, took / (int64_t)n)));
	buf_fmt(out, " %9.*s\n", STR_ARG(bytes_shown(out->arena, bytes)));
}

static void add_date(struct buf *out, const struct request_row *row)
{
	struct civil at = calendar_civil(row->at_ms);
	buf_fmt(out, "%lld-%02d-%02d, UTC\n", (long long)at.year, at.month, at.day);
}

static void add_lines(struct buf *out, const struct day *day, bool is_all)
{
	size_t lines = 0;
	for (size_t i = 0, n; i < day->n; i += n) {
		if (lines++ == LINES_MAX && !is_all) {
			buf_fmt(out, "  … and %zu older requests: --all lists them\n", day->n - i);
			return;
		}
		if (i == 0 || date_of(&day->rows[i]) != date_of(&day->rows[i - 1]))
			add_date(out, &day->rows[i]);
		for (n = 1; i + n < day->n && is_alike(&day->rows[i], &day->rows[i + n]); n++)
			continue;
		add_line(out, &day->rows[i], n);
	}
}

void history_text(struct flow *flow, const struct spot *spot, bool is_all, struct buf *out)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	const struct day day = day_of(flow, spot, arena);
	if (day.err.kind != ERR_NONE)
		buf_fmt(out, "the last day: %s\n", day.err.text);
	else if (day.n == 0)
		buf_add(out, STR("the last day: no request\n"));
	else
		buf_fmt(out, "the last day: asked %zu, new %lld, failed %zu, " STR_FMT "\n", day.n,
			(long long)day.n_new, day.failed, STR_ARG(bytes_shown(arena, day.bytes)));
	add_lines(out, &day, is_all);
}

void history_json(struct flow *flow, const struct spot *spot, struct json *json)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	const struct day day = day_of(flow, spot, arena);
	if (day.err.kind != ERR_NONE)
		return;
	json_key(json, "last_day");
	json_open(json, '{');
	json_put_int(json, "asked", (int64_t)day.n);
	json_put_int(json, "new", day.n_new);
	json_put_int(json, "failed", (int64_t)day.failed);
	json_put_int(json, "bytes", day.bytes);
	json_close(json, '}');
	json_key(json, "history");
	json_open(json, '[');
	for (size_t i = 0; i < day.n; i++) {
		const struct request_row *row = &day.rows[i];
		json_open(json, '{');
		json_put_time(json, "at", row->at_ms);
		json_put_int(json, "status", row->status);
		json_put_int(json, "took_ms", row->took_ms);
		json_put_int(json, "bytes", row->bytes);
		if (row->items != REQUEST_UNREAD)
			json_put_int(json, "items", row->items);
		json_put_int(json, "new", row->n_new);
		json_put_some(json, "why", row->why);
		json_close(json, '}');
	}
	json_close(json, ']');
}
