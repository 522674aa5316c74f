#include "parts.h"

#include "test.h"

#include <string.h>

#include "poison.h"

static struct arena *arena;

struct format_case {
	const char *name, *in, *want, *links; /* links: with blanks between */
};

static void check(enum text_format format, const struct format_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct strs links;
		struct str all = STR("");
		CASE(cases[i].name);
		EXPECT_STR(format_text(format, str_from(cases[i].in), arena, &links),
			   str_from(cases[i].want));
		for (size_t k = 0; k < links.n; k++)
			all = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), k ? " " : "",
				      STR_ARG(links.at[k]));
		EXPECT_STR(all, str_from(cases[i].links));
	}
}

static void plain_text_keeps_its_lines(void)
{
	static const struct format_case cases[] = {
		{ "as it is", "a &amp; <b>", "a &amp; <b>", NULL },
		{ "blanks fold", "  a \t b  ", "a b", NULL },
		{ "lines stay", "a\r\nb \n c", "a\nb\nc", NULL },
		{ "paragraphs stay", "a\n\n\n\nb\n", "a\n\nb", NULL },
		{ "controls are blanks",
		  "a\x07\x7F"
		  "b\x1B[1m",
		  "a b [1m", NULL },
		{ "nothing", " \n ", "", NULL },
	};
	check(FORMAT_PLAIN, cases, sizeof(cases) / sizeof(*cases));
}

static void entities_are_read_where_they_are_told(void)
{
	static const struct format_case cases[] = {
		{ "entities only", "a &amp; b &lt;b&gt; &#39;x&#39; <i>", "a & b <b> 'x' <i>",
		  NULL },
		{ "once", "&amp;lt;", "&lt;", NULL },
		{ "a blank in one", "a&#10;b&nbsp;c",
		  "a\nb\xC2\xA0"
		  "c",
		  NULL },
		{ "none", "R&D & more", "R&D & more", NULL },
		{ "the longest growth", "&nGt;&nGt;&nGt;&nGt;&nGt;",
		  "\u226B\u20D2\u226B\u20D2\u226B\u20D2\u226B\u20D2\u226B\u20D2", NULL },
	};
	check(FORMAT_ESCAPED, cases, sizeof(cases) / sizeof(*cases));
}

static void html_is_read_with_its_links(void)
{
	static const struct format_case cases[] = {
		{ "a mention",
		  "<p>Hi @<span>alexl</span> <a href=\"https://a.example/x\">there</a></p>",
		  "Hi @alexl there", "https://a.example/x" },
	};
	check(FORMAT_HTML, cases, sizeof(cases) / sizeof(*cases));
}

static void markdown_is_read_with_its_links(void)
{
	static const struct format_case cases[] = {
		{ "plain words", "Acme is down, isn't it?", "Acme is down, isn't it?", NULL },
		{ "a link", "see [Acme Cloud](https://acme.example/c?a=1&b=2).", "see Acme Cloud.",
		  "https://acme.example/c?a=1&b=2" },
		{ "a link with a title", "[a](https://a.example/ \"The (title)\") b", "a b",
		  "https://a.example/" },
		{ "parentheses in it", "[a](https://a.example/b_(c)) d", "a d",
		  "https://a.example/b_(c)" },
		{ "emphasis in it", "[**Ac**me](https://a.example/_x_)", "Acme",
		  "https://a.example/_x_" },
		{ "an autolink", "<https://a.example/?x=<y>", "https://a.example/?x=<y",
		  "https://a.example/?x=%3Cy" },
		{ "a bare address", "https://a.example/a_b_c", "https://a.example/a_b_c", NULL },
		{ "a relative link", "[rules](/r/x/rules)", "rules", NULL },
		{ "a call is no link", "f[0](acme)", "f[0](acme)", NULL },
		{ "an unfinished link", "[a](https://a.example/ b", "[a](https://a.example/ b",
		  NULL },
		{ "an image", "![Acme logo](https://a.example/i.png) x", "Acme logo x", NULL },
		{ "an image in a link", "[![Acme](https://i.example/)](https://a.example/)", "Acme",
		  "https://a.example/" },
		{ "a definition", "a [b][1]\n\n[1]: https://a.example/x", "a [b][1]",
		  "https://a.example/x" },
		{ "a definition that is none", "[note]: this matters", "[note]: this matters",
		  NULL },
		{ "emphasis", "*a* **b** ***c*** _d_ __e__ ~~f~~", "a b c d e f", NULL },
		{ "emphasis inside a word", "Ac**me** and snake_case_name",
		  "Acme and snake_case_name", NULL },
		{ "nested", "**a *b* c**", "a b c", NULL },
		{ "no partner", "2 * 3 = 6, *nix and acme *", "2 * 3 = 6, *nix and acme *", NULL },
		{ "handles stay", "@some_user_ and _x", "@some_user_ and _x", NULL },
		{ "about", "~5 ~ 6~", "~5 ~ 6~", NULL },
		{ "code", "use `a*b*c <b> &amp;` or ``x ` y``", "use a*b*c <b> &amp; or x ` y",
		  NULL },
		{ "a tick alone", "it`s", "it`s", NULL },
		{ "a fence", "a\n```sh\n**x** <y>\n  z\n```\nb *c*", "a\n**x** <y>\nz\nb c", NULL },
		{ "a fence of waves", "~~~\n```\n~~~\na", "```\na", NULL },
		{ "a fence never closed", "```\na\nb", "a\nb", NULL },
		{ "headings", "# Acme\n### it #1 broke\n#acme", "Acme\nit #1 broke\n#acme", NULL },
		{ "underlined", "Acme\n====\nb\n---\nc", "Acme\nb\nc", NULL },
		{ "quotes", "> one\n>> two\n> > three", "one\ntwo\nthree", NULL },
		{ "lists", "- a\n* b\n+ c\n1. d\n  - [ ] e\n  - [x] f", "a\nb\nc\n1. d\ne\nf",
		  NULL },
		{ "a box alone", "[x] [ ]", "[x] [ ]", NULL },
		{ "minus", "-5 and - 6", "-5 and - 6", NULL },
		{ "a table", "| a | b |\n|---|:-:|\n| c | **d** |", "a b\nc d", NULL },
		{ "a pipe", "a | b", "a | b", NULL },
		{ "escaped", "\\*a\\* \\<b\\> \\[c](d) \\x \\\\", "*a* <b> [c](d) \\x \\", NULL },
		{ "entities", "a &amp; b&nbsp;c &lt;d", "a & b c <d", NULL },
		{ "HTML in it", "<details><summary>a</summary>\n\nb<br/>c</details>", "a\nb\nc",
		  NULL },
		{ "a link of HTML", "<a href=\"https://a.example/_b_\">c</a>", "c",
		  "https://a.example/_b_" },
		{ "no HTML", "List<String> and <script>x</script>",
		  "List<String> and <script>x</script>", NULL },
		{ "a comment", "a <!-- b\n * c\n--> d", "a d", NULL },
		{ "a comment never closed", "a <!-- b\n<!-- c", "a <!-- b\n<!-- c", NULL },
		{ "a spoiler", ">!Acme!< is >!down!<", "Acme is down", NULL },
		{ "smaller", "a < b > c <", "a < b > c <", NULL },
		{ "controls",
		  "a\x01"
		  "b `c\x01`",
		  "a b c", NULL },
		{ "empty", "", "", NULL },
		{ "marks alone", "***\n#\n>\n-", "-", NULL },
	};
	check(FORMAT_MARKDOWN, cases, sizeof(cases) / sizeof(*cases));
}

