#include "html.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

static void reads_text(void)
{
	static const struct {
		const char *name;
		struct str html, want;
	} cases[] = {
		{ "inline tags vanish", STR_INIT("Ac<b>me</b>"), STR_INIT("Acme") },
		{ "a handle in a span", STR_INIT("@<span>acme</span>!"), STR_INIT("@acme!") },
		{ "blocks break", STR_INIT("<p>one</p><p>two</p>"), STR_INIT("one\ntwo") },
		{ "br breaks", STR_INIT("one<br/>two"), STR_INIT("one\ntwo") },
		{ "a break wins over blanks", STR_INIT("one <div> two"), STR_INIT("one\ntwo") },
		{ "cells break", STR_INIT("<td>1</td><td>2</td>"), STR_INIT("1\n2") },
		{ "names of any case", STR_INIT("a<P>b<ScRiPt>x</sCrIpT>c"), STR_INIT("a\nbc") },
		{ "white space folds", STR_INIT("  a \t\r\n  b  "), STR_INIT("a b") },
		{ "blank before a tag", STR_INIT("a <i> b</i>"), STR_INIT("a b") },
		{ "script goes", STR_INIT("a<script>if (1<2) x()</script>b"), STR_INIT("ab") },
		{ "unclosed style goes", STR_INIT("a<style>b {"), STR_INIT("a") },
		{ "template goes", STR_INIT("a<template><p>x</template>b"), STR_INIT("ab") },
		{ "comment goes", STR_INIT("Ac<!-- <p> -->me"), STR_INIT("Acme") },
		{ "unclosed comment goes", STR_INIT("a<!-- b > c"), STR_INIT("a") },
		{ "doctype goes", STR_INIT("<!DOCTYPE html>a"), STR_INIT("a") },
		{ "CDATA in HTML is text", STR_INIT("<![CDATA[Acme]]>"), STR_INIT("Acme") },
		{ "'<' without a name", STR_INIT("I <3 Acme, 1 < 2"),
		  STR_INIT("I <3 Acme, 1 < 2") },
		{ "'<' at the end", STR_INIT("a <"), STR_INIT("a <") },
		{ "tag cut off", STR_INIT("more <a href=\"http://x"), STR_INIT("more") },
		{ "no tag, not closed", STR_INIT("if a <b then c"), STR_INIT("if a <b then c") },
		{ "a mail address", STR_INIT("Jo <jo@acme.example>"),
		  STR_INIT("Jo <jo@acme.example>") },
		{ "'>' in quotes", STR_INIT("a<i title=\"x > y\">b"), STR_INIT("ab") },
		{ "quote never closed", STR_INIT("a<i title=\"x>b</i> c"), STR_INIT("ab c") },
		{ "entities", STR_INIT("&lt;b&gt; &eacute;&hellip;"), STR_INIT("<b> é…") },
		{ "without ';'", STR_INIT("R&ampD &copy 2026"), STR_INIT("R&D © 2026") },
		{ "longest name wins", STR_INIT("&notin;&notit;"), STR_INIT("∉¬it;") },
		{ "no entity", STR_INIT("AT&T & Co, H&M; P&G"), STR_INIT("AT&T & Co, H&M; P&G") },
		{ "parameter of an address", STR_INIT("?a=1&copy=2"), STR_INIT("?a=1&copy=2") },
		{ "two code points", STR_INIT("&nGt;&nGt;&nGt;"), STR_INIT("≫⃒≫⃒≫⃒") },
		{ "numeric", STR_INIT("&#8364;&#x20AC;&#X20ac"), STR_INIT("€€€") },
		{ "C1 numeric", STR_INIT("&#150;&#x93;&#128;"), STR_INIT("–“€") },
		{ "impossible numeric", STR_INIT("&#xD800;&#9999999999;"), STR_INIT("��") },
		{ "nothing numeric", STR_INIT("&#; &#x;"), STR_INIT("&#; &#x;") },
		{ "nbsp is a blank", STR_INIT("a&nbsp;&nbsp;b\u00A0c"), STR_INIT("a b c") },
		{ "soft hyphen goes", STR_INIT("Ac&shy;me Ac\u00ADme"), STR_INIT("Acme Acme") },
		{ "zero width goes", STR_INIT("Ac\u200Bme Ac&#8203;me \uFEFFx"),
		  STR_INIT("Acme Acme x") },
		{ "joiner hides in a name", STR_INIT("Ac\u200Dme"), STR_INIT("Acme") },
		{ "joiner spells", STR_INIT("می\u200Cخواهم"), STR_INIT("می\u200Cخواهم") },
		{ "joiner of emoji", STR_INIT("👩\u200D💻"), STR_INIT("👩\u200D💻") },
		{ "empty", STR_INIT(""), STR_INIT("") },
		{ "only tags", STR_INIT("<p><br></p>"), STR_INIT("") },
		{ "escaped tag is text", STR_INIT("&lt;p&gt;"), STR_INIT("<p>") },
		{ "long name of no element", STR_INIT("a<blockquotesofoldtimes>b"),
		  STR_INIT("ab") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(html_text(arena, cases[i].html, STR(""), NULL), cases[i].want);
	}
}

static void finds_links(void)
{
	struct strs links;
	html_text(arena,
		  STR("<a class=x href=\"/a?b=1&amp;c=2\">1</a><A HREF='http://o.example'>2</a>"
		      "<a href=mailto:x@y.example><a href=#top><a data-href=/no><a "
		      "href=/a?b=1&amp;c=2>"
		      "<p href=/p>"),
		  STR("https://h.example/x/"), &links);
	EXPECT_INT(links.n, 2);
	EXPECT_STR(links.at[0], STR("https://h.example/a?b=1&c=2"));
	EXPECT_STR(links.at[1], STR("http://o.example"));
}

static void folds(void)
{
	EXPECT_STR(text_fold(arena, STR(" a\n\tb ")), STR("a b"));
	EXPECT_STR(text_fold(arena, STR("<b>&amp;")), STR("<b>&amp;"));
	EXPECT_STR(text_fold(arena, STR("   ")), STR(""));
}

/* Runs of plain text are looked at sixteen bytes at a time: whatever ends one is seen at each place
 * of them. */
static void ends_runs_anywhere(void)
{
	static const struct {
		struct str mark, text;
	} marks[] = {
		{ STR_INIT("<i>"), STR_INIT("") },    { STR_INIT("&amp;"), STR_INIT("&") },
		{ STR_INIT("  "), STR_INIT(" ") },    { STR_INIT("\n"), STR_INIT(" ") },
		{ STR_INIT("\x01"), STR_INIT(" ") },  { STR_INIT("\x7F"), STR_INIT(" ") },
		{ STR_INIT("\u00AD"), STR_INIT("") }, { STR_INIT("\u200B"), STR_INIT("") },
		{ STR_INIT("\uFEFF"), STR_INIT("") }, { STR_INIT("é"), STR_INIT("é") },
		{ STR_INIT("</p>"), STR_INIT("\n") }, { STR_INIT(" "), STR_INIT(" ") },
	};
	enum { AROUND = 40 };
	const struct str letters = STR("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		for (size_t before = 1; before < AROUND; before++) {
			struct str left = str_first(letters, before);
			struct str right = str_first(letters, AROUND + 1 - before);
			struct str html = str_fmt(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(left),
						  STR_ARG(marks[i].mark), STR_ARG(right));
			struct str want = str_fmt(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(left),
						  STR_ARG(marks[i].text), STR_ARG(right));
			CASE(marks[i].mark.at);
			EXPECT_STR(html_text(arena, html, STR(""), NULL), want);
		}
}

/* Each of these would take minutes if a tag were searched to the end of the text again. */
static void takes_linear_time(void)
{
	static const char *const patterns[] = { "<a '\">", "<b", "<!--", "<a \"", "&", "<script>" };
	enum { LEN = 1 << 20 };
	for (size_t i = 0; i < COUNT_OF(patterns); i++) {
		char *text = arena_bytes(arena, LEN);
		size_t n = strlen(patterns[i]);
		for (size_t at = 0; at < LEN; at++)
			text[at] = patterns[i][at % n];
		CASE(patterns[i]);
		EXPECT(html_text(arena, (struct str){ text, LEN }, STR(""), NULL).len <= LEN);
	}
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(reads_text);
	RUN(finds_links);
	RUN(folds);
	RUN(ends_runs_anywhere);
	RUN(takes_linear_time);
	arena_free(&arena);
	return test_end();
}
