/* What only looks like a term: `lookalikes: true`. */
#include "compiled.h"

#include "poison.h"

struct seen {
	const char *name, *query, *text, *want; /* want: what the look-alikes are told as */
};

static const struct item *item_of(struct arena *arena, const char *text)
{
	struct item *item = NEW(arena, struct item, 1);
	item->text = str_from(text);
	return item;
}

/* The look-alikes of a text, and a plain hit as "=". */
static struct str told(struct arena *arena, const char *query, const struct item *item)
{
	struct match_result answer = { 0 };
	struct buf out = buf_new(arena, 4 * KIB);
	CLEANUP(match_free)
	struct matcher *matcher = compiled_looks(arena, str_from(query));
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	if (EXPECT(matcher != NULL))
		match_item(matcher, desk, arena, item, &answer);
	for (size_t i = 0; answer.n && i < answer.found[0].n; i++) {
		struct str look = answer.found[0].hits[i].lookalike;
		buf_add(&out, i ? STR("; ") : STR(""));
		buf_add(&out, look.len ? look : STR("="));
	}
	return buf_str(&out);
}

static void check(const struct seen *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(64 * KIB);
		CASE(cases[i].name);
		EXPECT_STR(told(arena, cases[i].query, item_of(arena, cases[i].text)),
			   str_from(cases[i].want));
	}
}

#define ACME "{any: [Acme]}"
#define PAY "{any: [PayPal]}"

static void words(void)
{
	static const struct seen cases[] = {
		{ "the term itself", ACME, "Acme", "=" },
		{ "both", ACME, "Acme and \u0410cme", "=; \u0410cme (Cyrillic \u0410)" },
		{ "one Cyrillic letter", ACME, "\u0410cme is down", "\u0410cme (Cyrillic \u0410)" },
		{ "in the middle", ACME, "Ac\u043Ce", "Ac\u043Ce (Cyrillic \u043C)" },
		{ "wholly Cyrillic capitals", ACME, "\u0410\u0421\u041C\u0415",
		  "\u0410\u0421\u041C\u0415 (Cyrillic \u0410)" },
		{ "wholly Cyrillic, looks different", ACME, "\u0430\u0441\u043C\u0435", "" },
		{ "wholly Cyrillic small", PAY, "\u0440\u0430\u0443\u0440\u0430\u04CF",
		  "\u0440\u0430\u0443\u0440\u0430\u04CF (Cyrillic \u0440)" },
		{ "a Russian word", "{any: [Bot]}", "\u0432\u043E\u0442 \u0442\u0430\u043A", "" },
		{ "Greek letter", PAY, "P\u03B1yPal", "P\u03B1yPal (Greek \u03B1)" },
		{ "Greek capital is N", "{any: [Nokia]}", "\u039Dokia",
		  "\u039Dokia (Greek \u039D)" },
		{ "Greek small is v", "{any: [Vodafone]}", "\u03BDodafone",
		  "\u03BDodafone (Greek \u03BD)" },
		{ "Greek eta by its case", "{any: [Honda, Netto]}", "\u0397onda \u03B7etto",
		  "\u0397onda (Greek \u0397); \u03B7etto (Greek \u03B7)" },
		{ "Armenian letter", "{any: [Sony]}", "S\u0585ny", "S\u0585ny (Armenian \u0585)" },
		{ "Cherokee letter", ACME, "\u13AAcme", "\u13AAcme (Cherokee \u13AA)" },
		{ "small capitals", ACME, "\u1D00\u1D04\u1D0D\u1D07",
		  "\u1D00\u1D04\u1D0D\u1D07 (not acme)" },
		{ "digit", ACME, "Acm3 4cme", "Acm3 (3 for e); 4cme (4 for a)" },
		{ "each digit", "{any: [oleast]}", "013457", "" },
		{ "digits and a letter", "{any: [oleast]}", "01345t", "01345t (0 for o)" },
		{ "1 is l and i", "{any: [Lidl, Visa]}", "Lid1 V1sa",
		  "Lid1 (1 for l); V1sa (1 for i)" },
		{ "signs", "{any: [Cash, Visa]}", "C@sh Vi$a Vis@",
		  "C@sh (@ for a); Vi$a ($ for s); Vis@ (@ for a)" },
		{ "sign in front", "{any: [Sony]}", "$ony", "$ony ($ for s)" },
		{ "number alone", "{any: [seat]}", "5347 5e47", "5e47 (5 for s)" },
		{ "a handle is not a letter", "{any: [acme]}", "@cme", "" },
		{ "an address is not a word", "{any: [Visas]}", "vis@s.example", "" },
		{ "i and l alone are no look-alike of words", PAY, "PayPaI Paypai", "" },
		{ "rn alone is none of words", ACME, "Acrne", "" },
		{ "i for l beside a digit", PAY, "P4yPaI", "P4yPaI (4 for a)" },
		{ "inside a longer word", ACME, "\u0410cmeology 4cmes m4cme", "" },
		{ "inside a URL", ACME, "https://x.example/4cme?q=\u0410cme", "" },
		{ "possessive", ACME, "\u0410cme's", "\u0410cme (Cyrillic \u0410)" },
		{ "accents and width", ACME, "\u0410\u0301\uFF43me",
		  "\u0410\u0301\uFF43me (Cyrillic \u0410)" },
		{ "zero width", ACME, "\u0410c\u200Bme", "\u0410c\u200Bme (Cyrillic \u0410)" },
		{ "hashtag", "{any: ['#acme', acme]}", "#\u0430cme",
		  "#\u0430cme (Cyrillic \u0430); \u0430cme (Cyrillic \u0430)" },
		{ "phrase", "{any: [Acme Cloud]}", "\u0410cme\n  Cloud, Acme-Cl0ud",
		  "\u0410cme\n  Cloud (Cyrillic \u0410); Acme-Cl0ud (0 for o)" },
		{ "phrase with a hyphen itself", "{any: [Acme Cloud]}", "Acme-Cloud", "=" },
		{ "prefix", "{any: ['acme*']}", "\u0430cmeology acm3x",
		  "\u0430cmeology (Cyrillic \u0430); acm3x (3 for e)" },
		{ "digit of the term", "{any: [Web3 Labs]}", "Web3 Labs, Webe Labs, VVeb3 labs",
		  "=" },
		{ "too short", "{any: [HP]}", "\u041D\u0420 \u041DP", "" },
		{ "exact is exact", "{any: [{exact: Acme}]}", "Acm3 \u0410cme", "" },
		{ "own name is no forgery", "{any: [Acme, Acm3]}", "Acm3 \u0410cme",
		  "=; \u0410cme (Cyrillic \u0410)" },
		{ "Latin for a Cyrillic name", "{any: [\u042F\u043D\u0434\u0435\u043A\u0441]}",
		  "\u042F\u043D\u0434e\u043A\u0441",
		  "\u042F\u043D\u0434e\u043A\u0441 (Cyrillic \u042F)" },
		{ "excluded", "{any: [Acme], none: [Acme Markets]}", "\u0410cme Markets", "" },
		{ "in a list", "{any: [{list: ours}], lists: {ours: [Acme]}}", "Acm3",
		  "Acm3 (3 for e)" },
		{ "near", "{any: [{near: [Acme, refund], within: 3}]}", "Acm3: your refund",
		  "Acm3 (3 for e); =" },
		{ "all", "{all: [Acme, invoice]}", "invoice of \u0410cme",
		  "=; \u0410cme (Cyrillic \u0410)" },
	};
	check(cases, COUNT_OF(cases));
}

