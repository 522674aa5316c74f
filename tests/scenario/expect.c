#include "story.h"

#include "buf.h"

#include "poison.h"

/* What must have happened during the last run. A count is a number, `no` or `some`. */

enum { UNCOUNTED = -1, SOME = -2 };

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static bool match_count(struct play *play, int64_t got, int64_t want, const char *what)
{
	if (got == want || (want == SOME && got > 0))
		return true;
	if (want == SOME)
		return play_fail(play, "no %s", what);
	return play_fail(play, "%lld %s%s, but %lld %s to be", (long long)got, what, plural(got),
			 (long long)want, want == 1 ? "was" : "were");
}

static bool expect_requests(struct play *play, int64_t want, struct str rest)
{
	const struct fake_world *world = &play->world;
	struct str key = next_key(play, &rest);
	int64_t n = 0;
	for (size_t i = play->first_request; i < world->n_requests; i++)
		n += fake_key_covers(key, world->requests[i].key);
	return match_count(play, n, want, "request");
}

static bool expect_delivered(struct play *play, int64_t want, struct str rest)
{
	const struct fake_world *world = &play->world;
	struct str key = next_key(play, &rest);
	int64_t n = 0;
	for (size_t i = play->first_request; i < world->n_requests; i++)
		n += fake_key_covers(key, world->requests[i].key) && world->requests[i].is_taken;
	return match_count(play, n, want, "taken request");
}

static bool is_event(struct str name)
{
	for (int i = 0; i < EVENT_COUNT; i++)
		if (str_eq(str_from(log_name((enum log_event)i)), name))
			return true;
	return false;
}

static bool expect_log(struct play *play, int64_t want, struct str rest)
{
	struct str name = next_word(&rest);
	int64_t n = 0;
	if (!is_event(name))
		return play_fail(play, "no event is called " STR_FMT, STR_ARG(name));
	if (rest.len && !str_eq(next_word(&rest), STR("contains")))
		return play_fail(play, "expect COUNT log EVENT contains TEXT");
	for (size_t i = play->first_log; i < play->n_logs; i++) {
		struct logged *logged = &play->logs[i];
		if (!str_eq(str_from(log_name(logged->event)), name) ||
		    str_find(logged->line, rest) == logged->line.len)
			continue;
		logged->is_expected = true;
		n++;
	}
	return match_count(play, n, want, "such line");
}

/* The latest request of that key, in the whole story. */
static const struct fake_request *last_request(const struct play *play, struct str key)
{
	for (size_t i = play->world.n_requests; i-- > 0;)
		if (fake_key_covers(key, play->world.requests[i].key))
			return &play->world.requests[i];
	return NULL;
}

static const struct header *find_header(const struct fake_request *request, struct str name)
{
	for (size_t i = 0; i < request->headers.n; i++)
		if (str_eq_nocase(request->headers.at[i].name, name))
			return &request->headers.at[i];
	return NULL;
}

/* `header KEY NAME: VALUE`, or `no header KEY NAME` */
static bool expect_header(struct play *play, int64_t want, struct str rest)
{
	struct str key = next_key(play, &rest), name;
	const struct fake_request *request = last_request(play, key);
	if (!request)
		return play_fail(play, "there was no request to " STR_FMT, STR_ARG(key));
	str_cut(&rest, ':', &name);
	const struct header *header = find_header(request, str_trim(name));
	struct str value = header ? header->value : STR("(none)");
	bool is_right = want == 0 ? !header
				  : header && rest.len && str_eq(value, str_skip(rest, 1));
	return is_right ||
	       play_fail(play, STR_FMT " was \"" STR_FMT "\"", STR_ARG(name), STR_ARG(value));
}

