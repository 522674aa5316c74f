#include "feed.h"

#include "test.h"

#include "buf.h"

#include <string.h>

static struct arena *arena;

static void reads_all_keys(void)
{
	struct item item;
	struct str target;
	struct err err = { 0 };
	EXPECT(item_parse_line(
		arena,
		STR("{\"text\":\"Acme <b>is</b> down &amp; out\",\"title\":\"T\",\"author\":\"jo\","
		    "\"url\":\"https://x.example/1\",\"id\":42,\"source\":\"s\",\"lang\":\"en\","
		    "\"published\":\"2026-01-02T03:04:05Z\",\"updated\":1767323045,"
		    "\"tags\":[\"a\",\"b\"],\"kind\":\"comment\",\"place\":\"r/acme\","
		    "\"profile\":\"https://x.example/jo\",\"target\":\"Acme\",\"more\":{},"
		    "\"parent\":7,\"thread\":\"t\",\"counts\":{\"points\":3,\"likes\":0.5}}"),
		false, &item, &target, &err));
	EXPECT_STR(item.text, STR("Acme <b>is</b> down &amp; out"));
	EXPECT_STR(item.title, STR("T"));
	EXPECT_STR(item.author, STR("jo"));
	EXPECT_STR(item.url, STR("https://x.example/1"));
	EXPECT_STR(item.id, STR("42"));
	EXPECT_STR(item.lang, STR("en"));
	EXPECT_INT(item.published_ms, 1767323045000);
	EXPECT_INT(item.updated_ms, 1767323045000);
	EXPECT_INT(item.tags.n, 2);
	EXPECT_STR(item.tags.at[1], STR("b"));
	EXPECT_INT(item.kind, ITEM_COMMENT);
	EXPECT_STR(item.place, STR("r/acme"));
	EXPECT_STR(item.profile, STR("https://x.example/jo"));
	EXPECT_STR(target, STR("Acme"));
	EXPECT_STR(item.parent, STR("7"));
	EXPECT_STR(item.thread, STR("t"));
	EXPECT_INT(item.n_counts, 2);
	EXPECT_STR(item.counts[0].name, STR("points"));
	EXPECT(item.counts[0].value == 3 && item.counts[1].value == 0.5);
}

/* Offsets are told into the line, so nothing of it may be lost. */
static void keeps_a_plain_line(void)
{
	struct item item;
	struct err err = { 0 };
	EXPECT(item_parse_line(arena, STR("\t Acme  is down \r"), true, &item, NULL, &err));
	EXPECT_STR(item.text, STR("\t Acme  is down "));
	EXPECT(item_parse_line(arena, STR("\uFEFF {\"text\":\"x\"}"), true, &item, NULL, &err));
	EXPECT_STR(item.text, STR("x"));
	EXPECT(item_parse_line(arena, STR(""), true, &item, NULL, &err));
	EXPECT_STR(item.text, STR(""));
}

