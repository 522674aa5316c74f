#include "kind.h"

/* Files, folders and standard input: what a file is shows in its bytes. */

static void asks_with_its_mark(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct source source = source_of(arena, "file", "/data/posts.ndjson");
	struct place place = { .cursor = STR("12 34 56") };
	struct request request = { 0 };
	struct err err = { 0 };
	EXPECT(source.kind->ask(&source, &place, 0, arena, &request, &err));
	EXPECT_INT(request.kind, REQUEST_READ);
	EXPECT_STR(request.url, STR("/data/posts.ndjson"));
	EXPECT_STR(request.since, STR("12 34 56"));
	EXPECT_INT(source.kind->every_ms, 1000);
}

static void titles(void)
{
	static const struct {
		const char *path, *want;
	} cases[] = {
		{ "/data/posts.ndjson", "posts.ndjson" },
		{ "/data/", "data" },
		{ "-", "stdin" },
		{ "posts", "posts" },
		{ "/", "/" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct source source = source_of(arena, "file", cases[i].path);
		CASE(cases[i].path);
		EXPECT_STR(source.kind->title(source.settings, arena), str_from(cases[i].want));
	}
}

#define RSS "<rss version='2.0'><channel><title>B</title><item><title>one</title></item>"
#define TEXT(text) "{\"text\": \"" text "\"}\n"

static const struct {
	const char *name, *body;
	bool ok;
	size_t items, bad;
	const char *first_bad;
} bodies[] = {
	{ "nothing", "", true, 0, 0, "" },
	{ "blanks", " \n\n", true, 0, 0, "" },
	{ "a feed", RSS "</channel></rss>", true, 1, 0, "" },
	{ "a feed with a byte order mark", "\xEF\xBB\xBF\n" RSS "</channel></rss>", true, 1, 0,
	  "" },
	{ "a JSON feed",
	  "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"B\", "
	  "\"items\": [{\"id\": \"1\", \"content_text\": \"one\"}]}",
	  true, 1, 0, "" },
	{ "lines", TEXT("one") TEXT("two"), true, 2, 0, "" },
	{ "an empty line", TEXT("one") "\n" TEXT("two"), true, 2, 0, "" },
	{ "a bad line", TEXT("one") "{\"text\": \n" TEXT("three"), true, 2, 1, "line 2: " },
	{ "two bad lines", "[]\n" TEXT("two") "Acme\n", true, 1, 2, "line 1: " },
	{ "a half-written last line", TEXT("one") "{\"text\": \"tw", true, 1, 0, "" },
	{ "a last line without its newline", TEXT("one") "{\"text\": \"two\"}", true, 2, 0, "" },
	{ "a page", "<html><body>Acme</body></html>", false, 0, 0, "" },
};

static void reads_what_it_is(void)
{
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct source source = source_of(arena, "file", "/data/x");
		struct response response = { .status = 200, .body = str_from(bodies[i].body) };
		struct intake intake = { 0 };
		struct err err = { 0 };
		CASE(bodies[i].name);
		EXPECT_INT(source.kind->read(&source, &(struct answer){ .response = &response },
					     arena, &intake, &err),
			   bodies[i].ok);
		EXPECT_INT(intake.items.n, bodies[i].items);
		EXPECT_INT(intake.bad, bodies[i].bad);
		EXPECT(str_starts(str_from(intake.first_bad.text), str_from(bodies[i].first_bad)));
		for (size_t j = 0; j < intake.items.n; j++)
			EXPECT(intake.items.at[j].key_alt != 0);
	}
}

static void one_bad_file_hides_no_other(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct source source = source_of(arena, "file", "/data");
	static const struct part parts[] = {
		{ STR_INIT("a.xml"), STR_INIT(RSS "</channel></rss>") },
		{ STR_INIT("b.html"), STR_INIT("<html><body>Acme</body></html>") },
		{ STR_INIT("c.ndjson"), STR_INIT(TEXT("one") "[]\n") },
	};
	struct response response = { .status = 200, .parts = parts, .n_parts = 3 };
	struct intake intake = { 0 };
	struct err err = { 0 };
	EXPECT(source.kind->read(&source, &(struct answer){ .response = &response }, arena, &intake,
				 &err));
	EXPECT_INT(intake.items.n, 2);
	EXPECT_INT(intake.bad, 2);
	EXPECT(str_starts(str_from(intake.first_bad.text), STR("b.html: ")));
}

int main(void)
{
	RUN(asks_with_its_mark);
	RUN(titles);
	RUN(reads_what_it_is);
	RUN(one_bad_file_hides_no_other);
	return test_end();
}
