#include "kind.h"

/* ask and read of feeds: from settings and place to a request, from bytes to items. */

static struct request ask(const struct source *source, const struct place *place,
			  struct arena *arena)
{
	struct request request = { 0 };
	struct err err = { 0 };
	EXPECT(source->kind->ask(source, place, 0, arena, &request, &err));
	return request;
}

static void asks_by_get(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct source source = source_of(arena, "feed", "https://blog.example/rss?a=1");
	struct request request = ask(&source, &(struct place){ 0 }, arena);
	EXPECT_INT(request.kind, REQUEST_HTTP);
	EXPECT_STR(request.method, STR("GET"));
	EXPECT_STR(request.url, STR("https://blog.example/rss?a=1"));
	EXPECT_INT(request.body.len, 0);
	EXPECT_INT(request.max_redirects, 5);
	EXPECT(str_ends(header_of(&request, STR("Accept")), STR("*/*;q=0.1")));
	EXPECT_STR(header_of(&request, STR("If-None-Match")), STR("(none)"));
	EXPECT_STR(header_of(&request, STR("If-Modified-Since")), STR("(none)"));
}

static void sends_validators_as_they_came(void)
{
	static const struct {
		const char *name, *etag, *date;
	} cases[] = {
		{ "both", "W/\"x\"", "Wed, 04 Mar 2026 12:00:00 GMT" },
		{ "unquoted", "RSS-f3fd", "" },
		{ "only a date, and an odd one", "", "Wednesday 4. March" },
		{ "blanks inside", "\"a  b\"", "" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct source source = source_of(arena, "feed", "https://blog.example/rss");
		struct place place = { .etag = str_from(cases[i].etag),
				       .last_modified = str_from(cases[i].date) };
		struct request request = ask(&source, &place, arena);
		CASE(cases[i].name);
		EXPECT_STR(header_of(&request, STR("If-None-Match")),
			   place.etag.len ? place.etag : STR("(none)"));
		EXPECT_STR(header_of(&request, STR("If-Modified-Since")),
			   place.last_modified.len ? place.last_modified : STR("(none)"));
	}
}

static void sends_what_the_author_says(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const struct header own[] = { { STR_INIT("X-Key"), STR_INIT("k") } };
	struct source source = source_of(arena, "feed", "https://blog.example/rss");
	source.headers = (struct headers){ own, 1 };
	source.user = STR("bob");
	source.password = STR("secret");
	source.ca = STR("/ca.pem");
	struct request request = ask(&source, &(struct place){ 0 }, arena);
	EXPECT_STR(header_of(&request, STR("X-Key")), STR("k"));
	EXPECT_STR(request.user, STR("bob"));
	EXPECT_STR(request.password, STR("secret"));
	EXPECT_STR(request.ca, STR("/ca.pem"));
}

static void keeps_secrets_at_home(void)
{
	static const struct header own[] = { { STR_INIT("X-Key"), STR_INIT("k") } };
	static const struct {
		const char *name, *moved_to;
		bool is_home;
	} cases[] = {
		{ "another path", "https://blog.example/feed.xml", true },
		{ "another host", "https://evil.example/rss", false },
		{ "a host below", "https://blog.example.evil.example/rss", false },
		{ "another port", "https://blog.example:8443/rss", false },
		{ "without TLS", "http://blog.example/rss", false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct source source = source_of(arena, "feed", "https://blog.example/rss");
		struct place place = { .moved_seen = MOVED_FOUND,
				       .moved_to = str_from(cases[i].moved_to) };
		source.headers = (struct headers){ own, 1 };
		source.user = source.password = STR("secret");
		struct request request = ask(&source, &place, arena);
		CASE(cases[i].name);
		EXPECT_STR(request.url, place.moved_to);
		EXPECT_STR(header_of(&request, STR("X-Key")),
			   cases[i].is_home ? STR("k") : STR("(none)"));
		EXPECT_INT(request.user.len, cases[i].is_home ? 6 : 0);
		EXPECT_INT(request.password.len, cases[i].is_home ? 6 : 0);
	}
}

static void finds_the_feeds_of_a_page(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	static const struct header headers[] = {
		{ STR_INIT("Link"), STR_INIT("</1>; rel=alternate; type=\"application/rss+xml\"") },
		{ STR_INIT("link"), STR_INIT("</2>; rel=alternate; type=application/atom+xml") },
	};
	const struct response response = {
		.status = 200,
		.url = STR("https://blog.example/"),
		.headers = { headers, COUNT_OF(headers) },
		.body = STR("<html><link rel=alternate type=application/rss+xml href=1>"
			    "<link rel=alternate type=application/rss+xml href=3>"),
	};
	struct source source = source_of(arena, "feed", "https://blog.example/");
	struct intake intake = { 0 };
	struct err err = { 0 };
	EXPECT(!source.kind->read(&source, &(struct answer){ .response = &response }, arena,
				  &intake, &err));
	EXPECT_INT(intake.feeds.n, 3);
	for (size_t i = 0; i < intake.feeds.n; i++)
		EXPECT_STR(intake.feeds.at[i], str_fmt(arena, "https://blog.example/%zu", i + 1));
}

static void names_and_keys(void)
{
	static const struct {
		const char *url, *title, *same_as;
	} cases[] = {
		{ "https://blog.example/rss", "blog.example", "http://blog.example/rss" },
		{ "https://www.Blog.example/rss", "blog.example", "https://blog.example/rss" },
		{ "https://blog.example:443/rss", "blog.example", "https://blog.example/rss" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct source source = source_of(arena, "feed", cases[i].url);
		struct source same = source_of(arena, "feed", cases[i].same_as);
		CASE(cases[i].url);
		EXPECT_STR(source.kind->title(source.settings, arena), str_from(cases[i].title));
		EXPECT_STR(source.kind->key(source.settings, arena),
			   source.kind->key(same.settings, arena));
	}
}

static bool read(struct str body, struct arena *arena, struct intake *out, struct err *err)
{
	struct source source = source_of(arena, "feed", "https://blog.example/rss");
	struct response response = { .status = 200,
				     .body = body,
				     .url = STR("https://blog.example/feeds/rss") };
	source.lang = STR("de");
	source.genre = GENRE_NEWS;
	return source.kind->read(&source, &(struct answer){ .response = &response }, arena, out,
				 err);
}

static void reads_items(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct intake intake = { 0 };
	struct err err = { 0 };
	EXPECT(read(
		STR("<rss version='2.0'><channel><title>Blog</title><ttl>120</ttl>"
		    "<skipHours><hour>3</hour><hour>24</hour></skipHours>"
		    "<skipDays><day>Sunday</day><day> saturday</day><day>Caturday</day></skipDays>"
		    "<item><guid>g1</guid><link>../a</link><title>One</title>"
		    "<author>Bob</author><description>Short</description></item>"
		    "<item><link>javascript:alert(1)</link><title>Two</title>"
		    "</item></channel></rss>"),
		arena, &intake, &err));
	if (!EXPECT(intake.items.n == 2))
		return;
	const struct item *item = intake.items.at;
	EXPECT_STR(item[0].id, STR("g1"));
	EXPECT_STR(item[0].url, STR("https://blog.example/a"));
	EXPECT_STR(item[0].title, STR("One"));
	EXPECT_STR(item[0].text, STR("Short"));
	EXPECT_STR(item[0].author, STR("Bob"));
	EXPECT_STR(item[0].lang, STR("de"));
	EXPECT_INT(item[0].genre, GENRE_NEWS);
	EXPECT_INT(item[0].published_ms, TIME_ABSENT);
	EXPECT(item[0].key_id != 0 && item[0].key_alt != 0);
	EXPECT_STR(item[1].url, STR(""));
	EXPECT(item[1].key_alt != 0);
	EXPECT_INT(intake.hints.wait_ms, 120 * 60 * 1000);
	EXPECT_INT(intake.hints.skip_hours, 1 << 3 | 1);
	EXPECT_INT(intake.hints.skip_days, 1 << 6 | 1);
	EXPECT_INT(intake.bad, 0);
}

static void joins_summary_and_content(void)
{
	static const struct {
		const char *name, *summary, *content, *want;
	} cases[] = {
		{ "only one", "Acme", "", "Acme" },
		{ "only the other", "", "Acme", "Acme" },
		{ "the summary is the beginning", "Acme is...", "Acme is down", "Acme is down" },
		{ "the summary stands inside", "is", "Acme is down", "Acme is down" },
		{ "two texts", "Acme", "All is well", "Acme\n\nAll is well" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct intake intake = { 0 };
		struct err err = { 0 };
		CASE(cases[i].name);
		struct str body = str_fmt(
			arena,
			"<feed "
			"xmlns='http://www.w3.org/2005/Atom'><title>B</title><entry><id>1</id>"
			"<title>T</title><summary>%s</summary><content>%s</content></entry></feed>",
			cases[i].summary, cases[i].content);
		if (EXPECT(read(body, arena, &intake, &err)) && EXPECT(intake.items.n == 1))
			EXPECT_STR(intake.items.at[0].text, str_from(cases[i].want));
	}
}

static void refuses_what_is_no_feed(void)
{
	static const char *const bodies[] = {
		"",
		"<html><head><title>Acme</title></head><body>Acme is down</body></html>",
		"Acme is down",
		"{\"error\": \"Acme is down\"}",
		"<?xml version='1.0'?>",
	};
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct intake intake = { 0 };
		struct err err = { 0 };
		CASE(bodies[i]);
		EXPECT(!read(str_from(bodies[i]), arena, &intake, &err));
		EXPECT_INT(err.kind, ERR_DATA);
		EXPECT(err.text[0] != '\0');
	}
}

int main(void)
{
	RUN(asks_by_get);
	RUN(sends_validators_as_they_came);
	RUN(sends_what_the_author_says);
	RUN(keeps_secrets_at_home);
	RUN(finds_the_feeds_of_a_page);
	RUN(names_and_keys);
	RUN(reads_items);
	RUN(joins_summary_and_content);
	RUN(refuses_what_is_no_feed);
	return test_end();
}
