#include "escape.h"

#include "test.h"

#include "poison.h"

typedef void escaper(struct buf *buf, struct str s);

static struct str escaped(struct arena *arena, escaper *escape, struct str s)
{
	struct buf buf = buf_new(arena, 64 * KIB);
	escape(&buf, s);
	return buf_str(&buf);
}

static const struct {
	const char *name;
	struct str in, log, terminal, html, json, line;
} cases[] = {
	{ "a plain word", STR_INIT("acme"), STR_INIT("acme"), STR_INIT("acme"), STR_INIT("acme"),
	  STR_INIT("acme"), STR_INIT("acme") },
	{ "nothing", STR_INIT(""), STR_INIT("\"\""), STR_INIT(""), STR_INIT(""), STR_INIT(""),
	  STR_INIT("") },
	{ "two words", STR_INIT("a b"), STR_INIT("\"a b\""), STR_INIT("a b"), STR_INIT("a b"),
	  STR_INIT("a b"), STR_INIT("a b") },
	{ "a forged field", STR_INIT("x\" level=ok"), STR_INIT("\"x\\\" level=ok\""),
	  STR_INIT("x\" level=ok"), STR_INIT("x&quot; level=ok"), STR_INIT("x\\\" level=ok"),
	  STR_INIT("x\" level=ok") },
	{ "a forged line", STR_INIT("x\nmention id=1"), STR_INIT("\"x\\nmention id=1\""),
	  STR_INIT("x mention id=1"), STR_INIT("x\nmention id=1"), STR_INIT("x\\nmention id=1"),
	  STR_INIT("x mention id=1") },
	{ "a backslash", STR_INIT("a\\b"), STR_INIT("\"a\\\\b\""), STR_INIT("a\\b"),
	  STR_INIT("a\\b"), STR_INIT("a\\\\b"), STR_INIT("a\\b") },
	{ "an escape sequence", STR_INIT("\033[2J"), STR_INIT("\"\\x1B[2J\""), STR_INIT("\\x1B[2J"),
	  STR_INIT("[2J"), STR_INIT("\\u001b[2J"), STR_INIT("[2J") },
	{ "a C1 control sequence",
	  STR_INIT("\xC2\x9B"
		   "2J"),
	  STR_INIT("\"\\x9B2J\""), STR_INIT("\\x9B2J"), STR_INIT("2J"), STR_INIT("\\u009b2J"),
	  STR_INIT("2J") },
	{ "a reversed name",
	  STR_INIT("a\xE2\x80\xAE"
		   "b"),
	  STR_INIT("\"a\\u{202E}b\""), STR_INIT("a\\u{202E}b"), STR_INIT("ab"),
	  STR_INIT("a\\u202eb"), STR_INIT("ab") },
	{ "a line separator",
	  STR_INIT("a\xE2\x80\xA8"
		   "b"),
	  STR_INIT("\"a\\u{2028}b\""), STR_INIT("a\\u{2028}b"), STR_INIT("ab"),
	  STR_INIT("a\\u2028b"), STR_INIT("a b") },
	{ "a tag", STR_INIT("<b class='x'>&"), STR_INIT("\"<b class='x'>&\""),
	  STR_INIT("<b class='x'>&"), STR_INIT("&lt;b class=&#39;x&#39;&gt;&amp;"),
	  STR_INIT("<b class='x'>&"), STR_INIT("<b class='x'>&") },
	{ "a bad byte", STR_INIT("a\xFFz"), STR_INIT("\"a\xEF\xBF\xBDz\""),
	  STR_INIT("a\xEF\xBF\xBDz"), STR_INIT("a\xEF\xBF\xBDz"), STR_INIT("a\xEF\xBF\xBDz"),
	  STR_INIT("a\xEF\xBF\xBDz") },
	{ "a cut sequence", STR_INIT("a\xE2\x82"), STR_INIT("\"a\xEF\xBF\xBD\xEF\xBF\xBD\""),
	  STR_INIT("a\xEF\xBF\xBD\xEF\xBF\xBD"), STR_INIT("a\xEF\xBF\xBD\xEF\xBF\xBD"),
	  STR_INIT("a\xEF\xBF\xBD\xEF\xBF\xBD"), STR_INIT("a\xEF\xBF\xBD\xEF\xBF\xBD") },
	{ "a NUL", STR_INIT("a\0b"), STR_INIT("\"a\\x00b\""), STR_INIT("a\\x00b"), STR_INIT("ab"),
	  STR_INIT("a\\u0000b"), STR_INIT("ab") },
	{ "white space around", STR_INIT(" \t a \r\n b \xC2\xA0"),
	  STR_INIT("\" \\t a \\x0D\\n b \xC2\xA0\""), STR_INIT("   a    b \xC2\xA0"),
	  STR_INIT(" \t a \n b \xC2\xA0"), STR_INIT(" \\t a \\u000d\\n b \xC2\xA0"),
	  STR_INIT("a b") },
};

static void every_context_has_its_own_escape(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(escaped(arena, escape_log, cases[i].in), cases[i].log);
		EXPECT_STR(escaped(arena, escape_terminal, cases[i].in), cases[i].terminal);
		EXPECT_STR(escaped(arena, escape_html, cases[i].in), cases[i].html);
		EXPECT_STR(escaped(arena, escape_json, cases[i].in), cases[i].json);
		EXPECT_STR(escaped(arena, escape_line, cases[i].in), cases[i].line);
	}
}

/* All pairs of bytes: whatever comes in, nothing active goes out. */
static void no_active_byte_gets_through(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct arena_mark mark = arena_mark(arena);
	for (int pair = 0; pair < 0x10000; pair++) {
		char bytes[] = { (char)(pair >> 8), (char)pair };
		struct str in = { bytes, 2 }, log, html;
		log = escaped(arena, escape_log, in);
		html = escaped(arena, escape_html, in);
		if (str_find_char(log, '\n') < log.len || str_find_char(log, '\033') < log.len)
			EXPECT_STR(log, STR("a value without controls"));
		if (str_find_char(html, '<') < html.len || str_find_char(html, '"') < html.len)
			EXPECT_STR(html, STR("a text without mark-up"));
		arena_reset(arena, mark);
	}
	EXPECT(true);
}

static void fills_columns(void)
{
	static const struct {
		const char *name;
		struct str in;
		size_t columns;
		struct str want;
	} cells[] = {
		{ "short", STR_INIT("ab"), 4, STR_INIT("ab  ") },
		{ "just", STR_INIT("abcd"), 4, STR_INIT("abcd") },
		{ "long", STR_INIT("abcde"), 4, STR_INIT("abc…") },
		{ "wide", STR_INIT("日本"), 5, STR_INIT("日本 ") },
		{ "wide, cut", STR_INIT("日本語"), 4, STR_INIT("日… ") },
		{ "a mark", STR_INIT("e\xCC\x81x"), 3, STR_INIT("e\xCC\x81x ") },
		{ "an escape is not cut apart", STR_INIT("a\x1B[2Jb"), 6, STR_INIT("a\\x1B…") },
		{ "no room", STR_INIT("abc"), 0, STR_INIT("") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		CASE(cells[i].name);
		struct buf buf = buf_new(arena, KIB);
		escape_cell(&buf, cells[i].in, cells[i].columns);
		EXPECT_STR(buf_str(&buf), cells[i].want);
	}
	EXPECT_INT(escape_columns(STR("a日\x1B\u202E")), 1 + 2 + 4 + 8);
}

int main(void)
{
	RUN(fills_columns);
	RUN(every_context_has_its_own_escape);
	RUN(no_active_byte_gets_through);
	return test_end();
}
