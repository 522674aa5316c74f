#include "charset.h"

#include "test.h"

static const struct {
	const char *name;
	struct str body, type, want;
} cases[] = {
	{ "UTF-8", STR_INIT("<a>é</a>"), STR_INIT(""), STR_INIT("<a>é</a>") },
	{ "UTF-8 with BOM", STR_INIT("\xEF\xBB\xBF<a/>"), STR_INIT(""), STR_INIT("<a/>") },
	{ "valid UTF-8 wins over HTTP", STR_INIT("<a>é</a>"), STR_INIT("text/xml; charset=koi8-r"),
	  STR_INIT("<a>é</a>") },
	{ "UTF-16LE with BOM", STR_INIT("\xFF\xFE<\0a\0/\0>\0"), STR_INIT(""), STR_INIT("<a/>") },
	{ "UTF-16BE with BOM", STR_INIT("\xFE\xFF\0<\0a\0/\0>"), STR_INIT(""), STR_INIT("<a/>") },
	{ "UTF-16LE without BOM", STR_INIT("<\0a\0/\0>\0"), STR_INIT(""), STR_INIT("<a/>") },
	{ "UTF-32BE", STR_INIT("\0\0\0<\0\0\0a\0\0\0/\0\0\0>"), STR_INIT(""), STR_INIT("<a/>") },
	{ "HTTP charset", STR_INIT("<a>\xC1\xE1</a>"), STR_INIT("text/xml; charset=\"koi8-r\""),
	  STR_INIT("<a>аА</a>") },
	{ "HTTP before XML", STR_INIT("<?xml version='1.0' encoding='iso-8859-1'?><a>\xC1</a>"),
	  STR_INIT("text/xml;charset=koi8-r"),
	  STR_INIT("<?xml version='1.0' encoding='iso-8859-1'?><a>а</a>") },
	{ "XML declaration", STR_INIT("<?xml version=\"1.0\" encoding=\"windows-1251\"?>\xC0"),
	  STR_INIT("text/xml"), STR_INIT("<?xml version=\"1.0\" encoding=\"windows-1251\"?>А") },
	{ "Latin-1 means windows-1252",
	  STR_INIT("<?xml version='1.0' encoding='iso-8859-1'?>\x93\xE9\x94"), STR_INIT(""),
	  STR_INIT("<?xml version='1.0' encoding='iso-8859-1'?>“é”") },
	{ "nothing declared", STR_INIT("<a>caf\xE9 \x80</a>"), STR_INIT(""),
	  STR_INIT("<a>café €</a>") },
	{ "UTF-8 declared, one bad byte", STR_INIT("<a>Größe \xE9</a>"),
	  STR_INIT("text/xml; charset=utf-8"), STR_INIT("<a>Größe é</a>") },
	{ "unknown charset", STR_INIT("<a>\xE9</a>"), STR_INIT("text/xml; charset=nonsense"),
	  STR_INIT("<a>é</a>") },
	{ "Shift JIS", STR_INIT("<a>\x83\x41</a>"), STR_INIT("text/xml; charset=shift_jis"),
	  STR_INIT("<a>ア</a>") },
	{ "seven bits", STR_INIT("<a>\x1B$B%\"\x1B(B</a>"),
	  STR_INIT("text/xml; charset=iso-2022-jp"), STR_INIT("<a>ア</a>") },
	{ "bytes the charset lacks", STR_INIT("<a>\x81\x20\xE9</a>"),
	  STR_INIT("text/xml; charset=gb2312"), STR_INIT("<a>\uFFFD \uFFFD</a>") },
	{ "a name only browsers know", STR_INIT("<a>\xBE\xC8</a>"),
	  STR_INIT("text/xml; charset=windows-949"), STR_INIT("<a>안</a>") },
	{ "another name of Latin-1", STR_INIT("<a>\x80</a>"),
	  STR_INIT("text/xml; charset=ISO_8859-1"), STR_INIT("<a>€</a>") },
	{ "no Unicode, and a name with a letter too many", STR_INIT("\xF4\xB4\xB4\xB4"),
	  STR_INIT("text/xml; charset=\xDCutf-8"), STR_INIT("ô´´´") },
	{ "UTF-16LE without BOM, white space first", STR_INIT("\n\0<\0a\0/\0>\0"), STR_INIT(""),
	  STR_INIT("\n<a/>") },
	{ "JSON in UTF-16BE without BOM", STR_INIT("\0{\0}"), STR_INIT(""), STR_INIT("{}") },
	{ "a zero before UTF-8", STR_INIT("\0<a/>"), STR_INIT(""), STR_INIT("\0<a/>") },
	{ "UTF-16 declared, but it is none", STR_INIT("<a>\x93</a>"),
	  STR_INIT("text/xml; charset=utf-16"), STR_INIT("<a>“</a>") },
	{ "an EBCDIC with other brackets",
	  STR_INIT("\x4C\x6F\xA7\x94\x93\x40\x85\x95\x83\x96\x84\x89\x95\x87"
		   "\x7E\x7D\x89\x82\x94\xF5\xF0\xF0\x7D\x6F\x6E\x4A"),
	  STR_INIT(""), STR_INIT("<?xml encoding='ibm500'?>[") },
	{ "HZ", STR_INIT("<a>~{VPND~} ~~</a>"), STR_INIT("text/xml; charset=HZ-GB-2312"),
	  STR_INIT("<a>中文 ~</a>") },
	{ "HZ ends with the line", STR_INIT("~{VP\nND"), STR_INIT("text/xml; charset=hz"),
	  STR_INIT("中\nND") },
	{ "a name of another spelling", STR_INIT("<a>\xC0</a>"),
	  STR_INIT("text/xml; charset=Windows_1251"), STR_INIT("<a>А</a>") },
	{ "a number alone", STR_INIT("<a>\xC0</a>"), STR_INIT("text/xml; charset=1251"),
	  STR_INIT("<a>А</a>") },
	{ "a name of the Macintosh", STR_INIT("<a>\x80</a>"),
	  STR_INIT("text/xml; charset=mac_roman"), STR_INIT("<a>Ä</a>") },
	{ "HTTP says nonsense, XML does not",
	  STR_INIT("<?xml version='1.0' encoding='koi8-r'?>\xC1"),
	  STR_INIT("text/xml; charset=nonsense"),
	  STR_INIT("<?xml version='1.0' encoding='koi8-r'?>а") },
	{ "HTTP says UTF-8 of every file", STR_INIT("<?xml version='1.0' encoding='koi8-r'?>\xC1"),
	  STR_INIT("text/xml; charset=utf-8"),
	  STR_INIT("<?xml version='1.0' encoding='koi8-r'?>а") },
	{ "a declaration behind a comment", STR_INIT("<!-- --><?XML ENCODING='koi8-r'?>\xC1"),
	  STR_INIT(""), STR_INIT("<!-- --><?XML ENCODING='koi8-r'?>а") },
	{ "UTF-8 cut in a letter, another declared", STR_INIT("<a>Привет, мир\xD0"),
	  STR_INIT("text/xml; charset=koi8-r"), STR_INIT("<a>Привет, мир") },
	{ "UTF-8 with a bad byte, another declared", STR_INIT("<a>\xE9 Привет, мир"),
	  STR_INIT("text/xml; charset=koi8-r"), STR_INIT("<a>é Привет, мир") },
	{ "an emoji in halves", STR_INIT("<a>\xED\xA0\xBD\xED\xB8\x80 \xED\xA0\xBD"), STR_INIT(""),
	  STR_INIT("<a>😀 í\u00a0½") },
	{ "empty", STR_INIT(""), STR_INIT(""), STR_INIT("") },
};

static void becomes_utf8(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(charset_utf8(arena, cases[i].body, cases[i].type), cases[i].want);
	}
}

int main(void)
{
	RUN(becomes_utf8);
	return test_end();
}
