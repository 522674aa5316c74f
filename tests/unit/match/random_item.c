#include "random_item.h"

#include "buf.h"
#include "random.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "poison.h"

enum { UNITS_MAX = 16 };

void random_seed(uint64_t more)
{
	random_state += 2 * more;
}

uint32_t below(uint32_t n)
{
	return random_below(n);
}

static const char *const words[SCRIPTS][6] = {
	{ "acme", "Citroën", "Straße", "fidelity", "Łódź", "Café" }, /* Latin */
	{ "Οδός", "τράπεζα", "ΝΟΚΙΑ", "αγορά", "μέλι", "ψωμί" },     /* Greek */
	{ "Яндекс", "ёлка", "банк", "Сбер", "йога", "мир" },	     /* Cyrillic */
	{ "أكمي", "شركة", "بَنك", "متجر", "سلام", "نور" },	     /* Arabic */
	{ "אקמה", "בנק", "שָׁלוֹם", "חנות", "טלפון", "ים" },	     /* Hebrew */
	{ "हिन्दी", "टाटा", "बैंक", "दुकान", "फ़ोन", "नया" },	     /* Devanagari */
	{ "ไทย", "บริษัท", "กสิกร", "น้ำ", "ดี", "ไม่" },		     /* Thai */
	{ "東京", "京都", "華為", "中国", "銀行", "新" },	     /* Han */
	{ "ガンダム", "カギ", "ソニー", "ほん", "です", "ぱん" },    /* Kana */
	{ "삼성", "각", "은행", "이니", "현대", "가" },		     /* Hangul */
	{ "Հայ", "բանկ", "շուկա", "Արարատ", "նոր", "և" },	     /* Armenian */
	{ "თბილისი", "ბანკი", "ღვინო", "ახალი", "მზე", "და" },	     /* Georgian */
};

static unsigned scripts[2];

void random_scripts(unsigned one, unsigned two)
{
	scripts[0] = one;
	scripts[1] = two;
}

static const char *pick(const char *const *list, size_t n)
{
	return list[below((uint32_t)n)];
}

bool one_in(uint32_t n)
{
	return below(n) == 0;
}

const char *random_word(void)
{
	return words[scripts[below(2)]][below(6)];
}

static struct str transformed(struct arena *arena, struct str text, utf8proc_option_t options)
{
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.at,
					  (utf8proc_ssize_t)text.len, &made,
					  UTF8PROC_STABLE | options);
	struct str copy = str_dup(arena, (struct str){ (char *)made, n < 0 ? 0 : (size_t)n });
	free(made);
	return copy;
}

enum change { AS_IS, UPPER, LOWER, TITLE, WIDE, INVISIBLE, CHANGES };

/* Each character changed; WIDE: full width; INVISIBLE: with something that is not seen inside. */
static struct str changed(struct arena *arena, struct str text, enum change change)
{
	static const uint32_t unseen[] = { 0x200B, 0xAD, 0x200D, 0x2060, 0xFE0F, 0x301 };
	struct buf out = buf_new(arena, TEXT_MAX);
	size_t at = 0;
	for (size_t len; at < text.len; at += len) {
		char bytes[4];
		int32_t c = (int32_t)utf8_next(str_skip(text, at), &len);
		if (change == UPPER || (change == TITLE && at == 0))
			c = utf8proc_toupper(c);
		if (change == LOWER)
			c = utf8proc_tolower(c);
		if (change == WIDE && c > ' ' && c < 0x7F)
			c += 0xFEE0;
		buf_add(&out, (struct str){ bytes, utf8_put((uint32_t)c, bytes) });
		if (change == INVISIBLE && one_in(3))
			buf_add(&out, (struct str){ bytes, utf8_put(unseen[below(6)], bytes) });
	}
	return buf_str(&out);
}

static struct str written(struct arena *arena)
{
	struct str text = str_from(random_word());
	text = changed(arena, text, (enum change)below(CHANGES));
	if (one_in(4))
		text = transformed(arena, text, UTF8PROC_DECOMPOSE);
	return one_in(4) ? transformed(arena, text, UTF8PROC_COMPOSE) : text;
}

static void add_unit(struct arena *arena, struct buf *out)
{
	static const char *const tails[] = { "",  "",		"",   "",	"'s",	"’s",
					     "2", "の",		"이", "s",	"です", "®",
					     "™", "\U0001F525", "-2", "\u0301", "_x" };
	static const char *const heads[] = { "",	   "",	"",	"",  "",   "",	  "#", "@",
					     "\U0001F525", "x", "はい", "(", "\"", "#my", "_" };
	buf_add(out, str_from(pick(heads, COUNT_OF(heads))));
	buf_add(out, written(arena));
	if (one_in(8))
		buf_add(out, changed(arena, str_from(random_word()), TITLE));
	buf_add(out, str_from(pick(tails, COUNT_OF(tails))));
}

static const char *address(void)
{
	static const char *const addresses[] = {
		"https://acme.example/acme",
		"http://blog.acme.example:80/x?q=acme",
		"acme.example",
		"bob@acme.example",
		"acme@x.example",
		"ACME[.]example",
		"hxxp://acme[dot]example",
		"notacme.example",
		"acme.example.evil.test",
		"https://evil.test/acme.example",
		"https://evil.test/?u=acme.example",
		"https://acme.example@evil.test/",
		"www.acme.example",
		"acme.example/pricing",
		"my-acme.example",
		"https://x.example/東京/acme",
	};
	return pick(addresses, COUNT_OF(addresses));
}

static struct str sentence(struct arena *arena)
{
	static const char *const between[] = { " ",    " ",  " ", " ", "-",   "\n",
					       " \t ", ", ", "_", "",  ". ",  "\u00A0",
					       "—",    "--", "'", ".", " – ", ":" };
	struct buf out = buf_new(arena, TEXT_MAX);
	for (size_t n = 1 + below(UNITS_MAX); n > 0; n--) {
		if (one_in(9)) {
			buf_char(&out, ' ');
			buf_add(&out, str_from(address()));
			buf_add(&out, one_in(4) ? STR(", ") : STR(" "));
			continue;
		}
		add_unit(arena, &out);
		buf_add(&out, str_from(pick(between, COUNT_OF(between))));
	}
	return str_trim(buf_str(&out));
}

static struct strs few(struct arena *arena, struct str (*make)(struct arena *))
{
	struct str *list = NEW(arena, struct str, 2);
	size_t n = below(3);
	for (size_t i = 0; i < n; i++)
		list[i] = make(arena);
	return (struct strs){ list, n };
}

static struct str link_to(struct arena *arena)
{
	static const char *const links[] = { "https://acme.example/x",
					     "https://evil.test/acme.example",
					     "mailto:bob@acme.example",
					     "https://www.acme.example/" };
	(void)arena;
	return str_from(pick(links, COUNT_OF(links)));
}

static struct str nothing_or(struct str text, uint32_t n)
{
	return one_in(n) ? text : STR("");
}

/* Statement by statement: the order in which one expression asks for numbers is a compiler's. */
struct item random_item(struct arena *arena)
{
	struct item item = { .text = sentence(arena) };
	item.title = nothing_or(sentence(arena), 3);
	item.author = nothing_or(written(arena), 2);
	item.url = nothing_or(link_to(arena), 3);
	item.tags = few(arena, written);
	item.links = few(arena, link_to);
	return item;
}
