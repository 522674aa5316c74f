#include "flow_parts.h"

#include "clock.h"
#include "escape.h"

#include "poison.h"

/* What is left of the limits that sources share, for `status`. */

enum { LIMITS_MAX = 50, NAME_COLUMNS = 28 };

static bool is_worth_telling(const struct toll *toll)
{
	return toll->requests.n || toll->items.n || toll->rest_ms > clock_mono_ms();
}

static void add_left(struct buf *out, struct rateds *rates, const char *what, const char **before)
{
	for (size_t i = 0; i < rates->n; i++) {
		struct window *window = &rates->at[i].window;
		buf_fmt(out, "%s%s%lld of %lld in " STR_FMT, i ? ", " : *before, i ? "" : what,
			(long long)window_left(window, clock_mono_ms()),
			(long long)window->rate.count,
			STR_ARG(calendar_span(out->arena, window->rate.period_ms)));
		*before = "; ";
	}
}

static void add_line(struct buf *out, struct toll *toll)
{
	const char *before = "";
	int64_t rest = toll->rest_ms - clock_mono_ms();
	buf_add(out, STR("  "));
	escape_cell(out, toll->name, NAME_COLUMNS);
	buf_add(out, STR("  "));
	add_left(out, &toll->requests, "requests left: ", &before);
	add_left(out, &toll->items, "items left: ", &before);
	if (rest > 0) {
		buf_fmt(out, "%srests another " STR_FMT ": ", before,
			STR_ARG(calendar_span(out->arena, rest)));
		escape_terminal(out, toll->rest_why);
	}
	buf_char(out, '\n');
}

void limits_text(const struct flow *flow, bool is_all, struct buf *out)
{
	size_t n = 0;
	for (size_t i = 0; i < flow->n_tolls; i++) {
		if (!is_worth_telling(flow->tolls[i]))
			continue;
		if (n++ == 0)
			buf_add(out, STR("limits\n"));
		if (n <= LIMITS_MAX || is_all)
			add_line(out, flow->tolls[i]);
	}
	if (n > LIMITS_MAX && !is_all)
		buf_fmt(out, "  %zu others: --all lists them\n", n - LIMITS_MAX);
}

static void put_left(struct json *json, const char *key, struct rateds *rates)
{
	json_key(json, key);
	json_open(json, '[');
	for (size_t i = 0; i < rates->n; i++) {
		struct window *window = &rates->at[i].window;
		json_open(json, '{');
		json_put_int(json, "count", window->rate.count);
		json_put_int(json, "period_s", window->rate.period_ms / SECOND_MS);
		json_put_int(json, "left", window_left(window, clock_mono_ms()));
		json_close(json, '}');
	}
	json_close(json, ']');
}

void limits_json(const struct flow *flow, struct json *json)
{
	json_key(json, "limits");
	json_open(json, '[');
	for (size_t i = 0; i < flow->n_tolls; i++) {
		struct toll *toll = flow->tolls[i];
		int64_t rest = toll->rest_ms - clock_mono_ms();
		if (!is_worth_telling(toll))
			continue;
		json_open(json, '{');
		json_put(json, "host", toll->name);
		put_left(json, "requests", &toll->requests);
		put_left(json, "items", &toll->items);
		if (rest > 0) {
			json_put_int(json, "rest_s", rest / SECOND_MS);
			json_put_some(json, "why", toll->rest_why);
		}
		json_close(json, '}');
	}
	json_close(json, ']');
}
