#include "repair.h"

#include "buf.h"
#include "feed.h"
#include "test.h"

#include <string.h>

#include "xml.h"

static struct arena *arena;

/* What a reader hears, as text: <name a=value>text</>. */
static void on_start(void *ctx, const struct element *element)
{
	buf_fmt(ctx, "<" STR_FMT, STR_ARG(element->name));
	for (size_t i = 0; i < element->n; i++)
		buf_fmt(ctx, " " STR_FMT "=" STR_FMT, STR_ARG(element->attributes[i].name),
			STR_ARG(element->attributes[i].value));
	buf_char(ctx, '>');
}

static void on_text(void *ctx, struct str text)
{
	buf_add(ctx, text);
}

static void on_end(void *ctx)
{
	buf_add(ctx, STR("</>"));
}

static struct str heard(struct str xml, struct err *err)
{
	struct buf out = buf_new(arena, MIB);
	const struct xml_reader reader = { on_start, on_text, on_end, &out };
	struct str text = str_dup(arena, xml), markup;
	if (!repair_xml(arena, text, &markup, err) || !xml_read(markup, text, &reader, err))
		return STR("");
	/* Without the root that is put around all. */
	struct str all = buf_str(&out);
	return str_first(str_skip(all, 3), all.len - 6);
}

static const struct {
	const char *name;
	struct str xml, want;
} cases[] = {
	{ "well-formed", STR_INIT("<a b='1'>x<c/>y</a>"), STR_INIT("<a b=1>x<c></>y</>") },
	{ "ampersands", STR_INIT("<a>AT&T & Co, H&M &amp; P&G; D&D</a>"),
	  STR_INIT("<a>AT&T & Co, H&M & P&G; D&D</>") },
	{ "HTML entities", STR_INIT("<a>caf&eacute;&nbsp;&euro;</a>"),
	  STR_INIT("<a>café\u00A0€</>") },
	{ "entity of nobody", STR_INIT("<a>&acme; &acme</a>"), STR_INIT("<a>&acme; &acme</>") },
	{ "C1 numerics", STR_INIT("<a>&#150;&#x80;</a>"), STR_INIT("<a>–€</>") },
	{ "decoded once", STR_INIT("<a>&amp;lt;b&amp;gt;</a>"), STR_INIT("<a>&lt;b&gt;</>") },
	{ "no references in CDATA", STR_INIT("<a><![CDATA[&lt;<b>&]]></a>"),
	  STR_INIT("<a>&lt;<b>&</>") },
	{ "CDATA and text", STR_INIT("<a>x<![CDATA[y]]>z</a>"), STR_INIT("<a>xyz</>") },
	{ "CDATA cut off", STR_INIT("<a><![CDATA[y"), STR_INIT("<a>y</>") },
	{ "illegal characters", STR_INIT("<a>Ac\x01me&#2;\x0B!</a>"), STR_INIT("<a>Acme!</>") },
	{ "illegal characters in a tag", STR_INIT("<q\x01 b\x02='x\x03y'>x</\x04q>"),
	  STR_INIT("<q b=xy>x</>") },
	{ "an illegal one far from the front",
	  STR_INIT("<a>0123456789012345678901234567890123456789012345678901234567890123456789"
		   "\x1F\x7F\t</a>"),
	  STR_INIT("<a>0123456789012345678901234567890123456789012345678901234567890123456789"
		   "\x7F\t</>") },
	{ "white space alone", STR_INIT("<a> \n\t<b>x</b>\r\n<b>y</b></a>"),
	  STR_INIT("<a> <b>x</> <b>y</></>") },
	{ "junk before", STR_INIT("Warning: x\n<a>y</a>"), STR_INIT("<a>y</>") },
	{ "junk behind", STR_INIT("<a>y</a><!-- 3 ms --><b/>"), STR_INIT("<a>y</><b></>") },
	{ "cut off", STR_INIT("<a><b>text"), STR_INIT("<a><b>text</></>") },
	{ "cut off in a tag", STR_INIT("<a>text<b c='d"), STR_INIT("<a>text<b c=d></></>") },
	{ "end tag missing", STR_INIT("<a><b>x</a><c>y</c>"), STR_INIT("<a><b>x</></><c>y</>") },
	{ "end tag too many", STR_INIT("<a>x</b>y</a>"), STR_INIT("<a>xy</>") },
	{ "crossed", STR_INIT("<a><i><b>x</i></b></a>"), STR_INIT("<a><i><b>x</></></>") },
	{ "end in another case", STR_INIT("<Item>x</item>"), STR_INIT("<item>x</>") },
	{ "br without end", STR_INIT("<a>x<br>y</a>"), STR_INIT("<a>x<br></>y</>") },
	{ "no quotes", STR_INIT("<a href=http://x/?a&b c>t</a>"),
	  STR_INIT("<a href=http://x/?a&b c=>t</>") },
	{ "slash in a value", STR_INIT("<a href=http://x/>t</a>"),
	  STR_INIT("<a href=http://x/>t</>") },
	{ "reference in a value", STR_INIT("<a t=\"x &amp; y &lt; z & q\"/>"),
	  STR_INIT("<a t=x & y < z & q></>") },
	{ "quote never closed", STR_INIT("<a t=\"x>y</a><b u=\"v\"/>"),
	  STR_INIT("<a t=x>y</><b u=v></>") },
	{ "attribute twice", STR_INIT("<a b='1' b='2'>x</a>"), STR_INIT("<a b=1 b=2>x</>") },
	{ "'<' is text", STR_INIT("<a>I <3 it, 1 < 2 << 3</a>"),
	  STR_INIT("<a>I <3 it, 1 < 2 << 3</>") },
	{ "a mail address", STR_INIT("<a>Jo <jo@acme.example></a>"),
	  STR_INIT("<a>Jo <jo@acme.example></>") },
	{ "comment inside a word", STR_INIT("<a>Ac<!-- -- -->me</a>"), STR_INIT("<a>Acme</>") },
	{ "comment never closed", STR_INIT("<a>x<!-- y</a>"), STR_INIT("<a>x y</>") },
	{ "doctype goes", STR_INIT("<!DOCTYPE a [<!ENTITY x 'y>'> ]><a>&x;</a>"),
	  STR_INIT("<a>&x;</>") },
	{ "doctype without end", STR_INIT("<!DOCTYPE a ['><a>x</a>"), STR_INIT("<a>x</>") },
	{ "instructions go", STR_INIT("<?xml version='1.0'?><?x y?><a>z</a>"),
	  STR_INIT("<a>z</>") },
	{ "undeclared prefix", STR_INIT("<x:a y:b='1'>t</x:a>"), STR_INIT("<a b=1>t</>") },
	{ "two colons are no name", STR_INIT("<a><dc:date:2026</a:b:c></a>"),
	  STR_INIT("<a><dc:date:2026</a:b:c></>") },
	{ "nothing", STR_INIT("no markup"), STR_INIT("") },
};