static void names_what_is_wrong(void)
{
	static const struct {
		const char *name;
		struct str line;
		bool is_plain_ok;
		const char *want; /* the error, or NULL */
	} cases[] = {
		{ "plain", STR_INIT("Acme is down"), true, NULL },
		{ "plain, where JSON must be", STR_INIT("Acme is down"), false, "no JSON object" },
		{ "broken JSON as plain text", STR_INIT("{Acme} is down"), true, NULL },
		{ "no text", STR_INIT("{\"title\":\"x\"}"), false, "no \"text\"" },
		{ "a list", STR_INIT("[1]"), false, "no JSON object" },
		{ "text is a number", STR_INIT("{\"text\":1}"), true, "\"text\" must be a text" },
		{ "author is a list", STR_INIT("{\"text\":\"x\",\"author\":[]}"), true,
		  "\"author\" must be a text" },
		{ "null says nothing", STR_INIT("{\"text\":\"x\",\"author\":null}"), true, NULL },
		{ "an address of another type", STR_INIT("{\"text\":\"x\",\"url\":1}"), true,
		  "\"url\" must be an http or https address" },
		{ "a time of another type", STR_INIT("{\"text\":\"x\",\"published\":[]}"), true,
		  "\"published\" must be a time (RFC 3339, or seconds since 1970)" },
		{ "an endless time", STR_INIT("{\"text\":\"x\",\"updated\":1e300}"), true,
		  "\"updated\" must be a time (RFC 3339, or seconds since 1970)" },
		{ "tags are a text", STR_INIT("{\"text\":\"x\",\"tags\":\"a\"}"), true,
		  "\"tags\" must be a list of texts" },
		{ "a tag is a number", STR_INIT("{\"text\":\"x\",\"tags\":[\"a\",1]}"), true,
		  "\"tags\" must be a list of texts" },
		{ "counts are a list", STR_INIT("{\"text\":\"x\",\"counts\":[1]}"), true,
		  "\"counts\" must be a map of names to numbers" },
		{ "a count is a text", STR_INIT("{\"text\":\"x\",\"counts\":{\"a\":\"1\"}}"), true,
		  "\"counts\" must be a map of names to numbers" },
		{ "unknown kind", STR_INIT("{\"text\":\"x\",\"kind\":\"poem\"}"), true,
		  "\"kind\" must be \"post\" or \"comment\"" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct item item;
		struct err err = { 0 };
		bool is_read = item_parse_line(arena, cases[i].line, cases[i].is_plain_ok, &item,
					       NULL, &err);
		CASE(cases[i].name);
		EXPECT(is_read == (cases[i].want == NULL));
		EXPECT_STR(str_from(err.text), str_from(cases[i].want));
		EXPECT_INT(err.kind, is_read ? ERR_NONE : ERR_DATA);
	}
}

static void reads_labels(void)
{
	static const struct {
		const char *name;
		struct str line;
		const char *label, *target, *want;
	} cases[] = {
		{ "label", STR_INIT("{\"text\":\"x\",\"label\":\"negative\"}"), "negative", "",
		  NULL },
		{ "tone", STR_INIT("{\"text\":\"x\",\"tone\":\"neutral\",\"target\":\"y\"}"),
		  "neutral", "y", NULL },
		{ "none", STR_INIT("{\"text\":\"x\"}"), "", "", "no \"label\"" },
		{ "a number", STR_INIT("{\"text\":\"x\",\"label\":1}"), "", "", "no \"label\"" },
		{ "no item", STR_INIT("negative"), "", "", "no JSON object" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct labelled_reader reader = labelled_reader_new(arena, cases[i].line);
		struct item item;
		struct item_label label = { 0 };
		struct err err = { 0 };
		CASE(cases[i].name);
		EXPECT(labelled_next(arena, &reader, &item, &label, &err));
		EXPECT_STR(str_from(err.text), str_from(cases[i].want));
		EXPECT_STR(label.label, str_from(cases[i].label));
		EXPECT_STR(label.target, str_from(cases[i].target));
		EXPECT(!labelled_next(arena, &reader, &item, &label, &err));
	}
	struct item item;
	struct err err = { 0 };
	CASE("who asks for no label does not mind one");
	EXPECT(item_parse_line(arena, STR("{\"text\":\"x\",\"label\":1}"), false, &item, NULL,
			       &err));
}

/* What a file of labelled texts says, "line:label:target:lang:text" each, or what is wrong. */
static struct str all_labelled(struct str body)
{
	struct labelled_reader reader = labelled_reader_new(arena, body);
	struct item item;
	struct item_label label;
	struct err err = { 0 };
	struct buf told = buf_new(arena, KIB);
	while (labelled_next(arena, &reader, &item, &label, &err)) {
		buf_fmt(&told, "%zu:", reader.line);
		if (err.kind != ERR_NONE)
			buf_fmt(&told, "%s;", err.text);
		else
			buf_fmt(&told, STR_FMT ":" STR_FMT ":" STR_FMT ":" STR_FMT ";",
				STR_ARG(label.label), STR_ARG(label.target), STR_ARG(item.lang),
				STR_ARG(item.text));
		err = (struct err){ 0 };
	}
	return buf_str(&told);
}

static void reads_tables_of_labels(void)
{
	static const struct {
		const char *name, *body, *want;
	} cases[] = {
		{ "two columns", "text,label\nbad,negative\r\ngood, positive \n",
		  "2:negative:::bad;3:positive:::good;" },
		{ "no names", "bad,negative\ngood,positive",
		  "1:negative:::bad;2:positive:::good;" },
		{ "quotes",
		  "text,label\n\"not, \"\"well\"\"\nI think\",negative\n\"\"\"\",neutral\n",
		  "2:negative:::not, \"well\"\nI think;4:neutral:::\";" },
		{ "other columns, in another order",
		  "id,Tone, Text ,lang,stars,target\n7,negative,a,de,1,Acme\n8,neutral,b\n",
		  "2:negative:Acme:de:a;3:neutral:::b;" },
		{ "a mark of order", "\xEF\xBB\xBFlabel,text\nneutral,a\n", "2:neutral:::a;" },
		{ "empty lines", "\n\ntext,label\n\n \na,neutral\n\n", "6:neutral:::a;" },
		{ "quotes inside", "text,label\na \"b\" c,neutral\n", "2:neutral:::a \"b\" c;" },
		{ "bytes that are none", "text,label\n\xFF,neutral\n", "2:neutral:::\uFFFD;" },
		{ "nothing for a text", "text,label\n,neutral\na\nb,neutral\n",
		  "2:no \"text\";3:no \"label\";4:neutral:::b;" },
		{ "behind a quote", "text,label\n\"a\"b,neutral\nc,neutral\n",
		  "2:text stands behind a closing quote;3:neutral:::c;" },
		{ "no closing quote", "text,label\n\"a,neutral\nc,neutral\n",
		  "2:a quote is not closed;3:neutral:::c;" },
		{ "an end in quotes", "text,label\n\"", "2:a quote is not closed;" },
		{ "lines of JSON", "{\"text\":\"a\",\"label\":\"neutral\"}\n\n[1,2]\n",
		  "1:neutral:::a;3:no JSON object;" },
		{ "nothing", "", "" },
		{ "names alone", "text,label", "" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(all_labelled(str_from(cases[i].body)), str_from(cases[i].want));
	}
	CASE("too many columns");
	struct buf many = buf_new(arena, KIB);
	for (size_t i = 0; i < 65; i++)
		buf_char(&many, ',');
	EXPECT_STR(all_labelled(buf_str(&many)), STR("1:more than 64 fields;"));
}

static void goes_on_after_a_bad_line(void)
{
	struct items items;
	struct lines_result result;
	struct err err = { 0 };
	EXPECT(items_parse_lines(
		arena, STR("{\"text\":\"one\"}\r\n\n{\"text\":2}\n{}\n{\"text\":\"\xFF\"}"), false,
		&items, &result, &err));
	EXPECT_INT(items.n, 2);
	EXPECT_STR(items.at[0].text, STR("one"));
	EXPECT_STR(items.at[1].text, STR("\uFFFD"));
	EXPECT_INT(items.at[0].published_ms, TIME_ABSENT);
	EXPECT_INT(result.bad, 2);
	EXPECT_STR(str_from(result.first_bad.text), STR("line 3: \"text\" must be a text"));
}

static void stops_at_the_ceiling(void)
{
	enum { LINES = FEED_ITEMS_MAX + 7 };
	struct items items;
	struct lines_result result;
	struct err err = { 0 };
	char *body = arena_bytes(arena, 2 * LINES);
	for (size_t i = 0; i < 2 * LINES; i++)
		body[i] = i % 2 ? '\n' : 'x';
	EXPECT(items_parse_lines(arena, (struct str){ body, 2 * LINES }, true, &items, &result,
				 &err));
	EXPECT_INT(items.n, FEED_ITEMS_MAX);
	EXPECT_INT(result.bad, 7);
	EXPECT_STR(str_from(result.first_bad.text), STR("line 5001: more than 5000 items"));
	EXPECT(!items_parse_lines(arena, (struct str){ body, FEED_BODY_MAX + 1 }, true, &items,
				  &result, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(reads_all_keys);
	RUN(keeps_a_plain_line);
	RUN(names_what_is_wrong);
	RUN(reads_labels);
	RUN(reads_tables_of_labels);
	RUN(goes_on_after_a_bad_line);
	RUN(stops_at_the_ceiling);
	arena_free(&arena);
	return test_end();
}
