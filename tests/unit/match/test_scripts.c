/* Names as people write them, in many scripts, with everything around them. */
#include "means.h"

#include "poison.h"

#define ACME "{any: [Acme]}"

static void accents(void)
{
	static const struct mean cases[] = {
		{ "Citroën composed", "{any: [Citro\u00EBn]}", "une Citro\u00EBn!",
		  "une <Citro\u00EBn>!" },
		{ "Citroën decomposed", "{any: [Citro\u00EBn]}", "une Citroe\u0308n!",
		  "une <Citroe\u0308n>!" },
		{ "Citroën decomposed in the term", "{any: [Citroe\u0308n]}", "CITRO\u00CBN",
		  "<CITRO\u00CBN>" },
		{ "Citroën without", "{any: [Citro\u00EBn]}", "citroen", "<citroen>" },
		{ "a mark behind the name", ACME, "Acme\u0301 Acme\u20E3 acm\u00E9",
		  "<Acme\u0301> <Acme\u20E3> <acm\u00E9>" },
		{ "many marks", ACME, "A\u0301\u0302c\u0327m\u0334e\u0300",
		  "<A\u0301\u0302c\u0327m\u0334e\u0300>" },
		{ "Vietnamese", "{any: [\u0110i\u1EC7n M\u00E1y Xanh]}",
		  "dien may xanh \u0110I\u1EC6N M\u00C1Y XANH \u0111ie\u0323\u0302n ma\u0301y xanh",
		  "<dien may xanh> <\u0110I\u1EC6N M\u00C1Y XANH>"
		  " <\u0111ie\u0323\u0302n ma\u0301y xanh>" },
		{ "Vietnamese horn", "{any: [Ph\u01B0\u01A1ng]}", "phuong PH\u01AF\u01A0NG",
		  "<phuong> <PH\u01AF\u01A0NG>" },
		{ "German sharp s", "{any: [Gro\u00DF]}", "GROSS Gro\u1E9E gross Gro\u00DF Gros",
		  "<GROSS> <Gro\u1E9E> <gross> <Gro\u00DF> Gros" },
		{ "German ss finds sharp s", "{any: [Strasse]}", "Stra\u00DFe STRA\u1E9EE",
		  "<Stra\u00DFe> <STRA\u1E9EE>" },
		{ "umlaut is no ue", "{any: [M\u00FCller]}", "Muller Mueller", "<Muller> Mueller" },
		{ "Turkish dotless i", "{any: [\u0131\u015F\u0131k]}",
		  "I\u015EIK \u0131\u015F\u0131k isik \u0130\u015E\u0130K",
		  "<I\u015EIK> <\u0131\u015F\u0131k> <isik> <\u0130\u015E\u0130K>" },
		{ "Turkish dotted capital", "{any: [izmir]}", "\u0130zmir IZMIR i\u0307zmir",
		  "<\u0130zmir> <IZMIR> <i\u0307zmir>" },
		{ "Greek final sigma", "{any: [\u039F\u03B4\u03CC\u03C2]}",
		  "\u039F\u0394\u039F\u03A3 \u03BF\u03B4\u03BF\u03C2 \u03BF\u03B4\u03BF\u03C3",
		  "<\u039F\u0394\u039F\u03A3> <\u03BF\u03B4\u03BF\u03C2> "
		  "<\u03BF\u03B4\u03BF\u03C3>" },
		{ "Greek tonos and dialytika", "{any: [\u03BC\u03B1\u0390\u03BF\u03C5]}",
		  "\u039C\u0391\u0390\u039F\u03A5 \u03BC\u03B1\u03B9\u03BF\u03C5",
		  "<\u039C\u0391\u0390\u039F\u03A5> <\u03BC\u03B1\u03B9\u03BF\u03C5>" },
		{ "Georgian capitals", "{any: [\u10D0\u10D9\u10DB\u10D4]}",
		  "\u1C90\u1C99\u1C9B\u1C94 \u10D0\u10D9\u10DB\u10D4",
		  "<\u1C90\u1C99\u1C9B\u1C94> <\u10D0\u10D9\u10DB\u10D4>" },
		{ "Armenian ligature", "{any: [\u0565\u0582]}", "\u0587", "<\u0587>" },
		{ "Polish and Croatian", "{any: [\u0141\u00F3d\u017A, \u0110akovo]}", "lodz dakovo",
		  "<lodz> <dakovo>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void invisible(void)
{
	static const struct mean cases[] = {
		{ "ligature", "{any: [Fidelity]}", "\uFB01delity", "<\uFB01delity>" },
		{ "half a ligature", "{any: ['fi']}", "\uFB01t \uFB01", "\uFB01t <\uFB01>" },
		{ "full width", ACME, "\uFF21\uFF23\uFF2D\uFF25\u3067",
		  "<\uFF21\uFF23\uFF2D\uFF25>\u3067" },
		{ "bold letters", ACME, "\U0001D400\U0001D41C\U0001D426\U0001D41E",
		  "<\U0001D400\U0001D41C\U0001D426\U0001D41E>" },
		{ "zero-width space", ACME, "A\u200Bc\u200Bm\u200Be", "<A\u200Bc\u200Bm\u200Be>" },
		{ "soft hyphen", ACME, "Ac\u00ADme", "<Ac\u00ADme>" },
		{ "joiners and byte order mark", ACME, "\uFEFFA\u200Dc\u2060me\u200C",
		  "\uFEFF<A\u200Dc\u2060me>\u200C" },
		{ "zero-width space at a word's end hides none", ACME, "my\u200BAcme", NULL },
		{ "emoji", ACME, "\U0001F525Acme\u2764\uFE0F \U0001F1E9\U0001F1EAacme",
		  "\U0001F525<Acme>\u2764\uFE0F \U0001F1E9\U0001F1EA<acme>" },
		{ "emoji of several", ACME, "\U0001F468\u200D\U0001F469\u200D\U0001F467Acme",
		  "\U0001F468\u200D\U0001F469\u200D\U0001F467<Acme>" },
		{ "right-to-left isolate", ACME,
		  "\u05D0\u05E0\u05D9 \u2067Acme\u2069 \u05D8\u05D5\u05D1",
		  "\u05D0\u05E0\u05D9 \u2067<Acme>\u2069 \u05D8\u05D5\u05D1" },
		{ "Hebrew with points", "{any: [\u05D0\u05E7\u05DE\u05D4]}",
		  "\u202B\u05D0\u05B7\u05E7\u05B0\u05DE\u05B8\u05D4\u202C",
		  "\u202B<\u05D0\u05B7\u05E7\u05B0\u05DE\u05B8\u05D4>\u202C" },
		{ "Arabic forms", "{any: [\u0627\u0643\u0645\u064A]}",
		  "\uFE8D\uFEDB\uFEE4\uFEF2 \u0627\u064E\u0643\u0652\u0645\u0650\u064A",
		  "<\uFE8D\uFEDB\uFEE4\uFEF2> <\u0627\u064E\u0643\u0652\u0645\u0650\u064A>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void no_spaces(void)
{
	static const struct mean cases[] = {
		{ "Latin in Japanese", "{any: [Sony]}", "\u65B0Sony\u306E\u30AB\u30E1\u30E9",
		  "\u65B0<Sony>\u306E\u30AB\u30E1\u30E9" },
		{ "Kyoto in Tokyo", "{any: [\u4EAC\u90FD], none: [\u6771\u4EAC\u90FD]}",
		  "\u6771\u4EAC\u90FD\u3068\u4EAC\u90FD",
		  "\u6771\u4EAC\u90FD\u3068<\u4EAC\u90FD>" },
		{ "Katakana in a sentence", "{any: [\u30BD\u30CB\u30FC]}",
		  "\u65B0\u3057\u3044\u30BD\u30CB\u30FC\u306F",
		  "\u65B0\u3057\u3044<\u30BD\u30CB\u30FC>\u306F" },
		{ "half width", "{any: [\u30BD\u30CB\u30FC]}", "\uFF7F\uFF86\uFF70",
		  "<\uFF7F\uFF86\uFF70>" },
		{ "compatibility ideograph", "{any: [\u91D1]}", "\uF90A", "<\uF90A>" },
		{ "Hangul particles", "{any: [\uC0BC\uC131]}",
		  "\uC0BC\uC131\uC740 \uC0BC\uC131\uC744, \uC0BC\uC131",
		  "<\uC0BC\uC131>\uC740 <\uC0BC\uC131>\uC744, <\uC0BC\uC131>" },
		{ "Hangul decomposed", "{any: [\uC0BC\uC131]}",
		  "\u1109\u1161\u11B7\u1109\u1165\u11BC\uC774",
		  "<\u1109\u1161\u11B7\u1109\u1165\u11BC>\uC774" },
		{ "Latin with a particle", "{any: [LG]}", "LG\uAC00 LGx", "<LG>\uAC00 LGx" },
		{ "Lao", "{any: [\u0EA5\u0EB2\u0EA7]}",
		  "\u0E84\u0EBB\u0E99\u0EA5\u0EB2\u0EA7\u0E94\u0EB5",
		  "\u0E84\u0EBB\u0E99<\u0EA5\u0EB2\u0EA7>\u0E94\u0EB5" },
		{ "Khmer", "{any: [\u1781\u17D2\u1798\u17C2\u179A]}",
		  "\u1787\u1793\u1787\u17B6\u178F\u17B7\u1781\u17D2\u1798\u17C2\u179A",
		  "\u1787\u1793\u1787\u17B6\u178F\u17B7<\u1781\u17D2\u1798\u17C2\u179A>" },
		{ "Thai, not inside a syllable", "{any: [\u0E01]}", "\u0E01\u0E34", NULL },
		{ "Devanagari has spaces", "{any: [\u091F\u093E\u091F\u093E]}",
		  "\u091F\u093E\u091F\u093E \u091F\u093E\u091F\u093E\u0913\u0902",
		  "<\u091F\u093E\u091F\u093E> \u091F\u093E\u091F\u093E\u0913\u0902" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void signs(void)
{
	static const struct mean cases[] = {
		{ "AT&T", "{any: [AT&T]}", "at&t, AT&T's AT&TX", "<at&t>, <AT&T>'s AT&TX" },
		{ "C++", "{any: [C++]}", "C++, c++! (C++) C+ C+++",
		  "<C++>, <c++>! (<C++>) C+ <C++>+" },
		{ ".NET", "{any: [.NET]}", ".NET 8, (.net) ASP.NET example.net",
		  "<.NET> 8, (<.net>) ASP.NET example.net" },
		{ "Yahoo!", "{any: [Yahoo!]}", "Yahoo!, yahoo Yahoo!!",
		  "<Yahoo!>, yahoo <Yahoo!>!" },
		{ "3M", "{any: [3M]}", "3M's 3m\u2122 13M 3Ms", "<3M>'s <3m>\u2122 13M 3Ms" },
		{ "hashtag in two", ACME, "#AcmeSucks #acmesucks #SucksAcme #ACME",
		  "#<Acme>Sucks #acmesucks #Sucks<Acme> #<ACME>" },
		{ "hashtag with accents", "{any: [\u00C9cole]}",
		  "#Ma\u00C9coleRose #MaE\u0301coleRose",
		  "#Ma<\u00C9cole>Rose #Ma<E\u0301cole>Rose" },
		{ "hashtag with what is not seen", "{any: [me]}", "#AC\u200BME", NULL },
		{ "handle in two", ACME, "@acme_support", "@<acme>_support" },
		{ "possessive and number", ACME, "Acme's ACME-2 Acme2", "<Acme>'s <ACME>-2 Acme2" },
		{ "letters with dots", ACME, "a.c.m.e.", NULL },
		{ "display name and address", ACME, "\"Acme\" <info@acme.example>",
		  "\"<Acme>\" <info@acme.example>" },
		{ "behind a URL", ACME, "(https://acme.example/acme), Acme",
		  "(https://acme.example/acme), <Acme>" },
		{ "phrase across line ends", "{any: [Acme Cloud]}",
		  "Acme\r\nCloud Acme\u2028Cloud Acme\u3000Cloud Acme\n\n  Cloud",
		  "<Acme\r\nCloud> <Acme\u2028Cloud> <Acme\u3000Cloud> <Acme\n\n  Cloud>" },
		{ "quotes of all kinds", "{any: [Levi's]}", "Levi\u2019s levi\u02BCs Levi\u00B4s",
		  "<Levi\u2019s> <levi\u02BCs> <Levi\u00B4s>" },
		{ "dashes of all kinds", "{any: [Coca-Cola]}",
		  "Coca\u2011Cola coca\u2013cola Coca\u2212Cola",
		  "<Coca\u2011Cola> <coca\u2013cola> <Coca\u2212Cola>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

#define HOST "{any: [{domain: acme.example}]}"

static void domains(void)
{
	static const struct mean cases[] = {
		{ "in a URL and an address", HOST, "https://acme.example/a bob@acme.example",
		  "https://<acme.example>/a bob@<acme.example>" },
		{ "sub-domains", HOST, "a.b-c.acme.example //www.acme.example:8080?x",
		  "<a.b-c.acme.example> //<www.acme.example>:8080?x" },
		{ "defanged", HOST, "acme[.]example a(.)acme(dot)example",
		  "<acme[.]example> <a(.)acme(dot)example>" },
		{ "at a sentence's end", HOST, "See ACME.Example. Now", "See <ACME.Example>. Now" },
		{ "in a mail link", HOST, "mailto:bob@acme.example?subject=x",
		  "mailto:bob@<acme.example>?subject=x" },
		{ "IDN to ASCII", "{any: [{domain: stra\u00DFe.example}]}",
		  "http://xn--strae-oqa.example stra\u00DFe.example strasse.example",
		  "http://<xn--strae-oqa.example> <stra\u00DFe.example> strasse.example" },
		{ "IDN from ASCII", "{any: [{domain: xn--80ak6aa92e.example}]}",
		  "\u0430\u0440\u0440\u04CF\u0435.example apple.example",
		  "<\u0430\u0440\u0440\u04CF\u0435.example> apple.example" },
		{ "IDN below", "{any: [{domain: b\u00FCcher.example}]}",
		  "shop.XN--BCHER-KVA.example", "<shop.XN--BCHER-KVA.example>" },
		{ "IDN decomposed", "{any: [{domain: b\u00FCcher.example}]}",
		  "bu\u0308cher.example", "<bu\u0308cher.example>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

int main(void)
{
	RUN(accents);
	RUN(invisible);
	RUN(no_spaces);
	RUN(signs);
	RUN(domains);
	return test_end();
}