#define HOST "{any: [{domain: acme.example}]}"

static void hosts(void)
{
	static const struct seen cases[] = {
		{ "the domain itself", HOST, "https://acme.example/ blog.acme[.]example", "=; =" },
		{ "rn for m", HOST, "https://acrne.example/login",
		  "acrne.example (not acme.example)" },
		{ "vv for w", "{any: [{domain: web.example}]}", "vveb.example",
		  "vveb.example (not web.example)" },
		{ "I for l", "{any: [{domain: paypal.example}]}", "http://paypaI.example",
		  "paypaI.example (not paypal.example)" },
		{ "digit", HOST, "acm3.example", "acm3.example (3 for e)" },
		{ "accent", HOST, "https://acm\u00E9.example", "acm\u00E9.example (\u00E9)" },
		{ "Cyrillic", HOST, "http://\u0430cme.example/",
		  "\u0430cme.example (Cyrillic \u0430)" },
		{ "Punycode", HOST, "http://xn--cme-5cd.example/x",
		  "xn--cme-5cd.example (Cyrillic \u0430)" },
		{ "below it", HOST, "http://login.acm3.example", "login.acm3.example (3 for e)" },
		{ "defanged", HOST, "hxxp://acrne[.]example",
		  "acrne[.]example (not acme.example)" },
		{ "in an e-mail address", HOST, "bob@\u0430cme.example",
		  "\u0430cme.example (Cyrillic \u0430)" },
		{ "another domain", HOST, "acme.test notacrne.example acrne.example.test", "" },
		{ "in a path", HOST, "https://evil.test/acrne.example", "" },
		{ "IDN of ours", "{any: [{domain: b\u00FCcher.example}]}",
		  "b\u00FCcher.example xn--bcher-kva.example B\u00DCCHER.example", "=; =; =" },
		{ "like an IDN", "{any: [{domain: b\u00FCcher.example}]}", "https://bucher.example",
		  "bucher.example (not b\u00FCcher.example)" },
		{ "handle", "{any: ['@acmehq']}", "@acmehq @acrnehq @\u0430cmehq @acmehq2 acmehq",
		  "=; @acrnehq (not @acmehq); @\u0430cmehq (Cyrillic \u0430)" },
		{ "with www", "{any: [{domain: www.example}]}", "vvww.example",
		  "vvww.example (not www.example)" },
		{ "broken Punycode", HOST, "xn--.example xn--99999999.example xn--a", "" },
	};
	check(cases, COUNT_OF(cases));
}

static void links(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	static const struct str addresses[] = { STR_INIT("mailto:bob@acm3.example"),
						STR_INIT("https://xn--cme-5cd.example/") };
	struct item item = { .text = STR("hello"), .links = { addresses, 2 } };
	EXPECT_STR(told(arena, HOST, &item),
		   STR("acm3.example (3 for e); xn--cme-5cd.example (Cyrillic \u0430)"));
}

int main(void)
{
	RUN(words);
	RUN(hosts);
	RUN(links);
	return test_end();
}
