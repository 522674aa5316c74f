/* How far a term was read, in all the forms that services ask for, and where reading ends. */
#include "player.h"

#include "poison.h"

#define ITEM "item: {id: id, url: u, title: t, time: at}\n"
#define NOTHING "{\"hits\":[]}"
#define SEARCH "connector: search\nlabel: Search\nrequest:\n  url: https://api.example/s\n"

static void writes_since_in_all_forms(void)
{
	static const struct {
		const char *form, *want;
	} cases[] = {
		{ "as: epoch, first_run: 1d", "1795262400" },
		{ "as: rfc3339, first_run: 1d", "2026-11-21T12%3A00%3A00Z" },
		{ "as: \"%Y-%m-%d\", first_run: 7d", "2026-11-15" },
		{ "as: \"%Y%m%d%H%M%S\", first_run: 1h", "20261122110000" },
		{ "as: \"%j %a\", first_run: 1d", "325%20Sat" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char yaml[500], url[200];
		snprintf(yaml, sizeof(yaml),
			 SEARCH "  query: {f: \"{since}\"}\n"
				"since: {by: time, overlap: 10m, %s}\neach: hits\n" ITEM,
			 cases[i].form);
		snprintf(url, sizeof(url), "https://api.example/s?f=%s", cases[i].want);
		struct play play = { .yaml = yaml };
		const struct step_of step = { .name = cases[i].form,
					      .url = url,
					      .status = 200,
					      .answer = NOTHING,
					      .is_first = true };
		play_all(&play, &step, 1);
	}
}

#define THREE(a, b, c)                                                                  \
	"{\"hits\":[{\"id\":1,\"u\":\"https://x.example/1\",\"t\":\"t\",\"at\":" a "}," \
	"{\"id\":2,\"u\":\"https://x.example/2\",\"t\":\"t\",\"at\":" b "},"            \
	"{\"id\":3,\"u\":\"https://x.example/3\",\"t\":\"t\",\"at\":" c "}],\"next\":\"n\"}"

static void stops_where_an_earlier_round_began(void)
{
	static const char *const yaml = SEARCH
		"  query: {c: \"{cursor}\"}\nsince: {by: time, overlap: 10m, first_run: 1d}\n"
		"pages: {by: cursor, next: next, max: 9}\neach: hits\n" ITEM;
	static const struct step_of first = {
		.name = "the first round", .status = 200, .answer = NOTHING, .is_first = true
	};
	static const struct step_of cases[] = {
		{ .name = "the last is within the overlap",
		  .later_s = 60,
		  .status = 200,
		  .items = 3,
		  .goes_on = true,
		  .answer = THREE("1795348850", "1795348500", "1795348200") },
		{ .name = "the last is older",
		  .later_s = 60,
		  .status = 200,
		  .items = 3,
		  .answer = THREE("1795348850", "1795348500", "1795348199") },
		{ .name = "one is older, and there is no order",
		  .later_s = 60,
		  .status = 200,
		  .items = 3,
		  .goes_on = true,
		  .answer = THREE("1795348850", "1795348100", "1795348500") },
		{ .name = "all are older, and there is no order",
		  .later_s = 60,
		  .status = 200,
		  .items = 3,
		  .answer = THREE("1795340000", "1795341000", "1795340500") },
		{ .name = "rising order: the new ones come last",
		  .later_s = 60,
		  .status = 200,
		  .items = 3,
		  .goes_on = true,
		  .answer = THREE("1795340000", "1795341000", "1795342000") },
		{ .name = "no times",
		  .later_s = 60,
		  .status = 200,
		  .items = 3,
		  .goes_on = true,
		  .answer = THREE("null", "null", "null") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct play play = { .yaml = yaml };
		const struct step_of steps[] = { first, cases[i] };
		play_all(&play, steps, COUNT_OF(steps));
	}
}

/* The clock was wrong, or the file read by ids before: a since from the future would find nothing.
 */
static void a_since_from_the_future_is_none(void)
{
	static const char *const yaml = SEARCH "  query: {f: \"{since}\"}\nsince: {by: time, as: "
					       "epoch, overlap: 0s, first_run: 1h}\n"
					       "each: hits\n" ITEM;
	struct play play = { .yaml = yaml };
	static const struct step_of steps[] = {
		{ .name = "in a year",
		  .later_s = 31536000,
		  .status = 200,
		  .answer = NOTHING,
		  .is_first = true },
		{ .name = "and back",
		  .later_s = -31536000,
		  .url = "https://api.example/s?f=1795345200",
		  .status = 200,
		  .answer = NOTHING },
		{ .name = "well again",
		  .later_s = 60,
		  .url = "https://api.example/s?f=1795348800",
		  .status = 200,
		  .answer = NOTHING },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* A cursor is no address: a file that pages otherwise now begins its round anew. */
static void begins_anew_when_the_pages_changed_in_a_round(void)
{
	struct play play = { .yaml = SEARCH
			     "  query: {c: \"{cursor}\"}\n"
			     "pages: {by: cursor, next: next, max: 9}\neach: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "a cursor",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":1,\"u\":\"https://x.example/1\"}],"
			    "\"next\":\"//evil.example\"}" },
		{ .name = "the first page",
		  .url = "https://api.example/s",
		  .status = 200,
		  .answer = NOTHING,
		  .is_first = true },
	};
	if (play_begin(&play)) {
		play_step(&play, &steps[0]);
		play.yaml = SEARCH "pages: {by: url, next: next, max: 9}\neach: hits\n" ITEM;
		play_bind(&play);
		play_step(&play, &steps[1]);
	}
	play_end(&play);
}

/* A moment read as an id would be greater than all that come. */
static void times_and_ids_are_not_mixed(void)
{
	static const char *const by_time = SEARCH
		"  query: {f: \"{since}\"}\nsince: {by: time, as: epoch}\neach: hits\n" ITEM;
	static const char *const by_id = SEARCH
		"  query: {f: \"{since}\"}\nsince: {by: id}\neach: hits\n" ITEM;
	static const struct step_of steps[] = {
		{ .name = "read", .status = 200, .is_first = true, .answer = NOTHING },
		{ .name = "by ids from now on",
		  .later_s = 60,
		  .url = "https://api.example/s",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":9,\"u\":\"https://x.example/9\"}]}" },
		{ .name = "from there on",
		  .later_s = 60,
		  .url = "https://api.example/s?f=9",
		  .status = 200,
		  .answer = NOTHING },
	};
	struct play play = { .yaml = by_time };
	if (play_begin(&play)) {
		play_step(&play, &steps[0]);
		play.yaml = by_id;
		play_bind(&play);
		play_step(&play, &steps[1]);
		play_step(&play, &steps[2]);
	}
	play_end(&play);
}

/* Of a term that nobody writes about for weeks the last id is too old for some services. */
static void asks_without_an_id_that_is_refused(void)
{
	struct play play = { .yaml = SEARCH "  query: {f: \"{since}\"}\nsince: {by: id}\n"
					    "each: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "read",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":9,\"u\":\"https://x.example/9\"}]}" },
		{ .name = "refused",
		  .url = "https://api.example/s?f=9",
		  .status = 400,
		  .kind = ERR_AGAIN,
		  .answer = "{\"message\":\"since_id is too old\"}" },
		{ .name = "without it, and what comes is told",
		  .url = "https://api.example/s",
		  .status = 200,
		  .items = 1,
		  .answer = "{\"hits\":[{\"id\":12,\"u\":\"https://x.example/12\"}]}" },
		{ .name = "from there on",
		  .url = "https://api.example/s?f=12",
		  .status = 200,
		  .answer = NOTHING },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

/* `since` means nothing here, so it may be a parameter's name; an empty one stays empty. */
static void a_free_name_is_the_parameters(void)
{
	struct play play = { .yaml = "connector: search\noptional: [since, page, cursor, token]\n"
				     "request:\n  url: https://api.example/s\n  query: {a: "
				     "\"{since}\", b: \"{page}\", c: \"{cursor}\", d: "
				     "\"{token}\"}\neach: hits\n" ITEM,
			     .params = { "page=front" } };
	static const struct step_of step = { .name = "one is given",
					     .url = "https://api.example/s?b=front",
					     .status = 200,
					     .is_first = true,
					     .answer = NOTHING };
	play_all(&play, &step, 1);
}

static void reads_ids_from_the_answer(void)
{
	struct play play = { .yaml = SEARCH
			     "  query: {since_id: \"{since}\", c: \"{cursor}\"}\n"
			     "since: {by: id, newest: meta.newest_id}\n"
			     "pages: {by: cursor, next: meta.next, max: 3}\neach: hits\n" ITEM };
	static const struct step_of steps[] = {
		{ .name = "the first page has the newest",
		  .url = "https://api.example/s",
		  .status = 200,
		  .items = 1,
		  .goes_on = true,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":9,\"u\":\"https://x.example/9\",\"t\":\"t\"}],"
			    "\"meta\":{\"newest_id\":\"1460323737035677699\",\"next\":\"n\"}}" },
		{ .name = "the second page is older",
		  .url = "https://api.example/s?c=n",
		  .status = 200,
		  .items = 1,
		  .is_first = true,
		  .answer = "{\"hits\":[{\"id\":8,\"u\":\"https://x.example/8\",\"t\":\"t\"}],"
			    "\"meta\":{\"newest_id\":\"999999999999999999\"}}" },
		{ .name = "nothing",
		  .later_s = 60,
		  .status = 200,
		  .url = "https://api.example/s?since_id=1460323737035677699",
		  .answer = "{\"meta\":{\"result_count\":0}}" },
		{ .name = "the same id again",
		  .later_s = 60,
		  .status = 200,
		  .url = "https://api.example/s?since_id=1460323737035677699",
		  .answer = "{\"meta\":{\"result_count\":0}}" },
	};
	play_all(&play, steps, COUNT_OF(steps));
}

int main(void)
{
	RUN(writes_since_in_all_forms);
	RUN(stops_where_an_earlier_round_began);
	RUN(a_since_from_the_future_is_none);
	RUN(begins_anew_when_the_pages_changed_in_a_round);
	RUN(reads_ids_from_the_answer);
	RUN(times_and_ids_are_not_mixed);
	RUN(asks_without_an_id_that_is_refused);
	RUN(a_free_name_is_the_parameters);
	return test_end();
}