/* `body KEY contains TEXT`; `no body` means that the text does not stand in it. */
static bool expect_body(struct play *play, int64_t want, struct str rest)
{
	struct str key = next_key(play, &rest);
	const struct fake_request *request = last_request(play, key);
	if (!request)
		return play_fail(play, "there was no request to " STR_FMT, STR_ARG(key));
	if (!str_eq(next_word(&rest), STR("contains")) || rest.len == 0)
		return play_fail(play, "expect body KEY contains TEXT");
	bool has = str_find(request->body, rest) < request->body.len;
	return has == (want != 0) ||
	       play_fail(play, "the body is\n" STR_FMT, STR_ARG(request->body));
}

static struct str part_of(const struct fake_request *request, struct str name)
{
	if (str_eq(name, STR("body")))
		return request->body;
	const struct header *header = find_header(request, name);
	return header ? header->value : STR("");
}

/* `same KEY body` or `same KEY NAME`: at least two requests in the whole story, and all alike. */
static bool expect_same(struct play *play, int64_t want, struct str rest)
{
	const struct fake_world *world = &play->world;
	struct str key = next_key(play, &rest);
	struct str first = { NULL, 0 };
	size_t n = 0;
	(void)want;
	for (size_t i = 0; i < world->n_requests; i++) {
		if (!fake_key_covers(key, world->requests[i].key))
			continue;
		struct str part = part_of(&world->requests[i], rest);
		if (n++ == 0)
			first = part;
		if (part.len == 0 || !str_eq(part, first))
			return play_fail(play, "request %zu has another " STR_FMT, n,
					 STR_ARG(rest));
	}
	return n > 1 || play_fail(play, "there were fewer than two requests");
}

/* `status SOURCE contains TEXT`, or `no status …`; SOURCE `all`: what is told of all of them. */
static bool expect_status(struct play *play, int64_t want, struct str rest)
{
	struct buf out = buf_new(play->arena, 1024 * 1024);
	struct status_wanted wanted = { .source = next_word(&rest) };
	if (str_eq(wanted.source, STR("all")))
		wanted.source = STR("");
	if (!str_eq(next_word(&rest), STR("contains")) || rest.len == 0)
		return play_fail(play, "expect status SOURCE contains TEXT");
	if (!play->flow || !flow_status(play->flow, &wanted, &out))
		return play_fail(play, "there is no such source, or no daemon");
	bool has = str_find(buf_str(&out), rest) < out.len;
	return has == (want != 0) ||
	       play_fail(play, "the status is\n" STR_FMT, STR_ARG(buf_str(&out)));
}

static const struct {
	const char *word;
	bool (*check)(struct play *play, int64_t want, struct str rest);
	bool is_counted;
} claims[] = {
	{ "request", expect_requests, true },
	{ "requests", expect_requests, true },
	{ "delivered", expect_delivered, true },
	{ "log", expect_log, true },
	{ "logs", expect_log, true },
	{ "header", expect_header, false },
	{ "body", expect_body, false },
	{ "same", expect_same, false },
	{ "status", expect_status, false },
};

bool step_expect(struct play *play, struct str rest)
{
	int64_t want = UNCOUNTED;
	struct str ahead = rest, first = next_word(&ahead);
	if (str_eq(first, STR("no")))
		want = 0;
	if (str_eq(first, STR("some")))
		want = SOME;
	if (want == 0 || want == SOME || (str_int(first, &want) && want >= 0))
		rest = ahead;
	struct str word = next_word(&rest);
	for (size_t i = 0; i < COUNT_OF(claims); i++) {
		if (!str_eq(word, str_from(claims[i].word)))
			continue;
		if (claims[i].is_counted ? want == UNCOUNTED : want > 0 || want == SOME)
			return play_fail(play, "expect: a count stands before "
					       "requests, delivered and log only");
		return claims[i].check(play, want, rest);
	}
	return play_fail(play, "expect: not understood: " STR_FMT, STR_ARG(word));
}

bool no_surprises(struct play *play)
{
	for (size_t i = play->first_log; i < play->n_logs; i++) {
		const struct logged *logged = &play->logs[i];
		if (logged->level <= LOG_LEVEL_WARNING && !logged->is_expected)
			return play_fail(play, "nobody expected: " STR_FMT, STR_ARG(logged->line));
	}
	return true;
}