/* Linear, and within the room it was given. */
static void hostile_markdown_ends(void)
{
	static const char *const pieces[] = { "[",    "](",	      "*",   "_a", "`",	 "``",
					      "<!--", "[a](http://b", "![",  "> ", "- ", "**a",
					      "~~",   "\\",	      "<a ", "|",  "#",	 "```\n" };
	enum { REPEAT = 20000 };
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		size_t len = strlen(pieces[i]);
		char *text = arena_bytes(arena, REPEAT * len);
		struct strs links;
		for (size_t k = 0; k < REPEAT; k++)
			memcpy(text + k * len, pieces[i], len);
		CASE(pieces[i]);
		struct str out = format_text(FORMAT_MARKDOWN, (struct str){ text, REPEAT * len },
					     arena, &links);
		EXPECT(out.len <= REPEAT * len);
	}
}

static struct str repeated(const char *piece, size_t n)
{
	struct str all = STR("");
	for (size_t i = 0; i < n; i++)
		all = str_fmt(arena, STR_FMT "%s", STR_ARG(all), piece);
	return all;
}

/* What would be looked at again from each of its marks is text from some depth on. */
static void depths_of_markdown_end(void)
{
	struct strs links;
	struct str quotes = str_fmt(arena, STR_FMT "a", STR_ARG(repeated("> ", 150)));
	struct str out = format_text(FORMAT_MARKDOWN, quotes, arena, &links);
	EXPECT(str_starts(out, STR("> > ")) && str_ends(out, STR("> a")) && out.len < quotes.len);
	struct str link = str_fmt(arena, "[a](/" STR_FMT STR_FMT ")", STR_ARG(repeated("(", 20)),
				  STR_ARG(repeated(")", 20)));
	EXPECT_STR(format_text(FORMAT_MARKDOWN, link, arena, &links), STR("a"));
	link = str_fmt(arena, "[a](/" STR_FMT STR_FMT ")", STR_ARG(repeated("(", 40)),
		       STR_ARG(repeated(")", 40)));
	EXPECT_STR(format_text(FORMAT_MARKDOWN, link, arena, &links), link);
}

static void titles_are_one_line(void)
{
	EXPECT_STR(format_line(FORMAT_HTML, STR("a &amp;\n<b>b</b> "), arena), STR("a & b"));
	EXPECT_STR(format_line(FORMAT_ESCAPED, STR("a &quot;b&quot;\r\n<i>"), arena),
		   STR("a \"b\" <i>"));
	EXPECT_STR(format_line(FORMAT_MARKDOWN, STR("[OC] *a* &amp;"), arena),
		   STR("[OC] *a* &amp;"));
	EXPECT_STR(format_line(FORMAT_PLAIN, STR("\n a\n\nb"), arena), STR("a b"));
}

int main(void)
{
	arena = arena_new(1 << 20);
	RUN(plain_text_keeps_its_lines);
	RUN(entities_are_read_where_they_are_told);
	RUN(html_is_read_with_its_links);
	RUN(markdown_is_read_with_its_links);
	RUN(hostile_markdown_ends);
	RUN(depths_of_markdown_end);
	RUN(titles_are_one_line);
	arena_free(&arena);
	return test_end();
}