static void mends(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err err = { 0 };
		CASE(cases[i].name);
		EXPECT_STR(heard(cases[i].xml, &err), cases[i].want);
		EXPECT_INT(err.kind, ERR_NONE);
	}
}

static struct str repeated(const char *piece, size_t len)
{
	char *text = arena_bytes(arena, len);
	for (size_t i = 0, n = strlen(piece); i < len; i++)
		text[i] = piece[i % n];
	return (struct str){ text, len };
}

static void keeps_ceilings(void)
{
	struct err err = { 0 };
	EXPECT_STR(heard(repeated("<a>", 3 * 256), &err), heard(repeated("<a>", 3 * 256), &err));
	EXPECT_INT(err.kind, ERR_NONE);
	heard(repeated("<a>", 3 * 257), &err);
	EXPECT_INT(err.kind, ERR_LIMIT);
	err.kind = ERR_NONE;
	heard(str_fmt(arena, "<a " STR_FMT ">", STR_ARG(repeated("b=c ", 4 * 65))), &err);
	EXPECT_INT(err.kind, ERR_LIMIT);
}

static void bounds_names(void)
{
	enum { NAMES = 30000, LEN = 8 };
	char *text = arena_bytes(arena, NAMES * LEN);
	struct err err = { 0 };
	for (size_t i = 0; i < NAMES; i++)
		memcpy(text + i * LEN, str_fmt(arena, "<%05zx/>", i + 0xA0000).at, LEN);
	heard((struct str){ text, NAMES * LEN }, &err);
	EXPECT_INT(err.kind, ERR_LIMIT);
}

/* The longest growth of markup, and the patterns that would be searched to the end again. */
static void takes_what_comes(void)
{
	static const char *const patterns[] = { "x<a b=c/>", "<a b=''c=''/>", "<",  "<!--",
						"<![CDATA[", "<a b=\"",	      "<?", "&#1;",
						"</a>",	     "<a>x</a>" };
	for (size_t i = 0; i < COUNT_OF(patterns); i++) {
		struct err err = { 0 };
		struct str markup, text = repeated(patterns[i], 1 << 20);
		CASE(patterns[i]);
		EXPECT(repair_xml(arena, text, &markup, &err) || err.kind == ERR_LIMIT);
	}
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(mends);
	RUN(keeps_ceilings);
	RUN(bounds_names);
	RUN(takes_what_comes);
	arena_free(&arena);
	return test_end();
}
