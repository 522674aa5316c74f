/* What the terms of product.md mean, as a table: query, text, and the text with its hits marked. */
#include "means.h"

#include <string.h>

#include "poison.h"

#define ACME "{any: [Acme]}"

static void words(void)
{
	static const struct mean cases[] = {
		{ "plain", ACME, "Acme is down", "<Acme> is down" },
		{ "any case", ACME, "ACME, acme; aCmE.", "<ACME>, <acme>; <aCmE>." },
		{ "whole words", ACME, "Acmeology and SuperAcme and acme2", NULL },
		{ "possessive", ACME, "Acme's fault", "<Acme>'s fault" },
		{ "typographic possessive", ACME, "Acme’s fault", "<Acme>’s fault" },
		{ "number behind a hyphen", ACME, "ACME-2", "<ACME>-2" },
		{ "letters with dots", ACME, "a.c.m.e.", NULL },
		{ "letters with dots asked", "{any: [a.c.m.e.]}", "the A.C.M.E. way",
		  "the <A.C.M.E.> way" },
		{ "underscore separates", ACME, "my_acme_app", "my_<acme>_app" },
		{ "in a handle", ACME, "ask @acme_support", "ask @<acme>_support" },
		{ "camel case in a hashtag", ACME, "#AcmeSucks", "#<Acme>Sucks" },
		{ "camel case behind capitals", ACME, "#ACMESucks #IloveAcme",
		  "#<ACME>Sucks #Ilove<Acme>" },
		{ "no camel case outside", ACME, "AcmeSucks", NULL },
		{ "small hashtag", ACME, "#acmesucks", NULL },
		{ "emoji beside", ACME, "🔥Acme🔥 and Acme❤️",
		  "🔥<Acme>🔥 and <Acme>❤️" },
		{ "trade mark", ACME, "Acme™ and Acme®", "<Acme>™ and <Acme>®" },
		{ "full width", ACME, "ＡＣＭＥ rocks", "<ＡＣＭＥ> rocks" },
		{ "zero width inside", ACME, "Ac\u200Bme", "<Ac\u200Bme>" },
		{ "soft hyphen inside", ACME, "Ac\u00ADme", "<Ac\u00ADme>" },
		{ "Citroën NFC", "{any: [Citroën]}", "ma Citroën C3", "ma <Citroën> C3" },
		{ "Citroën NFD", "{any: [Citroën]}", "ma Citroe\u0308n C3",
		  "ma <Citroe\u0308n> C3" },
		{ "Citroën in capitals", "{any: [Citroën]}", "CITROËN", "<CITROËN>" },
		{ "Citroën without accent", "{any: [Citroën]}", "Citroen", "<Citroen>" },
		{ "mark at the end", "{any: [cafe]}", "cafe\u0301!", "<cafe\u0301>!" },
		{ "Straße", "{any: [Straße]}", "STRASSE Strasse STRAẞE",
		  "<STRASSE> <Strasse> <STRAẞE>" },
		{ "İstanbul", "{any: [İstanbul]}", "istanbul ISTANBUL İSTANBUL ıstanbul",
		  "<istanbul> <ISTANBUL> <İSTANBUL> <ıstanbul>" },
		{ "ligature", "{any: [Fidelity]}", "ﬁdelity", "<ﬁdelity>" },
		{ "Łódź", "{any: [lodz]}", "Łódź", "<Łódź>" },
		{ "Greek final sigma", "{any: [ΟΔΟΣ]}", "οδος οδός", "<οδος> <οδός>" },
		{ "Japanese particle", "{any: [Sony]}", "Sonyの新製品", "<Sony>の新製品" },
		{ "no spaces", "{any: [京都]}", "東京都に行く", "東<京都>に行く" },
		{ "no spaces, excluded", "{any: [京都], none: [東京都]}", "東京都に行く", NULL },
		{ "no half kana", "{any: [カキ]}", "カギ", NULL },
		{ "half width kana", "{any: [ガンダム]}", "ｶﾞﾝﾀﾞﾑ", "<ｶﾞﾝﾀﾞﾑ>" },
		{ "Hangul particle", "{any: [삼성]}", "삼성이 좋다", "<삼성>이 좋다" },
		{ "no part of a syllable", "{any: [가]}", "각", NULL },
		{ "single Korean letters", "{any: [이니]}", "이니ㅠㅠ", "<이니>ㅠㅠ" },
		{ "Hindi signs stay", "{any: [हनद]}", "हिन्दी", NULL },
		{ "Thai", "{any: [ไทย]}", "คนไทยดี", "คน<ไทย>ดี" },
		{ "Hebrew", "{any: [אקמה]}", "אני אוהב את אַקְמָה!", "אני אוהב את <אַקְמָה>!" },
		{ "Arabic with marks and direction", "{any: [اكمي]}", "\u200Fشركة أَكمي\u200F",
		  "\u200Fشركة <أَكمي>\u200F" },
		{ "Cyrillic", "{any: [Яндекс]}", "у ЯНДЕКС, ёлки", "у <ЯНДЕКС>, ёлки" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void signs(void)
{
	static const struct mean cases[] = {
		{ "AT&T", "{any: [AT&T]}", "at&t and AT&T's and MAT&T",
		  "<at&t> and <AT&T>'s and MAT&T" },
		{ "C++", "{any: [C++]}", "I like c++, not C+ or AC++",
		  "I like <c++>, not C+ or AC++" },
		{ "C++11", "{any: [C++]}", "C++11", NULL },
		{ ".NET", "{any: [.NET]}", "(.net) ASP.NET", "(<.net>) ASP.NET" },
		{ "Yahoo!", "{any: ['Yahoo!']}", "Yahoo! Yahoo", "<Yahoo!> Yahoo" },
		{ "3M", "{any: [3M]}", "3M, 33M, 3 m", "<3M>, 33M, 3 m" },
		{ "X", "{any: [X]}", "X or xx: x", "<X> or xx: <x>" },
		{ "a star inside", "{any: [M*A*S*H]}", "m*a*s*h", "<m*a*s*h>" },
		{ "exact C++", "{any: [{exact: C++}]}", "C++ c++", "<C++> c++" },
		{ "exact .NET", "{any: [{exact: .NET}]}", ".NET .net", "<.NET> .net" },
		{ "exact AT&T", "{any: [{exact: AT&T}]}", "AT&T at&t", "<AT&T> at&t" },
		{ "exact Yahoo!", "{any: [{exact: 'Yahoo!'}]}", "Yahoo! yahoo!",
		  "<Yahoo!> yahoo!" },
		{ "exact 3M", "{any: [{exact: 3M}]}", "3M 3m", "<3M> 3m" },
		{ "exact is whole", "{any: [{exact: US}]}", "US USA BUS us", "<US> USA BUS us" },
		{ "exact accent", "{any: [{exact: Café}]}", "Café Cafe Cafe\u0301",
		  "<Café> Cafe Cafe\u0301" },
		{ "exact before a mark", "{any: [{exact: Cafe}]}", "Cafe\u0301", NULL },
		{ "exact blanks", "{any: [{exact: A  B}]}", "A B", NULL },
		{ "exact two blanks", "{any: [{exact: A  B}]}", "x A  B", "x <A  B>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void phrases(void)
{
	static const struct mean cases[] = {
		{ "one blank", "{any: [Acme Cloud]}", "the acme cloud", "the <acme cloud>" },
		{ "line end", "{any: [Acme Cloud]}", "Acme\n\t  Cloud", "<Acme\n\t  Cloud>" },
		{ "no-break space", "{any: [Acme Cloud]}", "Acme\u00A0Cloud", "<Acme\u00A0Cloud>" },
		{ "hyphen", "{any: [Acme Cloud]}", "Acme-Cloud", "<Acme-Cloud>" },
		{ "dash", "{any: [Acme Cloud]}", "Acme\u2011Cloud", "<Acme\u2011Cloud>" },
		{ "two hyphens", "{any: [Acme Cloud]}", "Acme--Cloud", NULL },
		{ "hyphen with blanks", "{any: [Acme Cloud]}", "Acme - Cloud", NULL },
		{ "comma", "{any: [Acme Cloud]}", "Acme, Cloud", NULL },
		{ "whole words", "{any: [Acme Cloud]}", "Acme Clouds", NULL },
		{ "one letter words", "{any: [a b c d]}", "A b-C d", "<A b-C d>" },
		{ "three bytes", "{any: [a b]}", "a-b", "<a-b>" },
		{ "prefix", "{any: ['acme*']}", "Acmeology, megacme", "<Acmeology>, megacme" },
		{ "suffix", "{any: ['*soft']}", "Microsoft softly", "<Microsoft> softly" },
		{ "prefix of the last word", "{any: ['acme cl*']}", "Acme Clouds",
		  "<Acme Clouds>" },
		{ "both nested", "{any: [Acme, Acme Cloud]}", "Acme Cloud", "<<Acme> Cloud>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void tokens(void)
{
	static const struct mean cases[] = {
		{ "handle", "{any: ['@acmehq']}", "ask @AcmeHQ, or @acmehq.",
		  "ask <@AcmeHQ>, or <@acmehq>." },
		{ "longer handle", "{any: ['@acmehq']}",
		  "@acmehq_support @acmehq2 @acmehq.social.example", NULL },
		{ "the name alone", "{any: ['@acmehq']}", "acmehq", NULL },
		{ "in an e-mail address", "{any: ['@acmehq']}", "bob@acmehq", NULL },
		{ "before Japanese", "{any: ['@acmehq']}", "詳細は@acmehqへ", "詳細は<@acmehq>へ" },
		{ "possessive handle", "{any: ['@acmehq']}", "@acmehq's", "<@acmehq>'s" },
		{ "whole fediverse handle", "{any: ['@acme@social.example']}",
		  "hi @acme@social.example!", "hi <@acme@social.example>!" },
		{ "hashtag", "{any: ['#acme']}", "#Acme #acme. #acme-sale",
		  "<#Acme> <#acme>. <#acme>-sale" },
		{ "longer hashtag", "{any: ['#acme']}", "#acmesale #AcmeSale #acme_sale", NULL },
		{ "prefix", "{any: ['#acme*']}", "#AcmeSale #acme_x", "<#AcmeSale> <#acme_x>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void addresses(void)
{
	static const struct mean cases[] = {
		{ "in a URL", ACME, "see https://acme.example/acme?x=acme now", NULL },
		{ "beside a URL", ACME, "Acme: https://x.example/ Acme",
		  "<Acme>: https://x.example/ <Acme>" },
		{ "in an e-mail address", ACME, "acme@x.example, bob@acme.example", NULL },
		{ "with www", ACME, "www.acme.example", NULL },
		{ "host and path", ACME, "acme.example/pricing", NULL },
		{ "sentence without blank", ACME, "I like Acme.It is good",
		  "I like <Acme>.It is good" },
		{ "link text", ACME, "[Acme](https://acme.example)",
		  "[<Acme>](https://acme.example)" },
		{ "URL before Japanese", ACME, "https://x.exampleをAcmeで",
		  "https://x.exampleを<Acme>で" },
		{ "a host as the term", "{any: [Booking.com]}", "at booking.com today",
		  "at <booking.com> today" },
		{ "domain in a URL", "{any: [{domain: acme.example}]}", "https://acme.example/x",
		  "https://<acme.example>/x" },
		{ "sub-domain", "{any: [{domain: acme.example}]}", "http://blog.ACME.example:80",
		  "http://<blog.ACME.example>:80" },
		{ "written", "{any: [{domain: acme.example}]}", "go to acme.example.",
		  "go to <acme.example>." },
		{ "defanged", "{any: [{domain: acme.example}]}",
		  "hxxp://acme[.]example and acme[dot]example",
		  "hxxp://<acme[.]example> and <acme[dot]example>" },
		{ "e-mail host", "{any: [{domain: acme.example}]}", "bob@mail.acme.example",
		  "bob@<mail.acme.example>" },
		{ "other domains", "{any: [{domain: acme.example}]}",
		  "notacme.example my-acme.example acme.example.evil.test acme.examples", NULL },
		{ "in a path", "{any: [{domain: acme.example}]}",
		  "https://evil.test/acme.example evil.test/acme.example", NULL },
		{ "in a query", "{any: [{domain: acme.example}]}",
		  "https://evil.test/?u=acme.example", NULL },
		{ "as a user name", "{any: [{domain: acme.example}]}",
		  "https://acme.example@evil.test/ https://acme.example:x@evil.test", NULL },
		{ "inner URL", "{any: [{domain: acme.example}]}",
		  "https://archive.test/https://acme.example/",
		  "https://archive.test/https://<acme.example>/" },
		{ "look-alike letters", "{any: [{domain: acme.example}]}", "https://acmé.example",
		  NULL },
		{ "IDN in ASCII", "{any: [{domain: bücher.example}]}",
		  "https://xn--bcher-kva.example/", "https://<xn--bcher-kva.example>/" },
		{ "IDN in letters", "{any: [{domain: xn--bcher-kva.example}]}",
		  "https://Bücher.example/ bucher.example",
		  "https://<Bücher.example>/ bucher.example" },
		{ "beside Japanese", "{any: [{domain: acme.example}]}", "はacme.exampleを",
		  "は<acme.example>を" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

#define NEAR(more) "{any: [{near: [wile, coyote], " more "}]}"

static void nears(void)
{
	static const struct mean cases[] = {
		{ "beside", NEAR("within: 0"), "Wile Coyote", "<Wile> <Coyote>" },
		{ "one between", NEAR("within: 1"), "Wile E. Coyote", "<Wile> E. <Coyote>" },
		{ "too far", NEAR("within: 1"), "Wile e f coyote", NULL },
		{ "other order", NEAR("within: 1"), "coyote, wile", "<coyote>, <wile>" },
		{ "ordered", NEAR("within: 1, ordered: true"), "coyote, wile", NULL },
		{ "ordered, again", NEAR("within: 1, ordered: true"), "coyote, wile coyote",
		  "coyote, <wile> <coyote>" },
		{ "apostrophes are inside words", NEAR("within: 1"), "wile doesn't coyote",
		  "<wile> doesn't <coyote>" },
		{ "each ideograph is a word", NEAR("within: 2"), "wile 東京 coyote",
		  "<wile> 東京 <coyote>" },
		{ "katakana is a word of its own", NEAR("within: 2"), "wile ソニーx coyote",
		  "<wile> ソニーx <coyote>" },
		{ "katakana and a letter are two", NEAR("within: 1"), "wile ソニーx coyote", NULL },
		{ "a soft hyphen divides no word", NEAR("within: 1"), "wile su\u00ADper coyote",
		  "<wile> su\u00ADper <coyote>" },
		{ "a zero-width space does", NEAR("within: 1"), "wile su\u200Bper coyote", NULL },
		{ "numbers are one word", NEAR("within: 1"), "wile 1,234.5 coyote",
		  "<wile> 1,234.5 <coyote>" },
		{ "only one", NEAR("within: 5"), "wile wile", NULL },
		{ "twice the same", "{any: [{near: [ha, ha], within: 0}]}", "ha ha", "<ha> <ha>" },
		{ "the same once", "{any: [{near: [ha, ha], within: 0}]}", "ha", NULL },
		{ "no overlap", "{any: [{near: [acme, acme cloud], within: 3}]}", "acme cloud",
		  NULL },
		{ "three", "{any: [{near: [a, b, c], within: 1}]}", "c x a x b",
		  "<c> x <a> x <b>" },
		{ "three, ordered", "{any: [{near: [a, b, c], within: 0, ordered: true}]}",
		  "a c a b c", "a c <a> <b> <c>" },
		{ "any of", "{any: [{near: [{any: [a, b]}, c], within: 0}]}", "b c", "<b> <c>" },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void brand_none(void)
{
	static const struct mean cases[] = {
		{ "phrase", "{any: [Acme], none: [Acme Markets]}", "Acme beats Acme Markets",
		  "<Acme> beats Acme Markets" },
		{ "partly inside", "{any: [Acme Cloud], none: [cloud nine]}", "Acme Cloud nine",
		  "<Acme Cloud> nine" },
		{ "nothing left", "{any: [Acme], none: [Acme Markets]}", "Acme Markets", NULL },
		{ "none elsewhere", "{any: [Acme], none: [markets]}", "Acme markets",
		  "<Acme> markets" },
		{ "near", "{any: [Acme], none: [{near: [wile, coyote], within: 3}]}",
		  "wile uses acme coyote. Acme!", "wile uses acme coyote. <Acme>!" },
		{ "near elsewhere", "{any: [Acme], none: [{near: [wile, coyote], within: 3}]}",
		  "Wile E. Coyote ordered it from Acme", NULL },
		{ "near not near", "{any: [Acme], none: [{near: [wile, coyote], within: 0}]}",
		  "wile acme coyote", "wile <acme> coyote" },
		{ "all after none", "{all: [Acme, down], none: [Acme Markets]}",
		  "Acme Markets down", NULL },
		{ "regex", "{any: [Acme], none: [{regex: 'Acme\\sM\\w+'}]}", "Acme Mini, Acme",
		  "Acme Mini, <Acme>" },
		{ "only where", "{any: [Acme], none: [{in: title, any: [Acme]}]}", "Acme",
		  "<Acme>" },
		{ "inner none is a condition", "{any: [{any: [Acme], none: [down]}]}", "Acme down",
		  NULL },
	};
	check(cases, COUNT_OF(cases), QUERY_BRAND);
}

static void rules(void)
{
	static const struct mean cases[] = {
		{ "none vetoes", "{any: [Acme], none: [job]}", "a job at Acme", NULL },
		{ "none alone", "{none: [job]}", "nothing", "nothing" },
		{ "none alone, there", "{none: [job]}", "a job", NULL },
		{ "all", "{all: [a, b]}", "a b", "<a> <b>" },
		{ "all, one lacks", "{all: [a, b]}", "a c", NULL },
		{ "any and all", "{any: [a, x], all: [b]}", "a b", "<a> <b>" },
		{ "nested", "{any: [{all: [a, {any: [b, c]}]}, d]}", "a c", "<a> <c>" },
		{ "nested, lacks", "{any: [{all: [a, {any: [b, c]}]}, d]}", "a e", NULL },
		{ "list",
		  "{any: [{list: foes}], lists: {foes: [Globex, {list: more}], more: [Initech]}}",
		  "initech", "<initech>" },
		{ "regex", "{any: [{regex: '\\bAC-?ME\\b'}]}", "AC-ME ACME acme",
		  "<AC-ME> <ACME> acme" },
		{ "regex without case", "{any: [{regex: '(?i)\\bac-?me\\b'}]}", "Ac-Me",
		  "<Ac-Me>" },
		{ "regex without literal", "{any: [{regex: '\\d{4,}', needs: order}]}",
		  "order 12345", "order <12345>" },
		{ "regex needs", "{any: [{regex: '\\d{4,}', needs: order}]}", "number 12345",
		  NULL },
		{ "regex on the original", "{any: [{regex: 'Stra(ß|ss)e'}]}", "Straße STRASSE",
		  "<Straße> STRASSE" },
	};
	check(cases, COUNT_OF(cases), QUERY_RULE);
}

static void fields(void)
{
	static const struct str tags[] = { STR_INIT("acme"), STR_INIT("AcmeSale") };
	static const struct str links[] = { STR_INIT("https://acme.example/") };
	static const struct {
		const char *query;
		bool holds;
		enum field field;
		uint32_t part, start, end;
	} cases[] = {
		{ "{any: [title]}", true, FIELD_TITLE, 0, 4, 9 },
		{ "{any: [{in: title, any: [title]}]}", true, FIELD_TITLE, 0, 4, 9 },
		{ "{any: [{in: text, any: [title]}]}", false, 0, 0, 0, 0 },
		{ "{any: [{in: [author, text], any: [acmehq]}]}", true, FIELD_AUTHOR, 0, 0, 6 },
		{ "{any: [{in: author, any: ['@acmehq']}]}", true, FIELD_AUTHOR, 0, 0, 6 },
		{ "{any: [acmehq]}", false, 0, 0, 0, 0 },
		{ "{any: ['#acme']}", true, FIELD_TAG, 0, 0, 4 },
		{ "{any: [sale]}", true, FIELD_TAG, 1, 4, 8 },
		{ "{any: [{in: tag, any: [{exact: AcmeSale}]}]}", true, FIELD_TAG, 1, 0, 8 },
		{ "{any: [path]}", false, 0, 0, 0, 0 },
		{ "{any: [{in: url, any: [path]}]}", true, FIELD_URL, 0, 20, 24 },
		{ "{any: [{domain: host.example}]}", true, FIELD_URL, 0, 7, 19 },
		{ "{any: [{domain: acme.example}]}", true, FIELD_LINK, 0, 8, 20 },
		{ "{any: [{in: url, any: [{domain: acme.example}]}]}", false, 0, 0, 0, 0 },
		{ "{any: [{in: text, any: [{domain: acme.example}]}]}", true, FIELD_LINK, 0, 8,
		  20 },
	};
	struct item item = {
		.title = STR("the title"),
		.text = STR("some text"),
		.author = STR("acmehq"),
		.url = STR("http://host.example/path"),
		.tags = { tags, COUNT_OF(tags) },
		.links = { links, COUNT_OF(links) },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		CASE(cases[i].query);
		struct match_result answer = ask(arena, cases[i].query, QUERY_BRAND, &item);
		EXPECT_INT(answer.n, cases[i].holds);
		if (!answer.n)
			continue;
		const struct hit *hit = &answer.found[0].hits[0];
		EXPECT_INT(hit->field, cases[i].field);
		EXPECT_INT(hit->part, cases[i].part);
		EXPECT_INT(hit->start, cases[i].start);
		EXPECT_INT(hit->end, cases[i].end);
	}
}

static void words_and_phrases(void)
{
	static const struct str want[] = { STR_INIT("Acme"), STR_INIT("C++"),
					   STR_INIT("Acme Cloud") };
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	CLEANUP(match_free)
	struct matcher *matcher = compiled(
		arena,
		STR("{any: [Acme, 'acme*', '@acmehq', {exact: C++}, {domain: acme.example},"
		    " {any: [Acme, Acme Cloud]}, {near: [a, b]}], none: [Markets]}"),
		QUERY_BRAND);
	if (!EXPECT(matcher != NULL))
		return;
	struct strs words = match_words(matcher, 0, arena);
	EXPECT_INT(words.n, 3);
	for (size_t i = 0; i < words.n && i < COUNT_OF(want); i++)
		EXPECT_STR(words.at[i], want[i]);
	const struct hit *hits;
	size_t n;
	EXPECT(match_phrase(arena, STR("we ÁCME-cloud you"), STR("acme  cloud"), &hits, &n));
	EXPECT_INT(n, 1);
	EXPECT_INT(hits[0].start, 3);
	EXPECT_INT(hits[0].end, 14);
	EXPECT(!match_phrase(arena, STR("acmecloud"), STR("acme"), &hits, &n));
	EXPECT(!match_phrase(arena, STR("acme"), STR(" "), &hits, &n));
}

/* What a search service is asked for. */
static void asks(void)
{
	static const struct {
		const char *query, *want;
	} cases[] = {
		{ "{any: [Acme, acme, 'acme*', '*soft', Acme Cloud]}", "Acme|Acme Cloud" },
		{ "{any: ['@acmehq', '#acme', {exact: C++}, {domain: acme.example}]}",
		  "@acmehq|#acme|C++|acme.example" },
		{ "{any: [{near: [a, b]}, {all: [c, d]}, {any: [e, f]}], none: [g]}", "a|c|e|f" },
		{ "{any: [{in: author, any: ['@bob']}, {in: title, any: [h]}]}", "h" },
		{ "{any: [{regex: 'acme corp [0-9]+'}, {regex: '[a-z]-x'}, "
		  "{regex: 'a.c', needs: globex}]}",
		  "acme corp|globex" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].query);
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		CLEANUP(match_free)
		struct matcher *matcher = compiled(arena, str_from(cases[i].query), QUERY_BRAND);
		if (!EXPECT(matcher != NULL))
			continue;
		struct strs texts = match_asks(matcher, 0, 1, arena);
		struct str all = STR("");
		for (size_t k = 0; k < texts.n; k++)
			all = str_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), k ? "|" : "",
				      STR_ARG(texts.at[k]));
		EXPECT_STR(all, str_from(cases[i].want));
	}
}

int main(void)
{
	RUN(words);
	RUN(signs);
	RUN(phrases);
	RUN(tokens);
	RUN(addresses);
	RUN(nears);
	RUN(brand_none);
	RUN(rules);
	RUN(fields);
	RUN(words_and_phrases);
	RUN(asks);
	return test_end();
}
